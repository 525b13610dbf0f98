"""Volunteers and interns (art. 21, 22): what hours add up to, tasks, weeks, certificates, what the checks close."""

import uuid
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from attendance.models import HelperCertificate, HelperEntry, HelperTask, HelperWeek, Session
from attendance.queries import due_for
from attendance.queries.helpers import (
    confirmed_weeks,
    helper_rows,
    suspensions_of,
    tasks_waiting,
    week_minutes,
    weeks_of,
)
from attendance.rules.helpers import (
    Piece,
    PieceKind,
    check_entry,
    check_hours_day,
    day_minutes,
    monday_of,
    passes_the_week,
)
from attendance.services import helpers
from attendance.services.certificates import Asked, annul_certificate, issue_certificate
from patients.services import assign, unassign
from seho.accounts.enums import CheckLaw, Role
from seho.accounts.immutability import install_triggers, remove_triggers
from seho.accounts.models import AuditEvent, BackgroundCheck, User
from seho.files import open_stored
from seho.papers.verification import verified
from tests.accounts.factories import make_user
from tests.attendance.factories import SessionFactory
from tests.network.factories import SehoFactory

SESSION, TASK, ENTRY = PieceKind


# --- the rules: each minute once ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pieces", "minutes"),
    [
        pytest.param([], 0, id="nothing"),
        pytest.param([Piece(SESSION, 45), Piece(TASK, 30)], 75, id="without hours they add up"),
        pytest.param([Piece(SESSION, 45, time(10)), Piece(TASK, 30, time(10, 15))], 45, id="one within the other"),
        pytest.param([Piece(SESSION, 45, time(10)), Piece(TASK, 30, time(10, 30))], 60, id="they overlap"),
        pytest.param([Piece(SESSION, 45, time(10)), Piece(SESSION, 45, time(10, 45))], 90, id="one after the other"),
        pytest.param([Piece(SESSION, 45), Piece(TASK, 30, in_session=True)], 45, id="the task in the session"),
        pytest.param([Piece(ENTRY, 180, time(9)), Piece(SESSION, 45), Piece(TASK, 30)], 180, id="between in and out"),
        pytest.param([Piece(ENTRY, 60, time(9)), Piece(SESSION, 45), Piece(TASK, 30)], 75, id="more than in and out"),
        pytest.param([Piece(ENTRY, 60, time(9)), Piece(SESSION, 45, time(15))], 105, id="a session after going out"),
        pytest.param([Piece(ENTRY, 60), Piece(SESSION, 45)], 105, id="an entry of minutes alone adds up"),
        pytest.param([Piece(ENTRY, 720), Piece(SESSION, 480), Piece(TASK, 480)], 1440, id="never more than a day"),
        pytest.param([Piece(SESSION, 45, time(23, 30))], 45, id="over midnight it stays its own length"),
    ],
)
def test_each_minute_of_a_day_counts_once__art_21(pieces, minutes):
    assert day_minutes(pieces) == minutes
    assert day_minutes(reversed(pieces)) == minutes


@pytest.mark.parametrize(("day", "monday"), [(date(2026, 6, 8), 8), (date(2026, 6, 14), 8), (date(2026, 6, 15), 15)])
def test_a_week_begins_on_monday(day, monday):
    assert monday_of(day) == date(2026, 6, monday)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "minutes", "field"),
    [
        (None, None, 1, None),
        (None, None, 720, None),
        (None, None, 721, "minutes"),
        (None, None, 0, "minutes"),
        (None, None, None, "minutes"),
        (time(9), None, 30, "ends_at"),
        (None, time(9), 30, "starts_at"),
        (time(9), time(9), None, "ends_at"),
        (time(9), time(8, 59), None, "ends_at"),
        (time(9), time(9, 1), None, None),
        (time(9), time(21), None, None),
        (time(9), time(21, 1), None, "ends_at"),
    ],
)
def test_hours_are_entrada_and_salida_or_minutes_of_one_day(starts_at, ends_at, minutes, field):
    assert [name for name, _ in check_entry(starts_at, ends_at, minutes)] == ([field] if field else [])


