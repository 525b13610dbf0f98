"""The report of the return to school (art. 14.1)."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from attendance.queries.support import last_support_part
from convalidation import permissions, services
from convalidation.forms import ReturnReportForm
from convalidation.models import ReturnReport
from convalidation.views.asking import STAFF, episode_or_404
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today


@roles(*STAFF)
@require_http_methods(["GET", "POST"])
def return_report(request: SignedRequest, pk: int) -> HttpResponse:
    """What family and school are told, and when they were told it: by word and in writing."""
    episode = episode_or_404(request, pk)
    require(permissions.can_write_return_report(request.user, episode))
    report = ReturnReport.objects.filter(episode=episode).first()
    # What the psychologist wrote of the last period is where the report begins: nobody types it again.
    offered = None if report else last_support_part(episode)
    initial = {"socioemotional_situation": offered.text} if offered else None
    form = ReturnReportForm(request.POST or None, instance=report, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        version = values.pop("version")
        try:
            services.save_return_report(by=request.user, episode=episode, values=values, version=version, today=today())
        except ValidationError as error:
            form.show_refusal(error)
        else:
            messages.success(request, "Se guardó el informe de reincorporación.")
            return redirect("convalidation:pupil", pk=episode.patient_id)
    return render(request, "convalidation/return_report.html", {"episode": episode, "form": form, "offered": offered})
