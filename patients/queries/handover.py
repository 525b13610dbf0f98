"""Who is open in a service that closes, and what that means for its closing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from patients.enums import ReferralState
from patients.models import Episode, Referral, RegistrationDraft
from seho.network.closing_guards import Held
from seho.network.models import Seho
from seho.text import plural

_OPEN = (ReferralState.IDENTIFIED, ReferralState.ORIENTATION)


def open_episodes(seho: Seho) -> QuerySet[Any]:
    rows = Episode.objects.filter(seho=seho, ends_on=None).select_related("patient")
    return rows.order_by("patient__paternal_surname", "patient__maternal_surname", "patient__given_names", "pk")


def open_referrals(seho: Seho) -> QuerySet[Any]:
    return Referral.objects.filter(seho=seho, state__in=_OPEN).order_by("identified_on", "pk")


def pupils_held(seho: Seho, today: date) -> Held:
    count = open_episodes(seho).order_by().count()
    label = plural(count, "estudiante en atención", "estudiantes en atención")
    then = "Pasan a otro servicio, o se registra su egreso, antes de la resolución."
    return Held("pupils", count, label, then, "patients:handover", takes_pk=True, order=10, act="Pasar a otro servicio")


def referrals_held(seho: Seho, today: date) -> Held:
    count = open_referrals(seho).order_by().count()
    label = plural(count, "aviso por atender", "avisos por atender")
    return Held(
        "referrals", count, label, "Se derivan a otro servicio, o el equipo los cierra con su motivo.",
        "patients:handover", takes_pk=True, order=20, act="Derivar",
    )  # fmt: skip


def drafts_held(seho: Seho, today: date) -> Held:
    count = RegistrationDraft.objects.filter(seho=seho).count()
    label = plural(count, "registro en borrador", "registros en borrador")
    return Held("drafts", count, label, "El equipo los termina o los descarta.", "", order=30)
