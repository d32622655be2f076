"""What another process commits is on the open page without a touch: every page and section, on both databases."""

import pytest

from sakshi_desktop.core.money import format_money
from sakshi_desktop.core.vocabulary import IntegrationType, SyncDirection
from sakshi_desktop.hub import integrations, syncs
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.offers import ENDPOINT
from tests.ui.customers.page import add_asha
from tests.ui.heartbeat import comes_to_say
from tests.ui.integrations import give_keyring
from tests.ui.windows import opened_on, quiet, words


@pytest.fixture
def window(qtbot, program):
    """A window on a small chain, with Asha and her order; nobody touches it once it shows what is followed."""
    give_keyring(program)
    program.ids = add_asha(program.database)
    with opened_on(qtbot, program) as window:
        window.resize(1280, 800)
        yield window


@pytest.fixture
def second(program, other_process):
    """Makes another process do something to the same database, and waits until it is committed."""
    yield lambda deed: other_process(deed, program.settings.database)
    other_process("leave", program.settings.database)


def _cell(window, key, column):
    """Return what the first row of the table of a section says in a column."""
    model = window.inside.page.sections[key].table.model
    place = [one.key for one in model.columns].index(column)
    return model.text(0, place) if model.rowCount() else ""


@pytest.fixture
def follows(qtbot, window, second):
    """Tells the other process to do something; returns whether the page shows ``after``, which it did not before."""

    def follow(deed, after):
        quiet(qtbot, window)
        assert after not in words(window.inside.page)
        second(deed)
        return comes_to_say(qtbot, lambda: words(window.inside.page), lambda said: after in said)

    return follow


@pytest.fixture
def loses(qtbot, window, second):
    """Tells the other process to do something; returns whether the page leaves off to show ``before``."""

    def lose(deed, before):
        assert before in words(window.inside.page)
        second(deed)
        return comes_to_say(qtbot, lambda: words(window.inside.page), lambda said: before not in said)

    return lose


@pytest.fixture
def turns(qtbot, window, second):
    """Tells the other process to do something; returns whether the cell of a section is ``after``."""

    def turn(deed, section, column, after):
        assert _cell(window, section, column) != after
        second(deed)
        return comes_to_say(qtbot, lambda: _cell(window, section, column), after)

    return turn


def _show(qtbot, window, page, section):
    """Show a section of a page by what the palette offers, or by its button."""
    window.visit(page)
    shown = window.inside.page
    shown.acts().get(section, lambda: shown.choose(section))()
    quiet(qtbot, window)


def _paise(page):
    return sum(row.figures["revenue_paise"] for row in page.table.model.rows)


def _rupees(page):
    if hasattr(page, "table"):
        return _paise(page) // 100
    return int("".join(filter(str.isdigit, page.cards["revenue_paise"].says.value)))


def test_sales_are_on_the_open_pages_of_figures_and_among_the_orders_behind_one(qtbot, window, second):
    for key in ("overview", "locations"):
        window.visit(key)
        quiet(qtbot, window)
        before = _rupees(window.inside.page)
        second("sell")
        assert comes_to_say(qtbot, lambda: _rupees(window.inside.page), before + 1_000)
    before = _paise(window.inside.page)
    window.inside.page.look_behind("revenue_paise")
    quiet(qtbot, window)
    behind = window.inside.page.behind
    assert behind.sum.text() == f"Revenue {format_money(before, 'INR')}"
    second("sell")
    assert comes_to_say(qtbot, behind.sum.text, f"Revenue {format_money(before + 1_000_00, 'INR')}")


def test_an_import_comes_and_goes_in_the_open_history(window, follows):
    window.visit("imports")
    assert follows("bring", "of-the-second.csv")
    assert follows("take_back", "Removed")
    assert follows("begin", "Coming in")
    assert follows("give_up", "Interrupted")


