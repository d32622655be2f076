"""What the palette shows for what is typed."""

import hashlib
from collections.abc import Sequence
from functools import partial
from itertools import groupby

from PySide6.QtCore import QObject, Signal, Slot

from sakshi_desktop.ui.asking import Place
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.palette import choices, finding
from sakshi_desktop.ui.palette.choices import Choice, Section
from sakshi_desktop.ui.palette.finding import CUSTOMER, ORDER, Thing
from sakshi_desktop.ui.questions import Question

REMEMBERED = 30
SHOWN_RECENT = 6
PLACE = "location"
FIGURES = "overview"
LOOKS = {CUSTOMER: (Section.CUSTOMERS, "customers"), ORDER: (Section.ORDERS, "file-text")}
Group = tuple[Section, tuple[Choice, ...]]


class PaletteViewModel(QObject):
    """Offers at once what the window knows itself, then what the database finds.

    Signals:
        shown: the groups of choices for what is typed; once more when the database has answered.
        busy_changed: whether the database is being asked.
        failed: why it does not answer, a SakshiError; what the window knows is offered all the same.
    """

    shown = Signal(object)
    busy_changed = Signal(bool)
    failed = Signal(object)

    def __init__(self, desk: Desk, standing: Sequence[Choice], parent: QObject | None = None) -> None:
        """Offer the things of ``desk`` and the ``standing`` choices: pages, actions, settings."""
        super().__init__(parent)
        self._desk = desk
        self._standing = tuple(standing)
        self._typed = ""
        self._things: list[Thing] = []
        mark = hashlib.blake2b(desk.program.database.title.encode(), digest_size=6).hexdigest()
        self._kept_as = f"palette/{mark}"
        self._question = Question(desk.tasks, self)
        self._question.answered.connect(self._answered)
        self._question.failed.connect(self.failed)
        self._question.busy_changed.connect(self.busy_changed)

    @property
    def recent(self) -> list[str]:
        """Return the keys of what was chosen lately, the latest first."""
        kept = str(self._desk.kept.value(self._kept_as, ""))
        return [key for key in kept.split() if ":" in key]

    def type(self, text: str) -> None:
        """Show what meets ``text``; nothing typed shows what was chosen lately, and all that stands."""
        self._typed = " ".join(text.split())
        self._things = []
        self._show()
        kinds = [kind for kind in LOOKS if self._desk.opens(kind)]
        keys = self._recent_things(kinds)
        if self._typed and kinds:
            self._question.ask(partial(self._look_up, self._typed, kinds))
        elif not self._typed and keys:
            self._question.ask(partial(self._of_keys, keys))
        else:
            self._question.forget()

    def choose(self, choice: Choice) -> None:
        """Remember a choice, and do it."""
        self._question.forget()
        kept = [choice.key, *(key for key in self.recent if key != choice.key)]
        self._desk.kept.setValue(self._kept_as, " ".join(kept[:REMEMBERED]))
        choice.act()

    def _look_up(self, typed: str, kinds: list[str]) -> list[Thing]:
        with self._desk.program.database.read() as session:
            return finding.look_up(session, typed, kinds)

    def _of_keys(self, keys: list[tuple[str, int]]) -> list[Thing]:
        with self._desk.program.database.read() as session:
            return finding.of_keys(session, keys)

    def _recent_things(self, kinds: list[str]) -> list[tuple[str, int]]:
        split = [key.split(":", 1) for key in self.recent[:SHOWN_RECENT]]
        return [(kind, int(key)) for kind, key in split if kind in kinds and key.isdecimal()]

    @Slot(object)
    def _answered(self, things: list[Thing]) -> None:
        self._things = things
        self._show()

    def _show(self) -> None:
        known = [*self._standing, *self._places()]
        found = [self._of_thing(thing) for thing in self._things]
        if self._typed:
            met = [*choices.matching(known, self._typed, self.recent), *found]
            self.shown.emit(_grouped(met))
            return
        by_key = {choice.key: choice for choice in (*known, *found)}
        recent = tuple(by_key[key] for key in self.recent[:SHOWN_RECENT] if key in by_key)
        rest = [choice for choice in self._standing if not choice.shy and choice not in recent]
        self.shown.emit([*([(Section.RECENT, recent)] if recent else []), *_grouped(rest)])

    def _places(self) -> list[Choice]:
        return [
            Choice(f"{PLACE}:{place.id}", Section.LOCATIONS, place.name, "store", partial(self._show_place, place))
            for place in self._desk.asking.places
        ]

    def _show_place(self, place: Place) -> None:
        """Show a location, or where no page does, the figures of that one alone."""
        if self._desk.opens(PLACE):
            self._desk.open(PLACE, place.id)
            return
        if self._desk.asking.scope.currency != place.currency:
            self._desk.asking.choose_currency(place.currency)
        self._desk.asking.choose_locations([place.id])
        self._desk.visit(FIGURES)

    def _of_thing(self, thing: Thing) -> Choice:
        section, icon = LOOKS[thing.kind]
        act = partial(self._desk.open, thing.kind, thing.id)
        return Choice(f"{thing.kind}:{thing.id}", section, thing.title, icon, act, thing.detail)


def _grouped(met: Sequence[Choice]) -> list[Group]:
    order = list(Section)
    by_section = sorted(met, key=lambda choice: order.index(choice.section))
    return [(section, tuple(some)) for section, some in groupby(by_section, key=lambda choice: choice.section)]
