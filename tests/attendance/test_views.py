"""Each page: works; a stranger finds nothing; who may not is told why; nobody signs in; bad input writes nothing."""

import uuid

import pytest
from django.core import signing
from django.urls import reverse

from attendance import services
from attendance.enums import PlanState
from attendance.forms.works import SALT
from attendance.models import Assessment, Participation, PlanVersion, Session, Work
from attendance.services import PlanGoal
from patients.enums import AuthorizationPurpose
from seho.accounts.enums import AccessKind, Role
from seho.accounts.models import AccessEvent
from tests.accounts.factories import add_post
from tests.attendance.factories import (
    AssessmentFactory,
    ParticipationFactory,
    PlanVersionFactory,
    SessionFactory,
    WorkFactory,
    small_photo,
)
from tests.ground.pictures import pdf, saved, upload
from tests.network.factories import SehoFactory
from tests.patients.factories import AuthorizationFactory, registered_pupil

pytestmark = pytest.mark.django_db

PUPIL_PAGES = ["plan", "pupil_sessions", "assessment", "portfolio"]
# Pages of a pupil that only some may open: name -> who may, beside the team.
WHO = {
    "plan": {"specialist"},
    "pupil_sessions": {"specialist", "volunteer"},
    "assessment": {"specialist"},
    "portfolio": {"specialist", "volunteer"},
    "plan_edit": set(),
    "work_new": {"volunteer"},
}
TEAM = {"coordinator", "teacher", "psychologist"}


def text(response):
    return b"".join(response).decode() if response.streaming else response.content.decode()


def url(name, *args):
    return reverse(f"attendance:{name}", args=args)


def told(response):
    return [str(message) for message in response.context["messages"]] if response.context else []


@pytest.fixture
def session(world, episode):
    return SessionFactory(seho=world.seho, held_on=world.ago(3), created_by=world.teacher, pupils=[episode])


@pytest.fixture
def work(world, episode):
    return WorkFactory(episode=episode, created_by=world.teacher, made_on=world.ago(3))


# --- who may open what --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WHO)
@pytest.mark.parametrize("who", ["coordinator", "teacher", "psychologist", "volunteer", "specialist", "director"])
def test_pages_of_a_pupil_open_for_whom_they_are_meant(world, episode, enter, name, who):
    world.assign(episode)
    PlanVersionFactory(plan__episode=episode)
    answer = enter(getattr(world, who)).get(url(name, episode.patient_id))
    assert answer.status_code == (200 if who in TEAM | WHO[name] else 403)


@pytest.mark.parametrize("name", WHO)
def test_a_stranger_finds_no_pupil(world, episode, enter, name):
    assert enter(world.stranger).get(url(name, episode.patient_id)).status_code == 404
    assert enter(world.stranger).get(url(name, 987654)).status_code == 404


@pytest.mark.parametrize("name", WHO)
def test_who_did_not_sign_in_is_asked_to(client, episode, name):
    answer = client.get(url(name, episode.patient_id))
    assert answer.status_code == 302
    assert "ingresar" in answer.url


def test_a_volunteer_finds_no_pupil_who_is_not_assigned(world, episode, enter):
    assert enter(world.volunteer).get(url("portfolio", episode.patient_id)).status_code == 404


def test_a_director_who_teaches_elsewhere_reads_no_daily_work(world, episode, enter):
    add_post(world.stranger, Role.DIRECTOR, world.school, day=world.today)
    answer = enter(world.stranger).get(url("portfolio", episode.patient_id))
    assert answer.status_code == 403
    assert "usted lee lo que se emite" in text(answer)


def test_a_pupil_without_time_in_a_service_has_nothing_to_show(world, episode, enter):
    episode.patient.siagie_statuses.all().delete()
    pk = episode.patient_id
    episode.delete()
    assert enter(world.director).get(url("plan", pk)).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"),
    [("teacher", 200), ("volunteer", 404), ("specialist", 200), ("director", 403), ("stranger", 404), ("minedu", 403)],
)
def test_who_opens_a_session(world, episode, session, enter, who, status):
    world.assign(episode)
    assert enter(getattr(world, who)).get(url("session_detail", session.pk)).status_code == status


@pytest.mark.parametrize("name", ["session_correct", "session_cancel"])
@pytest.mark.parametrize(
    ("who", "status"), [("teacher", 200), ("psychologist", 200), ("volunteer", 404), ("specialist", 403)]
)
def test_who_changes_a_session(world, episode, session, enter, name, who, status):
    world.assign(episode)
    assert enter(getattr(world, who)).get(url(name, session.pk)).status_code == status


@pytest.mark.parametrize("name", ["session_undo", "work_remove", "work_restore"])
def test_acts_are_not_done_by_opening_an_address(world, session, work, enter, name):
    pk = session.pk if "session" in name else work.pk
    assert enter(world.teacher).get(url(name, pk)).status_code == 405


