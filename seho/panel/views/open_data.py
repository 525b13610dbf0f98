"""The open data of each year: made by the ministry, with what is inside and the hash of the file."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.policy import roles
from seho.clock import today
from seho.panel.exports import services
from seho.panel.exports.forms import AskForm
from seho.panel.exports.open_data import open_years, services_of_year
from seho.panel.indicators.periods import Period
from seho.panel.models import Export
from seho.panel.models.exports import OPEN_DATA


@dataclass(frozen=True)
class YearRow:
    """One year: its last file, or that which is being made; None where nobody asked for one."""

    year: str
    period: Period
    goes_on: bool
    export: Export | None


@roles(Role.MINEDU)
@require_http_methods(["GET", "POST"])
def open_data(request: SignedRequest) -> HttpResponse:
    day = today()
    periods = {one.key.removeprefix("anio-"): one for one in open_years(day)}
    form = AskForm(request.POST if request.method == "POST" else None, initial={"client_id": uuid.uuid4()})
    if request.method == "POST":
        year = request.POST.get("anio", "")
        if year not in periods:
            raise Http404("No encontramos ese año.")
        if form.is_valid():
            export = services.start_export(
                by=request.user, what=OPEN_DATA, query=f"anio={year}", title=f"Datos abiertos {year}",
                total=len(services_of_year()) + 1, client_id=form.cleaned_data["client_id"],
            )  # fmt: skip
            return redirect(export)
    last: dict[str, Export] = {}
    for export in Export.objects.filter(what=OPEN_DATA).select_related("job", "by").order_by("pk"):
        last[export.query] = export
    rows = [YearRow(year, one, one.goes_on(day), last.get(f"anio={year}")) for year, one in periods.items()]
    made = [row for row in rows if row.export] or rows[:1]
    context = {"rows": rows[:3] + [row for row in made if row not in rows[:3]], "form": form, "day": day}
    return render(request, "panel/exports/open_data.html", context)
