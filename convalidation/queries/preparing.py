"""Before the issue: what each one's part still lacks, the texts of the papers, and who else read them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Prefetch
from django.urls import reverse

from attendance.enums import AchievementLevel
from attendance.models import Assessment, PlanVersion, SupportReport
from convalidation.enums import PaperState, Part, Purpose, Reading
from convalidation.models import Packet, PartDone, Preparation, ReturnReport, Suggestion, TextRead
from convalidation.queries.checks import Check
from convalidation.queries.preview import Preview
from convalidation.rules import PaperKind
from convalidation.rules.wording import Piece, word_changes
from patients.enums import Setting
from patients.models import Episode
from patients.querysets import TEAM
from seho.accounts.models import Membership, User
from seho.curriculum.models import Competency
from seho.network.models import Seho
from seho.text import plural

# The texts of the report of the return (art. 14.1) and whose part each one is.
REPORT_TEXTS = {
    "learning_situation": ("Situación educativa", Part.TEACHER),
    "socioemotional_situation": ("Situación socioemocional", Part.PSYCHOLOGIST),
    "recommendations": ("Recomendaciones pedagógicas", Part.COORDINATOR),
}
PLAN_TEXTS = {
    "purpose": ("Propósitos de aprendizaje", Part.TEACHER),
    "curricular_adaptations": ("Adaptaciones curriculares", Part.TEACHER),
    "assessment_adaptations": ("Adaptaciones de la evaluación", Part.TEACHER),
    "socioemotional_support": ("Soporte socioemocional", Part.PSYCHOLOGIST),
}
CONCLUSION = "conclusion-"
SUPPORT = "support-"
PART_WORDS = {Part.TEACHER: "docencia", Part.PSYCHOLOGIST: "psicología", Part.COORDINATOR: "coordinación"}
# Whose part a check of the preview is, by the page that mends it; what is not named here is coordination.
_MENDED_BY_TEACHER = ("attendance:plan", "attendance:assessment", "attendance:portfolio", "attendance:pupil_sessions")


@dataclass(frozen=True)
class PaperText:
    """One text that the papers print. `version` is that of the row where it stands, 0 while there is none.

    `is_fixed`: of the plan in force, which another version of it changes and nothing else (art. 11.4).
    """

    target: str
    label: str
    text: str
    part: Part
    source_url: str
    version: int
    author_id: int | None
    longest: int = 4000
    is_fixed: bool = False

    @property
    def digest(self) -> str:
        return digest_of(self.text)

    @property
    def is_written(self) -> bool:
        return self.version > 0


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class TextState:
    """A text with who wrote it, who else read it, and what was suggested: the open one apart, then the decided."""

    paper_text: PaperText
    author: str
    read: TextRead | None
    suggestion: Suggestion | None
    decided: tuple[Suggestion, ...]

    @property
    def reading(self) -> Reading:
        if self.read is None:
            return Reading.UNREAD
        return Reading.READ if self.read.digest == self.paper_text.digest else Reading.CHANGED

    @property
    def needs_reader(self) -> bool:
        return self.paper_text.is_written and not self.paper_text.is_fixed and self.reading != Reading.READ

    @property
    def changes(self) -> tuple[Piece, ...]:
        return word_changes(self.suggestion.original, self.suggestion.proposed) if self.suggestion else ()

    @property
    def is_stale(self) -> bool:
        """The text is no longer the one that the suggestion was written for."""
        return self.suggestion is not None and self.suggestion.original != self.paper_text.text


@dataclass(frozen=True)
class PartState:
    """One part of the papers: what it lacks, and whether who writes it said that it is done."""

    part: Part
    checks: tuple[Check, ...]
    done: PartDone | None

    @property
    def blocking(self) -> list[Check]:
        return [check for check in self.checks if check.is_blocking]


@dataclass(frozen=True)
class Desk:
    """All that is prepared for the papers of one episode in one academic window."""

    preview: Preview
    preparation: Preparation | None
    parts: tuple[PartState, ...]
    texts: tuple[TextState, ...]
    is_issued: bool

    @cached_property
    def unread(self) -> list[TextState]:
        return [state for state in self.texts if state.needs_reader]

    @cached_property
    def suggested(self) -> list[TextState]:
        return [state for state in self.texts if state.suggestion]

    @property
    def has_readable(self) -> bool:
        return any(state.paper_text.is_written and not state.paper_text.is_fixed for state in self.texts)

    def text(self, target: str) -> TextState | None:
        return next((state for state in self.texts if state.paper_text.target == target), None)


class Prepared(NamedTuple):
    """Days of the first steps of a paper's life: every part said to be done, read by another person."""

    checked_at: Any
    proofread_at: Any


