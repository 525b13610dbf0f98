"""What whoever attends in an emergency must know of the teaching: precautions, the plan's needs, the last days."""

from __future__ import annotations

from collections.abc import Iterable

from attendance.models import Participation
from attendance.queries import care_of
from attendance.queries.plans import version_on
from patients.emergency import Line, Part
from patients.models import Episode
from patients.queries import PupilFacts
from seho.text import date_short, plural

LAST_SESSIONS = 5


def parts_of(facts: PupilFacts) -> Iterable[Part]:
    episode = facts.episode
    if episode is None:
        return
    yield _precautions(facts, episode)
    yield _plan(facts, episode)
    yield _last_days(episode)


def _precautions(facts: PupilFacts, episode: Episode) -> Part:
    lines = [
        Line(f"{one.label}{f', hasta el {date_short(one.until)}' if one.until else ''}", one.instruction)
        for one in care_of([episode], facts.as_of).get(episode.pk, ())
    ]
    return Part("Precauciones", tuple(lines), "No hay precauciones anotadas.")


def _plan(facts: PupilFacts, episode: Episode) -> Part:
    version = version_on(episode, facts.as_of)
    empty = "No tiene un plan en vigencia."
    if version is None:
        return Part("Lo que necesita para aprender", (), empty)
    told = (
        ("Lengua en que se le enseña", str(version.teaching_language or "")),
        ("Cómo se atiende su lengua", version.language_support),
        ("Cómo responde el plan a sus apoyos", version.special_needs_support),
        ("Adaptaciones curriculares", "; ".join(version.curricular)),
        ("Horario y espacios previstos", version.schedule),
        ("Competencias que prioriza", "; ".join(str(row) for row in version.competencies.all())),
    )
    return Part("Lo que necesita para aprender", tuple(Line(label, text) for label, text in told if text), empty)


def _last_days(episode: Episode) -> Part:
    """When it was and on what, without what was noted."""
    rows = Participation.objects.filter(episode=episode, attended=True, session__cancelled_at=None)
    rows = rows.select_related("session", "competency").order_by("-session__held_on", "-session_id")
    lines = [
        Line(
            date_short(row.session.held_on),
            " · ".join(filter(None, (plural(row.session.minutes, "minuto", "minutos"), str(row.competency or "")))),
        )
        for row in rows[:LAST_SESSIONS]
    ]
    return Part("Sus últimas sesiones", tuple(lines), "Todavía no tiene sesiones.")
