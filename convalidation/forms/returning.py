"""The return to school (art. 14, 15)."""

from __future__ import annotations

from typing import Any

from django import forms

from convalidation.enums import ContactWay, IncidentKind, Progress, ReturnOutcome
from convalidation.models import FollowUp, Incident, Return, ReturnReport, Visit
from patients.forms.shapes import ShapeForm
from seho.forms import Form, ModelForm, PhoneField, TextField, VersionedFormMixin

_NO_HEALTH = "Sin diagnósticos ni datos de salud: lo leen el SEHO, la IE y la UGEL."


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


class ReturnPlanForm(VersionedFormMixin, ShapeForm):
    """The plan of the gradual return. What the pupil hopes and fears stands in the team's form alone."""

    days_a_week = forms.IntegerField(
        label="Días a la semana al comenzar", min_value=1, max_value=6, required=False,
        help_text="De 1 a 6. Vacío si vuelve desde el comienzo a todas sus clases.",
    )  # fmt: skip
    contact_phone = PhoneField(label="Teléfono", required=False)

    class Meta:
        model = Return
        fields = [
            "starts_on", "days_a_week", "full_from", "adjustments", "contact_name", "contact_post", "contact_phone",
            "hopes", "fears", "agreed_on",
        ]  # fmt: skip
        widgets = {
            "adjustments": forms.Textarea(attrs={"rows": 4}),
            "hopes": forms.Textarea(attrs={"rows": 2}),
            "fears": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "starts_on": "Desde ese día se cuentan los seguimientos de los 7, 30, 60 y 90 días.",
            "full_from": "El día desde el que asiste a todas sus clases.",
            "adjustments": f"Uno por línea: horario, aula, recreo, evaluación, acompañamiento. {_NO_HEALTH}",
            "contact_name": "Quién responde por este plan. La IE lo incluye en su Plan de Tutoría (art. 14.2).",
            "hopes": "Con sus palabras. Solo lo lee el equipo del SEHO.",
            "fears": "Con sus palabras. Solo lo lee el equipo del SEHO.",
            "agreed_on": "Déjelo vacío mientras el plan sea una propuesta.",
        }

    def __init__(self, *args: Any, with_voice: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_voice:
            del self.fields["hopes"], self.fields["fears"]


class FollowUpForm(VersionedFormMixin, ShapeForm):
    """Art. 15. The version is 0 while the follow-up was not done."""

    way = forms.ChoiceField(label="Cómo", choices=ContactWay.choices, widget=forms.RadioSelect)
    progress = forms.ChoiceField(label="Cómo va", choices=Progress.choices, widget=forms.RadioSelect)

    class Meta:
        model = FollowUp
        fields = ["done_on", "way", "progress", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"note": f"Asistencia, ánimo, aprendizajes, lo que falta. {_NO_HEALTH}"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["version"] = 0


class IncidentForm(ShapeForm):
    """The key of the act: the same sent twice is written once."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="Qué afecta su retorno", choices=IncidentKind.choices, widget=forms.RadioSelect)

    class Meta:
        model = Incident
        fields = ["kind", "happened_on", "description", "guidance", "resolved_on"]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "guidance": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "description": _NO_HEALTH,
            "guidance": "Qué se aconsejó o acordó, y con quién.",
            "resolved_on": "Vacío mientras siga pendiente. Un retorno no concluye con incidencias sin resolver.",
        }


class IncidentChangeForm(VersionedFormMixin, IncidentForm):
    client_id = None  # type: ignore[assignment]  # this one exists already: its version guards it


class VisitForm(ShapeForm):
    """The key of the act: the same sent twice is written once."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)

    class Meta:
        model = Visit
        fields = ["visited_on", "found", "agreed"]
        widgets = {"found": forms.Textarea(attrs={"rows": 4}), "agreed": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"found": _NO_HEALTH}


class VisitChangeForm(VersionedFormMixin, VisitForm):
    client_id = None  # type: ignore[assignment]


class CloseReturnForm(Form):
    outcome = forms.ChoiceField(label="Cómo terminó", choices=ReturnOutcome.choices, widget=forms.RadioSelect)
    closing_note = TextField(
        label="Conclusión", max_length=2000, required=False, help_text=f"Cómo terminó y por qué. {_NO_HEALTH}"
    )


class ReopenReturnForm(Form):
    reason = TextField(label="Motivo", max_length=400, help_text="Por qué necesita más acompañamiento.")