def test_the_list_of_customers_their_record_and_their_order_are_followed(window, follows):
    window.visit("customers")
    assert follows("correct", "Asha Iyer")
    window.inside.desk.open("customer", window.inside.desk.program.ids[0])
    assert follows("note", "Wants the window seat")
    assert follows("move", "7, Church Street")
    assert follows("rename", "Asha Menon")
    window.inside.desk.open("order", window.inside.desk.program.ids[1])
    assert follows("cancel", "The guest left.")
    assert window.inside.page.person.order_panel.state.text() == "Cancelled"


def test_every_table_of_the_operations_is_followed(window, follows):
    window.visit("operations")
    for section, deed, after in (
        ("menu", "items", "Nimbu pani"),
        ("team", "staff", "Om Das"),
        ("team", "shifts", "06:15"),
        ("locations", "locations", "Mysuru"),
        ("locations", "costs", "85,321"),
    ):
        window.inside.page.show_section(section)
        assert follows(deed, after)


def test_fields_that_are_called_otherwise_are_followed(qtbot, program, window, follows):
    config = {"base_url": "https://93.184.215.14"}
    with program.database.begin() as session:
        form = IntegrationForm("Own books", IntegrationType.CUSTOM, ENDPOINT, config=config)
        service = integrations.create(session, form, by=program.actor).id
        syncs.add(session, service, "daily sales", SyncDirection.PUSH, "manual", by=program.actor)
    _show(qtbot, window, "integrations", "syncs")
    assert follows("call_otherwise", "Fields: 1 renamed")


def test_services_and_syncs_are_followed(qtbot, window, second, follows, loses, turns):
    _show(qtbot, window, "integrations", "services")
    assert follows("connect", "Books of Pune")
    assert follows("sync", "1 record was not taken by the sync of records.")
    _show(qtbot, window, "integrations", "letters")
    assert follows("sync", "R-004")
    _show(qtbot, window, "integrations", "syncs")
    assert turns("sync", "syncs", "letters", "3")
    assert follows("pause", "Paused")
    _show(qtbot, window, "integrations", "health")
    assert loses("resume", "Paused")
    health = window.inside.page.section.syncs.model
    second("sync")
    assert comes_to_say(qtbot, lambda: [row.row.letters for row in health.rows], [4])


def test_a_message_is_followed_from_its_event_to_its_answer(qtbot, window, second, turns):
    second("serve")
    for section, column, waits, answered in (
        ("deliveries", "state", "Waiting", "Delivered"),
        ("webhooks", "pending", "1", "0"),
        ("health", "waiting", "1", "0"),
    ):
        _show(qtbot, window, "integrations", section)
        assert turns("announce", section, column, waits)
        assert turns("let", section, column, answered)


def test_the_open_delivery_its_webhook_its_secret_and_its_service_are_followed(qtbot, window, follows, loses):
    _show(qtbot, window, "integrations", "secrets")
    assert follows("serve", "WHK-1")
    _show(qtbot, window, "integrations", "deliveries")
    assert follows("announce", "Waiting")
    window.inside.page.section.table.view.selectRow(0)
    assert comes_to_say(qtbot, lambda: words(window.inside.page), lambda said: "No answer yet." in said)
    assert follows("let", "Status 200")
    _show(qtbot, window, "integrations", "services")
    assert follows("announce", "1 waiting")
    assert loses("let", "1 waiting")
    _show(qtbot, window, "integrations", "webhooks")
    assert follows("disable", "In repair until Monday.")


def test_events_are_followed_and_to_how_many_webhooks_they_go(qtbot, window, second, turns):
    _show(qtbot, window, "activity", "events")
    assert turns("talk", "events", "sent", "0")
    second("serve")
    assert turns("announce", "events", "sent", "1")
    second("let")


def test_deeds_and_the_size_of_the_database_are_followed(qtbot, window, second, follows):
    _show(qtbot, window, "activity", "deeds")
    assert follows("sign", "Harish")
    window.visit("settings")
    quiet(qtbot, window)
    before = _megabytes(window.inside.page)
    second("grow")
    assert comes_to_say(qtbot, lambda: _megabytes(window.inside.page), lambda now: now > before)


def _megabytes(page):
    """Return how large the page says that the database is."""
    figure, unit = page.bytes.text().split()
    assert unit == "MB"
    return float(figure.replace(",", ""))
