"""Catalogues of few things that have parts (a calendar and its periods): written one by one, each with its checks."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from seho.curriculum.enums import CalendarKind, Modality
from seho.curriculum.models import Capacity, Competency, SchoolCalendar
from seho.curriculum.rules import modality_of_level
from seho.curriculum.services import set_periods
from seho.imports.kinds import Kind, Reading
from seho.imports.rules import (
    CALENDAR_ALIASES,
    CALENDAR_COLUMNS,
    CALENDAR_NEEDED,
    COMPETENCY_ALIASES,
    COMPETENCY_COLUMNS,
    COMPETENCY_NEEDED,
    Read,
    Values,
    calendar_kind,
    calendars_of,
    competencies_of,
)
from seho.imports.tables import Row
from seho.network.models import School
from seho.text import date_short


class DocumentKind(Kind):
    """Values as they go through the file of the comparison: text, numbers, yes and no, lists."""

    labels: dict[str, str]

    @abstractmethod
    def find(self, key: str) -> Any | None:
        """The row of this key, locked."""

    @abstractmethod
    def values_of(self, row: Any) -> Values: ...

    @abstractmethod
    def save(self, row: Any | None, key: str, values: Values) -> None:
        """Write these values whole, into a new row where there is none; ValidationError when what is used would go."""

    def label(self, name: str) -> str:
        return self.labels[name]

    def put(self, key: str, before: Values, after: Values) -> bool:
        """`after` where it still says `before`; False when it stays as it is, because it changed or is in use."""
        row = self.find(key)
        if row is None:
            if before:
                return False
            self.save(None, key, after)
            return True
        now = self.values_of(row)
        if not before or any(now[name] != value for name, value in before.items()):
            return False
        try:
            with transaction.atomic():
                self.save(row, key, {**now, **after})
        except ValidationError:
            return False
        return True

    def drop(self, key: str, after: Values) -> bool:
        """Take out what an import brought; False when it is in use or changed since."""
        row = self.find(key)
        if row is None:
            return True
        if any(self.values_of(row)[name] != value for name, value in after.items()):
            return False
        try:
            with transaction.atomic():
                row.delete()
        except ProtectedError:
            return False
        return True


class CalendarKeeper(DocumentKind):
    """The national calendars ("EBR 2026") and those of schools ("0309369-0 2026"). What a file lacks stays."""

    columns, needed, aliases = CALENDAR_COLUMNS, CALENDAR_NEEDED, CALENDAR_ALIASES
    labels = {
        "label": "nombre", "kind": "organización del año", "periods": "periodos",
        "starts_on": "el año escolar empieza el", "ends_on": "el año escolar termina el",
    }  # fmt: skip

    def reads(self, rows: Iterator[Row]) -> Iterator[Reading]:
        return calendars_of(rows)

    def known(self) -> dict[str, Values]:
        rows = SchoolCalendar.objects.select_related("school").prefetch_related("periods")
        return {self._key_of(row): {"name": str(row), **self.values_of(row)} for row in rows}

    def completer(self) -> Callable[[Read], Read]:
        schools = {
            f"{code}-{annex}": (name, modality_of_level(level))
            for code, annex, name, level in School.objects.filter(calendars__isnull=False)
            .distinct()
            .values_list("modular_code", "annex", "name", "level_code")
        }

        def school_of(owner: str) -> tuple[str, Modality] | None:
            if owner not in schools and (found := _school(owner)):
                schools[owner] = (found.name, modality_of_level(found.level_code))
            return schools.get(owner)

        def complete(read: Read) -> Read:
            owner, _, year = read.key.rpartition(" ")
            if not read.values:
                return read
            school = (
                (f"Calendario nacional, {owner}", Modality(owner)) if owner in Modality.values else school_of(owner)
            )
            if school is None:
                return read._replace(problem="No hay una institución con ese código modular y anexo.")
            name, modality = school
            kind = calendar_kind(modality, len(read.values["periods"]))
            if kind is None:
                return read._replace(problem=_NO_SUCH_YEAR[modality == Modality.EBA])
            return read._replace(name=f"{name}, {year}", values={**read.values, "kind": kind.value})

        return complete

    def differing(self, known: Values, values: Values) -> list[str]:
        """A window that is set already stands as long as it holds the periods."""
        changed = super().differing(known, values)
        holds = known["starts_on"] <= values["periods"][0][0] and values["periods"][-1][1] <= known["ends_on"]
        return [name for name in changed if not (holds and name in ("starts_on", "ends_on"))]

    def active(self) -> int:
        return SchoolCalendar.objects.count()

    def wording(self) -> Callable[[str, Any], str]:
        def words(name: str, value: Any) -> str:
            if name == "periods":
                return "; ".join(f"{_day(start)} – {_day(end)}" for start, end in value)
            if name == "kind":
                return CalendarKind(value).label
            return _day(value) if name in ("starts_on", "ends_on") else str(value)

        return words

    def find(self, key: str) -> SchoolCalendar | None:
        owner, _, year = key.rpartition(" ")
        rows = SchoolCalendar.objects.select_for_update().filter(year=year)
        if owner in Modality.values:
            found: SchoolCalendar | None = rows.filter(school=None, modality=owner).first()
        else:
            school = _school(owner)
            modality = modality_of_level(school.level_code) if school else ""
            found = rows.filter(school=school, modality=modality).first()
        return found

    def values_of(self, row: SchoolCalendar) -> Values:
        return {
            "label": row.label,
            "kind": str(row.kind),
            "starts_on": row.starts_on.isoformat(),
            "ends_on": row.ends_on.isoformat(),
            "periods": [[one.starts_on.isoformat(), one.ends_on.isoformat()] for one in row.periods.all()],
        }

    def save(self, row: SchoolCalendar | None, key: str, values: Values) -> None:
        if row is None:
            owner, _, year = key.rpartition(" ")
            school = None if owner in Modality.values else _school(owner)
            modality = modality_of_level(school.level_code) if school else owner
            row = SchoolCalendar(school=school, modality=modality, year=int(year))
        row.kind, row.label = values["kind"], values["label"]
        row.starts_on, row.ends_on = date.fromisoformat(values["starts_on"]), date.fromisoformat(values["ends_on"])
        row.full_clean()
        row.save()
        set_periods(row, [(date.fromisoformat(start), date.fromisoformat(end)) for start, end in values["periods"]])

    def _key_of(self, row: SchoolCalendar) -> str:
        return f"{row.school.code if row.school else row.modality} {row.year}"


_NO_SUCH_YEAR = (
    "Un año escolar tiene 4 bimestres, 3 trimestres o 2 semestres: revise cuántos periodos trae.",
    "En Básica Alternativa un año tiene de 1 a 3 periodos promocionales: revise cuántos trae.",
)


def _school(owner: str) -> School | None:
    code, _, annex = owner.partition("-")
    found: School | None = School.objects.filter(modular_code=code, annex=annex).first()
    return found


def _day(text: str) -> str:
    return date_short(date.fromisoformat(text))


class CompetencyKeeper(DocumentKind):
    """The competencies by number, each with its capacities. One that a whole file lacks ends; it never goes."""

    columns, needed, aliases = COMPETENCY_COLUMNS, COMPETENCY_NEEDED, COMPETENCY_ALIASES
    labels = {
        "number": "número", "name": "competencia", "is_transversal": "transversal", "capacities": "capacidades",
        "valid_from": "vigente desde", "valid_to": "vigente hasta",
    }  # fmt: skip

    def reads(self, rows: Iterator[Row]) -> Iterator[Reading]:
        return competencies_of(rows)

    def known(self) -> dict[str, Values]:
        return {str(row.number): self.values_of(row) for row in Competency.objects.prefetch_related("capacities")}

    def differing(self, known: Values, values: Values) -> list[str]:
        """A competency that the file names again without an end is in force again."""
        changed = super().differing(known, values)
        if "valid_to" in values and values["valid_to"] is None and known["valid_to"]:
            changed.append("valid_to")
        return changed

    def gone(self, known: Values, day: date) -> tuple[Values, Values] | None:
        if known["valid_to"]:
            return None
        return {"valid_to": None}, {"valid_to": max(known["valid_from"], day.isoformat())}

    def active(self) -> int:
        return Competency.objects.filter(valid_to=None).count()

    def wording(self) -> Callable[[str, Any], str]:
        usual = super().wording()

        def words(name: str, value: Any) -> str:
            if name == "capacities":
                return "; ".join(value)
            return _day(value) if value and name in ("valid_from", "valid_to") else usual(name, value)

        return words

    def find(self, key: str) -> Competency | None:
        found: Competency | None = Competency.objects.select_for_update().filter(number=int(key)).first()
        return found

    def values_of(self, row: Competency) -> Values:
        return {
            "number": row.number,
            "name": row.name,
            "is_transversal": row.is_transversal,
            "valid_from": row.valid_from.isoformat(),
            "valid_to": row.valid_to.isoformat() if row.valid_to else None,
            "capacities": [one.name for one in row.capacities.all()],
        }

    def save(self, row: Competency | None, key: str, values: Values) -> None:
        row = row or Competency(number=int(key))
        row.name, row.is_transversal = values["name"], values.get("is_transversal", row.is_transversal)
        if "valid_from" in values:
            row.valid_from = date.fromisoformat(values["valid_from"])
        row.valid_to = date.fromisoformat(values["valid_to"]) if values.get("valid_to") else None
        row.full_clean()
        row.save()
        row.capacities.filter(order__gt=len(values["capacities"])).delete()
        for order, name in enumerate(values["capacities"], start=1):
            Capacity.objects.update_or_create(competency=row, order=order, defaults={"name": name})
