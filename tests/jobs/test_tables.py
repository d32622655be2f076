from contextlib import contextmanager

import pytest
from sqlalchemy import event, func, select

from sakshi_desktop import importers
from sakshi_desktop.core.errors import CancelledError, FieldsError, ForbiddenError, ImportFileError, InvalidError
from sakshi_desktop.core.rights import RIGHTS, THIS_PC, Actor
from sakshi_desktop.core.vocabulary import Role
from sakshi_desktop.importers import rosters
from sakshi_desktop.jobs import imports, tables
from sakshi_desktop.jobs.tables import NOUNS
from sakshi_desktop.outlets import menu
from sakshi_desktop.store.models import AuditEntry, Event, Item, Location, Order

FILES = {
    "locations": "Outlet,City,State,GST number,Day begins at,Opening hours,Colour\n"
    "Baner,Pune,Maharashtra,27AAPFU0939F1ZV,05:00,Mon-Sun 08:00-23:00,blue\nIndiranagar,Bengaluru,Karnataka,,,,red\n",
    "items": "Item Name;Selling Price;Cost;Food type;Allergens;Prices by location\n"
    'Chai;30;8.50;veg;milk;"Baner: 35; Indiranagar: ₹32"\nChicken Puff;"1,060.00";41;Non-Veg;gluten;\n',
    "costs": "Store,Month,Kind,Amount\nBaner,2026-10,rent,85000\nBaner,Oct 2026,utilities,12000.50\n",
    "staff": "Employee,Role,Outlet,Hourly rate\nAsha Rao,manager,Baner,150\nOm Das,support,Baner,95\n",
    "shifts": "Name,Location,Date,From,To\nAsha Rao,Baner,22/11/2026,09:00,17:30\n"
    "Om Das,Baner,22/11/2026,18:00,01:00\n",
}


AGAIN = {  # of the same things: once more, changed, in other letters, and what cannot be
    "locations": "Outlet,City,GST number,Seats,Day begins at,Day rule from,Opening hours,Currency\n"
    "baner,Pune,,40,04:00,2026-05-01,,\nBaner,,,41,,,Sat 09:00-01:00,\nKothrud,Pune,,12,,,Mon 08:00-22:00,USD\n"
    "KOTHRUD,,,13,03:00,,,\nAundh,Pune,29AAGCB7383J1Z4,x,,,,\n,Pune,,,,,,\n",
    "items": "Item;Variant;Price;Cost;Allergens;Not sold at;Prices by location\n"
    "chai;;31;;;Baner;Indiranagar: 33\nChai;large;45;12;milk, gluten;;\nCHAI;LARGE;46;;milk;;Baner: 50; Baner: 51\n"
    "Chai;large;47;13;milk;Indiranagar;\nDosa;;50;;;Nowhere;\nDosa;;50;;;;LOC-1: 55; Baner: 56\n",
    "costs": "Store,Month,Kind,Amount,Note\nbaner,Oct 2026,rent,85000,\nBaner,2026-10,rent,90000,raised\n"
    "LOC-2,2026-10,rent,50000,\nindiranagar,Oct 2026,rent,50000.00,\nNowhere,2026-10,rent,1,\nBaner,2026-10,fun,1,\n",
    "staff": "Employee,Role,Outlet,Hourly rate,Left on\nasha rao,manager,,160,\nOm Das,support,Indiranagar,90,\n"
    "Om Das,support,,91,\nom das,support,Indiranagar,92,\nMeera,support,,,2026-11-01\nMEERA,,,70,\nX,cook,,,\n",
    "shifts": "Name,Location,Date,From,To,Cost\nasha rao,baner,22/11/2026,09:00,18:30,\n"
    "Asha Rao,Baner,2026-11-22,09:00,18:00,7\n"
    "Om Das,LOC-2,2026-11-22,18:00,01:00,\nOm Das,Indiranagar,22/11/2026,18:00,02:00,\n"
    "Nobody,Baner,2026-11-22,9:00,10:00,\n"
    "Asha Rao,Nowhere,2026-11-22,09:00,10:00,\nAsha Rao,Indiranagar,2026-11-22,9:00,,\n",
}


@pytest.fixture
def file(tmp_path):
    def write(text, name="table.csv"):
        target = tmp_path / name
        target.write_text(text, encoding="utf-8-sig")
        return target

    return write


def bring(database, name, file, **more):
    return tables.bring(database, NOUNS[name], file, by=THIS_PC, **more)


def counts(brought):
    return brought.new, brought.changed, brought.unchanged, [line.row for line in brought.bad]


