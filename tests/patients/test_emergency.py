"""A record outside one's scope in an emergency: who, by what, for how long, what it shows, and who is told."""

import re
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from patients.emergency import parts_of
from patients.enums import EmergencyGround
from patients.models import EmergencyAccess, Episode, Patient, Stay
from patients.queries.due import due_for
from patients.rules import emergency as rules
from patients.services.emergency import Asked, end_emergency, open_emergency, review_emergency
from seho.accounts.enums import AccessKind, Role
from seho.accounts.models import AccessEvent, AuditEvent, Membership
from seho.clock import now
from tests.accounts.factories import make_user
from tests.attendance.factories import ParticipationFactory, PlanVersionFactory, SessionFactory
from tests.network.factories import SehoFactory
from tests.patients.factories import DiagnosisFactory, EpisodeFactory, registered_pupil

REASON = "Llegó anoche derivada y su madre todavía no está con ella."
MOMENT = datetime(2026, 6, 10, 17, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
URL = "patients:emergency"


# --- rules (art. 6.a, 6.d) ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "ended", "expected"),
    [
        (-SECOND, None, False),
        (timedelta(0), None, True),
        (HOUR - SECOND, None, True),
        (HOUR, None, False),
        (SECOND, timedelta(0), False),
    ],
)
def test_open_from_its_moment_until_before_its_last_one(after, ended, expected):
    ended_at = None if ended is None else MOMENT + ended
    closes = rules.closes_at(MOMENT)
    assert rules.is_open(opened_at=MOMENT, expires_at=closes, ended_at=ended_at, now=MOMENT + after) is expected


@pytest.mark.parametrize(
    ("left", "seconds", "minutes"),
    [
        (HOUR, 3600, 60),
        (timedelta(minutes=1), 60, 1),
        (timedelta(milliseconds=60_001), 61, 2),
        (timedelta(milliseconds=1), 1, 1),
        (timedelta(0), 0, 0),
        (-SECOND, 0, 0),
    ],
)
def test_the_time_that_is_left_counts_the_piece_that_runs(left, seconds, minutes):
    assert rules.seconds_left(MOMENT + left, MOMENT) == seconds
    assert rules.minutes_left(MOMENT + left, MOMENT) == minutes


# --- the cast -------------------------------------------------------------------------------------------


@pytest.fixture
def held(pupil, coordinator):
    """A pupil of a service, with something in every field that must not come out."""
    Stay.objects.filter(patient=pupil).update(ward="SALA-RESERVADA")
    DiagnosisFactory(stay=pupil.stays.get(), text="DIAGNOSTICO-RESERVADO", icd10="C910")
    Patient.objects.filter(pk=pupil.pk).update(
        address="DOMICILIO-RESERVADO", care_notes="Se cansa pronto", special_needs_note="Necesita letra grande"
    )
    pupil.refresh_from_db()
    return pupil


@pytest.fixture
def elsewhere(db):
    return SehoFactory()


@pytest.fixture
def on_duty(elsewhere):
    """The teacher of another service, to whom the pupil came."""
    return make_user(Role.TEACHER, elsewhere)


@pytest.fixture
def minedu(db):
    return make_user(Role.MINEDU)


def asked(pupil, **changes):
    values = {"document_type": pupil.document_type, "document_number": pupil.document_number}
    return Asked(
        **{"client_id": uuid.uuid4(), "ground": EmergencyGround.ARRIVED, "reason": REASON, **values, **changes}
    )


def opened(by, pupil, opened_from, moment=None):
    return open_emergency(by=by, opened_from=opened_from, asked=asked(pupil), now=moment or now())


def typed(number, seho, **changes):
    values = {"document_type": "DNI", "document_number": number, "ground": "ARRIVED", "reason": REASON, "seho": seho.pk}
    return {"client_id": uuid.uuid4(), **values, **changes}


def record_url(access):
    return reverse("patients:emergency_record", args=[access.pk])


# --- opening --------------------------------------------------------------------------------------------


def test_it_is_opened_for_an_hour_and_noted_without_number_nor_typed_words(held, seho, elsewhere, on_duty):
    access = opened(on_duty, held, elsewhere)
    assert (access.patient, access.seho, access.opened_from, access.opened_by) == (held, seho, elsewhere, on_duty)
    assert access.expires_at - access.opened_at == HOUR
    event = AuditEvent.objects.get(act="Abrió el expediente por emergencia")
    assert (event.by, event.seho, event.reason) == (on_duty, seho, EmergencyGround.ARRIVED.label)
    told = str(AuditEvent.objects.values())
    assert held.document_number not in told
    assert REASON not in told


