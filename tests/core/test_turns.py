import sys

from sakshi_desktop.core import turns


def test_threads_that_share_the_interpreter_wait_less_than_by_pythons_own_wish():
    usual = sys.getswitchinterval()
    try:
        sys.setswitchinterval(0.005)
        turns.share()
        assert sys.getswitchinterval() < 0.001
    finally:
        sys.setswitchinterval(usual)
