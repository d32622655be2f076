import json
import sys

import pytest

from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import IntegrationType
from sakshi_desktop.hub.offers import ENDPOINT
from sakshi_desktop.vault.file_store import FileStore
from tests import consent
from tests.books import TOKEN, Books
from tests.cli.vaults import PASSPHRASE, furnish

CANARY = "c4nary-rzp-live-9x2Q"


@pytest.fixture
def said(sakshi, tmp_path, address):
    """Runs the installed command on a database of each kind, with a vault file; returns what it says as JSON."""
    home = tmp_path / "home"
    furnish(home)

    def run(*words, given="", home=home):
        return sakshi(*words, "--json", "--database", address, given=given, home=home)

    def good(*words, **more):
        done = run(*words, **more)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    good.run, good.home = run, home
    return good


def _vault(home):
    vault = FileStore(home / "vault.json")
    vault.unlock(Secret(PASSPHRASE))
    return vault


def test_a_service_lives_from_add_to_remove(said, tmp_path):
    assert said("integrations", "list") == []
    made = said(
        "integrations", "add", "Razorpay", "--type", "payment", "--owner", "Ravi", "--set", "account=acc_1", "--secret",
        given=f"{CANARY}\n",
    )  # fmt: skip
    name = made["integration"]
    assert (made["status"], made["service"], made["secret_version"]) == ("inactive", "Razorpay", 1)
    assert said("integrations", "activate", name)["status"] == "active"
    changed = said("integrations", "edit", name, "--purpose", "Settlements", "--set", "mode=live")
    assert (changed["owner"], changed["purpose"]) == ("Ravi", "Settlements")
    assert changed["settings"] == {"account": "acc_1", "mode": "live"}
    assert said("integrations", "pause", name, "--reason", "Audit")["reason"] == "Audit"
    assert said("integrations", "show", name)["name"] == "Razorpay"
    (listed,) = said("integrations", "list")
    assert listed["integration"] == name
    file = tmp_path / "setup.md"
    assert said("integrations", "document", "-o", str(file)) == {"file": str(file)}
    assert "## Razorpay" in file.read_text(encoding="utf-8")
    paper = tmp_path / "setup.pdf"
    assert said("integrations", "document", "-o", str(paper)) == {"file": str(paper), "pages": 1}
    assert paper.read_bytes().startswith(b"%PDF")
    dated = said("integrations", "edit", name, "--secret-until", "2099-01-31")
    assert (dated["secret_until"], dated["status"]) == ("2099-01-31", "inactive")
    assert "It was not said what is to change." in said.run("integrations", "edit", name).stderr
    assert said("integrations", "edit", name, "--calls-per-minute", "90")["calls_per_minute"] == 90
    assert said("integrations", "edit", name, "--calls-per-minute", "0")["calls_per_minute"] is None
    own = ("--service", "HTTPS endpoint", "--calls-per-minute", "default")
    assert said("integrations", "edit", name, *own)["calls_per_minute"] is None
    refused = said.run("integrations", "edit", name, "--calls-per-minute", "many")
    assert "Write how many calls a minute it takes, up to 60,000; 0 sets no limit." in refused.stderr
    refused = said.run("integrations", "edit", name, "--secret-until", "31/01/2099")
    assert "is no date such as 2027-01-31" in refused.stderr
    whole = json.dumps([made, changed, listed, said("integrations", "document")]) + file.read_text(encoding="utf-8")
    assert "c4nary" not in whole
    assert said("integrations", "remove", name) == {"removed": name}
    assert said("integrations", "list") == []
    assert _vault(said.home)._read() == {}


REFUSED = (
    (["show", "INT-99"], "There is no integration INT-99."),
    (["show", "WHK-1"], "no integration id"),
    (["add", "X", "--type", "sms", "--set", "api_key=k-12345"], "looks like a secret"),
    (["add", "X", "--type", "sms", "--set", "nonsense"], "no setting"),
    (["add", " ", "--type", "sms"], "The name is empty."),
)


def test_what_cannot_be_done_is_a_sentence(said):
    for words, sentence in REFUSED:
        done = said.run("integrations", *words)
        assert (done.returncode, done.stdout) == (1, ""), words
        assert sentence in done.stderr
        assert "Traceback" not in done.stderr
    assert said("integrations", "list") == []


