"""The pupil's data, the family, the school, the volunteers, SIAGIE."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms as django_forms
from django.db.models import Prefetch

from patients.enums import AuthorizationPurpose
from patients.forms.registration import YES_NO, PupilForm, decisions_of
from patients.forms.registration import GuardianForm as FirstGuardianForm
from patients.forms.shapes import ScanField
from patients.models import Guardian, Patient
from patients.querysets import HELPERS
from seho import forms
from seho.accounts.models import Membership, User


class EditPatientForm(forms.VersionedFormMixin, PupilForm):
    class Meta(PupilForm.Meta):
        fields = (*PupilForm.Meta.fields, "care_notes")
        labels = {**PupilForm.Meta.labels, "care_notes": "Consideraciones para la atención"}
        help_texts = {
            **PupilForm.Meta.help_texts,
            "care_notes": "Para docentes y voluntarias, sin nombrar la enfermedad.",
        }


class GuardianForm(FirstGuardianForm):
    class Meta(FirstGuardianForm.Meta):
        fields = (*FirstGuardianForm.Meta.fields, "is_main")
        labels = {**FirstGuardianForm.Meta.labels, "is_main": "Es el contacto principal"}


class AuthorizeForm(forms.Form):
    """New decisions of a guardian; what is left unanswered stays as it was."""

    guardian = django_forms.ModelChoiceField(label="Quién decide", queryset=Guardian.objects.none())
    decided_on = forms.DateField(label="Fecha de la firma")
    entry = django_forms.ChoiceField(label="Ingreso al SEHO", choices=YES_NO, required=False)
    health_data = django_forms.ChoiceField(label="Tratamiento de datos de salud", choices=YES_NO, required=False)
    images = django_forms.ChoiceField(label="Fotos de sus trabajos e imágenes", choices=YES_NO, required=False)
    home_visits = django_forms.ChoiceField(label="Visitas al domicilio", choices=YES_NO, required=False)
    virtual = django_forms.ChoiceField(label="Atención virtual", choices=YES_NO, required=False)
    scan = ScanField(label="Autorización firmada")

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guardian = self.fields["guardian"]
        assert isinstance(guardian, django_forms.ModelChoiceField)
        guardian.queryset = patient.guardians.all()
        guardian.initial = patient.guardians.first()
        for purpose in AuthorizationPurpose:
            self.fields[purpose.lower()].widget = django_forms.RadioSelect(choices=YES_NO)

    def decisions(self) -> dict[str, bool]:
        return decisions_of(self.cleaned_data)


class DayForm(forms.Form):
    """One day, under the name that the service gives it."""

    def __init__(self, *args: Any, name: str, label: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[name] = forms.DateField(label=label, initial=today)
        self.order_fields([name])


class HelperField(django_forms.ModelChoiceField):  # type: ignore[type-arg]
    """Who may help, with a word beside whoever lacks a background check (DCF 3.ª)."""

    day: date

    def offer(self, seho_id: int, day: date) -> None:
        posts = Membership.objects.active_on(day).filter(seho_id=seho_id, role__in=HELPERS)
        known = Prefetch("memberships", posts.with_checks(), to_attr="helping")
        self.day = day
        self.queryset = User.objects.filter(is_active=True, pk__in=posts.values("user_id")).prefetch_related(known)

    def label_from_instance(self, obj: Any) -> str:
        known = [post.background_on(self.day) for post in obj.helping]
        held = any(background.holds for background in known)
        return str(obj) if held or not known else f"{obj} ({known[0].label.lower()})"


class AssignForm(forms.Form):
    user = HelperField(label="Voluntaria, voluntario o practicante", queryset=User.objects.none())
    starts_on = forms.DateField(label="Desde")

    def __init__(self, *args: Any, seho_id: int, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.fields["user"]
        assert isinstance(user, HelperField)
        user.offer(seho_id, today)
        self.fields["starts_on"].initial = today
