"""The list of notices of potential pupils, by how far each is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from patients.enums import ReferralState
from patients.models import Referral

OPEN_REFERRAL = (ReferralState.IDENTIFIED, ReferralState.ORIENTATION)
REFERRAL_STATES = (("abiertos", "Por atender"), ("registrados", "Registrados"), ("cerrados", "No atendidos"))
_VALUES = {
    "abiertos": OPEN_REFERRAL,
    "registrados": (ReferralState.REGISTERED,),
    "cerrados": (ReferralState.NOT_ATTENDED,),
}


def referral_state(asked: Mapping[str, str]) -> str:
    """The one that the address names; those to attend when it names none of ours."""
    state = asked.get("estado", "")
    return state if state in _VALUES else "abiertos"


def referrals_in(user: Any, state: str) -> QuerySet[Referral]:
    found: QuerySet[Referral] = Referral.objects.visible_to(user).filter(state__in=_VALUES[state])
    return found
