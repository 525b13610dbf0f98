"""A file of the State on its way into the catalogue: shown first, written as a whole, taken back as a whole."""

from __future__ import annotations

import uuid
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from seho.accounts.enums import Role
from seho.imports import services, tables, writing
from seho.imports.enums import Catalogue, Change, ImportState
from seho.imports.models import Import
from seho.imports.queries import change_rows
from seho.jobs import tasks
from seho.jobs.models import Job
from seho.network.models import Hospital, School
from seho.network.queries import search_schools
from tests.accounts.factories import make_user
from tests.imports.files import (
    OLD_RENIPRESS,
    SCHOOL,
    csv_of,
    padron_csv,
    padron_dbf,
    read_in,
    renipress_csv,
    zip_of,
)
from tests.network.factories import SchoolFactory, UgelFactory
from tests.patients.factories import EnrollmentFactory

pytestmark = pytest.mark.django_db


def write(row: Import, **how: Any) -> Import:
    confirmed = services.confirm_import(by=None, found=row, in_background=False, **({"accepts_gone": True} | how))
    return services.write_import(confirmed, now=timezone.now())


def imported(*rows: dict[str, str], is_whole: bool = False) -> Import:
    return write(read_in(Catalogue.SCHOOLS, padron_csv(*rows), is_whole=is_whole))


# --- the layouts ----------------------------------------------------------------------------------------------

TWO = ({"COD_MOD": "0900001"}, {"COD_MOD": "0900002", "CEN_EDU": "IE «ÑAÑA» DE PRUEBA"})


@pytest.mark.parametrize(
    ("content", "layout"),
    [
        (padron_dbf(*TWO), "DBF"),
        (zip_of(padron_dbf(*TWO), "Padron_web.dbf"), "DBF"),
        (padron_csv(*TWO), "CSV, Windows-1252, separado por coma"),
        (padron_csv(*TWO, delimiter=";", encoding="utf-8-sig"), "CSV, UTF-8, separado por punto y coma"),
        (padron_csv(*TWO, delimiter="|", encoding="utf-8", end="\n"), "CSV, UTF-8, separado por barra"),
        (zip_of(padron_csv(*TWO, delimiter="\t"), "padron.csv"), "CSV, Windows-1252, separado por tabulación"),
    ],
)
def test_the_register_of_schools_in_each_layout(content: bytes, layout: str) -> None:
    ugel = UgelFactory(code="040001")
    row = read_in(Catalogue.SCHOOLS, content)
    assert (row.state, row.layout, row.rows, row.new, row.wrong) == (ImportState.READY, layout, 2, 2, 0)
    assert not School.objects.exists()  # nothing is written before it is confirmed
    write(row)
    school = School.objects.get(modular_code="0900002")
    assert (school.name, school.ugel, school.annex, school.is_provisional) == ("IE «ÑAÑA» DE PRUEBA", ugel, "0", False)
    assert str(school.latitude) == "-16.398800"
    found = search_schools("ñana prueba")
    assert [one.pk for one in found] == [school.pk]


@pytest.mark.parametrize(
    "content",
    [
        renipress_csv({}),
        renipress_csv({}, encoding="utf-8", end="\n"),
        csv_of(
            OLD_RENIPRESS,
            [
                {
                    "Código Único": "900001", "Nombre del establecimiento": "HOSPITAL DE PRUEBA", "Categoria": "III-1",
                    "Departamento": "ANCASH", "Provincia": "SANTA", "Distrito": "NUEVO CHIMBOTE", "UBIGEO": "21809",
                    "Estado": "ACTIVADO", "NORTE": "-78.5283", "ESTE": "-9.1219",
                }
            ],
            delimiter=",", encoding="cp1252",
        ),
    ],
)  # fmt: skip
def test_the_register_of_establishments_in_each_layout(content: bytes) -> None:
    write(read_in(Catalogue.HOSPITALS, content))
    hospital = Hospital.objects.get()
    assert (hospital.code, hospital.category, hospital.ubigeo, hospital.is_active) == (
        "00900001",
        "III-1",
        "021809",
        True,
    )
    assert (str(hospital.latitude), str(hospital.longitude)) == ("-9.121900", "-78.528300")
    assert hospital.search_text


