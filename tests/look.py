"""Pages made from the templates alone: a person in no database, each component with the least it takes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory

from seho.accounts.enums import Role, UnitKind
from seho.accounts.models import User
from seho.accounts.scope import Post, Scope
from seho.forms import Form


def person(*roles: Role) -> User:
    """Somebody with these roles, in no database."""
    user = User(pk=7, email="rosa@seho.test", given_names="Rosa María", surnames="Huamán Ccori")
    user.__dict__["scope"] = Scope(frozenset(Post(role, UnitKind.SEHO, 1) for role in roles))
    return user


def render(source: str, *, user: User | None = None, path: str = "/", **context: Any) -> str:
    """A template given as text, as this person sees it."""
    if not source.startswith("{% extends"):
        source = "{% load ui %}" + source
    return engines["django"].from_string(source).render(context, request_of(user, path))


def request_of(user: User | None = None, path: str = "/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = user or person(Role.COORDINATOR)
    return request


PAGE = Paginator(range(60), 25).get_page(2)
STEPS = [
    {"label": "Identificado", "state": "done", "on": date(2026, 3, 5)},
    {"label": "En atención", "state": "now", "on": None},
    {"label": "Retorno", "state": "stopped"},
    {"label": "Cerrado", "state": "next"},
]
# The least that each component takes, and what then can be seen.
LEAST: dict[str, tuple[str, str]] = {
    "_actions": ("actions=actions", "Registrar alta"),
    "badge": ('label="En atención"', "En atención"),
    "chart_bar": ('title="Estudiantes" rows=bars', "SEHO de Loreto"),
    "chart_columns": ('title="Sesiones" rows=bars', "SEHO de Loreto"),
    "combo_scripts": ("", "combo.js"),
    "confirm": ('title="¿Anular?" act="Anular" csrf_token="t"', "Anular"),
    "drop": ("field=form.file", "Autorización"),
    "due_item": ('title="Falta la autorización"', "Falta la autorización"),
    "empty_state": ('title="Nada pendiente"', "Nada pendiente"),
    "field_error": ("field=form.name", "Escriba este dato."),
    "figure": ('value=34 label="en atención"', "34"),
    "filter_chips": ("chips=chips", "Tipo A"),
    "icon": ('name="lock"', "#lock"),
    "journey": ("steps=steps", "En atención"),
    "list_table": ('caption="Estudiantes" columns=columns rows=rows', "Quispe Mamani"),
    "page_header": ('title="Estudiantes"', "<h1>Estudiantes</h1>"),
    "pagination": ("page=page request=request", "26 a 50 de 60"),
    "person_head": ('name="Quispe Mamani, Ana Lucía"', "Quispe Mamani, Ana Lucía"),
    "progress": ('value=3 max=4 label="Sesiones"', "3 de 4"),
    "search_box": ("request=request", "Buscar"),
    "tabs": ("tabs=chips", "Tipo A"),
    "toast": ('text="Se guardó." state="good"', "Se guardó."),
    "why": ('reason="Suma 34 días." article="art. 13.5"', "art. 13.5 del DS 003-2020-MINEDU"),
}


class SmallForm(Form):
    """One field of each kind."""

    name = forms.CharField(label="Nombres", help_text="Como en su documento.")
    place = forms.ChoiceField(label="Lugar", choices=[("h", "Hospital"), ("d", "Domicilio")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Firmó la autorización")
    notes = forms.CharField(label="Notas", required=False)
    file = forms.FileField(label="Autorización", required=False)


def parts() -> dict[str, Any]:
    """What the components of LEAST are made of."""
    return {
        "actions": [{"label": "Registrar alta", "url": "/alta/"}],
        "bars": [("SEHO de Loreto", 9), ("SEHO de Arequipa", 21)],
        "chips": [
            {"label": "Tipo A", "url": "?t=A", "active": True},
            {"label": "Tipo B", "url": "?t=B", "active": False},
        ],
        "columns": [{"label": "Estudiante"}, {"label": "Día", "numeric": True}],
        "rows": [{"cells": ["Quispe Mamani, Ana", 23], "url": "/1/"}, {"cells": ["Ñahui Cóndor, Luis", 4]}],
        "steps": STEPS,
        "page": PAGE,
        "form": SmallForm({}),
    }


def include(name: str) -> str:
    """The tag that shows this component with the least it takes."""
    given, _ = LEAST[name]
    return f'{{% include "components/{name}.html" {"with " + given if given else ""} only %}}'
