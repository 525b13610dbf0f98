"""The list of sessions as an Excel sheet: what the page tells of each, pupils by their initials."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from attendance.forms.sessions import filter_form
from attendance.models import Participation, Session
from attendance.queries import SessionFilters, sessions_found
from patients.sheets import own_services
from seho.accounts.models import User
from seho.sheets import Column, Listing, parts
from seho.text import initials


@dataclass(frozen=True)
class _Row:
    session: Session
    present: int
    absent: int
    pupils: str
    professionals: str


def sessions(user: Any, asked: Mapping[str, str], today: date) -> Listing:
    form = filter_form(user, asked, today)
    filters = form.filters() if form.is_valid() else SessionFilters()
    keys = list(sessions_found(user, filters).values_list("pk", flat=True))
    return Listing(
        name="sesiones",
        title="Sesiones",
        columns=SESSION_COLUMNS,
        rows=lambda: parts(keys, session_rows),
        count=len(keys),
        seho_ids=own_services(user),
        told=form.told() if form.is_valid() else [],
        unsaid=frozenset({"Atendió"}),
    )


def session_rows(keys: Sequence[int]) -> Iterator[_Row]:
    """In three queries: a session may have many pupils, of whom only the initials are told."""
    found = Session.objects.select_related("seho").in_bulk(keys)
    people = User.objects.filter(sessions_taught__in=keys).distinct().in_bulk()
    taught: dict[int, list[str]] = defaultdict(list)
    for session_id, user_id in Session.professionals.through.objects.filter(session_id__in=keys).values_list(
        "session_id", "user_id"
    ):
        taught[session_id].append(str(people[user_id]))
    pupils = _pupils(keys)
    for key in keys:
        if (session := found.get(key)) is not None:
            rows = pupils[key]
            present = sum(attended for attended, _ in rows)
            names = ", ".join(who if attended else f"{who} (no participó)" for attended, who in rows)
            yield _Row(session, present, len(rows) - present, names, "; ".join(sorted(taught[key])))


def _pupils(keys: Sequence[int]) -> dict[int, list[tuple[bool, str]]]:
    """By session, whether each participated and the initials."""
    name = "episode__patient__"
    rows = Participation.objects.filter(session_id__in=keys).order_by("-attended", f"{name}search_name", "pk")
    fields = ("session_id", "attended", f"{name}paternal_surname", f"{name}maternal_surname", f"{name}given_names")
    found: dict[int, list[tuple[bool, str]]] = defaultdict(list)
    for session_id, attended, paternal, maternal, given in rows.values_list(*fields):
        found[session_id].append((attended, initials(f"{paternal} {maternal}", given)))
    return found


SESSION_COLUMNS = (
    Column("Fecha", lambda row: row.session.held_on, 12),
    Column("Hora", lambda row: f"{row.session.starts_at:%H:%M}" if row.session.starts_at else None, 8),
    Column("Tipo", lambda row: row.session.get_kind_display(), 22),
    Column("Espacio", lambda row: row.session.get_space_display(), 24),
    Column("Modalidad", lambda row: row.session.get_modality_display(), 14),
    Column("Minutos", lambda row: row.session.minutes, 10),
    Column("Participaron", lambda row: row.present, 12),
    Column("No participaron", lambda row: row.absent, 12),
    Column("Estudiantes", lambda row: row.pupils, 30),
    Column("Atendió", lambda row: row.professionals, 36),
    Column("SEHO", lambda row: str(row.session.seho), 30),
    Column("Estado", lambda row: "Anulada" if row.session.cancelled_at else "Vigente", 12),
)
