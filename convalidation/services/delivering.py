"""How a packet reaches school and family: a personal link, its mail, its reminders, and what was done with it.

The secret of a link stands in the link alone: no audit event, no event of a delivery and no log names it.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import date
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from convalidation import letters
from convalidation.enums import DeliveryEventKind, Recipient
from convalidation.models import Delivery, DeliveryEvent, Packet, ReturnReport
from convalidation.queries.delivery import hash_of, knows_pupil, may_go_to, still_open, was_opened
from convalidation.rules import PaperKind
from convalidation.rules.delivering import LONGEST_DAYS, MOST_FAILURES, default_expiry
from convalidation.services.answerers import BY_LINK
from convalidation.services.answering import acknowledge
from patients.services.writing import locked, races_told, write
from seho.accounts import audit

_SECRET_BYTES = 32
_MAIL_AGAIN_SECONDS = 60
_NOT_VALID = "Estos documentos ya no están vigentes: no se entregan."
_NOTHING_FOR_THEM = "Este paquete no trae documentos para la familia: son para la IE."
_PAST = "Ya pasó: elija un día desde hoy."
_TOO_FAR = "Elija un día dentro de un año."
_ENDED = "Este enlace ya no está vigente. Haga uno nuevo."
_NO_EMAIL = "Esta entrega no tiene correo: copie el mensaje y envíelo."
_OPENED = "Ya abrió los documentos: no hace falta recordarle."
_SAME_KEY = "Esta página ya se usó para otra entrega. Ábrala de nuevo."


def deliver(
    *,
    by: Any,
    packet: Packet,
    recipient: str,
    name: str,
    post: str,
    email: str,
    expires_on: date,
    client_id: uuid.UUID,
    today: date,
) -> Delivery:
    """Make the link of one receiver; the same `client_id` answers the same delivery. Nothing is sent yet."""
    _refuse_odd_day(expires_on, today)
    with races_told(), transaction.atomic():
        known = Delivery.objects.filter(client_id=client_id).first()
        if known is not None:
            return _same(known, packet, recipient)
        packet = locked(packet)
        if not packet.is_valid:
            raise ValidationError(_NOT_VALID)
        if not may_go_to(packet, recipient):
            raise ValidationError(_NOTHING_FOR_THEM)
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        delivery = Delivery(
            client_id=client_id, packet=packet, recipient=recipient, name=name, post=post, email=email,
            expires_on=expires_on, secret=secret, secret_hash=hash_of(secret), created_at=timezone.now(), created_by=by,
        )  # fmt: skip
        _audit(by, "Hizo un enlace de entrega", write(delivery), {"recipient": recipient, "expires_on": expires_on})
    return delivery


def revoke_link(*, by: Any, delivery: Delivery) -> Delivery:
    """The link answers nobody any more, not even a page that is open; twice is once."""
    with transaction.atomic():
        delivery = locked(delivery)
        return delivery if delivery.revoked_at else _revoke(by, delivery)


def renew_link(*, by: Any, delivery: Delivery, client_id: uuid.UUID, today: date) -> Delivery:
    """A new link for the same receiver; the old one, lost, locked or run out, is revoked."""
    with transaction.atomic():
        fresh = deliver(
            by=by, packet=delivery.packet, recipient=delivery.recipient, name=delivery.name, post=delivery.post,
            email=delivery.email, expires_on=default_expiry(today), client_id=client_id, today=today,
        )  # fmt: skip
        old = locked(delivery)
        if not old.revoked_at:
            _revoke(by, old)
    return fresh


def send_link(*, delivery: Delivery, today: date, is_reminder: bool = False) -> bool:
    """Send the link by mail and tell how it went; never inside a transaction: a server may take seconds.

    Within a minute it leaves once, however often the button is pressed.
    """
    if not delivery.email:
        raise ValidationError(_NO_EMAIL)
    if not _answers(delivery, today):
        raise ValidationError(_ENDED)
    key = f"convalidation.mail:{delivery.pk}"
    if not cache.add(key, 1, _MAIL_AGAIN_SECONDS):
        return True
    try:
        letters.send(delivery, is_reminder=is_reminder)
    except OSError as error:  # whatever a mail server does wrong
        cache.delete(key)
        record_event(delivery=delivery, kind=DeliveryEventKind.NOT_SENT, detail=letters.why_not(error))
        return False
    record_event(delivery=delivery, kind=DeliveryEventKind.REMINDED if is_reminder else DeliveryEventKind.SENT)
    return True


def remind_of_link(*, delivery: Delivery, today: date) -> bool:
    """Send the link again to whoever has not opened it; False when the mail did not leave."""
    delivery = Delivery.objects.select_related("packet").get(pk=delivery.pk)
    if was_opened(delivery):
        raise ValidationError(_OPENED)
    return send_link(delivery=delivery, today=today, is_reminder=True)


def note_copied(*, by: Any, delivery: Delivery) -> DeliveryEvent:
    """The coordinator sent the link in a message of their own."""
    with transaction.atomic():
        _audit(by, "Envió el enlace de entrega en un mensaje", delivery)
        return record_event(delivery=delivery, kind=DeliveryEventKind.COPIED)


def record_event(*, delivery: Delivery, kind: DeliveryEventKind, detail: str = "") -> DeliveryEvent:
    return write(DeliveryEvent(delivery=delivery, kind=kind, detail=detail, happened_at=timezone.now()))


# --- Whoever holds the link ------------------------------------------------------------------


def open_link(*, delivery: Delivery, answer: str | date, today: date) -> bool:
    """Whether the holder knows the pupil; the tenth wrong answer locks the link, a right one forgets the others."""
    with transaction.atomic():
        delivery = locked(delivery)
        if not still_open(delivery, today):
            return False
        if not knows_pupil(delivery.packet.episode.patient, answer):
            _count_failure(delivery)
            return False
        write(delivery, {"failures": 0})
        record_event(delivery=delivery, kind=DeliveryEventKind.OPENED)
        _date_report(delivery, today)
    return True


def note_downloaded(*, delivery: Delivery, what: str) -> DeliveryEvent:
    return record_event(delivery=delivery, kind=DeliveryEventKind.DOWNLOADED, detail=what)


def confirm_receipt(*, delivery: Delivery, note: str = "") -> None:
    """A school acknowledges the packet (art. 13.4); a family says that it has its papers. Twice is once."""
    if delivery.recipient == Recipient.SCHOOL:
        acknowledge(by=None, packet=delivery.packet, note=note, through=delivery)
        return
    with transaction.atomic():
        delivery = locked(delivery)
        if not delivery.events.filter(kind=DeliveryEventKind.ACKNOWLEDGED).exists():
            _audit(None, f"La familia acusó recibo de sus documentos {BY_LINK}", delivery)
            record_event(delivery=delivery, kind=DeliveryEventKind.ACKNOWLEDGED)


def _count_failure(delivery: Delivery) -> None:
    write(delivery, {"failures": delivery.failures + 1})
    record_event(delivery=delivery, kind=DeliveryEventKind.REFUSED)
    if delivery.failures >= MOST_FAILURES:
        _audit(None, "Se bloqueó el enlace de entrega: muchos números equivocados", delivery)


_WRITTEN = {
    Recipient.SCHOOL: (PaperKind.RETURN_REPORT, "written_director_on", "La dirección de la IE"),
    Recipient.GUARDIAN: (PaperKind.FAMILY_RETURN_REPORT, "written_guardian_on", "La familia"),
}


def _date_report(delivery: Delivery, today: date) -> None:
    """Whoever opens the report of the return has it in writing (art. 14.1); a day that was written stays."""
    kind, column, who = _WRITTEN[Recipient(delivery.recipient)]
    episode = delivery.packet.episode
    report = ReturnReport.objects.select_for_update().filter(episode=episode, **{column: None}).first()
    if report is None or not delivery.packet.documents.filter(kind=kind).exists():
        return
    write(report, {column: today, "version": report.version + 1})
    act = f"{who} abrió el informe de reincorporación {BY_LINK}"
    audit.record(by=None, act=act, obj=report, seho=episode.seho, before={column: None}, after={column: today})


# --- Within ----------------------------------------------------------------------------------


def _same(known: Delivery, packet: Packet, recipient: str) -> Delivery:
    if known.packet_id != packet.pk or known.recipient != recipient:
        raise ValidationError(_SAME_KEY)
    return known


def _revoke(by: Any, delivery: Delivery) -> Delivery:
    _audit(by, "Revocó un enlace de entrega", delivery)
    return write(delivery, {"revoked_at": timezone.now(), "revoked_by": by})


def _answers(delivery: Delivery, today: date) -> bool:
    return delivery.packet.is_valid and still_open(delivery, today)


def _refuse_odd_day(expires_on: date, today: date) -> None:
    if expires_on < today:
        raise ValidationError({"expires_on": [_PAST]})
    if (expires_on - today).days > LONGEST_DAYS:
        raise ValidationError({"expires_on": [_TOO_FAR]})


def _audit(by: Any, act: str, delivery: Delivery, after: dict[str, Any] | None = None) -> None:
    audit.record(by=by, act=act, obj=delivery, seho=delivery.packet.episode.seho, after=after)