def test_columns_that_came_later_do_no_harm() -> None:
    content = renipress_csv({}).decode("utf-8-sig").replace("ESTADO;", "ESTADO;SITUACION;CONDICION;", 1)
    content = content.replace("ACTIVO;", "ACTIVO;X;Y;")
    assert read_in(Catalogue.HOSPITALS, content.encode()).new == 1


# --- what changes, what goes ----------------------------------------------------------------------------------


def test_what_changes_is_shown_field_by_field_and_written() -> None:
    imported({})
    row = read_in(Catalogue.SCHOOLS, padron_csv({"CEN_EDU": "OTRO NOMBRE", "DIR_CEN": "", "D_DIST": "YURA"}))
    assert (row.changed, row.new, row.same) == (1, 0, 0)
    [shown] = change_rows(row, Change.CHANGED, start=0, count=10)
    assert [(one.label, one.before, one.after) for one in shown.fields] == [
        ("nombre", "90001 NIÑO DE PRUEBA", "OTRO NOMBRE"),
        ("distrito", "San Juan de Siguas", "Yura"),
    ]
    write(row)
    school = School.objects.get()
    assert (school.name, school.district, school.address) == ("OTRO NOMBRE", "Yura", "JR. DE PRUEBA 123")
    assert "otro nombre" in school.search_text


def test_a_contact_that_a_person_wrote_stands() -> None:
    imported({"EMAIL": "", "TELEFONO": ""})
    School.objects.update(email="mesa@ie.test")
    row = read_in(Catalogue.SCHOOLS, padron_csv({"EMAIL": "vieja@ie.test", "TELEFONO": "054111222"}))
    write(row)
    school = School.objects.get()
    assert (school.email, school.phone) == ("mesa@ie.test", "054111222")


def test_the_same_file_again_changes_nothing() -> None:
    imported(*TWO)
    row = read_in(Catalogue.SCHOOLS, padron_csv(*TWO), is_whole=True)
    assert (row.differences, row.same, row.wrong) == (0, 2, 0)


def test_a_pupil_keeps_the_school_that_is_gone_from_the_file() -> None:
    imported(*TWO)
    enrollment = EnrollmentFactory(school=School.objects.get(modular_code="0900002"))
    row = read_in(Catalogue.SCHOOLS, padron_csv(TWO[0]), is_whole=True)
    gone = [one.key for one in change_rows(row, Change.GONE, start=0, count=10)]
    assert "0900002-0" in gone
    write(row)
    enrollment.refresh_from_db()
    assert (enrollment.school.modular_code, enrollment.school.is_active) == ("0900002", False)


def test_a_partial_list_takes_nothing_away() -> None:
    imported(*TWO)
    assert read_in(Catalogue.SCHOOLS, padron_csv(TWO[0]), is_whole=False).gone == 0


def test_a_file_that_lacks_much_must_be_accepted_as_such() -> None:
    imported(*TWO)
    row = read_in(Catalogue.SCHOOLS, padron_csv(TWO[0]), is_whole=True)
    with pytest.raises(ValidationError) as refusal:
        write(row, accepts_gone=False)
    assert "le falta el 50 %" in str(refusal.value)
    assert School.objects.filter(is_active=True).count() == 2


def test_a_school_written_by_hand_is_confirmed_by_the_register() -> None:
    by_hand = SchoolFactory(modular_code="0900001", annex="0", is_provisional=True)
    other = SchoolFactory(is_provisional=True)
    imported({}, is_whole=True)
    by_hand.refresh_from_db()
    other.refresh_from_db()
    assert not by_hand.is_provisional
    assert (other.is_provisional, other.is_active) == (True, True)  # the file does not know it yet


# --- bad files ------------------------------------------------------------------------------------------------


def test_each_wrong_row_has_its_line_and_reason_and_the_others_go_in() -> None:
    row = read_in(
        Catalogue.SCHOOLS,
        padron_csv({}, {"COD_MOD": "X"}, {"COD_MOD": "0900001"}, {"COD_MOD": "0900003", "CEN_EDU": ""}),
    )
    assert (row.new, row.wrong) == (1, 3)
    reasons = [(one.line, one.reason) for one in change_rows(row, Change.WRONG, start=0, count=10)]
    assert reasons == [
        (3, "No se entiende el código modular: «X»."),
        (4, "Repite el código de la fila 2."),
        (5, "Falta el nombre."),
    ]
    write(row)
    assert School.objects.count() == 1


