"""The secrets of integrations: put into the vault of this PC first, then named by the database.

No transaction is open while a vault is asked: a keyring takes its time.
"""

from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import ConflictError, NotFoundError, SakshiError
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.core.secret import HIDDEN, Secret
from sakshi_desktop.hub import holders, integrations, oauth, signing, versions
from sakshi_desktop.hub.connected import IntegrationForm, IntegrationRow
from sakshi_desktop.hub.holders import Use
from sakshi_desktop.hub.oauth import Tokens
from sakshi_desktop.hub.ports import Vault
from sakshi_desktop.store import audit, instants
from sakshi_desktop.store.database import Database


def connect(
    database: Database,
    vault: Vault,
    form: IntegrationForm,
    secret: Secret | None = None,
    *,
    by: Actor,
    clock: Clock = utc_now,
) -> IntegrationRow:
    """Connect a service with its secret, or do neither.

    Raises:
        As ``integrations.create`` and ``replace`` do.
    """
    with database.begin() as session:
        made = integrations.create(session, form, by=by, clock=clock)
    if secret is None:
        return made
    try:
        return replace(database, vault, made.id, secret, until=form.secret_until, by=by, clock=clock)
    except SakshiError:
        with database.begin() as session:
            integrations.remove(session, made.id, by=by, clock=clock)
        raise


def change(
    database: Database,
    vault: Vault,
    seen: IntegrationRow,
    form: IntegrationForm,
    secret: Secret | None = None,
    *,
    by: Actor,
    clock: Clock = utc_now,
) -> IntegrationRow:
    """Change a service from what was seen, and give it a new secret where there is one.

    Raises:
        As ``integrations.edit`` and ``replace`` do; where the vault does not work, the rest is changed all the same.
    """
    with database.begin() as session:
        row = integrations.edit(session, seen.id, seen.form, form, by=by, clock=clock)
    if secret is None:
        return row
    until = None if form.secret_until == seen.form.secret_until else form.secret_until  # of the old one, or of this
    return replace(database, vault, seen.id, secret, until=until, by=by, clock=clock)


def replace(
    database: Database,
    vault: Vault,
    integration_id: int,
    secret: Secret,
    *,
    until: int | None = None,
    by: Actor,
    clock: Clock = utc_now,
) -> IntegrationRow:
    """Give a service a new secret; it is used from then on, and the one before is forgotten here.

    Of a service that signs in by OAuth it is the secret of the client; a person signs in with it then.

    Args:
        until: its last day, None where it does not run out.

    Raises:
        ConflictError: another person replaced it meanwhile; the vault is as before.
        ForbiddenError: ``by`` may not change integrations.
        InvalidError: the secret is empty, too long or cannot be kept as it is.
        VaultError: the vault does not work; the database is as before.
    """
    with database.read() as session:
        name, present = integrations.secret_place(session, integration_id, by=by)
        by_oauth = integrations.get(session, integration_id, clock=clock).by_oauth
    if by_oauth and secret:
        secret = oauth.pack(Tokens(client_secret=secret))
    version = vault.add(name, secret, after=present)
    try:
        with database.begin() as session:
            row = integrations.took_secret(
                session, integration_id, name, version, instead_of=present, until=until, by=by, clock=clock
            )
    except SakshiError:
        vault.forget(name, version)
        raise
    versions.forget_before(vault, name, version)
    return row


def enter(database: Database, vault: Vault, of: str, secret: Secret, *, by: Actor, clock: Clock = utc_now) -> Use:
    """Put the present secret of a service or a webhook, which another PC holds, into this vault too.

    Args:
        of: INT-3 or WHK-2.

    Raises:
        ConflictError: this PC holds it already, or one PC alone may hold it.
        ForbiddenError: ``by`` may not change integrations.
        InvalidError: the secret cannot be kept as it is, or signs nothing.
        NotFoundError: nothing of this name has a secret.
        VaultError: the vault does not work.
    """
    by.must(Right.EDIT_INTEGRATIONS)
    wanted = of.strip().upper()
    with database.read() as session:
        uses = holders.uses(session, at=instants.moment(session, clock))
    found = next((use for use in uses if use.of == wanted), None)
    if found is None:
        raise NotFoundError(f"{of.strip()} has no secret.", hint="“sakshi keys list” shows what has one.")
    if found.moves:
        raise ConflictError(
            f"{wanted} signs in by OAuth: one PC holds that at a time.",
            hint="Have that PC hand it over, or connect it here.",
        )
    if wanted.startswith("WHK"):
        signing.key(secret)
    if found.version in vault.versions(found.name):
        raise ConflictError(f"This PC holds the secret of {wanted} already.", hint="A new one takes its place.")
    vault.set(found.name, secret, found.version)
    with database.begin() as session:
        audit.record(session, by, "secret.enter", None, at=clock(), of=wanted, version=found.version)
    return found


def forget(database: Database, vault: Vault, integration_id: int, *, by: Actor, clock: Clock = utc_now) -> None:
    """Forget the secret of a service, here and in the database; other PCs find it of no use any more.

    Raises:
        ForbiddenError: ``by`` may not change integrations.
        VaultError: the vault does not work; the service has no secret any more all the same.
    """
    with database.begin() as session:
        name = integrations.drop_secret(session, integration_id, by=by, clock=clock)
    if name:
        vault.forget(name)


def remove(database: Database, vault: Vault, integration_id: int, *, by: Actor, clock: Clock = utc_now) -> None:
    """Forget a service with its webhooks, and their secrets in this vault.

    Raises:
        ForbiddenError: ``by`` may not change integrations.
        NotFoundError: there is none with this id.
        VaultError: the vault does not work; the service is gone all the same.
    """
    with database.begin() as session:
        names = integrations.remove(session, integration_id, by=by, clock=clock)
    for name in names:
        vault.forget(name)


def ending(vault: Vault, row: IntegrationRow) -> str | None:
    """Return the last four characters of a service's secret, None where this PC does not hold it in this version.

    Tokens of OAuth are dots alone: they change from hour to hour.

    Raises:
        VaultError: the vault does not work.
    """
    if row.secret_name is None:
        return None
    if row.by_oauth:
        return HIDDEN if row.secret_version in vault.versions(row.secret_name) else None
    try:
        return vault.get(row.secret_name, row.secret_version).ending
    except NotFoundError:
        return None
