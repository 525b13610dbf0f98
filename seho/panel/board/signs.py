"""Early signs as a person may follow them: who sees figures alone is led to the panel of the service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from patients.due import LATE, NOW
from seho.panel.board.opening import may_open
from seho.panel.indicators.catalogue import INDICATORS
from seho.panel.indicators.scope import Scope, ScopeKind
from seho.panel.indicators.signs import PARTS, Sign

_STATES = {LATE: "late", NOW: "due"}


@dataclass(frozen=True)
class ShownSign:
    """`state` is "late", "due" or nothing; `act` says what to do, `url` where to begin, `opens` what its link says."""

    seho_id: int
    service: str
    text: str
    reason: str
    article: str
    act: str
    since: date | None
    state: str
    url: str
    opens: str


def signs_shown(signs: Iterable[Sign], scope: Scope, user: Any) -> list[ShownSign]:
    """The same signs, in their order. Whoever may not be told of few pupils reads what is counted, not how many."""
    return [_shown(sign, scope, user) for sign in signs]


def _shown(sign: Sign, scope: Scope, user: Any) -> ShownSign:
    may_follow = _opens(sign, scope, user)
    return ShownSign(
        seho_id=sign.seho_id,
        service=sign.service,
        text=_text(sign, scope),
        reason=sign.reason,
        article=sign.article,
        act=sign.act,
        since=sign.since,
        state=_STATES.get(sign.urgency, ""),
        url=sign.url if may_follow else service_url(sign.seho_id),
        opens=_place(sign) if may_follow else "Ver tablero",
    )


def _place(sign: Sign) -> str:
    if sign.kind in PARTS:
        return "Ver tablero"
    return "Ver lista" if sign.indicator in INDICATORS else "Ver servicio"


def _text(sign: Sign, scope: Scope) -> str:
    is_told = scope.sees_rows or not scope.is_suppressed or sign.indicator not in INDICATORS
    return sign.text if is_told else INDICATORS[sign.indicator].title


def _opens(sign: Sign, scope: Scope, user: Any) -> bool:
    """The list that a sign leads to opens for this person; a page of the service opens for every supervisor."""
    return sign.indicator not in INDICATORS or bool(may_open(user, scope, INDICATORS[sign.indicator]))


def service_url(seho_id: int) -> str:
    return f"{reverse('panel:dashboard')}?{urlencode({'ambito': f'{ScopeKind.SERVICE.value}-{seho_id}'})}"
