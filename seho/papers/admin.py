from django.contrib import admin

from seho.papers.models import YearName


@admin.register(YearName)
class YearNameAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("year", "year_name", "decade_name")
    search_fields = ("year", "year_name")
