"""The amounts of one line, worked out from whatever columns the file has for them."""

from collections.abc import Sequence
from typing import NamedTuple

from sakshi_desktop.core.money import ratio_half_up
from sakshi_desktop.importers.types import UNNAMED_ITEM, Field, Mapping
from sakshi_desktop.importers.values import (
    CACHE_LIMIT,
    MICRO,
    Spellings,
    UnreadableError,
    identifier,
    micros,
    minor_digits,
    product,
    symbol_of,
    text_hash,
    to_minor,
)
from sakshi_desktop.importers.values import name as named

CHARGES = (Field.TIP, Field.DELIVERY, Field.PACKING, Field.SERVICE, Field.ROUND_OFF)
NAME_FIELDS = (Field.ITEM, Field.CATEGORY, Field.SKU, Field.VARIANT)
AMOUNT_FIELDS = (
    Field.QUANTITY,
    Field.UNIT_PRICE,
    Field.AMOUNT,
    Field.GROSS,
    Field.TOTAL,
    Field.DISCOUNT,
    Field.TAX,
    Field.COST,
    *CHARGES,
)
LINE_FIELDS = (*NAME_FIELDS, *AMOUNT_FIELDS, Field.CURRENCY)
MILLI = MICRO // 1000
TAX_PLACE = AMOUNT_FIELDS.index(Field.TAX)
MOST_PAISE = 10**15
MOST_MILLI = 10**12
"""A thousand million pieces in thousandths; the largest figures that one line may have."""
UNDECIDED = "The quantity is negative and the amount is not: sold, or brought back?"
COST_PLACE = AMOUNT_FIELDS.index(Field.COST)


class Line(NamedTuple):
    """The fields of a SaleLine behind its ordinal and row."""

    item: str
    category: str | None
    sku: str | None
    variant: str | None
    quantity_milli: int
    unit_price_paise: int
    gross_paise: int
    discount_paise: int
    net_paise: int
    tax_paise: int
    cost_paise: int | None
    content: int


