"""What is read once for Hoy of the services where a person works, and what of it is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from attendance.queries import due_for as teaching_due
from convalidation.queries import due_for as papers_due
from convalidation.queries import owing_in
from convalidation.queries.going_on import GoingOn, going_on_for
from patients.due import LATE, NOW, SOON, DueItem
from patients.models import Episode
from patients.queries import PupilFacts, read_in_attention, states_waiting
from patients.queries import due_for as registration_due
from patients.querysets import TEAM
from seho.accounts.enums import TEAM_ROLES, Role
from seho.curriculum.queries import CalendarBook
from seho.network.models import Seho
from seho.network.queries import NetworkDue
from seho.network.queries import due_for as network_due
from seho.panel.calm import calm
from seho.panel.exports.queries import exports_told

if TYPE_CHECKING:
    from seho.panel.queries.rows import ServiceRow

SUPERVISORS = (Role.UGEL_SPECIALIST, Role.DRE_SPECIALIST, Role.MINEDU)


@dataclass(frozen=True)
class OwnWork:
    """What is read once of the services where this person works, and asked by every room.

    `in_attention` are the pupils of all of them, `owing` the ended times of those that the person coordinates
    (`coordinated`), `returns` those that go on and that the person sees, `calendars` those of the schools of who is
    in attention.
    """

    coordinated: frozenset[int]
    in_attention: Sequence[PupilFacts]
    owing: Sequence[Episode]
    returns: Sequence[GoingOn] = ()
    calendars: CalendarBook | None = None

    def follows(self, user: Any, sehos: Iterable[Seho]) -> bool:
        """Whether `returns` holds those of all these services."""
        return all(_reads_returns(user, seho) for seho in sehos)


def _reads_returns(user: Any, seho: Seho) -> bool:
    return seho.pk in user.scope.seho_ids(*TEAM) or seho.ugel_id in user.scope.ugel_ids(Role.UGEL_SPECIALIST)


def own_work(user: Any, today: date) -> OwnWork:
    sehos, coordinated = user.scope.seho_ids(*TEAM_ROLES), user.scope.seho_ids(Role.COORDINATOR)
    in_attention, calendars = read_in_attention(sehos, today) if sehos else ([], None)
    return OwnWork(
        coordinated,
        in_attention,
        owing_in(coordinated, today) if coordinated else [],
        going_on_for(user, today) if user.scope.has(*TEAM, Role.UGEL_SPECIALIST, Role.DIRECTOR) else [],
        calendars,
    )


def due_today(user: Any, today: date, own: OwnWork, rows: Sequence[ServiceRow]) -> list[DueItem]:
    """Everything that is due for this person, most urgent first; `rows` as `service_rows` gives them."""
    states = states_waiting(own.in_attention) if own.coordinated else {}
    found = [
        *registration_due(user, today, own.in_attention, states),
        *teaching_due(user, today, own.in_attention, own.calendars),
        *papers_due(user, today, own.owing, own.in_attention, own.calendars, states, own.returns),
        *_agreements_due(user, rows, today),
        *(_of_network(one) for one in network_due(user, today)),
        *(exports_told(user) if user.scope.has(*TEAM, *SUPERVISORS) else ()),
    ]
    return calm(found)


def _of_network(one: NetworkDue) -> DueItem:
    """What the founding of a service or a visit asks of this person."""
    return DueItem(
        kind=one.kind,
        text=one.text,
        url=one.url,
        act_label=one.act_label,
        due_on=one.due_on,
        urgency=LATE if one.is_late else NOW,
        patient_id=None,
    )


def _agreements_due(user: Any, rows: Iterable[ServiceRow], today: date) -> list[DueItem]:
    """Art. 33.3: an agreement that ends closes the service; its coordinator is told in time, supervisors by a sign."""
    coordinated = user.scope.seho_ids(Role.COORDINATOR)
    found = []
    for row in rows:
        seho, left = row.seho, row.agreement_days
        if seho.pk not in coordinated or not row.agreement_ends_soon:
            continue
        found.append(
            DueItem(
                kind="agreement",
                text=f"{_agreement_words(left)} de {seho.short_name} (art. 26, 33.3)",
                url=reverse("network:seho_detail", args=[seho.pk]),
                act_label="Ver convenio",
                due_on=None if left is None else today + timedelta(days=left),
                urgency=LATE if left is not None and left < 0 else NOW if left is None or left <= 30 else SOON,
                patient_id=None,
            )
        )
    return found


def _agreement_words(days_left: int | None) -> str:
    if days_left is None:
        return "No hay convenio registrado"
    return "Venció el convenio" if days_left < 0 else "Vence pronto el convenio"
