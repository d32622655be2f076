import json
import subprocess
import sys
from dataclasses import fields

import pytest

from sakshi_desktop.analytics import kpis
from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.periods import month
from sakshi_desktop.analytics.types import KpiSet, Scope
from sakshi_desktop.cli import main, table
from sakshi_desktop.core.vocabulary import Channel
from tests.analytics.world import World

JUNE = month("2023-06")


@pytest.fixture(scope="module")
def world(shared_database):
    """Two cafes that sold in May and June 2023, in rupees; looked at by all tests of this file, changed by none."""
    made = World(shared_database, currencies=("INR", "INR"))
    with shared_database.begin() as session:
        for day in (*range(JUNE.start - 31, JUNE.end - 4, 3),):
            for place, net in ((0, 12_345), (1, 99_900)):
                key = made.order(session, made.locations[place], day, net_paise=net, goods_paise=5_000)
                made.rate(session, key, 4 + place)
        made.order(session, made.locations[0], JUNE.start, channel=Channel.ZOMATO, late_minutes=3, net_paise=1)
    return made


@pytest.fixture
def ask(shared_address, world, capsys):
    """Run a command on the world and return its exit code, what it printed, and what it said on stderr."""

    def run(*words):
        code = main(["--database", shared_address, *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_kpi_json_holds_every_key_and_the_figures_of_the_page(shared_database, ask, world):
    code, out, err = ask("kpi", "--from", "2023-06-01", "--to", "2023-06-30", "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert list(told) == ["period", "comparison", "currency", "total", "locations"]
    assert told["period"] == {
        "from": "2023-06-01",
        "to": "2023-06-30",
        "previous_from": "2023-05-01",
        "previous_to": "2023-05-24",
    }
    beside = told["comparison"]
    span = (beside["data_from"], beside["data_until"], beside["known_to"])
    assert span == ("2023-05-01", "2023-06-24", "2023-06-24")
    assert (beside["year_ago_from"], beside["year_ago_to"]) == ("2022-06-01", "2022-06-24")
    assert (beside["previous_in_part"], beside["year_ago_in_part"]) == (False, True)
    assert beside["like_for_like"]["locations"] == 2
    assert len(beside["notes"]) == 1
    page = kpis.page(Figures(shared_database), Scope(JUNE))
    names = [field.name for field in fields(KpiSet)]
    assert list(told["total"]) == names
    assert list(told["locations"][0]) == ["id", "name", *names]
    assert told["total"] == {name: page.total.value(name) for name in names}
    assert [row["id"] for row in told["locations"]] == [f"LOC-{key}" for key in world.locations]


def test_the_default_period_is_the_last_thirty_days_with_sales(ask):
    _, out, _ = ask("kpi", "--json")
    period = json.loads(out)["period"]
    assert (period["from"], period["to"]) == ("2023-05-26", "2023-06-24")


def test_a_location_is_found_by_id_number_and_name(ask, world):
    key = world.locations[1]
    answers = [
        json.loads(ask("kpi", "--period", "2023-06", "--location", word, "--json")[1])["locations"]
        for word in (f"LOC-{key}", str(key), "cafe 1", " CAFE  1 ")
    ]
    assert [[row["name"] for row in answer] for answer in answers] == [["Cafe 1"]] * 4
    both = ask("kpi", "--period", "2023-06", "--location", "cafe 1", "--location", "Cafe 0", "--json")[1]
    assert len(json.loads(both)["locations"]) == 2


def test_channel_and_day_part_narrow_the_sales(ask):
    def orders(*words):
        return json.loads(ask("kpi", "--period", "2023-06", "--json", *words)[1])["total"]["orders"]

    assert orders("--channel", "zomato") == 1
    assert orders("--channel", "zomato", "--day-part", "dinner") == 0
    assert orders("--day-part", "lunch") == orders()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("kpi", "--location", "cafee 1"), "Did you mean “Cafe 1”?"),
        (("kpi", "--location", "LOC-77"), "no location “LOC-77”"),
        (("kpi", "--from", "2023-07-01", "--to", "2023-06-01"), "before it begins"),
        (("kpi", "--from", "0001-01-01", "--to", "2023-06-01"), "no year"),
        (("kpi", "--period", "2023-06", "--to", "2023-06-01"), "given twice"),
        (("kpi", "--period", "sometime"), "no period “sometime”"),
        (("kpi", "--currency", "eur"), "EUR"),
        (("trends", "happiness"), "no figure “happiness”"),
        (("ranking", "--weight", "growth=1"), "cannot rank"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(ask, words, said):
    code, out, err = ask(*words)
    assert (code, out) == (1, "")
    assert said in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("kpi", "--from", "June"), "“June” is no date"),
        (("kpi", "--channel", "nope"), "there is no channel “nope”; choose one of: dine_in, takeaway, delivery,"),
        (("kpi", "--day-part", "tea"), "there is no part of the day “tea”; choose one of: breakfast, lunch,"),
        (("trends", "revenue", "--grain", "hour"), "there is no grain “hour”; choose one of: day, week, month"),
        (("ranking", "--weight", "revenue"), "“revenue” is no weight"),
    ],
)
def test_wrong_words_are_refused_in_words(ask, capsys, words, said):
    with pytest.raises(SystemExit) as refused:
        ask(*words)
    assert refused.value.code == 2
    told = capsys.readouterr().err
    assert said in told
    assert "invalid" not in told


def test_a_channel_may_be_written_as_people_write_it(ask):
    assert ask("kpi", "--period", "2023-06", "--channel", "Dine-in")[0] == 0


