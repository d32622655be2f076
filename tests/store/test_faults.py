import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import event, make_url, text

from sakshi_desktop.app import open_database
from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import backup, health
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.upgrade import upgrade
from tests.store.refusing import refusal, rows, write

CHECKOUT = Path(__file__).resolve().parents[2]
PAGE = 4096
needs_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0, reason="only root on Linux can make such a place"
)


def _digest(folder):
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir() if file.is_file()}


@pytest.fixture
def filled(sqlite_address):
    """The file of a closed database with a thousand rows over hundreds of pages."""
    database = Database.open(sqlite_address)
    write(database, 1_000, 500)
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
    refused = refusal(open_database, f"sqlite:///{filled}")
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
    refused = refusal(open_database, f"sqlite:///{folder / 'new.db'}")
    assert refused.sentence.startswith("The database file cannot be opened.")


@needs_linux
def test_a_file_that_becomes_read_only_keeps_what_it_has(filled, immutable):
    database = open_database(f"sqlite:///{filled}")
    database.dispose()
    immutable(filled)
    refusal(write, database)
    assert rows(database) == 1_000
    database.dispose()


# A file that is damaged


@pytest.mark.parametrize(
    "content",
    [b"Date,Item,Amount\n2026-01-01,Chai,20\n" * 40, b"\x89PNG\r\n\x1a\n" + bytes(900), b"PK\x03\x04" * 300, b"x"],
)
def test_what_is_no_database_is_a_sentence_and_stays_as_it_is(tmp_path, content):
    file = tmp_path / "sales.csv"
    file.write_bytes(content)
    refused = refusal(open_database, f"sqlite:///{file}")
    assert "is no Sakshi database, or it is damaged" in refused.sentence
    assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_in_place_of_the_file_is_a_sentence(tmp_path):
    assert refusal(open_database, f"sqlite:///{tmp_path}").sentence.startswith("The database file cannot be opened.")


def test_a_damaged_head_is_a_sentence_and_stays_as_it_is(filled):
    _overwrite(filled, 0, b"\xff" * 100)
    before = _digest(filled.parent)
    refused = refusal(open_database, f"sqlite:///{filled}")
    assert "damaged" in refused.sentence
    assert _digest(filled.parent) == before


@pytest.mark.parametrize("junk", [b"\xff" * PAGE, b"\x00" * PAGE, os.urandom(PAGE)], ids=["ones", "zeros", "noise"])
def test_a_damaged_page_is_a_sentence_and_stays_as_it_is(filled, junk):
    for page in _pages_of_settings(filled)[1:4]:
        _overwrite(filled, (page - 1) * PAGE, junk)
    before = filled.read_bytes()
    database = open_database(f"sqlite:///{filled}")
    assert "damaged" in refusal(_rows_in_full, database).sentence
    assert health.check(database).problems
    assert "damaged" in refusal(backup.copy, database, filled.with_name("copy.db")).sentence
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
    before = rows(database)
    write(database)
    assert rows(database) > before
    database.dispose()


@needs_linux
def test_a_disk_too_full_for_the_copy_stops_an_upgrade_before_it_begins(small_disk):
    database = Database.open(f"sqlite:///{small_disk / 'sakshi.db'}")
    upgrade(database, to="0003")
    database.dispose()
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    (small_disk / "ballast").write_bytes(bytes(free - 200_000))
    refused = refusal(open_database, f"sqlite:///{small_disk / 'sakshi.db'}")
    assert refused.sentence.startswith("The disk is full.")
    assert sorted(file.name for file in small_disk.iterdir()) == ["ballast", "sakshi.db"]
    (small_disk / "ballast").unlink()
    open_database(f"sqlite:///{small_disk / 'sakshi.db'}").dispose()


def _fill_up(database):
    """Write until it is refused; return the sentence of the refusal."""

    def go_on():
        for _ in range(1_000):
            write(database, 50, 1_000)

    return refusal(go_on).sentence


def _is_whole(database):
    """Return whether all that was committed is there, in whole transactions, and nothing is damaged."""
    return rows(database) % 50 == 0 and health.check(database).problems == ()
