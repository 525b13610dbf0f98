"""The demand that arts. 25 and 29 ask for: who was found, authorised, registered and attended, and who was not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from patients.enums import NotAttendedReason, ReferralChannel, ReferralState
from patients.models import Episode, Referral
from seho.panel.indicators.cohorts import (
    attended,
    authorisations,
    by_service,
    count,
    each_pupil_of,
    in_attention,
    one_per_pupil,
    pupils,
    registrations,
    who_was_taught,
    within,
)
from seho.panel.indicators.values import (
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

DIRECT = "Registro directo, sin aviso"
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
    told = Referral.objects.filter(patient_id=OuterRef("patient_id"), seho_id=OuterRef("seho_id"))
    return registrations(asked).filter(~Exists(told))


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

_COHORTS = {
    "registro-directo": registered_directly,
    "autorizados": authorisations,
    "registrados": registrations,
    "en-atencion": in_attention,
}
_REFERRALS = {"avisos": notices, "no-atendidos": not_attended, "avisos-por-resolver": pending}


def figures(asked: Asked) -> Figures:
    """With `tables` of those found by channel and of those not attended by reason."""
    whole: dict[str, Measure] = {}
    services: dict[str, dict[int, Measure]] = {}
    for key, cohort in _COHORTS.items():
        whole[key], services[key] = pupils(cohort(asked).order_by().values_list("seho_id", "patient_id"))
    whole["atendidos"], services["atendidos"] = pupils((row.seho_id, row.patient_id) for row in who_was_taught(asked))
    for key, rows in _REFERRALS.items():
        whole[key], services[key] = _cases(rows(asked))
    found = whole["avisos"].base + whole["registro-directo"].base
    whole["identificados"] = count(found)
    services["identificados"] = {
        seho_id: count(sum(services[key].get(seho_id, count(0)).base for key in ("avisos", "registro-directo")))
        for seho_id in asked.seho_ids
    }
    return Figures(
        whole=whole,
        by_service=by_service(asked, services),
        tables={
            "identificados": {CHANNEL.key: _by_channel(asked)},
            "no-atendidos": {REASON.key: _by_reason(asked)},
        },
    )


def _cases(referrals: QuerySet[Referral]) -> tuple[Measure, dict[int, Measure]]:
    counted = dict(referrals.order_by().values_list("seho_id").annotate(cases=Count("pk")))
    return count(sum(counted.values())), {seho_id: count(cases) for seho_id, cases in counted.items()}


def _by_channel(asked: Asked) -> Cells:
    counted = dict(notices(asked).order_by().values_list("channel").annotate(cases=Count("pk")))
    direct = one_per_pupil(registered_directly(asked))
    came = direct.aggregate(
        elsewhere=Count("pk", filter=Q(previous__isnull=False)), alone=Count("pk", filter=Q(previous=None))
    )
    counted[ReferralChannel.OTHER_SEHO] = counted.get(ReferralChannel.OTHER_SEHO, 0) + came["elsewhere"]
    cells = _labelled(ReferralChannel, counted)
    return {**cells, DIRECT: came["alone"]} if came["alone"] else cells


def _by_reason(asked: Asked) -> Cells:
    counted = not_attended(asked).order_by().values_list("not_attended_reason").annotate(cases=Count("pk"))
    return _labelled(NotAttendedReason, dict(counted))


def _labelled(choices: Iterable[Any], counted: dict[str, int]) -> Cells:
    """By the words that people read, in the order of the choices, without what nobody is in."""
    counter: Counter[str] = Counter(counted)
    return {str(choice.label): counter[choice.value] for choice in choices if counter[choice.value]}