def test_a_torn_row_is_left_out() -> None:
    content = padron_csv({}, {"COD_MOD": "0900002"})
    assert read_in(Catalogue.SCHOOLS, content[:-300]).wrong == 1


def _bomb() -> bytes:
    return zip_of(b"COD_MOD,CEN_EDU\n" + b"0" * 3_000_000, "padron.csv")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (padron_csv({}).replace(b"CEN_EDU", b"NOMBRE1"), "Al archivo le faltan columnas: CEN_EDU"),
        (padron_csv({}).replace(b"CODINST", b"COD_MOD"), "El archivo tiene dos veces la columna COD_MOD"),
        (padron_dbf(*TWO)[:-400], "El archivo llegó incompleto: dice tener 2 filas y trae 1"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "No es una tabla"),
        (b"hola\n", "El archivo no tiene columnas"),
        (b"COD_MOD,CEN_EDU\n" + b"0" * 300_000, "Una línea del archivo es demasiado larga"),
        (padron_csv(), "El archivo no trae ninguna fila"),
        (zip_of(b"", "foto.png"), "Al archivo le faltan columnas"),
        (padron_dbf({})[:40], "El .dbf está dañado"),
        (zip_of(padron_csv({}), "a.csv")[:-60], "No es una tabla"),
    ],
)
def test_what_is_no_such_file_says_why(content: bytes, reason: str) -> None:
    row = read_in(Catalogue.SCHOOLS, content)
    assert row.state == ImportState.FAILED
    assert reason in row.problem or row.problem.startswith("El archivo no tiene columnas")


def test_what_inflates_beyond_measure_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LARGEST_BYTES", 2_000_000)
    row = read_in(Catalogue.SCHOOLS, _bomb())
    assert (row.state, row.problem) == (
        ImportState.FAILED,
        "El archivo del .zip es demasiado grande para ser este catálogo.",
    )


# --- twice, half-way, back ------------------------------------------------------------------------------------


def test_two_imports_of_one_catalogue_do_not_run_at_once() -> None:
    read_in(Catalogue.SCHOOLS, padron_csv({}))
    with pytest.raises(ValidationError, match="sin terminar"):
        read_in(Catalogue.SCHOOLS, padron_csv(*TWO))
    assert read_in(Catalogue.HOSPITALS, renipress_csv({})).state == ImportState.READY


def test_the_same_upload_twice_is_one_import() -> None:
    by, key = make_user(Role.ADMIN), uuid.uuid4()
    asked = {
        "by": by,
        "catalogue": Catalogue.SCHOOLS,
        "is_whole": True,
        "file_name": "a.csv",
        "content": padron_csv({}),
    }
    first, second = (services.begin_import(**asked, client_id=key) for _ in range(2))
    assert first.pk == second.pk
    assert Job.objects.count() == 1


