"""The house writes widgets as Django does, sign for sign but for the line breaks between tags."""

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from seho.forms.renderer import Renderer

SAFE = mark_safe("&amp;")
NASTY = '<b a="1">\'&'
CHOICES = [
    ("", "Elija…"),
    (1, "Uno & medio"),
    (NASTY, NASTY),
    ("Grupo <x>", [("a", "A"), ("b", mark_safe("<i>B</i>"))]),
]

WIDGETS = {
    "text": forms.TextInput({"maxlength": 20, "class": NASTY, "required": True, "disabled": False}),
    "hidden": forms.HiddenInput(),
    "number": forms.NumberInput({"step": "any"}),
    "email": forms.EmailInput(),
    "url": forms.URLInput(),
    "password": forms.PasswordInput(),
    "date": forms.DateInput(),
    "time": forms.TimeInput(),
    "textarea": forms.Textarea({"rows": 3}),
    "checkbox": forms.CheckboxInput(),
    "select": forms.Select({"class": "form-select"}, CHOICES),
    "select_multiple": forms.SelectMultiple({}, CHOICES),
    "radio": forms.RadioSelect({}, CHOICES),
    "checkboxes": forms.CheckboxSelectMultiple({}, CHOICES),
    "file": forms.ClearableFileInput(),
}


def flat(html: str) -> str:
    return re.sub(r">\s+", ">", html)


@pytest.mark.parametrize("value", [None, "", NASTY, "1", ["a", "1"], SAFE], ids=repr)
@pytest.mark.parametrize("name", WIDGETS)
def test_a_widget_is_written_as_django_writes_it(name: str, value: Any) -> None:
    def written(renderer: Any) -> str:
        return flat(WIDGETS[name].render("campo", value, {"id": "id_campo"}, renderer))

    assert written(Renderer()) == written(DjangoTemplates())


@pytest.mark.parametrize("wraps", [True, False])
@pytest.mark.parametrize("name", ["radio", "checkboxes"])
def test_one_option_is_written_as_django_writes_it(name: str, wraps: bool) -> None:
    def written(renderer: Any) -> list[str]:
        options = WIDGETS[name].subwidgets("campo", ["a"], {"id": "id_campo"})
        return [
            flat(renderer.render(one["template_name"], {"widget": {**one, "wrap_label": wraps}})) for one in options
        ]

    assert written(Renderer()) == written(DjangoTemplates())
