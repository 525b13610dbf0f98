"""The curriculum and the national calendars, kept by the technical administrator."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from seho.curriculum.models import (
    Area,
    AreaCompetency,
    Capacity,
    Competency,
    Level,
    MotherTongue,
    Period,
    SchoolCalendar,
    SchoolGrade,
)
from seho.network.admin import CatalogueAdmin


class CapacityInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Capacity
    extra = 0


class GradeInline(admin.TabularInline):  # type: ignore[type-arg]
    model = SchoolGrade
    extra = 0
    can_delete = False


class AreaCompetencyInline(admin.TabularInline):  # type: ignore[type-arg]
    model = AreaCompetency
    extra = 0


class PeriodInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Period
    extra = 0


@admin.register(Level)
class LevelAdmin(CatalogueAdmin):
    list_display = ("name", "modality", "code", "order")
    inlines = (GradeInline,)


@admin.register(Competency)
class CompetencyAdmin(CatalogueAdmin):
    list_display = ("number", "name", "is_transversal", "valid_from", "valid_to")
    search_fields = ("number", "name")
    inlines = (CapacityInline,)


@admin.register(Area)
class AreaAdmin(CatalogueAdmin):
    list_display = ("name", "level", "cycle", "is_main", "is_graded", "needs_review")
    list_filter = ("level", "needs_review")
    list_select_related = ("level",)
    inlines = (AreaCompetencyInline,)


@admin.register(MotherTongue)
class MotherTongueAdmin(CatalogueAdmin):
    list_display = ("name", "code")


@admin.register(SchoolCalendar)
class NationalCalendarAdmin(CatalogueAdmin):
    """Only the national ones; a school's own calendar has its page."""

    list_display = ("label", "modality", "year", "kind")
    exclude = ("school",)
    inlines = (PeriodInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(school__isnull=True)
