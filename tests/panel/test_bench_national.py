"""What the national benchmark says of its measures; the measures themselves are made by `make bench-national`."""

from unittest.mock import ANY

import pytest

from seho.accounts.enums import Role
from seho.panel.bench.national import timing
from seho.panel.bench.national.pages import LIST_MS, Page
from seho.panel.bench.national.report import write
from seho.panel.bench.national.seeding import NATIONAL
from seho.panel.bench.national.timing import Timed, table
from tests.accounts.factories import make_user

PAGE = Page("Las listas", "Avisos", None, lambda n: "/")


def timed(median, p95):
    return Timed(PAGE, 8, median, p95, cpu=5)


def line(whole, tenth):
    return table([whole], [tenth]).splitlines()[-1]


@pytest.mark.parametrize(
    ("p95", "median", "told"),
    [
        (LIST_MS, 30, "| Avisos | 8 | 30 | 100 | 5 | 8 | 20 | 1.50 |"),
        (LIST_MS + 1, 31, "| Avisos | 8 | 31 | 101! | 5 | 8 | 20 | 1.55! |"),
    ],
    ids=["at the targets", "past them"],
)
def test_a_missed_target_is_marked(p95, median, told):
    assert line(timed(median, p95), timed(20, 40)) == told


@pytest.mark.django_db
def test_a_page_that_fails_on_any_of_its_rows_measures_nothing():
    page = Page("La red y los catálogos", "IE", make_user(Role.ADMIN), lambda n: "/red/ie/" if n < 5 else "/no-hay/")
    assert timing.timed(page, rounds=3) == Timed(page, queries=4, median=ANY, p95=ANY, cpu=ANY)
    assert timing.timed(page, rounds=4) == Timed(page, problem="responde 404")


def test_a_page_that_did_not_answer_says_so():
    assert "responde 500" in line(Timed(PAGE, problem="responde 500"), timed(20, 40))


def test_a_tenth_has_as_many_pupils_in_each_service():
    tenth = NATIONAL.tenth
    assert (tenth.services, tenth.schools, tenth.hospitals) == (6, 18_000, 3_600)
    assert tenth.pupils / tenth.services == NATIONAL.pupils / NATIONAL.services


def test_the_table_takes_the_place_of_the_last_one(tmp_path):
    page = tmp_path / "performance.md"
    page.write_text("antes\n<!-- bench-national -->\nviejo\n<!-- /bench-national -->\ndespués\n")
    for _ in range(2):
        write("máquina", "tabla", page)
    assert page.read_text() == ("antes\n<!-- bench-national -->\nmáquina\n\ntabla\n<!-- /bench-national -->\ndespués\n")
