"""What was taught: sessions and minutes for each professional, plans, evaluations, entries made in time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum

from attendance.enums import SETTLED_PLAN_STATES
from attendance.models import EntryTime, Participation, PlanVersion, Session
from attendance.queries.evaluation_done import EvaluationDue, evaluations_due
from attendance.rules.load import same_day_percent
from patients.enums import Setting
from patients.models import Episode
from patients.querysets import TEAM
from patients.rules import Days, Span, merge, total
from seho.accounts.models import Membership
from seho.panel.indicators.cohorts import last_day, within
from seho.panel.indicators.parts import part, together
from seho.panel.indicators.reading import once
from seho.panel.indicators.tally import Tally, grouped
from seho.panel.indicators.values import ON_LAST_DAY, Asked, Better, Figures, Group, Indicator, Measure, Rows, Unit

# --- which rows ----------------------------------------------------------------------------------


def sessions(asked: Asked) -> QuerySet[Session]:
    held = Session.objects.filter(seho_id__in=asked.seho_ids, held_on__range=within(asked), cancelled_at=None)
    return held.order_by()


def noted(asked: Asked) -> QuerySet[Participation]:
    """Who was to take part in these sessions, also who could not."""
    return Participation.objects.filter(
        session__seho_id__in=asked.seho_ids, session__held_on__range=within(asked), session__cancelled_at=None
    ).order_by()


def planned(asked: Asked) -> QuerySet[Any]:
    """Times with a type in attention on the last day, with the day from which their first plan held."""
    day = last_day(asked)
    in_attention = Episode.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), seho_id__in=asked.seho_ids, starts_on__lte=day
    )
    return in_attention.exclude(setting=Setting.UNTYPED).annotate(planned_on=_first_plan("pk")).order_by()


def without_plan(asked: Asked) -> QuerySet[Any]:
    return planned(asked).exclude(_has_plan(asked))


def newly_planned(asked: Asked) -> QuerySet[Episode]:
    """Times whose first plan began to hold in the period."""
    return Episode.objects.filter(pk__in=_first_plans(asked).values("plan__episode_id"))


def _first_plans(asked: Asked) -> QuerySet[Any]:
    start, end = within(asked)
    begun = PlanVersion.objects.filter(
        Q(plan__episode__ends_on=None) | Q(plan__episode__ends_on__gte=start),
        state__in=SETTLED_PLAN_STATES,
        in_force_from__range=(start, end),
        plan__episode__seho_id__in=asked.seho_ids,
        plan__episode__starts_on__lte=end,
    )
    return begun.alias(first=_first_plan("plan__episode_id")).filter(in_force_from=F("first")).order_by()


def evaluated(asked: Asked) -> QuerySet[Episode]:
    return _episodes(_evaluations(asked))


def unevaluated(asked: Asked) -> QuerySet[Episode]:
    return _episodes(one for one in _evaluations(asked) if not one.is_finished)


def _has_plan(asked: Asked) -> Q:
    return Q(planned_on__isnull=False, planned_on__lte=last_day(asked))


def _first_plan(episode: str) -> Subquery:
    """A plan that once held is only ever followed by another one: since its first day there is one."""
    settled = PlanVersion.objects.filter(plan__episode=OuterRef(episode), state__in=SETTLED_PLAN_STATES)
    return Subquery(settled.exclude(in_force_from=None).order_by("in_force_from").values("in_force_from")[:1])


def _evaluations(asked: Asked) -> list[EvaluationDue]:
    return evaluations_due(asked.seho_ids, asked.days, asked.today)


def _episodes(due: Iterable[EvaluationDue]) -> QuerySet[Episode]:
    return Episode.objects.filter(pk__in=[one.episode_id for one in due])


# --- the team ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Team:
    """Of one service in some days: how many people were in it, and how many on an average day."""

    people: int
    average: float


@once
def teams(asked: Asked) -> dict[int, Team]:
    """Coordinator, teachers and psychologists (art. 16.2). Who holds two posts in a service is one person there."""
    start, end = within(asked)
    posts = Membership.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=start), role__in=TEAM, seho_id__in=asked.seho_ids, starts_on__lte=end
    )
    spans: dict[int, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for seho_id, user_id, starts_on, ends_on in posts.order_by().values_list(
        "seho_id", "user_id", "starts_on", "ends_on"
    ):
        spans[seho_id][user_id].append(Span(starts_on, ends_on))
    return {
        seho_id: Team(len(of_people), average_at_work(of_people.values(), Days(start, end)))
        for seho_id, of_people in spans.items()
    }


def average_at_work(people: Iterable[Iterable[Span]], days: Days) -> float:
    """The days of the posts of each person, as many as lie in these, by how many days they are."""
    worked = 0
    for spans in people:
        held = [Days(max(one.start, days.start), min(one.end or days.end, days.end)) for one in spans]
        worked += total(merge(one for one in held if one.start <= one.end))
    return worked / days.length


# --- what they mean ------------------------------------------------------------------------------

SAME_DAY = "registros-del-dia"
_HELD = "Cuenta el día de la sesión. No cuentan las sesiones anuladas."
_TEAM = (
    "coordinadora o coordinador, docentes y psicólogas o psicólogos del servicio, como promedio de los días del "
    "periodo: quien estuvo la mitad de los días cuenta como medio"
)

INDICATORS = (
    Indicator(
        key="sesiones",
        title="Sesiones",
        group=Group.TEACHING,
        unit=Unit.CASES,
        numerator="Sesiones de aprendizaje, proyectos, tutorías y soporte que se dieron en el periodo.",
        date_rule=_HELD,
        article="art. 11.2",
        better=Better.MORE,
        of_persons=False,
        rows=Rows.SESSIONS,
        behind=sessions,
    ),
    Indicator(
        key="minutos",
        title="Minutos de atención",
        group=Group.TEACHING,
        unit=Unit.MINUTES,
        numerator="Suma de los minutos de las sesiones del periodo; los de una sesión grupal se cuentan una vez.",
        date_rule=_HELD,
        article="art. 11.2",
        better=Better.MORE,
        of_persons=False,
        rows=Rows.SESSIONS,
        behind=sessions,
    ),
    Indicator(
        key="participaciones",
        title="Participaciones",
        group=Group.TEACHING,
        unit=Unit.CASES,
        numerator="Veces que una o un estudiante participó en una sesión del periodo.",
        date_rule=_HELD,
        article="art. 11.2",
        better=Better.MORE,
        of_persons=False,
    ),
    Indicator(
        key="asistencia",
        title="Asistencia a las sesiones",
        group=Group.TEACHING,
        unit=Unit.PERCENT,
        numerator="Participaciones en sesiones del periodo en las que la o el estudiante participó.",
        denominator="Todas las anotadas en esas sesiones, también las de quien no pudo participar.",
        date_rule=_HELD,
        article="art. 11.2, 13.5",
        better=Better.MORE,
        of_persons=False,
    ),
    Indicator(
        key="profesionales",
        title="Profesionales del equipo",
        group=Group.TEACHING,
        unit=Unit.MEAN,
        numerator=f"Profesionales: {_TEAM}.",
        date_rule="Cuentan los días del periodo en que cada puesto estuvo vigente, hasta el día del cálculo.",
        article="art. 16.2, 16.3",
        of_persons=False,
    ),
    Indicator(
        key="sesiones-por-profesional",
        title="Sesiones por profesional",
        group=Group.TEACHING,
        unit=Unit.MEAN,
        numerator="Sesiones del periodo.",
        denominator=f"Profesionales: {_TEAM}.",
        date_rule=_HELD,
        article="art. 16.3",
        of_persons=False,
    ),
    Indicator(
        key="minutos-por-profesional",
        title="Minutos por profesional",
        group=Group.TEACHING,
        unit=Unit.MEAN,
        numerator="Minutos de las sesiones del periodo.",
        denominator=f"Profesionales: {_TEAM}.",
        date_rule=_HELD,
        article="art. 16.3",
        of_persons=False,
    ),
    Indicator(
        key="estudiantes-por-profesional",
        title="Estudiantes por profesional",
        group=Group.TEACHING,
        unit=Unit.MEAN,
        numerator="Atenciones con al menos una participación en una sesión del periodo.",
        denominator=f"Profesionales: {_TEAM}.",
        date_rule=_HELD,
        article="art. 16.3",
        of_persons=False,
    ),
    Indicator(
        key="plan-vigente",
        title="Con plan educativo personalizado vigente",
        group=Group.TEACHING,
        unit=Unit.PERCENT,
        numerator="Atenciones con plan vigente.",
        denominator="Atenciones hospitalarias y domiciliarias abiertas. La atención no tipificada no lleva plan.",
        date_rule=ON_LAST_DAY,
        article="art. 11.3, 11.4",
        better=Better.MORE,
        rows=Rows.EPISODES,
        behind=planned,
    ),
    Indicator(
        key="sin-plan",
        title="Sin plan educativo personalizado vigente",
        group=Group.TEACHING,
        unit=Unit.CASES,
        numerator="Atenciones hospitalarias y domiciliarias abiertas cuyo plan todavía no está vigente.",
        date_rule=ON_LAST_DAY,
        article="art. 11.3, 11.4",
        better=Better.LESS,
        rows=Rows.EPISODES,
        behind=without_plan,
    ),
    Indicator(
        key="dias-al-plan",
        title="Del registro al plan",
        group=Group.TEACHING,
        unit=Unit.DAYS,
        numerator="Días desde el registro en el SEHO hasta que el primer plan entró en vigencia: la mediana.",
        denominator="Atenciones cuyo primer plan entró en vigencia en el periodo.",
        date_rule="Cuenta el día en que el primer plan entró en vigencia.",
        article="art. 11.4",
        better=Better.LESS,
        rows=Rows.EPISODES,
        behind=newly_planned,
    ),
    Indicator(
        key="evaluacion-terminada",
        title="Evaluación terminada",
        group=Group.TEACHING,
        unit=Unit.PERCENT,
        numerator=(
            "Atenciones en las que cada competencia del plan tiene su nivel, o el motivo por el que no se evaluó, y "
            "no falta ninguna conclusión descriptiva necesaria."
        ),
        denominator=(
            "Atenciones con plan vigente o con alguna competencia evaluada, cuya evaluación correspondía terminar en "
            "el periodo."
        ),
        date_rule=(
            "Corresponde terminarla cuando acaba el bimestre u otro periodo de la IE, o al egreso si es antes: cuenta "
            "si ese día está en el periodo. Si ya está terminada se mira el día del cálculo."
        ),
        article="art. 13.1, 13.3",
        better=Better.MORE,
        rows=Rows.EPISODES,
        behind=evaluated,
    ),
    Indicator(
        key="evaluacion-sin-terminar",
        title="Evaluación sin terminar",
        group=Group.TEACHING,
        unit=Unit.CASES,
        numerator=(
            "Atenciones cuya evaluación correspondía terminar en el periodo y a las que les falta un nivel o una "
            "conclusión descriptiva necesaria."
        ),
        date_rule=(
            "Cuenta el fin del bimestre u otro periodo de la IE, o el egreso si es antes. Lo que falta se mira el día "
            "del cálculo."
        ),
        article="art. 13.1, 13.3",
        better=Better.LESS,
        rows=Rows.EPISODES,
        behind=unevaluated,
    ),
    Indicator(
        key=SAME_DAY,
        title="Registros hechos el mismo día",
        group=Group.TEACHING,
        unit=Unit.PERCENT,
        numerator="Registros que se guardaron el día en que ocurrió lo que cuentan.",
        denominator="Registros que cuentan algo de un solo día, de los servicios que tienen cinco o más.",
        date_rule="Cuentan las semanas que empiezan en el periodo.",
        article="art. 11.2",
        better=Better.MORE,
        of_persons=False,
    ),
)


# --- what they are -------------------------------------------------------------------------------


def _of_sessions(asked: Asked, tally: Tally) -> None:
    held = {row[0]: row[1:] for row in sessions(asked).values_list("seho_id").annotate(Count("pk"), Sum("minutes"))}
    numbers = {seho_id: number for seho_id, (number, _) in held.items()}
    minutes = {seho_id: total for seho_id, (_, total) in held.items()}
    average, people = _at_work(asked)
    tally.count("sesiones", numbers)
    tally.count("minutos", minutes, base=numbers)
    tally.count("profesionales", average, base=people)
    for key, amount in (("sesiones", numbers), ("minutos", minutes)):
        tally.each(f"{key}-por-profesional", amount, average, people)


def _of_participations(asked: Asked, tally: Tally) -> None:
    took_part = Q(attended=True)
    counted = (
        noted(asked)
        .values_list("session__seho_id")
        .annotate(
            every=Count("pk"),
            done=Count("pk", filter=took_part),
            pupils=Count("episode_id", filter=took_part, distinct=True),
        )
    )
    every, done, pupils = _columns(counted, 3)
    tally.count("participaciones", done)
    tally.share("asistencia", done, every)
    tally.each("estudiantes-por-profesional", pupils, *_at_work(asked))


def _at_work(asked: Asked) -> tuple[dict[int, float], dict[int, int]]:
    """By service: how many people on an average day, and how many in all."""
    work = teams(asked)
    return (
        {seho_id: team.average for seho_id, team in work.items()},
        {seho_id: team.people for seho_id, team in work.items()},
    )


def _of_plans(asked: Asked, tally: Tally) -> None:
    has_plan = Count("pk", filter=_has_plan(asked))
    every, with_plan = _columns(planned(asked).values_list("seho_id").annotate(Count("pk"), with_plan=has_plan), 2)
    tally.share("plan-vigente", with_plan, every)
    tally.count("sin-plan", {seho_id: number - with_plan[seho_id] for seho_id, number in every.items()})
    names = ("plan__episode_id", "plan__episode__seho_id", "plan__episode__starts_on", "in_force_from")
    days = {pk: (seho_id, (held - since).days) for pk, seho_id, since, held in _first_plans(asked).values_list(*names)}
    tally.median("dias-al-plan", grouped(days.values()))


def _of_evaluations(asked: Asked, tally: Tally) -> None:
    due = _evaluations(asked)
    every = Counter(one.seho_id for one in due)
    finished = Counter(one.seho_id for one in due if one.is_finished)
    tally.share("evaluacion-terminada", finished, every)
    tally.count("evaluacion-sin-terminar", {seho_id: every[seho_id] - finished[seho_id] for seho_id in every})


def _of_entries(asked: Asked) -> Figures:
    """Few entries tell whose they were: of a service with fewer than five nothing is said, nor are they in the whole,
    from which the others could be taken away."""
    rows = EntryTime.objects.filter(seho_id__in=asked.seho_ids, week__range=within(asked)).exclude(same_day=None)
    days: dict[int, list[bool]] = defaultdict(list)
    for seho_id, same_day, number in rows.order_by().values_list("seho_id", "same_day").annotate(Count("pk")):
        days[seho_id] += [bool(same_day)] * number
    told = {seho_id: _same_day(days[seho_id]) for seho_id in asked.seho_ids}
    everything = [one for seho_id, measure in told.items() if measure.base for one in days[seho_id]]
    return Figures(
        whole={SAME_DAY: _same_day(everything)},
        by_service={seho_id: {SAME_DAY: measure} for seho_id, measure in told.items()},
    )


def _same_day(values: list[bool]) -> Measure:
    percent = same_day_percent(values)
    return Measure(None, 0) if percent is None else Measure(float(percent), len(values))


def _columns(rows: Iterable[tuple[Any, ...]], number: int) -> list[dict[int, int]]:
    """(service, number, number...) rows as one mapping for each column."""
    found: list[dict[int, int]] = [{} for _ in range(number)]
    for seho_id, *values in rows:
        for column, value in zip(found, values, strict=True):
            column[seho_id] = value
    return found


PARTS = (
    part(
        INDICATORS, _of_sessions, "sesiones", "minutos", "profesionales", "sesiones-por-profesional",
        "minutos-por-profesional",
    ),
    part(INDICATORS, _of_participations, "participaciones", "asistencia", "estudiantes-por-profesional"),
    part(INDICATORS, _of_plans, "plan-vigente", "sin-plan", "dias-al-plan"),
    part(INDICATORS, _of_evaluations, "evaluacion-terminada", "evaluacion-sin-terminar"),
    (tuple(one for one in INDICATORS if one.key == SAME_DAY), _of_entries),
)  # fmt: skip
figures = together(PARTS)
