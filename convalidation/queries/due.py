"""What the papers owe today, for "Hoy"."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from convalidation.queries.owed import LATE_AFTER_DAYS, episodes_owing_papers
from patients.due import LATE, NOW, DueItem
from seho.accounts.enums import Role


def due_for(user: Any, today: date) -> list[DueItem]:
    """Papers to issue, for the coordinator of the service."""
    sehos = user.scope.seho_ids(Role.COORDINATOR)
    if not sehos:
        return []
    episodes = episodes_owing_papers(today).filter(seho_id__in=sehos).select_related("patient")
    items = []
    for episode in episodes.order_by("ends_on", "pk"):
        assert episode.ends_on is not None, "owed by ended episodes alone"
        due_on = episode.ends_on + timedelta(days=LATE_AFTER_DAYS)
        items.append(
            DueItem(
                kind="papers",
                text=f"{episode.patient.initials}: faltan emitir los documentos de su egreso (art. 13.5)",
                url=reverse("convalidation:pupil", args=[episode.patient_id]),
                act_label="Emitir documentos",
                due_on=due_on,
                urgency=LATE if today > due_on else NOW,
                patient_id=episode.patient_id,
            )
        )
    return items
