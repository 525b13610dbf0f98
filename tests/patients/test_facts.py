"""Rows become the three clocks, the type and the steps; many pupils cost as many queries as one."""

from datetime import date

import pytest

from patients import journey
from patients.enums import Setting
from patients.models import Authorization, Patient, Stay
from patients.queries import facts_for_many, pupil_facts
from patients.rules import StudentType
from tests.network.factories import SehoFactory
from tests.patients.factories import AccreditationFactory, EpisodeFactory, StayFactory, registered_pupil

pytestmark = pytest.mark.django_db


def test_example_7_hospital_days_and_seho_days_are_two_clocks():
    pupil = registered_pupil(
        SehoFactory(), starts_on=date(2025, 4, 29), ends_on=date(2025, 5, 10), hospital_from=date(2025, 4, 1)
    )
    facts = pupil_facts(pupil, date(2025, 6, 1))
    assert (facts.hospital.days, facts.stay_days, facts.accumulated_days) == (40, 12, 12)
    assert facts.verdict.type == StudentType.B
    assert not facts.is_in_attention


def test_open_stay_counts_to_today_and_an_estimate_announces_type_b():
    pupil = registered_pupil(SehoFactory(), starts_on=date(2025, 9, 1))
    Stay.objects.filter(patient=pupil).update(estimated_days=60)
    facts = pupil_facts(pupil, date(2025, 9, 5))
    assert (facts.verdict.type, facts.verdict.expected) == (StudentType.A, StudentType.B)
    assert facts.stay_days == 5
    assert facts.is_in_attention


def test_home_rest_is_type_c_by_its_certificate():
    pupil = registered_pupil(SehoFactory(), starts_on=date(2025, 8, 1), setting=Setting.HOME)
    facts = pupil_facts(pupil, date(2025, 8, 10))
    assert facts.verdict.type == StudentType.C
    assert facts.rest_ends_on == date(2025, 9, 29)


def test_a_second_certificate_of_the_same_rest_completes_31_days():
    stay = StayFactory(home_rest=True, starts_on=date(2025, 4, 1), ends_on=None)
    for start, end in ((date(2025, 4, 1), date(2025, 4, 20)), (date(2025, 4, 21), date(2025, 5, 5))):
        AccreditationFactory(stay=stay, rest=True, rest_starts_on=start, rest_ends_on=end, issued_on=start)
    facts = pupil_facts(stay.patient, date(2025, 4, 25))
    assert facts.home.since == date(2025, 4, 21)


def test_a_stay_without_paper_gives_no_type():
    pupil = registered_pupil(SehoFactory(), starts_on=date(2025, 4, 1))
    pupil.stays.get().accreditations.all().delete()
    facts = pupil_facts(Patient.objects.get(), date(2025, 4, 5))
    assert facts.verdict.type is None
    assert not facts.is_accredited


def test_facts_of_an_ended_episode_stand_as_of_its_last_day():
    seho = SehoFactory()
    pupil = registered_pupil(seho, starts_on=date(2025, 4, 1), ends_on=date(2025, 4, 20))
    EpisodeFactory(patient=pupil, seho=seho, starts_on=date(2025, 8, 1))
    StayFactory(patient=pupil, open=True, starts_on=date(2025, 8, 1))
    first = pupil.episodes.get(starts_on=date(2025, 4, 1))
    facts = pupil_facts(first, date(2025, 8, 10))
    assert facts.as_of == date(2025, 4, 20)
    assert facts.accumulated_days == 20
    assert pupil_facts(Patient.objects.get(), date(2025, 8, 10)).accumulated_days == 30


def test_first_attention_after_the_registration_begins_the_third_clock():
    pupil = registered_pupil(SehoFactory(), starts_on=date(2025, 4, 1), ends_on=date(2025, 4, 10))
    pupil.episodes.update(first_attended_on=date(2025, 4, 3))
    assert pupil_facts(pupil, date(2025, 5, 1)).stay_days == 8


def test_a_revoked_authorization_is_missing():
    pupil = registered_pupil(SehoFactory(), starts_on=date(2025, 4, 1))
    Authorization.objects.filter(purpose="ENTRY").update(revoked_on=date(2025, 4, 3))
    assert pupil_facts(pupil, date(2025, 4, 5)).missing_purposes == ("ENTRY",)


def test_the_journey_is_computed():
    pupil = registered_pupil(SehoFactory(), starts_on=date(2025, 4, 1))
    steps = {step.key: step.state for step in pupil_facts(pupil, date(2025, 4, 5)).journey}
    assert steps["registered"] == "done"
    assert steps["attended"] == "now"
    assert steps["closed"] == "next"


def test_many_pupils_cost_as_many_queries_as_one(django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(journey, "_PROVIDERS", [])  # what higher floors ask is their own
    seho = SehoFactory()
    for _ in range(3):
        registered_pupil(seho, starts_on=date(2025, 4, 1))
    pupils = list(Patient.objects.all())
    with django_assert_num_queries(6):
        facts_for_many(pupils[:1], date(2025, 4, 5))
    pupils = list(Patient.objects.all())
    with django_assert_num_queries(6):
        facts = facts_for_many(pupils, date(2025, 4, 5))
    assert [one.stay_days for one in facts] == [5, 5, 5]
