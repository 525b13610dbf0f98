"""What the evaluation becomes on the papers: as it stands, without letters where none are printed, never unfinished."""

from __future__ import annotations

from datetime import timedelta

import pytest

from attendance import informe
from attendance.models import Assessment
from attendance.rules import LevelRules
from attendance.services import Mark, assess, save_rules
from convalidation.documents import compose
from convalidation.queries.many import egress_previews
from convalidation.queries.preview import Preview, packet_preview
from patients.models import Episode
from seho.papers import content
from seho.papers.documents import paper_html
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import ISSUED_ON, ready_episode

pytestmark = pytest.mark.django_db

LACKS = "Hay 1 nivel de logro sin la conclusión que la regla pide (RVM 094-2020-MINEDU)"


@pytest.fixture
def episode(cast: Cast) -> Episode:
    """Of 95 days: its report carries levels."""
    return ready_episode(cast.seho, by=cast.teacher, days=95, school=cast.school, levels={107: "A", 108: "C"})


def preview_of(episode: Episode) -> Preview:
    related = ("patient", "seho__ugel__region", "seho__hospital")
    return packet_preview(Episode.objects.select_related(*related).get(pk=episode.pk), ISSUED_ON)


def report_of(episode: Episode) -> content.ProgressReport:
    return next(paper for paper in compose(preview_of(episode)) if isinstance(paper, content.ProgressReport))


def stops(episode: Episode) -> list[str]:
    return [check.text for check in preview_of(episode).checks if check.is_blocking]


def test_a_level_without_its_needed_conclusion_waits_for_it(cast: Cast, episode: Episode) -> None:
    assert LACKS not in stops(episode)
    Assessment.objects.filter(level="C").update(conclusion=" ")
    assert LACKS in stops(episode)
    many = [check.text for check in egress_previews([episode], ISSUED_ON)[-1].checks if check.is_blocking]
    assert LACKS in many
    Assessment.objects.filter(level="C").update(conclusion="Empieza a escribir.")
    Assessment.objects.filter(level="A").update(conclusion="")
    assert LACKS not in stops(episode)
    level = episode.patient.enrollments.get().school_grade.level.code
    save_rules(by=cast.coordinator, seho=cast.seho, rules={level: LevelRules(for_a="REQUIRED")})
    assert LACKS in stops(episode)


def test_what_is_changed_stands_in_the_draft_at_once(cast: Cast, episode: Episode) -> None:
    mark = Assessment.objects.select_related("period").get(level="C")
    changed = Mark(mark.competency_id, "B", conclusion="Escribe con preguntas de apoyo.", version=mark.version)
    assess(by=cast.teacher, episode=episode, period=mark.period, mark=changed, today=ISSUED_ON)
    [line] = [line for line in report_of(episode).lines if line.competency_number == 108]
    assert (line.level, line.conclusion) == ("B", "Escribe con preguntas de apoyo.")


def test_where_no_letter_is_printed_the_conclusions_are(cast: Cast, episode: Episode) -> None:
    assert "Nivel de logro" in paper_html(report_of(episode))
    level = episode.patient.enrollments.get().school_grade.level.code
    save_rules(by=cast.coordinator, seho=None, rules={level: LevelRules(prints_level=False)})
    report = report_of(episode)
    page = paper_html(report)
    assert "Nivel de logro" not in page
    assert "En inicio" not in page
    assert "sin la letra del nivel de logro" in page
    assert "Conclusión de la competencia 108" in page
    assert [line.level for line in report.lines if line.evaluated] == ["A", "C"], "the school registers them"


@pytest.mark.parametrize(
    ("days", "words"),
    [(20, "todavía sin el nivel de logro"), (95, "Van al informe de progreso el último nivel")],
)
def test_the_page_of_the_evaluation_says_what_the_report_takes(cast: Cast, days: int, words: str) -> None:
    episode = ready_episode(cast.seho, by=cast.teacher, days=days, school=cast.school)
    place = informe.place_of(cast.teacher, episode, ISSUED_ON)
    assert place is not None
    assert words in place.words
    assert str(episode.pk) in place.url


def test_a_time_without_a_report_takes_nothing(cast: Cast) -> None:
    episode = ready_episode(cast.seho, by=cast.teacher, days=5, school=cast.school)
    assert informe.place_of(cast.teacher, episode, ISSUED_ON) is None


def test_who_does_not_prepare_the_papers_is_told_nothing(cast: Cast, episode: Episode) -> None:
    for user in (cast.specialist, cast.director, cast.stranger):
        assert informe.place_of(user, episode, ISSUED_ON + timedelta(days=1)) is None
