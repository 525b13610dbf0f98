"""The letters that carry the link of a delivery. They name no pupil, no hospital and no health; initials at most."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from convalidation.enums import Recipient
from convalidation.models import Delivery
from convalidation.queries.delivery import asks_birth_date, link_of

SUBJECT = "Documentos del Servicio Educativo Hospitalario"
REMINDER = "Recordatorio: documentos del Servicio Educativo Hospitalario"


def send(delivery: Delivery, *, is_reminder: bool = False) -> None:
    """Send it; raises OSError (SMTPException is one) when the server does not take it."""
    context = _context(delivery, is_reminder)
    letter = EmailMultiAlternatives(
        REMINDER if is_reminder else SUBJECT,
        render_to_string("convalidation/email/delivery.txt", context),
        to=[delivery.email],
        reply_to=[delivery.created_by.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    letter.attach_alternative(render_to_string("convalidation/email/delivery.html", context), "text/html")
    letter.send()


def message(delivery: Delivery) -> str:
    """The same words for a message that the coordinator copies: short, with the link."""
    return render_to_string("convalidation/email/message.txt", _context(delivery, is_reminder=False)).strip()


def why_not(error: OSError) -> str:
    """Why a letter did not leave, for the coordinator; the server's own words may hold an address."""
    if isinstance(error, SMTPRecipientsRefused):
        return "El servidor de correo no aceptó la dirección."
    return "El servidor de correo no respondió o rechazó el mensaje."


def _context(delivery: Delivery, is_reminder: bool) -> dict[str, object]:
    patient = delivery.packet.episode.patient
    is_school = delivery.recipient == Recipient.SCHOOL
    return {
        "delivery": delivery,
        "sender": delivery.created_by,
        "link": link_of(delivery),
        "is_school": is_school,
        "is_reminder": is_reminder,
        # A school has many pupils and must know whose number to type; a family has no need of it.
        "initials": patient.initials if is_school else "",
        "asks_birth_date": asks_birth_date(patient),
        "site_name": settings.SITE_NAME,
    }
