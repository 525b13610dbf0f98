"""Many stored files leave as one ZIP, whole, quickly, and one at a time in memory."""

import tracemalloc
import zipfile
from io import BytesIO

import pytest

from seho.files import store_bytes
from seho.files.zipping import zip_stored

MANY, SIZE = 60, 200_000


def stored(number: int, size: int = 50) -> tuple[str, bytes]:
    data = bytes([number % 251]) * size
    return store_bytes("issued", data, ".pdf"), data


def test_what_comes_out_is_what_was_stored_under_the_names_given() -> None:
    files = {f"CONSTANCIA-{number:03d}-2026.pdf": stored(number) for number in range(1, 6)}
    whole = b"".join(zip_stored((name, path) for name, (path, _) in files.items()))
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {n: data for n, (_, data) in files.items()}
        for entry in archive.infolist():
            assert entry.compress_type == zipfile.ZIP_STORED
            assert not entry.flag_bits & 0x08, "size and checksum stand before the content"


def test_it_leaves_file_by_file() -> None:
    files = [(f"{number}.pdf", stored(number, SIZE)[0]) for number in range(MANY)]
    list(zip_stored(files[:2]))
    tracemalloc.start()
    longest = max(len(part) for part in zip_stored(files))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert longest < SIZE + 1000
    assert peak < 6 * SIZE


def test_nothing_is_an_empty_zip() -> None:
    with zipfile.ZipFile(BytesIO(b"".join(zip_stored([])))) as archive:
        assert archive.namelist() == []


def test_a_file_that_is_gone_cuts_it_off() -> None:
    """Half a ZIP has no list of what is in it: nothing opens it as if it were whole."""
    path, _ = stored(1)
    parts = zip_stored([("a.pdf", path), ("b.pdf", f"issued/{'0' * 2}/{'0' * 64}.pdf")])
    sent = next(parts)
    with pytest.raises(FileNotFoundError):
        next(parts)
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(BytesIO(sent))
