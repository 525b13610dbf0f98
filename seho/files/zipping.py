"""Many stored files as one ZIP, written while it is sent: never more than one file is in memory."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO

from django.http import HttpRequest, StreamingHttpResponse

from seho.files import ascii_name, open_stored
from seho.files.serving import GUARDING_HEADERS

# The day that stands beside each name; the real one is on the papers.
_EPOCH = (1980, 1, 1, 0, 0, 0)


class _Window(BytesIO):
    """The end of a file whose beginning was sent already: what is in it can still be written over."""

    sent = 0

    def tell(self) -> int:
        return self.sent + super().tell()

    def seek(self, place: int, whence: int = 0) -> int:
        return self.sent + super().seek(place - self.sent if whence == 0 else place, whence)

    def take(self) -> bytes:
        data = self.getvalue()
        self.sent += len(data)
        super().seek(0)
        self.truncate()
        return data


def zip_stored(files: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    """The bytes of a ZIP of stored files, given as (name, stored path); PDFs and photos are not compressed again.

    Each entry has its size and checksum before its content, so that whatever reads it in passing can.
    """
    window = _Window()
    with zipfile.ZipFile(window, "w", zipfile.ZIP_STORED) as archive:
        for name, path in files:
            with open_stored(path) as file:
                archive.writestr(zipfile.ZipInfo(name, _EPOCH), file.read())
            yield window.take()
    yield window.take()


def serve_zip(request: HttpRequest, files: Iterable[tuple[str, str]], *, filename: str) -> StreamingHttpResponse:
    """That ZIP as an answer that no cache keeps."""
    return StreamingHttpResponse(
        zip_stored(files),
        content_type="application/zip",
        headers={**GUARDING_HEADERS, "Content-Disposition": f'attachment; filename="{ascii_name(filename)}"'},
    )
