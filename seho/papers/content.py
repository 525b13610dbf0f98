"""What the papers say: plain, frozen data, with nothing of the database in it.

Who composes a packet fills these; the templates only lay them out. No field asks for a diagnosis, a ward or a
hospital (art. 6.d): the service's own name is all that a paper tells of where the pupil was.

Free text may come as people typed it: `seho.papers.documents` caps it and breaks endless words.
"""

from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, zip_longest
from typing import Any, ClassVar

from seho.papers.codes import grouped

# Marks a field that is printed sign by sign (codes, addresses, keys), never capped or broken.
_VERBATIM: dict[str, Any] = {"verbatim": True}


class PaperError(Exception):
    """The paper cannot be made, and says to a person why: a picture is missing or damaged, a template is wrong."""


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
    """The days in the SEHO (third clock): those of this stay and those of the academic window.

    `goes_on`: counted to `ends_on`, the end of a period of the school, and the pupil continues in attention (R18).
    """

    starts_on: date
    ends_on: date | None  # None: still in the service, "a la fecha"
    goes_on: bool = False
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
    """Whom a paper is sent to: the director of the home school, or the guardian."""

    name: str = ""
    post: str  # Directora de la IE N.° 40001; madre
    school_name: str = ""


@dataclass(frozen=True, kw_only=True)
class IssueMark:
    """What only an issued paper bears. A paper without it is a draft: no number, no code, no QR.

    `signed`: the bytes that are stored will bear a digital signature with a certificate. Only then may the paper call
    itself the printable copy of an archived electronic original (DS 070-2013-PCM, art. 25).
    """

    number: str = field(default="", metadata=_VERBATIM)  # 012-2026-SEHO-AQP
    code: str = field(metadata=_VERBATIM)  # as `codes.new_code()` made it
    verify_url: str = field(metadata=_VERBATIM)  # absolute, opens this paper's page; goes into the QR
    verify_page: str = field(metadata=_VERBATIM)  # absolute, short: where a person types the code
    issued_on: date
    signed: bool = False

    @property
    def printed_code(self) -> str:
        return grouped(self.code)


@dataclass(frozen=True, kw_only=True)
class Recognition:
    """What the norm asks the school to recognise for this band (art. 13.5), in sentences."""

    sentences: tuple[str, ...]
    article: str  # art. 13.5, de 31 a 90 días


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What every paper has, whoever it is about."""

    template: ClassVar[str]
    kind: ClassVar[str]  # also the name of its file
    title: ClassVar[str]

    letterhead: Letterhead
    mark: IssueMark | None = None
    signatures: tuple[Signature, ...]
    pages: int = 0  # known once it is laid out
    use: str = ""  # what the school does with this paper (art. 13.5), for the list of documents of its packet

    @property
    def is_draft(self) -> bool:
        return self.mark is None

    @property
    def heading(self) -> str:
        """The title with its number: what the reader of the PDF shows on its bar. Never a name."""
        number = self.mark.number if self.mark else ""
        return f"{self.title} N.° {number}" if number else self.title


@dataclass(frozen=True, kw_only=True)
class Paper(Sheet):
    """A paper about a pupil."""

    pupil: Pupil


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


@dataclass(frozen=True, kw_only=True)
class ParticipationConstancy(Paper):
    """Constancia de participación: sessions without days in the SEHO, band or SIAGIE state (art. 18.c, R21)."""

    template = "papers/_participation.html"
    kind = "constancia-de-participacion"
    title = "Constancia de participación"

    dates: tuple[date, ...]  # of the sessions attended, in their order; the same day may come twice
    minutes: int
    modality: str  # en sala de espera, presencial
    areas: tuple[str, ...] = ()
    requested_by: str = "la parte interesada"

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(sorted(set(self.dates)))

    @property
    def months(self) -> tuple[tuple[date, ...], ...]:
        """The same days month by month."""
        return tuple(tuple(days) for _, days in groupby(self.days, key=lambda day: (day.year, day.month)))


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
    captions: tuple[str, ...] = ()  # one for each of `images`, or none at all
    kept_file: str = ""  # "Audio de 2 minutos": a work that cannot be printed

    @property
    def pictures(self) -> tuple[tuple[str, str], ...]:
        """Each key of `images` with its caption."""
        return tuple(zip_longest(self.images, self.captions[: len(self.images)], fillvalue=""))


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
class WorkProof:
    """A work of the portfolio that stands behind a level."""

    title: str
    made_on: date
    number: int | None = None  # its place in the printed portfolio, from 1; None: it is not printed there


@dataclass(frozen=True, kw_only=True)
class ClassCompetency:
    area: str
    number: int
    name: str


@dataclass(frozen=True, kw_only=True)
class ClassWork:
    """What the class studies, as its school told it (art. 11.4, 40.c)."""

    told_on: date
    told_by: str = ""  # Luis Demo Rojas, docente tutor
    period: str = ""  # II bimestre
    topics: str
    assessments: str = ""  # how and when the class is evaluated
    competencies: tuple[ClassCompetency, ...] = ()


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
    sessions: int = 0  # that worked it
    works: tuple[WorkProof, ...] = ()
    evidence: tuple[str, ...] = ()  # what else stands behind it

    @property
    def level_name(self) -> str:
        return LEVEL_NAMES.get(self.level or "", "")


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What class and pupil worked, and what only one of them did."""

    both: tuple[ClassCompetency, ...]
    only_class: tuple[ClassCompetency, ...]  # where the pupil needs to catch up
    only_pupil: tuple[ClassCompetency, ...]


