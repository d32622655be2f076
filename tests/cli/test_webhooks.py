import json

import pytest
from standardwebhooks import Webhook

from tests.cli.vaults import furnish
from tests.receiver import Receiver

URL = "https://orders.example.com/hook"


@pytest.fixture
def said(sakshi, tmp_path, address):
    """Runs `sakshi webhooks` on a database of each kind, with a vault file; returns what it says as JSON."""
    home = tmp_path / "home"
    furnish(home)

    def run(*words, given="", command="webhooks"):
        return sakshi(command, *words, "--json", "--database", address, given=given)

    def good(*words, **more):
        done = run(*words, **more)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    good.run, good.home = run, home
    return good


def test_a_receiver_lives_from_add_to_remove(said):
    with Receiver() as there:
        assert said("allow", there.place) == {"allowed": there.place}
        made = said(
            "add", there.url, "--events", "order.*,customer.created", "--header", "X-Shop=7", "--at-once", "2",
            "--secret-header", "Authorization", "--filter", "location=LOC-1,LOC-2", given="Bearer canary\n",
        )  # fmt: skip
        name = made["webhook"]
        assert made["secret"].startswith("whsec_")
        trial = said("test", name, "--event", "order.cancelled", "--data", '{"order": "ORD-7"}')
        assert '"working": false' in said.run("--seconds", "6", command="worker").stdout
        (came,) = there.received
    assert Webhook(made["secret"]).verify(came.body, came.headers)["data"] == {"order": "ORD-7"}
    assert came.headers["authorization"] == "Bearer canary"
    shown = said("show", str(trial["delivery"]))
    assert (shown["state"], shown["requests"][0]["status"]) == ("done", 200)
    assert "canary" not in json.dumps(shown)
    assert said("tell", "--data", '{"note": "closed"}')["webhooks"] == 0
    (listed,) = said("list")
    assert listed["events"] == ["order.*", "customer.created"]
    assert listed["filter"] == {"location": ["LOC-1", "LOC-2"]}
    assert "whsec_" not in json.dumps(listed)
    changed = said("edit", name, "--events", "*", "--per-minute", "60")
    assert (changed["events"], changed["per_minute"], changed["at_once"]) == (["*"], 60, 2)
    assert said("rotate", name, "--leaked")["secret"] != made["secret"]
    assert said("disable", name) == {"enabled": False}
    assert said("enable", name)["enabled"] is True
    assert len(said("deliveries", "--webhook", name, "--state", "done")) == 1
    assert said("resend", str(trial["delivery"])) == {"deliveries": 1, "under_way": 0, "arrived": 0, "paused": 0}
    assert said("resend", "--since", "1h") == {"deliveries": 0, "under_way": 1, "arrived": 0, "paused": 0}
    assert said("recover", name, "--since", "1h") == {"deliveries": 0}
    kitchen = said("add", "Kitchen", "--type", "custom", "--service", "HTTPS endpoint", command="integrations")
    assert said("edit", name, "--integration", kitchen["integration"])["integration"] == kitchen["integration"]
    said("remove", name)
    assert said("list") == []
    assert said("forbid", there.place) == {"forbidden": there.place}
    assert said("allowed") == []


