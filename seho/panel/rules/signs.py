"""Early signs that a service needs help: when each is given, why, and what to do (art. 13, 15, 16, 25, 29, 33).

The norm gives a number only for the agreement, whose end closes the service; the other limits are what this program
proposes, each a constant here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from patients.due import LATE, NOW, SOON
from seho.panel.rules.presence import WARN_AGREEMENT_DAYS
from seho.panel.rules.teams import Lack
from seho.text import date_long, date_short, plural

# An agreement that ends so soon leaves no time to sign another one (art. 26).
AGREEMENT_URGENT_DAYS = 30
# A team without one of its people for longer than a month is late (art. 16.2).
TEAM_LATE_DAYS = 30
# A week without any session while pupils wait; two are late.
IDLE_DAYS = 7
IDLE_LATE_DAYS = 14
# Papers that the school needs to evaluate (art. 13.3.b): three weeks of class without them is what pupils feel.
PAPERS_LATE_DAYS = 15
# An incident of a return that nobody resolved (art. 15).
INCIDENT_STALE_DAYS = 15
# From the admission to the registration: one that takes longer loses the short stays (art. 9.1, 10.1).
REGISTRATION_SLOW_DAYS = 7
# A median of fewer says little.
FEWEST_FOR_A_MEDIAN = 5
# Art. 16.3 lets the team grow with the pupils in hospital for 15 days or more and gives no number. One professional
# has time for some 30 sessions a week at the bedside, and each pupil should have three.
PUPILS_FOR_ONE_PROFESSIONAL = 10
# The last four weeks against the four before them; of fewer sessions no drop is told.
DROP_DAYS = 28
FEWEST_FOR_A_DROP = 10
# So far back demand that was not met, and the times of registration, are looked at.
DEMAND_DAYS = 90
# How far back evaluations that were due are looked at.
EVALUATION_DAYS = 30
# Without a day of class for so long it is holidays: nobody is told to be idle.
DAYS_OFF = 7
# The files of the last three months.
QUALITY_DAYS = 90
# More files with something to look at than one in four.
QUALITY_LIMIT_PERCENT = 25
FEWEST_FOR_QUALITY = 8


@dataclass(frozen=True)
class ServiceFacts:
    """What is known of one service on a day. Counts are of pupils; `since` days are the oldest of what is counted."""

    today: date
    agreement_ends_on: date | None
    lack: Lack | None = None
    unchecked: int = 0
    in_attention: int = 0
    idle_days: int = 0
    is_term: bool = True
    papers_late: int = 0
    papers_since: date | None = None
    stale_incidents: int = 0
    incidents_since: date | None = None
    returns_late: int = 0
    registration_days: float | None = None
    registrations: int = 0
    long_stays: float = 0
    professionals: int = 0
    sessions: int = 0
    sessions_before: int = 0
    class_days: int = 20
    class_days_before: int = 20
    no_capacity: int = 0
    no_capacity_since: date | None = None
    unfinished: int = 0
    observed_percent: float | None = None
    observed_of: int = 0


@dataclass(frozen=True)
class Finding:
    """One sign. `text` says what is the case, `reason` why it matters, `act` what to do; none names a pupil."""

    kind: str
    urgency: int
    text: str
    reason: str
    act: str
    article: str
    since: date | None = None
    count: int | None = None


def signs_of(facts: ServiceFacts) -> list[Finding]:
    """The signs of one service, most urgent first."""
    found = [finding for look in _LOOKS for finding in look(facts)]
    return sorted(found, key=lambda one: one.urgency)


def _agreement(facts: ServiceFacts) -> Iterator[Finding]:
    """Art. 26.c, 33.3."""
    reason = "El vencimiento del convenio conlleva al cierre del servicio."
    ends_on = facts.agreement_ends_on
    if ends_on is None:
        act = "Registre el convenio vigente; si no lo hay, gestione su suscripción con el establecimiento de salud."
        reason = "El servicio funciona sobre un convenio con el establecimiento de salud."
        yield Finding("agreement", NOW, "No hay convenio registrado", reason, act, "art. 24, 26")
        return
    left = (ends_on - facts.today).days
    if left > WARN_AGREEMENT_DAYS:
        return
    if left < 0:
        act = (
            "Regularice el convenio de inmediato o inicie el cierre, con la entrega de sus estudiantes a otro servicio."
        )
        text = f"El convenio venció el {date_long(ends_on)}"
        yield Finding("agreement", LATE, text, reason, act, "art. 26.c, 33.3", since=ends_on)
        return
    when = "hoy" if left == 0 else f"en {plural(left, 'día', 'días')}, el {date_long(ends_on)}"
    act = "Coordine la renovación con el establecimiento de salud y prepare el nuevo convenio."
    urgency = NOW if left <= AGREEMENT_URGENT_DAYS else SOON
    yield Finding("agreement", urgency, f"El convenio vence {when}", reason, act, "art. 26.c, 33.3", since=ends_on)


def _team(facts: ServiceFacts) -> Iterator[Finding]:
    """Art. 16.2, 16.4."""
    if facts.lack is None:
        return
    who = " y ".join(role.label.lower() for role in facts.lack.roles)
    days = (facts.today - facts.lack.since).days
    yield Finding(
        "team",
        LATE if days > TEAM_LATE_DAYS else NOW,
        f"Equipo incompleto desde el {date_short(facts.lack.since)}: falta {who}",
        "El equipo cuenta como mínimo con coordinación, docente y psicología; lo que falta recae en los demás.",
        "Gestione la contratación o la encargatura y registre el puesto con su vigencia.",
        "art. 16.2, 30",
        since=facts.lack.since,
    )


def _checks(facts: ServiceFacts) -> Iterator[Finding]:
    """DCF 3.ª."""
    if facts.unchecked:
        words = plural(facts.unchecked, "persona", "personas")
        yield Finding(
            "checks",
            LATE,
            f"{words} con antecedentes vencidos o sin verificar",
            "Quien trata con menores de edad se verifica en los registros de las leyes 29988, 30794 y 30901.",
            "Consulte los registros que faltan y anote la verificación; entretanto, nadie se acerque a un estudiante.",
            "DCF 3.ª",
            count=facts.unchecked,
        )


def _idle(facts: ServiceFacts) -> Iterator[Finding]:
    """Art. 11.2: pupils wait, it is time of class, and nobody teaches or nobody writes it down."""
    if facts.is_term and facts.in_attention and facts.idle_days >= IDLE_DAYS:
        pupils = plural(facts.in_attention, "estudiante", "estudiantes")
        yield Finding(
            "idle",
            LATE if facts.idle_days >= IDLE_LATE_DAYS else NOW,
            f"{plural(facts.idle_days, 'día', 'días')} sin sesiones, con {pupils} en atención",
            "O no se está atendiendo, o no se está registrando: en ambos casos el equipo necesita apoyo.",
            "Llame a la coordinación del servicio y acuerde cómo se retoma la atención o su registro.",
            "art. 11.2",
            since=facts.today - timedelta(days=facts.idle_days),
            count=facts.in_attention,
        )


def _papers(facts: ServiceFacts) -> Iterator[Finding]:
    """Art. 13.3.b, 13.5."""
    if facts.papers_late:
        yield Finding(
            "papers",
            LATE,
            f"{plural(facts.papers_late, 'egreso', 'egresos')} de hace más de {PAPERS_LATE_DAYS} días sin documentos",
            "Sin ellos la institución educativa no puede reconocer lo aprendido; la norma pide celeridad.",
            "Revise con la coordinación qué falta para emitirlos y emítalos, los más antiguos primero.",
            "art. 13.3.b, 13.5",
            since=facts.papers_since,
            count=facts.papers_late,
        )


def _incidents(facts: ServiceFacts) -> Iterator[Finding]:
    """Art. 15."""
    if facts.stale_incidents:
        words = plural(facts.stale_incidents, "retorno", "retornos")
        yield Finding(
            "incidents",
            LATE,
            f"{words} con incidencias sin resolver desde hace más de {INCIDENT_STALE_DAYS} días",
            "El SEHO y la UGEL brindan la orientación hasta que el retorno concluye de manera satisfactoria.",
            "Hable con la institución educativa, registre la orientación y, si hace falta, visite la IE.",
            "art. 15",
            since=facts.incidents_since,
            count=facts.stale_incidents,
        )


def _returns(facts: ServiceFacts) -> Iterator[Finding]:
    """Art. 15."""
    if facts.returns_late:
        yield Finding(
            "returns",
            NOW,
            f"{plural(facts.returns_late, 'retorno', 'retornos')} con seguimiento atrasado",
            "Un retorno sin seguimiento se interrumpe sin que nadie lo note.",
            "Pida al equipo los seguimientos que vencieron y acompañe los que no avanzan.",
            "art. 15",
            count=facts.returns_late,
        )


def _registration(facts: ServiceFacts) -> Iterator[Finding]:
    """Art. 9.1, 10.1."""
    days = facts.registration_days
    if days is None or facts.registrations < FEWEST_FOR_A_MEDIAN or days <= REGISTRATION_SLOW_DAYS:
        return
    yield Finding(
        "registration",
        SOON,
        f"El registro demora {days:g} días desde el ingreso (mediana de {facts.registrations} registros)",
        "Quien está pocos días se va de alta antes de ser atendido.",
        "Acuerde con el establecimiento un aviso diario de ingresos y revise qué demora la autorización de la familia.",
        "art. 9.1, 10.1",
        count=facts.registrations,
    )


def _capacity(facts: ServiceFacts) -> Iterator[Finding]:
    """Art. 16.3."""
    limit = facts.professionals * PUPILS_FOR_ONE_PROFESSIONAL
    if facts.professionals and facts.long_stays > limit:
        yield Finding(
            "capacity",
            SOON,
            f"En promedio {facts.long_stays:.1f} estudiantes con 15 días o más a la vez, para "
            f"{plural(facts.professionals, 'profesional', 'profesionales')}",
            f"Supera los {PUPILS_FOR_ONE_PROFESSIONAL} por profesional que el programa toma como referencia.",
            "Sustente con esta cifra la ampliación del equipo, o sume voluntariado y practicantes.",
            "art. 16.3",
            count=round(facts.long_stays),
        )


def _drop(facts: ServiceFacts) -> Iterator[Finding]:
    """Half as many sessions on a day of class as in the four weeks before; a service that is idle is told so."""
    has_days = facts.is_term and facts.class_days and facts.class_days_before
    if not has_days or facts.sessions_before < FEWEST_FOR_A_DROP or not facts.in_attention:
        return
    if (
        facts.idle_days < IDLE_DAYS
        and 2 * facts.sessions * facts.class_days_before <= facts.sessions_before * facts.class_days
    ):
        yield Finding(
            "drop",
            NOW,
            f"{plural(facts.sessions, 'sesión', 'sesiones')} en {DROP_DAYS} días; en los {DROP_DAYS} anteriores, "
            f"{facts.sessions_before}",
            "Por cada día de clases se da la mitad o menos de las sesiones de antes, y sigue habiendo estudiantes.",
            "Pregunte a la coordinación qué cambió: licencias, espacio, materiales o falta de registro.",
            "art. 11.2",
            count=facts.sessions,
        )


def _turned_away(facts: ServiceFacts) -> Iterator[Finding]:
    """Art. 25, 29."""
    if facts.no_capacity:
        words = plural(facts.no_capacity, "estudiante", "estudiantes")
        yield Finding(
            "no_capacity",
            NOW,
            f"{words} sin atención por falta de capacidad en los últimos {DEMAND_DAYS} días",
            "Cumplían los requisitos y el servicio no alcanzó: es la demanda con la que se decide ampliarlo.",
            "Vea si otro servicio puede atenderlos y sustente la ampliación del equipo.",
            "art. 16.3, 25, 29",
            since=facts.no_capacity_since,
            count=facts.no_capacity,
        )


def _evaluations(facts: ServiceFacts) -> Iterator[Finding]:
    """Art. 13.1."""
    if facts.unfinished:
        words = plural(facts.unfinished, "estudiante", "estudiantes")
        yield Finding(
            "evaluation",
            NOW,
            f"Falta terminar la evaluación de {words}, que correspondía en los últimos {EVALUATION_DAYS} días",
            "Sin ella el informe de progreso sale sin niveles y la institución educativa no tiene qué reconocer.",
            "Pida a las y los docentes que completen los niveles y las conclusiones que faltan.",
            "art. 13.1, 13.5",
            count=facts.unfinished,
        )


def _quality(facts: ServiceFacts) -> Iterator[Finding]:
    """Art. 10.1, 10.2."""
    percent = facts.observed_percent
    if percent is not None and facts.observed_of >= FEWEST_FOR_QUALITY and percent > QUALITY_LIMIT_PERCENT:
        yield Finding(
            "quality",
            SOON,
            f"{percent:.0f} de cada 100 atenciones tienen algo por revisar en sus datos",
            "El registro es la fuente oficial de las estadísticas del servicio: lo que está mal se cuenta mal.",
            "Recorra con la coordinación las listas de la calidad de los datos y corrija, las más largas primero.",
            "art. 10.1, 10.2",
            count=facts.observed_of,
        )


# In the order in which they are told among those that are as urgent: who must not be near pupils, what closes the
# service, who is not there, who is not taught, what the school waits for, and what can be mended at a desk.
_LOOKS = (
    _checks, _agreement, _team, _idle, _turned_away, _papers, _incidents, _drop, _returns, _evaluations, _capacity,
    _registration, _quality,
)  # fmt: skip
KINDS = (
    "checks", "agreement", "team", "idle", "no_capacity", "papers", "incidents", "drop", "returns", "evaluation",
    "capacity", "registration", "quality",
)  # fmt: skip
