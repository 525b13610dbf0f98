from __future__ import annotations

from django import forms as django_forms

from seho.forms import Form


class AskForm(Form):
    """The button that lets a file be made; sent twice, it is made once."""

    client_id = django_forms.UUIDField(widget=django_forms.HiddenInput)
