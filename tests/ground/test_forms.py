"""The bases of forms and their fields: what is refused, in which words, and what stays."""

import uuid
from datetime import date, time
from typing import Any

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms as django_forms
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from seho import crypto, forms
from seho.files import BadFile, CleanPdf


@pytest.fixture(autouse=True)
def _no_addresses(settings: Any) -> None:
    """Crispy looks an address up at each form; a form needs none of the program's."""
    settings.ROOT_URLCONF = ()


class Pupil(models.Model):
    name = models.CharField("nombre", max_length=50)
    notes = models.TextField("notas", blank=True)
    secret = crypto.EncryptedTextField("diagnóstico", blank=True)
    born_on = models.DateField("nacimiento", null=True, blank=True)
    sex = models.CharField("sexo", max_length=1, choices=[("F", "Mujer"), ("M", "Hombre")], blank=True)
    at_home = models.BooleanField("en casa", default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "ground_tests"

    def __str__(self) -> str:
        return self.name


class PupilForm(forms.VersionedFormMixin, forms.ModelForm):
    class Meta:
        model = Pupil
        fields = ("name", "notes", "secret", "born_on", "sex", "at_home")


class Visit(models.Model):
    place = models.ForeignKey(ContentType, verbose_name="lugar", on_delete=models.CASCADE)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "ground_tests"

    def __str__(self) -> str:
        return str(self.place_id)


class VisitForm(forms.VersionedFormMixin, forms.ModelForm):
    class Meta:
        model = Visit
        fields = ("place",)


class EveryField(forms.Form):
    line = django_forms.CharField()
    lines = django_forms.CharField(widget=django_forms.Textarea)
    email = django_forms.EmailField()
    page = django_forms.URLField(assume_scheme="https")
    number = django_forms.IntegerField(min_value=1, max_value=9)
    amount = django_forms.DecimalField()
    day = django_forms.DateField()
    hour = django_forms.TimeField()
    one = django_forms.ChoiceField(choices=[("", "---------"), ("a", "A")])
    many = django_forms.MultipleChoiceField(choices=[("a", "A")])
    tick = django_forms.BooleanField()
    file = django_forms.FileField()
    device = django_forms.UUIDField()
    name = forms.PersonNameField()
    phone = forms.PhoneField()


class OneField(forms.Form):
    """A form of the field under test."""

    def __init__(self, field: django_forms.Field, data: Any, files: Any = None) -> None:
        self.base_fields = {"it": field}
        super().__init__({"it": data} if files is None else {}, files)


def error_of(field: django_forms.Field, data: Any, files: Any = None) -> str:
    errors = OneField(field, data, files).errors.get("it", [])
    assert len(errors) <= 1
    return errors[0] if errors else ""


def value_of(field: django_forms.Field, data: Any, files: Any = None) -> Any:
    form = OneField(field, data, files)
    assert form.is_valid(), form.errors
    return form.cleaned_data["it"]


# --- Words -----------------------------------------------------------------------------------


def test_every_field_says_what_to_do_when_it_is_missing() -> None:
    errors = EveryField({}).errors
    assert {name: list(said) for name, said in errors.items()} == {
        "line": ["Escriba este dato."],
        "lines": ["Escriba este dato."],
        "email": ["Escriba el correo."],
        "page": ["Escriba la dirección web."],
        "number": ["Escriba el número."],
        "amount": ["Escriba el número."],
        "day": ["Escriba la fecha."],
        "hour": ["Escriba la hora."],
        "one": ["Elija una opción."],
        "many": ["Elija al menos una opción."],
        "tick": ["Marque esta casilla para continuar."],
        "file": ["Adjunte el archivo."],
        "device": ["La página perdió un dato. Recárguela e intente otra vez."],
        "name": ["Escriba este dato."],
        "phone": ["Escriba este dato."],
    }


WRONG = {
    "line": "x" * 201,
    "lines": "x" * 4001,
    "email": "ana",
    "page": "http:/",
    "number": "siete",
    "amount": "1,5 soles",
    "day": "31/02/2026",
    "hour": "25:00",
    "one": "z",
    "many": ["z"],
    "device": "123",
    "name": "4n4",
    "phone": "12",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_gets_one_instruction_and_stays_on_the_page(name: str) -> None:
    data = QueryDict(mutable=True)
    typed = WRONG[name]
    data.setlist(name, typed if isinstance(typed, list) else [typed])
    form = EveryField(data)
    (sentence,) = form.errors[name]
    assert sentence.split()[0] in {"Escriba", "Elija", "Esa", "Una", "La"}
    assert "válid" not in sentence.lower()
    if name not in {"one", "many"}:
        assert str(typed) in str(form[name])


def test_an_identifier_of_the_device_is_read() -> None:
    made = uuid.uuid4()
    assert value_of(django_forms.UUIDField(widget=django_forms.HiddenInput), str(made)) == made
    assert value_of(django_forms.UUIDField(required=False), "") is None


def test_limits_are_said_with_their_number() -> None:
    assert error_of(django_forms.IntegerField(min_value=1), "0") == "Escriba un número igual o mayor que 1."
    assert error_of(django_forms.IntegerField(max_value=9), "10") == "Escriba un número igual o menor que 9."
    assert error_of(django_forms.CharField(max_length=3), "abcd") == ("Escriba como máximo 3 letras; ahora tiene 4.")


def test_a_field_with_its_own_words_keeps_them() -> None:
    field = django_forms.CharField(error_messages={"required": "Escriba el motivo."})
    assert error_of(field, "") == "Escriba el motivo."
    assert error_of(forms.DateField(error_messages={"invalid": "¿Cuándo ingresó?"}), "x") == "¿Cuándo ingresó?"


def test_empty_choices_invite() -> None:
    assert '<option value="" selected>Elija…</option>' in str(EveryField()["one"])
    assert "---------" not in str(PupilForm())


# --- Texts -----------------------------------------------------------------------------------


def test_limits_of_a_line_and_of_a_text() -> None:
    assert value_of(django_forms.CharField(), "x" * 200) == "x" * 200
    assert "200" in error_of(django_forms.CharField(), "x" * 201)
    assert value_of(forms.TextField(), "x" * 4000) == "x" * 4000
    assert "4000" in error_of(forms.TextField(), "x" * 4001)
    assert value_of(forms.TextField(max_length=5000), "x" * 5000) == "x" * 5000
    assert 'maxlength="4000"' in str(OneField(forms.TextField(), "")["it"])


@pytest.mark.parametrize("kind", [django_forms.CharField, forms.CharField, forms.TextField, django_forms.SlugField])
@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\ud800"])
def test_forbidden_characters_are_refused_by_every_text(kind: type[django_forms.CharField], sign: str) -> None:
    form = OneField(kind(), f"Ana{sign}Lucía")
    assert "carácter" in " ".join(form.errors["it"]) or "letras" in " ".join(form.errors["it"])
    assert not form.is_valid()


def test_spaces_are_collapsed_in_a_line_and_lines_kept_in_a_text() -> None:
    assert value_of(django_forms.CharField(), "  Ana \n  Lucía\u200b ") == "Ana Lucía"
    assert value_of(forms.TextField(), "Uno\r\n\r\n\r\ndos  tres") == "Uno\n\ndos tres"
    assert "Escriba" in error_of(django_forms.CharField(), " \u00a0\u200b ")
    assert value_of(forms.CharField(required=False), "  ") == ""


def test_the_forms_of_a_model_have_the_same_manners() -> None:
    data = {
        "name": "  Ana  Lucía ",
        "notes": "x" * 4001,
        "secret": "a\x00b",
        "born_on": "29/02/2028",
        "version": "1",
    }
    form = PupilForm(data, instance=Pupil())
    assert set(form.errors) == {"notes", "secret"}
    assert form.cleaned_data["name"] == "Ana Lucía"
    assert form.cleaned_data["born_on"] == date(2028, 2, 29)


def test_a_password_is_left_as_it_was_typed() -> None:
    field = django_forms.CharField(widget=django_forms.PasswordInput, strip=False)
    assert value_of(field, "  dos  espacios ") == "  dos  espacios "


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_is_taken_or_answered(typed: str) -> None:
    form = OneField(forms.TextField(required=False), typed)
    if form.is_valid():
        form.cleaned_data["it"].encode("utf-8")
        assert "\x00" not in form.cleaned_data["it"]
    else:
        assert form.errors["it"]


# --- Names and telephones --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana   Lucía ", "Ana Lucía"),
        ("ÑAHUI", "ÑAHUI"),
        ("D’Ángelo", "D'Ángelo"),
        ("Pérez-Gómez", "Pérez-Gómez"),
        ("Ma. del Pilar", "Ma. del Pilar"),
        ("n\u0303ahui", "ñahui"),
        ("K\u0323ana", "Ḳana"),
        ("李娜", "李娜"),
    ],
)
def test_names(typed: str, kept: str) -> None:
    assert value_of(forms.PersonNameField(), typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Mamani Flores Rosa", "Mamani Flores Rosa"),
        ("Mamani Flores, Rosa", "Mamani Flores, Rosa"),
        ("  Mamani Flores ,Rosa  María ", "Mamani Flores, Rosa María"),
    ],
)
def test_whole_names_as_the_program_writes_them(typed: str, kept: str) -> None:
    assert value_of(forms.WholeNameField(), typed) == kept


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("Mamani,", "después de la coma, los nombres"),
        (", Rosa", "Escriba los apellidos"),
        ("Mamani, Rosa, María", "Quite «,»"),
        ("=Mamani, Rosa", "fórmula"),
        ("Mamani, 2", "Quite «2»"),
    ],
)
def test_whole_names_refused(typed: str, says: str) -> None:
    with pytest.raises(django_forms.ValidationError, match=says):
        forms.WholeNameField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("=1+1", "parece una fórmula de Excel"),
        ("+51", "fórmula"),
        ("@SUM(A1)", "fórmula"),
        ("Ana 2", "Quite «2»"),
        ("Ana <b>", "Quite «< >»"),
        ("Ana, Lucía", "Quite «,»"),
        ("-", "con letras"),
        ("...", "con letras"),
        ("A" * 101, "como máximo 100"),
        ("Ana\x00", "no se puede guardar"),
    ],
)
def test_what_is_no_name(typed: str, says: str) -> None:
    assert says in " ".join(OneField(forms.PersonNameField(), typed).errors["it"])


