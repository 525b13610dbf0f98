"""The shapes of what is typed about a service, its agreements and its spaces."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms

from seho import forms
from seho.accounts.enums import Role
from seho.accounts.models import User
from seho.network.enums import SehoState
from seho.network.forms.base import NetworkForm
from seho.network.models import Agreement, Hospital, LearningSpace, Seho, Ugel
from seho.network.services.sehos import AGREEMENT_FIELDS, SEHO_FIELDS, SPACE_FIELDS

_CLOSING = ("closed_on", "closing_resolution", "closing_reason")


class SehoForm(NetworkForm):
    """A service, as the specialist of its UGEL registers it."""

    phone = forms.PhoneField(label="Teléfono", required=False)

    class Meta:
        model = Seho
        fields = SEHO_FIELDS
        help_texts = {
            "name": "Como figura en la resolución de implementación.",
            "short_name": "El que se usa en las listas y en los menús; por ejemplo, «SEHO Goyeneche».",
            "hospital": "Deje en blanco si el servicio es solo domiciliario.",
            "address": "Si el servicio es solo domiciliario, la dirección de la UGEL (art. 28.2).",
            "hide_hospital_name": "Si se marca, constancias e informes nombran al servicio y no al establecimiento.",
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.state != SehoState.CLOSED:
            self._leave_out_closing()
        ugels = Ugel.objects.filter(pk__in=by.scope.ugel_ids(Role.UGEL_SPECIALIST))
        self.fields["ugel"].queryset = ugels  # type: ignore[attr-defined]
        if len(ugels) == 1:
            self.fields["ugel"].initial = ugels[0]
        hospitals = Hospital.objects.active().filter(category__startswith="II")
        present = Hospital.objects.filter(pk=self.instance.hospital_id)
        self.fields["hospital"].queryset = hospitals | present  # type: ignore[attr-defined]

    def _leave_out_closing(self) -> None:
        """A service is closed by its steps (art. 33.1), never by a form; what was closed may be corrected."""
        for name in _CLOSING:
            del self.fields[name]
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            choice for choice in SehoState.choices if choice[0] != SehoState.CLOSED
        ]

    @property
    def sections(self) -> list[tuple[str, list[django_forms.BoundField]]]:
        """The fields in the order of the page, under their headings."""
        sections = {
            "Servicio": ("name", "short_name", "scope", "management"),
            "Ubicación": ("ugel", "hospital", "address", "phone", "email", "hide_hospital_name"),
            "Funcionamiento": ("resolution_number", "resolution_on", "state", "opened_on"),
            "Cierre": _CLOSING,
        }
        return [
            (heading, [self[name] for name in names]) for heading, names in sections.items() if names[0] in self.fields
        ]


class CodeForm(NetworkForm):
    class Meta:
        model = Seho
        fields = ("registration_code",)
        help_texts = {"registration_code": "El que asignó el Minedu; se imprime en los documentos."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["registration_code"].required = True


class AgreementForm(NetworkForm):
    class Meta:
        model = Agreement
        fields = AGREEMENT_FIELDS
        help_texts = {"parties": "Por ejemplo: GRE Arequipa y dirección del Hospital Goyeneche (art. 25.2)."}


class SpaceForm(NetworkForm):
    class Meta:
        model = LearningSpace
        fields = SPACE_FIELDS
        help_texts = {"capacity": "Cuántas y cuántos estudiantes caben a la vez. Puede quedar en blanco."}
