"""The pages of the support: they work, they say why not, they keep what was typed, they show nobody's notes."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from attendance import services
from attendance.models import PrivateNote, SupportContact, SupportReport, WellBeing
from seho.accounts.enums import Role
from tests.accounts.factories import make_user
from tests.attendance.factories import SessionFactory
from tests.attendance.test_support import SECRET, answer, logged, note, written

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"attendance:{name}", args=args)


def told(response):
    return [str(message) for message in response.context["messages"]]


def typed(world, **values):
    usual = {
        "client_id": uuid.uuid4(), "version": 0, "held_with": "FAMILY", "topic": "ROUTINE", "minutes": 30,
        "held_on": world.today.isoformat(), "note": "Leerán juntos.",
    }  # fmt: skip
    return usual | values


# --- support work ------------------------------------------------------------------------------------


def test_a_talk_with_the_family_is_logged_and_undone(world, episode, enter):
    client = enter(world.psychologist)
    back = url("pupil_support", episode.patient_id)
    page = client.get(f"{url('support_new')}?con=FAMILY&estudiante={episode.pk}&volver={back}")
    assert page.context["form"].ticked_names == str(episode.patient)
    response = client.post(f"{url('support_new')}?volver={back}", typed(world, pupils=[str(episode.pk)]), follow=True)
    assert response.redirect_chain == [(back, 302)]
    contact = SupportContact.objects.get()
    assert list(contact.pupils.all()) == [episode]
    assert "Leerán juntos." in response.content.decode()
    assert url("support_cancel", contact.pk) in response.content.decode(), "the toast takes it back"
    client.post(url("support_cancel", contact.pk))
    contact.refresh_from_db()
    assert contact.cancelled_by == world.psychologist


@pytest.mark.parametrize("strange", ["//evil.test/", "https://evil.test/", "javascript:alert(1)"])
def test_the_way_back_leads_to_no_other_site(strange, world, enter):
    page = enter(world.psychologist).get(url("support_new"), {"volver": strange})
    assert page.context["back"] == url("support")


@pytest.mark.parametrize(
    ("field", "value"),
    [("minutes", "4"), ("minutes", "481"), ("topic", ""), ("held_with", "X"), ("held_on", "2099-01-01")],
)
def test_a_wrong_entry_keeps_what_was_typed_and_writes_nothing(field, value, world, enter):
    response = enter(world.psychologist).post(url("support_new"), typed(world, **{field: value}))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert "Leerán juntos." in response.content.decode()
    assert not SupportContact.objects.exists()


def test_who_corrects_second_sees_what_the_first_one_left(world, episode, enter):
    contact = logged(world, episode)
    client = enter(world.psychologist)
    first = typed(world, client_id=contact.client_id, version=1, minutes=60, pupils=[str(episode.pk)])
    assert client.post(url("support_contact", contact.pk), first).status_code == 302
    response = client.post(url("support_contact", contact.pk), first | {"minutes": 90})
    assert "La otra persona guardó: «60»." in response.context["form"].errors["minutes"]
    assert "pupils" not in response.context["form"].errors
    contact.refresh_from_db()
    assert contact.minutes == 60


def test_a_colleague_may_not_correct_it(world, episode, enter):
    contact = logged(world, episode, by=make_user(Role.PSYCHOLOGIST, world.seho))
    response = enter(world.psychologist).get(url("support_contact", contact.pk))
    assert response.status_code == 403
    assert "Lo corrige quien lo registró." in response.content.decode()


def test_the_psychologist_sees_own_hours_and_the_coordinator_those_of_the_service(world, episode, enter):
    logged(world, episode)
    logged(world, by=make_user(Role.PSYCHOLOGIST, world.seho), held_with="TEAM", minutes=60)
    assert enter(world.psychologist).get(url("support")).context["total"] == 30
    assert enter(world.coordinator).get(url("support"), {"por": "mes"}).context["total"] == 90


@pytest.mark.parametrize("count", [1, 3])
def test_the_overview_asks_as_much_of_one_as_of_three(count, world, enter, django_assert_num_queries):
    for _ in range(count):
        episode = world.pupil()
        logged(world, episode)
        answer(world, episode, "before", 3)
    client = enter(world.psychologist)
    client.get(url("support"))
    with django_assert_num_queries(OVERVIEW):
        page = client.get(url("support"))
    assert len(page.context["waiting"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_tab_asks_as_much_of_one_as_of_three(count, world, episode, enter, django_assert_num_queries):
    for back in range(count):
        logged(world, episode)
        note(world, episode.patient)
        answer(world, episode, "after", 3, today=world.ago(back))
        SessionFactory(seho=world.seho, held_on=world.ago(back), kind="SUPPORT", pupils=[episode])
    client = enter(world.psychologist)
    client.get(url("pupil_support", episode.patient_id))
    with django_assert_num_queries(TAB):
        page = client.get(url("pupil_support", episode.patient_id))
    assert len(page.context["notes"]) == count


OVERVIEW, TAB = 17, 22


# --- the five faces ----------------------------------------------------------------------------------


def test_two_touches_before_and_after(world, episode, enter):
    client = enter(world.teacher)
    address = url("mood", episode.patient_id)
    assert client.get(address).context["moment"] == "antes"
    response = client.post(address, {"mood": 2}, follow=True)
    assert response.context["thanks"]
    assert "¡Gracias por contarnos!" in response.content.decode()
    assert client.get(address).context["moment"] == "despues"
    client.post(address, {"mood": 4})
    assert list(WellBeing.objects.values_list("before", "after", "session")) == [(2, 4, None)]
    page = client.get(url("pupil_support", episode.patient_id)).content.decode()
    assert "mejor que antes" in page


def test_a_face_that_is_none_is_asked_again(world, episode, enter):
    response = enter(world.teacher).post(url("mood", episode.patient_id), {"mood": "99"})
    assert response.status_code == 200
    assert told(response) == ["Toque una de las cinco caras."]
    assert not WellBeing.objects.exists()


def test_the_session_asks_for_whoever_took_part_in_it(world, episode, enter):
    other = world.pupil()
    session = SessionFactory(seho=world.seho, held_on=world.today, pupils=[episode], created_by=world.volunteer)
    client = enter(world.teacher)
    page = client.get(url("session_detail", session.pk)).content.decode()
    assert f"{url('mood', episode.patient_id)}?sesion={session.pk}" in page
    client.post(f"{url('mood', episode.patient_id)}?sesion={session.pk}", {"mood": 5})
    assert WellBeing.objects.get().session == session
    assert client.post(f"{url('mood', other.patient_id)}?sesion={session.pk}", {"mood": 5}).status_code == 404
    for reader in (world.volunteer, world.specialist):
        page = enter(reader).get(url("session_detail", session.pk))
        assert page.status_code == 200
        assert "Cómo dicen sentirse" not in page.content.decode()


def test_a_face_is_taken_back_from_the_toast(world, episode, enter):
    client = enter(world.teacher)
    client.post(url("mood", episode.patient_id), {"mood": 2})
    row = WellBeing.objects.get()
    client.post(f"{url('mood_undo', row.pk)}?momento=antes")
    assert not WellBeing.objects.exists()


# --- the part of the report --------------------------------------------------------------------------


def test_the_part_is_written_for_the_period_of_the_address(world, episode, enter):
    client = enter(world.psychologist)
    address = f"{url('support_report', episode.patient_id)}?bimestre={world.period.pk}"
    assert client.post(address, {"text": "Participa con gusto.", "version": 0}).status_code == 302
    assert SupportReport.objects.get().period == world.period
    response = client.post(address, {"text": "Otra cosa.", "version": 0})
    assert "La otra persona guardó" in str(response.context["form"].errors["text"])
    assert "Otra cosa." in response.content.decode()


def test_a_part_says_something(world, episode, enter):
    response = enter(world.psychologist).post(url("support_report", episode.patient_id), {"text": " \n", "version": 0})
    assert "text" in response.context["form"].errors
    response = enter(world.psychologist).post(
        url("support_report", episode.patient_id), {"text": "x" * 2001, "version": 0}
    )
    assert "text" in response.context["form"].errors
    assert not SupportReport.objects.exists()


# --- private notes -----------------------------------------------------------------------------------


def test_a_note_is_written_read_corrected_taken_away_and_brought_back(world, episode, enter):
    client = enter(world.psychologist)
    address = f"{url('private_note_new')}?estudiante={episode.patient_id}"
    values = {"client_id": uuid.uuid4(), "version": 0, "noted_on": world.today.isoformat(), "text": SECRET}
    page = client.post(address, values, follow=True).content.decode()
    assert SECRET in page
    row = PrivateNote.objects.get()
    client.post(url("private_note", row.pk), values | {"version": 1, "text": f"{SECRET}!"})
    client.post(url("private_note_remove", row.pk))
    assert SECRET not in client.get(url("private_notes")).content.decode()
    assert f"{SECRET}!" in client.get(url("private_notes"), {"quitadas": 1}).content.decode()
    client.post(url("private_note_restore", row.pk))
    assert f"{SECRET}!" in client.get(url("private_notes")).content.decode()


def test_nothing_of_a_note_is_kept_in_the_browser(world, episode, enter):
    note(world, episode.patient)
    client = enter(world.psychologist)
    for address in (url("private_note_new"), url("private_note", PrivateNote.objects.get().pk)):
        page = client.get(address)
        assert "data-draft=" not in page.content.decode()
        assert "no-store" in page["Cache-Control"]
    page = client.get(url("pupil_support", episode.patient_id))
    assert SECRET in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_no_page_of_anybody_else_holds_a_note(world, episode, enter):
    """Every page of the pupil, the lists, the search and the history, for whoever may open them."""
    note(world, episode.patient)
    colleague = make_user(Role.PSYCHOLOGIST, world.seho)
    addresses = [
        url("pupil_support", episode.patient_id), url("support"), url("private_notes"),
        f"{url('private_notes')}?quitadas=1", url("private_note", PrivateNote.objects.get().pk),
        reverse("patients:detail", args=[episode.patient_id]), reverse("patients:history", args=[episode.patient_id]),
        reverse("patients:list") + "?q=miedo", reverse("panel:today"), url("plan", episode.patient_id),
    ]  # fmt: skip
    for reader in (colleague, world.coordinator, world.teacher, world.specialist, world.director):
        client = enter(reader)
        for address in addresses:
            page = client.get(address)
            assert "zafiro" not in page.content.decode(), (str(reader), address)
    assert "zafiro" in enter(world.psychologist).get(url("pupil_support", episode.patient_id)).content.decode()


def test_a_note_about_somebody_elses_pupil_is_not_found(world, enter):
    stranger = make_user(Role.PSYCHOLOGIST)
    pupil = world.pupil()
    assert enter(stranger).get(f"{url('private_note_new')}?estudiante={pupil.patient_id}").status_code == 404


def test_hoy_says_in_one_line_what_waits_for_many(world, enter):
    for _ in range(4):
        world.pupil(starts_on=world.today - timedelta(days=20))
    page = enter(world.psychologist).get(reverse("panel:today")).content.decode()
    assert "Les toca una sesión de soporte a 4 estudiantes" in page
    assert "Aún no se registra una conversación con las familias de 4 estudiantes" in page
    written(world, world.pupil())
    services.cancel_contact(by=world.psychologist, contact=logged(world))
