"""People as the list asks for them, and both logs in words."""

from datetime import date, datetime, timedelta

import pytest
import time_machine

from patients.models import Patient
from seho.accounts import audit, queries, services
from seho.accounts.enums import AccessKind, PeopleState, Role
from seho.accounts.models import AccessEvent, User
from seho.clock import LIMA
from tests.accounts.factories import MembershipFactory, UserFactory, add_post, make_user
from tests.network.factories import SehoFactory
from tests.patients.factories import DiagnosisFactory, PatientFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 10)


@pytest.fixture
def admin(db):
    return make_user(Role.ADMIN, surnames="Zeta", given_names="Administra")


def found(by, **filters):
    return set(queries.people(by, today=DAY, **filters))


# --- people ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("q", ["ñahui", "NAHUI ana", "lucia", "Ana.N@", "  nahui "])
def test_people_are_found_by_name_with_or_without_accents_and_by_email(admin, q):
    ana = UserFactory(given_names="Ana Lucía", surnames="Ñahui Prueba", email="ana.n@ejemplo.pe")
    UserFactory(given_names="Rosa", surnames="Otra")
    assert found(admin, q=q) == {ana}


def test_people_by_role_held_or_to_come(admin):
    held, to_come, ended = UserFactory.create_batch(3)
    add_post(held, Role.TEACHER, day=DAY)
    add_post(to_come, Role.TEACHER, day=DAY, starts_in=5)
    add_post(ended, Role.TEACHER, day=DAY, ends_in=-1)
    assert found(admin, role=Role.TEACHER) == {held, to_come}


def test_people_by_state(admin):
    seho = SehoFactory()
    checked = make_user(Role.TEACHER, seho, membership__checked_until=DAY)
    unchecked = make_user(Role.VOLUNTEER, seho, membership__checked_until=DAY - timedelta(days=1))
    director = make_user(Role.DIRECTOR)
    closed = make_user(Role.TEACHER, seho, inactive=True)
    to_come = UserFactory()
    add_post(to_come, Role.MINEDU, day=DAY, starts_in=1)
    assert found(admin, state=PeopleState.NOW) == {admin, checked, unchecked, director}
    assert found(admin, state=PeopleState.NOT_CHECKED) == {unchecked}
    assert found(admin, state=PeopleState.CLOSED) == {closed}
    assert found(admin) == {admin, checked, unchecked, director, closed, to_come}


def test_people_show_only_the_posts_that_the_reader_sees():
    seho = SehoFactory()
    coordinator = make_user(Role.COORDINATOR, seho)
    teacher = make_user(Role.TEACHER, seho)
    add_post(teacher, Role.DIRECTOR, day=DAY)
    listed = queries.people(coordinator, today=DAY).get(pk=teacher.pk)
    assert [post.role for post in listed.posts] == [Role.TEACHER]
    assert [post.role for post in queries.posts_of(teacher, by=coordinator)] == [Role.TEACHER]


def test_posts_say_whether_the_reader_manages_them():
    seho = SehoFactory()
    coordinator = make_user(Role.COORDINATOR, seho)
    person = make_user(Role.TEACHER, seho)
    add_post(person, Role.VOLUNTEER, seho, day=DAY)
    manageable = {post.role: post.is_manageable for post in queries.posts_of(person, by=coordinator)}
    assert manageable == {Role.TEACHER: False, Role.VOLUNTEER: True}


# --- history --------------------------------------------------------------------------------------


def test_history_tells_changes_in_words(admin):
    post = MembershipFactory(teacher=True)
    services.end_membership(by=admin, membership=post, ends_on=DAY, reason="Traslado")
    [line] = queries.history(post)
    assert (line.act, line.by, line.reason) == ("Fijó el último día del rol", admin, "Traslado")
    assert line.changes == (queries.Change("Hasta", "", "10/06/2026"),)


def test_history_names_choices_and_what_a_key_points_to(admin):
    seho = SehoFactory()
    post = services.add_membership(by=admin, user=UserFactory(), role=Role.TEACHER, unit=seho, starts_on=DAY)
    [line] = queries.history(post)
    changes = {change.label: change.after for change in line.changes}
    assert changes == {
        "Persona": str(post.user),
        "Rol": "Docente",
        "SEHO": str(seho),
        "Desde": "10/06/2026",
    }


