"""What the figures call finished is what the board of the team calls finished, pupil by pupil."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from attendance.enums import AchievementLevel
from attendance.queries.evaluation import touched_periods
from attendance.queries.evaluation_board import Standings
from attendance.queries.evaluation_done import evaluations_due
from patients.models import Episode
from patients.rules import Days
from tests.accounts.factories import UserFactory
from tests.attendance.factories import AssessmentFactory, PlanVersionFactory
from tests.curriculum.factories import CompetencyFactory, SchoolCalendarFactory
from tests.network.factories import SehoFactory
from tests.panel import work

TODAY = date(2026, 8, 20)
DAYS = Days(date(2026, 5, 1), date(2026, 7, 31))


def scatter(seho: Any, by: Any, chance: random.Random) -> None:
    goals = [CompetencyFactory() for _ in range(2)]
    periods = list(SchoolCalendarFactory(with_periods=True).periods.order_by("number"))
    for _ in range(10):
        starts_on = date(2026, 3, 20) + timedelta(days=chance.randrange(100))
        ends_on = starts_on + timedelta(days=chance.randrange(5, 60)) if chance.random() < 0.6 else None
        time = work.time_in(seho, by, starts_on, ends_on)
        if chance.random() < 0.8:
            planned = goals[: chance.randrange(1, 3)]
            PlanVersionFactory(plan__episode=time, in_force=True, created_by=by, goals=planned)
        for period in periods[:3]:
            for goal in goals:
                if chance.random() < 0.9:
                    level = chance.choice((AchievementLevel.A, AchievementLevel.C))
                    conclusion = chance.choice(("", "Lee textos breves.", "Lee y explica."))
                    AssessmentFactory(
                        episode=time, competency=goal, period=period, assessed_by=by, level=level, conclusion=conclusion
                    )


def by_the_board(seho: Any) -> dict[int, bool]:
    episodes = list(Episode.objects.filter(seho=seho).select_related("patient"))
    standings = Standings(episodes, TODAY)
    found: dict[int, bool] = {}
    for one in episodes:
        for period in touched_periods(one, TODAY):
            due_on = min(period.ends_on, one.ends_on or period.ends_on)
            line = standings.line(one, period)
            if DAYS.covers(due_on) and (line.marks or line.is_begun):
                found[one.pk] = found.get(one.pk, True) and line.is_finished
    return found


@pytest.mark.django_db
def test_the_same_is_finished_for_the_figures_and_for_the_board(django_assert_num_queries: Any) -> None:
    seho, by = SehoFactory(), UserFactory()
    scatter(seho, by, random.Random(5))
    with django_assert_num_queries(7):
        due = evaluations_due([seho.pk], DAYS, TODAY)
    found = {one.episode_id: one.is_finished for one in due}
    assert found == by_the_board(seho)
    assert {True, False} == set(found.values())
