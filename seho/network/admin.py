"""Catalogues, kept by the technical administrator. Services are managed on their own pages by their UGEL."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from seho.accounts import audit
from seho.network.models import District, Hospital, Region, School, Ugel


class CatalogueAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A catalogue is added to and corrected, never deleted from: rows of the past point to it. Audited."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        record_save(request, obj, is_new=not change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Rows inside the page of another, as the periods of a calendar."""
        for row in formset.save(commit=False):
            record_save(request, row, is_new=row.pk is None)
        for row in formset.deleted_objects:
            audit.record(by=request.user, act="Retiró del catálogo", obj=row, before=audit.snapshot(row))
            row.delete()


def record_save(request: HttpRequest, row: models.Model, *, is_new: bool) -> None:
    """Save a row of a catalogue with its audit event. Django's administration holds the transaction."""
    before = None if is_new else audit.snapshot(type(row)._default_manager.get(pk=row.pk))
    row.save()
    act = "Agregó al catálogo" if is_new else "Corrigió el catálogo"
    audit.record(by=request.user, act=act, obj=row, before=before, after=audit.snapshot(row))


@admin.register(Region)
class RegionAdmin(CatalogueAdmin):
    list_display = ("code", "name", "kind", "title")
    search_fields = ("code", "name")


@admin.register(Ugel)
class UgelAdmin(CatalogueAdmin):
    list_display = ("code", "name", "region")
    list_filter = ("region",)
    list_select_related = ("region",)
    search_fields = ("code", "name")


@admin.register(Hospital)
class HospitalAdmin(CatalogueAdmin):
    list_display = ("code", "name", "category", "department", "is_active")
    list_filter = ("category", "department", "is_active")
    search_fields = ("code", "name")
    autocomplete_fields = ("ugel",)


@admin.register(School)
class SchoolAdmin(CatalogueAdmin):
    """Found by the beginning of its code: a search inside names would read all of them."""

    list_display = ("modular_code", "annex", "name", "level_name", "district", "is_active", "is_provisional")
    list_filter = ("is_provisional",)
    search_fields = ("modular_code__startswith",)
    search_help_text = "Comienzo del código modular"
    show_full_result_count = False
    autocomplete_fields = ("ugel",)


@admin.register(District)
class DistrictAdmin(CatalogueAdmin):
    list_display = ("name", "province", "department", "inei", "reniec", "is_active")
    search_fields = ("name", "inei", "reniec")
    list_filter = ("department",)
