"""What the papers owe today, for "Hoy"."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from convalidation.models import Packet
from convalidation.queries.answers_due import answers_due
from convalidation.queries.batches import jobs_told
from convalidation.queries.delivery_due import deliveries_due
from convalidation.queries.issuing_due import issuing_due
from convalidation.queries.lists import silent, undecided
from convalidation.queries.owed import LATE_AFTER_DAYS, episodes_owing_papers
from convalidation.queries.preparing_due import preparing_due
from convalidation.queries.returns import returns_due
from patients.due import LATE, LATER, NOW, SOON, DueItem
from patients.enums import EpisodeEnd, Setting
from patients.models import Episode
from seho.accounts.enums import Role
from seho.clock import lima_date

ACKNOWLEDGE_AFTER_DAYS = 7
RECOGNISE_AFTER_DAYS = 15
# The report of art. 14.1 goes with the discharge; older files are history, not a task of today.
REPORT_WITHIN_DAYS = 120
MOST = 200


def due_for(user: Any, today: date, owing: Iterable[Episode] | None = None) -> list[DueItem]:
    """For the coordinator what is owed and what no school answers; for a director what waits for an answer.

    `owing` as `owing_in` gives it, where the caller has read it already.
    """
    items: list[DueItem] = []
    if sehos := user.scope.seho_ids(Role.COORDINATOR):
        # By their keys: joined, PostgreSQL would look through the packets of the whole country for them.
        episodes = list(Episode.objects.filter(seho_id__in=sehos).order_by().values_list("pk", flat=True))
        packets = Packet.objects.filter(episode__in=episodes)
        items += _owed_items(owing_in(sehos, today) if owing is None else owing, today)
        items += _report_items(sehos, today)
        items += _unanswered_items(packets, today)
        items += deliveries_due(packets, today)
    if schools := user.scope.school_ids(Role.DIRECTOR):
        items += _director_items(Packet.objects.filter(school_id__in=schools), today)
    items += issuing_due(user, today)
    items += answers_due(user, today)
    items += returns_due(user, today)
    items += preparing_due(user, today)
    items += jobs_told(user)
    return sorted(items, key=lambda item: item.sort_key)


def owing_in(sehos: Iterable[int], today: date) -> list[Episode]:
    """The times in these services whose papers are owed, with who the pupil is, the oldest first."""
    episodes = episodes_owing_papers(today).filter(seho_id__in=sehos).select_related("patient")
    return list(episodes.only("seho_id", "starts_on", "ends_on", *_named("patient")).order_by("ends_on", "pk"))


def _owed_items(episodes: Iterable[Episode], today: date) -> list[DueItem]:
    items = []
    for episode in islice(episodes, MOST):
        due_on = (episode.ends_on or date(episode.starts_on.year, 12, 31)) + timedelta(days=LATE_AFTER_DAYS)
        text = f"{episode.patient.initials}: faltan emitir los documentos de su egreso (art. 13.5)"
        url = reverse("convalidation:pupil", args=[episode.patient_id])
        urgency = LATE if today > due_on else NOW
        items.append(DueItem("papers", text, url, "Emitir documentos", due_on, urgency, episode.patient_id))
    return items


def _report_items(sehos: Iterable[int], today: date) -> list[DueItem]:
    told = Q(
        return_report__told_guardian_on__isnull=False, return_report__told_director_on__isnull=False,
        return_report__written_guardian_on__isnull=False, return_report__written_director_on__isnull=False,
    )  # fmt: skip
    ended = Episode.objects.filter(
        seho_id__in=sehos, ends_on__range=(today - timedelta(days=REPORT_WITHIN_DAYS), today)
    )
    ended = ended.exclude(setting=Setting.UNTYPED).exclude(end_reason__in=_WITHOUT_RETURN).filter(~told)
    ended = ended.select_related("patient").only("ends_on", *_named("patient"))
    items = []
    for episode in ended.order_by("ends_on", "pk")[:MOST]:
        assert episode.ends_on is not None, "ended ones alone"
        due_on = episode.ends_on + timedelta(days=LATE_AFTER_DAYS)
        text = f"{episode.patient.initials}: falta completar su informe de reincorporación (art. 14.1)"
        url = reverse("convalidation:return_report", args=[episode.pk])
        urgency = LATE if today > due_on else NOW
        items.append(DueItem("return_report", text, url, "Completar informe", due_on, urgency, episode.patient_id))
    return items


# Who goes on in another service or setting returns later; the others do not return.
_WITHOUT_RETURN = (EpisodeEnd.DECEASED, EpisodeEnd.TRANSFER, EpisodeEnd.SETTING_CHANGE)


def _unanswered_items(packets: QuerySet[Packet], today: date) -> list[DueItem]:
    """Schools that did not say that they received after a week, or what they recognised after fifteen days."""
    items = []
    for packet in _oldest((silent(packets) | undecided(packets)).annotate(received=F("acknowledgement__pk"))):
        kind, days, words = _NOT_RECOGNISED if packet.received else _NOT_ACKNOWLEDGED
        due_on = lima_date(packet.issued_at) + timedelta(days=days)
        if today > due_on:
            patient = packet.episode.patient
            text, url = f"{patient.initials}: {words}", packet.get_absolute_url()
            items.append(DueItem(kind, text, url, "Ver documentos", due_on, LATER, patient.pk))
    return items


_NOT_ACKNOWLEDGED = ("not_acknowledged", ACKNOWLEDGE_AFTER_DAYS, "su IE no acusa recibo de los documentos")
_NOT_RECOGNISED = ("not_recognised", RECOGNISE_AFTER_DAYS, "su IE recibió los documentos y aún no los reconoce")


def _director_items(packets: QuerySet[Packet], today: date) -> list[DueItem]:
    arrived, answer = "Llegaron los documentos de {} del SEHO", "Falta decir qué se reconoce a {} (art. 13.5)"
    waiting = (
        (silent(packets), ACKNOWLEDGE_AFTER_DAYS, arrived, "Recibir", "to_acknowledge", NOW),
        (undecided(packets), RECOGNISE_AFTER_DAYS, answer, "Reconocer", "to_recognise", SOON),
    )
    items = []
    for found, days, words, act, kind, urgency in waiting:
        for packet in _oldest(found):
            due_on = lima_date(packet.issued_at) + timedelta(days=days)
            patient = packet.episode.patient
            text, url = words.format(patient), packet.get_absolute_url()
            items.append(DueItem(kind, text, url, act, due_on, LATE if today > due_on else urgency, patient.pk))
    return items


def _oldest(packets: QuerySet[Any]) -> QuerySet[Any]:
    rows = packets.select_related("episode__patient").only("issued_at", *_named("episode__patient"))
    return rows.order_by("issued_at", "pk")[:MOST]


def _named(path: str) -> list[str]:
    """The columns that tell who a pupil is: a list of things due shows nothing else of a file."""
    return [f"{path}_id", *(f"{path}__{name}" for name in ("paternal_surname", "maternal_surname", "given_names"))]
