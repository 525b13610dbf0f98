"""When a service closes its pupils and notices pass to another one, many at once (art. 33; nobody is lost)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from patients.enums import ReferralState
from patients.models import Episode, Referral
from patients.services.episodes import transfer_out
from patients.services.writing import refuse_field, write
from seho.accounts import audit
from seho.network.enums import SehoState
from seho.network.models import Seho

_INFORMED = "Traslado por cierre de su servicio; su familia fue informada."
OPEN_REFERRALS = (ReferralState.IDENTIFIED, ReferralState.ORIENTATION)


class HandedOver(NamedTuple):
    pupils: int
    referrals: int


@transaction.atomic
def hand_over(
    *,
    by: Any,
    seho: Seho,
    to: Seho,
    ends_on: date,
    episodes: Iterable[int],
    referrals: Iterable[int],
    note: str,
    today: date,
) -> HandedOver:
    """All of them or none: each pupil ends here and waits there with the file, each notice goes as it is.

    Only of pupils whose family was told. The receiving service registers each with its own authorisation.
    """
    if to.pk == seho.pk or to.state != SehoState.ACTIVE:
        refuse_field("to", "Elija otro servicio que esté en funcionamiento.")
    if not seho.closings.filter(withdrawn_on=None).exists():
        raise ValidationError("Este servicio no está en cierre: traslade a cada estudiante desde su expediente.")
    pupils = 0
    for episode in _open_episodes(seho, episodes):
        try:
            transfer_out(
                by=by, patient=episode.patient, version=episode.version, to=to, ends_on=ends_on,
                note=f"{_INFORMED} {note}".strip()[:300], today=today,
            )  # fmt: skip
        except ValidationError as refusal:
            raise ValidationError(f"{episode.patient}: {' '.join(refusal.messages)}") from refusal
        pupils += 1
    moved = 0
    for referral in Referral.objects.select_for_update().filter(seho=seho, pk__in=referrals, state__in=OPEN_REFERRALS):
        write(referral, {"seho": to})
        audit.record(by=by, act="Derivó el aviso a otro servicio", obj=referral, seho=seho)
        audit.record(by=by, act="Recibió un aviso de un servicio que cierra", obj=referral, seho=to)
        moved += 1
    if not pupils and not moved:
        raise ValidationError("Marque al menos a una o un estudiante, o un aviso.")
    return HandedOver(pupils, moved)


def _open_episodes(seho: Seho, keys: Iterable[int]) -> Iterable[Episode]:
    """Those that were ended in between are left out: somebody did it already."""
    return Episode.objects.filter(seho=seho, pk__in=keys, ends_on=None).select_related("patient", "seho").order_by("pk")
