"""The bank of phrases: of the program, of the team, one's own favourites."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from attendance import services
from attendance.forms.evaluation import FavouriteForm, PhraseForm
from attendance.models import Phrase
from attendance.permissions import can_keep_phrases
from attendance.queries import bank_of
from patients.querysets import TEAM
from patients.views.asking import attempt
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.curriculum.models import Competency
from seho.network.models import Seho


@roles(*TEAM)
@require_http_methods(["GET", "POST"])
def bank(request: SignedRequest) -> HttpResponse:
    """`?competencia=` chooses one; sending the form adds a phrase of the team. htmx asks for the phrases alone."""
    competencies = list(Competency.objects.active_on(today()))
    asked = request.GET.get("competencia", "")
    chosen = next((one for one in competencies if str(one.pk) == asked), competencies[0] if competencies else None)
    if request.headers.get("HX-Request") == "true" and chosen is not None:
        return _part(request, chosen)
    sehos = Seho.objects.filter(pk__in=request.user.scope.seho_ids(*TEAM))
    form = PhraseForm(request.POST or None, sehos=sehos)
    if request.method == "POST" and chosen is not None and form.is_valid():
        require(can_keep_phrases(request.user, form.cleaned_data["seho"].pk))
        values = form.cleaned_data
        if attempt(form, lambda: services.add_phrase(by=request.user, competency=chosen, **values)):
            messages.success(request, "Frase agregada al banco del equipo.")
            return redirect(bank_url(chosen))
    context = {
        "competencies": competencies,
        "chosen": chosen,
        "groups": _groups(request, chosen) if chosen else [],
        "form": form,
    }
    return render(request, "attendance/evaluation/phrases.html", context)


def bank_url(competency: Competency) -> str:
    return reverse("attendance:phrases") + "?" + urlencode({"competencia": competency.pk})


def _groups(request: SignedRequest, competency: Competency) -> Any:
    return bank_of(request.user, competency, request.user.scope.seho_ids(*TEAM))


def _part(request: SignedRequest, competency: Competency) -> HttpResponse:
    context = {"competency": competency, "groups": _groups(request, competency)}
    return render(request, "attendance/evaluation/_phrases.html", context)


@roles(*TEAM)
@require_POST
def favourite(request: SignedRequest) -> HttpResponse:
    """The star: keep these words as one's own, or let them go."""
    form = FavouriteForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Esa frase ya no está: recargue la página.")
        return redirect("attendance:phrases")
    is_kept = attempt(form, lambda: services.toggle_favourite(by=request.user, **form.cleaned_data))
    competency = form.cleaned_data["competency"]
    if request.headers.get("HX-Request") == "true":
        return _part(request, competency)
    messages.success(request, "Frase entre sus favoritas." if is_kept else "Frase fuera de sus favoritas.")
    return redirect(bank_url(competency))


@roles(*TEAM)
@require_POST
def remove(request: SignedRequest, pk: int) -> HttpResponse:
    """Take a phrase of the team out of the bank; conclusions that began with it keep their words."""
    rows = Phrase.objects.visible_to(request.user).filter(owner=None).select_related("competency")
    phrase = get_object_or_404(rows, pk=pk)
    require(can_keep_phrases(request.user, phrase.seho_id))
    competency = phrase.competency
    services.remove_phrase(by=request.user, phrase=phrase)
    messages.success(request, "Frase quitada del banco del equipo.")
    return redirect(bank_url(competency))
