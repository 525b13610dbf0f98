"""The names of the years: everybody of the network reads them, the administration writes them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.files import serve_bytes
from seho.network.models import Seho
from seho.network.permissions import can_manage_seho
from seho.network.querysets import CATALOGUE_READERS, SERVICE_READERS
from seho.papers import services
from seho.papers.closing import closing_resolution
from seho.papers.documents import render_paper
from seho.papers.forms import YearNameForm
from seho.papers.models import YearName
from seho.papers.queries import named_years

_FIRST_YEAR = 2018  # of the first decade that the table names


@roles(*CATALOGUE_READERS)
@require_GET
def year_names(request: SignedRequest) -> HttpResponse:
    context = {"years": named_years(today()), "today": today(), "can_edit": request.user.scope.has(Role.ADMIN)}
    return render(request, "papers/year_names.html", context)


@roles(Role.ADMIN)
@require_http_methods(["GET", "POST"])
def edit_year_name(request: SignedRequest) -> HttpResponse:
    """``?anio=2027``: this year when the address names none."""
    year = _year_asked(request)
    row = YearName.objects.filter(year=year).first() or YearName(year=year)
    form = YearNameForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.name_year(by=request.user, year=year, **form.cleaned_data)
        except ValidationError as error:
            form.show_refusal(error)
        else:
            messages.success(request, f"Se guardaron los nombres de {year}: encabezan los documentos que se emitan.")
            return redirect("papers:year_names")
    return render(request, "papers/year_name_form.html", {"form": form, "year": year})


@roles(*SERVICE_READERS)
@require_GET
def closing_draft(request: SignedRequest, pk: int) -> FileResponse:
    """The draft of the resolution that closes a service, for the UGEL that issues it (art. 33.1.c)."""
    sehos = Seho.objects.visible_to(request.user).select_related("ugel__region", "hospital")
    seho = get_object_or_404(sehos, pk=pk)
    require(can_manage_seho(request.user, seho))
    closing = get_object_or_404(seho.closings, withdrawn_on=None)
    content = render_paper(closing_resolution(closing, today=today()))
    name = "proyecto-de-resolucion-de-cierre.pdf"
    return serve_bytes(request, content, filename=name, content_type="application/pdf", inline=True)


def _year_asked(request: SignedRequest) -> int:
    asked = request.GET.get("anio", str(today().year))
    if not (asked.isascii() and asked.isdecimal() and _FIRST_YEAR <= int(asked[:5]) <= today().year + 1):
        raise Http404("No such year")
    return int(asked)
