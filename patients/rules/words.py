"""How a rule speaks: the few Spanish forms that its reasons need."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Self

_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "setiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip


class Labelled(StrEnum):
    """A value that is stored and the words that a person reads."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(member.value, member.label) for member in cls]


def long_date(day: date) -> str:
    """5 de marzo de 2026."""
    return f"{day.day} de {_MONTHS[day.month - 1]} de {day.year}"


def from_to(start: date, end: date) -> str:
    """del 5 de marzo al 8 de abril de 2026; with both years when they differ."""
    first = long_date(start) if start.year != end.year else long_date(start).rpartition(" de ")[0]
    return f"del {first} al {long_date(end)}"


def count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def days_text(number: int) -> str:
    """1 día, 23 días."""
    return count(number, "día", "días")


def listed(words: Iterable[str]) -> str:
    """a; a y b; a, b y c."""
    *head, last = words
    return f"{', '.join(head)} y {last}" if head else last
