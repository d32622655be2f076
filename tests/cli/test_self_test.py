import json

from sakshi_desktop.cli import self_test
from sakshi_desktop.core.errors import InvalidError


def test_every_part_of_this_installation_works(sakshi, tmp_path):
    done = sakshi("self-test", "--json")
    assert done.returncode == 0, done.stdout
    found = json.loads(done.stdout)
    assert [one["part"] for one in found] == list(self_test.PARTS)
    assert {one["good"] for one in found} == {True}
    assert list((tmp_path / "home").glob("*.db")) == []


def test_a_person_reads_a_line_of_each_part():
    found = [self_test.Found("Paper", good=True, says="is white"), self_test.Found("Pen", good=False, says="is dry")]
    assert self_test.as_text(found) == "good  Paper         is white\nBAD   Pen           is dry"


def test_a_part_that_fails_is_told_and_the_others_are_tried():
    def refuses(_program):
        raise InvalidError("The paper is gone.", hint="Put some in.")

    def is_not_there(_program):
        raise ModuleNotFoundError("No module named 'paper'")

    parts = {"Paper": refuses, "Printer": is_not_there, "Pen": lambda _program: "writes"}
    assert [(one.part, one.good, one.says) for one in self_test.tried(parts, None)] == [
        ("Paper", False, "The paper is gone. Put some in."),
        ("Printer", False, "ModuleNotFoundError: No module named 'paper'"),
        ("Pen", True, "writes"),
    ]
