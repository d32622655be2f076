"""Words that mean nothing are refused before anything is done, with a sentence that says what would be taken."""

import argparse

import pytest

from sakshi_desktop.cli import main, numbers


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("webhooks", "deliveries", "--limit", "-3"), "“-3” is no whole number from 1 to 10000"),
        (("webhooks", "resend", "--state", "dead", "--limit", "5"), "unrecognized arguments: --limit"),
        (("webhooks", "show", "first"), "“first” is no whole number from 0 on"),
        (("webhooks", "rotate", "WHK-1", "--overlap-hours", "nan"), "“nan” is no number from 0 to 168"),
        (("webhooks", "add", "https://a.example/", "--at-once", "0"), "“0” is no whole number from 1 on"),
        (("integrations", "health", "--hours", "all"), "“all” is no whole number from 0 on"),
        (("sync", "undo", "last"), "“last” is no whole number from 0 on"),
        (("sync", "letters", "--drop", "99999999999999999999"), "is no whole number from 0 on"),
        (("worker", "--seconds", "-1"), "“-1” is no number from 0 on"),
        (("worker", "--seconds", "soon"), "“soon” is no number from 0 on"),
        (("customer", "asha", "--limit", "0"), "“0” is no whole number from 1 to 1000"),
        (("demo", "--seed", "one"), "“one” is no whole number from 0 on"),
        (("order", "ORD-1", "status", "eaten"), "there is no step “eaten”; choose one of: pending, confirmed"),
        (("order", "ORD-1", "status", "cancelled"), "there is no step “cancelled”"),
        (("imports", "remove"), "BATCH"),
        (("imports", "list", "IMP-1"), "unrecognized arguments: IMP-1"),
        ((), "say what to do; “sakshi --help” lists all that it can"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_word_that_means_nothing_is_refused_with_what_would(words, said, capsys):
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert said in told
    assert "invalid" not in told


def test_numbers_are_read_up_to_their_bounds():
    assert [numbers.whole(1, 20)(text) for text in ("1", " 20 ", "07")] == [1, 20, 7]
    assert numbers.amount(0, 168)("1.5") == 1.5
    for text in ("", "-1", "1.5", "21", "²", "1e1"):
        with pytest.raises(argparse.ArgumentTypeError):
            numbers.whole(1, 20)(text)


def test_a_step_is_written_as_people_write_it(sakshi, address):
    done = sakshi("order", "ORD-1", "status", "Out for delivery", "--database", address)
    assert (done.returncode, done.stderr) == (1, "There is no order ORD-1.\nLook at its number again.\n")


@pytest.mark.parametrize("deed", [("show",), ("status", "ready"), ("cancel", "--reason", "x")], ids=" ".join)
def test_the_words_of_every_command_stand_behind_the_deed_of_an_order_too(sakshi, address, deed):
    done = sakshi("order", "ORD-1", *deed, "--json", "--database", address)
    assert (done.returncode, done.stdout) == (1, "")
    assert "There is no order ORD-1." in done.stderr


@pytest.mark.parametrize("written", ["2026-W60", "next Diwali", ""])
def test_a_period_that_is_none_is_told_as_it_was_written(sakshi, sqlite_address, written):
    done = sakshi("kpi", "--period", written, "--database", sqlite_address)
    assert done.returncode == 1
    assert done.stderr.startswith(f"There is no period “{written}”.\n")
    assert "2023-W23" in done.stderr


def test_figures_that_a_trend_has_are_offered_and_no_others(sakshi, sqlite_address):
    done = sakshi("trends", "bogus", "--database", sqlite_address)
    assert done.returncode == 1
    assert "csat" in done.stderr
    assert "growth" not in done.stderr
