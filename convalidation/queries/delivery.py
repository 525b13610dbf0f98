"""The link of a delivery: which it is, which papers it leads to, and what was done with it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from convalidation.enums import DeliveryEventKind, Purpose, Recipient, SignatureKind
from convalidation.models import Acknowledgement, Delivery, IssuedDocument, Packet, SignedCopy
from convalidation.queries.reserved import reserved_paper
from convalidation.rules import PaperKind
from convalidation.rules.delivering import (
    FAMILY_WORDS,
    MOST_FAILURES,
    OPENING,
    SENDING,
    is_open,
    papers_for,
    takes_whole,
)
from patients.enums import DocumentType
from patients.models import Patient
from seho.forms import document_number
from seho.text import date_short, search_key

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
    """The papers of the packet that are for this receiver; none of a packet that is no longer in force.

    A portfolio that shows the pupil is held back once the family does not authorise images any more.
    """
    return _papers_beside(delivery, reserved_paper(delivery.packet))


def _papers_beside(delivery: Delivery, reserved: IssuedDocument | None) -> list[IssuedDocument]:
    if not delivery.packet.is_valid:
        return []
    documents = [one for one in delivery.packet.documents.all() if one != reserved]
    wanted = papers_for(delivery.recipient, [PaperKind(one.kind) for one in documents])
    return [one for one in documents if one.kind in wanted]


def signed_copies_of(papers: Sequence[IssuedDocument]) -> list[SignedCopy]:
    """The signed copies of those papers, the last one first; a paper signed at issue is its own copy."""
    copies = SignedCopy.objects.filter(document__in=papers).exclude(kind=SignatureKind.OWN)
    return list(copies.select_related("document"))


@dataclass(frozen=True)
class LinkPaper:
    """One paper of a link with its signed copies; `words` say to a family what it is."""

    document: IssuedDocument
    words: str
    copies: tuple[SignedCopy, ...]


@dataclass(frozen=True)
class LinkPage:
    """What the holder of a link sees of a packet; `received_at` is when school or family acknowledged."""

    papers: tuple[LinkPaper, ...]
    has_whole: bool
    received_at: datetime | None
    is_reserved: bool = False


def link_page(delivery: Delivery) -> LinkPage:
    if delivery.recipient == Recipient.SCHOOL:
        received = Acknowledgement.objects.filter(packet=delivery.packet_id)
        moment = received.values_list("acknowledged_at", flat=True).first()
    else:
        events = delivery.events.filter(kind=DeliveryEventKind.ACKNOWLEDGED)
        moment = events.values_list("happened_at", flat=True).first()
    reserved = reserved_paper(delivery.packet) if delivery.packet.is_valid else None
    documents = _papers_beside(delivery, reserved)
    copies = signed_copies_of(documents)
    papers = tuple(
        LinkPaper(
            document=one,
            words=FAMILY_WORDS.get(PaperKind(one.kind), ""),
            copies=tuple(copy for copy in copies if copy.document_id == one.pk),
        )
        for one in documents
    )
    return LinkPage(papers, reserved is None and _takes_whole(delivery), moment, reserved is not None)


def has_whole(delivery: Delivery) -> bool:
    return _takes_whole(delivery) and reserved_paper(delivery.packet) is None


def _takes_whole(delivery: Delivery) -> bool:
    packet = delivery.packet
    kinds = [PaperKind(one.kind) for one in packet.documents.all()]
    return packet.is_valid and takes_whole(delivery.recipient, kinds)


def may_go_to(packet: Packet, recipient: str) -> bool:
    """Whether the packet holds anything for this receiver."""
    return bool(papers_for(recipient, [PaperKind(one.kind) for one in packet.documents.all()]))


def was_opened(delivery: Delivery) -> bool:
    """By its link, or, for a school, by its director who has an account and acknowledged."""
    if delivery.events.filter(kind__in=OPENING).exists():
        return True
    is_school = delivery.recipient == Recipient.SCHOOL
    return is_school and Acknowledgement.objects.filter(packet=delivery.packet_id).exists()


# --- What the team sees ----------------------------------------------------------------------


@dataclass(frozen=True)
class Contact:
    """Somebody to whom a packet may be sent, as the program knows them."""

    name: str
    post: str = ""
    email: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.post})" if self.post else self.name


def contacts_for(packet: Packet, recipient: str) -> list[Contact]:
    """Whom to propose, the best first; nobody twice.

    For a school: whom its class report named, the tutor of the enrolment, the director; for the return the director
    comes first (art. 14.1). For a family: its guardians, the main one first.
    """
    if recipient == Recipient.GUARDIAN:
        rows = packet.episode.patient.guardians.all()
        return [Contact(row.full_name, row.get_relationship_display(), row.email) for row in rows]
    enrollment, school = packet.enrollment, packet.school
    director = Contact(school.director_name, "Dirección de la IE", school.email)
    found = [
        *(Contact(row.contact_name, row.contact_post, row.contact_email) for row in packet.episode.class_reports.all()),
        Contact(enrollment.tutor_name, "Docente o tutor(a)", enrollment.tutor_email),
    ]
    found = [director, *found] if packet.purpose == Purpose.RETURN else [*found, director]
    known: dict[str, Contact] = {}
    for one in found:
        if one.name:
            known.setdefault(search_key(one.name), one)
    return list(known.values())


@dataclass(frozen=True)
class Told:
    """One line of the story of a delivery."""

    words: str
    at: datetime
    detail: str = ""


@dataclass(frozen=True)
class Progress:
    """How a delivery stands: a badge (`label`, `state`) and its story, the oldest first."""

    delivery: Delivery
    label: str
    state: str
    story: tuple[Told, ...]
    is_open: bool
    was_sent: bool
    was_opened: bool

    @property
    def is_locked(self) -> bool:
        return self.delivery.failures >= MOST_FAILURES

    @property
    def since(self) -> datetime:
        """When the last thing happened."""
        return self.story[-1].at if self.story else self.delivery.created_at

    @property
    def offers_reminder(self) -> bool:
        return self.is_open and not self.was_opened


def deliveries_of(packet: Packet, today: date) -> list[Progress]:
    """The deliveries of a packet, the last one first, with what was done with each."""
    rows = packet.deliveries.select_related("revoked_by").prefetch_related("events")
    return [progress_of(row, packet, today) for row in rows]


def progress_of(delivery: Delivery, packet: Packet, today: date) -> Progress:
    """How a delivery stands; a school that acknowledged, signed in too, needs no reminder."""
    events = list(delivery.events.all())
    kinds = {event.kind for event in events}
    if delivery.recipient == Recipient.SCHOOL and hasattr(packet, "acknowledgement"):
        kinds.add(DeliveryEventKind.ACKNOWLEDGED)
    answers = packet.is_valid and still_open(delivery, today)
    label, state = _standing(delivery, kinds, today, is_valid=packet.is_valid)
    story = tuple(Told(event.get_kind_display(), event.happened_at, event.detail) for event in events)
    return Progress(delivery, label, state, story, answers, bool(kinds & SENDING), bool(kinds & OPENING))


def _standing(delivery: Delivery, kinds: set[str], today: date, *, is_valid: bool) -> tuple[str, str]:
    if DeliveryEventKind.ACKNOWLEDGED in kinds:
        return "Acusó recibo", "good"
    if delivery.revoked_at:
        return "Revocado", "off"
    if delivery.failures >= MOST_FAILURES:
        return "Bloqueado", "late"
    if today > delivery.expires_on:
        return "Vencido", "off"
    if not is_valid:
        return "Documentos no vigentes", "off"
    if DeliveryEventKind.OPENED in kinds:
        return "Abierto", "info"
    if kinds & SENDING:
        return "Enviado, sin abrir", "waiting"
    return ("No se pudo enviar", "late") if DeliveryEventKind.NOT_SENT in kinds else ("Por enviar", "due")
