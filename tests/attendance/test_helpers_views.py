"""The pages of volunteers and interns: what each shows, what it refuses beside the field. Who may open them the access
table plays."""

import uuid
from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from attendance.models import HelperCertificate, HelperEntry, HelperTask, HelperWeek
from attendance.rules.helpers import monday_of
from seho.accounts.enums import Role
from seho.accounts.models import BackgroundCheck
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def url(name, *args):
    return reverse(f"attendance:{name}", args=args)


@pytest.fixture
def task(world, enter):
    """Asked by the teacher through the page."""
    post = world.volunteer.memberships.get()
    values = {
        "client_id": uuid.uuid4(), "what": "Leer un cuento", "due_on": "2026-06-10", "helper": world.volunteer.pk,
    }  # fmt: skip
    answer = enter(world.teacher).post(f"{url('task_new')}?persona={post.pk}", values)
    assert answer.url == url("helper", post.pk)
    return HelperTask.objects.get()


@pytest.mark.parametrize("page", ["/", "attendance:today"])
def test_tasks_come_first_on_hoy_and_on_atencion(world, task, enter, page):
    client = enter(world.volunteer)
    content = text(client.get(page if page == "/" else reverse(page)))
    assert "Leer un cuento" in content
    assert content.index("Mis tareas") < content.find("Lo que está pendiente") or page != "/"
    assert "Mis tareas" not in text(enter(world.teacher).get("/"))


@pytest.mark.parametrize("page", ["/", "attendance:today", "attendance:my_hours", "attendance:session_new"])
def test_a_suspended_helper_reads_why_and_sees_nobody(world, episode, enter, page):
    world.assign(episode)
    BackgroundCheck.objects.filter(membership__user=world.volunteer).update(valid_until=world.ago(1))
    client = enter(world.volunteer)
    answer = client.get(page if page == "/" else reverse(page))
    assert str(episode.patient) not in text(answer)
    assert answer.status_code == (403 if page == "attendance:session_new" else 200)
    if page in ("/", "attendance:today"):
        content = text(answer)
        assert "venció el 09/06/2026" in content
        assert world.coordinator.email in content


def test_what_was_typed_stays_when_a_task_is_refused(world, enter):
    values = {"client_id": uuid.uuid4(), "what": "Leer un cuento", "due_on": "2026-06-09", "helper": ""}
    page = text(enter(world.teacher).post(url("task_new"), values))
    assert "Elija hoy o un día que venga." in page
    assert "Leer un cuento" in page
    assert not HelperTask.objects.exists()


def test_taken_back_and_brought_back(world, task, enter):
    client = enter(world.teacher)
    client.post(url("task_cancel", task.pk))
    assert enter(world.volunteer).get(url("task_done", task.pk)).status_code == 404
    enter(world.teacher).post(url("task_restore", task.pk))
    page = text(enter(world.volunteer).get(url("task_done", task.pk)))
    assert "Leer un cuento" in page


def test_minutes_are_asked_for_within_a_day(world, task, enter):
    client = enter(world.volunteer)
    for minutes in ("0", "481", "", "media hora"):
        client.post(url("task_done", task.pk), {"minutes": minutes, "done_on": "2026-06-10"})
    assert HelperTask.objects.get().done_on is None
    client.post(url("task_done", task.pk), {"minutes": "480", "done_on": "2026-06-10", "word": "Bien"})
    assert HelperTask.objects.get().minutes == 480


def test_hours_of_somebody_else_are_not_there(world, enter):
    client = enter(world.volunteer)
    client.post(url("hours_new"), {"client_id": uuid.uuid4(), "held_on": "2026-06-10", "minutes": "60"})
    row = HelperEntry.objects.get()
    other = enter(make_user(Role.INTERN, world.seho))
    assert other.post(url("hours_remove", row.pk)).status_code == 404
    assert "60 min" not in text(other.get(url("my_hours")))
    assert "1 h" in text(enter(world.volunteer).get(url("my_hours")))


def test_from_hours_to_a_certificate_and_its_annulment(world, enter):
    enter(world.volunteer).post(url("hours_new"), {"client_id": uuid.uuid4(), "held_on": "2026-06-10", "minutes": "90"})
    post, monday = world.volunteer.memberships.get(), monday_of(world.today).isoformat()
    client = enter(world.coordinator)
    assert "Confirmar 1 h 30 min" in text(client.get(url("helper", post.pk)))
    assert "No hay horas confirmadas" in text(client.get(url("certificate_new", post.pk)))
    client.post(url("week_confirm", post.pk), {"semana": monday, "seen": "89"})
    assert not HelperWeek.objects.exists()
    client.post(url("week_confirm", post.pk), {"semana": monday, "seen": "90"})
    values = {"client_id": uuid.uuid4(), "first": monday, "last": monday, "registry_number": ""}
    client.post(url("certificate_new", post.pk), values)
    row = HelperCertificate.objects.get()
    answer = enter(world.volunteer).get(url("certificate_file", row.pk))
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    client = enter(world.coordinator)
    assert "Escriba" in text(client.post(url("certificate_annul", row.pk), {"reason": ""}))
    client.post(url("certificate_annul", row.pk), {"reason": "Nombre mal escrito"})
    cache.clear()
    page = text(client.get(reverse("convalidation:verify_code", args=[row.code])))
    assert "Anulado" in page
    assert "Documento vigente" not in page
    assert world.volunteer.surnames not in page


def test_a_week_corrected_has_its_reason(world, enter):
    enter(world.volunteer).post(url("hours_new"), {"client_id": uuid.uuid4(), "held_on": "2026-06-10", "minutes": "90"})
    post = world.volunteer.memberships.get()
    client, page = enter(world.coordinator), f"{url('week_correct', post.pk)}?semana={monday_of(world.today)}"
    values = {"seen": "90", "hours": "1", "rest": "0"}
    client.post(page, values)
    assert not HelperWeek.objects.exists()
    client.post(page, values | {"reason": "Salió antes"})
    assert HelperWeek.objects.get().minutes == 60
    assert client.get(f"{url('week_correct', post.pk)}?semana=ayer").status_code == 404
    assert client.get(f"{url('week_correct', post.pk)}?semana={date(2025, 1, 6)}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_for_one_as_for_many(world, episode, enter, count, django_assert_num_queries):
    for number in range(count):
        user = world.volunteer if number == 0 else make_user(Role.VOLUNTEER, world.seho)
        world.assign(episode, user)
        helper = enter(user)
        helper.post(url("hours_new"), {"client_id": uuid.uuid4(), "held_on": "2026-06-10", "minutes": "60"})
    client = enter(world.coordinator)
    # session, person, scope; nine of the rows; tasks for anyone; the team and its checks
    with django_assert_num_queries(15):
        page = text(client.get(url("helpers")))
    assert page.count("1 h este mes") == count
