"""The norm's and the registers' rules, without a database."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from seho.network.enums import AgreementState, SehoScope, SehoState
from seho.network.rules import (
    SEARCH_TEXT_LENGTH,
    agreement_term,
    hospital_search_text,
    place_name,
    school_query_words,
    school_search_text,
    seho_problems,
)

TODAY = date(2026, 6, 10)


# --- agreements ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days_left", "state"),
    [
        pytest.param(-1, AgreementState.EXPIRED, id="art. 33.3: ended yesterday"),
        pytest.param(0, AgreementState.ENDING, id="art. 26.c: its last day still counts"),
        pytest.param(90, AgreementState.ENDING, id="90 days left"),
        pytest.param(91, AgreementState.VALID, id="91 days left"),
    ],
)
def test_agreement_term_at_each_boundary(days_left, state):
    term = agreement_term(TODAY + timedelta(days=days_left), today=TODAY)
    assert (term.state, term.days_left) == (state, days_left)
    assert "33.3" in term.article


def test_agreement_that_ends_today_says_so():
    assert "vence hoy" in agreement_term(TODAY, today=TODAY).reason
    assert "en 1 día;" in agreement_term(TODAY + timedelta(days=1), today=TODAY).reason


def test_service_without_agreement_has_no_term_and_says_why_it_matters():
    term = agreement_term(None, today=TODAY)
    assert (term.state, term.ends_on, term.days_left) == (AgreementState.MISSING, None, None)
    assert term.article == "art. 24 y 26"


# --- services --------------------------------------------------------------------------------------

ACTIVE = {
    "scope": SehoScope.HOSPITAL_AND_HOME,
    "hospital": object(),
    "address": "",
    "state": SehoState.ACTIVE,
    "resolution_number": "RD 1",
    "opened_on": date(2024, 3, 1),
    "closed_on": None,
    "closing_resolution": "",
    "closing_reason": "",
}
CLOSED = ACTIVE | {
    "state": SehoState.CLOSED,
    "closed_on": date(2026, 6, 1),
    "closing_resolution": "RD 2",
    "closing_reason": "Vencimiento del convenio",
}


@pytest.mark.parametrize("values", [ACTIVE, CLOSED, ACTIVE | {"opened_on": TODAY}])
def test_whole_service_has_no_problem(values):
    assert seho_problems(values, today=TODAY) == {}


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        pytest.param(ACTIVE | {"hospital": None}, "hospital", "art. 28.2", id="art. 28.2 hospital"),
        pytest.param(ACTIVE | {"scope": SehoScope.HOME_ONLY, "hospital": None}, "address", "UGEL", id="art. 28.2 home"),
        pytest.param(ACTIVE | {"resolution_number": ""}, "resolution_number", "25.3", id="art. 25.3"),
        pytest.param(ACTIVE | {"opened_on": None}, "opened_on", "desde cuándo", id="no opening"),
        pytest.param(ACTIVE | {"opened_on": TODAY + timedelta(days=1)}, "opened_on", "todavía no", id="opens tomorrow"),
        pytest.param(ACTIVE | {"closed_on": TODAY}, "closed_on", "solo va", id="open with a closing day"),
        pytest.param(CLOSED | {"closed_on": None}, "closed_on", "Indique", id="closed without a day"),
        pytest.param(
            CLOSED | {"closed_on": TODAY + timedelta(days=1)},
            "closed_on",
            "posterior a hoy",
            id="closes tomorrow",
        ),
        pytest.param(CLOSED | {"closed_on": date(2024, 2, 29)}, "closed_on", "anterior", id="closes before"),
        pytest.param(CLOSED | {"closing_resolution": ""}, "closing_resolution", "33.1.c", id="art. 33.1.c res."),
        pytest.param(CLOSED | {"closing_reason": ""}, "closing_reason", "33.1.c", id="art. 33.1.c reason"),
    ],
)
def test_what_misses_in_a_service_is_said_beside_its_field(values, field, words):
    problems = seho_problems(values, today=TODAY)
    assert list(problems) == [field]
    assert words in problems[field]


def test_planned_service_needs_neither_resolution_nor_opening():
    planned = ACTIVE | {"state": SehoState.PLANNED, "resolution_number": "", "opened_on": None}
    assert seho_problems(planned, today=TODAY) == {}


# --- words -----------------------------------------------------------------------------------------

SCHOOL = SimpleNamespace(
    modular_code="0309369",
    local_code="067890",
    name="I.E. N.º 40123 José Olaya",
    level_name="Primaria",
    locality="Ñahuinpuquio",
    district="Arequipa",
    province="Arequipa",
    department="Arequipa",
)


def test_search_text_holds_codes_with_and_without_zeros_and_each_word_once():
    words = school_search_text(SCHOOL).split()
    assert {"0309369", "309369", "067890", "67890", "jose", "olaya", "nahuinpuquio", "primaria"} <= set(words)
    assert words.count("arequipa") == 1


def test_search_text_fits_its_column():
    long = SimpleNamespace(**{**vars(SCHOOL), "name": " ".join(f"palabra{n}" for n in range(500))})
    assert len(school_search_text(long)) == SEARCH_TEXT_LENGTH


def test_hospital_is_found_by_its_code_without_zeros():
    place = {"district": "Breña", "province": "Lima", "department": "Lima"}
    words = hospital_search_text(SimpleNamespace(code="00005987", name="María Auxiliadora", **place)).split()
    assert {"00005987", "5987", "maria", "auxiliadora", "brena"} <= set(words)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("OLAYA José", ["olaya", "jose"]),
        ("I. E. N.º 40123", ["40123"]),
        ("I.E.P. de la Cruz", ["cruz"]),
        ("0309369-0", ["0309369"]),
        ("40123-A", ["40123", "a"]),
        ("san san", ["san"]),
        ("la", ["la"]),
        ("", []),
        ("' ; -- %", []),
    ],
)
def test_query_words(typed, words):
    assert school_query_words(typed) == words


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (("Ica", "Ica", "Ica"), "Ica"),
        (("Moquegua", "Mariscal Nieto", "Moquegua"), "Moquegua, Mariscal Nieto, Moquegua"),
        (("", "Lima", "Lima"), "Lima"),
        (("", "", ""), ""),
    ],
)
def test_place_says_a_shared_name_once(names, shown):
    district, province, department = names
    assert place_name(SimpleNamespace(district=district, province=province, department=department)) == shown
