"""The factories make rows that the models themselves accept."""

import pytest

from tests.attendance import factories
from tests.curriculum.factories import CompetencyFactory
from tests.patients.factories import EpisodeFactory

pytestmark = pytest.mark.django_db


def test_every_factory_makes_a_whole_row():
    episode = EpisodeFactory()
    rows = [
        factories.PlanVersionFactory(plan__episode=episode, in_force=True, goals=[CompetencyFactory()]),
        factories.PlanVersionFactory(plan__episode=episode),
        factories.SessionFactory(seho=episode.seho, pupils=[episode]),
        factories.SessionFactory(cancelled=True),
        factories.ParticipationFactory(missed=True),
        factories.AssessmentFactory(),
        factories.AssessmentFactory(not_evaluated=True),
        factories.WorkFactory(episode=episode, files=2),
        factories.WorkFactory(removed=True, files=0),
    ]
    for row in rows:
        row.full_clean()
    assert episode.participations.count() == 1
    assert rows[7].files.count() == 2
    assert episode.plan.versions.count() == 2