def test_a_telephone_is_kept_in_one_form() -> None:
    assert value_of(forms.PhoneField(), "+51 987 654 321") == "987654321"
    assert value_of(forms.PhoneField(required=False), "") == ""
    assert "celular de 9 cifras" in error_of(forms.PhoneField(), "987")
    shown = str(OneField(forms.PhoneField(), "")["it"])
    assert 'type="tel"' in shown
    assert 'inputmode="tel"' in shown


# --- Days and hours --------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["2026-03-05", "05/03/2026", "5/3/2026", " 05-03-2026 "])
@pytest.mark.parametrize("kind", [forms.DateField, django_forms.DateField])
def test_a_day_is_picked_or_typed(kind: type[django_forms.DateField], typed: str) -> None:
    assert value_of(kind(), typed) == date(2026, 3, 5)


@pytest.mark.parametrize("typed", ["31/02/2026", "2027-02-29", "03/13/2026", "mañana", "05/03/26", "2026-03-05\x00"])
def test_a_day_that_does_not_exist_is_refused_and_shown_back(typed: str) -> None:
    form = OneField(forms.DateField(), typed)
    assert form.errors["it"] == ["Escriba una fecha que exista, como 05/03/2026."]
    assert 'type="text"' in str(form["it"])


@pytest.mark.parametrize("typed", ["0026-03-05", "05/03/1899", "2101-01-01"])
def test_a_year_that_slipped_is_asked_again(typed: str) -> None:
    assert error_of(forms.DateField(), typed).startswith("Revise el año: escribió ")


