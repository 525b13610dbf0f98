"""Lists out of the program: what is filtered and no more, long ones in the background, for whoever asked alone."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from patients.enums import NotAttendedReason, ReferralState
from seho.accounts.enums import Role
from seho.accounts.models import AccessEvent, Membership
from seho.clock import today
from seho.files import open_stored
from seho.jobs.enums import JobState
from seho.jobs.models import Job
from seho.panel.exports import services
from seho.panel.exports.queries import exports_told
from seho.panel.exports.sheets import SHEETS
from seho.panel.models import Export
from seho.panel.views import exports as views
from tests.accounts.factories import make_user
from tests.attendance.factories import SessionFactory
from tests.network.factories import SehoFactory
from tests.patients.factories import EpisodeFactory, ReferralFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(tmp_path: Any, settings: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def coordinator() -> Any:
    return make_user(Role.COORDINATOR, SehoFactory())


def seho_of(user: Any) -> Any:
    return user.memberships.get().seho


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sheet_of(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.content
    head, *rows = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def asked(by: Any, what: str = "estudiantes", query: str = "estado=todos", total: int = 3) -> Export:
    return services.start_export(by=by, what=what, query=query, title="Excel", total=total, client_id=uuid.uuid4())


def made(export: Export) -> Export:
    """As the worker does it."""
    Job.objects.filter(pk=export.job_id).update(state=JobState.RUNNING)
    services.make(Job.objects.get(pk=export.job_id), today())
    export.refresh_from_db()
    return Export.objects.get(pk=export.pk)


# --- at once ---------------------------------------------------------------------------------------


def test_notices_tell_neither_contact_nor_place_nor_note(coordinator: Any) -> None:
    mine = ReferralFactory(
        seho=seho_of(coordinator), contact="999 111 222", place="Oncología, cama 4", note="No molestar",
        state=ReferralState.NOT_ATTENDED, not_attended_reason=NotAttendedReason.GUARDIAN_REFUSED,
    )  # fmt: skip
    ReferralFactory(state=ReferralState.NOT_ATTENDED, not_attended_reason=NotAttendedReason.GUARDIAN_REFUSED)
    [row] = sheet_of(client_of(coordinator).get(reverse("panel:sheet_referrals"), {"estado": "cerrados"}))
    assert row["Quién"] == mine.person
    assert row["Motivo de no atención"] == mine.get_not_attended_reason_display()
    assert row["Identificado"].date() == mine.identified_on
    assert not any(word in str(row) for word in ("999", "Oncología", "molestar"))


def test_sessions_tell_pupils_by_initials_and_as_the_page_filters(coordinator: Any) -> None:
    session = SessionFactory(seho=seho_of(coordinator), held_on=today(), minutes=45)
    SessionFactory(seho=session.seho, held_on=today() - timedelta(days=9))
    SessionFactory(held_on=today())
    client = client_of(coordinator)
    [row] = sheet_of(client.get(reverse("panel:sheet_sessions"), {"desde": today().isoformat()}))
    pupils = [one.episode.patient for one in session.participations.all()]
    assert row["Fecha"].date() == today()
    assert (row["Minutos"], row["Participaron"]) == (45, len(pupils))
    assert all(pupil.initials in (row["Estudiantes"] or "") for pupil in pupils)
    assert not any(pupil.paternal_surname in str(row) for pupil in pupils)


@pytest.mark.parametrize("name", ["pupils", "referrals", "sessions", "papers", "returns"])
def test_a_list_without_rows_is_a_sheet_with_its_heading_and_an_entry_in_the_log(coordinator: Any, name: str) -> None:
    assert sheet_of(client_of(coordinator).get(reverse(f"panel:sheet_{name}"))) == []
    assert AccessEvent.objects.get(kind="EXPORT", by=coordinator).detail.startswith("0 filas; Estado") or name == (
        "sessions"
    )


def test_who_taught_is_told_in_the_sheet_and_not_in_the_log(coordinator: Any) -> None:
    SessionFactory(seho=seho_of(coordinator), held_on=today(), created_by=coordinator)
    answer = client_of(coordinator).get(reverse("panel:sheet_sessions"), {"docente": coordinator.pk})
    about = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[-1]
    assert str(coordinator) in [row[1].value for row in about.iter_rows()]
    assert str(coordinator) not in AccessEvent.objects.get(kind="EXPORT").detail


@pytest.mark.parametrize("name", ["papers", "returns"])
@pytest.mark.parametrize("state", ["", "anulados", "cerrados", "por-abrir", "con-retraso"])
def test_each_state_of_papers_and_returns_has_its_sheet(coordinator: Any, name: str, state: str) -> None:
    EpisodeFactory(seho=seho_of(coordinator), closed=True)
    EpisodeFactory(closed=True)
    rows = sheet_of(client_of(coordinator).get(reverse(f"panel:sheet_{name}"), {"estado": state}))
    assert {row["SEHO"] for row in rows} <= {str(seho_of(coordinator))}


# --- in the background -----------------------------------------------------------------------------


def test_a_long_list_is_offered_in_the_background_and_the_same_form_asks_once(
    coordinator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 1)
    for _ in range(2):
        EpisodeFactory(seho=seho_of(coordinator))
    client = client_of(coordinator)
    url = reverse("panel:sheet_pupils") + "?orden=reciente"
    assert "2 filas" in client.get(url).content.decode()
    assert not AccessEvent.objects.filter(kind="EXPORT").exists()
    key = {"client_id": str(uuid.uuid4())}
    first, second = client.post(url, key), client.post(url, key)
    export = Export.objects.get()
    assert first.url == second.url == export.get_absolute_url()
    assert (export.query, export.job.total, export.job.title) == ("orden=reciente", 2, "Excel: Estudiantes")


def test_what_was_made_is_fetched_by_whoever_asked_and_each_time_is_noted(coordinator: Any, media: Any) -> None:
    episode = EpisodeFactory(seho=seho_of(coordinator))
    export = made(asked(coordinator))
    client, url = client_of(coordinator), reverse("panel:export_file", args=[export.pk])
    assert [item.act_label for item in exports_told(coordinator)] == ["Descargar"]
    [row] = sheet_of(client.get(url))
    assert row["Estudiante"] == str(episode.patient)
    sheet_of(client.get(url))
    noted = AccessEvent.objects.filter(kind="EXPORT", seho=episode.seho)
    assert [one.detail for one in noted] == ["1 filas; Estado: Todos; Orden: Apellidos"] * 2
    assert exports_told(coordinator) == []
    colleague = make_user(Role.COORDINATOR, episode.seho)
    assert client_of(colleague).get(url).status_code == 404


def test_a_post_that_ended_this_morning_gets_nothing(coordinator: Any, media: Any) -> None:
    EpisodeFactory(seho=seho_of(coordinator))
    waiting, ready = asked(coordinator), made(asked(coordinator))
    # Still on the team of another service: the role is held, the rows are not theirs any more.
    Membership.objects.filter(user=coordinator).update(ends_on=today() - timedelta(days=1))
    Membership.objects.create(
        user=coordinator, role=Role.COORDINATOR, seho=SehoFactory(), starts_on=today(), created_by=coordinator
    )
    answer = client_of(coordinator).get(reverse("panel:export_file", args=[ready.pk]))
    assert answer.status_code == 403
    assert "Sus roles cambiaron" in answer.content.decode()
    assert made(waiting).rows == 0


def test_whoever_holds_no_role_any_more_has_the_work_stopped_with_its_reason(coordinator: Any, media: Any) -> None:
    export = asked(coordinator)
    Membership.objects.filter(user=coordinator).update(ends_on=today() - timedelta(days=1))
    assert not made(export).is_ready
    export.job.refresh_from_db()
    assert (export.job.state, export.job.problem) == ("STOPPED", "Su rol no lleva esta relación a Excel.")


def test_work_that_was_killed_after_storing_the_file_does_not_make_another(coordinator: Any, media: Any) -> None:
    export = made(asked(coordinator))
    EpisodeFactory(seho=seho_of(coordinator))
    assert made(export).sha256 == export.sha256


def test_a_list_that_grew_while_it_waited_holds_all_and_stays_within_its_steps(coordinator: Any, media: Any) -> None:
    export = asked(coordinator, total=1)
    for _ in range(3):
        EpisodeFactory(seho=seho_of(coordinator))
    export = made(export)
    assert (export.rows, Job.objects.get(pk=export.job_id).done) == (3, 1)


def test_after_seven_days_the_file_goes_and_its_page_says_so(coordinator: Any, media: Any) -> None:
    young, old = made(asked(coordinator)), made(asked(coordinator, query="estado=egreso"))
    Export.objects.filter(pk=old.pk).update(made_at=timezone.now() - timedelta(days=7, minutes=1))
    Export.objects.filter(pk=young.pk).update(made_at=timezone.now() - timedelta(days=6, hours=23))
    call_command("sweep_files", verbosity=0)
    open_stored(young.path).close()
    with pytest.raises(FileNotFoundError):
        open_stored(old.path)
    client = client_of(coordinator)
    assert "ya no se conserva" in client.get(old.get_absolute_url()).content.decode()
    assert client.get(reverse("panel:export_file", args=[old.pk])).status_code == 403


def test_those_who_keep_the_catalogues_do_not_see_the_sheets_of_others() -> None:
    minedu: Callable[..., Any] = make_user
    ugel = make_user(Role.UGEL_SPECIALIST, SehoFactory().ugel)
    export = asked(ugel)
    assert Job.objects.visible_to(ugel).filter(pk=export.job_id).exists()
    assert not Job.objects.visible_to(minedu(Role.MINEDU)).filter(pk=export.job_id).exists()


# --- the panel -------------------------------------------------------------------------------------


def test_the_list_behind_a_figure_has_as_many_rows_as_it_counts(coordinator: Any) -> None:
    day = today()
    for _ in range(2):
        EpisodeFactory(seho=seho_of(coordinator), starts_on=day)
    EpisodeFactory(starts_on=day)
    query = {"cifra": "registrados", "periodo": f"mes-{day:%Y-%m}"}
    rows = sheet_of(client_of(coordinator).get(reverse("panel:sheet_figure"), query))
    [service] = sheet_of(client_of(coordinator).get(reverse("panel:sheet_services"), query))
    assert len(rows) == service["Registrados"] == 2
    assert {row["SEHO"] for row in rows} == {str(seho_of(coordinator))}


@pytest.mark.parametrize(("cifra", "answer"), [("registrados", 403), ("nada", 404), ("", 404)])
def test_who_sees_figures_gets_no_rows_of_pupils(cifra: str, answer: int) -> None:
    episode = EpisodeFactory(starts_on=today())
    client = client_of(make_user(Role.DRE_SPECIALIST, episode.seho.ugel.region))
    found = client.get(reverse("panel:sheet_figure"), {"cifra": cifra})
    assert found.status_code == answer
    assert str(episode.patient) not in found.content.decode()


@pytest.mark.parametrize(("few", "shown"), [(4, "reservado"), (5, 5)])
def test_services_with_few_pupils_are_reserved_outside_the_ministry(few: int, shown: Any) -> None:
    day = today()
    seho = SehoFactory()
    other = SehoFactory(ugel=seho.ugel)
    for count, where in ((few, seho), (6, other)):
        for _ in range(count):
            EpisodeFactory(seho=where, starts_on=day)
    rows = {}
    for role, unit in ((Role.DRE_SPECIALIST, seho.ugel.region), (Role.MINEDU, None)):
        answer = client_of(make_user(role, unit)).get(reverse("panel:sheet_services"))
        rows[role] = {row["Servicio"]: row["Registrados"] for row in sheet_of(answer)}
    assert rows[Role.DRE_SPECIALIST][seho.short_name] == shown
    # The other one would tell it by subtraction from the total.
    assert rows[Role.DRE_SPECIALIST][other.short_name] == ("reservado" if few < 5 else 6)
    assert rows[Role.MINEDU] == {seho.short_name: few, other.short_name: 6}


def test_a_scope_of_others_and_a_period_that_does_not_exist_are_not_found(coordinator: Any) -> None:
    client = client_of(coordinator)
    for query in ({"ambito": f"seho-{SehoFactory().pk}"}, {"ambito": "pais"}, {"periodo": "mes-2026-13"}):
        assert client.get(reverse("panel:sheet_services"), query).status_code == 404


def test_a_ugel_without_services_gets_a_table_without_rows() -> None:
    ugel = SehoFactory().ugel
    empty = type(ugel).objects.create(code="990099", name="UGEL de prueba", region=ugel.region)
    answer = client_of(make_user(Role.UGEL_SPECIALIST, empty)).get(reverse("panel:sheet_services"))
    assert sheet_of(answer) == []


@pytest.mark.parametrize(
    ("what", "add", "queries"),
    [
        ("sesiones", lambda seho: SessionFactory(seho=seho, held_on=today(), pupils=[EpisodeFactory(seho=seho)]), 4),
        ("avisos", lambda seho: ReferralFactory(seho=seho), 1),
        ("documentos", lambda seho: EpisodeFactory(seho=seho, closed=True), 6),
    ],
)
def test_the_queries_of_a_list_do_not_grow_with_its_rows(
    coordinator: Any, what: str, add: Any, queries: int, django_assert_num_queries: Any
) -> None:
    for count in (1, 3):
        while SHEETS[what].make(coordinator, {}, today()).count < count:
            add(seho_of(coordinator))
        listing = SHEETS[what].make(coordinator, {}, today())
        with django_assert_num_queries(queries):
            assert len(list(listing.rows())) == count
