"""What the norm and the official registers say about the network. No database here."""

from typing import Protocol

from seho.text import search_key


class _School(Protocol):
    modular_code: str
    local_code: str
    name: str
    level_name: str
    locality: str
    district: str
    province: str
    department: str


def school_search_text(school: _School) -> str:
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
    return " ".join(dict.fromkeys(words))
