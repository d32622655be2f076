"""Recognising a file: which table in it, which format, how its dates run, in which currency."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path

from sakshi_desktop.core.errors import ImportFileError
from sakshi_desktop.core.money import CURRENCIES
from sakshi_desktop.importers import guessing, reading
from sakshi_desktop.importers.columns import Columns, plain
from sakshi_desktop.importers.dates import AHEAD, ORDERS, DateOrder, decide, exchanged, split_moment
from sakshi_desktop.importers.formats import Export
from sakshi_desktop.importers.guessing import MONEY, WORTH
from sakshi_desktop.importers.reading import Sheet, Table
from sakshi_desktop.importers.refunds import BOTH_SIGNS, RefundSigns
from sakshi_desktop.importers.restarts import Restarts
from sakshi_desktop.importers.types import Field, Grouping, Mapping, Recognition, Series
from sakshi_desktop.importers.values import NOTHING, content_hash, decimal_mark, is_number, symbol_of

GENERIC = "generic"
GENERIC_TITLE = "Table of sales"
SAMPLE_ROWS = 5_000
SHOWN = 8
DATE_LIMIT = 200_000
NAMES_SHARE = 0.6
LONGEST_NAME = 60
IDENTIFYING = (
    *(Field.ORDER_ID, Field.DATE, Field.TIME, Field.LOCATION, Field.ITEM),
    *(Field.QUANTITY, Field.UNIT_PRICE, *WORTH),
)
"""Fields whose columns tell one account from another; all others may come and go."""
MAP_HINT = "Say which columns they are with a mapping."


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person decided; None is left to recognition.

    Attributes:
        today: days since 1970-01-01.
    """

    mapping: Mapping | None
    date_order: str | None
    currency: str | None
    today: int

    @property
    def latest(self) -> int:
        """Return the last day that is accepted."""
        return self.today + AHEAD


@dataclass(frozen=True, slots=True)
class Survey:
    """What a walk over all rows of a table found."""

    rows: int
    order: DateOrder
    warning: str


def recognise_export(path: Path, export: Export, table: Table, wish: Wish) -> Recognition:
    """Return what a table holds that is the export of a known system."""
    names = export.columns(table.columns)
    sample = table.first_rows(SAMPLE_ROWS)
    decimal = _decimal(table, names, sample)
    survey = _survey(table, names.get(Field.DATE), wish, fallback=export.date_order)
    if export.currency and not wish.currency:
        currency: str | None = export.currency
        why = f"{export.title.split(',')[0]} counts in {currency}."
    else:
        currency, why = _currency(table, names, sample, wish)
    mapping = Mapping(
        columns=names, date_order=survey.order.order, decimal=decimal, currency=currency, source=export.vendor
    )
    found = _recognition(path, table, wish, mapping, survey, sample)
    return replace(
        found,
        format=export.key,
        title=export.title,
        source=export.vendor,
        currency_reason=why,
        has_location=Field.LOCATION in names,
        header_only=export.header_only,
        notes=(*export.notes, *found.notes),
    )


def recognise_any(path: Path, table: Table, wish: Wish) -> Recognition:
    """Return what a table seems to hold whose format is not known.

    Raises:
        ImportFileError: it lacks rows, dates or amounts, or the columns that the given mapping names.
    """
    sample = table.first_rows(SAMPLE_ROWS)
    if not sample:
        raise _without_rows(path, table)
    notes: tuple[str, ...] = ()
    if wish.mapping is None:
        mapping, notes = _guessed(path, table, sample)
    else:
        mapping = wish.mapping
        _check_names(path, mapping, table)
    chosen = wish.date_order or mapping.date_order or None
    refunds = RefundSigns(Columns(table.columns), mapping)
    restarts = Restarts(Columns(table.columns), mapping)
    wished = replace(wish, date_order=chosen)
    survey = _survey(table, mapping.columns.get(Field.DATE), wished, (refunds, restarts), fallback="dmy")
    both = refunds.both and mapping.refunds_positive is None
    series = restarts.series(survey.order.order) if _may_restart(mapping) else mapping.series
    if series is not mapping.series:
        notes = (*notes, restarts.note(series))
    told, why = _currency(table, mapping.columns, sample, replace(wish, currency=None))
    signs = _signs(table, mapping.columns, sample)
    source = mapping.source or _fingerprint(mapping, told)
    chosen = wish.currency or mapping.currency or mapping.constants.get(Field.CURRENCY)
    currency, why = _currency(table, mapping.columns, sample, replace(wish, currency=chosen))
    mapping = replace(mapping, date_order=survey.order.order, currency=currency, series=series)
    found = _recognition(path, table, wish, mapping, survey, sample)
    location = Field.LOCATION in mapping.columns or Field.LOCATION in mapping.constants
    header_only = Field.ITEM not in mapping.columns and Field.ITEM not in mapping.constants
    return replace(
        found,
        source=source,
        currency_reason=why,
        has_location=location,
        header_only=header_only,
        both_signs=both,
        sign=next(iter(signs), None),
        notes=(*notes, *found.notes, *([BOTH_SIGNS] if both else []), *_of_signs(signs)),
    )