def test_a_typed_day_is_shown_in_the_browsers_calendar() -> None:
    assert 'value="2026-03-05"' in str(OneField(forms.DateField(), "05/03/2026")["it"])
    assert 'type="date"' in str(OneField(forms.DateField(), "05/03/2026")["it"])
    assert 'type="date"' in str(OneField(forms.DateField(), "")["it"])
    form = PupilForm(instance=Pupil(born_on=date(2026, 3, 5)))
    assert 'type="date" name="born_on" value="2026-03-05"' in str(form["born_on"])


def test_an_hour() -> None:
    assert value_of(django_forms.TimeField(), "14:30") == time(14, 30)
    assert "14:30" in error_of(forms.TimeField(), "24:00")
    assert 'type="time"' in str(OneField(django_forms.TimeField(), "")["it"])


# --- Attributes ------------------------------------------------------------------------------


def test_nothing_is_suggested_on_a_shared_computer() -> None:
    form = EveryField()
    for name in ("line", "lines", "email", "day", "name", "phone"):
        assert 'autocomplete="off"' in str(form[name]), name


def test_a_form_of_ones_own_data_may_be_suggested() -> None:
    own = django_forms.EmailField(widget=django_forms.EmailInput(attrs={"autocomplete": "username"}))
    assert 'autocomplete="username"' in str(OneField(own, "")["it"])


