"""The store: whole files or none, names by hash, no way out, answers that nobody keeps or runs."""

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from seho import files

DATA = b"contenido de prueba"
HASH = hashlib.sha256(DATA).hexdigest()


def serve(path: str, asked: dict[str, str] | None = None, **how: Any) -> Any:
    request = RequestFactory().get("/", headers=asked)
    return files.serve_stored(request, path, filename="a.jpg", content_type="image/jpeg", **how)


# --- Writing and reading ---------------------------------------------------------------------


def test_a_file_is_named_by_its_hash(media: Path) -> None:
    path = files.store_bytes("works", DATA, ".jpg")
    assert path == f"works/{HASH[:2]}/{HASH}.jpg"
    assert (media / path).read_bytes() == DATA
    with files.open_stored(path) as file:
        assert file.read() == DATA
    assert files.is_intact(path)


def test_only_the_owner_may_read_it(media: Path) -> None:
    path = media / files.store_bytes("works", DATA, ".jpg")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0


def test_the_same_content_is_written_once(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = files.store_bytes("works", DATA, ".jpg")
    monkeypatch.setattr(os, "replace", lambda *_: pytest.fail("written twice"))
    assert files.store_bytes("works", DATA, ".jpg") == first
    assert len([file for file in media.rglob("*") if file.is_file()]) == 1


def test_a_file_that_a_crash_left_short_is_written_again(media: Path) -> None:
    path = files.store_bytes("works", DATA, ".jpg")
    (media / path).write_bytes(b"")
    assert not files.is_intact(path)
    files.store_bytes("works", DATA, ".jpg")
    assert files.is_intact(path)


def test_the_bytes_reach_the_disk_before_the_name(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    sync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("fsync"), sync(handle)))
    monkeypatch.setattr(os, "replace", lambda *names: (done.append("replace"), replace(*names)))
    files.store_bytes("works", DATA, ".jpg")
    assert done[:2] == ["fsync", "replace"]
    assert "fsync" in done[2:]
    assert "replace" not in done[2:]


