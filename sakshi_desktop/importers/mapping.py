"""Mappings of a person's own files, kept as TOML that can be edited."""

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import tomli_w

from sakshi_desktop.core import targets
from sakshi_desktop.core.errors import ImportFileError
from sakshi_desktop.core.money import CURRENCIES
from sakshi_desktop.importers.dates import ORDERS
from sakshi_desktop.importers.types import Field, Grouping, Mapping, Series

_Word = TypeVar("_Word", bound=StrEnum)
_TEXTS = ("date_order", "decimal", "currency", "refund_prefix", "adjustment_prefix", "source")
COMMON_CURRENCIES = ("INR", "USD", "GBP", "EUR", "or another code of ISO 4217")


def dumps(mapping: Mapping) -> str:
    """Return a mapping as TOML."""
    document: dict[str, object] = {name: value for name in _TEXTS if (value := getattr(mapping, name))}
    document["grouping"] = mapping.grouping.value
    if mapping.series:
        document["series"] = mapping.series.value
    if mapping.refunds_positive is not None:
        document["refunds_positive"] = mapping.refunds_positive
    document["columns"] = {field.value: name for field, name in mapping.columns.items()}
    if mapping.constants:
        document["constants"] = {field.value: text for field, text in mapping.constants.items()}
    return tomli_w.dumps(document)


def loads(text: str) -> Mapping:
    """Return the mapping that a TOML text holds.

    Raises:
        ImportFileError: it is no TOML, or names something that no mapping has.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ImportFileError(
            f"The saved mapping cannot be read: {error}.", hint="Correct that line, or save the mapping again."
        ) from error
    unknown = sorted(set(document) - {*_TEXTS, "grouping", "series", "refunds_positive", "columns", "constants"})
    if unknown:
        raise _wrong("entry", unknown[0], [*_TEXTS, "grouping", "series", "refunds_positive", "columns", "constants"])
    kept = {name: _text(name, document[name]) for name in _TEXTS if name in document}
    mapping = Mapping(
        columns=_fields("columns", document.get("columns")),
        constants=_fields("constants", document.get("constants")),
        grouping=_word(Grouping, "grouping", document.get("grouping", Grouping.ID.value)),
        series=_word(Series, "series", document.get("series", Series.NEVER.value)),
        date_order=kept.get("date_order", ""),
        decimal=kept.get("decimal", "."),
        currency=kept["currency"].upper() if "currency" in kept else None,
        refund_prefix=kept.get("refund_prefix", ""),
        adjustment_prefix=kept.get("adjustment_prefix", ""),
        refunds_positive=_truth("refunds_positive", document.get("refunds_positive")),
        source=kept.get("source"),
    )
    _check(mapping)
    return mapping


def load(path: Path) -> Mapping:
    """Return the mapping saved in a file; raises ImportFileError like ``loads``, and where it cannot be read."""
    try:
        return loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ImportFileError(
            f"The saved mapping “{path.name}” cannot be read.", hint="Check its name, or save the mapping again."
        ) from error


def save(mapping: Mapping, path: Path) -> None:
    """Write a mapping to a file.

    Raises:
        InvalidError: a database or another file of this program's own would be lost.
    """
    targets.checked(path).write_text(dumps(mapping), encoding="utf-8")


def _check(mapping: Mapping) -> None:
    if mapping.date_order and mapping.date_order not in ORDERS:
        raise _wrong("date_order", mapping.date_order, ORDERS)
    if mapping.decimal not in {".", ","}:
        raise _wrong("decimal", mapping.decimal, [".", ","])
    for code in (mapping.currency, mapping.constants.get(Field.CURRENCY)):
        if code is not None and code.upper() not in CURRENCIES:
            raise _wrong("currency", code, COMMON_CURRENCIES)
    if mapping.grouping is Grouping.ID and Field.ORDER_ID not in mapping.columns:
        raise ImportFileError(
            "The mapping groups rows by order number and names no column for it.",
            hint='Name one as order_id, or use grouping = "row".',
        )


def _fields(name: str, table: object) -> dict[Field, str]:
    if table is None:
        return {}
    if not isinstance(table, dict):
        raise ImportFileError(
            f"“{name}” of the saved mapping is not a table.",
            hint=f"Write [{name}] and one line for each field below it.",
        )
    return {_word(Field, name, field): _text(str(field), text) for field, text in table.items()}


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise ImportFileError(f"“{name}” of the saved mapping is not a text.", hint="Put it in quotation marks.")
    return value


def _truth(name: str, value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise _wrong(name, str(value), ["true", "false"])


def _word(kind: type[_Word], name: str, value: object) -> _Word:
    try:
        return kind(str(value))
    except ValueError as error:
        raise _wrong(name, str(value), [word.value for word in kind]) from error


def _wrong(name: str, value: str, allowed: object) -> ImportFileError:
    words = ", ".join(str(word) or '""' for word in allowed) if isinstance(allowed, list | tuple) else str(allowed)
    return ImportFileError(f"The saved mapping says “{value}” for {name}.", hint=f"It may be one of: {words}.")