def test_sent_twice_or_asked_again_while_it_is_open_it_is_the_same_access(held, elsewhere, on_duty):
    entry = asked(held)
    first = open_emergency(by=on_duty, opened_from=elsewhere, asked=entry, now=now())
    assert open_emergency(by=on_duty, opened_from=elsewhere, asked=entry, now=now() + 2 * HOUR) == first
    assert opened(on_duty, held, elsewhere) == first
    assert opened(on_duty, held, elsewhere, now() + 2 * HOUR) != first


@pytest.mark.parametrize(("days_ago", "opens"), [(0, True), (30, True), (31, False)])
def test_whoever_left_longer_than_thirty_days_ago_is_opened_by_nobody(seho, elsewhere, on_duty, today, days_ago, opens):
    left = today - timedelta(days=days_ago)
    gone = registered_pupil(seho, starts_on=date(2026, 4, 1), ends_on=left)
    assert (opened(on_duty, gone, elsewhere) is not None) is opens


def test_the_service_of_the_time_that_runs_holds_the_record(held, seho, elsewhere, on_duty):
    EpisodeFactory(patient=held, seho=SehoFactory(), starts_on=date(2026, 4, 1), closed=True)
    assert opened(on_duty, held, elsewhere).seho == seho


def test_by_the_siagie_code_and_never_when_two_answer(held, seho, elsewhere, on_duty):
    held.siagie_code = f"000000{held.document_number}"
    held.save()
    by_code = asked(held, document_type="SIAGIE", document_number=held.siagie_code)
    assert open_emergency(by=on_duty, opened_from=elsewhere, asked=by_code, now=now()) is not None
    registered_pupil(seho, starts_on=date(2026, 6, 1), siagie_code=held.siagie_code)
    assert opened(on_duty, held, None) is None


def test_unknown_and_not_reachable_answer_the_same_and_take_the_same_steps(
    signed, on_duty, elsewhere, seho, today, django_assert_max_num_queries
):
    gone = registered_pupil(seho, starts_on=date(2026, 3, 20), ends_on=date(2026, 4, 30))
    browser, answers, steps = signed(on_duty), [], []
    browser.post(reverse(URL), typed("70000001", elsewhere))  # the first page of a session asks more
    for number in ("70000002", gone.document_number):
        with django_assert_max_num_queries(40) as asked_of_database:
            page = browser.post(
                reverse(URL), typed(number, elsewhere, client_id="c0ffee00-0000-4000-8000-000000000001")
            )
        answers.append(re.sub(r'value="[^"]*"', "", page.content.decode()))
        steps.append([re.sub(r"[0-9]|'[^']*'", "", query["sql"]) for query in asked_of_database])
    assert "No se abrió ningún expediente" in answers[0]
    assert answers[0] == answers[1]
    assert len(steps[0]) == len(steps[1])
    events = AuditEvent.objects.filter(act="Pidió abrir un expediente por emergencia y no se abrió")
    assert [(event.by, event.reason, event.after) for event in events] == [(on_duty, "", None)] * 3
    assert not EmergencyAccess.objects.exists()


def test_the_sixth_asking_in_an_hour_waits_whatever_it_asks_for(signed, on_duty, elsewhere, held):
    browser = signed(on_duty)
    cache.clear()
    for number in range(5):
        browser.post(reverse(URL), typed(f"7000000{number}", elsewhere))
    page = browser.post(reverse(URL), typed(held.document_number, elsewhere))
    assert "Pidió demasiados expedientes" in page.content.decode()
    assert not EmergencyAccess.objects.exists()
    cache.clear()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": "Urgente."}, "Escriba al menos 20 letras"),
        ({"ground": ""}, "Elija una opción"),
        ({"document_type": "NONE", "document_number": ""}, "Esa opción ya no está en la lista"),
        ({"document_number": "7123"}, "8 cifras"),
    ],
)
def test_without_document_ground_or_reason_nothing_opens_and_nothing_typed_is_lost(
    signed, on_duty, elsewhere, held, changes, sentence
):
    page = signed(on_duty).post(reverse(URL), typed(held.document_number, elsewhere, **changes)).content.decode()
    assert sentence in page
    assert changes.get("reason", REASON) in page
    assert not EmergencyAccess.objects.exists()


