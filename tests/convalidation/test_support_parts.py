"""What the psychologist wrote of each period flows into the papers: printed, read by another one, begun from."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from attendance.queries import touched_periods
from attendance.services import save_support_report
from convalidation import services
from convalidation.documents import packet as documents
from convalidation.documents.shared import Shared
from convalidation.enums import Part
from convalidation.queries.preparing import desk_of, text_now
from convalidation.queries.preview import packet_preview
from patients.models import Episode
from seho.papers import content
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import ENDED_ON, ISSUED_ON, ready_episode
from tests.convalidation.test_preparing import preview_of, write_report

pytestmark = pytest.mark.django_db
FIRST, SECOND = "Al comienzo prefería escuchar.", "Ahora cuenta lo que aprende a su familia."


@pytest.fixture
def episode(cast: Cast) -> Episode:
    return ready_episode(cast.seho, by=cast.teacher, days=40, school=cast.school, levels={107: "A"})


def write(cast: Cast, episode: Episode, text: str, period: Any) -> Any:
    return save_support_report(by=cast.psychologist, episode=episode, period=period, text=text, version=0)


def printed(episode: Episode) -> content.ProgressReport:
    preview = packet_preview(episode, ISSUED_ON)
    return documents.progress_report(preview, Shared.of(preview), None)


def test_the_informe_prints_the_parts_and_what_the_return_adds(cast: Cast, episode: Episode) -> None:
    periods = touched_periods(episode, ENDED_ON)
    write(cast, episode, SECOND, periods[-1])
    write_report(cast.teacher, episode, socioemotional_situation="Espera volver con sus amigas.")
    paper = printed(episode)
    assert paper.support_parts == (content.SupportPart(period=periods[-1].name, text=SECOND),)
    assert paper.socioemotional == "Espera volver con sus amigas."


def test_the_same_words_are_not_printed_twice(cast: Cast, episode: Episode) -> None:
    write(cast, episode, SECOND, touched_periods(episode, ENDED_ON)[-1])
    write_report(cast.teacher, episode, socioemotional_situation=SECOND)
    assert printed(episode).socioemotional == ""


def test_without_a_part_the_informe_says_what_it_said(cast: Cast, episode: Episode) -> None:
    write_report(cast.teacher, episode)
    paper = printed(episode)
    assert paper.support_parts == ()
    assert paper.socioemotional == "Espera volver con sus amigas."


def test_the_report_of_the_return_begins_from_the_last_part(cast: Cast, episode: Episode, client: Any) -> None:
    write(cast, episode, SECOND, touched_periods(episode, ENDED_ON)[-1])
    client.force_login(cast.psychologist)
    url = reverse("convalidation:return_report", args=[episode.pk])
    page = client.get(url)
    assert page.context["form"]["socioemotional_situation"].value() == SECOND
    assert "revísela" in page.content.decode()
    write_report(cast.teacher, episode)
    page = client.get(url)
    assert page.context["form"]["socioemotional_situation"].value() == "Espera volver con sus amigas."
    assert "revísela" not in page.content.decode()


def test_a_colleague_reads_a_part_and_words_it_otherwise(cast: Cast, episode: Episode) -> None:
    part = write(cast, episode, FIRST, touched_periods(episode, ENDED_ON)[-1])
    write_report(cast.teacher, episode)
    target = f"support-{part.pk}"
    state = desk_of(preview_of(episode)).text(target)
    assert state is not None
    assert (state.paper_text.part, state.paper_text.author_id) == (Part.PSYCHOLOGIST, cast.psychologist.pk)
    row = services.suggest(
        by=cast.teacher, preview=preview_of(episode), target=target, seen=state.paper_text.digest, proposed=SECOND
    )
    services.accept(by=cast.psychologist, suggestion=row, today=ISSUED_ON)
    part.refresh_from_db()
    assert (part.text, part.version) == (SECOND, 2)
    now = text_now(episode, target)
    assert now is not None
    assert now.text == SECOND


def test_the_part_of_somebody_else_is_no_text_of_these_papers(cast: Cast, episode: Episode) -> None:
    other = ready_episode(cast.seho, by=cast.teacher, days=40, school=cast.school, levels={107: "A"})
    part = write(cast, other, FIRST, touched_periods(other, ENDED_ON)[-1])
    assert text_now(episode, f"support-{part.pk}") is None
    assert text_now(episode, "support-x") is None
    assert printed(episode).support_parts == ()


def test_a_part_of_another_year_is_not_of_these_days(cast: Cast, episode: Episode) -> None:
    period = touched_periods(episode, ENDED_ON)[-1]
    write(cast, episode, FIRST, period)
    type(period).objects.filter(pk=period.pk).update(starts_on=date(2025, 3, 10), ends_on=date(2025, 5, 9))
    assert printed(episode).support_parts == ()
