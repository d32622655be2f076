"""Making a palette for a window: what stands in it whatever is typed."""

from collections.abc import Iterator
from functools import partial

from sakshi_desktop.ui.asking import PERIODS
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.main_window import DIGITS, MainWindow
from sakshi_desktop.ui.pages import PAGES, Served
from sakshi_desktop.ui.palette.choices import Choice, Section
from sakshi_desktop.ui.palette.view import Palette
from sakshi_desktop.ui.palette.viewmodel import PaletteViewModel


def make(window: MainWindow, inside: Served) -> Palette:
    """Return a palette over ``window``, not yet open."""
    standing = [*_pages(inside.desk), *_of_pages(inside.desk), *_of_window(window, inside), *_periods(inside.desk)]
    return Palette(PaletteViewModel(inside.desk, standing), window.look, window)


def _pages(desk: Desk) -> Iterator[Choice]:
    for place, entry in enumerate(PAGES):
        keys = f"Ctrl+{place + 1}" if place < DIGITS else ""
        act = partial(desk.visit, entry.key)
        yield Choice(f"page:{entry.key}", Section.PAGES, entry.title, entry.icon, act, shortcut=keys)


def _of_pages(desk: Desk) -> Iterator[Choice]:
    for entry in PAGES:
        for offer in entry.offers:
            yield Choice(
                f"do:{entry.key}.{offer.key}",
                Section.SETTINGS if offer.setting else Section.ACTIONS,
                offer.title,
                offer.icon,
                partial(desk.doors.act, entry.key, offer.key),
                detail=entry.title,
                shortcut=offer.shortcut,
                words=offer.words,
            )


def _of_window(window: MainWindow, inside: Served) -> Iterator[Choice]:
    action = partial(Choice, section=Section.ACTIONS)
    dark = window.look.theme.dark
    yield action(
        key="do:theme",
        title="Wear the light theme" if dark else "Wear the dark theme",
        icon="sun" if dark else "moon",
        act=window.theme_button.click,
        words="colours night day light dark",
    )
    page = inside.page
    if page is not None:
        yield action(
            key="do:refresh", title="Ask again", icon="refresh", act=page.refresh, shortcut="F5", words="refresh"
        )
    if inside.banner.isVisible():
        leave = inside.banner.pressed.emit
        yield action(key="do:leave-demo", title="Leave the demo", icon="x", act=leave, words="own data")
    yield action(key="do:quit", title="Close the window", icon="x", act=window.close, shortcut="Ctrl+Q", words="quit")


def _periods(desk: Desk) -> Iterator[Choice]:
    for key, title in PERIODS:
        act = partial(desk.asking.choose_named, key)
        yield Choice(f"period:{key}", Section.ACTIONS, title, "calendar", act, detail="Period", shy=True)
