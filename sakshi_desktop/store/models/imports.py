"""Where imported orders come from: source accounts and the batches that brought them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from sakshi_desktop.core.vocabulary import BatchState
from sakshi_desktop.store.base import Base, guarded, word

AT_WORK = text("state IN ('staging', 'publishing', 'removing')")


class Source(Base):
    """An account whose exports share one space of order ids, such as ``square`` or ``generic:5f3a``."""

    __tablename__ = "sources"

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]


class ImportBatch(Base):
    """One import of one file; its rows count only while it is published."""

    __tablename__ = "import_batches"
    __table_args__ = guarded(
        CheckConstraint("part IN ('header', 'lines')", name="part"),
        Index(
            "ix_import_batches_unfinished",
            "state",
            sqlite_where=text("state <> 'published'"),
            postgresql_where=text("state <> 'published'"),
        ),
        Index(
            "uq_import_batches_one_at_work", "source_id", unique=True, sqlite_where=AT_WORK, postgresql_where=AT_WORK
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    state: Mapped[BatchState] = mapped_column(word(BatchState))
    part: Mapped[str]
    format: Mapped[str]
    file_name: Mapped[str]
    file_sha256: Mapped[str]
    mapping: Mapped[str]  # TOML
    currency: Mapped[str]
    line_count: Mapped[int] = mapped_column(default=0)
    order_count: Mapped[int] = mapped_column(default=0)
    refund_count: Mapped[int] = mapped_column(default=0)
    revenue_paise: Mapped[int] = mapped_column(default=0)
    bad_row_count: Mapped[int] = mapped_column(default=0)
    conflict_count: Mapped[int] = mapped_column(default=0)
    known_count: Mapped[int] = mapped_column(default=0)
    from_day: Mapped[int | None]
    to_day: Mapped[int | None]
    by: Mapped[str]
    worker: Mapped[str]  # who holds the import; a batch whose holder is gone is swept
    seen_at: Mapped[datetime]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]  # since when it counts, or counted

    @property
    def never_counted(self) -> bool:
        """Return whether it was never in any figure: it is on its way, or was interrupted."""
        return self.finished_at is None


class ImportProblem(Base):
    """A row that an import left out, or an order whose content differs from what is stored: shown, never swallowed."""

    __tablename__ = "import_problems"
    __table_args__ = guarded(CheckConstraint("kind IN ('bad_row', 'conflict')", name="kind"))

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batches.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    row: Mapped[int]  # of its sheet or file
    reason: Mapped[str]
    cells: Mapped[str]  # JSON list of the row as it stood in the file
