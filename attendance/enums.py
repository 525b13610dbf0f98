"""The words of teaching in the service (art. 11, 13, 18, 19, 23)."""

from django.db import models


class PlanState(models.TextChoices):
    DRAFT = "DRAFT", "En elaboración"
    SENT = "SENT", "Por aprobar"
    RETURNED = "RETURNED", "Devuelto con comentarios"
    IN_FORCE = "IN_FORCE", "Vigente"
    SUPERSEDED = "SUPERSEDED", "Reemplazado"


# A version that is still being made; a plan has at most one.
OPEN_PLAN_STATES = (PlanState.DRAFT, PlanState.SENT, PlanState.RETURNED)
# A version that holds, or held.
SETTLED_PLAN_STATES = (PlanState.IN_FORCE, PlanState.SUPERSEDED)


class PlanKind(models.TextChoices):
    SHORT = "SHORT", "Plan breve"
    FULL = "FULL", "Plan completo"


class PlanPart(models.TextChoices):
    """Whose contribution to the plan it is (art. 11.4, 16.2)."""

    TEACHER = "TEACHER", "Docente del SEHO"
    PSYCHOLOGIST = "PSYCHO", "Psicóloga o psicólogo"
    SCHOOL = "SCHOOL", "Docente de la IE"


class PlanSection(models.TextChoices):
    """What a comment on a plan is about."""

    GOALS = "GOALS", "Propósitos y competencias"
    ADAPTATIONS = "ADAPT", "Adaptaciones"
    SUPPORT = "SUPPORT", "Soporte socioemocional"
    SCHOOL = "SCHOOL", "Coordinación con la IE"
    WHOLE = "WHOLE", "El plan en conjunto"


class Adaptation(models.TextChoices):
    """Adaptations of the curriculum (`C_`) and of the evaluation (`E_`) that are ticked, never a diagnosis (11.4)."""

    C_SHORT = "C_SHORT", "Sesiones breves, con pausas"
    C_ESSENTIAL = "C_ESSENTIAL", "Menos actividades: las esenciales de cada competencia"
    C_LARGE = "C_LARGE", "Material con letra grande o mayor contraste"
    C_ONE_HAND = "C_ONE_HAND", "Actividades con una sola mano"
    C_IN_BED = "C_IN_BED", "Actividades que se hacen en la cama"
    C_PLAY = "C_PLAY", "Propuestas lúdicas"
    C_CONCRETE = "C_CONCRETE", "Material concreto para manipular"
    C_EARLIER = "C_EARLIER", "Desempeños de un grado anterior como punto de partida"
    C_VISUAL = "C_VISUAL", "Imágenes, pictogramas u organizadores"
    C_READ_ALOUD = "C_READ_ALOUD", "Textos leídos en voz alta o en audio"
    C_ORAL = "C_ORAL", "Indicaciones orales, paso a paso"
    C_LITTLE_WRITING = "C_LITTLE_WRITING", "Poca escritura: dicta, señala o marca"
    C_DEVICE = "C_DEVICE", "Tableta o computadora"
    C_LANGUAGE = "C_LANGUAGE", "Explicación en su lengua materna"
    C_SIGNS = "C_SIGNS", "Lengua de señas peruana"
    E_ORAL = "E_ORAL", "Responde de manera oral"
    E_TIME = "E_TIME", "Más tiempo"
    E_PARTS = "E_PARTS", "Por partes, en varios días"
    E_MOMENT = "E_MOMENT", "En el momento del día en que se siente mejor"
    E_FEWER = "E_FEWER", "Menos preguntas por competencia"
    E_WORKS = "E_WORKS", "Con las producciones de su portafolio"
    E_OBSERVED = "E_OBSERVED", "Por observación durante la sesión"
    E_MARK = "E_MARK", "Marca o señala en lugar de escribir"
    E_DICTATED = "E_DICTATED", "Dicta y otra persona escribe"
    E_LARGE = "E_LARGE", "Con letra grande o leída en voz alta"
    E_DEVICE = "E_DEVICE", "Con tableta, audio o foto"
    E_LANGUAGE = "E_LANGUAGE", "Puede responder en su lengua materna"

    @property
    def is_curricular(self) -> bool:
        return self.value.startswith("C_")


class SessionKind(models.TextChoices):
    """Art. 11.2: learning sessions or educational projects; 16.2.c: socio-emotional support."""

    LEARNING = "LEARNING", "Sesión de aprendizaje"
    PROJECT = "PROJECT", "Proyecto educativo"
    SUPPORT = "SUPPORT", "Tutoría y soporte socioemocional"


