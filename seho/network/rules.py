"""What the norm and the official registers say about the network. No database here."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple, Protocol

from seho.network.enums import AgreementState, SehoScope, SehoState
from seho.text import plural, search_key

# --- Services and their agreements ---------------------------------------------------------------

AGREEMENT_WARNING_DAYS = 90


class AgreementTerm(NamedTuple):
    """How the last agreement of a service stands on a day, and why that matters."""

    state: AgreementState
    ends_on: date | None
    days_left: int | None
    reason: str
    article: str


def agreement_term(ends_on: date | None, *, today: date) -> AgreementTerm:
    """The term of the agreement that ends last; ``days_left`` is 0 on its last day."""
    if ends_on is None:
        reason = "El servicio funciona sobre un convenio, y todavía no se registró ninguno."
        return AgreementTerm(AgreementState.MISSING, None, None, reason, "art. 24 y 26")
    days_left = (ends_on - today).days
    if days_left < 0:
        reason = "El vencimiento del convenio conlleva al cierre del servicio: regularícelo o registre el nuevo."
        return AgreementTerm(AgreementState.EXPIRED, ends_on, days_left, reason, "art. 33.3")
    when = "hoy" if days_left == 0 else f"en {plural(days_left, 'día', 'días')}"
    reason = f"El convenio vence {when}; su vencimiento conlleva al cierre del servicio."
    ending = days_left <= AGREEMENT_WARNING_DAYS
    state = AgreementState.ENDING if ending else AgreementState.VALID
    return AgreementTerm(state, ends_on, days_left, reason, "art. 26.c y 33.3")


def seho_problems(values: Mapping[str, Any], *, today: date) -> dict[str, str]:
    """What the norm misses in a service, by the name of the field; empty when all is well."""
    problems: dict[str, str] = {}
    if values["scope"] == SehoScope.HOSPITAL_AND_HOME and values["hospital"] is None:
        problems["hospital"] = "Elija el establecimiento de salud donde se instala el servicio (art. 28.2)."
    if values["scope"] == SehoScope.HOME_ONLY and not values["address"]:
        problems["address"] = "Un servicio domiciliario se ubica en la UGEL: escriba su dirección (art. 28.2)."
    return problems | _opening_problems(values, today) | _closing_problems(values, today)


def _opening_problems(values: Mapping[str, Any], today: date) -> dict[str, str]:
    problems: dict[str, str] = {}
    opened_on = values["opened_on"]
    if values["state"] == SehoState.PLANNED:
        return problems
    if not values["resolution_number"]:
        problems["resolution_number"] = "Escriba la resolución de la UGEL que implementa el servicio (art. 25.3)."
    if opened_on is None:
        problems["opened_on"] = "Indique desde cuándo funciona el servicio."
    elif opened_on > today:
        problems["opened_on"] = "Esa fecha todavía no llega: deje el servicio «En implementación»."
    return problems


def _closing_problems(values: Mapping[str, Any], today: date) -> dict[str, str]:
    closed_on, opened_on = values["closed_on"], values["opened_on"]
    if values["state"] != SehoState.CLOSED:
        is_stray = closed_on is not None
        return {"closed_on": "La fecha de cierre solo va con el estado «Cerrado»."} if is_stray else {}
    problems: dict[str, str] = {}
    if closed_on is None:
        problems["closed_on"] = "Indique la fecha de cierre."
    elif closed_on > today:
        problems["closed_on"] = "La fecha de cierre no puede ser posterior a hoy."
    elif opened_on is not None and closed_on < opened_on:
        problems["closed_on"] = "El cierre no puede ser anterior al inicio de funcionamiento."
    if not values["closing_resolution"]:
        problems["closing_resolution"] = "Escriba el número de la resolución de cierre (art. 33.1.c)."
    if not values["closing_reason"]:
        problems["closing_reason"] = "Escriba el motivo del cierre (art. 33.1.c)."
    return problems


# --- Schools -------------------------------------------------------------------------------------

# NIV_MOD of the school register, for schools registered by hand; the register itself may bring others.
SCHOOL_LEVELS = {
    "A1": "Inicial - Cuna",
    "A2": "Inicial - Jardín",
    "A3": "Inicial - Cuna-jardín",
    "A5": "Inicial - Programa no escolarizado",
    "B0": "Primaria",
    "F0": "Secundaria",
    "D1": "Básica Alternativa - Inicial e Intermedio",
    "D2": "Básica Alternativa - Avanzado",
    "E1": "Básica Especial - Inicial",
    "E2": "Básica Especial - Primaria",
}
DEPARTMENTS = (
    "Amazonas", "Áncash", "Apurímac", "Arequipa", "Ayacucho", "Cajamarca", "Callao", "Cusco", "Huancavelica",
    "Huánuco", "Ica", "Junín", "La Libertad", "Lambayeque", "Lima", "Loreto", "Madre de Dios", "Moquegua",
    "Pasco", "Piura", "Puno", "San Martín", "Tacna", "Tumbes", "Ucayali",
)  # fmt: skip

SEARCH_TEXT_LENGTH = 700
# Words that stand before so many names of schools that they tell nothing ("I. E. N.º 40123 de la ...").
_EMPTY_WORDS = frozenset(
    {
        *("i", "e", "ie", "iei", "iep", "n", "no", "nro", "institucion", "educativa", "colegio", "escuela"),
        *("de", "del", "la", "el", "las", "los", "y"),
    }
)


class Place(Protocol):
    district: str
    province: str
    department: str


class SchoolWords(Place, Protocol):
    modular_code: str
    local_code: str
    name: str
    level_name: str
    locality: str


class HospitalWords(Place, Protocol):
    code: str
    name: str


def school_search_text(school: SchoolWords) -> str:
    """The words by which a school is found: codes (also without leading zeros), name, level and place."""
    return _words(
        school.modular_code,
        school.modular_code.lstrip("0"),
        school.local_code,
        school.local_code.lstrip("0"),
        school.name,
        school.level_name,
        school.locality,
        *_place(school),
    )


def hospital_search_text(hospital: HospitalWords) -> str:
    return _words(hospital.code, hospital.code.lstrip("0"), hospital.name, *_place(hospital))


def place_name(row: Place) -> str:
    """District, province and department, each said once where they share a name: "Ica"."""
    return ", ".join(name for name, _ in groupby(_place(row)) if name)


def _place(row: Place) -> tuple[str, str, str]:
    return row.district, row.province, row.department


def _words(*parts: str) -> str:
    words = search_key(" ".join(parts)).split()
    return " ".join(dict.fromkeys(words))[:SEARCH_TEXT_LENGTH]


def school_query_words(text: str) -> list[str]:
    """What was typed, as the words to look for: no accents, no "I. E. N.º", a code's annex left out."""
    code, dash, annex = text.strip().partition("-")
    if dash and code.isdigit() and len(annex) == 1 and annex.isdigit():
        text = code
    words = list(dict.fromkeys(search_key(text).split()))
    return [word for word in words if word not in _EMPTY_WORDS] or words
