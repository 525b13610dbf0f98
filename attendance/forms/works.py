"""A work of the portfolio with its photos and files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError

from attendance.forms.work_files import MOST_FILES, SALT, FileLine, KeepingUploadField, token_of, told_by
from attendance.models import Session, Work
from attendance.services import Arrangement, KeptFile, ManyChange, WorkEntry
from attendance.services.works import NO_FILE
from seho.curriculum.models import Competency
from seho.forms import CharField, DateField, Form, TextField

__all__ = ["SALT", "ManyForm", "WorkForm", "values_of"]

MOST_IN_WORK = 40
_YES, _NO = "si", "no"


class WorkForm(Form):
    """`images_allowed`: the family authorises images of the pupil; without it only what does not show the pupil."""

    client_id = django_forms.UUIDField(widget=django_forms.HiddenInput)
    files = KeepingUploadField(  # type: ignore[assignment]
        label="Fotos, audio o PDF",
        error_messages={"required": NO_FILE},
        help_text=f"Hasta {MOST_FILES} a la vez. De cada foto se borra el lugar donde se tomó.",
    )
    title = CharField(label="Título", max_length=160)
    made_on = DateField(label="Fecha")
    competency = django_forms.ChoiceField(label="Competencia", required=False)
    session: Any = django_forms.ModelChoiceField(
        label="Sesión", queryset=None, required=False, empty_label="Sin sesión"
    )
    pupil_words = TextField(label="En palabras de la o el estudiante", max_length=1000, required=False)
    in_book = django_forms.BooleanField(label="Va en el portafolio impreso", required=False)
    shows_pupil = django_forms.BooleanField(label="Se reconoce o se escucha a la o el estudiante", required=False)
    not_shown = django_forms.BooleanField(
        label="No aparece ni se escucha la o el estudiante",
        error_messages={"required": "Marque que no aparece: la familia no ha autorizado imágenes ni voz."},
    )

    def __init__(
        self,
        *args: Any,
        competencies: Sequence[Competency],
        sessions: Any,
        images_allowed: bool,
        work: Work | None = None,
        owner: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        self.work = work
        self.lines = self._lines()
        self.fields["files"].required = all(line.is_removed for line in self.lines)
        known = {one.pk: str(one) for one in competencies}
        choices = [("", "Sin competencia"), *((str(pk), name) for pk, name in known.items())]
        self.fields["competency"].choices = choices  # type: ignore[attr-defined]
        self.fields["session"].queryset = sessions  # type: ignore[attr-defined]
        del self.fields["not_shown" if images_allowed else "shows_pupil"]

    def _lines(self) -> list[FileLine]:
        """The files of the work, then what came with an earlier attempt and was good, with what was typed of each."""
        data: Any = self.data
        rows = self.work.files.all() if self.work else ()
        lines = [FileLine(row, f"Archivo {row.order}", caption=row.caption, place=row.order) for row in rows]
        for token in data.getlist("kept") if self.is_bound else ():
            told = told_by(token, self.owner)
            if told is not None and told[1].sha256 not in {line.file.sha256 for line in lines}:
                name, file = told
                lines.append(FileLine(file, name, token=token, caption=file.caption))
        for place, line in enumerate(lines, start=1):
            if self.is_bound:
                line.read(data, place)
        return sorted(lines, key=lambda line: line.place)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        fresh: Any = self.fields["files"]
        known = {line.file.sha256 for line in self.lines}
        for name, file in fresh.kept:
            if file.sha256 not in known:
                self.lines.append(FileLine(file, name, token=token_of(self.owner, name, file)))
        for line in self.lines:
            for sentence in line.errors:
                self.add_error("files", sentence)
        if len(self._live) > MOST_IN_WORK:
            self.add_error(
                "files", f"Un trabajo lleva hasta {MOST_IN_WORK} archivos: guarde los demás en otro trabajo."
            )
        return values

    @property
    def _live(self) -> list[FileLine]:
        return [line for line in self.lines if not line.is_removed]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """(token, name) of every good file so far that is not with the work yet."""
        return [(line.token, line.name) for line in self.lines if line.token]

    def all_files(self) -> list[KeptFile]:
        """What is to be added, in its order and with its captions."""
        return [line.with_caption() for line in self._live if line.token]

    def arrangement(self) -> Arrangement:
        return Arrangement(
            places=tuple(line.file.sha256 for line in self._live),
            captions={line.file.sha256: line.caption for line in self._live},
            removed={line.file.sha256 for line in self.lines if line.is_removed},
        )

    def entry(self) -> WorkEntry:
        values = self.cleaned_data
        session: Session | None = values["session"]
        return WorkEntry(
            client_id=values["client_id"],
            title=values["title"],
            made_on=values["made_on"],
            competency_id=int(values["competency"]) if values["competency"] else None,
            session=session,
            pupil_words=values["pupil_words"],
            in_book=values["in_book"],
            shows_pupil=values.get("shows_pupil", False),
        )


def values_of(work: Work) -> dict[str, Any]:
    return {
        "client_id": work.client_id, "title": work.title, "made_on": work.made_on,
        "competency": work.competency_id or "", "session": work.session_id, "pupil_words": work.pupil_words,
        "in_book": work.in_book, "shows_pupil": work.shows_pupil,
    }  # fmt: skip


class ManyForm(Form):
    """What is set for several works of one pupil at once; what is left as it is stays."""

    works: Any = django_forms.ModelMultipleChoiceField(
        queryset=None, error_messages={"required": "Elija al menos un trabajo.", "invalid_choice": "Elija de la lista."}
    )
    competency = django_forms.ChoiceField(label="Competencia", required=False)
    session: Any = django_forms.ModelChoiceField(
        label="Sesión", queryset=None, required=False, empty_label="Dejar la de cada uno"
    )
    in_book = django_forms.ChoiceField(
        label="Portafolio impreso",
        required=False,
        choices=[("", "Dejar como está"), (_YES, "Va en el impreso"), (_NO, "No va en el impreso")],
    )

    def __init__(self, *args: Any, works: Any, competencies: Sequence[Competency], sessions: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["works"].queryset = works  # type: ignore[attr-defined]
        self.fields["session"].queryset = sessions  # type: ignore[attr-defined]
        choices = {one.pk: str(one) for one in competencies}
        self.fields["competency"].choices = [  # type: ignore[attr-defined]
            ("", "Dejar la de cada uno"), *((str(pk), name) for pk, name in choices.items()),
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.change().values():
            raise ValidationError("Elija qué quiere cambiar en los trabajos marcados.")
        return values

    def change(self) -> ManyChange:
        values = self.cleaned_data
        return ManyChange(
            competency_id=int(values["competency"]) if values["competency"] else None,
            session=values["session"],
            in_book={_YES: True, _NO: False}.get(values["in_book"]),
        )
