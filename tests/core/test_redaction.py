import base64
import json
import logging
import subprocess
import sys
from html import escape
from urllib.parse import quote, quote_plus

import pytest

from sakshi_desktop.core import redaction
from sakshi_desktop.core.secret import Secret

CANARY = 'c4nary/+ "qu\'oted" नमस्ते &=%'


@pytest.fixture(autouse=True)
def _knows():
    redaction.learn(Secret(CANARY))


@pytest.fixture
def guarded():
    before = logging.getLogRecordFactory()
    redaction.guard_logs()
    yield
    logging.setLogRecordFactory(before)


@pytest.mark.parametrize(
    "form",
    [
        CANARY,
        quote(CANARY),
        quote(CANARY, safe=""),
        quote_plus(CANARY),
        json.dumps(CANARY)[1:-1],
        json.dumps(CANARY, ensure_ascii=False)[1:-1],
        repr(CANARY)[1:-1],
        base64.b64encode(CANARY.encode()).decode(),
        base64.urlsafe_b64encode(CANARY.encode()).decode().rstrip("="),
        json.dumps(CANARY)[1:-1].replace("/", "\\/"),
        escape(CANARY),
    ],
)
def test_a_value_is_found_in_every_form(form):
    assert redaction.clean(f"before {form} after {form}") == "before [secret] after [secret]"
    assert redaction.hide(f"before {form} after {form}", frozenset({CANARY})) == "before [secret] after [secret]"


def test_values_that_are_known_to_be_there_are_hidden_the_longest_first():
    assert (
        redaction.hide("Bearer k-1234 and k-1234", frozenset({"k-1234", "Bearer k-1234", ""}))
        == "[secret] and [secret]"
    )
    assert redaction.hide("no", frozenset({"no", "nothing"})) == "no"


@pytest.mark.parametrize("cut", range(1, len("canary-value")))
def test_the_beginning_of_a_value_at_the_end_is_hidden_too(cut):
    said = redaction.hide("it is canary-value and " + "canary-value"[:cut] + "\ufffd", frozenset({"canary-value"}))
    assert said == "it is [secret] and " + ("[secret]" if cut >= 4 else "canary-value"[:cut] + "\ufffd")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Authorization: Bearer abc.def-123", "Authorization: Bearer [secret]"),
        ("{'authorization': 'Basic dXNlcjpwYXNz'}", "{'authorization': 'Basic [secret]'}"),
        ("key whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "key whsec_[secret]"),
        ("postgresql://owner:hunter2@db.example/cafe", "postgresql://owner:[secret]@db.example/cafe"),
        ('{"api_key": "k-12345", "name": "Razorpay"}', '{"api_key": "[secret]", "name": "Razorpay"}'),
        ("X-Api-Key: k-12345", "X-Api-Key: [secret]"),
        ("grant&refresh_token=r-12345&x=1", "grant&refresh_token=[secret]&x=1"),
        ("the secret of a good dosa", "the secret of a good dosa"),
        ("password reset for 3 people", "password reset for 3 people"),
    ],
)
def test_secrets_are_known_by_their_names_too(text, said):
    assert redaction.clean(text) == said


def test_a_short_value_is_left_in_words_that_are_no_secret():
    redaction.learn(Secret("cafe"))
    assert redaction.clean("a chain of cafes") == "a chain of cafes"


def test_thousands_of_values_are_learnt_and_sought_at_once():
    for number in range(5_000):
        redaction.learn(Secret(f"value-{number:05}-{'x' * 64}"))
    assert redaction.clean(f"sent value-04711-{'x' * 64} away") == "sent [secret] away"


def test_logs_hold_no_secret_however_it_gets_there(guarded, caplog):
    log = logging.getLogger("sakshi_desktop.test")
    log.warning("sent %s with %r", CANARY, {"key": CANARY})
    try:
        {}[CANARY]
    except KeyError:
        log.exception("it failed")
    log.error("a %s too few", *("x",))
    assert "c4nary" not in caplog.text
    assert caplog.text.count("[secret]") == 3
    assert "KeyError" in caplog.text
    assert "c4nary" not in repr([vars(record) for record in caplog.records if record.levelname == "WARNING"])


def test_a_crash_prints_no_secret():
    program = (
        "import sys; from sakshi_desktop.core import redaction; from sakshi_desktop.core.secret import Secret\n"
        "redaction.learn(Secret('c4nary-value')); sys.excepthook = redaction.tell\n"
        "raise RuntimeError('with ' + sys.argv[1])"
    )
    done = subprocess.run([sys.executable, "-c", program, "c4nary-value"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "RuntimeError: with [secret]" in done.stderr
    assert "c4nary-value" not in done.stderr
