"""The health board: success, speed and what waits, for all webhooks and each."""

from datetime import timedelta

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from sakshi_desktop.hub.metrics import Beat, Board, Pulse
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.integrations import webhook_words
from sakshi_desktop.ui.integrations.health_model import SPANS, HealthModel
from sakshi_desktop.ui.tones import Tone
from sakshi_desktop.ui.widgets.cards import Card
from sakshi_desktop.ui.widgets.kept_choice import KeptChoice
from sakshi_desktop.ui.widgets.record_table import RecordTable
from sakshi_desktop.ui.widgets.records import Column, as_text
from sakshi_desktop.ui.widgets.section import Section
from sakshi_desktop.ui.words import CardText

DASH = "\N{EN DASH}"
WELL, ILL = 0.99, 0.9
"""Shares of success from which on, and below which, something is good or bad."""
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


COLUMNS: tuple[Column[Beat], ...] = (
    Column("Webhook", lambda beat: f"{webhook_words.title(beat.row)} · {beat.row.url}", key="hook", width=300),
    Column("State", lambda beat: webhook_words.state(beat.row), key="state", width=90),
    Column(
        "Success", lambda beat: beat.pulse.success, share, tone=_success_tone, numeric=True, key="success", width=84
    ),
    Column("Requests", lambda beat: beat.pulse.requests, numeric=True, key="requests", width=84),
    Column("Failed", lambda beat: beat.pulse.failed, numeric=True, key="failed", width=70),
    Column("Average", lambda beat: beat.pulse.average, millis, numeric=True, key="average", width=80),
    Column("p95", lambda beat: beat.pulse.p95, millis, numeric=True, key="p95", width=80, tip="95 of 100 are quicker"),
    Column("Waiting", lambda beat: beat.row.pending, as_text, numeric=True, key="waiting", width=76),
    Column("Oldest", _seconds, _age_of, numeric=True, key="oldest", width=76, tip="How long the oldest has waited"),
    Column("Given up", lambda beat: beat.row.dead, numeric=True, key="dead", width=80),
)


class HealthSection(Section):
    """The health board.

    Signals:
        webhook_wanted: a webhook shall be shown, by its id.
    """

    webhook_wanted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        self.model = HealthModel(desk.tasks, desk.program)
        super().__init__(desk, "Health", self.model)
        self.span = KeptChoice(desk.kept, "health/time", "Time", SPANS, self)
        self.model.span = self.span.currentData()
        self.deeds.addWidget(self.span)
        self.cards = {key: Card(desk.look, large=True) for key in ("success", "speed", "waiting", "failed")}
        strip = QHBoxLayout()
        strip.setSpacing(12)
        for card in self.cards.values():
            card.setCheckable(False)
            strip.addWidget(card, 1)
        self.table: RecordTable[Beat] = RecordTable(desk, COLUMNS, "Health", of=("webhook", "webhooks"))
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(strip)
        column.addWidget(self.table, 1)
        self.span.activated.connect(self._choose)
        self.table.opened.connect(self._open)

    def show_answer(self, answer: Board) -> None:
        """Show the board."""
        if not answer.beats:
            self.say("")
            self.notice.say("There are no webhooks yet.", "Their success, speed and queue will stand here.")
            self.show_notice()
            return
        whole = answer.whole
        self.say("Only the youngest deliveries are counted: there were more." if answer.cut else "")
        self.table.show_rows(answer.beats)
        tone = _tone(whole)
        requests = f"of {whole.requests:,} requests"
        self.cards["success"].say(
            CardText("Success", share(whole.success), tone=tone, note=requests, course=whole.course)
        )
        self.cards["speed"].say(
            CardText("Average answer", millis(whole.average), note=f"95 of 100 in {millis(whole.p95)}")
        )
        oldest = f"the oldest for {age(answer.oldest)}" if answer.oldest is not None else "nothing waits"
        self.cards["waiting"].say(CardText("Waiting", f"{answer.waiting:,}", note=oldest))
        self.cards["failed"].say(CardText("Failed requests", f"{whole.failed:,}", note=f"{answer.dead:,} given up"))
        self.show_body()

    @Slot(int)
    def _choose(self, place: int) -> None:
        self.model.choose(SPANS[place][1])

    @Slot(object)
    def _open(self, beat: Beat) -> None:
        self.webhook_wanted.emit(beat.id)
