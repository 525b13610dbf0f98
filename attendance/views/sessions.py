"""One session: logged in one go for several pupils, read, corrected, cancelled, restored."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attendance import services
from attendance.forms.sessions import ReasonForm, SessionForm, first_values, values_of
from attendance.frozen import Frozen, frozen_by
from attendance.models import Session
from attendance.permissions import can_change_session, can_teach, paper_of
from attendance.permissions.helpers import reaches_a_service
from attendance.queries import (
    CompetencyBook,
    RoundPupil,
    last_values,
    ready_for_session,
    round_pupils,
    same_day_slots,
    slot_of,
    teachable,
    teachers_of,
    with_people,
)
from attendance.queries.support import mood_lines
from attendance.rules import session_doubts
from attendance.views.asking import READERS, TEACHERS
from patients.models import Episode, Patient
from patients.views.asking import act_page, attempt
from seho import entries
from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.models import User
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.accounts.queries import history
from seho.clock import today
from seho.entries import EntryKind, timed
from seho.network.models import Seho
from seho.text import plural

# Yesterday's session of a pupil who was discharged today can still be logged.
RECENT_DAYS = 7
UNDONE = "Se deshizo al registrarla"


@roles(*TEACHERS)
@require_http_methods(["GET", "POST"])
@timed(EntryKind.SESSION)
def create(request: SignedRequest) -> HttpResponse:
    """Registrar sesión. `?estudiante=` ticks episodes, `?sala=` a whole stop, `?seho=` chooses among services."""
    user = request.user
    day = today()
    asked = request.GET.getlist("estudiante")
    sehos = list(Seho.objects.filter(pk__in=user.scope.seho_ids(*TEACHERS)).order_by("short_name"))
    seho = _asked_seho(request, sehos, asked)
    require(can_teach(user, seho.pk))
    form = _new_form(request, seho, asked, day)
    if request.method == "POST" and form.is_valid():
        session = attempt(
            form,
            lambda: services.log_session_with_photos(
                by=user, seho=seho, entry=form.entry(), pupils=form.attendances(),
                taught_by=form.cleaned_data["professionals"], photos=form.session_photos(), today=day,
            ),
        )  # fmt: skip
        if session is not None:
            entries.made(request, seho_id=seho.pk, happened_on=session.held_on)
            _tell_logged(request, session)
            return redirect("attendance:today")
    chips = [{"label": one.short_name, "url": f"?seho={one.pk}", "active": one == seho, "count": None} for one in sehos]
    context = {"form": form, "seho": seho, "chips": chips if len(sehos) > 1 else [], "session": None}
    return render(request, "attendance/session_form.html", context)


def _new_form(request: SignedRequest, seho: Seho, asked: list[str], day: date) -> SessionForm:
    user = request.user
    pupils = round_pupils(ready_for_session(teachable(user, day, recent_days=RECENT_DAYS).filter(seho=seho)), day)
    ticked = _ticked(pupils, asked, request.GET.getlist("sala"))
    settings = [one.episode.setting for one in ticked or pupils]
    keys = [str(one.episode.pk) for one in ticked]
    last = first_values(last_values(user, seho.pk), day=day, teacher=user, ticked=keys, settings=settings)
    return SessionForm(
        request.POST or None,
        request.FILES or None,
        initial={**last, "client_id": uuid.uuid4()},
        pupils=pupils,
        teachers=teachers_of([seho.pk], day),
        book=CompetencyBook(day),
        owner=f"{user.pk}-{seho.pk}",
    )


def _ticked(pupils: list[RoundPupil], asked: list[str], stops: list[str]) -> list[RoundPupil]:
    """Those of the address who may be ticked: one by one, or all in attention at a stop of the round."""
    return [
        one for one in pupils if str(one.episode.pk) in asked or (one.spot.key in stops and one.episode.ends_on is None)
    ]


def _asked_seho(request: SignedRequest, sehos: list[Seho], ticked: list[str]) -> Seho:
    """The service of the address, else that of the first ticked pupil, else the person's first."""
    require(reaches_a_service(sehos))
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
    for doubt in doubts_of(session):
        messages.warning(request, doubt)


def doubts_of(session: Session) -> list[str]:
    """What is worth a second look once it is logged; the session `with_people`."""
    doubts = session_doubts(slot_of(session), same_day_slots(session))
    pupils = [row.episode_id for row in session.participations.all()]
    if paper := frozen_by(pupils, [session.held_on]):
        doubts.append(f"Ese día figura en un documento ya emitido ({paper}): esta sesión no está en él.")
    return doubts


@roles(*READERS)
@require_GET
def detail(request: SignedRequest, pk: int) -> HttpResponse:
    session = _session_or_404(request, pk)
    rows = list(session.participations.all())
    known = Patient.objects.visible_to(request.user).filter(pk__in=[row.episode.patient_id for row in rows])
    permission = can_change_session(request.user, session)
    # Who may change it although a paper tells of it is the coordinator.
    is_coordinator = session.seho_id in request.user.scope.seho_ids(Role.COORDINATOR)
    context = {
        "session": session,
        "rows": rows,
        "openable": set(known.values_list("pk", flat=True)),
        "permission": permission,
        "paper": paper_of(session) if is_coordinator else None,
        "is_told_why": not permission and bool(can_teach(request.user, session.seho_id)),
        "lines": history(session),
        "mood_lines": mood_lines(request.user, session, rows),
    }
    return render(request, "attendance/session_detail.html", context)


