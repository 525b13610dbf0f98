"""The forms of the panel: of which services and days the figures are, and the name of a saved view."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms

from seho.forms import CharField, DateField, Form
from seho.panel.indicators.periods import Period, PeriodKind
from seho.panel.indicators.scope import Scope, ScopeKind
from seho.panel.queries.saved import unit_names
from seho.panel.services.saved_views import ALONE, Unit

_ONLY_ME = "Solo para mí"


class AskedForm(Form):
    """Of which services and of which days; it lives in the address and works without JavaScript."""

    ambito = django_forms.ChoiceField(label="Ámbito")
    periodo = django_forms.ChoiceField(label="Periodo")
    desde = DateField(label="Desde")
    hasta = DateField(label="Hasta")

    def __init__(self, *args: Any, scopes: list[Scope], periods: list[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._set("ambito", _by_kind(scopes))
        self._set("periodo", [*_named(periods), (PeriodKind.FREE.value, "Otras fechas…")])

    def _set(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, django_forms.ChoiceField)
        field.choices = choices


def _by_kind(scopes: list[Scope]) -> list[Any]:
    """What the person may look into, in groups; one kind alone needs no heading."""
    groups = {kind: [(scope.key, scope.title) for scope in scopes if scope.kind == kind] for kind in ScopeKind}
    told = [(_HEADINGS[kind], choices) for kind, choices in groups.items() if choices]
    return list(told[0][1]) if len(told) == 1 else told


_HEADINGS = {
    ScopeKind.COUNTRY: "País", ScopeKind.REGION: "DRE y GRE", ScopeKind.UGEL: "UGEL", ScopeKind.SERVICE: "Servicios",
}  # fmt: skip


def _named(periods: list[Period]) -> list[Any]:
    headings = {PeriodKind.YEAR: "Años escolares", PeriodKind.BIMESTER: "Bimestres", PeriodKind.MONTH: "Meses"}
    groups = {kind: [(one.key, one.label) for one in periods if one.kind == kind] for kind in headings}
    return [(headings[kind], choices) for kind, choices in groups.items() if choices]


class ViewForm(Form):
    """The name of a saved view, and with whom it is shared."""

    client_id = django_forms.UUIDField(widget=django_forms.HiddenInput, required=False)
    name = CharField(
        label="Nombre de la vista",
        max_length=80,
        help_text="Por ejemplo: «Mi UGEL, este bimestre». Sin nombres de personas.",
    )
    shared_with = django_forms.ChoiceField(
        label="Quién la ve",
        required=False,
        help_text="Cada persona que la abre ve solo lo que su rol le permite ver.",
        widget=django_forms.RadioSelect,
    )

    def __init__(self, *args: Any, user: Any, kept: Unit = ALONE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = {_key(unit): unit for unit in [ALONE, *unit_names(user)]}
        choices = [("", _ONLY_ME), *((_key(unit), name) for unit, name in unit_names(user).items())]
        if _key(kept) not in self._units:
            self._units[_key(kept)] = kept
            choices.append((_key(kept), "Como está ahora"))
        field = self.fields["shared_with"]
        assert isinstance(field, django_forms.ChoiceField)
        field.choices = choices

    def unit(self) -> Unit:
        return self._units[self.cleaned_data["shared_with"]]

    @staticmethod
    def values_of(view: Any) -> dict[str, Any]:
        return {"name": view.name, "shared_with": _key((view.shared_kind, view.shared_unit_id))}


def _key(unit: Unit) -> str:
    kind, unit_id = unit
    return kind if unit_id is None else f"{kind}-{unit_id}"
