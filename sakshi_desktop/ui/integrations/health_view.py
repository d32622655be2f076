"""The health board: success, speed and what waits, for all webhooks and each."""

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from sakshi_desktop.core.money import format_count
from sakshi_desktop.hub import condition
from sakshi_desktop.hub.metrics import Beat, Board, Pulse
from sakshi_desktop.hub.sync_metrics import SyncPulse
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.integrations import sync_words, webhook_words
from sakshi_desktop.ui.integrations.health_model import SPANS, Health, HealthModel
from sakshi_desktop.ui.tones import Tone
from sakshi_desktop.ui.widgets.cards import Card, height_with
from sakshi_desktop.ui.widgets.columns import moment
from sakshi_desktop.ui.widgets.kept_choice import KeptChoice
from sakshi_desktop.ui.widgets.record_table import RecordTable
from sakshi_desktop.ui.widgets.records import Column
from sakshi_desktop.ui.widgets.section import Section
from sakshi_desktop.ui.words import CardText

DASH = "\N{EN DASH}"
WELL, ILL = 0.99, 0.9
"""Shares of success from which on, and below which, something is good or bad."""
LATE = timedelta(minutes=2)
"""A sync that has been due for longer than this is late."""
MINUTE, HOUR, DAY = 60, 3_600, 86_400


def share(value: float | None) -> str:
    """Return a share of success: 99.8 %; only what is whole is called 100 %."""
    if value is None:
        return DASH
    shown = min(value, 0.999) if value < 1 else value
    return f"{100 * shown:.1f} %" if shown < 1 else "100 %"


def age(span: timedelta | None) -> str:
    """Return how long something has waited: 40 s, 12 min, 3 h, 2 days."""
    if span is None:
        return DASH
    seconds = int(span.total_seconds())
    if seconds < MINUTE:
        return f"{seconds} s"
    if seconds < HOUR:
        return f"{seconds // MINUTE} min"
    if seconds < DAY:
        return f"{seconds // HOUR} h"
    days = seconds // DAY
    return f"{days} day{'s' if days > 1 else ''}"


def millis(value: int | None) -> str:
    """Return milliseconds as 37 ms or 1.4 s."""
    if value is None:
        return DASH
    return f"{value} ms" if value < 1_000 else f"{value / 1_000:.1f} s"  # noqa: PLR2004  # a second


def _tone(pulse: Pulse) -> Tone:
    if pulse.success is None:
        return Tone.QUIET
    return Tone.GOOD if pulse.success >= WELL else Tone.BAD if pulse.success < ILL else Tone.PLAIN


def _success_tone(beat: Beat) -> Tone:
    return _tone(beat.pulse)


def _seconds(beat: Beat) -> float | None:
    return None if beat.oldest is None else beat.oldest.total_seconds()


def _age_of(seconds: float | None) -> str:
    return age(None if seconds is None else timedelta(seconds=seconds))


def _proving(beat: Beat) -> float | None:
    return None if beat.proving is None else beat.proving.total_seconds()


def _lag(row: SyncPulse) -> float | None:
    return None if row.lag is None else row.lag.total_seconds()


def _pace(value: float | None) -> str:
    return DASH if value is None else f"{value:,.0f}"


def _agreed(row: SyncPulse) -> float | None:
    return None if row.accuracy is None else row.accuracy[0] / row.accuracy[1] if row.accuracy[1] else 1.0


def _sync_state(row: SyncPulse) -> str:
    return f"Late by {age(row.late)}" if row.late is not None and row.late > LATE else sync_words.state(row.row)


def _sync_tone(row: SyncPulse) -> Tone:
    if row.row.fails or (row.late is not None and row.late > LATE):
        return Tone.BAD
    return Tone.QUIET if row.last_success is None else Tone.GOOD


COLUMNS: tuple[Column[Beat], ...] = (
    Column(
        "Webhook", lambda beat: f"{webhook_words.title(beat.row)} · {beat.row.url}", key="hook", width=220, least=180
    ),
    Column("State", lambda beat: webhook_words.state(beat.row), key="state", width=90),
    Column(
        "Success", lambda beat: beat.pulse.success, share, tone=_success_tone, numeric=True, key="success", width=84
    ),
    Column(
        "Available", lambda beat: beat.available, share, numeric=True, key="available", width=84, spare=1,
        tip="Of the last 30 days, the share of the time in which it was not failing",
    ),
    Column("Requests", lambda beat: beat.pulse.requests, format_count, numeric=True, key="requests", width=84, spare=2),
    Column("Failed", lambda beat: beat.pulse.failed, format_count, numeric=True, key="failed", width=70, spare=3),
    Column("Average", lambda beat: beat.pulse.average, millis, numeric=True, key="average", width=80, spare=5),
    Column("p95", lambda beat: beat.pulse.p95, millis, numeric=True, key="p95", width=80, tip="95 of 100 are quicker"),
    Column("Waiting", lambda beat: beat.row.pending, format_count, numeric=True, key="waiting", width=76),
    Column(
        "Oldest", _seconds, _age_of, numeric=True, key="oldest", width=76, spare=4,
        tip="How long the oldest has waited",
    ),
    Column("Given up", lambda beat: beat.row.dead, format_count, numeric=True, key="dead", width=80),
    Column(
        "Proven in", _proving, _age_of, numeric=True, key="proving", width=84, spare=6,
        tip="From its adding to the first message that it took",
    ),
)  # fmt: skip
SYNCS: tuple[Column[SyncPulse], ...] = (
    Column("Sync", lambda row: sync_words.title(row.row), key="sync", width=200, least=140),
    Column("State", _sync_state, tone=_sync_tone, key="state", width=110),
    moment("Last success", lambda row: row.last_success, key="success", width=150),
    Column("Lag", _lag, _age_of, numeric=True, key="lag", width=76, tip="How long ago that was"),
    Column("Records a minute", lambda row: row.a_minute, _pace, numeric=True, key="pace", width=120, spare=2),
    Column("Agreed", _agreed, share, numeric=True, key="agreed", width=80, spare=1, tip="Records equal on both sides"),
    Column("Not taken", lambda row: row.row.letters, format_count, numeric=True, key="letters", width=84),
)