def test_history_of_a_person_holds_their_posts_last_first(admin):
    post = services.invite(
        by=admin,
        email="eva@ejemplo.pe",
        given_names="Eva",
        surnames="Nueva",
        role=Role.MINEDU,
        unit=None,
        starts_on=DAY,
    )
    services.deactivate(by=admin, user=post.user, today=DAY, reason="Cese")
    lines = queries.history_of_person(post.user)
    assert [line.act for line in lines] == ["Desactivó la cuenta", "Dio el rol", "Invitó a la persona"]


def test_history_tells_booleans_lists_moments_and_what_it_does_not_know(admin):
    person = UserFactory()
    values = {
        "is_active": False,
        "groups": [],
        "created_at": "2026-06-10T23:30:00-05:00",
        "last_login": datetime(2026, 6, 10, 23, 30, tzinfo=LIMA),
        "no_longer_a_field": "2026-13-45",
        "other_thing": ["uno", "dos"],
    }
    audit.record(by=admin, act="Registró", obj=person, after=values)
    [line] = queries.history(person)
    changes = {change.label: change.after for change in line.changes}
    assert (
        changes
        == {
            "Puede ingresar": "No",
            "Last login": "10/06/2026 23:30",
            "No longer a field": "2026-13-45",
            "Other thing": "uno, dos",
        }
        or changes | {"Último inicio de sesión": "10/06/2026 23:30"} == changes
    )


def test_history_of_a_model_that_is_gone(admin):
    event = audit.record(by=admin, act="Registró", obj=admin, after={"position": "Docente"})
    event.object_type = "gone.model"
    [line] = queries.history_lines([event])
    assert line.changes == (queries.Change("Position", "", "Docente"),)


def test_history_needs_one_query_for_each_kind_of_thing(admin, django_assert_num_queries):
    post = MembershipFactory(teacher=True)
    for other in (SehoFactory(), SehoFactory(), SehoFactory()):
        audit.record(by=admin, act="Trasladó", obj=post, before={"seho": post.seho_id}, after={"seho": other.pk})
    with django_assert_num_queries(2):
        lines = queries.history(post)
    assert len(lines) == 3
    assert all(line.changes[0].before == str(post.seho) for line in lines)


# --- accesses -------------------------------------------------------------------------------------


@pytest.fixture
def seho(db):
    return SehoFactory()


@pytest.fixture
def coordinator(seho):
    return make_user(Role.COORDINATOR, seho, surnames="Lectora")


def read(by, obj, seho, kind=AccessKind.HEALTH, **values):
    return audit.log_access(by=by, kind=kind, obj=obj, seho=seho, **values)


def test_accesses_by_who_what_and_when(coordinator, seho):
    reader = UserFactory(surnames="Ñahui")
    patient = PatientFactory()
    early = datetime(2026, 6, 9, 23, 59, tzinfo=LIMA)
    late = datetime(2026, 6, 10, 0, 0, tzinfo=LIMA)
    with time_machine.travel(early, tick=False):
        first = read(reader, patient, seho)
    with time_machine.travel(late, tick=False):
        second = read(coordinator, patient, seho, AccessKind.FILE)
    assert list(queries.accesses(coordinator)) == [second, first]
    assert list(queries.accesses(coordinator, q="nahui")) == [first]
    assert list(queries.accesses(coordinator, kind=AccessKind.FILE)) == [second]
    assert list(queries.accesses(coordinator, first=DAY)) == [second]
    assert list(queries.accesses(coordinator, last=DAY - timedelta(days=1))) == [first]
    assert list(queries.accesses(coordinator, first=DAY, last=DAY)) == [second]


def test_accesses_say_whose_file_was_opened(coordinator, seho):
    diagnosis = DiagnosisFactory()
    read(coordinator, diagnosis, seho)
    read(coordinator, diagnosis.stay.patient, seho)
    read(coordinator, Patient, seho, AccessKind.EXPORT, detail="12 filas")
    lines = queries.access_lines(queries.accesses(coordinator))
    assert [(line.what, line.whose) for line in lines] == [
        ("Estudiantes", ""),
        ("Estudiante", str(diagnosis.stay.patient)),
        ("Diagnóstico", str(diagnosis.stay.patient)),
    ]


def test_access_lines_need_one_query_for_each_kind_of_thing(coordinator, seho, django_assert_num_queries):
    for _ in range(3):
        diagnosis = DiagnosisFactory()
        read(coordinator, diagnosis, seho)
        read(coordinator, diagnosis.stay.patient, seho)
    # The events, then diagnoses and pupils.
    with django_assert_num_queries(3):
        lines = queries.access_lines(AccessEvent.objects.all())
    assert len(lines) == 6


def test_named_finds_nobody_for_signs_alone(admin):
    assert not User.objects.named("···").exists()
