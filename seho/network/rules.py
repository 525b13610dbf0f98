"""What the official registers say about the network's codes and words. No database here."""

from typing import Protocol

from seho.text import search_key

SEARCH_TEXT_LENGTH = 700

# Words that stand before so many names of schools that they tell nothing ("I. E. N.º 40123 de la ...").
_EMPTY_WORDS = frozenset("i e ie iei iep n no nro institucion educativa colegio escuela de del la el las los y".split())


class SchoolWords(Protocol):
    modular_code: str
    local_code: str
    name: str
    level_name: str
    locality: str
    district: str
    province: str
    department: str


def school_search_text(school: SchoolWords) -> str:
    """The words by which a school is found: codes (also without leading zeros), name, level and place."""
    parts = (
        school.modular_code,
        school.modular_code.lstrip("0"),
        school.local_code,
        school.local_code.lstrip("0"),
        school.name,
        school.level_name,
        school.locality,
        school.district,
        school.province,
        school.department,
    )
    words = search_key(" ".join(parts)).split()
    return " ".join(dict.fromkeys(words))[:SEARCH_TEXT_LENGTH]


def school_query_words(text: str) -> list[str]:
    """What was typed, as the words to look for: no accents, no "I. E. N.º", a code's annex left out."""
    code, dash, annex = text.strip().partition("-")
    if dash and code.isdigit() and len(annex) == 1 and annex.isdigit():
        text = code
    words = list(dict.fromkeys(search_key(text).split()))
    return [word for word in words if word not in _EMPTY_WORDS] or words
