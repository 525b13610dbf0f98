"""Identity documents and telephones: every kind, every boundary, and doubts that never block."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seho.forms import DOCUMENT_KINDS, Level, check_document, document_number, phone_number


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("DNI", "47352403"),
        ("DNI", " 4735 2403 "),
        ("DNI", "47352403-7"),
        ("DNI", "47352403A"),
        ("DNI", "12345678 e"),
        ("DNI", "10117410-2"),
        ("DNI", "00012345"),
        ("CE", "12345678"),
        ("CE", "001234567"),
        ("CE", "ABC123456789"),
        ("PTP", "123456"),
        ("PTP", "ABCDE1234567890"),
        ("CPP", "123456"),
        ("PASSPORT", "AB123"),
        ("PASSPORT", "ab 123-456 789"),
        ("SIAGIE", "00000047352403"),
        ("NONE", ""),
        ("NONE", "  "),
    ],
)
def test_a_right_number_has_no_finding(kind: str, number: str) -> None:
    assert check_document(kind, number) == []


@pytest.mark.parametrize(
    ("kind", "number", "says"),
    [
        ("DNI", "", "Escriba el número del DNI."),
        ("DNI", "4735240", "tiene 8 cifras, y usted escribió 7"),
        ("DNI", "4735240A", "sin letras ni signos: revise «A»"),
        ("DNI", "47352403-77", "y usted escribió 10"),
        ("DNI", "٤٧٣٥٢٤٠٣", "sin letras ni signos"),
        ("DNI", "4735\x002403", "sin letras ni signos"),
        ("DNI", "=47352403", "revise «=»"),
        ("CE", "1234567", "de 8 a 12 letras o cifras, y usted escribió 7"),
        ("CE", "1234567890123", "y usted escribió 13"),
        ("CE", "12345678Ñ", "sin otros signos: revise «Ñ»"),
        ("PTP", "12345", "de 6 a 15"),
        ("CPP", "1234567890123456", "de 6 a 15"),
        ("PASSPORT", "A123", "de 5 a 12"),
        ("PASSPORT", "A123456789012", "de 5 a 12"),
        ("SIAGIE", "0000004735240", "tiene 14 cifras, y usted escribió 13"),
        ("SIAGIE", "0000004735240A", "revise «A»"),
        ("NONE", "47352403", "deje el número en blanco"),
    ],
)
def test_a_wrong_number_is_an_error_that_says_why(kind: str, number: str, says: str) -> None:
    ((level, sentence),) = check_document(kind, number)
    assert level is Level.ERROR
    assert says in sentence


@pytest.mark.parametrize("number", ["47352403-6", "47352403B", "12345678-7", "10117410-3"])
def test_a_wrong_check_character_only_warns(number: str) -> None:
    ((level, sentence),) = check_document("DNI", number)
    assert level is Level.WARNING
    assert number[:8] in sentence


def test_a_filler_warns() -> None:
    ((level, sentence),) = check_document("DNI", "00000000")
    assert level is Level.WARNING
    assert "relleno" in sentence


@given(st.from_regex(r"\A[0-9]{8}\Z"))
def test_eight_digits_are_never_barred(number: str) -> None:
    assert all(level is Level.WARNING for level, _ in check_document("DNI", number))


@given(st.sampled_from(DOCUMENT_KINDS), st.text(max_size=20))
def test_any_text_gets_an_answer(kind: str, number: str) -> None:
    for level, sentence in check_document(kind, number):
        assert level in Level
        assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("DNI", " 4735 2403-7 ", "47352403"),
        ("DNI", "47352403A", "47352403"),
        ("DNI", "47352403", "47352403"),
        ("CE", "abc 123-456", "ABC123456"),
        ("SIAGIE", "00000047352403", "00000047352403"),
        ("NONE", " ", ""),
    ],
)
def test_the_number_as_stored(kind: str, typed: str, stored: str) -> None:
    assert document_number(kind, typed) == stored
    assert document_number(kind, stored) == stored


# --- Telephones ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("987654321", "987654321"),
        ("987 654 321", "987654321"),
        ("987-654-321", "987654321"),
        ("+51 987 654 321", "987654321"),
        ("51987654321", "987654321"),
        ("0051 987654321", "987654321"),
        ("330 0066", "01 3300066"),
        ("(01) 330-0066", "01 3300066"),
        ("1 3300066", "01 3300066"),
        ("+51 1 3300066", "01 3300066"),
        ("(054) 234567", "054 234567"),
        ("54 234567", "054 234567"),
        ("+51 54 234567", "054 234567"),
        ("+51 054 234567", "054 234567"),
        ("051 234567", "051 234567"),
        ("(01) 330-0066 anexo 123", "01 3300066 anexo 123"),
        ("3300066 Anx. 12", "01 3300066 anexo 12"),
        ("+58 412 1234567", "+584121234567"),
    ],
)
def test_telephones(typed: str, stored: str) -> None:
    assert phone_number(typed) == stored
    assert phone_number(stored) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "", "12", "887654321", "98765432", "9876543210", "234567", "+987", "99999999999999999999",
        "987654321a", "=987654321", "٩٨٧٦٥٤٣٢١", "+51 123", "anexo 12", "987654321 / 912345678",
    ],
)  # fmt: skip
def test_what_is_no_telephone(typed: str) -> None:
    assert phone_number(typed) is None
