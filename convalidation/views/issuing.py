"""The team: the draft, and the issue for every purpose."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from convalidation import permissions, services
from convalidation.enums import Purpose
from convalidation.forms import EgressForm, IssueForm, ReplaceForm
from convalidation.models import Packet
from convalidation.queries.preparing import desk_of, preparing_warnings
from convalidation.queries.preview import Preview
from convalidation.queries.purposes import preview_of, return_preview
from convalidation.views.asking import STAFF, episode_or_404
from patients.models import Episode
from seho import entries
from seho.accounts import audit
from seho.accounts.enums import AccessKind
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.entries import EntryKind, timed
from seho.files import serve_bytes
from seho.papers.content import PaperError


@roles(*STAFF)
@require_GET
def preview_pdf(request: SignedRequest, pk: int) -> HttpResponseBase:
    """The packet as it stands, marked BORRADOR: no number, no code."""
    episode = episode_or_404(request, pk)
    require(permissions.can_prepare(request.user, episode))
    preview = _asked(request, episode)
    if not preview.can_draft:
        raise PermissionDenied(f"Todavía no se puede preparar el borrador. {preview.missing_words}")
    try:
        content = services.render_draft(preview)
    except PaperError as error:
        messages.error(request, str(error))
        return redirect("convalidation:pupil", pk=episode.patient_id)
    audit.log_access(by=request.user, kind=AccessKind.PAPER, obj=episode, request=request, detail="Borrador")
    return serve_bytes(request, content, filename="borrador.pdf", content_type="application/pdf")


@roles(*STAFF)
@require_http_methods(["GET", "POST"])
@timed(EntryKind.PACKET)
def issue(request: SignedRequest, pk: int) -> HttpResponse:
    """Say what will happen, then issue; what is in force is replaced, with its reason (R25)."""
    episode = episode_or_404(request, pk)
    require(permissions.can_issue(request.user, episode))
    preview = _asked(request, episode)
    replaced, with_return = preview.issued, _return_beside(preview)
    form = _form(request, preview, with_return)
    if request.method == "POST":
        sent = Packet.objects.filter(client_id=_key(request), episode=episode).first()
        if sent is not None:  # the same form again: what it issued
            _complete(request, sent, preview)
            return redirect(sent)
        if form.is_valid() and (packet := _issued(request, form, preview)) is not None:
            entries.made(request, seho_id=episode.seho_id, happened_on=episode.ends_on)
            messages.success(request, f"{_DONE[preview.purpose]} {packet.school}.")
            return redirect(packet)
    context = {
        "preview": preview,
        "form": form,
        "replaced": replaced,
        "with_return": with_return,
        "unprepared": preparing_warnings(desk_of(preview)) if preview.purpose == Purpose.RECOGNITION else (),
    }
    return render(request, "convalidation/issue.html", context)


_DONE = {
    Purpose.RECOGNITION: "Se emitieron los documentos para",
    Purpose.PERIOD: "Se emitieron los documentos del periodo para",
    Purpose.REGISTRATION: "Se emitió la comunicación para",
    Purpose.RETURN: "Se emitió el informe de reincorporación para la familia y para",
}


def _asked(request: SignedRequest, episode: Episode) -> Preview:
    """What the address names: the purpose, the academic window or the end of the period. Nonsense: the last packet."""
    asked = request.GET.get("para", "")
    purpose = Purpose(asked) if asked in Purpose.values else Purpose.RECOGNITION
    start, until = _day(request, "desde"), _day(request, "hasta")
    return preview_of(episode, today(), purpose=purpose, window_start=start, until=until)


def _day(request: SignedRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None


def _return_beside(preview: Preview) -> Preview | None:
    """The report of the return, which may go out in the same act at the egress."""
    if preview.purpose != Purpose.RECOGNITION or not preview.is_last or preview.issued or not preview.episode.ends_on:
        return None
    beside = return_preview(preview.episode, preview.today)
    return beside if beside.kinds and not beside.issued else None


def _form(request: SignedRequest, preview: Preview, with_return: Preview | None) -> Any:
    kind = ReplaceForm if preview.issued else EgressForm if with_return and with_return.is_ready else IssueForm
    return kind(request.POST or None, initial={"client_id": uuid.uuid4(), "reason": preview.replacement_reason})


def _key(request: SignedRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("client_id", ""))
    except ValueError:
        return uuid.UUID(int=0)


def _complete(request: SignedRequest, sent: Packet, preview: Preview) -> None:
    """The report of the return was asked for in the same act, which may have been interrupted before it."""
    if "with_return" not in request.POST or sent.purpose != Purpose.RECOGNITION:
        return
    try:
        services.issue_at_egress(
            by=request.user, episode=preview.episode, client_id=sent.client_id, today=preview.today
        )
    except PaperError as error:
        messages.error(request, str(error))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))


def _issued(request: SignedRequest, form: Any, preview: Preview) -> Packet | None:
    data = form.cleaned_data
    act = {"by": request.user, "episode": preview.episode, "client_id": data["client_id"], "today": preview.today}
    window_start = preview.verdict.window.start
    try:
        if data.get("with_return"):
            return services.issue_at_egress(**act, window_start=window_start)[0]
        return services.issue_packet(
            **act, window_start=window_start, replaces=preview.issued, reason=data.get("reason", ""),
            purpose=preview.purpose, until=preview.until,
        )  # fmt: skip
    except PaperError as error:
        form.add_error(None, str(error))
    except ValidationError as error:
        form.show_refusal(error)
    return None