@pytest.mark.parametrize(("who", "status"), [("specialist", 403), ("stranger", 404), ("volunteer", 404)])
def test_who_may_not_change_a_work(world, episode, work, enter, who, status):
    world.assign(episode)
    for name in ("work_remove", "work_restore", "work_edit"):
        answer = enter(getattr(world, who)).post(url(name, work.pk), {})
        assert answer.status_code == status, name
    work.refresh_from_db()
    assert work.removed_at is None


def test_one_who_is_no_longer_assigned_changes_nothing(world, episode, enter):
    assignment = world.assign(episode)
    own = WorkFactory(episode=episode, created_by=world.volunteer, files=0)
    assert enter(world.volunteer).get(url("work_edit", own.pk)).status_code == 200
    assignment.ends_on = world.ago(1)
    assignment.save()
    assert enter(world.volunteer).get(url("work_edit", own.pk)).status_code == 404


# --- the round and the list ------------------------------------------------------------------------------


def test_the_round_shows_the_pupils_and_what_to_mind(world, enter):
    pupil = world.pupil(care_notes="Trabaje con una sola mano")
    pupil.patient.stays.update(ward="Sala 3, cama 12")
    registered_pupil(SehoFactory(), starts_on=world.ago(3), paternal_surname="Canario")
    page = text(enter(world.teacher).get(url("today")))
    for words in (str(pupil.patient), "Sala 3", "Cama 12", "Trabaje con una sola mano", "Sin atención en 21 días"):
        assert words in page
    assert "Canario" not in page


def test_the_round_of_nobody_teaches_the_first_step(world, enter):
    assert "Nadie está en atención" in text(enter(world.teacher).get(url("today")))
    assert "todavía no tiene estudiantes asignados" in text(enter(world.volunteer).get(url("today"))).lower()


def test_a_specialist_goes_to_the_list(world, enter, session):
    answer = enter(world.specialist).get(url("today"))
    assert answer.url == url("sessions")
    assert "A. Q." in text(enter(world.specialist).get(answer.url))


@pytest.mark.parametrize("pupils", [1, 3])
def test_the_round_costs_the_same_for_many(world, enter, pupils, django_assert_num_queries):
    for _ in range(pupils):
        episode = world.pupil()
        PlanVersionFactory(plan__episode=episode, in_force=True, goals=[world.read])
        SessionFactory(seho=world.seho, held_on=world.ago(1), pupils=[episode])
    client = enter(world.teacher)
    with django_assert_num_queries(28):
        client.get(url("today"))


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_list_costs_the_same_for_many(world, episode, enter, sessions, django_assert_num_queries):
    for _ in range(sessions):
        SessionFactory(seho=world.seho, created_by=world.teacher, pupils=[episode, world.pupil()])
    client = enter(world.teacher)
    with django_assert_num_queries(9):
        client.get(url("sessions"))


def test_the_list_is_filtered_by_the_address(world, episode, enter):
    old = SessionFactory(seho=world.seho, held_on=world.ago(20), space="WAITING_ROOM", pupils=[episode])
    new = SessionFactory(seho=world.seho, held_on=world.today, created_by=world.teacher, pupils=[episode])
    client = enter(world.teacher)

    def found(**query):
        return set(client.get(url("sessions"), query).context["page"].object_list)

    assert found() == {old, new}
    assert found(desde=world.ago(1).isoformat()) == {new}
    assert found(hasta="21/05/2026") == {old}
    assert found(docente=world.teacher.pk) == {new}
    assert found(espacio="WAITING_ROOM") == {old}
    answer = client.get(url("sessions"), {"desde": "31/02/2026"})
    assert "Escriba una fecha que exista" in text(answer)
    answer = client.get(url("sessions"), {"desde": "2026-06-10", "hasta": "2026-06-01"})
    assert "no puede ser anterior a la inicial" in text(answer)


def test_the_list_tells_of_nobody_outside(world, enter):
    SessionFactory(pupils=[registered_pupil(SehoFactory(), starts_on=world.ago(3)).episodes.get()])
    assert enter(world.teacher).get(url("sessions")).context["page"].paginator.count == 0


# --- the quick log ----------------------------------------------------------------------------------------


def values(world, *episodes, **changes):
    return {
        "client_id": str(uuid.uuid4()), "version": 0, "pupils": [one.pk for one in episodes],
        "held_on": world.today.isoformat(), "minutes": 45, "space": "BEDSIDE", "modality": "IN_PERSON",
        "kind": "LEARNING", "professionals": [world.teacher.pk], **changes,
    }  # fmt: skip


