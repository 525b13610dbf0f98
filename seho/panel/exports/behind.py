"""The list behind a figure as an Excel sheet: exactly the rows that the figure counts and this person may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404

from attendance.sheets import SESSION_COLUMNS, session_rows
from convalidation.sheets import PACKET_COLUMNS, RETURN_COLUMNS, packet_rows, return_rows
from patients.models import Episode
from patients.queries import facts_for_episodes
from patients.sheets import REFERRAL_COLUMNS, referral_rows
from seho.accounts.permissions import require
from seho.network.models import Seho
from seho.paging import in_order
from seho.panel.board.opening import may_open, narrowed
from seho.panel.exports.asking import question
from seho.panel.exports.kinds import Asked
from seho.panel.indicators.catalogue import INDICATORS
from seho.panel.indicators.values import Rows
from seho.sheets import Column, Listing, parts


@dataclass(frozen=True)
class _Way:
    """How rows of one kind become lines."""

    columns: Sequence[Column]
    load: Callable[[Sequence[int], Any, date], Iterable[Any]]


def figure(user: Any, address: Asked, today: date) -> Listing:
    """Raises Http404 where there is no such figure, no list behind it, or nothing of that scope for this person."""
    indicator = INDICATORS.get(address.get("cifra", ""))
    if indicator is None or indicator.behind is None or indicator.rows is None:
        raise Http404("No encontramos esa cifra.")
    asked = question(user, address, today)
    require(may_open(user, asked.scope, indicator))
    keys = list(narrowed(user, indicator.rows, indicator.behind(asked.asked)).values_list("pk", flat=True))
    way = _WAYS[indicator.rows]
    return Listing(
        name=indicator.key,
        title=indicator.title,
        columns=way.columns,
        rows=lambda: parts(keys, lambda some: way.load(some, user, today)),
        count=len(keys),
        seho_ids=frozenset(asked.scope.seho_ids),
        told=[
            ("Ámbito", asked.scope.title),
            ("Periodo", asked.period.label),
            ("Qué cuenta", indicator.numerator),
            ("Entre", indicator.denominator),
            ("Qué fecha decide", indicator.date_rule),
            ("Norma", indicator.article),
        ],
        unsaid=frozenset({"Qué cuenta", "Entre", "Qué fecha decide"}),
        is_personal=indicator.rows != Rows.SEHOS,
    )


def _episodes(keys: Sequence[int], user: Any, today: date) -> list[Any]:
    found = Episode.objects.select_related("patient", "seho").in_bulk(keys)
    return facts_for_episodes(in_order(found, keys), today)


def _sehos(keys: Sequence[int], user: Any, today: date) -> list[Seho]:
    found = Seho.objects.select_related("ugel__region", "hospital").in_bulk(keys)
    return in_order(found, keys)


_EPISODE = (
    Column("Estudiante", lambda facts: str(facts.patient), 36),
    Column("SEHO", lambda facts: str(facts.episode.seho), 30),
    Column("Tipo", lambda facts: facts.verdict.label, 14),
    Column("Ámbito", lambda facts: facts.episode.get_setting_display(), 16),
    Column("Grado", lambda facts: str(facts.enrollment.school_grade) if facts.enrollment else "", 20),
    Column("Institución educativa", lambda facts: str(facts.enrollment.school) if facts.enrollment else "", 40),
    Column("Desde", lambda facts: facts.episode.starts_on, 12),
    Column("Hasta", lambda facts: facts.episode.ends_on, 12),
    Column("Días en el SEHO", lambda facts: facts.accumulated_days, 12),
)
_SEHO = (
    Column("Servicio", lambda seho: seho.name, 50),
    Column("Código de registro", lambda seho: seho.registration_code, 18),
    Column("Estado", lambda seho: seho.get_state_display(), 18),
    Column("UGEL", lambda seho: seho.ugel.name, 28),
    Column("Región", lambda seho: seho.ugel.region.name, 18),
)
_WAYS = {
    Rows.EPISODES: _Way(_EPISODE, _episodes),
    Rows.REFERRALS: _Way(REFERRAL_COLUMNS, lambda keys, user, today: referral_rows(keys)),
    Rows.SESSIONS: _Way(SESSION_COLUMNS, lambda keys, user, today: session_rows(keys)),
    Rows.PACKETS: _Way(PACKET_COLUMNS, lambda keys, user, today: packet_rows(keys, user=user)),
    Rows.RETURNS: _Way(RETURN_COLUMNS, lambda keys, user, today: return_rows(keys, today=today)),
    Rows.SEHOS: _Way(_SEHO, _sehos),
}
