"""`sakshi keys`: the vault of this PC, and the secrets in it; values come from the keyboard or the input alone."""

import argparse
import json
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sakshi_desktop.app import App
from sakshi_desktop.cli import actions, entering, table
from sakshi_desktop.cli.table import BAD, GOOD, Cell
from sakshi_desktop.core import ids, settings
from sakshi_desktop.core.errors import InvalidError, NotFoundError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import VaultKind
from sakshi_desktop.hub import handover, holders, keys
from sakshi_desktop.hub.holders import Use
from sakshi_desktop.store import instants
from sakshi_desktop.vault.doors import read_passphrase
from sakshi_desktop.vault.sealing import PcSealer, fingerprint

Told = tuple[object, str]
ASKED = "The secret of which one: INT-3 or WHK-2?"
DATABASE = "database"


@dataclass(frozen=True, slots=True)
class _Held:
    use: Use
    here: tuple[int, ...]


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the words of ``sakshi keys``."""
    action = actions.of(parser)

    action("list", "list the secrets that the database names, and whether this PC holds them")
    action("health", "keep, read and forget a trial secret")
    for name, text in (
        ("set", "give an integration a new secret; it takes the place of the old one"),
        ("enter", "put the present secret, which another PC holds, into the vault of this one too"),
        ("forget", "let an integration have no secret any more"),
    ):
        action(name, text).add_argument("of", metavar="INT-N", help="such as INT-3; “enter” takes WHK-2 too")
    action("pcs", "list the PCs to which secrets can be handed over, with a short form of their keys")
    give = action("give", "hand a secret over to another PC: sealed to it, gone from the database once it is there")
    give.add_argument("of", metavar="INT-N", help="such as INT-3 or WHK-2")
    give.add_argument("pc", help="its name, as “sakshi keys pcs” shows it")
    action("receive", "tell the others of this PC, and take what was handed over to it")
    use = action("use", "keep secrets in the keyring, or by explicit choice in an encrypted file")
    use.add_argument("vault", choices=[VaultKind.KEYRING.value, VaultKind.FILE.value])
    use.add_argument(
        "--passphrase-file", metavar="FILE", help="holds the passphrase, where no person is to be asked for it"
    )


def run(arguments: argparse.Namespace, app: App) -> int:
    """Do what the action says."""
    if arguments.action != "use":
        entering.unlock(app)
    told, sentence = ACTIONS[arguments.action](arguments, app)
    print(json.dumps(told, ensure_ascii=False) if arguments.json else sentence)
    return 0


def _list(_arguments: argparse.Namespace, app: App) -> Told:
    with app.database.read() as session:
        uses = holders.uses(session, at=instants.moment(session, app.clock))
    rows = [_Held(use, app.vault.versions(use.name)) for use in uses]
    told = {"vault": app.vault.kind.value, "title": app.vault.title, "secrets": [_as_json(row) for row in rows]}
    if not rows:
        return told, f"{app.vault.title}: the database names no secrets."
    drawn = table.draw(("Secret of", "For", "Here", "Held by", "Version"), [_cells(row) for row in rows], left=4)
    return told, f"{app.vault.title}\n{drawn}"


def _health(_arguments: argparse.Namespace, app: App) -> Told:
    app.vault.check()
    told = {"vault": app.vault.kind.value, "title": app.vault.title, "works": True}
    return told, f"{app.vault.title} works: a trial secret was kept, read and forgotten."


def _set(arguments: argparse.Namespace, app: App) -> Told:
    number = ids.parse(arguments.of, "INT")
    given = entering.secret(f"New secret of {ids.show('INT', number)}")
    with app.leaving.sign_in_of(number):
        row = keys.replace(app.database, app.vault, number, given, by=app.actor, clock=app.clock)
    told = {"integration": ids.show("INT", number), "version": row.secret_version}
    return told, f"The new secret of {row.name} is in use, version {row.secret_version}."


def _enter(arguments: argparse.Namespace, app: App) -> Told:
    given = entering.secret(f"Present secret of {arguments.of}")
    use = keys.enter(app.database, app.vault, arguments.of, given, by=app.actor, clock=app.clock)
    return {"of": use.of, "version": use.version}, f"This PC holds the secret of {use.of} now, version {use.version}."


def _forget(arguments: argparse.Namespace, app: App) -> Told:
    number = ids.parse(arguments.of, "INT")
    with app.leaving.sign_in_of(number):
        keys.forget(app.database, app.vault, number, by=app.actor, clock=app.clock)
    name = ids.show("INT", number)
    return {"integration": name, "version": None}, f"{name} has no secret any more."


def _pcs(_arguments: argparse.Namespace, app: App) -> Told:
    with app.database.read() as session:
        rows = handover.pcs(session)
    told = [{"pc": row.host, "id": row.id, "key": fingerprint(row.public_key)} for row in rows]
    lines = [f"{fingerprint(row.public_key)}  {row.host}" for row in rows]
    return told, "\n".join(lines) or "No PC has introduced itself yet: run “sakshi keys receive” there."


def _give(arguments: argparse.Namespace, app: App) -> Told:
    wanted = arguments.of.strip().upper()
    with app.database.read() as session:
        found = [use for use in holders.uses(session, at=instants.moment(session, app.clock)) if use.of == wanted]
        rows = [row for row in handover.pcs(session) if arguments.pc in {row.host, row.id}]
    if not found:
        raise NotFoundError(f"{arguments.of} has no secret.", hint="“sakshi keys list” shows what has one.")
    if len(rows) != 1:
        how = "Several PCs have" if rows else "No PC has"
        raise NotFoundError(f"{how} the name {arguments.pc}.", hint="“sakshi keys pcs” lists them with their ids.")
    sealer = PcSealer(app.vault)
    for use in found:
        handover.give(app.database, app.vault, sealer, use, rows[0], by=app.actor, clock=app.clock)
    return {"of": wanted, "to": rows[0].host, "secrets": len(found)}, f"It is on its way to {rows[0].host}."


def _receive(_arguments: argparse.Namespace, app: App) -> Told:
    sealer = PcSealer(app.vault)
    handover.introduce(app.database, sealer, socket.gethostname(), clock=app.clock)
    count = handover.receive(app.database, app.vault, sealer, clock=app.clock)
    key = fingerprint(sealer.public_key())
    return {"secrets": count, "key": key}, f"{count} secrets were taken into the vault. Key of this PC: {key}"


def _use(arguments: argparse.Namespace, app: App) -> Told:
    in_file, file = arguments.vault == VaultKind.FILE, app.vault.file
    if arguments.passphrase_file and not in_file:
        raise InvalidError("A keyring has no passphrase of ours.", hint="Leave --passphrase-file out.")
    if in_file and not file.exists:
        file.create(_passphrase(arguments.passphrase_file))
    elif in_file and arguments.passphrase_file:
        file.unlock(read_passphrase(Path(arguments.passphrase_file)))
    settings.keep(
        app.settings.folder,
        vault=arguments.vault,
        passphrase_file=str(Path(arguments.passphrase_file).absolute()) if arguments.passphrase_file else "",
    )
    title = file.title if in_file else "the keyring"
    return {"vault": arguments.vault}, f"Secrets of this PC are kept in {title[0].lower()}{title[1:]} from now on."


def _passphrase(file: str | None) -> Secret:
    if file:
        return read_passphrase(Path(file))
    given = entering.secret("A passphrase for the encrypted file")
    if entering.secret("The same once more") != given:
        raise InvalidError("The two are not alike.", hint="Enter the same passphrase twice.")
    return given


ACTIONS: dict[str, Callable[[argparse.Namespace, App], Told]] = {
    "list": _list,
    "health": _health,
    "set": _set,
    "enter": _enter,
    "forget": _forget,
    "pcs": _pcs,
    "give": _give,
    "receive": _receive,
    "use": _use,
}


def _as_json(row: _Held) -> dict[str, object]:
    use = row.use
    return {
        "of": use.of, "for": use.title, "name": use.name, "version": use.version, "here": list(row.here),
        "held_by": dict(use.holders),
    }  # fmt: skip


def _cells(row: _Held) -> list[Cell | str]:
    use = row.use
    here = Cell("yes", GOOD) if use.version in row.here else Cell("an older one" if row.here else "no", BAD)
    return [use.of, use.title, here, ", ".join(host for host, _ in use.holders) or "none at work", str(use.version)]
