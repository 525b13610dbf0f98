"""Which ended episodes owe papers, for lists and figures."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from convalidation.enums import PaperState
from convalidation.models import Packet
from patients.enums import EpisodeEnd, Setting
from patients.models import Episode

# Celerity (art. 13.3.b) without a number in the norm: what this program proposes as its own term.
LATE_AFTER_DAYS = 5


def episodes_owing_papers(today: date) -> QuerySet[Episode]:
    """Ended by `today` and without valid papers. Attention without type owes no packet (R21)."""
    valid = Packet.objects.filter(episode=OuterRef("pk"), state=PaperState.VALID)
    ended = Episode.objects.filter(ends_on__isnull=False, ends_on__lte=today)
    return ended.exclude(setting=Setting.UNTYPED).exclude(end_reason=EpisodeEnd.DECEASED).filter(~Exists(valid))