def test_a_session_is_logged_in_one_go(world, episode, enter):
    other = world.pupil()
    PlanVersionFactory(plan__episode=episode, in_force=True, goals=[world.count, world.read])
    sent = values(world, episode, other, evidence="Sumaron con tapas", **{f"absence_{other.pk}": "PROCEDURE"})
    client = enter(world.teacher)
    answer = client.post(url("session_new"), sent, follow=True)
    assert answer.redirect_chain[-1][0] == url("today")
    assert told(answer) == ["Se registró la sesión con 1 estudiante."]
    rows = {row.episode: row for row in Participation.objects.all()}
    assert (rows[episode].competency, rows[episode].evidence) == (world.count, "Sumaron con tapas")
    assert (rows[other].attended, rows[other].absence_reason, rows[other].competency) == (False, "PROCEDURE", None)
    client.post(url("session_new"), sent)
    assert Session.objects.count() == 1
    answer = client.post(url("session_new"), {**sent, "minutes": 50})
    assert "ya se guardó con otros datos" in text(answer)
    assert Session.objects.get().minutes == 45


@pytest.mark.parametrize(
    ("own", "for_all", "kind", "expected"),
    [
        ("", "", "LEARNING", "count"),
        ("", "read", "LEARNING", "read"),
        ("write", "read", "LEARNING", "write"),
        ("0", "read", "LEARNING", None),
        pytest.param("", "", "SUPPORT", None, id="tutoring works on none"),
        ("", "read", "SUPPORT", "read"),
    ],
)
def test_which_competency_is_worked(world, episode, enter, own, for_all, kind, expected):
    PlanVersionFactory(plan__episode=episode, in_force=True, goals=[world.count])
    key = lambda name: getattr(world, name).pk if name not in ("", "0") else name  # noqa: E731
    sent = values(world, episode, kind=kind, competency=key(for_all), **{f"competency_{episode.pk}": key(own)})
    enter(world.teacher).post(url("session_new"), sent)
    assert Participation.objects.get().competency == (getattr(world, expected) if expected else None)