def test_a_failure_leaves_nothing(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        files.store_bytes("works", DATA, ".jpg")
    assert [file for file in media.rglob("*") if file.is_file()] == []


def test_the_sweeper_removes_only_what_is_old_and_unfinished(media: Path) -> None:
    path = files.store_bytes("works", DATA, ".jpg")
    unfinished = media / ".unfinished"
    (unfinished / "old").write_bytes(b"a medias")
    (unfinished / "new").write_bytes(b"en curso")
    os.utime(unfinished / "old", (1, 1))
    assert files.sweep_unfinished(older_than=timedelta(minutes=5)) == 1
    assert [file.name for file in unfinished.iterdir()] == ["new"]
    assert files.is_intact(path)


def test_the_sweeper_of_an_empty_store() -> None:
    assert files.sweep_unfinished() == 0


def test_removing_twice_is_no_error(media: Path) -> None:
    path = files.store_bytes("works", DATA, ".jpg")
    files.remove_stored(path)
    files.remove_stored(path)
    assert not (media / path).exists()


@pytest.mark.parametrize(("area", "suffix"), [
    ("", ".jpg"), ("..", ".jpg"), ("a/b", ".jpg"), ("Works", ".jpg"), ("works", "jpg"), ("works", "./x"),
    ("works", ""),
])  # fmt: skip
def test_an_odd_area_or_suffix_is_a_mistake_of_ours(area: str, suffix: str) -> None:
    with pytest.raises(ValueError, match="An area is like"):
        files.store_bytes(area, DATA, suffix)


# --- No way out ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "", ".", "..", "/etc/passwd", "../settings.py", f"works/../{HASH[:2]}/{HASH}.jpg", "works/secret.jpg",
        f"works/{HASH[:2]}/{HASH}.jpg/../../x", f"works/{HASH[:2]}/{HASH}", f"works/00/{HASH}.jpg",
        f"/works/{HASH[:2]}/{HASH}.jpg", f"works/{HASH[:2]}/{HASH}.jpg\n", f"works/{HASH[:2]}/{HASH}.jpg\x00",
        f"works\\{HASH[:2]}\\{HASH}.jpg", ".unfinished/tmp1",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_store(path: str) -> None:
    files.store_bytes("works", DATA, ".jpg")
    for act in (files.open_stored, files.is_intact, files.remove_stored, serve):
        with pytest.raises(SuspiciousFileOperation):
            act(path)


@given(st.text(max_size=90))
def test_no_text_leads_anywhere(path: str) -> None:
    with pytest.raises(SuspiciousFileOperation):
        files.open_stored(path)


def test_a_link_planted_in_the_store_is_not_followed(media: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_bytes(b"fuera")
    target = media / f"works/{HASH[:2]}/{HASH}.jpg"
    target.parent.mkdir(parents=True)
    target.symlink_to(tmp_path / "outside.txt")
    with pytest.raises(SuspiciousFileOperation):
        files.open_stored(f"works/{HASH[:2]}/{HASH}.jpg")


# --- Serving ---------------------------------------------------------------------------------


def test_a_served_file_is_kept_and_run_by_nobody() -> None:
    response = serve(files.store_bytes("works", DATA, ".jpg"))
    assert b"".join(response.streaming_content) == DATA
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Length"] == str(len(DATA))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["Cache-Control"] == "private, no-store"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Content-Disposition"] == 'attachment; filename="a.jpg"'
    response.file_to_stream.close()  # the response's own close asks the database


def test_a_file_to_look_at_opens_in_place() -> None:
    response = serve(files.store_bytes("works", DATA, ".jpg"), inline=True)
    assert response["Content-Disposition"] == 'inline; filename="a.jpg"'
    response.file_to_stream.close()  # the response's own close asks the database


def test_a_file_that_is_not_there_is_not_found() -> None:
    with pytest.raises(Http404):
        serve(f"works/{HASH[:2]}/{HASH}.jpg")


ISSUED = datetime(2026, 6, 8, 15, 30, tzinfo=UTC)
ETAG, MOMENT = f'"{HASH}"', "Mon, 08 Jun 2026 15:30:00 GMT"


def serve_issued(**asked: str) -> Any:
    return serve(files.store_bytes("issued", DATA, ".pdf"), asked, unchanged_since=ISSUED)


def test_an_issued_paper_may_be_kept_and_is_asked_for_each_time() -> None:
    response = serve_issued()
    assert (response.status_code, response["ETag"], response["Last-Modified"]) == (200, ETAG, MOMENT)
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert b"".join(response.streaming_content) == DATA
    response.file_to_stream.close()  # the response's own close asks the database


@pytest.mark.parametrize(
    "asked",
    [
        {"If-None-Match": ETAG},
        {"If-None-Match": f'"another", {ETAG}'},
        {"If-Modified-Since": MOMENT},
        {"If-None-Match": ETAG, "If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"},
    ],
)
def test_whoever_has_an_issued_paper_gets_no_bytes(asked: dict[str, str]) -> None:
    response = serve_issued(**asked)
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", ETAG)
    assert response["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("asked", [{"If-None-Match": f'"{"0" * 64}"'}, {"If-Modified-Since": "nonsense"}])
def test_whoever_has_another_paper_gets_this_one(asked: dict[str, str]) -> None:
    response = serve_issued(**asked)
    assert response.status_code == 200
    response.file_to_stream.close()  # the response's own close asks the database


def test_an_issued_paper_whose_file_is_gone_is_not_found_even_by_who_has_it() -> None:
    with pytest.raises(Http404):
        serve(f"issued/{HASH[:2]}/{HASH}.pdf", {"If-None-Match": ETAG}, unchanged_since=ISSUED)


def test_what_no_cache_keeps_has_no_condition() -> None:
    response = serve(files.store_bytes("works", DATA, ".jpg"), {"If-None-Match": ETAG})
    assert (response.status_code, "ETag" in response) == (200, False)
    response.file_to_stream.close()  # the response's own close asks the database


def test_bytes_just_made_are_served_alike() -> None:
    request = RequestFactory().get("/")
    response = files.serve_bytes(
        request, DATA, filename="Vista previa.pdf", content_type="application/pdf", inline=True
    )
    assert b"".join(response.streaming_content) == DATA
    assert response["Content-Disposition"] == 'inline; filename="Vista-previa.pdf"'
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Length"] == str(len(DATA))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Constancia de Ñahui Ángel.pdf", "Constancia-de-Nahui-Angel.pdf"),
        ('a"b\r\nSet-Cookie: x=1.pdf', "a-b-Set-Cookie-x-1.pdf"),
        ("../../etc/passwd", "etc-passwd"),
        ("李娜", "archivo"),
        ("", "archivo"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_a_name_that_every_system_can_save(name: str, safe: str) -> None:
    assert files.ascii_name(name) == safe


@given(st.text(max_size=200))
def test_any_name_is_made_safe(name: str) -> None:
    safe = files.ascii_name(name)
    assert safe.isascii()
    assert 1 <= len(safe) <= 100
    assert not set(safe) & set(' "\r\n/\\;')
