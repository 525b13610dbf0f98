"""Choosing what a session was for all its pupils and for each of them, in fields that a long round writes quickly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from attendance.enums import AbsenceReason
from attendance.queries import CompetencyBook, RoundPupil
from seho.curriculum.models import Competency

# In a choice of competencies: the session worked on none.
NO_COMPETENCY = "0"


@dataclass(frozen=True)
class GradeChoices:
    """The competencies of one grade. Its pupils share them, so that a long round writes them once."""

    competencies: tuple[Competency, ...]

    @classmethod
    def of_all(cls, book: CompetencyBook, pupils: Iterable[RoundPupil]) -> dict[int, GradeChoices]:
        """By the key of the pupil's episode."""
        shared: dict[tuple[Competency, ...], GradeChoices] = {}
        found = {}
        for pupil in pupils:
            groups = book.of_episode(pupil.episode)
            own = tuple(dict.fromkeys(one for group in groups for one in group.competencies))
            found[pupil.episode.pk] = shared.setdefault(own, cls(own))
        return found

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(str(one.pk) for one in self.competencies)

    @cached_property
    def options(self) -> SafeString:
        return _options(((str(one.pk), str(one)) for one in self.competencies), chosen=None)

    def options_with(self, chosen: str) -> SafeString:
        return _choose(self.options, chosen) if chosen in self.keys else self.options


def choices_for_all(grades: Iterable[GradeChoices]) -> list[tuple[str, str]]:
    """Those of any of the pupils, by number."""
    known = {one.pk: one for grade in dict.fromkeys(grades) for one in grade.competencies}
    rows = sorted(known.values(), key=lambda one: one.number)
    return [
        ("", "La primera del plan de cada uno"),
        (NO_COMPETENCY, "Ninguna"),
        *((str(one.pk), str(one)) for one in rows),
    ]


class OwnCompetencySelect(forms.Select):
    """The usual one, none, those of the plan, then all of the grade."""

    def __init__(self, goals: Sequence[Competency], grade: GradeChoices) -> None:
        super().__init__({"class": "form-select"})
        self.goals, self.grade = goals, grade

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        planned = [(str(goal.pk), str(goal)) for goal in self.goals]
        is_planned = any(key == chosen for key, _ in planned)
        usual = f"La de todos o la primera de su plan: {self.goals[0]}" if self.goals else "La de todos"
        return format_html(
            '<select name="{}"{}>{}{}{}</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            _options([("", usual), (NO_COMPETENCY, "Ninguna")], chosen),
            _group("De su plan", _options(planned, chosen)),
            _group("De su grado", self.grade.options if is_planned else self.grade.options_with(chosen)),
        )


class OwnCompetencyField(forms.ChoiceField):
    """What one pupil worked on, as a key; empty: what was chosen for all."""

    def __init__(self, *, goals: Sequence[Competency], grade: GradeChoices) -> None:
        super().__init__(label="Competencia", required=False, widget=OwnCompetencySelect(goals, grade))
        self.known = {NO_COMPETENCY, *(str(goal.pk) for goal in goals)} | grade.keys

    def valid_value(self, value: Any) -> bool:
        return str(value) in self.known


class AbsenceSelect(forms.Select):
    """Whether the pupil took part, else why not."""

    def __init__(self) -> None:
        super().__init__({"class": "form-select"})

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        options = _absences()
        if value in AbsenceReason.values:
            options = _choose(options, str(value))
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), options
        )


class AbsenceField(forms.ChoiceField):
    def __init__(self) -> None:
        super().__init__(label="No participó por", required=False, widget=AbsenceSelect())

    def valid_value(self, value: Any) -> bool:
        return value in AbsenceReason.values


@cache
def _absences() -> SafeString:
    return _options(
        [("", "Sí participó"), *((str(key), str(text)) for key, text in AbsenceReason.choices)], chosen=None
    )


def _choose(options: SafeString, key: str) -> SafeString:
    """The same options with that one of them chosen."""
    value = f'value="{key}"'
    return mark_safe(options.replace(value, f"{value} selected"))  # noqa: S308 -- written by format_html


def _options(pairs: Iterable[tuple[str, str]], chosen: str | None) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((key, " selected" if key == chosen else "", text) for key, text in pairs),
    )


def _group(label: str, options: SafeString) -> SafeString:
    return format_html('<optgroup label="{}">{}</optgroup>', label, options) if options else SafeString()
