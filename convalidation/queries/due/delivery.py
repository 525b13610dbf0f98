"""What waits for a delivery: links that nobody opened, letters that did not leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse

from convalidation.enums import DeliveryEventKind, PaperState, Recipient
from convalidation.models import Delivery
from convalidation.rules.delivering import LETTERS, MOST_FAILURES, OPENING, REMIND_AFTER_DAYS, letter_due
from patients.due import LATER, NOW, DueItem
from seho.clock import lima_date


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


def links_due(seho_ids: Iterable[int], today: date) -> Iterator[DueItem]:
    """For the coordinator of these services: what was not opened after five days, or did not leave."""
    rows = (
        open_links(today).filter(packet__episode__seho_id__in=list(seho_ids)).select_related("packet__episode__patient")
    )
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


def _told(delivery: Delivery) -> list[tuple[str, date]]:
    return [(event.kind, lima_date(event.happened_at)) for event in delivery.events.all()]
