"""The demonstration: its stories hold every case, it never comes among real data, and it can be told at all."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from attendance.models import Session, Work
from convalidation.enums import PaperState, Purpose, ReturnOutcome
from convalidation.models import (
    Acknowledgement,
    ClassReport,
    Delivery,
    Incident,
    Packet,
    Recognition,
    Return,
    Suggestion,
    Visit,
)
from convalidation.rules import Band
from patients.enums import ReferralState
from patients.models import Episode, Patient, Referral
from patients.queries import facts_in_attention
from patients.rules import StudentType
from seho.accounts.models import User
from seho.clock import today as today_in_lima
from seho.network.models import Seho
from seho.panel.demo.pictures import drawing
from seho.panel.demo.stories import Story, stories_of
from seho.panel.management.commands.load_demo import ACCOUNTS, load

STORIES = [story for place in range(3) for story in stories_of(place)]
ENDED = [story for story in STORIES if story.ended is not None]


# --- The stories ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "holds"),
    [
        ("type A", lambda s: s.setting == "HOSPITAL" and s.days + s.late <= 30),
        ("type B", lambda s: s.setting == "HOSPITAL" and s.days >= 31),
        ("type B by its estimate", lambda s: s.days < 31 <= (s.estimate or 0) and s.setting == "HOSPITAL"),
        ("type C", lambda s: s.setting == "HOME" and (s.estimate or 0) >= 31),
        ("type C after the hospital", lambda s: s.home_days >= 31),
        ("without type", lambda s: s.setting == "UNTYPED"),
        ("two stays in one year", lambda s: s.earlier > 0),
    ],
)
def test_every_type_has_its_story(what: str, holds: Any) -> None:
    assert any(holds(story) for story in STORIES if story.ended is None), what


BANDS = {"lt15": (1, 14), "d15_30": (15, 30), "d31_90": (31, 90), "d91": (91, 400)}


@pytest.mark.parametrize(
    ("band", "is_issued"), [(band, True) for band in BANDS] + [(band, False) for band in BANDS if band != "d91"]
)
def test_every_band_of_papers_was_issued_and_waits(band: str, *, is_issued: bool) -> None:
    """The rows of the table of art. 13.5."""
    least, most = BANDS[band]
    assert any(least <= story.days <= most and story.is_issued is is_issued for story in ENDED)


@pytest.mark.parametrize("answer", ["", "acknowledged", "recognised"])
def test_every_answer_of_a_school_was_given(answer: str) -> None:
    assert any(story.answer == answer for story in ENDED if story.is_issued)


def test_only_who_left_has_papers() -> None:
    assert not [story for story in STORIES if story.is_issued and story.ended is None]
    assert all(story.ended and story.ended >= 2 for story in ENDED if story.is_issued)  # issued two days later


def test_every_level_is_taught() -> None:
    assert {story.level for story in STORIES} == {"INICIAL", "PRIMARIA", "SECUNDARIA", "EBA-AVANZADO"}


def test_a_story_is_one_pupil() -> None:
    assert 50 <= len(STORIES) <= 70
    assert all(isinstance(story, Story) and story.days > 0 for story in STORIES)


def test_drawings_differ_and_repeat() -> None:
    def bytes_of(number: int) -> bytes:
        return drawing(number).read()

    assert bytes_of(1) == bytes_of(1)
    assert bytes_of(1) != bytes_of(2)


# --- The command ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_it_is_refused_outside_of_the_demonstration(settings: Any) -> None:
    settings.SEHO_DEMO = False
    with pytest.raises(CommandError, match="solo con SEHO_DEMO=1"):
        call_command("load_demo")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_it_never_comes_among_real_data(settings: Any) -> None:
    settings.SEHO_DEMO = True
    User.objects.create_user(email="persona@ejemplo.gob.pe", given_names="Rosa", surnames="Real")
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert "Ya hay datos" in out.getvalue()
    assert User.objects.count() == 1
    assert not Seho.objects.exists()


@pytest.mark.sqlite_only
@pytest.mark.django_db
def test_it_tells_every_story_and_a_second_time_changes_nothing(settings: Any) -> None:
    """Once in the whole suite: it takes a minute. The browser's tests live in it."""
    settings.SEHO_DEMO = True
    call_command("load_catalogues", verbosity=0, stdout=StringIO())
    today = today_in_lima()
    load(today)
    assert Patient.objects.count() == len(STORIES)
    assert Episode.objects.open().count() == len(STORIES) - len(ENDED)

    places = Seho.objects.filter(episodes__isnull=False).distinct()
    types = {facts.verdict.type for facts in facts_in_attention([place.pk for place in places], today)}
    assert types == {StudentType.A, StudentType.B, StudentType.C, None}
    valid = Packet.objects.filter(state=PaperState.VALID, purpose=Purpose.RECOGNITION)
    assert valid.count() == sum(story.is_issued for story in STORIES)
    assert set(valid.values_list("band", flat=True)) == {band.value for band in Band}
    assert Acknowledgement.objects.exists()
    assert Recognition.objects.exists()
    _tells_the_way_back()
    assert set(Referral.objects.values_list("state", flat=True)) >= {
        ReferralState.ORIENTATION,
        ReferralState.NOT_ATTENDED,
    }
    assert Session.objects.exists()
    assert Work.objects.exists()
    assert {f"{name}@demo.test" for name, _ in ACCOUNTS} <= set(User.objects.values_list("email", flat=True))

    counts = [model.objects.count() for model in (User, Patient, Session, Work, Packet)]
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert "Ya hay datos" in out.getvalue()
    assert counts == [model.objects.count() for model in (User, Patient, Session, Work, Packet)]


def _tells_the_way_back() -> None:
    """Communications and what the class works on, links, a text read by a second person, returns at every step."""
    assert set(Packet.objects.values_list("purpose", flat=True)) == set(Purpose) - {Purpose.PERIOD}
    assert ClassReport.objects.exists()
    assert Delivery.objects.exists()
    assert Suggestion.objects.filter(decision="").exists()
    assert Incident.objects.filter(resolved_on=None).exists()
    assert Visit.objects.exists()
    assert set(Return.objects.values_list("outcome", flat=True)) == {"", ReturnOutcome.SATISFACTORY}
