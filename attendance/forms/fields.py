"""A field that the forms of this room share."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError


class ClientIdField(django_forms.Field):
    """The identifier made on the device, or by the page: what is sent twice with it is written once."""

    widget = django_forms.HiddenInput
    default_error_messages = {"invalid": "La página perdió un dato. Recárguela e intente otra vez."}

    def to_python(self, value: Any) -> uuid.UUID | None:
        if value in self.empty_values:
            return None
        try:
            return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
