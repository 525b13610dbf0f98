"""The quick log: few fields, photos that become works, what is refused beside its field; cancelled and restored."""

import uuid
from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from attendance import services
from attendance.models import Participation, Session, Work
from attendance.rules import Slot, check_hours, session_doubts
from attendance.services import Attendance, SessionEntry, SessionPhotos
from patients.enums import AuthorizationPurpose, Setting
from seho.accounts.audit import history_of
from tests.attendance.factories import PlanVersionFactory, SessionFactory, small_photo
from tests.ground.pictures import upload
from tests.patients.factories import AuthorizationFactory


def url(name, *args):
    return reverse(f"attendance:{name}", args=args)


def text(answer):
    return answer.content.decode()


def told(answer):
    return [str(message) for message in answer.context["messages"]]


def values(world, *episodes, **changes):
    return {
        "client_id": str(uuid.uuid4()), "version": 0, "pupils": [one.pk for one in episodes],
        "held_on": world.today.isoformat(), "minutes": 45, "space": "BEDSIDE", "modality": "IN_PERSON",
        "kind": "LEARNING", "professionals": [world.teacher.pk], **changes,
    }  # fmt: skip


def entry(world, **changes):
    usual = SessionEntry(
        client_id=uuid.uuid4(), held_on=world.today, minutes=45, kind="LEARNING", space="BEDSIDE", modality="IN_PERSON"
    )
    return replace(usual, **changes)


def photos(*episode, shows_pupil=False, count=1):
    files = tuple(services.keep_file(upload(small_photo(number), "dibujo.jpg")) for number in range(1, count + 1))
    return SessionPhotos(files, episode[0].pk if episode else None, shows_pupil)


def log(world, *pupils, what=None, made=None):
    return services.log_session_with_photos(
        by=world.teacher, seho=world.seho, entry=what or entry(world), pupils=pupils, taught_by=[world.teacher],
        photos=made, today=world.today,
    )  # fmt: skip


# --- rules ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts_at", "minutes", "problems"),
    [
        (time(23, 30), 30, 0), (time(23, 30), 31, 1), (time(16, 0), 480, 0), (time(16, 1), 480, 1),
        (time(0, 0), 480, 0), (None, 480, 0),
    ],
)  # fmt: skip
def test_a_session_ends_on_the_day_on_which_it_began(starts_at, minutes, problems):
    found = check_hours(starts_at, minutes)
    assert [problem.field for problem in found] == ["starts_at"] * problems


@pytest.mark.parametrize(("minutes", "doubts"), [(240, 0), (241, 1)])
def test_a_day_of_more_than_eight_hours_of_one_teacher_is_doubted(minutes, doubts):
    teacher, pupil = ("user-1", "Enseña, D."), ("pupil-1", "A. Q.")
    slot = Slot(None, minutes, frozenset({teacher, pupil}))
    said = session_doubts(slot, [Slot(None, 240, frozenset({teacher, pupil}))])
    assert sum("suma" in doubt for doubt in said) == doubts
    assert not any("A. Q." in doubt for doubt in said)


# --- the photos of a session ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_photos_become_a_work_of_each_who_took_part_once(world):
    first, second, absent = world.pupil(), world.pupil(), world.pupil()
    rows = (
        Attendance(first, competency_id=world.read.pk), Attendance(second),
        Attendance(absent, attended=False, absence_reason="UNWELL"),
    )  # fmt: skip
    what, made = entry(world), photos(count=2)
    session = log(world, *rows, what=what, made=made)
    assert log(world, *rows, what=what, made=made) == session
    works = {work.episode: work for work in Work.objects.all()}
    assert set(works) == {first, second}
    assert all(work.session == session and work.files.count() == 2 for work in works.values())
    assert works[first].competency == world.read
    assert works[second].title == "Trabajo del 10 de junio de 2026"


@pytest.mark.django_db
def test_photos_of_one_pupil_are_that_ones(world):
    first, second = world.pupil(), world.pupil()
    log(world, Attendance(first), Attendance(second), what=entry(world, title="Mi casa"), made=photos(second))
    work = Work.objects.get()
    assert (work.episode, work.title) == (second, "Mi casa")


@pytest.mark.django_db
def test_photos_of_somebody_who_was_not_there_are_refused(world):
    first, absent = world.pupil(), world.pupil()
    rows = Attendance(first), Attendance(absent, attended=False, absence_reason="UNWELL")
    with pytest.raises(ValidationError) as refused:
        log(world, *rows, made=photos(absent))
    assert set(refused.value.error_dict) == {"works_of"}
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_a_face_without_consent_is_refused_by_name_and_nothing_is_written(world):
    first, second = world.pupil(), world.pupil(given_names="Zoe", paternal_surname="Zárate")
    guardian = first.patient.guardians.get()
    AuthorizationFactory(guardian=guardian, seho=world.seho, purpose=AuthorizationPurpose.IMAGES,
                         decided_on=world.ago(5), recorded_by=world.coordinator)  # fmt: skip
    with pytest.raises(ValidationError) as refused:
        log(world, Attendance(first), Attendance(second), made=photos(shows_pupil=True))
    [sentence] = refused.value.message_dict["faces"]
    assert sentence.startswith(f"{second.patient.initials}: la familia no ha autorizado imágenes")
    assert not Session.objects.exists()
    assert not Work.objects.exists()
    log(world, Attendance(first), made=photos(shows_pupil=True))
    assert Work.objects.get().shows_pupil