REFUSED = (
    (["add", "orders.example.com/hook"], "lacks its https://"),
    (["add", "https://user:secret@orders.example.com"], "user name or a password"),
    (["add", "https://127.0.0.1/hook"], "leads to 127.0.0.1: this PC itself"),
    (["add", "https://2130706433/hook"], "leads to 127.0.0.1"),
    (["add", "http://10.0.0.1/hook"], "a private network"),
    (["add", "https://[::1]/hook"], "this PC itself"),
    (["add", URL, "--events", "order.eaten"], "no event “order.eaten”"),
    (["add", URL, "--header", "X-A=1\r\nX-B: 2"], "line break"),
    (["add", URL, "--events", ""], "No kind of event is named."),
    (["add", URL, "--events", " , "], "No kind of event is named."),
    (["deliveries", "--text", "\udc80"], "a character in it that cannot be sought"),
    (["add", URL, "--header", "X-A"], "no header"),
    (["add", URL, "--header", "Api_Key=canary1234567890"], "Enter it as a secret header."),
    (["add", URL, "--header", "X-Auth=Bearer canary"], "The header X-Auth looks like a secret"),
    (["add", URL, "--header", "X-Access-Key=AKIAIOSFODNN7EXAMPLE"], "X-Access-Key looks like a secret"),
    (["add", URL, "--header", "X-Credential=canary"], "X-Credential looks like a secret"),
    (["add", URL, "--header", "X-Note=AKIAIOSFODNN7EXAMPLE"], "X-Note looks like a secret"),
    (["add", URL, "--retry", "soon"], "no schedule"),
    (["test", "WHK-1"], "no webhook WHK-1"),
    (["remove", "WHK-1"], "no webhook WHK-1"),
    (["remove", "CUS-1"], "no webhook id"),
    (["show", "1"], "no delivery 1"),
    (["resend"], "All deliveries are meant"),
    (["resend", "7"], "There is no delivery 7."),
    (["resend", "7", "--state", "dead"], "named and searched for at once"),
    (["resend", "--webhook", "WHK-7"], "There is no webhook WHK-7."),
    (["deliveries", "--webhook", "WHK-7"], "There is no webhook WHK-7."),
    (["edit", "WHK-7"], "It was not said what is to change."),
    (["tell", "--data", "[1]"], "no JSON in braces"),
    (["allow", "localhost"], "no address with a port"),
)


def test_what_cannot_be_done_is_refused_with_a_sentence(said):
    for words, sentence in REFUSED:
        done = said.run(*words)
        assert (done.returncode, done.stdout) == (1, ""), words
        assert sentence in done.stderr
        assert "Traceback" not in done.stderr
    assert said("list") == []


def test_one_secret_header_is_changed_and_one_dropped_and_the_others_stay(said):
    words = ("--secret-header", "Authorization", "--secret-header", "X-Token")
    name = said("add", URL, *words, given="Bearer canary\nanother canary\n")["webhook"]
    assert said("edit", name, "--secret-header", "X-Token", given="a third\n")["secret_headers"] == [
        "Authorization", "X-Token"
    ]  # fmt: skip
    assert said("edit", name, "--drop-secret-header", "X-Token")["secret_headers"] == ["Authorization"]
    assert "no secret header X-Key" in said.run("edit", name, "--drop-secret-header", "X-Key").stderr
    assert said("edit", name, "--drop-secret-header", "Authorization")["secret_headers"] == []


def test_what_will_be_sent_is_shown_with_its_size_and_secrets_hidden(said):
    made = said("add", URL, "--events", "order.*", "--secret-header", "Authorization", given="Bearer canary\n")
    shown = said("preview", made["webhook"])
    assert (shown["kind"], shown["url"], shown["real"]) == ("order.created", URL, False)
    assert shown["size"] == len(shown["body"].encode())
    assert (shown["heads"]["Authorization"], shown["heads"]["webhook-signature"]) == ("••••", "v1,••••")
    assert said("preview", made["webhook"], "--event", "report.ready")["kind"] == "report.ready"
    for words, kind in ((("preview", made["webhook"]), ""), (("test", made["webhook"]), ""), (("resend",), "meal")):
        refused = said.run(*words, "--event", kind)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert f"There is no event “{kind}”." in refused.stderr


def test_bodies_are_thin_unless_fuller_ones_are_chosen(said):
    made = said("add", URL, "--events", "customer.*")
    assert made["body"] == "thin"
    assert json.loads(said("preview", made["webhook"])["body"])["data"] == {"customer": "CUS-1042"}
    assert said("edit", made["webhook"], "--body", "fuller")["body"] == "fuller"
    assert said("edit", made["webhook"], "--at-once", "2")["body"] == "fuller"
    shown = said("preview", made["webhook"])
    assert json.loads(shown["body"])["data"]["phone"] == "••••"
    assert shown["size"] > 200
    assert said("edit", made["webhook"], "--body", "thin")["body"] == "thin"


