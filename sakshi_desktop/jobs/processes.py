"""Whether another program of this PC still runs."""

import os
import sys


def is_running(number: int) -> bool:
    """Return whether a process has this number; True where the system cannot be asked without touching it."""
    if sys.platform == "win32" or number <= 0:
        return True
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