@pytest.mark.parametrize(
    ("back", "closed", "wrong"),
    [(0, False, ""), (-1, False, "todavía no llega"), (10, False, ""), (11, False, "no participaba"),
     (3, False, ""), (0, True, "ya están en un certificado")],
)  # fmt: skip
def test_a_day_of_hours_lies_in_the_post_and_in_an_open_week(back, closed, wrong):
    today = date(2026, 6, 10)
    spans = [(today - timedelta(days=10), None)]
    found = check_hours_day(today - timedelta(days=back), spans, closed=closed, today=today)
    assert (wrong in found[0][1]) if wrong else (found == [])


def test_the_last_day_of_a_post_counts_and_the_next_does_not():
    today = date(2026, 6, 10)
    spans = [(date(2026, 1, 1), today - timedelta(days=2))]
    assert check_hours_day(today - timedelta(days=2), spans, closed=False, today=today) == []
    assert check_hours_day(today - timedelta(days=1), spans, closed=False, today=today)


@pytest.mark.parametrize(
    ("minutes", "is_intern", "passes"), [(1800, True, False), (1801, True, True), (1801, False, False)]
)
def test_an_intern_is_told_of_more_than_thirty_hours_a_week__dl_1401(minutes, is_intern, passes):
    assert passes_the_week(minutes, is_intern=is_intern) is passes


# --- assigning: the checks open the door ----------------------------------------------------------

pytestmark = pytest.mark.django_db


def test_nobody_without_the_three_checks_is_assigned__dcf_3(world, episode):
    post = world.volunteer.memberships.get()
    post.checks.filter(law=CheckLaw.CARE_OF_MINORS).update(valid_until=world.ago(1))
    act = {"by": world.coordinator, "episode": episode, "user": world.volunteer, "today": world.today}
    with pytest.raises(ValidationError) as refusal:
        assign(starts_on=world.today, **act)
    assert refusal.value.message_dict == {
        "user": ["Sus antecedentes no están al día. Ley 30901: venció el 09/06/2026. Verifíquelos antes de asignar."]
    }
    assert not episode.assignments.exists()
    post.checks.filter(law=CheckLaw.CARE_OF_MINORS).update(valid_until=world.today)
    assert assign(starts_on=world.today, **act).user == world.volunteer


def test_the_checks_must_hold_on_the_first_day_of_the_assignment__dcf_3(world, episode):
    BackgroundCheck.objects.filter(membership__user=world.volunteer).update(valid_until=world.today)
    with pytest.raises(ValidationError, match="venció el 10/06/2026"):
        assign(
            by=world.coordinator, episode=episode, user=world.volunteer, today=world.today,
            starts_on=world.today + timedelta(days=1),
        )  # fmt: skip


def test_a_suspended_helper_is_told_why_and_whom_to_ask(world, episode):
    world.assign(episode)
    assert suspensions_of(world.volunteer, world.today) == []
    BackgroundCheck.objects.filter(membership__user=world.volunteer).update(valid_until=world.ago(1))
    user = User.objects.get(pk=world.volunteer.pk)
    told = suspensions_of(user, world.today)
    assert [(one.post.seho, one.coordinators) for one in told] == [(world.seho, (world.coordinator,))]
    assert not told[0].background.holds


# --- Hoy of the coordinator -----------------------------------------------------------------------


def due(world, user):
    return [(item.kind, item.text) for item in due_for(user, world.today) if item.kind.startswith("checks")]


