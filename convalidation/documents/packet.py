"""The papers of art. 13.5 and the list that heads them."""

from __future__ import annotations

from collections.abc import Mapping

from attendance.enums import AchievementLevel
from attendance.models import PlanCompetency, PlanContribution, PlanVersion, Work
from attendance.queries import ProgressRow, pupil_competencies
from convalidation.documents.shared import Shared, areas_taught, lines, requester
from convalidation.queries.preview import Preview
from convalidation.rules import PaperKind, use_of
from seho.clock import lima_date
from seho.papers import content
from seho.text import date_long

_GOES_ON = "la o el estudiante-paciente continúa en atención en el SEHO"


def packet_note(preview: Preview, shared: Shared, mark: content.IssueMark | None) -> content.PacketNote:
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
        remarks=_remarks(preview),
    )


def _remarks(preview: Preview) -> str:
    """That the pupil goes on, and what the norm's own references mean."""
    recognition = preview.verdict.recognition
    goes_on = f"Corresponde al cierre de periodo: {_GOES_ON}." if preview.until else ""
    return "\n".join(text for text in (goes_on, recognition.remark if recognition else "") if text)


def _use(kind: PaperKind, preview: Preview) -> str:
    band = preview.band
    return use_of(kind, band, grades=preview.verdict.grading.is_graded) if band else ""


def constancy(preview: Preview, shared: Shared, mark: content.IssueMark | None) -> content.Constancy:
    return content.Constancy(
        letterhead=shared.letterhead,
        pupil=shared.pupil,
        mark=mark,
        signatures=shared.coordination,
        permanence=shared.permanence,
        areas=areas_taught(preview),
        requested_by=requester(preview),
        use=_use(PaperKind.CONSTANCY, preview),
    )


