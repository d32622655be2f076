"""Outside services as the hub hands them out, and what a person may say about one."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sakshi_desktop.core import redaction, telltales
from sakshi_desktop.core.clock import to_day
from sakshi_desktop.core.errors import FieldsError
from sakshi_desktop.core.vocabulary import IntegrationStatus, IntegrationType
from sakshi_desktop.hub import budgets, oauth, sign_in_settings

LONGEST_LINE = 80
LONGEST_TEXT = 2_000
MOST_SETTINGS = 40
_SETTING = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}")
VENDORS: dict[IntegrationType, tuple[str, ...]] = {
    IntegrationType.ACCOUNTING: ("Tally Prime", "QuickBooks Online"),
    IntegrationType.CRM: ("HubSpot", "Salesforce"),
    IntegrationType.EMAIL: ("Mailchimp", "SendGrid"),
    IntegrationType.SMS: ("Twilio", "AWS SNS"),
    IntegrationType.PAYMENT: ("Razorpay", "PayU"),
    IntegrationType.INVENTORY: ("Zoho Inventory", "Supplier feed"),
    IntegrationType.CUSTOM: ("Webhook", "HTTPS endpoint"),
}
"""Services of each type that a person is offered; any other may be named."""


@dataclass(frozen=True, slots=True)
class IntegrationForm:
    """What a person says about a service.

    Attributes:
        vendor: who offers it.
        owner: who looks after it.
        config: settings by name, none of them secret.
        secret_until: the last day of its secret, None where it does not run out.
        calls_per_minute: how many calls of syncs it gets a minute, 0 for any number, None for what its vendor takes.
    """

    name: str
    type: IntegrationType
    vendor: str
    owner: str = ""
    purpose: str = ""
    notes: str = ""
    config: Mapping[str, str] = field(default_factory=dict)
    secret_until: int | None = None
    calls_per_minute: int | None = None


@dataclass(frozen=True, slots=True)
class Last:
    """How a request ended; ``error`` is None where it was delivered."""

    at: datetime
    status: int | None
    error: str | None


@dataclass(frozen=True, slots=True)
class IntegrationRow:
    """A service and how it stands.

    Attributes:
        status_reason: why it stands so.
        secret_name: under which its secret is in the vaults, None without any.
        secret_version: the present version of it, 0 without any.
        endpoints: how many webhooks belong to it.
        pending: deliveries to them that wait or are tried again.
        dead: deliveries to them that were given up.
        last: the last request to one of them.
        live: its work counts; else it is in test mode.
        passed: its last test passed.
        proven: that was with its present settings and secret.
        tested_at: when it was tested last.
        tested_said: how that ended.
        secret_given: the number of the secret that a person gave; renewing it leaves it what it is.
        unready: why a person must sign in to it first, "" where nobody must.
        ended: somebody has signed in to it, and the service takes that no more.
        held_until: until then it wishes to hear nothing, None where it does not.
    """

    id: int
    form: IntegrationForm
    status: IntegrationStatus
    status_reason: str
    secret_name: str | None
    secret_version: int
    created_at: datetime
    endpoints: int = 0
    pending: int = 0
    dead: int = 0
    last: Last | None = None
    live: bool = False
    passed: bool = False
    proven: bool = False
    tested_at: datetime | None = None
    tested_said: str | None = None
    secret_given: int = 0
    unready: str = ""
    ended: bool = False
    held_until: datetime | None = None

    @property
    def by_oauth(self) -> bool:
        """Return whether a person signs in to it by OAuth; else it takes a key."""
        return oauth.chosen(self.form.config)

    @property
    def name(self) -> str:
        """Return how it is called here."""
        return self.form.name


def checked(form: IntegrationForm) -> IntegrationForm:
    """Return the form in its tidy shape.

    Raises:
        FieldsError: fields cannot be taken; each has its sentence.
    """
    tidy = replace(
        form,
        name=" ".join(form.name.split()),
        vendor=" ".join(form.vendor.split()),
        owner=" ".join(form.owner.split()),
        purpose=form.purpose.strip(),
        notes=form.notes.strip(),
        config={name.strip(): value.strip() for name, value in sorted(form.config.items()) if value.strip()},
    )
    wrong = {name: text for name, text in _complaints(tidy).items() if text}
    if wrong:
        raise FieldsError(wrong)
    return tidy


def last_day(text: str) -> int | None:
    """Return the day that a person typed as the last one of a secret; None where nothing was typed.

    Raises:
        FieldsError: it is no date.
    """
    typed = text.strip()
    try:
        return to_day(date.fromisoformat(typed)) if typed else None
    except ValueError as error:
        raise FieldsError({"secret_until": f"“{typed[:20]}” is no date such as 2027-01-31."}) from error


def to_json(config: Mapping[str, str]) -> str:
    """Return settings as a row keeps them."""
    return json.dumps(dict(config), ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> dict[str, str]:
    """Return settings as a row has kept them."""
    return {name: str(value) for name, value in json.loads(text).items()}


def subject(vendor: str, config: Mapping[str, str], secret_given: int) -> str:
    """Return what a test was a test of, in short: another address or another secret is another subject."""
    whole = json.dumps([vendor, sorted(config.items()), secret_given], ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def shown_settings(config: Mapping[str, str]) -> dict[str, str]:
    """Return settings as people may see them: what lets in by an address stands as dots."""
    return {name: telltales.shown(value) if "://" in value else value for name, value in config.items()}


def kept_settings(typed: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """Return settings as a person means them: one that was left as it was shown, dots and all, is the kept one."""
    shown = shown_settings(before)
    return {name: before[name] if shown.get(name) == value else value for name, value in typed.items()}


def _complaints(form: IntegrationForm) -> dict[str, str]:
    lines = {"name": form.name, "vendor": form.vendor, "owner": form.owner}
    texts = {"purpose": form.purpose, "notes": form.notes}
    return {
        **{key: _too_long(text, LONGEST_LINE) or _tells(text) for key, text in lines.items()},
        **{key: _too_long(text, LONGEST_TEXT) or _tells(text) for key, text in texts.items()},
        **({} if form.name else {"name": "The name is empty."}),
        **({} if form.vendor else {"vendor": "The service is not named."}),
        "calls_per_minute": budgets.complaint(form.calls_per_minute),
        **_by_settings(form.config),
    }


def _by_settings(config: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with the settings, those of the sign-in by their own names."""
    wrong = _wrong_settings(config)
    return {**sign_in_settings.complaints(config), **({"config": wrong} if wrong else {})}


def _wrong_settings(config: Mapping[str, str]) -> str:
    if len(config) > MOST_SETTINGS:
        return f"There are more than {MOST_SETTINGS} settings."
    for name, value in config.items():
        if not _SETTING.fullmatch(name):
            return f"“{name[:40]}” is no name of a setting: letters, digits, dots and hyphens."
        looks = name not in oauth.NAMES and (telltales.by_name(name) or telltales.by_value(name, value))
        line = f"{name}: {value}"
        if looks or redaction.clean_setting(line) != line:
            return f"The setting {name} looks like a secret, and would be kept in the open. Enter it as the secret."
        if len(value) > LONGEST_TEXT:
            return f"The setting {name} is longer than {LONGEST_TEXT:,} characters."
    return ""


def _too_long(text: str, most: int) -> str:
    return f"This is longer than {most:,} characters." if len(text) > most else ""


def _tells(text: str) -> str:
    if redaction.clean(text) == text:
        return ""
    return "This holds a secret, which would be kept in the open. Enter it as the secret."
