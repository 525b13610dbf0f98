"""A work of the portfolio with its photos and files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms as django_forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files import File

from attendance.models import Session, Work
from attendance.services import KeptFile, WorkEntry, keep_file
from seho.curriculum.models import Competency
from seho.forms import CharField, DateField, Form, MultipleUploadField, TextField

SALT = "attendance.kept-files"
MOST_FILES = 20
# A page that is left open longer asks for its files again.
KEPT_FOR = 12 * 60 * 60


class KeepingUploadField(MultipleUploadField):
    """Files that are kept as soon as they are good: a bad one among them does not ask for the others again.

    `kept` holds (name, file) of the good ones also when the field is refused.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(decode=keep_file, max_files=MOST_FILES, **kwargs)  # type: ignore[arg-type]
        self.kept: list[tuple[str, KeptFile]] = []

    def clean(self, data: Any, initial: Any = None) -> Any:
        # A new list for each form: the copies of a field share what they hold.
        self.kept = []
        return super().clean(data, initial)

    def _each_cleaned(self, files: Sequence[File[bytes]]) -> Any:
        errors = []
        for file in files:
            try:
                [one] = super()._each_cleaned([file])
            except ValidationError as error:
                errors += error.error_list
            else:
                self.kept.append((str(file.name), one))  # type: ignore[arg-type]
        if errors:
            raise ValidationError(errors)
        return [one for _, one in self.kept]


class WorkForm(Form):
    """`images_allowed`: the family authorises images of the pupil; without it only what does not show the pupil."""

    client_id = django_forms.UUIDField(widget=django_forms.HiddenInput)
    files = KeepingUploadField(  # type: ignore[assignment]
        label="Fotos o PDF",
        error_messages={"required": "Adjunte al menos una foto o un PDF."},
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
    shows_pupil = django_forms.BooleanField(label="En alguna foto se reconoce a la o el estudiante", required=False)
    not_shown = django_forms.BooleanField(
        label="En ninguna foto aparece la o el estudiante",
        error_messages={"required": "Marque que no aparece: la familia no ha autorizado imágenes."},
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
        self.fields["files"].required = work is None and not self.earlier
        known = {one.pk: str(one) for one in competencies}
        choices = [("", "Sin competencia"), *((str(pk), name) for pk, name in known.items())]
        self.fields["competency"].choices = choices  # type: ignore[attr-defined]
        self.fields["session"].queryset = sessions  # type: ignore[attr-defined]
        del self.fields["not_shown" if images_allowed else "shows_pupil"]

    @property
    def earlier(self) -> list[tuple[str, str, KeptFile]]:
        """What came with an earlier attempt and was good: (token, name, file); a token is signed for its owner."""
        found = []
        data: Any = self.data
        for token in data.getlist("kept") if self.is_bound else ():
            try:
                owner, name, values = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
            except signing.BadSignature:
                continue
            if owner == self.owner:
                found.append((token, name, KeptFile(**values)))
        return found

    @property
    def kept(self) -> list[tuple[str, str]]:
        """(token, name) of every good file so far, for the page that is shown again."""
        field: Any = self.fields["files"]
        fresh = [(signing.dumps([self.owner, name, vars(file)], salt=SALT), name) for name, file in field.kept]
        return [(token, name) for token, name, _ in self.earlier] + fresh

    def all_files(self) -> list[KeptFile]:
        return [file for _, _, file in self.earlier] + list(self.cleaned_data["files"])

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
