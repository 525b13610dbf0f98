"""The quick log of a session for several pupils, and the filters of the list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms as django_forms
from django.db.models import Q

from attendance.enums import SessionKind, SessionModality
from attendance.forms.competencies import (
    NO_COMPETENCY,
    AbsenceField,
    GradeChoices,
    OwnCompetencyField,
    choices_for_all,
)
from attendance.forms.work_files import KeepingUploadField, token_of, told_by
from attendance.models import Session
from attendance.queries import CompetencyBook, LastValues, RoundPupil, SessionFilters, teachers_of
from attendance.rules import LONGEST_MINUTES, SHORTEST_MINUTES, spaces_for
from attendance.services import Attendance, KeptFile, SessionEntry, SessionPhotos
from patients.querysets import HELPERS, TEAM
from seho.accounts.enums import Role
from seho.forms import CharField, DateField, Form, TimeField, VersionedFormMixin
from seho.network.enums import SpaceKind
from seho.network.models import Seho
from seho.text import date_short

_NOT_OF_GRADE = "%s: esta competencia no es de su nivel y grado. Elija otra, o abra su detalle y elija la suya."


@dataclass(frozen=True)
class PupilRow:
    """One pupil on the page with the fields that are about this pupil alone."""

    pupil: RoundPupil
    is_ticked: bool
    is_refused: bool
    competency: django_forms.BoundField
    absence: django_forms.BoundField
    evidence: django_forms.BoundField

    @property
    def is_open(self) -> bool:
        """Something was said of this pupil alone: the detail shows itself."""
        return self.is_refused or any(field.value() for field in (self.competency, self.absence, self.evidence))


class SessionForm(VersionedFormMixin, Form):
    """`pupils` are those of the round who may be ticked. Those who are ticked, or of whom something was said, have
    fields of their own, which end in the episode's key: the page of a long round stays short.
    """

    usual_minutes = (20, 30, 45, 60)

    client_id = django_forms.UUIDField(widget=django_forms.HiddenInput)
    pupils = django_forms.MultipleChoiceField(
        label="Estudiantes",
        widget=django_forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Marque al menos una o un estudiante.",
            "invalid_choice": "Una de las personas que marcó ya no está en su ronda. Marque de nuevo.",
        },
    )
    held_on = DateField(label="Fecha")
    minutes = django_forms.IntegerField(
        label="Minutos",
        min_value=SHORTEST_MINUTES,
        max_value=LONGEST_MINUTES,
        error_messages={
            "min_value": f"Una sesión dura al menos {SHORTEST_MINUTES} minutos.",
            "max_value": f"Una sesión dura como máximo {LONGEST_MINUTES} minutos (8 horas): revise el número.",
        },
    )
    space = django_forms.ChoiceField(label="Espacio", widget=django_forms.RadioSelect)
    modality = django_forms.ChoiceField(
        label="Modalidad", choices=SessionModality.choices, widget=django_forms.RadioSelect
    )
    kind = django_forms.ChoiceField(label="Tipo", choices=SessionKind.choices, widget=django_forms.RadioSelect)
    competency = django_forms.ChoiceField(label="Competencia", required=False)
    evidence = CharField(
        label="Nota: lo trabajado o la evidencia",
        max_length=500,
        required=False,
        widget=django_forms.Textarea(attrs={"rows": 2}),
    )
    photos = KeepingUploadField(label="Fotos", required=False)
    works_of = django_forms.ChoiceField(label="¿De quién es el trabajo?", required=False)
    faces = django_forms.ChoiceField(
        label="¿Se reconoce a alguien en las fotos?",
        choices=[("no", "No, en ninguna"), ("yes", "Sí, a quien hizo el trabajo")],
        widget=django_forms.RadioSelect,
        error_messages={"required": "Diga si en las fotos se reconoce a la o el estudiante."},
    )
    title = CharField(label="Título o actividad", max_length=160, required=False)
    starts_at = TimeField(label="Hora de inicio", required=False)
    professionals: Any = django_forms.ModelMultipleChoiceField(
        label="Quiénes atendieron",
        queryset=None,
        widget=django_forms.CheckboxSelectMultiple,
        error_messages={"required": "Marque quién atendió."},
    )
    reason = CharField(label="¿Por qué se corrige?", max_length=200)

    def __init__(
        self,
        *args: Any,
        pupils: Sequence[RoundPupil],
        teachers: Any,
        book: CompetencyBook,
        owner: str,
        is_new: bool = True,
        is_frozen: bool = False,
        **kwargs: Any,
    ) -> None:
        # Photos that came with an earlier attempt are those of this page: of this person, in this service.
        self.round, self.owner = pupils, f"session-{owner}"
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        for name, is_asked in (("photos", is_new), ("works_of", is_new), ("faces", is_new), ("reason", is_frozen)):
            if not is_asked:
                del fields[name]
        shown = self._shown_keys()
        self.shown = [pupil for pupil in pupils if str(pupil.episode.pk) in shown]
        # Who is added on the page may be of another grade than those who were ticked in the round.
        self.grades = GradeChoices.of_all(book, pupils if self.is_bound else self.shown or pupils)
        fields["pupils"].choices = [(str(pupil.episode.pk), str(pupil.episode.patient)) for pupil in pupils]
        fields["professionals"].queryset = teachers
        fields["competency"].choices = choices_for_all(self.grades.values())
        fields["space"].choices = self._spaces()
        if is_new:
            people = [(str(pupil.episode.pk), str(pupil.episode.patient)) for pupil in self.shown or pupils]
            fields["works_of"].choices = [("", "Un trabajo para cada quien participó"), *people]
        for pupil in self.shown:
            self._add_own_fields(pupil, self.grades[pupil.episode.pk])

    def _shown_keys(self) -> set[str]:
        if not self.is_bound:
            return {str(pk) for pk in self.initial.get("pupils", ())}
        data: Any = self.data
        said = {name.removeprefix("absence_") for name in data if name.startswith("absence_")}
        return said | set(data.getlist("pupils"))

    def _spaces(self) -> list[tuple[str, str]]:
        """Those in which the pupils of the page are taught, and the one that was chosen (art. 18, 19)."""
        offered = [space.value for space in spaces_for(one.episode.setting for one in self.shown or self.round)]
        chosen = self.data.get("space") if self.is_bound else self.initial.get("space")
        if chosen in SpaceKind.values and chosen not in offered:
            offered.append(chosen)
        return [(space, str(SpaceKind(space).label)) for space in offered]

    def _add_own_fields(self, pupil: RoundPupil, grade: GradeChoices) -> None:
        pk = pupil.episode.pk
        self.fields[f"competency_{pk}"] = OwnCompetencyField(goals=pupil.goals, grade=grade)
        self.fields[f"absence_{pk}"] = AbsenceField()
        self.fields[f"evidence_{pk}"] = CharField(label="Lo trabajado o su evidencia", max_length=500, required=False)
        self.fields[f"evidence_{pk}"].widget.attrs["class"] = "form-control"

    def pupil_rows(self) -> Iterator[PupilRow]:
        """Those who are ticked, with their own fields."""
        ticked = {str(pk) for pk in self["pupils"].value() or ()}
        for pupil in self.shown:
            pk = pupil.episode.pk
            own = self[f"competency_{pk}"], self[f"absence_{pk}"], self[f"evidence_{pk}"]
            yield PupilRow(pupil, str(pk) in ticked, any(field.name in self.errors for field in own), *own)

    def others(self) -> list[RoundPupil]:
        """Who else may be added: those in attention."""
        return [pupil for pupil in self.round if pupil not in self.shown and pupil.episode.ends_on is None]

    def former(self) -> list[RoundPupil]:
        """Who left a few days ago: a session of before may still be logged."""
        return [pupil for pupil in self.round if pupil not in self.shown and pupil.episode.ends_on is not None]

    @property
    def earlier(self) -> list[tuple[str, str, KeptFile]]:
        """Photos that came with an earlier attempt and were good: (token, name, file)."""
        data: Any = self.data
        tokens = data.getlist("kept") if self.is_bound else ()
        return [(token, *told) for token in tokens if (told := told_by(token, self.owner)) is not None]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """(token, name) of every good photo so far, for the page that is shown again."""
        field: Any = self.fields["photos"]
        fresh = [(token_of(self.owner, name, file), name) for name, file in field.kept]
        return [(token, name) for token, name, _ in self.earlier] + fresh

    @property
    def more_is_open(self) -> bool:
        """The part that is usually left as it is shows itself when something in it was typed or refused."""
        return any(self[name].errors for name in ("title", "starts_at", "kind", "professionals"))

    @property
    def photos_are_open(self) -> bool:
        return bool(self.kept) or any(self[name].errors for name in ("photos", "works_of", "faces"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for_all = values.get("competency")
        if for_all and for_all != NO_COMPETENCY:
            strange = [
                pupil.episode.patient.initials
                for pupil in self._ticked(values.get("pupils", ()))
                if not values.get(f"absence_{pupil.episode.pk}")
                and not values.get(f"competency_{pupil.episode.pk}")
                and (keys := self.grades[pupil.episode.pk].keys)
                and for_all not in keys
            ]
            if strange:
                self.add_error("competency", _NOT_OF_GRADE % ", ".join(strange))
        if "photos" in self.fields and not self.kept:
            self.errors.pop("faces", None)  # it is asked of photos only
        return values

    def show_conflict(self, current: Any) -> None:
        super().show_conflict(current)
        rows = current.participations.select_related("episode__patient")
        if {str(row.episode_id) for row in rows} != set(self["pupils"].value() or ()):
            names = ", ".join(row.episode.patient.initials for row in rows)
            self.add_error("pupils", f"La otra persona dejó en la sesión a {names}")

    def entry(self) -> SessionEntry:
        names = ("client_id", "held_on", "minutes", "kind", "space", "modality", "title", "starts_at")
        return SessionEntry(**{name: self.cleaned_data[name] for name in names})

    def attendances(self) -> list[Attendance]:
        return [self._attendance(pupil) for pupil in self._ticked(self.cleaned_data["pupils"])]

    def session_photos(self) -> SessionPhotos | None:
        """What becomes work of the portfolio: of everybody who took part, or of the one who was named."""
        values = self.cleaned_data
        files = [*(file for _, _, file in self.earlier), *values["photos"]]
        if not files:
            return None
        return SessionPhotos(
            files=tuple(files),
            episode_id=int(values["works_of"]) if values["works_of"] else None,
            shows_pupil=values["faces"] == "yes",
        )

    def _ticked(self, keys: Iterable[str]) -> list[RoundPupil]:
        return [pupil for pupil in self.round if str(pupil.episode.pk) in set(keys)]

    def _attendance(self, pupil: RoundPupil) -> Attendance:
        pk, values = pupil.episode.pk, self.cleaned_data
        if reason := values[f"absence_{pk}"]:
            return Attendance(pupil.episode, attended=False, absence_reason=reason)
        chosen = values[f"competency_{pk}"] or values["competency"]
        return Attendance(
            pupil.episode,
            competency_id=int(chosen) or None if chosen else self._usual_competency(pupil),
            evidence=values[f"evidence_{pk}"] or values["evidence"],
        )

    def _usual_competency(self, pupil: RoundPupil) -> int | None:
        """The plan's first one; tutoring works on none unless it is said."""
        if self.cleaned_data["kind"] == SessionKind.SUPPORT or not pupil.goals:
            return None
        return pupil.goals[0].pk