def test_every_table_comes_in_by_the_names_of_its_columns_and_twice_changes_nothing(database, file):
    for name, text in FILES.items():
        source = file(text)
        assert counts(bring(database, name, source)) == (2, 0, 0, []), name
        with database.read() as session:
            events = session.scalar(select(func.count(Event.id)))
        assert counts(bring(database, name, source)) == (0, 0, 2, []), name
        with database.read() as session:
            assert session.scalar(select(func.count(Event.id))) == events


def one_by_one(database, noun, file):
    """Bring a file in as a person would who types its rows; return what is there then, and take it back."""
    reasons = []
    with database.begin() as session:
        for _number, texts in rosters.read(file, noun.fields).rows():
            try:
                noun.save(session, noun.book(session).found(texts), texts, by=THIS_PC)
            except FieldsError as error:
                reasons.append(str(error))
        state = kept(session, noun)
        session.rollback()
    return state, reasons


def kept(session, noun):
    """Return what a table holds, and how many events and rows of the audit trail tell of it."""
    told = [session.scalar(select(func.count(kind.id))) for kind in (Event, AuditEntry)]
    return [record.texts for record in noun.listed(session)], told


@pytest.mark.parametrize("files", [FILES, AGAIN], ids=["new", "again"])
def test_a_file_makes_what_typing_its_rows_would_make(database, file, files):
    for before in FILES if files is AGAIN else ():
        bring(database, before, file(FILES[before]))
    for name, text in files.items():
        source, noun = file(text), NOUNS[name]
        typed, reasons = one_by_one(database, noun, source)
        dry = bring(database, name, source, dry_run=True)
        assert [line.reason for line in dry.bad] == reasons, name
        assert bring(database, name, source) == dry
        with database.read() as session:
            assert kept(session, noun) == typed, name


@contextmanager
def questions(database):
    """Count what a database is asked."""
    sent = []
    engines = (database.writer, database.reader) if database.is_sqlite else (database.writer,)

    def count(*told):
        if told[2].startswith("SELECT"):
            sent.append(told[2])

    for engine in engines:
        event.listen(engine, "before_cursor_execute", count)
    yield sent
    for engine in engines:
        event.remove(engine, "before_cursor_execute", count)


def test_a_thousand_rows_are_a_handful_of_questions(database, file):
    source = file("Item,Price,Cost,Allergens\n" + "".join(f"Item {row},{row},3,milk\n" for row in range(1000)))
    with questions(database) as sent:
        assert bring(database, "items", source, dry_run=True).new == 1000
    assert len(sent) < 20
    with questions(database) as sent:
        assert bring(database, "items", source).new == 1000
    assert len(sent) < 20


def test_others_write_while_a_file_is_judged_and_their_work_is_kept(database, file):
    bring(database, "items", file("Item,Price\nChai,30\n"))

    def another(_share, _text):
        with database.begin() as session:  # SQLite has one writer at a time
            menu.save(session, menu.found(session, {"name": "Chai"}), {"price": "35", "cost": "9"}, by=THIS_PC)

    source = file("Item,Price\nChai,30\nDosa,60\n")
    assert counts(bring(database, "items", source, dry_run=True, progress=another)) == (1, 0, 1, [])
    bring(database, "items", file("Item,Price\nChai,30\n", "before.csv"))
    assert counts(bring(database, "items", source, progress=another)) == (1, 1, 0, [])
    with database.read() as session:
        chai = menu.found(session, {"name": "Chai"})
    assert (chai["price"], chai["cost"]) == ("30.00", "9.00")


def test_a_dry_run_waits_for_nobody(sqlite_database, file):
    with sqlite_database.begin():
        assert bring(sqlite_database, "items", file(FILES["items"]), dry_run=True).bad[0].reason


def test_what_is_written_comes_in_again_as_it_was(database, file, tmp_path):
    for name, text in FILES.items():
        bring(database, name, file(text))
    for name in FILES:
        target = tmp_path / f"{name}-out.csv"
        assert tables.write(database, NOUNS[name], target) == 2
        assert counts(bring(database, name, target)) == (0, 0, 2, [])


def test_a_row_that_changes_something_changes_only_that(database, file):
    bring(database, "locations", file(FILES["locations"]))
    brought = bring(database, "locations", file("Location,Seats,City\nbaner,42,\n"))
    assert counts(brought) == (0, 1, 0, [])
    with database.read() as session:
        record = NOUNS["locations"].book(session).found({"name": "Baner"})
    assert (record["seats"], record["city"], record["cutoff"]) == ("42", "Pune", "05:00")


