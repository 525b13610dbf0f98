"""The list of papers: those that are owed and those that were issued, with what the school answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.lookups import IsNull

from convalidation.enums import PaperState
from convalidation.models import Acknowledgement, IssuedDocument, Packet, Recognition
from convalidation.queries.owed import LATE_AFTER_DAYS, episodes_owing_papers
from convalidation.rules import band_of
from patients.models import Episode
from patients.queries import accumulated_days
from patients.querysets import TEAM
from seho.accounts.enums import Role
from seho.paging import CountedPaginator, in_order
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
    return Episode.objects.filter(_mine(user))


def _mine(user: Any) -> Q:
    scope = user.scope
    mine = Q(seho_id__in=scope.seho_ids(*TEAM))
    if ugels := scope.ugel_ids(Role.UGEL_SPECIALIST):
        mine |= Q(seho__ugel_id__in=ugels)
    return mine


def owed_keys(user: Any, today: date, text: str) -> dict[str, list[int]]:
    """All that is owed and what of it is late, each with the oldest egress first."""
    found = _with_words(episodes_owing_papers(today).filter(_mine(user)), "patient__", text)
    rows = list(found.order_by("ends_on", "pk").values_list("pk", "ends_on"))
    limit = _late_before(today)
    late = [key for key, ends_on in rows if ends_on is not None and ends_on < limit]
    return {OWED: [key for key, _ in rows], LATE: late}


def owed_page(keys: Sequence[int], today: date, *, page: str) -> Page[Any]:
    """One page of what `owed_keys` tells."""
    found: Page[Any] = Paginator(keys, PAGE_SIZE).get_page(page)
    found.object_list = owed_rows(list(found.object_list), today)
    return found


def owed_rows(keys: Sequence[int], today: date) -> list[OwedRow]:
    """In the order of these keys."""
    episodes = in_order(Episode.objects.select_related("patient", "seho").in_bulk(keys), keys)
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
    found = _with_words(_in_state(Packet.objects.visible_to(user), state), "episode__patient__", text)
    return found.order_by("-issued_at", "-pk")


def with_answers(packets: QuerySet[Packet], user: Any) -> QuerySet[Any]:
    """With all that a row tells: pupil, school, papers, and whether the school said that it received and answered."""
    packets = packets.select_related("episode__patient", "episode__seho", "school", "acknowledgement")
    papers = Prefetch("documents", IssuedDocument.objects.visible_to(user))
    return packets.prefetch_related(papers).annotate(is_answered=_TOLD["is_answered"])


def packet_counts(user: Any, text: str) -> dict[str, int]:
    """How many packets there are in each state under the same search."""
    packets = _with_words(Packet.objects.visible_to(user), "episode__patient__", text).order_by()
    alike = list(packets.annotate(**_TOLD).values(*_TOLD).annotate(number=Count("pk")))
    return {
        state: sum(row["number"] for row in alike if all(row[name] == value for name, value in asked.items()))
        for state, asked in _PACKETS.items()
    }


def silent(packets: QuerySet[Packet]) -> QuerySet[Packet]:
    """In force, and the school did not say that it received them."""
    return _in_state(packets, SILENT)


def undecided(packets: QuerySet[Packet]) -> QuerySet[Packet]:
    """Received, and nothing said of their recognition (a simple constancia asks for none)."""
    return _in_state(packets, UNDECIDED)


def _in_state(packets: QuerySet[Packet], state: str) -> QuerySet[Packet]:
    return packets.alias(**_TOLD).filter(**_PACKETS[state])


def _has(model: Any) -> IsNull:
    """No `Exists` and no join: PostgreSQL would read the answers of the whole country for the packets of a service."""
    return IsNull(Subquery(model.objects.filter(packet=OuterRef("pk")).order_by().values("packet")[:1]), False)


# What is told of a packet, and what of it makes each state.
_TOLD = {
    "is_valid": Case(When(state=PaperState.VALID, then=True), default=False),
    "has_band": Case(When(band="", then=False), default=True),
    "is_received": _has(Acknowledgement),
    "is_answered": _has(Recognition),
}
_PACKETS: dict[str, dict[str, bool]] = {
    ISSUED: {"is_valid": True},
    SILENT: {"is_valid": True, "is_received": False},
    UNDECIDED: {"is_valid": True, "has_band": True, "is_received": True, "is_answered": False},
    ANSWERED: {"is_valid": True, "is_answered": True},
    ANNULLED: {"is_valid": False},
}


def _late_before(today: date) -> date:
    return today - timedelta(days=LATE_AFTER_DAYS)


def _with_words(rows: QuerySet[Any], path: str, text: str) -> QuerySet[Any]:
    """By the pupil's names; packets also by the code that a paper bears."""
    if rows.model is Packet and (code := normalize(text)):
        return rows.filter(Q(code=code) | Q(pk__in=IssuedDocument.objects.filter(code=code).values("packet_id")))
    for word in search_key(text).split()[:6]:
        name = f"{path}search_name__"
        rows = rows.filter(Q(**{f"{name}startswith": word}) | Q(**{f"{name}contains": f" {word}"}))
    return rows
