"""The list of papers: those that are owed and those that were issued, with what the school answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from convalidation.enums import PaperState
from convalidation.models import IssuedDocument, Packet, Recognition
from convalidation.queries.owed import LATE_AFTER_DAYS, episodes_owing_papers
from convalidation.rules import band_of
from patients.models import Episode
from patients.queries import accumulated_days
from patients.querysets import TEAM
from seho.accounts.enums import Role
from seho.paging import CountedPaginator
from seho.papers.codes import normalize
from seho.text import search_key

PAGE_SIZE = 25
OWED, LATE, ISSUED, SILENT, UNDECIDED, ANSWERED, ANNULLED = (
    "por-emitir", "con-retraso", "emitidos", "sin-acuse", "sin-reconocer", "reconocidos", "anulados",
)  # fmt: skip
PAPER_STATES = (
    (OWED, "Por emitir"),
    (LATE, "Con retraso"),
    (ISSUED, "Vigentes"),
    (SILENT, "Sin acuse de recibo"),
    (UNDECIDED, "Por reconocer"),
    (ANSWERED, "Reconocidos"),
    (ANNULLED, "Anulados"),
)


def state_asked(asked: Mapping[str, str]) -> str:
    """The one that the address names; what is owed when it names none of ours."""
    state = asked.get("estado", "")
    return state if state in dict(PAPER_STATES) else OWED


def clean_text(asked: Mapping[str, str], name: str = "q") -> str:
    """What is searched."""
    return asked.get(name, "").replace("\x00", "")[:100]


@dataclass(frozen=True)
class OwedRow:
    """An ended time in the service whose papers were not issued. `days` accumulate in the academic window."""

    episode: Episode
    days: int
    band: str
    is_late: bool


def my_episodes(user: Any) -> QuerySet[Episode]:
    """The times in the services of this person: those of the team, or of the UGEL."""
    scope = user.scope
    mine = Q(seho_id__in=scope.seho_ids(*TEAM))
    if ugels := scope.ugel_ids(Role.UGEL_SPECIALIST):
        mine |= Q(seho__ugel_id__in=ugels)
    return Episode.objects.filter(mine)


def owed_page(user: Any, today: date, *, late: bool, text: str, page: str, total: int) -> Page[Any]:
    """`total` as `counts` tells it."""
    found: Page[Any] = CountedPaginator(owed_found(user, today, late=late, text=text), PAGE_SIZE, total).get_page(page)
    found.object_list = owed_rows(list(found.object_list), today)
    return found


def owed_rows(episodes: list[Episode], today: date) -> list[OwedRow]:
    rows = []
    for episode, days in zip(episodes, accumulated_days(episodes, today), strict=True):
        band = band_of(days)
        is_late = episode.ends_on is not None and today > episode.ends_on + timedelta(days=LATE_AFTER_DAYS)
        rows.append(OwedRow(episode, days, band.label if band else "", is_late))
    return rows


def packets_page(user: Any, state: str, *, text: str, page: str, total: int) -> Page[Any]:
    found = with_answers(packets_found(user, state, text=text), user)
    return CountedPaginator(found, PAGE_SIZE, total).get_page(page)


def packets_found(user: Any, state: str, *, text: str) -> QuerySet[Packet]:
    """The last issued first."""
    found = _with_words(Packet.objects.visible_to(user).filter(_PACKETS[state]), "episode__patient__", text)
    return found.order_by("-issued_at", "-pk")


def with_answers(packets: QuerySet[Packet], user: Any) -> QuerySet[Any]:
    """With all that a row tells: pupil, school, papers, and whether the school said that it received and answered."""
    packets = packets.select_related("episode__patient", "episode__seho", "school", "acknowledgement")
    papers = Prefetch("documents", IssuedDocument.objects.visible_to(user))
    return packets.prefetch_related(papers).annotate(is_answered=_ANSWERS)


def counts(user: Any, today: date, text: str) -> dict[str, int]:
    """How many there are of each kind under the same search, in two queries."""
    late = Q(ends_on__lt=_late_before(today))
    owed = (
        owed_found(user, today, late=False, text=text)
        .order_by()
        .aggregate(all=Count("pk"), late=Count("pk", filter=late))
    )
    packets = _with_words(Packet.objects.visible_to(user), "episode__patient__", text).order_by()
    issued = packets.aggregate(
        **{state: Count("pk", filter=one) for state, one in zip(_NAMES, _PACKETS.values(), strict=True)}
    )
    return {OWED: owed["all"], LATE: owed["late"], **dict(zip(_PACKETS, issued.values(), strict=True))}


def silent(packets: QuerySet[Packet]) -> QuerySet[Packet]:
    """In force, and the school did not say that it received them."""
    return packets.filter(_PACKETS[SILENT])


def undecided(packets: QuerySet[Packet]) -> QuerySet[Packet]:
    """Received, and nothing said of their recognition (a simple constancia asks for none)."""
    return packets.filter(_PACKETS[UNDECIDED])


# No `Exists`: beside other conditions PostgreSQL would read the answers of the whole country for it.
_ANSWERS = IsNull(Subquery(Recognition.objects.filter(packet=OuterRef("pk")).order_by().values("pk")[:1]), False)
_VALID = Q(state=PaperState.VALID)
_PACKETS = {
    ISSUED: _VALID,
    SILENT: _VALID & Q(acknowledgement=None),
    UNDECIDED: _VALID & Q(acknowledgement__isnull=False) & ~Q(band="") & ~Q(_ANSWERS),
    ANSWERED: _VALID & Q(_ANSWERS),
    ANNULLED: ~_VALID,
}
_NAMES = tuple(state.replace("-", "_") for state in _PACKETS)  # as the names of columns


def _late_before(today: date) -> date:
    return today - timedelta(days=LATE_AFTER_DAYS)


def owed_found(user: Any, today: date, *, late: bool, text: str) -> QuerySet[Episode]:
    """The oldest egress first."""
    episodes = episodes_owing_papers(today).filter(pk__in=my_episodes(user).values("pk"))
    if late:
        episodes = episodes.filter(ends_on__lt=_late_before(today))
    found = _with_words(episodes, "patient__", text)
    return found.select_related("patient", "seho").order_by("ends_on", "pk")


def _with_words(rows: QuerySet[Any], path: str, text: str) -> QuerySet[Any]:
    """By the pupil's names; packets also by the code that a paper bears."""
    if rows.model is Packet and (code := normalize(text)):
        return rows.filter(Q(code=code) | Q(pk__in=IssuedDocument.objects.filter(code=code).values("packet_id")))
    for word in search_key(text).split()[:6]:
        name = f"{path}search_name__"
        rows = rows.filter(Q(**{f"{name}startswith": word}) | Q(**{f"{name}contains": f" {word}"}))
    return rows
