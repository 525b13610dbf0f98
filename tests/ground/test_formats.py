"""Dates and numbers as Peru writes them, wherever Django writes them for us."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django.utils import formats
from django.utils.translation import gettext

DAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("value", "form", "written"),
    [
        (DAY, "DATE_FORMAT", "5 de marzo de 2026"),
        (DAY, "SHORT_DATE_FORMAT", "05/03/2026"),
        (DAY, "YEAR_MONTH_FORMAT", "marzo de 2026"),
        (DAY, "MONTH_DAY_FORMAT", "5 de marzo"),
        (datetime(2026, 3, 5, 14, 30), "DATETIME_FORMAT", "5 de marzo de 2026, 14:30"),  # noqa: DTZ001
        (datetime(2026, 3, 5, 14, 30), "SHORT_DATETIME_FORMAT", "05/03/2026 14:30"),  # noqa: DTZ001
    ],
)
def test_dates(value: date, form: str, written: str) -> None:
    assert formats.date_format(value, form) == written


def test_hours_and_numbers() -> None:
    assert formats.time_format(time(9, 5)) == "09:05"
    assert formats.number_format(Decimal("1234.5"), force_grouping=True) == "1,234.5"
    assert formats.localize(Decimal("0.5")) == "0.5"


def test_the_week_begins_on_monday() -> None:
    assert formats.get_format("FIRST_DAY_OF_WEEK") == 1


def test_what_django_says_is_spanish() -> None:
    assert gettext("Yes") == "Sí"
