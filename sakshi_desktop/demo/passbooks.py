"""Writes the loyalty programme of the demo, what customers agreed to, what they saved and what staff noted."""

import json
from dataclasses import dataclass

import numpy as np

from sakshi_desktop.core.vocabulary import ConsentPurpose, ContactChannel, RewardKind, SavedKind
from sakshi_desktop.demo.menu import MENU
from sakshi_desktop.demo.plan import Chain
from sakshi_desktop.demo.registers import joined_at
from sakshi_desktop.demo.rewards import EXPIRY_DAYS, FREE_DELIVERY, REWARDS, TIERS
from sakshi_desktop.demo.sayings import NOTES, TAGS
from sakshi_desktop.demo.service import local_instant
from sakshi_desktop.demo.types import DAY_SECONDS, Part, stream
from sakshi_desktop.demo.writer import Writer

BENEFITS = (
    (),
    ("birthday bonus",),
    ("birthday bonus", "free delivery above ₹300"),
    ("birthday bonus", "free delivery", "priority support", "exclusive items"),
)
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_SPACE, CODE_STEP = 32**6, 387_420_489
"""A step that shares no divisor with the space walks through every code once."""
CONSENT_TEXT = "2024-06"
OFFERS, WITHDRAWN = 0.58, 0.07
SAVED, NOTED, TAGGED = 0.16, 0.025, 0.09


def write(writer: Writer, chain: Chain) -> None:
    """Write tiers, rewards and the ledgers, then consents, saved items, tags and notes."""
    _programme(writer)
    _points(writer, chain)
    _seva(writer, chain)
    _consents(writer, chain)
    _saved(writer, chain)
    _notes(writer, chain)


def _programme(writer: Writer) -> None:
    writer.put(
        "loyalty_tiers",
        tier=[tier.value for tier, _, _ in TIERS],
        spend_paise=[spend for _, spend, _ in TIERS],
        rate_percent=[rate for _, _, rate in TIERS],
        benefits=[json.dumps(words, ensure_ascii=False) for words in BENEFITS],
    )
    rewards = (*REWARDS[::-1], FREE_DELIVERY)
    writer.put(
        "rewards",
        id=np.arange(len(rewards)) + 1,
        name=[name for name, _, _ in rewards],
        kind=[(RewardKind.AMOUNT_OFF if paise else RewardKind.FREE_DELIVERY).value for _, _, paise in rewards],
        points=[points for _, points, _ in rewards],
        amount_paise=[paise or None for _, _, paise in rewards],
    )


