"""Pupils whose papers can be issued, and packets that were: everything through the program's own services.

episode = ready_episode(days=40, levels={107: "A", 108: "NE"})
packet = issued_packet(days=20)
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

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
from convalidation.models import Packet
from convalidation.services import issue_packet
from patients.enums import Setting
from patients.models import Episode
from seho.accounts.enums import Role
from seho.curriculum.models import Area, Competency, SchoolCalendar
from seho.curriculum.queries import periods_for
from tests.accounts.factories import make_user
from tests.curriculum.factories import AreaFactory, CompetencyFactory, LevelFactory, SchoolCalendarFactory
from tests.network.factories import SchoolFactory, SehoFactory
from tests.patients.factories import registered_pupil

ENDED_ON = date(2026, 6, 5)
ISSUED_ON = date(2026, 6, 8)
NUMBERS = (107, 108, 123)


def curriculum() -> dict[int, Competency]:
    """Two areas of primary school with three competencies, and the national bimesters of 2026."""
    if not SchoolCalendar.objects.filter(school=None, year=2026, modality="EBR").exists():
        SchoolCalendarFactory(with_periods=True)
    found = {number: CompetencyFactory(number=number) for number in NUMBERS}
    level = LevelFactory()
    for name, numbers in (("Comunicación de prueba", (107, 108)), ("Matemática de prueba", (123,))):
        if not Area.objects.filter(level=level, name=name).exists():
            AreaFactory(level=level, name=name, competencies=[found[number] for number in numbers])
    return found


def ready_episode(
    seho: Any = None,
    *,
    days: int = 20,
    ends_on: date = ENDED_ON,
    school: Any = None,
    by: Any = None,
    sessions: int = 2,
    photos: int = 1,
    levels: Mapping[int, str] | None = None,
    has_plan: bool = True,
    setting: Setting = Setting.HOSPITAL,
    **patient: Any,
) -> Episode:
    """An ended time of `days` days in the service, taught, planned and assessed: nothing is missing to issue.

    `levels` by competency number ("NE": not evaluated); None assesses 107 with A.
    """
    seho = seho or SehoFactory()
    by = by or make_user(Role.COORDINATOR, seho)
    competencies = curriculum()
    starts_on = ends_on - timedelta(days=days - 1)
    pupil = registered_pupil(
        seho, starts_on=starts_on, ends_on=ends_on, school=school or SchoolFactory(), by=by, setting=setting, **patient
    )
    episode: Episode = pupil.episodes.get()
    for number in range(sessions):
        entry = SessionEntry(
            client_id=uuid.uuid4(), held_on=starts_on + timedelta(days=min(number, days - 1)), minutes=45,
            kind="LEARNING", space="BEDSIDE", modality="IN_PERSON", title="Leemos un cuento",
        )  # fmt: skip
        goal = competencies[107].pk
        log_session(
            by=by, seho=seho, entry=entry, today=ends_on, taught_by=[by],
            pupils=[Attendance(episode, competency_id=goal, evidence="Leyó y contó con sus palabras.")],
        )  # fmt: skip
    if has_plan and days >= 15:
        _plan(by, episode, competencies, starts_on)
    for number, level in (levels if levels is not None else {107: "A"}).items():
        _assess(by, episode, competencies[number], level, ends_on)
    if photos:
        entry = WorkEntry(
            client_id=uuid.uuid4(), title="Mi cuento ilustrado", made_on=starts_on, competency_id=competencies[107].pk,
            pupil_words="Lo hice con mi mamá.",
        )  # fmt: skip
        files = [keep_file(photo(number)) for number in range(photos)]
        keep_work(by=by, episode=episode, entry=entry, files=files, today=ends_on)
    episode.refresh_from_db()
    return episode


def issued_packet(
    seho: Any = None, *, today: date = ISSUED_ON, by: Any = None, episode: Episode | None = None, **values: Any
) -> Packet:
    """A packet issued on `today` by the coordinator `by`; `values` are those of `ready_episode`."""
    seho = seho or (episode.seho if episode else SehoFactory())
    by = by or make_user(Role.COORDINATOR, seho)
    episode = episode or ready_episode(seho, by=by, **values)
    return issue_packet(by=by, episode=episode, client_id=uuid.uuid4(), today=today)


def photo(number: int = 0, width: int = 800, height: int = 600) -> SimpleUploadedFile:
    """A drawing; each number another one."""
    picture = Image.new("RGB", (width, height), (250, 246, 235))
    draw = ImageDraw.Draw(picture)
    for line in range(12):
        draw.line((40, 60 + 40 * line, width - 40 - 17 * ((line + number) % 7), 60 + 40 * line), (60, 70, 90), 3)
    draw.ellipse((60 + 30 * number, 80, 260 + 30 * number, 280), fill=(220 - 9 * number, 120, 60 + 9 * number))
    out = BytesIO()
    picture.save(out, "JPEG", quality=85)
    return SimpleUploadedFile(f"trabajo-{number}.jpg", out.getvalue(), content_type="image/jpeg")


def _plan(by: Any, episode: Episode, competencies: dict[int, Competency], day: date) -> None:
    draft = open_draft(by=by, episode=episode)
    values = {
        "purpose": "Que siga leyendo y escribiendo con su salón.",
        "curricular_adaptations": "Textos más cortos.\nSesiones de 45 minutos.",
        "assessment_adaptations": "Evidencias orales.",
        "socioemotional_support": "Cartas con sus compañeras y compañeros.",
        "schedule": "Lunes, miércoles y viernes de 09:00 a 10:00 h, aula en sala cama.",
        "resources": "Cuadernos de trabajo.",
        "school_agreements": "Enviar las fichas cada viernes.",
        "agreed_with": "Docente de Aula, Prueba",
        "agreed_on": day,
    }
    goals = [PlanGoal(competencies[number].pk, "Comprende lo que lee.", "Cuenta el cuento.") for number in NUMBERS]
    draft = save_draft(by=by, draft=draft, values=values, goals=goals, version=draft.version, today=day)
    enforce_plan(by=by, draft=draft, today=day)


def _assess(by: Any, episode: Episode, competency: Competency, level: str, day: date) -> None:
    school = episode.patient.enrollments.get().school
    touched = [
        period for period in periods_for(school, day) if episode.starts_on <= period.ends_on and period.starts_on <= day
    ]
    period = touched[-1] if touched else None
    reason = "NO_EVIDENCE" if level == "NE" else ""
    conclusion = "" if level == "NE" else f"Conclusión de la competencia {competency.number}: avanza con apoyo."
    assess(by=by, episode=episode, period=period, mark=Mark(competency.pk, level, reason, conclusion), today=day)
