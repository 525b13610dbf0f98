"""The services themselves: their agreements, their teams, the checks of their people, and whether they teach."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from attendance.models import Session
from patients.models import Episode
from seho.accounts.models import Membership
from seho.accounts.rules import CHECKED_ROLES
from seho.network.enums import SehoScope, SehoState
from seho.network.models import Agreement, Seho
from seho.network.queries import minimum_teams
from seho.panel.indicators.cohorts import last_day, on_last_day
from seho.panel.indicators.reading import once
from seho.panel.indicators.tally import Tally
from seho.panel.indicators.values import ON_LAST_DAY, Asked, Better, Figures, Group, Indicator, Rows, Unit
from seho.panel.rules import IDLE_DAYS, WARN_AGREEMENT_DAYS, Lack, agreement_days_left, team_lack

# --- what is known of each service ----------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """A service that works, on the last day of the period. `taught_on` is the day of its last session."""

    seho_id: int
    name: str
    agreement_ends_on: date | None
    agreement_days: int | None
    professionals: int
    lack: Lack | None
    unchecked: int
    in_attention: int
    taught_on: date | None
    idle_days: int


Wanted = Callable[[Standing], bool]

# Each figure that counts services, and which of them it counts.
WANTED: dict[str, Wanted] = {
    "convenios-por-vencer": lambda one: (
        one.agreement_days is not None and 0 <= one.agreement_days <= WARN_AGREEMENT_DAYS
    ),
    "convenios-vencidos": lambda one: one.agreement_days is not None and one.agreement_days < 0,
    "sin-convenio": lambda one: one.agreement_days is None,
    "equipos-incompletos": lambda one: one.lack is not None,
    "servicios-sin-antecedentes": lambda one: one.unchecked > 0,
    "servicios-sin-sesiones": lambda one: one.in_attention > 0 and one.idle_days >= IDLE_DAYS,
}


def standings(asked: Asked) -> list[Standing]:
    """Of the services that worked on that day; five queries, however many they are."""
    return _standings(on_last_day(asked))


@once
def _standings(asked: Asked) -> list[Standing]:
    day = last_day(asked)
    agreements = _agreements(asked, day)
    services = list(working(asked).only("short_name", "scope", "opened_on").annotate(taught_on=_last_session(day)))
    teams = minimum_teams(services, today=day)
    unchecked = _unchecked(asked, day)
    pupils = _in_attention(asked, day)
    found = []
    for seho in services:
        ends_on, taught_on = agreements.get(seho.pk), seho.taught_on
        number, since = pupils.get(seho.pk, (0, day))
        found.append(
            Standing(
                seho_id=seho.pk,
                name=seho.short_name,
                agreement_ends_on=ends_on,
                agreement_days=agreement_days_left(ends_on, today=day),
                professionals=sum(seat.holders for seat in teams[seho.pk]),
                lack=team_lack(teams[seho.pk], is_home_only=seho.scope == SehoScope.HOME_ONLY),
                unchecked=unchecked.get(seho.pk, 0),
                in_attention=number,
                taught_on=taught_on,
                idle_days=(day - max(since, taught_on or since)).days,
            )
        )
    return found


def working(asked: Asked) -> QuerySet[Seho]:
    """Services in operation on the last day of the period."""
    day = last_day(asked)
    known = Seho.objects.filter(pk__in=asked.seho_ids, opened_on__lte=day).exclude(state=SehoState.PLANNED)
    return known.filter(Q(closed_on=None) | Q(closed_on__gt=day)).order_by()


def _agreements(asked: Asked, day: date) -> dict[int, date]:
    """The last day of the last agreement of each, as it was known then: one that begins later was signed by then."""
    known = Q(starts_on__lte=day) | Q(signed_on=None) | Q(signed_on__lte=day)
    rows = Agreement.objects.filter(known, seho_id__in=asked.seho_ids).order_by()
    return dict(rows.values_list("seho_id").annotate(Max("ends_on")))


def unchecked_posts(asked: Asked) -> QuerySet[Membership]:
    """Posts held on the last day of the period that lack one of the three checks on it (DCF 3.ª)."""
    day = last_day(asked)
    held = Membership.objects.active_on(day).filter(seho_id__in=asked.seho_ids, role__in=CHECKED_ROLES)
    return held.filter(user__is_active=True).without_checks_on(day).order_by()


def _unchecked(asked: Asked, day: date) -> dict[int, int]:
    return dict(unchecked_posts(asked).values_list("seho_id").annotate(Count("pk")))


def _last_session(day: date) -> Subquery:
    """By service, through its index: the sessions of ten years are not read."""
    held = Session.objects.filter(seho=OuterRef("pk"), held_on__lte=day, cancelled_at=None)
    return Subquery(held.order_by("-held_on").values("held_on")[:1])


def _in_attention(asked: Asked, day: date) -> dict[int, tuple[int, date]]:
    """How many, and since when without a break: the service has had somebody to teach since then at the least."""
    rows = Episode.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), seho_id__in=asked.seho_ids, starts_on__lte=day)
    first: dict[int, list[date]] = defaultdict(list)
    for seho_id, starts_on in rows.order_by().values_list("seho_id", "starts_on"):
        first[seho_id].append(starts_on)
    return {seho_id: (len(days), min(days)) for seho_id, days in first.items()}


def _those(asked: Asked, *, key: str) -> QuerySet[Seho]:
    return Seho.objects.filter(pk__in=[one.seho_id for one in standings(asked) if WANTED[key](one)])


# --- what they mean ------------------------------------------------------------------------------


def _services(key: str, title: str, numerator: str, article: str) -> Indicator:
    return Indicator(
        key=key,
        title=title,
        group=Group.NETWORK,
        unit=Unit.CASES,
        numerator=numerator,
        date_rule=ON_LAST_DAY,
        article=article,
        better=Better.LESS,
        of_persons=False,
        rows=Rows.SEHOS,
        behind=partial(_those, key=key),
    )


INDICATORS = (
    Indicator(
        key="servicios",
        title="Servicios en funcionamiento",
        group=Group.NETWORK,
        unit=Unit.CASES,
        numerator="Servicios que ya habían iniciado su funcionamiento y no estaban cerrados.",
        date_rule=ON_LAST_DAY,
        article="art. 24",
        of_persons=False,
        rows=Rows.SEHOS,
        behind=working,
    ),
    _services(
        "convenios-por-vencer",
        "Convenios por vencer",
        f"Servicios en funcionamiento cuyo último convenio vence dentro de {WARN_AGREEMENT_DAYS} días o menos.",
        "art. 26.c, 33.3",
    ),
    _services(
        "convenios-vencidos",
        "Convenios vencidos",
        "Servicios en funcionamiento cuyo último convenio ya venció: su vencimiento conlleva al cierre.",
        "art. 26.c, 33.3",
    ),
    _services(
        "sin-convenio",
        "Sin convenio registrado",
        "Servicios en funcionamiento de los que no se registró ningún convenio.",
        "art. 24, 26",
    ),
    _services(
        "equipos-incompletos",
        "Equipos incompletos",
        "Servicios en funcionamiento sin coordinadora o coordinador, sin docente o sin psicóloga o psicólogo con puesto"
        " vigente; si el servicio es solo domiciliario, sin ninguno de los tres.",
        "art. 16.2, 16.4",
    ),
    _services(
        "servicios-sin-antecedentes",
        "Servicios con antecedentes por verificar",
        "Servicios en funcionamiento con alguna persona a la que le falta una de las tres verificaciones de "
        "antecedentes, o con alguna vencida.",
        "DCF 3.ª",
    ),
    Indicator(
        key="puestos-sin-antecedentes",
        title="Puestos con antecedentes por verificar",
        group=Group.NETWORK,
        unit=Unit.CASES,
        numerator=(
            "Puestos vigentes del equipo, de voluntariado y de prácticas a los que les falta una de las tres "
            "verificaciones de antecedentes (leyes 29988, 30794 y 30901), o con alguna vencida."
        ),
        date_rule=ON_LAST_DAY,
        article="DCF 3.ª",
        better=Better.LESS,
        of_persons=False,
    ),
    _services(
        "servicios-sin-sesiones",
        f"Servicios sin sesiones en {IDLE_DAYS} días",
        f"Servicios en funcionamiento con estudiantes en atención y sin sesiones en los últimos {IDLE_DAYS} días.",
        "art. 11.2",
    ),
)


# --- what they are -------------------------------------------------------------------------------


def figures(asked: Asked) -> Figures:
    tally = Tally(asked)
    found = standings(asked)
    tally.count("servicios", Counter(one.seho_id for one in found))
    for key, wanted in WANTED.items():
        tally.count(key, Counter(one.seho_id for one in found if wanted(one)))
    tally.count("puestos-sin-antecedentes", {one.seho_id: one.unchecked for one in found})
    return tally.figures()
