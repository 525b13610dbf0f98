"""Districts, calendars and competencies on their way into the catalogues: every row is invented."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from seho.curriculum.models import Competency, Period, SchoolCalendar
from seho.imports import services
from seho.imports.enums import Catalogue, Change, ImportState
from seho.imports.models import Import
from seho.imports.queries import change_rows
from seho.imports.rules import calendar_kind, calendars_of, competencies_of, day_of, district_of
from seho.imports.tables import Row
from seho.network.models import District, Hospital, School
from tests.attendance.factories import AssessmentFactory
from tests.imports.files import padron_csv, read_in, renipress_csv
from tests.network.factories import SchoolFactory

DISTRICTS = (
    b"inei,reniec,departamento,provincia,distrito,region,capital,altitude,latitude,longitude\n"
    b"150132,140137,LIMA,LIMA,SAN JUAN DE LURIGANCHO,LIMA,SJL,200,-11.98,-77.01\n"
    b"070101,240101,CALLAO,PROV. CONST. DEL CALLAO,CALLAO,CALLAO,CALLAO,10,-12.06,-77.14\n"
)
CALENDARS = (
    "year,number,starts_on,ends_on,norm\n2030,1,2030-03-11,2030-05-10,RM 1\n2030,2,2030-05-20,2030-07-19,RM 1\n"
    "2030,3,2030-08-05,2030-10-04,RM 1\n2030,4,2030-10-14,2030-12-13,RM 1\n"
)
OWN = (
    "Código modular;Anexo;Año;Periodo;Desde;Hasta\n"
    "0900001;0;2030;1;11/03/2030;07/06/2030\n900001;0;2030;2;17/06/2030;13/09/2030\n0900001;;2030;3;16/09/2030;13/12/2030\n"
)
COMPETENCIES = (
    "Número;Competencia;Transversal;Vigente desde;Vigente hasta;Capacidad\n"
    "901;Inventa historias;no;2027-01-01;;Imagina\n901;;;;;Escribe\n902;Cuida su ambiente;sí;01/01/2027;;Observa\n"
)


def written(catalogue: Catalogue, content: str | bytes, *, is_whole: bool = False) -> Import:
    row = read_in(catalogue, content.encode() if isinstance(content, str) else content, is_whole=is_whole)
    assert row.state == ImportState.READY, row.problem
    row = services.confirm_import(by=None, found=row, accepts_gone=True, in_background=False)
    return services.write_import(row, now=timezone.now())


def wrong(row: Import) -> list[tuple[int, str]]:
    return [(one.line, one.reason) for one in change_rows(row, Change.WRONG, start=0, count=20)]


# --- districts ------------------------------------------------------------------------------------------------

LIMA = {"INEI": "150132", "RENIEC": "140137", "DEPARTAMENTO": "LIMA", "PROVINCIA": "LIMA", "DISTRITO": "LURIGANCHO"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, ""),
        ({"INEI": "140137"}, "parece el de RENIEC"),
        ({"INEI": "160132"}, "no es de Lima"),
        ({"RENIEC": "150132"}, "El código RENIEC «150132» no es de Lima."),
        ({"RENIEC": "NA"}, ""),
        ({"INEI": "70101", "RENIEC": "240101", "DEPARTAMENTO": "CALLAO"}, ""),
        ({"INEI": "250101", "RENIEC": "250101", "DEPARTAMENTO": "UCAYALI"}, ""),
        ({"INEI": "240101", "RENIEC": "230101", "DEPARTAMENTO": "Tumbes"}, ""),
        ({"INEI": ""}, "Falta el código INEI."),
        ({"DISTRITO": ""}, "Falta el nombre."),
    ],
)
def test_the_code_of_one_office_is_not_taken_for_that_of_another(change: dict[str, str], reason: str) -> None:
    problem = district_of({**LIMA, **change}).problem
    assert reason in problem
    assert bool(problem) == bool(reason)


@pytest.mark.django_db
def test_districts_come_with_names_and_then_with_the_codes_of_others() -> None:
    written(Catalogue.DISTRICTS, DISTRICTS)
    codes = (
        b'"cod_ubigeo_inei","cod_ubigeo_reniec","cod_ubigeo_sunat"\n"150132","140137","150132"\n"010101","010101",""\n'
    )
    row = written(Catalogue.DISTRICTS, codes)
    assert (row.changed, wrong(row)) == (1, [(3, "No está en el catálogo, y este archivo no trae su nombre.")])
    district = District.objects.get(inei="150132")
    assert (district.reniec, district.sunat, district.name) == ("140137", "150132", "San Juan de Lurigancho")
    assert district.latitude == Decimal("-11.98")
    services.undo_import(by=None, found=row)
    district.refresh_from_db()
    assert district.sunat == ""


@pytest.mark.django_db
def test_a_file_without_names_of_places_takes_them_from_its_ubigeo() -> None:
    written(Catalogue.DISTRICTS, DISTRICTS)
    bare = {"D_DPTO": "", "D_PROV": "", "D_DIST": "", "CODGEO": "150132"}
    written(Catalogue.SCHOOLS, padron_csv(bare))
    written(
        Catalogue.HOSPITALS, renipress_csv({"DEPARTAMENTO": "", "PROVINCIA": "", "DISTRITO": "", "UBIGEO": "140137"})
    )
    assert School.objects.get().place == "San Juan de Lurigancho, Lima"
    assert Hospital.objects.get().place == ""  # RENIEC's code names nothing here


# --- calendars ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-03-16", date(2026, 3, 16)), ("16/3/2026", date(2026, 3, 16)), ("31/02/2026", None), ("3/16/2026", None)],
)
def test_a_day_as_it_is_written(text: str, day: date | None) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize(
    ("modality", "periods", "kind"),
    [("EBR", 4, "BIMESTER"), ("EBR", 3, "TRIMESTER"), ("EBE", 2, "SEMESTER"), ("EBR", 1, None), ("EBR", 5, None),
     ("EBA", 1, "PROMOTIONAL"), ("EBA", 3, "PROMOTIONAL"), ("EBA", 4, None)],
)  # fmt: skip
def test_a_year_is_cut_by_how_many_periods_it_has(modality: str, periods: int, kind: str | None) -> None:
    assert calendar_kind(modality, periods) == kind


def _rows(*values: dict[str, str]) -> list[Row]:
    usual = {"ANIO": "2030", "DESDE": "2030-03-11", "HASTA": "2030-05-10"}
    return [Row(line, {**usual, **one}, 1.0) for line, one in enumerate(values, start=2)]


@pytest.mark.parametrize(
    ("second", "line", "reason"),
    [
        ({"PERIODO": "3"}, 3, "falta el 2"),
        ({"PERIODO": "2", "DESDE": "2030-05-10", "HASTA": "2030-07-01"}, 3, "antes de que termine el anterior"),
        ({"PERIODO": "2", "DESDE": "mayo"}, 3, "No se entienden las fechas"),
        ({"PERIODO": "2", "DESDE": "2033-05-11", "HASTA": "2033-07-01"}, 3, "no son del año escolar 2030"),
        ({"PERIODO": "2", "ANIO": "veinte"}, 3, "No se entiende el año"),
        ({"PERIODO": "2", "MODALIDAD": "CEBA"}, 3, "La modalidad es"),
    ],
)
def test_one_wrong_row_makes_its_calendar_wrong(second: dict[str, str], line: int, reason: str) -> None:
    found = [(row.line, read.problem) for row, read in calendars_of(_rows({"PERIODO": "1"}, second)) if read.problem]
    assert found[0][0] == line
    assert reason in found[0][1]


@pytest.mark.django_db
def test_the_national_year_and_that_of_a_school() -> None:
    row = written(Catalogue.CALENDARS, CALENDARS)
    assert (row.new, row.rows) == (2, 4)  # Regular and Especial
    school = SchoolFactory(modular_code="0900001", annex="0", level_code="F0")
    row = written(Catalogue.CALENDARS, OWN)
    own = SchoolCalendar.objects.get(school=school)
    assert (own.kind, [one.name for one in own.spans]) == (
        "TRIMESTER",
        ["I trimestre", "II trimestre", "III trimestre"],
    )
    assert own.starts_on == date(2030, 1, 1)
    assert read_in(Catalogue.CALENDARS, OWN.encode()).same == 1
    services.discard_import(by=None, found=Import.objects.latest("pk"))
    services.undo_import(by=None, found=row)
    assert not SchoolCalendar.objects.filter(school=school).exists()
    assert SchoolCalendar.objects.national().filter(year=2030).count() == 2


@pytest.mark.django_db
def test_a_calendar_that_changes_is_shown_and_taken_back_and_its_periods_keep_their_rows() -> None:
    written(Catalogue.CALENDARS, CALENDARS)
    period = Period.objects.get(calendar__modality="EBR", calendar__year=2030, number=2)
    row = written(Catalogue.CALENDARS, CALENDARS.replace("2030-07-19", "2030-07-26"))
    [shown, _] = change_rows(row, Change.CHANGED, start=0, count=5)
    assert shown.name == "Calendario nacional 2030 (RM 1)" or "2030" in shown.name
    assert [one.label for one in shown.fields] == ["periodos"]
    assert "26/07/2030" in shown.fields[0].after
    period.refresh_from_db()
    assert period.ends_on == date(2030, 7, 26)
    services.undo_import(by=None, found=row)
    period.refresh_from_db()
    assert period.ends_on == date(2030, 7, 19)


@pytest.mark.django_db
def test_a_period_with_levels_recorded_is_not_taken_away() -> None:
    school = SchoolFactory(modular_code="0900001", annex="0", level_code="F0")
    written(Catalogue.CALENDARS, OWN)
    AssessmentFactory(period=Period.objects.get(calendar__school=school, number=3))
    two = "".join(OWN.splitlines(keepends=True)[:-1])
    row = written(Catalogue.CALENDARS, two)
    assert row.kept == 1
    assert Period.objects.filter(calendar__school=school).count() == 3
    assert SchoolCalendar.objects.get(school=school).kind == "TRIMESTER"


@pytest.mark.django_db
def test_a_school_that_nobody_knows_has_no_calendar() -> None:
    row = read_in(Catalogue.CALENDARS, OWN.encode())
    assert wrong(row) == [(2, "No hay una institución con ese código modular y anexo.")]


# --- competencies ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"NUMERO": "x"}, "No se entiende el número"),
        ({"NUMERO": "0"}, "No se entiende el número"),
        ({"COMPETENCIA": ""}, "Falta el nombre"),
        ({"TRANSVERSAL": "quizá"}, "escriba sí o no"),
        ({"VIGENTE_DESDE": "ayer"}, "No se entienden las fechas"),
        ({"VIGENTE_DESDE": "2027-01-02", "VIGENTE_HASTA": "2027-01-01"}, "termina antes de empezar"),
        ({"VIGENTE_DESDE": "2027-01-01", "VIGENTE_HASTA": "2027-01-01"}, ""),
    ],
)
def test_a_competency_that_cannot_be_taken_says_why(values: dict[str, str], reason: str) -> None:
    usual = {"NUMERO": "7", "COMPETENCIA": "Lee", "CAPACIDAD": "Infiere"}
    [(_, read)] = competencies_of([Row(2, {**usual, **values}, 1.0)])
    assert reason in read.problem
    assert bool(read.problem) == bool(reason)


@pytest.mark.django_db
def test_competencies_come_change_end_and_come_back() -> None:
    before = list(Competency.objects.values())
    written(Catalogue.COMPETENCIES, COMPETENCIES)
    first = Competency.objects.get(number=901)
    assert [one.name for one in first.capacities.all()] == ["Imagina", "Escribe"]
    assert (first.valid_from, first.is_transversal) == (date(2027, 1, 1), False)
    row = written(Catalogue.COMPETENCIES, COMPETENCIES.replace("902;Cuida", "903;Cuida"), is_whole=True)
    gone = Competency.objects.get(number=902)
    assert row.gone == len(before) + 1
    assert gone.valid_to is not None  # it ends, and what was assessed with it stays
    services.undo_import(by=None, found=row)
    gone.refresh_from_db()
    assert gone.valid_to is None
    assert not Competency.objects.filter(number=903).exists()


@pytest.mark.django_db
def test_what_a_file_brought_is_not_overwritten_by_the_catalogue_of_the_program() -> None:
    call_command("load_catalogues", verbosity=0, stdout=_Silent())
    name = Competency.objects.get(number=1).name
    written(Catalogue.COMPETENCIES, "numero,competencia,capacidad\n1,Construye su identidad y la cuida,Se valora\n")
    call_command("load_catalogues", verbosity=0, stdout=_Silent())
    changed = Competency.objects.get(number=1)
    assert changed.name == "Construye su identidad y la cuida" != name
    assert [one.name for one in changed.capacities.all()] == ["Se valora"]


class _Silent:
    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None: ...


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["districts", "calendars", "competencies"])
def test_each_has_its_command(name: str, tmp_path: Any) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes({"districts": DISTRICTS, "calendars": CALENDARS.encode()}.get(name, COMPETENCIES.encode()))
    call_command(f"import_{name}", str(file), partial=True, write=True, stdout=_Silent())
    assert Import.objects.get().state == ImportState.WRITTEN


# --- faults ---------------------------------------------------------------------------------------------------


def _sheet_that_inflates() -> bytes:
    """An .xlsx of some kilobytes whose only sheet would be gigabytes: it says so, and nobody unpacks it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 8_000_000)
    return out.getvalue()


@pytest.mark.django_db
def test_an_excel_is_told_to_come_as_it_is_downloaded_and_is_never_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    def unpack(*args: Any, **how: Any) -> None:
        raise AssertionError("it was unpacked")

    content = _sheet_that_inflates()
    monkeypatch.setattr(zipfile.ZipFile, "open", unpack)
    row = read_in(Catalogue.SCHOOLS, content)
    assert (row.state, row.problem) == (ImportState.FAILED, "El .zip no trae ninguna tabla (.dbf o .csv).")


@pytest.mark.django_db
def test_killed_while_it_reads_the_next_turn_reads_it_from_the_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*args: Any, **how: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(services, "compare", die)
        with pytest.raises(KeyboardInterrupt):
            read_in(Catalogue.DISTRICTS, DISTRICTS)
    row = Import.objects.get()
    assert (row.state, row.changes_path) == (ImportState.READING, "")
    assert services.read_import(row, lambda share: None).new == 2
