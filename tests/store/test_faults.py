import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event, make_url, select, text

from sakshi_desktop.app import open_database
from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import backup, health, troubles
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import SharedSetting
from sakshi_desktop.store.upgrade import upgrade
from tests.postgres import Server, binaries

CHECKOUT = Path(__file__).resolve().parents[2]
PAGE = 4096
needs_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0, reason="only root on Linux can make such a place"
)


def _write(database, count=1, text_size=10):
    with database.begin() as session:
        start = len(session.scalars(select(SharedSetting.name)).all())
        for number in range(start, start + count):
            session.add(SharedSetting(name=f"row {number:06d}", value="x" * text_size))


def _rows(database):
    with database.read() as session:
        return len(session.scalars(select(SharedSetting.name)).all())


def _refusal(work, *given):
    with pytest.raises(DatabaseError) as refused:
        work(*given)
    assert refused.value.sentence
    assert "Traceback" not in str(refused.value)
    assert refused.value.hint
    return refused.value


def _digest(folder):
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir() if file.is_file()}


@pytest.fixture
def filled(sqlite_address):
    """The file of a closed database with a thousand rows over hundreds of pages."""
    database = Database.open(sqlite_address)
    _write(database, 1_000, 500)
    database.dispose()
    return database.file


@pytest.fixture
def immutable():
    made = []

    def make(path):
        if subprocess.run(["chattr", "+i", path], capture_output=True, check=False).returncode:
            pytest.skip("this file system has no immutable files")
        made.append(path)

    yield make
    for path in made:
        subprocess.run(["chattr", "-i", path], check=True)


