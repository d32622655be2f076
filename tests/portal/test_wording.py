from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.portal import wording


def test_what_cannot_be_seen_is_left_out():
    assert wording.line(" Asha\x00\tRao\n") == "Asha Rao"
    assert wording.line("\ud800 चाय") == "चाय"
    assert wording.line("\u202eAsha\u202c R\u200bao\ufeff \u2066x\u2069") == "Asha Rao x"
    assert wording.lines("one  \r\n\x07two\n\n") == "one\n two"


def test_what_joins_letters_of_indian_scripts_is_kept():
    for word in ("क्\u200dष", "ന്\u200d", "র\u200d্যাব", "क्\u200cष"):
        assert wording.line(word) == wording.lines(word) == word


@given(st.text(alphabet=st.characters(), max_size=40))
def test_every_text_can_be_stored_and_is_kept_as_it_is_the_second_time(text):
    for tidy in (wording.line, wording.lines):
        once = tidy(text)
        once.encode("utf-8")
        assert "\0" not in once
        assert tidy(once) == once
