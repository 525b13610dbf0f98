"""Calendars, national and own; the competencies by level, to read."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from seho.accounts.http import SignedRequest
from seho.accounts.permissions import require
from seho.accounts.policy import roles
from seho.clock import today
from seho.curriculum import queries, services
from seho.curriculum.enums import CalendarKind
from seho.curriculum.forms import CalendarForm, KindForm
from seho.curriculum.models import Level, SchoolCalendar
from seho.curriculum.permissions import can_edit_calendar
from seho.curriculum.rules import modality_of_level
from seho.network.models import School
from seho.network.querysets import CATALOGUE_READERS

readers = roles(*CATALOGUE_READERS)

PER_PAGE = 50
YEARS_AHEAD = 2


@readers
@require_GET
def calendar_list(request: SignedRequest) -> HttpResponse:
    """The national calendars, and the schools that have their own."""
    own = queries.own_calendars(request.user, request.GET.get("q", ""))
    page = Paginator(own, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "national": _national(),
        "page": page,
        "today": today(),
    }
    return render(request, "curriculum/calendar_list.html", context)


@readers
@require_GET
def school_calendar(request: SignedRequest, pk: int) -> HttpResponse:
    """The calendar that a school follows today, and those of its own."""
    school = _school(request, pk)
    book = queries.CalendarBook([school])
    modality = modality_of_level(school.level_code)
    return render(
        request,
        "curriculum/school_calendar.html",
        {
            "school": school,
            "calendar": book.calendar_for(school, today()),
            "window": book.academic_window(school, modality, today()),
            "own": book.own_calendars(school),
            "today": today(),
            "can_edit": can_edit_calendar(request.user, school),
        },
    )


@readers
@require_http_methods(["GET", "POST"])
def edit_calendar(request: SignedRequest, pk: int) -> HttpResponse:
    """``?anio=2026&tipo=TRIMESTER``: the year, and how it is cut, stand in the address."""
    school = _school(request, pk)
    require(can_edit_calendar(request.user, school))
    year, kind, calendar, kind_form = _asked_for(request, school)
    form = CalendarForm(request.POST or None, kind=kind, year=year, calendar=calendar)
    if request.method == "POST" and form.is_valid() and _save(request, school, year, form):
        messages.success(request, f"Se guardó el calendario {year} de «{school}».")
        return redirect("curriculum:school_calendar", pk=pk)
    context = {"school": school, "year": year, "kind": kind, "form": form, "kind_form": kind_form}
    return render(request, "curriculum/calendar_form.html", context)


def _asked_for(request: SignedRequest, school: School) -> tuple[int, CalendarKind, SchoolCalendar | None, KindForm]:
    """The year and kind of the address; else this year and what the school has, or its modality's usual."""
    years = range(today().year - 1, today().year + YEARS_AHEAD)
    asked = KindForm(request.GET, years=years)
    asked.is_valid()
    year = asked.cleaned_data.get("anio") or today().year
    own = SchoolCalendar.objects.filter(school=school, modality=modality_of_level(school.level_code))
    calendar = own.filter(year=year).prefetch_related("periods").first()
    usual = calendar.kind if calendar else queries.usual_kind(school)
    kind = CalendarKind(asked.cleaned_data.get("tipo") or usual)
    return year, kind, calendar, KindForm(years=years, initial={"anio": year, "tipo": kind})


def _save(request: SignedRequest, school: School, year: int, form: CalendarForm) -> bool:
    try:
        services.save_calendar(
            by=request.user,
            school=school,
            year=year,
            kind=form.kind,
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            periods=form.periods,
        )
    except services.PeriodErrors as error:
        form.show_period_problems(error.problems)
        return False
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@readers
@require_http_methods(["GET", "POST"])
def drop_calendar(request: SignedRequest, pk: int) -> HttpResponse:
    own = SchoolCalendar.objects.visible_to(request.user).exclude(school=None).select_related("school")
    calendar = get_object_or_404(own, pk=pk)
    school = calendar.school
    require(can_edit_calendar(request.user, school))
    if request.method == "POST":
        try:
            services.drop_calendar(by=request.user, calendar=calendar)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, f"«{school}» sigue otra vez el calendario nacional.")
        return redirect("curriculum:school_calendar", pk=school.pk)
    return render(request, "curriculum/calendar_drop.html", {"calendar": calendar, "school": school})


@readers
@require_GET
def competency_list(request: SignedRequest) -> HttpResponse:
    levels = list(Level.objects.all())
    asked = request.GET.get("nivel", "")
    level = next((level for level in levels if level.code == asked), None) or _usual_level(levels)
    context = {"levels": levels, "level": level, "areas": queries.areas_of(level) if level else []}
    return render(request, "curriculum/competency_list.html", context)


def _national() -> QuerySet[Any]:
    """The last year first; in a year Regular before Especial."""
    calendars = SchoolCalendar.objects.national().order_by("-year", "-modality")
    return calendars.prefetch_related("periods")


def _usual_level(levels: list[Level]) -> Level | None:
    """Primaria, where most pupils are; else whatever there is."""
    return next((level for level in levels if level.code == "PRIMARIA"), levels[0] if levels else None)


def _school(request: SignedRequest, pk: int) -> School:
    schools = School.objects.visible_to(request.user).select_related("ugel__region")
    school: School = get_object_or_404(schools, pk=pk)
    return school
