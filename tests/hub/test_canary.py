"""A planted secret is nowhere but in the vault."""

import base64
import logging
import subprocess
import sys
import traceback
from pathlib import Path
from urllib.parse import quote, quote_plus

from sakshi_desktop.app import App
from sakshi_desktop.core import redaction
from sakshi_desktop.core import settings as kept_settings
from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.core.vocabulary import IntegrationType
from sakshi_desktop.hub import allowances, document, handover, holders, integrations, keys
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.offers import ENDPOINT
from sakshi_desktop.hub.types import EndpointForm
from sakshi_desktop.jobs.signing_in import SigningIn
from sakshi_desktop.reports import setup
from sakshi_desktop.vault import PcVault
from sakshi_desktop.vault.keyring_store import KeyringStore
from sakshi_desktop.vault.memory_store import MemoryStore
from sakshi_desktop.vault.sealing import PcSealer
from tests.books import Books
from tests.consent import CLIENT_ID, CLIENT_SECRET, Consent, browse
from tests.vault.keyrings import Narrow

CANARY = "c4nary/" + "+plånted " * 120
SIGNING = "whsec_" + base64.b64encode(b"c4nary-signing-secret-of-the-test").decode()
PAIR = f"{quote_plus(CLIENT_ID)}:{quote_plus(CLIENT_SECRET)}"
"""How a client shows its secret to a service that gives tokens, encoded."""
ROOT = Path(__file__).resolve().parents[2]


def _forms():
    for text in (CANARY, SIGNING, PAIR, "c4nary"):
        yield from (text.encode(), text.encode("utf-16-le"), base64.b64encode(text.encode()), quote(text).encode())


def _lives(program, folder):
    """Let the secrets be entered, used, handed over, exported, logged and refused."""
    row = _connected(program)
    keys.replace(program.database, program.vault, row.id, Secret(CANARY), by=program.actor)
    hook, _ = program.webhooks.add(
        EndpointForm("https://93.184.215.14/hook"), secret=Secret(SIGNING),
        secret_headers={"Authorization": Secret("Bearer c4nary")},
    )  # fmt: skip
    program.webhooks.try_out(hook.id)
    endpoint = IntegrationForm("Books", IntegrationType.CUSTOM, ENDPOINT, config={"base_url": "http://127.0.0.1:9"})
    assert not program.trials.service(endpoint, Secret(CANARY)).passed
    program.trials.integration(row.id)
    _signs_in(program, folder)
    setup.write(program.database, folder / "setup.pdf", at=program.clock())
    other = MemoryStore()
    handover.introduce(program.database, PcSealer(other), "office")
    with program.database.read() as session:
        (pc,) = handover.pcs(session)
        for use in holders.uses(session, at=program.clock()):
            handover.give(program.database, program.vault, PcSealer(program.vault), use, pc, by=program.actor)
        (folder / "setup.md").write_text(document.compose(session, at=program.clock()), encoding="utf-8")
    kept_settings.keep(folder, vault="keyring")
    log = logging.getLogger("sakshi_desktop.canary")
    try:
        keys.replace(program.database, program.vault, 99, Secret(CANARY), by=program.actor)
    except SakshiError as error:
        log.exception("refused %s", CANARY)
        (folder / "error.txt").write_text(f"{error} {error!r} {vars(error)!r}", encoding="utf-8")


def _connected(program):
    with program.database.begin() as session:
        form = IntegrationForm("Razorpay", IntegrationType.PAYMENT, "Razorpay")
        return integrations.create(session, form, by=program.actor)


def _signs_in(program, folder):
    """Let a person sign in by OAuth, and the tokens be used, renewed, refused, and repeated by the service."""
    with Books() as books, Consent(books) as consent:
        with program.database.begin() as session:
            for place in (consent.place, books.place):
                allowances.allow(session, place, by=program.actor, at=program.clock())
        form = IntegrationForm("Own books", IntegrationType.CUSTOM, ENDPOINT, config=consent.config)
        secret = Secret(CLIENT_SECRET)
        key = keys.connect(program.database, program.vault, form, secret, by=program.actor).id
        consent.lasts = 30  # each use renews them
        assert program.trials.connect(key, browse).passed
        assert program.trials.integration(key).passed
        books.answers = [(500, {}, f'{{"message": "{consent.newest} is wrong"}}'.encode())]
        assert not program.trials.integration(key).passed
        consent.answers = [(400, {"error": "invalid_grant", "error_description": f"{consent.newest} is called back"})]
        proof = program.trials.integration(key)
        assert "[secret] is called back" in proof.sentence
        try:
            SigningIn(program.database, program.vault).access(key)
        except SakshiError as error:
            told = "".join(traceback.format_exception(error))
            (folder / "ended.txt").write_text(f"{told} {vars(error)!r}", encoding="utf-8")
        assert consent.kinds().count("refresh_token") >= 3, "they were renewed"


def test_it_is_in_no_file_of_the_program(tmp_path, sqlite_address):
    before = logging.getLogRecordFactory()
    redaction.guard_logs()
    handler = logging.FileHandler(tmp_path / "program.log", encoding="utf-8")
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    entries = Narrow()
    program = App(Settings(database=sqlite_address, folder=tmp_path))
    program.vault = PcVault(program.settings, keyring=lambda: KeyringStore(entries, "keyring of the test"))
    try:
        _lives(program, tmp_path)
    finally:
        program.close()
        logging.getLogger().setLevel(logging.WARNING)
        logging.getLogger().removeHandler(handler)
        handler.close()
        logging.setLogRecordFactory(before)
    assert "c4nary" in "".join(entries.kept.values()), "the vault alone has it"
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    wanted = {"sakshi.db", "program.log", "settings.json", "setup.md", "setup.pdf", "error.txt", "ended.txt"}
    assert wanted <= {file.name for file in files}
    for file in files:
        held = file.read_bytes()
        assert not [form for form in _forms() if form in held], file.name
    assert "refused [secret]" in (tmp_path / "program.log").read_text(encoding="utf-8")


def test_it_is_in_no_row_on_either_database(tmp_path, address):
    program = App(Settings(database=address, folder=tmp_path))
    program.vault = PcVault(program.settings, keyring=lambda: KeyringStore(Narrow(), "keyring of the test"))
    _lives(program, tmp_path)
    from sakshi_desktop.store.base import Base

    with program.database.reading() as connection:
        for table in Base.metadata.sorted_tables:
            rows = connection.execute(table.select()).all()
            held = "\n".join(str(value) for row in rows for value in row)  # the repr of a row is cut
            assert "c4nary" not in held, table.name
            assert SIGNING not in held, table.name
    program.close()


def test_the_program_guards_its_logs_and_tracebacks(tmp_path, sqlite_address):
    code = (
        "import logging, sys\n"
        f"sys.argv = ['sakshi', '--debug', 'integrations', 'list', '--database', {sqlite_address!r}]\n"
        "from sakshi_desktop.cli import main\n"
        "main()\n"
        "print(logging.getLogRecordFactory().__name__, sys.excepthook.__name__)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "_CleanRecord tell"
