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
    return connected(said, books, "Own books")


def connected(said, books, name):
    said("webhooks", "allow", books.place)
    made = said(
        "integrations", "add", name, "--type", "custom", "--service", "HTTPS endpoint", "--secret", "--test",
        "--set", f"base_url={books.url}", "--set", f"items_url={books.url}/items", given=f"{TOKEN}\n",
    )  # fmt: skip
    said("integrations", "activate", made["integration"])
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


def _names(told):
    return {one["field"]: one["name"] for one in told["fields"]}


def test_fields_are_called_otherwise_from_add_to_reset(said, service, plain, books):
    job = said("sync", "add", service, "items", "--set", "name=title", "--leave", "sku", "diet")["sync"]
    words = ("--set", "price=price.amount", "--unit", "price=rupees", "--set", "diet=kind")
    told = said("sync", "fields", job, *words)
    assert _names(told) == {
        "id": "id", "name": "title", "variant": "variant", "category": "category", "sku": None, "diet": "kind",
        "price_paise": "price.amount", "cost_paise": "cost_paise",
    }  # fmt: skip
    assert {one["field"]: one["unit"] for one in told["fields"] if one["unit"]} == {
        "price_paise": "rupees", "cost_paise": "paise",
    }  # fmt: skip
    assert (told["given"]["price"], told["gone"]["price_paise"]) == ({"amount": "180.00"}, 18_000)
    assert said("sync", "list")[0]["fields"] == "3 renamed, 1 left out, 1 in rupees"
    shown = plain("fields", job)
    assert "(left out)" in shown
    assert 'A record such as {"id": "A-1", "title": "Latte"' in shown
    books.items[:] = [{"id": 1, "title": "Chai", "price": {"amount": 40.5}}, {"id": 2, "title": 3}]
    assert said("sync", "run", job, "--here")["last"]["created"] == 1
    (letter,) = said("sync", "letters")
    assert letter["error"] == "Its “title” is no text. Write it in quotes."
    assert _names(said("sync", "fields", job, "--reset", "name"))["name"] == "name"
    assert said("sync", "fields", job, "--reset")["fields"][1]["left_out"] is False
    assert said("sync", "list")[0]["fields"] is None


def test_what_is_pushed_may_have_fixed_values_and_an_example_is_shown(said, service, plain):
    job = said("sync", "add", service, "daily sales", "--fixed", "source=sakshi = cafe")["sync"]
    told = said("sync", "fields", job, "--fixed", "meta.kind=day", "--unit", "net_sales=rupees")
    assert told["fixed"] == {"meta.kind": "day", "source": "sakshi = cafe"}
    assert (told["gone"]["net_sales"], told["gone"]["source"]) == ("18425.50", "sakshi = cafe")
    assert "“sakshi sync backfill” sends older days." in plain("fields", job, "--leave", "currency")
    shown = plain("fields", job)
    assert "backfill" not in shown
    assert "Sent with every record: source = sakshi = cafe" in shown
    assert "An example is sent as {" in shown
    assert said("sync", "fields", job, "--reset", "source")["fixed"] == {"meta.kind": "day"}


NO_FIELDS = (
    (("--set", "prise=mrp"), "Items has no field “prise”. Its fields are id, name"),
    (("--set", "price"), "“price” is no pair.\nIt looks like price=mrp."),
    (("--set", "price="), "The name of price_paise at the service is empty."),
    (("--unit", "name=rupees"), "name is no money: it has no unit."),
    (("--unit", "price=dollars"), "“dollars” is no unit.\nWrite rupees or paise."),
    (("--leave", "name"), "name must be there: it cannot be left out."),
    (("--fixed", "a=b"), "nothing is sent with what is pulled"),
    (("--reset", "prise"), "Items has no field “prise”."),
    (("--set", "price=sku"), "sku and price_paise have one name at the service, “sku”."),
)


def test_fields_that_cannot_be_are_sentences(said, service):
    job = said("sync", "add", service, "items")["sync"]
    for words, sentence in NO_FIELDS:
        assert sentence in refused(said, "fields", job, *words)
    assert said("sync", "list")[0]["fields"] is None


def test_a_run_that_waits_for_its_budget_says_until_when(said, sakshi, address, service, plain):
    said("integrations", "edit", service, "--calls-per-minute", "1")
    job = said("sync", "add", service, "items")["sync"]
    failed = refused(said, "run", job, "--here")
    assert "is in the middle of its run. Waits for the service's rate limit until " in failed
    (row,) = said("sync", "list")
    assert (row["state"], row["running"]["pages"], row["waits_until"] is None) == ("running", 1, False)
    told = plain("list")
    assert "rate limit" in told
    assert f"{job}: {row['waits']}\n" in told
    assert row["waits"] in sakshi("integrations", "health", "--database", address).stdout
    assert said("sync", "cancel", job)["state"] == "running"


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


def test_letters_of_several_syncs_are_tried_again_and_each_is_told(said, service, books):
    jobs = [said("sync", "add", one, "items")["sync"] for one in (service, connected(said, books, "Other books"))]
    assert [said("sync", "run", job, "--here")["last"]["dead"] for job in jobs] == [1, 1]
    letters = [str(letter["letter"]) for letter in said("sync", "letters")]
    assert "Dead letter 99999 is not here." in refused(said, "letters", "--retry", letters[0], "99999", "--here")
    assert [letter["tries"] for letter in said("sync", "letters")] == [1, 1]
    rows = said("sync", "letters", "--retry", *letters, "--here")
    assert [(row["sync"], row["last"]["kind"]) for row in rows] == [(job, "retry") for job in jobs]


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


MISTAKES = (
    (("run", "JOB-99"), "There is no sync JOB-99"),
    (("apply", "99"), "There is no such run"),
    (("fields", "JOB-99"), "There is no sync JOB-99"),
    (("backfill", "JOB-1", "--from", "soon"), "is no date"),
    (("letters", "--drop", "7"), "is not here any more"),
    (("letters", "--sync", "JOB-99"), "There is no sync JOB-99"),
    (("add", "INT-99", "items"), "There is no integration INT-99"),
)


def test_mistakes_are_sentences(said):
    for words, sentence in MISTAKES:
        assert sentence in refused(said, *words)


def test_a_stream_or_schedule_that_does_not_suit_is_refused(said, service):
    assert "has no stream" in refused(said, "add", service, "refunds")
    assert "cannot be realtime" in refused(said, "add", service, "items", "--schedule", "realtime")
