"""The command line: parses words, calls the program, prints."""

from sakshi_desktop.cli.main import main

__all__ = ["main"]