def _points(writer: Writer, chain: Chain) -> None:
    entries = sorted(chain.book.points, key=lambda entry: (entry.at, entry.key))
    ids = {entry.key: place + 1 for place, entry in enumerate(entries)}
    at = np.array([entry.at for entry in entries], dtype=np.int64)
    ends = (at // DAY_SECONDS + EXPIRY_DAYS).tolist()
    writer.put(
        "points_entries",
        id=np.arange(len(entries)) + 1,
        customer_id=[entry.customer + 1 for entry in entries],
        points=[entry.points for entry in entries],
        reason=[entry.reason for entry in entries],
        order_id=[entry.order + 1 or None for entry in entries],
        reverses_id=[entry.reverses and ids[entry.reverses] for entry in entries],
        idempotency_key=[entry.key for entry in entries],
        expires_on=[end if entry.points > 0 else None for end, entry in zip(ends, entries, strict=True)],
        at=writer.moments(at),
    )
    taken = sorted(chain.book.taken, key=lambda each: (each.at, each.entry))
    names = {name: place + 1 for place, (name, _, _) in enumerate((*REWARDS[::-1], FREE_DELIVERY))}
    placed = local_instant(chain.sales, chain.sales.placed)
    writer.put(
        "redemptions",
        customer_id=[each.customer + 1 for each in taken],
        reward_id=[names[each.reward] for each in taken],
        points_entry_id=[ids[each.entry] for each in taken],
        code=[_code(place + chain.seed % 1000) for place in range(len(taken))],
        used_at=writer.moments(
            np.array([placed[each.order] if each.order >= 0 else -1 for each in taken], dtype=np.int64)
        ),
        cancelled_at=writer.moments(np.array([each.cancelled or -1 for each in taken], dtype=np.int64)),
        at=writer.moments(np.array([each.at for each in taken], dtype=np.int64)),
    )


def _code(number: int) -> str:
    value = (number * CODE_STEP + 7_919) % CODE_SPACE
    letters = ""
    for _ in range(6):
        value, letter = divmod(value, 32)
        letters += CODE_LETTERS[letter]
    return letters


def _seva(writer: Writer, chain: Chain) -> None:
    entries = sorted(chain.book.seva)
    writer.put(
        "seva_entries",
        customer_id=[customer + 1 for _, customer, _, _, _ in entries],
        tokens=[tokens for _, _, tokens, _, _ in entries],
        reason=[reason for _, _, _, reason, _ in entries],
        idempotency_key=[key for _, _, _, _, key in entries],
        at=writer.moments(np.array([at for at, *_ in entries], dtype=np.int64)),
    )


@dataclass(frozen=True, slots=True)
class _Agreed:
    at: int
    customer: int
    purpose: ConsentPurpose
    channel: ContactChannel
    given: bool


def _consents(writer: Writer, chain: Chain) -> None:
    rows = sorted(_agreements(chain), key=lambda row: (row.at, row.customer, row.purpose, row.channel))
    writer.put(
        "consents",
        customer_id=[row.customer + 1 for row in rows],
        purpose=[row.purpose.value for row in rows],
        channel=[row.channel.value for row in rows],
        given=[int(row.given) for row in rows],
        text_version=CONSENT_TEXT,
        by=["Counter" if row.given else "Customer" for row in rows],
        idempotency_key=[
            f"{row.purpose}:{row.channel}:{row.customer + 1}:{'given' if row.given else 'withdrawn'}" for row in rows
        ],
        at=writer.moments(np.array([row.at for row in rows], dtype=np.int64)),
    )


def _agreements(chain: Chain) -> list[_Agreed]:
    rng = stream(chain.seed, Part.KEEPSAKES)
    joined = joined_at(chain).tolist()
    last = (chain.window.end + 1) * DAY_SECONDS
    draws = rng.random((len(joined), 3)).tolist()
    found: list[_Agreed] = []
    for place, (each, at) in enumerate(zip(chain.known, joined, strict=True)):
        channel = ContactChannel.SMS if each.phone else ContactChannel.EMAIL
        found.append(_Agreed(at + 5, place, ConsentPurpose.ORDERS, channel, given=True))
        if draws[place][0] < OFFERS:
            offers = ContactChannel.EMAIL if each.email and draws[place][1] < 0.5 else channel
            found.append(_Agreed(at + 5, place, ConsentPurpose.OFFERS, offers, given=True))
            later = at + 86_400 + int(draws[place][1] * 300 * DAY_SECONDS)
            if draws[place][2] < WITHDRAWN and later < last:
                found.append(_Agreed(later, place, ConsentPurpose.OFFERS, offers, given=False))
    return found


def _saved(writer: Writer, chain: Chain) -> None:
    """Write the two dishes that some like best, and the outlet that others do."""
    rng = stream(chain.seed, Part.KEEPSAKES, 1)
    joined = joined_at(chain)
    who = np.flatnonzero(rng.random(len(joined)) < SAVED)
    best = np.argsort(-chain.folk.taste[who], axis=1, kind="stable")[:, :2].tolist()
    kinds = [(SavedKind.FAVOURITE, SavedKind.LATER, SavedKind.WISH)[place] for place in rng.integers(0, 3, len(who))]
    rows: list[tuple[int, str, int | None, int | None]] = []
    for place, customer in enumerate(who.tolist()):
        rows += [(customer, kinds[place].value, item + 1, None) for item in best[place] if MENU[item].retired is None]
        if place % 3 == 0:
            rows.append((customer, SavedKind.FAVOURITE.value, None, int(chain.folk.home[customer]) + 1))
    later = joined + rng.integers(3_600, 30 * DAY_SECONDS, len(joined))
    at = np.minimum(later, (chain.window.end + 1) * DAY_SECONDS)
    writer.put(
        "saved_items",
        customer_id=[row[0] + 1 for row in rows],
        kind=[row[1] for row in rows],
        item_id=[row[2] for row in rows],
        location_id=[row[3] for row in rows],
        at=writer.moments(at[[row[0] for row in rows]]),
    )


def _notes(writer: Writer, chain: Chain) -> None:
    rng = stream(chain.seed, Part.KEEPSAKES, 2)
    count = len(chain.known)
    tagged = np.flatnonzero(rng.random(count) < TAGGED)
    tags = rng.integers(0, len(TAGS), len(tagged)).tolist()
    writer.put("customer_tags", customer_id=tagged + 1, tag=[TAGS[place] for place in tags])
    noted = np.flatnonzero(rng.random(count) < NOTED)
    back = rng.integers(1, min(300, chain.window.days), len(noted))
    day = np.maximum(chain.window.end - back, chain.folk.joined[noted] + 1).clip(max=chain.window.end)
    managers = [place for place, member in enumerate(chain.crew) if member.role == "manager"]
    at = day * DAY_SECONDS + 15 * 3600
    due = rng.random(len(noted)) < 0.3
    done = due & (rng.random(len(noted)) < 0.6)
    writer.put(
        "notes",
        customer_id=noted + 1,
        body=[NOTES[place] for place in rng.integers(0, len(NOTES), len(noted)).tolist()],
        due_on=[each + 3 if wanted else None for each, wanted in zip(day.tolist(), due.tolist(), strict=True)],
        done_at=writer.moments(np.where(done, at + 7_200, -1)),
        by_id=[managers[home % len(managers)] + 1 for home in chain.folk.home[noted].tolist()],
        at=writer.moments(at),
    )
