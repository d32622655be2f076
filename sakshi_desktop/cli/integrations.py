"""`sakshi integrations`: outside services, how they stand, and the whole set-up on paper."""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sakshi_desktop.app import App
from sakshi_desktop.cli import actions, entering, table
from sakshi_desktop.cli.table import BAD, GOOD, Cell
from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.vocabulary import IntegrationStatus, IntegrationType
from sakshi_desktop.hub import document, integrations, keys
from sakshi_desktop.hub.connected import VENDORS, IntegrationForm, IntegrationRow

Told = tuple[object, str]
DASH = "\N{EN DASH}"
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
    changed.add_argument("--name", help="how it is called here")
    changed.add_argument("--type", choices=[kind.value for kind in IntegrationType])
    for made in (fresh, changed):
        made.add_argument("--service", help="who offers it, such as Razorpay")
        made.add_argument("--owner", help="who looks after it")
        made.add_argument("--purpose", help="what it is for")
        made.add_argument("--notes")
        made.add_argument("--set", action="append", metavar="NAME=VALUE", help="a setting, none of them secret")
    action("pause", "let a service rest; what is due to it waits").add_argument("--reason", default="")
    action("activate", "let a service work")
    action("remove", "forget a service with its webhooks, their deliveries and its secrets")
    paper = action("document", "write the whole set-up, without secrets, as Markdown", names=False)
    paper.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to; else it is printed")


def run(arguments: argparse.Namespace, app: App) -> int:
    """Do what the action says."""
    told, sentence = ACTIONS[arguments.action](arguments, app)
    print(json.dumps(told, ensure_ascii=False) if arguments.json else sentence)
    return 0


def _list(_arguments: argparse.Namespace, app: App) -> Told:
    with app.database.read() as session:
        rows = integrations.listed(session)
    if not rows:
        return [], "Nothing is connected yet. “sakshi integrations add NAME --type TYPE” connects a service."
    heads = ("Integration", "Name", "Type", "Service", "State", "Webhooks", "Waiting", "Given up")
    return [_as_json(row) for row in rows], table.draw(heads, [_cells(row) for row in rows], left=5)


def _show(arguments: argparse.Namespace, app: App) -> Told:
    with app.database.read() as session:
        row = integrations.get(session, _number(arguments))
    told = _as_json(row)
    return told, "\n".join(f"{name.replace('_', ' ').capitalize():<18} {_said(value)}" for name, value in told.items())


def _add(arguments: argparse.Namespace, app: App) -> Told:
    kind = IntegrationType(arguments.type)
    form = _form(arguments, IntegrationForm(arguments.name, kind, VENDORS[kind][0]))
    with app.database.begin() as session:
        row = integrations.create(session, form, by=app.actor, clock=app.clock)
    if arguments.secret:
        entering.unlock(app)
        given = entering.secret(f"Secret of {row.name}")
        row = keys.replace(app.database, app.vault, row.id, given, by=app.actor, clock=app.clock)
    return _as_json(row), f"{ids.show('INT', row.id)} · {row.name} is connected. Activate it once everything is in."


def _edit(arguments: argparse.Namespace, app: App) -> Told:
    with app.database.begin() as session:
        before = integrations.get(session, _number(arguments)).form
        form = _form(arguments, before)
        row = integrations.edit(session, _number(arguments), before, form, by=app.actor, clock=app.clock)
    return _as_json(row), f"{row.name} is changed."


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
    keys.remove(app.database, app.vault, _number(arguments), by=app.actor, clock=app.clock)
    name = ids.show("INT", _number(arguments))
    return {"removed": name}, f"{name} is removed."


def _document(arguments: argparse.Namespace, app: App) -> Told:
    with app.database.read() as session:
        text = document.compose(session, at=app.clock())
    if arguments.output is None:
        return {"document": text}, text.rstrip("\n")
    try:
        arguments.output.write_text(text, encoding="utf-8")
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
        "config": None if arguments.set is None else {**before.config, **dict(map(_pair, arguments.set))},
    }
    return replace(before, **{name: value for name, value in said.items() if value is not None})


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise InvalidError(f"“{text[:40]}” is no setting.", hint="It looks like account=acc_1.")
    return name, value


def _as_json(row: IntegrationRow) -> dict[str, object]:
    form, last = row.form, row.last
    return {
        "integration": ids.show("INT", row.id), "name": form.name, "type": form.type.value, "service": form.vendor,
        "status": row.status.value, "reason": row.status_reason or None, "owner": form.owner or None,
        "purpose": form.purpose or None, "notes": form.notes or None, "settings": dict(form.config),
        "secret_version": row.secret_version or None, "created": row.created_at.isoformat(),
        "webhooks": row.endpoints, "waiting": row.pending, "given_up": row.dead,
        "last_request": last and last.at.isoformat(), "last_error": last and last.error,
    }  # fmt: skip


def _cells(row: IntegrationRow) -> list[Cell | str]:
    state = Cell(row.status.value, PAINT.get(row.status, ""))
    form = row.form
    figures = [str(count) for count in (row.endpoints, row.pending, row.dead)]
    return [ids.show("INT", row.id), form.name, form.type.value, form.vendor, state, *figures]


def _said(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}={text}" for name, text in value.items()) or DASH
    return DASH if value is None else str(value)
