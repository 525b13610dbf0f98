"""Form fields that know how people in Peru write."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator

from seho.forms.characters import refuse_forbidden, tidy_line, tidy_lines
from seho.forms.documents import phone_number

if TYPE_CHECKING:
    from seho.files import CleanFile

LONGEST_LINE = 200
LONGEST_TEXT = 4_000
LONGEST_NAME = 100


class CharField(forms.CharField):
    """A text without control characters, tidied, of at most 200 signs, or 4,000 in a text area."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.guard()

    def guard(self) -> None:
        """Put the limits on; also on a plain field of Django that a form has adopted."""
        if self.max_length is None:
            self.max_length = LONGEST_TEXT if self.holds_lines else LONGEST_LINE
            self.validators.append(MaxLengthValidator(self.max_length))
            self.widget.attrs.setdefault("maxlength", str(self.max_length))
        # Django's own check of NUL would say the same thing a second time.
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]
        self.validators.append(refuse_forbidden)

    @property
    def holds_lines(self) -> bool:
        return isinstance(self.widget, forms.Textarea)

    def to_python(self, value: Any) -> Any:
        if value not in self.empty_values:
            value = tidy_lines(str(value)) if self.holds_lines else tidy_line(str(value))
        return self.empty_value if value in self.empty_values else value


class TextField(CharField):
    """A text of several lines."""

    widget = forms.Textarea(attrs={"rows": 4})


class PersonNameField(CharField):
    """A surname or the given names of a person: letters of any alphabet, spaces, ' - and dots."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_NAME)
        super().__init__(**kwargs)
        self.validators.append(_refuse_odd_name)
        self.widget.attrs.setdefault("autocapitalize", "words")
        self.widget.attrs.setdefault("spellcheck", "false")

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return re.sub("[’‘`´ʼ]", "'", value) if value else value


class WholeNameField(PersonNameField):
    """Surnames and given names in one field, also as this program writes them: "Mamani Flores, Rosa"."""

    def run_validators(self, value: Any) -> None:
        """One comma may part surnames from given names; everything else is asked as of a part of the name."""
        surnames, comma, given = str(value or "").partition(",")
        if comma and not (surnames.strip() and given.strip()):
            raise ValidationError("Escriba los apellidos y, después de la coma, los nombres.", code="odd_name")
        super().run_validators(f"{surnames} {given}" if comma else value)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return ", ".join(part.strip() for part in value.split(",", 1)) if value else value


def _refuse_odd_name(name: str) -> None:
    if name.startswith(("=", "+", "@")):
        raise ValidationError(
            f"Un nombre no puede empezar con «{name[0]}»: parece una fórmula de Excel. Escriba solo letras.",
            code="formula",
        )
    odd = sorted({sign for sign in name if not _belongs_in_name(sign)})
    if odd:
        raise ValidationError(
            "Escriba el nombre con letras, espacios, apóstrofos, guiones o puntos. Quite «%(odd)s».",
            code="odd_name",
            params={"odd": " ".join(odd[:5])},
        )
    if not any(map(str.isalpha, name)):
        raise ValidationError("Escriba el nombre con letras.", code="odd_name")


def _belongs_in_name(sign: str) -> bool:
    # Combining marks are letters' parts where no composed letter exists (Quechua, Asháninka).
    return sign.isalpha() or sign in " '-." or "\u0300" <= sign <= "\u036f"


class PhoneField(CharField):
    """A mobile or a landline of Peru, +51 or not, kept in one form; see `phone_number`."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel"})
    default_error_messages = {
        "invalid": (
            "Escriba un celular de 9 cifras que empiece con 9, o un fijo con el código de su región, "
            "como 987 654 321 o (054) 234567."
        )
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return typed
        number = phone_number(typed)
        if number is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number


class DateInput(forms.DateInput):
    """The browser's own calendar; a text box when it must show back a date that does not exist."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        context["widget"]["type"] = "date" if not shown or _is_iso_date(shown) else "text"
        return context


def _is_iso_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class DateField(forms.DateField):
    """A day, picked in the browser's calendar or typed as 05/03/2026."""

    widget = DateInput
    default_error_messages = {
        "invalid": "Escriba una fecha que exista, como 05/03/2026.",
        "far_year": "Revise el año: escribió %(year)s.",
    }
    earliest_year, latest_year = 1900, 2100

    def bound_data(self, data: Any, initial: Any) -> Any:
        try:
            return super().to_python(super().bound_data(data, initial)) or data
        except ValidationError:
            return data

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not self.earliest_year <= value.year <= self.latest_year:
            message = self.error_messages["far_year"]
            raise ValidationError(message, code="far_year", params={"year": value.year})


class TimeField(forms.TimeField):
    """An hour of the day, 14:30."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    default_error_messages = {"invalid": "Escriba la hora de 00:00 a 23:59, como 14:30."}


Decode = Callable[["File[bytes]"], "CleanFile"]

# Phones offer the camera, the gallery and their files for these.
PHOTOS = "image/*"
SCANS = "image/*,application/pdf"


class UploadField(forms.FileField):
    """One file, decoded and made again: its clean value is what `decode` returns, None when none came.

    `UploadField(decode=clean_scan)`; a form that is shown again after an error asks for the file again.
    """

    def __init__(self, *, decode: Decode, accept: str = SCANS, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": accept}))
        super().__init__(**kwargs)
        self.decode = decode

    def clean(self, data: Any, initial: Any = None) -> "CleanFile | None":
        file = super().clean(data, initial)
        return self.decode(file) if isinstance(file, File) else None


class MultipleFileInput(forms.FileInput):
    allow_multiple_selected = True


class MultipleUploadField(UploadField):
    """Several files at once, camera first; its clean value is a list, empty when none was needed or came."""

    default_error_messages = {
        "too_many": "Adjunte como máximo %(most)d archivos a la vez; eligió %(count)d.",
        "one_of_several": "%(name)s: %(sentence)s",
    }

    def __init__(self, *, decode: Decode, max_files: int = 12, accept: str = SCANS, **kwargs: Any) -> None:
        kwargs.setdefault("widget", MultipleFileInput(attrs={"accept": accept}))
        super().__init__(decode=decode, **kwargs)
        self.max_files = max_files

    def clean(self, data: Any, initial: Any = None) -> "list[CleanFile]":  # type: ignore[override]
        files = [file for file in (data if isinstance(data, list) else [data]) if file is not None]
        if len(files) > self.max_files:
            params = {"most": self.max_files, "count": len(files)}
            raise ValidationError(self.error_messages["too_many"], code="too_many", params=params)
        if not files:
            self.validate(None)
            return []
        return self._each_cleaned(files)

    def _each_cleaned(self, files: Sequence["File[bytes]"]) -> "list[CleanFile]":
        """All of them, or every sentence at once with the name of its file."""
        cleaned: list[CleanFile] = []
        errors: list[ValidationError] = []
        for file in files:
            try:
                one = super().clean(file)
            except ValidationError as error:
                params = {"name": file.name, "sentence": " ".join(error.messages)}
                message = self.error_messages["one_of_several"]
                errors.append(ValidationError(message, code="bad_file", params=params))
            else:
                cleaned += [one] if one else []
        if errors:
            raise ValidationError(errors)
        return cleaned
