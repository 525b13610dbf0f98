"""What to mind before entering, each with an optional last day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from django import forms as django_forms

from attendance.enums import PrecautionKind
from attendance.models import Precaution
from attendance.rules import ADVICE, Advice
from seho.forms import DateField, Form


class PrecautionLine(NamedTuple):
    kind: str
    label: str
    advice: Advice
    is_ticked: bool
    until: django_forms.BoundField


class PrecautionsForm(Form):
    kinds = django_forms.MultipleChoiceField(
        label="Precauciones",
        choices=PrecautionKind.choices,
        required=False,
        widget=django_forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in PrecautionKind:
            self.fields[f"until_{kind}"] = DateField(label="Hasta", required=False)
            self.fields[f"until_{kind}"].widget.attrs["class"] = "form-control"

    def lines(self) -> Iterator[PrecautionLine]:
        ticked = set(self["kinds"].value() or ())
        for kind, advice in ADVICE.items():
            yield PrecautionLine(kind.value, kind.label, advice, kind in ticked, self[f"until_{kind}"])

    def chosen(self) -> list[tuple[str, date | None]]:
        """Those that are ticked, each with its last day."""
        values = self.cleaned_data
        return [(kind, values[f"until_{kind}"]) for kind in values["kinds"]]


def values_of(rows: Iterable[Precaution]) -> dict[str, Any]:
    rows = list(rows)
    return {"kinds": [row.kind for row in rows], **{f"until_{row.kind}": row.until for row in rows}}
