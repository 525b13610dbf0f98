"""The detector and the table are no blindfold: each of them finds what it is there to find."""

from __future__ import annotations

import gzip

import pytest
from django.http import Http404

from seho.accounts.models import AccessEvent
from tests.access.player import Player
from tests.access.secrets import Secrets
from tests.access.table import Table
from tests.access.world import pdf_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def secrets() -> Secrets:
    return Secrets()


def shown(secrets, *parts, kind="text/html"):
    return {secret.what for secret in secrets.found_in(*parts, kind=kind)}


def test_a_word_is_found_in_a_page_in_a_header_and_between_others(secrets):
    word = secrets.word("diagnosis", "own")
    assert shown(secrets, f"<p>nada</p><p>{word.upper()}</p>".encode()) == {"diagnosis"}
    assert shown(secrets, f"Location: /?q={word}") == {"diagnosis"}
    assert shown(secrets, f"antes{word}después") == {"diagnosis"}


def test_a_word_is_found_through_markup_soft_hyphens_and_lines(secrets):
    word = secrets.word("name", "own")
    half = len(word) // 2
    assert shown(secrets, f"{word[:half]}&shy;\n{word[half:]}") == {"name"}


def test_a_number_is_found_as_it_is_spoken(secrets):
    phone = secrets.number("guardian", "own", "971360{}")
    assert shown(secrets, f"{phone[:3]} {phone[3:6]} {phone[6:]}") == {"guardian"}


def test_a_word_is_found_in_a_pdf(secrets):
    page = pdf_of(secrets.word("medical_paper", "own"))
    assert shown(secrets, page, kind="application/pdf") == {"medical_paper"}


def test_a_file_is_found_by_its_bytes(secrets):
    secrets.file(gzip.compress(b"foto"), "work_file", "own")
    assert shown(secrets, gzip.compress(b"foto", mtime=1)) == set()
    assert len(secrets.found_in(gzip.compress(b"foto"), kind="image/jpeg")) <= 1


def test_what_is_not_there_is_not_found(secrets):
    word = secrets.word("diagnosis", "own")
    assert shown(secrets, word[:-3].encode(), b"", "zq") == set()


def test_the_cast_meets_the_secrets_where_it_may(player: Player):
    """Every kind of secret was seen by somebody who may see it: none is looked for in vain.

    The licence of the physician is kept, and shown on no page today; the notes of a colleague of the psychologist are
    read by nobody else, the tasks of other services by nobody of the cast, and what illness a hospital's list tells of
    by nobody at all.
    """
    seen = set()
    for name, kind, place, role, method in (
        ("patients:detail", "pupil", "own", "coordinator", "GET"),
        ("patients:stays", "pupil", "own", "coordinator", "GET"),
        ("patients:diagnosis", "stay", "own", "psychologist", "POST"),
        ("patients:accreditation_file", "accreditation", "own", "coordinator", "GET"),
        ("patients:authorization_file", "authorization", "own", "teacher", "GET"),
        ("patients:referral", "referral", "own", "teacher", "GET"),
        ("patients:referral", "referral", "focal_point", "focal_point", "GET"),
        ("patients:referral", "referral", "director", "director", "GET"),
        ("patients:daily", "", "", "coordinator", "GET"),
        ("patients:draft_section", "draft_section", "own", "coordinator", "GET"),
        ("patients:draft_section", "draft_health", "own", "coordinator", "GET"),
        ("attendance:session_detail", "session", "own", "teacher", "GET"),
        ("attendance:session_detail", "session", "by_volunteer", "volunteer", "GET"),
        ("attendance:session_detail", "session", "by_intern", "intern", "GET"),
        ("attendance:work_file", "work_file", "own", "ugel_specialist", "GET"),
        ("attendance:pupil_support", "pupil", "own", "psychologist", "GET"),
        ("attendance:task_done", "helper_task", "own", "volunteer", "GET"),
        ("attendance:task_done", "helper_task", "for_intern", "intern", "GET"),
        ("convalidation:packet_file", "packet", "own", "director", "GET"),
        ("convalidation:signed_file", "signed_copy", "own", "director", "GET"),
        ("convalidation:school_tab", "pupil", "own", "teacher", "GET"),
        ("convalidation:preparing", "episode", "own", "psychologist", "GET"),
        ("convalidation:return", "return", "own", "psychologist", "GET"),
    ):
        kwargs = player.world.at[kind][place] if kind else {}
        seen |= {secret.what for secret in player.play(name, kwargs, method, role).found}
    assert seen == set(player.table.rules) - {"physician_license", "colleague_note", "task_elsewhere", "listed_illness"}


def test_a_leak_is_reported(player: Player, monkeypatch: pytest.MonkeyPatch):
    """A table without the teacher among the readers of care notes calls the teacher's own page a leak."""
    strict = Table()
    strict.raw["secrets"]["care_notes"] = {"coordinator": "own"}
    monkeypatch.setattr(player, "table", strict)
    row = next(row for row in strict.rows if row.key == "patients:detail")
    _, errors = player.play_cell(row, "GET", "teacher", "own")
    assert errors == ["shows «care_notes» of «own»"] * len(errors)
    assert errors


def test_a_reading_without_its_entry_is_reported(player: Player, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("seho.accounts.audit.AccessEvent.save", lambda self: None)
    row = next(row for row in player.table.rows if row.key == "patients:diagnosis")
    _, errors = player.play_cell(row, "POST", "coordinator", "own")
    assert "access log [], not HEALTH" in errors
    assert "shows «diagnosis» of «own»" in errors


def test_a_refusal_that_writes_is_reported(player: Player, monkeypatch: pytest.MonkeyPatch):
    """The write is seen even when no log tells of it."""

    def forgetful(request, pk):
        player.world.seho.save()
        raise Http404

    monkeypatch.setattr("patients.views.pupil.pupil_or_404", forgetful)
    row = next(row for row in player.table.rows if row.key == "patients:revoke")
    _, errors = player.play_cell(row, "POST", "coordinator", "strange_child")
    assert any("network_seho" in error for error in errors)


def test_what_was_played_is_undone(player: Player):
    before = AccessEvent.objects.count()
    played = player.play("patients:diagnosis", player.world.at["stay"]["own"], "POST", "coordinator")
    assert played.reads
    assert AccessEvent.objects.count() == before
