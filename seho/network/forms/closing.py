"""The shapes of what is typed on the way of a service to its end."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms

from seho import forms
from seho.network.enums import AgreementOutcome, ClosingGround, ClosingStep, Verdict
from seho.network.forms.founding import SentOnceForm, scan_field
from seho.network.rules.closing import DEMANDS


class ClosingForm(SentOnceForm):
    ground = django_forms.ChoiceField(
        label="¿En qué se sustenta el cierre?", choices=ClosingGround.choices, widget=django_forms.RadioSelect
    )
    motive = forms.TextField(
        label="Motivo del cierre", max_length=300, help_text="Así figurará en la resolución de cierre (art. 33.1.c)."
    )


class StepForm(SentOnceForm):
    """A step with its day and document; an opinion has its verdict, an agreement what becomes of it."""

    verdict = django_forms.ChoiceField(label="Opinión", choices=Verdict.choices, widget=django_forms.RadioSelect)
    outcome = django_forms.ChoiceField(
        label="¿Qué pasa con el convenio?", choices=AgreementOutcome.choices, widget=django_forms.RadioSelect
    )
    document = forms.CharField(label="Documento", max_length=80)
    done_on = forms.DateField(label="Fecha del documento")
    closed_on = forms.DateField(
        label="El servicio deja de funcionar el",
        help_text="Ese día terminan también los roles y puestos del equipo, y el convenio. No puede ser un día futuro.",
    )
    note = forms.TextField(label="Nota", max_length=1000, required=False)
    scan = scan_field()

    def __init__(self, *args: Any, step: ClosingStep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].label = DEMANDS[step].document
        owned = {"verdict": ClosingStep.OPINION, "outcome": ClosingStep.AGREEMENT, "closed_on": ClosingStep.RESOLUTION}
        for name, owner in owned.items():
            if step is not owner:
                del self.fields[name]
        if step is ClosingStep.OPINION:
            self.fields["note"].label = "Observaciones"
            self.fields["note"].help_text = "Si la opinión no es favorable, lo que la UGEL debe aclarar."
        if step is ClosingStep.INVENTORY:
            self.fields["note"].label = "A dónde van los bienes"