# --- the texts -------------------------------------------------------------------------------------


def texts_of(preview: Preview) -> list[PaperText]:
    """What the papers of this preview print and a person wrote, in the order of the papers."""
    if preview.episode.setting == Setting.UNTYPED or preview.purpose == Purpose.REGISTRATION or not preview.kinds:
        return []
    texts = [report_text(preview.episode, preview.return_report, name) for name in REPORT_TEXTS]
    if PaperKind.PROGRESS_REPORT in preview.kinds:
        texts += [support_text(preview.episode, part) for part in preview.support_parts]
    texts += [conclusion_text(preview.episode, mark, competency) for mark, competency in _evaluated(preview)]
    if PaperKind.EDUCATION_PLAN in preview.kinds and preview.plan:
        texts += _plan_texts(preview.episode, preview.plan)
    return texts


def text_now(episode: Episode, target: str) -> PaperText | None:
    """One text as it stands at this moment; None for what nobody can suggest another wording for."""
    if target in REPORT_TEXTS:
        return report_text(episode, ReturnReport.objects.filter(episode=episode).first(), target)
    name, _, key = target.rpartition("-")
    if not key.isdecimal() or f"{name}-" not in (CONCLUSION, SUPPORT):
        return None
    if f"{name}-" == SUPPORT:
        part = SupportReport.objects.filter(episode=episode, pk=key).select_related("period").first()
        return support_text(episode, part) if part else None
    mark = Assessment.objects.filter(episode=episode, pk=key).select_related("competency").first()
    return conclusion_text(episode, mark, mark.competency) if mark else None


def report_text(episode: Episode, report: ReturnReport | None, name: str) -> PaperText:
    label, part = REPORT_TEXTS[name]
    return PaperText(
        target=name,
        label=label,
        text=getattr(report, name) if report else "",
        part=part,
        source_url=reverse("convalidation:return_report", args=[episode.pk]),
        version=report.version if report else 0,
        author_id=report.updated_by_id if report else None,
    )


def conclusion_text(episode: Episode, mark: Assessment, competency: Competency) -> PaperText:
    period = f"?bimestre={mark.period_id or 'sin'}"
    return PaperText(
        target=f"{CONCLUSION}{mark.pk}",
        label=f"Conclusión: {competency.name}",
        text=mark.conclusion,
        part=Part.TEACHER,
        source_url=reverse("attendance:assessment", args=[episode.patient_id]) + period,
        version=mark.version,
        author_id=mark.assessed_by_id,
        longest=2000,
    )


def support_text(episode: Episode, part: SupportReport) -> PaperText:
    return PaperText(
        target=f"{SUPPORT}{part.pk}",
        label=f"Aspecto socioemocional: {part.period.name}" if part.period else "Aspecto socioemocional",
        text=part.text,
        part=Part.PSYCHOLOGIST,
        source_url=reverse("attendance:support_report", args=[episode.patient_id])
        + f"?bimestre={part.period_id or 'sin'}&periodo={episode.pk}",
        version=part.version,
        author_id=part.written_by_id,
        longest=2000,
    )


def _plan_texts(episode: Episode, plan: PlanVersion) -> list[PaperText]:
    url = reverse("attendance:plan", args=[episode.patient_id])
    return [
        PaperText(f"plan-{name}", label, text, part, url, plan.version, None, is_fixed=True)
        for name, (label, part) in PLAN_TEXTS.items()
        if (text := _plan_text(plan, name))
    ]


