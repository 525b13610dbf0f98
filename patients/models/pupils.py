"""Who the pupil is, who answers for it and where it is enrolled."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from patients.enums import (
    AuthorizationPurpose,
    DocumentType,
    Relationship,
    Sex,
)
from patients.querysets import (
    AuthorizationQuerySet,
    OfPatientQuerySet,
    OfTeamQuerySet,
    PatientQuerySet,
)
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