def test_keys_are_listed_replaced_and_forgotten(said):
    name = said("integrations", "add", "Twilio", "--type", "sms")["integration"]
    assert said("keys", "list")["secrets"] == []
    assert said("keys", "set", name, given=f"{CANARY}\n") == {"integration": name, "version": 1}
    assert said("keys", "set", name, given="another secret\n")["version"] == 2
    listed = said("keys", "list")
    (one,) = listed["secrets"]
    assert (one["of"], one["version"], one["here"]) == (name, 2, [2])
    assert listed["vault"] == "file"
    assert _vault(said.home).get(one["name"]) == Secret("another secret")
    assert said("keys", "forget", name) == {"integration": name, "version": None}
    assert _vault(said.home).versions(one["name"]) == ()


def test_another_pc_is_given_the_present_secret(said, tmp_path):
    name = said("integrations", "add", "Twilio", "--type", "sms", "--secret", given=f"{CANARY}\n")["integration"]
    other = tmp_path / "other"
    furnish(other)
    (one,) = said("keys", "list", home=other)["secrets"]
    assert one["here"] == []
    assert said("keys", "enter", name.lower(), given=f"{CANARY}\n", home=other) == {"of": name, "version": 1}
    assert said("keys", "list", home=other)["secrets"][0]["here"] == [1]
    again = said.run("keys", "enter", name, given=f"{CANARY}\n", home=other)
    assert again.returncode == 1
    assert "already" in again.stderr


def test_a_secret_is_handed_over_between_two_pcs(said, tmp_path):
    name = said("integrations", "add", "Twilio", "--type", "sms", "--secret", given=f"{CANARY}\n")["integration"]
    other = tmp_path / "other"
    furnish(other)
    key = said("keys", "receive", home=other)["key"]
    (known,) = said("keys", "pcs")
    assert known["key"] == key
    assert "No PC has the name" in said.run("keys", "give", name, "nobody").stderr
    assert said("keys", "give", name, known["id"]) == {"of": name, "to": known["pc"], "secrets": 1}
    assert said("keys", "receive", home=other)["secrets"] == 1
    assert said("keys", "list", home=other)["secrets"][0]["here"] == [1]


def test_a_webhook_secret_that_signs_nothing_is_not_entered(said, tmp_path):
    said("webhooks", "add", "https://93.184.215.14/hook")
    other = tmp_path / "other"
    furnish(other)
    wrong = said.run("keys", "enter", "WHK-1", given=f"{CANARY}\n", home=other)
    assert wrong.returncode == 1
    assert "whsec_" in wrong.stderr
    assert "c4nary" not in wrong.stderr + wrong.stdout


def test_an_empty_secret_changes_nothing(said):
    name = said("integrations", "add", "Twilio", "--type", "sms")["integration"]
    done = said.run("keys", "set", name, given="\n")
    assert done.returncode == 1
    assert "The secret is empty." in done.stderr
    assert said("integrations", "show", name)["secret_version"] is None


def test_health_is_a_real_round_trip(said):
    assert said("keys", "health")["works"] is True
    (said.home / "vault.json").write_text("{}")
    done = said.run("keys", "health")
    assert done.returncode == 1
    assert "damaged" in done.stderr


def test_the_file_is_used_by_explicit_choice(said, tmp_path):
    home = tmp_path / "fresh"
    home.mkdir()
    none = said.run("keys", "health", home=home)
    assert none.returncode == 1
    assert "no keyring that Sakshi trusts" in none.stderr
    assert [file.name for file in home.iterdir()] == []
    unlike = said.run("keys", "use", "file", given="a passphrase of mine\nanother one\n", home=home)
    assert "not alike" in unlike.stderr
    assert not (home / "vault.json").exists()
    (home / "words").write_text("a passphrase of mine")
    chosen = ("keys", "use", "file", "--passphrase-file", str(home / "words"))
    assert said(*chosen, home=home) == {"vault": "file"}  # the file says it: nobody is asked
    assert said("keys", "health", home=home)["vault"] == "file"
    assert said("keys", "use", "keyring", home=home) == {"vault": "keyring"}
    assert "no keyring" in said.run("keys", "health", home=home).stderr


