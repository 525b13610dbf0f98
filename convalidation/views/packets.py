"""What is owed, what was issued, its annulment; drafts and the issue stand in `issuing`."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from convalidation import permissions, services
from convalidation.forms import AcknowledgeForm, AnnulForm
from convalidation.models import IssuedDocument, Packet
from convalidation.queries import life_of, lists, my_episodes, norm_text
from convalidation.queries.preview import Preview, packet_previews
from convalidation.queries.purposes import beside
from convalidation.queries.reserved import reserved_paper
from convalidation.queries.signing import signed_rows
from convalidation.rules import PaperKind, ReturnReportDates, egress_pending
from convalidation.services.returning import DAYS
from convalidation.views.answering import answers_of
from convalidation.views.asking import READERS, STAFF, chips, clean_text, packet_or_404
from convalidation.views.delivering import section as delivery_section
from patients.models import Patient, SiagieStatus
from patients.permissions import can_confirm_siagie
from patients.queries import head_of
from seho.accounts import audit
from seho.accounts.enums import AccessKind, Role
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.files import serve_stored

_PDF = "application/pdf"


@roles(*READERS)
@require_GET
def packet_list(request: SignedRequest) -> HttpResponse:
    """Documentos: owed first, then issued by what the school answered. A director reads what came to the school."""
    user = request.user
    if not user.scope.has(*STAFF):
        return redirect("convalidation:school_home")
    state, text, day = lists.state_asked(request.GET), clean_text(request), today()
    number = request.GET.get("page", "1")
    is_owed = state in (lists.OWED, lists.LATE)
    owed = lists.owed_keys(user, day, text)
    counts = {**{name: len(keys) for name, keys in owed.items()}, **lists.packet_counts(user, text)}
    if is_owed:
        page = lists.owed_page(owed[state], day, page=number)
    else:
        page = lists.packets_page(user, state, text=text, page=number, total=counts[state])
    context = {
        "page": page,
        "is_owed": is_owed,
        "state": state,
        "chips": chips(request, lists.PAPER_STATES, state, counts),
        "text": text,
        "may_issue": user.scope.has(Role.COORDINATOR),
    }
    return render(request, "convalidation/list.html", context)


@roles(*READERS)
@require_GET
def pupil(request: SignedRequest, pk: int) -> HttpResponse:
    """The tab Documentos: each time in the service with what is due, why, what is missing, and what was issued."""
    seen = Patient.objects.visible_to(request.user).select_related("mother_tongue").prefetch_related("episodes__seho")
    patient, day = get_object_or_404(seen, pk=pk), today()
    episodes = my_episodes(request.user).filter(patient=patient)
    related = ("patient__mother_tongue", "seho__ugel__region", "seho__hospital")
    previews = [one for each in episodes.select_related(*related) for one in reversed(packet_previews(each, day))]
    parts = [_part(request, preview) for preview in previews]
    shown = {one.issued.pk for part in parts for one in (part["preview"], *part["beside"]) if one.issued}
    packets = Packet.objects.visible_to(request.user).filter(episode__patient=patient)
    papers = Prefetch("documents", IssuedDocument.objects.visible_to(request.user))
    others = packets.select_related("school", "acknowledgement").prefetch_related(papers)
    context = {
        "head": head_of(patient, request.user, day, active="convalidation:pupil"),
        "patient": patient,
        "parts": parts,
        "others": [packet for packet in others if packet.pk not in shown],
    }
    return render(request, "convalidation/pupil.html", context)


def _part(request: SignedRequest, preview: Preview) -> dict[str, Any]:
    report, packet = preview.return_report, preview.issued
    told = ReturnReportDates(**{name: getattr(report, name) for name in DAYS}) if report else ReturnReportDates()
    issued = [PaperKind(one.kind) for one in packet.documents.all()] if packet else []
    ended = preview.episode.ends_on is not None and preview.is_last
    return {
        "preview": preview,
        "packet": packet,
        "beside": beside(preview),
        "pending": egress_pending(preview.kinds, issued, told) if ended and preview.kinds else (),
        "may_issue": bool(permissions.can_issue(request.user, preview.episode)),
        "may_write": bool(permissions.can_write_return_report(request.user, preview.episode)),
        "report": report,
    }


@roles(*READERS)
@require_GET
def packet(request: SignedRequest, pk: int) -> HttpResponse:
    """What was issued: its papers, what the norm asks of the school, and what the school answered."""
    found = packet_or_404(request, pk)
    user = request.user
    status = SiagieStatus.objects.filter(patient=found.episode.patient_id).select_related("patient").first()
    is_school = bool(user.scope.school_ids(Role.DIRECTOR) & {found.school_id}) and not user.scope.has(*STAFF)
    context = {
        "packet": found,
        "patient": found.episode.patient,
        "norm": norm_text(found),
        "acknowledgement": getattr(found, "acknowledgement", None),
        "replaced_by": getattr(found, "replaced_by", None),
        "is_reserved": found.is_valid and reserved_paper(found) is not None,
        "life": life_of(found, sees_drafts=user.scope.has(*STAFF)),
        "may_annul": bool(permissions.can_annul(user, found)),
        "may_answer": bool(permissions.can_answer(user, found)),
        "answers": answers_of(found, user),
        "is_school": is_school,
        "status": status,
        "may_confirm": status is not None and not status.confirmed_on and bool(can_confirm_siagie(user, status)),
        "form": AcknowledgeForm(),
        "delivery": delivery_section(request, found),
        "signed": signed_rows(found, may_sign=bool(permissions.can_annul(user, found))),
    }
    return render(request, "convalidation/packet.html", context)


@roles(*READERS)
@require_GET
def packet_file(request: SignedRequest, pk: int) -> HttpResponseBase:
    found = packet_or_404(request, pk)
    require(permissions.can_open_paper(request.user, found))
    audit.log_access(by=request.user, kind=AccessKind.PAPER, obj=found, request=request, seho=found.episode.seho)
    return serve_stored(
        request,
        found.path,
        filename=f"documentos-{found.code[:8]}.pdf",
        content_type=_PDF,
        unchanged_since=found.issued_at,
    )


@roles(*READERS)
@require_GET
def document_file(request: SignedRequest, pk: int) -> HttpResponseBase:
    document = get_object_or_404(
        IssuedDocument.objects.visible_to(request.user).select_related("seho", "packet__episode__patient"), pk=pk
    )
    require(permissions.can_open_paper(request.user, document.packet, document))
    audit.log_access(by=request.user, kind=AccessKind.PAPER, obj=document, request=request, seho=document.seho)
    return serve_stored(
        request,
        document.path,
        filename=f"{document.label}.pdf",
        content_type=_PDF,
        unchanged_since=document.packet.issued_at,
    )


@roles(*STAFF)
@require_http_methods(["GET", "POST"])
def annul(request: SignedRequest, pk: int) -> HttpResponse:
    found = packet_or_404(request, pk)
    require(permissions.can_annul(request.user, found))
    form = AnnulForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.annul_packet(by=request.user, packet=found, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.show_refusal(error)
        else:
            messages.success(request, "Se anularon los documentos. Se conservan, y su verificación lo dice.")
            return redirect("convalidation:pupil", pk=found.episode.patient_id)
    consequences = [
        f"{', '.join(one.label for one in found.documents.all())}: dejarán de estar vigentes.",
        "La página de verificación dirá que están anulados; los números no se usan de nuevo.",
        "Se conservan con su motivo. La IE verá la anulación.",
    ]
    context = {
        "packet": found, "form": form, "consequences": consequences,
        "cancel_url": reverse("convalidation:packet", args=[found.pk]),
    }  # fmt: skip
    return render(request, "convalidation/annul.html", context)
