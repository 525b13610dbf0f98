"""The round and the quick log without signal: what a device takes along, and what it sends later."""

from __future__ import annotations

import contextlib
import hashlib
import json
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from attendance.forms.sessions import SessionForm
from attendance.models import Session
from attendance.queries import CompetencyBook, ready_for_session, round_pupils, teachable, teachers_of, with_people
from attendance.queries.device import device_round
from attendance.services.device import EntryConflict, receive_entry
from attendance.views.asking import TEACHERS
from attendance.views.sessions import RECENT_DAYS, doubts_of
from patients.models import Episode
from seho.accounts.http import SignedRequest
from seho.accounts.models import User
from seho.accounts.policy import public, roles
from seho.accounts.sessions import browser_owner
from seho.accounts.throttle import Pace
from seho.clock import today
from seho.entries import Entry, EntryKind, tell
from seho.network.models import Seho

# All that the page without signal is made of; the worker keeps these and nothing else.
SHELL_FILES = (
    "vendor/bootstrap-5.3.9/bootstrap-parts.min.css",
    "vendor/source-sans-3-5.3.0/source-sans-3-latin-wght-normal.woff2",
    "css/app.css",
    "icons.svg",
    "mark.svg",
    "js/theme.js",
    "js/device/cipher.js",
    "js/device/queue.js",
    "js/device/store.js",
    "js/device/device.js",
    "js/device/wire.js",
    "js/device/shell.js",
    "js/device/shell/draw.js",
    "js/device/shell/log.js",
    "js/device/shell/queue.js",
    "js/device/shell/round.js",
)
_GONE = "Ya no tiene un rol en el SEHO de este registro: no se puede escribir en su nombre."
_PACE = Pace(most=600, seconds=300)


# --- What may be kept: a page without data, and the worker that keeps it -----------------------------------


