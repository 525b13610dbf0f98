"""Spanish of Peru: searching, dates, numbers in words, names, long runs."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seho import text

# --- Searching -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Ana Lucía", "ana lucia"),
        ("ÑAHUI  Ñáñez", "nahui nanez"),
        ("n\u0303ahui", "nahui"),
        ("  Quispe \t Mamani\n", "quispe mamani"),
        ("D'Ángelo", "dangelo"),
        ("D’Ángelo", "dangelo"),
        ("Pérez-Gómez", "perez gomez"),
        ("I.E. N.º 1044 «José Olaya»", "ie n 1044 jose olaya"),
        ("I.E. N° 1044", "ie n 1044"),
        ("Güell Straße", "guell strasse"),
        ("a\u200bb\x00c", "a b c"),
        ("…", ""),
        ("", ""),
    ],
)
def test_search_key(typed: str, key: str) -> None:
    assert text.search_key(typed) == key


@given(st.text())
def test_a_search_key_stays_as_it_is(typed: str) -> None:
    key = text.search_key(typed)
    assert text.search_key(key) == key


@given(st.text())
def test_a_search_key_holds_only_letters_figures_and_single_spaces(typed: str) -> None:
    key = text.search_key(typed)
    assert all(sign.isalnum() or sign == " " for sign in key)
    assert "  " not in key
    assert key == key.strip() == key.casefold()


@given(st.text(alphabet="abcdefghijklmnñopqrstuvwxyzáéíóúü ", max_size=30))
def test_case_and_accents_do_not_matter(typed: str) -> None:
    assert text.search_key(typed) == text.search_key(typed.upper())
    assert text.search_key(typed) == text.search_key(unicodedata.normalize("NFD", typed))


# --- Dates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2026, 3, 5), "5 de marzo de 2026", "05/03/2026"),
        (date(2026, 1, 1), "1 de enero de 2026", "01/01/2026"),
        (date(2026, 9, 30), "30 de setiembre de 2026", "30/09/2026"),
        (date(2028, 2, 29), "29 de febrero de 2028", "29/02/2028"),
        (date(2026, 12, 31), "31 de diciembre de 2026", "31/12/2026"),
    ],
)
def test_dates(day: date, long: str, short: str) -> None:
    assert text.date_long(day) == long
    assert text.date_short(day) == short
    assert text.date_place("Arequipa", day) == f"Arequipa, {long}"


def test_weekday_and_month() -> None:
    assert text.date_weekday(date(2026, 3, 5)) == "jueves 5 de marzo"
    assert text.date_weekday(date(2026, 9, 5)) == "sábado 5 de setiembre"
    assert text.month_year(date(2026, 9, 1)) == "setiembre de 2026"


# --- Numbers in words ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "alone", "masculine", "feminine"),
    [
        (0, "cero", "cero", "cero"),
        (1, "uno", "un", "una"),
        (2, "dos", "dos", "dos"),
        (16, "dieciséis", "dieciséis", "dieciséis"),
        (20, "veinte", "veinte", "veinte"),
        (21, "veintiuno", "veintiún", "veintiuna"),
        (22, "veintidós", "veintidós", "veintidós"),
        (26, "veintiséis", "veintiséis", "veintiséis"),
        (30, "treinta", "treinta", "treinta"),
        (31, "treinta y uno", "treinta y un", "treinta y una"),
        (91, "noventa y uno", "noventa y un", "noventa y una"),
        (99, "noventa y nueve", "noventa y nueve", "noventa y nueve"),
        (100, "cien", "cien", "cien"),
        (101, "ciento uno", "ciento un", "ciento una"),
        (121, "ciento veintiuno", "ciento veintiún", "ciento veintiuna"),
        (200, "doscientos", "doscientos", "doscientas"),
        (365, "trescientos sesenta y cinco", "trescientos sesenta y cinco", "trescientas sesenta y cinco"),
        (500, "quinientos", "quinientos", "quinientas"),
        (701, "setecientos uno", "setecientos un", "setecientas una"),
        (900, "novecientos", "novecientos", "novecientas"),
        (1000, "mil", "mil", "mil"),
        (1001, "mil uno", "mil un", "mil una"),
        (1100, "mil cien", "mil cien", "mil cien"),
        (2021, "dos mil veintiuno", "dos mil veintiún", "dos mil veintiuna"),
        (
            9999,
            "nueve mil novecientos noventa y nueve",
            "nueve mil novecientos noventa y nueve",
            "nueve mil novecientas noventa y nueve",
        ),
    ],
)
def test_number_words(number: int, alone: str, masculine: str, feminine: str) -> None:
    assert text.number_words(number) == alone
    assert text.number_words(number, before="m") == masculine
    assert text.number_words(number, before="f") == feminine


@pytest.mark.parametrize("number", [-1, 10_000])
def test_number_words_refuses_what_it_cannot_write(number: int) -> None:
    with pytest.raises(ValueError, match="0 to 9999"):
        text.number_words(number)


def test_no_two_numbers_read_alike() -> None:
    assert len({text.number_words(number) for number in range(10_000)}) == 10_000


@given(st.integers(0, 9999))
def test_a_number_in_words_reads_back(number: int) -> None:
    assert _value(text.number_words(number)) == number


def _value(words: str) -> int:
    """An independent reader: the sum of what each word is worth."""
    worth = {
        "cero": 0, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
        "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15,
        "dieciseis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veinte": 20, "veintiuno": 21,
        "veintidos": 22, "veintitres": 23, "veinticuatro": 24, "veinticinco": 25, "veintiseis": 26,
        "veintisiete": 27, "veintiocho": 28, "veintinueve": 29, "treinta": 30, "cuarenta": 40,
        "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90, "cien": 100,
        "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400, "quinientos": 500,
        "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900, "y": 0,
    }  # fmt: skip
    total = 0
    for word in text.search_key(words).split():
        total = (total or 1) * 1000 if word == "mil" else total + worth[word]
    return total


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "cero (0) días"),
        (1, "un (1) día"),
        (15, "quince (15) días"),
        (21, "veintiún (21) días"),
        (31, "treinta y un (31) días"),
        (91, "noventa y un (91) días"),
        (101, "ciento un (101) días"),
    ],
)
def test_days_words(number: int, words: str) -> None:
    assert text.days_words(number) == words


def test_ordinals() -> None:
    assert [text.ordinal(number) for number in (1, 2, 3, 11)] == ["1.º", "2.º", "3.º", "11.º"]
    assert text.ordinal(1, "f") == "1.ª"
    assert text.ordinal(3, "f", before_noun=True) == "3.ª"
    before = [text.ordinal(number, before_noun=True) for number in (1, 2, 3, 11, 13, 21)]
    assert before == ["1.er", "2.º", "3.er", "11.º", "13.º", "21.er"]


def test_plural() -> None:
    assert text.plural(1, "día", "días") == "1 día"
    assert text.plural(0, "día", "días") == "0 días"
    assert text.plural(23, "día", "días") == "23 días"
    assert text.plural(1234, "sesión", "sesiones") == "1,234 sesiones"


# --- Names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Quispe", "Mamani", "Ana Lucía"), "Quispe Mamani, Ana Lucía"),
        (("Smith", "", "Joan"), "Smith, Joan"),
        (("", "Mamani", "Ana"), "Mamani, Ana"),
        (("", "", "Ana"), "Ana"),
        (("Quispe", "Mamani", ""), "Quispe Mamani"),
        ((" Quispe ", " Mamani", "Ana  Lucía "), "Quispe Mamani, Ana Lucía"),
    ],
)
def test_full_name(parts: tuple[str, str, str], name: str) -> None:
    assert text.full_name(*parts) == name


@pytest.mark.parametrize(
    ("surnames", "given", "expected"),
    [
        ("Quispe Mamani", "Ana Lucía", "A. Q."),
        ("de la Cruz", "óscar", "Ó. D."),
        ("'Ñahui", "E\u0301lida", "É. Ñ."),
        ("Quispe", "", "Q."),
        ("", "", ""),
    ],
)
def test_initials(surnames: str, given: str, expected: str) -> None:
    assert text.initials(surnames, given) == expected


# --- Laying out ------------------------------------------------------------------------------


def test_a_long_run_may_break_and_a_short_one_stays() -> None:
    assert text.break_long_runs("a" * 60) == "a" * 60
    assert text.break_long_runs("a" * 61) == "a" * 60 + "\u200b" + "a"
    assert text.break_long_runs("abcdef gh", 2) == "ab\u200bcd\u200bef gh"


@given(st.text(alphabet="ab \n\u200b", max_size=300), st.integers(1, 60))
def test_breaking_leaves_no_long_run_and_changes_nothing_seen(typed: str, longest: int) -> None:
    broken = text.break_long_runs(typed, longest)
    assert all(len(run) <= longest for run in broken.replace("\u200b", " ").split())
    assert broken.replace("\u200b", "") == typed.replace("\u200b", "")
    assert text.break_long_runs(broken, longest) == broken