def test_hoy_warns_of_checks_that_end_and_of_those_that_are_missing__dcf_3(world):
    for user in (world.coordinator, world.teacher, world.psychologist):
        BackgroundCheck.objects.bulk_create(
            BackgroundCheck(
                membership=user.memberships.get(), law=law, checked_on=world.ago(9), valid_until=date(2099, 1, 1)
            )
            for law in CheckLaw
        )
    assert due(world, world.coordinator) == []
    checks = BackgroundCheck.objects.filter(membership__user=world.volunteer)
    checks.update(valid_until=world.ago(-31))
    assert due(world, world.coordinator) == []
    checks.update(valid_until=world.ago(-30))
    words = f"{world.volunteer.short_name}: sus antecedentes vencen el 10/07/2026 (DCF 3.ª)"
    assert due(world, world.coordinator) == [("checks_ending", words)]
    checks.filter(law=CheckLaw.PUBLIC_SERVICE).update(valid_until=world.ago(1))
    words = f"{world.volunteer.short_name}: Ley 30794: venció el 09/06/2026 (DCF 3.ª)"
    assert due(world, world.coordinator) == [("checks_missing", words)]
    assert due(world, world.teacher) == []


# --- tasks ----------------------------------------------------------------------------------------


def ask(world, *, helper="volunteer", episode=None, what="Leer un cuento", due_in=0, by=None, **changes):
    user = getattr(world, helper) if helper else None
    due_on = world.today + timedelta(days=due_in)
    entry = helpers.TaskEntry(changes.pop("client_id", uuid.uuid4()), what, due_on, user, episode)
    return helpers.ask_task(by=by or world.teacher, seho=world.seho, entry=entry, today=world.today)


def finish(world, task, *, by=None, minutes=30, session=None, back=0):
    return helpers.finish_task(
        by=by or world.volunteer, task=task, done_on=world.ago(back), minutes=minutes, word="Bien", session=session,
        today=world.today,
    )  # fmt: skip


@pytest.fixture
def colleague(world):
    return make_user(Role.INTERN, world.seho, surnames="Practica")


def test_a_helper_sees_what_is_theirs_and_what_waits_for_anyone(world, episode, colleague):
    world.assign(episode)
    later = ask(world, due_in=2)
    mine = ask(world, episode=episode)
    anyone = ask(world, helper=None)
    with_pupil = ask(world, helper=None, episode=episode)
    assert tasks_waiting(world.volunteer) == [mine, later, anyone, with_pupil]
    assert tasks_waiting(colleague) == [anyone]
    assert tasks_waiting(make_user(Role.VOLUNTEER, SehoFactory())) == []


def test_a_task_with_a_pupil_goes_with_the_assignment(world, episode):
    row = world.assign(episode)
    ask(world, episode=episode)
    unassign(by=world.coordinator, assignment=row, ends_on=world.ago(1))
    assert tasks_waiting(world.volunteer) == []


@pytest.mark.parametrize("helper", ["volunteer", None])
def test_no_task_with_a_pupil_whom_nobody_would_see(world, episode, helper):
    with pytest.raises(ValidationError) as refusal:
        ask(world, helper=helper, episode=episode)
    assert "asígnelo antes" in refusal.value.message_dict["episode"][0]
    assert not HelperTask.objects.exists()


def test_no_task_for_a_day_gone_by_nor_for_whoever_may_not_help(world):
    with pytest.raises(ValidationError, match="Elija hoy"):
        ask(world, due_in=-1)
    with pytest.raises(ValidationError, match="voluntaria o practicante"):
        ask(world, helper="teacher")
    BackgroundCheck.objects.filter(membership__user=world.volunteer).update(valid_until=world.ago(1))
    with pytest.raises(ValidationError, match="no están al día"):
        ask(world)
    assert not HelperTask.objects.exists()


def test_the_same_task_sent_twice_is_one_and_another_body_is_refused(world):
    key = uuid.uuid4()
    first, again = ask(world, client_id=key), ask(world, client_id=key)
    assert first == again
    with pytest.raises(ValidationError, match="otros datos"):
        ask(world, client_id=key, what="Otra cosa")
    assert HelperTask.objects.count() == 1


