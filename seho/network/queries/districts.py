"""Districts by what people type: the name, with province and department where others share it."""

from __future__ import annotations

from seho.network.models import District
from seho.text import search_key

SUGGESTED = 20
_LONGEST_QUERY, _MOST_WORDS = 120, 8


def search_districts(text: str, *, limit: int = SUGGESTED) -> list[District]:
    """Districts in force of which each word typed begins a word; those so named before those that lie there."""
    words = search_key(text[:_LONGEST_QUERY]).split()[:_MOST_WORDS]
    if not words:
        return []
    rows = District.objects.filter(is_active=True)
    for word in words:
        rows = rows.filter(search_text__contains=word)
    found = [row for row in rows if _begins(words, row.search_text.split())]

    def rank(row: District) -> tuple[bool, bool, str, str]:
        name = search_key(row.name)
        return name != " ".join(words), not name.startswith(words[0]), name, row.inei

    return sorted(found, key=rank)[:limit]


def _begins(words: list[str], own: list[str]) -> bool:
    return all(any(one.startswith(word) for one in own) for word in words)


def districts_said(text: str) -> list[District]:
    """Which districts "Miraflores" or "Miraflores, Lima, Lima" may be; one alone when there is no doubt."""
    name, *around = (search_key(part) for part in text.split(","))
    found = search_districts(text, limit=SUGGESTED)
    named = [row for row in found if search_key(row.name) == name]
    exact = [row for row in named if around and _around(row)[: len(around)] == around]
    return exact or named or found


def _around(row: District) -> list[str]:
    return [search_key(row.province), search_key(row.department)]


def has_districts() -> bool:
    """Whether the catalogue was taken in at all; without it a district is what was typed."""
    return District.objects.filter(is_active=True).exists()