def test_a_passphrase_that_does_not_open_the_file_is_told_when_it_is_chosen(said, tmp_path):
    (tmp_path / "words").write_text("quite another passphrase")
    done = said.run("keys", "use", "file", "--passphrase-file", str(tmp_path / "words"))
    assert done.returncode == 1
    assert "passphrase" in done.stderr
    assert said("keys", "health")["vault"] == "file"  # as before
    gone = said.run("keys", "use", "file", "--passphrase-file", str(tmp_path / "gone"))
    assert (gone.returncode, "cannot be read" in gone.stderr) == (1, True)


def test_a_service_whose_secret_this_pc_cannot_keep_is_not_there(said, tmp_path):
    bare = tmp_path / "bare"
    bare.mkdir()
    words = ("integrations", "add", "Razorpay", "--type", "payment", "--secret")
    refused = said.run(*words, given=f"{CANARY}\n", home=bare)
    assert (refused.returncode, "no keyring" in refused.stderr) == (1, True)
    empty = said.run(*words, given="\n")
    assert (empty.returncode, "empty" in empty.stderr) == (1, True)
    assert said("integrations", "list") == []
    assert said(*words, given=f"{CANARY}\n")["name"] == "Razorpay"


def test_a_closed_file_is_a_sentence_where_nobody_can_be_asked(said, tmp_path):
    settings = said.home / "settings.json"
    settings.write_text(json.dumps({"vault": "file"}))
    done = said.run("keys", "health")
    assert (done.returncode, "locked" in done.stderr) == (1, True)


def test_people_read_tables(sakshi, tmp_path, sqlite_address):
    furnish(tmp_path / "home")

    def run(*words, given=""):
        done = sakshi(*words, "--database", sqlite_address, given=given)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "Nothing is connected yet." in run("integrations", "list")
    run("integrations", "add", "Twilio", "--type", "sms", "--secret", given=f"{CANARY}\n")
    shown = run("integrations", "list") + run("integrations", "show", "INT-1") + run("keys", "list")
    assert "INT-1" in shown
    assert "c4nary" not in shown
    assert "T" not in next(line for line in shown.splitlines() if line.startswith("Created")).removeprefix("Created")
    assert "# Integrations" in run("integrations", "document")


def test_a_service_is_tested_first_and_goes_live_by_a_passed_test(said):
    with Books() as books:
        said("webhooks", "allow", books.place)
        words = ("integrations", "add", "Own books", "--type", "custom", "--service", ENDPOINT, "--secret", "--test")
        books.answers.append((401, {}, b""))
        failed = said.run(*words, "--set", f"base_url={books.url}", given=f"{CANARY}\n")
        assert failed.returncode == 1
        assert "Own books refused the secret (401). Enter it again. Nothing was saved." in failed.stderr
        assert "c4nary" not in failed.stderr + failed.stdout
        assert said("integrations", "list") == []
        made = said(*words, "--set", f"base_url={books.url}", given=f"{TOKEN}\n")
        name = made["integration"]
        assert (made["mode"], made["test_passed"]) == ("test", True)
        assert said("integrations", "mode", name, "live")["mode"] == "live"
        assert said("integrations", "edit", name, "--set", "account=other")["mode"] == "test"
        refused = said.run("integrations", "mode", name, "live")
        assert "has not passed a test with its present settings and secret" in refused.stderr
        assert said("integrations", "test", name)["passed"]
        assert said("integrations", "mode", name, "live")["mode"] == "live"
        assert said("integrations", "edit", name, "--set", "account=third", "--test")["mode"] == "live"
        assert said("integrations", "mode", name, "test")["mode"] == "test"
        refused = said.run("webhooks", "add", f"http://{books.place}/none", "--test")
        assert "Nothing was saved." in refused.stderr
        assert said("webhooks", "list") == []


