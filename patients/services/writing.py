"""How every service writes: what a rule found wrong becomes the message beside its field, a lost race a
sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models

from patients.rules import Problem

Row = TypeVar("Row", bound=models.Model)

RACE = "Otra persona acaba de registrar lo mismo. Vuelva a abrir la página y compruebe cómo quedó."


def refuse(problems: Iterable[Problem], **rename: str) -> None:
    """Raise what the rules found, each sentence beside its field; `rename` maps a rule's field to the
    form's.
    """
    found: dict[str, list[str]] = {}
    for field, sentence in problems:
        found.setdefault(rename.get(field, field), []).append(sentence)
    if found:
        raise ValidationError(found)


def refuse_field(field: str, sentence: str) -> None:
    raise ValidationError({field: [sentence]})


def locked(row: Row) -> Row:
    """The row as it is now, held until the transaction ends (SQLite's writers stand in line anyway)."""
    manager = type(row)._default_manager
    return manager.select_for_update().get(pk=row.pk)


def write(row: Row, values: Mapping[str, Any] | None = None) -> Row:
    """Set, check whole, save."""
    for name, value in (values or {}).items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    return row


@contextmanager
def races_told(sentence: str = RACE) -> Iterator[None]:
    """A unique constraint that two people reach at once answers with a sentence; stands around the
    transaction.
    """
    try:
        yield
    except IntegrityError as error:
        raise ValidationError(sentence, code="race") from error
