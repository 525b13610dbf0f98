"""The sections of the guided registration. Each one says by its errors what it still lacks."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.db.models import Q, QuerySet

from patients.enums import (
    AccreditationKind,
    AuthorizationPurpose,
    DocumentType,
    Modality,
    Relationship,
    Setting,
)
from patients.forms.folding import FoldingMixin
from patients.forms.shapes import (
    DocumentMixin,
    DocumentNumberField,
    NeededDateField,
    NeededModelChoiceField,
    ScanField,
    ShapeForm,
    offer_sehos,
    prepare_document,
)
from patients.models import Enrollment, Guardian, Patient
from seho import forms
from seho.curriculum.models import SchoolGrade
from seho.network.forms.districts import DistrictField
from seho.network.models import District, Hospital, School, Seho

YES_NO = [("yes", "Autoriza"), ("no", "No autoriza")]


class SearchForm(DocumentMixin, forms.Form):
    """The first step: is this child already registered?"""

    seho = django_forms.ModelChoiceField(label="SEHO", queryset=Seho.objects.none())
    document_type = django_forms.ChoiceField(label="Tipo de documento", choices=DocumentType.choices)
    document_number = DocumentNumberField()
    paternal_surname = forms.PersonNameField(label="Apellido paterno", max_length=80)
    maternal_surname = forms.PersonNameField(label="Apellido materno", max_length=80, required=False)
    given_names = forms.PersonNameField(label="Nombres", max_length=100)
    birth_date = forms.DateField(label="Fecha de nacimiento")

    def __init__(self, *args: Any, sehos: QuerySet[Seho], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_sehos(self, sehos)
        prepare_document(self)

    @property
    def names(self) -> str:
        values = self.cleaned_data
        return f"{values['paternal_surname']} {values['maternal_surname']} {values['given_names']}"


class DistinctForm(forms.Form):
    """It is another child, and why the team is sure."""

    distinct_reason = forms.CharField(
        label="¿Cómo sabe que es otra persona?",
        max_length=300,
        help_text="Por ejemplo: es su hermana gemela, o el documento y la madre son otros.",
    )


# What tells whether a child is registered already, asked before anything else.
SEARCHED = (
    "document_type",
    "document_number",
    "paternal_surname",
    "maternal_surname",
    "given_names",
    "birth_date",
)


class PupilForm(FoldingMixin, DocumentMixin, ShapeForm):
    # The search asked for them already; what few children need comes last.
    folds = {
        "Documento, nombres y fecha de nacimiento": SEARCHED,
        "Código de SIAGIE y domicilio": ("siagie_code", "address", "address_district"),
    }
    document_number = DocumentNumberField()
    paternal_surname = forms.PersonNameField(label="Apellido paterno", max_length=80)
    maternal_surname = forms.PersonNameField(label="Apellido materno", max_length=80, required=False)
    given_names = forms.PersonNameField(label="Nombres", max_length=120)
    address_district = DistrictField(label="Distrito del domicilio", required=False)

    class Meta:
        model = Patient
        fields: tuple[str, ...] = (
            *SEARCHED,
            "sex",
            "mother_tongue",
            "has_special_needs",
            "special_needs_note",
            "siagie_code",
            "address",
            "address_district",
        )
        widgets = {"sex": django_forms.RadioSelect}
        labels = {"siagie_code": "Código de estudiante en SIAGIE"}
        help_texts = {
            "siagie_code": "14 cifras. Si tiene DNI puede dejarlo en blanco.",
            "address": "Lo que declara la familia; se necesita para la atención en domicilio.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sex"].choices = Patient._meta.get_field("sex").choices
        self.fields["address_district"].stands = self.instance.address_district
        prepare_document(self)

    def clean_address_district(self) -> str:
        """As the catalogue names it, beside its INEI code; what stood before the catalogue may stay."""
        said, stood = self.cleaned_data["address_district"], self.instance.address_district
        if isinstance(said, District):
            self.cleaned_data["address_ubigeo"] = said.inei
        elif said != stood:
            self.cleaned_data["address_ubigeo"] = ""
        return str(said or "")

    def clean_siagie_code(self) -> str:
        code: str = self.cleaned_data["siagie_code"]
        if code and not (code.isdigit() and len(code) == 14):
            raise django_forms.ValidationError("El código de estudiante del SIAGIE tiene 14 cifras.")
        return code


class GuardianForm(FoldingMixin, DocumentMixin, ShapeForm):
    document_number = DocumentNumberField()
    full_name = forms.WholeNameField(label="Apellidos y nombres", max_length=200)
    phone = forms.PhoneField(label="Teléfono", required=False)

    class Meta:
        model = Guardian
        fields: tuple[str, ...] = ("relationship", "full_name", "document_type", "document_number", "phone", "email")
        widgets = {"relationship": django_forms.RadioSelect}
        labels = {"email": "Correo electrónico"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relationship"].choices = Relationship.choices
        self.fields["full_name"].help_text = "Por ejemplo: Mamani Flores, Rosa"
        prepare_document(self)


class AuthorizationForm(FoldingMixin, forms.Form):
    """What the guardian decided, purpose by purpose; silence is neither yes nor no (R24)."""

    decided_on = forms.DateField(label="Fecha de la firma")
    entry = django_forms.ChoiceField(label="Ingreso al SEHO", choices=YES_NO)
    health_data = django_forms.ChoiceField(label="Tratamiento de datos de salud", choices=YES_NO)
    images = django_forms.ChoiceField(label="Fotos de sus trabajos e imágenes", choices=YES_NO, required=False)
    home_visits = django_forms.ChoiceField(label="Visitas al domicilio", choices=YES_NO, required=False)
    virtual = django_forms.ChoiceField(label="Atención virtual", choices=YES_NO, required=False)
    authorization_scan = ScanField(label="Autorización firmada")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for purpose in AuthorizationPurpose:
            field = self.fields[purpose.lower()]
            field.widget = django_forms.RadioSelect(choices=YES_NO)
        self.fields["entry"].error_messages["required"] = "Marque si la familia autoriza o no el ingreso."
        self.fields["health_data"].error_messages["required"] = (
            "Marque si la familia autoriza o no el tratamiento de los datos de salud."
        )

    def decisions(self) -> dict[str, bool]:
        """Purpose -> granted, of what was answered."""
        return decisions_of(self.cleaned_data)


def decisions_of(cleaned: dict[str, Any]) -> dict[str, bool]:
    answers = {purpose: cleaned.get(purpose.lower()) for purpose in AuthorizationPurpose.values}
    return {purpose: answer == "yes" for purpose, answer in answers.items() if answer}


class HealthForm(FoldingMixin, forms.Form):
    """The paper of art. 8.2, the diagnosis (encrypted) and what teachers may know (considerations)."""

    folds = {"Médico tratante e información presuntiva": ("physician_license", "is_presumptive")}

    kind = django_forms.ChoiceField(label="Documento", choices=AccreditationKind.choices)
    issued_on = forms.DateField(label="Fecha de emisión")
    physician_license = forms.CharField(label="CMP del médico tratante", max_length=10, required=False)
    is_presumptive = django_forms.BooleanField(
        label="La información es presuntiva (art. 8.3)",
        required=False,
        help_text="Se requieren más estudios para el diagnóstico final.",
    )
    diagnosis = forms.TextField(
        label="Diagnóstico o presunción",
        max_length=1000,
        required=False,
        widget=django_forms.Textarea(attrs={"rows": 2}),
        help_text="Se guarda cifrado. Lo leen solo la coordinación y psicología; cada lectura se anota.",
    )
    care_notes = forms.TextField(
        label="Consideraciones para la atención",
        max_length=1000,
        required=False,
        widget=django_forms.Textarea(attrs={"rows": 3}),
        help_text="Para docentes y voluntarias, sin nombrar la enfermedad: cansancio, horarios, movilidad.",
    )
    accreditation_scan = ScanField(label="Documento escaneado")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].widget = django_forms.RadioSelect(choices=AccreditationKind.choices)


class StayForm(FoldingMixin, forms.Form):
    """Where the pupil is, since when, for how long; the type follows from it and is never asked."""

    setting = django_forms.ChoiceField(label="Ámbito de atención", choices=Setting.choices)
    hospital = NeededModelChoiceField(label="Establecimiento de salud", queryset=Hospital.objects.none())
    ward = forms.CharField(label="Sala y cama", max_length=80, required=False)
    starts_on = NeededDateField(label="Fecha de ingreso, o inicio del descanso")
    estimated_days = django_forms.IntegerField(
        label="Días estimados de hospitalización",
        min_value=1,
        max_value=730,
        required=False,
        help_text="Si la constancia los indica, contados desde el ingreso.",
    )
    rest_ends_on = forms.DateField(
        label="Último día del descanso en domicilio",
        required=False,
        help_text="Solo para la atención en domicilio, según el certificado.",
    )
    modality = django_forms.ChoiceField(label="Modalidad", choices=Modality.choices, initial=Modality.IN_PERSON)
    registered_on = forms.DateField(
        label="Fecha de registro en el SEHO",
        help_text="Desde este día se cuentan los días en el SEHO (art. 13.5).",
    )

    def __init__(self, *args: Any, seho: Seho, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("setting", Setting.choices), ("modality", Modality.choices)):
            self.fields[name].widget = django_forms.RadioSelect(choices=choices)
        for name, setting in (
            ("rest_ends_on", Setting.HOSPITAL),
            ("ward", Setting.HOME),
            ("estimated_days", Setting.HOME),
        ):
            self.fields[name].widget.attrs["data-unless"] = setting
        field = self.fields["hospital"]
        assert isinstance(field, django_forms.ModelChoiceField)
        field.queryset = hospitals_near(seho)
        field.initial = seho.hospital_id

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        setting = cleaned.get("setting")
        if setting in (Setting.HOSPITAL, Setting.HOME) and "starts_on" in cleaned and not cleaned["starts_on"]:
            what = "la fecha de ingreso" if setting == Setting.HOSPITAL else "el inicio del descanso"
            self.add_error("starts_on", f"Escriba {what}.")
        if setting == Setting.HOSPITAL and "hospital" in cleaned and not cleaned["hospital"]:
            self.add_error("hospital", "Elija el establecimiento de salud.")
        if setting == Setting.HOME and "rest_ends_on" in cleaned and not cleaned["rest_ends_on"]:
            self.add_error("rest_ends_on", "Escriba hasta cuándo indica descanso el certificado.")
        start, end = cleaned.get("starts_on"), cleaned.get("rest_ends_on")
        if setting != Setting.HOSPITAL and start and end and end < start:
            self.add_error("rest_ends_on", "El descanso no puede terminar antes de su inicio.")
        return cleaned


def rest_dates_help() -> str:
    return "En domicilio escriba el inicio y el último día del descanso del certificado: 31 días o más."


def hospitals_near(seho: Seho) -> QuerySet[Hospital]:
    """The hospital of the SEHO first of all, and those of levels II and III of its region (art. 29)."""
    level = Q(category__startswith="II")
    return Hospital.objects.filter(Q(pk=seho.hospital_id) | (level & Q(ugel__region=seho.ugel.region, is_active=True)))


class SchoolSelect(django_forms.Select):
    """A select that holds the chosen school alone: combo.js searches the other 180,000."""

    def optgroups(self, name: str, value: list[Any], attrs: Any = None) -> Any:
        wanted = [pk for pk in value if str(pk).isdigit()]
        chosen = School.objects.filter(pk__in=wanted)
        self.choices = [("", "Busque la IE…"), *((school.pk, school_label(school)) for school in chosen)]
        return super().optgroups(name, value, attrs)


def school_label(school: School) -> str:
    return " · ".join(part for part in (school.name, school.level_name, school.code, school.place) if part)


class EnrollmentForm(FoldingMixin, ShapeForm):
    folds = {"Contacto del docente y fecha de matrícula": ("tutor_phone", "tutor_email", "starts_on")}
    school = django_forms.ModelChoiceField(
        label="Institución educativa",
        queryset=School.objects.active(),
        widget=SchoolSelect,
        help_text="Escriba su nombre, su código modular o su distrito.",
    )
    tutor_name = forms.PersonNameField(label="Docente o tutor(a) en la IE", max_length=160, required=False)
    tutor_phone = forms.PhoneField(label="Teléfono del docente o tutor(a)", required=False)
    starts_on = forms.DateField(
        label="Matriculada o matriculado desde",
        required=False,
        help_text="Déjelo en blanco si es desde el inicio del año escolar.",
    )

    class Meta:
        model = Enrollment
        fields: tuple[str, ...] = (
            "school",
            "school_grade",
            "section",
            "tutor_name",
            "tutor_phone",
            "tutor_email",
            "starts_on",
        )
        labels = {"school_grade": "Grado o edad", "tutor_email": "Correo del docente o tutor(a)"}

    def __init__(self, *args: Any, school_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if school_url:
            self.fields["school"].widget.attrs.update({"data-combo": "", "data-url": school_url})
        self.fields["school_grade"].choices = grades_by_level()


def grades_by_level() -> list[Any]:
    groups: dict[str, list[tuple[int, str]]] = {}
    for grade in SchoolGrade.objects.select_related("level").order_by("level__order", "order", "pk"):
        groups.setdefault(f"{grade.level.get_modality_display()} · {grade.level}", []).append((grade.pk, str(grade)))
    return [("", "Elija…"), *((label, grades) for label, grades in groups.items())]
