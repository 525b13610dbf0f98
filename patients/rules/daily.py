"""What a hospital's daily list means for the service: who may be a pupil, who came back, moved, left (art. 10.1, 36.a).

Pure over what is known; nothing is decided here: every outcome with a `ProposalKind` of its name waits for the
coordinator.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import unique

from rapidfuzz import fuzz

from patients.rules.ages import age_on
from patients.rules.daily_rows import Listed, Wrong, place_words
from patients.rules.words import Labelled, count
from seho.text import search_key

# Basic education, from "inicial" on, with those who are behind their age (art. 3, 8.1).
YOUNGEST, OLDEST = 3, 20
# A list that leaves out more than half of those in hospital, and so many at least, is not the whole one.
MANY_ABSENT = 4
# How alike two words of some length are of which one has a wrong letter: "Mario" and "Maria" are not.
_TYPING, _LONG_WORD = 85, 5


@unique
class Outcome(Labelled):
    """What became of a row. The first five are proposals; the others ask nothing."""

    REFERRAL = "REFERRAL", "posibles estudiantes"
    ADMISSION = "ADMISSION", "volvieron a hospitalizarse"
    MOVE = "MOVE", "cambiaron de sala o de cama"
    DISCHARGE = "DISCHARGE", "con alta"
    ABSENCE = "ABSENCE", "ya no figuran"
    SAME = "SAME", "en atención, sin cambios"
    TOLD = "TOLD", "con aviso o respuesta anterior"
    OUT_OF_AGE = "OUT_OF_AGE", f"fuera de la edad escolar ({YOUNGEST} a {OLDEST} años)"
    LEFT = "LEFT", "con alta, que no son del servicio"
    REPEATED = "REPEATED", "repetidas en el archivo"
    WRONG = "WRONG", "con error"


PROPOSED = (Outcome.REFERRAL, Outcome.ADMISSION, Outcome.MOVE, Outcome.DISCHARGE, Outcome.ABSENCE)


@dataclass(frozen=True)
class KnownStay:
    """A hospital stay of a pupil; `is_here` when it is in the hospital of the list. `ends_on` is None while open."""

    starts_on: date
    ends_on: date | None = None
    ward: str = ""
    is_here: bool = True


@dataclass(frozen=True)
class KnownPupil:
    """A pupil whom a service of this hospital attends or attended; `is_elsewhere` when another service has the file
    now. `stay` is the last one in hospital.
    """

    patient_id: int
    words: frozenset[str]
    birth_date: date
    document_type: str = ""
    document_number: str = ""
    sex: str = ""
    is_attended: bool = False
    is_elsewhere: bool = False
    stay: KnownStay | None = None

    @property
    def is_in_hospital(self) -> bool:
        return self.stay is not None and self.stay.ends_on is None


@dataclass(frozen=True)
class Told:
    """A child of whom the service has a notice, a draft or an answer already; `age` on the day of the list."""

    words: frozenset[str]
    age: int | None = None
    birth_date: date | None = None


@dataclass(frozen=True)
class Known:
    """Everything that a list is compared with. `elsewhere` are documents of pupils of other services."""

    pupils: Sequence[KnownPupil] = ()
    told: Sequence[Told] = ()
    elsewhere: Collection[tuple[str, str]] = ()


@dataclass(frozen=True)
class Found:
    """What one row means. `listed` is None of a row with error and of who is absent."""

    outcome: Outcome
    line: int = 0
    listed: Listed | None = None
    patient_id: int | None = None
    happened_on: date | None = None
    note: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Verdict:
    found: tuple[Found, ...]
    doubt: str = ""

    @property
    def counts(self) -> Counter[Outcome]:
        return Counter(one.outcome for one in self.found)


def proposals(
    rows: Iterable[Listed | Wrong], known: Known, *, today: date, is_whole: bool, is_cut: bool = False
) -> Verdict:
    """What each row of a list means, and who of those in hospital is not on it when it is the whole one."""
    read = list(rows)
    wrong = [Found(Outcome.WRONG, one.line, reason=one.reason) for one in read if isinstance(one, Wrong)]
    listed, repeated = _once([one for one in read if isinstance(one, Listed)])
    book = _Book(known)
    found = [_found(one, book, today) for one in listed]
    absent: list[Found] = []
    doubt = ""
    if is_cut:
        doubt = "El archivo parece cortado: no se propone el alta de quienes no figuran."
    elif is_whole:
        has_wrong = bool(wrong) or any(one.outcome == Outcome.WRONG for one in found)
        absent, doubt = _absent(known.pupils, book.seen, has_wrong, today)
    return Verdict((*found, *absent, *repeated, *wrong), doubt)


# --- Rows of the same person -----------------------------------------------------------------


def _once(rows: Sequence[Listed]) -> tuple[list[Listed], list[Found]]:
    """One row of each person: the latest admission, and of those the one that is not discharged."""
    same: dict[tuple[object, ...], list[Listed]] = defaultdict(list)
    for row in rows:
        same[_identity(row)].append(row)
    kept, repeated = [], []
    for group in same.values():
        best = max(group, key=lambda row: (row.admitted_on or date.min, row.discharged_on is None, -row.line))
        kept.append(best)
        repeated += [Found(Outcome.REPEATED, row.line) for row in group if row is not best]
    return kept, repeated


def _identity(row: Listed) -> tuple[object, ...]:
    if row.document_number:
        return row.document_type, row.document_number
    return row.words, row.birth_date or row.age


# --- Who it is -------------------------------------------------------------------------------


class _Book:
    """The known pupils by document, day of birth and names; remembers whom the list names."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.seen: set[int] = set()
        self._by_document = {(one.document_type, one.document_number): one for one in known.pupils}
        self._by_birth: dict[date, list[KnownPupil]] = defaultdict(list)
        self._by_words: dict[frozenset[str], list[KnownPupil]] = defaultdict(list)
        for one in known.pupils:
            self._by_birth[one.birth_date].append(one)
            self._by_words[one.words].append(one)

    def match(self, row: Listed, today: date) -> tuple[list[KnownPupil], str]:
        """Who of the known ones it may be, and what about it has to be looked at."""
        exact = self._by_document.get((row.document_type, row.document_number)) if row.document_number else None
        if exact is not None:
            is_like = row.birth_date == exact.birth_date or alike(row.words, exact.words)
            return [exact], "" if is_like else "Tiene el documento de otra persona registrada."
        if row.birth_date is not None:
            same = [one for one in self._by_birth[row.birth_date] if _may_be(row, one)]
        else:
            same = [one for one in self._by_words[row.words] if _near(row.age, one, today)]
        if len(same) == 1 and row.document_number and same[0].document_number:
            return same, "El documento de la lista no es el de su expediente."
        return same, ""

    def is_told(self, row: Listed, today: date) -> bool:
        return any(one.words == row.words and _fits(one, row, today) for one in self.known.told)

    def may_be_told(self, row: Listed, today: date) -> bool:
        """There is a notice of somebody with these initials and about this age."""
        letters = frozenset((search_key(row.paternal)[:1], search_key(row.given)[:1]))
        return any(one.words == letters and _fits(one, row, today) for one in self.known.told)


