"""What waits for a delivery: links that nobody opened, letters that did not leave, packets that went to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
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
MOST = 200


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


def deliveries_due(packets: QuerySet[Packet], today: date) -> list[DueItem]:
    """For the coordinator of these packets: what was not opened after five days, did not leave, or went to nobody."""
    packets = packets.filter(state=PaperState.VALID)
    return [*_unopened_items(packets, today), *_undelivered_items(packets, today)]


def _unopened_items(packets: QuerySet[Packet], today: date) -> Iterator[DueItem]:
    rows = open_links(today).filter(packet__in=packets).select_related("packet__episode__patient")
    for delivery in rows.order_by("created_at", "pk"):
        told = _told(delivery)
        if not any(kind in OPENING for kind, _ in told):
            yield from _unopened_item(delivery, [(kind, day) for kind, day in told if kind in LETTERS], today)


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


def _undelivered_items(packets: QuerySet[Packet], today: date) -> Iterator[DueItem]:
    """Packets of schools where nobody signs in, and to whom no link was made."""
    directors = Membership.objects.active_on(today).filter(role=Role.DIRECTOR, school=OuterRef("school"))
    since = today - timedelta(days=DELIVER_WITHIN_DAYS)
    waiting = packets.filter(~Exists(directors), acknowledgement=None, issued_at__date__gte=since)
    rows = list(waiting.select_related("episode__patient").order_by("issued_at", "pk")[:MOST])
    sent = Delivery.objects.filter(packet__in=rows, recipient=Recipient.SCHOOL)
    done = set(sent.values_list("packet_id", flat=True))
    for packet in (row for row in rows if row.pk not in done):
        patient = packet.episode.patient
        text = f"{patient.initials}: falta entregar los documentos a su IE, que no tiene cuenta"
        url = reverse("convalidation:deliver", args=[packet.pk])
        yield DueItem("undelivered", text, url, "Entregar", lima_date(packet.issued_at), SOON, patient.pk)


def _told(delivery: Delivery) -> list[tuple[str, date]]:
    return [(event.kind, lima_date(event.happened_at)) for event in delivery.events.all()]