def test_the_own_record_opens_as_always(signed, teacher, seho, held):
    answer = signed(teacher).post(reverse(URL), typed(held.document_number, seho))
    assert answer.url == held.get_absolute_url()
    assert not EmergencyAccess.objects.exists()


# --- reading --------------------------------------------------------------------------------------------

RESERVED = ("DIAGNOSTICO-RESERVADO", "C910", "SALA-RESERVADA", "DOMICILIO-RESERVADO", "EVIDENCIA-RESERVADA")


def test_a_service_reads_the_minimum_and_both_services_are_told(signed, held, seho, elsewhere, on_duty):
    episode = Episode.objects.get(patient=held)
    PlanVersionFactory(
        plan__episode=episode,
        state="IN_FORCE",
        in_force_from=episode.starts_on,
        special_needs_support="Con letra grande",
    )
    session = SessionFactory(seho=seho, held_on=date(2026, 6, 9), minutes=45)
    ParticipationFactory(session=session, episode=episode, evidence="EVIDENCIA-RESERVADA")
    answer = signed(on_duty).post(reverse(URL), typed(held.document_number, elsewhere), follow=True)
    page = answer.content.decode()
    for shown in (str(held), "987654321", "Se cansa pronto", "Necesita letra grande", "Con letra grande", "45 minutos"):
        assert shown in page
    assert "Quedan 60 minutos" in page
    assert not [word for word in RESERVED if word in page]
    assert answer["Refresh"].endswith(f";url={reverse(URL)}")
    assert "no-store" in answer["Cache-Control"]
    readings = AccessEvent.objects.filter(kind=AccessKind.EMERGENCY, by=on_duty)
    assert {event.seho_id: event.object_id for event in readings} == {
        seho.pk: str(EmergencyAccess.objects.get().pk),
        elsewhere.pk: "",
    }
    assert {event.detail for event in readings} == {EmergencyGround.ARRIVED.label}


def test_the_ministry_reads_who_where_and_whom_to_call(held, minedu, today):
    access = opened(minedu, held, None)
    text = str(parts_of(access, today))
    assert "987654321" in text
    assert str(held) in text
    assert not [word for word in (*RESERVED, "Se cansa pronto", "letra grande", "sesiones") if word in text]


@pytest.mark.parametrize(("after", "reads"), [(HOUR - SECOND, True), (HOUR, False)])
def test_until_the_last_moment_and_no_longer(signed, held, elsewhere, on_duty, after, reads):
    browser = signed(on_duty)
    with time_machine.travel(MOMENT, tick=False):
        access = opened(on_duty, held, elsewhere)
    with time_machine.travel(MOMENT + after, tick=False):
        answer = browser.get(record_url(access))
    assert (answer.status_code == 200 and str(held) in answer.content.decode()) is reads
    if not reads:
        assert answer.url == reverse(URL)
    assert AccessEvent.objects.filter(kind=AccessKind.EMERGENCY, seho=access.seho).exists() is reads


def test_ended_by_whoever_opened_it_it_is_not_read_again(signed, held, elsewhere, on_duty):
    access = opened(on_duty, held, elsewhere)
    browser = signed(on_duty)
    browser.post(reverse("patients:emergency_end", args=[access.pk]))
    answer = browser.get(record_url(access), follow=True)
    assert answer.redirect_chain == [(reverse(URL), 302)]
    assert str(held) not in answer.content.decode()
    end_emergency(by=on_duty, access=access, now=now())
    assert AuditEvent.objects.filter(act="Terminó el acceso por emergencia").count() == 1


def test_a_post_that_ended_in_between_closes_it(signed, held, elsewhere, on_duty, today):
    access = opened(on_duty, held, elsewhere)
    other = SehoFactory()
    Membership.objects.filter(user=on_duty).update(seho=other)
    assert signed(on_duty).get(record_url(access)).url == reverse(URL)
    assert EmergencyAccess.objects.readable_by(on_duty, now()).count() == 0


@pytest.mark.parametrize("who", ["stranger", "coordinator", "colleague", "minedu"])
def test_nobody_else_reads_ends_or_changes_it(request, signed, held, elsewhere, on_duty, who):
    access = opened(on_duty, held, elsewhere)
    person = make_user(Role.COORDINATOR, elsewhere) if who == "colleague" else request.getfixturevalue(who)
    browser = signed(person)
    assert browser.get(record_url(access)).status_code == 404
    assert browser.post(reverse("patients:emergency_end", args=[access.pk])).status_code == 404
    assert browser.post(record_url(access)).status_code == 405