@pytest.mark.django_db
def test_photos_are_sent_with_the_page_and_a_refused_page_keeps_them(world, episode, enter):
    client = enter(world.teacher)
    sent = values(world, episode, photos=[upload(small_photo(), "dibujo.jpg")], faces="no", minutes="4")
    answer = client.post(url("session_new"), sent)
    [(token, name)] = answer.context["form"].kept
    assert name == "dibujo.jpg"
    assert "Ya recibimos" in text(answer)
    answer = client.post(url("session_new"), values(world, episode, kept=[token], faces=""))
    assert "Diga si en las fotos se reconoce" in text(answer)
    client.post(url("session_new"), values(world, episode, kept=[token], faces="no"))
    work = Work.objects.get()
    assert (work.session, work.files.count(), work.created_by) == (Session.objects.get(), 1, world.teacher)


@pytest.mark.django_db
def test_a_damaged_photo_is_told_beside_its_field_and_nothing_is_lost(world, episode, enter):
    sent = values(world, episode, photos=[upload(b"no es una foto", "roto.jpg")], faces="no", evidence="Lo escrito")
    page = text(enter(world.teacher).post(url("session_new"), sent))
    assert "roto.jpg" in page
    assert "Lo escrito" in page
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_photos_kept_for_another_person_are_worth_nothing(world, episode, enter):
    sent = values(world, episode, photos=[upload(small_photo(), "dibujo.jpg")], faces="no", minutes="4")
    [(token, _)] = enter(world.psychologist).post(url("session_new"), sent).context["form"].kept
    enter(world.teacher).post(url("session_new"), values(world, episode, kept=[token, "basura"], faces="no"))
    assert Session.objects.count() == 1
    assert not Work.objects.exists()


# --- the page ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_only_who_was_ticked_has_fields_of_their_own(world, enter):
    ticked, other = world.pupil(), world.pupil()
    gone = world.pupil(starts_on=world.ago(20), ends_on=world.ago(2))
    answer = enter(world.teacher).get(url("session_new"), {"estudiante": ticked.pk})
    page = text(answer)
    assert f'name="absence_{ticked.pk}"' in page
    for one in (other, gone):
        assert f'name="absence_{one.pk}"' not in page
        assert f'id="pupil-{one.pk}"' in page
    form = answer.context["form"]
    assert [pupil.episode for pupil in form.others()] == [other]
    assert [pupil.episode for pupil in form.former()] == [gone]


@pytest.mark.django_db
def test_who_is_added_on_the_page_works_on_the_first_of_the_plan(world, enter):
    ticked, added = world.pupil(), world.pupil()
    PlanVersionFactory(plan__episode=added, in_force=True, goals=[world.count])
    sent = values(world, ticked, added, **{f"absence_{ticked.pk}": "UNWELL"})
    enter(world.teacher).post(url("session_new"), sent)
    assert Participation.objects.get(episode=added).competency == world.count


@pytest.mark.django_db
def test_what_was_typed_of_somebody_stays_when_the_tick_is_taken_away(world, enter):
    first, second = world.pupil(), world.pupil()
    sent = values(world, first, minutes="3", **{f"absence_{second.pk}": "", f"evidence_{second.pk}": "Lo de antes"})
    assert "Lo de antes" in text(enter(world.teacher).post(url("session_new"), sent))