def test_done_and_undone(world):
    task = finish(world, ask(world))
    assert (task.done_by, task.minutes, task.word) == (world.volunteer, 30, "Bien")
    assert tasks_waiting(world.volunteer) == []
    assert finish(world, task, minutes=99).minutes == 30
    with pytest.raises(ValidationError, match="Ya está hecha"):
        helpers.cancel_task(by=world.teacher, task=task)
    helpers.reopen_task(by=world.volunteer, task=task)
    assert tasks_waiting(world.volunteer) == [task]
    assert week_minutes(world.seho.pk, world.volunteer.pk, monday_of(world.today)) == 0


def test_a_task_taken_back_is_done_by_nobody_until_it_is_restored(world):
    task = helpers.cancel_task(by=world.teacher, task=ask(world))
    with pytest.raises(ValidationError, match="retiró"):
        finish(world, task)
    helpers.restore_task(by=world.teacher, task=task)
    assert finish(world, task).done_on == world.today


def test_a_task_for_anyone_is_done_once(world, colleague):
    task = finish(world, ask(world, helper=None))
    with pytest.raises(ValidationError, match="Otra persona ya la hizo"):
        finish(world, task, by=colleague)


def test_a_task_in_a_session_counts_once_and_by_itself_when_that_is_cancelled(world, episode):
    session = SessionFactory(
        seho=world.seho, held_on=world.today, created_by=world.volunteer, minutes=45, pupils=[episode]
    )
    session.professionals.set([world.volunteer])
    finish(world, ask(world), session=session)
    monday = monday_of(world.today)
    assert week_minutes(world.seho.pk, world.volunteer.pk, monday) == 45
    Session.objects.update(cancelled_at="2026-06-10T12:00-05:00", cancelled_by=world.teacher)
    assert week_minutes(world.seho.pk, world.volunteer.pk, monday) == 30


def test_a_task_in_somebody_elses_session_or_another_day_is_refused(world, episode):
    session = SessionFactory(seho=world.seho, held_on=world.today, created_by=world.teacher, pupils=[episode])
    session.professionals.set([world.teacher])
    task = ask(world)
    with pytest.raises(ValidationError, match="sesión suya"):
        finish(world, task, session=session)
    session.professionals.set([world.volunteer])
    with pytest.raises(ValidationError, match="sesión suya"):
        finish(world, task, session=session, back=1)


# --- hours ----------------------------------------------------------------------------------------


def log(world, *, minutes=60, back=0, by=None, starts_at=None, ends_at=None, client_id=None):
    given = None if starts_at else minutes
    entry = helpers.HoursEntry(client_id or uuid.uuid4(), world.ago(back), starts_at, ends_at, given)
    return helpers.log_hours(by=by or world.volunteer, seho=world.seho, entry=entry, today=world.today)


def counted(world, back=0):
    return week_minutes(world.seho.pk, world.volunteer.pk, monday_of(world.ago(back)))


def test_hours_written_down_and_taken_back(world):
    row = log(world, starts_at=time(9), ends_at=time(11, 30))
    assert (row.minutes, counted(world)) == (150, 150)
    helpers.withdraw_hours(by=world.volunteer, entry=row)
    assert counted(world) == 0
    helpers.restore_hours(by=world.volunteer, entry=row)
    assert counted(world) == 150
    with pytest.raises(ValidationError, match="se cruzan"):
        log(world, starts_at=time(11), ends_at=time(12))


def test_the_same_hours_sent_twice_are_one(world):
    key = uuid.uuid4()
    assert log(world, client_id=key) == log(world, client_id=key)
    with pytest.raises(ValidationError, match="otros datos"):
        log(world, client_id=key, minutes=61)
    assert HelperEntry.objects.count() == 1


# --- weeks ----------------------------------------------------------------------------------------


def confirm(world, *, back=0, seen=None, **changes):
    post = world.volunteer.memberships.get()
    monday = monday_of(world.ago(back))
    seen = counted(world, back) if seen is None else seen
    return helpers.confirm_week(by=world.coordinator, post=post, monday=monday, seen=seen, today=world.today, **changes)


