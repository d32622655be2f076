"""What happened: events that may leave the house, the audit trail, and settings that all PCs share."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sakshi_desktop.store.base import Base, guarded


class Event(Base):
    """One change, written in the transaction that made it; ``xact`` orders it for readers that follow."""

    __tablename__ = "events"
    __table_args__ = guarded(Index(None, "type", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)  # msg_...
    type: Mapped[str]
    body: Mapped[str]  # JSON, thin: ids and totals
    xact: Mapped[int]
    at: Mapped[datetime]
    outgoing: Mapped["Outgoing | None"] = relationship()


class Outgoing(Base):
    """An event that was not yet handed to the webhooks; no order of transactions is needed to find it."""

    __tablename__ = "outgoing"
    __table_args__ = ()

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)


class FullerData(Base):
    """What an event says to receivers that chose fuller bodies, as it was when the first of them was sent it.

    There is none where no receiver did; it goes with its event.
    """

    __tablename__ = "fuller_data"
    __table_args__ = ()

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    data: Mapped[str]  # JSON; may hold names, phones and addresses


class AuditEntry(Base):
    """One row of the append-only audit trail; ``chain`` is filled by the sealer over committed rows."""

    __tablename__ = "audit_entries"
    __table_args__ = guarded(Index(None, "subject", "subject_id"), Index(None, "action", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None]
    by: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int | None]
    detail: Mapped[str]  # JSON without personal values; those are in AuditPersonal, by a keyed hash here


class AuditPersonal(Base):
    """The personal values of an audit row, kept apart so that erasure and proof both hold."""

    __tablename__ = "audit_personal"
    __table_args__ = ()

    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entries.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    salt: Mapped[str]


class AuditSeal(Base):
    """A link of the chain: the hash over an audit row and the link before it."""

    __tablename__ = "audit_seals"
    __table_args__ = ()

    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entries.id"), primary_key=True)
    position: Mapped[int] = mapped_column(unique=True)
    hash: Mapped[str]


class SharedSetting(Base):
    """A setting that holds for every PC on this database; value in JSON."""

    __tablename__ = "settings"
    __table_args__ = ()

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