@dataclass(frozen=True, kw_only=True)
class SupportPart:
    """What the psychologist wrote of one period (art. 13, 16.2.c); never clinical."""

    period: str  # II bimestre; empty where the stay touches none
    text: str


@dataclass(frozen=True, kw_only=True)
class ProgressReport(Paper):
    """Informe de progreso: levels only when the norm makes them due (art. 13.5)."""

    template = "papers/_progress_report.html"
    kind = "informe-de-progreso"
    title = "Informe de progreso"

    permanence: Permanence
    addressee: Addressee
    with_levels: bool
    prints_letters: bool = True  # in Inicial the conclusions alone are printed (RVM 094-2020)
    period: str = ""  # I y II bimestre de 2026
    background: str = ""
    lines: tuple[ProgressLine, ...]
    class_work: ClassWork | None = None
    conclusions: str = ""
    support_parts: tuple[SupportPart, ...] = ()
    socioemotional: str = ""  # that of the return, where it says something else; never clinical
    recommendations: tuple[str, ...] = ()
    recognition: Recognition | None = None

    @property
    def shows_letters(self) -> bool:
        return self.with_levels and self.prints_letters

    @property
    def worked(self) -> tuple[ProgressLine, ...]:
        return tuple(line for line in self.lines if line.worked)

    @property
    def pending(self) -> tuple[ProgressLine, ...]:
        return tuple(line for line in self.lines if not line.worked)

    @property
    def comparison(self) -> Comparison | None:
        """Class and pupil beside each other; None while the school has not said which competencies it works."""
        if self.class_work is None or not self.class_work.competencies:
            return None
        worked = {line.competency_number for line in self.worked}
        in_class = {each.number for each in self.class_work.competencies}
        return Comparison(
            both=tuple(each for each in self.class_work.competencies if each.number in worked),
            only_class=tuple(each for each in self.class_work.competencies if each.number not in worked),
            only_pupil=tuple(
                ClassCompetency(area=line.area, number=line.competency_number, name=line.competency)
                for line in self.worked
                if line.competency_number not in in_class
            ),
        )


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
    wishes: str = ""  # what the pupil wants to learn, in the own words
    language: str = ""
    special_needs: str = ""
    special_needs_support: str = ""  # how the plan answers them
    goals: tuple[PlanGoal, ...]
    curricular_adaptations: tuple[str, ...] = ()
    evaluation_adaptations: tuple[str, ...] = ()
    schedule: tuple[PlanSlot, ...] = ()
    schedule_text: str = ""  # the same in one sentence, when it is not laid out by days
    resources: str = ""
    support: str = ""  # tutoría y soporte socioemocional
    activities: tuple[str, ...] = ()
    extension: str = ""  # Plan breve
    written_by: tuple[str, ...] = ()
    approved_by: str = ""
    approved_on: date | None = None
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


# --- Comunicación oficial del registro ------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class OfficialCommunication(Paper):
    """Oficio that attests the formal registration, for states c and d (art. 10.4); no type A, B, C."""

    template = "papers/_official_communication.html"
    kind = "comunicacion-oficial"
    title = "Oficio"

    addressee: Addressee
    registered_on: date
    state_letter: str  # c, d
    state_words: str  # Ausente – con SEHO hospitalario
    previous_letter: str = ""  # the state that this one follows, if the school was told another
    copies: tuple[str, ...] = ()  # UGEL Arequipa Sur

    @property
    def state_meaning(self) -> str:
        """What art. 10.3 says of the state in brackets."""
        places = {"c": "en establecimiento de salud", "d": "en domicilio"}
        place = places.get(self.state_letter)
        return f"estudiante-paciente que recibe el SEHO {place}" if place else ""


# --- Informe de reincorporación -------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ReturnReport(Paper):
    """The written report of the return for the director (art. 14.1, 14.2). Never clinical."""

    template = "papers/_return_report.html"
    kind = "informe-de-reincorporacion"
    title = "Informe de reincorporación"

    permanence: Permanence
    addressee: Addressee
    learning_situation: str
    socioemotional_situation: str
    recommendations: tuple[str, ...]
    told_on: date | None = None  # the verbal report to the same person
    returns_on: date | None = None  # first day back in class, once it is known


@dataclass(frozen=True, kw_only=True)
class FamilyReturnReport(ReturnReport):
    """The same facts for the guardian, in plain and warm words (art. 14.1)."""

    template = "papers/_family_return_report.html"
    kind = "informe-de-reincorporacion-para-la-familia"
    title = "Informe de reincorporación para la familia"
