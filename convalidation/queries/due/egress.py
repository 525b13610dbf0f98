"""What an egress owes, in one line: the report of art. 14.1, the papers of art. 13.5, the opening of its return."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from convalidation.queries.owed import LATE_AFTER_DAYS, issued_in_year_of
from convalidation.queries.returns import OPEN_WITHIN_DAYS, later_starts
from convalidation.rules.returning import PLAN_WITHIN_DAYS, WITHOUT_RETURN
from patients.due import LATE, NOW, DueItem
from patients.enums import Setting
from patients.models import Episode

MOST = 200
_NAMES = ("paternal_surname", "maternal_surname", "given_names")


class Owed(NamedTuple):
    """`alone` says it where nothing else is owed, `words` and `article` among others."""

    kind: str
    alone: str
    words: str
    article: str
    act: str
    url: str
    due_on: date


def egress_due(own: Iterable[int], coordinated: Iterable[int], owing: Iterable[Episode], today: date) -> list[DueItem]:
    """One item for each egress in these services: the next act that is possible, and in words what follows it.

    A return is opened once papers and report are out; one that is late waits for neither. Report and papers are told
    to who coordinates; `owing` as `owing_in` gives it.
    """
    papers = {episode.pk: episode for episode in list(owing)[:MOST]}
    coordinated = frozenset(coordinated)
    items = []
    for episode in _unfinished(own, today)[:MOST]:
        owed = [_report(episode)] if episode.seho_id in coordinated and not episode.is_told else []
        if papers.pop(episode.pk, None):
            owed.append(_papers(episode))
        opening = _opening(episode)
        is_out = episode.is_told and episode.issued is not None
        if episode.opened is None and episode.later is None and (is_out or today > opening.due_on):
            owed.append(opening)
        if owed:
            items.append(_item(episode, owed, today))
    return items + [_item(episode, [_papers(episode)], today) for episode in papers.values()]


def _unfinished(own: Iterable[int], today: date) -> QuerySet[Any]:
    """Egresses of the last days that a return follows, without the whole report of art. 14.1 or without the return.

    What is older is history, not a task of today.
    """
    ended = Episode.objects.filter(seho_id__in=own, ends_on__range=(today - timedelta(days=OPEN_WITHIN_DAYS), today))
    ended = ended.exclude(setting=Setting.UNTYPED).exclude(end_reason__in=WITHOUT_RETURN)
    ended = ended.annotate(
        is_told=_TOLD, issued=issued_in_year_of("ends_on"), opened=F("school_return"), later=later_starts("")
    )
    ended = ended.filter(Q(is_told=False) | Q(opened=None, later=None)).select_related("patient")
    return ended.only("seho_id", "ends_on", "patient_id", *(f"patient__{name}" for name in _NAMES)).order_by(
        "ends_on", "pk"
    )


_TOLD = Q(
    return_report__told_guardian_on__isnull=False, return_report__told_director_on__isnull=False,
    return_report__written_guardian_on__isnull=False, return_report__written_director_on__isnull=False,
)  # fmt: skip


def _report(episode: Episode) -> Owed:
    return Owed(
        "return_report", "falta completar su informe de reincorporación",
        "completar su informe de reincorporación", "14.1",
        "Completar informe", reverse("convalidation:return_report", args=[episode.pk]), _paper_day(episode),
    )  # fmt: skip


def _papers(episode: Episode) -> Owed:
    return Owed(
        "papers", "falta emitir los documentos de su egreso", "emitir los documentos de su egreso", "13.5",
        "Emitir documentos", reverse("convalidation:pupil", args=[episode.patient_id]), _paper_day(episode),
    )  # fmt: skip


def _opening(episode: Episode) -> Owed:
    return Owed(
        "return_open", "abrir el seguimiento de su retorno", "abrir el seguimiento de su retorno", "15",
        "Abrir retorno", reverse("convalidation:return_open", args=[episode.pk]),
        _ended_on(episode) + timedelta(days=PLAN_WITHIN_DAYS),
    )  # fmt: skip


def _paper_day(episode: Episode) -> date:
    return _ended_on(episode) + timedelta(days=LATE_AFTER_DAYS)


def _ended_on(episode: Episode) -> date:
    """Who goes over into another year owes the papers of the first at its end (R5)."""
    return episode.ends_on or date(episode.starts_on.year, 12, 31)


def _item(episode: Episode, owed: list[Owed], today: date) -> DueItem:
    """The act is the first one's; days and articles are those of all."""
    first, due_on = owed[0], min(one.due_on for one in owed)
    what, article = first.alone, first.article
    if len(owed) > 1:
        *before, last = [one.words for one in owed]
        *articles, last_article = sorted(one.article for one in owed)
        what, article = f"falta {', '.join(before)} y {last}", f"{', '.join(articles)} y {last_article}"
    text = f"{episode.patient.initials}: {what} (art. {article})"
    urgency = LATE if today > due_on else NOW
    return DueItem(first.kind, text, first.url, first.act, due_on, urgency, episode.patient_id)
