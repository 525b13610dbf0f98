"""What the class is studying, told by the school when the pupil enters the service (art. 11.4, 40.b to 40.d)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from convalidation.enums import DeliveryEventKind
from convalidation.models import ClassReport, Delivery
from convalidation.services.answerers import answerer
from patients.models import Episode
from patients.services.writing import locked, races_told, write
from seho.accounts import audit

TEXTS = ("period", "topics", "assessments", "notes", "contact_name", "contact_post", "contact_phone", "contact_email")
_ENDED = "Su atención en el SEHO ya terminó: ya no hace falta contar qué trabaja el aula."
_NO_ENROLMENT = "La o el estudiante no tiene una matrícula vigente: no hay aula de la cual contar."


def report_class(
    *,
    by: Any,
    episode: Episode,
    values: Mapping[str, Any],
    client_id: uuid.UUID,
    today: date,
    through: Delivery | None = None,
) -> ClassReport:
    """Keep what the school told, beside what it told before; the same `client_id` answers the same one again.

    `values` has the fields of `TEXTS` and `competencies`, those that the class works on. By a director, by whoever
    holds the link of a delivery to the school, or by the team of the SEHO who heard it.
    """
    known = ClassReport.objects.filter(client_id=client_id, episode=episode).first()
    if known is not None:
        return known
    with races_told(), transaction.atomic():
        who = answerer(by=by, through=through, episode_id=episode.pk)
        episode = locked(episode)
        if episode.ends_on is not None and episode.ends_on <= today:
            raise ValidationError(_ENDED)
        if not episode.patient.enrollments.filter(ends_on=None).exists():
            raise ValidationError(_NO_ENROLMENT)
        row = ClassReport(client_id=client_id, episode=episode, answered_at=timezone.now())
        write(row, {**{name: values[name] for name in TEXTS}, **who.columns("answered_by")})
        row.competencies.set(values["competencies"])
        told = audit.snapshot(row, ("period",)) | {"competencies": sorted(one.number for one in values["competencies"])}
        who.record("Contó qué trabaja el aula", row, episode.seho, after=told)
        who.note(DeliveryEventKind.ANSWERED, "Qué trabaja el aula")
    return row
