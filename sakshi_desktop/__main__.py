"""Runs the command line as `python -m sakshi_desktop`."""

import sys

from sakshi_desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
