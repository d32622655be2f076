"""`sakshi integrations`: outside services, how they stand, and the whole set-up on paper."""

import argparse
import json
import sys
import webbrowser
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sakshi_desktop.app import App
from sakshi_desktop.cli import actions, entering, hub_health, pairs, table
from sakshi_desktop.cli.table import BAD, GOOD, Cell
from sakshi_desktop.core import ids, targets
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.errors import ConnectorError, InvalidError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import IntegrationStatus, IntegrationType
from sakshi_desktop.hub import budgets, connected, document, integrations, keys, modes, oauth, proofs
from sakshi_desktop.hub.connected import VENDORS, IntegrationForm, IntegrationRow
from sakshi_desktop.hub.proofs import Proof

Told = tuple[object, str]
DASH = "\N{EN DASH}"
SETTING = f"a setting, none of them secret; those of a sign-in by OAuth are {', '.join(sorted(oauth.NAMES))}"
CHANGES = (
    "name", "type", "service", "owner", "purpose", "notes", "set", "secret_until", "calls_per_minute", "secret", "test",
)  # fmt: skip
"""What can be said of a service that is there."""
CALLS = "how many calls of syncs it gets a minute; 0 for no limit, “default” for what its service takes"
DEFAULT = "default"
PAINT = {IntegrationStatus.ACTIVE: GOOD, IntegrationStatus.ERROR: BAD, IntegrationStatus.ATTENTION: BAD}


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the words of ``sakshi integrations``."""
    add_action = actions.of(parser)

    def action(name: str, text: str, *, names: bool = True) -> argparse.ArgumentParser:
        made = add_action(name, text)
        if names:
            made.add_argument("integration", help="such as INT-3")
        return made

    action("list", "list the services and how they stand", names=False)
    action("show", "show all that is known of a service")
    fresh = action("add", "connect a service; it is inactive until it is activated", names=False)
    fresh.add_argument("name", help="how it is called here")
    fresh.add_argument("--type", required=True, choices=[kind.value for kind in IntegrationType])
    fresh.add_argument("--secret", action="store_true", help="ask for its secret, or read it from the input")
    changed = action("edit", "change a service; what is not said stays as it is")
    changed.add_argument("--secret", action="store_true", help="ask for a new secret, or read it from the input")
    changed.add_argument("--name", help="how it is called here")
    changed.add_argument("--type", choices=[kind.value for kind in IntegrationType])
    for made in (fresh, changed):
        made.add_argument("--service", help="who offers it, such as Razorpay")
        made.add_argument("--owner", help="who looks after it")
        made.add_argument("--purpose", help="what it is for")
        made.add_argument("--notes")
        made.add_argument("--set", action="append", metavar="NAME=VALUE", help=SETTING)
        made.add_argument("--secret-until", metavar="DATE", help="the last day of its secret, such as 2027-01-31")
        made.add_argument("--calls-per-minute", metavar="N", help=CALLS)
        made.add_argument("--test", action="store_true", help="ask the service first; what fails is not saved")
    action("pause", "let a service rest; what is due to it waits").add_argument("--reason", default="")
    action("activate", "let a service work")
    action("connect", "sign in to a service by OAuth in the browser of this PC, which holds the tokens from then on")
    action("test", "ask a service and its webhooks as they stand, and keep how that ended")
    mode = action("mode", "let its work count, or be a test: dry syncs, marked webhooks")
    mode.add_argument("mode", choices=["live", "test"], help="live needs a passed test of its settings and secret")
    hub_health.add(action("health", "say how webhooks, syncs and secrets do", names=False))
    action("remove", "forget a service with its webhooks, their deliveries and its secrets")
    paper = action("document", "write the whole set-up, without secrets, as a PDF or in Markdown", names=False)
    paper.add_argument("-o", "--output", type=Path, metavar="FILE", help="a .pdf or .md; else it is printed")


def run(arguments: argparse.Namespace, app: App) -> int:
    """Do what the action says."""
    told, sentence = ACTIONS[arguments.action](arguments, app)
    print(json.dumps(told, ensure_ascii=False) if arguments.json else sentence)
    return 0


def _list(_arguments: argparse.Namespace, app: App) -> Told:
    with app.database.read() as session:
        rows = integrations.listed(session, clock=app.clock)
    if not rows:
        return [], "Nothing is connected yet. “sakshi integrations add NAME --type TYPE” connects a service."
    heads = ("Integration", "Name", "Type", "Service", "State", "Mode", "Webhooks", "Waiting", "Given up")
    return [_as_json(row) for row in rows], table.draw(heads, [_cells(row) for row in rows], left=6)


def _show(arguments: argparse.Namespace, app: App) -> Told:
    with app.database.read() as session:
        row = integrations.get(session, _number(arguments), clock=app.clock)
    told = _as_json(row)
    times = {"created": row.created_at, "tested": row.tested_at, "last_request": row.last and row.last.at}
    times |= {"rate_limited_until": row.held_until}
    said = told | {name: at and _when(at) for name, at in times.items()}
    return told, "\n".join(f"{name.replace('_', ' ').capitalize():<18} {_said(value)}" for name, value in said.items())


def _add(arguments: argparse.Namespace, app: App) -> Told:
    kind = IntegrationType(arguments.type)
    form = _form(arguments, IntegrationForm(arguments.name, kind, VENDORS[kind][0]))
    given = _given(arguments, app, form.name)
    proof = _tried(arguments, app, form, given)
    row = keys.connect(app.database, app.vault, form, given, by=app.actor, clock=app.clock)
    row = _settled(app, row, form, proof, was_live=False)
    said = f"{ids.show('INT', row.id)} · {row.name} is connected. Activate it once everything is in."
    return _as_json(row), f"{proof.sentence}\n{said}" if proof else said


def _edit(arguments: argparse.Namespace, app: App) -> Told:
    actions.must_say_one(arguments, CHANGES)
    with app.database.read() as session:
        before = integrations.get(session, _number(arguments), clock=app.clock)
    form = _form(arguments, before.form)
    given = _given(arguments, app, form.name)
    proof = _tried(arguments, app, form, given, of=before.id)
    with app.leaving.sign_in_of(before.id):
        row = keys.change(app.database, app.vault, before, form, given, by=app.actor, clock=app.clock)
    row = _settled(app, row, form, proof, was_live=before.live)
    fell = ", and in test mode until a test with that has passed" if before.live and not row.live else ""
    return _as_json(row), f"{row.name} is changed{fell}."


def _test(arguments: argparse.Namespace, app: App) -> Told:
    entering.unlock(app)
    proof = app.trials.integration(_number(arguments))
    if proof.passed is False:
        raise ConnectorError(proof.sentence, retryable=True)
    return {"integration": ids.show("INT", _number(arguments)), "passed": proof.passed, "said": proof.sentence}, (
        proof.sentence
    )


def _connect(arguments: argparse.Namespace, app: App) -> Told:
    entering.unlock(app)
    number = _number(arguments)

    def browse(url: str) -> None:
        print(f"Sign in within five minutes, in the browser of this PC: {url}", file=sys.stderr, flush=True)
        webbrowser.open(url)

    proof = app.trials.connect(number, browse)
    with app.database.read() as session:
        row = integrations.get(session, number, clock=app.clock)
    return _as_json(row), f"{row.name} is connected. {proof.sentence}"


def _mode(arguments: argparse.Namespace, app: App) -> Told:
    act = proofs.go_live if arguments.mode == "live" else proofs.go_test
    with app.database.begin() as session:
        row = act(session, _number(arguments), by=app.actor, clock=app.clock)
    return _as_json(row), f"{row.name} is live." if row.live else f"{row.name} is in test mode. {modes.WHAT_DIFFERS}"


def _given(arguments: argparse.Namespace, app: App, name: str) -> Secret | None:
    if not arguments.secret:
        return None
    entering.unlock(app)
    return entering.secret(f"Secret of {name}")


def _tried(
    arguments: argparse.Namespace, app: App, form: IntegrationForm, secret: Secret | None, *, of: int | None = None
) -> Proof | None:
    """Test what is about to be saved, where that is wanted; what fails is not saved."""
    if not arguments.test:
        return None
    proof = app.trials.service(form, secret, of=of)
    if proof.passed is False:
        raise ConnectorError(f"{proof.sentence} Nothing was saved.", retryable=True)
    return proof


def _settled(
    app: App, row: IntegrationRow, form: IntegrationForm, proof: Proof | None, *, was_live: bool
) -> IntegrationRow:
    if proof is None:
        return row
    with app.database.begin() as session:
        return proofs.settle(session, row, form, proof, was_live=was_live, by=app.actor, clock=app.clock)


def _pause(arguments: argparse.Namespace, app: App) -> Told:
    with app.database.begin() as session:
        row = integrations.pause(session, _number(arguments), reason=arguments.reason, by=app.actor, clock=app.clock)
    return _as_json(row), f"{row.name} is paused."


def _activate(arguments: argparse.Namespace, app: App) -> Told:
    with app.database.begin() as session:
        row = integrations.activate(session, _number(arguments), by=app.actor, clock=app.clock)
    return _as_json(row), f"{row.name} is active."


def _remove(arguments: argparse.Namespace, app: App) -> Told:
    entering.unlock(app)
    with app.leaving.sign_in_of(_number(arguments)):
        keys.remove(app.database, app.vault, _number(arguments), by=app.actor, clock=app.clock)
    name = ids.show("INT", _number(arguments))
    return {"removed": name}, f"{name} is removed."


def _document(arguments: argparse.Namespace, app: App) -> Told:
    if arguments.output is not None and arguments.output.suffix.lower() == ".pdf":
        from sakshi_desktop.reports import setup  # a lazy door: what draws paper is large

        pages = setup.write(app.database, arguments.output, at=app.clock())
        told = {"file": str(arguments.output), "pages": pages}
        return told, f"The set-up is written to {arguments.output}, pages: {pages}."
    with app.database.read() as session:
        text = document.compose(session, at=app.clock())
    if arguments.output is None:
        return {"document": text}, text.rstrip("\n")
    try:
        targets.checked(arguments.output, streams=True).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidError(f"{arguments.output} cannot be written.", hint="Choose another file.") from error
    return {"file": str(arguments.output)}, f"The set-up is written to {arguments.output}."


ACTIONS: dict[str, Callable[[argparse.Namespace, App], Told]] = {
    "list": _list,
    "show": _show,
    "add": _add,
    "edit": _edit,
    "pause": _pause,
    "activate": _activate,
    "connect": _connect,
    "test": _test,
    "mode": _mode,
    "health": hub_health.told,
    "remove": _remove,
    "document": _document,
}


def _number(arguments: argparse.Namespace) -> int:
    return ids.parse(arguments.integration, "INT")


def _form(arguments: argparse.Namespace, before: IntegrationForm) -> IntegrationForm:
    said = {
        "name": arguments.name,
        "type": None if arguments.type is None else IntegrationType(arguments.type),
        "vendor": arguments.service,
        "owner": arguments.owner,
        "purpose": arguments.purpose,
        "notes": arguments.notes,
        "secret_until": None if arguments.secret_until is None else connected.last_day(arguments.secret_until),
        "config": None if arguments.set is None else {**before.config, **dict(map(_setting, arguments.set))},
    }
    heard = replace(before, **{name: value for name, value in said.items() if value is not None})
    calls = arguments.calls_per_minute
    if calls is None:
        return heard
    return replace(heard, calls_per_minute=budgets.typed("" if calls.strip().lower() == DEFAULT else calls))


def _setting(text: str) -> tuple[str, str]:
    return pairs.read(text, "setting", "account=acc_1")


def _as_json(row: IntegrationRow) -> dict[str, object]:
    form, last = row.form, row.last
    return {
        "integration": ids.show("INT", row.id), "name": form.name, "type": form.type.value, "service": form.vendor,
        "status": row.status.value, "reason": row.status_reason or None, "owner": form.owner or None,
        "purpose": form.purpose or None, "notes": form.notes or None, "settings": connected.shown_settings(form.config),
        "secret_version": row.secret_version or None,
        "secret_until": _day(form.secret_until), "sign_in_needed": row.unready or None,
        "calls_per_minute": budgets.per_minute(form.vendor, form.calls_per_minute),
        "rate_limited_until": row.held_until and row.held_until.isoformat(),
        "created": row.created_at.isoformat(),
        "webhooks": row.endpoints, "waiting": row.pending, "given_up": row.dead,
        "mode": "live" if row.live else "test", "tested": row.tested_at and row.tested_at.isoformat(),
        "test_passed": row.proven, "test_said": row.tested_said,
        "last_request": last and last.at.isoformat(), "last_error": last and last.error,
    }  # fmt: skip


def _day(day: int | None) -> str | None:
    return None if day is None else to_date(day).isoformat()


def _cells(row: IntegrationRow) -> list[Cell | str]:
    state = Cell(row.status.value, PAINT.get(row.status, ""))
    form = row.form
    figures = [str(count) for count in (row.endpoints, row.pending, row.dead)]
    mode = "live" if row.live else "test"
    return [ids.show("INT", row.id), form.name, form.type.value, form.vendor, state, mode, *figures]


def _when(at: datetime) -> str:
    return f"{at.astimezone():%d %b %Y, %H:%M}"


def _said(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}={text}" for name, text in value.items()) or DASH
    return DASH if value is None else str(value)
