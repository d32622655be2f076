import pytest

from tests.books import TOKEN, Books
from tests.cli.test_integrations import said as said  # noqa: PLC0414  # a fixture that both use

ITEMS = [{"id": n, "name": f"Item {n}", "price_paise": 100 * n} for n in range(1, 4)] + [{"id": 9, "name": ""}]


@pytest.fixture
def books():
    with Books(ITEMS) as made:
        yield made


@pytest.fixture
def service(said, books):
    said("webhooks", "allow", books.place)
    made = said(
        "integrations", "add", "Own books", "--type", "custom", "--service", "HTTPS endpoint", "--secret",
        "--set", f"base_url={books.url}", "--set", f"items_url={books.url}/items", given=f"{TOKEN}\n",
    )  # fmt: skip
    said("integrations", "activate", made["integration"])
    said("integrations", "test", made["integration"])
    said("integrations", "mode", made["integration"], "live")
    return made["integration"]


@pytest.fixture
def plain(sakshi, address):
    """Runs `sakshi sync` and returns what it says to a person."""
    return lambda *words: sakshi("sync", *words, "--database", address).stdout


def refused(said, *words):
    done = said.run("sync", *words)
    assert done.returncode == 1
    return done.stderr


def test_a_sync_lives_from_add_to_remove(said, service, plain):
    assert said("sync", "list") == []
    job = said("sync", "add", service, "items", "--schedule", "daily at 6:30")["sync"]
    assert [row["schedule"] for row in said("sync", "list")] == ["daily at 06:30"]
    looked = said("sync", "dry-run", job, "--here")["last"]
    assert (looked["kind"], looked["created"]) == ("dry", 4)
    shown = said("sync", "show", str(looked["run"]))
    assert [record["record"] for record in shown["records"]] == ["1", "2", "3", "9"]
    assert "No record stands behind “9”." in plain("show", str(looked["run"]), "--after", "9")
    assert plain("letters", "--after", "99999999999") == "There are no dead letters.\n"
    applied = said("sync", "apply", str(looked["run"]), "--here")["last"]
    assert (applied["kind"], applied["created"], applied["dead"]) == ("apply", 3, 1)
    (letter,) = said("sync", "letters", "--sync", job)
    assert plain("letters", "--after", "99999999999") == "No dead letter stands behind 99999999999.\n"
    said("sync", "letters", "--edit", str(letter["letter"]), given='{"name": "Item 9"}')
    assert said("sync", "letters", "--retry", str(letter["letter"]), "--here")["last"]["created"] == 1
    assert said("sync", "letters") == []
    assert said("sync", "undo", str(applied["run"]), "--here")["last"]["changed"] == 3
    assert [row["kind"] for row in said("sync", "history", job)] == ["undo", "retry", "apply", "dry"]
    assert said("sync", "pause", job)["state"] == "paused"
    assert said("sync", "resume", job)["state"] == "idle"
    assert len(said("sync", "schedule", job, "every 15 minutes")["coming"]) == 3
    assert said("sync", "run", job)["state"] == "queued"
    assert said("sync", "cancel", job)["state"] == "idle"
    assert said("sync", "backfill", job, "--from", "2026-11-01", "--to", "2026-11-20", "--here")["last"]["same"] >= 0
    assert said("sync", "remove", job) == {"removed": job}


def test_all_letters_are_listed_and_tried_again_however_many_there_are(said, sakshi, address, service, books):
    books.items, books.size = [{"id": n, "name": ""} for n in range(1, 206)], 100
    job = said("sync", "add", service, "items")["sync"]
    assert said("sync", "run", job, "--here")["last"]["dead"] == 205
    first = said("sync", "letters", "--sync", job)
    last = str(first[-1]["letter"])
    assert (len(first), len(said("sync", "letters", "--after", last))) == (200, 5)
    assert f"There may be more: --after {last}." in sakshi("sync", "letters", "--database", address).stdout
    (row,) = said("sync", "letters", "--retry-all", "--sync", job, "--here")
    assert (row["last"]["kind"], row["last"]["dead"]) == ("retry", 205)
    assert [row["state"] for row in said("sync", "letters", "--retry-all")] == ["queued"]
    other = said("sync", "add", service, "daily sales")["sync"]
    assert "There are no dead letters." in refused(said, "letters", "--retry-all", "--sync", other)
    assert "There is no sync JOB-99." in refused(said, "letters", "--retry-all", "--sync", "JOB-99")


def test_a_run_here_that_fails_or_does_not_begin_is_no_success(said, service, books):
    job = said("sync", "add", service, "items")["sync"]
    assert said("sync", "run", job, "--here")["last"]["created"] == 3
    books.answers.append((500, {}, None))
    assert "items failed: Own books failed (500)." in refused(said, "run", job, "--here")
    said("integrations", "pause", service)
    assert "does not run here" in refused(said, "run", job, "--here")


def test_a_worker_runs_what_is_asked_for(said, service):
    job = said("sync", "add", service, "items")["sync"]
    said("sync", "run", job)
    said("worker", "--seconds", "8", given="passphrase")
    assert said("sync", "list")[0]["last"]["created"] == 3


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("run", "JOB-99"), "There is no sync JOB-99"),
        (("apply", "99"), "There is no such run"),
        (("backfill", "JOB-1", "--from", "soon"), "is no date"),
        (("letters", "--drop", "7"), "is not here any more"),
        (("letters", "--sync", "JOB-99"), "There is no sync JOB-99"),
        (("add", "INT-99", "items"), "There is no integration INT-99"),
    ],
)
def test_mistakes_are_sentences(said, words, sentence):
    assert sentence in refused(said, *words)


def test_a_stream_or_schedule_that_does_not_suit_is_refused(said, service):
    assert "has no stream" in refused(said, "add", service, "refunds")
    assert "cannot be realtime" in refused(said, "add", service, "items", "--schedule", "realtime")
