"""What a device kept without signal arrives here: written once, however often and in whatever order it is sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from attendance.models import Session
from attendance.permissions import can_change_session
from attendance.queries.device import Difference, content_of, content_sent, differences
from attendance.services.sessions import Attendance, SessionEntry, correct_session, log_session
from seho.accounts.models import User
from seho.accounts.permissions import Denied
from seho.forms import VersionConflict
from seho.network.models import Seho

_SOMEBODY_ELSES = "Este registro ya existe y no es de usted. Guárdelo en un archivo y avise a la coordinación."


@dataclass(frozen=True)
class Receipt:
    """The session that holds the entry. Not `is_new`: it was there already, only the answer had been lost."""

    session: Session
    is_new: bool


class EntryConflict(ValidationError):
    """The record says something else than the entry, and only a person can say which one stays."""

    def __init__(self, session: Session, lines: list[Difference], *, by: Any) -> None:
        super().__init__("El registro del servicio dice otra cosa.", code="conflict")
        self.session, self.differences = session, lines
        # Written by this person and never touched again: what the device itself sent before it was corrected there.
        self.is_own_first = session.created_by_id == by.pk and session.version == 1


def receive_entry(
    *,
    by: Any,
    seho: Seho,
    entry: SessionEntry,
    pupils: Iterable[Attendance],
    taught_by: Iterable[User],
    version: int,
    today: date,
) -> Receipt:
    """Log the entry, or correct what was logged under its identifier when `version` is the record's.

    The same entry again is answered with the same session, also after its day has passed the limits. Raises
    EntryConflict where the record differs, ValidationError where the entry cannot be.
    """
    pupils, people = list(pupils), list(taught_by)
    known = Session.objects.filter(client_id=entry.client_id).first()
    if known is None:
        try:
            session = log_session(by=by, seho=seho, entry=entry, pupils=pupils, taught_by=people, today=today)
            return Receipt(session, is_new=True)
        except ValidationError:
            # Sent twice at the same moment: the other one was first.
            known = Session.objects.filter(client_id=entry.client_id).first()
            if known is None:
                raise
    is_own = known.created_by_id == by.pk
    may_change = can_change_session(by, known)
    if not is_own and isinstance(may_change, Denied):
        raise ValidationError(_SOMEBODY_ELSES)
    if content_of(known) == content_sent(entry, pupils, people):
        return Receipt(known, is_new=False)
    if isinstance(may_change, Denied):
        raise ValidationError(may_change.reason)
    if known.version != version or known.cancelled_at is not None:
        raise EntryConflict(known, differences(known, entry, pupils, people), by=by)
    return _correct(by, known, entry, pupils, people, version, today)


def _correct(
    by: Any,
    known: Session,
    entry: SessionEntry,
    pupils: list[Attendance],
    people: list[User],
    version: int,
    today: date,
) -> Receipt:
    try:
        session = correct_session(
            by=by, session=known, entry=entry, pupils=pupils, taught_by=people, version=version, today=today
        )
    except VersionConflict as error:
        known.refresh_from_db()
        raise EntryConflict(known, differences(known, entry, pupils, people), by=by) from error
    return Receipt(session, is_new=True)
