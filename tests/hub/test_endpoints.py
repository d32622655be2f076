import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from sakshi_desktop.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from sakshi_desktop.core.rights import RIGHTS, THIS_PC, Actor
from sakshi_desktop.core.vocabulary import EVENT_TYPES, DeliveryState, Role
from sakshi_desktop.hub import allowances, endpoints, forms, workers
from sakshi_desktop.hub.types import EndpointForm
from sakshi_desktop.store.models import AuditEntry, Event
from tests.hub import post

MANAGER = Actor(2, "Mina", Role.MANAGER, RIGHTS[Role.MANAGER])
SUPPORT = Actor(3, "Sunil", Role.SUPPORT, RIGHTS[Role.SUPPORT])
BAD = [
    ({"headers": {"X-Shop": "7\r\nHost: evil"}}, "line break"),
    ({"headers": {"X-Shop": "चाय"}}, "cannot be sent"),
    ({"headers": {"X-Shop": "x" * 2_001}}, "longer than"),
    ({"headers": {"X Shop": "7"}}, "no name of a header"),
    ({"headers": {"X-Shop\n": "7"}}, "no name of a header"),
    ({"headers": {"Authorization": "Bearer 1"}}, "looks like a secret"),
    ({"headers": {"X-Api-Key": "1"}}, "looks like a secret"),
    ({"headers": {"X-Reference": "Bearer abc1234"}}, "X-Reference looks like a secret"),
    ({"url": "https://orders.example.com/hook?token=••••"}, "hides a part of the address"),
    ({"headers": {"Webhook-Id": "1"}}, "set by Sakshi"),
    ({"headers": {"Content-Length": "1"}}, "set by Sakshi"),
    ({"headers": {"X-A": "1", "x-a": "2"}}, "named twice"),
    ({"headers": {"X-A": "1"}, "secret_headers": ("x-A",)}, "named twice"),
    ({"headers": {f"X-{n}": "1" for n in range(21)}}, "More than 20 headers"),
    ({"event_types": ("order.eaten",)}, "no event “order.eaten”"),
    ({"event_types": ("meal.*",)}, "no event “meal"),
    ({"event_types": ("",)}, "no event"),
    ({"concurrency": 0}, "cannot be sent"),
    ({"concurrency": 65}, "cannot be sent"),
    ({"rate_per_minute": 0}, "cannot be sent"),
    ({"retry_seconds": (0,)}, "schedule of tries"),
    ({"retry_seconds": (5,) * 21}, "schedule of tries"),
    ({"filter": {"a b": ("1",)}}, "no condition"),
    ({"filter": {"location": ()}}, "no condition"),
    ({"filter": {f"field{n}": ("1",) for n in range(21)}}, "at most 20 conditions"),
    ({"filter": {"location": tuple(map(str, range(201)))}}, "200 values in all"),
    ({"filter": {"location": ("x" * 201,)}}, "longer than 200 characters"),
    ({"filter": {"x" * 201: ("1",)}}, "is longer than"),
    ({"filter": {"location": ("\ud800",)}}, "cannot be written down"),
    ({"url": "https://orders.example.com:0/"}, "0 is no port"),
]


def _one(database, place, *, at=post.LATER):
    with database.read() as session:
        return endpoints.one(session, place, at=at)


@pytest.mark.parametrize(("said", "words"), BAD, ids=[words for _, words in BAD])
def test_what_cannot_be_kept_is_refused_with_a_sentence(said, words):
    with pytest.raises(InvalidError, match=words) as refused:
        forms.checked(EndpointForm(**{"url": post.URL, **said}))
    assert refused.value.hint or refused.value.fields
    assert "Bearer" not in str(refused.value)


def test_a_receiver_is_kept_as_it_was_said(database):
    said = {
        "event_types": ("order.*", "customer.created"),
        "headers": {"X-Shop": "7"},
        "secret_headers": ("Authorization",),
        "filter": {"location": ("LOC-1",)},
        "concurrency": 9,
        "rate_per_minute": 60,
        "retry_seconds": (1, 2),
    }
    row = _one(database, post.add(database, f"  {post.URL} ", **said))
    assert row.form == EndpointForm(post.URL, **said, integration_id=row.integration_id)
    assert (row.integration, row.secret_version, row.headers_version, row.pending, row.dead) == ("Webhooks", 1, 1, 0, 0)


def test_every_kind_of_event_is_all_of_them():
    assert forms.event_types(["*", "order.rated"]) == ()
    assert forms.event_types(EVENT_TYPES) == tuple(EVENT_TYPES)


def test_a_change_is_told_and_audited_without_the_rest_of_the_address(database):
    place = post.add(database, f"{post.URL}?key=canary")
    with database.begin() as session:
        form = forms.checked(EndpointForm("https://other.example.com/x?key=canary"))
        endpoints.edit(session, place, form, headers_version=0, by=MANAGER, at=post.LATER)
    assert _one(database, place).form.url == "https://other.example.com/x?key=canary"
    with database.begin() as session:
        assert endpoints.remove(session, place, by=MANAGER, at=post.LATER).startswith("webhook/")
    with database.read() as session:
        audited = session.execute(select(AuditEntry.action, AuditEntry.by, AuditEntry.detail)).all()
        told = session.scalars(select(Event.body)).all()
    assert [row[:2] for row in audited] == [
        ("webhook.added", "This PC"),
        ("webhook.changed", "Mina"),
        ("webhook.removed", "Mina"),
    ]
    assert "canary" not in repr(audited) + repr(told)


def test_removing_takes_the_deliveries_along(database):
    place = post.add(database)
    post.record(database, 3)
    post.hand_out(database)
    with database.begin() as session:
        endpoints.remove(session, place, by=THIS_PC, at=post.LATER)
    assert post.deliveries(database) == []
    with pytest.raises(NotFoundError, match=f"WHK-{place}"):
        _one(database, place)


