"""The day in Lima at the edges of a day, a year and a February."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from seho import clock

LIMA = ZoneInfo("America/Lima")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param(datetime(2026, 3, 5, 23, 30, tzinfo=LIMA), date(2026, 3, 5), id="23:30 is still today"),
        pytest.param(datetime(2026, 3, 6, 0, 0, tzinfo=LIMA), date(2026, 3, 6), id="midnight is tomorrow"),
        pytest.param(datetime(2026, 3, 5, 18, 59, tzinfo=LIMA), date(2026, 3, 5), id="before UTC's midnight"),
        pytest.param(datetime(2026, 12, 31, 23, 59, 59, tzinfo=LIMA), date(2026, 12, 31), id="31 December"),
        pytest.param(datetime(2027, 1, 1, 4, 59, tzinfo=UTC), date(2026, 12, 31), id="New Year in UTC only"),
        pytest.param(datetime(2028, 2, 29, 23, 30, tzinfo=LIMA), date(2028, 2, 29), id="29 February"),
        pytest.param(datetime(2027, 2, 28, 23, 30, tzinfo=LIMA), date(2027, 2, 28), id="28 February"),
    ],
)
def test_the_day_is_limas(moment: datetime, expected: date) -> None:
    with time_machine.travel(moment, tick=False):
        assert clock.today() == expected
        assert clock.lima_date(moment) == expected
        assert clock.lima_date(moment.astimezone(UTC)) == expected


def test_now_is_aware_and_shows_limas_clock() -> None:
    moment = datetime(2026, 3, 6, 4, 30, tzinfo=UTC)
    with time_machine.travel(moment, tick=False):
        assert clock.now() == moment
        assert clock.now().hour == 23
        assert clock.now().utcoffset() == timedelta(hours=-5)


def test_a_naive_moment_has_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        clock.lima_date(datetime(2026, 3, 5, 12, 0))  # noqa: DTZ001
