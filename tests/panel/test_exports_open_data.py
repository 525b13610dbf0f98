"""The open data of a year: no persons, nothing small, and the same bytes of the same rows."""

from __future__ import annotations

import csv
import hashlib
import uuid
import zipfile
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from seho.accounts.enums import Role
from seho.clock import today
from seho.files import open_stored
from seho.jobs.enums import JobState
from seho.jobs.models import Job
from seho.panel.exports import services
from seho.panel.exports.open_data import csv_of
from seho.panel.models import Export
from tests.accounts.factories import make_user
from tests.attendance.factories import SessionFactory
from tests.network.factories import SehoFactory, UgelFactory
from tests.patients.factories import EpisodeFactory, PatientFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def attended(seho: Any, *, girls: int, boys: int) -> list[Any]:
    pupils = [PatientFactory(sex=sex) for sex, count in (("F", girls), ("M", boys)) for _ in range(count)]
    episodes = [EpisodeFactory(patient=pupil, seho=seho, starts_on=today()) for pupil in pupils]
    SessionFactory(seho=seho, held_on=today(), pupils=episodes)
    return pupils


def made(by: Any) -> Export:
    client = Client()
    client.force_login(by)
    year = today().year
    client.post(reverse("panel:open_data"), {"anio": year, "client_id": str(uuid.uuid4())})
    export = Export.objects.latest("pk")
    Job.objects.filter(pk=export.job_id).update(state=JobState.RUNNING)
    services.make(Job.objects.get(pk=export.job_id), today())
    return Export.objects.get(pk=export.pk)


def files_of(export: Export) -> dict[str, str]:
    with open_stored(export.path) as file, zipfile.ZipFile(BytesIO(file.read())) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline="")))


def test_a_year_adds_up_without_a_person_and_without_small_cells() -> None:
    region = UgelFactory()
    pupils = attended(SehoFactory(ugel=region, short_name="Uno"), girls=3, boys=9)
    pupils += attended(SehoFactory(ugel=region, short_name="Dos"), girls=8, boys=8)
    pupils += attended(SehoFactory(ugel=region, short_name="Tres"), girls=9, boys=9)
    pupils += attended(SehoFactory(ugel=region, short_name="Cuatro"), girls=20, boys=20)
    files = files_of(made(make_user(Role.MINEDU)))
    assert set(files) == {"estudiantes.csv", "servicios.csv", "diccionario.csv", "LEEME.txt"}
    assert not any(name in text for text in files.values() for pupil in pupils
                   for name in (pupil.paternal_surname, pupil.given_names, pupil.document_number))  # fmt: skip
    rows = [
        row for row in rows_of(files["estudiantes.csv"]) if (row["cifra"], row["dimension"]) == ("atendidos", "sexo")
    ]
    assert all(int(row["cantidad"]) == 0 or int(row["cantidad"]) >= 5 for row in rows)
    for level in ("pais", "servicio"):
        assert sum(int(row["cantidad"]) for row in rows if row["ambito"] == level) == 86
    alone = {row["servicio"] for row in rows if row["ambito"] == "servicio" and row["servicios_agrupados"] == "1"}
    assert "Uno" not in alone
    assert "Cuatro" in alone
    [group] = {(row["servicio"], row["servicios_agrupados"]) for row in rows if row["ambito"] == "servicio"} - {
        (name, "1") for name in alone
    }
    assert group == ("Otros servicios, agrupados", str(4 - len(alone)))
    work = {row["servicio"]: row["cantidad"] for row in rows_of(files["servicios.csv"]) if row["cifra"] == "sesiones"}
    assert work == {"Uno": "1", "Dos": "1", "Tres": "1", "Cuatro": "1"}


def test_the_same_rows_make_the_same_file_and_its_hash_is_told() -> None:
    attended(SehoFactory(), girls=6, boys=6)
    by = make_user(Role.MINEDU)
    first, second = made(by), made(by)
    assert first.sha256 == second.sha256
    with open_stored(first.path) as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == first.sha256
    client = Client()
    client.force_login(make_user(Role.MINEDU))
    assert first.sha256 in client.get(reverse("panel:open_data")).content.decode()
    answer = client.get(reverse("panel:export_file", args=[first.pk]))
    assert answer["Content-Type"] == "application/zip"
    assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == first.sha256
    client.force_login(make_user(Role.DRE_SPECIALIST, UgelFactory().region))
    assert client.get(reverse("panel:export_file", args=[first.pk])).status_code == 404


def test_a_year_without_services_is_a_file_with_headings() -> None:
    assert rows_of(files_of(made(make_user(Role.MINEDU)))["estudiantes.csv"]) == []


def test_a_year_that_did_not_begin_is_not_found() -> None:
    client = Client()
    client.force_login(make_user(Role.MINEDU))
    for year in (today().year + 1, "", "1999", "x"):
        key = {"anio": year, "client_id": str(uuid.uuid4())}
        assert client.post(reverse("panel:open_data"), key).status_code == 404
    assert not Export.objects.exists()


def test_texts_that_a_spreadsheet_would_reckon_stay_texts() -> None:
    assert csv_of([("=1+1", "-2", "@a", "a,b", -3)]) == "\ufeff'=1+1,'-2,'@a,\"a,b\",-3\r\n"
