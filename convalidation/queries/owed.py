"""Which ended episodes owe papers, for lists and figures."""

from __future__ import annotations

from datetime import date

from django.db.models import DateField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, ExtractYear

from convalidation.enums import PaperState, Purpose
from convalidation.models import Packet
from patients.enums import EpisodeEnd, Setting
from patients.models import Episode

# Celerity (art. 13.3.b) without a number in the norm: what this program proposes as its own term.
LATE_AFTER_DAYS = 5


def episodes_owing_papers(today: date) -> QuerySet[Episode]:
    """Ended by `today` and without valid papers of the year of the egress, or of the year in which they began.

    Who goes over into another year owes papers of each (R5); those of the first are due at its end. Attention without
    type owes no packet (R21).
    """
    ended = Q(ends_on__isnull=False, ends_on__lte=today)
    over_new_year = Q(starts_on__year__lt=F("last_on__year"))
    episodes = Episode.objects.alias(last_on=Coalesce("ends_on", Value(today), output_field=DateField()))
    typed = episodes.exclude(setting=Setting.UNTYPED).exclude(end_reason=EpisodeEnd.DECEASED)
    issued = typed.alias(last_issued=issued_in_year_of("last_on"), first_issued=issued_in_year_of("starts_on"))
    return issued.filter((ended & Q(last_issued=None)) | (over_new_year & Q(first_issued=None)))


def issued_in_year_of(day: str) -> Subquery:
    """A valid packet of the year of that day. No `Exists`: PostgreSQL would read the packets of the whole country."""
    valid = Packet.objects.filter(episode=OuterRef("pk"), state=PaperState.VALID, purpose=Purpose.RECOGNITION)
    return Subquery(valid.filter(ends_on__year=ExtractYear(OuterRef(day))).order_by().values("pk")[:1])
