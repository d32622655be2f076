import time
from functools import partial
from threading import Event

import pytest
from sqlalchemy import select

from sakshi_desktop.store.models import OrderLine
from sakshi_desktop.ui.pages import PAGES
from tests.ui import windows
from tests.ui.customers.page import many_orders
from tests.ui.heartbeat import LONGEST, Heart, beating, longest_deaf

PATIENCE = 30_000


def test_the_window_is_never_deaf_while_a_page_is_made_and_loads(qtbot, program):
    assert longest_deaf(partial(_beaten_at_every_page, qtbot, program)) < LONGEST


def _beaten_at_every_page(qtbot, program, _before):
    hearts = {}
    with windows.opened_on(qtbot, program) as window:
        windows.quiet(qtbot, window)
        for entry in (*PAGES[1:], PAGES[0]):
            with beating() as hearts[entry.key]:
                window.visit(entry.key)
                windows.quiet(qtbot, window)
                window.inside.page.refresh()
                windows.quiet(qtbot, window)
    return _deafest(hearts)


def _deafest(hearts):
    """Return the heart during which the window was deaf for longest, and say which that was."""
    what = max(hearts, key=lambda what: hearts[what].longest_deaf)
    print(f"deaf for longest at: {what}")
    return hearts[what]


def test_the_window_is_never_deaf_while_support_types_and_scrolls(qtbot, one_page):
    many_orders(one_page, 5_000)
    _long_order(one_page, 60)
    program = one_page.window().inside.desk.program
    assert longest_deaf(partial(_beaten_by_support, qtbot, program, one_page.ids)) < LONGEST


def _beaten_by_support(qtbot, program, ids, _before):
    with windows.opened_on(qtbot, program, "customers", (1280, 800)) as window:
        window.activateWindow()
        windows.quiet(qtbot, window)
        return _deafest(dict(_deeds_of_support(qtbot, window, ids)))


def _deeds_of_support(qtbot, window, ids):
    """Give what support does, each with the heart that has beaten meanwhile."""
    page = window.inside.page

    def beat(deed):
        with beating() as heart:
            deed()
            qtbot.waitUntil(lambda: not window.inside.tasks.busy, timeout=PATIENCE)
            qtbot.wait(20)
        return heart

    for letters in ("gu", "est 1", " 98", "zz"):
        yield f"typing {letters}", beat(partial(qtbot.keyClicks, page.search.line, letters))
    yield "a profile", beat(partial(page.show_one, "customer", ids[0]))
    bar = page.person.orders.table.view.verticalScrollBar()
    for share in (0.2, 0.9, 0.5, 1, 0):
        yield f"scrolling to {share}", beat(partial(bar.setValue, int(bar.maximum() * share)))
    yield "an order of sixty lines", beat(partial(page.show_one, "order", ids[1]))
    lines = page.person.order_panel.lines
    qtbot.waitUntil(lambda: lines.rowCount() == 1 + 1 + 60, timeout=PATIENCE)  # the head, what was there, the sixty
    area = page.person.order_panel.area.verticalScrollBar()
    yield "scrolling it", beat(partial(area.setValue, area.maximum()))


def _long_order(page, lines):
    with page.window().inside.desk.program.database.begin() as session:
        item = session.scalars(select(OrderLine.item_id)).first()
        for _ in range(lines):
            line = OrderLine(order_id=page.ids[1], item_id=item, quantity_milli=1_000, unit_price_paise=4_000)
            line.gross_paise = line.net_paise = 4_000
            session.add(line)


def _work(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def _wait(seconds):
    Event().wait(seconds)


@pytest.mark.parametrize("stand", [_work, _wait])
def test_a_heart_notices_who_stands_still(qtbot, qapp, stand):
    with beating() as heart:
        qtbot.wait(30)
        stand(0.15)
    assert heart.longest_deaf > LONGEST
    assert heart.longest >= heart.longest_deaf - 1
    assert (heart.longest_work > LONGEST) == (stand is _work)


@pytest.mark.parametrize("stand", [_work, _wait])
def test_who_stands_still_is_found_however_often_it_is_measured(qtbot, qapp, stand):
    def measure(_before):
        with beating() as heart:
            stand(0.15)
        return heart

    assert longest_deaf(measure) > LONGEST


def _beaten(*gap):
    heart = Heart()
    heart.gaps.append(gap)
    return heart


@pytest.mark.parametrize(("certain", "found"), [(90, 20), (101, 120)])
def test_only_what_another_program_had_a_part_in_is_measured_anew(qapp, certain, found):
    assert longest_deaf([_beaten(150, 120, 5, certain), _beaten(30, 20, 5, 20)].__getitem__) == found