class Amounts:
    """Works out lines from the texts of their cells.

    Args:
        mapping: tells which columns there are, the decimal mark and the currency.
        fields: what the texts given to ``line`` mean, in their order.
        currencies: those whose signs may stand at the amounts; None: all.
    """

    def __init__(
        self,
        mapping: Mapping,
        fields: Sequence[Field],
        spell: Spellings,
        currencies: frozenset[str | None] | None = None,
    ) -> None:
        self._fields = tuple(fields)
        self._decimal = mapping.decimal
        self._currency = mapping.currency
        self._currencies = currencies
        self._digits = minor_digits(mapping.currency)
        self._spell = spell
        constants = mapping.constants
        self._fixed = [micros(constants.get(field, ""), mapping.decimal) for field in AMOUNT_FIELDS]
        self._numbers = [
            (place, AMOUNT_FIELDS.index(field)) for place, field in enumerate(self._fields) if field in AMOUNT_FIELDS
        ]
        self._named = tuple(constants.get(field, "") for field in NAME_FIELDS)
        self._name_count = sum(field in NAME_FIELDS for field in self._fields)
        self._names: dict[tuple[str, ...], tuple[str, str | None, str | None, str | None]] = {}
        self._code_place = self._fields.index(Field.CURRENCY) if Field.CURRENCY in self._fields else None

    def line(self, texts: tuple[str, ...]) -> Line:
        """Return the line that the cells tell; ``texts`` begin with the names, as LINE_FIELDS do.

        Raises:
            UnreadableError: a cell is no number, or nothing tells what the line was worth.
        """
        if self._code_place is not None:
            self._check_currency(texts[self._code_place])
        values = self._fixed.copy()
        for place, field in self._numbers:
            if text := texts[place]:
                values[field] = micros(text, self._decimal)
                if self._currencies is not None and not (text[0].isdigit() and text[-1].isdigit()):
                    self._check_sign(text, self._currencies)
        quantity, price, amount = values[:3]
        if quantity is None or price is None:
            quantity, price = _completed(quantity, price, amount)
        net, gross, discount = self._net(values, quantity, price)
        quantity = MICRO if quantity is None else quantity
        unit = to_minor(price, self._digits) if price is not None else _share(gross, quantity)
        tax, cost = values[TAX_PLACE], values[COST_PLACE]
        amounts = (
            ratio_half_up(quantity, MILLI),
            *(unit, gross, discount, net),
            0 if tax is None else to_minor(tax, self._digits),
            None if cost is None else to_minor(cost, self._digits),
        )
        _check_size(amounts)
        names = texts[: self._name_count]
        item, category, sku, variant = self._names.get(names) or self._read_names(names)
        content = text_hash(f"{item.casefold()}|{category}|{sku}|{variant}|{amounts}")
        return tuple.__new__(Line, (item, category, sku, variant, *amounts, content))

    def _read_names(self, texts: tuple[str, ...]) -> tuple[str, str | None, str | None, str | None]:
        item, category, sku, variant = self._named
        for field, text in zip(self._fields, texts, strict=False):
            if field is Field.ITEM:
                item = text
            elif field is Field.CATEGORY:
                category = text
            elif field is Field.SKU:
                sku = text
            else:
                variant = text
        if len(self._names) >= CACHE_LIMIT:
            self._names.clear()
        self._names[texts] = names = (self._spell(item) or UNNAMED_ITEM, named(category), _code(sku), named(variant))
        return names

    def charges(self, texts: Sequence[str]) -> tuple[int, ...]:
        """Return tip, delivery, packing, service and rounding in minor units, 0 where there is none."""
        said = dict(zip(self._fields, texts, strict=True))
        charges = tuple(self._minor(micros(said.get(name, ""), self._decimal)) for name in CHARGES)
        _check_size((0, *charges))
        return charges

    def _check_currency(self, text: str) -> None:
        code = text.strip().upper()
        if code and self._currency and code != self._currency:
            raise UnreadableError(f"This row is in {code}, the file in {self._currency}.")

    @staticmethod
    def _check_sign(text: str, currencies: frozenset[str | None]) -> None:
        sign = symbol_of(text)
        if sign is not None and sign not in currencies:
            usual = next((code for code in sorted(filter(None, currencies))), None)
            raise UnreadableError(
                f"“{text.strip()}” is in {sign}, the file in {usual}."
                if usual
                else f"“{text.strip()}” is in {sign}, the first rows of the file name no currency."
            )

    def _minor(self, value: int | None) -> int:
        return 0 if value is None else to_minor(value, self._digits)

    def _net(self, values: list[int | None], quantity: int | None, price: int | None) -> tuple[int, int, int]:
        """Return net, gross and discount in minor units, from the best of what the file has."""
        _, _, amount, gross, total, off, tax, _, *charges = values
        discount = 0 if off is None else abs(self._minor(off))
        if amount is not None:
            net = to_minor(amount, self._digits)
            return net, net + discount, discount
        if gross is not None:
            whole = to_minor(gross, self._digits)
            return whole - discount, whole, discount
        if total is not None:
            net = self._minor(total) - sum(self._minor(part) for part in (tax, *charges))
            return net, net + discount, discount
        if quantity is None or price is None:
            raise UnreadableError("There is no amount, and no quantity and price to work it out from.")
        whole = product(quantity, price, self._digits)
        return whole - discount, whole, discount


def _check_size(amounts: Sequence[int | None]) -> None:
    """Raise UnreadableError where the quantity or one of the amounts behind it is larger than any real one."""
    if abs(amounts[0] or 0) > MOST_MILLI:
        raise UnreadableError("The quantity is larger than 1,000,000,000.")
    if any(amount is not None and abs(amount) > MOST_PAISE for amount in amounts[1:]):
        raise UnreadableError("The amount is larger than 10,000,000,000,000.")


def _code(text: str) -> str | None:
    """Return an article's code; one that a spreadsheet damaged names no article."""
    try:
        return identifier(text)
    except UnreadableError:
        return None


def _completed(quantity: int | None, price: int | None, amount: int | None) -> tuple[int | None, int | None]:
    """Return quantity and unit price in millionths, the missing one worked out from the amount."""
    if amount is not None and quantity is None and price:
        return ratio_half_up(amount * MICRO * (1 if price > 0 else -1), abs(price)), price
    if amount is not None and price is None and quantity:
        return quantity, ratio_half_up(amount * MICRO * (1 if quantity > 0 else -1), abs(quantity))
    return quantity, price


def _share(gross: int, quantity: int) -> int:
    return ratio_half_up(gross * MICRO * (1 if quantity > 0 else -1), abs(quantity)) if quantity else 0


def turned(line: Line) -> Line:
    """Return a line of sales with the signs of a refund: what came back is positive."""
    back = line.quantity_milli < 0
    return Line(
        *line[:4],
        abs(line.quantity_milli),
        line.unit_price_paise if back else -line.unit_price_paise,
        -line.gross_paise,
        -line.discount_paise,
        -line.net_paise,
        -line.tax_paise,
        None if line.cost_paise is None else -line.cost_paise,
        line.content,
    )
