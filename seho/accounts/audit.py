"""The two logs: `record` for every write, `log_access` for every reading of health data, a file, a paper or an export.

Call `record` inside the transaction of the service: when it fails, nothing was done.
Names, documents and health never enter `act`, `detail` or a value of a sensitive field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.http import HttpRequest

from seho.accounts.enums import AccessKind
from seho.accounts.models import AccessEvent, AuditEvent, User
from seho.crypto import EncryptedTextField

if TYPE_CHECKING:
    from seho.network.models import Seho

HIDDEN = "•"

# Hidden wherever they appear, beside every field that is an EncryptedTextField.
SENSITIVE_FIELDS = frozenset(
    {"password", "diagnosis", "diagnoses", "private_note", "private_notes", "client_key"}
)


Values = Mapping[str, Any]


def record(
    *,
    by: User | AnonymousUser | None,
    act: str,
    obj: models.Model,
    before: Values | None = None,
    after: Values | None = None,
    seho: Seho | None = None,
    reason: str = "",
) -> AuditEvent:
    """Add the event of one write.

    `act` is a short literal in Spanish that the history shows ("Registró el alta"). Of `before` and `after`, given
    both, only what differs is kept. `seho` defaults to the service that `obj` belongs to. `by=None`: nobody signed in.
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
    seho: Seho | None = None,
) -> AccessEvent:
    """Add the event of one reading. For an export `obj` is the model class and `detail` says the filter and the count."""
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
    """The values of `obj` by field name, foreign keys as pks, sensitive ones hidden; all stored fields by default."""
    stored = {field.name: field for field in obj._meta.concrete_fields}
    names = stored if fields is None else fields
    return _masked(obj, {name: _plain(stored[name].value_from_object(obj)) for name in names}) or {}


def history_of(obj: models.Model) -> models.QuerySet[AuditEvent]:
    """The acts on this object, last first, with their persons; what `accounts/_history.html` shows."""
    return AuditEvent.objects.filter(**_about(obj)).select_related("by")


def accesses_of(obj: models.Model) -> models.QuerySet[AccessEvent]:
    """The readings of this object, last first, with their persons."""
    return AccessEvent.objects.filter(**_about(obj)).select_related("by")


def _about(obj: models.Model | type[models.Model]) -> dict[str, str]:
    pk = "" if isinstance(obj, type) else str(obj.pk)
    return {"object_type": obj._meta.label_lower, "object_id": pk}


def _person(by: User | AnonymousUser | None) -> User | None:
    return by if by is not None and by.is_authenticated else None  # type: ignore[return-value]


def _seho_id(obj: models.Model | type[models.Model], seho: Seho | None) -> int | None:
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
    """A value that JSON can hold: objects by pk, files by name, sets as lists; the rest is DjangoJSONEncoder's."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, models.fields.files.FieldFile):
        return value.name or ""
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    if isinstance(value, memoryview | bytes):
        return f"{len(value)} bytes"
    return value
