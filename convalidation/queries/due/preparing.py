"""What preparing the papers owes today: somebody's part, a reading, a suggestion to decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from convalidation.enums import PaperState, Part, Purpose
from convalidation.models import Packet, PartDone, Preparation, Suggestion
from convalidation.queries.owed import LATE_AFTER_DAYS, episodes_owing_papers
from convalidation.queries.preparing import preparing_url
from patients.due import LATE, NOW, SOON, DueItem
from patients.enums import Setting
from patients.models import Episode, Stay
from patients.querysets import TEAM
from patients.rules import last_day
from seho.accounts.enums import Role
from seho.text import plural

# So many days before the estimated end of a stay each one's part is spoken of.
NEAR_DAYS = 7
MOST = 200
_OWN = ((Part.TEACHER, Role.TEACHER), (Part.PSYCHOLOGIST, Role.PSYCHOLOGIST))


def preparing_due(user: Any, today: date) -> list[DueItem]:
    """Teacher and psychologist: their part. Who was asked: the reading. Who asked, else the coordinator: to decide.

    What the coordinator owes is the issue itself, which stands there already.
    """
    items: list[DueItem] = []
    for part, role in _OWN:
        if sehos := user.scope.seho_ids(role):
            items += _part_items(part, sehos, today)
    if user.scope.has(*TEAM):
        items += _reading_items(user)
    return items


def _part_items(part: Part, sehos: Iterable[int], today: date) -> Iterator[DueItem]:
    found = {**_near(sehos, today), **_ended(sehos, today)}
    rows = PartDone.objects.filter(part=part, preparation__episode__in=[episode.pk for episode in found])
    # An academic window begins in the year of its days: who goes over into another one owes the part again (R5).
    done = {(key, on.year) for key, on in rows.values_list("preparation__episode_id", "preparation__window_starts_on")}
    for episode, due_on in found.items():
        if (episode.pk, (episode.ends_on or today).year) in done:
            continue
        urgency = SOON if episode.ends_on is None else LATE if today > due_on else NOW
        text = f"{episode.patient.initials}: falta su parte de los documentos (art. 13.5, 14.1)"
        url = preparing_url(episode, None)
        yield DueItem("own_part", text, url, "Preparar documentos", due_on, urgency, episode.patient_id)


def _ended(sehos: Iterable[int], today: date) -> dict[Episode, date]:
    """Egresses whose papers are not issued, with the day by which they should be."""
    episodes = _slim(episodes_owing_papers(today).filter(seho_id__in=sehos, ends_on__isnull=False))
    return {
        episode: episode.ends_on + timedelta(days=LATE_AFTER_DAYS)
        for episode in episodes.order_by("ends_on", "pk")[:MOST]
        if episode.ends_on
    }


def _near(sehos: Iterable[int], today: date) -> dict[Episode, date]:
    """Pupils in attention whose stay is estimated to end within days, with that day."""
    episodes = Episode.objects.filter(seho_id__in=sehos, ends_on=None).exclude(setting=Setting.UNTYPED)
    by_patient = {episode.patient_id: episode for episode in _slim(episodes).order_by("pk")}
    stays = Stay.objects.filter(patient__in=list(by_patient), ends_on=None, estimated_days__isnull=False)
    found: dict[Episode, date] = {}
    for patient_id, starts_on, days in stays.order_by("pk").values_list("patient_id", "starts_on", "estimated_days"):
        ends_on = last_day(starts_on, days or 1)
        if ends_on <= today + timedelta(days=NEAR_DAYS):
            found[by_patient[patient_id]] = ends_on
    return found


def _slim(episodes: QuerySet[Episode]) -> QuerySet[Episode]:
    names = ("paternal_surname", "maternal_surname", "given_names")
    shown = ("starts_on", "ends_on", "patient_id", *(f"patient__{name}" for name in names))
    return episodes.select_related("patient").only(*shown)


def _reading_items(user: Any) -> Iterator[DueItem]:
    waits = Q(asked_to=user) & (Q(proofread_at=None) | Q(proofread_at__lt=F("asked_at")))
    open_ones = Q(suggestions__decision="") & ~Q(suggestions__suggested_by=user)
    to_decide = Q(asked_by=user) | Q(asked_by=None, episode__seho_id__in=user.scope.seho_ids(Role.COORDINATOR))
    # What waits is few: by its keys, and not through all that was ever prepared in these services.
    undecided = Suggestion.objects.visible_to(user).filter(decision="").exclude(suggested_by=user)
    undecided = undecided.order_by().values("preparation_id")
    asked = Preparation.objects.visible_to(user).filter(waits).order_by().values("pk")
    keys = {row["pk"] for row in asked.union(undecided)}
    if not keys:
        return
    rows = Preparation.objects.visible_to(user).filter(waits | (to_decide & Q(pk__in=undecided)), pk__in=keys)
    # No `Exists` for these: PostgreSQL would read the packets of the whole country.
    rows = rows.alias(issued=Subquery(_issued().order_by().values("pk")[:1])).filter(issued=None)
    rows = rows.annotate(suggested=Count("suggestions", filter=open_ones))
    rows = rows.select_related("episode__patient").order_by("pk")[:MOST]
    for row in rows:
        url, patient = preparing_url(row.episode, row.window_starts_on), row.episode.patient
        if row.awaits_reader and row.asked_to_id == user.pk:
            text = f"{patient.initials}: le pidieron leer los textos de sus documentos"
            yield DueItem("proofread", text, url, "Leer textos", None, NOW, patient.pk)
        if row.suggested and row.asked_by_id in (user.pk, None):
            text = f"{patient.initials}: {plural(row.suggested, 'sugerencia por decidir', 'sugerencias por decidir')}"
            yield DueItem("to_decide", text, url, "Decidir", None, NOW, patient.pk)


def _issued() -> QuerySet[Packet]:
    return Packet.objects.filter(
        episode=OuterRef("episode"), window_starts_on=OuterRef("window_starts_on"), state=PaperState.VALID,
        purpose=Purpose.RECOGNITION,
    )  # fmt: skip
