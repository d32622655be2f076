import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.reports import output
from sakshi_desktop.store.models import AuditEntry, Event
from tests.reports.samples import material

NOW = datetime(2023, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", ["report", "report.txt", "report.pdf.doc", ".pdf"])
def test_a_report_must_be_named_as_a_pdf(tmp_path, name):
    with pytest.raises(InvalidError, match=r"does not end in \.pdf"):
        output.checked(tmp_path / name)


def test_capital_letters_are_a_pdf_too(tmp_path):
    assert output.checked(tmp_path / "REPORT.PDF").name == "REPORT.PDF"


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(InvalidError, match=r"There is no folder .*missing"):
        output.checked(tmp_path / "missing" / "june.pdf")


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "june.pdf").mkdir()
    with pytest.raises(InvalidError, match="is a folder"):
        output.checked(tmp_path / "june.pdf")


def test_a_report_takes_no_place_of_a_database(tmp_path):
    (tmp_path / "sakshi.db").write_bytes(b"SQLite format 3\0")
    (tmp_path / "june.pdf").symlink_to(tmp_path / "sakshi.db")
    with pytest.raises(InvalidError, match="is a database"):
        output.checked(tmp_path / "june.pdf")


def test_an_error_leaves_the_old_file_and_no_half_of_a_new_one(tmp_path):
    target = tmp_path / "june.pdf"
    target.write_text("old")

    def fail():
        with output.fresh(target) as place:
            place.write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_is_held_open_is_a_sentence(tmp_path):
    target = tmp_path / "june.pdf"
    with pytest.raises(InvalidError, match="cannot be written") as told, output.fresh(target):
        raise PermissionError(13, "Permission denied")
    assert "Close it" in told.value.hint


def test_a_folder_that_may_not_be_written_is_a_sentence(tmp_path):
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("needs to step down to another user")
    script = (
        "import os, sys; from pathlib import Path; from sakshi_desktop.reports import output\n"
        "from sakshi_desktop.core.errors import InvalidError\n"
        "os.setuid(65534)\n"
        "try:\n    with output.fresh(Path('/proc/june.pdf')) as place: place.write_text('x')\n"
        "except InvalidError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "cannot be written" in done.stdout


def test_a_report_is_recorded_with_its_file(database, tmp_path):
    target = tmp_path / "june.pdf"
    made = output.Made("monthly", material().page, 6)
    with output.fresh(target) as place:
        place.write_bytes(b"%PDF")
        output.publish(database, place, target, made, by=THIS_PC, at=NOW)
    with database.read() as session:
        event = session.scalars(select(Event)).one()
        entry = session.scalars(select(AuditEntry)).one()
    assert target.read_bytes() == b"%PDF"
    assert event.type == "report.ready"
    assert '"from": "2023-06-01", "to": "2023-06-30"' in event.body
    assert (entry.action, entry.by) == ("report.write", "This PC")
    assert "june.pdf" in entry.detail
    assert str(tmp_path) not in entry.detail + event.body


def test_what_was_not_given_its_name_is_not_recorded(database, tmp_path):
    target = tmp_path / "june.pdf"
    made = output.Made("monthly", material().page, 6)
    with pytest.raises(InvalidError), output.fresh(target) as place:
        output.publish(database, Path(f"{place}.gone"), target, made, by=THIS_PC, at=NOW)
    with database.read() as session:
        assert session.scalars(select(Event)).all() == []
        assert session.scalars(select(AuditEntry)).all() == []
