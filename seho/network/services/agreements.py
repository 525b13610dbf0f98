"""What an agreement says, its signature and its addenda (art. 26, 33.2, 38.a, 38.b)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from seho.accounts.models import User
from seho.files.scans import CleanFile
from seho.network.models import Addendum, Agreement
from seho.network.rules.founding import asked_contents
from seho.network.services.files import keep_file
from seho.network.services.writing import done_before, locked, not_later, snapshot, write


@transaction.atomic
def save_contents(
    *, by: User | None, agreement: Agreement, contents: Mapping[str, str], file: CleanFile | None
) -> Agreement:
    """What it says of each letter of art. 26; a letter without words is missing."""
    row = locked(agreement)
    if unknown := set(contents) - set(asked_contents(row.seho.scope)):
        raise ValidationError(f"El convenio no tiene los literales {', '.join(sorted(unknown))} (art. 26).")
    before = snapshot(row)
    row.contents = {letter: words for letter, words in sorted(contents.items()) if words}
    row.file = keep_file(seho=row.seho, title=f"Convenio {row.number}", file=file) or row.file
    return write(row, by=by, act="Registró el contenido del convenio", before=before)


@transaction.atomic
def sign_agreement(
    *, by: User | None, agreement: Agreement, signed_on: date, file: CleanFile | None, today: date
) -> Agreement:
    """The DRE says when it signed (art. 38.a, 38.b)."""
    row = locked(agreement)
    if row.signed_on is not None:
        raise ValidationError({"signed_on": f"Ya se registró que se suscribió el {row.signed_on:%d/%m/%Y}."})
    not_later(today, signed_on=signed_on)
    if signed_on > row.ends_on:
        raise ValidationError({"signed_on": "El convenio se suscribe antes de que termine su vigencia."})
    before = snapshot(row)
    row.signed_on = signed_on
    row.file = keep_file(seho=row.seho, title=f"Convenio {row.number}", file=file) or row.file
    return write(row, by=by, act="Suscribió el convenio", before=before)


@transaction.atomic
def add_addendum(
    *,
    by: User | None,
    agreement: Agreement,
    client_id: UUID,
    number: str,
    signed_on: date,
    changes: str,
    today: date,
    ends_on: date | None = None,
    file: CleanFile | None = None,
) -> Addendum:
    """A change of an agreement that goes on; with ``ends_on`` its term changes too (art. 33.2)."""
    if done := done_before(Addendum, client_id):
        return done
    row = locked(agreement)
    not_later(today, signed_on=signed_on)
    if signed_on > row.ends_on:
        raise ValidationError({"signed_on": f"El convenio venció el {row.ends_on:%d/%m/%Y}: se suscribe uno nuevo."})
    if ends_on is not None and ends_on < signed_on:
        raise ValidationError({"ends_on": "El nuevo término no puede ser anterior a la adenda."})
    addendum = Addendum(
        agreement=row, number=number, signed_on=signed_on, changes=changes, ends_on=ends_on, client_id=client_id
    )
    addendum.file = keep_file(seho=row.seho, title=f"Adenda {number}", file=file)
    write(addendum, by=by, act="Registró una adenda del convenio", before=None)
    if ends_on is not None and ends_on != row.ends_on:
        before = snapshot(row)
        row.ends_on = ends_on
        write(row, by=by, act="Cambió el término del convenio por adenda", before=before)
    return addendum
