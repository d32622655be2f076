import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.hub import addresses
from sakshi_desktop.hub.addresses import Allowance

INNER = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255"),  # noqa: S104
    *("127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255"),
    *("192.0.0.8", "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255"),
    *("198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255"),
    *("240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"),
    *("64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1"),
    *("5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "4000::1"),
]
OUTER = ["1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "2606:4700::1111"]
TRICKS = ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "127.0.0.1", "0"]
NOT_URLS = {
    "orders.example.com/hook": "lacks its https://",
    "ftp://orders.example.com": "neither https:// nor http://",
    "https://": "names no host",
    "https:///hook": "names no host",
    "": "is empty",
    "   ": "is empty",
    "https://user:pass@orders.example.com": "user name or a password",
    "https://token@orders.example.com": "user name or a password",
    "https://orders.example.com/a b": "space or an invisible",
    "https://orders.example.com/\r\nHost: x": "space or an invisible",
    "https://orders.example.com/#here": "“#”",
    "https://orders.example.com:99999": "cannot be read",
    "https://[::1": "cannot be read",
    "https://ex*ample.com/": "names no host",
    "https://" + "a" * 3_000: "longer than",
}


def _knows(**names):
    def resolve(host, _port):
        if host not in names:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return names[host]

    return resolve


@pytest.mark.parametrize("address", INNER)
def test_an_inner_address_is_denied(address):
    assert addresses.why_denied(address)


@pytest.mark.parametrize("address", OUTER)
def test_a_public_address_is_not_denied(address):
    assert addresses.why_denied(address) is None


@given(st.ip_addresses(v=4))
def test_a_v4_address_is_denied_alike_inside_v6(address):
    assert addresses.why_denied(str(address)) == addresses.why_denied(f"::ffff:{address}")


@given(st.ip_addresses(v=4, network="127.0.0.0/8") | st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_no_form_of_an_inner_v4_address_passes(address):
    number = int(address)
    for form in (f"::{address}", f"64:ff9b::{address}", f"2002:{number >> 16:x}:{number & 0xFFFF:x}::"):
        assert addresses.why_denied(form), form


@pytest.mark.parametrize("trick", TRICKS)
def test_a_number_that_means_this_pc_is_refused(trick):
    with pytest.raises(InvalidError, match="leads to"):
        addresses.check(f"https://{trick}/hook", (), addresses.system_resolve)


@pytest.mark.parametrize(("url", "words"), NOT_URLS.items())
def test_what_is_no_receiver_is_refused_with_a_sentence(url, words):
    with pytest.raises(InvalidError, match=words) as refused:
        addresses.check(url, (), _knows())
    assert refused.value.hint


def test_a_public_host_may_be_reached():
    resolve = _knows(**{"orders.example.com": ["93.184.215.14"]})
    assert addresses.check("https://orders.example.com/hook?x=1", (), resolve) == ("93.184.215.14",)


def test_only_the_public_addresses_of_a_host_are_dialled():
    resolve = _knows(**{"orders.example.com": ["10.0.0.5", "93.184.215.14"]})
    assert addresses.check("https://orders.example.com", (), resolve) == ("93.184.215.14",)


def test_plain_http_to_a_public_host_is_refused():
    with pytest.raises(InvalidError, match="http://"):
        addresses.check("http://orders.example.com", (), _knows(**{"orders.example.com": ["93.184.215.14"]}))


def test_a_host_that_cannot_be_found_now_is_checked_when_it_is_dialled():
    assert addresses.check("https://orders.example.com", (), _knows()) == ()


def test_an_entry_lets_its_own_address_and_port_through_and_no_other():
    allowed, resolve = [addresses.parse_allowance("127.0.0.1:9000")], _knows(localhost=["::1", "127.0.0.1"])
    assert addresses.check("http://localhost:9000/hook", allowed, resolve) == ("127.0.0.1",)
    for other in ("http://localhost:9001/hook", "http://localhost/hook"):
        with pytest.raises(InvalidError, match="leads to") as refused:
            addresses.check(other, allowed, resolve)
        assert "allow" in refused.value.hint


@pytest.mark.parametrize("text", ["127.0.0.1:9000", "[::1]:9000", "192.168.1.0/24:80"])
def test_an_entry_is_read_as_it_is_shown(text):
    entry = addresses.parse_allowance(text)
    assert str(entry) == text
    assert addresses.parse_allowance(str(entry)) == entry


@pytest.mark.parametrize("text", ["127.0.0.1", "localhost:9000", "127.0.0.1:0", "127.0.0.1:70000", ":80", ""])
def test_what_is_no_entry_is_refused(text):
    with pytest.raises(InvalidError):
        addresses.parse_allowance(text)


def test_an_entry_of_one_family_does_not_cover_the_other():
    assert not addresses.is_allowed("::1", 80, [Allowance("127.0.0.0/8", 80)])
    assert addresses.is_allowed("::ffff:127.0.0.1", 80, [Allowance("127.0.0.0/8", 80)])
