"""The returns to school: going on, late, with incidents to attend to, and how they ended."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet

from convalidation.enums import ReturnOutcome
from convalidation.models import FollowUp, Incident, Return
from convalidation.queries.returns import later_starts
from convalidation.rules.returning import ReturnFacts, is_late
from seho.panel.indicators.cohorts import last_day, on_last_day, within
from seho.panel.indicators.parts import part, together
from seho.panel.indicators.reading import once
from seho.panel.indicators.tally import Tally, after, grouped
from seho.panel.indicators.values import ON_LAST_DAY, Asked, Better, Group, Indicator, Rows, Unit

# --- which rows ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class GoingOn:
    """A return that was open on the last day of the period, as it stood then."""

    return_id: int
    seho_id: int
    is_late: bool
    open_incidents: tuple[date, ...]


def open_returns(asked: Asked) -> QuerySet[Return]:
    day = last_day(asked)
    opened = Return.objects.filter(episode__seho_id__in=asked.seho_ids, opened_at__lt=after(day))
    return opened.filter(Q(closed_on=None) | Q(closed_on__gt=day)).order_by()


def closed(asked: Asked) -> QuerySet[Return]:
    return Return.objects.filter(episode__seho_id__in=asked.seho_ids, closed_on__range=within(asked)).order_by()


def well_closed(asked: Asked) -> QuerySet[Return]:
    return closed(asked).filter(outcome=ReturnOutcome.SATISFACTORY)


def otherwise_closed(asked: Asked) -> QuerySet[Return]:
    return closed(asked).exclude(outcome=ReturnOutcome.SATISFACTORY)


def going_on(asked: Asked) -> list[GoingOn]:
    """Three queries; what is late is what the rule of a single return calls late."""
    return _read_going_on(on_last_day(asked))


@once
def _read_going_on(asked: Asked) -> list[GoingOn]:
    day = last_day(asked)
    names = ("pk", "episode__seho_id", "episode__ends_on", "episode__starts_on", "starts_on", "agreed_on", "readmitted")
    opened = open_returns(asked).annotate(readmitted=later_starts("episode__")).values_list(*names, named=True)
    rows: list[Any] = list(opened)
    ids = [row.pk for row in rows]
    done: dict[int, dict[int, date]] = defaultdict(dict)
    follow_ups = FollowUp.objects.filter(school_return__in=ids, done_on__lte=day).order_by()
    for return_id, milestone, done_on in follow_ups.values_list("school_return_id", "day", "done_on"):
        done[return_id][milestone] = done_on
    incidents: dict[int, list[date]] = defaultdict(list)
    unresolved = Q(resolved_on=None) | Q(resolved_on__gt=day)
    happened = Incident.objects.filter(unresolved, school_return__in=ids, happened_on__lte=day)
    for return_id, happened_on in happened.order_by("happened_on").values_list("school_return_id", "happened_on"):
        incidents[return_id].append(happened_on)
    return [_going_on(row, done[row.pk], tuple(incidents[row.pk]), day) for row in rows]


def _going_on(row: Any, done: dict[int, date], incidents: tuple[date, ...], day: date) -> GoingOn:
    facts = ReturnFacts(
        ended_on=row.episode__ends_on or row.episode__starts_on,
        starts_on=row.starts_on,
        agreed_on=row.agreed_on if row.agreed_on and row.agreed_on <= day else None,
        done=done,
        open_incidents=incidents,
        readmitted_on=row.readmitted if row.readmitted and row.readmitted <= day else None,
    )
    return GoingOn(row.pk, row.episode__seho_id, is_late(facts, day), incidents)


Wanted = Callable[[GoingOn], bool]


def _late(one: GoingOn) -> bool:
    return one.is_late


def _with_incidents(one: GoingOn) -> bool:
    return bool(one.open_incidents)


def _those(asked: Asked, *, wanted: Wanted) -> QuerySet[Return]:
    return Return.objects.filter(pk__in=[one.return_id for one in going_on(asked) if wanted(one)])


# --- what they mean ------------------------------------------------------------------------------

_CLOSED = "Cuenta el día en que se cerró el retorno."

INDICATORS = (
    Indicator(
        key="retornos-en-curso",
        title="Retornos en curso",
        group=Group.RETURNS,
        unit=Unit.CASES,
        numerator="Reincorporaciones a la institución educativa con seguimiento abierto.",
        date_rule=ON_LAST_DAY,
        article="art. 14, 15",
        rows=Rows.RETURNS,
        behind=open_returns,
    ),
    Indicator(
        key="retornos-con-atraso",
        title="Retornos con atraso",
        group=Group.RETURNS,
        unit=Unit.CASES,
        numerator=(
            "De los retornos en curso, aquellos en que venció el plazo para acordar su plan, para un seguimiento de 7, "
            "30, 60 o 90 días o para atender una incidencia. La norma no da plazos: son los que el programa propone."
        ),
        date_rule=ON_LAST_DAY,
        article="art. 15",
        better=Better.LESS,
        rows=Rows.RETURNS,
        behind=partial(_those, wanted=_late),
    ),
    Indicator(
        key="retornos-con-incidencias",
        title="Retornos con incidencias por atender",
        group=Group.RETURNS,
        unit=Unit.CASES,
        numerator="De los retornos en curso, los que tienen alguna incidencia sin resolver.",
        date_rule=ON_LAST_DAY,
        article="art. 15",
        better=Better.LESS,
        rows=Rows.RETURNS,
        behind=partial(_those, wanted=_with_incidents),
    ),
    Indicator(
        key="retornos-satisfactorios",
        title="Retornos concluidos de manera satisfactoria",
        group=Group.RETURNS,
        unit=Unit.CASES,
        numerator="Reincorporaciones que se cerraron como concluidas de manera satisfactoria.",
        date_rule=_CLOSED,
        article="art. 15",
        better=Better.MORE,
        rows=Rows.RETURNS,
        behind=well_closed,
    ),
    Indicator(
        key="retornos-otro-cierre",
        title="Retornos cerrados de otro modo",
        group=Group.RETURNS,
        unit=Unit.CASES,
        numerator=(
            "Reincorporaciones que se cerraron porque volvió al servicio, dejó la institución educativa o no se logró "
            "ubicar a la familia ni a la institución educativa."
        ),
        date_rule=_CLOSED,
        article="art. 15",
        rows=Rows.RETURNS,
        behind=otherwise_closed,
    ),
    Indicator(
        key="dias-de-retorno",
        title="Del egreso al retorno concluido",
        group=Group.RETURNS,
        unit=Unit.DAYS,
        numerator="Días desde el egreso hasta que el retorno concluyó de manera satisfactoria: la mediana.",
        denominator="Retornos concluidos de manera satisfactoria en el periodo.",
        date_rule=_CLOSED,
        article="art. 15",
        rows=Rows.RETURNS,
        behind=well_closed,
    ),
)


# --- what they are -------------------------------------------------------------------------------


def _of_open(asked: Asked, tally: Tally) -> None:
    now = going_on(asked)
    tally.count("retornos-en-curso", Counter(one.seho_id for one in now))
    tally.count("retornos-con-atraso", Counter(one.seho_id for one in now if _late(one)))
    tally.count("retornos-con-incidencias", Counter(one.seho_id for one in now if _with_incidents(one)))


def _of_closed(asked: Asked, tally: Tally) -> None:
    rows = list(closed(asked).values_list("episode__seho_id", "outcome", "episode__ends_on", "closed_on"))
    well = [row for row in rows if row[1] == ReturnOutcome.SATISFACTORY]
    tally.count("retornos-satisfactorios", Counter(seho_id for seho_id, *_ in well))
    others = Counter(seho_id for seho_id, outcome, *_ in rows if outcome != ReturnOutcome.SATISFACTORY)
    tally.count("retornos-otro-cierre", others)
    days = ((seho_id, (until - since).days) for seho_id, _, since, until in well if since and until)
    tally.median("dias-de-retorno", grouped(days))


PARTS = (
    part(INDICATORS, _of_open, "retornos-en-curso", "retornos-con-atraso", "retornos-con-incidencias"),
    part(INDICATORS, _of_closed, "retornos-satisfactorios", "retornos-otro-cierre", "dias-de-retorno"),
)
figures = together(PARTS)
