"""How long it takes: from the admission to the registration, and from the registration to the first session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When

from patients.enums import Setting, StayKind
from patients.models import Episode, Stay
from seho.panel.indicators.cohorts import median_of, registrations, within
from seho.panel.indicators.parts import together
from seho.panel.indicators.values import Asked, Better, Figures, Group, Indicator, Rows, Unit

TO_REGISTER, TO_ATTEND = "dias-al-registro", "dias-a-la-sesion"


def with_stay(asked: Asked) -> QuerySet[Any]:
    """Registered in the period while in hospital or on rest; `admitted_on` is the day on which that began."""
    kind = {Setting.HOSPITAL: StayKind.HOSPITAL, Setting.HOME: StayKind.HOME_REST}
    found = registrations(asked).filter(setting__in=kind)
    day = OuterRef("starts_on")
    stays = Stay.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), patient_id=OuterRef("patient_id"), starts_on__lte=day
    ).order_by("-starts_on", "-pk")
    of_kind = {setting: Subquery(stays.filter(kind=one).values("starts_on")[:1]) for setting, one in kind.items()}
    return found.annotate(
        admitted_on=Case(*(When(setting=setting, then=begun) for setting, begun in of_kind.items()))
    ).filter(admitted_on__isnull=False)


def with_session(asked: Asked) -> QuerySet[Episode]:
    """Of those registered in the period, whoever had a first session by its last day."""
    return registrations(asked).filter(first_attended_on__isnull=False, first_attended_on__lte=within(asked)[1])


_REGISTERED = "El día del registro en el SEHO, entre los del periodo."
INDICATORS = (
    Indicator(
        TO_REGISTER, "Del ingreso al registro", Group.TIMES, Unit.DAYS,
        numerator="Días desde el ingreso al establecimiento, o desde el inicio del descanso médico, hasta el registro "
        "en el SEHO: la mediana. El mismo día son 0.",
        denominator="Registros del periodo de quienes ese día estaban hospitalizados o en descanso médico.",
        date_rule=_REGISTERED,
        article="art. 10.1",
        better=Better.LESS,
        of_persons=False,
        rows=Rows.EPISODES,
        behind=with_stay,
    ),
    Indicator(
        TO_ATTEND, "Del registro a la primera sesión", Group.TIMES, Unit.DAYS,
        numerator="Días desde el registro en el SEHO hasta la primera sesión: la mediana. El mismo día son 0.",
        denominator="Registros del periodo de quienes tuvieron su primera sesión hasta su último día, o hasta hoy.",
        date_rule=_REGISTERED,
        article="art. 10.1, 11.2",
        better=Better.LESS,
        of_persons=False,
        rows=Rows.EPISODES,
        behind=with_session,
    ),
)  # fmt: skip


def _of_registrations(asked: Asked) -> Figures:
    return _measured(asked, TO_REGISTER, with_stay(asked).values_list("seho_id", "admitted_on", "starts_on"))


def _of_first_sessions(asked: Asked) -> Figures:
    return _measured(asked, TO_ATTEND, with_session(asked).values_list("seho_id", "starts_on", "first_attended_on"))


def _measured(asked: Asked, key: str, rows: Iterable[tuple[int, Any, Any]]) -> Figures:
    days = _days(rows)
    return Figures(
        whole={key: median_of(_all(days.values()))},
        by_service={seho_id: {key: median_of(days.get(seho_id, ()))} for seho_id in asked.seho_ids},
    )


def _days(rows: Iterable[tuple[int, Any, Any]]) -> dict[int, list[int]]:
    """From the earlier to the later day, never less than 0: a session before the registration waited for nobody."""
    found: dict[int, list[int]] = defaultdict(list)
    for seho_id, since, until in rows:
        found[seho_id].append(max(0, (until - since).days))
    return found


def _all(lists: Iterable[Sequence[int]]) -> list[int]:
    return [number for one in lists for number in one]


PARTS = ((INDICATORS[:1], _of_registrations), (INDICATORS[1:], _of_first_sessions))
figures = together(PARTS)
