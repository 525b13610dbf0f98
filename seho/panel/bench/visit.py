"""How much a first visit brings over the line: Hoy, and all that it refers to, compressed, besides the font."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from os.path import normpath
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

from seho.accounts.models import User

TARGET_KB = 120
_PICTURE = re.compile(r'url\("(\.\./[\w./-]+\.svg)"\)')


class _References(HTMLParser):
    """Addresses of the styles, scripts, pictures and sprites of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in ("script", "img"):
            self.found.add(said.get("src") or "")
        elif tag == "use" or (tag == "link" and said.get("as") != "font"):
            self.found.add((said.get("href") or "").partition("#")[0])


def first_visit_kb(user: User) -> float:
    """In thousands of bytes, each file with gzip as WhiteNoise sends it where there is no brotli."""
    client = Client()
    client.force_login(user)
    page = client.get("/", secure=True).content
    reader = _References()
    reader.feed(page.decode())
    parts = [page, *(path.read_bytes() for path in _files(reader.found))]
    return sum(len(gzip.compress(part, 9)) for part in parts) / 1000


def _files(addresses: set[str]) -> Iterator[Path]:
    """The files of the source behind the addresses, with the pictures of the styles."""
    served = {staticfiles_storage.url(name): name for name, _ in _all_static()}
    waiting, seen = [served[address] for address in addresses if address in served], set[str]()
    while waiting:
        name = waiting.pop()
        found = finders.find(name)
        if name in seen or not found:
            continue
        seen.add(name)
        path = Path(found)
        yield path
        if path.suffix == ".css":
            waiting += [normpath(Path(name).parent / picture) for picture in _PICTURE.findall(path.read_text())]


def _all_static() -> Iterator[tuple[str, object]]:
    for finder in finders.get_finders():
        yield from finder.list([])
