"""What the norm asks of a service and of its agreement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from seho.network.enums import AgreementState, SehoScope, SehoState
from seho.text import plural

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
