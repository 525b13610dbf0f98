"""Which characters a text may hold, and how what was typed or pasted is tidied before it is kept."""

import re
import unicodedata

from django.core.exceptions import ValidationError

# Control characters but tab and newline, lone surrogates and noncharacters: PostgreSQL, XML or Excel
# break on one or another of them.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What pasting brings along unseen: soft hyphens, zero-width spaces, marks of writing direction.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_SPACES = "[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")


def tidy_line(text: str) -> str:
    """One line: no invisible characters, single spaces, none at the ends, letters composed (NFC)."""
    return tidy_lines(text).replace("\n", " ").replace("  ", " ")


def tidy_lines(text: str) -> str:
    """Several lines: each with single spaces, never more than one empty line between two."""
    text = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", _INVISIBLE.sub("", text)))
    text = re.sub(f"{_SPACES}+", " ", text)
    text = re.sub(" ?\n ?", "\n", text)
    return re.sub("\n{3,}", "\n\n", text).strip(" \n")


def refuse_forbidden(text: str) -> None:
    """Raise the sentence that says where a character stands that cannot be kept."""
    found = _FORBIDDEN.search(text)
    if found is None:
        return
    before = text[: found.start()].split("\n")[-1][-15:].strip()
    where = f"después de «{before}»" if before else "al comienzo de la línea"
    raise ValidationError(
        f"Hay un carácter que no se puede guardar {where}. Suele llegar al copiar de otro programa: "
        "bórrelo y escriba esa parte de nuevo.",
        code="forbidden_character",
    )
