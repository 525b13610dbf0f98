"""The bases of every form: what they refuse, what they say, how they lie on the page."""

from functools import cache
from typing import Any, NoReturn

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import BlankChoiceIterator

from seho.forms.characters import refuse_forbidden
from seho.forms.fields import CharField, DateField, DateInput

_FORBIDDEN = "Hay un carácter que no se puede guardar; bórrelo y escriba esa parte de nuevo."

# Nobody types a UUID: the page or the device made it.
_LOST = "La página perdió un dato. Recárguela e intente otra vez."

# What a field says unless its form says better. The most particular class comes first.
_MESSAGES: tuple[tuple[type[forms.Field], dict[str, str]], ...] = (
    (
        forms.FileField,
        {
            "required": "Adjunte el archivo.",
            "invalid": "El archivo no llegó. Elíjalo y envíe de nuevo.",
            "missing": "El archivo no llegó. Elíjalo y envíe de nuevo.",
            "empty": "El archivo está vacío. Elija otro.",
            "max_length": "El nombre del archivo es muy largo (%(length)d letras; caben %(max)d). Acórtelo.",
            "contradiction": "Adjunte un archivo o marque que lo quita, no las dos cosas.",
        },
    ),
    (
        forms.ModelMultipleChoiceField,
        {
            "required": "Elija al menos una opción.",
            "invalid_choice": "Una de las opciones que eligió ya no está en la lista. Elija de nuevo.",
            "invalid_list": "Elija las opciones de la lista.",
            "invalid_pk_value": "Una de las opciones que eligió no está en la lista. Elija de nuevo.",
        },
    ),
    (
        forms.MultipleChoiceField,
        {
            "required": "Elija al menos una opción.",
            "invalid_choice": "Una de las opciones que eligió no está en la lista. Elija de nuevo.",
            "invalid_list": "Elija las opciones de la lista.",
        },
    ),
    (
        forms.ModelChoiceField,
        {"required": "Elija una opción.", "invalid_choice": "Esa opción ya no está en la lista. Elija otra."},
    ),
    (
        forms.ChoiceField,
        {"required": "Elija una opción.", "invalid_choice": "Esa opción ya no está en la lista. Elija otra."},
    ),
    (forms.BooleanField, {"required": "Marque esta casilla para continuar."}),
    (forms.DateTimeField, {"required": "Escriba el día y la hora.", "invalid": "Escriba el día y la hora."}),
    (
        forms.DateField,
        {"required": "Escriba la fecha.", "invalid": "Escriba una fecha que exista, como 05/03/2026."},
    ),
    (
        forms.TimeField,
        {"required": "Escriba la hora.", "invalid": "Escriba la hora de 00:00 a 23:59, como 14:30."},
    ),
    (
        forms.FloatField,
        {"required": "Escriba el número.", "invalid": "Escriba un número, con punto para los decimales."},
    ),
    (
        forms.DecimalField,
        {"required": "Escriba el número.", "invalid": "Escriba un número, con punto para los decimales."},
    ),
    (
        forms.IntegerField,
        {"required": "Escriba el número.", "invalid": "Escriba un número entero, solo con cifras."},
    ),
    (
        forms.EmailField,
        {"required": "Escriba el correo.", "invalid": "Escriba un correo completo, como nombre@ejemplo.pe."},
    ),
    (
        forms.URLField,
        {
            "required": "Escriba la dirección web.",
            "invalid": "Escriba una dirección completa, como https://www.ejemplo.pe.",
        },
    ),
    (forms.UUIDField, {"required": _LOST, "invalid": _LOST}),
    (forms.Field, {"required": "Escriba este dato."}),
)
_COMMON_MESSAGES = {
    "max_length": "Escriba como máximo %(limit_value)d letras; ahora tiene %(show_value)d.",
    "min_length": "Escriba al menos %(limit_value)d letras; ahora tiene %(show_value)d.",
    "min_value": "Escriba un número igual o mayor que %(limit_value)s.",
    "max_value": "Escriba un número igual o menor que %(limit_value)s.",
    "null_characters_not_allowed": _FORBIDDEN,
}
_TYPED_WIDGETS = (forms.TextInput, forms.Textarea, forms.EmailInput, forms.URLInput)
_DASHES = "---------"
_EMPTY_CHOICE = "Elija…"


