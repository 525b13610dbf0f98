"""The monthly report: the month beside the one before, reserved as the scope says, with how each figure is computed."""

from __future__ import annotations

import uuid
from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from seho.accounts.enums import Role
from seho.jobs.enums import JobState
from seho.jobs.models import Job
from seho.panel.exports import services
from seho.panel.exports.monthly import (
    TEMPLATE,
    change_words,
    chart_of,
    composed,
    month_asked,
    value_words,
)
from seho.panel.indicators.values import Figures, Unit
from seho.panel.models import Export
from tests.accounts.factories import make_user
from tests.network.factories import SehoFactory
from tests.patients.factories import EpisodeFactory

TODAY = date(2026, 6, 10)


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        (Unit.PEOPLE, 1234.0, "1,234"), (Unit.MEAN, 3.46, "3.5"), (Unit.PERCENT, 79.6, "80 %"),
        (Unit.DAYS, 1.0, "1 día"), (Unit.DAYS, 2.5, "2.5 días"), (Unit.DAYS, None, "–"),
    ],
)  # fmt: skip
def test_numbers_as_they_are_read(unit: str, value: float | None, words: str) -> None:
    assert value_words(unit, value) == words


@pytest.mark.parametrize(
    ("unit", "now", "before", "words"),
    [
        (Unit.PEOPLE, 15.0, 10.0, "5 más (+50 %)"), (Unit.PEOPLE, 8.0, 10.0, "2 menos (-20 %)"),
        (Unit.PEOPLE, 3.0, 0.0, "3 más"), (Unit.PEOPLE, 3.0, 3.0, "igual"), (Unit.PERCENT, 81.0, 80.0, "1 punto más"),
        (Unit.DAYS, 2.0, 4.5, "2.5 menos"), (Unit.DAYS, None, 4.5, "–"), (Unit.DAYS, 2.0, None, "–"),
    ],
)  # fmt: skip
def test_changes_in_words(unit: str, now: float | None, before: float | None, words: str) -> None:
    assert change_words(unit, now, before) == words


def test_a_month_without_anybody_in_hospital_has_no_chart() -> None:
    assert chart_of(Figures(daily={"quince-dias-promedio": (0, 0)})) is None
    chart = chart_of(Figures(daily={"quince-dias-promedio": (1, 3)}))
    assert chart is not None
    assert [bar.height for bar in chart.bars] == [11.0, 33.0]
    assert "En promedio 2.0 estudiantes" in chart.words


def told(user: Any, **address: str) -> tuple[Any, str]:
    """What the report says, and its text as it is laid out."""
    asked = month_asked(user, {"periodo": "mes-2026-05", **address}, TODAY)
    shown, figures = asked.told()
    report = composed(asked, figures, shown)
    context = {"paper": report, "chart": None, "issued_on": TODAY, "title": "", "lang": "", "author": "", "system": ""}
    return report, render_to_string(TEMPLATE, context)


@pytest.mark.django_db
def test_it_compares_months_names_the_office_and_nobody() -> None:
    seho = SehoFactory()
    pupils = [EpisodeFactory(seho=seho, starts_on=date(2026, 5, day)) for day in (4, 5, 6)]
    EpisodeFactory(seho=seho, starts_on=date(2026, 4, 20))
    report, text = told(make_user(Role.UGEL_SPECIALIST, seho.ugel))
    [line] = [line for group in report.groups for line in group.lines if line.title == "Registrados"]
    assert (line.value, line.before, line.change) == ("3", "1", "2 más (+200 %)")
    assert report.letterhead.ugel == seho.ugel.name
    assert "Cada estudiante cuenta una vez" in text
    assert not any(one.patient.paternal_surname in text for one in pupils)
    # By channel and reason only whole school years are told outside the ministry.
    assert not any(word in table.title for table in report.breakdowns for word in ("sexo", "canal", "motivo", "edad"))
    assert any("años escolares" in note for note in report.notes)


@pytest.mark.django_db
def test_the_ministry_reads_the_country_exactly_and_by_characteristics() -> None:
    for sex in "FM":
        EpisodeFactory(starts_on=date(2026, 5, 4), patient__sex=sex)
    report, _ = told(make_user(Role.MINEDU))
    assert report.letterhead.region == "Ministerio de Educación"
    assert "Registrados, por sexo" in [table.title for table in report.breakdowns]
    assert "1" in report.services[0].values


@pytest.mark.django_db
def test_a_ugel_without_services_has_a_report_that_says_so() -> None:
    ugel = SehoFactory().ugel
    empty = type(ugel).objects.create(code="990098", name="UGEL sin servicios", region=ugel.region)
    report, text = told(make_user(Role.UGEL_SPECIALIST, empty))
    assert report.services == ()
    assert "No hay servicios en este ámbito" in text


@pytest.mark.django_db
def test_it_is_made_in_the_background_as_an_archivable_pdf(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    seho = SehoFactory()
    EpisodeFactory(seho=seho, starts_on=date(2026, 5, 4))
    client = Client()
    client.force_login(make_user(Role.DRE_SPECIALIST, seho.ugel.region))
    key = {"ambito": f"dre-{seho.ugel.region_id}", "periodo": "mes-2026-05", "client_id": str(uuid.uuid4())}
    client.post(reverse("panel:monthly"), key)
    export = Export.objects.get()
    Job.objects.filter(pk=export.job_id).update(state=JobState.RUNNING)
    services.make(Job.objects.get(pk=export.job_id), date(2026, 11, 22))
    export.refresh_from_db()
    answer = client.get(reverse("panel:export_file", args=[export.pk]))
    with pikepdf.open(BytesIO(b"".join(answer.streaming_content))) as pdf:
        assert pdf.open_metadata().pdfa_status == "3B"
        assert "Mayo de 2026".lower() in str(pdf.docinfo.Title).lower()


@pytest.mark.django_db
@pytest.mark.parametrize("address", [{"periodo": "anio-2026"}, {"periodo": "mes-2027-01"}, {"ambito": "pais"}])
def test_what_is_no_month_or_not_theirs_is_not_found(address: dict[str, str]) -> None:
    seho = SehoFactory()
    client = Client()
    client.force_login(make_user(Role.UGEL_SPECIALIST, seho.ugel))
    key = {"periodo": "mes-2026-05", "client_id": str(uuid.uuid4()), **address}
    assert client.post(reverse("panel:monthly"), key).status_code == 404
    assert not Export.objects.exists()
