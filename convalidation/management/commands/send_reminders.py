"""Remind whoever has not opened what was sent, and send again what did not leave: once a day, by cron."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand

from convalidation import services
from convalidation.enums import DeliveryEventKind
from convalidation.models import Delivery
from convalidation.queries.due.delivery import letters_due
from seho.clock import today
from seho.text import plural


class Command(BaseCommand):
    help = "Envía los recordatorios de los documentos que no se abrieron, y otra vez los correos que fallaron."

    def handle(self, *args: Any, **options: Any) -> None:
        # Read whole before anything leaves: each letter writes, and SQLite would let no reader stand in its way.
        outcomes = [_left(delivery, letter) for delivery, letter in list(letters_due(today()))]
        sent, failed = outcomes.count(True), outcomes.count(False)
        self.stdout.write(f"{plural(sent, 'correo enviado', 'correos enviados')}, {failed} sin enviar.")


def _left(delivery: Delivery, letter: DeliveryEventKind) -> bool | None:
    """Whether the letter left; None when the link ended or was opened a moment ago."""
    act = services.remind_of_link if letter == DeliveryEventKind.REMINDED else services.send_link
    try:
        return act(delivery=delivery, today=today())
    except ValidationError:
        return None
