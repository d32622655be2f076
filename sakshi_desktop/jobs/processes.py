"""Names of processes, and whether one of them that worked on this PC is dead."""

import contextlib
import os
import secrets
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Process:
    """A process as others see it.

    Attributes:
        name: no other has it; made by ``name``.
        host: how people know its PC.
    """

    name: str
    host: str


def name() -> str:
    """Return a name that only this process has: its number, where that number counts, and a random word."""
    return f"{os.getpid()}-{uuid.getnode():012x}_{_namespace()}-{secrets.token_hex(6)}"


def is_dead(other: str, mine: str) -> bool:
    """Return whether a process is known to be dead; one of another PC or container, whatever its number, is not.

    Args:
        other: its name.
        mine: the name of this process.
    """
    number, node, *_ = other.split("-")
    return node == mine.split("-")[1] and not _is_running(int(number))


def _namespace() -> int:
    """Return by what Linux tells apart whose processes see each other: those of a container are none of the PC's."""
    with contextlib.suppress(OSError):  # other systems have no such thing
        return Path("/proc/self/ns/pid").stat().st_ino
    return 0


def _is_running(number: int) -> bool:
    """Return whether a process has this number; True where the system cannot be asked without touching it."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
