"""The shapes of what is typed about spaces, equipment, materials, posts and visits."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms

from seho import forms
from seho.network.enums import CheckState, Giver, MaterialKind, MaterialLevel, SpaceKind
from seho.network.forms.base import NetworkForm
from seho.network.forms.founding import SentOnceForm, scan_field
from seho.network.models import Equipment, LearningSpace, Post, Receipt, Seho
from seho.network.rules.resources import VISIT_ARTICLES, VISIT_POINTS, conditions_of, need_problem
from seho.network.services.posts import POST_FIELDS
from seho.network.services.resources import EQUIPMENT_FIELDS

_CHOICES = [("", "Elija…"), *CheckState.choices]
_FEWEST_LINES, _MOST_LINES, _MORE_LINES = 5, 40, 3


def _with_answers(labels: dict[str, str], found: dict[str, str], *, required: bool) -> dict[str, Any]:
    return {
        f"point_{key}": django_forms.ChoiceField(
            label=label, choices=_CHOICES, required=required, initial=found.get(key, "")
        )
        for key, label in labels.items()
    }


class _Answers(SentOnceForm):
    def answers(self) -> dict[str, str]:
        prefix = "point_"
        return {
            name.removeprefix(prefix): state for name, state in self.cleaned_data.items() if name.startswith(prefix)
        }


class SpaceCheckForm(_Answers):
    """How each condition that is asked of the space was found; begins with what the last check said."""

    checked_on = forms.DateField(label="Fecha de la verificación")
    note = forms.TextField(label="Observaciones", max_length=2000, required=False)

    def __init__(self, *args: Any, space: LearningSpace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = space.checks.first()
        found = last.conditions if last else {}
        note = self.fields.pop("note")
        self.fields |= _with_answers(conditions_of(SpaceKind(space.kind)), found, required=True) | {"note": note}


class NeedForm(SentOnceForm):
    space = django_forms.ModelChoiceField(
        label="Espacio", queryset=LearningSpace.objects.none(), required=False, empty_label="Todo el servicio"
    )
    description = forms.CharField(label="Qué se necesita", max_length=300)
    found_on = forms.DateField(label="Fecha del diagnóstico")
    due_on = forms.DateField(label="Previsto para", required=False)

    def __init__(self, *args: Any, seho: Seho, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in SpaceKind if not need_problem(kind)]
        self.fields["space"].queryset = seho.spaces.filter(kind__in=kinds)  # type: ignore[attr-defined]


class FollowNeedForm(forms.Form):
    followed_on = forms.DateField(label="Fecha del seguimiento")
    follow_up = forms.TextField(label="Qué se hizo y qué falta", max_length=2000)
    due_on = forms.DateField(label="Previsto para", required=False)
    is_done = django_forms.BooleanField(label="La necesidad está atendida", required=False)


class EquipmentForm(NetworkForm):
    client_id = django_forms.UUIDField(widget=django_forms.HiddenInput, required=False)

    class Meta:
        model = Equipment
        fields = EQUIPMENT_FIELDS

    def __init__(self, *args: Any, seho: Seho, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["space"].queryset = seho.spaces.all()  # type: ignore[attr-defined]
        self.fields["space"].empty_label = "Sin espacio fijo"  # type: ignore[attr-defined]
        self.fields["quantity"].min_value = 1  # type: ignore[attr-defined]
        self.order_fields(("kind", "name", "quantity", "condition", "space"))


class WriteOffForm(forms.Form):
    written_off_on = forms.DateField(label="Fecha de la baja")
    reason = forms.CharField(label="Motivo", max_length=200)


class ReceiptForm(SentOnceForm):
    """A delivery and its lines; of a line that is left blank nothing is kept."""

    received_on = forms.DateField(label="Recibido el")
    giver = django_forms.ChoiceField(label="De quién", choices=[("", "Elija…"), *Giver.choices])
    document = forms.CharField(label="Guía, acta o pecosa", max_length=80, required=False)
    note = forms.CharField(label="Observaciones", max_length=300, required=False)
    scan = scan_field("Documento de entrega")

    def __init__(self, *args: Any, receipt: Receipt | None = None, **kwargs: Any) -> None:
        items = list(receipt.items.all()) if receipt else []
        if receipt:
            told = {name: getattr(receipt, name) for name in ("received_on", "giver", "document", "note", "client_id")}
            kwargs["initial"] = told | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.lines = min(_MOST_LINES, max(_FEWEST_LINES, len(items) + _MORE_LINES, self._lines_sent()))
        for number in range(self.lines):
            self._add_line(number, items[number] if number < len(items) else None)

    def _lines_sent(self) -> int:
        sent = [name for name in self.data if name.startswith("name_") and name[5:].isdigit()]
        return min(_MOST_LINES, 1 + max((int(name[5:]) for name in sent), default=-1))

    def _add_line(self, number: int, item: Any) -> None:
        kinds = [("", "Elija…"), *MaterialKind.choices]
        self.fields[f"kind_{number}"] = django_forms.ChoiceField(
            label="Tipo", choices=kinds, required=False, initial=item.kind if item else ""
        )
        self.fields[f"name_{number}"] = forms.CharField(
            label="Material", max_length=150, required=False, initial=item.name if item else ""
        )
        self.fields[f"level_{number}"] = django_forms.ChoiceField(
            label="Nivel o modalidad", choices=MaterialLevel.choices, required=False,
            initial=item.level if item else MaterialLevel.ALL,
        )  # fmt: skip
        self.fields[f"quantity_{number}"] = django_forms.IntegerField(
            label="Cantidad", min_value=1, max_value=1_000_000, required=False, initial=item.quantity if item else None
        )

    def _dress_line(self, number: int) -> None:
        """Plain controls: a table of them is no stack of fields."""
        for name in ("kind", "name", "level", "quantity"):
            widget = self.fields[f"{name}_{number}"].widget
            base = "form-select" if name in ("kind", "level") else "form-control"
            invalid = " is-invalid" if self.is_bound and self.errors.get(f"{name}_{number}") else ""
            widget.attrs["class"] = base + invalid

    @property
    def head(self) -> list[Any]:
        return [self[name] for name in ("received_on", "giver", "document", "note", "scan")]

    @property
    def rows(self) -> list[dict[str, Any]]:
        for number in range(self.lines):
            self._dress_line(number)
        return [
            {name: self[f"{name}_{number}"] for name in ("kind", "name", "level", "quantity")}
            for number in range(self.lines)
        ]

    def clean(self) -> dict[str, Any]:
        """A line has its kind, its name and its quantity, or nothing."""
        cleaned = super().clean() or self.cleaned_data
        for number in range(self.lines):
            names = [f"{name}_{number}" for name in ("kind", "name", "quantity")]
            told = [name for name in names if cleaned.get(name)]
            if told and len(told) < len(names):
                for name in names:
                    if not cleaned.get(name) and name not in self.errors:
                        self.add_error(name, "Complete esta línea o déjela en blanco.")
        return cleaned

    def items(self) -> list[dict[str, Any]]:
        cleaned = self.cleaned_data
        return [
            {name: cleaned[f"{name}_{number}"] for name in ("kind", "name", "quantity")}
            | {"level": cleaned[f"level_{number}"] or MaterialLevel.ALL}
            for number in range(self.lines)
            if cleaned.get(f"name_{number}")
        ]

    def values(self) -> dict[str, Any]:
        names = ("received_on", "giver", "document", "note")
        return {name: self.cleaned_data[name] for name in names} | {"file": self.cleaned_data["scan"]}


class PostForm(NetworkForm):
    client_id = django_forms.UUIDField(widget=django_forms.HiddenInput, required=False)

    class Meta:
        model = Post
        fields = POST_FIELDS
        help_texts = {
            "contract": "Docentes: plaza Nexus o excedente. No docentes y quien no cuenta con plaza: CAS (art. 30).",
            "nexus_code": "Solo de una plaza docente.",
            "hours": "Según su modalidad de contratación (art. 30.3).",
            "is_itinerant": "Lleva el servicio al domicilio (art. 16.4).",
            "membership": "Personas con un rol vigente en el servicio. En blanco, si está vacante.",
        }

    def __init__(self, *args: Any, holders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["membership"]
        field.queryset = holders
        field.empty_label = "Vacante"
        field.label_from_instance = lambda row: f"{row.user.full_name}, {row.role_label}"


class VisitForm(_Answers):
    """What was looked at in a visit; what was not is left without an answer."""

    visited_on = forms.DateField(label="Fecha de la visita")
    note = forms.TextField(label="Lo observado", max_length=2000, required=False)
    agreements = forms.TextField(label="Acuerdos", max_length=2000, required=False)
    due_on = forms.DateField(label="Los acuerdos se cumplen hasta el", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {key: f"{label} ({VISIT_ARTICLES[key]})" for key, label in VISIT_POINTS.items()}
        self.fields |= _with_answers(labels, {}, required=False)
        self.order_fields(["client_id", "visited_on", *(name for name in self.fields if name.startswith("point_"))])


class MetForm(forms.Form):
    met_on = forms.DateField(label="Cumplidos el")
    outcome = forms.CharField(label="Cómo se cumplieron", max_length=300)
