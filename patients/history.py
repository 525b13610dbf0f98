"""Which acts a pupil's history tells. Rooms on higher floors add the rows of theirs in `AppConfig.ready`:

from patients import history
history.add(Work, "episode__patient")
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet, Value

from patients.models import (
    Accreditation,
    Assignment,
    Authorization,
    EmergencyAccess,
    Enrollment,
    Episode,
    Guardian,
    Patient,
    SiagieStatus,
    Stay,
)
from seho.accounts.models import AuditEvent

# The rows of one model that belong to this pupil and that this person may see.
Rows = Callable[[Patient, Any], "QuerySet[Any]"]
# What an act noted, without what is of somebody else.
Narrow = Callable[[Patient, Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True)
class _Source:
    rows: Rows
    narrow: Narrow | None = None


def _of_file(model: type[Model], path: str = "patient") -> _Source:
    """Whoever may read the history may read all of the file's own acts."""
    return _Source(lambda patient, user: model._default_manager.filter(**{path: patient.pk}))


_SOURCES: dict[str, _Source] = {
    "patients.patient": _of_file(Patient, "pk"),
    "patients.guardian": _of_file(Guardian),
    "patients.authorization": _of_file(Authorization),
    "patients.enrollment": _of_file(Enrollment),
    "patients.stay": _of_file(Stay),
    "patients.accreditation": _of_file(Accreditation, "stay__patient"),
    "patients.episode": _of_file(Episode),
    "patients.assignment": _of_file(Assignment, "episode__patient"),
    "patients.siagiestatus": _of_file(SiagieStatus),
    "patients.emergencyaccess": _of_file(EmergencyAccess),
}


def add(model: type[Model], path: str, *, narrow: Narrow | None = None) -> None:
    """Let the acts on the rows of this model, as far as each person sees them, stand in the history of the pupil
    whom `path` leads to.
    """
    seen: Any = model._default_manager
    _SOURCES[model._meta.label_lower] = _Source(
        lambda patient, user: seen.visible_to(user).filter(**{path: patient.pk}), narrow
    )


def events_of(patient: Patient, user: Any) -> QuerySet[AuditEvent]:
    """The acts on the pupil and on all that is the pupil's, last first; two queries, whatever the sources."""
    keys: dict[str, list[str]] = {}
    each = [
        source.rows(patient, user).order_by().values_list(Value(label), "pk").distinct()
        for label, source in _SOURCES.items()
    ]
    for label, pk in each[0].union(*each[1:], all=True):
        keys.setdefault(label, []).append(str(pk))
    about = Q(pk__in=[])
    for label, pks in keys.items():
        about |= Q(object_type=label, object_id__in=pks)
    return AuditEvent.objects.filter(about).select_related("by")


def narrowed(patient: Patient, events: Iterable[AuditEvent]) -> list[AuditEvent]:
    """The same acts with nothing in them of other pupils."""
    told = list(events)
    for event in told:
        source = _SOURCES.get(event.object_type)
        if source is not None and source.narrow is not None:
            event.before = event.before and source.narrow(patient, event.before)
            event.after = event.after and source.narrow(patient, event.after)
    return told
