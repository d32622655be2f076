import pytest

from sakshi_desktop.core.vocabulary import Channel, OrderStatus, PaymentMethod
from sakshi_desktop.importers import words
from sakshi_desktop.importers.types import SaleKind


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("Dine-In", Channel.DINE_IN),
        ("Delivery(Parcel)", Channel.DELIVERY),
        ("ZOMATO", Channel.ZOMATO),
        ("To Go", Channel.TAKEAWAY),
        ("Fort", None),
    ],
)
def test_channels_are_known_by_their_words(text, channel):
    assert words.channel(text) is channel


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("Credit Card", PaymentMethod.CARD),
        ("Other (Upijio)", PaymentMethod.UPI),
        ("Digital Wallet", PaymentMethod.WALLET),
        ("Not Paid", PaymentMethod.UNKNOWN),
        ("Sodexo", PaymentMethod.OTHER),
        ("", None),
        ("ERROR", None),
    ],
)
def test_payments_are_known_by_their_words(text, method):
    assert words.payment(text) is method


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", OrderStatus.DELIVERED),
        ("Success", OrderStatus.DELIVERED),
        ("CANCELLED by customer", OrderStatus.CANCELLED),
        ("Rejected", OrderStatus.CANCELLED),
        ("Refunded", OrderStatus.REFUNDED),
        ("pending", OrderStatus.PENDING),
    ],
)
def test_states_are_known_by_their_words(text, status):
    assert words.status(text) is status


def test_kinds_are_known_by_their_words():
    assert [words.kind(text) for text in ("Sale", "Refund", "Credit Note", "Adjustment", "")] == [
        *(SaleKind.ORDER, SaleKind.REFUND, SaleKind.REFUND, SaleKind.ADJUSTMENT, SaleKind.ORDER)
    ]


def test_zones_are_known_by_the_names_exports_use():
    assert [words.zone(text) for text in ("Eastern Time (US & Canada)", "Chennai", "Asia/Kolkata", "Somewhere")] == [
        *("America/New_York", "Asia/Kolkata", "Asia/Kolkata", None)
    ]
