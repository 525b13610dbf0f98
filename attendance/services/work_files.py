"""The files of a work: decoded and stored before any transaction, turned and cropped from what was kept (art. 12)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from attendance.enums import FileKind
from attendance.models import Work, WorkFile
from patients.services.writing import locked, refuse_field, write
from seho.accounts import audit
from seho.files import CleanAudio, CleanPhoto, PhotoEdit, clean_attachment, edited_photo, open_stored, store_bytes

AREA = "works"
_LOST = "El archivo ya no está: vuelva a subirlo."


@dataclass(frozen=True)
class KeptFile:
    """A file that was made again and stored; paths are below MEDIA_ROOT, `bytes` all that it takes there."""

    kind: str
    path: str
    sha256: str
    bytes: int
    print_path: str = ""
    thumb_path: str = ""
    original_path: str = ""
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    seconds: int | None = None
    quarters: int = 0
    crop_left: int = 0
    crop_top: int = 0
    crop_width: int = PhotoEdit.width
    crop_height: int = PhotoEdit.height
    caption: str = ""

    @property
    def edit(self) -> PhotoEdit:
        return PhotoEdit(self.quarters, self.crop_left, self.crop_top, self.crop_width, self.crop_height)


@dataclass(frozen=True)
class Arrangement:
    """How the files of a work stand, each named by its `sha256`: in the order of `places`, with their captions."""

    places: tuple[str, ...] = ()
    captions: Mapping[str, str] = field(default_factory=dict)
    removed: Collection[str] = ()


# --- Files in the store ------------------------------------------------------------------------------


def keep_file(uploaded: File[bytes]) -> KeptFile:
    """Decode, make again and store a photo (three sizes), a PDF or a recording; raises seho.files.BadFile."""
    clean = clean_attachment(uploaded)
    if isinstance(clean, CleanPhoto):
        return _kept_photo(clean)
    path, size = store_bytes(AREA, clean.content, clean.suffix), len(clean.content)
    if isinstance(clean, CleanAudio):
        return KeptFile(FileKind.AUDIO.value, path, clean.sha256, size, seconds=clean.seconds)
    return KeptFile(FileKind.PDF.value, path, clean.sha256, size, pages=clean.pages)


def _kept_photo(clean: CleanPhoto) -> KeptFile:
    sizes = (clean.full, clean.print, clean.thumb)
    path, print_path, thumb_path = (store_bytes(AREA, size, clean.suffix) for size in sizes)
    return KeptFile(
        kind=FileKind.PHOTO.value,
        path=path,
        sha256=clean.sha256,
        bytes=sum(len(size) for size in {path: clean.full, print_path: clean.print, thumb_path: clean.thumb}.values()),
        print_path=print_path,
        thumb_path=thumb_path,
        original_path=path,
        width=clean.width,
        height=clean.height,
    )


def edit_kept(kept: KeptFile, edit: PhotoEdit) -> KeptFile:
    """The photo turned and cropped, made from what was kept first; nothing of that is lost."""
    try:
        with open_stored(kept.original_path) as stored:
            original = stored.read()
    except FileNotFoundError:
        refuse_field("files", _LOST)
    shown = _kept_photo(edited_photo(original, edit)) if not edit.is_nothing else _whole(original)
    return replace(
        shown,
        sha256=kept.sha256,
        caption=kept.caption,
        original_path=kept.original_path,
        bytes=shown.bytes + (len(original) if shown.path != kept.original_path else 0),
        quarters=edit.quarters,
        crop_left=edit.left,
        crop_top=edit.top,
        crop_width=edit.width,
        crop_height=edit.height,
    )


def _whole(original: bytes) -> KeptFile:
    """As it was kept: its own bytes, not encoded once more."""
    shown = edited_photo(original, PhotoEdit())
    kept = _kept_photo(replace(shown, full=original))
    return replace(kept, original_path=kept.path)


def fields_of(kept: KeptFile) -> dict[str, Any]:
    return dict(vars(kept))


# --- Files of a work ---------------------------------------------------------------------------------


def add_files(*, by: Any, work: Work, files: Iterable[KeptFile]) -> None:
    """Inside the caller's transaction; what the work has already is not added again, what it had comes back."""
    last = work.files.aggregate(last=Max("order"))["last"] or 0
    known = {row.sha256: row for row in WorkFile.every.filter(work=work)}
    for file in files:
        row = known.get(file.sha256)
        if row is None:
            last += 1
            known[file.sha256] = write(WorkFile(work=work, order=last, **fields_of(file)))
        elif row.removed_at is not None:
            last += 1
            write(row, {**fields_of(file), "order": last, "removed_at": None, "removed_by": None})


def arrange_files(*, by: Any, work: Work, arrangement: Arrangement) -> None:
    """Order, captions and what is taken out, inside the caller's transaction; at least one file stays."""
    rows = {row.sha256: row for row in work.files.all()}
    removed = rows.keys() & set(arrangement.removed)
    if rows and removed == rows.keys():
        refuse_field("files", "Deje al menos un archivo, o retire el trabajo entero del portafolio.")
    moment = timezone.now()
    for key in removed:
        write(rows.pop(key), {"removed_at": moment, "removed_by": by})
    wanted = {key: place for place, key in enumerate(arrangement.places)}
    ordered = sorted(rows.values(), key=lambda row: (wanted.get(row.sha256, len(wanted)), row.order, row.pk))
    for order, row in enumerate(ordered, start=1):
        values = {"order": order, "caption": arrangement.captions.get(row.sha256, row.caption)}
        if values != {"order": row.order, "caption": row.caption}:
            write(row, values)


def edit_file(*, by: Any, file: WorkFile, edit: PhotoEdit) -> WorkFile:
    """Turn and crop a photo of a work; it can always be turned and cropped again, or shown whole."""
    kept = KeptFile(**{name: getattr(file, name) for name in KeptFile.__dataclass_fields__})
    # Made before the transaction: decoding takes its time.
    shown = edit_kept(kept, edit)
    with transaction.atomic():
        file = locked(file)
        changes = {name: value for name, value in fields_of(shown).items() if name not in ("caption", "sha256", "kind")}
        write(file, changes)
        audit.record(
            by=by, act="Giró o recortó una foto del portafolio", obj=file.work, seho=file.work.episode.seho,
            before={"photo": file.order, "edit": vars(kept.edit)}, after={"photo": file.order, "edit": vars(edit)},
        )  # fmt: skip
    return file


def restore_files(*, by: Any, work: Work) -> Work:
    """Bring back what was last taken out of the work."""
    with transaction.atomic():
        work = locked(work)
        gone = WorkFile.every.filter(work=work, removed_at__isnull=False)
        last = gone.order_by("-removed_at").values_list("removed_at", flat=True).first()
        rows = list(gone.filter(removed_at=last)) if last else []
        for row in rows:
            write(row, {"removed_at": None, "removed_by": None})
        if rows:
            audit.record(by=by, act="Devolvió archivos a un trabajo del portafolio", obj=work, seho=work.episode.seho,
                         after={"files": len(rows)})  # fmt: skip
    return work
