"""The round: where a pupil is met, in which order one walks, what to mind before entering (art. 6.d, 11.2, 18, 19)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from attendance.enums import PrecautionKind
from patients.rules import Problem
from seho.network.enums import SpaceKind
from seho.text import search_key

HOME_STOP, UNTYPED_STOP, UNKNOWN_STOP = "En su domicilio", "Atención no tipificada", "Sala por anotar"

# "Pediatría B, cama 12", "Pediatría B - Cama N.° 12-A": what stands before the bed is the ward.
_BED = re.compile(
    r"^(?P<ward>.*?)[\s,;·.–-]*\bcama\b\s*(?:n(?:ro|[.°º]+)?\s*[.°º]*\s*|#\s*)?(?P<bed>\S.*)$", re.IGNORECASE
)


@dataclass(frozen=True)
class Spot:
    """Where a pupil is met: the stop of the round (a ward or a space) and the bed, when they are known."""

    stop: str
    bed: str = ""

    @property
    def key(self) -> str:
        return search_key(self.stop)


def spot_of(ward: str, setting: str) -> Spot:
    """From what the open stay says («servicio y cama»); at home it says nothing (art. 18, 19)."""
    ward = " ".join(ward.split())
    if setting == "HOME":
        return Spot(HOME_STOP)
    if not search_key(ward):
        return Spot(UNTYPED_STOP if setting == "UNTYPED" else UNKNOWN_STOP)
    found = _BED.match(ward)
    if found is None:
        return Spot(ward)
    stop = found["ward"].strip(" ,;·.–-")
    return Spot(stop if search_key(stop) else UNKNOWN_STOP, found["bed"].strip(" ,;."))


def walking_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """As people count: bed 2 before bed 10, "Sala 3" before "Sala 12"; numbers before letters."""
    parts = re.findall(r"\d+|\D+", search_key(text))
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part.strip()) for part in parts)


_NO_WARDS = frozenset(map(search_key, (HOME_STOP, UNTYPED_STOP, UNKNOWN_STOP)))


def stop_order(ordered: Sequence[str], key: str) -> tuple[int, bool, tuple[tuple[int, int, str], ...], str]:
    """The stops that the team put in order come first, the other wards after them by name, then who is in none."""
    place = ordered.index(key) if key in ordered else len(ordered)
    return place, key in _NO_WARDS, walking_key(key), key


def moved(keys: Sequence[str], key: str, step: int) -> list[str]:
    """The same stops with one of them so many places further on; at an end it stays."""
    order = [one for one in keys if one != key]
    if key in keys:
        order.insert(max(0, min(len(order), keys.index(key) + step)), key)
    return order


# --- What to mind before entering ---------------------------------------------------------------------


@dataclass(frozen=True)
class Advice:
    """What a precaution asks of who enters, and the icon that stands for it."""

    icon: str
    instruction: str


ADVICE = {
    PrecautionKind.GOWN: Advice("shield-check", "Póngase bata y mascarilla antes de entrar y quíteselas al salir."),
    PrecautionKind.HANDS: Advice("droplet", "Lávese las manos y limpie el material antes y después de usarlo."),
    PrecautionKind.ASK: Advice("chat-dots", "Pregunte al personal de la sala si puede entrar ahora."),
    PrecautionKind.ONE_HAND: Advice("hand-index-thumb", "Sujete la hoja y ofrezca material para una sola mano."),
    PrecautionKind.TIRES: Advice("battery-half", "Actividades breves, con pausas; deje que diga hasta dónde."),
    PrecautionKind.IN_BED: Advice("lamp", "Trabaje al lado de la cama, con una mesa o tabla de apoyo."),
    PrecautionKind.SIGHT: Advice("eye", "Use letra grande y lea en voz alta."),
    PrecautionKind.HEARING: Advice("ear", "Hable de frente y despacio; apóyese en imágenes y escritura."),
    PrecautionKind.SPEECH: Advice("hand-thumbs-up", "Pregunte de modo que pueda responder con señas o tarjetas."),
    PrecautionKind.QUIET: Advice("volume-mute", "Hable en voz baja, sin música ni videos con sonido."),
    PrecautionKind.EQUIPMENT: Advice("slash-circle", "No mueva ni toque los equipos y cables que lo rodean."),
    PrecautionKind.NO_FOOD: Advice("cup-straw", "No lleve alimentos ni los use en la actividad o como premio."),
}


def check_precautions(chosen: Iterable[tuple[str, date | None]], *, today: date) -> list[Problem]:
    """Each (kind, last day): a last day that has passed would note nothing."""
    return [
        Problem(f"until_{kind}", "Ese día ya pasó: escriba un día por venir o deje de marcarla.")
        for kind, until in chosen
        if until is not None and until < today
    ]


# --- What the round waits for ---------------------------------------------------------------------------

FIRST_WORK_DAYS = 7


def is_portfolio_waited_for(starts_on: date, *, today: date) -> bool:
    """After a week in attention something of the pupil is expected in the portfolio (art. 12)."""
    return (today - starts_on).days >= FIRST_WORK_DAYS


# --- Where a session can be ------------------------------------------------------------------------------

_AT_HOSPITAL = (SpaceKind.BEDSIDE, SpaceKind.MULTIFUNCTIONAL, SpaceKind.WAITING_ROOM, SpaceKind.VIRTUAL)
_SPACES = {
    "HOSPITAL": _AT_HOSPITAL,
    "UNTYPED": (SpaceKind.WAITING_ROOM, SpaceKind.MULTIFUNCTIONAL, SpaceKind.BEDSIDE, SpaceKind.VIRTUAL),
    "HOME": (SpaceKind.HOME, SpaceKind.VIRTUAL),
}


def spaces_for(settings: Iterable[str]) -> list[SpaceKind]:
    """The spaces of art. 18 and 19 in which pupils of these settings are taught, the usual one first.

    Pupils of hospital and home in one session meet where any of them is; of nobody all are possible.
    """
    known = list(dict.fromkeys(settings))
    found = [space for setting in known for space in _SPACES.get(setting, _AT_HOSPITAL)]
    return sorted(dict.fromkeys(found), key=lambda space: space == SpaceKind.VIRTUAL) or list(SpaceKind)
