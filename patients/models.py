"""The pupil: who, whose care, which school, which stays, which time in the service.

Three clocks are read from these rows and never stored: hospital days (`Stay` of kind HOSPITAL), prescribed
home rest (`Stay` of kind HOME_REST) and days in the SEHO (`Episode`). `patients.rules` counts them.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from patients.enums import (
    AccreditationKind,
    AuthorizationPurpose,
    DocumentType,
    EpisodeEnd,
    Modality,
    NotAttendedReason,
    ReferralChannel,
    ReferralState,
    Relationship,
    Setting,
    Sex,
    SiagieCause,
    SiagieLetter,
    StayKind,
)
from patients.querysets import (
    AuthorizationQuerySet,
    DraftQuerySet,
    EpisodeQuerySet,
    HealthQuerySet,
    OfPatientQuerySet,
    OfTeamQuerySet,
    PatientQuerySet,
    ReferralQuerySet,
    StayQuerySet,
)
from seho.crypto import EncryptedTextField
from seho.files import StoredPathField
from seho.text import full_name, initials, search_key

USER = settings.AUTH_USER_MODEL


class Patient(models.Model):
    """Estudiante-paciente (art. 5.5). Only what identifies and characterises (art. 10.2); health stands in
    `Diagnosis`.
    """

    document_type = models.CharField("tipo de documento", max_length=10, choices=DocumentType.choices)
    document_number = models.CharField("número de documento", max_length=20, blank=True)
    siagie_code = models.CharField("código de estudiante (SIAGIE)", max_length=14, blank=True)
    paternal_surname = models.CharField("apellido paterno", max_length=80)
    maternal_surname = models.CharField("apellido materno", max_length=80, blank=True)
    given_names = models.CharField("nombres", max_length=120)
    birth_date = models.DateField("fecha de nacimiento")
    sex = models.CharField("sexo", max_length=1, choices=Sex.choices)
    mother_tongue = models.ForeignKey(
        "curriculum.MotherTongue", on_delete=models.PROTECT, verbose_name="lengua materna", related_name="+"
    )
    has_special_needs = models.BooleanField("tiene necesidades educativas especiales", default=False)
    special_needs_note = models.CharField("apoyos que necesita para aprender", max_length=500, blank=True)
    address = models.CharField("domicilio declarado", max_length=200, blank=True)
    address_ubigeo = models.CharField("distrito (ubigeo INEI)", max_length=6, blank=True)
    address_district = models.CharField("distrito", max_length=120, blank=True)
    care_notes = models.TextField("consideraciones para la atención", max_length=1000, blank=True)
    # Why this is not the pupil that the search proposed as the same.
    distinct_reason = models.CharField("motivo por el que no es la misma persona", max_length=300, blank=True)
    search_name = models.CharField(max_length=300, editable=False, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = PatientQuerySet.as_manager()

    class Meta:
        verbose_name = "estudiante"
        ordering = ["paternal_surname", "maternal_surname", "given_names", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document_type", "document_number"],
                condition=~Q(document_number=""),
                name="patient_document_unique",
                violation_error_message="Ya hay una o un estudiante registrado con este documento.",
            ),
            models.CheckConstraint(
                condition=Q(document_type=DocumentType.NONE, document_number="")
                | (~Q(document_type=DocumentType.NONE) & ~Q(document_number="")),
                name="patient_document_number_given",
            ),
            models.UniqueConstraint(
                fields=["search_name", "birth_date"],
                condition=Q(distinct_reason=""),
                name="patient_same_name_and_birth_explained",
                violation_error_message=(
                    "Ya hay una o un estudiante con ese nombre y esa fecha de nacimiento: diga si es la misma persona."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["paternal_surname", "maternal_surname", "given_names", "id"]),
            models.Index(fields=["birth_date"]),
        ]

    def __str__(self) -> str:
        return full_name(self.paternal_surname, self.maternal_surname, self.given_names)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_name = self._search_key()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("patients:detail", args=[self.pk])

    def clean_fields(self, exclude: Any = None) -> None:
        self.search_name = self._search_key()
        super().clean_fields(exclude=exclude)

    def _search_key(self) -> str:
        return search_key(f"{self.paternal_surname} {self.maternal_surname} {self.given_names}")

    @property
    def initials(self) -> str:
        return initials(f"{self.paternal_surname} {self.maternal_surname}", self.given_names)

    @property
    def document_label(self) -> str:
        if self.document_type == DocumentType.NONE:
            return "Sin documento"
        return f"{self.get_document_type_display()} N.° {self.document_number}"


class Guardian(models.Model):
    """Madre, padre, tutor(a) o apoderado(a) (art. 10.1, 35)."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="guardians")
    relationship = models.CharField("parentesco", max_length=10, choices=Relationship.choices)
    full_name = models.CharField("apellidos y nombres", max_length=200)
    document_type = models.CharField("tipo de documento", max_length=10, choices=DocumentType.choices)
    document_number = models.CharField("número de documento", max_length=20, blank=True)
    phone = models.CharField("teléfono", max_length=20, blank=True)
    email = models.EmailField("correo", blank=True)
    is_main = models.BooleanField("contacto principal", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OfTeamQuerySet.as_manager()

    class Meta:
        verbose_name = "familiar responsable"
        ordering = ["-is_main", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["patient"], condition=Q(is_main=True), name="guardian_one_main"),
        ]

    def __str__(self) -> str:
        return self.full_name


