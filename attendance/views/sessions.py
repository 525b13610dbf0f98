"""One session: logged in one go for several pupils, read, corrected, cancelled."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attendance import services
from attendance.forms.sessions import CancelForm, SessionForm, first_values, values_of
from attendance.models import Session
from attendance.permissions import can_change_session, can_teach
from attendance.queries import (
    CompetencyBook,
    last_values,
    ready_for_session,
    round_pupils,
    same_day_slots,
    slot_of,
    teachable,
    teachers_of,
    with_people,
)
from attendance.rules import session_doubts
from attendance.views.asking import READERS, TEACHERS
from patients.models import Episode, Patient
from seho.accounts.http import SignedRequest
from seho.accounts.models import User
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.accounts.queries import history
from seho.clock import today
from seho.network.models import Seho
from seho.text import plural

# Yesterday's session of a pupil who was discharged today can still be logged.
RECENT_DAYS = 7
UNDONE = "Se deshizo al registrarla"


@roles(*TEACHERS)
@require_http_methods(["GET", "POST"])
def create(request: SignedRequest) -> HttpResponse:
    """Registrar sesión. `?estudiante=` ticks episodes, `?seho=` chooses among several services."""
    user = request.user
    day = today()
    ticked = request.GET.getlist("estudiante")
    sehos = list(Seho.objects.filter(pk__in=user.scope.seho_ids(*TEACHERS)).order_by("short_name"))
    seho = _asked_seho(request, sehos, ticked)
    require(can_teach(user, seho.pk))
    episodes = ready_for_session(teachable(user, day, recent_days=RECENT_DAYS).filter(seho=seho))
    form = SessionForm(
        request.POST or None,
        initial={
            **first_values(last_values(user, seho.pk), day=day, teacher=user, ticked=ticked),
            "client_id": uuid.uuid4(),
        },
        pupils=round_pupils(episodes, day),
        teachers=teachers_of([seho.pk], day),
        book=CompetencyBook(day),
    )
    if request.method == "POST" and form.is_valid():
        try:
            session = services.log_session(
                by=user, seho=seho, entry=form.entry(), pupils=form.attendances(),
                taught_by=form.cleaned_data["professionals"], today=day,
            )  # fmt: skip
        except ValidationError as refusal:
            form.show_refusal(refusal)
        else:
            _tell_logged(request, session)
            return redirect("attendance:today")
    chips = [{"label": one.short_name, "url": f"?seho={one.pk}", "active": one == seho, "count": None} for one in sehos]
    context = {"form": form, "seho": seho, "chips": chips if len(sehos) > 1 else [], "session": None}
    return render(request, "attendance/session_form.html", context)


def _asked_seho(request: SignedRequest, sehos: list[Seho], ticked: list[str]) -> Seho:
    """The service of the address, else that of the first ticked pupil, else the person's first."""
    asked = request.GET.get("seho", "")
    if not asked and ticked and ticked[0].isdigit():
        asked = str(Episode.objects.filter(pk=ticked[0]).values_list("seho_id", flat=True).first() or "")
    return next((seho for seho in sehos if str(seho.pk) == asked), sehos[0])


def _tell_logged(request: SignedRequest, session: Session) -> None:
    session = with_people(Session.objects.filter(pk=session.pk)).get()
    present = sum(row.attended for row in session.participations.all())
    words = plural(present, "estudiante", "estudiantes")
    undo_url = reverse("attendance:session_undo", args=[session.pk])
    messages.success(request, f"Se registró la sesión con {words}.", extra_tags=f"undo={undo_url}")
    for doubt in session_doubts(slot_of(session), same_day_slots(session)):
        messages.warning(request, doubt)


@roles(*READERS)
@require_GET
def detail(request: SignedRequest, pk: int) -> HttpResponse:
    session = _session_or_404(request, pk)
    rows = list(session.participations.all())
    known = Patient.objects.visible_to(request.user).filter(pk__in=[row.episode.patient_id for row in rows])
    context = {
        "session": session,
        "rows": rows,
        "openable": set(known.values_list("pk", flat=True)),
        "may_change": bool(can_change_session(request.user, session)) and session.cancelled_at is None,
        "lines": history(session),
    }
    return render(request, "attendance/session_detail.html", context)


@roles(*TEACHERS)
@require_http_methods(["GET", "POST"])
def correct(request: SignedRequest, pk: int) -> HttpResponse:
    user = request.user
    session = _session_to_change(request, pk)
    day = today()
    taught = [row.episode_id for row in session.participations.all()]
    current = ready_for_session(teachable(user, day, recent_days=RECENT_DAYS).filter(seho=session.seho))
    in_session = ready_for_session(Episode.objects.filter(pk__in=taught))
    episodes = {episode.pk: episode for episode in (*in_session, *current)}
    people = teachers_of([session.seho_id], day) | User.objects.filter(sessions_taught=session)
    form = SessionForm(
        request.POST or None,
        initial=values_of(session),
        pupils=round_pupils(episodes.values(), day),
        teachers=people.distinct(),
        book=CompetencyBook(session.held_on),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_session(
                by=user, session=session, entry=form.entry(), pupils=form.attendances(),
                taught_by=form.cleaned_data["professionals"], version=form.cleaned_data["version"],
                today=day,
            )  # fmt: skip
        except ValidationError as refusal:
            form.show_refusal(refusal)
        else:
            messages.success(request, "Se corrigió la sesión; lo anterior queda en su historial.")
            return redirect(session)
    context = {"form": form, "seho": session.seho, "chips": [], "session": session}
    return render(request, "attendance/session_form.html", context)


@roles(*TEACHERS)
@require_http_methods(["GET", "POST"])
def cancel(request: SignedRequest, pk: int) -> HttpResponse:
    session = _session_to_change(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.cancel_session(by=request.user, session=session, reason=form.cleaned_data["reason"])
        messages.success(request, "Se anuló la sesión: ya no cuenta.")
        return redirect(session)
    return render(request, "attendance/session_cancel.html", {"session": session, "form": form})


@roles(*TEACHERS)
@require_POST
def undo(request: SignedRequest, pk: int) -> HttpResponse:
    """Take back what was logged a moment ago; the row stays, cancelled."""
    session = _session_to_change(request, pk)
    services.cancel_session(by=request.user, session=session, reason=UNDONE)
    messages.info(request, "Se deshizo: la sesión quedó anulada.")
    return redirect("attendance:today")


def _session_or_404(request: SignedRequest, pk: int) -> Session:
    return get_object_or_404(with_people(Session.objects.visible_to(request.user)), pk=pk)


def _session_to_change(request: SignedRequest, pk: int) -> Session:
    session = _session_or_404(request, pk)
    require(can_change_session(request.user, session))
    return session
