"""What a new service needs before it may work, in which order, and who acts next (art. 24 to 29, 37 to 39)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from seho.accounts.enums import Role
from seho.network.enums import DossierPart, FoundingStep, PartState, SehoScope, Verdict

# Art. 29, by the scope and its letter.
CRITERIA: Mapping[str, Mapping[str, str]] = {
    SehoScope.HOSPITAL_AND_HOME: {
        "a": "Establecimientos de salud del segundo o tercer nivel de atención que atienden a estudiantes de 3 a 20 "
        "años hospitalizados",
        "b": "Al menos un establecimiento de salud de la provincia con patologías que requieren atención por periodos "
        "prolongados, de 31 días a más",
        "c": "Establecimiento con el mayor número de hospitalizaciones de 3 a 20 años y con ambientes disponibles para "
        "aulas hospitalarias",
    },
    SehoScope.HOME_ONLY: {
        "a": "Establecimientos de salud del primer, segundo o tercer nivel que atienden a estudiantes de 3 a 20 años "
        "en tratamiento ambulatorio",
        "b": "Provincia sin establecimiento de salud, con indicaciones médicas o certificados de descanso de 31 días a "
        "más en el domicilio",
    },
}

# Art. 26, by the scope and its letter. The term is read from the dates of the agreement.
AGREEMENT_CONTENTS: Mapping[str, Mapping[str, str]] = {
    SehoScope.HOSPITAL_AND_HOME: {
        "a": "Asignación de los espacios de aprendizaje",
        "b": "Condiciones que ofrecen ambas partes para prestar el servicio",
        "c": "Plazo de vigencia, conforme a la disponibilidad presupuestal",
        "d": "Capacitación en bioseguridad al equipo, a cargo del establecimiento de salud",
        "e": "Medidas de bioseguridad en los espacios de aprendizaje",
    },
    SehoScope.HOME_ONLY: {
        "a": "Condiciones que ofrecen ambas partes para prestar el servicio",
        "b": "Plazo de vigencia, conforme a la disponibilidad presupuestal",
        "c": "Medidas de bioseguridad en el aula hogar",
    },
}
_TERM_LETTER = {SehoScope.HOSPITAL_AND_HOME: "c", SehoScope.HOME_ONLY: "b"}
_AGREEMENT_BETWEEN = {
    SehoScope.HOSPITAL_AND_HOME: "de la DRE con la autoridad sanitaria o la dirección del establecimiento de salud",
    SehoScope.HOME_ONLY: "del Minedu o la DRE con la autoridad sanitaria u otra entidad",
}


def agreement_gaps(scope: str, contents: Mapping[str, str]) -> tuple[str, ...]:
    """What of art. 26 an agreement does not say yet, each with its letter."""
    asked = AGREEMENT_CONTENTS[scope]
    told = {letter for letter, note in contents.items() if note} | {_TERM_LETTER[SehoScope(scope)]}
    return tuple(f"{letter}) {label}" for letter, label in asked.items() if letter not in told)


def asked_contents(scope: str) -> dict[str, str]:
    """The letters of art. 26 that somebody has to read in the agreement; its term is known."""
    return {
        letter: label for letter, label in AGREEMENT_CONTENTS[scope].items() if letter != _TERM_LETTER[SehoScope(scope)]
    }


@dataclass(frozen=True)
class PaperFacts:
    """A report of the dossier, as far as it was written down."""

    number: str = ""
    issued_on: date | None = None
    has_more: bool = False

    @property
    def is_whole(self) -> bool:
        return bool(self.number and self.issued_on)

    @property
    def is_begun(self) -> bool:
        return bool(self.number or self.issued_on or self.has_more)


@dataclass(frozen=True)
class AgreementFacts:
    signed_on: date | None
    ends_on: date
    contents: Mapping[str, str]


@dataclass(frozen=True)
class FoundingFacts:
    """All that is known of a proposal. Of several requests of an opinion only the last one counts."""

    scope: str
    opened_on: date
    grounds: Mapping[str, str] = field(default_factory=dict)
    demand: PaperFacts = PaperFacts()
    costs: PaperFacts = PaperFacts()
    cost_posts: Decimal | None = None
    cost_materials: Decimal | None = None
    agreement: AgreementFacts | None = None
    asked_on: date | None = None
    verdict: str = ""
    opinion_on: date | None = None
    resolution_number: str = ""
    resolution_on: date | None = None
    code_asked_on: date | None = None
    code: str = ""
    code_assigned_on: date | None = None
    started_on: date | None = None
    withdrawn_on: date | None = None

    @property
    def is_favourable(self) -> bool:
        return self.verdict == Verdict.FAVOURABLE

    @property
    def is_waiting_for_opinion(self) -> bool:
        return self.asked_on is not None and not self.verdict


@dataclass(frozen=True)
class DossierItem:
    """One document of art. 25.2; `lacks` says what it still needs, in the words of the person who has to mend it."""

    part: DossierPart
    state: PartState
    lacks: tuple[str, ...]
    about: str

    @property
    def label(self) -> str:
        return str(self.part.label)

    @property
    def is_ready(self) -> bool:
        return self.state is PartState.READY


@dataclass(frozen=True)
class StepOfFounding:
    key: FoundingStep
    on: date | None
    state: str

    @property
    def label(self) -> str:
        return str(self.key.label)


@dataclass(frozen=True)
class NextAct:
    """What waits, and for whom."""

    step: FoundingStep
    actor: Role
    words: str
    article: str


@dataclass(frozen=True)
class Dossier:
    """How far a proposal is. `waiting` holds what can be done now, the first of them being the next step.

    Of one that is withdrawn nothing waits.
    """

    items: tuple[DossierItem, ...]
    steps: tuple[StepOfFounding, ...]
    waiting: tuple[NextAct, ...]

    @property
    def missing(self) -> tuple[DossierItem, ...]:
        return tuple(item for item in self.items if not item.is_ready)

    @property
    def missing_before_opinion(self) -> tuple[DossierItem, ...]:
        return tuple(item for item in self.missing if item.part is not DossierPart.OPINION)

    @property
    def next(self) -> NextAct | None:
        return self.waiting[0] if self.waiting else None

    def awaits(self, step: FoundingStep) -> bool:
        return any(act.step is step for act in self.waiting)


def dossier(facts: FoundingFacts, *, today: date) -> Dossier:
    """Art. 25.2 and what follows it: the documents, the way, what waits for whom."""
    items = (_demand(facts), _agreement(facts, today), _costs(facts), _opinion(facts))
    is_whole = all(item.is_ready for item in items if item.part is not DossierPart.OPINION)
    waiting = () if facts.withdrawn_on else tuple(_waiting(facts, items, is_whole))
    return Dossier(items, _steps(facts, is_whole), waiting)


def _item(part: DossierPart, lacks: list[str], *, is_begun: bool, about: str) -> DossierItem:
    state = PartState.READY if not lacks else PartState.STARTED if is_begun else PartState.MISSING
    return DossierItem(part, state, tuple(lacks), about)


def _of_paper(paper: PaperFacts) -> list[str]:
    return [] if paper.is_whole else ["el número y la fecha del informe"]


def _demand(facts: FoundingFacts) -> DossierItem:
    lacks = _of_paper(facts.demand)
    told = {letter for letter in CRITERIA[facts.scope] if facts.grounds.get(letter)}
    if not told:
        lacks.append("al menos un criterio de focalización con su sustento (art. 29)")
    about = "Con la información estadística que lo sustenta y el desarrollo de los criterios de focalización."
    return _item(DossierPart.DEMAND, lacks, is_begun=facts.demand.is_begun or bool(told), about=about)


def _agreement(facts: FoundingFacts, today: date) -> DossierItem:
    about = f"Convenio {_AGREEMENT_BETWEEN[SehoScope(facts.scope)]}."
    agreement = facts.agreement
    if agreement is None:
        return _item(DossierPart.AGREEMENT, ["registrar el convenio"], is_begun=False, about=about)
    lacks = [f"su contenido mínimo: {gap}" for gap in agreement_gaps(facts.scope, agreement.contents)]
    if agreement.signed_on is None:
        lacks.append("la suscripción por la DRE o GRE")
    if agreement.ends_on < today:
        lacks.append("un convenio vigente: este venció")
    return _item(DossierPart.AGREEMENT, lacks, is_begun=True, about=about)


def _costs(facts: FoundingFacts) -> DossierItem:
    lacks = _of_paper(facts.costs)
    if not facts.cost_posts:
        lacks.append("el costo de las plazas")
    if not facts.cost_materials:
        lacks.append("el costo de los materiales")
    is_begun = facts.costs.is_begun or bool(facts.cost_posts or facts.cost_materials)
    about = "Plazas, materiales y otros que requiere el funcionamiento."
    return _item(DossierPart.COSTS, lacks, is_begun=is_begun, about=about)


def _opinion(facts: FoundingFacts) -> DossierItem:
    lacks = [] if facts.is_favourable else ["la opinión favorable del Minedu"]
    return _item(
        DossierPart.OPINION, lacks, is_begun=facts.asked_on is not None, about="Sobre el proyecto de implementación."
    )


def _steps(facts: FoundingFacts, is_whole: bool) -> tuple[StepOfFounding, ...]:
    """Done with their day; the first one that is not done is the present one, also of what was observed."""
    is_asked = facts.is_waiting_for_opinion or facts.is_favourable
    done: dict[FoundingStep, tuple[bool, date | None]] = {
        FoundingStep.OPENED: (True, facts.opened_on),
        FoundingStep.DOSSIER: (is_whole or is_asked, None),
        FoundingStep.ASKED: (is_asked, facts.asked_on),
        FoundingStep.OPINION: (facts.is_favourable, facts.opinion_on),
        FoundingStep.RESOLUTION: (bool(facts.resolution_number), facts.resolution_on),
        FoundingStep.CODE_ASKED: (bool(facts.code_asked_on or facts.code), facts.code_asked_on),
        FoundingStep.CODE: (bool(facts.code), facts.code_assigned_on),
        FoundingStep.STARTED: (facts.started_on is not None, facts.started_on),
    }
    steps, is_now_found = [], False
    for key, (is_done, on) in done.items():
        if is_done:
            steps.append(StepOfFounding(key, on, "done"))
        else:
            now = "stopped" if facts.withdrawn_on else "now"
            steps.append(StepOfFounding(key, None, "next" if is_now_found else now))
            is_now_found = True
    return tuple(steps)


def _waiting(facts: FoundingFacts, items: tuple[DossierItem, ...], is_whole: bool) -> list[NextAct]:
    if not facts.is_favourable:
        return _before_opinion(facts, items, is_whole)
    found = []
    if not facts.resolution_number:
        words = "Emita la resolución de implementación"
        return [NextAct(FoundingStep.RESOLUTION, Role.UGEL_SPECIALIST, words, "art. 25.3, 39.a")]
    if not facts.code and facts.code_asked_on is None:
        words = "Solicite el código de registro al Minedu"
        found.append(NextAct(FoundingStep.CODE_ASKED, Role.UGEL_SPECIALIST, words, "art. 24.b, 39.b"))
    if not facts.code and facts.code_asked_on is not None:
        found.append(NextAct(FoundingStep.CODE, Role.MINEDU, "Asigne el código de registro", "art. 24.b, 28.1"))
    if facts.started_on is None:
        words = "Registre el inicio del funcionamiento"
        found.append(NextAct(FoundingStep.STARTED, Role.UGEL_SPECIALIST, words, "art. 25"))
    return found


def _before_opinion(facts: FoundingFacts, items: tuple[DossierItem, ...], is_whole: bool) -> list[NextAct]:
    if facts.is_waiting_for_opinion:
        words = "Emita opinión sobre el proyecto de implementación"
        return [NextAct(FoundingStep.OPINION, Role.MINEDU, words, "art. 25.2, 25.3")]
    if is_whole:
        observed = facts.verdict == Verdict.OBSERVED
        words = (
            "Levante las observaciones y solicite otra vez la opinión" if observed else "Solicite la opinión del Minedu"
        )
        return [NextAct(FoundingStep.ASKED, Role.UGEL_SPECIALIST, words, "art. 25.2")]
    found = []
    if not all(item.is_ready for item in items if item.part in (DossierPart.DEMAND, DossierPart.COSTS)) or any(
        item.part is DossierPart.AGREEMENT and _is_of_ugel(item) for item in items
    ):
        observed = facts.verdict == Verdict.OBSERVED
        words = "Levante las observaciones del Minedu" if observed else "Complete el expediente"
        found.append(NextAct(FoundingStep.DOSSIER, Role.UGEL_SPECIALIST, words, "art. 25.2"))
    if facts.agreement is not None and facts.agreement.signed_on is None:
        words = "Suscriba el convenio y registre la fecha"
        found.append(NextAct(FoundingStep.DOSSIER, Role.DRE_SPECIALIST, words, "art. 38.a, 38.b"))
    return found


def _is_of_ugel(agreement: DossierItem) -> bool:
    """What an agreement lacks besides the signature."""
    return any("suscripción" not in lack for lack in agreement.lacks)


# --- What an act needs; nothing where it may be done -----------------------------------------------


def withdrawal_problem(facts: FoundingFacts) -> str:
    """Why the UGEL cannot take its proposal back (art. 25.1): until its resolution it can."""
    if facts.withdrawn_on:
        return "La propuesta ya está retirada."
    if facts.resolution_number or facts.started_on:
        return "El servicio ya tiene su resolución de implementación: su propuesta no se retira (art. 25.3)."
    return ""


def going_on_problem(facts: FoundingFacts) -> str:
    """Why nothing is done with a proposal."""
    if facts.withdrawn_on:
        return f"La propuesta está retirada desde el {facts.withdrawn_on:%d/%m/%Y}: la UGEL puede retomarla."
    return ""


def asking_problem(found: Dossier) -> str:
    """Why the opinion cannot be asked for (art. 25.2)."""
    if found.awaits(FoundingStep.ASKED):
        return ""
    if found.missing_before_opinion:
        names = "; ".join(f"{item.label}: falta {', '.join(item.lacks)}" for item in found.missing_before_opinion)
        return f"El expediente todavía no está completo. {names} (art. 25.2)."
    return "La opinión del Minedu ya está solicitada o emitida."


def resolution_problem(facts: FoundingFacts, resolution_on: date | None) -> str:
    """Why the UGEL cannot issue its resolution (art. 25.3)."""
    if not facts.is_favourable or facts.opinion_on is None:
        return "La resolución se expide una vez que se cuenta con la opinión favorable del Minedu (art. 25.3)."
    if resolution_on is not None and resolution_on < facts.opinion_on:
        return (
            f"La resolución no puede ser anterior a la opinión favorable, del {facts.opinion_on:%d/%m/%Y} (art. 25.3)."
        )
    return ""


def start_problem(facts: FoundingFacts, started_on: date, *, today: date) -> str:
    if not facts.resolution_number or facts.resolution_on is None:
        return "El servicio empieza con su resolución de implementación (art. 25.3)."
    if started_on < facts.resolution_on:
        return f"No puede empezar antes de su resolución, del {facts.resolution_on:%d/%m/%Y} (art. 25.3)."
    if started_on > today:
        return "Esa fecha todavía no llega: registre el inicio cuando ocurra."
    return ""
