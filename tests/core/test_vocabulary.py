import inspect
from enum import StrEnum

import pytest

from sakshi_desktop.core import vocabulary
from sakshi_desktop.core.vocabulary import DayPart, day_part


@pytest.mark.parametrize(
    ("hours", "part"),
    [
        (range(4, 11), DayPart.BREAKFAST),
        (range(11, 15), DayPart.LUNCH),
        (range(15, 18), DayPart.AFTERNOON),
        (range(18, 22), DayPart.DINNER),
        ((22, 23, 0, 1, 2, 3), DayPart.LATE_NIGHT),
        ((None,), DayPart.UNKNOWN),
    ],
)
def test_every_hour_has_its_part_of_the_day(hours, part):
    assert {day_part(hour) for hour in hours} == {part}


def test_no_hour_is_unknown():
    assert DayPart.UNKNOWN not in {day_part(hour) for hour in range(24)}


def test_every_word_fits_its_column():
    kinds = [kind for _, kind in inspect.getmembers(vocabulary, inspect.isclass) if issubclass(kind, StrEnum)]
    words = [word for kind in kinds if kind is not StrEnum for word in kind]
    assert len(words) > 80
    assert [word for word in words if len(word) > 24 or not word.replace("_", "").islower()] == []
