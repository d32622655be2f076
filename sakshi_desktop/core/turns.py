"""How the threads of the program share the interpreter."""

import sys

SECONDS = 0.0005
"""How long a thread may keep the interpreter while another wants it.

Ten calls of the window into Qt beside three threads that only calculate, on two loaded cores: with Python's own 5 ms
95 of 100 took up to 101 ms and the worst 196 ms, with 1 ms 17 and 52 ms, with this 6 and 31 ms. Less gains nothing.
"""


def share() -> None:
    """Let whoever paints, sends or waits for the database come on soon while others calculate."""
    sys.setswitchinterval(SECONDS)
