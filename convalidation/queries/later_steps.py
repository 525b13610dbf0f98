"""What the papers know of a pupil's way, for the line on the pupil's page (`patients.journey`)."""

from __future__ import annotations

from datetime import date

from django.db.models import OuterRef, Subquery

from convalidation.enums import PaperState, Purpose
from convalidation.models import Packet
from patients.models import Episode
from seho.clock import lima_date


def later_steps(episode_ids: frozenset[int], today: date) -> dict[int, dict[str, date | None]]:
    """By episode: when its papers were issued, the first day back in class, and the day on which the return ended."""
    valid = Packet.objects.filter(
        episode=OuterRef("pk"), state=PaperState.VALID, purpose=Purpose.RECOGNITION
    ).order_by()
    rows = (
        Episode.objects.filter(pk__in=episode_ids)
        .annotate(papers_at=Subquery(valid.values("issued_at")[:1]))
        .values_list("pk", "papers_at", "school_return__starts_on", "school_return__closed_on")
        .order_by()
    )
    return {
        pk: {
            "documents": lima_date(issued_at) if issued_at else None,
            "returned": starts_on if starts_on and starts_on <= today else None,
            "closed": closed_on,
        }
        for pk, issued_at, starts_on, closed_on in rows
    }
