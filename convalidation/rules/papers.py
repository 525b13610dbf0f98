"""Which papers are due for how many days in the SEHO (art. 13.5; R6, R19, R21, R25)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from patients.rules.words import Labelled, count, days_text, listed


class PaperKind(Labelled):
    """The four papers of art. 13.5, and those that stand beside them (art. 10.4, 14.1; R21)."""

    CONSTANCY = "CONSTANCY", "Constancia de asistencia y participación"
    PORTFOLIO = "PORTFOLIO", "Portafolio del estudiante"
    PROGRESS_REPORT = "PROGRESS_REPORT", "Informe de progreso del estudiante-paciente"
    EDUCATION_PLAN = "EDUCATION_PLAN", "Plan educativo personalizado"
    OFFICIAL_COMMUNICATION = "OFFICIAL_COMMUNICATION", "Comunicación oficial del registro"
    RETURN_REPORT = "RETURN_REPORT", "Informe de reincorporación para la dirección de la IE"
    FAMILY_RETURN_REPORT = "FAMILY_RETURN_REPORT", "Informe de reincorporación para la familia"
    PARTICIPATION = "PARTICIPATION", "Constancia de participación"


SHORT_PACKET = (PaperKind.CONSTANCY, PaperKind.PORTFOLIO)
FULL_PACKET = (*SHORT_PACKET, PaperKind.PROGRESS_REPORT, PaperKind.EDUCATION_PLAN)


class Band(Labelled):
    """The rows of the table of art. 13.5, the first one parted at 15 days as its own text does."""

    LT15 = "lt15", "Menos de 15 días"
    D15_30 = "d15_30", "De 15 a 30 días"
    D31_90 = "d31_90", "De 31 a 90 días"
    D91 = "d91", "De 91 a más días"


def band_of(days: int) -> Band | None:
    """The band of so many days in the SEHO; None for none (art. 13.5)."""
    if days < 0:
        raise ValueError("days in the SEHO cannot be negative")
    if days == 0:
        return None
    if days < 15:
        return Band.LT15
    if days <= 30:
        return Band.D15_30
    return Band.D31_90 if days <= 90 else Band.D91


@dataclass(frozen=True)
class PapersDue:
    """Papers that the SEHO owes the school, in the order of the norm."""

    kinds: tuple[PaperKind, ...]
    reason: str
    article: str


def papers_due(days: int) -> PapersDue:
    """Constancia and portafolio under 15 days in the SEHO; all four from 15 on (art. 13.5)."""
    band = band_of(days)
    if band is None:
        return PapersDue((), "No tiene días en el SEHO: no corresponden documentos.", "art. 13.5")
    if band == Band.LT15:
        rule = "con menos de 15 se entregan únicamente la constancia y el portafolio"
        return PapersDue(SHORT_PACKET, f"Acumula {days_text(days)} en el SEHO: {rule}.", "art. 13.5")
    rule = "con 15 días a más se entregan los cuatro documentos"
    return PapersDue(FULL_PACKET, f"Acumula {days_text(days)} en el SEHO: {rule}.", "art. 13.5")


def papers_due_untyped(sessions: int) -> PapersDue:
    """Frequent ambulatory attention counts no days: a simple constancia of participation and no more (R21)."""
    if sessions == 0:
        return PapersDue((), "No participó en ninguna sesión: no corresponde una constancia.", "art. 18.c")
    attended = count(sessions, "sesión", "sesiones")
    reason = f"Participó en {attended} de atención no tipificada: corresponde solo una constancia."
    return PapersDue((PaperKind.PARTICIPATION,), reason, "art. 18.c")


def return_report_due(band: Band | None) -> PapersDue:
    """The report for the return, verbal and written, to guardian and director, in every band (art. 14.1)."""
    if band is None:
        return PapersDue((), "No recibió atención en el SEHO: no hay situación que informar.", "art. 14.1")
    reason = (
        "Con el alta, el equipo informa de manera verbal y escrita a la familia y a la dirección de la IE "
        "sobre su situación educativa y socioemocional, con recomendaciones, en todos los casos."
    )
    return PapersDue((PaperKind.RETURN_REPORT, PaperKind.FAMILY_RETURN_REPORT), reason, "art. 14.1")


def communication_due(letter: str | None) -> PapersDue:
    """The official communication that attests the registration, for the states c and d (art. 10.4)."""
    if letter not in ("c", "d"):
        return PapersDue((), "No tiene un estado con SEHO que comunicar a su IE.", "art. 10.4")
    reason = (
        f"Para registrar el estado {letter} en el SIAGIE, la IE requiere la comunicación oficial del SEHO que "
        "acredita el registro formal."
    )
    return PapersDue((PaperKind.OFFICIAL_COMMUNICATION,), reason, f"art. 10.3.{letter}, art. 10.4")


# --- Corrected files -------------------------------------------------------------------------


@dataclass(frozen=True)
class BandChange:
    """What a correction of dates does to papers already issued (R25).

    `replace` proposes to annul the issued packet and to issue it again; both are kept. `added` and `dropped`
    are the papers that the new band asks for and no longer asks for.
    """

    replace: bool
    added: tuple[PaperKind, ...]
    dropped: tuple[PaperKind, ...]
    reason: str
    article: str


def band_changes(
    old: Band | None, new: Band | None, *, graded_before: bool = False, graded_now: bool = False
) -> BandChange:
    """Whether the issued papers stand after dates were corrected (art. 13.5; R25).

    Compare the issued band with that of the corrected dates *on the day of issue*: days that came later are a
    new stay, and the paper issued before it stays valid (R8). Levels that became due, or no longer are,
    replace it too.
    """
    added = tuple(kind for kind in _packet(new) if kind not in _packet(old))
    dropped = tuple(kind for kind in _packet(old) if kind not in _packet(new))
    if old == new and graded_before == graded_now:
        reason = "La corrección no cambia los documentos que corresponden: los emitidos siguen vigentes."
        return BandChange(False, (), (), reason, "art. 13.5")
    if old == new:
        levels = "debe llevar" if graded_now else "ya no debe llevar"
        reason = f"Con las fechas corregidas, el informe de progreso {levels} calificación: anule y reemplace."
    else:
        reason = (
            f"Con las fechas corregidas pasa de «{_words(old)}» a «{_words(new)}»: anule los documentos "
            "emitidos y reemplácelos. Ambos se conservan."
        )
    return BandChange(old is not None, added, dropped, reason, "art. 13.5")


def _packet(band: Band | None) -> tuple[PaperKind, ...]:
    if band is None:
        return ()
    return SHORT_PACKET if band == Band.LT15 else FULL_PACKET


def _words(band: Band | None) -> str:
    return band.label if band else "Sin días en el SEHO"


# --- Egress ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReturnReportDates:
    """When the report of art. 14.1 was given, by word and in writing, to the guardian and to the director."""

    told_guardian_on: date | None = None
    told_director_on: date | None = None
    written_guardian_on: date | None = None
    written_director_on: date | None = None


def egress_pending(
    due: Collection[PaperKind], issued: Collection[PaperKind], report: ReturnReportDates
) -> tuple[tuple[str, str], ...]:
    """What is still owed at the egress, as (sentence, article); empty when the way back to school is
    complete.

    `issued` also holds those that are not issued for a recorded reason.
    """
    pending = [(f"Falta emitir: {kind.label}.", "art. 13.5") for kind in due if kind not in issued]
    missing = {
        "verbal a la familia": report.told_guardian_on,
        "verbal a la dirección de la IE": report.told_director_on,
        "escrito a la familia": report.written_guardian_on,
        "escrito a la dirección de la IE": report.written_director_on,
    }
    forms = [form for form, day in missing.items() if day is None]
    if forms:
        pending.append((f"Falta el informe de reincorporación {listed(forms)}.", "art. 14.1"))
    return tuple(pending)
