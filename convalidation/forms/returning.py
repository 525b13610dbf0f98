"""The return to school (art. 14, 15)."""

from __future__ import annotations

from typing import Any

from django import forms

from convalidation.models import ReturnReport
from seho.forms import ModelForm, VersionedFormMixin


class ReturnReportForm(VersionedFormMixin, ModelForm):
    """Art. 14.1. The version is 0 while there is no report."""

    class Meta:
        model = ReturnReport
        fields = [
            "learning_situation", "socioemotional_situation", "recommendations", "told_guardian_on",
            "written_guardian_on", "told_director_on", "written_director_on",
        ]  # fmt: skip
        widgets = {
            "learning_situation": forms.Textarea(attrs={"rows": 4}),
            "socioemotional_situation": forms.Textarea(attrs={"rows": 4}),
            "recommendations": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "learning_situation": "Qué logró, en qué avanzó y qué queda pendiente.",
            "socioemotional_situation": "Cómo vive el regreso. Sin diagnósticos: lo leerá la IE.",
            "recommendations": "Una por línea: se imprimen en el informe de progreso.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["version"] = 0
