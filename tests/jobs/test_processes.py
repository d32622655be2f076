"""Who may be taken for dead: a process of this very PC and container alone, whose number nobody has."""

import sys
from pathlib import Path

import pytest

from sakshi_desktop.jobs import processes

NOBODY = 2**22 + 1
"""No system gives out so high a number."""


def _name(*, number=None, place=None):
    mine, where, word = processes.name().split("-")
    return f"{number or mine}-{place or where}-{word}"


@pytest.mark.skipif(sys.platform == "win32", reason="a number cannot be asked for there without touching its process")
def test_one_of_this_very_place_is_dead_where_nobody_has_its_number():
    assert processes.is_dead(_name(number=NOBODY), processes.name())
    assert not processes.is_dead(_name(), processes.name())
    assert not processes.is_dead(_name(number=NOBODY, place="0242ac110002_1"), processes.name())


@pytest.mark.skipif(sys.platform != "linux", reason="Linux has containers that share the network of their PC")
def test_one_of_another_container_on_this_pc_is_not_dead():
    number = str(Path("/proc/self/ns/pid").stat().st_ino)
    place = processes.name().split("-")[1]
    assert number in place
    assert not processes.is_dead(_name(number=NOBODY, place=place.replace(number, "4026531835")), processes.name())
