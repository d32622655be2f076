"""What the pages were asked about last, from one day to the next: the period, the locations, the channel."""

import json
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from typing import Any

from PySide6.QtCore import QSettings

from sakshi_desktop.analytics.types import Period
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.vocabulary import Channel, DayPart
from sakshi_desktop.ui.asking import PERIODS, Asking


def remember(asking: Asking, kept: QSettings, title: str) -> None:
    """Keep what is asked about in the database called ``title``; a period chosen by name is kept by its name."""
    scope = asking.scope
    said = {
        "period": asking.name or [scope.period.start, scope.period.end],
        "locations": scope.locations,
        "channel": scope.channel,
        "day_part": scope.day_part,
        "currency": scope.currency,
    }
    kept.setValue(_key(title), json.dumps(said))


def recall(asking: Asking, kept: QSettings, title: str) -> None:
    """Ask about what was kept, as far as it still makes sense."""
    text = kept.value(_key(title))
    with suppress(ValueError, TypeError, AttributeError, InvalidError):  # another program's words: begin as ever
        said = json.loads(str(text)) if text else {}
        _ask(asking, said)
        asking.renew(asking.places, asking.today, asking.newest)  # without what is gone by now


def _ask(asking: Asking, said: dict[str, Any]) -> None:
    scope = replace(
        asking.scope,
        locations=tuple(int(key) for key in said["locations"]) if said.get("locations") else None,
        channel=Channel(said["channel"]) if said.get("channel") else None,
        day_part=DayPart(said["day_part"]) if said.get("day_part") else None,
        currency=str(said["currency"]) if said.get("currency") else asking.scope.currency,
    )
    period = said.get("period")
    asking.choose(scope)
    if isinstance(period, list):
        asking.choose_range(Period(int(period[0]), int(period[1])))
    elif period in dict(PERIODS):
        asking.choose_named(str(period))


def _key(title: str) -> str:
    return f"asked/{sha256(title.encode()).hexdigest()[:12]}"
