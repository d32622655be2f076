import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.hub import corrections
from sakshi_desktop.hub.streams import from_json, to_json


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The record is no JSON."),
        ("{no json", "The record is no JSON."),
        ('{"a": 1} x', "The record is no JSON."),
        ("[]", "The record is no JSON object."),
        ('{"a": NaN}', "“NaN” is no number."),
        ('{"a": [Infinity]}', "“Infinity” is no number."),
        ('{"a": -Infinity}', "“-Infinity” is no number."),
        ('{"a": 1e400}', "“1e400” is too large a number."),
        ('{"a": 9223372036854775808}', "“9223372036854775808” is too large a number."),
        (f'{{"a": 1{"0" * 5_000}}}', "“10000000000000000000…” is too large a number."),
        (f'{{"a": {"[" * 100_000}{"]" * 100_000}}}', "The record has too many brackets within brackets."),
        (f'{{"a": {"[" * 100}{"]" * 100}}}', "The record has too many brackets within brackets."),
        ('{"a": "\\ud800"}', "The record has half a letter in it."),
        ('{"\\udfff": 1}', "The record has half a letter in it."),
        ('{"a": "\ud800"}', "The record has half a letter in it."),
    ],
)
def test_what_cannot_be_sent_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(InvalidError) as refused:
        corrections.read(text)
    assert refused.value.sentence == sentence
    assert refused.value.hint


def test_a_record_may_be_as_deep_as_is_said():
    assert corrections.read(f'{{"a": {"[" * 99}{"]" * 99}}}')


@given(st.text(max_size=60) | st.from_regex(r'\{"a": ?[\[\]{}0-9eE+.\-"\\u8dNa,: ]{0,20}\}', fullmatch=True))
def test_whatever_is_taken_can_be_kept_and_sent(text):
    try:
        body = corrections.read(text)
    except InvalidError as error:
        body = {"refused": error.sentence}
    assert orjson.loads(orjson.dumps(body)) == body == from_json(to_json(body))
