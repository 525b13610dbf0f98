"""Whom a service that closes hands over, and to which other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError

from patients.models import Episode, Referral
from seho import forms
from seho.network.models import Seho


class HandoverForm(forms.Form):
    """Marked are those whose family already knows; whoever is not marked stays in the list.

    `reads_referrals`: the UGEL passes on the notices of its service without reading of whom they are.
    """

    to = django_forms.ModelChoiceField(label="Servicio que recibe", queryset=Seho.objects.none())
    ends_on = forms.DateField(label="Fecha del traslado")
    episodes = django_forms.TypedMultipleChoiceField(
        label="Estudiantes cuya familia ya fue informada del traslado", coerce=int, required=False,
        widget=django_forms.CheckboxSelectMultiple,
    )  # fmt: skip
    referrals = django_forms.TypedMultipleChoiceField(
        label="Avisos que se derivan", coerce=int, required=False, widget=django_forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label="Nota para el equipo que recibe", max_length=200, required=False, help_text="Sin datos de salud."
    )

    def __init__(
        self,
        *args: Any,
        seho: Seho,
        episodes: Sequence[Episode],
        referrals: Sequence[Referral],
        reads_referrals: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = Seho.objects.active().exclude(pk=seho.pk).select_related("ugel").order_by("ugel__name", "name")
        to.label_from_instance = lambda obj: f"{obj.name} ({obj.ugel})"
        pupils: Any = self.fields["episodes"]
        pupils.choices = [
            (one.pk, f"{one.patient}, {one.get_setting_display().lower()}, desde el {one.starts_on:%d/%m/%Y}")
            for one in episodes
        ]
        notices: Any = self.fields["referrals"]
        notices.choices = [
            (one.pk, f"{one.person if reads_referrals else 'Aviso'}, {one.identified_on:%d/%m/%Y}") for one in referrals
        ]
        for name, rows in (("episodes", episodes), ("referrals", referrals)):
            if not rows:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("episodes") and not cleaned.get("referrals"):
            raise ValidationError("Marque al menos a una o un estudiante, o un aviso.")
        return cleaned