def test_the_form_offers_what_was_used_last_and_ticks_who_was_asked(world, episode, enter):
    SessionFactory(seho=world.seho, created_by=world.teacher, minutes=20, space="MULTIFUNCTIONAL")
    answer = enter(world.teacher).get(url("session_new"), {"estudiante": episode.pk})
    assert f'value="{episode.pk}" id="pupil-{episode.pk}" checked' in text(answer)
    offered = {name: answer.context["form"][name].value() for name in ("minutes", "space", "held_on", "professionals")}
    assert offered == {
        "minutes": 20, "space": "MULTIFUNCTIONAL", "held_on": world.today, "professionals": [world.teacher.pk],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"pupils": []}, "Marque al menos una o un estudiante."),
        ({"held_on": "2026-06-11"}, "La fecha aún no llega"),
        ({"held_on": "31/02/2026"}, "Escriba una fecha que exista"),
        ({"held_on": "2026-05-01"}, "ese día no estaba en atención"),
        ({"minutes": "4"}, "al menos 5 minutos"),
        ({"minutes": "500"}, "como máximo 480 minutos"),
        ({"minutes": "mucho"}, "Escriba un número entero"),
        ({"professionals": []}, "Marque quién atendió."),
        ({"modality": "VIRTUAL"}, "no ha autorizado la atención virtual"),
        ({"space": "HOME"}, "no ha autorizado las visitas al domicilio"),
        ({"space": "MOON"}, "Esa opción ya no está en la lista"),
        ({"title": "con\x00nulo"}, "carácter que no se puede guardar"),
        ({"title": "x" * 161}, "como máximo 160"),
        ({"client_id": "no"}, "La página perdió un dato"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_bad_input_is_told_and_nothing_is_written(world, episode, enter, changes, sentence):
    answer = enter(world.teacher).post(url("session_new"), values(world, episode, evidence="Lo escrito", **changes))
    assert answer.status_code == 200
    if "client_id" not in changes:
        assert sentence in text(answer)
        assert "Lo escrito" in text(answer)
    assert not Session.objects.exists()


def test_a_pupil_of_others_cannot_be_ticked(world, episode, enter):
    foreign = registered_pupil(SehoFactory(), starts_on=world.ago(3)).episodes.get()
    answer = enter(world.teacher).post(url("session_new"), values(world, foreign))
    assert "ya no está en su ronda" in text(answer)
    assert enter(world.teacher).get(url("session_new"), {"estudiante": foreign.pk}).context["seho"] == world.seho


def test_a_volunteer_logs_for_who_is_assigned_and_nobody_else(world, episode, enter):
    world.assign(episode)
    other = world.pupil()
    client = enter(world.volunteer)
    sent = values(world, other, professionals=[world.volunteer.pk])
    assert "ya no está en su ronda" in text(client.post(url("session_new"), sent))
    client.post(url("session_new"), {**sent, "pupils": [episode.pk]})
    session = Session.objects.get()
    assert session.created_by == world.volunteer
    assert client.get(url("session_correct", session.pk)).status_code == 200


def test_who_works_in_two_services_chooses(world, episode, enter):
    second = SehoFactory()
    add_post(world.teacher, Role.TEACHER, second, day=world.today)
    there = registered_pupil(second, starts_on=world.ago(5)).episodes.get()
    client = enter(world.teacher)
    assert client.get(url("session_new"), {"estudiante": there.pk}).context["seho"] == second
    page = client.get(url("session_new"), {"seho": world.seho.pk})
    assert [chip["active"] for chip in page.context["chips"]].count(True) == 1
    assert [pupil.episode for pupil in page.context["form"].round] == [episode]


def test_the_same_person_twice_at_an_hour_is_a_warning(world, episode, enter):
    client = enter(world.teacher)
    client.post(url("session_new"), values(world, episode, starts_at="10:00"))
    answer = client.post(url("session_new"), values(world, episode, starts_at="10:30"), follow=True)
    assert any("a esa hora ya figura en otra sesión" in message for message in told(answer))
    assert Session.objects.count() == 2


def test_what_was_logged_is_undone(world, episode, enter):
    client = enter(world.teacher)
    answer = client.post(url("session_new"), values(world, episode), follow=True)
    session = Session.objects.get()
    assert url("session_undo", session.pk) in text(answer)
    client.post(url("session_undo", session.pk))
    session.refresh_from_db()
    assert session.cancelled_by == world.teacher


@pytest.mark.parametrize("pupils", [1, 3])
def test_the_form_costs_the_same_for_many(world, enter, pupils, django_assert_num_queries):
    for _ in range(pupils):
        PlanVersionFactory(plan__episode=world.pupil(), in_force=True, goals=[world.read])
    client = enter(world.teacher)
    with django_assert_num_queries(17):
        client.get(url("session_new"))


# --- one session ---------------------------------------------------------------------------------------------


def test_a_session_shows_who_took_part_and_its_history(world, episode, session, enter):
    ParticipationFactory(session=session, episode=world.pupil(), missed=True)
    page = text(enter(world.teacher).get(url("session_detail", session.pk)))
    for words in (str(episode.patient), "Procedimiento o control", "45 minutos", "Enseña"):
        assert words in page


def test_a_correction_starts_from_what_was_logged(world, episode, enter):
    client = enter(world.teacher)
    client.post(url("session_new"), values(world, episode, evidence="Leyó", title="Cuento"))
    session = Session.objects.get()
    page = client.get(url("session_correct", session.pk))
    assert f'value="{episode.pk}" id="pupil-{episode.pk}" checked' in text(page)
    assert "Leyó" in text(page)
    sent = values(world, episode, version=1, minutes=30, **{f"evidence_{episode.pk}": "Leyó y escribió"})
    answer = client.post(url("session_correct", session.pk), sent, follow=True)
    assert "Corrigió una sesión" in text(answer)
    session.refresh_from_db()
    assert (session.minutes, session.participations.get().evidence) == (30, "Leyó y escribió")


def test_a_conflict_shows_what_the_other_person_saved(world, episode, session, enter):
    Session.objects.filter(pk=session.pk).update(version=4, minutes=90)
    client = enter(world.teacher)
    answer = client.post(url("session_correct", session.pk), values(world, episode, version=1, minutes=30))
    assert "Otra persona guardó cambios" in text(answer)
    assert "La otra persona guardó: «90»." in text(answer)
    assert 'name="version" value="4"' in text(answer)
    session.refresh_from_db()
    assert session.minutes == 90


def test_cancelling_may_say_the_reason(world, session, enter):
    client = enter(world.teacher)
    assert client.get(url("session_cancel", session.pk)).status_code == 200
    client.post(url("session_cancel", session.pk), {"reason": "Se registró dos veces"})
    session.refresh_from_db()
    assert session.cancelled_reason == "Se registró dos veces"
    assert "Sesión anulada" in text(client.get(url("session_detail", session.pk)))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_session_costs_the_same_for_many(world, session, enter, rows, django_assert_num_queries):
    for _ in range(rows - 1):
        ParticipationFactory(session=session, episode=world.pupil())
    client = enter(world.teacher)
    with django_assert_num_queries(10):
        client.get(url("session_detail", session.pk))


# --- a pupil's sessions ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_a_pupils_sessions_cost_the_same_for_many(world, episode, enter, rows, django_assert_num_queries):
    for days in range(rows):
        SessionFactory(seho=world.seho, held_on=world.ago(days), created_by=world.teacher, pupils=[episode])
    client = enter(world.teacher)
    with django_assert_num_queries(15):
        page = text(client.get(url("pupil_sessions", episode.patient_id)))
    assert "Junio de 2026" in page


def test_a_former_time_in_the_service_is_chosen_by_the_address(world, enter):
    former = world.pupil(starts_on=world.ago(80), ends_on=world.ago(60))
    SessionFactory(seho=world.seho, held_on=world.ago(70), pupils=[former])
    from tests.patients.factories import EpisodeFactory

    current = EpisodeFactory(patient=former.patient, seho=world.seho, starts_on=world.ago(5))
    client = enter(world.teacher)
    assert client.get(url("pupil_sessions", former.patient_id)).context["episode"] == current
    page = client.get(url("pupil_sessions", former.patient_id), {"periodo": former.pk})
    assert page.context["episode"] == former
    assert len(page.context["months"]) == 1


# --- plan -------------------------------------------------------------------------------------------------------


def plan_values(draft, **changes):
    return {"version": draft.version, "purpose": "Leer cuentos", "curricular_adaptations": "Pausas",
            "assessment_adaptations": "Oral", "act": "save", **changes}  # fmt: skip


def test_a_plan_is_written_and_put_in_force(world, episode, enter):
    client, pk = enter(world.teacher), episode.patient_id
    assert "Todavía no hay plan" in text(client.get(url("plan", pk)))
    assert client.post(url("plan_open", pk)).url == url("plan_edit", pk)
    draft = PlanVersion.objects.get()
    page = text(client.get(url("plan_edit", pk)))
    assert "elegir las competencias que prioriza" in page
    assert page.index("Comunicación") < page.index("Matemática")
    sent = plan_values(
        draft, competencies=[world.read.pk, world.count.pk], main=world.count.pk, act="enforce",
        **{f"purpose_{world.read.pk}": "Lee un cuento"},
    )  # fmt: skip
    answer = client.post(url("plan_edit", pk), sent, follow=True)
    assert told(answer) == ["Se envió el plan a aprobación."]
    draft.refresh_from_db()
    assert (draft.state, draft.sent_by) == (PlanState.SENT, world.teacher)
    assert [(goal.competency, goal.purpose) for goal in draft.competencies.all()] == [
        (world.count, ""), (world.read, "Lee un cuento"),
    ]  # fmt: skip
    assert "Lee un cuento" in text(answer)


def test_an_unfinished_plan_stays_a_draft_and_says_what_it_lacks(world, episode, enter):
    draft = PlanVersionFactory(plan__episode=episode, bare=True)
    answer = enter(world.teacher).post(
        url("plan_edit", episode.patient_id), plan_values(draft, purpose="", act="enforce"), follow=True
    )
    assert "falta elegir las competencias que prioriza, escribir los propósitos de aprendizaje" in text(answer)
    draft.refresh_from_db()
    assert (draft.state, draft.curricular_adaptations) == (PlanState.DRAFT, "Pausas")


def test_a_plan_saved_by_two_shows_both_values(world, episode, enter):
    draft = PlanVersionFactory(plan__episode=episode, goals=[world.read])
    services.save_draft(
        by=world.psychologist, draft=draft, values={"purpose": "Lo de la otra persona"},
        goals=[PlanGoal(world.read.pk)], version=1, today=world.today,
    )  # fmt: skip
    sent = plan_values(draft, competencies=[world.count.pk], **{f"purpose_{world.read.pk}": "Lo mío"})
    answer = enter(world.teacher).post(url("plan_edit", episode.patient_id), sent)
    page = text(answer)
    for words in ("Otra persona guardó cambios", "Lo de la otra persona", "Leer cuentos", "Lo mío", str(world.read)):
        assert words in page
    assert "La otra persona dejó marcadas" in page
    assert 'name="version" value="2"' in page
    draft.refresh_from_db()
    assert draft.purpose == "Lo de la otra persona"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"agreed_on": "2026-06-11"}, "aún no llega"),
        ({"agreed_on": "ayer"}, "Escriba una fecha que exista"),
        ({"purpose": "x" * 4001}, "como máximo 4000"),
        ({"purpose": "nulo\x00"}, "carácter que no se puede guardar"),
        ({"competencies": ["99999"]}, "no está en la lista"),
    ],
)
def test_bad_input_in_a_plan_is_told_and_nothing_is_written(world, episode, enter, changes, sentence):
    draft = PlanVersionFactory(plan__episode=episode)
    answer = enter(world.teacher).post(url("plan_edit", episode.patient_id), plan_values(draft, **changes))
    assert sentence in text(answer)
    draft.refresh_from_db()
    assert draft.version == 1