class Authorization(models.Model):
    """One purpose that the guardian granted or refused on a day, in writing; revocable (art. 10.1; Ley
    29733).
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="authorizations")
    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, related_name="authorizations")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="authorizations")
    purpose = models.CharField("finalidad", max_length=12, choices=AuthorizationPurpose.choices)
    granted = models.BooleanField("autoriza")
    decided_on = models.DateField("fecha de la firma")
    revoked_on = models.DateField("fecha de revocación", null=True, blank=True)
    file = StoredPathField("autorización firmada", blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = AuthorizationQuerySet.as_manager()

    class Meta:
        verbose_name = "autorización"
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_on=None) | Q(revoked_on__gte=F("decided_on")),
                name="authorization_revoked_after_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {'sí' if self.granted else 'no'}"


class Enrollment(models.Model):
    """The school where the pupil is enrolled, with the grade and the person to coordinate with (art.
    11.4).
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="enrollments")
    school = models.ForeignKey("network.School", on_delete=models.PROTECT, related_name="enrollments")
    school_grade = models.ForeignKey("curriculum.SchoolGrade", on_delete=models.PROTECT, related_name="+")
    section = models.CharField("sección", max_length=20, blank=True)
    tutor_name = models.CharField("docente o tutor(a) en la IE", max_length=160, blank=True)
    tutor_phone = models.CharField("teléfono del tutor(a)", max_length=20, blank=True)
    tutor_email = models.EmailField("correo del tutor(a)", blank=True)
    starts_on = models.DateField("desde")
    ends_on = models.DateField("hasta", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OfPatientQuerySet.as_manager()

    class Meta:
        verbose_name = "matrícula"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["patient"], condition=Q(ends_on=None), name="enrollment_one_current"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="enrollment_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_grade} – {self.school}"


class Stay(models.Model):
    """A hospital stay (first clock) or a prescribed home rest (second clock). `ends_on` is empty while it
    is open.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="stays")
    kind = models.CharField("situación", max_length=10, choices=StayKind.choices)
    hospital = models.ForeignKey(
        "network.Hospital",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stays",
        verbose_name="establecimiento de salud",
    )
    ward = models.CharField("servicio y cama", max_length=80, blank=True)
    starts_on = models.DateField("fecha de ingreso o inicio del descanso")
    ends_on = models.DateField("fecha de alta o fin del descanso", null=True, blank=True)
    estimated_days = models.PositiveSmallIntegerField("días estimados o prescritos", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = StayQuerySet.as_manager()

    class Meta:
        verbose_name = "estancia"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="stay_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(kind=StayKind.HOME_REST) | Q(hospital__isnull=False), name="stay_hospital_given"
            ),
            models.UniqueConstraint(
                fields=["patient", "kind"], condition=Q(ends_on=None), name="stay_one_open_of_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} desde {self.starts_on:%d/%m/%Y}"


class Accreditation(models.Model):
    """The paper of art. 8.2 that accredits a stay. Its file is a medical paper: coordinator and
    psychologist only.
    """

    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="accreditations")
    kind = models.CharField("documento", max_length=20, choices=AccreditationKind.choices)
    issued_on = models.DateField("fecha de emisión")
    physician_license = models.CharField("CMP del médico tratante", max_length=10, blank=True)
    estimated_days = models.PositiveSmallIntegerField("días que indica", null=True, blank=True)
    rest_starts_on = models.DateField("inicio del descanso", null=True, blank=True)
    rest_ends_on = models.DateField("fin del descanso", null=True, blank=True)
    is_presumptive = models.BooleanField("información presuntiva (art. 8.3)", default=False)
    file = StoredPathField("documento escaneado", blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = HealthQuerySet.of("stay__patient")

    class Meta:
        verbose_name = "acreditación"
        ordering = ["issued_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rest_starts_on=None, rest_ends_on=None) | Q(rest_ends_on__gte=F("rest_starts_on")),
                name="accreditation_rest_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Diagnosis(models.Model):
    """Health data (Ley 29733, art. 2.5): apart, encrypted, each reading logged (art. 6.d)."""

    stay = models.OneToOneField(Stay, on_delete=models.PROTECT, related_name="diagnosis")
    text = EncryptedTextField("diagnóstico o presunción", max_length=1000)
    icd10 = EncryptedTextField("código CIE-10", max_length=10, blank=True)
    is_presumptive = models.BooleanField("presuntivo", default=False)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = HealthQuerySet.of("stay__patient")

    class Meta:
        verbose_name = "diagnóstico"

    def __str__(self) -> str:
        return "Diagnóstico (reservado)"


class Episode(models.Model):
    """The time in one SEHO, from the registration (art. 10.1) to the egress: the third clock."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="episodes")
    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, related_name="episodes")
    setting = models.CharField("ámbito", max_length=10, choices=Setting.choices)
    modality = models.CharField("modalidad", max_length=10, choices=Modality.choices, default=Modality.IN_PERSON)
    starts_on = models.DateField("registro en el SEHO")
    ends_on = models.DateField("egreso del SEHO", null=True, blank=True)
    # The first session, kept by `services.note_first_attention`: with it the third clock begins when it is
    # later (R9).
    first_attended_on = models.DateField("primera atención", null=True, blank=True)
    end_reason = models.CharField("motivo del egreso", max_length=15, choices=EpisodeEnd.choices, blank=True)
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next", verbose_name="viene de"
    )
    client_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registered_at = models.DateTimeField(auto_now_add=True)
    registered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        verbose_name = "periodo en el SEHO"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(ends_on=None),
                name="episode_one_open",
                violation_error_message="La o el estudiante ya está en atención en un SEHO.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="episode_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None, end_reason="") | (Q(ends_on__isnull=False) & ~Q(end_reason="")),
                name="episode_end_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["seho", "ends_on", "starts_on"])]

    def __str__(self) -> str:
        return f"{self.seho} desde {self.starts_on:%d/%m/%Y}"


