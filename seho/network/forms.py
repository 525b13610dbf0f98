"""The shapes of what is typed about the network."""

from typing import Any

from django import forms as django_forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from seho import forms
from seho.accounts.enums import Role
from seho.accounts.models import User
from seho.network import services, validators
from seho.network.enums import SehoState
from seho.network.models import Agreement, Hospital, LearningSpace, School, Seho, Ugel
from seho.network.rules import DEPARTMENTS, SCHOOL_LEVELS


class _NetworkForm(forms.ModelForm):
    """Invariants over several fields are told by the service, beside their field."""

    def _update_errors(self, errors: ValidationError) -> None:
        """What the model says of itself, without its constraints: those have no field to stand beside."""
        of_fields = {name: said for name, said in errors.error_dict.items() if name != NON_FIELD_ERRORS}
        if of_fields:
            super()._update_errors(ValidationError(of_fields))  # type: ignore[misc]


_CLOSING = ("closed_on", "closing_resolution", "closing_reason")


class SehoForm(_NetworkForm):
    """A service, as the specialist of its UGEL registers it."""

    phone = forms.PhoneField(label="Teléfono", required=False)

    class Meta:
        model = Seho
        fields = services.SEHO_FIELDS
        help_texts = {
            "name": "Como figura en la resolución de implementación.",
            "short_name": "El que se usa en las listas y en los menús; por ejemplo, «SEHO Goyeneche».",
            "hospital": "Deje en blanco si el servicio es solo domiciliario.",
            "address": "Si el servicio es solo domiciliario, la dirección de la UGEL (art. 28.2).",
            "hide_hospital_name": "Si se marca, constancias e informes nombran al servicio y no al establecimiento.",
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self._leave_out_closing()
        ugels = Ugel.objects.filter(pk__in=by.scope.ugel_ids(Role.UGEL_SPECIALIST))
        self.fields["ugel"].queryset = ugels  # type: ignore[attr-defined]
        if len(ugels) == 1:
            self.fields["ugel"].initial = ugels[0]
        hospitals = Hospital.objects.active().filter(category__startswith="II")
        present = Hospital.objects.filter(pk=self.instance.hospital_id)
        self.fields["hospital"].queryset = hospitals | present  # type: ignore[attr-defined]

    def _leave_out_closing(self) -> None:
        """Nobody registers a service to close it."""
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


class CodeForm(_NetworkForm):
    class Meta:
        model = Seho
        fields = ("registration_code",)
        help_texts = {"registration_code": "El que asignó el Minedu; se imprime en los documentos."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["registration_code"].required = True


class AgreementForm(_NetworkForm):
    class Meta:
        model = Agreement
        fields = services.AGREEMENT_FIELDS
        help_texts = {"parties": "Por ejemplo: GRE Arequipa y dirección del Hospital Goyeneche (art. 25.2)."}


class SpaceForm(_NetworkForm):
    class Meta:
        model = LearningSpace
        fields = services.SPACE_FIELDS
        help_texts = {"capacity": "Cuántas y cuántos estudiantes caben a la vez. Puede quedar en blanco."}


class ContactForm(_NetworkForm):
    director_name = forms.PersonNameField(label="Directora o director", max_length=120, required=False)
    phone = forms.PhoneField(label="Teléfono", required=False)

    class Meta:
        model = School
        fields = services.CONTACT_FIELDS


class SchoolForm(_NetworkForm):
    """A school that the register does not have."""

    modular_code = forms.CharField(
        label="Código modular",
        max_length=7,
        validators=[validators.modular_code],
        help_text="7 dígitos, con sus ceros. Está en la ficha de matrícula y en la libreta.",
        widget=django_forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    annex = forms.CharField(
        label="Anexo",
        max_length=1,
        initial="0",
        validators=[validators.annex_code],
        help_text="0 si es la sede principal.",
        widget=django_forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    level_code = django_forms.ChoiceField(label="Nivel o modalidad", choices=[("", "Elija…"), *SCHOOL_LEVELS.items()])
    department = django_forms.ChoiceField(
        label="Departamento", choices=[("", "Elija…"), *((name, name) for name in DEPARTMENTS)]
    )
    local_code = forms.CharField(
        label="Código de local",
        max_length=6,
        required=False,
        validators=[validators.local_code],
        widget=django_forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    director_name = forms.PersonNameField(label="Directora o director", max_length=120, required=False)
    phone = forms.PhoneField(label="Teléfono", required=False)

    class Meta:
        model = School
        fields = services.SCHOOL_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("province", "district", "management"):
            self.fields[name].required = True