def _may_restart(mapping: Mapping) -> bool:
    """Tell whether the numbers may start again, and nobody said yet how often."""
    return mapping.grouping is Grouping.ID and mapping.series is Series.NEVER


def header_of(sheet: Sheet) -> int | None:
    """Return the line in which the column names of an unknown table seem to stand."""
    rows = [(number, reading.unwrapped(cells, sheet.delimiter)) for number, cells in sheet.top]
    widths = Counter(width for _, cells in rows if (width := sum(bool(cell.strip()) for cell in cells)) > 1)
    if not widths:
        return None
    usual = max(widths, key=lambda width: (widths[width], width))
    for number, cells in rows:
        said = [cell for cell in cells if cell.strip()]
        if len(said) >= max(2, usual * NAMES_SHARE) and _are_names(said):
            return number
    return None


def _are_names(cells: Sequence[str]) -> bool:
    """Tell whether cells may be column names: different texts that are neither numbers nor dates nor long."""
    if len({plain(cell) for cell in cells}) < len(cells) * NAMES_SHARE:
        return False
    return not any(
        is_number(cell) or guessing.is_date(cell) or len(cell) > LONGEST_NAME
        for cell in cells
        if not cell.startswith("Unnamed")
    )


def _guessed(path: Path, table: Table, sample: list[list[str]]) -> tuple[Mapping, tuple[str, ...]]:
    found = guessing.guess(table.columns, sample)
    columns = found.mapping.columns
    if Field.DATE not in columns:
        raise ImportFileError(f"“{path.name}” has no column of dates that can be read.", hint=MAP_HINT)
    if not columns.keys() & {*WORTH, Field.UNIT_PRICE}:
        raise ImportFileError(
            f"“{path.name}” has no amounts: neither totals nor prices.",
            hint="Export the sales with their prices, or say which column they are with a mapping.",
        )
    return found.mapping, found.notes


def _without_rows(path: Path, table: Table) -> ImportFileError:
    """Return the refusal of a table none of whose rows can be read, with the reason of the first."""
    first = next((bad for block in table.blocks() for bad in block.bad), None)
    if first is not None:
        return ImportFileError(
            f"“{path.name}” has no row that can be read. {first.reason}",
            hint="Export the file again, or correct it in a text editor.",
        )
    return ImportFileError(
        f"“{path.name}” has column names but no rows.", hint="Choose a longer period and export again."
    )


def _check_names(path: Path, mapping: Mapping, table: Table) -> None:
    found = Columns(table.columns)
    missing = [name for name in mapping.columns.values() if name not in found]
    if missing:
        raise ImportFileError(
            f"“{path.name}” has no column “{missing[0]}”.",
            hint="Use the mapping for files of the kind it was saved for, or edit it.",
        )
    if Field.DATE not in mapping.columns:
        raise ImportFileError("The mapping names no column of dates.", hint="Name one as date under [columns].")


def _fingerprint(mapping: Mapping, currency: str | None) -> str:
    """Return what tells the account of a table: the columns that make its sales, and the currency it names itself."""
    names = sorted(plain(mapping.columns[field]) for field in IDENTIFYING if field in mapping.columns)
    return f"{GENERIC}:{content_hash((*names, currency or '')):012x}"


def _recognition(
    path: Path, table: Table, wish: Wish, mapping: Mapping, survey: Survey, sample: list[list[str]]
) -> Recognition:
    if not survey.rows:
        raise ImportFileError(
            f"“{path.name}” has column names but no rows.", hint="Choose a longer period and export again."
        )
    order = survey.order
    return Recognition(
        path=path,
        format=GENERIC,
        title=GENERIC_TITLE,
        source=mapping.source or GENERIC,
        mapping=mapping,
        columns=table.columns,
        layout=table.layout,
        date_order=order.order,
        date_order_reason=order.reason,
        currency=mapping.currency,
        currency_reason="",
        has_location=False,
        header_only=False,
        first_rows=tuple(tuple(row) for row in sample[:SHOWN]),
        notes=(*(() if order.certain else (order.reason,)), *([survey.warning] if survey.warning else [])),
        preamble=table.preamble,
        rows=survey.rows,
        first_day=order.first_day,
        last_day=order.last_day,
        latest_day=wish.latest,
        is_order_certain=order.certain,
        is_mapped=wish.mapping is not None,
    )