def first_values(
    last: LastValues, *, day: date, teacher: Any, ticked: Sequence[str], settings: Iterable[str]
) -> dict[str, Any]:
    """What the page offers: today, and what this person chose the last time where it fits these pupils."""
    spaces = [space.value for space in spaces_for(settings)]
    return {
        "version": 0, "held_on": day, "minutes": last.minutes, "kind": last.kind,
        "space": last.space if last.space in spaces else spaces[0],
        "modality": last.modality, "professionals": [teacher.pk], "pupils": list(ticked),
    }  # fmt: skip


def values_of(session: Session) -> dict[str, Any]:
    """A session as the form shows it, to be corrected."""
    names = ("client_id", "version", "held_on", "minutes", "kind", "space", "modality", "title", "starts_at")
    values: dict[str, Any] = {name: getattr(session, name) for name in names}
    values["professionals"] = [person.pk for person in session.professionals.all()]
    rows = list(session.participations.all())
    values["pupils"] = [str(row.episode_id) for row in rows]
    for row in rows:
        values[f"absence_{row.episode_id}"] = row.absence_reason
        if row.attended:
            values[f"competency_{row.episode_id}"] = str(row.competency_id or NO_COMPETENCY)
            values[f"evidence_{row.episode_id}"] = row.evidence
    return values


