"""The hospital's daily list: its file, what its columns hold, and why a proposal is not for the service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db.models import QuerySet
from django.forms import BoundField

from patients.daily_files import LARGEST_BYTES, Table
from patients.enums import DismissReason, ProposalKind
from patients.models import ListProposal
from patients.rules.daily_columns import Field, guess, what_lacks
from seho import forms
from seho.network.models import Hospital

SAMPLES = 3


class DailyListForm(forms.Form):
    hospital = django_forms.ModelChoiceField(label="Establecimiento de salud", queryset=Hospital.objects.none())
    file = django_forms.FileField(
        label="Lista de personas hospitalizadas",
        help_text="Excel (.xlsx), CSV o FHIR en JSON, como la exporta el sistema del establecimiento.",
        widget=django_forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.json,.ndjson"}),
    )
    listed_on = forms.DateField(
        label="Fecha de la lista",
        required=False,
        help_text="En blanco: la que diga el archivo o su nombre; si no dicen ninguna, hoy.",
    )
    is_partial = django_forms.BooleanField(
        label="Trae solo algunos servicios o salas",
        help_text="Márquelo si no es la lista completa: entonces no se propone el alta de quienes no figuran.",
        required=False,
    )

    def __init__(self, *args: Any, hospitals: QuerySet[Hospital], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hospital = self.fields["hospital"]
        assert isinstance(hospital, django_forms.ModelChoiceField)
        hospital.queryset = hospitals
        if len(hospitals) == 1:
            hospital.widget, hospital.initial = django_forms.HiddenInput(), hospitals[0]

    def clean_file(self) -> File[bytes]:
        file: Any = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            most = LARGEST_BYTES // 1_000_000
            raise ValidationError(f"El archivo pesa más de {most} MB: suba la lista de un solo día.")
        return file


@dataclass(frozen=True)
class ColumnAsked:
    """One column of the file on the page: its heading, some of its values, and the question what it holds."""

    heading: str
    samples: list[str]
    field: BoundField


class ColumnsForm(forms.Form):
    """One question for each column, answered beforehand as far as its heading tells."""

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        guessed = {key: field for field, key in guess(table.keys).items()}
        for place, (key, heading) in enumerate(zip(table.keys, table.headings, strict=True)):
            self.fields[f"column_{place}"] = django_forms.ChoiceField(
                label=f"Qué trae «{heading or f'columna {place + 1}'}»",
                choices=[("", "No se lee"), *Field.choices()],
                initial=guessed.get(key, ""),
                required=False,
                widget=django_forms.Select(attrs={"class": "form-select"}),
            )

    def columns_asked(self) -> Iterator[ColumnAsked]:
        for place, heading in enumerate(self.table.headings):
            said = list(dict.fromkeys(line.cells[place] for line in self.table.lines if line.cells[place]))
            yield ColumnAsked(heading or f"Columna {place + 1}", said[:SAMPLES], self[f"column_{place}"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen: dict[str, str] = {}
        for name, value in list(cleaned.items()):
            if value and value in seen:
                self.add_error(name, f"Otra columna ya trae «{Field(value).label}»: deje una sola.")
            seen[value] = name
        if not self.errors and (problem := what_lacks(self.columns())):
            self.add_error(None, problem)
        return cleaned

    def columns(self) -> Mapping[Field, str]:
        said = [self.cleaned_data.get(f"column_{place}", "") for place in range(len(self.table.keys))]
        return {Field(value): key for value, key in zip(said, self.table.keys, strict=True) if value}


class AnswerForm(forms.Form):
    """What the list does not say of one proposal: the day, and that of the paper of art. 8.2.a."""

    day = forms.DateField(required=False)
    paper_on = forms.DateField(label="Constancia emitida el", required=False)

    def __init__(self, *args: Any, proposal: ListProposal, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"p{proposal.pk}", **kwargs)
        is_back = proposal.kind == ProposalKind.ADMISSION
        self.fields["day"].label = "Ingreso" if is_back else "Último día en el establecimiento"
        self.fields["day"].initial = proposal.happened_on if is_back else proposal.seen_on
        if not is_back:
            del self.fields["paper_on"]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"

    @classmethod
    def asks(cls, proposal: ListProposal) -> bool:
        return proposal.kind in (ProposalKind.ADMISSION, ProposalKind.ABSENCE)


class DismissForm(forms.Form):
    dismiss_reason = django_forms.ChoiceField(
        label="¿Por qué no corresponde?", choices=DismissReason.choices, widget=django_forms.RadioSelect
    )
