"""A UGEL with a service that is well and one that needs help, counted by hand; another UGEL's service beside them.

Today is Wednesday 10 June 2026: the week runs from the 8th to the 14th.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from patients.enums import Setting
from patients.models import Episode
from seho.accounts.enums import Role
from tests.accounts.factories import make_user
from tests.attendance.factories import SessionFactory
from tests.curriculum.factories import SchoolCalendarFactory
from tests.network.factories import AgreementFactory, SehoFactory, UgelFactory
from tests.patients.factories import registered_pupil

FAR = date(2027, 12, 31)


@dataclass
class Land:
    today: date
    ugel: Any = field(default_factory=UgelFactory)

    def __post_init__(self) -> None:
        SchoolCalendarFactory(with_periods=True)
        self.well = self.service("Sano")
        self.ill = self.service("Enfermo", agreement_ends_on=self.today + timedelta(days=20))
        self.other = self.service("Ajeno", ugel=UgelFactory())
        self.coordinator = make_user(Role.COORDINATOR, self.well)
        self.specialist = make_user(Role.UGEL_SPECIALIST, self.ugel)
        self.dre = make_user(Role.DRE_SPECIALIST, self.ugel.region)
        self.minedu = make_user(Role.MINEDU)

    def service(self, name: str, *, ugel: Any = None, agreement_ends_on: date = FAR) -> Any:
        seho = SehoFactory(short_name=name, ugel=ugel or self.ugel)
        AgreementFactory(seho=seho, ends_on=agreement_ends_on)
        return seho

    def pupil(self, seho: Any, days: int, *, ended: int | None = None, **values: Any) -> Episode:
        """In the service for `days` days until today, or until `ended` days ago."""
        ends_on = None if ended is None else self.today - timedelta(days=ended)
        starts_on = (ends_on or self.today) - timedelta(days=days - 1)
        episode: Episode = registered_pupil(seho, starts_on=starts_on, ends_on=ends_on, **values).episodes.get()
        if ended is not None:
            Episode.objects.filter(pk=episode.pk).update(first_attended_on=starts_on)
        return episode

    def session(self, seho: Any, on: date, *pupils: Episode, **values: Any) -> Any:
        return SessionFactory(seho=seho, held_on=on, pupils=list(pupils), **values)


@pytest.fixture
def land(db: None, today: date) -> Land:
    return Land(today)


@pytest.fixture
def counted(land: Land) -> Land:
    """Well: A, B, C and one without type, two sessions this week. Ill: one pupil, no session, papers late."""
    well, ill = land.well, land.ill
    short, long = land.pupil(well, 10), land.pupil(well, 40)
    land.pupil(well, 35, setting=Setting.HOME)
    land.pupil(well, 5, setting=Setting.UNTYPED)
    monday = land.today - timedelta(days=land.today.weekday())
    land.session(well, monday, short, long)
    land.session(well, land.today, short)
    land.session(well, land.today, long, cancelled=True)
    land.session(well, monday - timedelta(days=1), short)
    land.pupil(well, 20, ended=3)
    land.pupil(ill, 16)
    land.pupil(ill, 30, ended=5)
    land.pupil(ill, 30, ended=6)
    land.pupil(land.other, 12)
    return land
