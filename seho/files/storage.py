"""Files under MEDIA_ROOT, named by the hash of their content.

A stored file never changes. It is written beside, forced to the disk and then renamed into its
place, so that a power cut leaves either the whole file or none. Two rows may name the same file.
"""

import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from io import SEEK_END, BufferedReader, BytesIO
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation

_AREA = re.compile(r"[a-z][a-z0-9-]{0,40}")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
_PATH = re.compile(rf"{_AREA.pattern}/(?P<start>[0-9a-f]{{2}})/(?P=start)[0-9a-f]{{62}}{_SUFFIX.pattern}")
_UNFINISHED = ".unfinished"


# --- Writing ---------------------------------------------------------------------------------


def store_bytes(area: str, data: bytes, suffix: str) -> str:
    """Keep `data`; returns its path relative to MEDIA_ROOT. The same content gets the same path."""
    return store_file(area, BytesIO(data), suffix)


def store_file(area: str, file: IO[bytes], suffix: str) -> str:
    """The same for a file that is open at its beginning, however long: it is never in memory as a whole."""
    if not (_AREA.fullmatch(area) and _SUFFIX.fullmatch(suffix)):
        raise ValueError(f"An area is like 'works' and a suffix like '.jpg', not {area!r} and {suffix!r}.")
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # it reads any open file
    size = file.seek(0, SEEK_END)
    path = f"{area}/{digest[:2]}/{digest}{suffix}"
    target = _root() / path
    if target.exists() and target.stat().st_size == size:
        os.utime(target)  # Young again: its new row is about to be written.
    else:
        file.seek(0)
        _write(target, file)
    return path


def _write(target: Path, content: IO[bytes]) -> None:
    unfinished = _root() / _UNFINISHED
    for folder in (unfinished, target.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=unfinished)  # Readable by its owner only.
    try:
        with os.fdopen(handle, "wb") as file:
            shutil.copyfileobj(content, file, 1024 * 1024)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    for folder in (target.parent, target.parent.parent, _root()):
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_stored(path: str) -> None:
    """Remove a file that no row names any more; it may be gone already."""
    _located(path).unlink(missing_ok=True)


def stored_paths() -> Iterator[str]:
    """Every stored file, named as `store_bytes` named it; what else lies there is not ours."""
    for file in _root().glob("*/*/*"):
        path = file.relative_to(_root()).as_posix()
        if _PATH.fullmatch(path) and not file.is_symlink():
            yield path


def is_older(path: str, moment: float) -> bool:
    """Whether the file was last stored before this moment; one that is gone is not."""
    try:
        return _located(path).stat().st_mtime < moment
    except FileNotFoundError:
        return False


def sweep_unfinished(*, older_than: timedelta = timedelta(hours=1)) -> int:
    """Remove what a crash left half written: it holds personal data. Returns how many files went."""
    before = time.time() - older_than.total_seconds()
    old = [file for file in (_root() / _UNFINISHED).glob("*") if file.stat().st_mtime < before]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


# --- Reading ---------------------------------------------------------------------------------


def open_stored(path: str) -> BufferedReader:
    """The file, open for reading; FileNotFoundError when it is not there.

    Raises SuspiciousFileOperation for anything that `store_bytes` would not have returned.
    """
    return _located(path).open("rb")


def stored_path(path: str) -> Path:
    """Where the file lies, for what reads it by its name alone; as strict as `open_stored`."""
    return _located(path)


def is_intact(path: str) -> bool:
    """Whether the content still has the hash that names it."""
    with open_stored(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == Path(path).stem


def _root() -> Path:
    return Path(settings.MEDIA_ROOT)


def _located(path: str) -> Path:
    located = _root() / path
    if not _PATH.fullmatch(path) or not located.resolve().is_relative_to(_root().resolve()):
        raise SuspiciousFileOperation("This is not the path of a stored file.")
    return located
