"""What is set of a sign-in is looked at before it is kept, and each doubt stands beside its field."""

import pytest

from sakshi_desktop.core.errors import FieldsError
from sakshi_desktop.core.vocabulary import IntegrationType
from sakshi_desktop.hub import connected
from sakshi_desktop.hub.connected import IntegrationForm

GOOD = {
    "sign_in": "oauth2",
    "oauth_client_id": "sakshi-1",
    "oauth_authorize_url": "https://accounts.example.com/authorize?access_type=offline",
    "oauth_token_url": "https://accounts.example.com/token",
}


def said(**settings):
    """Return what is said of settings, by field; one that is None is left out."""
    config = {name: text for name, text in {**GOOD, **settings}.items() if text is not None}
    try:
        connected.checked(IntegrationForm("Books", IntegrationType.CUSTOM, "Books", config=config))
    except FieldsError as error:
        return error.fields
    return {}


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"oauth_scope": "sales items", "oauth_client_auth": "client_secret_post"},
        {"oauth_client_auth": "client_secret_basic"},
        {"oauth_token_url": "http://127.0.0.1:8080/token"},
        {"oauth_token_url": "http://[::1]:8080/token"},
        {"oauth_authorize_url": "http://localhost:8080/authorize"},
        {"oauth_redirect": "http://localhost:8765"},
        {"oauth_revoke_url": "https://accounts.example.com/revoke?tenant=7"},
        {"oauth_issuer": "https://accounts.example.com/tenant/7"},
        {"oauth_redirect": "http://127.0.0.1/callback"},
        dict.fromkeys(GOOD),
    ],
)
def test_what_can_be_taken(settings):
    assert said(**settings) == {}


@pytest.mark.parametrize(
    ("settings", "field", "sentence"),
    [
        ({"oauth_token_url": "http://accounts.example.com/token"}, "oauth_token_url", "anyone on the way could read"),
        ({"oauth_token_url": "http://10.0.0.5/token"}, "oauth_token_url", "anyone on the way could read"),
        ({"oauth_token_url": "http://127.0.0.1.example.com/"}, "oauth_token_url", "anyone on the way could read"),
        ({"oauth_token_url": "http://2130706433/token"}, "oauth_token_url", "anyone on the way could read"),
        ({"oauth_authorize_url": "http://a.example.com/"}, "oauth_authorize_url", "Begin it with https://."),
        ({"oauth_authorize_url": "ftp://a.example.com/"}, "oauth_authorize_url", "begins with neither"),
        ({"oauth_authorize_url": "https://[bad"}, "oauth_authorize_url", "cannot be read"),
        ({"oauth_authorize_url": "https://a.example.com/?client_id=x"}, "oauth_authorize_url", "has “client_id” in it"),
        ({"oauth_authorize_url": "https://a.example.com/?state="}, "oauth_authorize_url", "has “state” in it"),
        ({"oauth_client_id": None}, "oauth_client_id", "is not set"),
        ({"oauth_client_auth": "private_key_jwt"}, "oauth_client_auth", "is none of client_secret_basic and"),
        ({"oauth_redirect": "https://localhost:8765/"}, "oauth_redirect", "to this PC alone"),
        ({"oauth_redirect": "http://sakshi.example.com/"}, "oauth_redirect", "to this PC alone"),
        ({"oauth_redirect": "http://localhost:80/"}, "oauth_redirect", "to this PC alone"),
        ({"oauth_redirect": "http://localhost:8765/?a=b"}, "oauth_redirect", "to this PC alone"),
        ({"oauth_redirect": "http://localhost:99999/"}, "oauth_redirect", "cannot be read"),
        ({"oauth_revoke_url": "http://accounts.example.com/"}, "oauth_revoke_url", "anyone on the way could read"),
        ({"oauth_revoke_url": "accounts.example.com"}, "oauth_revoke_url", "lacks its https://"),
        ({"oauth_issuer": "http://accounts.example.com"}, "oauth_issuer", "anyone on the way could read"),
        ({"oauth_issuer": "https://accounts.example.com/?a=b"}, "oauth_issuer", "leave out what begins with"),
        ({"oauth_issuer": "https://accounts.example.com/#"}, "oauth_issuer", "leave out what begins with"),
        ({"oauth_issuer": "accounts"}, "oauth_issuer", "lacks its https://"),
        ({"oauth_scopes": "sales"}, "config", "A sign-in has no setting oauth_scopes"),
        ({"sign_in": None}, "config", "The setting oauth_authorize_url is one of a sign-in"),
        ({"sign_in": "saml"}, "sign_in", "There is no sign-in “saml”"),
        ({"oauth_client_secret": "k-12345"}, "config", "looks like a secret"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(settings, field, sentence):
    told = said(**settings)
    assert list(told) == [field]
    assert sentence in told[field]
