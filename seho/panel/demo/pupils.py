"""The invented pupils enter the service and leave it, day by day, through the services of the pupil's file."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from patients.enums import AuthorizationPurpose, EpisodeEnd
from patients.models import Episode, Patient
from patients.services import HomeCare, Paper, Registration, discharge, end_episode, readmit, register
from seho.curriculum.models import MotherTongue, SchoolGrade
from seho.panel.demo.places import Place
from seho.panel.demo.stories import BOYS, GIRLS, SURNAMES, Story

_DIAGNOSIS = "Diagnóstico de demostración"
_NOTES = (
    "Se cansa con facilidad: sesiones cortas.",
    "Use mascarilla y lávese las manos antes de entrar.",
    "Puede usar solo la mano derecha.",
    "",
)


@dataclass(frozen=True)
class Told:
    """A story as it came to pass; `number` is that of the pupil, from 1."""

    story: Story
    number: int
    episode: Episode
    ended_on: date | None


def tell(place: Place, story: Story, number: int, today: date) -> Told:
    """Register the pupil of a story and take the story to its end."""
    ended_on = None if story.ended is None else today - timedelta(days=story.ended)
    starts_on = (ended_on or today) - timedelta(days=story.days - 1)
    if story.earlier:
        return _tell_readmission(place, story, number, starts_on, today)
    episode = _register(place, story, number, starts_on)
    if story.home_days:
        left_on = starts_on + timedelta(days=story.days // 2)
        episode = _go_home(place, episode, left_on, story.home_days) or episode
    if ended_on is not None:
        _leave(place, episode, ended_on)
    return Told(story, number, Episode.objects.select_related("patient", "seho").get(pk=episode.pk), ended_on)


def _tell_readmission(place: Place, story: Story, number: int, starts_on: date, today: date) -> Told:
    earlier_end = starts_on - timedelta(days=20)
    first = _register(place, story, number, earlier_end - timedelta(days=story.earlier - 1))
    _leave(place, first, earlier_end)
    patient = first.patient
    episode = readmit(
        by=place.coordinator,
        patient=patient,
        seho=place.seho,
        setting=story.setting,
        modality="IN_PERSON",
        starts_on=starts_on,
        stay=_stay(place, story, starts_on, number),
        paper=_paper(story, starts_on),
        client_id=uuid.uuid4(),
        today=starts_on,
    )
    return Told(story, number, Episode.objects.select_related("patient", "seho").get(pk=episode.pk), None)


def _register(place: Place, story: Story, number: int, starts_on: date) -> Episode:
    grade = SchoolGrade.objects.get(level__code=story.level, number=story.grade)
    is_untyped = story.setting == "UNTYPED"
    return register(
        by=place.coordinator,
        today=starts_on,
        registration=Registration(
            seho=place.seho,
            client_id=uuid.uuid4(),
            pupil=_pupil(number, grade, starts_on),
            guardian=_guardian(number),
            decisions={
                purpose: number % 5 != 0 or purpose != AuthorizationPurpose.IMAGES
                for purpose in AuthorizationPurpose.values
            },
            decided_on=starts_on,
            setting=story.setting,
            modality="IN_PERSON",
            starts_on=starts_on,
            stay=None if is_untyped else _stay(place, story, starts_on, number),
            paper=None if is_untyped else _paper(story, starts_on),
            diagnosis="" if is_untyped else _DIAGNOSIS,
            enrollment={
                "school": place.schools[story.level],
                "school_grade": grade,
                "section": "AB"[number % 2],
                "tutor_name": f"Demo Tutora {SURNAMES[(number * 3) % len(SURNAMES)]}",
                "tutor_phone": "900000000",
                "starts_on": date(starts_on.year, 1, 1),
            },
        ),
    )


def _pupil(number: int, grade: SchoolGrade, starts_on: date) -> dict[str, Any]:
    is_girl = number % 2 == 0
    names = GIRLS if is_girl else BOYS
    first, second = (number + number // 20) % 10, (number * 7 + number // 10 + 3) % 10
    age = grade.normative_age or 16
    tongue = "quechua" if number % 9 == 4 else "castellano"
    return {
        "document_type": "DNI",
        "document_number": f"{number:08d}",
        "paternal_surname": "Demo",
        "maternal_surname": SURNAMES[number % len(SURNAMES)],
        "given_names": f"{names[first]} {names[second if second != first else (second + 1) % 10]}",
        "birth_date": date(starts_on.year - age, 1 + number % 3, 1 + number % 27),
        "sex": "F" if is_girl else "M",
        "mother_tongue": MotherTongue.objects.filter(code__startswith=tongue).order_by("order", "pk")[0],
        "has_special_needs": number % 11 == 0,
        "special_needs_note": "Textos con letra grande" if number % 11 == 0 else "",
        "care_notes": _NOTES[number % len(_NOTES)],
        "address": "Dirección de demostración",
    }


def _guardian(number: int) -> dict[str, Any]:
    given = (GIRLS if number % 3 else BOYS)[(number + 4) % 10]
    return {
        "relationship": "MOTHER" if number % 3 else "FATHER",
        "full_name": f"Demo {SURNAMES[(number + 5) % len(SURNAMES)]}, {given}",
        "document_type": "DNI",
        "document_number": f"{5000 + number:08d}",
        "phone": "900000000",
    }


def _stay(place: Place, story: Story, starts_on: date, number: int) -> Mapping[str, Any]:
    admitted = starts_on - timedelta(days=story.late if story.setting == "HOSPITAL" else 0)
    return {
        "starts_on": admitted,
        "estimated_days": story.estimate,
        "hospital": place.seho.hospital if story.setting == "HOSPITAL" else None,
        "ward": f"Sala {1 + number % 3}, cama {1 + number % 12}" if story.setting == "HOSPITAL" else "",
    }


def _paper(story: Story, starts_on: date) -> Paper:
    if story.setting == "HOME":
        return _rest(starts_on, story.estimate or 60)
    return Paper("HOSPITALIZATION", starts_on, physician_license="000000", estimated_days=story.estimate)


def _rest(starts_on: date, days: int) -> Paper:
    return Paper(
        "HEALTH_CERTIFICATE",
        starts_on,
        rest_starts_on=starts_on,
        rest_ends_on=starts_on + timedelta(days=days - 1),
    )


def _go_home(place: Place, episode: Episode, on: date, days: int) -> Episode | None:
    home = HomeCare(paper=_rest(on, days), modality="IN_PERSON")
    return discharge(
        by=place.coordinator,
        patient=episode.patient,
        version=_version(episode),
        ends_on=on,
        home=home,
        today=on,
    )


def _leave(place: Place, episode: Episode, on: date) -> None:
    patient = Patient.objects.get(pk=episode.patient_id)
    if episode.setting == "HOSPITAL":
        discharge(by=place.coordinator, patient=patient, version=_version(episode), ends_on=on, today=on)
    else:
        end_episode(
            by=place.coordinator,
            patient=patient,
            version=_version(episode),
            ends_on=on,
            reason=EpisodeEnd.REST_ENDED,
            today=on,
        )


def _version(episode: Episode) -> int:
    return Episode.objects.values_list("version", flat=True).get(pk=episode.pk)
