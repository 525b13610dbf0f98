"""What the pages about people and the logs show, ready to be shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.dateparse import parse_date, parse_datetime

from seho.accounts.enums import PeopleState
from seho.accounts.models import AccessEvent, AuditEvent, Membership, User
from seho.accounts.rules import CHECKED_ROLES
from seho.clock import LIMA
from seho.text import date_short

# The names of the keys by which the objects of the rooms above lead to whose file they belong to.
_OWNER = "patient"
_STEPS = ("stay", "episode", "packet", "work", "plan")
# Of no use to a reader of the history.
_SILENT = frozenset({"id", "version", "created_at", "created_by", "updated_at", "client_id", "search_name"})


# --- people ---------------------------------------------------------------------------------------


def people(by: User, *, today: date, q: str = "", role: str = "", state: str = "") -> models.QuerySet[User]:
    """People whom `by` sees, each with `posts`: those that `by` sees and that have not ended."""
    seen = Membership.objects.visible_to(by).exclude(ends_on__lt=today)
    found = User.objects.visible_to(by)
    if q:
        found = found.named(q)
    wanted = seen.filter(user=OuterRef("pk")).order_by()
    if role:
        found = found.filter(Exists(wanted.filter(role=role)))
    if state == PeopleState.NOW:
        found = found.filter(Exists(wanted.active_on(today)), is_active=True)
    elif state == PeopleState.NOT_CHECKED:
        unchecked = wanted.filter(role__in=CHECKED_ROLES).without_checks_on(today)
        found = found.filter(Exists(unchecked), is_active=True)
    elif state == PeopleState.CLOSED:
        found = found.filter(is_active=False)
    return found.prefetch_related(Prefetch("memberships", seen.with_units().with_checks(), to_attr="posts"))


def posts_of(person: User, *, by: User) -> list[Membership]:
    """The posts of a person that `by` sees, each saying whether `by` manages it (`is_manageable`)."""
    manageable = Membership.objects.manageable_by(by).filter(pk=OuterRef("pk")).order_by()
    posts = Membership.objects.visible_to(by).filter(user=person)
    known = posts.with_units().with_checks().annotate(is_manageable=Exists(manageable))
    return list(known.order_by("-starts_on", "-pk"))


# --- history --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One value that a write changed, as a person reads it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryLine:
    at: datetime
    by: User | None
    act: str
    reason: str
    changes: tuple[Change, ...]


def history(*objects: models.Model, limit: int = 200) -> list[HistoryLine]:
    """The acts on these objects, last first, for `accounts/_history.html`. Values are named, not keys."""
    condition = Q(pk__isnull=True)
    for obj in objects:
        condition |= Q(object_type=obj._meta.label_lower, object_id=str(obj.pk))
    return history_lines(AuditEvent.objects.filter(condition).select_related("by")[:limit])


def history_lines(events: Iterable[AuditEvent]) -> list[HistoryLine]:
    """The same for events chosen otherwise; one query for each kind of object that they point to."""
    events = list(events)
    names = _names_of_related(events)
    return [HistoryLine(e.at, e.by, e.act, e.reason, tuple(_changes(e, names))) for e in events]


def history_of_person(person: User) -> list[HistoryLine]:
    return history(person, *person.memberships.all())


Names = dict[type[models.Model], dict[str, str]]


def _changes(event: AuditEvent, names: Names) -> Iterable[Change]:
    model = _model(event.object_type)
    before, after = event.before or {}, event.after or {}
    for name in {**before, **after}:
        field = _field(model, name)
        old, new = _shown(field, before.get(name), names), _shown(field, after.get(name), names)
        if name not in _SILENT and (old or new):
            yield Change(_label(field, name), old, new)


def _names_of_related(events: list[AuditEvent]) -> Names:
    wanted: dict[type[models.Model], set[str]] = defaultdict(set)
    for event in events:
        model = _model(event.object_type)
        for values in (event.before or {}, event.after or {}):
            for name, value in values.items():
                field = _field(model, name)
                if value and field is not None and field.is_relation and name not in _SILENT:
                    wanted[field.related_model].add(str(value))
    return {model: _names(model, keys) for model, keys in wanted.items()}


def _names(model: type[models.Model], keys: set[str]) -> dict[str, str]:
    found = model._base_manager.filter(pk__in=[key for key in keys if key.isdigit()])
    return {str(obj.pk): str(obj) for obj in found}


def _model(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def _field(model: type[models.Model] | None, name: str) -> Any:
    if model is None:
        return None
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _label(field: Any, name: str) -> str:
    text = str(getattr(field, "verbose_name", "") or name.replace("_", " "))
    return text[:1].upper() + text[1:]


def _shown(field: Any, value: Any, names: Names) -> str:
    """A stored value in words."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Sí" if value else "No"
    if isinstance(value, list):
        return ", ".join(_shown(field, item, names) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_shown(None, item, names)}" for key, item in value.items())
    if field is not None and field.is_relation:
        return names.get(field.related_model, {}).get(str(value), f"n.º {value}")
    choices = dict(getattr(field, "flatchoices", None) or ())
    return str(choices[value]) if value in choices else _day_or_text(str(value))


