"""Tables on a terminal: straight beside any letters, and no wider than it."""

from sakshi_desktop.cli.table import Cell, cut, draw, width


def test_tables_stand_straight_beside_emoji_and_wide_letters():
    rows = [["Café 😀", "1"], ["カフェ", "22"], ["आशा", "3"], ["Asha", "4"]]
    lines = draw(("Name", "Orders"), rows).splitlines()
    assert {width(line) for line in lines} == {width(lines[0])}
    assert width("😀") == width("カ") == 2


def test_a_name_of_ten_thousand_letters_ends_in_an_ellipsis():
    drawn = draw(("Location", "Orders"), [["Café " + "é" * 9_995, "1"], ["Baner", "2"]])
    assert {width(line) for line in drawn.splitlines()} == {48 + 2 + 6}
    assert "é…  " in drawn
    assert [width(cut("カフェ" * 9, places)) for places in (9, 10)] == [9, 9]


def test_columns_that_do_not_fit_go_on_below_with_their_names():
    heads = ("Location", "Revenue", "Orders", "Rating")
    rows = [["Baner", "₹1,000", Cell("10"), "4.20"], ["Hill", "₹20", "3", "-"]]
    assert draw(heads, rows, room=26) == (
        "Location  Revenue  Orders\nBaner      ₹1,000      10\nHill          ₹20       3\n\n"
        "Location  Rating\nBaner       4.20\nHill           -"
    )
    assert draw(heads, rows, room=33).count("Location") == 1
    assert draw(heads, rows, room=1).count("Location") == 3
    assert draw(heads, rows) == draw(heads, rows, room=200)  # nobody looks on: one line each
