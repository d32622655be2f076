"""The amounts of one line, worked out from whatever columns the file has for them."""

from collections.abc import Sequence
from typing import NamedTuple

from sakshi_desktop.core.money import ratio_half_up
from sakshi_desktop.importers.types import UNNAMED_ITEM, Field, Mapping
from sakshi_desktop.importers.values import (
    MICRO,
    Spellings,
    UnreadableError,
    content_hash,
    identifier,
    micros,
    minor_digits,
    product,
    to_minor,
)
from sakshi_desktop.importers.values import words as tidy

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
    """

    def __init__(self, mapping: Mapping, fields: Sequence[Field], spell: Spellings) -> None:
        self._fields = tuple(fields)
        self._decimal = mapping.decimal
        self._currency = mapping.currency
        self._digits = minor_digits(mapping.currency)
        self._constants = mapping.constants
        self._spell = spell

    def line(self, texts: Sequence[str]) -> Line:
        """Return the line that the cells tell.

        Raises:
            UnreadableError: a cell is no number, or nothing tells what the line was worth.
        """
        said = {**self._constants, **dict(zip(self._fields, texts, strict=True))}
        self._check_currency(said.get(Field.CURRENCY, ""))
        values = {name: micros(text, self._decimal) for name in AMOUNT_FIELDS if (text := said.get(name, ""))}
        quantity, price = _completed(values.get(Field.QUANTITY), values.get(Field.UNIT_PRICE), values.get(Field.AMOUNT))
        net, gross, discount = self._net(values, quantity, price)
        quantity = MICRO if quantity is None else quantity
        unit = self._minor(price) if price is not None else _share(gross, quantity)
        item = self._spell(said.get(Field.ITEM, "")) or UNNAMED_ITEM
        body = (
            tidy(said.get(Field.CATEGORY, "")),
            identifier(said.get(Field.SKU, "")),
            tidy(said.get(Field.VARIANT, "")),
            ratio_half_up(quantity, MILLI),
            unit,
            gross,
            discount,
            net,
            self._minor(values.get(Field.TAX)),
            None if values.get(Field.COST) is None else self._minor(values[Field.COST]),
        )
        return Line(item, *body, content_hash(Line(item.casefold(), *body, 0)))

    def charges(self, texts: Sequence[str]) -> tuple[int, ...]:
        """Return tip, delivery, packing, service and rounding in minor units, 0 where there is none."""
        said = dict(zip(self._fields, texts, strict=True))
        return tuple(self._minor(micros(said.get(name, ""), self._decimal)) for name in CHARGES)

    def _check_currency(self, text: str) -> None:
        code = text.strip().upper()
        if code and self._currency and code != self._currency:
            raise UnreadableError(f"This row is in {code}, the file in {self._currency}.")

    def _minor(self, value: int | None) -> int:
        return 0 if value is None else to_minor(value, self._digits)

    def _net(self, values: dict[Field, int | None], quantity: int | None, price: int | None) -> tuple[int, int, int]:
        """Return net, gross and discount in minor units, from the best of what the file has."""
        discount = abs(self._minor(values.get(Field.DISCOUNT)))
        if (amount := values.get(Field.AMOUNT)) is not None:
            net = self._minor(amount)
            return net, net + discount, discount
        if (gross := values.get(Field.GROSS)) is not None:
            whole = self._minor(gross)
            return whole - discount, whole, discount
        if (total := values.get(Field.TOTAL)) is not None:
            net = self._minor(total) - sum(self._minor(values.get(name)) for name in (Field.TAX, *CHARGES))
            return net, net + discount, discount
        if quantity is None or price is None:
            raise UnreadableError("There is no amount, and no quantity and price to work it out from.")
        whole = product(quantity, price, self._digits)
        return whole - discount, whole, discount


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