def test_a_week_is_confirmed_as_it_was_seen(world):
    log(world)
    with pytest.raises(ValidationError, match="cambiaron"):
        confirm(world, seen=59)
    assert not HelperWeek.objects.exists()
    week = confirm(world)
    assert (week.counted, week.minutes, week.confirmed_by) == (60, 60, world.coordinator)


def test_another_amount_has_its_reason(world):
    log(world)
    with pytest.raises(ValidationError, match="por qué"):
        confirm(world, minutes=30)
    week = confirm(world, minutes=30, reason="Salió antes")
    assert (week.counted, week.minutes, week.reason) == (60, 30, "Salió antes")


def test_what_is_logged_after_the_confirmation_is_told_and_confirmed_again(world):
    log(world)
    confirm(world)
    log(world, minutes=15)
    post = world.volunteer.memberships.get()
    week = weeks_of(post, world.today)[0]
    assert (week.has_changed, week.awaits, week.counted, week.confirmed.minutes) == (True, True, 75, 60)
    assert confirm(world).minutes == 75
    assert HelperWeek.objects.count() == 1
    helpers.unconfirm_week(by=world.coordinator, week=HelperWeek.objects.get())
    assert not HelperWeek.objects.exists()
    assert AuditEvent.objects.filter(act__startswith="Quitó la confirmación").exists()


def test_a_week_to_come_is_not_confirmed(world):
    with pytest.raises(ValidationError, match="todavía no empieza"):
        confirm(world, back=-7, seen=0)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_one_helper_as_for_many(world, episode, count, django_assert_num_queries):
    world.assign(episode)
    for _ in range(count - 1):
        user = make_user(Role.VOLUNTEER, world.seho)
        world.assign(episode, user)
        log(world, by=user)
    log(world)
    # posts, their checks; pupils, tasks, certificates; sessions, tasks, entries; weeks
    with django_assert_num_queries(9):
        rows = helper_rows([world.seho.pk], world.today)
    assert len(rows) == count
    assert {(row.month_minutes, row.awaiting_minutes, len(row.pupils)) for row in rows} == {(60, 60, 1)}


# --- certificates ---------------------------------------------------------------------------------


@pytest.fixture
def certified(world):
    """Two confirmed weeks of the volunteer, and the certificate of the first."""
    log(world, minutes=90, back=7)
    log(world, minutes=60)
    confirm(world, back=7)
    confirm(world)
    return certify(world, 7, 7)


def certify(world, first, last, *, client_id=None, today=None):
    mondays = (monday_of(world.ago(back)) for back in (first, last))
    asked = Asked(client_id or uuid.uuid4(), *mondays, {"registry_number": "RV-7"})
    post = world.volunteer.memberships.get()
    return issue_certificate(by=world.coordinator, post=post, asked=asked, today=today or world.today)


def test_a_certificate_says_the_confirmed_hours_of_its_weeks(world, certified):
    assert (certified.minutes, certified.starts_on, certified.ends_on) == (90, date(2026, 6, 1), date(2026, 6, 7))
    assert (certified.number, certified.year, certified.role) == (1, 2026, Role.VOLUNTEER)
    with open_stored(certified.path) as stored:
        assert stored.read(5) == b"%PDF-"
    assert certified.content["holder_name"] == world.volunteer.full_name
    assert certified.content["registry_number"] == "RV-7"
    second = certify(world, 7, 0)
    assert (second.number, second.minutes, second.starts_on, second.ends_on) == (2, 60, date(2026, 6, 8), world.today)


def test_the_same_request_answers_the_same_certificate(world):
    log(world)
    confirm(world)
    key = uuid.uuid4()
    assert certify(world, 0, 0, client_id=key) == certify(world, 0, 0, client_id=key)
    assert HelperCertificate.objects.count() == 1


