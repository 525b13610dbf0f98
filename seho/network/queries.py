"""Reads over the network."""

from typing import Any

from seho.network.models import School
from seho.network.rules import school_query_words

# Of a search that finds more than this, some are ordered and shown: the person types another word anyway.
_POOL = 300
_LONGEST_QUERY = 120
_MOST_WORDS = 8


def search_schools(text: str, *, limit: int = 20) -> list[School]:
    """Schools found by código modular, local code, name, level or place, best first.

    Each word typed begins a word of the school; accents, case and order are ignored. Open schools come before
    closed ones, whole words before beginnings, then by name and code.
    """
    words = school_query_words(text[:_LONGEST_QUERY])[:_MOST_WORDS]
    pool = (
        School.objects.with_words(words, at_most=_POOL)
        .order_by()
        .values_list("pk", "is_active", "search_text", "name", "modular_code", "annex")
    )

    def rank(row: tuple[Any, ...]) -> tuple[Any, ...]:
        _, is_active, search_text, *name_and_code = row
        whole = set(search_text.split())
        return (not is_active, sum(word not in whole for word in words), *name_and_code)

    best = [row[0] for row in sorted(pool, key=rank)[:limit]]
    schools = School.objects.select_related("ugel").in_bulk(best)
    return [schools[pk] for pk in best if pk in schools]
