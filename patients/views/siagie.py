"""The director: every state that waits to be confirmed, in one act (art. 10.3, 40.a)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from patients import services
from patients.forms.siagie import StatesForm
from patients.queries import states_to_confirm
from patients.views.asking import attempt
from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.policy import roles
from seho.clock import today
from seho.text import plural


@roles(Role.DIRECTOR)
@require_http_methods(["GET", "POST"])
def siagie_pending(request: SignedRequest) -> HttpResponse:
    """All that wait are ticked; those that are registered another day are left out and stay here."""
    waiting = list(states_to_confirm(request.user.scope.school_ids(Role.DIRECTOR)))
    form = StatesForm(request.POST or None, waiting=waiting, today=today())
    if request.method == "POST" and form.is_valid():
        chosen, day = form.chosen, form.cleaned_data["confirmed_on"]
        confirm = services.confirm_siagie_states
        if attempt(form, lambda: confirm(by=request.user, statuses=chosen, on=day, today=today())) is not None:
            told = plural(len(chosen), "estado en SIAGIE", "estados en SIAGIE")
            messages.success(request, f"Gracias: se confirmó el registro de {told}.")
            return redirect("patients:siagie_pending")
    return render(request, "patients/siagie_pending.html", {"form": form})
