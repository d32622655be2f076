"""What every table shares: names of constraints, whole minor units, aware instants and closed words."""

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer, LargeBinary, MetaData, String
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator, TypeEngine

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
_UPPER = re.compile(r"(?<!^)(?=[A-Z])")
INT = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant: ``timestamptz`` in PostgreSQL, microseconds since 1970 in SQLite; naive values are refused."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return what stores an instant there."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | int | None:
        """Return an instant as the driver takes it; a naive one is refused with ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a time zone: {value!r}")
        return (value - EPOCH) // MICROSECOND if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401  (int or datetime, by dialect)
        """Return what the driver gave as an instant in UTC."""
        if value is None:
            return None
        return EPOCH + timedelta(microseconds=value) if dialect.name == "sqlite" else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The parent of every table; ids are never reused."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {int: INT, datetime: UtcDateTime(), str: String(), bytes: LargeBinary()}  # noqa: RUF012
    __table_args__: Any = {"sqlite_autoincrement": True}  # noqa: RUF012


def guarded(*parts: SchemaItem) -> tuple[SchemaItem | dict[str, bool], ...]:
    """Return the arguments of a table that has constraints or indexes of its own."""
    return (*parts, {"sqlite_autoincrement": True})


def word(kind: type[StrEnum], name: str = "") -> Enum:
    """Return the type of a column that holds one word of ``kind``, behind a CHECK named by the kind, or by ``name``."""
    name = name or _UPPER.sub("_", kind.__name__).lower()
    return Enum(kind, name=name, native_enum=False, create_constraint=True, length=24, values_callable=_values)


def _values(kind: type[StrEnum]) -> list[str]:
    return [member.value for member in kind]