@public
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker of the whole program. Its bytes change with the page or with any of its files."""
    shell = reverse("attendance:device_shell")
    files = [static(name) for name in SHELL_FILES]
    page = render_to_string("attendance/device/shell.html", request=request)
    made_of = {
        "version": hashlib.sha256(f"{page}{files}".encode()).hexdigest()[:16],
        "shell": shell,
        "files": files,
        "place": reverse("attendance:today"),
        "form": reverse("attendance:session_new"),
        "session": reverse("accounts:session"),
    }
    context = {
        "made_of": mark_safe(json.dumps(made_of)),  # noqa: S308 -- addresses of our own, into a script
        # Older browsers take no modules in a worker: theirs sends nothing on its own.
        "is_module": request.GET.get("forma") != "clasica",
    }
    answer = render(request, "attendance/device/sw.js", context, content_type="text/javascript")
    answer["Service-Worker-Allowed"] = "/"
    answer["Cache-Control"] = "no-cache"
    return answer


@public
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """So that a tablet can keep the program beside its other ones."""
    icons = [
        {"src": static(f"icons/{name}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for name, size, purpose in (
            ("app-192", 192, "any"), ("app-512", 512, "any"), ("app-maskable-512", 512, "maskable"))
    ]  # fmt: skip
    described = {
        "name": "Aula Puente",
        "short_name": "Aula Puente",
        "lang": "es-PE",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f4f0",
        "theme_color": "#07383f",
        "icons": icons,
    }
    return HttpResponse(json.dumps(described), content_type="application/manifest+json")


@public
@require_GET
def shell(request: HttpRequest) -> HttpResponse:
    """The page without signal: no data of anybody in it; what it shows the device itself has kept."""
    return render(request, "attendance/device/shell.html")


# --- What goes along, and what comes back -----------------------------------------------------------------------


@roles(*TEACHERS)
@never_cache
@require_GET
def round_json(request: SignedRequest) -> JsonResponse:
    return JsonResponse(device_round(request.user, today()))


@roles(*TEACHERS)
@never_cache
@require_POST
def receive(request: SignedRequest) -> JsonResponse:
    """One entry of a device. Every answer has a `state`; what has none did not come from here.

    `written` or `known`: it is in the record, `doubts` are worth a second look. `refused`: with its reasons.
    `conflict`: both sides. `other_person`: not of whoever is signed in. `busy`: later.
    """
    user = request.user
    if request.POST.get("owner") != browser_owner(user):
        return _answer("other_person", status=409)
    if not _PACE.keeps(user.pk):
        return _answer("busy", status=429)
    asked = request.POST.get("seho", "")
    mine = Seho.objects.filter(pk__in=user.scope.seho_ids(*TEACHERS))
    seho = mine.filter(pk=asked).first() if asked.isdigit() else None
    if seho is None:
        return _answer("refused", status=422, reasons=[{"label": "", "text": _GONE}])
    form = _form(request, seho)
    if form.is_valid():
        try:
            return _written(request, seho, form)
        except EntryConflict as conflict:
            return _conflict(conflict)
        except ValidationError as refusal:
            form.show_refusal(refusal)
    return _answer("refused", status=422, reasons=_reasons(form))


def _form(request: SignedRequest, seho: Seho) -> SessionForm:
    """The form of the quick log, with those who were sent and no others."""
    user, day = request.user, today()
    sent = [pk for pk in request.POST.getlist("pupils") if pk.isdigit()]
    known = _known(request, seho)
    taught = Episode.objects.filter(participations__session__in=known)
    current = teachable(user, day, recent_days=RECENT_DAYS).filter(seho=seho)
    episodes = ready_for_session(Episode.objects.filter(pk__in=current.values("pk")) | taught)
    people = teachers_of([seho.pk], day) | User.objects.filter(sessions_taught__in=known)
    return SessionForm(
        request.POST,
        pupils=round_pupils(episodes.filter(pk__in=sent).distinct(), day),
        teachers=people.distinct(),
        book=CompetencyBook(day),
        owner=f"{user.pk}-{seho.pk}",
        is_new=False,
    )


def _known(request: SignedRequest, seho: Seho) -> Any:
    """The session that this entry already is, when it was sent before."""
    field = SessionForm.base_fields["client_id"]
    try:
        client_id = field.clean(request.POST.get("client_id"))
    except ValidationError:
        return Session.objects.none()
    return Session.objects.visible_to(request.user).filter(seho=seho, client_id=client_id)


def _written(request: SignedRequest, seho: Seho, form: SessionForm) -> JsonResponse:
    receipt = receive_entry(
        by=request.user, seho=seho, entry=form.entry(), pupils=form.attendances(),
        taught_by=form.cleaned_data["professionals"], version=form.cleaned_data["version"], today=today(),
    )  # fmt: skip
    session = receipt.session
    if receipt.is_new and session.version == 1:
        tell(Entry(EntryKind.SESSION, seho.pk, saved_on=_made_on(request), happened_on=session.held_on))
    state = "written" if receipt.is_new else "known"
    doubts = doubts_of(with_people(Session.objects.filter(pk=session.pk)).get()) if receipt.is_new else []
    return _answer(state, version=session.version, url=session.get_absolute_url(), doubts=doubts)


def _made_on(request: SignedRequest) -> date:
    """The day on which it was written down, as the device says; no later than today."""
    day = today()
    with contextlib.suppress(ValueError):
        return min(day, date.fromisoformat(request.POST.get("made_on", "")))
    return day


def _conflict(conflict: EntryConflict) -> JsonResponse:
    session = conflict.session
    return _answer(
        "conflict",
        status=409,
        version=session.version,
        is_own_first=conflict.is_own_first,
        is_cancelled=session.cancelled_at is not None,
        url=session.get_absolute_url(),
        differences=[vars(line) for line in conflict.differences],
    )


def _reasons(form: SessionForm) -> list[dict[str, str]]:
    """What was refused, by the words of its field; what is about one pupil alone names the initials."""
    whose = {str(pupil.episode.pk): pupil.episode.patient.initials for pupil in form.round}
    reasons = []
    for name, errors in form.errors.items():
        label = str(form.fields[name].label or "") if name in form.fields else ""
        initials = whose.get(name.rpartition("_")[2], "")
        label = f"{initials}: {label}" if initials else label
        reasons += [{"label": label, "text": str(text)} for text in errors]
    return reasons


def _answer(state: str, status: int = 200, **more: Any) -> JsonResponse:
    return JsonResponse({"state": state, **more}, status=status)
