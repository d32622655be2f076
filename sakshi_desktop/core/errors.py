"""Errors that speak to the person at the counter: a sentence of what happened, a hint of what to do."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

QUOTED = 30
Record = TypeVar("Record", bound="DataclassInstance")


def shortened(text: str) -> str:
    """Return what somebody typed, at most so much of it as a sentence can repeat."""
    return text if len(text) <= QUOTED else f"{text[: QUOTED - 1].rstrip()}…"


class SakshiError(Exception):
    """Something a person can understand and act on.

    Args:
        sentence: what happened, one sentence, no secret, no table or class name.
        hint: what to do about it, one sentence.
    """

    def __init__(self, sentence: str, *, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint

    def __str__(self) -> str:
        """Return the sentence and, after it, the hint."""
        return f"{self.sentence} {self.hint}".strip()


class NotFoundError(SakshiError):
    """What was asked for does not exist."""


class ConflictError(SakshiError):
    """It exists, but its state or another's change forbids the action."""


class ChangedError(ConflictError):
    """Another person changed the same field of a thing meanwhile; who reads the sentence knows what it holds now.

    Args:
        field: the field, by its name.
        now: what it holds now.
    """

    def __init__(self, sentence: str, *, hint: str, field: str, now: object) -> None:
        super().__init__(sentence, hint=hint)
        self.field = field
        self.now = now

    def noted_in(self, seen: Record) -> Record:
        """Return a record as it was seen, with what the field holds now."""
        changed: dict[str, Any] = {self.field: self.now}
        return replace(seen, **changed)


class ForbiddenError(SakshiError):
    """The acting person lacks the right."""


class InvalidError(SakshiError):
    """A value that was given cannot be taken as it is."""


class FieldsError(InvalidError):
    """Some fields of a form cannot be taken as they are.

    Args:
        fields: by the name of each field, what is the matter with it, a sentence beside it.
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


class ImportFileError(SakshiError):
    """A file of sales cannot be read or must not be imported."""


class DatabaseError(SakshiError):
    """The database cannot be opened, read or written; nothing was harmed."""


class CancelledError(SakshiError):
    """The person stopped a long piece of work; it left nothing behind."""


class VaultError(SakshiError):
    """The place where secrets are kept is missing, locked, damaged or does not answer."""


class ConnectorError(SakshiError):
    """A service refused, failed or did not answer.

    Args:
        retryable: a later attempt can succeed.
        retry_after: seconds that the service asks for, None where it asks for none.
        unknown: what was sent may have been taken although no answer came: look before it is sent again.
    """

    def __init__(
        self,
        sentence: str,
        *,
        retryable: bool,
        hint: str = "",
        retry_after: float | None = None,
        unknown: bool = False,
    ) -> None:
        super().__init__(sentence, hint=hint)
        self.retryable = retryable
        self.retry_after = retry_after
        self.unknown = unknown


class AwayError(ConnectorError):
    """This PC had no way out at all: the service was not asked, and says nothing by that."""

    def __init__(self, sentence: str, *, hint: str = "") -> None:
        super().__init__(sentence, retryable=True, hint=hint)


class RecordError(SakshiError):
    """One record cannot be taken as it is; the others can."""
