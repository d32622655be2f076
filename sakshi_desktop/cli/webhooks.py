"""`sakshi webhooks`: receivers of webhooks, their deliveries, trials and the owner's entries."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import timedelta

from sakshi_desktop.app import App
from sakshi_desktop.cli import actions, numbers, signatures, table, webhook_words
from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import ConnectorError, InvalidError
from sakshi_desktop.core.money import format_count
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub import allowances, deliveries, messages, retention, samples
from sakshi_desktop.hub.deliveries import Wanted
from sakshi_desktop.hub.types import EndpointForm
from sakshi_desktop.hub.webhooks import TRIAL
from sakshi_desktop.store import instants

RETAINED = {
    "done_days": "deliveries that arrived, with their requests (the house's choice: 30)",
    "attempt_days": "requests of all others, and deliveries that were given up or wait for a person (90)",
    "run_days": "what runs of syncs did, record by record (90)",
}
DATA = "the event's own data; - reads them from the input"
SHOWN_ONCE = "Its signing secret, shown this once:"


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the words of ``sakshi webhooks``."""
    add_action = actions.of(parser)

    def action(name: str, text: str, *, names: bool = True) -> argparse.ArgumentParser:
        made = add_action(name, text)
        if names:
            made.add_argument("webhook", help="such as WHK-3")
        return made

    action("list", "list the receivers, and why nothing is sent where that is so", names=False)
    webhook_words.add_form(action("add", "add a receiver", names=False), new=True)
    webhook_words.add_form(action("edit", "change a receiver; what is not said stays as it is"), new=False)
    action("remove", "forget a receiver with its deliveries")
    enable = action("enable", "send to a receiver again")
    enable.add_argument("--discard", action="store_true", help="give up what waited instead of sending it")
    action("disable", "send nothing to a receiver until it is enabled")
    rotate = action("rotate", "sign with a new secret; the old one signs too for a while")
    rotate.add_argument(
        "--overlap-hours", type=numbers.amount(0, 168), default=24.0, metavar="H", help="0 to 168, default 24"
    )
    rotate.add_argument("--leaked", action="store_true", help="the old secret leaked: it signs no more, from now on")
    trial = action("test", "send a receiver a trial")
    trial.add_argument("--event", default=TRIAL, help=f"the kind of event (default: {TRIAL})")
    trial.add_argument("--data", metavar="JSON", help=DATA)
    own = action("tell", "tell all receivers that want it of an event of your own, of kind custom", names=False)
    own.add_argument("--data", metavar="JSON", required=True, help=DATA)
    preview = action("preview", "show what a receiver will be sent, with its size; secrets are hidden")
    preview.add_argument("--event", metavar="KIND", help="the kind of event (default: the first that it wants)")
    webhook_words.add_listing(action("deliveries", "list deliveries, the newest first", names=False))
    show = action("show", "show a delivery with its requests and answers", names=False)
    show.add_argument("delivery", type=numbers.whole(), help="its number")
    webhook_words.add_resend(action("resend", "send deliveries once more", names=False))
    recover = action("recover", "send a receiver all that it did not take since a time")
    recover.add_argument("--since", type=webhook_words.instant, required=True, metavar="TIME")
    recover.add_argument("--until", type=webhook_words.instant, metavar="TIME")
    why = "say which of id, time, body and secret makes a signature differ"
    signatures.add(action("explain", why, names=False))
    kept = action("retention", "say, or change, how many days things are kept", names=False)
    for name, what in RETAINED.items():
        kept.add_argument(f"--{name.replace('_', '-')}", type=int, metavar="N", help=what)
    allow = action("allow", "let webhooks reach an address of the inner network (an owner's right)", names=False)
    allow.add_argument("address", help="with its port, such as 127.0.0.1:9000")
    forbid = action("forbid", "take such an entry back", names=False)
    forbid.add_argument("address")
    action("allowed", "list these entries", names=False)


def run(arguments: argparse.Namespace, app: App) -> int:
    """Do what the action says."""
    told, sentence = ACTIONS[arguments.action](arguments, app)
    print(json.dumps(told, ensure_ascii=False) if arguments.json else sentence)
    return 0


Told = tuple[object, str]


def _list(_arguments: argparse.Namespace, app: App) -> Told:
    rows = app.webhooks.listed()
    if not rows:
        return [], "There are no webhooks yet. “sakshi webhooks add URL” makes one."
    drawn = table.draw(
        ("Webhook", "Address", "Events", "Waiting", "Given up", "State"),
        [webhook_words.cells(row) for row in rows],
        left=3,
    )
    return [webhook_words.as_json(row) for row in rows], drawn


