"""Schools and hospitals: found, read, completed by hand."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods

from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.accounts.queries import history
from seho.network import queries, services
from seho.network.forms import ContactForm, SchoolForm
from seho.network.models import School
from seho.network.permissions import can_add_school, can_edit_school_contact
from seho.network.queries.districts import search_districts
from seho.network.querysets import CATALOGUE_READERS, SERVICE_READERS

readers = roles(*CATALOGUE_READERS)
hospital_readers = roles(*SERVICE_READERS)

SHOWN = 50
SUGGESTED = 20
PER_PAGE = 50


@readers
@require_GET
def school_list(request: SignedRequest) -> HttpResponse:
    """A search, not a list: 180,000 rows help nobody. Without words, those that wait to be confirmed."""
    text = request.GET.get("q", "").strip()
    return render(
        request,
        "network/school_list.html",
        {
            "text": text,
            "schools": queries.search_schools(text, limit=SHOWN) if text else [],
            "to_confirm": [] if text else queries.schools_to_confirm(request.user),
            "shown": SHOWN,
            "can_add": can_add_school(request.user),
        },
    )


@readers
@require_GET
def school_search(request: SignedRequest) -> JsonResponse:
    """What a searching select asks: ``?q=`` -> ``{"results": [{"value", "text", "detail"}]}``."""
    schools = queries.search_schools(request.GET.get("q", ""), limit=SUGGESTED)
    return JsonResponse({"results": [_suggestion(school) for school in schools]})


@readers
@require_GET
def district_search(request: SignedRequest) -> JsonResponse:
    """What a district that is typed offers: ``?q=`` -> ``{"results": [{"text"}]}``."""
    found = search_districts(request.GET.get("q", ""))
    return JsonResponse({"results": [{"text": str(district)} for district in found]})


def _suggestion(school: School) -> dict[str, str]:
    level = f" ({school.level_name})" if school.level_name else ""
    detail = [school.code, school.place, "" if school.is_active else "cerrada"]
    return {
        "value": str(school.pk),
        "text": f"{school.name}{level}",
        "detail": " · ".join(part for part in detail if part),
    }


@readers
@require_GET
def school_detail(request: SignedRequest, pk: int) -> HttpResponse:
    school = _school(request, pk)
    return render(
        request,
        "network/school_detail.html",
        {
            "school": school,
            "can_edit": can_edit_school_contact(request.user, school),
            "lines": history(school, limit=20),
        },
    )


@readers
@require_http_methods(["GET", "POST"])
def add_school(request: SignedRequest) -> HttpResponse:
    """A school that the register does not have. ``?next=`` is the page that asked for it."""
    require(can_add_school(request.user))
    form = SchoolForm(request.POST or None, initial=_typed_code(request.GET.get("q", "")))
    if request.method == "POST" and form.is_valid():
        try:
            school = services.add_school(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Se registró «{school}».")
            return _back_with(request, school)
    return render(request, "network/school_form.html", {"form": form, "next": _next(request)})


@readers
@require_http_methods(["GET", "POST"])
def edit_contact(request: SignedRequest, pk: int) -> HttpResponse:
    school = _school(request, pk)
    require(can_edit_school_contact(request.user, school))
    form = ContactForm(request.POST or None, instance=school)
    if request.method == "POST" and form.is_valid():
        services.save_school_contact(by=request.user, school=school, **form.cleaned_data)
        messages.success(request, "Se guardaron los datos de contacto.")
        return redirect("network:school_detail", pk=pk)
    return render(request, "network/school_contact_form.html", {"form": form, "school": school})


@hospital_readers
@require_GET
def hospital_list(request: SignedRequest) -> HttpResponse:
    found = queries.hospitals_found(request.user, request.GET.get("q", ""))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "network/hospital_list.html", {"page": page})


def _school(request: SignedRequest, pk: int) -> School:
    schools = School.objects.visible_to(request.user).select_related("ugel__region")
    school: School = get_object_or_404(schools, pk=pk)
    return school


def _typed_code(text: str) -> dict[str, Any]:
    """What was searched for in vain, put where it belongs."""
    code = text.strip()
    return {"modular_code": code} if code.isdigit() else {"name": code}


def _next(request: SignedRequest) -> str:
    """The page of this site that sent the person here, or ""."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None, require_https=False)
    return address if is_ours else ""


def _back_with(request: SignedRequest, school: School) -> HttpResponse:
    address = _next(request)
    if not address:
        return redirect("network:school_detail", pk=school.pk)
    joint = "&" if "?" in address else "?"
    return redirect(f"{address}{joint}{urlencode({'ie': school.pk})}")
