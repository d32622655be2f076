import pdfplumber
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sakshi_desktop.reports import fonts
from sakshi_desktop.reports.fonts import Weight
from sakshi_desktop.reports.page import Flow, Margins, Paper, Style, draw, paragraph

HINDI = [
    "आरती देशमुख",
    "बंजारा हिल्स",
    "फ़िल्टर कॉफ़ी",
    "मूँगफली चिक्की",
    "क्षत्रिय चौक",
    "ट्रॅफिक पेंढा",
    "श्रीमती द्ध्र्य",
    "र्कि र्क कृष्ण",
    "ज्ञान त्र्यंबक",
    "हिन्दी १२३ ₹",
    "Café आरती 24",
]


def _print(tmp_path, texts, style=None):
    file = tmp_path / "page.pdf"
    paper = Paper(file, title="t", subject="s")
    flow = Flow()
    for text in texts:
        flow.add(paragraph(text, style or Style(9)), gap=8)
    draw(paper, flow.pages, Margins("a", "b", "c", "d"))
    paper.save()
    return file


def _lines_of_pdfplumber(file):
    with pdfplumber.open(file) as document:
        return document.pages[0].extract_text().split("\n")


def _lines_of_pdfium(file):
    document = pypdfium2.PdfDocument(file)
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    return text.split("\r\n")


@pytest.mark.parametrize("read", [_lines_of_pdfplumber, _lines_of_pdfium])
@pytest.mark.parametrize("weight", Weight)
def test_hindi_names_come_out_as_they_went_in(tmp_path, read, weight):
    lines = read(_print(tmp_path, HINDI, Style(9, weight)))
    assert [line.strip() for line in lines if line.strip() in HINDI] == HINDI


def test_conjuncts_are_shaped_not_lined_up():
    piece = fonts.run("क्ष").pieces[0]
    assert len(piece.codes) == 1
    assert len(fonts.run("हि").pieces[0].codes) == 2


def test_a_vowel_sign_stands_before_the_letter_that_it_follows_in_speech():
    piece = fonts.run("कि").pieces[0]
    assert piece.places[0][0] < piece.places[1][0]
    assert "".join(piece.face.meanings[ord(code)] for code in piece.codes) == "कि"


@pytest.mark.parametrize("weight", Weight)
def test_all_digits_are_of_one_width(weight):
    assert len({fonts.width(digit, 10, weight) for digit in "0123456789"}) == 1


def test_a_letter_of_no_typeface_is_a_box_that_can_still_be_copied(tmp_path):
    name = "கோயம்புத்தூர்"
    assert set(fonts.run(name).pieces[0].codes) == {fonts.BOX}
    assert any(name in line for line in _lines_of_pdfium(_print(tmp_path, [name])))


def test_rupees_and_arrows_are_drawn(tmp_path):
    text = "₹1,23,456.78 ▲ 4.2 % ▼ 1.3 pt ★ ◇ · €£$"
    assert not any(fonts.BOX in piece.codes for piece in fonts.run(text).pieces)
    assert text in _lines_of_pdfplumber(_print(tmp_path, [text]))


def test_a_share_is_not_parted_from_its_sign():
    room = fonts.width("more than 53.8", 9) + 1
    assert fonts.wrap("more than 53.8 % of it", room, 9)[0] == "more than"


words = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "M"]) | st.sampled_from("क ि्ष  "), max_size=40)


@settings(deadline=None, max_examples=150)
@given(words, st.integers(20, 200), st.integers(1, 4))
def test_wrapped_lines_fit_their_room(text, room, most):
    lines = fonts.wrap(text, room, 9, most=most)
    assert 1 <= len(lines) <= most
    assert all(fonts.width(line, 9) <= room for line in lines)


@settings(deadline=None, max_examples=150)
@given(words)
def test_shaped_glyphs_mean_their_text_and_nothing_else(text):
    for piece in fonts.run(text).pieces:
        meant = [piece.face.meanings.get(ord(code), code) for code in piece.codes]
        if piece.places is not None:
            assert sorted("".join(meant)) == sorted(piece.text)


def test_a_text_that_is_cut_ends_in_an_ellipsis():
    assert fonts.cut("Indiranagar 100 Feet Road", 60, 9).endswith("…")
    assert fonts.cut("Indira", 60, 9) == "Indira"
    assert fonts.cut("Indira", 0, 9) == "…"


@settings(deadline=None, max_examples=150)
@given(words, st.integers(1, 150))
def test_as_much_of_a_text_is_kept_as_fits(text, room):
    kept = [f"{text[:end].rstrip()}…" for end in range(len(text) - 1, 0, -1)]
    fitting = (shorter for shorter in kept if fonts.width(shorter, 9) <= room)
    whole = fonts.width(text, 9) <= room
    assert fonts.cut(text, room, 9) == (text if whole else next(fitting, "…"))


def test_a_name_of_any_length_is_cut_by_looking_at_a_few_of_its_beginnings():
    fonts.run.cache_clear()
    assert fonts.cut("Café " + "é" * 20_000, 60, 9).startswith("Café éé")
    assert fonts.run.cache_info().misses < 40


def test_sharing_a_text_among_glyphs_loses_nothing():
    assert fonts.share("abc", 3) == ["a", "b", "c"]
    assert fonts.share("abcd", 2) == ["a", "bcd"]
    assert fonts.share("a", 3) == ["a", "", ""]
