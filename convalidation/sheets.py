"""The lists of papers and of returns as Excel sheets: what is owed, what was issued, who is on the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from convalidation.models import Packet, Return
from convalidation.queries import lists
from convalidation.queries import returns as return_lists
from convalidation.queries.lists import PAPER_STATES
from convalidation.queries.returns import RETURN_STATES, ReturnRow, ToOpen
from patients.models import Episode
from patients.sheets import own_services
from seho.clock import lima_date
from seho.network.models import Seho
from seho.paging import in_order
from seho.sheets import Column, Listing, parts


def papers(user: Any, asked: Mapping[str, str], today: date) -> Listing:
    """As the page: what is owed, or what was issued and how far it is."""
    state, text = lists.state_asked(asked), lists.clean_text(asked)
    told = [("Búsqueda", text)] * bool(text) + [("Estado", dict(PAPER_STATES)[state])]
    rows: Callable[[Sequence[int]], Iterable[Any]]
    if state in (lists.OWED, lists.LATE):
        keys = lists.owed_keys(user, today, text)[state]
        rows, columns = partial(lists.owed_rows, today=today), list(_OWED)
    else:
        keys = list(lists.packets_found(user, state, text=text).values_list("pk", flat=True))
        rows, columns = partial(packet_rows, user=user), list(PACKET_COLUMNS)
    return Listing(
        name="documentos",
        title=f"Documentos: {dict(PAPER_STATES)[state].lower()}",
        columns=columns,
        rows=lambda: parts(keys, rows),
        count=len(keys),
        seho_ids=own_services(user),
        told=told,
    )


_OWED = (
    Column("Estudiante", lambda row: str(row.episode.patient), 36),
    Column("SEHO", lambda row: str(row.episode.seho), 30),
    Column("Egreso", lambda row: row.episode.ends_on, 12),
    Column("Días acumulados", lambda row: row.days, 12),
    Column("Corresponde", lambda row: row.band, 26),
    Column("Estado", lambda row: "Con retraso" if row.is_late else "Por emitir", 14),
)


def packet_rows(keys: Sequence[int], *, user: Any) -> list[Any]:
    found = lists.with_answers(Packet.objects.filter(pk__in=keys), user).in_bulk()
    return in_order(found, keys)


def _how_far(packet: Any) -> str:
    if not packet.is_valid:
        return str(packet.get_state_display())
    if packet.is_answered:
        return "Con respuesta"
    return "Recibido" if getattr(packet, "acknowledgement", None) else "Sin acuse de recibo"


def _received_on(packet: Any) -> date | None:
    received = getattr(packet, "acknowledgement", None)
    return lima_date(received.acknowledged_at) if received else None


PACKET_COLUMNS = (
    Column("Estudiante", lambda row: str(row.episode.patient), 36),
    Column("SEHO", lambda row: str(row.episode.seho), 30),
    Column("Emitido", lambda row: lima_date(row.issued_at), 12),
    Column("Para", lambda row: row.get_purpose_display(), 30),
    Column("Tramo", lambda row: row.get_band_display(), 22),
    Column("Días acumulados", lambda row: row.days_accumulated, 12),
    Column("Documentos", lambda row: "; ".join(one.label for one in row.documents.all()), 50),
    Column("Institución educativa", lambda row: str(row.school), 40),
    Column("Recibido", _received_on, 12),
    Column("Estado", _how_far, 20),
)


def returns(user: Any, asked: Mapping[str, str], today: date) -> Listing:
    state, text = return_lists.state_asked(asked), lists.clean_text(asked)
    rows: Callable[[Sequence[int]], Iterable[Any]]
    sehos: Any
    if state == return_lists.TO_OPEN:
        waiting = return_lists.to_open_found(user, today, text)
        keys, sehos = list(waiting.values_list("pk", flat=True)), waiting.order_by().values_list("seho_id", flat=True)
        rows, columns = partial(_to_open, today=today), list(_TO_OPEN)
    else:
        found = return_lists.returns_found(user, state, today, text)
        keys = list(found.values_list("pk", flat=True))
        sehos = found.order_by().values_list("episode__seho_id", flat=True)
        rows, columns = partial(return_rows, today=today), list(RETURN_COLUMNS)
    # A UGEL reads also the returns to its schools from services of others.
    others = Seho.objects.filter(pk__in=sehos).values_list("pk", flat=True)
    return Listing(
        name="retornos",
        title=f"Retornos: {dict(RETURN_STATES)[state].lower()}",
        columns=columns,
        rows=lambda: parts(keys, rows),
        count=len(keys),
        seho_ids=own_services(user) | set(others),
        told=[("Búsqueda", text)] * bool(text) + [("Estado", dict(RETURN_STATES)[state])],
    )


def _to_open(keys: Sequence[int], *, today: date) -> list[ToOpen]:
    found = {one.episode.pk: one for one in return_lists.to_open_rows(Episode.objects.filter(pk__in=keys), today)}
    return in_order(found, keys)


_TO_OPEN = (
    Column("Estudiante", lambda row: str(row.episode.patient), 36),
    Column("SEHO", lambda row: str(row.episode.seho), 30),
    Column("Egreso", lambda row: row.episode.ends_on, 12),
    Column("Institución educativa", lambda row: row.school, 40),
    Column("Plazo", lambda row: row.due_on, 12),
    Column("Estado", lambda row: "Con atraso" if row.is_late else "Por abrir", 14),
)


def return_rows(keys: Sequence[int], *, today: date) -> list[ReturnRow]:
    found = {one.row.pk: one for one in return_lists.return_rows(Return.objects.filter(pk__in=keys), today)}
    return in_order(found, keys)


RETURN_COLUMNS = (
    Column("Estudiante", lambda one: str(one.row.episode.patient), 36),
    Column("SEHO", lambda one: str(one.row.episode.seho), 30),
    Column("Institución educativa", lambda one: str(one.row.school), 40),
    Column("Egreso", lambda one: one.row.episode.ends_on, 12),
    Column("Primer día de clases", lambda one: one.row.starts_on, 14),
    Column("Qué sigue", lambda one: one.step.words if one.step else "", 36),
    Column("Incidencias por resolver", lambda one: one.open_incidents, 14),
    Column("Cerrado", lambda one: one.row.closed_on, 12),
    Column("Cómo terminó", lambda one: one.row.get_outcome_display(), 26),
    Column("Con atraso", lambda one: "sí" if one.is_late else "no", 10),
)
