"""Whether a day of attention already stands in a paper that was issued (R25)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Q

from attendance.frozen import Frozen
from convalidation.enums import PaperState, Purpose
from convalidation.models import IssuedDocument, Packet

# The papers that tell what was done on which days: at the egress and at the end of a period (art. 13.5).
_TELL_DAYS = (Purpose.RECOGNITION, Purpose.PERIOD)


def paper_of_day(episode_ids: frozenset[int], days: frozenset[date], since: datetime | None) -> Frozen | None:
    """The first paper in force of these times in the service that covers one of the days, issued then or later."""
    covered = Q()
    for day in days:
        covered |= Q(packet__starts_on__lte=day, packet__ends_on__gte=day)
    papers = IssuedDocument.objects.filter(
        covered,
        packet__episode_id__in=episode_ids,
        packet__state=PaperState.VALID,
        packet__purpose__in=_TELL_DAYS,
    )
    if since is not None:
        papers = papers.filter(packet__issued_at__gte=since)
    paper = papers.order_by("pk").first()
    return Frozen(paper.label, paper.issued_on) if paper else None


def told_among(day_of_episode: Mapping[int, date]) -> set[int]:
    """Of many times in the service, those whose own day stands in papers in force; in one query."""
    packets = Packet.objects.filter(
        episode__in=list(day_of_episode), state=PaperState.VALID, purpose__in=_TELL_DAYS
    ).order_by()
    rows = packets.values_list("episode_id", "starts_on", "ends_on")
    return {episode_id for episode_id, start, end in rows if start <= day_of_episode[episode_id] <= end}
