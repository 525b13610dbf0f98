"""Plans on their way: one that waits for the approval, one that was returned, a short one, a template, an activity."""

from __future__ import annotations

import uuid
from datetime import date

from attendance.enums import PlanKind, PlanSection
from attendance.models import Activity, PlanVersion
from attendance.queries import pupil_competencies
from attendance.services import (
    PlanContent,
    PlanGoal,
    PlanTick,
    add_activity,
    keep_template,
    open_draft,
    return_plan,
    save_draft,
    send_plan,
    use_activity,
)
from patients.models import Episode
from patients.queries import enrollment_on
from seho.panel.demo.places import Place
from seho.panel.demo.teaching import first_competencies

_TICKS = (
    PlanTick("C_SHORT", "De 20 minutos"),
    PlanTick("C_READ_ALOUD"),
    PlanTick("C_ONE_HAND"),
    PlanTick("E_ORAL"),
    PlanTick("E_MOMENT", "Por la mañana"),
)


def tell_plans(place: Place, today: date) -> None:
    episodes = list(place.seho.episodes.filter(ends_on=None).order_by("pk"))
    planned = [one for one in episodes if PlanVersion.objects.filter(plan__episode=one).exists()]
    bare = [one for one in episodes if one not in planned]
    _add_own_activity(place, planned[0], today)
    waiting = _improved(place, planned[0], today)
    send_plan(by=place.teacher, draft=waiting)
    _keep_template(place, waiting)
    comments = {
        PlanSection.GOALS.value: "Son cuatro competencias para pocas semanas: ¿cuáles dos son las más importantes?",
        PlanSection.SCHOOL.value: "Falta anotar qué acordó con la tutora sobre las evaluaciones del bimestre.",
    }
    draft = send_plan(by=place.teacher, draft=_improved(place, planned[1], today))
    return_plan(by=place.coordinator, draft=draft, comments=comments, version=draft.version)
    for episode in bare[:1]:
        _short(place, episode, today)


def _improved(place: Place, episode: Episode, today: date) -> PlanVersion:
    """A new version by two hands, with adaptations that are ticked and activities of the bank."""
    draft = open_draft(by=place.teacher, episode=episode)
    values = {
        "wishes": "Quiero aprender a dividir y escribirle a mi mejor amiga.",
        "special_needs_support": "Los textos se le leen en voz alta y responde oralmente.",
    }
    draft = save_draft(by=place.teacher, draft=draft, values=values, adaptations=_TICKS, version=draft.version,
                       today=today)  # fmt: skip
    support = {"socioemotional_support": "Una conversación cada semana y una llamada a su aula los viernes."}
    draft = save_draft(by=place.psychologist, draft=draft, values=support, version=draft.version, today=today)
    for activity in Activity.objects.kept().order_by("title")[:2]:
        use_activity(by=place.teacher, draft=draft, activity=activity, is_used=True)
    return draft


def _short(place: Place, episode: Episode, today: date) -> None:
    goals = tuple(PlanGoal(one.pk) for one in first_competencies(episode, today, 2))
    content = PlanContent(goals=goals, adaptations=_TICKS[:1])
    open_draft(by=place.teacher, episode=episode, kind=PlanKind.SHORT, content=content)


def _keep_template(place: Place, version: PlanVersion) -> None:
    keep_template(
        by=place.teacher, version=version, client_id=uuid.uuid4(), title="Áreas principales",
        level=None, cycle="", is_shared=False, with_texts=True,
    )  # fmt: skip


def _add_own_activity(place: Place, episode: Episode, today: date) -> None:
    enrollment = enrollment_on(episode.patient, today)
    groups = pupil_competencies(episode, today)
    if enrollment is None or not groups:
        return
    values = {
        "title": "El diario de la ventana", "minutes": 20, "is_playful": True, "for_short_stay": True,
        "steps": "Cada día dibuja o escribe algo que ve por la ventana, y al final de la semana lo cuenta.",
        "materials": "Cuaderno y lápiz",
    }  # fmt: skip
    add_activity(
        by=place.teacher, seho=place.seho, client_id=uuid.uuid4(), values=values,
        competencies=groups[0].competencies[:1], grades=[enrollment.school_grade],
    )  # fmt: skip
