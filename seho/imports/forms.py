from __future__ import annotations

import uuid
from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.core.files import File

from seho.forms import Form
from seho.imports.enums import Catalogue
from seho.imports.services import LARGEST_UPLOAD


class BeginForm(Form):
    client_id = django_forms.UUIDField(widget=django_forms.HiddenInput, initial=uuid.uuid4)
    catalogue = django_forms.ChoiceField(
        label="¿Qué catálogo es?", choices=Catalogue.choices, widget=django_forms.RadioSelect
    )
    file = django_forms.FileField(
        label="Archivo",
        help_text="El .zip, .dbf o .csv, tal como se descarga del sitio oficial, sin abrirlo en una hoja de cálculo.",
        widget=django_forms.FileInput(attrs={"accept": ".zip,.dbf,.csv,.txt"}),
    )
    is_partial = django_forms.BooleanField(
        label="Es una lista parcial",
        help_text="Márquelo si no trae todo el país: entonces lo que falta en el archivo se deja como está.",
        required=False,
    )

    def clean_file(self) -> File[bytes]:
        file: Any = self.cleaned_data["file"]
        if file.size > LARGEST_UPLOAD:
            most = LARGEST_UPLOAD // 1_000_000
            raise ValidationError(f"El archivo pesa más de {most} MB. Suba el .zip en que se descarga.")
        return file


class ConfirmForm(Form):
    accepts_gone = django_forms.BooleanField(
        label="Revisé las que ya no están: el archivo está completo", required=False
    )