def test_a_person_connects_a_service_in_the_browser(said, monkeypatch):
    monkeypatch.setenv("BROWSER", f"{sys.executable} {consent.__file__} %s")
    with Books() as books, consent.Consent(books) as service:
        for place in (books.place, service.place):
            said("webhooks", "allow", place)
        service.issuer = f"http://{service.place}"
        config = {**service.config, "oauth_revoke_url": f"{service.issuer}/revoke", "oauth_issuer": service.issuer}
        settings = [word for name, text in config.items() for word in ("--set", f"{name}={text}")]
        made = said(
            "integrations", "add", "Books", "--type", "custom", "--service", ENDPOINT, "--test", "--secret", *settings,
            given=f"{consent.CLIENT_SECRET}\n",
        )  # fmt: skip
        name = made["integration"]
        assert made["sign_in_needed"] == "It is not signed in yet: connect it."
        assert "not signed in yet" in said.run("integrations", "test", name).stderr
        done = said.run("integrations", "connect", name)
        assert done.returncode == 0, done.stderr
        assert "in the browser of this PC: http://127.0.0.1" in done.stderr
        connected = json.loads(done.stdout)
        assert (connected["secret_version"], connected["test_passed"], connected["sign_in_needed"]) == (2, True, None)
        assert said("keys", "list")["secrets"][0]["here"] == [2]
        assert said("integrations", "test", name)["passed"]
        assert "c4nary" not in done.stdout + done.stderr
        key = said("integrations", "add", "Plain", "--type", "custom", "--service", ENDPOINT)["integration"]
        assert "takes a key" in said.run("integrations", "connect", key).stderr
        assert service.given_back == []
        assert said("keys", "forget", name)["version"] is None
        assert [kind for _, kind in service.given_back] == ["refresh_token"]


def test_a_service_of_each_type_is_connected_kept_and_asked(said):
    with Books() as books:
        said("webhooks", "allow", books.place)
        for kind in IntegrationType:
            books.tokens = {f"{TOKEN}-of-{kind.value}"}
            made = said(
                "integrations", "add", f"Our {kind.value}", "--type", kind.value, "--service", ENDPOINT, "--secret",
                "--set", f"base_url={books.url}", "--test", given=f"{TOKEN}-of-{kind.value}\n",
            )  # fmt: skip
            assert (made["type"], made["secret_version"], made["test_passed"]) == (kind.value, 1, True)
    kept = _vault(said.home)._read().values()
    assert {text for versions in kept for text in versions.values()} == {
        f"{TOKEN}-of-{kind}" for kind in IntegrationType
    }
    assert "c4nary" not in json.dumps(said("integrations", "list"))
    refused = said.run("integrations", "add", "X", "--type", "fax")
    assert (refused.returncode, "invalid choice" in refused.stderr) == (2, True)
    assert "oauth_redirect" in said.run("integrations", "add", "--help").stdout


UNSAFE = (
    ("oauth_token_url=http://accounts.example.com/token", "anyone on the way could read the sign-in"),
    ("oauth_redirect=http://sakshi.example.com/", "to this PC alone"),
    ("oauth_token_url=https://169.254.169.254/t", "leads to 169.254.169.254: the local link"),
    ("oauth_authorize_url=https://10.0.0.1/a", "a private network"),
    ("base_url=https://127.0.0.1/x", "base_url: 127.0.0.1 leads to 127.0.0.1: this PC itself"),
    ("base_url=notaurl", "lacks its https://"),
    ("oauth_scopes=sales", "A sign-in has no setting oauth_scopes"),
)


def test_a_sign_in_that_anyone_could_read_is_not_saved(sakshi, tmp_path, sqlite_address):
    furnish(tmp_path / "home")
    good = ("sign_in=oauth2", "oauth_client_id=us", "oauth_authorize_url=https://a.example.com/")
    for setting, sentence in UNSAFE:
        given = (*good, setting, "oauth_token_url=https://a.example.com/t", setting)
        words = [word for each in given for word in ("--set", each)]
        done = sakshi("integrations", "add", "Books", "--type", "crm", *words, "--database", sqlite_address)
        assert (done.returncode, sentence in done.stderr) == (1, True), setting
    assert "Nothing is connected yet." in sakshi("integrations", "list", "--database", sqlite_address).stdout