def _day_or_text(text: str) -> str:
    """Days and moments, which JSON keeps as text, as they are written here."""
    try:
        if len(text) == 10 and (day := parse_date(text)):
            return date_short(day)
        if len(text) > 18 and (moment := parse_datetime(text)) and moment.tzinfo:
            return f"{moment.astimezone(LIMA):%d/%m/%Y %H:%M}"
    except ValueError:
        pass
    return text


# --- accesses -------------------------------------------------------------------------------------


def accesses(
    by: User, *, q: str = "", kind: str = "", first: date | None = None, last: date | None = None
) -> models.QuerySet[AccessEvent]:
    """Readings that `by` watches over, last first, by who read, what kind and which days (both count)."""
    events = AccessEvent.objects.visible_to(by).select_related("by", "seho")
    if q:
        events = events.filter(by__in=User.objects.named(q))
    if kind:
        events = events.filter(kind=kind)
    if first:
        events = events.filter(at__gte=datetime.combine(first, time.min, LIMA))
    if last:
        events = events.filter(at__lte=datetime.combine(last, time.max, LIMA))
    return events


@dataclass(frozen=True)
class AccessLine:
    event: AccessEvent
    what: str
    whose: str


def access_lines(events: Iterable[AccessEvent]) -> list[AccessLine]:
    """The events with what was read and whose file it was; one query for each kind of object."""
    events = list(events)
    keys: dict[str, set[str]] = defaultdict(set)
    for event in events:
        keys[event.object_type].add(event.object_id)
    owners = {label: _owners(_model(label), ids) for label, ids in keys.items()}
    return [AccessLine(event, _what(event), owners[event.object_type].get(event.object_id, "")) for event in events]


def _what(event: AccessEvent) -> str:
    model = _model(event.object_type)
    if model is None:
        return event.object_type
    name = model._meta.verbose_name if event.object_id else model._meta.verbose_name_plural
    return str(name)[:1].upper() + str(name)[1:]


def _owners(model: type[models.Model] | None, ids: set[str]) -> dict[str, str]:
    if model is None:
        return {}
    path = _path_to_owner(model)
    found = model._base_manager.filter(pk__in=[pk for pk in ids if pk.isdigit()])
    if not path:
        return {str(obj.pk): str(obj) for obj in found}
    return {str(obj.pk): str(_follow(obj, path)) for obj in found.select_related("__".join(path))}


def _path_to_owner(model: type[models.Model]) -> tuple[str, ...]:
    """The keys from an object to its owner, such as ("stay", "patient"); empty when it has none."""
    if _target(model, _OWNER):
        return (_OWNER,)
    for step in _STEPS:
        target = _target(model, step)
        if target and (rest := _path_to_owner(target)):
            return (step, *rest)
    return ()


def _target(model: type[models.Model], name: str) -> type[models.Model] | None:
    field = _field(model, name)
    return field.related_model if isinstance(field, models.ForeignKey) else None


def _follow(obj: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        obj = getattr(obj, name)
    return obj
