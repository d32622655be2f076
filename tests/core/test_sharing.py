import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.core.errors import FieldsError
from sakshi_desktop.core.settings import checked_address
from sakshi_desktop.core.sharing import PORT, Shared, Tls, parts

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip)


def test_an_address_is_said_as_the_settings_take_it():
    shared = Shared("office-pc", "sakshi", "asha", tls=Tls.REQUIRE)
    assert shared.address == "postgresql://asha@office-pc:5432/sakshi?sslmode=require"
    assert checked_address(shared.address) == shared.address


@given(host=st.sampled_from(["office-pc", "192.168.1.20", "::1", "/var/run/postgresql"]), name=WORDS, user=WORDS)
def test_an_address_comes_apart_into_what_it_was_made_of(host, name, user):
    shared = Shared(host, name, user, port=6543, tls=Tls.VERIFY)
    assert parts(shared.address) == shared
    assert checked_address(shared.address) == shared.address


def test_what_is_missing_is_said_beside_its_field():
    with pytest.raises(FieldsError) as refused:
        _ = Shared("", " ", "", port=70_000).address
    assert set(refused.value.fields) == {"host", "name", "user", "port"}


def test_a_host_cannot_smuggle_a_password_in():
    with pytest.raises(FieldsError):
        _ = Shared("asha:s3cret@office-pc", "sakshi", "asha").address


def test_a_file_has_no_such_parts():
    assert parts("sqlite:///a.db") is None
    assert parts("postgresql://asha@office-pc/sakshi") == Shared("office-pc", "sakshi", "asha", PORT)


def test_each_address_has_a_secret_of_its_own():
    first, other = Shared("office-pc", "sakshi", "asha"), Shared("office-pc", "sakshi", "ravi")
    assert first.secret != other.secret
    assert first.secret == parts(first.address).secret
