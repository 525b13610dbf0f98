"""The demand that arts. 25 and 29 ask for: who was found, authorised, registered and attended, and who was not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from patients.enums import NotAttendedReason, ReferralChannel, ReferralState
from patients.models import Episode, Referral
from seho.panel.indicators.cohorts import (
    attended,
    authorisations,
    authorised,
    by_service,
    count,
    each_pupil_of,
    in_attention,
    pupils,
    registrations,
    who_was_taught,
    within,
)
from seho.panel.indicators.values import (
    WITHIN,
    Asked,
    Better,
    Cells,
    Dimension,
    Figures,
    Group,
    Indicator,
    Measure,
    Rows,
    Unit,
)

TOLD, NOT_TOLD = "Con aviso", "Sin aviso"
DIRECT, ELSEWHERE = f"{NOT_TOLD}{WITHIN}Registro directo", f"{NOT_TOLD}{WITHIN}Viene de otro SEHO"
CHANNEL = Dimension("canal", "Cómo se identificó")
REASON = Dimension("motivo", "Motivo de no atención")
DIMENSIONS = (CHANNEL, REASON)
_OPEN = (ReferralState.IDENTIFIED, ReferralState.ORIENTATION)


def notices(asked: Asked) -> QuerySet[Referral]:
    """What the service was told in the period, but for what it was told twice."""
    told = Referral.objects.filter(seho_id__in=asked.seho_ids, identified_on__range=within(asked))
    return told.exclude(not_attended_reason=NotAttendedReason.DUPLICATE)


def not_attended(asked: Asked) -> QuerySet[Referral]:
    closed = Referral.objects.filter(seho_id__in=asked.seho_ids, state=ReferralState.NOT_ATTENDED)
    closed = closed.exclude(not_attended_reason=NotAttendedReason.DUPLICATE)
    return closed.alias(closed_day=Coalesce("closed_on", "identified_on")).filter(closed_day__range=within(asked))


def pending(asked: Asked) -> QuerySet[Referral]:
    return notices(asked).filter(state__in=_OPEN)


def registered_directly(asked: Asked) -> QuerySet[Episode]:
    """Registered in the period without a notice of this service that tells of them."""
    return registrations(asked).filter(~Exists(_of_whom_it_was_told()))


def _of_whom_it_was_told() -> QuerySet[Referral]:
    return Referral.objects.filter(patient_id=OuterRef("patient_id"), seho_id=OuterRef("seho_id"))


_DAY_OF_NOTICE = "El día en que se identificó, entre los del periodo."
_EACH_ONCE = "Cada estudiante cuenta una vez, aunque se le registre o atienda más de una vez en el periodo."
INDICATORS = (
    Indicator(
        "identificados", "Identificados", Group.DEMAND, Unit.CASES,
        numerator="Avisos recibidos más estudiantes registrados sin un aviso anterior. No se cuentan los avisos "
        "repetidos.",
        date_rule="El día en que se identificó; de quien se registró sin aviso, el día de su registro.",
        article="art. 10.1, 25.2, 29",
    ),
    Indicator(
        "avisos", "Avisos recibidos", Group.DEMAND, Unit.CASES,
        numerator="Avisos de potenciales estudiantes-pacientes que recibió el servicio. No se cuentan los repetidos.",
        date_rule=_DAY_OF_NOTICE,
        article="art. 10.1",
        rows=Rows.REFERRALS,
        behind=notices,
    ),
    Indicator(
        "registro-directo", "Registrados sin aviso", Group.DEMAND, Unit.PEOPLE,
        numerator=f"Estudiantes que se registraron sin que el servicio anotara antes un aviso. {_EACH_ONCE}",
        date_rule="El día de su registro en el SEHO, entre los del periodo.",
        article="art. 10.1",
        rows=Rows.EPISODES,
        behind=each_pupil_of(registered_directly),
    ),
    Indicator(
        "autorizados", "Con autorización", Group.DEMAND, Unit.PEOPLE,
        numerator=f"Estudiantes cuya madre, padre, tutor o apoderado autorizó su ingreso al SEHO. {_EACH_ONCE}",
        date_rule="El día en que se firmó la autorización, entre los del periodo.",
        article="art. 10.1, 35",
        rows=Rows.EPISODES,
        behind=each_pupil_of(authorisations),
    ),
    Indicator(
        "registrados", "Registrados", Group.DEMAND, Unit.PEOPLE,
        numerator="Estudiantes registrados en el SEHO. Pasar de un ámbito a otro del mismo servicio no es un registro "
        f"nuevo. {_EACH_ONCE}",
        date_rule="El día de su registro en el SEHO, entre los del periodo.",
        article="art. 5.10, 10.1",
        rows=Rows.EPISODES,
        behind=each_pupil_of(registrations),
    ),
    Indicator(
        "atendidos", "Atendidos", Group.DEMAND, Unit.PEOPLE,
        numerator=f"Estudiantes que participaron en al menos una sesión que no se anuló. {_EACH_ONCE}",
        date_rule="El día de la sesión, entre los del periodo.",
        article="art. 5.10, 11.2",
        better=Better.MORE,
        rows=Rows.EPISODES,
        behind=each_pupil_of(attended),
    ),
    Indicator(
        "en-atencion", "En atención al final del periodo", Group.DEMAND, Unit.PEOPLE,
        numerator="Estudiantes registrados que aún no egresan del SEHO.",
        date_rule="El último día del periodo, o hoy si no termina; el día del egreso todavía cuenta.",
        article="art. 5.10",
        rows=Rows.EPISODES,
        behind=each_pupil_of(in_attention),
    ),
    Indicator(
        "no-atendidos", "No atendidos", Group.DEMAND, Unit.CASES,
        numerator="Avisos que se cerraron sin registrar a la o el estudiante, con su motivo. No se cuentan los "
        "repetidos.",
        date_rule="El día en que se cerró el aviso, entre los del periodo.",
        article="art. 10.3, 25.2, 29",
        better=Better.LESS,
        rows=Rows.REFERRALS,
        behind=not_attended,
    ),
    Indicator(
        "avisos-por-resolver", "Avisos por resolver", Group.DEMAND, Unit.CASES,
        numerator="Avisos recibidos que siguen abiertos: ni registrados ni cerrados con un motivo.",
        date_rule=f"{_DAY_OF_NOTICE} Su estado es el de hoy.",
        article="art. 10.1, 35.b",
        better=Better.LESS,
        rows=Rows.REFERRALS,
        behind=pending,
    ),
)  # fmt: skip

OfServices = dict[int, Measure]


def figures(asked: Asked) -> Figures:
    """With `tables` of those found by channel and of those not attended by reason. Seven queries."""
    told, closed, begun = _told(asked), _closed(asked), _begun(asked)
    direct = [row for row in begun if not row.was_told]
    counted: dict[str, tuple[Measure, OfServices]] = {
        "avisos": _cases((row.seho_id, row.cases) for row in told),
        "avisos-por-resolver": _cases((row.seho_id, row.cases) for row in told if row.state in _OPEN),
        "no-atendidos": _cases((row.seho_id, row.cases) for row in closed),
        "registrados": pupils((row.seho_id, row.patient_id) for row in begun),
        "registro-directo": pupils((row.seho_id, row.patient_id) for row in direct),
        "autorizados": pupils(authorised(asked)),
        "en-atencion": pupils(in_attention(asked).order_by().values_list("seho_id", "patient_id")),
        "atendidos": pupils((row.seho_id, row.patient_id) for row in who_was_taught(asked)),
    }
    counted["identificados"] = _sum(counted["avisos"], counted["registro-directo"])
    return Figures(
        whole={key: whole for key, (whole, _) in counted.items()},
        by_service=by_service(asked, {key: services for key, (_, services) in counted.items()}),
        tables={
            "identificados": {CHANNEL.key: _by_channel(told, direct)},
            "no-atendidos": {REASON.key: _labelled(NotAttendedReason, ((row.reason, row.cases) for row in closed))},
        },
    )


def _told(asked: Asked) -> list[Any]:
    grouped = notices(asked).order_by().values("seho_id", "channel", "state").annotate(cases=Count("pk"))
    return list(grouped.values_list("seho_id", "channel", "state", "cases", named=True))


def _closed(asked: Asked) -> list[Any]:
    grouped = not_attended(asked).order_by().values("seho_id", reason=F("not_attended_reason"))
    return list(grouped.annotate(cases=Count("pk")).values_list("seho_id", "reason", "cases", named=True))


def _begun(asked: Asked) -> list[Any]:
    rows = registrations(asked).annotate(was_told=Exists(_of_whom_it_was_told())).order_by("pk")
    return list(rows.values_list("pk", "seho_id", "patient_id", "previous_id", "was_told", named=True))


def _cases(rows: Iterable[tuple[int, int]]) -> tuple[Measure, OfServices]:
    cases: Counter[int] = Counter()
    for seho_id, number in rows:
        cases[seho_id] += number
    return count(cases.total()), {seho_id: count(number) for seho_id, number in cases.items()}


def _sum(*parts: tuple[Measure, OfServices]) -> tuple[Measure, OfServices]:
    whole = count(sum(measure.base for measure, _ in parts))
    return whole, _cases((seho_id, one.base) for _, services in parts for seho_id, one in services.items())[1]


def _by_channel(told: Iterable[Any], direct: Iterable[Any]) -> Cells:
    """Of those registered without a notice: who came from another service, by the last registration of each."""
    last = {row.patient_id: row for row in direct}.values()
    elsewhere = sum(row.previous_id is not None for row in last)
    channels = _labelled(ReferralChannel, ((row.channel, row.cases) for row in told))
    without = {DIRECT: len(last) - elsewhere, ELSEWHERE: elsewhere}
    return {
        **{f"{TOLD}{WITHIN}{channel}": number for channel, number in channels.items()},
        **{category: number for category, number in without.items() if number},
    }


def _labelled(choices: Iterable[Any], rows: Iterable[tuple[str, int]]) -> Cells:
    """By the words that people read, in the order of the choices, without what nobody is in."""
    counter: Counter[str] = Counter()
    for value, number in rows:
        counter[value] += number
    return {str(choice.label): counter[choice.value] for choice in choices if counter[choice.value]}