def test_castellano_as_second_language_is_offered_to_whom_it_is_meant(world, episode, enter):
    from tests.curriculum.factories import AreaFactory, CompetencyFactory, MotherTongueFactory

    level = episode.patient.enrollments.get().school_grade.level
    AreaFactory(level=level, name="Castellano L2", second_language=True, competencies=[CompetencyFactory()])
    PlanVersionFactory(plan__episode=episode)
    client = enter(world.teacher)
    assert "Castellano L2" not in text(client.get(url("plan_edit", episode.patient_id)))
    episode.patient.mother_tongue = MotherTongueFactory(quechua=True)
    episode.patient.save()
    assert "Castellano L2" in text(client.get(url("plan_edit", episode.patient_id)))


def test_former_versions_are_read(world, episode, enter):
    PlanVersionFactory(plan__episode=episode, superseded=True, purpose="Lo de antes")
    PlanVersionFactory(plan__episode=episode, in_force=True, purpose="Lo de ahora")
    client = enter(world.specialist)
    assert "Lo de ahora" in text(client.get(url("plan", episode.patient_id)))
    page = text(client.get(url("plan", episode.patient_id), {"version": 1}))
    assert "Lo de antes" in page
    assert "Lo de ahora" not in page


@pytest.mark.parametrize("who", ["volunteer", "specialist"])
def test_who_may_not_plan_changes_nothing(world, episode, enter, who):
    world.assign(episode)
    assert enter(getattr(world, who)).post(url("plan_open", episode.patient_id)).status_code == 403
    assert not PlanVersion.objects.exists()


