"""What the background checks owe, for the coordinator's "Hoy" (DCF 3.ª)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from patients.due import LATE, SOON, DueItem
from patients.querysets import HELPERS, TEAM
from seho.accounts.enums import Role
from seho.accounts.models import Membership
from seho.accounts.rules import Background, CheckState
from seho.text import date_short, plural


def helpers_due(user: Any, today: date) -> list[DueItem]:
    """Volunteers and interns without a check in force, and whoever's checks end within 30 days; at most two lines."""
    sehos = user.scope.seho_ids(Role.COORDINATOR)
    if not sehos:
        return []
    posts = Membership.objects.active_on(today).filter(seho__in=sehos, role__in=(*HELPERS, *TEAM), user__is_active=True)
    known = [(post, post.background_on(today)) for post in posts.select_related("user").with_checks()]
    shut = [one for one in known if one[0].role in HELPERS and not one[1].holds]
    ending = [one for one in known if one[1].state is CheckState.ENDS_SOON]
    return [*_line(shut, "checks_missing", LATE), *_line(ending, "checks_ending", SOON)]


def _line(known: list[tuple[Membership, Background]], kind: str, urgency: Any) -> list[DueItem]:
    if not known:
        return []
    post, background = known[0]
    ends = [law.last.valid_until for _, one in known for law in one.laws if law.last and law.holds]
    due_on = min(ends) if kind == "checks_ending" else None
    if len(known) == 1:
        words = f"{post.user.short_name}: {background.wrong or _ending(background)} (DCF 3.ª)"
        url, act = reverse("accounts:check_post", args=[post.pk]), "Registrar verificación"
    else:
        who = plural(len(known), "persona", "personas")
        state = "por vencer" if kind == "checks_ending" else "sin verificar o vencidos"
        words = f"{who} con antecedentes {state} (DCF 3.ª)"
        url, act = reverse("attendance:helpers"), "Ver"
    return [DueItem(kind=kind, text=words, url=url, act_label=act, due_on=due_on, urgency=urgency, patient_id=None)]


def _ending(background: Background) -> str:
    last = min((law.last for law in background.laws if law.last), key=lambda one: one.valid_until)
    return f"sus antecedentes vencen el {date_short(last.valid_until)}"
