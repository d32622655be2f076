"""Fields of syncs in the words of the command line: how some are called otherwise, and how all are shown."""

import argparse
import json
from collections.abc import Sequence

from sakshi_desktop.cli import pairs, table
from sakshi_desktop.cli.table import DIM, Cell
from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import NotFoundError, RecordError
from sakshi_desktop.core.vocabulary import SyncDirection
from sakshi_desktop.hub import shaping
from sakshi_desktop.hub.field_edits import Edits
from sakshi_desktop.hub.fields import Field, FieldMap, Kind
from sakshi_desktop.hub.streams import Body
from sakshi_desktop.hub.sync_rows import JobRow

HEADS = ("Field", "What it is", "Kind", "At the service", "Unit")
LEFT_OUT = "(left out)"
FOLLOWS = {
    SyncDirection.PUSH: "Its next run sends what it looks at anew; “sakshi sync backfill” sends older days.",
    SyncDirection.PULL: "Its next run asks for every record anew.",
}
"""What comes of it when fields are called otherwise."""


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the words that call fields otherwise."""
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="FIELD=NAME",
        help="what a field is called at the service, such as price=mrp or price=price.amount",
    )
    parser.add_argument(
        "--unit", action="append", default=[], metavar="FIELD=UNIT", help="how an amount is written: rupees or paise"
    )
    parser.add_argument("--leave", nargs="+", action="extend", default=[], metavar="FIELD", help="leave it out")
    parser.add_argument(
        "--fixed",
        action="append",
        default=[],
        metavar="NAME=TEXT",
        help="send this text with every record, such as source=sakshi",
    )


def add_reset(parser: argparse.ArgumentParser) -> None:
    """Describe the word that takes such changes back."""
    parser.add_argument(
        "--reset", nargs="*", action="extend", metavar="FIELD", help="call it as usual again, or all of them"
    )


def edits(arguments: argparse.Namespace) -> Edits:
    """Return what was said about fields.

    Raises:
        InvalidError: a pair is none.
    """
    return Edits(
        names=_pairs(arguments.set, "price=mrp"),
        units=_pairs(arguments.unit, "price=rupees"),
        left_out=arguments.leave,
        fixed=_pairs(arguments.fixed, "source=sakshi"),
        reset=getattr(arguments, "reset", None),
    )


def told(row: JobRow, sample: Body | None, title: str) -> tuple[object, str]:
    """Return the fields of a sync for machines and for people, with a record of this house or an example.

    Raises:
        NotFoundError: they are not known.
    """
    if not row.fields:
        raise NotFoundError(f"The fields of {row.stream} are not known.", hint="They keep their names.")
    heads = [title, table.draw(HEADS, [_cells(one, row.mapping) for one in row.fields], left=len(HEADS))]
    fixed = [f"Sent with every record: {name} = {text}" for name, text in row.mapping.fixed.items()]
    said: dict[str, object] = {
        "sync": ids.show("JOB", row.id), "stream": row.stream, "direction": row.direction.value,
        "fields": [_json(one, row.mapping) for one in row.fields], "fixed": dict(row.mapping.fixed),
    }  # fmt: skip
    try:
        turned = shaping.turned(row.direction, row.fields, row.mapping, sample)
    except RecordError as error:
        return said | {"given": None, "gone": None}, "\n".join([*heads, *fixed, str(error)])
    shown = _shown(row.direction, turned, real=sample is not None)
    return said | {"given": dict(turned.given), "gone": dict(turned.gone)}, "\n".join([*heads, *fixed, *shown])


def _shown(direction: SyncDirection, turned: shaping.Turned, *, real: bool) -> Sequence[str]:
    given, gone = (json.dumps(dict(body), ensure_ascii=False) for body in (turned.given, turned.gone))
    if direction is SyncDirection.PULL:
        return (f"A record such as {given}", f"is taken as {gone}")
    return (f"{'The latest record' if real else 'An example'} is sent as {gone}",)


def _cells(one: Field, mapping: FieldMap) -> tuple[Cell | str, ...]:
    place = mapping.of(one)
    unit = place.unit.value if one.kind is Kind.MONEY and not place.left_out else ""
    name = Cell(LEFT_OUT, DIM) if place.left_out else Cell(mapping.name(one), table.BOLD if place.name else "")
    return one.name, one.about, one.kind.value, name, unit


def _json(one: Field, mapping: FieldMap) -> dict[str, object]:
    place = mapping.of(one)
    return {
        "field": one.name, "about": one.about, "kind": one.kind.value, "needed": one.needed,
        "name": None if place.left_out else mapping.name(one), "left_out": place.left_out,
        "unit": place.unit.value if one.kind is Kind.MONEY else None,
    }  # fmt: skip


def _pairs(texts: Sequence[str], example: str) -> dict[str, str]:
    said = (pairs.read(text, "pair", example) for text in texts)
    return {name.strip(): value for name, value in said}
