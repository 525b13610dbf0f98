"""The forms of the psychologist's work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms as django_forms

from attendance.enums import SupportTopic, SupportWith
from attendance.models import PrivateNote, SupportContact, SupportReport
from attendance.rules import LONGEST_MINUTES, SHORTEST_MINUTES
from attendance.services import ContactEntry
from patients.models import Episode
from seho.forms import CharField, DateField, Form, TextField, VersionedFormMixin

_NOT_CLINICAL = "Lo lee el equipo del SEHO. Sin diagnósticos: para eso están sus notas privadas."


class _EpisodesField(django_forms.MultipleChoiceField):
    def has_changed(self, initial: Any, data: Any) -> bool:
        """The row holds episodes, the page their keys."""
        return super().has_changed([getattr(one, "pk", one) for one in initial or ()], data)


class ContactForm(VersionedFormMixin, Form):
    """Support work with a family, the team or a school. `episodes` are the pupils who may be ticked."""

    client_id = django_forms.UUIDField(widget=django_forms.HiddenInput)
    held_with = django_forms.ChoiceField(
        label="Con quién", choices=SupportWith.choices, widget=django_forms.RadioSelect,
        error_messages={"required": "Elija con quién fue."},
    )  # fmt: skip
    topic = django_forms.ChoiceField(
        label="Tema", choices=SupportTopic.choices, widget=django_forms.RadioSelect,
        error_messages={"required": "Elija el tema principal."},
    )  # fmt: skip
    minutes = django_forms.IntegerField(label="Minutos", min_value=SHORTEST_MINUTES, max_value=LONGEST_MINUTES)
    held_on = DateField(label="Fecha")
    pupils = _EpisodesField(
        label="Estudiantes de quienes se trató", required=False, widget=django_forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Una de las personas que marcó ya no está en la lista. Marque de nuevo."},
    )  # fmt: skip
    note = CharField(
        label="Acuerdos o lo conversado", max_length=500, required=False, help_text=_NOT_CLINICAL,
        widget=django_forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, episodes: Sequence[Episode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.episodes = {str(one.pk): one for one in episodes}
        ticked = {str(key) for key in self["pupils"].value() or ()}
        names = {key: str(one.patient) for key, one in self.episodes.items()}
        self.ticked_names = "; ".join(name for key, name in names.items() if key in ticked)
        choices = sorted(names.items(), key=lambda choice: choice[0] not in ticked)
        self.fields["pupils"].choices = choices  # type: ignore[attr-defined]

    def entry(self) -> ContactEntry:
        names = ("client_id", "held_with", "held_on", "minutes", "topic", "note")
        return ContactEntry(**{name: self.cleaned_data[name] for name in names})

    def chosen(self) -> list[Episode]:
        return [self.episodes[key] for key in self.cleaned_data["pupils"]]


def contact_values(contact: SupportContact) -> dict[str, Any]:
    names = ("client_id", "version", "held_with", "topic", "minutes", "held_on", "note")
    values = {name: getattr(contact, name) for name in names}
    return values | {"pupils": [str(one.pk) for one in contact.pupils.all()]}


class ReportForm(VersionedFormMixin, Form):
    """The socio-emotional part of one period; the version is 0 while there is none."""

    text = TextField(
        label="Aspecto socioemocional", max_length=2000,
        help_text="Cómo participa, qué le ayuda, cómo se vincula. Sin diagnósticos: lo leerán la IE y la familia.",
        widget=django_forms.Textarea(attrs={"rows": 7}),
    )  # fmt: skip

    @staticmethod
    def values_of(report: SupportReport | None) -> dict[str, Any]:
        return {"text": report.text, "version": report.version} if report else {"text": "", "version": 0}


class NoteForm(VersionedFormMixin, Form):
    """A private note; nothing of it is kept in the browser."""

    client_id = django_forms.UUIDField(widget=django_forms.HiddenInput)
    text = TextField(label="Nota", max_length=4000, widget=django_forms.Textarea(attrs={"rows": 8}))
    noted_on = DateField(label="Fecha")

    @staticmethod
    def values_of(note: PrivateNote) -> dict[str, Any]:
        return {"client_id": note.client_id, "version": note.version, "text": note.text, "noted_on": note.noted_on}

    @staticmethod
    def first_values(client_id: Any, day: date) -> dict[str, Any]:
        return {"client_id": client_id, "version": 0, "noted_on": day}