RUNS_OUT = "Next secret to run out"
CARDS = ("success", "speed", "waiting", "failed", "secrets")


class HealthSection(Section):
    """The health board.

    Signals:
        webhook_wanted: a webhook shall be shown, by its id.
        sync_wanted: the syncs shall be shown.
    """

    webhook_wanted = Signal(int)
    sync_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        self.model = HealthModel(desk.tasks, desk.program)
        super().__init__(desk, "Health", self.model)
        self.span = KeptChoice(desk.kept, "health/time", "Time", SPANS, self)
        self.model.span = self.span.currentData()
        self.deeds.addWidget(self.span)
        self.cards = {key: Card(desk.look, large=True, opens=False) for key in CARDS}
        strip = QHBoxLayout()
        strip.setSpacing(12)
        for card in self.cards.values():
            strip.addWidget(card, 1)
        self.table: RecordTable[Beat] = RecordTable(desk, COLUMNS, "Health", of=("webhook", "webhooks"))
        self.syncs: RecordTable[SyncPulse] = RecordTable(desk, SYNCS, "Health of syncs", of=("sync", "syncs"))
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(strip)
        column.addWidget(self.table, 3)
        column.addWidget(self.syncs, 2)
        self.span.activated.connect(self._choose)
        self.table.opened.connect(self._open)
        self.syncs.opened.connect(self._open_syncs)

    def show_answer(self, answer: Health) -> None:
        """Show the board."""
        board = answer.board
        if not board.beats and not answer.syncs:
            self.say("")
            self.notice.say("There are no webhooks yet.", "Their success, speed and queue, and syncs, will stand here.")
            self.show_notice()
            return
        self.say(" ".join(filter(None, [board.caveat, *_notices(board.beats)])))
        self.table.show_rows(board.beats)
        self.table.setVisible(bool(board.beats))
        self.syncs.show_rows(answer.syncs)
        self.syncs.setVisible(bool(answer.syncs))
        self._show_cards(board)
        self.cards["secrets"].say(_secrets(answer.running_out))
        self.show_body()

    def _show_cards(self, board: Board) -> None:
        whole = board.whole
        requests = f"of {whole.requests:,} requests"
        self.cards["success"].say(
            CardText("Success", share(whole.success), tone=_tone(whole), note=requests, course=whole.course)
        )
        self.cards["speed"].say(
            CardText("Average answer", millis(whole.average), note=f"95 of 100 in {millis(whole.p95)}")
        )
        oldest = f"the oldest for {age(board.oldest)}" if board.oldest is not None else "nothing waits"
        self.cards["waiting"].say(CardText("Waiting", f"{board.waiting:,}", note=oldest))
        self.cards["failed"].say(CardText("Failed requests", f"{whole.failed:,}", note=f"{board.dead:,} given up"))
        for card in self.cards.values():
            card.setFixedHeight(height_with(whole.course))

    @Slot(int)
    def _choose(self, place: int) -> None:
        self.model.choose(SPANS[place][1])

    @Slot(object)
    def _open(self, beat: Beat) -> None:
        self.webhook_wanted.emit(beat.id)

    @Slot(object)
    def _open_syncs(self, _pulse: SyncPulse) -> None:
        self.sync_wanted.emit()


def _notices(beats: Sequence[Beat]) -> list[str]:
    """Return for what messages wait that will be given up first, and how many others stand still."""
    still = sorted((beat.ends, beat.id, beat.notice) for beat in beats if beat.ends is not None)
    more = len(still) - 1
    others = f"{more:,} more webhook{'s stand' if more > 1 else ' stands'} still."
    return [still[0][2], *[others] * (more > 0)] if still else []


def _secrets(running_out: Sequence[tuple[str, int]]) -> CardText:
    """Return the countdown of the secret that runs out first."""
    if not running_out:
        return CardText(RUNS_OUT, DASH, note="no last day is set", short="Next to run out")
    name, left = running_out[0]
    tone = Tone.BAD if left < 0 else Tone.PLAIN
    more = f" · {len(running_out) - 1:,} more" if len(running_out) > 1 else ""
    return CardText(RUNS_OUT, condition.countdown(left), tone=tone, note=f"{name}{more}", short="Next to run out")
