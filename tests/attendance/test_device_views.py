"""The addresses of a device: what it may keep, what it takes along, what it sends."""

import json
import re
import uuid
from pathlib import Path

import brotli
import pytest
from django.test import Client
from django.urls import reverse

from attendance.models import EntryTime, Session
from attendance.views import device as views
from seho.accounts.models import Membership, User
from seho.accounts.sessions import browser_owner
from seho.accounts.throttle import Pace
from tests.attendance.factories import SessionFactory
from tests.network.factories import SehoFactory

pytestmark = pytest.mark.django_db

STATIC = Path(__file__).resolve().parents[2] / "static"
RECEIVE, ROUND, SHELL = "attendance:device_receive", "attendance:device_round", "attendance:device_shell"


@pytest.fixture
def entry(world, episode):
    """What a device sends; a name with None leaves the field out."""

    def entry(by=None, **changes):
        by = by or world.teacher
        values = {
            "client_id": str(uuid.uuid4()), "version": 0, "seho": world.seho.pk, "owner": browser_owner(by),
            "pupils": [episode.pk], "held_on": world.today.isoformat(), "minutes": 30, "kind": "LEARNING",
            "space": "BEDSIDE", "modality": "IN_PERSON", "professionals": [by.pk],
        }  # fmt: skip
        return {name: value for name, value in (values | changes).items() if value is not None}

    return entry


# --- Sending ------------------------------------------------------------------------------------------


def test_an_entry_is_written_once_and_answered_again(world, enter, entry):
    client, sent = enter(world.teacher), entry()
    first, again = (client.post(reverse(RECEIVE), sent) for _ in range(2))
    assert (first.json()["state"], again.json()["state"]) == ("written", "known")
    session = Session.objects.get()
    assert first.json()["url"] == session.get_absolute_url()
    assert str(session.client_id) == sent["client_id"]


def test_written_on_the_day_counts_as_that_day_also_when_it_is_sent_later(world, enter, entry):
    day = world.ago(2).isoformat()
    enter(world.teacher).post(reverse(RECEIVE), entry(held_on=day, made_on=day))
    assert EntryTime.objects.get().same_day


def test_a_refusal_names_field_and_reason_and_writes_nothing(world, enter, entry):
    answer = enter(world.teacher).post(reverse(RECEIVE), entry(minutes=2, held_on="2026-06-11"))
    assert answer.status_code == 422
    told = answer.json()
    assert told["state"] == "refused"
    assert {reason["label"] for reason in told["reasons"]} == {"Minutos"}
    answer = enter(world.teacher).post(reverse(RECEIVE), entry(held_on="2026-06-11"))
    assert [reason["label"] for reason in answer.json()["reasons"]] == ["Fecha"]
    assert not Session.objects.exists()


def test_what_is_about_one_pupil_names_the_initials(world, episode, enter, entry):
    answer = enter(world.teacher).post(reverse(RECEIVE), entry(**{f"absence_{episode.pk}": "FUMES"}))
    [reason] = answer.json()["reasons"]
    assert reason["label"].startswith(episode.patient.initials)
    assert str(episode.patient) not in answer.content.decode()


def test_a_conflict_shows_both_sides(world, enter, entry):
    client, sent = enter(world.teacher), entry()
    client.post(reverse(RECEIVE), sent)
    answer = client.post(reverse(RECEIVE), sent | {"minutes": 45})
    assert answer.status_code == 409
    assert answer.json()["differences"] == [{"label": "Minutos", "device": "45", "record": "30"}]
    assert client.post(reverse(RECEIVE), sent | {"minutes": 45, "version": 1}).json()["version"] == 2


def test_what_is_known_is_answered_also_when_its_pupil_left_long_ago(world, episode, enter, entry):
    client, sent = enter(world.teacher), entry(held_on=world.ago(9).isoformat())
    client.post(reverse(RECEIVE), sent)
    type(episode).objects.filter(pk=episode.pk).update(ends_on=world.ago(8), end_reason="DISCHARGE")
    assert client.post(reverse(RECEIVE), sent).json()["state"] == "known"
    assert client.post(reverse(RECEIVE), sent | {"client_id": str(uuid.uuid4())}).json()["state"] == "refused"


def test_nothing_is_written_in_the_name_of_whoever_is_signed_in_by_chance(world, enter, entry):
    answer = enter(world.psychologist).post(reverse(RECEIVE), entry(by=world.teacher))
    assert (answer.status_code, answer.json()) == (409, {"state": "other_person"})
    assert not Session.objects.exists()


