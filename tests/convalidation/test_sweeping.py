"""The sweeper: it removes old files without a name, and no other, of all the rooms."""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import models

from attendance.models import HelperCertificate
from convalidation.models import Packet
from convalidation.services import add_signed_copy
from patients.models import RegistrationDraft
from seho import files
from seho.files import StoredPathField, sweep_orphans
from seho.imports.enums import Catalogue
from seho.jobs.models import Job
from seho.network.models import SehoFile
from seho.panel.models import Export
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import issued_packet
from tests.ground.pictures import pdf, saved
from tests.imports.files import SCHOOL_FILE, read_in
from tests.patients.factories import AccreditationFactory, AuthorizationFactory

pytestmark = pytest.mark.django_db
OURS = {
    "accounts", "network", "curriculum", "papers", "imports", "jobs", "panel", "patients", "attendance",
    "convalidation",
}  # fmt: skip


def stored(name: str) -> str:
    return files.store_bytes("papers", name.encode(), ".pdf")


def all_files(media: Path) -> set[str]:
    return {file.relative_to(media).as_posix() for file in media.rglob("*") if file.is_file()}


def make_old(media: Path, *paths: str) -> None:
    for path in paths or all_files(media):
        os.utime(media / path, (1, 1))


@pytest.fixture
def packet(cast: Cast) -> Packet:
    """A file in every column that names one."""
    AccreditationFactory(file=stored("constancia"))
    AuthorizationFactory(file=stored("autorización"))
    RegistrationDraft.objects.create(
        seho=cast.seho,
        created_by=cast.coordinator,
        accreditation_file=stored("constancia de un borrador"),
        authorization_file=stored("autorización de un borrador"),
    )
    issued = issued_packet(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    scan = files.clean_pdf(SimpleUploadedFile("firmado.pdf", saved(pdf(1)))).content
    add_signed_copy(by=cast.coordinator, document=issued.documents.last(), kind="SCAN", data=scan)
    day = issued.issued_at.date()
    HelperCertificate.objects.create(
        seho=cast.seho, helper=cast.teacher, role="VOLUNTEER", starts_on=day, ends_on=day,
        minutes=60, year=2026, number=1, label="1", code="1", content={}, path=stored("certificado"), sha256="1",
        bytes=1, seal="1", issued_on=day, issued_at=issued.issued_at, issued_by=cast.coordinator,
    )  # fmt: skip
    read_in(Catalogue.SCHOOLS, SCHOOL_FILE)
    SehoFile.objects.create(seho=cast.seho, title="Convenio", path=stored("convenio"), content_type="application/pdf")
    job = Job.objects.create(
        kind="x", title="Lista", by=cast.coordinator, asked_at=issued.issued_at, beat_at=issued.issued_at
    )
    Export.objects.create(
        what="estudiantes", title="Lista", by=cast.coordinator, job=job, path=stored("lista"), sha256="1",
        made_at=issued.issued_at,
    )  # fmt: skip
    return issued


def columns() -> Iterator[tuple[type[models.Model], models.Field]]:
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            for field in model._meta.concrete_fields:
                yield model, field


def test_every_named_file_stays(packet: Packet, media: Path) -> None:
    for model, field in columns():
        if isinstance(field, StoredPathField):
            assert model._base_manager.exclude(**{field.name: ""}).exists(), f"name a file in {field}"
    make_old(media)
    before = all_files(media)
    assert sweep_orphans(older_than=timedelta()) == 0
    assert all_files(media) == before


def test_an_old_file_without_a_name_goes_and_a_young_one_stays(packet: Packet, media: Path) -> None:
    old, young = stored("lo dejó un corte"), stored("se acaba de subir")
    make_old(media, old)
    assert sweep_orphans() == 1
    assert not (media / old).exists()
    assert (media / young).exists()


def test_a_file_stored_again_is_young(packet: Packet, media: Path) -> None:
    path = stored("lo dejó un corte")
    make_old(media, path)
    stored("lo dejó un corte")
    assert sweep_orphans() == 0


def test_what_is_not_of_the_store_is_not_touched(packet: Packet, media: Path) -> None:
    foreign = media / "works" / "00" / "notas.txt"
    foreign.parent.mkdir(parents=True, exist_ok=True)
    foreign.write_text("de otra persona")
    make_old(media)
    assert sweep_orphans() == 0
    assert foreign.exists()


def test_another_database_empties_no_store(packet: Packet, media: Path) -> None:
    whole = all_files(media)
    for number in range(len(whole) + 1):
        stored(f"de otra base {number}")
    make_old(media)
    with pytest.raises(CommandError, match="no se quitó ninguno"):
        call_command("sweep_files")
    assert len(all_files(media)) == 2 * len(whole) + 1


def test_the_command_says_how_many_went(packet: Packet, media: Path) -> None:
    make_old(media, stored("lo dejó un corte"))
    (media / ".unfinished" / "a medias").write_bytes(b"x")
    make_old(media, ".unfinished/a medias")
    out = StringIO()
    call_command("sweep_files", stdout=out)
    assert out.getvalue() == "Archivos quitados: 2.\n"


def test_an_empty_store_is_swept(media: Path) -> None:
    shutil.rmtree(media, ignore_errors=True)
    assert sweep_orphans() == 0


def test_no_column_names_a_file_unseen() -> None:
    """A path or a file in a plain text column would be swept away."""
    suspects = {
        f"{model._meta.label_lower}.{field.name}"
        for model, field in columns()
        if not isinstance(field, StoredPathField)
        and isinstance(field, models.CharField | models.FileField)
        and any(word in field.name for word in ("path", "file", "scan", "photo", "image"))
    }
    # The address of a page, and the name of a file as it was sent.
    assert suspects == {"accounts.accessevent.path", "imports.import.file_name", "panel.export.file_name"}