class _House(forms.BaseForm):
    """What both bases share. A field's own message, attribute or limit always wins over the house's."""

    # Pupils' data must not turn up as a suggestion on a ward's shared computer. A form in which people
    # write their own data sets the tokens of HTML on its fields.
    autocomplete = "off"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        for field in self.fields.values():
            _adopt(field)
            _invite(field)
            _speak(field)
            _equip(field, self.autocomplete)

    def show_refusal(self, error: ValidationError) -> None:
        """Show why a service refused: beside its field, or above the form where it has none."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            for each in errors:
                self.add_error(name if name in self.fields else None, each)


class Form(_House, forms.Form):
    """The base of every form that is not of one model."""


class ModelForm(_House, forms.ModelForm):  # type: ignore[type-arg]
    """The base of every form of one model. It checks the shape; services write."""

    def save(self, commit: bool = True) -> NoReturn:
        raise TypeError("A form never saves: hand its cleaned_data to a service.")


def _adopt(field: forms.Field) -> None:
    """Give a plain field, which models make and hands type, the manners of ours."""
    if type(field) is forms.CharField and not isinstance(field.widget, forms.PasswordInput):
        field.__class__ = CharField
        assert isinstance(field, CharField)
        field.guard()
    elif isinstance(field, forms.CharField) and not isinstance(field, CharField | forms.UUIDField):
        # A UUIDField is a CharField by descent, but its value is no text.
        field.validators.append(refuse_forbidden)
    elif type(field) is forms.DateField:
        field.__class__ = DateField
        if type(field.widget) is forms.DateInput:
            field.widget = DateInput(field.widget.attrs)
        field.error_messages["far_year"] = DateField.default_error_messages["far_year"]
    elif type(field) is forms.TimeField and type(field.widget) is forms.TimeInput:
        field.widget = forms.TimeInput({"type": "time", **field.widget.attrs}, format="%H:%M")


def _invite(field: forms.Field) -> None:
    """Let the empty choice say what to do; a screen reader would read dashes aloud."""
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == _DASHES:
            field.empty_label = _EMPTY_CHOICE
    elif isinstance(field, forms.ChoiceField) and isinstance(field.choices, list | BlankChoiceIterator):
        choices = [tuple(choice) for choice in field.choices]
        field.choices = [("", _EMPTY_CHOICE) if choice == ("", _DASHES) else choice for choice in choices]


def _speak(field: forms.Field) -> None:
    """Replace the messages that are still Django's."""
    kind: Any = type(field)
    djangos = _django_messages(kind)
    for code, message in _our_messages(kind).items():
        if field.error_messages.get(code) is djangos.get(code):
            field.error_messages[code] = message


@cache
def _our_messages(kind: Any) -> dict[str, Any]:
    ours: dict[str, Any] = dict(_COMMON_MESSAGES)
    for known, messages in reversed(_MESSAGES):
        if issubclass(kind, known):
            ours |= messages
    return ours


@cache
def _django_messages(kind: Any) -> dict[str, Any]:
    messages: dict[str, Any] = {}
    for ancestor in reversed(kind.__mro__):
        if ancestor.__module__.startswith("django."):
            messages.update(getattr(ancestor, "default_error_messages", {}))
    return messages


def _equip(field: forms.Field, autocomplete: str) -> None:
    attrs = field.widget.attrs
    if isinstance(field.widget, _TYPED_WIDGETS):
        attrs.setdefault("autocomplete", autocomplete)
    if isinstance(field, forms.IntegerField) and type(field) is forms.IntegerField:
        attrs.setdefault("inputmode", "numeric")
