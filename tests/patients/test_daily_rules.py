"""What the rows of a hospital's list mean: who it is, what is proposed, and where each rule ends (art. 10.1, 36.a)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from patients.rules.daily import Known, KnownPupil, KnownStay, Outcome, Told, alike, proposals
from patients.rules.daily_columns import (
    Field,
    field_of,
    guess,
    header_row,
    heading_keys,
    holds_illness_codes,
    is_health,
    signature_of,
    what_lacks,
)
from patients.rules.daily_rows import (
    Listed,
    Wrong,
    age_of,
    day_of,
    known_document,
    listed_from_json,
    listed_of,
    person_case,
    place_of,
    place_words,
    split_names,
)

TODAY = date(2026, 6, 10)
BORN = date(2016, 5, 20)
ANA = Listed(2, "Quispe", "Mamani", "Ana Lucía", "DNI", "71000001", BORN, place="Sala 3, cama 12")
STAY = KnownStay(date(2026, 6, 1), ward="Sala 3, cama 12")
PUPIL = KnownPupil(7, ANA.words, BORN, "DNI", "71000001", "F", is_attended=True, stay=STAY)
GONE = replace(PUPIL, is_attended=False, stay=KnownStay(date(2026, 5, 1), date(2026, 6, 5)))


def outcome(row, *pupils, told=(), elsewhere=(), is_whole=False):
    known = Known(pupils, told, elsewhere)
    [found] = proposals([row], known, today=TODAY, is_whole=is_whole).found
    return found


# --- What a row means ------------------------------------------------------------------------


def test_in_attention_and_in_the_same_bed_asks_nothing():
    assert outcome(ANA, PUPIL).outcome == Outcome.SAME


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("Sala 3, cama 12", Outcome.SAME),
        ("SALA 03 - 12", Outcome.SAME),
        ("3", Outcome.SAME),
        ("", Outcome.SAME),
        ("Sala 3, cama 13", Outcome.MOVE),
        ("Cirugía, cama 12", Outcome.MOVE),
    ],
)
def test_another_bed_is_a_move_and_another_spelling_is_not(place, found):
    assert outcome(replace(ANA, place=place), PUPIL).outcome == found


def test_a_discharge_of_the_list_is_proposed_on_its_day():
    found = outcome(replace(ANA, discharged_on=TODAY), PUPIL)
    assert (found.outcome, found.happened_on, found.patient_id) == (Outcome.DISCHARGE, TODAY, 7)


@pytest.mark.parametrize(("day", "found"), [(1, Outcome.DISCHARGE), (-1, Outcome.WRONG)])
def test_no_discharge_before_the_stay(day, found):
    end = STAY.starts_on + timedelta(days=day - 1 if day > 0 else day)
    assert outcome(replace(ANA, discharged_on=end), PUPIL).outcome == found


@pytest.mark.parametrize(
    ("start", "found"),
    [
        (date(2026, 6, 6), Outcome.ADMISSION),
        (date(2026, 6, 5), Outcome.ADMISSION),  # out and in again on one day (R3)
        (date(2026, 6, 4), Outcome.SAME),  # the list is older than the discharge
        (date(2026, 5, 1), Outcome.SAME),
        (None, Outcome.ADMISSION),
    ],
)
def test_who_was_discharged_comes_back_with_a_later_admission(start, found):
    assert outcome(replace(ANA, admitted_on=start), GONE).outcome == found


@pytest.mark.parametrize(("ago", "found"), [(1, Outcome.SAME), (2, Outcome.ADMISSION)])
def test_without_a_day_of_admission_the_list_may_be_of_yesterday(ago, found):
    stay = KnownStay(date(2026, 5, 1), TODAY - timedelta(days=ago))
    assert outcome(ANA, replace(GONE, stay=stay)).outcome == found


def test_in_attention_at_home_and_now_in_hospital():
    found = outcome(ANA, replace(PUPIL, stay=None))
    assert found.outcome == Outcome.ADMISSION
    assert "fuera de hospitalización" in found.note


def test_in_another_hospital_as_far_as_the_file_says():
    assert outcome(ANA, replace(PUPIL, stay=replace(STAY, is_here=False))).outcome == Outcome.WRONG


@pytest.mark.parametrize(
    ("born", "found"),
    [
        (date(2023, 6, 10), Outcome.REFERRAL),  # three today
        (date(2023, 6, 11), Outcome.OUT_OF_AGE),
        (date(2005, 6, 11), Outcome.REFERRAL),  # still twenty
        (date(2005, 6, 10), Outcome.OUT_OF_AGE),
    ],
)
def test_school_age_from_3_to_20(born, found):
    assert outcome(replace(ANA, birth_date=born)).outcome == found


@pytest.mark.parametrize(
    ("age", "found"),
    [
        (2, Outcome.OUT_OF_AGE),
        (3, Outcome.REFERRAL),
        (20, Outcome.REFERRAL),
        (21, Outcome.OUT_OF_AGE),
        (None, Outcome.WRONG),
    ],
)
def test_an_age_alone_is_enough_and_neither_is_an_error(age, found):
    assert outcome(replace(ANA, birth_date=None, age=age)).outcome == found


def test_a_stranger_who_left_asks_nothing():
    assert outcome(replace(ANA, discharged_on=TODAY)).outcome == Outcome.LEFT


def test_who_has_a_notice_already_is_not_proposed_again():
    assert outcome(ANA, told=[Told(ANA.words, 10)]).outcome == Outcome.TOLD
    assert outcome(ANA, told=[Told(ANA.words, 12)]).outcome == Outcome.REFERRAL
    assert outcome(ANA, told=[Told(frozenset({"a", "q"}), 10)]).outcome == Outcome.REFERRAL


@pytest.mark.parametrize(("initials", "age", "is_noted"), [("a q", 11, True), ("a q", 12, False), ("b q", 10, False)])
def test_a_notice_that_was_given_with_initials_is_noted(initials, age, is_noted):
    found = outcome(ANA, told=[Told(frozenset(initials.split()), age)])
    assert (found.outcome, "iniciales" in found.note) == (Outcome.REFERRAL, is_noted)


def test_a_pupil_of_another_service_is_a_newcomer_with_a_note():
    assert "otro SEHO" in outcome(ANA, elsewhere={("DNI", "71000001")}).note
    found = outcome(ANA, replace(GONE, is_elsewhere=True))
    assert found.outcome == Outcome.REFERRAL
    assert "otro SEHO" in found.note


# --- Who it is -------------------------------------------------------------------------------


def test_the_document_of_somebody_else_is_told_and_nothing_is_proposed():
    mother = Listed(2, "Mamani", "Flores", "Rosa", "DNI", "71000001", date(1990, 1, 1))
    assert outcome(mother, PUPIL).reason == "Tiene el documento de otra persona registrada."


@pytest.mark.parametrize(
    ("row", "is_known"),
    [
        ({"document_number": "", "given": "Ana"}, True),  # a given name left out
        ({"document_number": "", "maternal": "Mamni"}, True),  # a letter wrong
        ({"document_number": "", "given": "Eva Lucía"}, False),  # a twin
        ({"document_number": "", "sex": "M", "given": "Ana"}, False),
        ({"document_number": "71000009", "given": "Ana"}, False),
        ({"document_number": "71000009"}, True),  # the very same names: another number is a note
        ({"document_number": "", "birth_date": date(2016, 5, 21)}, False),
        ({"document_number": "", "birth_date": None, "age": 9}, True),  # a year more or less
        ({"document_number": "", "birth_date": None, "age": 8}, False),
    ],
)
def test_matched_by_names_and_birth_when_no_document_is(row, is_known):
    found = outcome(replace(ANA, **row), PUPIL)
    assert (found.patient_id == 7) is is_known
    assert found.outcome == (Outcome.SAME if is_known else Outcome.REFERRAL)


def test_twins_are_told_apart_or_asked():
    twin = replace(PUPIL, patient_id=8, words=frozenset({"quispe", "mamani", "eva"}), document_number="71000002")
    assert outcome(replace(ANA, document_number="", given="Eva"), PUPIL, twin).patient_id == 8
    assert outcome(replace(ANA, document_number="", given=""), PUPIL, twin).outcome == Outcome.WRONG


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("luis soto", "luisa soto", False), ("mario soto", "maria soto", False), ("quispe", "quispe mamani", False)],
)
def test_names_that_are_near_and_not_the_same(one, other, same):
    assert alike(frozenset(one.split()), frozenset(other.split())) is same


def test_of_a_person_listed_twice_the_latest_admission_counts():
    rows = [
        replace(ANA, line=2, admitted_on=date(2026, 6, 1), discharged_on=date(2026, 6, 8)),
        replace(ANA, line=3, admitted_on=date(2026, 6, 9)),
    ]
    found = proposals(rows, Known(), today=TODAY, is_whole=False).found
    assert [(one.outcome, one.line) for one in found] == [(Outcome.REFERRAL, 3), (Outcome.REPEATED, 2)]


# --- Who is missing --------------------------------------------------------------------------


def pupils(number, **more):
    return [
        replace(PUPIL, patient_id=key, words=frozenset({"x", str(key)}), document_number=f"7200000{key}", **more)
        for key in range(number)
    ]


def verdict(rows, known, **more):
    return proposals(rows, Known(known), today=TODAY, **{"is_whole": True, **more})


def test_only_a_whole_list_proposes_the_discharge_of_who_is_missing():
    assert verdict([ANA], [PUPIL, *pupils(1)]).counts[Outcome.ABSENCE] == 1
    assert verdict([ANA], [PUPIL, *pupils(1)], is_whole=False).counts[Outcome.ABSENCE] == 0
    cut = verdict([ANA], [PUPIL, *pupils(1)], is_cut=True)
    assert (cut.counts[Outcome.ABSENCE], "cortado" in cut.doubt) == (0, True)


@pytest.mark.parametrize(
    "more",
    [
        {"stay": KnownStay(TODAY)},  # admitted today
        {"stay": None},
        {"stay": replace(STAY, is_here=False)},
        {"is_attended": False},
    ],
)
def test_who_need_not_be_on_the_list_is_not_missing(more):
    assert verdict([ANA], pupils(1, **more)).counts[Outcome.ABSENCE] == 0


@pytest.mark.parametrize(("missing", "there", "proposed"), [(3, 0, 3), (4, 0, 0), (4, 4, 4), (5, 4, 0)])
def test_a_list_that_leaves_out_most_is_a_partial_one(missing, there, proposed):
    known = pupils(missing + there)
    rows = [Listed(line, given=f"X {line}", document_type="DNI", document_number=f"7200000{line}",
                   birth_date=BORN) for line in range(missing, missing + there)]  # fmt: skip
    found = verdict(rows, known)
    assert found.counts[Outcome.ABSENCE] == proposed
    assert bool(found.doubt) is (proposed == 0)


def test_a_row_that_cannot_be_read_may_be_the_missing_one():
    [absent, wrong] = verdict([Wrong(5, "No trae el nombre.")], pupils(1)).found
    assert "no se pudieron leer" in absent.note
    assert (wrong.line, wrong.reason) == (5, "No trae el nombre.")


# --- What stands in a cell -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05/03/2026", date(2026, 3, 5)),
        ("5-3-26", date(2026, 3, 5)),
        ("05.03.98", date(1998, 3, 5)),
        ("2026-03-05T14:30:00", date(2026, 3, 5)),
        ("05/03/2026 14:30", date(2026, 3, 5)),
        ("46086", date(2026, 3, 5)),
        ("46086.5", date(2026, 3, 5)),
        ("31/02/2026", None),
        ("05/2026", None),
        ("05/03/0026", None),
        ("ayer", None),
    ],
)
def test_days_as_lists_write_them(text, day):
    assert day_of(text, today=TODAY) == day


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("9", 9),
        ("9 años", 9),
        ("9A 3M", 9),
        ("9.0", 9),
        ("11 m", 0),
        ("26 meses", 2),
        ("15 d", 0),
        ("x", None),
        ("999", None),
    ],
)
def test_ages_as_lists_write_them(text, age):
    assert age_of(text) == age


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("", "71340001", ("DNI", "71340001")),
        ("", "1340001", ("DNI", "01340001")),  # a sheet dropped the zero
        ("DNI", "71.340.001", ("DNI", "71340001")),
        ("CE", "001234567", ("CE", "001234567")),
        ("", "00000000", ("", "")),
        ("DNI", "7134000", ("DNI", "07134000")),
        ("DNI", "ABC", ("", "")),
        ("", "HC-22", ("", "")),
    ],
)
def test_documents_as_lists_write_them(kind, text, found):
    assert known_document(kind, text) == found


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("QUISPE MAMANI ANA LUCIA", ("QUISPE", "MAMANI", "ANA LUCIA")),
        ("DE LA CRUZ DEL RIO JUAN", ("DE LA CRUZ", "DEL RIO", "JUAN")),
        ("Quispe Mamani, Ana", ("Quispe", "Mamani", "Ana")),
        ("Quispe, Ana", ("Quispe", "", "Ana")),
        ("Quispe Ana", ("Quispe", "", "Ana")),
        ("Quispe", ("Quispe", "", "")),
    ],
)
def test_names_in_one_column(text, parts):
    assert split_names(text) == parts


def test_names_in_capitals_are_written_as_a_person_writes_them():
    assert person_case("DE LA CRUZ D'ANGELO") == "De la Cruz D'Angelo"
    assert person_case("McDonald") == "McDonald"


def test_places_are_composed_and_compared():
    assert place_of("PEDIATRÍA", "12") == "Pediatría, cama 12"
    assert place_of("", "Cama 05") == "Cama 05"
    assert place_words("Sala 3, cama 05") == frozenset({"3", "5"})


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"names": ""}, "No trae el nombre."),
        ({"birth": "31/02/2016"}, "La fecha de nacimiento no se entiende."),
        ({"birth": "11/06/2026"}, "La fecha de nacimiento aún no llega."),
        ({"admitted": "11/06/2026"}, "La fecha de ingreso, 11 de junio de 2026, aún no llega."),
        ({"admitted": "09/06/2026", "discharged": "08/06/2026"}, "La fecha de alta es anterior a la de ingreso."),
    ],
)
def test_a_row_with_error_says_why_without_saying_who(said, reason):
    row = listed_of(4, {"names": "QUISPE, ANA", "birth": "20/05/2016", **said}, today=TODAY)
    assert row == Wrong(4, reason)


def test_a_planned_discharge_has_not_happened():
    row = listed_of(4, {"names": "QUISPE, ANA", "age": "9", "discharged": "11/06/2026"}, today=TODAY)
    assert isinstance(row, Listed)
    assert row.discharged_on is None


def test_what_is_kept_of_a_row_comes_back_whole():
    assert listed_from_json(ANA.as_json()) == ANA


# --- Columns ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Apellidos y Nombres", Field.NAMES),
        ("PACIENTE", Field.NAMES),
        ("Nombres y apellidos del paciente", Field.NAMES),
        ("Ap. Paterno", Field.PATERNAL),
        ("APELLIDO_MATERNO", Field.MATERNAL),
        ("Apellidos", Field.SURNAMES),
        ("Nombres", Field.GIVEN),
        ("N° Documento", Field.DOCUMENT),
        ("D.N.I.", Field.DOCUMENT),
        ("documento", Field.DOCUMENT),
        ("Tipo Doc.", Field.DOCUMENT_TYPE),
        ("fecha_nac", Field.BIRTH),
        ("F. Nac.", Field.BIRTH),
        ("Edad", Field.AGE),
        ("Sexo", Field.SEX),
        ("Servicio", Field.WARD),
        ("Nro Cama", Field.BED),
        ("Fecha y hora de ingreso", Field.ADMITTED),
        ("F. Ingreso", Field.ADMITTED),
        ("alta", Field.DISCHARGED),
        ("Fecha de egreso", Field.DISCHARGED),
        ("Historia clínica", None),
        ("HC", None),
        ("Médico tratante", None),
    ],
)
def test_headings_of_spanish_hospitals(heading, field):
    [key] = heading_keys([heading])
    assert field_of(key) == field
    assert not is_health(key)


@pytest.mark.parametrize(
    "heading",
    ["Diagnóstico", "DX", "Dx. de ingreso", "CIE-10", "CIE 10", "Cod_CIE10", "Motivo de ingreso", "Observaciones",
     "Diagnóstico presuntivo", "Tratamiento", "Condición de egreso", "Fecha de diagnóstico", "Enfermedad actual",
     "Edad gestacional"],
)  # fmt: skip
def test_headings_of_health_are_never_a_field(heading):
    [key] = heading_keys([heading])
    assert is_health(key)
    assert field_of(key) is None


def test_codes_of_illness_are_known_under_any_heading():
    assert holds_illness_codes(["C91.0", "J18", "I10", ""])
    assert not holds_illness_codes(["A12", "12", "B 3", "Cama 4"])
    assert not holds_illness_codes(["C91", "J18"])


def test_the_headings_are_found_below_the_titles():
    rows = [["Hospital de Prueba", ""], ["Censo diario", "10/06/2026"], ["Paciente", "Edad"], ["QUISPE ANA", "9"]]
    assert header_row(rows) == 2
    assert header_row([["QUISPE ANA", "71000001"], ["SOTO LUZ", "71000002"]]) is None
    assert header_row([["Uno", "Dos"], ["a", "b"]]) == 0


def test_columns_in_another_order_or_with_one_of_health_more_are_the_same():
    assert signature_of(["paciente", "edad"]) == signature_of(["edad", "diagnostico", "paciente"])
    assert signature_of(["paciente", "edad"]) != signature_of(["paciente", "edad", "cama"])


def test_apellido_alone_is_both_surnames_or_the_first():
    assert guess(["apellido", "nombre", "edad"])[Field.SURNAMES] == "apellido"
    assert guess(["apellido paterno", "apellido materno", "nombres"])[Field.PATERNAL] == "apellido paterno"


def test_what_columns_must_tell():
    assert "apellidos" in what_lacks({Field.AGE: "edad"})
    assert "edad" in what_lacks({Field.NAMES: "paciente"})
    assert what_lacks({Field.NAMES: "paciente", Field.AGE: "edad"}) == ""
