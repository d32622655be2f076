"""Where the bundle begins: without words it is the window, with words the command line."""

import multiprocessing
import sys

from sakshi_desktop.cli import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main(sys.argv[1:] or ["app"]))
