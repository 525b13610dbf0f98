"""The two logs: `record` for every write, `log_access` for readings of health data, files and exports.

Call `record` inside the transaction of the service: when it fails, nothing was done.
Names, documents and health never enter `act`, `detail` or a value of a sensitive field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.http import HttpRequest

from seho.accounts.enums import AccessKind
from seho.accounts.models import AccessEvent, AuditEvent, User
from seho.crypto import EncryptedTextField

HIDDEN = "•"

# Hidden wherever they appear, beside every field that is an EncryptedTextField.
SENSITIVE_FIELDS = frozenset({"password", "diagnosis", "diagnoses", "private_note", "private_notes", "client_key"})


Values = Mapping[str, Any]


def record(
    *,
    by: User | AnonymousUser | None,
    act: str,
    obj: models.Model,
    before: Values | None = None,
    after: Values | None = None,
    seho: models.Model | None = None,
    reason: str = "",
) -> AuditEvent:
    """Add the event of one write.

    `act` is a short literal in Spanish that the history shows ("Registró el alta"). Given both `before` and
    `after`, only what differs is kept. `seho` defaults to the service of `obj`. `by=None`: nobody signed in.
    """
    before, after = _differences(_masked(obj, before), _masked(obj, after))
    event = AuditEvent(
        by=_person(by),
        act=act,
        reason=reason,
        before=before,
        after=after,
        **_about(obj),
        seho_id=_seho_id(obj, seho),
    )
    event.full_clean(exclude=("by", "seho"), validate_constraints=False)
    event.save()
    return event


def log_access(
    *,
    by: User | AnonymousUser | None,
    kind: AccessKind,
    obj: models.Model | type[models.Model],
    request: HttpRequest | None = None,
    detail: str = "",
    seho: models.Model | None = None,
) -> AccessEvent:
    """Add the event of one reading. For an export `obj` is the model class, `detail` filters and count."""
    event = AccessEvent(
        by=_person(by),
        kind=kind,
        path=request.path[:200] if request else "",
        detail=detail,
        **_about(obj),
        seho_id=_seho_id(obj, seho),
    )
    event.full_clean(exclude=("by", "seho"), validate_constraints=False)
    event.save()
    return event


def snapshot(obj: models.Model, fields: Iterable[str] | None = None) -> dict[str, Any]:
    """The values of `obj` by field name (all by default), foreign keys as pks, sensitive ones hidden."""
    stored = {field.name: field for field in obj._meta.concrete_fields}
    names = stored if fields is None else fields
    return _masked(obj, {name: _plain(stored[name].value_from_object(obj)) for name in names}) or {}


def history_of(obj: models.Model) -> models.QuerySet[AuditEvent]:
    """The acts on this object, last first, with their persons; `queries.history` makes them readable."""
    return AuditEvent.objects.filter(**_about(obj)).select_related("by")


def accesses_of(obj: models.Model) -> models.QuerySet[AccessEvent]:
    """The readings of this object, last first, with their persons."""
    return AccessEvent.objects.filter(**_about(obj)).select_related("by")


def _about(obj: models.Model | type[models.Model]) -> dict[str, str]:
    pk = "" if isinstance(obj, type) else str(obj.pk)
    return {"object_type": obj._meta.label_lower, "object_id": pk}


def _person(by: User | AnonymousUser | None) -> User | None:
    return by if by is not None and by.is_authenticated else None


def _seho_id(obj: models.Model | type[models.Model], seho: models.Model | None) -> int | None:
    if seho is not None:
        return seho.pk
    if isinstance(obj, type):
        return None
    return obj.pk if obj._meta.label_lower == "network.seho" else getattr(obj, "seho_id", None)


def _masked(obj: models.Model, values: Values | None) -> dict[str, Any] | None:
    if values is None:
        return None
    encrypted = {field.name for field in obj._meta.concrete_fields if isinstance(field, EncryptedTextField)}
    hidden = SENSITIVE_FIELDS | encrypted
    return {name: HIDDEN if name in hidden and value else _plain(value) for name, value in values.items()}


def _differences(before: Values | None, after: Values | None) -> tuple[Values | None, Values | None]:
    if before is None or after is None:
        return before, after
    same = {name for name in before if name in after and before[name] == after[name]}
    return _without(before, same), _without(after, same)


def _without(values: Values, names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _plain(value: Any) -> Any:
    """A value that JSON can hold: objects by pk, files by name, sets as lists; dates the encoder knows."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, models.fields.files.FieldFile):
        return value.name or ""
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    if isinstance(value, memoryview | bytes):
        return f"{len(value)} bytes"
    return value
