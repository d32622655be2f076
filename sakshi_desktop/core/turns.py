"""How the threads of the program share the interpreter, and when it looks for garbage."""

import gc
import sys

SECONDS = 0.0005
"""How long a thread may keep the interpreter while another wants it.

Ten calls of the window into Qt beside three threads that only calculate, on two loaded cores: with Python's own 5 ms
95 of 100 took up to 101 ms and the worst 196 ms, with 1 ms 17 and 52 ms, with this 6 and 31 ms. Less gains nothing.
"""

SELDOM = 50_000
"""New objects between two looks for garbage, where most things form no circles.

The usual 700 look so often that it takes a third of staging an import, and 4 of 100 of sending webhooks.
"""


def share() -> None:
    """Let whoever paints, sends or waits for the database come on soon while others calculate."""
    sys.setswitchinterval(SECONDS)


def settle() -> None:
    """Leave what is there now out of the search for garbage, and search seldom: for programs that go on for long."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM, *gc.get_threshold()[1:])