def _fits(told: Told, row: Listed, today: date) -> bool:
    age = row.age_on(today)
    return (told.birth_date is None or row.birth_date is None or told.birth_date == row.birth_date) and (
        told.age is None or age is None or abs(told.age - age) <= 1
    )


def _may_be(row: Listed, pupil: KnownPupil) -> bool:
    """Born on the same day, and named alike; with another document or sex only under the very same names."""
    differs = (row.document_type, row.document_number) != (pupil.document_type, pupil.document_number)
    if (row.document_number and pupil.document_number and differs) or (row.sex and pupil.sex and row.sex != pupil.sex):
        return row.words == pupil.words
    return alike(row.words, pupil.words)


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """The same names, of which one may leave some out or have a letter wrong; twins are not alike.

    Every word of the shorter one stands in the longer one, two at least.
    """
    few, many = sorted((one, other), key=len)
    if len(few) < 2:
        return False
    return all(word in many or any(_is_typing(word, that) for that in many) for word in few)


def _is_typing(word: str, other: str) -> bool:
    return min(len(word), len(other)) >= _LONG_WORD and fuzz.ratio(word, other) >= _TYPING


def _near(age: int | None, pupil: KnownPupil, today: date) -> bool:
    return age is not None and abs(age_on(pupil.birth_date, today) - age) <= 1


# --- What it means ---------------------------------------------------------------------------


