"""What the papers of one packet share: letterhead, pupil, days in the service, who signs, whom they address."""

from __future__ import annotations

from dataclasses import dataclass

from convalidation.queries.preview import Preview
from seho.accounts.enums import Role
from seho.papers import content
from seho.papers.heads import letterhead_of, signatures_of


@dataclass(frozen=True)
class Shared:
    """The parts that several papers of one packet have in common."""

    letterhead: content.Letterhead
    pupil: content.Pupil
    permanence: content.Permanence
    coordination: tuple[content.Signature, ...]
    team: tuple[content.Signature, ...]
    addressee: content.Addressee

    @classmethod
    def of(cls, preview: Preview) -> Shared:
        seho = preview.episode.seho
        team = signatures_of(seho, preview.today, Role.TEACHER, Role.PSYCHOLOGIST)
        coordination = signatures_of(seho, preview.today, Role.COORDINATOR)
        return cls(
            letterhead=letterhead_of(seho, preview.today),
            pupil=_pupil(preview),
            permanence=_permanence(preview),
            coordination=coordination,
            team=(*team, *coordination),
            addressee=_addressee(preview),
        )


def _pupil(preview: Preview) -> content.Pupil:
    patient, enrollment = preview.facts.patient, preview.enrollment
    assert enrollment is not None, "papers are addressed to the school of an enrolment"
    school, grade = enrollment.school, enrollment.school_grade
    return content.Pupil(
        full_name=str(patient),
        document_label=patient.get_document_type_display() if patient.document_number else "",
        document_number=patient.document_number,
        level=grade.level.name,
        school_grade=grade.name,
        section=enrollment.section,
        school_name=school.name,
        school_code=school.code,
        school_ugel=school.ugel.name if school.ugel else "",
    )


def _permanence(preview: Preview) -> content.Permanence:
    episode, verdict = preview.episode, preview.verdict
    words = f"{episode.get_setting_display()}, {episode.get_modality_display()}".lower()
    return content.Permanence(
        starts_on=preview.starts_on,
        ends_on=preview.ends_on if preview.episode.ends_on or preview.until or not preview.is_last else None,
        goes_on=preview.until is not None,
        days=preview.verdict.stay_days,
        accumulated_days=verdict.days,
        window=verdict.window.label,
        sessions_attended=preview.summary.sessions,
        minutes=preview.summary.minutes,
        modality=words,
    )


def _addressee(preview: Preview) -> content.Addressee:
    assert preview.enrollment is not None, "papers are addressed to the school of an enrolment"
    school = preview.enrollment.school
    return content.Addressee(name=school.director_name, post="Directora o director", school_name=school.name)


def lines(text: str) -> tuple[str, ...]:
    """What was typed line by line, without empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def areas_taught(preview: Preview) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.area.name for row in preview.progress if row.area and row.evidence.sessions))


def requester(preview: Preview) -> str:
    guardian = preview.facts.guardian
    return guardian.full_name if guardian else "la parte interesada"
