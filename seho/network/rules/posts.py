"""The minimum team and how its members are engaged (art. 16, art. 30)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from seho.accounts.enums import Role
from seho.network.enums import Contract, SehoManagement

# Art. 16.2; an itinerant team may be larger or smaller (art. 16.4), but the service has these three.
MINIMUM_TEAM = (Role.COORDINATOR, Role.TEACHER, Role.PSYCHOLOGIST)
_LETTERS = {Role.COORDINATOR: "art. 16.2.a", Role.TEACHER: "art. 16.2.b", Role.PSYCHOLOGIST: "art. 16.2.c"}
NON_TEACHING = frozenset({Role.PSYCHOLOGIST})


@dataclass(frozen=True)
class Term:
    """Somebody held a role from a day on, to a last day or without one."""

    starts_on: date
    ends_on: date | None

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


@dataclass(frozen=True)
class Seat:
    """A place of the minimum team: how many hold it today, or since when nobody does."""

    role: Role
    holders: int
    vacant_since: date | None
    article: str

    @property
    def is_filled(self) -> bool:
        return self.holders > 0

    def days_vacant(self, today: date) -> int:
        return (today - self.vacant_since).days if self.vacant_since else 0


def minimum_team(terms: Mapping[Role, Iterable[Term]], *, opened_on: date | None, today: date) -> tuple[Seat, ...]:
    """The three of art. 16.2. A place is vacant since the day after its last holder, else since the opening."""
    return tuple(_seat(role, list(terms.get(role, ())), opened_on, today) for role in MINIMUM_TEAM)


def _seat(role: Role, terms: list[Term], opened_on: date | None, today: date) -> Seat:
    holders = sum(term.covers(today) for term in terms)
    if holders:
        return Seat(role, holders, None, _LETTERS[role])
    ended = [term.ends_on for term in terms if term.ends_on is not None and term.ends_on < today]
    since = max(ended) + timedelta(days=1) if ended else opened_on
    return Seat(role, 0, since if since is None or since <= today else today, _LETTERS[role])


@dataclass(frozen=True)
class ContractNote:
    """What the norm says of a way of engaging somebody; a warning never keeps anybody from writing it down."""

    words: str
    article: str


def contract_note(
    role: Role, contract: Contract, *, nexus_code: str, management: SehoManagement
) -> ContractNote | None:
    """What does not fit art. 30; None where all is as expected."""
    if contract is Contract.PRIVATE:
        if management is SehoManagement.PUBLIC:
            return ContractNote("El servicio es de gestión pública: revise la modalidad.", "art. 24, 30")
        return None
    if contract is Contract.CAS:
        if role in NON_TEACHING:
            return None
        words = "El CAS es para quien no cuenta con plaza docente: la UGEL evalúa una plaza excedente cada año."
        return ContractNote(words, "art. 30.1, 30.2")
    if role in NON_TEACHING:
        words = "El personal no docente se contrata por CAS, no en una plaza docente."
        return ContractNote(words, "art. 30.2")
    if contract is Contract.NEXUS and not nexus_code:
        return ContractNote("Falta el código con que la plaza figura en Nexus.", "art. 30.1")
    return None