def test_without_a_draft_there_is_nothing_to_edit(world, episode, enter):
    assert enter(world.teacher).get(url("plan_edit", episode.patient_id)).url == url("plan", episode.patient_id)


# --- assessment ---------------------------------------------------------------------------------------------------


def marks(**rows):
    """marks(c8={"level": "A"}) as the form sends it."""
    sent = {}
    for prefix, fields in rows.items():
        for name, value in {"version": 0, "level": "", "conclusion": "", "not_evaluated_reason": "", **fields}.items():
            sent[f"{prefix}-{name}"] = value
    return sent


def test_the_grid_never_proposes_a_level(world, episode, enter):
    page = text(enter(world.teacher).get(url("assessment", episode.patient_id)))
    assert 'value="C"' in page
    assert 'value="C" checked' not in page
    assert "II bimestre" in page


def test_all_levels_are_saved_at_once(world, episode, enter):
    sent = marks(
        **{
            f"c{world.read.pk}": {"level": "AD"},
            f"c{world.count.pk}": {"level": "C", "conclusion": "Necesita apoyo"},
            f"c{world.write.pk}": {"level": "NE", "not_evaluated_reason": "NO_EVIDENCE"},
        }
    )
    answer = enter(world.teacher).post(url("assessment", episode.patient_id), sent, follow=True)
    assert told(answer) == ["Evaluación guardada: 3 competencias."]
    levels = dict(Assessment.objects.values_list("competency__number", "level"))
    assert levels == {8: "AD", 23: "C", 9: "NE"}
    assert {row.period for row in Assessment.objects.all()} == {world.period}


def test_what_is_refused_keeps_its_text_and_the_rest_is_saved(world, episode, enter):
    sent = marks(
        **{
            f"c{world.read.pk}": {"level": "A"},
            f"c{world.count.pk}": {"level": "NE"},
            f"c{world.write.pk}": {"conclusion": "Sin nivel todavía"},
        }
    )
    answer = enter(world.teacher).post(url("assessment", episode.patient_id), sent)
    page = text(answer)
    assert "Elija el motivo por el que no se evaluó." in page
    assert "Elija un nivel, o «No evaluada» con su motivo." in page
    assert "Sin nivel todavía" in page
    assert Assessment.objects.get().competency == world.read
    assert f'name="c{world.read.pk}-version" value="1"' in page
    assert f'name="c{world.count.pk}-version" value="0"' in page


def test_one_is_saved_and_what_was_typed_in_others_stays(world, episode, enter):
    sent = marks(**{f"c{world.read.pk}": {"level": "A"}, f"c{world.count.pk}": {"level": "B", "conclusion": "Casi"}})
    answer = enter(world.teacher).post(url("assessment", episode.patient_id), {**sent, "only": world.read.pk})
    assert Assessment.objects.get().competency == world.read
    assert "Casi" in text(answer)
    enter(world.teacher).post(url("assessment", episode.patient_id), marks(**{f"c{world.read.pk}": {}}))
    assert Assessment.objects.get().level == "A"


def test_an_assessment_of_two_people_shows_both(world, episode, enter):
    AssessmentFactory(episode=episode, period=world.period, competency=world.read, level="B", conclusion="Lo suyo")
    sent = marks(**{f"c{world.read.pk}": {"level": "A", "conclusion": "Lo mío"}})
    page = text(enter(world.teacher).post(url("assessment", episode.patient_id), sent))
    for words in ("Otra persona guardó cambios", "La otra persona guardó: «Lo suyo»", "Lo mío"):
        assert words in page
    assert Assessment.objects.get().conclusion == "Lo suyo"


def test_what_another_person_changed_meanwhile_is_no_change_of_mine(world, episode, enter):
    """The page showed A for reading; the other person made it B; only the numbers were touched here."""
    AssessmentFactory(episode=episode, period=world.period, competency=world.read, level="B", version=2)
    seen = {"level": "A", "version": 1, "conclusion": "Lee"}
    sent = marks(**{f"c{world.read.pk}": seen, f"c{world.count.pk}": {"level": "AD"}})
    sent |= {f"initial-c{world.read.pk}-{name}": seen[name] for name in ("level", "conclusion")}
    answer = enter(world.teacher).post(url("assessment", episode.patient_id), sent, follow=True)
    assert told(answer) == ["Evaluación guardada: 1 competencia."]
    assert dict(Assessment.objects.values_list("competency__number", "level")) == {8: "B", 23: "AD"}