def test_numbers_bring_the_numeric_keypad() -> None:
    assert 'inputmode="numeric"' in str(EveryField()["number"])


def test_crispy_shows_the_fields_without_a_form_of_its_own() -> None:
    html = render_crispy_form(PupilForm({"name": "=1+1", "version": "1"}, instance=Pupil()))
    assert "<form" not in html
    assert "parece una fórmula" not in html  # A plain text may begin with "=".
    html = render_crispy_form(OneField(forms.PersonNameField(label="Nombres"), "=1+1"))
    assert "parece una fórmula" in html
    assert 'value="=1+1"' in html
    assert "is-invalid" in html
    assert 'aria-invalid="true"' in html


def test_a_form_never_saves() -> None:
    with pytest.raises(TypeError, match="service"):
        PupilForm(instance=Pupil()).save()


# --- Files -----------------------------------------------------------------------------------


def _decode(file: Any) -> CleanPdf:
    content = file.read()
    if content == b"mala":
        raise BadFile("El PDF está dañado.")
    return CleanPdf(bytes=content, pages=1, sha256="")


def _files(*contents: bytes) -> MultiValueDict[str, SimpleUploadedFile]:
    named = [SimpleUploadedFile(f"{number}.pdf", content) for number, content in enumerate(contents, 1)]
    return MultiValueDict({"it": named})


def test_one_file_is_decoded() -> None:
    field = forms.UploadField(decode=_decode)
    assert value_of(field, None, _files(b"buena")).bytes == b"buena"
    assert error_of(field, None, _files()) == "Adjunte el archivo."
    assert error_of(field, None, _files(b"mala")) == "El PDF está dañado."
    assert error_of(field, None, _files(b"")) == "El archivo está vacío. Elija otro."
    assert value_of(forms.UploadField(decode=_decode, required=False), None, _files()) is None


def test_several_files_are_decoded_or_each_bad_one_is_named() -> None:
    field = forms.MultipleUploadField(decode=_decode, max_files=3)
    assert [file.bytes for file in value_of(field, None, _files(b"a", b"b"))] == [b"a", b"b"]
    form = OneField(field, None, _files(b"mala", b"b", b""))
    assert list(form.errors["it"]) == [
        "1.pdf: El PDF está dañado.",
        "3.pdf: El archivo está vacío. Elija otro.",
    ]
    assert "como máximo 3 archivos a la vez; eligió 4" in error_of(field, None, _files(b"a", b"b", b"c", b"d"))
    assert error_of(field, None, _files()) == "Adjunte el archivo."
    assert value_of(forms.MultipleUploadField(decode=_decode, required=False), None, _files()) == []