@pytest.mark.parametrize("discard", [False, True])
def test_what_waited_for_a_disabled_receiver_goes_on_or_is_given_up(database, discard):
    place = post.add(database)
    post.record(database, 3)
    post.hand_out(database)
    with database.begin() as session:
        endpoints.disable(session, place, why="Holiday.", by=THIS_PC, at=post.LATER)
    row = _one(database, place)
    assert (row.disabled_why, row.waits, row.pending) == ("Holiday.", "Holiday.", 3)
    assert post.take(database, place) == []
    with database.begin() as session:
        assert endpoints.enable(session, place, by=THIS_PC, at=post.LATER, discard=discard) == 3
    assert set(post.deliveries(database)) == {DeliveryState.DEAD if discard else DeliveryState.PENDING}
    assert len(post.take(database, place)) == (0 if discard else 3)


def test_two_secrets_sign_during_the_overlap_and_one_after_it(database):
    place = post.add(database)
    with database.begin() as session:
        endpoints.rotate(session, place, 2, instead_of=1, overlap=timedelta(hours=24), by=THIS_PC, at=post.LATER)
    for hours, versions in ((23, [2, 1]), (25, [2])):
        with database.read() as session:
            (target,) = endpoints.targets(session, at=post.LATER + timedelta(hours=hours))
        assert [version for _, version in target.secrets] == versions


def test_a_leaked_secret_signs_no_more(database):
    place = post.add(database)
    with database.begin() as session:
        endpoints.rotate(session, place, 2, instead_of=1, overlap=timedelta(0), by=THIS_PC, at=post.LATER)
    with database.read() as session:
        (target,) = endpoints.targets(session, at=post.LATER)
    assert [version for _, version in target.secrets] == [2]


def test_two_people_do_not_rotate_over_each_other(database):
    place = post.add(database)
    with database.begin() as session:
        endpoints.rotate(session, place, 2, instead_of=1, overlap=timedelta(0), by=THIS_PC, at=post.LATER)
    with pytest.raises(ConflictError), database.begin() as session:
        endpoints.rotate(session, place, 2, instead_of=1, overlap=timedelta(0), by=THIS_PC, at=post.LATER)


@pytest.mark.parametrize("overlap", [timedelta(days=8), timedelta(hours=-1)])
def test_an_overlap_is_seven_days_at_most(overlap):
    with pytest.raises(InvalidError, match="cannot sign"):
        endpoints.check_overlap(overlap)


def test_a_receiver_says_why_nothing_is_sent(database):
    place = post.add(database)
    name = _one(database, place).secret_name
    assert "No PC is at work" in _one(database, place).waits
    with database.begin() as session:
        workers.beat(session, "a", "desk", {}, at=post.LATER)
    assert "holds the signing secret" in _one(database, place).waits
    with database.begin() as session:
        workers.beat(session, "b", "till", {name: 1}, at=post.LATER)
    assert _one(database, place).waits is None
    assert "No PC is at work" in _one(database, place, at=post.LATER + timedelta(minutes=2)).waits
    with database.begin() as session:
        workers.leave(session, "b", at=post.LATER)
    assert "holds the signing secret" in _one(database, place).waits


def test_there_is_an_end_to_the_number_of_receivers(database):
    form = forms.checked(EndpointForm(post.URL))

    def add():
        with database.begin() as session:
            endpoints.add(session, form, secret=endpoints.secret_name(), by=THIS_PC, at=post.AT, most=3)

    for _ in range(3):
        add()
    with pytest.raises(ConflictError, match="3 webhooks"):
        add()


def test_support_may_not_change_webhooks(database):
    place = post.add(database)
    for deed in (
        lambda session: endpoints.remove(session, place, by=SUPPORT, at=post.LATER),
        lambda session: endpoints.enable(session, place, by=SUPPORT, at=post.LATER),
        lambda session: endpoints.disable(session, place, why="", by=SUPPORT, at=post.LATER),
        lambda session: endpoints.rotate(
            session, place, 2, instead_of=1, overlap=timedelta(0), by=SUPPORT, at=post.LATER
        ),
    ):
        with pytest.raises(ForbiddenError), database.begin() as session:
            deed(session)


def test_only_an_owner_lets_inner_addresses_in_and_it_is_audited(database):
    with pytest.raises(ForbiddenError), database.begin() as session:
        allowances.allow(session, "127.0.0.1:9000", by=MANAGER, at=post.AT)
    for entry in ("127.0.0.1:9000", "192.168.1.0/24:80", "127.0.0.1:9000"):
        with database.begin() as session:
            allowances.allow(session, entry, by=THIS_PC, at=post.AT)
    with database.read() as session:
        assert [str(entry) for entry in allowances.listed(session)] == ["127.0.0.1:9000", "192.168.1.0/24:80"]
        audited = session.execute(select(AuditEntry.action, AuditEntry.detail)).all()
    for wide in ("0.0.0.0/0:443", "192.168.0.0/16:80", "[::/0]:443", "[fd00::]/64:443"):
        with pytest.raises(InvalidError), database.begin() as session:
            allowances.allow(session, wide, by=THIS_PC, at=post.AT)
    action, detail = audited[0]
    assert (action, json.loads(detail)) == ("webhook.allow", {"entry": "127.0.0.1:9000"})
    with database.begin() as session:
        allowances.forget(session, "127.0.0.1:9000", by=THIS_PC, at=post.AT)
    with pytest.raises(NotFoundError), database.begin() as session:
        allowances.forget(session, "127.0.0.1:9000", by=THIS_PC, at=post.AT)
