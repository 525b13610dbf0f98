"""The link of a delivery: which it is, which papers it leads to, and what was done with it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date

from django.conf import settings
from django.urls import reverse

from convalidation.enums import DeliveryEventKind, Recipient
from convalidation.models import Acknowledgement, Delivery, IssuedDocument
from convalidation.rules import PaperKind
from convalidation.rules.delivering import is_open, papers_for, takes_whole
from patients.enums import DocumentType
from patients.models import Patient
from seho.forms import document_number
from seho.text import date_short

_RELATED = (
    "packet__episode__patient", "packet__episode__seho__ugel", "packet__episode__seho__hospital", "packet__school",
    "packet__enrollment__school_grade__level", "created_by",
)  # fmt: skip


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def open_delivery(secret: str, today: date) -> Delivery | None:
    """The delivery of a link that still answers; None for one that ended and for one that never was."""
    found = Delivery.objects.filter(secret_hash=hash_of(secret)).select_related(*_RELATED).first()
    return found if found is not None and still_open(found, today) else None


def still_open(delivery: Delivery, today: date) -> bool:
    return is_open(
        today=today,
        expires_on=delivery.expires_on,
        is_revoked=delivery.revoked_at is not None,
        failures=delivery.failures,
    )


def link_of(delivery: Delivery) -> str:
    """The whole address: for the mail and for the coordinator who sends it, never for a log."""
    return f"{settings.SITE_URL}{reverse('convalidation:link', args=[delivery.secret])}"


def asks_birth_date(patient: Patient) -> bool:
    """Who has no document is known by the birth date."""
    return patient.document_type == DocumentType.NONE


def knows_pupil(patient: Patient, answer: str | date) -> bool:
    """Whether `answer` is the pupil's document number, or the birth date of who has none."""
    if isinstance(answer, date):
        expected, given = date_short(patient.birth_date), date_short(answer)
    else:
        expected, given = patient.document_number, document_number(patient.document_type, answer)
    is_asked = isinstance(answer, date) == asks_birth_date(patient)
    return is_asked and secrets.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


def papers_of(delivery: Delivery) -> list[IssuedDocument]:
    """The papers of the packet that are for this receiver; none of a packet that is no longer in force."""
    if not delivery.packet.is_valid:
        return []
    documents = list(delivery.packet.documents.all())
    wanted = papers_for(delivery.recipient, [PaperKind(one.kind) for one in documents])
    return [one for one in documents if one.kind in wanted]


def has_whole(delivery: Delivery) -> bool:
    packet = delivery.packet
    kinds = [PaperKind(one.kind) for one in packet.documents.all()]
    return packet.is_valid and takes_whole(delivery.recipient, kinds)


def has_papers(delivery: Delivery) -> bool:
    """Whether the packet holds anything for this receiver."""
    return bool(papers_for(delivery.recipient, [PaperKind(one.kind) for one in delivery.packet.documents.all()]))


def was_opened(delivery: Delivery) -> bool:
    """By its link, or, for a school, by its director who has an account and acknowledged."""
    kinds = (DeliveryEventKind.OPENED, DeliveryEventKind.ACKNOWLEDGED)
    if delivery.events.filter(kind__in=kinds).exists():
        return True
    is_school = delivery.recipient == Recipient.SCHOOL
    return is_school and Acknowledgement.objects.filter(packet=delivery.packet_id).exists()