def _decimal(table: Table, names: dict[Field, str], sample: list[list[str]]) -> str:
    return decimal_mark(_texts(table, names, sample, MONEY | {Field.QUANTITY}))


def _texts(table: Table, names: dict[Field, str], sample: list[list[str]], fields: Iterable[Field]) -> Iterator[str]:
    columns = Columns(table.columns)
    for field in fields:
        place = columns.find(names.get(field, ""))
        if place is not None:
            yield from {row[place] for row in sample}


def _currency(table: Table, names: dict[Field, str], sample: list[list[str]], wish: Wish) -> tuple[str | None, str]:
    """Return the currency of a table, from the person, a column of its own, or the signs at the amounts."""
    if wish.currency:
        if wish.currency.upper() not in CURRENCIES:
            raise ImportFileError(f"“{wish.currency}” is no currency.", hint="Use a code such as INR, USD or GBP.")
        return wish.currency.upper(), f"You chose {wish.currency.upper()}."
    place = Columns(table.columns).find(names.get(Field.CURRENCY, ""))
    if place is not None:
        codes = Counter(
            code for row in sample if (code := row[place].strip().upper()) and code.casefold() not in NOTHING
        )
        if codes:
            code = codes.most_common(1)[0][0]
            return code, f"The column “{table.columns[place]}” says {code}."
    signs = _signs(table, names, sample)
    if signs:
        return signs[0], _how_many(signs[0], list(_texts_of_rows(table, names, sample)))
    return None, "The file does not say its currency."


def _how_many(code: str, texts: Sequence[str]) -> str:
    """Return the sentence about the sign of a currency at the amounts; one that is rare may be an accident."""
    signed = sum(symbol_of(text) == code for text in texts)
    if signed * 2 >= len(texts):
        return f"The amounts carry the sign of {code}."
    return f"Only {signed:,} of {len(texts):,} amounts carry the sign of {code}, the others none. Please check it."


def _texts_of_rows(table: Table, names: dict[Field, str], sample: list[list[str]]) -> Iterator[str]:
    columns = Columns(table.columns)
    places = {place for field in MONEY if (place := columns.find(names.get(field, ""))) is not None}
    yield from (row[place] for row in sample for place in places if row[place].strip().casefold() not in NOTHING)


def _signs(table: Table, names: dict[Field, str], sample: list[list[str]]) -> list[str]:
    """Return the currencies whose signs stand at the amounts, the most frequent first."""
    columns = Columns(table.columns)
    places = sorted({place for field in MONEY if (place := columns.find(names.get(field, ""))) is not None})
    texts = Counter(row[place] for row in sample for place in places)
    signs: Counter[str] = Counter()
    for text, count in texts.items():
        sign = symbol_of(text)
        if sign is not None:
            signs[sign] += count
    return [sign for sign, _ in signs.most_common()]


def _of_signs(signs: list[str]) -> list[str]:
    """Say that rows will be refused where the amounts carry the signs of several currencies."""
    if len(signs) < 2:  # noqa: PLR2004 - one currency is the usual case
        return []
    others = " and ".join(signs[1:])
    return [f"Some amounts carry the sign of {others}, not of {signs[0]}: their rows cannot be imported with the rest."]


def _survey(
    table: Table, date: str | None, wish: Wish, observers: Sequence[RefundSigns | Restarts] = (), *, fallback: str
) -> Survey:
    """Walk over all rows: count them and decide on the order of the dates; ``observers`` see them too."""
    place = Columns(table.columns).find(date or "")
    dates: dict[str, None] = {}
    count = 0
    for block in table.blocks():
        rows = [row for row in block.rows if any(row)]
        count += len(rows) + len(block.bad)
        for observer in observers:
            observer.take(rows)
        if place is not None and len(dates) < DATE_LIMIT:
            dates |= dict.fromkeys(map(_date_part, map(itemgetter(place), rows)))
    if wish.date_order is not None and wish.date_order not in ORDERS:
        raise ImportFileError(f"“{wish.date_order}” is no order of dates.", hint="Use dmy, mdy or ymd.")
    order = decide(dates, wish.latest, fallback=fallback, wanted=wish.date_order)
    return Survey(count, order, exchanged(dates, order.order))


def _date_part(text: str) -> str:
    first, gap, _ = text.partition(" ")
    return (
        first
        if not gap or (first[-1:].isdigit() and len(first) > len("d/m/yy") and ":" not in first)
        else split_moment(text)[0]
    )
