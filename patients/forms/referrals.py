"""Notices of potential pupils."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.db.models import QuerySet

from patients.enums import NotAttendedReason, ReferralChannel, StayKind
from patients.forms.shapes import ShapeForm, offer_sehos
from patients.models import Referral
from seho import forms
from seho.network.models import Seho

ENROLLED = [("", "No se sabe"), ("yes", "Sí"), ("no", "No")]


class ReferralForm(ShapeForm):
    """The minimum, in half a minute: who, where, how we know."""

    seho = django_forms.ModelChoiceField(label="SEHO", queryset=Seho.objects.none())
    enrolled = django_forms.ChoiceField(
        label="¿Está matriculada o matriculado?",
        choices=ENROLLED,
        required=False,
        widget=django_forms.RadioSelect,
    )

    class Meta:
        model = Referral
        fields = ("seho", "person", "age", "setting", "place", "contact", "channel", "note")
        widgets = {"setting": django_forms.RadioSelect}
        labels = {"setting": "Se encuentra en", "contact": "Teléfono o contacto de la familia"}
        help_texts = {
            "person": "Bastan las iniciales, como «A. Q.».",
            "place": "Sala y cama, o distrito.",
            "note": "Sin datos de salud.",
        }

    def __init__(self, *args: Any, sehos: QuerySet[Seho], is_team: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_sehos(self, sehos)
        self.fields["setting"].choices = StayKind.choices  # type: ignore[attr-defined]
        channel = self.fields["channel"]
        assert isinstance(channel, django_forms.ChoiceField)
        by_itself = (ReferralChannel.OTHER_SEHO, ReferralChannel.DAILY_LIST)
        channel.choices = [one for one in ReferralChannel.choices if one[0] not in by_itself]
        if not is_team:
            del self.fields["channel"]

    def values(self) -> dict[str, Any]:
        """What the service takes: the answer about enrolment as yes, no or unknown."""
        kept = {name: value for name, value in self.cleaned_data.items() if name not in ("seho", "enrolled")}
        return {**kept, "is_enrolled": enrolled_answer(self.cleaned_data["enrolled"])}


class ContactForm(forms.Form):
    enrolled = django_forms.ChoiceField(
        label="¿Está matriculada o matriculado?",
        choices=ENROLLED,
        required=False,
        widget=django_forms.RadioSelect,
    )


class CloseForm(forms.Form):
    not_attended_reason = django_forms.ChoiceField(
        label="¿Por qué no se atiende?", choices=NotAttendedReason.choices, widget=django_forms.RadioSelect
    )


def enrolled_answer(answer: str) -> bool | None:
    return {"yes": True, "no": False}.get(answer)
