"""The state that the director registers in SIAGIE (art. 10.3, 10.4, 13.6, 40.a; R24).

The program proposes and keeps track; the director registers. Art. 13.6 and art. 40.a cite "numeral 11.3"
where the states stand in art. 10.3: the right one is cited here.
"""

from collections.abc import Hashable
from dataclasses import dataclass

from patients.rules.facts import Setting
from patients.rules.words import Labelled, days_text

PENDING_LIMIT_DAYS = 7  # R24: the norm gives no term; after it, silence is taken as no authorisation


class SiagieState(Labelled):
    """The four states of art. 10.3, in its words. Without a state the pupil attends school."""

    WITHOUT_HOME_SEHO = "a", "Ausente – sin SEHO domiciliario"
    WITHOUT_HOSPITAL_SEHO = "b", "Ausente – sin SEHO hospitalario"
    WITH_HOSPITAL_SEHO = "c", "Ausente – con SEHO hospitalario"
    WITH_HOME_SEHO = "d", "Ausente – con SEHO domiciliario"


class SiagieCause(Labelled):
    """Why a pupil does not receive the service: the only two causes of states a and b (art. 10.3)."""

    NO_SEHO = "NO_SEHO", "No hay SEHO implementado en la jurisdicción"
    NOT_AUTHORIZED = "NOT_AUTHORIZED", "La familia no autoriza el ingreso"


class Answer(Labelled):
    """What the guardian said of the entry into the SEHO (art. 10.1); a revoked authorisation is REFUSED."""

    PENDING = "PENDING", "Pendiente"
    GRANTED = "GRANTED", "Autoriza"
    REFUSED = "REFUSED", "No autoriza"


@dataclass(frozen=True)
class Communication:
    """An official communication of a SEHO to a school, which attests the registration (art. 10.4)."""

    state: SiagieState
    seho: Hashable
    school: Hashable


@dataclass(frozen=True)
class Situation:
    """What decides the state on one day.

    setting         where the pupil is from now on, accredited: see `setting_after`; None once discharged
    without rest
    is_enrolled     in a school or programme of basic education (art. 5.5)
    is_registered   in the SEHO that attends this setting (art. 10.1); `seho` and `school` are keys of the
    caller
    has_service     a SEHO is implemented in the jurisdiction of the establishment, or of the declared home
    answer          of the guardian; `pending_days` since the service was offered or asked for
    standing        state that the school has registered, if any; `is_back` once reincorporated after it (art.
    13.6)
    communication   the last one sent, if any
    """

    setting: Setting | None
    is_enrolled: bool = True
    is_registered: bool = False
    has_service: bool = True
    answer: Answer = Answer.PENDING
    pending_days: int = 0
    standing: SiagieState | None = None
    is_back: bool = False
    seho: Hashable = None
    school: Hashable = None
    communication: Communication | None = None


@dataclass(frozen=True)
class SiagieProposal:
    """What SIAGIE should say.

    state                the state to propose; None: no state
    cause                of states a and b
    is_pending           nothing can be proposed yet (R24)
    standing             what holds in SIAGIE meanwhile: a registered state stays until reincorporation (art.
    13.6)
    needs_communication  c and d need an official communication of this SEHO to this school in this state
    (art. 10.4)
    """

    state: SiagieState | None
    cause: SiagieCause | None
    is_pending: bool
    standing: SiagieState | None
    needs_communication: bool
    reason: str
    article: str

    @property
    def label(self) -> str:
        return self.state.label if self.state else "Sin estado"

    @property
    def is_change(self) -> bool:
        return not self.is_pending and self.state != self.standing


