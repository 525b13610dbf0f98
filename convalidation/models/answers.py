"""What the school answers (art. 10.3, 11.4, 13.4, 13.5, 40): signed in, or through the link of a delivery."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from convalidation.enums import RecognitionDecision
from convalidation.models.packets import Packet
from convalidation.querysets import ClassReportQuerySet, PacketQuerySet

USER = settings.AUTH_USER_MODEL


def one_of(person: str, link: str = "through") -> Q:
    """Whoever answered signed in or came through the link of a delivery; never both."""
    return Q(**{f"{person}__isnull": False, f"{link}__isnull": True}) | Q(
        **{f"{person}__isnull": True, f"{link}__isnull": False}
    )


class Acknowledgement(models.Model):
    """The school says that it received the packet."""

    packet = models.OneToOneField(Packet, on_delete=models.PROTECT, related_name="acknowledgement")
    acknowledged_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    through = models.ForeignKey(
        "convalidation.Delivery", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField("comentario", max_length=400, blank=True)

    objects = PacketQuerySet.of("packet")

    class Meta:
        verbose_name = "acuse de recibo"
        constraints = [
            models.CheckConstraint(condition=one_of("acknowledged_by"), name="acknowledgement_of_one"),
        ]

    def __str__(self) -> str:
        return "Recibido"


class Recognition(models.Model):
    """What the school did with one competency of the report, or with the packet when `competency` is null.

    Recognised, then certified, then registered (art. 13.4): each with its own day.
    """

    packet = models.ForeignKey(Packet, on_delete=models.PROTECT, related_name="recognitions")
    competency = models.ForeignKey(
        "curriculum.Competency", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision = models.CharField("decisión", max_length=20, choices=RecognitionDecision.choices)
    certified_on = models.DateField("certificado el", null=True, blank=True)
    registered_on = models.DateField("registrado el", null=True, blank=True)
    note = models.CharField("motivo o comentario", max_length=400, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    through = models.ForeignKey(
        "convalidation.Delivery", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PacketQuerySet.of("packet")

    class Meta:
        verbose_name = "reconocimiento"
        ordering = ["competency__number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["packet", "competency"], name="recognition_once"),
            models.UniqueConstraint(
                fields=["packet"], condition=Q(competency=None), name="recognition_once_whole_packet"
            ),
            models.CheckConstraint(condition=one_of("decided_by"), name="recognition_of_one"),
            models.CheckConstraint(
                condition=~Q(decision="NOT_RECOGNISED") | Q(certified_on=None, registered_on=None),
                name="recognition_refused_without_days",
            ),
        ]

    def __str__(self) -> str:
        return self.get_decision_display()


class PendingArea(models.Model):
    """An area that the SEHO did not work or evaluate, and how the school will evaluate it (art. 13.5)."""

    packet = models.ForeignKey(Packet, on_delete=models.PROTECT, related_name="pending_areas")
    area = models.CharField("área", max_length=120)
    how = models.CharField("cómo se evaluará", max_length=400)
    until = models.DateField("hasta cuándo", null=True, blank=True)
    done_on = models.DateField("evaluada el", null=True, blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    through = models.ForeignKey(
        "convalidation.Delivery", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PacketQuerySet.of("packet")

    class Meta:
        verbose_name = "área pendiente"
        ordering = ["area", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["packet", "area"], name="pending_area_once"),
            models.CheckConstraint(condition=one_of("answered_by"), name="pending_area_of_one"),
        ]

    def __str__(self) -> str:
        return self.area


class ClassReport(models.Model):
    """What the class is studying now, told by the school when the pupil enters (art. 11.4, 40.b-d).

    The last one of an episode is the one that counts; the earlier ones are kept. With it, the named person of the
    school: whom the SEHO coordinates with.
    """

    client_id = models.UUIDField(default=uuid.uuid4, unique=True)
    episode = models.ForeignKey("patients.Episode", on_delete=models.PROTECT, related_name="class_reports")
    period = models.CharField("bimestre, trimestre o semana", max_length=80, blank=True)
    topics = models.TextField("qué está aprendiendo el aula", max_length=4000)
    competencies = models.ManyToManyField(
        "curriculum.Competency", blank=True, related_name="+", verbose_name="competencias que trabaja el aula"
    )
    assessments = models.TextField("cómo y cuándo se evalúa", max_length=2000, blank=True)
    notes = models.TextField("lo que conviene saber de la o el estudiante en el aula", max_length=2000, blank=True)
    contact_name = models.CharField("persona de contacto en la IE", max_length=160, blank=True)
    contact_post = models.CharField("cargo", max_length=120, blank=True)
    contact_phone = models.CharField("teléfono", max_length=20, blank=True)
    contact_email = models.EmailField("correo", blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    through = models.ForeignKey(
        "convalidation.Delivery", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ClassReportQuerySet.as_manager()

    class Meta:
        verbose_name = "lo que trabaja el aula"
        ordering = ["-answered_at", "-pk"]
        constraints = [models.CheckConstraint(condition=one_of("answered_by"), name="class_report_of_one")]

    def __str__(self) -> str:
        return "Lo que trabaja el aula"