class SessionModality(models.TextChoices):
    IN_PERSON = "IN_PERSON", "Presencial"
    VIRTUAL = "VIRTUAL", "Virtual"


class AbsenceReason(models.TextChoices):
    """Why a pupil was not attended; never a clinical detail."""

    PROCEDURE = "PROCEDURE", "Procedimiento o control"
    UNWELL = "UNWELL", "Malestar o descanso"
    ISOLATION = "ISOLATION", "Aislamiento"
    DISCHARGED = "DISCHARGED", "Alta"
    FAMILY = "FAMILY", "La familia o el estudiante no desea"
    OTHER = "OTHER", "Otro motivo"


class AchievementLevel(models.TextChoices):
    """Scale of the CNEB. NOT_EVALUATED is not a level: it is never printed as C."""

    AD = "AD", "AD – Logro destacado"
    A = "A", "A – Logro esperado"
    B = "B", "B – En proceso"
    C = "C", "C – En inicio"
    NOT_EVALUATED = "NE", "No evaluada"


class NotEvaluatedReason(models.TextChoices):
    """The reasons that SIAGIE itself accepts for a competency without a level."""

    NOT_DEVELOPED = "NOT_DEVELOPED", "No se pudo desarrollar"
    NO_EVIDENCE = "NO_EVIDENCE", "No hay suficiente evidencia para determinar el nivel de logro"
    OTHER = "OTHER", "Otro motivo"


class PrecautionKind(models.TextChoices):
    """What to mind before entering, in words that tell nothing of the illness (art. 6.d)."""

    GOWN = "GOWN", "Bata y mascarilla"
    HANDS = "HANDS", "Manos y material limpios"
    ASK = "ASK", "Preguntar antes de entrar"
    ONE_HAND = "ONE_HAND", "Usa una sola mano"
    TIRES = "TIRES", "Se cansa pronto"
    IN_BED = "IN_BED", "No se levanta de la cama"
    SIGHT = "SIGHT", "Ve poco"
    HEARING = "HEARING", "Oye poco"
    SPEECH = "SPEECH", "No habla por ahora"
    QUIET = "QUIET", "Necesita silencio"
    EQUIPMENT = "EQUIPMENT", "No tocar los equipos"
    NO_FOOD = "NO_FOOD", "Sin alimentos"


class SupportWith(models.TextChoices):
    """Art. 16.2.c: support to the pupil (a session), to the family and to the team; art. 11.4, 14: the home school."""

    FAMILY = "FAMILY", "Con la familia"
    TEAM = "TEAM", "Con el equipo"
    SCHOOL = "SCHOOL", "Con la IE"


class SupportTopic(models.TextChoices):
    """What it was about, in words that the whole team may read; never clinical."""

    WELCOME = "WELCOME", "Acogida y primer contacto"
    ROUTINE = "ROUTINE", "Rutina y acompañamiento en el estudio"
    MOTIVATION = "MOTIVATION", "Ánimo y motivación para aprender"
    BELONGING = "BELONGING", "Vínculo con su IE y sus compañeras y compañeros"
    PLANNING = "PLANNING", "Planificación y evaluación con docentes"
    RETURN = "RETURN", "Preparación del retorno"
    CARE = "CARE", "Cuidado del equipo"
    OTHER = "OTHER", "Otro tema"


class Mood(models.IntegerChoices):
    """The five faces of the picture scale, as the pupil says them."""

    VERY_BAD = 1, "Muy mal"
    BAD = 2, "Mal"
    SO_SO = 3, "Más o menos"
    GOOD = 4, "Bien"
    VERY_GOOD = 5, "Muy bien"


class PhraseLevel(models.TextChoices):
    """The levels that a conclusion speaks of: what was not evaluated has none."""

    AD = "AD", "AD – Logro destacado"
    A = "A", "A – Logro esperado"
    B = "B", "B – En proceso"
    C = "C", "C – En inicio"


class ConclusionDuty(models.TextChoices):
    """Whether a level is written with a descriptive conclusion (RVM 094-2020, mod. RVM 048-2024)."""

    NONE = "NONE", "A criterio"
    RECOMMENDED = "RECOMMENDED", "Recomendada"
    REQUIRED = "REQUIRED", "Necesaria"


class FileKind(models.TextChoices):
    """What a work of the portfolio is kept as (art. 12)."""

    PHOTO = "PHOTO", "Foto"
    PDF = "PDF", "PDF"
    AUDIO = "AUDIO", "Grabación de audio"
