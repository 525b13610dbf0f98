"""The list of pupils: found, filtered, told by role, at a price that does not grow."""

from datetime import date

import pytest

from patients import journey
from patients.enums import Setting
from seho.accounts.enums import Role
from tests.accounts.factories import make_user
from tests.network.factories import SehoFactory
from tests.patients.factories import AssignmentFactory, registered_pupil

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
URL = "/estudiantes/"


@pytest.fixture
def browser(signed, coordinator):
    return signed(coordinator)


def names(page):
    return [row.name for row in page.context["page"].object_list]


@pytest.fixture
def three(seho, coordinator):
    make = lambda **fields: registered_pupil(seho, by=coordinator, **fields)  # noqa: E731 - three lines below
    return (
        make(starts_on=date(2026, 6, 1), paternal_surname="Ñahui", maternal_surname="", given_names="Álvaro"),
        make(starts_on=date(2026, 4, 1), paternal_surname="Quispe", maternal_surname="", given_names="Bety"),
        make(
            starts_on=date(2026, 4, 1),
            paternal_surname="Zea",
            maternal_surname="",
            given_names="Cira",
            setting=Setting.HOME,
        ),
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ñahui, Álvaro", "Quispe, Bety", "Zea, Cira"]),
        ("q=nahui", ["Ñahui, Álvaro"]),
        ("q=ALVARO+%C3%B1ahui", ["Ñahui, Álvaro"]),
        ("q=ahui", []),
        ("tipo=A", ["Ñahui, Álvaro"]),
        ("tipo=B", ["Quispe, Bety"]),
        ("tipo=C", ["Zea, Cira"]),
        ("ambito=HOME", ["Zea, Cira"]),
        ("estado=egreso", []),
        ("orden=reciente", ["Ñahui, Álvaro", "Quispe, Bety", "Zea, Cira"]),
        ("falta=egreso", ["Zea, Cira"]),
        ("falta=autorizacion", ["Quispe, Bety"]),
        ("tipo=X&orden=nada&estado=nada&page=99", ["Ñahui, Álvaro", "Quispe, Bety", "Zea, Cira"]),
        ("q=%00", ["Ñahui, Álvaro", "Quispe, Bety", "Zea, Cira"]),
    ],
)
def test_search_and_filters(browser, three, query, found):
    three[1].authorizations.filter(purpose="ENTRY").update(granted=False)
    page = browser.get(f"{URL}?{query}")
    assert names(page) == found


def test_the_document_finds_for_the_team_alone(browser, three, seho, signed):
    number = three[0].document_number
    assert names(browser.get(f"{URL}?q={number}")) == ["Ñahui, Álvaro"]
    assert names(signed(make_user(Role.UGEL_SPECIALIST, seho.ugel)).get(f"{URL}?q={number}")) == []


def test_each_role_sees_its_rows_and_its_columns(three, seho, signed, stranger):
    volunteer = make_user(Role.VOLUNTEER, seho)
    AssignmentFactory(episode=three[0].episodes.get(), user=volunteer)
    school = three[1].enrollments.get().school
    assert names(signed(volunteer).get(URL)) == ["Ñahui, Álvaro"]
    assert "Tipo A" not in signed(volunteer).get(URL).content.decode()
    assert names(signed(make_user(Role.DIRECTOR, school)).get(URL)) == ["Quispe, Bety"]
    assert "Tipo B" not in signed(make_user(Role.DIRECTOR, school)).get(URL).content.decode()
    assert len(names(signed(make_user(Role.UGEL_SPECIALIST, seho.ugel)).get(URL))) == 3
    assert names(signed(stranger).get(URL)) == []
    assert signed(make_user(Role.MINEDU)).get(URL).status_code == 403
    assert signed(make_user(Role.FOCAL_POINT, seho.hospital)).get(URL).status_code == 403


def test_filters_of_the_type_say_nothing_to_who_may_not_read_it(three, signed):
    director = make_user(Role.DIRECTOR, three[2].enrollments.get().school)
    assert names(signed(director).get(f"{URL}?ambito=HOSPITAL")) == ["Zea, Cira"]
    assert names(signed(director).get(f"{URL}?tipo=A")) == ["Zea, Cira"]
    assert names(signed(director).get(f"{URL}?falta=egreso")) == ["Zea, Cira"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("query", "queries"), [("", 11), ("?tipo=A", 18)])
def test_the_list_costs_the_same_with_one_row_and_with_three(
    browser, seho, coordinator, count, query, queries, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(journey, "_PROVIDERS", [])  # what higher floors ask is their own
    for _ in range(count):
        registered_pupil(seho, starts_on=date(2026, 6, 1), by=coordinator)
    browser.get(URL)
    with django_assert_num_queries(queries):
        assert len(names(browser.get(f"{URL}{query}"))) == count


def test_pages_of_25(browser, seho, coordinator):
    for _ in range(27):
        registered_pupil(seho, starts_on=date(2026, 6, 1), by=coordinator)
    assert len(names(browser.get(URL))) == 25
    assert len(names(browser.get(f"{URL}?page=2"))) == 2


def test_who_left_for_another_service_is_no_longer_in_attention_here(browser, seho, coordinator):
    from tests.patients.factories import EpisodeFactory

    gone = registered_pupil(seho, starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 9), by=coordinator)
    EpisodeFactory(patient=gone, seho=SehoFactory(), starts_on=date(2026, 5, 1))
    assert names(browser.get(URL)) == []
    assert names(browser.get(f"{URL}?estado=egreso")) == [str(gone)]
