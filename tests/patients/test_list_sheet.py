"""The list of pupils as a sheet: the same rows as the page, all of its pages, no column that the page does not tell."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from patients.enums import Setting
from patients.models import Patient
from patients.queries.lists import rows_of_keys
from patients.queries.long_lists import long_rows
from seho.accounts.enums import Role
from seho.accounts.models import AccessEvent
from seho.clock import today
from tests.accounts.factories import make_user
from tests.network.factories import SehoFactory
from tests.patients.factories import EnrollmentFactory, EpisodeFactory, PatientFactory, StayFactory, registered_pupil

pytestmark = pytest.mark.django_db


def rows_of(answer: Any) -> list[dict[str, Any]]:
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_it_holds_what_is_filtered_and_nothing_of_others(client: Client) -> None:
    seho = SehoFactory()
    mine = [EpisodeFactory(seho=seho) for _ in range(30)]
    gone = EpisodeFactory(seho=seho, closed=True)
    strange = EpisodeFactory()
    client.force_login(make_user(Role.COORDINATOR, seho))
    names = [row["Estudiante"] for row in rows_of(client.get(reverse("panel:sheet_pupils")))]
    assert sorted(names) == sorted(str(one.patient) for one in mine)
    every = [row["Estudiante"] for row in rows_of(client.get(reverse("panel:sheet_pupils"), {"estado": "todos"}))]
    assert str(gone.patient) in every
    assert str(strange.patient) not in every


def test_no_number_of_a_document_and_for_the_ugel_nothing_that_is_missing(client: Client) -> None:
    episode = EpisodeFactory()
    client.force_login(make_user(Role.UGEL_SPECIALIST, episode.seho.ugel))
    answer = client.get(reverse("panel:sheet_pupils"))
    [row] = rows_of(answer)
    assert "Falta" not in row
    assert episode.patient.document_number not in str(row)


def test_taking_it_is_noted_without_what_was_searched(client: Client) -> None:
    episode = EpisodeFactory()
    client.force_login(make_user(Role.COORDINATOR, episode.seho))
    rows_of(client.get(reverse("panel:sheet_pupils"), {"q": "Secreto"}))
    noted = AccessEvent.objects.get(kind="EXPORT", seho=episode.seho)
    assert noted.detail == "0 filas; Estado: En atención; Orden: Apellidos"


def test_long_lists_say_of_each_what_the_page_says() -> None:
    """Who left is told from dates alone, and reads the same."""
    seho = SehoFactory()
    for setting in (Setting.HOSPITAL, Setting.HOME, Setting.UNTYPED):
        for closed in (False, True):
            EpisodeFactory(seho=seho, setting=setting, closed=closed)
    twice = EpisodeFactory(seho=seho, closed=True)
    EpisodeFactory(seho=seho, patient=twice.patient, starts_on=twice.ends_on)
    registered_pupil(seho=seho, starts_on=today())
    StayFactory(patient=EpisodeFactory(seho=seho, closed=True).patient)
    EnrollmentFactory(patient=EpisodeFactory(seho=seho, closed=True).patient)
    EpisodeFactory(seho=seho, closed=True, patient__document_type="NONE", patient__document_number="")
    PatientFactory()
    keys = list(Patient.objects.order_by("search_name", "pk").values_list("pk", flat=True))
    for role, unit in ((Role.TEACHER, seho), (Role.UGEL_SPECIALIST, seho.ugel)):
        user = make_user(role, unit)
        told = [replace(row, url="", care_notes="") for row in long_rows(keys, user=user, today=today())]
        assert told == [replace(row, url="", care_notes="") for row in rows_of_keys(keys, user=user, today=today())]


def test_the_queries_do_not_grow_with_the_rows(django_assert_num_queries: Any) -> None:
    seho = SehoFactory()
    user = make_user(Role.COORDINATOR, seho)
    assert user.scope
    for count in (1, 3):
        keys = [EpisodeFactory(seho=seho, closed=True).patient_id for _ in range(count)]
        with django_assert_num_queries(8):
            assert len(long_rows(keys, user=user, today=today())) == count
