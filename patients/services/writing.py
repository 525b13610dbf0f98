"""How every service writes: what a rule found wrong becomes the message beside its field, a lost race a
sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models

from patients.models import Episode, Patient
from patients.rules import Problem
from seho.network.models import Seho

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


def fresh(patient: Patient) -> Patient:
    """As the database holds it now, with nothing of it read before."""
    return Patient.objects.get(pk=patient.pk)


def service_of(patient: Patient) -> Seho | None:
    """The SEHO of the last episode, to whose history an act on the file belongs."""
    episode = Episode.objects.filter(patient=patient).select_related("seho").order_by("-starts_on", "-pk").first()
    return episode.seho if episode else None
