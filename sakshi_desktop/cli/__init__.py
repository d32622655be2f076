"""The command line: parses words, calls the program, prints."""

import sys

try:
    from sakshi_desktop.cli.main import main
except KeyboardInterrupt:  # an impatient person need not read a traceback
    print("Stopped.", file=sys.stderr)
    sys.exit(130)

__all__ = ["main"]
