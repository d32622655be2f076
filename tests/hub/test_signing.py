import base64
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub import signing

MESSAGE = "msg_0123456789abcdef"


def _headers(body, *secrets):
    return signing.headers(MESSAGE, int(time.time()), body, [signing.key(secret) for secret in secrets])


@given(st.dictionaries(st.text(), st.integers() | st.text()))
def test_the_reference_library_verifies_what_we_sign(data):
    secret, body = signing.new_secret(), json.dumps(data)
    assert Webhook(secret.reveal()).verify(body, _headers(body.encode(), secret)) == data


def test_both_secrets_verify_during_a_rotation():
    old, new = signing.new_secret(), signing.new_secret()
    for secret in (old, new):
        assert Webhook(secret.reveal()).verify("{}", _headers(b"{}", new, old)) == {}


def test_a_changed_body_or_another_secret_is_noticed():
    secret = signing.new_secret()
    headers = _headers(b'{"paise": 1}', secret)
    for other, body in ((secret, '{"paise": 2}'), (signing.new_secret(), '{"paise": 1}')):
        with pytest.raises(WebhookVerificationError):
            Webhook(other.reveal()).verify(body, headers)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "does not begin"),
        ("hunter2", "does not begin"),
        ("whsec_", "0 bytes"),
        ("whsec_!!!", "base64"),
        ("whsec_" + base64.b64encode(b"x" * 23).decode(), "23 bytes"),
        ("whsec_" + base64.b64encode(b"x" * 65).decode(), "65 bytes"),
    ],
)
def test_a_secret_that_protects_nothing_is_refused_and_not_repeated(text, words):
    with pytest.raises(InvalidError, match=words) as refused:
        signing.key(Secret(text))
    assert text in {"", "whsec_"} or text not in str(refused.value)


@pytest.mark.parametrize("keys", [[], [b""], [b"x" * 24, b""]])
def test_nothing_is_signed_with_an_empty_key(keys):
    with pytest.raises(ValueError, match="no key"):
        signing.headers(MESSAGE, 1, b"{}", keys)


def test_a_new_secret_is_strong_and_never_the_same():
    made = [signing.new_secret() for _ in range(50)]
    assert len({secret.reveal() for secret in made}) == 50
    assert {len(signing.key(secret)) for secret in made} == {signing.FRESH}
