"""What the papers know of a pupil's way, for the line on the pupil's page (`patients.journey`)."""

from __future__ import annotations

from datetime import date

from django.db.models import OuterRef, Subquery

from convalidation.enums import PaperState
from convalidation.models import Packet
from patients.models import Episode
from seho.clock import lima_date

_REPORT_DATES = (
    "return_report__told_guardian_on",
    "return_report__told_director_on",
    "return_report__written_guardian_on",
    "return_report__written_director_on",
)


def later_steps(episode_ids: frozenset[int], today: date) -> dict[int, dict[str, date | None]]:
    """By episode: when its papers were issued, and when family and school had been told of the return (art. 14.1)."""
    valid = Packet.objects.filter(episode=OuterRef("pk"), state=PaperState.VALID).order_by()
    rows = (
        Episode.objects.filter(pk__in=episode_ids)
        .annotate(papers_at=Subquery(valid.values("issued_at")[:1]))
        .values_list("pk", "papers_at", *_REPORT_DATES)
        .order_by()
    )
    return {
        pk: {
            "documents": lima_date(issued_at) if issued_at else None,
            "returned": max(told) if all(told) else None,
        }
        for pk, issued_at, *told in rows
    }