def test_the_page_carries_what_it_showed(world, episode, enter):
    AssessmentFactory(episode=episode, period=world.period, competency=world.read, level="B", conclusion="Avanza")
    page = text(enter(world.teacher).get(url("assessment", episode.patient_id)))
    assert f'name="initial-c{world.read.pk}-level" value="B"' in page
    assert f'name="initial-c{world.read.pk}-conclusion" value="Avanza"' in page


def test_periods_are_chosen_by_the_address(world, enter):
    episode = world.pupil(starts_on=world.calendar.periods.get(number=1).starts_on)
    first = world.calendar.periods.get(number=1)
    client, address = enter(world.teacher), url("assessment", episode.patient_id)
    assert client.get(address).context["period"] == world.period
    assert client.get(address, {"bimestre": first.pk}).context["period"] == first
    sent = marks(**{f"c{world.read.pk}": {"level": "A"}})
    client.post(f"{address}?bimestre={first.pk}", sent)
    assert Assessment.objects.get().period == first
    assert client.get(address, {"bimestre": "987654"}).context["period"] == world.period


def test_a_specialist_reads_levels_and_writes_none(world, episode, enter):
    AssessmentFactory(episode=episode, period=world.period, competency=world.read, conclusion="Lee con gusto")
    client = enter(world.specialist)
    page = text(client.get(url("assessment", episode.patient_id)))
    assert "Lee con gusto" in page
    assert "Guardar evaluación" not in page
    sent = marks(**{f"c{world.read.pk}": {"level": "C", "conclusion": "x"}})
    assert client.post(url("assessment", episode.patient_id), sent).status_code == 403
    assert Assessment.objects.get().level == "A"


def test_without_enrolment_the_grid_says_what_is_missing(world, episode, enter):
    episode.patient.enrollments.all().delete()
    assert "Falta la matrícula" in text(enter(world.teacher).get(url("assessment", episode.patient_id)))


@pytest.mark.parametrize("pupils", [1, 3])
def test_the_board_costs_the_same_for_many(world, enter, pupils, django_assert_num_queries):
    for _ in range(pupils):
        PlanVersionFactory(plan__episode=world.pupil(), in_force=True, goals=[world.read])
    client = enter(world.teacher)
    with django_assert_num_queries(19):
        client.get(url("assessments"))


def test_the_board_is_for_the_team(world, episode, enter):
    assert str(episode.patient) in text(enter(world.coordinator).get(url("assessments")))
    assert enter(world.specialist).get(url("assessments")).status_code == 403
    assert str(episode.patient) not in text(enter(world.stranger).get(url("assessments")))


# --- portfolio -------------------------------------------------------------------------------------------------------


def work_values(world, **changes):
    return {
        "client_id": str(uuid.uuid4()), "title": "Mi casa", "made_on": world.today.isoformat(), "in_book": "on",
        "not_shown": "on", "files": [upload(small_photo(), "foto.jpg")], **changes,
    }  # fmt: skip


def test_several_photos_and_a_pdf_are_added_at_once(world, episode, session, enter):
    files = [upload(small_photo(1), "a.jpg"), upload(small_photo(2), "b.jpg"), upload(saved(pdf()), "c.pdf")]
    sent = work_values(world, files=files, competency=world.read.pk, session=session.pk, pupil_words="Es mi casa")
    client = enter(world.teacher)
    answer = client.post(url("work_new", episode.patient_id), sent, follow=True)
    assert told(answer) == ["Se guardó el trabajo en el portafolio."]
    work = Work.objects.get()
    assert (work.competency, work.session, work.shows_pupil) == (world.read, session, False)
    assert [file.is_photo for file in work.files.all()] == [True, True, False]
    for words in ("Es mi casa", "Abrir PDF", 'loading="lazy"'):
        assert words in text(answer)


def test_a_bad_file_is_told_and_the_good_ones_are_kept(world, episode, enter):
    client, address = enter(world.teacher), url("work_new", episode.patient_id)
    sent = work_values(world, files=[upload(small_photo(1), "buena.jpg"), upload(b"no", "mala.jpg")])
    answer = client.post(address, sent)
    page = text(answer)
    assert "mala.jpg: No es una foto" in page
    assert "Mi casa" in page
    [(token, name)] = answer.context["form"].kept
    assert (name, page.count(token)) == ("buena.jpg", 1)
    assert not Work.objects.exists()
    client.post(address, {**sent, "files": [], "kept": [token]})
    assert Work.objects.get().files.count() == 1


def test_files_kept_for_others_or_forged_are_ignored(world, episode, enter):
    forged = signing.dumps(["1-1", "x.jpg", {"is_photo": True, "path": "works/x"}], salt=SALT)
    sent = work_values(world, files=[], kept=[forged, "basura"])
    answer = enter(world.teacher).post(url("work_new", episode.patient_id), sent)
    assert "Adjunte al menos una foto, un PDF o una grabación." in text(answer)
    assert not Work.objects.exists()