def _add(arguments: argparse.Namespace, app: App) -> Told:
    form = webhook_words.form(arguments, EndpointForm(arguments.url))
    given, hidden = _given_secret(arguments), webhook_words.secret_headers(arguments)
    _try_first(arguments, app, form, given, hidden)
    row, secret = app.webhooks.add(form, secret=given, secret_headers=hidden)
    shown = f"{ids.show('WHK', row.id)} receives at {row.url}.\n{SHOWN_ONCE}\n{secret.reveal()}"
    return webhook_words.as_json(row) | {"secret": secret.reveal()}, shown


def _edit(arguments: argparse.Namespace, app: App) -> Told:
    actions.must_say_one(arguments, webhook_words.CHANGES)
    number = _number(arguments)
    before = app.webhooks.one(number).form
    form = webhook_words.form(arguments, before)
    if arguments.url is not None:
        form = replace(form, url=arguments.url)
    hidden = webhook_words.changed_headers(arguments, before)
    _try_first(arguments, app, form, None, hidden, of=number)
    row = app.webhooks.edit(number, form, seen=before, secret_headers=hidden)
    return webhook_words.as_json(row), f"{arguments.webhook} is changed."


def _try_first(
    arguments: argparse.Namespace,
    app: App,
    form: EndpointForm,
    secret: Secret | None,
    hidden: Mapping[str, Secret | None] | None,
    *,
    of: int | None = None,
) -> None:
    """Send a trial to what is about to be saved, where that is wanted; what fails is not saved."""
    if arguments.test:
        proof = app.trials.webhook(form, secret, hidden, of=of)
        if not proof.passed:
            raise ConnectorError(f"{proof.sentence} Nothing was saved.", retryable=True)


def _remove(arguments: argparse.Namespace, app: App) -> Told:
    app.webhooks.remove(_number(arguments))
    return {"removed": ids.show("WHK", _number(arguments))}, f"{arguments.webhook} is removed."


def _enable(arguments: argparse.Namespace, app: App) -> Told:
    count = app.webhooks.enable(_number(arguments), discard=arguments.discard)
    fate = "given up" if arguments.discard else "sent now"
    return {"enabled": True, "waited": count}, f"{arguments.webhook} is enabled; {_counted(count)} that waited: {fate}."


def _disable(arguments: argparse.Namespace, app: App) -> Told:
    app.webhooks.disable(_number(arguments))
    return {"enabled": False}, f"{arguments.webhook} is disabled; what is due to it waits."


def _rotate(arguments: argparse.Namespace, app: App) -> Told:
    hours = 0.0 if arguments.leaked else arguments.overlap_hours
    secret = app.webhooks.rotate(_number(arguments), overlap=timedelta(hours=hours))
    old = f"The old one signs too for {hours:g} hours." if hours else "The old one signs no more."
    return {"secret": secret.reveal(), "overlap_hours": hours}, f"{old}\n{SHOWN_ONCE}\n{secret.reveal()}"


def _test(arguments: argparse.Namespace, app: App) -> Told:
    delivery, event = app.webhooks.try_out(_number(arguments), arguments.event, _data(arguments.data))
    told = {"delivery": delivery, "event": event}
    return told, f"Delivery {delivery} is on its way; “sakshi webhooks show {delivery}” tells how it ended."


def _tell(arguments: argparse.Namespace, app: App) -> Told:
    event, count = app.webhooks.tell(_data(arguments.data) or {})
    places = "1 webhook wants" if count == 1 else f"{format_count(count)} webhooks want"
    return {"event": event, "webhooks": count}, f"{event} is told: {places} it."


def _preview(arguments: argparse.Namespace, app: App) -> Told:
    number = _number(arguments)
    kind = samples.kinds(app.webhooks.one(number).form)[0] if arguments.event is None else arguments.event
    with app.database.read() as session:
        found = samples.of(session, number, kind, at=instants.moment(session, app.clock))
    return asdict(found) | {"heads": dict(found.heads)}, webhook_words.previewed(found)


def _deliveries(arguments: argparse.Namespace, app: App) -> Told:
    wanted = _wanted(arguments, app)
    with app.database.read() as session:
        rows = deliveries.listed(session, wanted, limit=arguments.limit)
    if not rows:
        return [], "There are no such deliveries."
    drawn = table.draw(
        ("Delivery", "Event", "When", "Webhook", "State", "Tries", "Answer"),
        [webhook_words.delivery_cells(row) for row in rows],
        left=5,
    )
    return [webhook_words.delivery_json(row) for row in rows], drawn


