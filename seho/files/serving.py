"""Files go out through views, as answers that no browser runs.

What is private to the ward (photos, medical papers) is kept by no cache. An issued paper never changes, so a browser
may keep it, but asks each time: whoever may not read it any more gets it no more, and whoever may, gets 304.
"""

import re
import unicodedata
from calendar import timegm
from datetime import datetime
from io import SEEK_END, BufferedReader, BytesIO
from pathlib import PurePosixPath

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from seho.files.storage import open_stored

# What goes with every file: no cache keeps it, no browser runs it, no other site shows it.
GUARDING_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def serve_stored(
    request: HttpRequest,
    path: str,
    *,
    filename: str,
    content_type: str,
    inline: bool = False,
    unchanged_since: datetime | None = None,
    in_parts: bool = False,
) -> HttpResponseBase:
    """A stored file as an answer; Http404 when it is not there.

    `in_parts`: a player asks for pieces of a recording, and some play nothing that does not come so.
    `unchanged_since` is when an issued paper came to be: it is served with its ETag, and 304 to whoever has it.
    """
    try:
        file = open_stored(path)
    except FileNotFoundError:
        raise Http404("No encontramos el archivo.") from None
    if in_parts:
        return _part(request, file, filename, content_type)
    if unchanged_since is None:
        return _guarded(file, filename, content_type, inline)
    # A stored file is named by the hash of its content.
    etag, moment = f'"{PurePosixPath(path).stem}"', timegm(unchanged_since.utctimetuple())
    answer: HttpResponseBase | None = get_conditional_response(request, etag, moment)
    if answer is None:
        answer = _guarded(file, filename, content_type, inline)
    else:
        file.close()  # whoever asks has it already
    answer["Cache-Control"] = "private, no-cache"
    answer["ETag"] = etag
    answer["Last-Modified"] = http_date(moment)
    return answer


_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
# A player asks again for what follows.
_LONGEST_PART = 2 * 1024 * 1024


def asks_for_rest(request: HttpRequest) -> bool:
    """Whether this is a later piece of what was asked for before: one reading, not another one."""
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    return asked is not None and asked[1] not in ("", "0")


def _part(request: HttpRequest, file: BufferedReader, filename: str, content_type: str) -> HttpResponseBase:
    size = file.seek(0, SEEK_END)
    file.seek(0)
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or asked.groups() == ("", ""):
        whole = _guarded(file, filename, content_type, inline=True)
        whole["Accept-Ranges"] = "bytes"
        return whole
    first = int(asked[1]) if asked[1] else max(0, size - int(asked[2]))
    last = min(size - 1, int(asked[2]) if asked[1] and asked[2] else size - 1, first + _LONGEST_PART - 1)
    if first > last:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", **GUARDING_HEADERS})
    with file:
        file.seek(first)
        piece = file.read(last - first + 1)
    answer = _guarded(BytesIO(piece), filename, content_type, inline=True)
    answer.status_code = 206
    answer["Accept-Ranges"], answer["Content-Range"] = "bytes", f"bytes {first}-{last}/{size}"
    return answer


def serve_bytes(
    request: HttpRequest, data: bytes, *, filename: str, content_type: str, inline: bool = False
) -> FileResponse:
    """The same for bytes that were just made, as a preview or an export."""
    return _guarded(BytesIO(data), filename, content_type, inline)


def _guarded(file: BufferedReader | BytesIO, filename: str, content_type: str, inline: bool) -> FileResponse:
    return FileResponse(
        file,
        as_attachment=not inline,
        filename=ascii_name(filename),
        content_type=content_type,
        headers=GUARDING_HEADERS,
    )


def ascii_name(filename: str) -> str:
    """A name that every system can save: "Constancia de Ñahui.pdf" -> "Constancia-de-Nahui.pdf"."""
    plain = unicodedata.normalize("NFKD", filename).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-._")[-100:] or "archivo"
