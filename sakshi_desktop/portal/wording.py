"""Texts that people typed, in the form in which they are kept."""

from sakshi_desktop.core.letters import seen


def line(text: str) -> str:
    """Return a text in one line, with single blanks between its words and nothing that cannot be seen."""
    return " ".join(seen(text).split())


def lines(text: str) -> str:
    """Return a text in its lines, without blanks around it and nothing that cannot be seen."""
    return "\n".join(seen(part).rstrip() for part in text.splitlines()).strip()
