"""The psychologist's work: rules to their last day, services with one test per exit, what stays private."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import prefetch_related_objects

from attendance import services
from attendance.models import PrivateNote, SupportContact, SupportReport, WellBeing
from attendance.queries import EPISODE_ROWS
from attendance.queries.evaluation import calendars_of
from attendance.queries.support import (
    begun_today,
    last_support_part,
    month_of,
    mood_picture,
    notes_of,
    report_parts,
    session_moods,
    support_parts,
    support_states,
    support_sums,
    week_of,
)
from attendance.queries.support_due import support_due
from attendance.rules import (
    FAMILY_DUE_DAYS,
    SUPPORT_DUE_DAYS,
    check_contact,
    family_is_due,
    mood_words,
    report_is_due,
    support_is_due,
)
from attendance.services import ContactEntry
from patients.due import NOW, SOON
from patients.history import events_of
from patients.models import Episode
from seho.accounts.enums import Role
from seho.accounts.models import AuditEvent
from seho.forms import VersionConflict
from tests.accounts.factories import MembershipFactory, make_user
from tests.attendance.factories import SessionFactory

DAY = date(2026, 6, 10)
SECRET = "Le da miedo la noche; palabra zafiro"


# --- rules (art. 16.2.c) -----------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "fields"), [(4, ["minutes"]), (5, []), (480, []), (481, ["minutes"])])
def test_support_work_lasts_from_5_minutes_to_8_hours(minutes, fields):
    assert [field for field, _ in check_contact(DAY, minutes, [], today=DAY)] == fields


def test_support_work_is_not_of_tomorrow():
    assert check_contact(DAY, 30, [], today=DAY) == []
    assert [field for field, _ in check_contact(DAY + timedelta(days=1), 30, [], today=DAY)] == ["held_on"]


@pytest.mark.parametrize(("before", "is_refused"), [(30, False), (31, True)])
def test_a_talk_may_go_before_the_registration_by_a_month(before, is_refused):
    found = check_contact(DAY, 30, [("A. Q.", DAY + timedelta(days=before))], today=DAY)
    assert bool(found) is is_refused
    assert not found or "A. Q." in found[0].sentence


def test_support_is_due_after_two_weeks_since_the_last_one_or_the_registration():
    due = DAY - timedelta(days=SUPPORT_DUE_DAYS)
    early = due + timedelta(days=1)
    assert support_is_due(None, since=due, today=DAY)
    assert not support_is_due(None, since=early, today=DAY)
    assert support_is_due(due, since=due, today=DAY)
    assert not support_is_due(early, since=due, today=DAY)
    assert not support_is_due(due - timedelta(days=90), since=early, today=DAY), "of an earlier time in the service"


def test_the_family_is_due_after_a_week_until_somebody_talks_with_them():
    week = DAY - timedelta(days=FAMILY_DUE_DAYS)
    assert family_is_due(None, since=week, today=DAY)
    assert not family_is_due(None, since=week + timedelta(days=1), today=DAY)
    assert not family_is_due(DAY, since=week, today=DAY)


def test_the_part_of_the_report_is_due_in_the_last_ten_days_of_a_period_or_once_the_pupil_left():
    assert report_is_due(DAY + timedelta(days=10), None, today=DAY)
    assert not report_is_due(DAY + timedelta(days=11), None, today=DAY)
    assert report_is_due(DAY + timedelta(days=60), DAY, today=DAY)
    assert report_is_due(DAY - timedelta(days=1), None, today=DAY)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (2, 4, "mejor que antes"),
        (4, 4, "igual que antes"),
        (4, 3, "menos bien que antes"),
        (None, 4, ""),
        (2, None, ""),
    ],
)
def test_two_faces_say_only_what_they_say(before, after, words):
    assert mood_words(before, after) == words


# --- support work ------------------------------------------------------------------------------------


def entry(**values):
    usual = ContactEntry(uuid.uuid4(), "FAMILY", DAY, 30, "ROUTINE", "Leerán juntos por la tarde.")
    return replace(usual, **values)


def logged(world, *pupils, by=None, **values):
    by = by or world.psychologist
    return services.log_contact(by=by, seho=world.seho, entry=entry(**values), pupils=pupils, today=world.today)


def test_support_work_is_written_once_whatever_the_device_repeats(world, episode):
    same = entry()
    args = {"by": world.psychologist, "seho": world.seho, "pupils": [episode], "today": world.today}
    first, second = (services.log_contact(entry=same, **args) for _ in range(2))
    assert first == second
    assert list(first.pupils.all()) == [episode]
    assert AuditEvent.objects.filter(act="Registró un trabajo de soporte").count() == 1
    with pytest.raises(ValidationError, match="otros datos"):
        services.log_contact(entry=replace(same, minutes=45), **args)
    with pytest.raises(ValidationError, match="otros datos"):
        services.log_contact(entry=same, **{**args, "pupils": []})


def test_support_work_is_for_pupils_of_the_service(world, episode):
    elsewhere = make_user(Role.PSYCHOLOGIST)
    seho = elsewhere.memberships.get().seho
    with pytest.raises(ValidationError) as refused:
        services.log_contact(by=elsewhere, seho=seho, entry=entry(), pupils=[episode], today=world.today)
    assert "pupils" in refused.value.error_dict
    assert not SupportContact.objects.exists()


def test_a_correction_keeps_what_it_said_and_refuses_who_comes_second(world, episode):
    contact = logged(world, episode)
    args = {"by": world.psychologist, "contact": contact, "pupils": [], "today": world.today}
    services.correct_contact(entry=entry(held_with="TEAM", minutes=60), version=1, **args)
    event = AuditEvent.objects.get(act="Corrigió un trabajo de soporte")
    assert (event.before["minutes"], event.after["minutes"]) == (30, 60)
    assert event.before["estudiantes"] == [episode.patient.initials]
    assert "Leerán" not in str(event.before) + str(event.after)
    with pytest.raises(VersionConflict):
        services.correct_contact(entry=entry(), version=1, **args)


def test_what_was_cancelled_counts_nowhere_and_can_come_back(world, episode):
    contact = logged(world, episode)
    week = week_of(world.today)
    assert support_sums([world.seho.pk], week)[1].minutes == 30
    services.cancel_contact(by=world.psychologist, contact=contact)
    assert support_sums([world.seho.pk], week)[1].minutes == 0
    with pytest.raises(ValidationError, match="anulado"):
        services.correct_contact(
            by=world.psychologist, contact=contact, entry=entry(), pupils=[], version=2, today=world.today
        )
    services.restore_contact(by=world.psychologist, contact=contact)
    assert support_sums([world.seho.pk], week)[1].minutes == 30


def test_the_sums_of_a_person_are_theirs_and_those_of_the_service_are_all_support(world, episode):
    colleague = make_user(Role.PSYCHOLOGIST, world.seho)
    logged(world, episode)
    logged(world, by=colleague, held_with="TEAM", minutes=60, topic="PLANNING")
    logged(world, held_on=world.today - timedelta(days=8), minutes=90)
    for kind in ("SUPPORT", "LEARNING"):
        SessionFactory(seho=world.seho, held_on=world.today, kind=kind, professionals=[world.psychologist])
    own = [line.minutes for line in support_sums([world.seho.pk], week_of(world.today), person=world.psychologist)]
    assert own == [90, 30, 0, 0], "students, family, team, school"
    assert [line.minutes for line in support_sums([world.seho.pk], week_of(world.today))] == [45, 30, 60, 0]
    assert support_sums([world.seho.pk], month_of(world.today))[1].minutes == 120


def test_weeks_begin_on_monday_and_months_end_where_they_end():
    assert week_of(date(2026, 6, 14)) == (date(2026, 6, 8), date(2026, 6, 14))
    assert month_of(date(2028, 2, 29)) == (date(2028, 2, 1), date(2028, 2, 29))
    assert month_of(date(2026, 12, 31)) == (date(2026, 12, 1), date(2026, 12, 31))


# --- the five faces ----------------------------------------------------------------------------------


def answer(world, episode, moment, mood, **more):
    values = {"by": world.teacher, "today": world.today, **more}
    return services.answer_mood(episode=episode, moment=moment, mood=mood, **values)


def test_before_and_after_are_one_pair(world, episode):
    row = answer(world, episode, "before", 2)
    assert begun_today(episode, world.today) == row
    assert answer(world, episode, "after", 4, pair=row) == row
    assert begun_today(episode, world.today) is None
    row.refresh_from_db()
    assert (row.before, row.after) == (2, 4)


def test_a_touch_sent_twice_changes_the_same_answer(world, episode):
    row = answer(world, episode, "before", 2)
    answer(world, episode, "before", 3)
    for _ in range(2):
        answer(world, episode, "after", 5, pair=row)
    assert list(WellBeing.objects.values_list("before", "after")) == [(3, 5)]
    answer(world, episode, "before", 1)
    assert WellBeing.objects.count() == 2, "the next session of the day"


def test_after_alone_is_kept_too(world, episode):
    for _ in range(2):
        answer(world, episode, "after", 4)
    assert list(WellBeing.objects.values_list("before", "after")) == [(None, 4)]


def test_a_session_takes_what_was_said_that_day(world, episode):
    row = answer(world, episode, "before", 2)
    session = SessionFactory(seho=world.seho, held_on=world.today, pupils=[episode])
    assert answer(world, episode, "after", 4, session=session) == row
    row.refresh_from_db()
    assert (row.session, row.before, row.after) == (session, 2, 4)
    other = SessionFactory(seho=world.seho, held_on=world.today, pupils=[episode])
    assert answer(world, episode, "after", 5, session=other) != row
    assert session_moods(session, list(session.participations.all())) == {episode.pk: row}


@pytest.mark.parametrize("mood", [0, 6, -1])
def test_there_are_five_faces(mood, world, episode):
    with pytest.raises(ValidationError, match="cinco caras"):
        answer(world, episode, "before", mood)
    with pytest.raises(IntegrityError), transaction.atomic():
        WellBeing.objects.create(episode=episode, asked_on=world.today, before=mood % 10, asked_by=world.teacher)


def test_a_face_is_of_a_day_in_attention_and_of_a_session_that_was_attended(world, episode):
    with pytest.raises(ValidationError, match="no estaba en atención"):
        answer(world, episode, "before", 3, today=episode.starts_on - timedelta(days=1))
    session = SessionFactory(seho=world.seho, held_on=world.today)
    with pytest.raises(ValidationError, match="no participó"):
        answer(world, episode, "after", 3, session=session)


def test_a_touch_is_taken_back(world, episode):
    row = answer(world, episode, "before", 2)
    answer(world, episode, "after", 4, pair=row)
    services.take_mood_back(by=world.teacher, row=row, moment="after")
    row.refresh_from_db()
    assert (row.before, row.after) == (2, None)
    services.take_mood_back(by=world.teacher, row=row, moment="before")
    assert not WellBeing.objects.exists()


def test_no_log_says_which_face_it_was(world, episode):
    row = answer(world, episode, "before", 1)
    services.take_mood_back(by=world.teacher, row=row, moment="before")
    for event in AuditEvent.objects.filter(object_type="attendance.wellbeing"):
        assert not event.before
        assert not event.after


def test_the_picture_holds_the_last_twelve_in_their_order(world, episode):
    assert mood_picture(episode) is None
    for back in range(13, 0, -1):
        answer(world, episode, "before", 3, today=world.ago(back))
    picture = mood_picture(episode)
    assert len(picture.points) == 12
    assert [point.row.asked_on for point in picture.points] == [world.ago(back) for back in range(12, 0, -1)]
    assert {point.after_y for point in picture.points} == {None}


# --- the part of the report --------------------------------------------------------------------------


def written(world, episode, text="Participa con gusto.", version=0, **more):
    values = {"by": world.psychologist, "period": world.period, **more}
    return services.save_support_report(episode=episode, text=text, version=version, **values)


def test_a_part_is_written_once_and_the_second_to_save_is_told(world, episode):
    part = written(world, episode)
    assert (part.version, part.written_by) == (1, world.psychologist)
    with pytest.raises(VersionConflict):
        written(world, episode, "Otra cosa.", by=world.coordinator)
    written(world, episode, "Otra cosa.", version=1, by=world.coordinator)
    part.refresh_from_db()
    assert (part.text, part.written_by, part.version) == ("Otra cosa.", world.coordinator, 2)
    told = AuditEvent.objects.filter(object_type="attendance.supportreport")
    assert not any("gusto" in str(event.after) + str(event.before) for event in told)


def test_the_parts_of_a_paper_are_those_of_its_days_in_order(world):
    episode = world.pupil(date(2026, 3, 16))
    first, second = world.calendar.periods.order_by("number")[:2]
    written(world, episode, "Segundo.", period=second)
    written(world, episode, "Primero.", period=first)
    assert [one.text for one in support_parts(episode, date.min, date.max)] == ["Primero.", "Segundo."]
    assert [one.text for one in support_parts(episode, date.min, first.ends_on)] == ["Primero."]
    assert [one.text for one in support_parts(episode, second.starts_on, date.max)] == ["Segundo."]
    assert last_support_part(episode).text == "Segundo."
    assert [one.period for one in report_parts(episode, world.today)] == [second, first]


# --- private notes -----------------------------------------------------------------------------------


def note(world, patient=None, by=None, text=SECRET, **more):
    values = {"client_id": uuid.uuid4(), "noted_on": world.today, "seho": world.seho, **more}
    return services.keep_note(by=by or world.psychologist, patient=patient, text=text, today=world.today, **values)


def test_a_note_rests_encrypted(world, episode):
    row = note(world, episode.patient)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM attendance_privatenote WHERE id = %s", [row.pk])
        stored = cursor.fetchone()[0]
    assert "zafiro" not in stored
    assert PrivateNote.objects.get().text == SECRET


def test_only_the_author_reads_a_note(world, episode):
    row = note(world, episode.patient)
    colleague = make_user(Role.PSYCHOLOGIST, world.seho)
    for other in (colleague, world.coordinator, world.teacher, world.specialist, world.minedu, world.director):
        assert not PrivateNote.objects.visible_to(other).exists()
        assert notes_of(other) == []
    assert notes_of(world.psychologist) == [row]
    assert notes_of(world.psychologist, patient=episode.patient) == [row]


def test_a_note_is_sealed_when_the_post_of_its_author_ends(world, episode):
    note(world, episode.patient)
    post = world.psychologist.memberships.get()
    type(post).objects.filter(pk=post.pk).update(ends_on=world.today - timedelta(days=1))
    author = type(world.psychologist).objects.get(pk=world.psychologist.pk)
    assert notes_of(author) == []
    MembershipFactory(psychologist=True, user=author)
    author = type(author).objects.get(pk=author.pk)
    assert notes_of(author) == [], "a post in another service opens nothing of this one"


def test_no_history_says_of_whom_or_what_a_note_is(world, episode):
    row = note(world, episode.patient)
    services.edit_note(
        by=world.psychologist, note=row, noted_on=world.today, text=f"{SECRET}.", version=1, today=world.today
    )
    services.remove_note(by=world.psychologist, note=row)
    services.restore_note(by=world.psychologist, note=row)
    events = AuditEvent.objects.filter(object_type="attendance.privatenote")
    assert [event.act for event in events.order_by("pk")] == [
        "Escribió una nota privada", "Corrigió una nota privada", "Quitó una nota privada", "Devolvió una nota privada",
    ]  # fmt: skip
    assert not any(event.before or event.after for event in events)
    for reader in (world.psychologist, world.coordinator):
        assert not events_of(episode.patient, reader).filter(object_type="attendance.privatenote").exists()


def test_a_note_is_written_once_and_never_over_another_ones_page(world, episode):
    key = uuid.uuid4()
    first, second = (note(world, episode.patient, client_id=key) for _ in range(2))
    assert first == second
    with pytest.raises(ValidationError, match="otro texto"):
        note(world, episode.patient, client_id=key, text="Distinto")
    colleague = make_user(Role.PSYCHOLOGIST, world.seho)
    with pytest.raises(ValidationError, match="otro texto"):
        note(world, episode.patient, client_id=key, by=colleague)


def test_a_note_is_not_of_tomorrow_nor_of_a_stranger(world, episode):
    with pytest.raises(ValidationError) as refused:
        note(world, noted_on=world.today + timedelta(days=1))
    assert "noted_on" in refused.value.error_dict
    elsewhere = make_user(Role.PSYCHOLOGIST)
    with pytest.raises(ValidationError) as refused:
        note(world, episode.patient, by=elsewhere, seho=elsewhere.memberships.get().seho)
    assert "patient" in refused.value.error_dict
    assert not PrivateNote.objects.exists()


def test_what_was_taken_away_is_not_corrected_and_comes_back_whole(world):
    row = note(world)
    services.remove_note(by=world.psychologist, note=row)
    assert notes_of(world.psychologist) == []
    assert notes_of(world.psychologist, removed=True) == [row]
    with pytest.raises(ValidationError, match="quitada"):
        services.edit_note(
            by=world.psychologist, note=row, noted_on=world.today, text="x", version=2, today=world.today
        )
    services.restore_note(by=world.psychologist, note=row)
    assert notes_of(world.psychologist)[0].text == SECRET


def test_two_tabs_of_the_same_author_lose_nothing(world):
    row = note(world)
    values = {"by": world.psychologist, "note": row, "noted_on": world.today, "today": world.today}
    services.edit_note(text="Una", version=1, **values)
    with pytest.raises(VersionConflict):
        services.edit_note(text="Otra", version=1, **values)
    assert PrivateNote.objects.get().text == "Una"


# --- what is due -------------------------------------------------------------------------------------


def due(world, user=None, today=None):
    """As Hoy asks it: with the open episodes of the country and the calendars of their schools."""
    rows = Episode.objects.filter(ends_on=None).select_related("patient", "seho")
    rows = list(rows.prefetch_related("patient__enrollments__school"))
    day = today or world.today
    return {item.kind: item for item in support_due(user or world.psychologist, day, rows, calendars_of(rows, day))}


def test_hoy_tells_the_psychologist_alone(world, episode):
    assert set(due(world)) == {"support_session", "support_family"}
    assert due(world, world.coordinator) == {}
    assert due(world, world.teacher) == {}
    assert due(world, make_user(Role.PSYCHOLOGIST)) == {}


def test_hoy_falls_silent_once_it_is_done(world, episode):
    logged(world, episode)
    SessionFactory(seho=world.seho, held_on=world.today, kind="SUPPORT", pupils=[episode])
    assert due(world) == {}


def test_a_learning_session_is_no_support(world, episode):
    SessionFactory(seho=world.seho, held_on=world.today, kind="LEARNING", pupils=[episode])
    assert "support_session" in due(world)


def test_hoy_asks_for_the_part_of_a_period_that_ends(world, episode):
    ends = world.period.ends_on
    assert "support_report" not in due(world, today=ends - timedelta(days=11))
    told = due(world, today=ends - timedelta(days=10))["support_report"]
    assert (told.urgency, told.due_on) == (SOON, ends)
    assert due(world, today=ends + timedelta(days=1))["support_report"].urgency == NOW
    written(world, episode)
    assert "support_report" not in due(world, today=ends)


def test_the_board_asks_as_much_of_one_as_of_three(world, django_assert_num_queries):
    for count in (1, 3):
        while SupportReport.objects.count() < count:
            written(world, world.pupil())
        rows = [one.episode for one in SupportReport.objects.select_related("episode__patient", "episode__seho")]
        prefetch_related_objects(rows, *EPISODE_ROWS)
        book = calendars_of(rows, world.today)
        support_states(rows, world.today, book)
        with django_assert_num_queries(4):
            assert len(support_states(rows, world.today, book)) == count