def portfolio(preview: Preview, shared: Shared, mark: content.IssueMark | None) -> content.Portfolio:
    areas = {row.competency.pk: row.area.name for row in preview.progress if row.area}
    works = tuple(
        content.WorkItem(
            title=work.title,
            made_on=work.made_on,
            competency=f"{work.competency.number}. {work.competency}" if work.competency else "",
            area=areas.get(work.competency_id or 0, ""),
            pupil_words=work.pupil_words,
            images=tuple(image_key(file.pk) for file in work.photos),
            image_description=f"Trabajo «{work.title}»",
            captions=tuple(file.caption for file in work.photos),
            kept_file=_kept_files(work),
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
        use=_use(PaperKind.PORTFOLIO, preview),
    )


def _kept_files(work: Work) -> str:
    """What a paper cannot show: "Grabación de audio, 1 min 20 s («Leo mi cuento»); PDF, 2 páginas"."""
    return "; ".join(f"{file.told} («{file.caption}»)" if file.caption else file.told for file in work.others)


def progress_report(preview: Preview, shared: Shared, mark: content.IssueMark | None) -> content.ProgressReport:
    recognition = preview.verdict.recognition
    report = preview.return_report
    with_levels = preview.verdict.grading.is_graded
    places = {work.pk: place for place, work in enumerate(preview.works, start=1)}
    return content.ProgressReport(
        letterhead=shared.letterhead,
        pupil=shared.pupil,
        mark=mark,
        signatures=shared.team,
        permanence=shared.permanence,
        addressee=shared.addressee,
        with_levels=with_levels,
        prints_letters=preview.evaluation_rules.prints_level,
        period=", ".join(period.name for period in preview.periods),
        background=_GOES_ON[:1].upper() + _GOES_ON[1:] + "." if preview.until else "",
        lines=tuple(_progress_line(row, places, with_levels=with_levels) for row in preview.progress),
        class_work=_class_work(preview),
        conclusions=report.learning_situation if report else "",
        support_parts=tuple(
            content.SupportPart(period=part.period.name if part.period else "", text=part.text)
            for part in preview.support_parts
        ),
        socioemotional=_of_the_return(preview),
        recommendations=lines(report.recommendations) if report else (),
        recognition=content.Recognition(sentences=recognition.points, article=recognition.article)
        if recognition
        else None,
        use=_use(PaperKind.PROGRESS_REPORT, preview),
    )


def _of_the_return(preview: Preview) -> str:
    """What the report of the return says of the socio-emotional side, unless a period's part says the same."""
    told = preview.return_report.socioemotional_situation if preview.return_report else ""
    return "" if told in {part.text for part in preview.support_parts} else told


def _progress_line(row: ProgressRow, places: Mapping[int, int], *, with_levels: bool) -> content.ProgressLine:
    """A level only where one was given and the norm asks for it; not evaluated keeps its reason (art. 13.3.c).

    `places` of the works in the printed portfolio, by their keys.
    """
    assessment = row.assessment
    is_evaluated = assessment is not None and assessment.level != AchievementLevel.NOT_EVALUATED
    return content.ProgressLine(
        area=row.area.name if row.area else "",
        competency_number=row.competency.number,
        competency=row.competency.name,
        worked=bool(row.evidence.sessions or row.evidence.works or assessment),
        evaluated=is_evaluated,
        level=assessment.level if assessment and is_evaluated and with_levels else None,
        not_evaluated_reason=assessment.get_not_evaluated_reason_display() if assessment else "",
        conclusion=assessment.conclusion if assessment else "",
        sessions=row.evidence.sessions,
        works=tuple(
            content.WorkProof(title=work.title, made_on=work.made_on, number=places.get(work.pk))
            for work in row.evidence.works
        ),
    )


def _class_work(preview: Preview) -> content.ClassWork | None:
    """What the school told of the class, with the areas of the pupil's own grade."""
    told = preview.class_report
    if told is None:
        return None
    areas = {
        competency.pk: group.area.name
        for group in pupil_competencies(preview.episode, preview.ends_on)
        for competency in group.competencies
    }
    who = told.contact_name or (told.answered_by.full_name if told.answered_by else "")
    return content.ClassWork(
        told_on=lima_date(told.answered_at),
        told_by=f"{who}, {told.contact_post}" if who and told.contact_post else who,
        period=told.period,
        topics=told.topics,
        assessments=told.assessments,
        competencies=tuple(
            content.ClassCompetency(area=areas.get(one.pk, ""), number=one.number, name=one.name)
            for one in sorted(told.competencies.all(), key=lambda one: one.number)
        ),
    )


def education_plan(preview: Preview, shared: Shared, mark: content.IssueMark | None) -> content.EducationPlan:
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
        ends_on=plan.in_force_until or preview.episode.ends_on,
        extension=plan.get_kind_display(),
        written_by=tuple(dict.fromkeys(_writer(row) for row in plan.contributions.all())),
        approved_by=plan.approved_by.full_name if plan.approved_by else "",
        approved_on=lima_date(plan.approved_at) if plan.approved_at else None,
        situation=_situation(preview),
        purposes=plan.purpose,
        wishes=plan.wishes,
        language=_language(plan, preview),
        special_needs=preview.facts.patient.special_needs_note,
        special_needs_support=plan.special_needs_support,
        goals=tuple(_goal(goal, preview) for goal in plan.competencies.all()),
        curricular_adaptations=tuple(plan.curricular),
        evaluation_adaptations=tuple(plan.assessment),
        activities=tuple(
            f"{row.activity.title} ({row.activity.minutes} minutos)" for row in plan.planned_activities.all()
        ),
        schedule_text=plan.schedule.rstrip("."),
        resources=plan.resources,
        support=plan.socioemotional_support,
        agreed_with=plan.agreed_with,
        agreed_on=plan.agreed_on,
        agreements=lines(plan.school_agreements),
        use=_use(PaperKind.EDUCATION_PLAN, preview),
    )


def _writer(row: PlanContribution) -> str:
    """Who wrote a part, with their post; the home teacher's part stands in the agreements."""
    person = row.written_by
    return f"{person.full_name}, {person.position.lower()}" if person.position else person.full_name


def _situation(preview: Preview) -> str:
    """What the school told of the class, when the plan was coordinated with it (art. 11.4)."""
    told = preview.class_report
    if told is None:
        return ""
    day = date_long(lima_date(told.answered_at))
    return f"Según la institución o programa educativo ({day}), el aula trabaja:\n\n{told.topics}"


def _language(plan: PlanVersion, preview: Preview) -> str:
    """The mother tongue and the one of teaching; nothing where both are Castellano and nothing is said of it."""
    tongue = preview.facts.patient.mother_tongue
    taught = plan.teaching_language
    if tongue.is_castellano and (taught is None or taught.is_castellano) and not plan.language_support:
        return ""
    words = [f"Lengua materna: {tongue.name.lower()}."]
    if taught is not None:
        words.append(f"Se le enseña en {taught.name.lower()}.")
    return " ".join([*words, plan.language_support]).strip()


def _goal(goal: PlanCompetency, preview: Preview) -> content.PlanGoal:
    areas = {row.competency.pk: row.area.name for row in preview.progress if row.area}
    return content.PlanGoal(
        area=areas.get(goal.competency_id, ""),
        competency_number=goal.competency.number,
        competency=goal.competency.name,
        purpose=goal.purpose,
        criteria=goal.criteria,
    )


def image_key(pk: int) -> str:
    """How the paper names the picture of a work."""
    return f"work-file-{pk}"
