"""Signed copies: the coordinator uploads them, whoever sees the packet downloads them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from convalidation import permissions, services
from convalidation.forms import RemoveCopyForm, SignedCopyForm
from convalidation.models import IssuedDocument, SignedCopy
from convalidation.views.asking import READERS, STAFF
from seho.accounts import audit
from seho.accounts.enums import AccessKind
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.files import serve_stored
from seho.papers import signing

_PACKET = ("packet__episode__seho__ugel", "packet__episode__patient", "seho")


@roles(*STAFF)
@require_http_methods(["GET", "POST"])
def sign(request: SignedRequest, pk: int) -> HttpResponse:
    """Keep the signed copy of one paper."""
    seen = IssuedDocument.objects.visible_to(request.user).select_related(*_PACKET)
    document: IssuedDocument = get_object_or_404(seen, pk=pk)
    require(permissions.can_sign(request.user, document))
    checks = signing.is_installed()
    form = SignedCopyForm(request.POST or None, request.FILES or None, checks_certificates=checks)
    if request.method == "POST" and form.is_valid():
        kind, data = form.cleaned_data["kind"], form.cleaned_data["data"]
        try:
            services.add_signed_copy(by=request.user, document=document, kind=kind, data=data)
        except ValidationError as error:
            form.show_refusal(error)
        else:
            messages.success(request, f"Se guardó la copia firmada de {document.label}.")
            return redirect(document.packet)
    context = {"document": document, "packet": document.packet, "form": form, "checks_certificates": checks}
    return render(request, "convalidation/sign.html", context)


@roles(*READERS)
@require_GET
def signed_file(request: SignedRequest, pk: int) -> HttpResponseBase:
    copy = _copy_or_404(request, pk)
    require(permissions.can_open_paper(request.user, copy.document.packet, copy.document))
    audit.log_access(
        by=request.user, kind=AccessKind.PAPER, obj=copy, request=request, seho=copy.document.seho
    )  # fmt: skip
    return serve_stored(
        request, copy.path, filename=f"{copy.document.label}-firmado.pdf", content_type="application/pdf",
        unchanged_since=copy.added_at,
    )  # fmt: skip


@roles(*STAFF)
@require_http_methods(["GET", "POST"])
def remove_signed(request: SignedRequest, pk: int) -> HttpResponse:
    """Take away a scan that was uploaded by mistake."""
    copy = _copy_or_404(request, pk)
    require(permissions.can_remove_signed(request.user, copy))
    form = RemoveCopyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.remove_signed_copy(by=request.user, copy=copy, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.show_refusal(error)
        else:
            messages.success(request, "Se quitó la copia firmada.")
            return redirect(copy.document.packet)
    return render(request, "convalidation/remove_signed.html", {"copy": copy, "form": form, "consequences": _REMOVED})


_REMOVED = (
    "La copia ya no se verá ni se podrá descargar, y su verificación dirá que no coincide.",
    "El documento que se emitió sigue vigente y no cambia.",
    "Quién la quitó y por qué queda en el historial.",
)


def _copy_or_404(request: SignedRequest, pk: int) -> SignedCopy:
    seen = SignedCopy.objects.visible_to(request.user)
    related = [f"document__{path}" for path in _PACKET]
    copy: SignedCopy = get_object_or_404(seen.select_related(*related), pk=pk)
    return copy