def test_a_service_that_is_no_longer_hers_is_refused_in_words(world, enter, entry):
    for seho in (SehoFactory().pk, "x", None):
        answer = enter(world.teacher).post(reverse(RECEIVE), entry(seho=seho))
        assert answer.status_code == 422
        assert "Ya no tiene un rol" in answer.json()["reasons"][0]["text"]


def test_a_volunteer_sends_only_of_the_assigned(world, episode, enter, entry):
    client = enter(world.volunteer)
    assert client.post(reverse(RECEIVE), entry(by=world.volunteer)).json()["state"] == "refused"
    world.assign(episode)
    assert client.post(reverse(RECEIVE), entry(by=world.volunteer)).json()["state"] == "written"


def test_whoever_lost_the_role_is_turned_away(world, enter, entry):
    Membership.objects.filter(user=world.teacher).update(ends_on=world.ago(1))
    assert enter(world.teacher).post(reverse(RECEIVE), entry()).status_code == 403


def test_signed_out_the_answer_is_for_a_script(client, entry):
    answer = client.post(reverse(RECEIVE), entry(), headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["error"]) == (401, "session_ended")


def test_without_its_token_nothing_is_taken(world, entry):
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(pk=world.teacher.pk))
    assert client.post(reverse(RECEIVE), entry()).status_code == 403
    token = client.get(reverse("accounts:session")).json()["csrf_token"]
    assert client.post(reverse(RECEIVE), entry(), headers={"x-csrftoken": token}).json()["state"] == "written"


def test_a_device_that_went_wild_is_told_to_wait(world, enter, entry, monkeypatch):
    monkeypatch.setattr(views, "_PACE", Pace(most=1, seconds=300))
    client = enter(world.teacher)
    answers = [client.post(reverse(RECEIVE), entry()) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].json() == {"state": "busy"}
    assert Session.objects.count() == 1


def test_a_pace_begins_again_after_its_time():
    pace = Pace(most=2, seconds=0)
    assert all(pace.keeps("one") for _ in range(5))


# --- Taking along ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("pupils", [1, 3])
def test_the_round_costs_the_same_for_many(world, enter, pupils, django_assert_num_queries):
    for _ in range(pupils):
        SessionFactory(seho=world.seho, pupils=[world.pupil()], created_by=world.teacher)
    client = enter(world.teacher)
    with django_assert_num_queries(11):
        answer = client.get(reverse(ROUND))
    assert sum(len(service["pupils"]) for service in answer.json()["services"]) == pupils
    assert "no-store" in answer["Cache-Control"]


# --- What is kept ------------------------------------------------------------------------------------------


def test_the_page_without_signal_is_the_same_for_everybody(world, episode, client, enter):
    anonymous = client.get(reverse(SHELL)).content
    mine = enter(world.teacher).get(reverse(SHELL))
    assert mine.content == anonymous
    assert b"csrf" not in anonymous


def test_the_worker_serves_the_whole_program_and_is_asked_for_each_time(client):
    answer = client.get(reverse("service_worker"))
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


def test_the_worker_changes_with_what_it_keeps(client, monkeypatch):
    before = client.get(reverse("service_worker")).content
    assert client.get(reverse("service_worker")).content == before
    monkeypatch.setattr(views, "SHELL_FILES", (*views.SHELL_FILES, "bridge.svg"))
    assert client.get(reverse("service_worker")).content != before


def test_an_older_browser_gets_a_worker_without_modules(client):
    assert b"import {" in client.get(reverse("service_worker")).content
    assert b"import {" not in client.get(reverse("service_worker"), {"forma": "clasica"}).content


def test_every_module_of_the_page_is_kept():
    kept = set(views.SHELL_FILES)
    for name in sorted(kept):
        if name.endswith(".js"):
            source = (STATIC / name).read_text()
            for found in re.findall(r'from "(\./|\.\./)([^"]+)"', source):
                wanted = ((STATIC / name).parent / "".join(found)).resolve().relative_to(STATIC)
                assert str(wanted) in kept, f"{name} needs {wanted}"


def test_what_works_without_signal_is_small():
    modules = [*(STATIC / "js" / "device").rglob("*.js")]
    assert len(modules) > 10
    assert sum(len(brotli.compress(one.read_bytes())) for one in modules) < 20_000


def test_the_manifest_lets_a_tablet_keep_the_program(client):
    told = json.loads(client.get(reverse("manifest")).content)
    assert told["start_url"] == "/"
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}
    for icon in told["icons"]:
        assert (STATIC / icon["src"].removeprefix("/static/")).exists()
