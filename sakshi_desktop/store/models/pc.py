"""PCs that hold secrets, and secrets on their way to one of them."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sakshi_desktop.store.base import Base, guarded


class Pc(Base):
    """A PC with a vault; secrets are sealed to its public key, whose other half never leaves its vault."""

    __tablename__ = "pcs"
    __table_args__ = ()

    id: Mapped[str] = mapped_column(primary_key=True)
    host: Mapped[str]
    public_key: Mapped[str]
    since: Mapped[datetime]


class Envelope(Base):
    """A secret, sealed to one PC, until that PC has taken it."""

    __tablename__ = "envelopes"
    __table_args__ = guarded(UniqueConstraint("pc_id", "name", "version"))

    id: Mapped[int] = mapped_column(primary_key=True)
    pc_id: Mapped[str] = mapped_column(ForeignKey("pcs.id", ondelete="CASCADE"))
    name: Mapped[str]
    version: Mapped[int]
    sealed: Mapped[str]
    at: Mapped[datetime]
