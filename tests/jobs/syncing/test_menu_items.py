from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakshi_desktop.core.errors import RecordError
from sakshi_desktop.hub.streams import Record
from sakshi_desktop.jobs.syncing.menu_items import AMOUNTS, WORDS, MenuItems

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("x" * 5_000),
    lambda inside: st.lists(inside, max_size=2) | st.dictionaries(st.text(max_size=5), inside, max_size=2),
    max_leaves=3,
)
BODIES = st.fixed_dictionaries(
    {"name": st.just("Latte") | ANYTHING},
    optional=dict.fromkeys((*WORDS[1:], *(f"{amount}_paise" for amount in AMOUNTS)), ANYTHING),
)


@given(body=BODIES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_an_item_of_any_shape_is_taken_or_refused_by_itself(database, body):
    keeper = MenuItems("Books", clock=lambda: NOW)
    with database.begin() as session:
        try:
            with session.begin_nested():
                assert keeper.apply(session, Record("A", body), None).key
        except RecordError as error:
            assert error.sentence  # noqa: PT017  # most bodies are refused, some are not
