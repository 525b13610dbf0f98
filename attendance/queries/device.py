"""What a device carries to the bedside: the least that a round needs, and the two sides of an entry in conflict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from attendance.enums import AbsenceReason, SessionKind, SessionModality
from attendance.models import Participation, Session
from attendance.queries.rounds import RoundGroup, RoundPupil, by_service, round_of
from attendance.queries.teaching import last_values
from attendance.rules import LONGEST_MINUTES, SHORTEST_MINUTES, UNSEEN_DAYS, spaces_for
from seho.accounts.sessions import browser_owner
from seho.curriculum.models import Competency
from seho.network.enums import SpaceKind
from seho.network.models import Seho
from seho.text import date_short

_FIELDS = ("held_on", "starts_at", "minutes", "kind", "space", "modality", "title")


# --- The round on the device -------------------------------------------------------------------------


def device_round(user: Any, today: date) -> dict[str, Any]:
    """The round as a device keeps it: initials, place and the plan's competencies; no names, no health.

    `owner` tells whose it is without saying who: the device locks it with that person's key.
    """
    pupils = round_of(user, today)
    goals = {goal.pk: str(goal) for pupil in pupils for goal in pupil.goals}
    return {
        "owner": browser_owner(user),
        "me": user.pk,
        "today": today.isoformat(),
        "unseen_days": UNSEEN_DAYS,
        "minutes": [SHORTEST_MINUTES, LONGEST_MINUTES],
        "spaces": SpaceKind.choices,
        "modalities": SessionModality.choices,
        "kinds": SessionKind.choices,
        "reasons": AbsenceReason.choices,
        "goals": goals,
        "services": [_service(user, seho, groups) for seho, groups in by_service(pupils)],
    }


def _service(user: Any, seho: Seho, groups: list[RoundGroup]) -> dict[str, Any]:
    last = last_values(user, seho.pk)
    return {
        "id": seho.pk,
        "name": seho.short_name,
        "last": {"minutes": last.minutes, "kind": last.kind, "space": last.space, "modality": last.modality},
        "pupils": [_pupil(pupil, group) for group in groups for pupil in group.pupils],
    }


def _pupil(pupil: RoundPupil, group: RoundGroup) -> dict[str, Any]:
    return {
        "id": pupil.episode.pk,
        "initials": pupil.episode.patient.initials,
        "ward": group.name,
        "bed": pupil.bed,
        "spaces": [space.value for space in spaces_for([pupil.episode.setting])],
        "unseen": pupil.unseen,
        "seen": pupil.last_seen is not None,
        "goals": [goal.pk for goal in pupil.goals],
    }


# --- One entry, as it came and as it is ------------------------------------------------------------------


@dataclass(frozen=True)
class Content:
    """What a session says, apart from who keeps it: to be compared, and told in words."""

    values: dict[str, Any]
    people: frozenset[int]
    # Each pupil: episode, took part, reason, competency, evidence.
    rows: frozenset[tuple[int, bool, str, int | None, str]]


def content_of(session: Session) -> Content:
    """What the database holds of a session."""
    names = ("episode_id", "attended", "absence_reason", "competency_id", "evidence")
    rows = session.participations.values_list(*names)
    people = session.professionals.values_list("pk", flat=True)
    return Content({name: getattr(session, name) for name in _FIELDS}, frozenset(people), frozenset(rows))


def content_sent(entry: Any, pupils: Iterable[Any], people: Iterable[Any]) -> Content:
    """What a device sent: a `services.SessionEntry` with its `services.Attendance`s."""
    rows = frozenset(
        (one.episode.pk, True, "", one.competency_id, one.evidence)
        if one.attended
        else (one.episode.pk, False, one.absence_reason, None, "")
        for one in pupils
    )
    return Content({name: getattr(entry, name) for name in _FIELDS}, frozenset(one.pk for one in people), rows)


@dataclass(frozen=True)
class Difference:
    """One line of a conflict: what the device holds, and what the service's record says."""

    label: str
    device: str
    record: str


def differences(session: Session, entry: Any, pupils: Iterable[Any], people: Iterable[Any]) -> list[Difference]:
    """Where the two sides differ, in the words of the form; pupils by their initials."""
    pupils, people = list(pupils), list(people)
    sent = Session(**{name: getattr(entry, name) for name in _FIELDS})
    rows = list(session.participations.select_related("episode__patient"))
    numbers = {row.competency_id for row in [*rows, *pupils]} - {None}
    names = {one.pk: str(one) for one in Competency.objects.filter(pk__in=numbers)}
    pairs = [(_label(name), _shown(sent, name), _shown(session, name)) for name in _FIELDS]
    pairs.append(("Atendió", _people(people), _people(session.professionals.all())))
    mine, theirs = {row.episode.pk: row for row in pupils}, {row.episode_id: row for row in rows}
    for pk in {**mine, **theirs}:
        whose = (mine.get(pk) or theirs[pk]).episode.patient.initials
        pairs.append((whose, _told(mine.get(pk), names), _told(theirs.get(pk), names)))
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]


def _label(name: str) -> str:
    field: Any = Session._meta.get_field(name)
    return str(field.verbose_name).capitalize()


def _shown(session: Session, name: str) -> str:
    value = getattr(session, name)
    if display := getattr(session, f"get_{name}_display", None):
        return str(display())
    if isinstance(value, date):
        return date_short(value)
    return "—" if value in (None, "") else str(value)


def _people(people: Iterable[Any]) -> str:
    return "; ".join(sorted(str(person) for person in people))


def _told(row: Participation | Any | None, names: dict[int, str]) -> str:
    if row is None:
        return "No está en la sesión"
    if not row.attended:
        return f"No participó: {AbsenceReason(row.absence_reason).label}"
    parts = ["Participó", names.get(row.competency_id or 0, ""), row.evidence]
    return " · ".join(part for part in parts if part)
