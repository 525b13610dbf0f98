"""Canaries: what stands in a sensitive field of a seeded pupil, and where it is looked for afterwards.

A secret is a text that occurs nowhere else, or the bytes of a file. `what` and `of` are words of
tests/permissions.toml.
"""

from __future__ import annotations

import hashlib
import html
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from itertools import count
from typing import Any

from pypdf import PdfReader

# Every word ends in it, and no word of the program does.
MARK = "zq"
_SPACE = re.compile(r"[\s\u00ad\u200b\-]+")


@dataclass(frozen=True)
class Secret:
    """`value` as it is found: a text without spaces in small letters, or the hash of a file."""

    value: str
    what: str
    of: str


@dataclass
class Secrets:
    texts: dict[str, Secret] = field(default_factory=dict)
    files: set[Secret] = field(default_factory=set)
    # What a text ends (words) or begins with (numbers) -> how long those texts are.
    _marks: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _numbers: Any = field(default_factory=lambda: count(1))

    def word(self, what: str, of: str) -> str:
        """A new word of letters alone, which fits a name as well as a note."""
        word = f"{what}{of}{_letters(next(self._numbers))}".replace("_", "") + MARK
        return self._keep(word.capitalize(), MARK, what, of)

    def number(self, what: str, of: str, pattern: str) -> str:
        """A new number: `pattern` takes its three last figures, such as "71340{}"."""
        text = pattern.format(f"{next(self._numbers):03d}")
        return self._keep(text, _plain(text)[:3], what, of)

    def file(self, content: bytes, what: str, of: str) -> None:
        self.files.add(Secret(_hash(content), what, of))

    def found_in(self, *parts: bytes | str, kind: str = "") -> set[Secret]:
        """The secrets that these bodies, headers, letters or records hold."""
        found: set[Secret] = set()
        for part in filter(None, parts):
            text = text_of(part, kind)
            found |= {secret for mark in self._marks for secret in self._at(mark, text)}
            if isinstance(part, bytes):
                found |= {secret for secret in self.files if secret.value == _hash(part)}
        return found

    def _at(self, mark: str, text: str) -> Iterator[Secret]:
        """Those that begin or end where their mark stands: quicker than to look for hundreds of texts in a page."""
        place = text.find(mark)
        while place >= 0:
            for length in self._marks[mark]:
                start = place + len(MARK) - length if mark == MARK else place
                secret = self.texts.get(text[max(start, 0) : start + length])
                if secret is not None:
                    yield secret
            place = text.find(mark, place + 1)

    def _keep(self, text: str, mark: str, what: str, of: str) -> str:
        secret = Secret(_plain(text), what, of)
        assert secret.value not in self.texts
        self.texts[secret.value] = secret
        self._marks[mark].add(len(secret.value))
        return text


def text_of(body: bytes | str, kind: str = "") -> str:
    """What a reader would find in it: markup undone, a PDF read, no spaces, small letters."""
    if isinstance(body, str):
        return _plain(html.unescape(body))
    if body.startswith(b"%PDF"):
        return _pdf_text(body)
    if body.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(body)) as archive:
            return "".join(f"{_plain(name)}{text_of(archive.read(name))}" for name in archive.namelist())
    if kind.startswith("image/"):
        return ""
    return _plain(html.unescape(body.decode("utf-8", "replace")))


@cache
def _pdf_text(body: bytes) -> str:
    reader = PdfReader(BytesIO(body))
    said = [page.extract_text() for page in reader.pages]
    return _plain(" ".join([*said, *(str(value) for value in (reader.metadata or {}).values())]))


def _plain(text: str) -> str:
    return _SPACE.sub("", text).casefold()


def _hash(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _letters(number: int) -> str:
    return "".join(chr(97 + int(figure)) for figure in f"{number:03d}")
