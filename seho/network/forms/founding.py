"""The shapes of what is typed on the way of a new service, and about its agreement."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms as django_forms

from seho import forms
from seho.accounts.models import User
from seho.files import clean_scan
from seho.network.enums import Verdict
from seho.network.forms.sehos import SehoForm
from seho.network.models import Agreement, DossierPaper, Proposal
from seho.network.rules.founding import CRITERIA, asked_contents

_NOT_YET = ("resolution_number", "resolution_on", "state", "opened_on")


def scan_field(label: str = "Archivo") -> forms.UploadField:
    return forms.UploadField(
        decode=clean_scan, label=label, required=False, help_text="PDF o foto. Si ya hay uno, el nuevo lo reemplaza."
    )


class SentOnceForm(forms.Form):
    """A page that is sent twice does its act once."""

    client_id = django_forms.UUIDField(widget=django_forms.HiddenInput, initial=uuid.uuid4)


class ProposalForm(SehoForm):
    """A service that does not exist yet: where it would be and who would set it up."""

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        for name in _NOT_YET:
            del self.fields[name]
        self.fields["name"].help_text = "Como figurará en la resolución de implementación."


class PaperForm(forms.Form):
    """What every report of the dossier has."""

    number = forms.CharField(label="Número del informe", max_length=80, required=False)
    issued_on = forms.DateField(label="Fecha del informe", required=False)
    note = forms.TextField(label="Resumen, o lo que falta", max_length=2000, required=False)
    scan = scan_field()

    def __init__(self, *args: Any, paper: DossierPaper | None, **kwargs: Any) -> None:
        if paper is not None:
            told = {"number": paper.number, "issued_on": paper.issued_on, "note": paper.note}
            kwargs["initial"] = told | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def paper(self) -> Any:
        """As the services take it."""
        values = self.cleaned_data
        return {name: values[name] for name in ("number", "issued_on", "note")} | {"file": values["scan"]}


class DemandForm(PaperForm):
    """The report on the demand, its figures, and how each criterion of its scope is met (art. 29)."""

    def __init__(
        self, *args: Any, proposal: Proposal, years: Sequence[int], usual_year: int | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if years:
            self.fields["year"] = django_forms.TypedChoiceField(
                label="Cifras del año escolar",
                choices=[(year, str(year)) for year in years],
                coerce=int,
                initial=proposal.demand.get("year") or usual_year,
                help_text="El programa las cuenta al guardar, de los servicios de la UGEL.",
            )
        for letter, label in CRITERIA[proposal.seho.scope].items():
            self.fields[f"ground_{letter}"] = forms.TextField(
                label=f"{letter}) {label}",
                max_length=2000,
                required=False,
                initial=proposal.grounds.get(letter, ""),
                help_text="Con cifras y su fuente. En blanco, si el criterio no se cumple.",
            )
        self.order_fields([name for name in self.fields if name == "year" or name.startswith("ground_")])

    def grounds(self) -> dict[str, str]:
        prefix = "ground_"
        return {
            name.removeprefix(prefix): words for name, words in self.cleaned_data.items() if name.startswith(prefix)
        }


class CostsForm(PaperForm):
    """What the service needs in a year."""

    cost_posts = django_forms.DecimalField(label="Plazas, en soles al año", min_value=0, max_digits=11, required=False)
    cost_materials = django_forms.DecimalField(
        label="Materiales, en soles al año", min_value=0, max_digits=11, required=False
    )
    cost_others = django_forms.DecimalField(label="Otros, en soles al año", min_value=0, max_digits=11, required=False)

    field_order = ("cost_posts", "cost_materials", "cost_others")

    def amounts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.field_order}


class AskOpinionForm(forms.Form):
    asked_on = forms.DateField(label="Fecha de la solicitud")
    asked_with = forms.CharField(label="Oficio con que se solicita", max_length=80, required=False)


class WithdrawForm(forms.Form):
    reason = forms.TextField(label="¿Por qué se retira?", max_length=500)


class OpinionForm(forms.Form):
    verdict = django_forms.ChoiceField(label="Opinión", choices=Verdict.choices, widget=django_forms.RadioSelect)
    number = forms.CharField(label="Número del informe", max_length=80)
    issued_on = forms.DateField(label="Fecha del informe")
    observations = forms.TextField(
        label="Observaciones",
        required=False,
        help_text="Qué debe corregir la UGEL. Con ellas el expediente vuelve a la UGEL.",
    )
    scan = scan_field()


class ResolutionForm(forms.Form):
    number = forms.CharField(label="Número de la resolución", max_length=80)
    issued_on = forms.DateField(label="Fecha de la resolución")
    scan = scan_field()


class CodeRequestForm(forms.Form):
    code_asked_on = forms.DateField(label="Fecha de la solicitud")
    code_request = forms.CharField(label="Oficio con que se solicita", max_length=80, required=False)


class StartForm(forms.Form):
    opened_on = forms.DateField(label="El servicio funciona desde")


class ContentsForm(forms.Form):
    """What an agreement says of each letter of art. 26."""

    scan = scan_field("Convenio")

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for letter, label in asked_contents(agreement.seho.scope).items():
            self.fields[f"content_{letter}"] = forms.CharField(
                label=f"{letter}) {label}",
                max_length=500,
                required=False,
                initial=agreement.contents.get(letter, ""),
                help_text="Cláusula, y en breve qué dice. En blanco, si el convenio no lo contiene.",
            )
        self.order_fields([name for name in self.fields if name.startswith("content_")])

    def contents(self) -> dict[str, str]:
        prefix = "content_"
        return {
            name.removeprefix(prefix): words for name, words in self.cleaned_data.items() if name.startswith(prefix)
        }


class SignForm(forms.Form):
    signed_on = forms.DateField(label="Fecha de suscripción")
    scan = scan_field("Convenio suscrito")


class AddendumForm(SentOnceForm):
    number = forms.CharField(label="Número de la adenda", max_length=80)
    signed_on = forms.DateField(label="Fecha de suscripción")
    changes = forms.TextField(label="Qué cambia", max_length=500)
    ends_on = forms.DateField(
        label="Nuevo término del convenio", required=False, help_text="Solo si la adenda lo cambia."
    )
    scan = scan_field("Adenda")
