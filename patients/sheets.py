"""The lists of this floor as Excel sheets: all pages of what is filtered, and no column beyond what the page tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Q

from patients.filters import read_filters, told
from patients.models import Referral
from patients.queries.lists import pupil_keys
from patients.queries.long_lists import long_rows
from patients.queries.referrals import REFERRAL_STATES, referral_state, referrals_in
from patients.querysets import TEAM
from seho.accounts.enums import Role
from seho.network.models import Seho
from seho.paging import in_order
from seho.sheets import Column, Listing, parts

STAFF = (*TEAM, Role.UGEL_SPECIALIST)


def own_services(user: Any) -> frozenset[int]:
    """The services whose rows this person reads as team or as UGEL."""
    scope = user.scope
    own = Q(pk__in=scope.seho_ids(*TEAM)) | Q(ugel__in=scope.ugel_ids(Role.UGEL_SPECIALIST))
    return frozenset(Seho.objects.filter(own).order_by().values_list("pk", flat=True))


def pupils(user: Any, asked: Mapping[str, str], today: date) -> Listing:
    filters = read_filters(asked)
    keys = pupil_keys(user, filters, today)
    return Listing(
        name="estudiantes",
        title="Estudiantes",
        columns=[*_PUPIL, *([_MISSING] if user.scope.has(*TEAM) else [])],
        rows=lambda: parts(keys, partial(long_rows, user=user, today=today)),
        count=len(keys),
        seho_ids=own_services(user),
        told=told(filters),
    )


_PUPIL = (
    Column("Estudiante", lambda row: row.name, 36),
    Column("Edad", lambda row: row.age, 12),
    Column("Tipo", lambda row: row.type_label, 14),
    Column("Ámbito", lambda row: row.setting, 16),
    Column("Grado", lambda row: row.grade, 20),
    Column("Institución educativa", lambda row: row.school, 40),
    Column("SEHO", lambda row: row.seho, 30),
    Column("En atención", lambda row: "sí" if row.is_in_attention else "no", 12),
    Column("Días en el SEHO", lambda row: row.days, 12),
)
_MISSING = Column("Falta", lambda row: "; ".join(row.missing), 50)


def referrals(user: Any, asked: Mapping[str, str], today: date) -> Listing:
    """Without the contact of the family, the place and the note: these are read one by one."""
    state = referral_state(asked)
    keys = list(referrals_in(user, state).values_list("pk", flat=True))
    return Listing(
        name="avisos",
        title="Potenciales estudiantes",
        columns=REFERRAL_COLUMNS,
        rows=lambda: parts(keys, referral_rows),
        count=len(keys),
        seho_ids=own_services(user),
        told=[("Estado", dict(REFERRAL_STATES)[state])],
    )


def referral_rows(keys: Sequence[int]) -> list[Referral]:
    found = Referral.objects.select_related("seho").in_bulk(keys)
    return in_order(found, keys)


REFERRAL_COLUMNS = (
    Column("Quién", lambda row: row.person, 30),
    Column("Edad", lambda row: row.age, 8),
    Column("Se encuentra", lambda row: row.get_setting_display(), 20),
    Column("Cómo se identificó", lambda row: row.get_channel_display(), 26),
    Column("Identificado", lambda row: row.identified_on, 14),
    Column("Familia contactada", lambda row: row.contacted_on, 14),
    Column("Familia orientada", lambda row: row.oriented_on, 14),
    Column("Estado", lambda row: row.get_state_display(), 24),
    Column("Motivo de no atención", lambda row: row.get_not_attended_reason_display(), 36),
    Column("SEHO", lambda row: str(row.seho), 30),
)
