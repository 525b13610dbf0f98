"""Informe mensual: a scope and a month are chosen, the PDF is made in the background."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from seho.accounts.http import SignedRequest
from seho.accounts.policy import roles
from seho.clock import today
from seho.panel.exports import services
from seho.panel.exports.catalogue import MONTHLY
from seho.panel.exports.forms import AskForm
from seho.panel.exports.monthly import STEPS, month_asked
from seho.panel.exports.sheets import STAFF_AND_FIGURES
from seho.panel.indicators.calendars import national_calendar
from seho.panel.indicators.periods import PeriodKind, named_periods
from seho.panel.indicators.scope import scopes_of


@roles(*STAFF_AND_FIGURES)
@require_http_methods(["GET", "POST"])
def monthly(request: SignedRequest) -> HttpResponse:
    """The last whole month is offered first; the one that goes on can be chosen too."""
    user, day = request.user, today()
    months = [one for one in named_periods(day, national_calendar()) if one.kind == PeriodKind.MONTH]
    form = AskForm(request.POST if request.method == "POST" else None, initial={"client_id": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        asked = month_asked(user, request.POST.dict(), day)
        export = services.start_export(
            by=user, what=MONTHLY, query=f"ambito={asked.scope.key}&periodo={asked.period.key}",
            title=f"Informe mensual: {asked.period.label}, {asked.scope.title}", total=STEPS,
            client_id=form.cleaned_data["client_id"],
        )  # fmt: skip
        return redirect(export)
    wanted = request.GET.get("periodo", "")
    whole = next((one for one in months if not one.goes_on(day)), months[0])
    context = {
        "months": months,
        "chosen": next((one for one in months if one.key == wanted), whole),
        "scopes": scopes_of(user),
        "scope_key": request.GET.get("ambito", ""),
        "form": form,
        "day": day,
    }
    return render(request, "panel/exports/monthly_ask.html", context)