def siagie_state(situation: Situation) -> SiagieProposal:
    """State a, b, c or d with its cause, or none (art. 10.3); a year's end changes nothing (art. 13.6)."""
    if not situation.is_enrolled:
        return _none(situation, "No tiene matrícula: no hay institución educativa que registre un estado.", "art. 5.5")
    if situation.setting is None:
        return _discharged(situation)
    if situation.setting == Setting.UNTYPED:
        reason = "La atención ambulatoria frecuente sin descanso de 31 días no lleva estado: continúa en su IE."
        return _none(situation, reason, "art. 18.c, art. 8.2.b")
    if situation.is_registered:
        return _receives(situation)
    if not situation.has_service:
        return _absent(situation, SiagieCause.NO_SEHO, "No hay SEHO implementado en la jurisdicción.")
    if situation.answer == Answer.REFUSED:
        return _absent(situation, SiagieCause.NOT_AUTHORIZED, "La familia no autoriza el ingreso al SEHO.")
    if situation.answer == Answer.GRANTED:
        reason = "La familia autorizó el ingreso; el estado se propone al registrarse en el SEHO."
        return _none(situation, reason, "art. 10.1, art. 10.4", is_pending=True)
    return _unanswered(situation)


def _unanswered(situation: Situation) -> SiagieProposal:
    waited = days_text(situation.pending_days)
    if situation.pending_days > PENDING_LIMIT_DAYS:
        return _absent(
            situation,
            SiagieCause.NOT_AUTHORIZED,
            f"Pasaron {waited} sin la autorización de la familia para el ingreso.",
        )
    reason = (
        f"La autorización de la familia está pendiente (van {waited}); "
        f"si no llega en {days_text(PENDING_LIMIT_DAYS)}, se propondrá el estado sin SEHO."
    )
    return _none(situation, reason, "art. 10.1, art. 10.3", is_pending=True)


def _receives(situation: Situation) -> SiagieProposal:
    if situation.setting == Setting.HOSPITAL:
        state, place = SiagieState.WITH_HOSPITAL_SEHO, "en el establecimiento de salud"
    else:
        state, place = SiagieState.WITH_HOME_SEHO, "en su domicilio"
    sent = situation.communication == Communication(state, situation.seho, situation.school)
    said = [f"Recibe el SEHO {place}."]
    if not sent:
        said.append("Falta la comunicación oficial del SEHO a su IE que acredita este registro.")
    return SiagieProposal(
        state=state,
        cause=None,
        is_pending=False,
        standing=situation.standing,
        needs_communication=not sent,
        reason=" ".join(said),
        article=f"art. 10.3.{state.value}, art. 10.4",
    )


def _absent(situation: Situation, cause: SiagieCause, reason: str) -> SiagieProposal:
    if situation.setting == Setting.HOSPITAL:
        state, place = (
            SiagieState.WITHOUT_HOSPITAL_SEHO,
            "Está en hospitalización y no recibe el SEHO.",
        )
    else:
        state, place = (
            SiagieState.WITHOUT_HOME_SEHO,
            "Está en tratamiento ambulatorio en su domicilio y no recibe el SEHO.",
        )
    return SiagieProposal(
        state=state,
        cause=cause,
        is_pending=False,
        standing=situation.standing,
        needs_communication=False,
        reason=f"{place} {reason}",
        article=f"art. 10.3.{state.value}",
    )


def _discharged(situation: Situation) -> SiagieProposal:
    if situation.standing is None or situation.is_back:
        reason = "No está en hospitalización ni en descanso médico acreditado: asiste a su IE y no lleva estado."
        return _none(situation, reason, "art. 13.6" if situation.is_back else "art. 10.3")
    reason = (
        f"Con el alta retorna a su IE: corresponde retirar el estado {situation.standing.value}. "
        "Se mantiene, también al cierre del año, hasta su reincorporación."
    )
    return _none(situation, reason, "art. 14.1, art. 13.6")


def _none(situation: Situation, reason: str, article: str, *, is_pending: bool = False) -> SiagieProposal:
    standing = None if situation.is_back and situation.setting is None else situation.standing
    return SiagieProposal(
        state=None,
        cause=None,
        is_pending=is_pending,
        standing=standing,
        needs_communication=False,
        reason=reason,
        article=article,
    )
