"""The catalogues that come with the program."""

import csv

import pytest
from django.core.management import call_command

from seho.curriculum.loading import CATALOGUE as CURRICULUM
from seho.network.loading import CATALOGUE, load_offices_and_hospitals
from seho.network.models import Hospital, Region, Ugel
from seho.text import search_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    return load_offices_and_hospitals()


def test_counts_are_those_of_the_country(loaded):
    assert loaded == {
        "DRE y GRE": 26,
        "UGEL": 224,
        "DRE que hacen las veces de UGEL": 1,
        "establecimientos de salud": 36,
    }
    assert (Region.objects.count(), Ugel.objects.count(), Hospital.objects.count()) == (26, 225, 36)


def test_three_offices_are_gerencias(loaded):
    gerencias = Region.objects.filter(kind="GRE").values_list("title", flat=True)
    assert [*gerencias] == [
        "Gerencia Regional de Educación Arequipa",
        "Gerencia Regional de Educación La Libertad",
        "Gerencia Regional de Educación Lambayeque",
    ]


@pytest.mark.parametrize(
    ("code", "name", "region"),
    [
        ("040001", "UGEL Arequipa Norte", "GRE Arequipa"),
        ("010009", "UGEL IBIR-Imaza", "DRE Amazonas"),
        ("150104", "UGEL 03 Breña", "DRE Lima Metropolitana"),
        ("150201", "UGEL 08 Cañete", "DRE Lima Provincias"),
        ("130004", "UGEL Bolívar", "GRE La Libertad"),
        ("030001", "UGEL Abancay", "DRE Apurímac"),
    ],
)
def test_office_has_its_official_code_and_a_written_name(loaded, code, name, region):
    ugel = Ugel.objects.get(code=code)
    assert (str(ugel), str(ugel.region)) == (name, region)


def test_callao_is_a_region_that_acts_as_ugel(loaded):
    """Its schools carry the code 070101 in the register; UGEL Ventanilla is another office."""
    callao = Ugel.objects.get(is_regional_office=True)
    assert (callao.code, callao.name, callao.region.code) == ("070101", "DRE Callao", "070101")
    assert Ugel.objects.get(code="070102").name == "UGEL Ventanilla"


def test_lima_metropolitana_is_no_ugel(loaded):
    assert Region.objects.filter(code="150101").exists()
    assert not Ugel.objects.filter(code="150101").exists()


def test_wrong_codes_of_the_childrens_institute_are_not_taken_over(loaded):
    assert not Hospital.objects.filter(code__in=["00006213", "00016618", "00003426"]).exists()
    assert Hospital.objects.get(code="00001232").name == "Hospital Goyeneche"


def test_every_hospital_is_whole_and_found_by_its_words(loaded):
    for hospital in Hospital.objects.all():
        hospital.full_clean()
        assert search_key(hospital.name).split()[-1] in hospital.search_text


def test_loading_again_restores_offices_and_leaves_corrections_of_hospitals(loaded):
    Ugel.objects.filter(code="040001").update(name="Otro nombre")
    Hospital.objects.filter(code="00001232").update(category="II-E", is_active=False)
    Region.objects.filter(code="040000").update(title="Otro título")
    keys = set(Ugel.objects.values_list("pk", "code"))
    assert load_offices_and_hospitals() == loaded
    assert Ugel.objects.get(code="040001").name == "UGEL Arequipa Norte"
    assert Region.objects.get(code="040000").title == "Gerencia Regional de Educación Arequipa"
    goyeneche = Hospital.objects.get(code="00001232")
    assert (goyeneche.category, goyeneche.is_active) == ("II-E", False)
    assert set(Ugel.objects.values_list("pk", "code")) == keys


def test_loading_deletes_nothing_that_somebody_added(loaded):
    Hospital.objects.create(code="00099999", name="Clínica de prueba")
    load_offices_and_hospitals()
    assert Hospital.objects.filter(code="00099999").exists()


def test_command_loads_everything_and_says_how_much(capsys):
    call_command("load_catalogues")
    call_command("load_catalogues")
    told = capsys.readouterr().out
    for line in ("26 DRE y GRE", "224 UGEL", "31 competencias", "51 lenguas maternas"):
        assert told.count(line) == 2


@pytest.mark.parametrize("folder", [CATALOGUE, CURRICULUM])
def test_files_are_tidy(folder):
    for path in folder.glob("*.csv"):
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        assert rows
        for row in rows:
            assert all(value == value.strip() for value in row.values()), (path.name, row)
