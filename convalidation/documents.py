"""From the pupil's data to what the papers print. No diagnosis, no ward, and no hospital where the service says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from attendance.enums import AchievementLevel
from attendance.models import PlanCompetency
from attendance.queries import ProgressRow
from convalidation.queries.preview import Preview
from convalidation.rules import PaperKind
from patients.enums import Setting
from seho.accounts.enums import Role
from seho.accounts.models import Membership
from seho.files import open_stored
from seho.network.models import Seho
from seho.papers import content
from seho.papers.codes import new_code
from seho.papers.queries import names_of
from seho.text import search_key

# The series of numbers of each paper, as it is printed before the number.
STEMS: Mapping[PaperKind, str] = {
    PaperKind.CONSTANCY: "CONSTANCIA",
    PaperKind.PORTFOLIO: "PORTAFOLIO",
    PaperKind.PROGRESS_REPORT: "INFORME",
    PaperKind.EDUCATION_PLAN: "PEP",
}
COVER = "COVER"


def compose(preview: Preview, marks: Mapping[str, content.IssueMark] | None = None) -> list[content.Paper]:
    """The papers that are due, the list of documents first. Without `marks` they are drafts.

    `marks` has one for `COVER` and one for each kind that is due.
    """
    marks = marks or {}
    shared = _Shared.of(preview)
    makers = {
        PaperKind.CONSTANCY: _constancy,
        PaperKind.PORTFOLIO: _portfolio,
        PaperKind.PROGRESS_REPORT: _progress_report,
        PaperKind.EDUCATION_PLAN: _education_plan,
    }
    papers = [makers[kind](preview, shared, marks.get(kind)) for kind in preview.kinds]
    if preview.episode.setting == Setting.UNTYPED:
        return papers  # a simple constancia of participation, which the school has nothing to do with (R21)
    return [_packet_note(preview, shared, marks.get(COVER)), *papers]


def images_of(preview: Preview) -> dict[str, bytes]:
    """The pictures of the works at the size of a paper, by the keys that `compose` names."""
    found = {}
    for work in preview.works:
        for file in work.files.all():
            if file.is_photo:
                with open_stored(file.print_path) as stored:
                    found[_image_key(file.pk)] = stored.read()
    return found


def issuer_of(seho: Seho) -> str:
    """How the service is called in the number of a paper: its registration code, else its short name or its UGEL."""
    unnamed = seho.ugel.name if seho.hide_hospital_name else seho.short_name
    name = "-".join(search_key(seho.registration_code or unnamed).upper().split())
    return name if name.startswith("SEHO") else f"SEHO-{name}"


def new_mark(label: str, issued_on: date) -> content.IssueMark:
    code = new_code()
    page = f"{settings.SITE_URL}{reverse('convalidation:verify')}"
    return content.IssueMark(
        number=label,
        code=code,
        verify_url=f"{settings.SITE_URL}{reverse('convalidation:verify_code', args=[code])}",
        verify_page=page.removeprefix("https://").removeprefix("http://"),
        issued_on=issued_on,
    )


@dataclass(frozen=True)
class _Shared:
    letterhead: content.Letterhead
    pupil: content.Pupil
    permanence: content.Permanence
    coordination: tuple[content.Signature, ...]
    team: tuple[content.Signature, ...]
    addressee: content.Addressee

    @classmethod
    def of(cls, preview: Preview) -> _Shared:
        seho = preview.episode.seho
        team = _signatures(seho, preview.today, Role.TEACHER, Role.PSYCHOLOGIST)
        coordination = _signatures(seho, preview.today, Role.COORDINATOR)
        return cls(
            letterhead=_letterhead(seho, preview.today),
            pupil=_pupil(preview),
            permanence=_permanence(preview),
            coordination=coordination,
            team=(*team, *coordination),
            addressee=_addressee(preview),
        )


def _letterhead(seho: Seho, today: date) -> content.Letterhead:
    names = names_of(today.year)
    return content.Letterhead(
        seho_name=f"Servicio Educativo Hospitalario de la {seho.ugel.name}" if seho.hide_hospital_name else seho.name,
        seho_code=seho.registration_code or "",
        ugel=seho.ugel.name,
        region=seho.ugel.region.title,
        place=seho.hospital.province if seho.hospital else seho.ugel.name.removeprefix("UGEL "),
        decade_name=names.decade_name,
        year_name=names.year_name,
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
        ends_on=preview.ends_on if preview.episode.ends_on or not preview.is_last else None,
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


def _signatures(seho: Seho, day: date, *wanted: Role) -> tuple[content.Signature, ...]:
    """Who holds these posts in the service on that day, one for each role at most two."""
    found = []
    posts = Membership.objects.active_on(day).filter(seho=seho).select_related("user").order_by("starts_on", "pk")
    for role in wanted:
        people = [post.user for post in posts if post.role == role][:2]
        found += [content.Signature(name=user.full_name, post=user.position or role.label) for user in people]
    return tuple(found)


def _packet_note(preview: Preview, shared: _Shared, mark: content.IssueMark | None) -> content.PacketNote:
    recognition = preview.verdict.recognition
    assert recognition is not None, "a packet has a band"
    band = preview.verdict.band
    return content.PacketNote(
        letterhead=shared.letterhead,
        pupil=shared.pupil,
        mark=mark,
        signatures=shared.coordination,
        permanence=shared.permanence,
        addressee=shared.addressee,
        recognition=content.Recognition(
            sentences=recognition.points,
            article=f"{recognition.article}, {band.label.lower()}" if band else recognition.article,
        ),
    )


def _constancy(preview: Preview, shared: _Shared, mark: content.IssueMark | None) -> content.Constancy:
    areas = dict.fromkeys(row.area.name for row in preview.progress if row.area and row.evidence.sessions)
    guardian = preview.facts.guardian
    return content.Constancy(
        letterhead=shared.letterhead,
        pupil=shared.pupil,
        mark=mark,
        signatures=shared.coordination,
        permanence=shared.permanence,
        areas=tuple(areas),
        requested_by=guardian.full_name if guardian else "la parte interesada",
    )


def _portfolio(preview: Preview, shared: _Shared, mark: content.IssueMark | None) -> content.Portfolio:
    works = tuple(
        content.WorkItem(
            title=work.title,
            made_on=work.made_on,
            competency=str(work.competency) if work.competency else "",
            pupil_words=work.pupil_words,
            images=tuple(_image_key(file.pk) for file in work.files.all() if file.is_photo),
            image_description=f"Trabajo «{work.title}»",
            kept_file="" if all(file.is_photo for file in work.files.all()) else "Documento PDF",
        )
        for work in preview.works
    )
    return content.Portfolio(
        letterhead=shared.letterhead,
        pupil=shared.pupil,
        mark=mark,
        signatures=shared.team,
        permanence=shared.permanence,
        works=works,
    )


def _progress_report(preview: Preview, shared: _Shared, mark: content.IssueMark | None) -> content.ProgressReport:
    recognition = preview.verdict.recognition
    report = preview.return_report
    with_levels = preview.verdict.grading.is_graded
    return content.ProgressReport(
        letterhead=shared.letterhead,
        pupil=shared.pupil,
        mark=mark,
        signatures=shared.team,
        permanence=shared.permanence,
        addressee=shared.addressee,
        with_levels=with_levels,
        period=", ".join(period.name for period in preview.periods),
        lines=tuple(_progress_line(row, with_levels=with_levels) for row in preview.progress),
        conclusions=report.learning_situation if report else "",
        socioemotional=report.socioemotional_situation if report else "",
        recommendations=_lines(report.recommendations) if report else (),
        recognition=content.Recognition(sentences=recognition.points, article=recognition.article)
        if recognition
        else None,
    )


def _progress_line(row: ProgressRow, *, with_levels: bool) -> content.ProgressLine:
    """A level only where one was given and the norm asks for it; not evaluated keeps its reason (art. 13.3.c)."""
    assessment = row.assessment
    is_evaluated = assessment is not None and assessment.level != AchievementLevel.NOT_EVALUATED
    sessions = row.evidence.sessions
    evidence = (f"{sessions} sesiones" if sessions > 1 else "1 sesión",) if sessions else ()
    return content.ProgressLine(
        area=row.area.name if row.area else "",
        competency_number=row.competency.number,
        competency=row.competency.name,
        worked=bool(sessions or row.evidence.works or assessment),
        evaluated=is_evaluated,
        level=assessment.level if assessment and is_evaluated and with_levels else None,
        not_evaluated_reason=assessment.get_not_evaluated_reason_display() if assessment else "",
        conclusion=assessment.conclusion if assessment else "",
        evidence=(*evidence, *row.evidence.works),
    )


def _education_plan(preview: Preview, shared: _Shared, mark: content.IssueMark | None) -> content.EducationPlan:
    plan = preview.plan
    assert plan is not None, "a packet with a plan needs one in force"
    assert plan.in_force_from is not None, "a plan in force has its day"
    return content.EducationPlan(
        letterhead=shared.letterhead,
        pupil=shared.pupil,
        mark=mark,
        signatures=shared.team,
        version=str(plan.number),
        starts_on=plan.in_force_from,
        ends_on=preview.episode.ends_on,
        purposes=plan.purpose,
        special_needs=preview.facts.patient.special_needs_note,
        goals=tuple(_goal(goal, preview) for goal in plan.competencies.all()),
        curricular_adaptations=_lines(plan.curricular_adaptations),
        evaluation_adaptations=_lines(plan.assessment_adaptations),
        schedule_text=plan.schedule.rstrip("."),
        resources=plan.resources,
        support=plan.socioemotional_support,
        agreed_with=plan.agreed_with,
        agreed_on=plan.agreed_on,
        agreements=_lines(plan.school_agreements),
    )


def _goal(goal: PlanCompetency, preview: Preview) -> content.PlanGoal:
    areas = {row.competency.pk: row.area.name for row in preview.progress if row.area}
    return content.PlanGoal(
        area=areas.get(goal.competency_id, ""),
        competency_number=goal.competency.number,
        competency=goal.competency.name,
        purpose=goal.purpose,
        criteria=goal.criteria,
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _image_key(pk: int) -> str:
    return f"work-file-{pk}"