class Assignment(models.Model):
    """A volunteer or intern may see and log for this pupil, between these days (art. 21, 22)."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="assignments")
    starts_on = models.DateField("desde")
    ends_on = models.DateField("hasta", null=True, blank=True)
    assigned_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = OfPatientQuerySet.of("episode__patient")

    class Meta:
        verbose_name = "asignación"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="assignment_ends_after_start"
            ),
            models.UniqueConstraint(fields=["episode", "user"], condition=Q(ends_on=None), name="assignment_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.episode}"


class SiagieStatus(models.Model):
    """The state that the director registers in SIAGIE (art. 10.3): proposed here, communicated, confirmed
    there.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="siagie_statuses")
    episode = models.ForeignKey(
        Episode, on_delete=models.PROTECT, null=True, blank=True, related_name="siagie_statuses"
    )
    letter = models.CharField("estado", max_length=1, choices=SiagieLetter.choices)
    cause = models.CharField("causa", max_length=15, choices=SiagieCause.choices, blank=True)
    starts_on = models.DateField("desde")
    ends_on = models.DateField("hasta", null=True, blank=True)
    communicated_on = models.DateField("comunicado a la IE", null=True, blank=True)
    confirmed_on = models.DateField("registrado en SIAGIE", null=True, blank=True)
    confirmed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_name = models.CharField("confirmado por, sin cuenta", max_length=160, blank=True)

    objects = OfPatientQuerySet.as_manager()

    class Meta:
        verbose_name = "estado en SIAGIE"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["patient"], condition=Q(ends_on=None), name="siagie_one_current"),
            models.CheckConstraint(
                condition=(Q(letter__in=["a", "b"]) & ~Q(cause="")) | Q(letter__in=["c", "d"], cause=""),
                name="siagie_cause_when_absent",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on=None, confirmed_by=None, confirmed_name="")
                | Q(confirmed_on__isnull=False, confirmed_by__isnull=False, confirmed_name="")
                | (Q(confirmed_on__isnull=False, confirmed_by=None) & ~Q(confirmed_name="")),
                name="siagie_confirmed_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}) {self.get_letter_display()}"