def test_killed_half_way_nothing_is_written_and_the_next_turn_writes_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    imported(TWO[0])
    row = read_in(Catalogue.SCHOOLS, padron_csv({"CEN_EDU": "OTRO"}, TWO[1]))
    row = services.confirm_import(by=None, found=row, accepts_gone=True, in_background=False)

    def die(*args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(writing, "_changed", die)
        with pytest.raises(KeyboardInterrupt):
            services.write_import(row, now=timezone.now())
    assert list(School.objects.values_list("name", flat=True)) == [SCHOOL["CEN_EDU"]]
    for _ in range(2):
        services.write_import(row, now=timezone.now())
    assert sorted(School.objects.values_list("name", flat=True)) == ["IE «ÑAÑA» DE PRUEBA", "OTRO"]
    row.refresh_from_db()
    assert row.state == ImportState.WRITTEN


def test_a_row_that_came_by_hand_in_between_stays_as_it_is() -> None:
    row = read_in(Catalogue.SCHOOLS, padron_csv(*TWO))
    SchoolFactory(modular_code="0900001", annex="0", name="ESCRITA A MANO")
    write(row)
    assert set(School.objects.values_list("modular_code", "name")) == {
        ("0900001", "ESCRITA A MANO"),
        ("0900002", "IE «ÑAÑA» DE PRUEBA"),
    }


def test_undone_everything_is_as_before() -> None:
    imported(*TWO)
    before = list(School.objects.order_by("pk").values())
    row = imported({"CEN_EDU": "OTRO"}, {"COD_MOD": "0900003"}, is_whole=True)
    assert School.objects.count() == 3
    undone = services.undo_import(by=make_user(Role.ADMIN), found=row)
    assert (undone.state, undone.kept) == (ImportState.UNDONE, 0)
    assert list(School.objects.order_by("pk").values()) == before


def test_what_is_in_use_or_was_changed_since_stays_when_it_is_undone() -> None:
    imported(TWO[0])
    row = imported({"CEN_EDU": "OTRO"}, {"COD_MOD": "0900003"}, {"COD_MOD": "0900004"})
    EnrollmentFactory(school=School.objects.get(modular_code="0900003"))
    School.objects.filter(modular_code="0900001").update(name="CORREGIDO A MANO")
    assert services.undo_import(by=None, found=row).kept == 2
    assert set(School.objects.values_list("modular_code", "name")) == {
        ("0900001", "CORREGIDO A MANO"),
        ("0900003", SCHOOL["CEN_EDU"]),
    }


def test_only_the_last_import_of_a_catalogue_is_undone() -> None:
    first = imported(TWO[0])
    imported(*TWO)
    with pytest.raises(ValidationError, match="la última"):
        services.undo_import(by=None, found=first)


# --- pages and commands ---------------------------------------------------------------------------------------


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make_user(Role.ADMIN))
    return client


def test_from_the_page_to_the_catalogue(admin: Client) -> None:
    file = SimpleUploadedFile("Padron_web.zip", zip_of(padron_dbf(*TWO), "Padron_web.dbf"))
    sent = {"client_id": uuid.uuid4(), "catalogue": "SCHOOLS", "file": file, "is_partial": "on"}
    page = admin.post(reverse("imports:begin"), sent, follow=True)
    row = Import.objects.get()
    assert "Avance" in page.content.decode()
    tasks.do.call(Job.objects.get().pk, 0)  # what the worker does
    page = admin.get(row.get_absolute_url())
    assert "Lo que cambiaría" in page.content.decode()
    shown = admin.get(reverse("imports:changes", args=[row.pk, "nuevas"])).content.decode()
    assert "0900002-0" in shown
    assert "IE «ÑAÑA» DE PRUEBA" in shown
    admin.post(reverse("imports:confirm", args=[row.pk]))
    tasks.do.call(Job.objects.get(client_id=row.write_key).pk, 0)
    assert School.objects.count() == 2
    admin.post(reverse("imports:undo", args=[row.pk]))
    assert not School.objects.exists()


def test_a_file_that_is_refused_keeps_what_was_chosen(admin: Client) -> None:
    read_in(Catalogue.SCHOOLS, padron_csv({}))
    file = SimpleUploadedFile("a.csv", padron_csv({}))
    sent = {"client_id": uuid.uuid4(), "catalogue": "SCHOOLS", "file": file, "is_partial": "on"}
    page = admin.post(reverse("imports:begin"), sent).content.decode()
    assert "Hay otra importación de este catálogo sin terminar" in page
    assert 'name="is_partial"' in page
    assert "checked" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_ask_as_often_for_three_as_for_one(admin: Client, count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        row = imported({"COD_MOD": f"090000{number}"})
    with django_assert_num_queries(5):
        admin.get(reverse("imports:list"))
    with django_assert_num_queries(4):
        admin.get(reverse("imports:changes", args=[row.pk, "nuevas"]))


def test_the_command_shows_first_and_writes_when_asked(tmp_path: Path) -> None:
    file = tmp_path / "padron.csv"
    file.write_bytes(padron_csv(*TWO, {"COD_MOD": "X"}))
    said = StringIO()
    call_command("import_schools", str(file), partial=True, stdout=said)
    assert "Nuevas: 2" in said.getvalue()
    assert "fila 4: No se entiende el código modular" in said.getvalue()
    assert not School.objects.exists()
    call_command("import_schools", str(file), partial=True, write=True, stdout=said)
    assert School.objects.count() == 2
    file.write_bytes(b"no")
    with pytest.raises(CommandError, match="no tiene columnas"):
        call_command("import_hospitals", str(file))