@pytest.fixture
def open_folder():
    """A folder that everybody may look into."""
    folder = Path(tempfile.mkdtemp(prefix="sakshi-open-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder]
    if not shutil.which("mount") or subprocess.run(mounted, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


# A file that may not be written


@needs_linux
def test_a_read_only_file_is_a_sentence_and_stays_as_it_is(filled, immutable):
    before = filled.read_bytes()
    immutable(filled)
    refused = _refusal(open_database, f"sqlite:///{filled}")
    assert refused.sentence.startswith("The database file cannot be written.")
    assert filled.read_bytes() == before


@needs_linux
@pytest.mark.parametrize("rights", [0o444, 0o400])
def test_a_file_of_another_user_is_a_sentence(filled, open_folder, rights):
    file = open_folder / "sakshi.db"
    shutil.copy(filled, file)
    file.chmod(rights)
    before = _digest(open_folder)
    script = (
        "import sys\nfrom sakshi_desktop.core.errors import DatabaseError\n"
        "from sakshi_desktop.store.database import Database\n"
        "try:\n    Database.open(sys.argv[1])\nexcept DatabaseError as error:\n    print(error)"
    )
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", sys.executable, "-c"]
    if subprocess.run([*nobody, "import sakshi_desktop"], cwd=CHECKOUT, capture_output=True, check=False).returncode:
        pytest.skip("nobody else can be asked to try")
    command = [*nobody, script, f"sqlite:///{file}"]
    outcome = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert outcome.stdout.startswith("The database file cannot be "), outcome.stderr
    assert _digest(open_folder) == before


@needs_linux
def test_a_folder_that_may_not_be_written_is_a_sentence(tmp_path, immutable):
    folder = tmp_path / "closed"
    folder.mkdir()
    immutable(folder)
    refused = _refusal(open_database, f"sqlite:///{folder / 'new.db'}")
    assert refused.sentence.startswith("The database file cannot be opened.")


@needs_linux
def test_a_file_that_becomes_read_only_keeps_what_it_has(filled, immutable):
    database = open_database(f"sqlite:///{filled}")
    database.dispose()
    immutable(filled)
    _refusal(_write, database)
    assert _rows(database) == 1_000
    database.dispose()


# A file that is damaged


@pytest.mark.parametrize(
    "content",
    [b"Date,Item,Amount\n2026-01-01,Chai,20\n" * 40, b"\x89PNG\r\n\x1a\n" + bytes(900), b"PK\x03\x04" * 300, b"x"],
)
def test_what_is_no_database_is_a_sentence_and_stays_as_it_is(tmp_path, content):
    file = tmp_path / "sales.csv"
    file.write_bytes(content)
    refused = _refusal(open_database, f"sqlite:///{file}")
    assert "is no Sakshi database, or it is damaged" in refused.sentence
    assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_in_place_of_the_file_is_a_sentence(tmp_path):
    assert _refusal(open_database, f"sqlite:///{tmp_path}").sentence.startswith("The database file cannot be opened.")


def test_a_damaged_head_is_a_sentence_and_stays_as_it_is(filled):
    _overwrite(filled, 0, b"\xff" * 100)
    before = _digest(filled.parent)
    refused = _refusal(open_database, f"sqlite:///{filled}")
    assert "damaged" in refused.sentence
    assert _digest(filled.parent) == before


@pytest.mark.parametrize("junk", [b"\xff" * PAGE, b"\x00" * PAGE, os.urandom(PAGE)], ids=["ones", "zeros", "noise"])
def test_a_damaged_page_is_a_sentence_and_stays_as_it_is(filled, junk):
    for page in _pages_of_settings(filled)[1:4]:
        _overwrite(filled, (page - 1) * PAGE, junk)
    before = filled.read_bytes()
    database = open_database(f"sqlite:///{filled}")
    assert "damaged" in _refusal(_rows_in_full, database).sentence
    assert health.check(database).problems
    assert "damaged" in _refusal(backup.copy, database, filled.with_name("copy.db")).sentence
    database.dispose()
    assert filled.read_bytes() == before
    assert not filled.with_name("copy.db").exists()


def test_a_file_that_lost_its_end_is_a_sentence(filled):
    content = filled.read_bytes()
    filled.write_bytes(content[: len(content) * 2 // 3])
    with suppress(DatabaseError), closing(_Closing(f"sqlite:///{filled}")) as opened:
        assert health.check(opened.database).problems
    assert len(filled.read_bytes()) == len(content) * 2 // 3


class _Closing:
    def __init__(self, address):
        self.database = open_database(address)

    def close(self):
        self.database.dispose()


def _rows_in_full(database):
    with database.read() as session:
        return session.scalars(text("SELECT sum(length(value)) FROM settings")).one()


def _overwrite(file, place, content):
    with file.open("r+b") as opened:
        opened.seek(place)
        opened.write(content)


def _pages_of_settings(file):
    """Return the numbers of the pages that hold nothing but rows of the table of settings."""
    marked = b"x" * 500
    content = file.read_bytes()
    return [page + 1 for page in range(len(content) // PAGE) if marked in content[page * PAGE : (page + 1) * PAGE]]


# A full disk


def test_a_full_file_is_a_sentence_and_keeps_what_was_committed(sqlite_address):
    database = Database.open(sqlite_address)
    database.dispose()
    limit = "PRAGMA max_page_count=400"
    event.listen(database.writer, "connect", lambda connection, _: connection.execute(limit))
    assert _fill_up(database).startswith("The disk is full.")
    assert _is_whole(database)
    database.dispose()


@needs_linux
def test_a_full_disk_is_a_sentence_and_keeps_what_was_committed(small_disk, sqlite_address):
    shutil.copy(make_url(sqlite_address).database, small_disk / "sakshi.db")
    database = Database.open(f"sqlite:///{small_disk / 'sakshi.db'}")
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(300_000))
    assert _fill_up(database).startswith("The disk is full.")
    ballast.unlink()
    assert _is_whole(database)
    before = _rows(database)
    _write(database)
    assert _rows(database) > before
    database.dispose()


@needs_linux
def test_a_disk_too_full_for_the_copy_stops_an_upgrade_before_it_begins(small_disk):
    database = Database.open(f"sqlite:///{small_disk / 'sakshi.db'}")
    upgrade(database, to="0003")
    database.dispose()
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    (small_disk / "ballast").write_bytes(bytes(free - 200_000))
    refused = _refusal(open_database, f"sqlite:///{small_disk / 'sakshi.db'}")
    assert refused.sentence.startswith("The disk is full.")
    assert sorted(file.name for file in small_disk.iterdir()) == ["ballast", "sakshi.db"]
    (small_disk / "ballast").unlink()
    open_database(f"sqlite:///{small_disk / 'sakshi.db'}").dispose()


def _fill_up(database):
    """Write until it is refused; return the sentence of the refusal."""

    def go_on():
        for _ in range(1_000):
            _write(database, 50, 1_000)

    return _refusal(go_on).sentence


def _is_whole(database):
    """Return whether all that was committed is there, in whole transactions, and nothing is damaged."""
    return _rows(database) % 50 == 0 and health.check(database).problems == ()


# A server that does not let us in


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
    refused = _refusal(lambda: Database.open(_guarded(guarded), password="wr0ng"))
    assert refused.sentence.startswith("The database server refused the password.")
    shown = f"{refused!r} {refused} {refused.__cause__} {refused.__cause__!r}"
    assert "wr0ng" not in shown


def test_a_missing_password_is_a_sentence(guarded, monkeypatch, tmp_path):
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    assert _refusal(Database.open, _guarded(guarded)).sentence.startswith("The database server wants a password.")


@pytest.mark.parametrize("given", [{"name": "nothing", "user": "postgres"}, {"user": "nobody_here"}])
def test_an_unknown_database_or_user_is_a_sentence(guarded, given):
    assert "does not know this database, user" in _refusal(Database.open, _guarded(guarded, **given)).sentence


def test_a_user_without_rights_is_a_sentence(guarded):
    database = Database.open(_guarded(guarded), password="s3cret")
    database.dispose()
    refused = _refusal(upgrade, database)
    assert refused.sentence.startswith("The database refuses this user the right")
    database.dispose()


@pytest.mark.parametrize("place", ["?host=/nowhere", "127.0.0.1:1/cafe", "nowhere.invalid/cafe"])
def test_a_server_that_is_down_or_not_there_is_a_sentence(place):
    address = f"postgresql://asha@/cafe{place}" if place.startswith("?") else f"postgresql://asha@{place}"
    refused = _refusal(Database.open, address)
    assert refused.sentence.startswith(("The database server does not answer.", "The database server was not found"))


def test_a_connection_that_breaks_is_a_sentence_and_the_next_one_works(postgres_database):
    def work():
        with postgres_database.begin() as session:
            session.add(SharedSetting(name="lost", value=""))
            session.flush()
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    assert _refusal(work).sentence.startswith("The database server does not answer.")
    _write(postgres_database)
    assert _rows(postgres_database) == 1


def test_a_connection_that_broke_in_the_pool_is_not_noticed(postgres_database, postgres):
    _write(postgres_database)
    with psycopg.connect(postgres.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [postgres_database.url.database],
        )
    _write(postgres_database)
    assert _rows(postgres_database) == 2


def test_two_writers_in_each_others_way_are_told(postgres_database):
    _write(postgres_database, 2)
    swap = "UPDATE settings SET value = 'y' WHERE name = :name"
    names = [{"name": "row 000000"}, {"name": "row 000001"}]

    def cross():
        with postgres_database.begin() as one, postgres_database.begin() as other:
            one.execute(text("SET LOCAL lock_timeout = '1ms'"))
            one.execute(text(swap), names[0])
            other.execute(text(swap), names[1])
            one.execute(text(swap), names[1])

    assert "Another program holds the rows" in _refusal(cross).sentence


@pytest.mark.parametrize(
    ("complaint", "begin"),
    [
        ("deadlock detected\nDETAIL: Process 1 waits", "Two programs got in each other's way."),
        ('FATAL: sorry, too many clients already (connection to server at "x")', "The database server has too many"),
        ("no pg_hba.conf entry for host, no SSL encryption, connection to server", "The database server does not let"),
        ("server does not support SSL, but SSL was required", "The database server and this PC could not agree"),
        ("connection timeout expired", "The database server does not answer."),
        ("could not extend file: No space left on device", "The disk of the database server is full."),
        ("something odd.\nmore", "The database refused: something odd."),
        ("", "The database refused: no reason given."),
    ],
)
def test_every_complaint_has_a_sentence(complaint, begin):
    sentence, hint = troubles.explain(complaint)
    assert sentence.startswith(begin)
    assert hint
