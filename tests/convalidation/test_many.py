"""What is read of many episodes at once says what is read of each alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from attendance.models import Assessment, Work
from convalidation.queries import packet_previews
from convalidation.queries.batches import candidates
from convalidation.queries.many import egress_previews, period_previews
from convalidation.queries.preview import Preview
from convalidation.queries.purposes import period_preview
from patients.models import Enrollment, Episode
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import ready_episode

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 10)


def facts_of(preview: Preview) -> dict[str, Any]:
    return {
        "episode": preview.episode,
        "window": preview.verdict.window,
        "verdict": preview.verdict,
        "periods": preview.periods,
        "summary": preview.summary,
        "checks": preview.checks,
        "kinds": preview.kinds,
        "issued": preview.issued,
        "plan": preview.plan,
        "works": preview.works,
        "enrollment": preview.enrollment,
        "is_last": preview.is_last,
        "progress": sorted((row.competency.pk, row.is_goal, row.assessment) for row in preview.progress),
    }


@pytest.fixture
def episodes(cast: Cast) -> list[Episode]:
    made = {"by": cast.coordinator, "school": cast.school}
    whole = ready_episode(cast.seho, days=40, levels={}, **made)
    episodes = [
        whole,
        ready_episode(cast.seho, days=10, photos=0, sessions=0, **made),
        ready_episode(cast.seho, days=20, has_plan=False, levels={}, **made),
        ready_episode(cast.seho, days=100, levels={107: "B", 108: "NE"}, **made),
        ready_episode(cast.seho, days=95, levels={}, **made),
        ready_episode(cast.seho, days=20, photos=2, **made),
        ready_episode(cast.seho, days=250, **made),
    ]
    Work.objects.filter(episode=episodes[5]).update(shows_pupil=True)
    Enrollment.objects.filter(patient=episodes[1].patient).delete()
    Assessment.objects.filter(episode=episodes[0]).delete()
    return list(Episode.objects.filter(pk__in=[one.pk for one in episodes]).select_related("patient", "seho"))


def test_of_those_who_left(episodes: list[Episode]) -> None:
    alone = [facts_of(one) for episode in episodes for one in packet_previews(episode, TODAY)]
    together = [facts_of(one) for one in egress_previews(episodes, TODAY)]
    assert together == alone
    assert len(together) > len(episodes), "one goes over New Year (R5)"
    assert any(facts["checks"] for facts in alone)


def test_of_those_who_go_on_when_a_period_ended(episodes: list[Episode]) -> None:
    Episode.objects.update(ends_on=None, end_reason="")
    found = list(Episode.objects.select_related("patient", "seho"))
    for until in (date(2026, 5, 15), TODAY - timedelta(days=1)):
        began = [episode for episode in found if episode.starts_on <= until]
        alone = [facts_of(period_preview(episode, TODAY, until)) for episode in began]
        assert [facts_of(one) for one in period_previews(began, TODAY, until)] == alone


@pytest.mark.parametrize("count", [1, 3])
def test_three_ask_what_one_asks(cast: Cast, count: int, django_assert_num_queries: Any) -> None:
    for _ in range(count):
        ready_episode(cast.seho, by=cast.coordinator, days=20, school=cast.school)
    with django_assert_num_queries(17):
        assert all(one.missing == [] for one in candidates(cast.seho.pk, TODAY))
