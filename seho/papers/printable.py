"""Text of people made fit for paper: capped, in the letters that the papers have, without endless words."""

import functools
import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from seho.text import break_long_runs

LONGEST_TEXT = 4_000  # signs of one field; forms refuse more, this holds whatever else feeds a paper
# Stands for a letter of another writing, so that nobody takes what is left for the whole.
MISSING = "□"

_Content = TypeVar("_Content")
# Cc control, Cf invisible (some turn the writing's direction), Cs half a pair, Co private, Cn unassigned.
_LEFT_OUT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_PICTOGRAPHS = frozenset({"So", "Sk"})  # whose loss takes no word away
_KEPT = frozenset("\n\t\u00ad\u200b")  # the font uses the soft hyphen and the zero-width space
_MANY_MARKS = re.compile(r"([\u0300-\u036f]{2})[\u0300-\u036f]+")


def printable(content: _Content) -> _Content:
    """The same content with every text fit to be laid out; codes and addresses untouched."""
    assert is_dataclass(content)
    assert not isinstance(content, type)
    changes = {
        each.name: _printable(getattr(content, each.name))
        for each in fields(content)
        if not each.metadata.get("verbatim")
    }
    return replace(content, **changes)


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable_text(value)
    if isinstance(value, tuple):
        return tuple(_printable(each) for each in value)
    return printable(value) if is_dataclass(value) else value


def printable_text(text: str) -> str:
    """Capped, composed (NFC), without signs that do not print, endless words broken.

    Only the papers' own letters are used: a system's font that fills in would differ from machine to machine, and an
    archived file must show every sign (PDF/A). A letter with a mark that they lack goes without it; a letter of
    another writing becomes `MISSING`.
    """
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT].rstrip() + "…"
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    if not text.isascii():
        text = _MANY_MARKS.sub(r"\1", text)
    return break_long_runs("".join(_printed(sign) for sign in text))


@functools.lru_cache(maxsize=4_096)
def _printed(sign: str) -> str:
    category = unicodedata.category(sign)
    if sign in _KEPT:
        return sign
    if category in _LEFT_OUT or "\ufe00" <= sign <= "\ufe0f":
        return ""
    if ord(sign) in letters():
        return sign
    if category == "Zs":
        return " "
    bare = "".join(each for each in unicodedata.normalize("NFKD", sign) if ord(each) in letters())
    gone = category in _PICTOGRAPHS or category.startswith("M")
    return unicodedata.normalize("NFC", bare) or ("" if gone else MISSING)


@functools.cache
def letters() -> frozenset[int]:
    """The code points that the papers' own font draws."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - a tenth of a second, only for what is not ASCII

    font = Path(settings.BASE_DIR) / "static" / "fonts" / "pdf" / "SehoText-Regular.ttf"
    with TTFont(font, lazy=True) as read:
        return frozenset(read.getBestCmap())
