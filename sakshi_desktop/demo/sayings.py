"""What customers and staff say in the demo: comments, reasons, notes."""

import numpy as np

from sakshi_desktop.demo.types import Bools, Ints, Part, stream

SPEAKS = 0.34
"""Share of ratings with a comment."""
GOOD, FAIR = 4, 3
PRAISE = (
    "Best filter coffee in the area.", "Dosa was crisp and hot.", "Very polite staff.", "Quick, will come again.",
    "Lovely place to sit and work.", "बहुत स्वादिष्ट!", "चाय एकदम बढ़िया।", "Portions are generous.", "Tasted like home.",
    "Packed neatly, nothing spilled.", "My family's Sunday breakfast place.", "खूप छान चव.", "Worth every rupee.",
    "The cold coffee is perfect.", "Fresh and not oily at all.", "Friendly team, clean tables.",
)  # fmt: skip
MIDDLING = (
    "Okay, but a little pricey.", "Chutney could be fresher.", "Coffee was lukewarm.", "Good food, slow service.",
    "ठीक-ठाक।", "Portion has become smaller.", "Music too loud to talk.", "Had to ask twice for water.",
)  # fmt: skip
BLAME = (
    "Food was cold.", "Too salty.", "Nobody picked up the phone.", "Table was not clean.", "चाय ठंडी थी।",
    "Not what it used to be.", "Vada was soggy.", "Would not order again.",
)  # fmt: skip
COMPLAINTS = (
    ("Got paneer instead of chicken.", "Wrong order delivered.", "गलत ऑर्डर मिला।", "Asked for no sugar, came sweet."),
    ("One item was missing.", "Chutney and sambar missing.", "एक चीज़ कम थी।", "Paid for two, got one."),
    ("Came very late.", "Forty minutes late, food was cold.", "बहुत देर से आया।", "Rider could not find us for ages."),
)
CANCELLATIONS = (
    "Customer changed their mind", "Ordered twice by mistake", "Item sold out", "Customer did not answer",
    "Address out of reach", "No rider available", "Kitchen too busy", "Payment failed",
)  # fmt: skip
REFUND_REASONS = (
    ("Quality complaint", "Item was cold", "Spilled in transit", "Goodwill"),
    ("Wrong item sent", "Wrong order handed over"),
    ("Item missing", "Part of the order missing"),
    ("Came too late", "Late and cold"),
)
"""By what went wrong: nothing known, a wrong item, a missing one, late."""
NOTES = (
    "Prefers the window table.", "Wants invoices with GSTIN for office orders.", "Allergic guest at home: check nuts.",
    "Complained about a late delivery; offered a dessert.", "Orders for the whole team on Fridays.",
    "Birthday cake every year, call a week ahead.", "Likes filter coffee strong, less sugar.",
    "Call back about the party order.", "Moved house, new address to be taken.", "कम मीठा पसंद है।",
)  # fmt: skip
TAGS = ("regular", "office", "family", "student", "influencer", "catering")


def comments(seed: int, batch: int, stars: Ints, flags: Bools) -> list[str | None]:
    """Return what some of the raters wrote, in keeping with stars and what went wrong."""
    rng = stream(seed, Part.RATINGS, 1, batch)
    draws = rng.random((len(stars), 2)).tolist()
    wrong = [int(np.argmax(row)) if row.any() else -1 for row in flags[:, : len(COMPLAINTS)]]
    return [_said(star, why, draw) for star, why, draw in zip(stars.tolist(), wrong, draws, strict=True)]


def _said(stars: int, why: int, draw: list[float]) -> str | None:
    if draw[0] > (SPEAKS if why < 0 else SPEAKS * 2):
        return None
    pool: tuple[str, ...] = COMPLAINTS[why] if why >= 0 else PRAISE
    if why < 0 and stars < GOOD:
        pool = MIDDLING if stars == FAIR else BLAME
    return pool[int(draw[1] * len(pool))]