class Referral(models.Model):
    """A potential pupil (art. 10.1): the minimum, until the family authorises."""

    seho = models.ForeignKey("network.Seho", on_delete=models.PROTECT, related_name="referrals")
    channel = models.CharField("cómo se identificó", max_length=12, choices=ReferralChannel.choices)
    person = models.CharField("iniciales o nombre", max_length=120)
    age = models.PositiveSmallIntegerField("edad", null=True, blank=True)
    setting = models.CharField("se encuentra", max_length=10, choices=StayKind.choices, default=StayKind.HOSPITAL)
    place = models.CharField("dónde está", max_length=80, blank=True)
    contact = models.CharField("contacto de la familia", max_length=120, blank=True)
    note = models.CharField("nota", max_length=300, blank=True)
    is_enrolled = models.BooleanField("está matriculado", null=True, blank=True)
    state = models.CharField("estado", max_length=12, choices=ReferralState.choices, default=ReferralState.IDENTIFIED)
    not_attended_reason = models.CharField(
        "motivo de no atención", max_length=16, choices=NotAttendedReason.choices, blank=True
    )
    identified_on = models.DateField("fecha de identificación")
    orientation_due_on = models.DateField("orientar a la familia hasta", null=True, blank=True)
    contacted_on = models.DateField("familia contactada", null=True, blank=True)
    oriented_on = models.DateField("familia orientada", null=True, blank=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    closed_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "potencial estudiante-paciente"
        ordering = ["-identified_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state=ReferralState.NOT_ATTENDED) & ~Q(not_attended_reason=""))
                | (~Q(state=ReferralState.NOT_ATTENDED) & Q(not_attended_reason="")),
                name="referral_not_attended_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.person


class RegistrationDraft(models.Model):
    """What the guided form holds until the registration: sections as typed, nothing of it is a record yet.

    `data` maps section -> {field: text}; health text never enters it (`diagnosis` is encrypted apart).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seho = models.ForeignKey("network.Seho", on_delete=models.CASCADE, related_name="drafts")
    referral = models.ForeignKey(Referral, on_delete=models.SET_NULL, null=True, blank=True, related_name="drafts")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts")
    data = models.JSONField(default=dict)
    diagnosis = EncryptedTextField(blank=True, default="", max_length=2000)
    accreditation_file = StoredPathField(blank=True)
    authorization_file = StoredPathField(blank=True)
    created_by = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = "registro en borrador"
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return f"Borrador del {self.created_at:%d/%m/%Y}"
