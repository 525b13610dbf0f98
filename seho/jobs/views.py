"""Trabajos: what goes on in the background for this person, how far it is, and how it ended.

Coordinators ask for papers, whoever keeps the catalogues for imports, team and supervisors for long lists.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.policy import roles
from seho.jobs import registry, services
from seho.jobs.enums import JobState
from seho.jobs.models import Job
from seho.network.querysets import CATALOGUE_KEEPERS

_TEAM = (Role.COORDINATOR, Role.TEACHER, Role.PSYCHOLOGIST)
ASKERS = (*_TEAM, Role.UGEL_SPECIALIST, Role.DRE_SPECIALIST, *CATALOGUE_KEEPERS)
PAGE_SIZE = 25
# Longer than this without beginning, somebody should look whether the worker runs.
SLOW_TO_START = timedelta(minutes=2)


@roles(*ASKERS)
@require_GET
def job_list(request: SignedRequest) -> HttpResponse:
    page = Paginator(Job.objects.visible_to(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "jobs/list.html", {"page": page})


@roles(*ASKERS)
@require_GET
def job(request: SignedRequest, pk: int) -> HttpResponse:
    """How far it is; the page asks again by itself until it ends, and may be left."""
    found = _job_or_404(request, pk)
    context = {"job": found, "page_url": registry.kind_of(found).page(found), "is_slow": is_slow(found)}
    return render(request, "jobs/job.html", context)


def is_slow(found: Job) -> bool:
    return found.state == JobState.WAITING and timezone.now() - found.beat_at > SLOW_TO_START


@roles(*ASKERS)
@require_POST
def resume(request: SignedRequest, pk: int) -> HttpResponse:
    found = _job_or_404(request, pk)
    try:
        services.resume(by=request.user, job=found)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect(registry.kind_of(found).page(found))


@roles(*ASKERS)
@require_POST
def stop(request: SignedRequest, pk: int) -> HttpResponse:
    found = _job_or_404(request, pk)
    services.stop(by=request.user, job=found)
    messages.info(request, "El trabajo se detuvo. Lo que ya estaba hecho queda hecho.")
    return redirect(registry.kind_of(found).page(found))


def _job_or_404(request: SignedRequest, pk: int) -> Job:
    found: Job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    return found
