import os
import shutil
from pathlib import Path

import pytest

from sakshi_desktop.core.errors import CancelledError, DatabaseError
from sakshi_desktop.store import archive

LOCK = "LOCK TABLE orders IN ACCESS EXCLUSIVE MODE"
DUMPING = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pg_dump' AND datname = current_database()"


@pytest.fixture(autouse=True)
def _programs(postgres, monkeypatch):
    monkeypatch.setenv("PATH", f"{postgres.binaries}{os.pathsep}{os.environ['PATH']}")
    if shutil.which("pg_dump") is None:
        pytest.skip("this PostgreSQL came without its client programs")


def _instead(folder, deed):
    """Put a pg_dump before the real one that does what it does, and then a deed with its words."""
    real = shutil.which("pg_dump")
    folder.mkdir()
    script = folder / "pg_dump"
    script.write_text(f"#!/bin/sh\n{deed.format(real=real)}\n")
    script.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.skipif(os.name == "nt", reason="stands in for pg_dump with a script of the shell")
def test_a_copy_of_a_shared_database_is_measured_and_listed(postgres_database, tmp_path, monkeypatch):
    told = []
    go = tmp_path / "bin" / "go"
    wait = f'echo "dumping contents of table" >&2; until [ -e {go} ]; do sleep 0.01; done; {{real}} "$@"'
    monkeypatch.setenv("PATH", _instead(tmp_path / "bin", wait))

    def tell(share):
        told.append(share)
        if 0 < share < 0.1:
            go.touch()

    made = archive.make(postgres_database, tmp_path / "sakshi-a.dump", told=tell)
    assert made.read_bytes()[:5] == b"PGDMP"
    assert [one.file for one in archive.listed(tmp_path)] == [made]
    assert told == sorted(told)
    assert told[-1] == 1
    assert sorted(path.name for path in tmp_path.glob("*.part")) == []


def test_a_copy_can_be_stopped_while_it_waits_for_the_server(postgres_database, tmp_path):
    def dumping():
        with postgres_database.reading() as connection:
            return connection.exec_driver_sql(DUMPING).scalar_one()

    def stop(_share):
        if dumping():
            raise CancelledError("Stopped.")

    with postgres_database.begin() as session:
        session.connection().exec_driver_sql(LOCK)
        with pytest.raises(CancelledError):
            archive.make(postgres_database, tmp_path / "a.dump", told=stop)
        assert dumping() == 0
    assert archive.listed(tmp_path) == ()


@pytest.mark.skipif(os.name == "nt", reason="stands in for pg_dump with a script of the shell")
@pytest.mark.parametrize(
    ("deed", "why"),
    [
        ('{real} "$@" --exclude-table-data=orders', "1 tables are missing"),
        (
            '{real} "$@" && for word; do case $word in --file=*) truncate -s -200 "${{word#--file=}}";; esac; done',
            "error",
        ),
    ],
    ids=["a table is missing", "cut off"],
)
def test_a_copy_that_is_not_whole_does_not_count(postgres_database, tmp_path, monkeypatch, deed, why):
    older = tmp_path / "a.dump"
    older.write_bytes(b"PGDMP: the older one")
    monkeypatch.setenv("PATH", _instead(tmp_path / "bin", deed))
    with pytest.raises(DatabaseError, match=f"not whole: .*{why}"):
        archive.make(postgres_database, older)
    assert older.read_bytes() == b"PGDMP: the older one"
    assert [path.name for path in Path(tmp_path).glob("*.part")] == []
