"""A file is asked for, made in the background, fetched by whoever asked, and let go when its time is over."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils import timezone

from seho.accounts import audit
from seho.accounts.enums import AccessKind
from seho.accounts.permissions import Denied
from seho.files import remove_stored, store_file
from seho.jobs import progress
from seho.jobs import services as jobs
from seho.jobs.models import Job
from seho.network.models import Seho
from seho.panel.exports.catalogue import kind_of
from seho.panel.exports.kinds import Asked, Beat, FileKind, Made, SheetKind
from seho.panel.exports.permissions import can_take, posts_of
from seho.panel.models import Export
from seho.panel.models.exports import KEPT_FOR, OPEN_DATA
from seho.sheets import Listing, sheet_name, write_listing

JOB = "export"
_NOT_THERE = "Lo que pidió ya no está a su alcance."
AREA = "exports"


# --- asking ---------------------------------------------------------------------------------------


def start_export(*, by: Any, what: str, query: str, title: str, total: int, client_id: uuid.UUID) -> Export:
    """Let a file be made in the background; the same `client_id` answers the same one."""
    with transaction.atomic():
        known: Export | None = Export.objects.filter(client_id=client_id).first()
        if known is not None:
            return known
        job = jobs.start(by=by, kind=JOB, title=title[:120], seho=None, total=total, client_id=client_id)
        export = Export(client_id=client_id, what=what, query=query, title=title[:120], by=by, job=job)
        export.full_clean()
        export.save()
    return export


# --- making ---------------------------------------------------------------------------------------


def make(job: Job, today: date) -> None:
    """Make the file of a job, from the beginning when it was interrupted, as whoever asked may read today."""
    export: Export = job.export
    if export.made_at is None:
        kind = kind_of(export.what)
        allowed = can_take(job.by, kind)
        if isinstance(allowed, Denied):
            progress.fail(job, allowed.reason)
            return
        try:
            made = _made(kind, job, dict(parse_qsl(export.query)), today)
        except (Http404, PermissionDenied) as refusal:
            progress.fail(job, str(refusal) or _NOT_THERE)
            return
        with made.file:
            path = store_file(AREA, made.file, made.suffix)
            size = made.file.tell()
        _keep(export, made, path, size)
    progress.count(job, done=job.total)


def _made(kind: SheetKind | FileKind, job: Job, asked: Asked, today: date) -> Made:
    if isinstance(kind, SheetKind):
        return _sheet(kind.make(job.by, asked, today), today, _beat(job))
    return kind.make(job.by, asked, today, _beat(job))


def _beat(job: Job) -> Beat:
    """A list may have grown since it was counted: the last step is that of the file itself."""

    def beat(done: int) -> None:
        progress.count(job, done=max(0, min(done, job.total - 1)))
        progress.beat(job)

    return beat


def _sheet(listing: Listing, today: date, beat: Beat) -> Made:
    return Made(
        file=write_listing(listing, made_on=today, beat=beat),
        file_name=sheet_name(listing.name, today),
        suffix=".xlsx",
        seho_ids=listing.seho_ids,
        rows=listing.count,
        detail=detail_of(listing),
    )


def _keep(export: Export, made: Made, path: str, size: int) -> None:
    """The row names its file. Of two processes that made it, the first one's stays; the sweeper takes the other."""
    with transaction.atomic():
        row = Export.objects.select_for_update().get(pk=export.pk)
        if row.made_at is not None:
            return
        row.path, row.sha256, row.size = path, path.rpartition("/")[2].partition(".")[0], size
        row.file_name, row.rows, row.detail = made.file_name, made.rows, made.detail[:400]
        row.posts, row.seho_ids = posts_of(row.by), sorted(made.seho_ids)
        row.made_at = timezone.now()
        row.full_clean()
        row.save()


def detail_of(listing: Listing) -> str:
    """What the access log says: how many rows, and by which filters."""
    return "; ".join(part for part in (f"{listing.count} filas", listing.detail) if part)[:400]


# --- fetching -------------------------------------------------------------------------------------


def note_taken(*, by: Any, model: Any, seho_ids: Any, detail: str, request: HttpRequest) -> None:
    """An entry for each service whose data was taken: its coordinator can see who took it."""
    for seho in Seho.objects.filter(pk__in=seho_ids).order_by("pk"):
        audit.log_access(by=by, kind=AccessKind.EXPORT, obj=model, request=request, detail=detail, seho=seho)


def note_fetched(*, export: Export) -> None:
    """Hoy need not tell of it any more."""
    Export.objects.filter(pk=export.pk, fetched_at=None).update(fetched_at=timezone.now())


# --- letting go -----------------------------------------------------------------------------------


def drop_old(*, now: datetime) -> int:
    """Let go of the files whose time is over, and of all but the last open data of a year; how many went."""
    old = Export.objects.exclude(path="").filter(made_at__lt=now - KEPT_FOR).exclude(what=OPEN_DATA)
    return sum(_drop(export, now) for export in old)


def _drop(export: Export, now: datetime) -> bool:
    path = export.path
    with transaction.atomic():
        dropped = Export.objects.filter(pk=export.pk, path=path).update(path="", dropped_at=now)
        is_named = Export.objects.filter(path=path).exists()
    if dropped and not is_named:
        remove_stored(path)
    return bool(dropped)
