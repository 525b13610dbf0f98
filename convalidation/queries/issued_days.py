"""Whether a day of attention already stands in a paper that was issued (R25)."""

from __future__ import annotations

from datetime import date, datetime

from attendance.frozen import Frozen
from convalidation.enums import PaperState, Purpose
from convalidation.models import IssuedDocument

# The papers that tell what was done on which days: at the egress and at the end of a period (art. 13.5).
_TELL_DAYS = (Purpose.RECOGNITION, Purpose.PERIOD)


def paper_of_day(episode_ids: frozenset[int], day: date, since: datetime | None) -> Frozen | None:
    """The first paper in force of these times in the service that covers the day, issued at that moment or later."""
    papers = IssuedDocument.objects.filter(
        packet__episode_id__in=episode_ids,
        packet__state=PaperState.VALID,
        packet__purpose__in=_TELL_DAYS,
        packet__starts_on__lte=day,
        packet__ends_on__gte=day,
    )
    if since is not None:
        papers = papers.filter(packet__issued_at__gte=since)
    paper = papers.order_by("pk").first()
    return Frozen(f"{paper.get_kind_display()} N.° {paper.label}", paper.issued_on) if paper else None