def _found(row: Listed, book: _Book, today: date) -> Found:
    same, note = book.match(row, today)
    book.seen.update(one.patient_id for one in same)
    if len(same) > 1:
        return Found(Outcome.WRONG, row.line, reason="Hay más de una o un estudiante con ese nombre: no se distingue.")
    if note.startswith("Tiene"):
        return Found(Outcome.WRONG, row.line, reason=note)
    if not same or same[0].is_elsewhere:
        return _newcomer(row, book, today, is_elsewhere=bool(same))
    pupil = same[0]
    found = _in_hospital(row, pupil, pupil.stay) if pupil.is_in_hospital and pupil.stay else _back(row, pupil, today)
    return replace(found, line=row.line, listed=row, patient_id=pupil.patient_id, note=found.note or note)


def _in_hospital(row: Listed, pupil: KnownPupil, stay: KnownStay) -> Found:
    """Known, with a stay that is open."""
    if not stay.is_here:
        return Found(
            Outcome.WRONG, reason="Tiene una hospitalización abierta en otro establecimiento: corríjala antes."
        )
    end = row.discharged_on
    if end is not None:
        if end < stay.starts_on:
            return Found(Outcome.WRONG, reason="El alta de la lista es anterior al ingreso registrado.")
        return Found(Outcome.DISCHARGE, happened_on=end)
    is_moved = bool(row.place) and not place_words(row.place) <= place_words(stay.ward)
    return Found(Outcome.MOVE if is_moved else Outcome.SAME)


def _back(row: Listed, pupil: KnownPupil, today: date) -> Found:
    """Known, and not in hospital as far as the service knows: a new stay, unless the list is older than the
    discharge.
    """
    if row.discharged_on is not None:
        return Found(Outcome.LEFT)
    if not pupil.is_attended and not is_of_age(age_on(pupil.birth_date, today)):
        return Found(Outcome.OUT_OF_AGE)
    last = pupil.stay
    if last is not None and last.ends_on is not None:
        start = row.admitted_on
        is_old = start <= last.starts_on or start < last.ends_on if start else last.ends_on >= today - timedelta(days=1)
        if is_old:
            return Found(Outcome.SAME)
    note = "Está en atención fuera de hospitalización: se agrega la estancia." if pupil.is_attended else ""
    return Found(Outcome.ADMISSION, happened_on=row.admitted_on, note=note)


def _newcomer(row: Listed, book: _Book, today: date, *, is_elsewhere: bool) -> Found:
    """Not of this service: a possible pupil, if the age is one of school."""
    if row.discharged_on is not None:
        return Found(Outcome.LEFT, row.line)
    age = row.age_on(today)
    if age is None:
        return Found(Outcome.WRONG, row.line, reason="No trae la fecha de nacimiento ni la edad.")
    if not is_of_age(age):
        return Found(Outcome.OUT_OF_AGE, row.line)
    if book.is_told(row, today):
        return Found(Outcome.TOLD, row.line)
    is_elsewhere = is_elsewhere or (row.document_type, row.document_number) in book.known.elsewhere
    note = "Puede ser un aviso que ya tiene, dado con sus iniciales." if book.may_be_told(row, today) else ""
    if is_elsewhere:
        note = "Ya está registrado en otro SEHO: al registrarlo se propone su traslado."
    return Found(Outcome.REFERRAL, row.line, row, happened_on=row.admitted_on, note=note)


def is_of_age(age: int) -> bool:
    return YOUNGEST <= age <= OLDEST


def _absent(
    pupils: Iterable[KnownPupil], seen: Collection[int], has_wrong: bool, today: date
) -> tuple[list[Found], str]:
    """Those in this hospital whom the whole list does not name; who was admitted today may be missing on it."""
    here = [
        one for one in pupils
        if one.is_attended and one.is_in_hospital and one.stay and one.stay.is_here and one.stay.starts_on < today
    ]  # fmt: skip
    gone = [one for one in here if one.patient_id not in seen]
    if len(gone) >= MANY_ABSENT and len(gone) * 2 > len(here):
        said = f"no trae a {len(gone)} de {count(len(here), 'estudiante', 'estudiantes')} en hospitalización"
        return [], f"La lista {said}: se leyó como una lista parcial."
    note = "Hay filas que no se pudieron leer: compruebe que no sea una de ellas." if has_wrong else ""
    return [Found(Outcome.ABSENCE, patient_id=one.patient_id, note=note) for one in gone], ""
