"""NAME=VALUE, as commands take it."""

from sakshi_desktop.core.errors import InvalidError, shortened


def read(text: str, what: str, example: str) -> tuple[str, str]:
    """Return name and value as they were typed.

    Raises:
        InvalidError: there is no = in it.
    """
    name, sign, value = text.partition("=")
    if not sign:
        raise InvalidError(f"“{shortened(text)}” is no {what}.", hint=f"It looks like {example}.")
    return name, value
