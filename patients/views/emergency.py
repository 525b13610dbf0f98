"""Opening a record outside one's scope in an emergency: asked, read for an hour, ended, reviewed (design, section 5).

Nothing else opens by it: `Patient.objects.visible_to` knows nothing of these accesses.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients import emergency as record
from patients.forms.emergency import EmergencyForm, ReviewForm
from patients.models import EmergencyAccess
from patients.permissions import can_review_emergency
from patients.queries.emergency import MOST, accesses_seen, own_record
from patients.rules.emergency import MINUTES, minutes_left, seconds_left
from patients.services.emergency import end_emergency, open_emergency, review_emergency
from patients.views.asking import attempt
from seho.accounts import audit, throttle
from seho.accounts.enums import EMERGENCY_ROLES, AccessKind, Role
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import now, today
from seho.network.models import Seho

NOT_OPENED = (
    "No se abrió ningún expediente con ese documento. Compruebe el número; si es correcto, no hay un expediente que "
    "pueda abrirse así: comuníquese con la UGEL del servicio."
)


@roles(*EMERGENCY_ROLES)
@never_cache
@require_http_methods(["GET", "POST"])
def emergency(request: SignedRequest) -> HttpResponse:
    """Ask for a record by its document; below, what was opened that concerns this person."""
    user, moment = request.user, now()
    sehos = Seho.objects.filter(pk__in=user.scope.seho_ids(Role.COORDINATOR, Role.TEACHER))
    form = EmergencyForm(request.POST or None, sehos=sehos)
    if request.method == "POST" and form.is_valid() and (answer := _open(request, form, moment)) is not None:
        return answer
    accesses = [_seen(row, user, moment) for row in accesses_seen(user)[:MOST]]
    context = {
        "form": form, "accesses": accesses, "minutes": MINUTES, "may_review": user.scope.has(Role.COORDINATOR),
    }  # fmt: skip
    return render(request, "patients/emergency.html", context)


def _open(request: SignedRequest, form: EmergencyForm, moment: datetime) -> HttpResponse | None:
    """Every asking counts against the account, whatever comes of it."""
    user, key = request.user, str(request.user.pk)
    if seconds := throttle.seconds_to_wait(request, throttle.EMERGENCY, key):
        form.add_error(
            None, f"Pidió demasiados expedientes. {throttle.waiting_sentence(seconds)} y vuelva a intentarlo."
        )
        return None
    throttle.consume(request, throttle.EMERGENCY, key)
    asked = form.asked()
    own = own_record(user, asked.document_type, asked.document_number)
    if own is not None:
        messages.info(request, "Es de su servicio: puede abrir su expediente sin este acceso.")
        return redirect(own)
    try:
        opened = open_emergency(by=user, opened_from=form.opened_from, asked=asked, now=moment)
    except ValidationError as refusal:
        form.show_refusal(refusal)
        return None
    if opened is None:
        form.add_error(None, NOT_OPENED)
        return None
    return redirect("patients:emergency_record", opened.pk)


@roles(*EMERGENCY_ROLES)
@never_cache
@require_GET
def emergency_record(request: SignedRequest, pk: int) -> HttpResponse:
    """The minimum of the record, while it is open; each reading stands in the log of both services."""
    user, moment = request.user, now()
    readable = EmergencyAccess.objects.readable_by(user, moment)
    access = readable.select_related("patient__mother_tongue", "seho", "opened_from").filter(pk=pk).first()
    if access is None:
        get_object_or_404(EmergencyAccess, pk=pk, opened_by=user)
        messages.info(request, "Ese acceso por emergencia terminó.")
        return redirect("patients:emergency")
    _log_reading(request, access)
    context = {
        "access": access,
        "parts": record.parts_of(access, today()),
        "minutes": minutes_left(access.expires_at, moment),
    }
    response = render(request, "patients/emergency_record.html", context)
    # What stands on the screen goes with the time, also when nobody touches it.
    response["Refresh"] = f"{seconds_left(access.expires_at, moment) + 1};url={reverse('patients:emergency')}"
    return response


def _log_reading(request: SignedRequest, access: EmergencyAccess) -> None:
    """To the service that holds the record, whose it is; to that of the reader, only that one was read, and why."""
    kind, detail = AccessKind.EMERGENCY, access.get_ground_display()
    audit.log_access(by=request.user, kind=kind, obj=access, request=request, detail=detail, seho=access.seho)
    own = access.opened_from
    if own is not None and own.pk != access.seho_id:
        audit.log_access(by=request.user, kind=kind, obj=EmergencyAccess, request=request, detail=detail, seho=own)


@roles(*EMERGENCY_ROLES)
@require_POST
def emergency_end(request: SignedRequest, pk: int) -> HttpResponse:
    access = get_object_or_404(EmergencyAccess, pk=pk, opened_by=request.user)
    end_emergency(by=request.user, access=access, now=now())
    messages.success(request, "Terminó el acceso por emergencia.")
    return redirect("patients:emergency")


@roles(Role.COORDINATOR)
@never_cache
@require_http_methods(["GET", "POST"])
def emergency_review(request: SignedRequest, pk: int) -> HttpResponse:
    """Who opened what, when and why; the coordinator who holds the record says that it was read of."""
    user, moment = request.user, now()
    access = get_object_or_404(accesses_seen(user), pk=pk)
    permission = can_review_emergency(user, access)
    form = ReviewForm(request.POST or None)
    if request.method == "POST":
        require(permission)
        if form.is_valid():
            note = form.cleaned_data["note"]
            done = attempt(form, lambda: review_emergency(by=user, access=access, note=note, now=moment))
            if done is not None:
                messages.success(request, "Quedó anotado que revisó el acceso.")
                return redirect("patients:emergency")
    line = _seen(access, user, moment)
    context = {"line": line, "form": form if permission and not line["is_open"] else None}
    return render(request, "patients/emergency_review.html", context)


def _seen(access: EmergencyAccess, user: Any, moment: datetime) -> dict[str, Any]:
    """An access as this person may read of it: whose record it was, only who opened or holds it."""
    running = access.is_open_at(moment)
    is_held = access.seho_id in user.scope.seho_ids(Role.COORDINATOR)
    return {
        "access": access,
        "is_open": running,
        "is_own": access.opened_by_id == user.pk,
        "is_held": is_held,
        # After its time whoever opened it reads no name any more.
        "whose": str(access.patient) if is_held else "",
        "reason": access.reason if is_held or access.opened_by_id == user.pk else "",
        "minutes": minutes_left(access.expires_at, moment) if running else 0,
        "ended_at": access.ended_at or access.expires_at,
    }