def _show(arguments: argparse.Namespace, app: App) -> Told:
    with app.database.read() as session:
        row = deliveries.one(session, arguments.delivery)
        requests = deliveries.attempts(session, arguments.delivery)
    told = webhook_words.delivery_json(row) | {"requests": [webhook_words.attempt_json(each) for each in requests]}
    return told, webhook_words.shown(row, requests)


def _resend(arguments: argparse.Namespace, app: App) -> Told:
    searched = _wanted(arguments, app)
    wanted: Wanted | list[int] = searched
    if arguments.delivery:
        wanted = _named(arguments.delivery, searched, app)
    elif searched == Wanted():
        raise InvalidError(
            "All deliveries are meant.", hint="Name some, or search with --state dead, --webhook, --since."
        )
    resent = app.webhooks.resend(wanted, again=arguments.again)
    told = asdict(resent)
    return {"deliveries": told.pop("sent")} | told, resent.sentence


def _wanted(arguments: argparse.Namespace, app: App) -> Wanted:
    wanted = webhook_words.wanted(arguments)
    if wanted.endpoint_id is not None:
        app.webhooks.one(wanted.endpoint_id)  # one that is not there has no deliveries, and that would be no answer
    return wanted


def _named(given: list[int], searched: Wanted, app: App) -> list[int]:
    """Return the numbers of deliveries, all of which are there."""
    if searched != Wanted():
        raise InvalidError("Deliveries are named and searched for at once.", hint="Name them, or search.")
    with app.database.read() as session:
        return [deliveries.one(session, number).id for number in given]


def _recover(arguments: argparse.Namespace, app: App) -> Told:
    count = app.webhooks.recover(_number(arguments), arguments.since, arguments.until)
    waits = app.webhooks.one(_number(arguments)).disabled_at is not None
    return {"deliveries": count}, f"{_counted(count)}: {'sent once it is enabled' if waits else 'sent now'}."


def _allow(arguments: argparse.Namespace, app: App) -> Told:
    with app.database.begin() as session:
        entry = allowances.allow(session, arguments.address, by=app.actor, at=app.clock())
    return {"allowed": str(entry)}, f"Webhooks may reach {entry} from now on."


def _forbid(arguments: argparse.Namespace, app: App) -> Told:
    with app.database.begin() as session:
        allowances.forget(session, arguments.address, by=app.actor, at=app.clock())
    return {"forbidden": arguments.address}, f"Webhooks may not reach {arguments.address} any more."


def _allowed(_arguments: argparse.Namespace, app: App) -> Told:
    with app.database.read() as session:
        entries = [str(entry) for entry in allowances.listed(session)]
    return entries, "\n".join(entries) or "No address of the inner network is allowed."


def _retention(arguments: argparse.Namespace, app: App) -> Told:
    said = {name: value for name in RETAINED if (value := getattr(arguments, name)) is not None}
    with app.database.read() as session:
        kept = replace(retention.current(session), **said)
    if said:
        with app.database.begin() as session:
            retention.change(session, kept, by=app.actor, at=app.clock())
    lines = [f"{getattr(kept, name):>6,} days  {what.partition(' (')[0]}" for name, what in RETAINED.items()]
    return asdict(kept), "\n".join(lines)


ACTIONS: dict[str, Callable[[argparse.Namespace, App], Told]] = {
    "list": _list,
    "add": _add,
    "edit": _edit,
    "remove": _remove,
    "enable": _enable,
    "disable": _disable,
    "rotate": _rotate,
    "test": _test,
    "tell": _tell,
    "preview": _preview,
    "deliveries": _deliveries,
    "show": _show,
    "resend": _resend,
    "recover": _recover,
    "explain": signatures.explain,
    "retention": _retention,
    "allow": _allow,
    "forbid": _forbid,
    "allowed": _allowed,
}


def _number(arguments: argparse.Namespace) -> int:
    return ids.parse(arguments.webhook, "WHK")


def _counted(count: int) -> str:
    return "1 delivery" if count == 1 else f"{format_count(count)} deliveries"


def _given_secret(arguments: argparse.Namespace) -> Secret | None:
    """Read a secret from the input: never from the words, which everybody on this PC can see."""
    return Secret(sys.stdin.readline().strip()) if arguments.secret_from_input else None


def _data(text: str | None) -> dict[str, object] | None:
    if text is None:
        return None
    return messages.typed(sys.stdin.read() if text == "-" else text)
