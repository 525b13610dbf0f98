"""Spanish of Peru on paper and on screen: search keys, dates, numbers in words, names."""

import re
import unicodedata
from datetime import date
from typing import Literal

Gender = Literal["m", "f"]

# --- Searching -------------------------------------------------------------------------------

# Signs that stand inside a word ("I.E.", "D'Angelo", "N.º") vanish; any other sign parts two words.
_INSIDE_WORDS = re.compile("[.'’‘`´ʼºª°]+")

_ACCENTS = re.compile("[\u0300-\u036f]")
_NOT_WORDS = re.compile("[^a-z0-9]+")


def search_key(text: str) -> str:
    """The form in which names are stored for searching and compared: "Ñahui  D'Ángelo" -> "nahui dangelo"."""
    key = _without_marks(_INSIDE_WORDS.sub("", text)).casefold()
    if key.isascii():  # nearly every name: four times as quick
        return _NOT_WORDS.sub(" ", key).strip()
    key = _without_marks(key)
    return " ".join("".join(sign if sign.isalnum() else " " for sign in key).split())


def _without_marks(text: str) -> str:
    if text.isascii():
        return text
    decomposed = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    if decomposed.isascii():
        return decomposed
    return "".join(sign for sign in decomposed if not unicodedata.category(sign).startswith("M"))


# --- Dates -----------------------------------------------------------------------------------

MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "setiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


def date_long(day: date) -> str:
    """5 de marzo de 2026."""
    return f"{day.day} de {month_year(day)}"


def month_year(day: date) -> str:
    """marzo de 2026."""
    return f"{MONTHS[day.month - 1]} de {day.year}"


def date_weekday(day: date) -> str:
    """jueves 5 de marzo."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} de {MONTHS[day.month - 1]}"


def date_short(day: date) -> str:
    """05/03/2026."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def date_place(place: str, day: date) -> str:
    """Arequipa, 5 de marzo de 2026."""
    return f"{place}, {date_long(day)}"


# --- Numbers in words ------------------------------------------------------------------------

_UNITS = (
    "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve",
    "diez", "once", "doce", "trece", "catorce", "quince",
    "dieciséis", "diecisiete", "dieciocho", "diecinueve",
    "veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro", "veinticinco",
    "veintiséis", "veintisiete", "veintiocho", "veintinueve",
)  # fmt: skip
_TENS = ("", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_HUNDREDS = (
    "", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos",
    "seiscientos", "setecientos", "ochocientos", "novecientos",
)  # fmt: skip
_LARGEST = 9_999


def number_words(number: int, before: Gender | None = None) -> str:
    """A whole number from 0 to 9,999 in words.

    `before` is the gender of the noun that follows: 21 is "veintiuno" alone, "veintiún" before
    "días" and "veintiuna" before "sesiones".
    """
    if not 0 <= number <= _LARGEST:
        raise ValueError(f"number_words() writes 0 to {_LARGEST}, not {number}.")
    thousands, rest = divmod(number, 1000)
    words = []
    if thousands:
        words.append("mil" if thousands == 1 else f"{_UNITS[thousands]} mil")
    if rest or not thousands:
        words.append(_below_thousand(rest))
    return _agreeing(" ".join(words), before)


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if hundreds == 0:
        return _below_hundred(rest)
    if rest == 0:
        return "cien" if hundreds == 1 else _HUNDREDS[hundreds]
    return f"{_HUNDREDS[hundreds]} {_below_hundred(rest)}"


def _below_hundred(number: int) -> str:
    if number < len(_UNITS):
        return _UNITS[number]
    tens, unit = divmod(number, 10)
    return f"{_TENS[tens]} y {_UNITS[unit]}" if unit else _TENS[tens]


def _agreeing(words: str, before: Gender | None) -> str:
    if before == "f":
        return re.sub(r"uno$", "una", words.replace("cientos", "cientas").replace("quinientos", "quinientas"))
    if before == "m":
        return re.sub(r"uno$", "un", re.sub(r"veintiuno$", "veintiún", words))
    return words


def days_words(number: int) -> str:
    """treinta y un (31) días."""
    return f"{number_words(number, before='m')} ({number}) {'día' if number == 1 else 'días'}"


def ordinal(number: int, gender: Gender = "m", *, before_noun: bool = False) -> str:
    """1.º, 2.ª; before a masculine noun 1.er and 3.er ("1.er grado")."""
    if gender == "f":
        return f"{number}.ª"
    if before_noun and number % 10 in (1, 3) and number % 100 not in (11, 13):
        return f"{number}.er"
    return f"{number}.º"


def plural(number: int, singular: str, plural_form: str) -> str:
    """1 día, 23 días, 1,234 días."""
    return f"{number:,} {singular if number == 1 else plural_form}"


# --- Names -----------------------------------------------------------------------------------


def full_name(paternal: str, maternal: str, given: str) -> str:
    """Quispe Mamani, Ana Lucía. Any of the three may be empty: a foreign pupil may have one surname."""
    surnames = " ".join(f"{paternal} {maternal}".split())
    given = " ".join(given.split())
    return ", ".join(part for part in (surnames, given) if part)


def initials(surnames: str, given: str) -> str:
    """A. Q. for "Quispe Mamani" and "Ana Lucía": what a screen in a ward may show of a pupil's name."""
    names = (unicodedata.normalize("NFC", name) for name in (given, surnames))
    letters = (next(filter(str.isalpha, name), "") for name in names)
    return " ".join(f"{letter.upper()}." for letter in letters if letter)


# --- Laying out ------------------------------------------------------------------------------

ZERO_WIDTH_SPACE = "\u200b"


def break_long_runs(text: str, longest: int = 60) -> str:
    """Let a run of more than `longest` signs break at a line's end.

    Laying out one endless word takes minutes. A zero-width space prints as nothing (a soft hyphen
    would print a dash inside a code), and our forms take it out again when the text is pasted back.
    """
    run = rf"[^\s{ZERO_WIDTH_SPACE}]"
    return re.sub(rf"({run}{{{longest}}})(?={run})", rf"\1{ZERO_WIDTH_SPACE}", text)
