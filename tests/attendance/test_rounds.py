"""The round: where pupils are met, in which order one walks, what to mind; the rules and their services."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from attendance.enums import PrecautionKind
from attendance.models import Precaution, RoundStop
from attendance.queries import by_service, care_of, round_of, stops_of, teachable, with_due
from attendance.rules import ADVICE, check_precautions, moved, spaces_for, spot_of, stop_order, walking_key
from attendance.rules.rounds import is_portfolio_waited_for
from attendance.services import note_precautions, order_round
from seho.accounts.models import AuditEvent
from seho.network.enums import SpaceKind
from tests.attendance.factories import PlanVersionFactory, SessionFactory, WorkFactory

TODAY = date(2026, 6, 10)


@pytest.mark.parametrize(
    ("ward", "setting", "stop", "bed"),
    [
        ("Pediatría B, cama 12", "HOSPITAL", "Pediatría B", "12"),
        ("Pediatría B - Cama N.° 12-A", "HOSPITAL", "Pediatría B", "12-A"),
        ("CAMA Nº 4", "HOSPITAL", "Sala por anotar", "4"),
        ("Sala 3", "HOSPITAL", "Sala 3", ""),
        ("  Sala   3 ", "HOSPITAL", "Sala 3", ""),
        ("UCI camas", "HOSPITAL", "UCI camas", ""),
        ("Neurocama 5", "HOSPITAL", "Neurocama 5", ""),
        ("", "HOSPITAL", "Sala por anotar", ""),
        (" , ", "HOSPITAL", "Sala por anotar", ""),
        ("", "UNTYPED", "Atención no tipificada", ""),
        pytest.param("Sala 3, cama 1", "HOME", "En su domicilio", "", id="at home no ward (art. 19)"),
    ],
)
def test_where_a_pupil_is_met(ward, setting, stop, bed):
    spot = spot_of(ward, setting)
    assert (spot.stop, spot.bed) == (stop, bed)


def test_numbers_are_walked_as_people_count():
    assert sorted(["Sala 12", "Aislados", "Sala 3", "2"], key=walking_key) == ["2", "Aislados", "Sala 3", "Sala 12"]


def test_stops_in_order_come_first_then_wards_by_name_then_who_is_in_none():
    keys = ["atencion no tipificada", "sala 12", "sala 3", "en su domicilio", "uci"]
    assert sorted(keys, key=lambda key: stop_order(["uci", "en su domicilio"], key)) == [
        "uci", "en su domicilio", "sala 3", "sala 12", "atencion no tipificada",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "step", "expected"),
    [("b", -1, "bac"), ("b", 1, "acb"), ("a", -1, "abc"), ("c", 1, "abc"), ("b", 0, "abc"), ("x", 1, "abc")],
)
def test_a_stop_moves_one_place_and_stays_at_an_end(key, step, expected):
    assert "".join(moved("abc", key, step)) == expected


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ({"HOME"}, ["HOME", "VIRTUAL"]),
        ({"HOSPITAL"}, ["BEDSIDE", "MULTIFUNCTIONAL", "WAITING_ROOM", "VIRTUAL"]),
        ({"UNTYPED"}, ["WAITING_ROOM", "MULTIFUNCTIONAL", "BEDSIDE", "VIRTUAL"]),
        (set(), SpaceKind.values),
    ],
    ids=["art. 19", "art. 18", "art. 18.c", "nobody yet"],
)
def test_spaces_fit_the_setting(kinds, expected):
    assert [space.value for space in spaces_for(kinds)] == list(expected)


def test_spaces_of_hospital_and_home_together_are_those_of_both():
    assert set(spaces_for(["HOME", "HOSPITAL"])) == set(SpaceKind)


def test_every_precaution_has_its_advice():
    assert set(ADVICE) == set(PrecautionKind)


@pytest.mark.parametrize(("ends", "problems"), [(TODAY, 0), (TODAY - timedelta(days=1), 1), (None, 0)])
def test_a_precaution_ends_today_at_the_earliest(ends, problems):
    assert len(check_precautions([("GOWN", ends)], today=TODAY)) == problems


# --- with a database ----------------------------------------------------------------------------------


@pytest.fixture
def wards(world):
    """By name of the ward, who lies there."""

    def put(ward, **fields):
        episode = world.pupil(**fields)
        episode.patient.stays.update(ward=ward)
        return episode

    return put


@pytest.mark.django_db
def test_the_round_goes_by_ward_and_bed(world, wards):
    beds = {bed: wards(f"Sala 12, cama {bed}") for bed in ("10", "9", "2")}
    other, none = wards("sala 3"), wards("")
    told = [(one.spot.stop, one.bed, one.episode) for one in round_of(world.teacher, world.today)]
    assert told == [
        ("sala 3", "", other),
        ("Sala 12", "2", beds["2"]),
        ("Sala 12", "9", beds["9"]),
        ("Sala 12", "10", beds["10"]),
        ("Sala por anotar", "", none),
    ]
    order_round(by=world.teacher, seho=world.seho, stops=[("sala 12", "Sala 12")])
    [(seho, groups)] = by_service(round_of(world.teacher, world.today))
    assert seho == world.seho
    assert [(group.name, len(group.pupils)) for group in groups] == [
        ("Sala 12", 3), ("sala 3", 1), ("Sala por anotar", 1),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_ward_written_in_two_ways_is_one_stop(world, wards):
    for name in ("Pediatría B, cama 3", "PEDIATRIA B, cama 1", "Pediatria  b, cama 2"):
        wards(name)
    [(_, groups)] = by_service(round_of(world.teacher, world.today))
    assert [[pupil.bed for pupil in group.pupils] for group in groups] == [["1", "2", "3"]]


@pytest.mark.django_db
def test_the_round_says_age_grade_and_the_plan(world, episode):
    PlanVersionFactory(plan__episode=episode, in_force=True, goals=[world.count, world.read])
    SessionFactory(seho=world.seho, held_on=world.ago(4), pupils=[episode])
    [pupil] = round_of(world.teacher, world.today)
    assert pupil.goals == (world.count, world.read)
    assert (pupil.unseen, pupil.is_unseen) == (4, True)
    assert pupil.age.endswith("años")
    assert pupil.school_grade == str(episode.patient.enrollments.get().school_grade)


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "marked"), [(3, False), (4, True)])
def test_who_is_not_seen_for_more_than_three_days_is_marked(world, episode, days, marked):
    SessionFactory(seho=world.seho, held_on=world.ago(days), pupils=[episode])
    [pupil] = round_of(world.teacher, world.today)
    assert pupil.is_unseen is marked


@pytest.mark.django_db
def test_the_order_is_kept_whole_and_the_log_names_no_ward(world, wards):
    wards("Sala Canario")
    order_round(by=world.teacher, seho=world.seho, stops=[("sala canario", "Sala Canario"), ("uci", "UCI")])
    order_round(by=world.teacher, seho=world.seho, stops=[("uci", "UCI"), ("sala canario", "Sala Canario")])
    assert list(RoundStop.objects.values_list("key", "order")) == [("uci", 1), ("sala canario", 2)]
    stops = stops_of(world.seho, teachable(world.teacher, world.today), world.today)
    assert [(stop.name, stop.pupils) for stop in stops] == [("UCI", 0), ("Sala Canario", 1)]
    order_round(by=world.teacher, seho=world.seho, stops=[("sala canario", "Sala Canario")])
    assert RoundStop.objects.count() == 1
    events = AuditEvent.objects.filter(act="Ordenó el recorrido")
    assert events.count() == 3
    assert "anario" not in str(list(events.values()))


@pytest.mark.django_db
def test_the_same_order_again_is_no_act(world):
    for _ in range(2):
        order_round(by=world.teacher, seho=world.seho, stops=[("uci", "UCI")])
    assert AuditEvent.objects.filter(act="Ordenó el recorrido").count() == 1


@pytest.mark.django_db
def test_precautions_are_exactly_those_noted_last_and_the_log_tells_none(world, episode):
    note_precautions(by=world.teacher, episode=episode, chosen=[("GOWN", None), ("TIRES", None)], today=world.today)
    note_precautions(by=world.coordinator, episode=episode, chosen=[("GOWN", world.today)], today=world.today)
    row = Precaution.objects.get()
    assert (row.kind, row.until, row.noted_by) == ("GOWN", world.today, world.coordinator)
    note_precautions(by=world.teacher, episode=episode, chosen=[("GOWN", world.today)], today=world.today)
    row.refresh_from_db()
    assert row.noted_by == world.coordinator
    events = AuditEvent.objects.filter(act="Anotó precauciones")
    assert [event.after for event in events.order_by("pk")] == [{"precauciones": 2}, {"precauciones": 1}]


@pytest.mark.django_db
def test_a_precaution_of_a_day_that_passed_is_refused_beside_its_field(world, episode):
    with pytest.raises(ValidationError) as refused:
        note_precautions(by=world.teacher, episode=episode, chosen=[("QUIET", world.ago(1))], today=world.today)
    assert set(refused.value.error_dict) == {"until_QUIET"}
    assert not Precaution.objects.exists()


@pytest.mark.django_db
def test_a_precaution_goes_after_its_last_day(world, episode):
    note_precautions(by=world.teacher, episode=episode, chosen=[("GOWN", world.today)], today=world.today)
    assert [one.kind for one in care_of([episode], world.today)[episode.pk]] == ["GOWN"]
    assert care_of([episode], world.today + timedelta(days=1)) == {}


@pytest.mark.django_db
def test_who_reads_precautions(world, episode):
    note_precautions(by=world.teacher, episode=episode, chosen=[("GOWN", None)], today=world.today)
    world.assign(episode)
    readers = {
        name: Precaution.objects.visible_to(getattr(world, name)).exists()
        for name in ("coordinator", "teacher", "psychologist", "volunteer", "specialist", "director", "stranger")
    }
    assert readers == {
        "coordinator": True, "teacher": True, "psychologist": True, "volunteer": True,
        "specialist": False, "director": False, "stranger": False,
    }  # fmt: skip
    assert not Precaution.objects.visible_to(world.minedu).exists()


@pytest.mark.parametrize(("days", "waited"), [(6, False), (7, True)])
def test_a_first_work_is_waited_for_after_a_week(days, waited):
    assert is_portfolio_waited_for(TODAY - timedelta(days=days), today=TODAY) is waited


@pytest.mark.django_db
def test_the_round_says_what_is_due_but_not_to_who_helps(world, episode):
    begun = world.pupil()
    WorkFactory(episode=begun, files=0)
    due = {one.episode: [item.kind for item in one.due] for one in _with_due(world, world.teacher)}
    assert "first_work" in due[episode]
    assert "plan" in due[episode]
    assert "unseen" not in due[episode]
    assert "first_work" not in due[begun]
    world.assign(episode)
    assert [one.due for one in _with_due(world, world.volunteer)] == [()]


def _with_due(world, user):
    return with_due(round_of(user, world.today), user, world.today)


# --- the pages ------------------------------------------------------------------------------------------


def _page(answer):
    return answer.content.decode()


@pytest.mark.django_db
def test_precautions_are_noted_on_a_page_and_read_in_the_round(world, episode, enter):
    client = enter(world.teacher)
    address = reverse("attendance:precautions", args=[episode.patient_id])
    answer = client.post(f"{address}?de=ronda", {"kinds": ["HEARING"], "until_HEARING": "2026-06-20"})
    assert answer.url == reverse("attendance:today")
    page = _page(client.get(answer.url))
    assert "Oye poco" in page
    assert "Hasta el 20/06/2026." in page
    assert "20/06/2026" in _page(client.get(episode.patient.get_absolute_url()))
    answer = client.post(address, {"kinds": ["HEARING"], "until_HEARING": "2026-06-09"})
    assert answer.context["form"].errors["until_HEARING"] == [
        "Ese día ya pasó: escriba un día por venir o deje de marcarla."
    ]
    client.post(address, {})
    assert not Precaution.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "reads"), [("volunteer", True), ("psychologist", True), ("specialist", False), ("director", False)]
)
def test_precautions_on_the_page_of_a_pupil_are_for_those_who_enter(world, episode, enter, who, reads):
    world.assign(episode)
    note_precautions(by=world.teacher, episode=episode, chosen=[("GOWN", None)], today=world.today)
    page = _page(enter(getattr(world, who)).get(episode.patient.get_absolute_url()))
    assert ("Bata y mascarilla" in page) is reads


@pytest.mark.django_db
def test_the_team_moves_a_stop_and_lets_go_of_an_empty_one(world, wards, enter):
    for name in ("Sala 1", "Sala 2"):
        wards(name)
    client, address = enter(world.teacher), reverse("attendance:round_order", args=[world.seho.pk])
    assert client.post(address, {"down": "sala 1"}).status_code == 302
    assert list(RoundStop.objects.values_list("key", flat=True)) == ["sala 2", "sala 1"]
    page = _page(client.get(address, {"movida": "sala 1"}))
    assert page.index("Sala 2") < page.index("Sala 1")
    RoundStop.objects.create(seho=world.seho, key="uci", name="UCI", order=9)
    assert "Quitar UCI del recorrido" in _page(client.get(address))
    client.post(address, {"drop": "uci"})
    assert not RoundStop.objects.filter(key="uci").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "status"), [("volunteer", 403), ("stranger", 404), ("coordinator", 200)])
def test_who_orders_the_round(world, enter, who, status):
    assert enter(getattr(world, who)).get(reverse("attendance:round_order", args=[world.seho.pk])).status_code == status
