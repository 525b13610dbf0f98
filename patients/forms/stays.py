"""Stays, papers, discharge, egress, transfer, readmission."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms as django_forms

from patients.enums import AccreditationKind, EpisodeEnd, Modality, Setting, StayKind
from patients.forms.registration import StayForm, hospitals_near
from patients.forms.shapes import ScanField
from patients.models import Diagnosis, Stay
from patients.services import Paper
from seho import forms
from seho.files import CleanFile, store_bytes
from seho.network.models import Hospital, Seho

HOME_PAPERS = [choice for choice in AccreditationKind.choices if choice[0] != AccreditationKind.HOSPITALIZATION]
PAPER_AREA = "health"


class PaperFields(django_forms.Form):
    """The paper of art. 8.2 inside another form; `paper()` hands it on."""

    kind = django_forms.ChoiceField(label="Documento que acredita", choices=AccreditationKind.choices)
    issued_on = forms.DateField(label="Fecha de emisión del documento")
    physician_license = forms.CharField(label="CMP del médico tratante", max_length=10, required=False)
    is_presumptive = django_forms.BooleanField(label="La información es presuntiva (art. 8.3)", required=False)
    scan = ScanField(label="Documento escaneado")

    def paper(self, **dates: Any) -> Paper:
        values = self.cleaned_data
        return Paper(
            kind=values["kind"],
            issued_on=values["issued_on"],
            physician_license=values["physician_license"],
            is_presumptive=values["is_presumptive"],
            file=stored_scan(values["scan"]),
            **dates,
        )


def stored_scan(scan: CleanFile | None) -> str:
    """Keep a scan among the medical papers; its path, or nothing."""
    return store_bytes(PAPER_AREA, scan.content, scan.suffix) if scan else ""


class AccreditForm(forms.Form, PaperFields):
    """One more paper of a stay: a certificate that prolongs the rest, or a new estimate."""

    rest_starts_on = forms.DateField(label="Inicio del descanso")
    rest_ends_on = forms.DateField(label="Último día del descanso")
    estimated_days = django_forms.IntegerField(
        label="Días estimados de hospitalización",
        min_value=1,
        max_value=730,
        required=False,
        help_text="Contados desde el ingreso. Reemplaza el tiempo estimado anterior.",
    )

    def __init__(self, *args: Any, stay: Stay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_hospital = stay.kind == StayKind.HOSPITAL
        kinds = AccreditationKind.choices[:1] if is_hospital else HOME_PAPERS
        self.fields["kind"] = django_forms.ChoiceField(
            label="Documento que acredita",
            choices=kinds,
            widget=django_forms.RadioSelect,
            initial=kinds[0][0],
        )
        for name in ("rest_starts_on", "rest_ends_on") if is_hospital else ("estimated_days",):
            del self.fields[name]

    def dates(self) -> dict[str, Any]:
        names = ("rest_starts_on", "rest_ends_on", "estimated_days")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class DischargeForm(forms.VersionedFormMixin, forms.Form, PaperFields):
    """The discharge, and whether the attention goes on at home with a rest of 31 days or more."""

    ends_on = forms.DateField(label="Fecha del alta")
    follows = django_forms.ChoiceField(
        label="Después del alta",
        choices=[("school", "Retorna a su IE"), ("home", "Continúa en el SEHO, en su domicilio")],
        widget=django_forms.RadioSelect,
        initial="school",
    )
    rest_starts_on = forms.DateField(label="Inicio del descanso en domicilio", required=False)
    rest_ends_on = forms.DateField(label="Último día del descanso", required=False)
    modality = django_forms.ChoiceField(
        label="Modalidad en domicilio", choices=Modality.choices, required=False, initial=Modality.IN_PERSON
    )

    field_order = (
        "version",
        "ends_on",
        "follows",
        "rest_starts_on",
        "rest_ends_on",
        "modality",
        "kind",
        "issued_on",
        "physician_license",
        "is_presumptive",
        "scan",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, django_forms.ChoiceField)
        kind.choices = [("", "Elija…"), *HOME_PAPERS]
        for name in ("kind", "issued_on"):
            self.fields[name].required = False
        for name in set(self.fields) - {"version", "ends_on", "follows"}:
            self.fields[name].widget.attrs["data-unless"] = "school"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("follows") != "home":
            return cleaned
        needed = {
            "rest_starts_on": "Escriba el inicio del descanso.",
            "rest_ends_on": "Escriba el último día del descanso.",
            "kind": "Elija el documento que acredita el descanso (art. 8.2.b).",
            "issued_on": "Escriba la fecha de emisión del documento.",
        }
        for name, sentence in needed.items():
            if name in cleaned and not cleaned[name]:
                self.add_error(name, sentence)
        return cleaned

    @property
    def continues_at_home(self) -> bool:
        return bool(self.cleaned_data["follows"] == "home")

    def home_paper(self) -> Paper:
        values = self.cleaned_data
        return self.paper(rest_starts_on=values["rest_starts_on"], rest_ends_on=values["rest_ends_on"])


class EndForm(forms.VersionedFormMixin, forms.Form):
    """Egress without a discharge of the hospital."""

    ends_on = forms.DateField(label="Fecha del egreso")
    reason = django_forms.ChoiceField(label="Motivo", widget=django_forms.RadioSelect)

    REASONS = (EpisodeEnd.DISCHARGE, EpisodeEnd.REST_ENDED, EpisodeEnd.WITHDRAWAL, EpisodeEnd.DECEASED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        assert isinstance(reason, django_forms.ChoiceField)
        reason.choices = [(one.value, one.label) for one in self.REASONS]


class TransferForm(forms.VersionedFormMixin, forms.Form):
    to = django_forms.ModelChoiceField(label="SEHO que recibe", queryset=Seho.objects.none())
    ends_on = forms.DateField(label="Fecha del traslado")
    note = forms.CharField(
        label="Nota para el equipo que recibe",
        max_length=300,
        required=False,
        help_text="Sin datos de salud.",
    )

    def __init__(self, *args: Any, seho: Seho, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, django_forms.ModelChoiceField)
        to.queryset = Seho.objects.active().exclude(pk=seho.pk).select_related("ugel").order_by("ugel__name", "name")
        to.label_from_instance = lambda obj: f"{obj.name} ({obj.ugel})"  # type: ignore[method-assign]


class CorrectStayForm(forms.VersionedFormMixin, forms.Form):
    """Dates of a stay, corrected with a reason; the history keeps both."""

    starts_on = forms.DateField(label="Fecha de ingreso, o inicio del descanso")
    ends_on = forms.DateField(
        label="Fecha de alta, o fin del descanso",
        required=False,
        help_text="Déjela en blanco si sigue abierta.",
    )
    estimated_days = django_forms.IntegerField(
        label="Días estimados o prescritos", min_value=1, max_value=730, required=False
    )
    ward = forms.CharField(label="Sala y cama", max_length=80, required=False)
    reason = forms.CharField(
        label="Motivo de la corrección",
        max_length=300,
        help_text="Por ejemplo: la constancia dice otra fecha.",
    )

    def __init__(self, *args: Any, stay: Stay, **kwargs: Any) -> None:
        initial = {name: getattr(stay, name) for name in ("starts_on", "ends_on", "estimated_days", "ward", "version")}
        super().__init__(*args, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        if stay.kind == StayKind.HOME_REST:
            del self.fields["ward"]

    def values(self) -> dict[str, Any]:
        names = ("starts_on", "ends_on", "estimated_days", "ward")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class NewStayForm(forms.Form, PaperFields):
    """A stay that the file lacks: another hospital to which the pupil was moved, or an earlier one that
    counts.
    """

    hospital = django_forms.ModelChoiceField(label="Establecimiento de salud", queryset=Hospital.objects.none())
    ward = forms.CharField(label="Sala y cama", max_length=80, required=False)
    starts_on = forms.DateField(label="Fecha de ingreso")
    ends_on = forms.DateField(label="Fecha de alta", required=False, help_text="En blanco si sigue hospitalizado.")
    estimated_days = django_forms.IntegerField(label="Días estimados", min_value=1, max_value=730, required=False)
    field_order = ("hospital", "ward", "starts_on", "ends_on", "estimated_days")

    def __init__(self, *args: Any, seho: Seho, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hospital = self.fields["hospital"]
        assert isinstance(hospital, django_forms.ModelChoiceField)
        hospital.queryset = hospitals_near(seho)
        hospital.initial = seho.hospital_id
        self.fields["kind"].initial = AccreditationKind.HOSPITALIZATION
        self.fields["kind"].widget = django_forms.HiddenInput()

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.field_order}


class RestForm(forms.Form, PaperFields):
    """A certificate of rest at home for a pupil whose file this SEHO has."""

    rest_starts_on = forms.DateField(label="Inicio del descanso")
    rest_ends_on = forms.DateField(label="Último día del descanso")


class ReadmitForm(StayForm, PaperFields):
    """A new stay of a known pupil: where, since when, and the paper that accredits it."""

    client_id = django_forms.UUIDField(widget=django_forms.HiddenInput)

    field_order = (
        "client_id",
        "setting",
        "hospital",
        "ward",
        "starts_on",
        "estimated_days",
        "rest_ends_on",
        "modality",
        "registered_on",
        "kind",
        "issued_on",
        "physician_license",
        "is_presumptive",
        "scan",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "issued_on"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("setting") != Setting.UNTYPED:
            for name in ("kind", "issued_on"):
                if name in cleaned and not cleaned[name]:
                    self.add_error(name, "Falta el documento que acredita la condición de salud (art. 8.2).")
        return cleaned

    def stay_paper(self) -> Paper | None:
        values = self.cleaned_data
        if not (values["kind"] and values["issued_on"]):
            return None
        return self.paper(**rest_dates(values))


def rest_dates(values: dict[str, Any]) -> dict[str, date | None]:
    """The days that a certificate prescribes, of a form with `starts_on` and `rest_ends_on`."""
    if values["setting"] == Setting.HOSPITAL:
        return {}
    return {"rest_starts_on": values["starts_on"], "rest_ends_on": values["rest_ends_on"]}


class DiagnosisForm(forms.Form):
    text = forms.TextField(
        label="Diagnóstico o presunción", max_length=1000, widget=django_forms.Textarea(attrs={"rows": 3})
    )
    icd10 = forms.CharField(label="Código CIE-10", max_length=10, required=False)
    is_presumptive = django_forms.BooleanField(label="Es presuntivo (art. 8.3)", required=False)

    def __init__(self, *args: Any, diagnosis: Diagnosis | None = None, **kwargs: Any) -> None:
        if diagnosis is not None:
            kwargs["initial"] = {name: getattr(diagnosis, name) for name in ("text", "icd10", "is_presumptive")}
        super().__init__(*args, **kwargs)
