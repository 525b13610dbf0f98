"""What a learning space must be like, what a visit looks at, how materials add up (art. 17 to 20, 31, 32, 38, 39)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from seho.network.enums import CheckState, MaterialKind, SpaceKind

# What each condition is called; in the rows stand the keys.
SPACE_CONDITIONS = {
    "exclusive": "Se destina solo a las actividades educativas",
    "flexible": "Se adapta al trabajo individual y en grupo",
    "ramps": "Rampas y paso libre para sillas de ruedas y camillas",
    "signs": "Señalética de alto contraste",
    "braille": "Señalética en braille o sonora",
    "safety": "Seguridad: salidas, instalaciones y mobiliario sin riesgo",
    "comfort": "Bienestar: luz, ventilación, ruido",
    "furniture": "Mobiliario pertinente a las edades",
    "portable": "Mesas portátiles, módulos móviles o mesas de trabajo autorizadas",
    "clear_of_care": "La actividad no obstruye la atención médica",
    "play": "Material lúdico y educativo a la mano",
    "waiting": "Lugar definido en la sala, con aviso a las familias",
    "family": "La familia está presente en la visita",
    "home_place": "Lugar del domicilio adecuado a la condición de la o el estudiante",
    "devices": "Equipos y programas para las sesiones en línea",
    "connection": "Conexión a internet suficiente",
    "biosafety": "Medidas de bioseguridad del establecimiento, conocidas por el equipo",
}
_OF_KIND = {
    SpaceKind.MULTIFUNCTIONAL: (
        "exclusive", "flexible", "ramps", "signs", "braille", "safety", "comfort", "furniture", "biosafety",
    ),
    SpaceKind.BEDSIDE: ("portable", "clear_of_care", "comfort", "biosafety"),
    SpaceKind.WAITING_ROOM: ("waiting", "play", "ramps", "signs", "furniture", "biosafety"),
    SpaceKind.HOME: ("family", "home_place", "biosafety"),
    SpaceKind.VIRTUAL: ("devices", "connection"),
}  # fmt: skip
_ARTICLES = {
    SpaceKind.MULTIFUNCTIONAL: "art. 18.a y 20",
    SpaceKind.BEDSIDE: "art. 18.b y 20",
    SpaceKind.WAITING_ROOM: "art. 18.c y 20",
    SpaceKind.HOME: "art. 19 y 20",
    SpaceKind.VIRTUAL: "art. 23",
}

VISIT_POINTS = {
    "teaching": "El equipo brinda la atención educativa prevista",
    "records": "Planes, sesiones y evaluación al día",
    "papers": "Documentos emitidos y entregados a tiempo",
    "assistance": "El equipo recibió asistencia técnica",
    "team": "Equipo mínimo completo",
    "spaces": "Espacios, mobiliario y equipos en buen estado",
    "materials": "Materiales distribuidos y en uso pedagógico",
    "biosafety": "Material y medidas de bioseguridad",
    "goods": "Bienes y servicios provistos a tiempo",
}
VISIT_ARTICLES = {
    "teaching": "art. 39.d", "records": "art. 39.d", "papers": "art. 39.g", "assistance": "art. 39.e",
    "team": "art. 16.2", "spaces": "art. 39.f", "materials": "art. 39.h", "biosafety": "art. 17.3",
    "goods": "art. 38.d",
}  # fmt: skip

# A space whose conditions were last seen longer ago is to be seen again: the program's own term, the norm gives none.
RECHECK_SPACE_DAYS = 365


def conditions_of(kind: SpaceKind) -> dict[str, str]:
    """The conditions that are asked of a kind of space, by their key (art. 18, 19, 20, 23)."""
    return {key: SPACE_CONDITIONS[key] for key in _OF_KIND[kind]}


def conditions_article(kind: SpaceKind) -> str:
    return _ARTICLES[kind]


@dataclass(frozen=True)
class SpaceState:
    """How a space stands after its last check. `lacking` names what is not met or only in part."""

    checked_on: date | None
    met: int
    asked: int
    lacking: tuple[str, ...]
    is_due: bool

    @property
    def is_fit(self) -> bool:
        return self.checked_on is not None and not self.lacking


def space_state(
    kind: SpaceKind, found: Mapping[str, str] | None, *, checked_on: date | None, today: date
) -> SpaceState:
    """Of the last check of a space; what does not apply there is not asked (art. 18.a, 39.f)."""
    if found is None or checked_on is None:
        return SpaceState(None, 0, len(_OF_KIND[kind]), (), is_due=True)
    asked = {key: label for key, label in conditions_of(kind).items() if found.get(key) != CheckState.NOT_APPLICABLE}
    lacking = tuple(label for key, label in asked.items() if found.get(key) != CheckState.MET)
    is_due = (today - checked_on).days > RECHECK_SPACE_DAYS
    return SpaceState(checked_on, len(asked) - len(lacking), len(asked), lacking, is_due)


def need_problem(kind: SpaceKind | None) -> str:
    """Why no conditioning is asked for there; nothing where it may be (art. 31.3)."""
    if kind is SpaceKind.HOME:
        return "El aula hogar no se acondiciona: es el espacio más adecuado del domicilio (art. 31.3)."
    if kind is SpaceKind.VIRTUAL:
        return "La atención virtual no tiene un espacio que acondicionar; registre los equipos que le faltan."
    return ""


@dataclass(frozen=True)
class MaterialSum:
    """How much of one kind was received, and when the last of it came."""

    kind: MaterialKind
    quantity: int
    last_on: date | None


def material_sums(items: Iterable[tuple[str, int, date]]) -> tuple[MaterialSum, ...]:
    """Of (kind, quantity, day) rows: one line for each kind, also for those of which nothing came (art. 17.2, 17.3)."""
    quantities = dict.fromkeys(MaterialKind, 0)
    last: dict[MaterialKind, date] = {}
    for value, quantity, day in items:
        kind = MaterialKind(value)
        quantities[kind] += quantity
        last[kind] = max(day, last.get(kind, day))
    return tuple(MaterialSum(kind, quantities[kind], last.get(kind)) for kind in MaterialKind)
