import shutil
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from sakshi_desktop.store import troubles
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import SharedSetting
from sakshi_desktop.store.upgrade import upgrade
from tests.postgres import Server, binaries
from tests.store.refusing import refusal, rows, write


class GuardedServer(Server):
    """A server that asks one user for a password."""

    def _command(self):
        rules = self.data / "pg_hba.conf"
        rules.write_text("local all asha scram-sha-256\n" + rules.read_text())
        return super()._command()


@pytest.fixture(scope="module")
def guarded():
    if binaries() is None or sys.platform == "win32":
        pytest.skip("no PostgreSQL on a socket here")
    folder = Path(tempfile.mkdtemp(prefix="sakshi-pg-"))  # the server's own user must reach it
    server = GuardedServer(folder)
    server.create("cafe")
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute("CREATE ROLE asha LOGIN PASSWORD 's3cret'")
        connection.execute("GRANT ALL ON DATABASE cafe TO asha")
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


def _guarded(server, *, user="asha", name="cafe"):
    return server.url(name).replace("postgres@", f"{user}@")


def test_the_right_password_opens(guarded):
    database = Database.open(_guarded(guarded), password="s3cret")
    with database.read() as session:
        assert session.scalar(text("SELECT current_user")) == "asha"
    database.dispose()


def test_a_wrong_password_is_a_sentence_that_does_not_repeat_it(guarded):
    refused = refusal(lambda: Database.open(_guarded(guarded), password="wr0ng"))
    assert refused.sentence.startswith("The database server refused the password.")
    shown = f"{refused!r} {refused} {refused.__cause__} {refused.__cause__!r}"
    assert "wr0ng" not in shown


def test_a_missing_password_is_a_sentence(guarded, monkeypatch, tmp_path):
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    assert refusal(Database.open, _guarded(guarded)).sentence.startswith("The database server wants a password.")


@pytest.mark.parametrize("given", [{"name": "nothing", "user": "postgres"}, {"user": "nobody_here"}])
def test_an_unknown_database_or_user_is_a_sentence(guarded, given):
    assert "does not know this database, user" in refusal(Database.open, _guarded(guarded, **given)).sentence


def test_a_user_without_rights_is_a_sentence(guarded):
    database = Database.open(_guarded(guarded), password="s3cret")
    database.dispose()
    refused = refusal(upgrade, database)
    assert refused.sentence.startswith("The database refuses this user the right")
    database.dispose()


@pytest.mark.parametrize("place", ["?host=/nowhere", "127.0.0.1:1/cafe", "nowhere.invalid/cafe"])
def test_a_server_that_is_down_or_not_there_is_a_sentence(place):
    address = f"postgresql://asha@/cafe{place}" if place.startswith("?") else f"postgresql://asha@{place}"
    refused = refusal(Database.open, address)
    assert refused.sentence.startswith(("The database server does not answer.", "The database server was not found"))


def test_a_connection_that_breaks_is_a_sentence_and_the_next_one_works(postgres_database):
    def work():
        with postgres_database.begin() as session:
            session.add(SharedSetting(name="lost", value=""))
            session.flush()
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    assert refusal(work).sentence.startswith("The database server does not answer.")
    write(postgres_database)
    assert rows(postgres_database) == 1


def test_a_connection_that_broke_in_the_pool_is_not_noticed(postgres_database, postgres):
    write(postgres_database)
    with psycopg.connect(postgres.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [postgres_database.url.database],
        )
    write(postgres_database)
    assert rows(postgres_database) == 2


def test_two_writers_in_each_others_way_are_told(postgres_database):
    write(postgres_database, 2)
    swap = "UPDATE settings SET value = 'y' WHERE name = :name"
    names = [{"name": "row 000000"}, {"name": "row 000001"}]

    def cross():
        with postgres_database.begin() as one, postgres_database.begin() as other:
            one.execute(text("SET LOCAL lock_timeout = '1ms'"))
            one.execute(text(swap), names[0])
            other.execute(text(swap), names[1])
            one.execute(text(swap), names[1])

    assert "Another program holds the rows" in refusal(cross).sentence


@pytest.mark.parametrize(
    ("complaint", "begin"),
    [
        ("deadlock detected\nDETAIL: Process 1 waits", "Two programs got in each other's way."),
        ('FATAL: sorry, too many clients already (connection to server at "x")', "The database server has too many"),
        ("no pg_hba.conf entry for host, no SSL encryption, connection to server", "The database server does not let"),
        ("server does not support SSL, but SSL was required", "The database server and this PC could not agree"),
        ("connection timeout expired", "The database server does not answer."),
        ("could not extend file: No space left on device", "The disk of the database server is full."),
        ("stock_moves is append-only", "What stands in a ledger is append-only"),
        ("no such table: kpi_days", "A part of the database is missing."),
        ('relation "kpi_days" does not exist\nLINE 1: SELECT', "A part of the database is missing."),
        ('database "sakshi" does not exist', "The database server does not know this database, user"),
        ("something odd.\nmore", "The database refused to do that."),
        ("", "The database refused to do that."),
    ],
)
def test_every_complaint_has_a_sentence(complaint, begin):
    sentence, hint = troubles.explain(complaint)
    assert sentence.startswith(begin)
    assert hint


def test_words_of_a_driver_that_are_for_nobody_go_to_the_log_once(caplog):
    for _time in range(2):
        assert "odder" not in " ".join(troubles.explain("something odder\nDETAIL: Key (phone)=(98450) is there"))
    assert [record.getMessage() for record in caplog.records] == ["a database refused: something odder"]