@pytest.mark.parametrize(
    "name",
    ["patients:detail", "patients:stays", "patients:history", "patients:edit", "attendance:plan",
     "attendance:pupil_sessions", "attendance:portfolio", "convalidation:pupil"],
)  # fmt: skip
def test_everything_else_of_the_pupil_stays_closed(signed, held, elsewhere, name):
    leader = make_user(Role.COORDINATOR, elsewhere)
    opened(leader, held, elsewhere)
    assert signed(leader).get(reverse(name, args=[held.pk])).status_code == 404


def test_no_list_search_nor_scope_knows_of_it(signed, held, elsewhere, on_duty):
    opened(on_duty, held, elsewhere)
    assert not Patient.objects.visible_to(on_duty).exists()
    page = signed(on_duty).get(reverse("patients:list"), {"q": held.document_number}).content.decode()
    assert str(held) not in page


# --- told and reviewed ----------------------------------------------------------------------------------


def kinds_due(user, today):
    return [(item.kind, held_name(item.text)) for item in due_for(user, today) if item.kind.startswith("emergency")]


def held_name(text):
    return "A. Q." in text


def test_both_coordinators_are_told_and_the_one_who_holds_the_record_reviews_it(
    signed, held, coordinator, elsewhere, on_duty, today
):
    leader = make_user(Role.COORDINATOR, elsewhere)
    access = opened(on_duty, held, elsewhere)
    assert kinds_due(coordinator, today) == [("emergency_review", True)]
    assert kinds_due(leader, today) == [("emergency_told", False)]
    assert kinds_due(leader, today + timedelta(days=3)) == kinds_due(on_duty, today) == []
    url = reverse("patients:emergency_review", args=[access.pk])
    page = signed(leader).get(url).content.decode()
    assert on_duty.full_name in page
    assert not [word for word in (str(held), held.document_number, REASON) if word in page]
    assert signed(leader).post(url, {"note": ""}).status_code == 403
    assert str(held) in signed(coordinator).get(url).content.decode()
    assert "sigue abierto" in signed(coordinator).post(url, {"note": ""}).content.decode()
    end_emergency(by=on_duty, access=access, now=now())
    assert signed(coordinator).post(url, {"note": "Avisé a la UGEL"}).url == reverse(URL)
    access.refresh_from_db()
    assert (access.reviewed_by, access.review_note) == (coordinator, "Avisé a la UGEL")
    assert kinds_due(coordinator, today) == []
    assert signed(coordinator).post(url, {"note": "otra vez"}).status_code == 403
    assert "Avisé" not in signed(leader).get(url).content.decode()


def test_reviewed_once_the_first_one_counts(held, coordinator, elsewhere, on_duty):
    access = opened(on_duty, held, elsewhere)
    later = now() + HOUR
    review_emergency(by=coordinator, access=access, note="Primera", now=later)
    assert review_emergency(by=coordinator, access=access, note="Segunda", now=later).review_note == "Primera"


def test_what_is_due_costs_one_query_with_one_and_three(held, coordinator, elsewhere, django_assert_num_queries, today):
    from patients.queries.emergency import emergency_items

    assert coordinator.scope
    for count in (1, 3):
        while EmergencyAccess.objects.count() < count:
            opened(make_user(Role.TEACHER, elsewhere), held, elsewhere)
        with django_assert_num_queries(1):
            assert len(emergency_items(coordinator, today)) == count


def test_the_pupil_s_history_and_the_access_log_of_the_service_tell_of_it(
    signed, held, coordinator, elsewhere, on_duty
):
    leader = make_user(Role.COORDINATOR, elsewhere)
    access = opened(on_duty, held, elsewhere)
    signed(on_duty).get(record_url(access))
    history = signed(coordinator).get(reverse("patients:history", args=[held.pk])).content.decode()
    assert "Abrió el expediente por emergencia" in history
    log = reverse("accounts:access_log") + "?tipo=EMERGENCY"
    assert str(held) in signed(coordinator).get(log).content.decode()
    told = signed(leader).get(log).content.decode()
    assert on_duty.full_name in told
    assert str(held) not in told


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_accesses_asks_the_same_of_one_and_three(
    signed, held, coordinator, elsewhere, django_assert_num_queries, count
):
    for _ in range(count):
        opened(make_user(Role.TEACHER, elsewhere), held, elsewhere)
    browser = signed(coordinator)
    browser.get(reverse(URL))
    with django_assert_num_queries(5):
        page = browser.get(reverse(URL)).content.decode()
    assert page.count(str(held)) == count
