"""What the teams did with the invented pupils: plans, sessions, levels and works."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from attendance.models import Session
from attendance.queries import pupil_competencies, touched_periods
from attendance.services import (
    Attendance,
    Mark,
    PlanGoal,
    SessionEntry,
    WorkEntry,
    assess,
    enforce_plan,
    keep_file,
    keep_work,
    log_session,
    open_draft,
    save_draft,
)
from patients.models import Episode
from seho.curriculum.models import Competency
from seho.panel.demo.pictures import drawing
from seho.panel.demo.places import Place

_MOST_IN_A_SESSION = 6
_LEVELS = ("A", "B", "A", "AD", "C")
_SPACES = ("BEDSIDE", "MULTIFUNCTIONAL", "BEDSIDE", "WAITING_ROOM")
_ABSENCES = ("PROCEDURE", "UNWELL", "ISOLATION")
_TITLES = (
    "Un cuento para mi salón",
    "Fracciones con papel",
    "El paisaje de mi tierra",
    "Carta a mi escuela",
    "Medimos el tiempo",
    "Mi diccionario",
)
_WORDS = ("Me gustó porque lo hice yo.", "Aprendí a repartir en partes iguales.", "Así se ve desde mi casa.")


def first_competencies(episode: Episode, day: date, count: int) -> list[Competency]:
    """The first competency of each main area of the pupil's grade."""
    groups = [group for group in pupil_competencies(episode, day) if group.area.is_graded]
    main = [group for group in groups if group.area.is_main] or groups
    found: dict[int, Competency] = {}
    for depth in range(3):
        for group in main:
            if depth < len(group.competencies):
                found.setdefault(group.competencies[depth].pk, group.competencies[depth])
    return list(found.values())[:count]


def write_plan(place: Place, episode: Episode, day: date) -> None:
    """A plan with four goals, in force from `day`."""
    draft = open_draft(by=place.teacher, episode=episode)
    goals = [
        PlanGoal(
            competency.pk,
            "Avanza en lo que su aula trabaja este periodo.",
            "Producciones del portafolio y diálogo.",
        )
        for competency in first_competencies(episode, day, 4)
    ]
    values = {
        "purpose": "Continuar su aprendizaje con las áreas principales y conservar el vínculo con su aula.",
        "curricular_adaptations": "Actividades breves, de 20 a 40 minutos.\nMaterial para una sola mano.",
        "assessment_adaptations": "Evaluación oral y con producciones.\nTiempo adicional según su estado de ánimo.",
        "socioemotional_support": "Acompañamiento de la psicóloga una vez por semana y llamada a sus compañeros.",
        "schedule": "Lunes, miércoles y viernes por la mañana, en aula en sala cama",
        "resources": "Cuaderno viajero, tableta del servicio, material concreto.",
        "school_agreements": "La o el docente comparte los temas del periodo.\nEl SEHO informa cada quincena.",
        "agreed_with": "Demo Tutora Molle",
        "agreed_on": day,
    }
    draft = save_draft(by=place.teacher, draft=draft, values=values, goals=goals, version=draft.version, today=day)
    enforce_plan(by=place.coordinator, draft=draft, today=day)


def hold_sessions(place: Place, episodes: Sequence[Episode], today: date, *, weeks: int = 17) -> int:
    """Three sessions a week for the pupils who were in attention on that day; returns how many were held."""
    goals = {episode.pk: first_competencies(episode, today, 4) for episode in episodes}
    held = 0
    for back in range(weeks * 7, 0, -1):
        day = today - timedelta(days=back)
        if day.weekday() not in (0, 2, 4):
            continue
        present = [one for one in episodes if one.starts_on <= day and (one.ends_on is None or day <= one.ends_on)]
        hospital = [one for one in present if one.setting != "HOME"]
        homes = [one for one in present if one.setting == "HOME"]
        groups = [hospital[start : start + _MOST_IN_A_SESSION] for start in range(0, len(hospital), _MOST_IN_A_SESSION)]
        for group in [*groups, *([home] for home in homes)]:
            _hold(place, group, day, goals, held)
            held += 1
    return held


def _hold(place: Place, group: Sequence[Episode], day: date, goals: dict[int, list[Competency]], turn: int) -> Session:
    is_home = group[0].setting == "HOME"
    pupils = [_attendance(episode, goals[episode.pk], turn + order) for order, episode in enumerate(group)]
    entry = SessionEntry(
        client_id=uuid.uuid4(),
        held_on=day,
        minutes=(30, 45, 60)[turn % 3],
        kind="LEARNING" if turn % 5 else "SUPPORT",
        space="HOME" if is_home else _SPACES[turn % len(_SPACES)],
        modality="IN_PERSON",
        title=_TITLES[turn % len(_TITLES)],
    )
    who = place.teacher if turn % 5 else place.psychologist
    return log_session(by=who, seho=place.seho, entry=entry, pupils=pupils, taught_by=[who], today=day)


def _attendance(episode: Episode, goals: list[Competency], turn: int) -> Attendance:
    if turn % 7 == 6:
        return Attendance(episode, attended=False, absence_reason=_ABSENCES[turn % len(_ABSENCES)])
    competency = goals[turn % len(goals)] if goals else None
    return Attendance(episode, competency_id=competency.pk if competency else None, evidence="Cuaderno y diálogo")


def write_levels(place: Place, episode: Episode, day: date, *, seed: int) -> None:
    """Levels of the last period that the episode touches, one competency left as not evaluated."""
    periods = touched_periods(episode, day)
    period = periods[-1] if periods else None
    for order, competency in enumerate(first_competencies(episode, day, 5)):
        if order == 4:
            mark = Mark(competency.pk, "NE", not_evaluated_reason="NO_EVIDENCE")
        else:
            level = _LEVELS[(seed + order) % len(_LEVELS)]
            mark = Mark(competency.pk, level, conclusion=_CONCLUSIONS[level])
        assess(by=place.teacher, episode=episode, period=period, mark=mark, today=day)


_CONCLUSIONS = {
    "AD": "Resuelve con autonomía situaciones más exigentes que las de su grado y explica cómo lo hizo.",
    "A": "Logra lo esperado: resuelve las tareas propuestas y explica sus respuestas con sus palabras.",
    "B": "Está en camino: lo logra con preguntas de apoyo. Se sugiere seguir con material concreto.",
    "C": "Avanza en tareas sencillas con ayuda. Necesita más tiempo y acompañamiento cercano en su aula.",
}


def keep_works(place: Place, episode: Episode, day: date, *, count: int, seed: int) -> None:
    goals = first_competencies(episode, day, 4)
    for order in range(count):
        turn = seed + order
        made_on = min(day, episode.starts_on + timedelta(days=1 + order * 3))
        entry = WorkEntry(
            client_id=uuid.uuid4(),
            title=_TITLES[turn % len(_TITLES)],
            made_on=made_on,
            competency_id=goals[order % len(goals)].pk if goals else None,
            pupil_words=_WORDS[turn % len(_WORDS)],
        )
        keep_work(by=place.teacher, episode=episode, entry=entry, files=[keep_file(drawing(turn))], today=day)
