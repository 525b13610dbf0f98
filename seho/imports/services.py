"""An import is begun, read in the background, confirmed or discarded, written as a whole, and undone as a whole."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from seho.accounts import audit
from seho.files import store_bytes, stored_path
from seho.imports import writing
from seho.imports.catalogues import KINDS
from seho.imports.comparing import compare
from seho.imports.enums import Catalogue, Change, ImportState
from seho.imports.models import Import
from seho.imports.rules import gone_doubt
from seho.imports.tables import BadTable
from seho.jobs import progress
from seho.jobs import services as jobs
from seho.jobs.models import Job

AREA = "imports"
READ, WRITE = "import-read", "import-write"
# What a browser may send; the register of schools comes as a .zip of 30 MB.
LARGEST_UPLOAD = 80_000_000
_STEPS = 100


def begin_import(
    *,
    by: Any,
    catalogue: Catalogue,
    is_whole: bool,
    file_name: str,
    content: bytes,
    client_id: uuid.UUID,
    in_background: bool = True,
) -> Import:
    """Keep the file and let it be read in the background; the same `client_id` answers the same import."""
    path = store_bytes(AREA, content, ".bin")
    with transaction.atomic():
        known: Import | None = Import.objects.filter(client_id=client_id).first()
        if known is not None:
            return known
        row = Import(
            client_id=client_id, catalogue=catalogue, is_whole=is_whole, file_name=file_name[:160], path=path,
            sha256=Path(path).stem, created_by=by,
        )  # fmt: skip
        row.full_clean()
        row.save()
        audit.record(
            by=by, act="Subió un archivo de catálogo", obj=row, after={"catalogue": catalogue, "file": row.file_name}
        )
        if in_background:
            jobs.start(by=by, kind=READ, title=_title("Lectura", row), seho=None, total=_STEPS, client_id=client_id)
    return row


def confirm_import(*, by: Any, found: Import, accepts_gone: bool, in_background: bool = True) -> Import:
    """Let what was shown be written. A file that lacks much of the catalogue must be accepted as such."""
    with transaction.atomic():
        row = _locked(found)
        if row.state != ImportState.READY:
            return row
        if not accepts_gone and (doubt := doubt_of(row)):
            raise ValidationError({"accepts_gone": [doubt]})
        _set(row, state=ImportState.WRITING, confirmed_at=timezone.now(), confirmed_by=by)
        audit.record(by=by, act="Confirmó una importación", obj=row, after=_counts(row))
        if in_background:
            key = row.write_key
            jobs.start(by=by, kind=WRITE, title=_title("Escritura", row), seho=None, total=_STEPS, client_id=key)
    return row


def discard_import(*, by: Any, found: Import) -> Import:
    with transaction.atomic():
        row = _locked(found)
        if row.state not in (ImportState.READY, ImportState.READING):
            raise ValidationError("Esta importación ya no se puede descartar.")
        _set(row, state=ImportState.DISCARDED)
        audit.record(by=by, act="Descartó una importación", obj=row)
    return row


def undo_import(*, by: Any, found: Import) -> Import:
    """Take the last import of its catalogue back as a whole; what is in use since stays, and is counted."""
    with transaction.atomic():
        row = _locked(found)
        if row.state == ImportState.UNDONE:
            return row
        if not may_be_undone(row):
            raise ValidationError("Solo se deshace la última importación de este catálogo, y antes de empezar otra.")
        kept = writing.undo(KINDS[Catalogue(row.catalogue)], stored_path(row.changes_path))
        _set(row, state=ImportState.UNDONE, undone_at=timezone.now(), undone_by=by, kept=kept)
        audit.record(by=by, act="Deshizo una importación", obj=row, after={"kept": kept})
    return row


def may_be_undone(row: Import) -> bool:
    """It was written, and nothing of its catalogue was begun or written after it."""
    if row.state != ImportState.WRITTEN:
        return False
    later = Import.objects.filter(catalogue=row.catalogue, pk__gt=row.pk)
    return not later.exclude(state__in=(ImportState.DISCARDED, ImportState.FAILED, ImportState.UNDONE)).exists()


def doubt_of(row: Import) -> str:
    """Why its missing rows ask for a second look."""
    return gone_doubt(gone=row.gone, active=KINDS[Catalogue(row.catalogue)].active()) if row.gone else ""


# --- in the background ------------------------------------------------------------------------------------


def read_file(job: Job) -> None:
    """Compare the file with the catalogue; done again from the beginning when it was interrupted."""
    row = Import.objects.get(client_id=job.client_id)
    if row.state != ImportState.READING:
        progress.count(job, done=_STEPS)
        return

    def beat(share: float) -> None:
        progress.count(job, done=min(_STEPS - 1, int(share * _STEPS)))
        progress.beat(job)

    read_import(row, beat)
    progress.count(job, done=_STEPS)


def read_import(row: Import, beat: Any) -> Import:
    """The comparison, kept beside the file; a file that is no table leaves its reason."""
    with TemporaryDirectory() as folder:
        made = Path(folder) / "changes"
        try:
            found = compare(
                stored_path(row.path), KINDS[Catalogue(row.catalogue)], is_whole=row.is_whole,
                day=timezone.localdate(row.created_at), into=made, beat=beat,
            )  # fmt: skip
        except BadTable as error:
            return _end_reading(row, state=ImportState.FAILED, problem=str(error)[:400])
        if not found.rows:
            return _end_reading(row, state=ImportState.FAILED, problem="El archivo no trae ninguna fila.")
        changes_path = store_bytes(AREA, made.read_bytes(), ".jsonl")
    return _end_reading(
        row,
        state=ImportState.READY, changes_path=changes_path, layout=found.layout, rows=found.rows, same=found.same,
        new=found.counts[Change.NEW], changed=found.counts[Change.CHANGED], gone=found.counts[Change.GONE],
        wrong=found.counts[Change.WRONG],
    )  # fmt: skip


def _end_reading(row: Import, **values: Any) -> Import:
    with transaction.atomic():
        row = _locked(row)
        return _set(row, **values) if row.state == ImportState.READING else row


def write_changes(job: Job) -> None:
    """One transaction: whoever is killed in it leaves nothing, and the next one writes all of it once."""
    write_import(Import.objects.get(write_key=job.client_id), now=timezone.now())
    progress.count(job, done=_STEPS)


def write_import(row: Import, *, now: datetime) -> Import:
    with transaction.atomic():
        row = _locked(row)
        if row.state == ImportState.WRITING:
            kept = writing.write(KINDS[Catalogue(row.catalogue)], stored_path(row.changes_path))
            _set(row, state=ImportState.WRITTEN, written_at=now, kept=kept)
            audit.record(by=row.confirmed_by, act="Escribió una importación", obj=row, after=_counts(row))
    return row


def page_of(job: Job) -> str:
    """Where a job of either kind is followed."""
    return Import.objects.get(Q(client_id=job.client_id) | Q(write_key=job.client_id)).get_absolute_url()


# --- shared -----------------------------------------------------------------------------------------------


def _title(what: str, row: Import) -> str:
    return f"{what}: {row.get_catalogue_display()}"[:120]


def _counts(row: Import) -> dict[str, int]:
    return {name: getattr(row, name) for name in ("rows", "new", "changed", "gone", "wrong")}


def _locked(row: Import) -> Import:
    found: Import = Import.objects.select_for_update().get(pk=row.pk)
    return found


def _set(row: Import, **values: Any) -> Import:
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    return row
