"""The demand: who was found, authorised, registered and attended, and who was not, counted by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from patients.enums import NotAttendedReason, ReferralChannel, ReferralState, Setting
from patients.models import Episode
from patients.rules import Days
from seho.panel.indicators import demand
from seho.panel.indicators.computing import compute, from_json, to_json
from seho.panel.indicators.values import Asked, Measure
from tests.attendance.factories import ParticipationFactory, SessionFactory
from tests.network.factories import SehoFactory
from tests.patients.factories import EpisodeFactory, ReferralFactory, registered_pupil

TODAY = date(2026, 6, 10)
MAY = Days(date(2026, 5, 1), date(2026, 5, 31))

pytestmark = pytest.mark.django_db


@pytest.fixture
def seho() -> Any:
    return SehoFactory()


def asked(*sehos: Any, days: Days = MAY) -> Asked:
    return Asked(tuple(seho.pk for seho in sehos), days, TODAY)


def value(key: str, question: Asked) -> int:
    measure = demand.figures(question).whole[key]
    assert measure.value == measure.base
    return measure.base


def pupil(seho: Any, on: date, **values: Any) -> Episode:
    episode: Episode = registered_pupil(seho, starts_on=on, **values).episodes.get()
    return episode


def taught(episode: Episode, on: date, **values: Any) -> Any:
    return SessionFactory(seho=episode.seho, held_on=on, pupils=[episode], **values)


def notice(seho: Any, on: date = MAY.start, **values: Any) -> Any:
    return ReferralFactory(seho=seho, identified_on=on, **values)


def closed(seho: Any, reason: str, on: date, **values: Any) -> Any:
    return notice(seho, state=ReferralState.NOT_ATTENDED, not_attended_reason=reason, closed_on=on, **values)


@pytest.mark.parametrize(("day", "counts"), [(-1, 0), (0, 1), (30, 1), (31, 0)])
def test_a_notice_counts_from_the_first_to_the_last_day(seho: Any, day: int, counts: int) -> None:
    notice(seho, MAY.start + timedelta(days=day))
    assert value("avisos", asked(seho)) == counts


def test_what_was_told_twice_is_not_counted(seho: Any) -> None:
    closed(seho, NotAttendedReason.DUPLICATE, MAY.start)
    figures = demand.figures(asked(seho))
    assert (figures.whole["avisos"].base, figures.whole["no-atendidos"].base) == (0, 0)


def test_who_was_not_attended_by_reason_on_the_day_of_closing(seho: Any) -> None:
    closed(seho, NotAttendedReason.NO_CAPACITY, MAY.end)
    closed(seho, NotAttendedReason.NO_CAPACITY, MAY.start)
    closed(seho, NotAttendedReason.NO_SERVICE, MAY.start)
    closed(seho, NotAttendedReason.NOT_ENROLLED, MAY.end + timedelta(days=1))
    closed(seho, NotAttendedReason.GUARDIAN_REFUSED, None)
    found = demand.figures(asked(seho))
    assert found.whole["no-atendidos"].base == 4
    assert found.tables["no-atendidos"]["motivo"] == {
        "La familia no autoriza": 1,
        "El equipo no tiene capacidad": 2,
        "No hay SEHO en la jurisdicción": 1,
    }


def test_who_was_found_is_told_or_registered_without_a_notice(seho: Any) -> None:
    told = pupil(seho, MAY.start)
    notice(seho, channel=ReferralChannel.FAMILY, state=ReferralState.REGISTERED, patient=told.patient)
    notice(seho, channel=ReferralChannel.SCHOOL)
    pupil(seho, MAY.end)
    found = demand.figures(asked(seho))
    keys = ("avisos", "registro-directo", "identificados", "avisos-por-resolver")
    assert [found.whole[key].base for key in keys] == [2, 1, 3, 1]
    assert found.tables["identificados"]["canal"] == {
        "Con aviso · Solicitud de la familia": 1,
        "Con aviso · Aviso de la institución educativa": 1,
        demand.DIRECT: 1,
    }


def test_who_comes_from_another_service_came_through_it(seho: Any) -> None:
    before = pupil(SehoFactory(), date(2026, 3, 1), ends_on=date(2026, 5, 3))
    EpisodeFactory(patient=before.patient, seho=seho, starts_on=date(2026, 5, 3), previous=before)
    assert demand.figures(asked(seho)).tables["identificados"]["canal"] == {demand.ELSEWHERE: 1}


def test_to_pass_to_another_setting_is_no_registration(seho: Any) -> None:
    before = pupil(seho, date(2026, 3, 1), ends_on=date(2026, 5, 3))
    EpisodeFactory(patient=before.patient, seho=seho, setting=Setting.HOME, starts_on=date(2026, 5, 3), previous=before)
    assert value("registrados", asked(seho)) == 0


def test_a_pupil_counts_once_in_the_whole_and_in_each_service(seho: Any) -> None:
    other = SehoFactory()
    before = pupil(other, date(2026, 5, 1), ends_on=date(2026, 5, 10))
    after = EpisodeFactory(patient=before.patient, seho=seho, starts_on=date(2026, 5, 10), previous=before)
    for episode, day in ((before, 2), (before, 3), (after, 12)):
        taught(episode, date(2026, 5, day))
    figures = demand.figures(asked(seho, other))
    assert figures.whole["atendidos"] == Measure(1.0, 1)
    assert figures.whole["registrados"] == Measure(1.0, 1)
    assert [figures.by_service[one.pk]["atendidos"].base for one in (seho, other)] == [1, 1]
    assert [row.pk for row in demand.each_pupil_of(demand.attended)(asked(seho, other))] == [after.pk]


def test_only_who_took_part_was_attended(seho: Any) -> None:
    absent, annulled, elsewhere, attended = (pupil(seho, date(2026, 4, 1)) for _ in range(4))
    ParticipationFactory(session=SessionFactory(seho=seho, held_on=MAY.start), episode=absent, missed=True)
    taught(annulled, MAY.start, cancelled=True)
    taught(elsewhere, MAY.start - timedelta(days=1))
    taught(attended, MAY.end)
    assert value("atendidos", asked(seho)) == 1


@pytest.mark.parametrize(("ends_on", "counts"), [(None, 1), (MAY.end, 1), (MAY.end - timedelta(days=1), 0)])
def test_in_attention_on_the_last_day(seho: Any, ends_on: date | None, counts: int) -> None:
    pupil(seho, date(2026, 4, 1), ends_on=ends_on)
    pupil(seho, MAY.end + timedelta(days=1))
    assert value("en-atencion", asked(seho)) == counts


def test_a_family_that_refused_did_not_authorise(seho: Any) -> None:
    pupil(seho, MAY.start)
    refused = pupil(seho, MAY.start)
    refused.patient.authorizations.update(granted=False)
    assert value("autorizados", asked(seho)) == 1


def test_a_number_of_queries_that_does_not_grow(seho: Any, django_assert_num_queries: Any) -> None:
    for _ in range(2):
        for each in (seho, SehoFactory()):
            taught(pupil(each, MAY.start), MAY.start)
            closed(each, NotAttendedReason.NO_CAPACITY, MAY.start)
        question = asked(*SehoFactory._meta.model.objects.all())
        with django_assert_num_queries(7):
            demand.figures(question)


def test_another_service_is_not_counted(seho: Any) -> None:
    other = SehoFactory()
    taught(pupil(other, MAY.start), MAY.start)
    notice(other)
    closed(other, NotAttendedReason.NO_CAPACITY, MAY.start)
    figures = demand.figures(asked(seho))
    assert {measure.base for measure in figures.whole.values()} == {0}
    assert set(figures.by_service) == {seho.pk}


def test_kept_and_read_back_it_is_the_same(seho: Any) -> None:
    taught(pupil(seho, MAY.start), MAY.start)
    figures = compute(asked(seho))
    assert from_json(to_json(figures)) == figures