def test_the_files_of_one_form_are_not_those_of_the_next(world, episode, enter):
    client = enter(world.teacher)
    client.post(url("work_new", episode.patient_id), work_values(world, title=""))
    assert client.get(url("work_new", episode.patient_id)).context["form"].kept == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Escriba este dato."),
        ({"made_on": "2026-06-11"}, "aún no llega"),
        ({"made_on": "2026-05-01"}, "no puede ser anterior a su registro"),
        ({"not_shown": ""}, "Marque que no aparece"),
        ({"competency": "99999"}, "ya no está en la lista"),
        ({"title": "nulo\x00"}, "carácter que no se puede guardar"),
        ({"files": []}, "Adjunte al menos una foto, un PDF o una grabación."),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_bad_input_in_a_work_is_told_and_nothing_is_written(world, episode, enter, changes, sentence):
    sent = work_values(world, pupil_words="Lo escrito", **changes)
    page = text(enter(world.teacher).post(url("work_new", episode.patient_id), sent))
    assert sentence in page
    assert "Lo escrito" in page
    assert not Work.objects.exists()


def test_with_the_authorisation_for_images_the_pupil_may_be_seen(world, episode, enter):
    AuthorizationFactory(guardian=episode.patient.guardians.get(), seho=world.seho, purpose=AuthorizationPurpose.IMAGES)
    sent = work_values(world, shows_pupil="on")
    del sent["not_shown"]
    page = text(enter(world.teacher).get(url("work_new", episode.patient_id)))
    assert "Sin autorización de imágenes" not in page
    enter(world.teacher).post(url("work_new", episode.patient_id), sent)
    assert Work.objects.get().shows_pupil


def test_a_work_is_corrected_without_new_files(world, episode, work, enter):
    sent = work_values(world, files=[], title="Otro título")
    enter(world.teacher).post(url("work_edit", work.pk), sent)
    work.refresh_from_db()
    assert (work.title, work.files.count()) == ("Otro título", 1)


def test_a_work_is_taken_out_and_brought_back_from_the_notice(world, episode, work, enter):
    client = enter(world.teacher)
    answer = client.post(url("work_remove", work.pk), follow=True)
    assert url("work_restore", work.pk) in text(answer)
    assert answer.context["works"] == []
    answer = client.post(url("work_restore", work.pk), follow=True)
    assert [shown.row for shown in answer.context["works"]] == [work]


def test_opening_the_portfolio_and_a_photo_is_logged(world, episode, work, enter):
    client, file = enter(world.teacher), work.files.get()
    client.get(url("portfolio", episode.patient_id))
    answer = client.get(url("work_file", file.pk, "completo"))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert content_of(answer).startswith(b"\xff\xd8")
    content_of(client.get(url("work_file", file.pk, "mini")))
    kinds = AccessEvent.objects.order_by("pk").values_list("object_type", "kind")
    assert list(kinds) == [("patients.episode", AccessKind.FILE), ("attendance.workfile", AccessKind.FILE)]


def content_of(answer):
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("volunteer", 404), ("director", 403), ("minedu", 403)])
def test_who_gets_no_file(world, episode, work, enter, who, status):
    world.assign(episode)
    for size in ("mini", "impresion", "completo"):
        assert enter(getattr(world, who)).get(url("work_file", work.files.get().pk, size)).status_code == status


def test_a_size_that_is_not_or_a_print_of_a_pdf_is_not_found(world, episode, work, enter):
    client = enter(world.teacher)
    assert client.get(url("work_file", work.files.get().pk, "gigante")).status_code == 404
    client.post(url("work_new", episode.patient_id), work_values(world, files=[upload(saved(pdf()), "c.pdf")]))
    paper = Work.objects.latest("pk").files.get()
    assert client.get(url("work_file", paper.pk, "mini")).status_code == 404
    answer = client.get(url("work_file", paper.pk, "completo"))
    assert answer["Content-Type"] == "application/pdf"
    assert content_of(answer).startswith(b"%PDF")


@pytest.mark.parametrize("works", [1, 3])
def test_the_portfolio_costs_the_same_for_many(world, episode, enter, works, django_assert_num_queries):
    for _ in range(works):
        WorkFactory(episode=episode, created_by=world.teacher, competency=world.read, files=0)
    client = enter(world.teacher)
    with django_assert_num_queries(16):
        client.get(url("portfolio", episode.patient_id))


# --- everywhere -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["teacher", "volunteer", "specialist"])
def test_no_page_of_the_teaching_names_health(world, episode, session, work, enter, who):
    from tests.patients.factories import DiagnosisFactory

    world.assign(episode)
    DiagnosisFactory(stay=episode.patient.stays.get(), text="CANARIO-SALUD", icd10="C91.0")
    PlanVersionFactory(plan__episode=episode, in_force=True, goals=[world.read])
    client = enter(getattr(world, who))
    for name in ("today", "sessions", "session_new"):
        assert "CANARIO" not in text(client.get(url(name), follow=True))
    for name in PUPIL_PAGES:
        assert "CANARIO" not in text(client.get(url(name, episode.patient_id)))
