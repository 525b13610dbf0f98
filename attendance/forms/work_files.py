"""Files on their way into a work: each was kept as soon as it was good, and its signed token names it in the form."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms as django_forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files import File

from attendance.enums import FileKind
from attendance.models import WorkFile
from attendance.rules import file_words
from attendance.services import KeptFile, keep_file
from seho.files import PhotoEdit, open_stored
from seho.files.edits import SMALLEST, WHOLE
from seho.forms import CharField, Form, MultipleUploadField

SALT = "attendance.kept-files"
MOST_FILES = 20
# A page that is left open longer asks for its files again.
KEPT_FOR = 12 * 60 * 60
ACCEPT = "image/*,.heic,.heif,application/pdf,audio/*,.m4a,.opus"
_CAPTION = CharField(max_length=160, required=False)
_KEY = 16
_GONE = "El archivo ya no está aquí: elíjalo otra vez."


class KeepingUploadField(MultipleUploadField):
    """Files that are kept as soon as they are good: a bad one among them does not ask for the others again.

    `kept` holds (name, file) of the good ones also when the field is refused.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(decode=keep_file, max_files=MOST_FILES, accept=ACCEPT, **kwargs)  # type: ignore[arg-type]
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


# --- Tokens --------------------------------------------------------------------------------------------


def token_of(owner: str, name: str, file: KeptFile) -> str:
    return signing.dumps([owner, name, vars(file)], salt=SALT, compress=True)


def told_by(token: str, owner: str) -> tuple[str, KeptFile] | None:
    """(name, file) of a token that was given to this very person for this pupil; None of any other."""
    try:
        whose, name, values = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
        return (name, KeptFile(**values)) if whose == owner else None
    except (signing.BadSignature, ValueError, TypeError):
        return None  # not ours, too old, or of an earlier version of the program


# --- Lines of the form -----------------------------------------------------------------------------------


@dataclass
class FileLine:
    """One file in the form of a work: kept with it already (`pk`), or on its way in (`token`)."""

    file: KeptFile | WorkFile
    name: str
    token: str = ""
    caption: str = ""
    place: float = 0
    is_removed: bool = False
    errors: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Names its fields in the form."""
        return self.file.sha256[:_KEY]

    @property
    def pk(self) -> int | None:
        return self.file.pk if isinstance(self.file, WorkFile) else None

    @property
    def kind(self) -> str:
        return self.file.kind

    @property
    def is_photo(self) -> bool:
        return self.kind == FileKind.PHOTO

    @property
    def is_audio(self) -> bool:
        return self.kind == FileKind.AUDIO

    @property
    def told(self) -> str:
        return file_words(FileKind(self.kind).label, seconds=self.file.seconds, pages=self.file.pages)

    @property
    def margins(self) -> dict[str, Any]:
        return margins_of(self.file.edit)

    @property
    def thumb_data(self) -> str:
        """The small picture of a photo that no row names yet: it has no address of its own."""
        try:
            with open_stored(self.file.thumb_path) as stored:
                return "data:image/jpeg;base64," + base64.b64encode(stored.read()).decode()
        except FileNotFoundError:
            return ""

    def read(self, data: Any, place: float) -> None:
        """What was typed beside it; what cannot be is told and stays."""
        self.is_removed = f"remove-{self.key}" in data
        try:
            self.place = float(data.get(f"order-{self.key}") or place)
        except ValueError:
            self.place = place
        typed = data.get(f"caption-{self.key}")
        if typed is None:
            return
        self.caption = typed
        try:
            self.caption = _CAPTION.clean(typed)
        except ValidationError as error:
            self.errors = [f"{self.name}: {sentence}" for sentence in error.messages]

    def with_caption(self) -> KeptFile:
        assert isinstance(self.file, KeptFile), "of one on its way in"
        return replace(self.file, caption=self.caption)


# --- Turning and cropping ----------------------------------------------------------------------------------

SIDES = ("left", "top", "right", "bottom")
_UNIT = WHOLE / 100


def margins_of(edit: PhotoEdit) -> dict[str, Any]:
    """What is cut from each side of the turned photo, in hundredths."""
    cut = {
        "left": edit.left, "top": edit.top, "right": WHOLE - edit.left - edit.width,
        "bottom": WHOLE - edit.top - edit.height,
    }  # fmt: skip
    return {"quarters": edit.quarters, **{side: round(length / _UNIT, 1) for side, length in cut.items()}}


def _margin(label: str) -> django_forms.FloatField:
    widget = django_forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.1", "class": "form-control"})
    return django_forms.FloatField(label=label, min_value=0, max_value=95, required=False, widget=widget)


class PhotoEditForm(Form):
    """How a photo is to be shown: quarters clockwise, and what is cut from each side as it then stands."""

    quarters = django_forms.IntegerField(min_value=0, max_value=3, widget=django_forms.HiddenInput)
    left = _margin("De la izquierda (%)")
    top = _margin("De arriba (%)")
    right = _margin("De la derecha (%)")
    bottom = _margin("De abajo (%)")
    # One of the buttons: turn on by so many quarters, or show it whole again.
    turn = django_forms.IntegerField(min_value=1, max_value=3, required=False)
    whole = django_forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return values
        left, top, right, bottom = (round((values[side] or 0) * _UNIT) for side in SIDES)
        if min(WHOLE - left - right, WHOLE - top - bottom) < SMALLEST:
            raise ValidationError("Así no queda nada de la foto: corte menos de sus lados.")
        edit = PhotoEdit(values["quarters"], left, top, WHOLE - left - right, WHOLE - top - bottom)
        if values["whole"]:
            edit = PhotoEdit()
        values["edit"] = edit.turned(values["turn"] or 0)
        return values

    @property
    def edit(self) -> PhotoEdit:
        edit: PhotoEdit = self.cleaned_data["edit"]
        return edit


class KeptPhotoForm(PhotoEditForm):
    """The same of a photo that is on its way into a work: its token names it."""

    def __init__(self, *args: Any, owner: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        self.fields["kept"] = django_forms.CharField(max_length=4000)

    def clean_kept(self) -> tuple[str, KeptFile]:
        told = told_by(self.cleaned_data["kept"], self.owner)
        if told is None or told[1].kind != FileKind.PHOTO:
            raise ValidationError(_GONE)
        return told


class OneFileForm(Form):
    """One file, sent by itself as soon as it was chosen."""

    files = KeepingUploadField(label="Archivo")  # type: ignore[assignment]

    @property
    def kept(self) -> tuple[str, KeptFile]:
        upload: Any = self.fields["files"]
        one: tuple[str, KeptFile] = upload.kept[0]
        return one