def test_what_lets_in_whoever_knows_an_address_is_shown_as_dots(said):
    url = f"{URL}?shop=7&token=canary1234567890"
    made = said("add", url, "--header", "X-Outlet=Bandra", "--header", "X-Trace=3f2504e0-4f89-11d3-9a0c-0305e82c3301")
    assert (made["url"], made["headers"]["X-Outlet"]) == (f"{URL}?shop=7&token=••••", "Bandra")
    trial = str(said("test", made["webhook"])["delivery"])
    told = [said.run(*words).stdout for words in (("list",), ("preview", made["webhook"]), ("show", trial))]
    told.append(said.run("document", command="integrations").stdout)
    told += [said.run("list", command="keys").stdout, said.run("health", command="integrations").stdout]
    assert [made["webhook"] in text or "token=••••" in text for text in told] == [True] * 6
    assert "canary" not in "".join(told)
    kept = said.run("edit", made["webhook"], "--url", made["url"])
    assert (kept.returncode, "hides a part of the address" in kept.stderr) == (1, True)


def test_a_body_of_25_kilobytes_is_refused_with_its_size(said):
    made = said("add", URL)
    done = said.run("test", made["webhook"], "--data", "-", given=json.dumps({"note": "x" * 25_000}))
    assert done.returncode == 1
    assert "The body is 25.1 kB" in done.stderr


def test_a_secret_of_ones_own_is_read_from_the_input_and_an_empty_one_refused(said):
    secret = "whsec_" + "A" * 43 + "="
    assert said("add", URL, "--secret-from-input", given=f"{secret}\n")["secret"] == secret
    for given in ("", "hunter2\n", "whsec_AAAA\n"):
        done = said.run("add", URL, "--secret-from-input", given=given)
        assert done.returncode == 1
        assert "signing secret" in done.stderr
        assert "hunter2" not in done.stderr
    assert len(said("list")) == 1


def test_a_worker_ends_by_itself_after_the_seconds_that_were_said(said):
    done = said.run("--seconds", "0.5", command="worker")
    assert done.returncode == 0
    assert [json.loads(line)["working"] for line in done.stdout.splitlines()] == [True, False]


def test_how_long_things_are_kept_is_said_and_changed(said):
    assert said("retention") == {"done_days": 30, "attempt_days": 90, "run_days": 90}
    assert said("retention", "--done-days", "7") == {"done_days": 7, "attempt_days": 90, "run_days": 90}
    assert said("retention")["done_days"] == 7
    for wrong in ("0", "3651", "-4"):
        refused = said.run("retention", "--run-days", wrong)
        assert refused.returncode == 1
        assert "are kept from 1 day to ten years" in refused.stderr


def test_a_signature_is_looked_into_and_the_board_says_how_things_stand(said, tmp_path):
    with Receiver() as there:
        said("allow", there.place)
        name = said("add", there.url)["webhook"]
        said("test", name)
        said.run("--seconds", "6", command="worker")
        (got,) = there.received
    heads, body = tmp_path / "headers.txt", tmp_path / "body.json"
    heads.write_text("\n".join(f"{key}: {value}" for key, value in got.headers.items()))
    body.write_bytes(got.body)
    assert all(part["fits"] for part in said("explain", str(heads), str(body))["parts"].values())
    body.write_bytes(got.body + b"\n")
    verdict = said("explain", str(heads), str(body))
    assert [key for key, part in verdict["parts"].items() if part["fits"] is False] == ["body"]
    assert "cannot be read as text" in said.run("explain", str(tmp_path / "none"), str(body)).stderr
    board = json.loads(said.run("health", command="integrations").stdout)
    assert (board["success"], board["webhooks"][0]["available_30_days"], board["syncs"]) == (1.0, 1.0, [])
    assert board["webhooks"][0]["proven_in_seconds"] >= 0
    assert board["webhooks"][0]["given_up_in_seconds"] is None
    assert "0 hours are not looked at." in said.run("health", "--hours", "0", command="integrations").stderr
