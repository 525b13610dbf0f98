"""For Hoy: the files that somebody asked for and did not fetch yet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from patients.due import LATER, NOW, SOON, DueItem
from seho.jobs.enums import JobState
from seho.panel.models import Export

TOLD_FOR = timedelta(days=2)


def exports_told(user: Any) -> list[DueItem]:
    """Those that go on, wait to be fetched, or were interrupted; one query."""
    since = timezone.now() - TOLD_FOR
    asked = Export.objects.filter(by_id=user.pk, fetched_at=None, dropped_at=None, job__asked_at__gte=since)
    return [_told(export) for export in asked.select_related("job")]


def _told(export: Export) -> DueItem:
    page, job = export.get_absolute_url(), export.job
    if export.is_ready:
        return DueItem("export", f"{export.title}: listo", page, "Descargar", None, SOON, None)
    if job.state == JobState.STOPPED:
        return DueItem("export", f"{export.title}: se interrumpió", page, "Ver qué pasó", None, NOW, None)
    return DueItem("export", f"{export.title}: en preparación", page, "Ver avance", None, LATER, None)