class ReasonForm(Form):
    """Why a session is cancelled or restored: asked only where an issued paper tells of it, as both can be undone."""

    reason = CharField(label="¿Por qué?", max_length=200, required=False)

    def __init__(self, *args: Any, is_frozen: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = is_frozen


def filter_form(user: Any, asked: Mapping[str, str], today: date) -> FilterForm:
    """The filters as the address says them, with the people and services that this person may choose among."""
    scope = user.scope
    readable = Seho.objects.filter(
        Q(pk__in=scope.seho_ids(*TEAM, *HELPERS)) | Q(ugel_id__in=scope.ugel_ids(Role.UGEL_SPECIALIST))
    ).order_by("short_name")
    return FilterForm(asked, teachers=teachers_of(readable.values("pk"), today, with_suspended=True), services=readable)


class FilterForm(Form):
    """The filters of the list of sessions; names are those of the address."""

    desde = DateField(label="Desde", required=False)
    hasta = DateField(label="Hasta", required=False)
    docente: Any = django_forms.ModelChoiceField(
        label="Atendió", queryset=None, required=False, empty_label="Todas las personas"
    )
    espacio = django_forms.ChoiceField(
        label="Espacio", required=False, choices=[("", "Todos los espacios"), *SpaceKind.choices]
    )
    servicio: Any = django_forms.ModelChoiceField(
        label="SEHO", queryset=None, required=False, empty_label="Todos los servicios"
    )

    def __init__(self, *args: Any, teachers: Any, services: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["docente"].queryset = teachers  # type: ignore[attr-defined]
        self.fields["servicio"].queryset = services  # type: ignore[attr-defined]
        if len(services) < 2:
            del self.fields["servicio"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("desde"), values.get("hasta")
        if first and last and last < first:
            self.add_error("hasta", "La fecha final no puede ser anterior a la inicial.")
        return values

    def filters(self) -> SessionFilters:
        values = self.cleaned_data
        return SessionFilters(
            first=values["desde"],
            last=values["hasta"],
            teacher=values["docente"].pk if values["docente"] else None,
            space=values["espacio"],
            seho=values["servicio"].pk if values.get("servicio") else None,
        )

    def told(self) -> list[tuple[str, str]]:
        """The filters in words."""
        values = self.cleaned_data
        said = (
            ("Desde", values["desde"] and date_short(values["desde"])),
            ("Hasta", values["hasta"] and date_short(values["hasta"])),
            ("Atendió", values["docente"]),
            ("Espacio", dict(SpaceKind.choices).get(values["espacio"])),
            ("SEHO", values.get("servicio")),
        )
        return [(label, str(value)) for label, value in said if value]
