"""Names of the years and the counters, in the database."""

import pytest
from django.contrib import admin
from django.db import IntegrityError

from seho.papers.models import PaperCounter, YearName
from seho.papers.queries import names_of

pytestmark = pytest.mark.django_db


def test_the_names_of_2018_to_2026_come_with_the_program() -> None:
    assert list(YearName.objects.order_by("year").values_list("year", flat=True)) == list(range(2018, 2028))
    assert names_of(2026) == (
        "Decenio de la Igualdad de Oportunidades para Mujeres y Hombres",
        "Año de la Esperanza y el Fortalecimiento de la Democracia",
    )
    assert all(names_of(year).year_name.startswith("Año ") for year in range(2018, 2027))


def test_a_year_without_a_name_yet_has_its_decade_alone() -> None:
    assert names_of(2027) == ("Decenio de la Igualdad de Oportunidades para Mujeres y Hombres", "")


def test_an_unknown_year_has_blank_names() -> None:
    assert names_of(2041) == ("", "")


def test_the_administration_of_django_has_the_names_and_no_counter() -> None:
    assert admin.site.is_registered(YearName)
    assert not admin.site.is_registered(PaperCounter)


def test_a_series_has_one_counter_a_year() -> None:
    PaperCounter.objects.create(series="constancia:1", year=2026)

    with pytest.raises(IntegrityError):
        PaperCounter.objects.create(series="constancia:1", year=2026)


def test_a_year_has_one_row() -> None:
    with pytest.raises(IntegrityError):
        YearName.objects.create(year=2026)


def test_rows_say_what_they_are() -> None:
    assert str(YearName(year=2030)) == "2030: sin nombre"
    assert str(PaperCounter(series="constancia:1", year=2026, last=12)) == "constancia:1 2026: 12"
