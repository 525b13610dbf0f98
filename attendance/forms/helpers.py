"""Tasks, hours and certificates of volunteers and interns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms as django_forms

from attendance.models import HelperTask, HelperWeek, Session
from attendance.rules.helpers import LONGEST_ENTRY, LONGEST_TASK
from attendance.services.certificates import Asked
from attendance.services.helpers import HoursEntry, TaskEntry
from seho.accounts.enums import Role
from seho.accounts.models import User
from seho.forms import CharField, DateField, Form, TimeField
from seho.text import date_short

# What is offered until somebody says otherwise.
USUAL_TASK_MINUTES = 30
PRACTICES = [("preprofesionales", "Preprofesionales"), ("profesionales", "Profesionales")]


class TaskForm(Form):
    """Something small: for whom, what, until when."""

    client_id = django_forms.UUIDField(widget=django_forms.HiddenInput)
    what = CharField(
        label="Qué hacer",
        max_length=200,
        help_text="Una sola cosa, en pocas palabras y sin nombrar la enfermedad. Por ejemplo: leer un cuento y dibujar "
        "juntos el final.",
    )
    helper: Any = django_forms.ModelChoiceField(
        label="Para", queryset=User.objects.none(), required=False, empty_label="Quien pueda del servicio"
    )
    episode: Any = django_forms.ModelChoiceField(
        label="Con", queryset=None, required=False, empty_label="Sin una o un estudiante en particular"
    )
    due_on = DateField(label="Para el")

    def __init__(self, *args: Any, helpers: Any, episodes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["helper"].queryset = helpers  # type: ignore[attr-defined]
        self.fields["episode"].queryset = episodes  # type: ignore[attr-defined]
        self.fields["episode"].label_from_instance = lambda episode: str(episode.patient)  # type: ignore[attr-defined]

    def entry(self) -> TaskEntry:
        return TaskEntry(**self.cleaned_data)


class FinishForm(Form):
    """It is done: how long it took, and how it was. During a session of that day it is said, and counts once."""

    minutes = django_forms.IntegerField(label="Minutos", min_value=1, max_value=LONGEST_TASK)
    word = CharField(label="¿Cómo fue?", required=False, max_length=300, help_text="Una palabra basta.")
    session = django_forms.ChoiceField(
        label="¿Fue durante una sesión que ya registró?", required=False, widget=django_forms.RadioSelect
    )
    done_on = DateField(label="Hecha el")

    def __init__(self, *args: Any, task: HelperTask, sessions: Sequence[Session], today: date, **kwargs: Any) -> None:
        self.sessions = {str(session.pk): session for session in sessions}
        super().__init__(*args, **kwargs)
        self.fields["minutes"].initial = USUAL_TASK_MINUTES
        self.fields["done_on"].initial = today
        if not sessions:
            del self.fields["session"]
            return
        field = self.fields["session"]
        assert isinstance(field, django_forms.ChoiceField)
        field.choices = [("", "No, fue aparte"), *((key, _session_words(one)) for key, one in self.sessions.items())]
        field.initial = next((key for key, one in self.sessions.items() if _is_with(one, task.episode_id)), "")

    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "session": self.sessions.get(self.cleaned_data.get("session", ""))}


def _is_with(session: Session, episode_id: int | None) -> bool:
    return any(row.episode_id == episode_id for row in session.participations.all())


def _session_words(session: Session) -> str:
    at = f" de las {session.starts_at:%H:%M}" if session.starts_at else ""
    return f"Sí, la sesión{at} de {session.minutes} minutos: sus minutos ya cuentan"


class HoursForm(Form):
    """Hours that were no session nor task: entrada and salida, or minutes."""

    client_id = django_forms.UUIDField(widget=django_forms.HiddenInput)
    held_on = DateField(label="Fecha")
    starts_at = TimeField(label="Entrada", required=False)
    ends_at = TimeField(label="Salida", required=False)
    minutes = django_forms.IntegerField(
        label="O solo los minutos", required=False, min_value=1, max_value=LONGEST_ENTRY,
        help_text="Si no recuerda la hora, basta con los minutos.",
    )  # fmt: skip
    what = CharField(
        label="Qué hizo", required=False, max_length=200, help_text="Por ejemplo: preparé el material del taller."
    )

    def entry(self) -> HoursEntry:
        return HoursEntry(**self.cleaned_data)


class WeekForm(Form):
    """Another amount than what was counted, and why."""

    hours = django_forms.IntegerField(label="Horas", min_value=0, max_value=168)
    rest = django_forms.IntegerField(label="Minutos", min_value=0, max_value=59)
    reason = CharField(label="¿Por qué se corrige?", max_length=200)
    seen = django_forms.IntegerField(widget=django_forms.HiddenInput)

    @property
    def minutes(self) -> int:
        total: int = self.cleaned_data["hours"] * 60 + self.cleaned_data["rest"]
        return total


class CertificateForm(Form):
    """From which week to which one, and what else the certificate says of the person."""

    client_id = django_forms.UUIDField(widget=django_forms.HiddenInput)
    first = django_forms.ChoiceField(label="Desde la semana del")
    last = django_forms.ChoiceField(label="Hasta la semana del")
    registry_number = CharField(
        label="Inscripción en el registro de voluntariado", required=False, max_length=60,
        help_text="Si la persona está inscrita en el registro de la Ley 28238.",
    )  # fmt: skip
    practice = django_forms.ChoiceField(label="Prácticas", choices=PRACTICES, widget=django_forms.RadioSelect)
    training_center = CharField(label="Universidad, instituto o escuela", max_length=160)
    career = CharField(label="Carrera", max_length=120)

    def __init__(self, *args: Any, role: str, weeks: Sequence[HelperWeek], **kwargs: Any) -> None:
        self.details = ("practice", "training_center", "career") if role == Role.INTERN else ("registry_number",)
        super().__init__(*args, **kwargs)
        for name in {"registry_number", "practice", "training_center", "career"} - set(self.details):
            del self.fields[name]
        choices = [(week.monday.isoformat(), _week_words(week)) for week in weeks]
        for name, chosen in (("first", choices[:1]), ("last", choices[-1:])):
            field = self.fields[name]
            assert isinstance(field, django_forms.ChoiceField)
            field.choices = choices
            field.initial = chosen[0][0] if chosen else None

    def asked(self) -> Asked:
        values = self.cleaned_data
        first, last = (date.fromisoformat(values[name]) for name in ("first", "last"))
        return Asked(values["client_id"], first, last, {name: values[name] for name in self.details})


def _week_words(week: HelperWeek) -> str:
    return f"{date_short(week.monday)} al {date_short(week.sunday)}"


class AnnulForm(Form):
    reason = CharField(label="¿Por qué se anula?", max_length=400)