def _plan_text(plan: PlanVersion, name: str) -> str:
    """As the paper prints it: the adaptations that were ticked stand with those that were written."""
    printed = {"curricular_adaptations": plan.curricular, "assessment_adaptations": plan.assessment}
    return "\n".join(printed[name]) if name in printed else str(getattr(plan, name))


# --- the desk --------------------------------------------------------------------------------------


def desk_of(preview: Preview) -> Desk:
    preparation = preparation_of(preview.episode, preview.verdict.window.start)
    texts = texts_of(preview)
    return Desk(
        preview=preview,
        preparation=preparation,
        parts=tuple(_part_states(preview, texts, preparation)),
        texts=tuple(_text_states(texts, preparation)),
        is_issued=is_issued(preview.episode, preview.verdict.window.start),
    )


def preparation_of(episode: Episode, window_start: date) -> Preparation | None:
    """With its parts, what was read and what was suggested, and who did it."""
    rows = Preparation.objects.select_related("asked_by", "asked_to", "proofread_by").prefetch_related(
        Prefetch("parts", PartDone.objects.select_related("done_by")),
        Prefetch("reads", TextRead.objects.select_related("read_by")),
        Prefetch("suggestions", Suggestion.objects.select_related("suggested_by", "decided_by")),
    )
    return rows.filter(episode=episode, window_starts_on=window_start).first()


def is_issued(episode: Episode, window_start: date) -> bool:
    """The papers of this window are out: their draft is history until they are annulled."""
    return Packet.objects.filter(
        episode=episode, window_starts_on=window_start, state=PaperState.VALID, purpose=Purpose.RECOGNITION
    ).exists()


def prepared(episode: Episode, window_start: date) -> Prepared:
    """For the line of a paper's life; None for what was not done."""
    rows = Preparation.objects.filter(episode=episode, window_starts_on=window_start)
    preparation = rows.prefetch_related("parts").first()
    if preparation is None:
        return Prepared(None, None)
    done = {part.part: part.done_at for part in preparation.parts.all()}
    parts = _parts_of(episode)
    checked_at = max(done[part] for part in parts) if set(parts) <= set(done) else None
    return Prepared(checked_at, preparation.proofread_at)


def colleagues_of(seho: Seho, day: date, but: Any) -> list[User]:
    """Who else of the team can read: coordination, teachers and psychologists of the service on that day."""
    posts = Membership.objects.active_on(day).filter(seho=seho, role__in=TEAM, user__is_active=True)
    return list(User.objects.filter(pk__in=posts.exclude(user=but).values("user_id")))


def preparing_warnings(desk: Desk) -> list[Check]:
    """What is worth a look before issuing and never stops it: teams are three people."""
    if desk.is_issued or not desk.texts:
        return []
    url = preparing_url(desk.preview.episode, desk.preview.verdict.window.start)
    return [Check(text, url, "Preparar documentos", False) for text in _warning_words(desk)]


def preparing_url(episode: Episode, window_start: date | None) -> str:
    """None: the window in which the episode ended, or goes on."""
    query = f"?desde={window_start:%Y-%m-%d}" if window_start else ""
    return reverse("convalidation:preparing", args=[episode.pk]) + query


def _warning_words(desk: Desk) -> Iterator[str]:
    for state in desk.parts:
        if state.done is None:
            yield f"Falta la parte de {PART_WORDS[state.part]}"
    if desk.suggested:
        yield plural(len(desk.suggested), "sugerencia por decidir", "sugerencias por decidir")
    changed = sum(state.reading == Reading.CHANGED for state in desk.unread)
    if changed:
        yield plural(changed, "texto cambió después de la lectura", "textos cambiaron después de la lectura")
    if desk.has_readable and len(desk.unread) > changed:
        whole = desk.preparation is None or desk.preparation.proofread_at is None
        unread = len(desk.unread) - changed
        yield (
            "Nadie más leyó los textos"
            if whole
            else plural(unread, "texto sin leer por otra persona", "textos sin leer por otra persona")
        )
    if empty := _empty_conclusions(desk.preview):
        yield plural(empty, "nivel de logro va sin conclusión", "niveles de logro van sin conclusión")


