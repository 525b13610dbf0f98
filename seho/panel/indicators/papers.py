"""The papers and what becomes of them: owed and late, issued, given, opened, received, recognised, registered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from convalidation.enums import Purpose, Recipient, RecognitionDecision
from convalidation.models import DeliveryEvent, Packet
from convalidation.queries import LATE_AFTER_DAYS
from convalidation.rules import Band, Duty, steps_asked
from convalidation.rules.delivering import OPENING, SENDING
from patients.enums import EpisodeEnd, Setting
from patients.models import Episode
from seho.clock import lima_date
from seho.panel.indicators.cohorts import last_day, on_last_day
from seho.panel.indicators.parts import part, together
from seho.panel.indicators.reading import once
from seho.panel.indicators.tally import Tally, after, grouped
from seho.panel.indicators.values import Asked, Better, Group, Indicator, Rows, Unit
from seho.panel.rules import years_owed
from seho.panel.rules.signs import PAPERS_LATE_DAYS

# --- what is owed --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Owed:
    """A time in the service that owed papers on the last day of the period; `ended_on` None while it goes on."""

    episode_id: int
    seho_id: int
    ended_on: date | None

    def is_late(self, by: int, day: date) -> bool:
        return self.ended_on is not None and (day - self.ended_on).days > by


def owed(asked: Asked) -> list[Owed]:
    """Those of `episodes_owing_papers`, as they were on any day; two queries, in which every row is read once."""
    return _owed(on_last_day(asked))


@once
def _owed(asked: Asked) -> list[Owed]:
    day = last_day(asked)
    years = _issued_years(asked, day)
    times = Episode.objects.filter(seho_id__in=asked.seho_ids, starts_on__lte=day).exclude(setting=Setting.UNTYPED)
    rows = times.exclude(end_reason=EpisodeEnd.DECEASED).order_by()
    found = []
    for pk, seho_id, starts_on, ends_on in rows.values_list("pk", "seho_id", "starts_on", "ends_on"):
        ended_on = ends_on if ends_on is not None and ends_on <= day else None
        if years_owed(starts_on, ended_on, day) - years.get(pk, _NONE):
            found.append(Owed(pk, seho_id, ended_on))
    return found


_NONE: frozenset[int] = frozenset()


def _issued_years(asked: Asked, day: date) -> dict[int, set[int]]:
    """By time in the service, the years of the papers of the egress that were in force on that day."""
    packets = Packet.objects.filter(
        _in_force_on(day), episode__seho_id__in=asked.seho_ids, purpose=Purpose.RECOGNITION
    ).order_by()
    found: dict[int, set[int]] = defaultdict(set)
    for episode_id, ends_on in packets.values_list("episode_id", "ends_on"):
        found[episode_id].add(ends_on.year)
    return found


def owing(asked: Asked, *, late_by: int | None = None) -> QuerySet[Episode]:
    """`late_by`: only those that ended more than so many days before."""
    day = last_day(asked)
    ids = [one.episode_id for one in owed(asked) if late_by is None or one.is_late(late_by, day)]
    return Episode.objects.filter(pk__in=ids)


def _in_force_on(day: date) -> Q:
    moment = after(day)
    return Q(issued_at__lt=moment) & (Q(annulled_at=None) | Q(annulled_at__gte=moment))


# --- what was issued, and how far it came --------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """One packet of the period and the days of its steps, as far as it came by the last day.

    A step that was jumped over counts with the next one: who acknowledged had received and opened. `registered_in` is
    empty where art. 13.5 asks for no registration.
    """

    packet_id: int
    seho_id: int
    ended_on: date | None
    issued_on: date
    given_on: date | None
    opened_on: date | None
    received_on: date | None
    recognised_on: date | None
    registered_on: date | None
    registered_in: str


def issued(asked: Asked) -> QuerySet[Packet]:
    """Papers of art. 13.5 issued in the period and in force on its last day."""
    start = after(asked.days.start - timedelta(days=1))
    packets = Packet.objects.filter(
        _in_force_on(last_day(asked)),
        issued_at__gte=start,
        episode__seho_id__in=asked.seho_ids,
        purpose__in=(Purpose.RECOGNITION, Purpose.PERIOD),
    )
    return packets.exclude(band="").order_by()


def ways(asked: Asked) -> list[Way]:
    day = last_day(asked)
    moment = after(day)
    decided = Q(recognitions__decision=RecognitionDecision.RECOGNISED, recognitions__decided_at__lt=moment)
    registered = decided & Q(recognitions__registered_on__lte=day)
    rows = issued(asked).annotate(
        recognised_at=Min("recognitions__decided_at", filter=decided),
        decisions=Count("recognitions", filter=decided),
        registrations=Count("recognitions", filter=registered),
        last_registered_on=Max("recognitions__registered_on", filter=registered),
    )
    names = (
        "pk", "episode__seho_id", "purpose", "episode__ends_on", "issued_at", "acknowledgement__acknowledged_at",
        "recognised_at", "decisions", "registrations", "last_registered_on", "band", "grading",
    )  # fmt: skip
    given, opened = _links(asked, moment)
    return [_way(row, moment, given.get(row.pk), opened.get(row.pk)) for row in rows.values_list(*names, named=True)]


def _links(asked: Asked, moment: datetime) -> tuple[dict[int, datetime], dict[int, datetime]]:
    """When each packet was given to its school by a link, and when that was opened; not what went to the family."""
    events = DeliveryEvent.objects.filter(
        delivery__packet__in=issued(asked).values("pk"),
        delivery__recipient=Recipient.SCHOOL,
        kind__in=sorted(SENDING | OPENING),
        happened_at__lt=moment,
    ).order_by()
    firsts = events.values_list("delivery__packet_id").annotate(
        Min("happened_at"), opened=Min("happened_at", filter=Q(kind__in=sorted(OPENING)))
    )
    rows = list(firsts)
    return {pk: given for pk, given, _ in rows}, {pk: opened for pk, _, opened in rows if opened}


def _way(row: Any, moment: datetime, given_at: datetime | None, opened_at: datetime | None) -> Way:
    received = row.acknowledgement__acknowledged_at
    received_on = _day(received) if received is not None and received < moment else None
    recognised_on = _day(row.recognised_at)
    opened_on = _first(_day(opened_at), received_on, recognised_on)
    is_registered = row.decisions and row.registrations == row.decisions
    steps = steps_asked(Band(row.band), grades=row.grading != Duty.NONE)
    return Way(
        packet_id=row.pk,
        seho_id=row.episode__seho_id,
        ended_on=row.episode__ends_on if row.purpose == Purpose.RECOGNITION else None,
        issued_on=lima_date(row.issued_at),
        given_on=_first(_day(given_at), opened_on),
        opened_on=opened_on,
        received_on=_first(received_on, recognised_on),
        recognised_on=recognised_on,
        registered_on=row.last_registered_on if is_registered else None,
        registered_in=steps.registered_in,
    )


def _day(moment: datetime | None) -> date | None:
    return lima_date(moment) if moment else None


def _first(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


Reached = Callable[[Way], Any]

# Each step by the figure that counts it, and how a way shows that it was reached.
STEPS: dict[str, Reached] = {
    "documentos-entregados": lambda way: way.given_on,
    "documentos-abiertos": lambda way: way.opened_on,
    "documentos-recibidos": lambda way: way.received_on,
    "documentos-reconocidos": lambda way: way.recognised_on,
    "documentos-registrados": lambda way: way.registered_on if way.registered_in else None,
    "documentos-en-siagie": lambda way: way.registered_on if "SIAGIE" in way.registered_in else None,
}
# From where to where the days are counted.
LEGS: dict[str, tuple[Reached, Reached]] = {
    "dias-a-la-emision": (lambda way: way.ended_on, lambda way: way.issued_on),
    "dias-a-la-entrega": (lambda way: way.issued_on, lambda way: way.given_on),
    "dias-a-la-apertura": (lambda way: way.given_on, lambda way: way.opened_on),
    "dias-al-reconocimiento": (lambda way: way.opened_on, lambda way: way.recognised_on),
    "dias-al-registro-en-ie": (
        lambda way: way.recognised_on,
        lambda way: way.registered_on if way.registered_in else None,
    ),
}


def days_between(way: Way, leg: str) -> int | None:
    """None where the way did not come to both ends; what was registered before it was written down took no days."""
    start, end = (reached(way) for reached in LEGS[leg])
    return max((end - start).days, 0) if start and end else None


def _reached(asked: Asked, *, step: str) -> QuerySet[Packet]:
    return _packets(way for way in ways(asked) if STEPS[step](way))


def _measured(asked: Asked, *, leg: str) -> QuerySet[Packet]:
    return _packets(way for way in ways(asked) if days_between(way, leg) is not None)


def _packets(found: Iterable[Way]) -> QuerySet[Packet]:
    return Packet.objects.filter(pk__in=[way.packet_id for way in found])


# --- what they mean ------------------------------------------------------------------------------

_OWED = (
    "Se mira el último día del periodo, o el día del cálculo si el periodo no ha terminado; no importa cuándo terminó "
    "la atención."
)
_COHORT = (
    "Cuenta el día de la emisión; el paso, si ocurrió hasta el último día del periodo. No cuentan los documentos "
    "anulados o reemplazados para ese día."
)
_OF_ART_13_5 = "paquetes de documentos de convalidación y de cierre de periodo"


def _step(key: str, title: str, numerator: str, article: str) -> Indicator:
    return Indicator(
        key=key,
        title=title,
        group=Group.PAPERS,
        unit=Unit.CASES,
        numerator=numerator,
        date_rule=_COHORT,
        article=article,
        better=Better.MORE,
        rows=Rows.PACKETS,
        behind=partial(_reached, step=key),
    )


def _leg(key: str, title: str, numerator: str, article: str) -> Indicator:
    return Indicator(
        key=key,
        title=title,
        group=Group.PAPERS,
        unit=Unit.DAYS,
        numerator=f"Días {numerator}: la mediana.",
        denominator="Los emitidos en el periodo que llegaron a ambos pasos.",
        date_rule=_COHORT,
        article=article,
        better=Better.LESS,
        rows=Rows.PACKETS,
        behind=partial(_measured, leg=key),
    )


INDICATORS = (
    Indicator(
        key="documentos-por-emitir",
        title="Documentos por emitir",
        group=Group.PAPERS,
        unit=Unit.CASES,
        numerator=(
            "Atenciones hospitalarias y domiciliarias terminadas cuyos documentos para la institución educativa no "
            "estaban emitidos; también las que pasaron de un año a otro sin los documentos del primero."
        ),
        date_rule=_OWED,
        article="art. 13.5",
        better=Better.LESS,
        rows=Rows.EPISODES,
        behind=owing,
    ),
    Indicator(
        key="documentos-con-retraso",
        title="Documentos con retraso",
        group=Group.PAPERS,
        unit=Unit.CASES,
        numerator=(
            f"De los anteriores, aquellos cuya atención terminó hacía más de {LATE_AFTER_DAYS} días. La norma pide "
            "celeridad sin dar un número: es el plazo que el programa propone."
        ),
        date_rule=_OWED,
        article="art. 13.3.b, 13.5",
        better=Better.LESS,
        rows=Rows.EPISODES,
        behind=partial(owing, late_by=LATE_AFTER_DAYS),
    ),
    Indicator(
        key="documentos-con-mucho-retraso",
        title="Documentos con mucho retraso",
        group=Group.PAPERS,
        unit=Unit.CASES,
        numerator=f"De los anteriores, aquellos cuya atención terminó hacía más de {PAPERS_LATE_DAYS} días.",
        date_rule=_OWED,
        article="art. 13.3.b, 13.5",
        better=Better.LESS,
        rows=Rows.EPISODES,
        behind=partial(owing, late_by=PAPERS_LATE_DAYS),
    ),
    Indicator(
        key="documentos-emitidos",
        title="Documentos emitidos",
        group=Group.PAPERS,
        unit=Unit.CASES,
        numerator=f"Los {_OF_ART_13_5} que se emitieron en el periodo y seguían vigentes.",
        date_rule="Cuenta el día de la emisión. No cuentan los anulados o reemplazados para el último día del periodo.",
        article="art. 13.5",
        better=Better.MORE,
        rows=Rows.PACKETS,
        behind=issued,
    ),
    _step(
        "documentos-entregados",
        "Entregados a la IE",
        "De los emitidos, los que se enviaron a la institución educativa por su enlace, o que ella ya abrió o recibió.",
        "art. 13.5",
    ),
    _step(
        "documentos-abiertos",
        "Abiertos por la IE",
        "De los emitidos, los que la institución educativa abrió por su enlace, o de los que acusó recibo.",
        "art. 13.5",
    ),
    _step(
        "documentos-recibidos",
        "Con acuse de recibo",
        "De los emitidos, aquellos de los que la institución educativa acusó recibo o que ya reconoció.",
        "art. 13.5",
    ),
    _step(
        "documentos-reconocidos",
        "Reconocidos por la IE",
        "De los emitidos, aquellos de los que la institución educativa reconoció algún aprendizaje.",
        "art. 13.4, 13.5",
    ),
    _step(
        "documentos-registrados",
        "Registrados por la IE",
        "De los reconocidos que la norma pide registrar (desde 15 días), los que la institución educativa registró por "
        "completo: como insumo, en su sistema de calificaciones o en el SIAGIE, según los días.",
        "art. 13.4, 13.5",
    ),
    _step(
        "documentos-en-siagie",
        "Registrados en el SIAGIE",
        "De los anteriores, los de 91 días a más con calificación, que se registran en el SIAGIE.",
        "art. 13.5",
    ),
    _leg("dias-a-la-emision", "Del egreso a la emisión", "desde el egreso hasta la emisión", "art. 13.3.b, 13.5"),
    _leg("dias-a-la-entrega", "De la emisión a la entrega", "desde la emisión hasta la entrega a la IE", "art. 13.5"),
    _leg(
        "dias-a-la-apertura",
        "De la entrega a la apertura",
        "desde la entrega hasta que la IE abrió los documentos",
        "art. 13.5",
    ),
    _leg(
        "dias-al-reconocimiento",
        "De la apertura al reconocimiento",
        "desde que la IE abrió los documentos hasta que los reconoció",
        "art. 13.4, 13.5",
    ),
    _leg(
        "dias-al-registro-en-ie",
        "Del reconocimiento al registro",
        "desde el reconocimiento hasta que se registró lo reconocido",
        "art. 13.4, 13.5",
    ),
)


# --- what they are -------------------------------------------------------------------------------


def _of_owed(asked: Asked, tally: Tally) -> None:
    day, owing_now = last_day(asked), owed(asked)
    tally.count("documentos-por-emitir", Counter(one.seho_id for one in owing_now))
    for key, limit in (("con-retraso", LATE_AFTER_DAYS), ("con-mucho-retraso", PAPERS_LATE_DAYS)):
        tally.count(f"documentos-{key}", Counter(one.seho_id for one in owing_now if one.is_late(limit, day)))


def _of_issued(asked: Asked, tally: Tally) -> None:
    found = ways(asked)
    tally.count("documentos-emitidos", Counter(way.seho_id for way in found))
    for key, reached in STEPS.items():
        tally.count(key, Counter(way.seho_id for way in found if reached(way)))
    for key in LEGS:
        pairs = ((way.seho_id, days_between(way, key)) for way in found)
        tally.median(key, grouped((seho_id, days) for seho_id, days in pairs if days is not None))


PARTS = (
    part(INDICATORS, _of_owed, "documentos-por-emitir", "documentos-con-retraso", "documentos-con-mucho-retraso"),
    part(INDICATORS, _of_issued, "documentos-emitidos", *STEPS, *LEGS),
)
figures = together(PARTS)