def test_several_currencies_name_the_word_that_chooses_one(database, address, capsys, tmp_path):
    world = World(database, currencies=("INR", "USD"))
    with database.begin() as session:
        for place in (0, 1):
            world.order(session, world.locations[place], JUNE.end)
    report = ["report", "monthly", "--month", "2023-06", "-o", str(tmp_path / "r.pdf")]
    for words in (["kpi"], ["locations"], ["ranking"], ["trends"], report):
        assert main(["--database", address, *words]) == 1
        assert "Choose one currency: INR or USD, with --currency." in capsys.readouterr().err
        assert main(["--database", address, *words, "--currency", "usd"]) == 0


def test_the_page_reads_well(ask):
    code, out, _ = ask("kpi", "--period", "2023-06")
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == "Jun 2023"
    assert any(line.split() == ["Revenue", "₹8,979.61", "₹8,979.60", "=", "0.0", "%"] for line in lines)
    assert any(line.startswith("Cafe 1") and "₹7,992" in line for line in lines)
    over = ask("kpi", "--from", "2023-06-08", "--to", "2023-06-14")[1]
    assert "Compared with 1\N{EN DASH}7 Jun 2023; on year: 8\N{EN DASH}14 Jun 2022." in over
    assert (
        "Sales are known up to 24 Jun 2023: 1\N{EN DASH}24 Jun 2023 is compared with 1\N{EN DASH}24 May 2023 and" in out
    )
    assert "\x1b" not in out


def test_locations_compare_and_say_what_could_be_done(ask):
    code, out, _ = ask("locations", "--period", "2023-06")
    assert code == 0
    assert "Average" in out
    told = json.loads(ask("locations", "--period", "2023-06", "--json")[1])
    assert told["top_performer"]["name"] == "Cafe 1"
    assert told["bottom_performer"]["name"] == "Cafe 0"
    assert [row["name"] for row in told["all_locations"]] == ["Cafe 0", "Cafe 1"]
    assert told["all_locations"][0]["to_best"]["average_rating"] == -1
    assert told["average_metrics"]["average_rating"] == 4.5


def test_trends_show_bars_and_json_points(ask):
    code, out, _ = ask("trends", "orders", "--grain", "week", "--period", "2023-06")
    assert code == 0
    assert "█" in out
    told = json.loads(ask("trends", "on-time", "--grain", "month", "--period", "2023-06", "--json")[1])
    assert told["metric"] == "on_time_rate"
    assert told["points"] == [{"from": "2023-06-01", "to": "2023-06-30", "value": 0.0}]
    assert told["previous"] == [{"from": "2023-05-01", "to": "2023-05-24", "value": None}]
    assert told["known_to"] == "2023-06-24"
    assert (
        "Compared with 1\N{EN DASH}24 May 2023. Sales are known up to 24 Jun 2023: later points are still to come."
        in out
    )


def test_ranking_takes_weights(ask):
    code, out, _ = ask("ranking", "--period", "2023-06")
    assert code == 0
    assert "1. Cafe 1" in out
    told = json.loads(ask("ranking", "--period", "2023-06", "--weight", "orders=1", "--json")[1])
    assert told["weights"] == {"orders": 1.0}
    assert [row["name"] for row in told["locations"]] == ["Cafe 0", "Cafe 1"]


def test_averages_say_that_growth_is_a_median_and_orders_that_nobody_rated(database, address, capsys):
    world = World(database, currencies=("INR", "INR"))
    with database.begin() as session:
        world.order(session, world.locations[0], JUNE.end)
        world.order(session, world.locations[1], JUNE.end)
    for command in ("kpi", "locations"):
        assert main(["--database", address, command, "--period", "2023-06"]) == 0
        assert "No ratings or complaints were recorded for these orders" in capsys.readouterr().out
    assert main(["--database", address, "locations", "--period", "2023-06"]) == 0
    assert "Average growth: the median of the locations that sold throughout" in capsys.readouterr().out
    assert main(["--database", address, "ranking", "--period", "2023-06"]) == 0
    out = capsys.readouterr().out
    assert "Not weighed, because no location knows it: on-time delivery, order accuracy, average rating," in out


def test_an_empty_database_says_what_to_do(sqlite_address, capsys):
    for command in ("kpi", "locations", "ranking", "trends"):
        assert main(["--database", sqlite_address, command]) == 0
    said = capsys.readouterr()
    assert "There are no sales yet." in said.out
    assert "There are no locations yet." in said.out
    assert said.err == ""


def test_kpi_imports_neither_qt_nor_pandas(sqlite_address):
    program = (
        "import sys; from sakshi_desktop.cli import main; "
        f"code = main(['--database', {sqlite_address!r}, 'kpi', '--json']); "
        "heavy = {'pandas', 'PySide6', 'reportlab', 'openpyxl', 'alembic'}; "
        "sys.exit(code or bool(heavy & {name.split('.')[0] for name in sys.modules}))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, capture_output=True).returncode == 0


def test_columns_align_under_marks_that_take_no_room():
    drawn = table.draw(("", "Figure"), [("चाय", "1"), ("Café", "22")])
    assert drawn.splitlines() == ["      Figure", "चाय        1", "Café      22"]
    assert table.width("चाय") == 3
    assert table.width("कि") == 2


def test_locations_are_ranked_by_one_figure(ask):
    told = json.loads(ask("ranking", "--period", "2023-06", "--by", "customers", "--json")[1])
    assert told["weights"] in ({"customers": 1.0}, {})
    told = json.loads(ask("ranking", "--period", "2023-06", "--by", "revenue", "--json")[1])
    assert [row["name"] for row in told["locations"]] == ["Cafe 1", "Cafe 0"]
    assert ask("ranking", "--by", "revenue", "--weight", "orders=1")[0] == 1
    assert ask("ranking", "--by", "walk_in_share")[0] == 1