@roles(*TEACHERS)
@require_http_methods(["GET", "POST"])
def correct(request: SignedRequest, pk: int) -> HttpResponse:
    user = request.user
    session = _session_to_change(request, pk)
    day = today()
    paper = paper_of(session)
    form = _correction_form(request, session, day, is_frozen=paper is not None)
    if request.method == "POST" and form.is_valid():
        corrected = attempt(
            form,
            lambda: services.correct_session(
                by=user, session=session, entry=form.entry(), pupils=form.attendances(),
                taught_by=form.cleaned_data["professionals"], version=form.cleaned_data["version"],
                today=day, reason=form.cleaned_data.get("reason", ""),
            ),
        )  # fmt: skip
        if corrected is not None:
            messages.success(request, "Se corrigió la sesión; lo anterior queda en su historial.")
            _tell_paper(request, paper)
            return redirect(session)
    context = {"form": form, "seho": session.seho, "chips": [], "session": session, "paper": paper}
    return render(request, "attendance/session_form.html", context)


def _correction_form(request: SignedRequest, session: Session, day: date, *, is_frozen: bool) -> SessionForm:
    """Who was in it and who is in attention now may be ticked; who taught it stays among the choices."""
    current = teachable(request.user, day, recent_days=RECENT_DAYS).filter(seho=session.seho)
    taught = Episode.objects.filter(pk__in=[row.episode_id for row in session.participations.all()])
    episodes = {one.pk: one for one in (*ready_for_session(taught), *ready_for_session(current))}
    people = teachers_of([session.seho_id], day) | User.objects.filter(sessions_taught=session)
    return SessionForm(
        request.POST or None,
        initial=values_of(session),
        pupils=round_pupils(episodes.values(), day),
        teachers=people.distinct(),
        book=CompetencyBook(session.held_on),
        owner=f"{request.user.pk}-{session.seho_id}",
        is_new=False,
        is_frozen=is_frozen,
    )


@roles(*TEACHERS)
@require_http_methods(["GET", "POST"])
def cancel(request: SignedRequest, pk: int) -> HttpResponse:
    """Taken back by a button, so nothing is asked; only where an issued paper tells of it, the reason."""
    session = _session_to_change(request, pk)
    paper = paper_of(session)
    form = ReasonForm(request.POST if request.method == "POST" else None, is_frozen=paper is not None)
    if request.method == "POST" and form.is_valid():
        services.cancel_session(by=request.user, session=session, reason=form.cleaned_data["reason"])
        undo_url = reverse("attendance:session_restore", args=[session.pk])
        tags = "" if paper else f"undo={undo_url}"
        messages.success(request, "Se anuló la sesión: ya no cuenta.", extra_tags=tags)
        _tell_paper(request, paper)
        return redirect(session)
    return render(request, "attendance/session_cancel.html", {"session": session, "form": form, "paper": paper})


@roles(*TEACHERS)
@require_POST
def undo(request: SignedRequest, pk: int) -> HttpResponse:
    """Take back what was logged a moment ago; the row stays, cancelled."""
    session = _session_to_change(request, pk)
    services.undo_session(by=request.user, session=session, reason=UNDONE)
    messages.info(request, "Se deshizo: la sesión quedó anulada.")
    return redirect("attendance:today")


@roles(*TEACHERS)
@require_http_methods(["GET", "POST"])
def restore(request: SignedRequest, pk: int) -> HttpResponse:
    """A cancelled session counts again; the page of the reason is only for what an issued paper tells."""
    session = _session_to_change(request, pk)
    paper = paper_of(session)
    form = ReasonForm(request.POST if request.method == "POST" else None, is_frozen=paper is not None)
    if request.method == "POST" and form.is_valid():
        restored = attempt(
            form,
            lambda: services.restore_session(
                by=request.user, session=session, today=today(), reason=form.cleaned_data["reason"]
            ),
        )
        if restored is not None:
            messages.success(request, "Se restauró la sesión: vuelve a contar.")
            _tell_paper(request, paper)
            return redirect(session)
    notes = (f"La sesión figura en un documento emitido ({paper}).",) if paper else ()
    return act_page(
        request, title="Restaurar sesión", form=form, act_label="Restaurar sesión", lead=str(session), notes=notes,
        back_url=session.get_absolute_url(), back_label="Sesión",
    )  # fmt: skip


def _tell_paper(request: SignedRequest, paper: Frozen | None) -> None:
    """What was issued says now something else than the session (R25)."""
    if paper is not None:
        messages.warning(
            request, f"{paper}: ya no dice lo mismo que la sesión. Reemplace ese documento desde la parte Documentos."
        )


def _session_or_404(request: SignedRequest, pk: int) -> Session:
    return get_object_or_404(with_people(Session.objects.visible_to(request.user)), pk=pk)


def _session_to_change(request: SignedRequest, pk: int) -> Session:
    session = _session_or_404(request, pk)
    require(can_change_session(request.user, session))
    return session
