"""What a page offers to do, told without loading the page."""

from __future__ import annotations

from typing import NamedTuple


class Offer(NamedTuple):
    """One action or setting of a page, for the command palette; the page's ``act`` does it by its key.

    Attributes:
        key: unique within the page.
        title: what a person reads, beginning with a verb.
        icon: of the bundled set.
        shortcut: the keys that do it, "" without any.
        words: other words by which people look for it.
        setting: it is a setting, not an action.
    """

    key: str
    title: str
    icon: str
    shortcut: str = ""
    words: str = ""
    setting: bool = False


OVERVIEW = (Offer("report", "Export the report as a PDF", "file-text", words="save print month monthly"),)
CUSTOMERS = (
    Offer("new", "New customer", "plus", "Ctrl+N", "add create person"),
    Offer("find", "Find a customer", "search", "Ctrl+F", "search look up phone"),
)
IMPORTS = (Offer("file", "Import a file of sales …", "upload", "Ctrl+O", "pos csv excel square open"),)
INTEGRATIONS = (
    Offer("service", "Add an integration …", "integrations", words="connect tally razorpay twilio hubspot"),
    Offer("webhook", "Add a webhook …", "integrations", words="endpoint receiver"),
    Offer("event", "Tell an event …", "integrations", words="custom webhook send own"),
    Offer("deliveries", "Look through deliveries", "search", words="webhook log resend"),
    Offer("syncs", "Syncs with services", "refresh", words="jobs run schedule"),
    Offer("letters", "Records that no sync could take", "alert", words="dead letters errors retry"),
    Offer("signatures", "Check a signature", "check", words="webhook debug verify hmac"),
    Offer("health", "Health of the webhooks", "activity", words="success latency queue"),
    Offer("secrets", "Secrets and the keyring", "settings", words="vault keys passwords"),
)
ACTIVITY = (
    Offer("deeds", "Who did what", "activity", words="audit trail log history"),
    Offer("events", "What happened", "activity", words="events log"),
)
SETTINGS = (
    Offer("back-up", "Back up now", "database", words="backup save copy"),
    Offer("back-up-to", "Back up to a file …", "download", words="backup save copy"),
    Offer("restore", "Restore a backup …", "upload", words="recover"),
    Offer("join", "Join a shared database …", "database", words="postgresql server connect"),
    Offer("open", "Open another database …", "database", words="file sqlite"),
    Offer("theme", "Theme", "sun", words="dark light colours contrast", setting=True),
    Offer("figures", "Large figures", "settings", words="lakh crore million grouping numbers", setting=True),
    Offer("dates", "Dates", "calendar", words="format day month", setting=True),
    Offer("kept", "Daily backups kept", "database", words="how many", setting=True),
)
