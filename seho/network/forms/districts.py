"""A district typed by its name: suggested as one types, told apart by province and department, kept with its code."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from seho import forms
from seho.network.models import District
from seho.network.queries.districts import districts_said, has_districts

HELP = "Escriba su nombre y, si hay otros iguales, la provincia: «Miraflores, Lima»."
_SHOWN = 5


class DistrictInput(django_forms.TextInput):
    """Offers what `places.js` finds; without script, what the server found for what was typed."""

    offered: tuple[str, ...] = ()

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        usual = {"autocomplete": "off", "data-places": reverse_lazy("network:district_search")}
        super().__init__({**usual, **(attrs or {})})

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        own = f"{(attrs or {}).get('id', name)}_lugares"
        box = super().render(name, value, {**(attrs or {}), "list": own}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((one,) for one in self.offered))
        return format_html('{}<datalist id="{}">{}</datalist>', box, own, options)


class DistrictField(forms.CharField):
    """Its clean value is the District, or the text where there is no catalogue or it `stands` already; else None."""

    widget: Any = DistrictInput
    stands = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 120, "help_text": HELP, **kwargs})

    def clean(self, value: Any) -> District | str | None:
        text = super().clean(value)
        if not text:
            return None
        if text == self.stands:
            return str(text)
        found = districts_said(text)
        if len(found) == 1:
            return found[0]
        if found:
            self.widget.offered = tuple(str(row) for row in found)
            more = "…" if len(found) > _SHOWN else ""
            said = "; ".join(self.widget.offered[:_SHOWN])
            raise ValidationError(f"Hay más de un distrito así: {said}{more}. Escriba también la provincia.")
        if has_districts():
            raise ValidationError("No está en el catálogo de distritos: revise cómo se escribe.")
        return str(text)
