"""What a suggested wording changes, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

KEPT, REMOVED, ADDED = "kept", "removed", "added"
# A word with the blanks behind it; new lines stand for themselves.
_WORDS = re.compile(r"\S+[^\S\n]*|\n+|[^\S\n]+")


@dataclass(frozen=True)
class Piece:
    """A run of words that stays, goes or comes."""

    kind: str
    text: str


def word_changes(old: str, new: str) -> tuple[Piece, ...]:
    """From `old` to `new`: what is not `removed` makes up the new text, what is not `added` the words of the old one.

    A word that stays is the same up to the blanks behind it; a new line is a change.
    """
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, [word.rstrip(" ") for word in before], [word.rstrip(" ") for word in after])
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece(KEPT, "".join(after[new_start:new_end])))
            continue
        if end > start:
            pieces.append(Piece(REMOVED, "".join(before[start:end])))
        if new_end > new_start:
            pieces.append(Piece(ADDED, "".join(after[new_start:new_end])))
    return tuple(pieces)