def test_several_files_can_be_chosen_with_the_camera_first() -> None:
    html = render_crispy_form(OneField(forms.MultipleUploadField(decode=_decode, accept=forms.PHOTOS), None))
    assert "multiple" in html
    assert 'accept="image/*"' in html


# --- Refusals and versions -------------------------------------------------------------------


def test_a_refusal_of_a_service_stands_beside_its_field_or_above() -> None:
    form = PupilForm({"name": "Ana", "version": "1"}, instance=Pupil())
    assert form.is_valid()
    form.show_refusal(
        django_forms.ValidationError({"name": "Ya está registrada.", "episode": ["Falta la autorización."]})
    )
    assert form.errors["name"] == ["Ya está registrada."]
    assert form.non_field_errors() == ["Falta la autorización."]
    form.show_refusal(django_forms.ValidationError("El servicio está cerrado."))
    assert form.non_field_errors() == ["Falta la autorización.", "El servicio está cerrado."]


def _saved_by_another() -> Pupil:
    return Pupil(
        name="Ana Luz", notes="Nuevo", secret="", born_on=date(2015, 9, 5), sex="F", at_home=True, version=4
    )  # fmt: skip


def _conflict() -> PupilForm:
    data = QueryDict("name=Ana+Luc%C3%ADa&notes=Nuevo&secret=&born_on=2015-09-05&sex=M&version=3")
    form = PupilForm(data, instance=Pupil(version=3))
    assert form.is_valid()
    with pytest.raises(forms.VersionConflict) as caught:
        forms.check_version(_saved_by_another(), form.cleaned_data["version"])
    form.show_refusal(caught.value)
    return form


def test_the_version_travels_with_the_page() -> None:
    assert 'type="hidden" name="version" value="3"' in str(PupilForm(instance=Pupil(version=3)))
    forms.check_version(Pupil(version=3), 3)
    assert PupilForm({"name": "Ana"}, instance=Pupil()).errors["version"]


def test_the_second_to_save_is_told_what_the_first_saved() -> None:
    form = _conflict()
    assert form.non_field_errors() == [forms.CONFLICT]
    assert form.errors["name"] == ["La otra persona guardó: «Ana Luz»."]
    assert form.errors["sex"] == ["La otra persona guardó: «Mujer»."]
    assert form.errors["at_home"] == ["La otra persona guardó: «sí»."]
    assert set(form.errors) == {"__all__", "name", "sex", "at_home"}


@pytest.mark.django_db
def test_what_the_first_chose_is_told_by_its_name() -> None:
    first, second = ContentType.objects.order_by("pk")[:2]
    for chosen, said in ((first, []), (second, [f"La otra persona guardó: «{first}»."])):
        form = VisitForm({"place": str(chosen.pk), "version": "1"}, instance=Visit(place=second))
        assert form.is_valid()
        form.show_refusal(forms.VersionConflict(Visit(place=first, version=2)))
        assert form.errors.get("place", []) == said


def test_a_conflict_without_its_row_still_says_what_happened() -> None:
    form = PupilForm({"name": "Ana", "version": "3"}, instance=Pupil(version=3))
    assert form.is_valid()
    form.show_refusal(forms.VersionConflict())
    assert form.errors == {"__all__": [forms.CONFLICT]}


def test_what_was_typed_stays_and_can_be_saved_knowingly() -> None:
    form = _conflict()
    assert 'value="Ana Lucía"' in str(form["name"])
    assert 'value="4"' in str(form["version"])
    again = PupilForm(form.data, instance=_saved_by_another())
    assert again.is_valid()
    forms.check_version(_saved_by_another(), again.cleaned_data["version"])