# --- parts -----------------------------------------------------------------------------------------


def _parts_of(episode: Episode) -> tuple[Part, ...]:
    """Attention without type has no report of the return, so no part of the psychologist (R21)."""
    return (Part.TEACHER, Part.COORDINATOR) if episode.setting == Setting.UNTYPED else tuple(Part)


def _part_states(preview: Preview, texts: Iterable[PaperText], preparation: Preparation | None) -> Iterator[PartState]:
    done = {row.part: row for row in preparation.parts.all()} if preparation else {}
    texts = list(texts)
    for part in _parts_of(preview.episode):
        checks = [*_checks_of(preview, part), *_unwritten(texts, part), *_own_checks(preview, part)]
        blocking_first = sorted(checks, key=lambda check: not check.is_blocking)
        yield PartState(part, tuple(blocking_first), done.get(part))


def _checks_of(preview: Preview, part: Part) -> list[Check]:
    """What the preview found, by whose part it is. The egress and the report have checks of their own here."""
    patient = [preview.episode.patient_id]
    mine = {reverse(name, args=patient) for name in _MENDED_BY_TEACHER}
    others = {
        reverse("patients:stays", args=patient),
        reverse("convalidation:return_report", args=[preview.episode.pk]),
    }
    owner = dict.fromkeys(mine, Part.TEACHER) | dict.fromkeys(others, None)
    return [check for check in preview.checks if owner.get(check.url, Part.COORDINATOR) == part]


def _unwritten(texts: Iterable[PaperText], part: Part) -> list[Check]:
    missing = [text for text in texts if text.part == part and text.target in REPORT_TEXTS and not text.text.strip()]
    return [Check(f"Falta escribir: {text.label.lower()} (art. 14.1)", text.source_url, "Escribir", True)
            for text in missing]  # fmt: skip


def _own_checks(preview: Preview, part: Part) -> list[Check]:
    patient = preview.episode.patient_id
    if part == Part.TEACHER and (empty := _empty_conclusions(preview)):
        words = plural(
            empty, "nivel de logro sin conclusión descriptiva", "niveles de logro sin conclusión descriptiva"
        )
        return [Check(words, reverse("attendance:assessment", args=[patient]), "Escribir", False)]
    plan_due = PaperKind.EDUCATION_PLAN in preview.kinds
    if part == Part.PSYCHOLOGIST and plan_due and preview.plan and not preview.plan.socioemotional_support:
        words = "El plan en vigencia no dice qué soporte socioemocional recibe"
        return [Check(words, reverse("attendance:plan", args=[patient]), "Ver el plan", False)]
    if part == Part.COORDINATOR and not preview.episode.seho.registration_code:
        return [Check("El servicio no tiene código de registro: el membrete irá sin él", "", "", False)]
    return []


def _empty_conclusions(preview: Preview) -> int:
    return sum(not mark.conclusion.strip() for mark, _ in _evaluated(preview))


def _evaluated(preview: Preview) -> list[tuple[Assessment, Competency]]:
    """What the informe de progreso says of each competency, where it is due."""
    if PaperKind.PROGRESS_REPORT not in preview.kinds:
        return []
    marks = [(row.assessment, row.competency) for row in preview.progress if row.assessment]
    return [(mark, competency) for mark, competency in marks if mark.level != AchievementLevel.NOT_EVALUATED]


def _text_states(texts: Iterable[PaperText], preparation: Preparation | None) -> Iterator[TextState]:
    texts = list(texts)
    authors = User.objects.in_bulk({text.author_id for text in texts if text.author_id})
    reads = {row.target: row for row in preparation.reads.all()} if preparation else {}
    suggestions = list(preparation.suggestions.all()) if preparation else []
    for text in texts:
        own = [row for row in suggestions if row.target == text.target]
        author = authors.get(text.author_id) if text.author_id else None
        yield TextState(
            paper_text=text,
            author=author.full_name if author else "",
            read=reads.get(text.target),
            suggestion=next((row for row in own if not row.decision), None),
            decided=tuple(row for row in own if row.decision),
        )
