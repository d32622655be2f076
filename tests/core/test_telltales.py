"""What gives a secret away is told from what is long, random and harmless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


HTTPS = "https://"
CAPABILITIES = [
    (f"{HTTPS}hooks.zapier.com/hooks/catch/123456/ab12cd/", f"{HTTPS}hooks.zapier.com/hooks/catch/123456/••••/"),
    (f"{HTTPS}HOOKS.zapier.com//hooks//catch/1/abc?x=1", f"{HTTPS}HOOKS.zapier.com//hooks//catch/1/••••?x=1"),
    (f"{HTTPS}hook.eu1.make.com/abcdefghijklmnopqrstuvwxyzabcdef", f"{HTTPS}hook.eu1.make.com/••••"),
    (f"{HTTPS}hook.integromat.com/k2v9", f"{HTTPS}hook.integromat.com/••••"),
    (f"{HTTPS}hooks.slack.com/services/T024/B02/Gdz9kL", f"{HTTPS}hooks.slack.com/services/T024/••••/••••"),
    (f"{HTTPS}hooks.slack.com/triggers/T024/71/8f3a", f"{HTTPS}hooks.slack.com/triggers/T024/••••/••••"),
    (f"{HTTPS}discord.com/api/webhooks/1234567890/tok-EN_1", f"{HTTPS}discord.com/api/webhooks/1234567890/••••"),
    (f"{HTTPS}ptb.discordapp.com/api/v10/webhooks/12/t1", f"{HTTPS}ptb.discordapp.com/api/v10/webhooks/12/••••"),
    (f"{HTTPS}eo1a2b3c.m.pipedream.net", f"{HTTPS}••••.m.pipedream.net"),
    (f"{HTTPS}eo1a2b3c.m.pipedream.net:8443/orders", f"{HTTPS}••••.m.pipedream.net:8443/orders"),
    (f"{HTTPS}maker.ifttt.com/trigger/sale/with/key/dJ3kq", f"{HTTPS}maker.ifttt.com/trigger/sale/with/key/••••"),
    (f"{HTTPS}maker.ifttt.com/trigger/s/json/with/key/dJ3", f"{HTTPS}maker.ifttt.com/trigger/s/json/with/key/••••"),
    (f"{HTTPS}a.webhook.office.com/webhookb2/11-22@33/In/ab", f"{HTTPS}a.webhook.office.com/webhookb2/••••/••••/••••"),
    (
        f"{HTTPS}p.logic.azure.com:443/workflows/4b0d/triggers/manual/paths/invoke?sv=1.0&sig=abCD",
        f"{HTTPS}p.logic.azure.com:443/workflows/4b0d/triggers/manual/paths/invoke?sv=1.0&sig=••••",
    ),
    (
        f"{HTTPS}chat.googleapis.com/v1/spaces/AAAA/messages?key=AIzaSyA&token=ab%3D",
        f"{HTTPS}chat.googleapis.com/v1/spaces/AAAA/messages?key=••••&token=••••",
    ),
    (f"{HTTPS}api.telegram.org/bot123:AAEx-y/sendMessage", f"{HTTPS}api.telegram.org/bot••••/••••"),
    (f"{HTTPS}webhook.site/3f2504e0-4f89-11d3-9a0c-0305e82c3301", f"{HTTPS}webhook.site/••••"),
    (f"{HTTPS}hooks.zapier.com/ab12cd/ef34", f"{HTTPS}hooks.zapier.com/ab12cd/••••"),
    ("https://a.example.com/in/qwrtzpsdfghjklyxcvbnmqwr", "https://a.example.com/in/••••"),
    ("https://a.example.com/in/u:aB3dE5fG7hJ9kL1mN3pQ", "https://a.example.com/in/••••"),
]


@pytest.mark.parametrize(("url", "shown"), CAPABILITIES)
def test_an_address_that_is_itself_the_key_is_shown_without_it(url, shown):
    assert telltales.shown(url) == shown
    assert telltales.shown(shown) == shown
    assert telltales.covered(f"It was {url} that failed.") == f"It was {shown} that failed."
    assert telltales.covered(f'("{url}").').startswith(f'("{shown}')
    assert redaction.clean(f"POST {shown}") == f"POST {shown}"
    told = telltales.in_address(url)
    assert told
    assert not any(value in shown for value in told if len(value) >= redaction.TELLING)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        (f"{HTTPS}eo1a2b3c.m.pipedream.net:8443/x", "••••.m.pipedream.net"),
        (f"{HTTPS}Asha@Orders.Example.com:443/hook", "orders.example.com"),
        ("http://[::1]:9000/hook", "::1"),
        ("https://127.0.0.1/hook", "127.0.0.1"),
        ("https://m.pipedream.net.example.com/", "m.pipedream.net.example.com"),
    ],
)
def test_a_host_is_told_without_a_key_in_it(url, host):
    assert telltales.host(url) == host


@pytest.mark.parametrize(
    "url",
    [
        "https://orders.example.com/hooks/catch/123456/ab12cd/",
        "https://make.example.com/kitchen",
        "https://example.com/services/T024/B02/bandra",
        "https://example.com/customerordernotifications",
        "https://example.com/3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        "https://api.example.com:8443/v2/outlets/LOC-3/orders?page=2",
    ],
)
def test_the_address_of_a_place_of_ones_own_is_shown_whole(url):
    assert telltales.shown(url) == url


@given(st.text(max_size=120), st.sampled_from([url for url, _ in CAPABILITIES]))
def test_no_address_breaks_what_is_shown(text, url):
    for made in (text, f"https://{text}", f"{url}{text}", f"{HTTPS}hooks.zapier.com/hooks/catch/1/{text}"):
        shown = telltales.shown(made)
        assert telltales.shown(shown) == shown
        telltales.in_address(made)
        telltales.host(made)
        telltales.covered(made)


def test_no_log_tells_the_parameter_of_an_address():
    assert (
        redaction.clean("POST https://a.example.com/hook?token=c1 ended")
        == "POST https://a.example.com/hook?token=[secret] ended"
    )
    assert redaction.clean("?access_token=••••&key=••••") == "?access_token=••••&key=••••"
