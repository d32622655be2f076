"""Telling how far a file is read, although it is walked over more than once, and leaving it halfway."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sakshi_desktop.importers.reading import Block, Sheet, Table, Told
from sakshi_desktop.importers.workbooks import Chunk


def onwards(told: Told) -> Told:
    """Return what tells ``told`` the furthest share so far: a look back at the first rows is no step back."""
    furthest = 0.0

    def tell(share: float) -> None:
        nonlocal furthest
        furthest = max(furthest, share)
        told(furthest)

    return tell


def watched(sheet: Sheet, told: Told) -> Sheet:
    """Return a sheet that calls ``told`` as often as it is read on; how much that is of the file is not known here."""

    def chunks() -> Iterator[Chunk]:
        for chunk in sheet.chunks():
            told(0.0)
            yield chunk

    return replace(sheet, chunks=chunks)


def measured(table: Table, told: Told) -> Table:
    """Return a table that tells the share of it that is read."""

    def blocks() -> Iterator[Block]:
        for block in table.blocks():
            told(block.done)
            yield block

    return replace(table, blocks=blocks)


def opened(sheets: Sequence[Sheet], told: Told) -> list[Sheet]:
    """Return the sheets of a file, each of them watched."""
    return [watched(sheet, told) for sheet in sheets]
