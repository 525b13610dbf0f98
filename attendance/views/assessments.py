"""Evaluación: the competencies of one pupil in one period, and the levels of all of them to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from attendance import informe, services
from attendance.forms.assessments import MarkForm
from attendance.models import Assessment
from attendance.permissions import can_assess
from attendance.queries import (
    NOTHING,
    Behind,
    CompetencyRow,
    LevelPhrases,
    RuleBook,
    assessment_rows,
    bank_of,
    evidence_behind,
    touched_periods,
)
from attendance.rules import LevelRules, lacks_conclusion
from attendance.views.asking import STAFF, PupilPage, pupil_page
from patients.models import Episode
from patients.querysets import TEAM
from seho import entries
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.curriculum.models import Area, Competency, Period
from seho.entries import EntryKind, timed
from seho.text import plural

TAB = "attendance:assessment"
OTHERS = "otras"
# Buttons of the form that write nothing: show the phrases of a competency, put one of them into its conclusion.
SHOW_PHRASES, INSERT = "frases", "insertar"


@dataclass(frozen=True)
class MarkRow:
    """A competency with its form in the chosen period, what stands behind it, and its phrases when asked for."""

    area: Area | None
    competency: Competency
    is_goal: bool
    episode: Episode
    period: Period | None
    form: MarkForm
    behind: Behind
    rules: LevelRules
    phrases: list[LevelPhrases] = field(default_factory=list)

    @property
    def mark(self) -> Assessment | None:
        return self.form.stored

    @property
    def others(self) -> list[Assessment]:
        """The levels of other periods, the last one first."""
        return [mark for mark in reversed(self.behind.marks) if self.mark is None or mark.pk != self.mark.pk]

    @property
    def lacks_conclusion(self) -> bool:
        return self.mark is not None and lacks_conclusion(self.mark.level, self.mark.conclusion, self.rules)

    @property
    def is_without_evidence(self) -> bool:
        return self.mark is not None and self.behind.doubts(self.mark.level)


@roles(*STAFF)
@require_http_methods(["GET", "POST"])
@timed(EntryKind.EVALUATION)
def grid(request: SignedRequest, pk: int) -> HttpResponse:
    """Whoever may assess gets the form of one period (`?bimestre=`); everybody the table of all of them."""
    page = pupil_page(request, pk, TAB)
    rows = assessment_rows(page.episode, touched_periods(page.episode, page.day), page.day)
    columns = list(rows[0].marks) if rows else []
    period = _asked_period(request, columns)
    may_assess = can_assess(request.user, page.episode)
    if request.method == "POST":
        require(may_assess)
    sent = request.POST if request.method == "POST" else None
    with_others = _asks_others(request, rows)
    asked = [row for row in rows if row.is_goal or with_others]
    forms = [MarkForm(sent, competency_id=row.competency.pk, mark=row.marks[period]) for row in asked]
    forms = forms if may_assess else []
    if sent is not None and not phrase_asked(request, forms) and _save(request, page, period, forms):
        return redirect(f"{request.get_full_path()}")
    rules = RuleBook().of_episode(page.episode, page.day)
    behind = evidence_behind(request.user, page.episodes, page.episode, period, page.day)
    context = {
        **page.context,
        "rows": rows,
        "shown_rows": [
            (row, behind.get(row.competency.pk, NOTHING).picture) for row in rows if any(row.marks.values())
        ],
        "columns": columns,
        "period": period,
        "period_chips": _chips(request, columns, period),
        "mark_rows": [
            _mark_row(request, page, period, row, form, rules, behind)
            for row, form in zip(asked, forms, strict=bool(forms))
        ],
        "with_others": with_others,
        "others_url": _others_url(request),
        "done": sum(_is_done(row, period, rules) for row in rows) if columns else 0,
        "goals": sum(row.is_goal for row in rows),
        "may_assess": bool(may_assess),
        "rules": rules,
        "report": informe.place_of(request.user, page.episode, page.day) if may_assess else None,
    }
    return render(request, "attendance/assessment.html", context)


def _is_done(row: CompetencyRow, period: Period | None, rules: LevelRules) -> bool:
    mark = row.marks[period]
    return row.is_goal and mark is not None and not lacks_conclusion(mark.level, mark.conclusion, rules)


def _mark_row(
    request: SignedRequest,
    page: PupilPage,
    period: Period | None,
    row: CompetencyRow,
    form: MarkForm,
    rules: LevelRules,
    behind: dict[int, Behind],
) -> MarkRow:
    return MarkRow(
        row.area, row.competency, row.is_goal, page.episode, period, form,
        behind.get(row.competency.pk, NOTHING), rules, phrases_for(request, row.competency),
    )  # fmt: skip


def _asks_others(request: SignedRequest, rows: list[CompetencyRow]) -> bool:
    """The competencies that the plan does not prioritise stand in the form when they are asked for, or were sent."""
    others = [row.competency.pk for row in rows if not row.is_goal]
    return len(others) == len(rows) or OTHERS in request.GET or any(f"c{pk}-version" in request.POST for pk in others)


def _others_url(request: SignedRequest) -> str:
    query = request.GET.copy()
    query[OTHERS] = "1"
    return f"?{query.urlencode()}"


# --- the phrases, without script -------------------------------------------------------------------


def phrase_asked(request: SignedRequest, forms: Sequence[MarkForm]) -> bool:
    """A button for the phrases was pressed: nothing is written, and a chosen phrase stands in its conclusion."""
    key, _, text = request.POST.get(INSERT, "").partition("|")
    for form in forms:
        if text and key == str(form.competency_id):
            form.add_to_conclusion(text)
    return SHOW_PHRASES in request.POST or INSERT in request.POST


def phrases_for(request: SignedRequest, competency: Competency) -> list[LevelPhrases]:
    """Those of the competency whose button was pressed; with scripts they come by themselves."""
    if request.method != "POST" or request.POST.get(SHOW_PHRASES) != str(competency.pk):
        return []
    return bank_of(request.user, competency, request.user.scope.seho_ids(*TEAM))


# --- saving ----------------------------------------------------------------------------------------


def _save(request: SignedRequest, page: PupilPage, period: Period | None, forms: list[MarkForm]) -> bool:
    """Write what changed (or the one whose button was pressed); True when nothing was refused.

    A row that was refused keeps what was typed; the others are written.
    """
    only = request.POST.get("only", "")
    asked = [form for form in forms if form.is_changed and only in ("", str(form.competency_id))]
    valid = [form for form in asked if form.is_valid()]
    try:
        outcome = services.assess_all(
            by=request.user, episode=page.episode, period=period, marks=[form.mark() for form in valid],
            today=page.day,
        )  # fmt: skip
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return True
    for form in valid:
        if form.competency_id in outcome.refused:
            form.show_refusal(outcome.refused[form.competency_id])
        else:
            form.settle(outcome.saved[form.competency_id])
    if outcome.saved and not only:
        entries.made(request, seho_id=page.episode.seho_id)
    rules = RuleBook().of_episode(page.episode, page.day)
    _tell(request, list(outcome.saved.values()), len(asked) - len(outcome.saved), rules)
    return len(asked) == len(outcome.saved) and not (only and _others_changed(forms, only))


def _tell(request: SignedRequest, saved: list[Assessment], failed: int, rules: LevelRules) -> None:
    words = plural(len(saved), "competencia", "competencias")
    unwritten = sum(lacks_conclusion(mark.level, mark.conclusion, rules) for mark in saved)
    if failed:
        messages.warning(request, f"Guardado: {words}. Falta revisar {failed}: vea el mensaje junto a cada una.")
    elif unwritten:
        lack = plural(unwritten, "conclusión descriptiva", "conclusiones descriptivas")
        messages.warning(request, f"Evaluación guardada: {words}. Falta escribir {lack}.")
    elif saved:
        messages.success(request, f"Evaluación guardada: {words}.")
    else:
        messages.info(request, "No había cambios que guardar.")


def _others_changed(forms: list[MarkForm], only: str) -> bool:
    """One row was saved while others hold what was typed and not yet saved: the page must keep it."""
    return any(form.is_changed for form in forms if str(form.competency_id) != only)


# --- the period ------------------------------------------------------------------------------------


def _asked_period(request: SignedRequest, columns: list[Period | None]) -> Period | None:
    """The period of the address, else the last one that has begun."""
    asked = request.GET.get("bimestre", "")
    named = [period for period in columns if period is not None]
    if asked == "sin" and None in columns:
        return None
    return next((period for period in named if str(period.pk) == asked), named[-1] if named else None)


def _chips(request: SignedRequest, columns: list[Period | None], chosen: Period | None) -> list[dict[str, Any]]:
    chips = []
    for period in columns:
        query = request.GET.copy()
        query["bimestre"] = str(period.pk) if period else "sin"
        label = f"{period.name} {period.starts_on.year}" if period else "Sin periodo"
        chips.append({"label": label, "url": f"?{query.urlencode()}", "active": period == chosen, "count": None})
    return chips
