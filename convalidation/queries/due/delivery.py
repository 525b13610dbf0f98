"""What waits for a delivery: links that nobody opened, letters that did not leave, packets that went to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from convalidation.enums import DeliveryEventKind, PaperState, Recipient
from convalidation.models import Delivery, Packet
from convalidation.rules.delivering import LETTERS, MOST_FAILURES, OPENING, REMIND_AFTER_DAYS, letter_due
from patients.due import LATER, NOW, SOON, DueItem
from seho.accounts.enums import Role
from seho.accounts.models import Membership
from seho.clock import lima_date

# An older packet that went to nobody is history, not a task of today.
DELIVER_WITHIN_DAYS = 120


def open_links(today: date) -> QuerySet[Delivery]:
    """Deliveries whose link answers, of papers that no school acknowledged signed in; each with its events."""
    received = Q(recipient=Recipient.SCHOOL, packet__acknowledgement__isnull=False)
    rows = Delivery.objects.filter(
        revoked_at=None, expires_on__gte=today, failures__lt=MOST_FAILURES, packet__state=PaperState.VALID
    )
    return rows.exclude(received).prefetch_related("events")


def letters_due(today: date) -> Iterator[tuple[Delivery, DeliveryEventKind]]:
    """The deliveries to whom a letter leaves by itself today, with which (`letter_due`)."""
    for delivery in open_links(today).exclude(email="").order_by("pk").iterator(chunk_size=500):
        letter = letter_due(_told(delivery), today=today)
        if letter is not None:
            yield delivery, letter


def links_due(packets: QuerySet[Packet], today: date) -> Iterator[DueItem]:
    """For the coordinator of these packets: what was not opened after five days, or did not leave."""
    rows = open_links(today).filter(packet__in=packets).select_related("packet__episode__patient")
    for delivery in rows.only(*_LINK).order_by("created_at", "pk"):
        told = _told(delivery)
        if not any(kind in OPENING for kind, _ in told):
            yield from _unopened_item(delivery, [(kind, day) for kind, day in told if kind in LETTERS], today)


_LINK = (
    "recipient", "created_at", "packet__episode__patient_id",
    *(f"packet__episode__patient__{name}" for name in ("paternal_surname", "maternal_surname", "given_names")),
)  # fmt: skip


def _unopened_item(delivery: Delivery, letters: list[tuple[str, date]], today: date) -> Iterator[DueItem]:
    patient = delivery.packet.episode.patient
    url = reverse("convalidation:delivery", args=[delivery.pk])
    who = "su IE" if delivery.recipient == Recipient.SCHOOL else "su familia"
    if not letters:
        text = f"{patient.initials}: falta enviar el enlace de los documentos a {who}"
        yield DueItem("link_unsent", text, url, "Enviar", lima_date(delivery.created_at), NOW, patient.pk)
        return
    last, last_on = letters[-1]
    due_on = last_on + timedelta(days=REMIND_AFTER_DAYS)
    if last == DeliveryEventKind.NOT_SENT:
        text = f"{patient.initials}: el correo con los documentos para {who} no se pudo enviar"
        yield DueItem("link_not_sent", text, url, "Enviar otra vez", last_on, NOW, patient.pk)
    elif today >= due_on:
        text = f"{patient.initials}: {who} no abrió los documentos"
        yield DueItem("link_unopened", text, url, "Recordar", due_on, LATER, patient.pk)


def with_delivery(packets: QuerySet[Packet], today: date) -> QuerySet[Any]:
    """With what `undelivered_item` reads: acknowledgement, a director with an account, a link made for the school."""
    directors = Membership.objects.active_on(today).filter(role=Role.DIRECTOR, school=OuterRef("school"))
    links = Delivery.objects.filter(packet=OuterRef("pk"), recipient=Recipient.SCHOOL)
    return packets.annotate(
        received=F("acknowledgement__pk"), has_director=Exists(directors), has_link=Exists(links.order_by())
    )


def undelivered_item(packet: Any, today: date) -> Iterator[DueItem]:
    """Of a packet in force `with_delivery`: nobody signs in at its school, and no link was made for it."""
    issued_on = lima_date(packet.issued_at)
    is_recent = issued_on >= today - timedelta(days=DELIVER_WITHIN_DAYS)
    if is_recent and not (packet.received or packet.has_director or packet.has_link):
        patient = packet.episode.patient
        text = f"{patient.initials}: falta entregar los documentos a su IE, que no tiene cuenta"
        url = reverse("convalidation:deliver", args=[packet.pk])
        yield DueItem("undelivered", text, url, "Entregar", issued_on, SOON, patient.pk)


def _told(delivery: Delivery) -> list[tuple[str, date]]:
    return [(event.kind, lima_date(event.happened_at)) for event in delivery.events.all()]
