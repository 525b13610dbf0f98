"""What several acts ask, and their sentences."""

from __future__ import annotations

from typing import Any

from patients.models import Assignment, Episode
from patients.querysets import HELPERS
from seho.clock import today

ONLY_TEAM = "Solo el equipo del SEHO que atiende a la o el estudiante puede hacerlo."


ONLY_OWN = "Puede corregir solo lo que usted registró."


def is_assigned(user: Any, episode: Episode) -> bool:
    """Helps this pupil today; whoever lacks a background check in force helps nobody (DCF 3.ª)."""
    if episode.seho_id not in user.scope.seho_ids(*HELPERS):
        return False
    return Assignment.objects.active_on(today()).filter(episode=episode, user_id=user.pk).exists()
