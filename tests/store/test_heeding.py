import sqlite3
from contextlib import closing

import pytest

from sakshi_desktop.core.errors import CancelledError
from sakshi_desktop.store import heeding

LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000) SELECT count(*) FROM n"


@pytest.mark.parametrize("error", [CancelledError("Stopped."), KeyboardInterrupt()])
def test_what_a_look_raises_ends_the_statement_and_comes_out(error):
    looks = []

    def look():
        looks.append(1)
        if len(looks) == 3:
            raise error

    with closing(sqlite3.connect(":memory:")) as connection:
        with pytest.raises(type(error)), heeding.heeded(connection, look):
            connection.execute(LONG).fetchone()
        assert len(looks) == 3
        assert connection.execute(LONG).fetchone() == (2_000_000,)
    assert len(looks) == 3


def test_what_sqlite_itself_complains_of_stays_its_complaint():
    with (
        closing(sqlite3.connect(":memory:")) as connection,
        pytest.raises(sqlite3.OperationalError, match="nowhere"),
        heeding.heeded(connection, lambda: None),
    ):
        connection.execute("SELECT * FROM nowhere")
