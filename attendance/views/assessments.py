"""Evaluación: the competencies of one pupil in one period, and how far everybody is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from attendance import services
from attendance.forms.assessments import MarkForm
from attendance.models import Assessment, Work
from attendance.permissions import can_assess
from attendance.queries import (
    CompetencyRow,
    Evidence,
    RuleBook,
    assessment_rows,
    evaluation_board,
    evidence_of,
    touched_periods,
)
from attendance.views.asking import STAFF, PupilPage, pupil_page
from patients.querysets import TEAM
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.curriculum.models import Period
from seho.text import plural

TAB = "attendance:assessment"
OTHERS = "otras"


@dataclass(frozen=True)
class MarkRow:
    """A competency with its form in the chosen period, what stands behind it and what other periods say."""

    row: CompetencyRow
    form: MarkForm
    evidence: Evidence
    works: tuple[Work, ...]
    others: tuple[tuple[Period | None, Assessment], ...]

    @property
    def mark(self) -> Assessment | None:
        return self.form.stored


@roles(*STAFF)
@require_http_methods(["GET", "POST"])
def grid(request: SignedRequest, pk: int) -> HttpResponse:
    """Whoever may assess gets the form of one period (`?bimestre=`); everybody the table of all of them."""
    page = pupil_page(request, pk, TAB)
    periods = touched_periods(page.episode, page.day)
    rows = assessment_rows(page.episode, periods, page.day)
    columns = list(rows[0].marks) if rows else []
    period = _asked_period(request, columns)
    may_assess = can_assess(request.user, page.episode)
    if request.method == "POST":
        require(may_assess)
    sent = request.POST if request.method == "POST" else None
    with_others = _asks_others(request, rows)
    asked = [row for row in rows if row.is_goal or with_others]
    forms = [_form(row, period, sent) for row in asked] if may_assess else []
    if sent is not None and _save(request, page, period, forms):
        return redirect(f"{request.get_full_path()}")
    context = {
        **page.context,
        "rows": rows,
        "shown_rows": [row for row in rows if any(row.marks.values())],
        "columns": columns,
        "period": period,
        "period_chips": _chips(request, columns, period),
        "mark_rows": _mark_rows(request, page, asked, forms, period),
        "with_others": with_others,
        "others_url": _others_url(request),
        "done": sum(row.is_goal and row.marks[period] is not None for row in rows) if columns else 0,
        "goals": sum(row.is_goal for row in rows),
        "may_assess": bool(may_assess),
        "rules": RuleBook().of_episode(page.episode, page.day),
    }
    return render(request, "attendance/assessment.html", context)


def _asks_others(request: SignedRequest, rows: list[CompetencyRow]) -> bool:
    """The competencies that the plan does not prioritise stand in the form when they are asked for, or were sent."""
    others = [row.competency.pk for row in rows if not row.is_goal]
    return len(others) == len(rows) or OTHERS in request.GET or any(f"c{pk}-version" in request.POST for pk in others)


def _others_url(request: SignedRequest) -> str:
    query = request.GET.copy()
    query[OTHERS] = "1"
    return f"?{query.urlencode()}"


def _form(row: CompetencyRow, period: Period | None, sent: Any) -> MarkForm:
    return MarkForm(sent, competency_id=row.competency.pk, mark=row.marks[period])


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
    saved, failed = len(outcome.saved), len(asked) - len(outcome.saved)
    words = plural(saved, "competencia", "competencias")
    if failed:
        messages.warning(request, f"Guardado: {words}. Falta revisar {failed}: vea el mensaje junto a cada una.")
    elif saved:
        messages.success(request, f"Evaluación guardada: {words}.")
    else:
        messages.info(request, "No había cambios que guardar.")
    return not failed and not (only and _others_changed(forms, only))


def _others_changed(forms: list[MarkForm], only: str) -> bool:
    """One row was saved while others hold what was typed and not yet saved: the page must keep it."""
    return any(form.is_changed for form in forms if str(form.competency_id) != only)


def _mark_rows(
    request: SignedRequest,
    page: PupilPage,
    rows: list[CompetencyRow],
    forms: list[MarkForm],
    period: Period | None,
) -> list[MarkRow]:
    if not forms:
        return []
    evidence = evidence_of(page.episode, page.day)
    works: dict[int, list[Work]] = {}
    for work in Work.objects.visible_to(request.user).filter(episode=page.episode, removed_at=None):
        works.setdefault(work.competency_id, []).append(work)
    return [
        MarkRow(
            row=row,
            form=form,
            evidence=evidence.get(row.competency.pk, Evidence(0, ())),
            works=tuple(works.get(row.competency.pk, ())),
            others=tuple((other, mark) for other, mark in row.marks.items() if other != period and mark),
        )
        for row, form in zip(rows, forms, strict=True)
    ]


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


@roles(*TEAM)
@require_GET
def overview(request: SignedRequest) -> HttpResponse:
    """Who is evaluated and who is not yet, in the period that runs: pupils by their plan's competencies."""
    day: date = today()
    context = {"day": day, "lines": evaluation_board(request.user, day)}
    return render(request, "attendance/assessment_overview.html", context)
