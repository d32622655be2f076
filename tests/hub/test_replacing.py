"""Two programs of one PC replace a secret at the same moment, on databases of both kinds."""

import subprocess
import sys
from pathlib import Path

import pytest

from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import IntegrationType
from sakshi_desktop.hub import integrations, keys
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.vault.file_store import Cost, FileStore
from tests.hub.replacing import PASSPHRASE

CHECKOUT = Path(__file__).resolve().parents[2]
ROUNDS = 12


@pytest.fixture
def vault(tmp_path):
    made = FileStore(tmp_path / "vault.json", cost=Cost(1, 8, 1))
    made.create(PASSPHRASE)
    return made


def test_the_secret_in_use_is_that_of_who_came_first(database, address, vault):
    form = IntegrationForm("Razorpay", IntegrationType.PAYMENT, "Razorpay")
    service = keys.connect(database, vault, form, Secret("the first secret"), by=THIS_PC).id
    words = [sys.executable, "-m", "tests.hub.replacing", address, vault.path, str(service)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": CHECKOUT}
    programs = [subprocess.Popen(words, **pipes) for _ in range(2)]
    assert [each.stdout.readline() for each in programs] == ["ready\n"] * 2
    for place in range(ROUNDS):
        typed = [f"secret {place} of {who}" for who in ("one", "other")]
        for each, text in zip(programs, typed, strict=True):
            each.stdin.write(f"{text}\n")
            each.stdin.flush()
        said = [each.stdout.readline().strip() for each in programs]
        in_time = {text for text, word in zip(typed, said, strict=True) if word == "replaced"}
        with database.read() as session:
            row = integrations.get(session, service)
        assert vault.get(row.secret_name, row.secret_version).reveal() in in_time
        assert vault.versions(row.secret_name) == (row.secret_version,), "who came too late left nothing behind"
    for each in programs:
        each.communicate()
