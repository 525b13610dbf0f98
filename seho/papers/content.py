"""What the papers say: plain, frozen data, with nothing of the database in it.

Who composes a packet fills these; the templates only lay them out. No field asks for a diagnosis, a ward or a
hospital (art. 6.d): the service's own name is all that a paper tells of where the pupil was.

Free text may come as people typed it: `seho.papers.documents` caps it and breaks endless words.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from seho.papers.codes import grouped

# Marks a field that is printed sign by sign (codes, addresses, keys), never capped or broken.
_VERBATIM: dict[str, Any] = {"verbatim": True}


class PaperError(Exception):
    """The paper cannot be made: a picture is missing or damaged, or it names something foreign."""


LEVEL_NAMES = {"AD": "Logro destacado", "A": "Logro esperado", "B": "En proceso", "C": "En inicio"}


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    seho_name: str  # Servicio Educativo Hospitalario «…»
    seho_code: str  # código de registro (art. 28)
    ugel: str  # UGEL Arequipa Norte
    region: str  # Gerencia Regional de Educación de Arequipa
    place: str  # the city that stands before the date
    decade_name: str = ""
    year_name: str = ""  # blank in the first days of January, before it is decreed


@dataclass(frozen=True, kw_only=True)
class Pupil:
    full_name: str  # Quispe Mamani, Ana Lucía
    document_label: str = ""  # DNI, Carné de extranjería…
    document_number: str = ""
    level: str  # Educación Primaria
    school_grade: str  # 3.º grado
    section: str = ""
    school_name: str
    school_code: str  # código modular-anexo, 0123456-0
    school_ugel: str = ""


@dataclass(frozen=True, kw_only=True)
class Permanence:
    """The days in the SEHO (third clock): those of this stay and those of the academic window."""

    starts_on: date
    ends_on: date | None  # None: still in the service, "a la fecha"
    days: int
    accumulated_days: int
    window: str = ""  # año escolar 2026; periodo promocional 2026-I
    sessions_attended: int
    minutes: int
    modality: str  # hospitalario, presencial

    @property
    def has_earlier_stays(self) -> bool:
        return self.accumulated_days > self.days


@dataclass(frozen=True, kw_only=True)
class Signature:
    name: str
    post: str  # Coordinadora educativa


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """Whom a report is sent to: the director of the home school."""

    name: str = ""
    post: str  # Directora de la IE N.° 40001
    school_name: str = ""


@dataclass(frozen=True, kw_only=True)
class IssueMark:
    """What only an issued paper bears. A paper without it is a draft: no number, no code, no QR."""

    number: str = field(default="", metadata=_VERBATIM)  # 012-2026-SEHO-AQP
    code: str = field(metadata=_VERBATIM)  # as `codes.new_code()` made it
    verify_url: str = field(metadata=_VERBATIM)  # absolute, opens this paper's page; goes into the QR
    verify_page: str = field(metadata=_VERBATIM)  # absolute, short: where a person types the code
    issued_on: date

    @property
    def printed_code(self) -> str:
        return grouped(self.code)


@dataclass(frozen=True, kw_only=True)
class Recognition:
    """What the norm asks the school to recognise for this band (art. 13.5), in sentences."""

    sentences: tuple[str, ...]
    article: str  # art. 13.5, de 31 a 90 días


@dataclass(frozen=True, kw_only=True)
class Paper:
    template: ClassVar[str]
    kind: ClassVar[str]  # also the name of its file
    title: ClassVar[str]

    letterhead: Letterhead
    pupil: Pupil
    mark: IssueMark | None = None
    signatures: tuple[Signature, ...]

    @property
    def is_draft(self) -> bool:
        return self.mark is None

    @property
    def heading(self) -> str:
        """The title with its number: what the reader of the PDF shows on its bar. Never a name."""
        number = self.mark.number if self.mark else ""
        return f"{self.title} N.° {number}" if number else self.title


# --- Constancia -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Constancy(Paper):
    """Constancia de asistencia y participación: due for every length of stay (art. 13.5)."""

    template = "papers/_constancy.html"
    kind = "constancia"
    title = "Constancia de asistencia y participación"

    permanence: Permanence
    areas: tuple[str, ...] = ()  # areas in which the pupil took part
    requested_by: str = "la parte interesada"


# --- Portafolio -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class WorkItem:
    title: str
    made_on: date
    competency: str = ""  # 8. Lee diversos tipos de textos escritos en su lengua materna
    area: str = ""
    pupil_words: str = ""
    text: str = ""  # the work itself, when it is written
    comment: str = ""  # of who teaches
    images: tuple[str, ...] = field(default=(), metadata=_VERBATIM)  # keys of `images`
    image_description: str = ""
    kept_file: str = ""  # "Audio de 2 minutos": a work that cannot be printed


@dataclass(frozen=True, kw_only=True)
class Portfolio(Paper):
    """Portafolio: the productions made during the attention (art. 12), as a book."""

    template = "papers/_portfolio.html"
    kind = "portafolio"
    title = "Portafolio de la o el estudiante-paciente"

    permanence: Permanence
    works: tuple[WorkItem, ...]
    introduction: str = ""


# --- Informe de progreso --------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ProgressLine:
    """One competency. `worked=False`: pending, for the school to evaluate.

    Not evaluated is never printed as C (art. 13.3.c).
    """

    area: str
    competency_number: int
    competency: str
    worked: bool = True
    evaluated: bool = True
    level: str | None = None  # AD, A, B, C; printed only when the report carries levels
    not_evaluated_reason: str = ""  # never clinical
    conclusion: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def level_name(self) -> str:
        return LEVEL_NAMES.get(self.level or "", "")


@dataclass(frozen=True, kw_only=True)
class ProgressReport(Paper):
    """Informe de progreso: levels only when the norm makes them due (art. 13.5)."""

    template = "papers/_progress_report.html"
    kind = "informe-de-progreso"
    title = "Informe de progreso"

    permanence: Permanence
    addressee: Addressee
    with_levels: bool
    period: str = ""  # I y II bimestre de 2026
    background: str = ""
    lines: tuple[ProgressLine, ...]
    conclusions: str = ""
    socioemotional: str = ""  # the psychologist's part; never clinical
    recommendations: tuple[str, ...] = ()
    recognition: Recognition | None = None

    @property
    def worked(self) -> tuple[ProgressLine, ...]:
        return tuple(line for line in self.lines if line.worked)

    @property
    def pending(self) -> tuple[ProgressLine, ...]:
        return tuple(line for line in self.lines if not line.worked)


# --- Plan educativo personalizado -----------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class PlanGoal:
    area: str
    competency_number: int
    competency: str
    purpose: str
    evidence: str = ""
    criteria: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanSlot:
    days: str  # lunes, miércoles y viernes
    hours: str = ""  # 09:00 a 10:00 h
    space: str = ""  # aula en sala cama
    activity: str = ""


@dataclass(frozen=True, kw_only=True)
class EducationPlan(Paper):
    """Plan educativo personalizado: adaptations of curriculum and of evaluation (art. 11.3 and 11.4)."""

    template = "papers/_education_plan.html"
    kind = "plan-educativo-personalizado"
    title = "Plan educativo personalizado"

    version: str = ""  # 2, del 12 de mayo de 2026
    starts_on: date
    ends_on: date | None = None
    situation: str = ""  # what the home school told; strengths, interests, mother tongue; never clinical
    purposes: str = ""  # what the pupil is expected to learn in these weeks
    special_needs: str = ""
    goals: tuple[PlanGoal, ...]
    curricular_adaptations: tuple[str, ...] = ()
    evaluation_adaptations: tuple[str, ...] = ()
    schedule: tuple[PlanSlot, ...] = ()
    schedule_text: str = ""  # the same in one sentence, when it is not laid out by days
    resources: str = ""
    support: str = ""  # tutoría y soporte socioemocional
    agreed_with: str = ""  # Luis Demo Rojas, docente tutor
    agreed_on: date | None = None
    agreements: tuple[str, ...] = ()


# --- Relación de documentos -----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class PacketNote(Paper):
    """First page of a packet: what is handed over, and what the school has to recognise."""

    template = "papers/_packet_note.html"
    kind = "relacion-de-documentos"
    title = "Relación de documentos"

    permanence: Permanence
    addressee: Addressee
    recognition: Recognition
    remarks: str = ""
