"""What tests of the customers page share: Asha with her order, and steps that many of them take."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from sqlalchemy import insert, select

from sakshi_desktop.core.vocabulary import Allergen, Channel, DayPart, OrderStatus
from sakshi_desktop.portal.types import AddressText
from sakshi_desktop.store.models import (
    Address,
    Customer,
    CustomerAllergy,
    CustomerTag,
    Item,
    ItemAllergen,
    Order,
    OrderLine,
)
from tests.ui import chain, windows
from tests.ui.windows import quiet

PHONE = "+919886098331"
HOME = AddressText(line1="12, 3rd Main", city="Bengaluru", state="Karnataka", pin_code="560038")


def add_asha(database):
    """Let there be Asha, and return her number and that of her order."""
    with database.begin() as session:
        place = session.scalars(select(Order.location_id)).first()
        item = session.scalars(select(Item)).first()
        asha = Customer(name="Asha Rao", phone=PHONE, email="asha@example.com", created_at=chain.NOW)
        session.add(asha)
        session.flush()
        order = Order(
            location_id=place,
            customer_id=asha.id,
            status=OrderStatus.CONFIRMED,
            channel=Channel.DELIVERY,
            day_part=DayPart.LUNCH,
            business_date=chain.LAST + 1,
            hour=14,
            placed_at=chain.NOW - timedelta(minutes=20),
            promised_at=chain.NOW + timedelta(minutes=20),
            currency="INR",
            gross_paise=8_000,
            net_paise=8_000,
            tax_paise=400,
        )
        session.add(order)
        session.flush()
        line = OrderLine(order_id=order.id, item_id=item.id, quantity_milli=2_000, unit_price_paise=4_000)
        line.gross_paise = line.net_paise = 8_000
        session.add_all(
            [
                line,
                CustomerTag(customer_id=asha.id, tag="office"),
                CustomerAllergy(customer_id=asha.id, allergen=Allergen.MILK),
                ItemAllergen(item_id=item.id, allergen=Allergen.MILK),
                Address(
                    customer_id=asha.id,
                    kind=HOME.kind,
                    line1=HOME.line1,
                    city=HOME.city,
                    state=HOME.state,
                    pin_code=HOME.pin_code,
                    is_default=True,
                ),
            ]
        )
        return asha.id, order.id


def opened(qtbot, program):
    """Return the whole window on a program, on the page of customers."""
    window = windows.opened(qtbot, program, "customers", (1280, 800))
    window.activateWindow()
    quiet(qtbot, window)
    return window


def rest(qtbot, page):
    """Wait until nothing runs beside the page."""
    quiet(qtbot, page.window())


def rows(page, kind, *where):
    with page.window().inside.desk.program.database.read() as session:
        return session.scalars(select(kind).where(*where).order_by(kind.id)).all()


def open_customer(qtbot, page):
    page.show_one("customer", page.ids[0])
    rest(qtbot, page)
    return page.person


def open_order(qtbot, page):
    page.show_one("order", page.ids[1])
    rest(qtbot, page)
    return page.person


def say(page):
    return page.window().inside.toast


def heard(page):
    """Return what is said in the corner, and what waits to be said there."""
    toast = say(page)
    return [toast.text, *(one.text for one in toast._waiting)]


def on_top(qtbot, window):
    """Make the window the active one, as every window system does when a dialog closes."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def press(qtbot, page, name):
    """Press the one button of this name."""

    def named():
        return [one for one in page.findChildren(QPushButton) if one.isVisible() and one.accessibleName() == name]

    qtbot.waitUntil(lambda: len(named()) == 1)
    (button,) = named()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    rest(qtbot, page)


def many_orders(page, count):
    """Let Asha have placed so many orders more, 20 on each day; every tenth is cancelled."""
    program = page.window().inside.desk.program
    with program.database.begin() as session:
        place = session.scalars(select(Order.location_id)).first()
        values = [
            {
                "location_id": place,
                "customer_id": page.ids[0],
                "status": OrderStatus.CANCELLED if number % 10 == 0 else OrderStatus.DELIVERED,
                "channel": Channel.TAKEAWAY,
                "day_part": DayPart.LUNCH,
                "business_date": chain.LAST - number // 20,
                "placed_at": chain.NOW - timedelta(days=number // 20, minutes=number),
                "currency": "INR",
                "gross_paise": 100,
                "net_paise": 100,
            }
            for number in range(count)
        ]
        session.execute(insert(Order), values)
