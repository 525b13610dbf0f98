"""Cómo te sientes: the five faces that are held out to the pupil, before and after a session."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from attendance import services
from attendance.enums import Mood
from attendance.models import Session, WellBeing
from attendance.permissions import can_ask_mood
from attendance.queries.support import begun_today
from attendance.views.asking import PupilPage, pupil_page
from patients.querysets import TEAM
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles

TAB = "attendance:pupil_support"
MOMENTS = {"antes": "before", "despues": "after"}


@roles(*TEAM)
@require_http_methods(["GET", "POST"])
def ask(request: SignedRequest, pk: int) -> HttpResponse:
    """One question and five faces. `?sesion=` belongs to a session, `?momento=` says before or after it.

    Once answered the page thanks: whoever holds the phone sees nothing of the file.
    """
    page = pupil_page(request, pk, TAB)
    require(can_ask_mood(request.user, page.episode))
    session = _asked_session(request, page)
    pair = _pair(page, session)
    moment = _moment(request, session, pair)
    back = session.get_absolute_url() if session else f"{reverse(TAB, args=[pk])}{page.context['query']}"
    if request.method == "POST":
        try:
            row = services.answer_mood(
                by=request.user, episode=page.episode, moment=MOMENTS[moment], session=session, pair=pair,  # type: ignore[arg-type]
                mood=_touched(request), today=page.day,
            )  # fmt: skip
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            undo_url = f"{reverse('attendance:mood_undo', args=[row.pk])}?momento={moment}"
            messages.success(request, "Respuesta guardada.", extra_tags=f"undo={undo_url}")
            return redirect(_here(request, moment, thanks=True))
    context = {
        "patient": page.patient,
        "moods": list(Mood),
        "moment": moment,
        "other": "antes" if moment == "despues" else "despues",
        "other_url": _here(request, "antes" if moment == "despues" else "despues"),
        "thanks": "gracias" in request.GET,
        "session": session,
        "back": back,
    }
    return render(request, "attendance/support/mood.html", context)


@roles(*TEAM)
@require_POST
def undo(request: SignedRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(WellBeing.objects.visible_to(request.user).select_related("episode__seho"), pk=pk)
    require(can_ask_mood(request.user, row.episode))
    moment = MOMENTS.get(request.GET.get("momento", ""), "after")
    services.take_mood_back(by=request.user, row=row, moment=moment)  # type: ignore[arg-type]
    messages.info(request, "Se retiró la respuesta: puede preguntar otra vez.")
    return redirect(TAB, row.episode.patient_id)


def _asked_session(request: SignedRequest, page: PupilPage) -> Session | None:
    """A session of this pupil that this person may see; nonsense in the address is none."""
    asked = request.GET.get("sesion", "")
    if not asked.isdecimal():
        return None
    rows = Session.objects.visible_to(request.user).filter(cancelled_at=None, participations__episode=page.episode)
    return get_object_or_404(rows, pk=asked)


def _pair(page: PupilPage, session: Session | None) -> WellBeing | None:
    if session is None:
        return begun_today(page.episode, page.day)
    return WellBeing.objects.filter(episode=page.episode, session=session).first()


def _moment(request: SignedRequest, session: Session | None, pair: WellBeing | None) -> str:
    """What the address says; else after, where "before" was answered or the session was held already."""
    asked = request.GET.get("momento", "")
    if asked in MOMENTS:
        return asked
    return "despues" if session is not None or (pair is not None and pair.before is not None) else "antes"


def _touched(request: SignedRequest) -> int:
    value = request.POST.get("mood", "")
    return int(value) if value.isdecimal() and len(value) < 3 else 0


def _here(request: SignedRequest, moment: str, *, thanks: bool = False) -> str:
    query: Any = request.GET.copy()
    query["momento"] = moment
    query.pop("gracias", None)
    if thanks:
        query["gracias"] = "1"
    return f"{request.path}?{query.urlencode()}"
