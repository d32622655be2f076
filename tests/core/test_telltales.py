"""What gives a secret away is told from what is long, random and harmless."""

import pytest

from sakshi_desktop.core import redaction, telltales

SLACK = "XyZ1abcd9876EFGHijkl4321"


@pytest.mark.parametrize(
    "name",
    [
        *("Api_Key", "api.key", "accessToken", "X-Auth", "X-Access-Key", "X-Credential", "X-Signature", "X-Key"),
        *("Ocp-Apim-Subscription-Key", "X-Functions-Key", "Set-Cookie", "PASSWD"),
    ],
)
def test_a_name_gives_away_that_its_value_is_secret(name):
    assert telltales.by_name(name)
    assert telltales.header(name, "1") == "••••"


@pytest.mark.parametrize(
    "name",
    ["X-Outlet", "X-Author", "X-Authority", "X-Keyboard", "X-Idempotency-Key", "X-Monkey", "base_url", "account"],
)
def test_other_names_do_not(name):
    assert not telltales.by_name(name)


@pytest.mark.parametrize(
    "value",
    [
        *("Bearer abc123", "Basic dXNlcjpwYXNz", "token ab12cd34", "AKIAIOSFODNN7EXAMPLE"),
        *("sk_live_" + "4eC39HqLyjW", "ghp_" + "a1" * 18, "eyJhbGciOiJIUzI1.eyJzdWIiOiIx.c2ln", "whsec_MfKQ9r8G"),
        *("-----BEGIN RSA PRIVATE KEY-----", SLACK, "9f86d081884c7d659a2feaa0c55ad015"),
    ],
)
def test_a_value_gives_itself_away(value):
    assert telltales.by_value("X-Note", value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Outlet", "Bandra"),
        ("X-Outlet", "Sakshi-Desktop-Bandra-Outlet-7"),
        ("X-Place", "ChIJN1t_tDeuEmsRUsoyG83frY4"),
        ("X-Place-Id", "GhIJQWDl0CIeQUARxks3icF8U8A"),
        ("X-Trace", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
        ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        ("X-Trace-Id", "4bf92f3577b34da6a3ce929d0e0e4736"),
        ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"),
        ("X-When", "2026-11-27T05:12:00+05:30"),
        ("X-Long", "x" * 2_000),
        ("X-Lines", "-" * 2_000),
    ],
)
def test_a_harmless_value_is_let_through(name, value):
    assert not telltales.by_value(name, value)
    assert telltales.header(name, value) == value


@pytest.mark.parametrize(
    ("url", "shown", "secrets"),
    [
        (
            "https://a.example.com/hook?x=1&token=c%2Fd&page=2",
            "https://a.example.com/hook?x=1&token=••••&page=2",
            {"c/d"},
        ),
        (
            "https://a.example.com/hook?sig=s1;api_key=k1",
            "https://a.example.com/hook?sig=••••;api_key=••••",
            {"s1", "k1"},
        ),
        (f"https://a.example.com/hook?x={SLACK}", "https://a.example.com/hook?x=••••", {SLACK}),
        (f"https://hooks.example.com/services/T0/B0/{SLACK}", "https://hooks.example.com/services/T0/B0/••••", {SLACK}),
        ("https://a.example.com/orders/cancelled-by-the-customer?author=Asha", None, set()),
        ("https://a.example.com/" + "a" * 300, None, set()),
    ],
)
def test_an_address_is_shown_without_what_lets_in(url, shown, secrets):
    assert telltales.shown(url) == (shown or url)
    assert telltales.shown(telltales.shown(url)) == (shown or url)
    assert secrets <= telltales.in_address(url)
    assert bool(secrets) == bool(telltales.in_address(url))


def test_no_log_tells_the_parameter_of_an_address():
    assert (
        redaction.clean("POST https://a.example.com/hook?token=c1 ended")
        == "POST https://a.example.com/hook?token=[secret] ended"
    )
    assert redaction.clean("?access_token=••••&key=••••") == "?access_token=••••&key=••••"