def test_bad_rows_are_left_out_and_told_with_their_line(database, file, tmp_path):
    brought = bring(
        database, "items", file("Item,Price,Diet\nChai,30,veg\nDosa,much,veg\n,5,\nPuff,40,meat\nIdli,50,veg\n")
    )
    assert counts(brought) == (2, 0, 0, [3, 4, 5])
    assert "“much” is no amount" in brought.bad[0].reason
    with database.read() as session:
        assert session.scalars(select(Item.name).order_by(Item.name)).all() == ["Chai", "Idli"]
    tables.write_bad(NOUNS["items"], brought, tmp_path / "bad.csv")
    assert "Dosa" in (tmp_path / "bad.csv").read_text(encoding="utf-8-sig").splitlines()[1]
    with pytest.raises(InvalidError, match="cannot be written"):
        tables.write_bad(NOUNS["items"], brought, tmp_path / "no" / "bad.csv")


def test_a_shift_of_somebody_unknown_leaves_nothing_behind(database, file):
    bring(database, "locations", file(FILES["locations"]))
    bring(database, "staff", file("Name,Role\nRavi,support\n"))
    brought = bring(database, "shifts", file("Name,Location,Date,From,To\nRavi,Baner,2026-11-22,09:00,10:00\n"))
    assert counts(brought) == (0, 0, 0, [2])
    assert "what an hour of Ravi costs" in brought.bad[0].reason


def test_a_dry_run_tells_the_same_and_changes_nothing(database, file):
    brought = bring(database, "locations", file(FILES["locations"]), dry_run=True)
    assert counts(brought) == (2, 0, 0, [])
    assert brought.ignored == ("Colour",)
    with database.read() as session:
        assert session.scalars(select(Location)).all() == []
        assert session.scalars(select(Event)).all() == []


def test_one_that_is_stopped_leaves_nothing(database, file):
    with pytest.raises(CancelledError):
        bring(database, "locations", file(FILES["locations"]), cancelled=lambda: True)
    with database.read() as session:
        assert session.scalars(select(Location)).all() == []


@pytest.mark.parametrize(
    ("text", "why"),
    [("a,b\n1,2\n", "names of columns"), ("Item,Price\n", "no rows"), ("Price,Cost\n1,2\n", "no column “Item”")],
)
def test_a_file_that_is_no_such_table_is_refused_with_the_reason(sqlite_database, file, text, why):
    with pytest.raises(ImportFileError, match=why):
        bring(sqlite_database, "items", file(text))


def test_all_columns_that_a_file_lacks_are_named(sqlite_database, file):
    with pytest.raises(ImportFileError, match="no columns “Name”, “From”, “To”"):
        bring(sqlite_database, "shifts", file("Location,Date\nPune,2026-03-01\n"))


def test_who_may_not_edit_is_refused(sqlite_database, file):
    support = Actor(3, "Meera", Role.SUPPORT, RIGHTS[Role.SUPPORT])
    with pytest.raises(ForbiddenError, match="Meera may not edit the menu"):
        tables.bring(sqlite_database, NOUNS["items"], file(FILES["items"]), by=support)


def test_a_text_that_a_spreadsheet_would_run_is_disarmed_and_comes_back(sqlite_database, file, tmp_path):
    bring(sqlite_database, "items", file('Item\n"=1+1"\n'))
    tables.write(sqlite_database, NOUNS["items"], tmp_path / "out.csv")
    assert "'=1+1" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert counts(bring(sqlite_database, "items", tmp_path / "out.csv")) == (0, 0, 1, [])


def test_sales_that_come_later_cost_what_the_menu_says(database, file):
    bring(database, "items", file("Item,Cost\nChai,8.50\nDosa,\n"))
    sales = "Order ID,Date,Item,Quantity,Amount\nT1,2026-03-01,Chai,3,90\n"
    sales += "T2,2026-03-01,Chai,1,30\nT2,2026-03-01,Dosa,1,80\n"
    imports.run(database, imports.Order(importers.recognise(file(sales, "sales.csv"))))
    with database.read() as session:
        assert dict(session.execute(select(Order.external_id, Order.goods_paise)).all()) == {"T1": 2550, "T2": None}
    bring(database, "items", file("Item,Cost\nDosa,22\n"))
    with database.read() as session:
        assert dict(session.execute(select(Order.external_id, Order.goods_paise)).all()) == {"T1": 2550, "T2": 3050}