def test_no_hour_is_certified_twice_and_a_certified_week_is_closed(world, certified):
    with pytest.raises(ValidationError, match="No hay horas confirmadas"):
        certify(world, 7, 7)
    with pytest.raises(ValidationError, match="certificado"):
        log(world, back=7)
    with pytest.raises(ValidationError, match="certificado"):
        helpers.withdraw_hours(by=world.volunteer, entry=HelperEntry.objects.get(minutes=90))
    with pytest.raises(ValidationError, match="certificado"):
        confirm(world, back=7)
    with pytest.raises(ValidationError, match="certificado"):
        helpers.unconfirm_week(by=world.coordinator, week=HelperWeek.objects.get(minutes=90))
    assert week_minutes(world.seho.pk, world.volunteer.pk, date(2026, 6, 1)) == 90


def test_annulled_it_says_so_and_its_weeks_may_be_certified_again(world, certified):
    with pytest.raises(ValidationError, match="motivo"):
        annul_certificate(by=world.coordinator, certificate=certified, reason=" ")
    annul_certificate(by=world.coordinator, certificate=certified, reason="Nombre mal escrito")
    with pytest.raises(ValidationError, match="ya estaba anulado"):
        annul_certificate(by=world.coordinator, certificate=certified, reason="Otra vez")
    told = verified(certified.code)
    assert (told.is_valid, told.state_label, told.annulled_on) == (False, "Anulado", world.today)
    assert certify(world, 7, 7).number == 2


def test_anybody_with_the_code_reads_enough_to_compare_and_no_name(world, certified):
    told = verified(certified.printed_code.lower())
    assert (told.title, told.label, told.is_valid) == ("Certificado de voluntariado", certified.label, True)
    facts = dict(told.facts)
    assert facts == {"Iniciales": "R. A.", "Periodo": "Del 01/06/2026 al 07/06/2026", "Tiempo": "1 hora y 30 minutos"}
    assert world.volunteer.surnames not in str(told)


def test_only_confirmed_weeks_of_the_post_are_certified(world):
    log(world, back=7)
    post = world.volunteer.memberships.get()
    assert confirmed_weeks(post) == []
    with pytest.raises(ValidationError, match="No hay horas confirmadas"):
        certify(world, 7, 0)
    confirm(world, back=7)
    post.starts_on = date(2026, 6, 8)
    assert confirmed_weeks(post) == []
    post.starts_on = date(2026, 6, 7)
    assert len(confirmed_weeks(post)) == 1


# --- what was issued does not change --------------------------------------------------------------

TABLE = "attendance_helpercertificate"


@pytest.mark.parametrize("change", [{"minutes": 9999}, {"label": "Otro"}, {"content": {}}, {"path": "otro.pdf"}])
def test_the_database_keeps_a_certificate_as_it_was_issued(certified, change):
    install_triggers(connection, [TABLE], mutable=["annulled_at", "annulled_by_id", "annulled_reason"])
    try:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            HelperCertificate.objects.update(**change)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            HelperCertificate.objects.all().delete()
    finally:
        remove_triggers(connection, [TABLE])


def test_verify_papers_finds_certificates_whole(certified, capsys):
    call_command("verify_papers")
    assert "1 documentos" in capsys.readouterr().out


@pytest.mark.parametrize("harm", ["record", "row", "file"])
def test_verify_papers_finds_what_was_altered(certified, harm, capsys, media):
    remove_triggers(connection, [TABLE])
    if harm == "record":
        HelperCertificate.objects.update(minutes=9999)
    elif harm == "row":
        HelperCertificate.objects.all().delete()
    else:
        (media / certified.path).chmod(0o600)
        (media / certified.path).write_bytes(b"%PDF-1.7 otro")
    with pytest.raises(CommandError):
        call_command("verify_papers")
    words = {"record": "registro fue alterado", "row": "faltan certificados", "file": "archivo fue alterado"}
    assert words[harm] in capsys.readouterr().err