@pytest.mark.django_db
def test_a_whole_ward_is_ticked_without_script(world, enter):
    there, also, elsewhere = world.pupil(), world.pupil(), world.pupil()
    for episode, ward in ((there, "Sala 3, cama 1"), (also, "SALA 3, cama 2"), (elsewhere, "Sala 4")):
        episode.patient.stays.update(ward=ward)
    answer = enter(world.teacher).get(url("session_new"), {"sala": "sala 3", "seho": world.seho.pk})
    assert [pupil.episode for pupil in answer.context["form"].shown] == [there, also]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("last", "at_home", "offered", "first"),
    [
        ("MULTIFUNCTIONAL", False, ["BEDSIDE", "MULTIFUNCTIONAL", "WAITING_ROOM", "VIRTUAL"], "MULTIFUNCTIONAL"),
        ("HOME", False, ["BEDSIDE", "MULTIFUNCTIONAL", "WAITING_ROOM", "VIRTUAL"], "BEDSIDE"),
        ("BEDSIDE", True, ["HOME", "VIRTUAL"], "HOME"),
    ],
)
def test_only_spaces_that_fit_are_offered_the_last_used_first(world, enter, last, at_home, offered, first):
    episode = world.pupil(setting=Setting.HOME) if at_home else world.pupil()
    SessionFactory(seho=world.seho, created_by=world.teacher, space=last)
    form = enter(world.teacher).get(url("session_new"), {"estudiante": episode.pk}).context["form"]
    assert [space for space, _ in form.fields["space"].choices] == offered
    assert form["space"].value() == first


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"held_on": "2026-05-19"}, "held_on", "se registró el 20/05/2026"),
        ({"held_on": "2026-06-11"}, "held_on", "aún no llega"),
        ({"minutes": "1441"}, "minutes", "8 horas"),
        ({"minutes": "481"}, "minutes", "8 horas"),
        ({"minutes": "4"}, "minutes", "al menos 5"),
        ({"starts_at": "23:30"}, "starts_at", "pasaría de la medianoche"),
    ],
)
def test_bad_input_stands_beside_its_field(world, episode, enter, changes, field, sentence):
    answer = enter(world.teacher).post(url("session_new"), values(world, episode, evidence="Lo escrito", **changes))
    assert sentence in " ".join(answer.context["form"].errors[field])
    assert "Lo escrito" in text(answer)
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_a_session_after_the_egress_says_when_it_was(world, enter):
    gone = world.pupil(starts_on=world.ago(20), ends_on=world.ago(2))
    client = enter(world.teacher)
    answer = client.post(url("session_new"), values(world, gone))
    [sentence] = answer.context["form"].errors["held_on"]
    assert "egresó el 08/06/2026" in sentence
    client.post(url("session_new"), values(world, gone, held_on=world.ago(2).isoformat()))
    assert Session.objects.get().held_on == world.ago(2)


@pytest.mark.django_db
def test_a_session_before_the_authorisation_is_refused(world, episode, enter):
    episode.patient.authorizations.update(decided_on=world.ago(3))
    client = enter(world.teacher)
    answer = client.post(url("session_new"), values(world, episode, held_on=world.ago(4).isoformat()))
    assert "no ha autorizado el ingreso" in " ".join(answer.context["form"].errors["pupils"])
    client.post(url("session_new"), values(world, episode, held_on=world.ago(3).isoformat()))
    assert Session.objects.count() == 1


@pytest.mark.django_db
def test_a_competency_of_another_grade_is_told_beside_the_choice(world, episode, enter):
    strange = values(world, episode, competency=world.foreign.pk)
    answer = enter(world.teacher).post(url("session_new"), strange)
    assert answer.context["form"].errors["competency"]
    own = values(world, episode, **{f"absence_{episode.pk}": "", f"competency_{episode.pk}": world.foreign.pk})
    answer = enter(world.teacher).post(url("session_new"), own)
    assert answer.context["form"].errors[f"competency_{episode.pk}"]
    assert not Session.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("pupils", [1, 3])
def test_the_page_of_who_was_ticked_costs_the_same_for_many(world, enter, pupils, django_assert_num_queries):
    ticked = [world.pupil() for _ in range(pupils)]
    for episode in ticked:
        PlanVersionFactory(plan__episode=episode, in_force=True, goals=[world.read])
    client = enter(world.teacher)
    with django_assert_num_queries(18):
        client.get(url("session_new"), {"estudiante": [one.pk for one in ticked]})


# --- cancelled, undone, restored ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_session_is_cancelled_by_a_button_and_restored_by_another(world, episode, enter):
    client = enter(world.teacher)
    client.post(url("session_new"), values(world, episode))
    session = Session.objects.get()
    answer = client.post(url("session_cancel", session.pk), follow=True)
    assert url("session_restore", session.pk) in text(answer)
    episode.refresh_from_db()
    assert episode.first_attended_on is None
    client.post(url("session_restore", session.pk))
    session.refresh_from_db()
    episode.refresh_from_db()
    assert (session.cancelled_at, session.cancelled_by, episode.first_attended_on) == (None, None, world.today)
    acts = [event.act for event in history_of(session)]
    assert acts == ["Restauró una sesión", "Anuló una sesión", "Registró una sesión"]


@pytest.mark.django_db
def test_undoing_takes_the_works_along_and_restoring_brings_them_back(world, episode):
    session = log(world, Attendance(episode), made=photos())
    services.undo_session(by=world.teacher, session=session, reason="Se deshizo")
    assert Work.objects.get().removed_by == world.teacher
    services.restore_session(by=world.teacher, session=session, today=world.today)
    assert Work.objects.get().removed_at is None


@pytest.mark.django_db
def test_a_work_that_was_taken_out_before_stays_out(world, episode):
    session = log(world, Attendance(episode), made=photos())
    services.remove_work(by=world.teacher, work=Work.objects.get())
    services.cancel_session(by=world.teacher, session=session)
    services.restore_session(by=world.teacher, session=session, today=world.today)
    assert Work.objects.get().removed_at is not None


@pytest.mark.django_db
def test_what_could_not_be_logged_today_is_not_restored(world, episode):
    session = log(world, Attendance(episode))
    services.cancel_session(by=world.teacher, session=session)
    episode.starts_on = world.today + timedelta(days=1)
    episode.save()
    with pytest.raises(ValidationError, match="no estaba en atención"):
        services.restore_session(by=world.teacher, session=session, today=world.today)
    session.refresh_from_db()
    assert session.cancelled_at is not None
