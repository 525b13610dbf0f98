"""What the forms of the network share."""

from __future__ import annotations

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from seho import forms


class NetworkForm(forms.ModelForm):
    """Invariants over several fields are told by the service, beside their field."""

    def _update_errors(self, errors: ValidationError) -> None:
        """What the model says of itself, without its constraints: those have no field to stand beside."""
        of_fields = {name: said for name, said in errors.error_dict.items() if name != NON_FIELD_ERRORS}
        if of_fields:
            super()._update_errors(ValidationError(of_fields))  # type: ignore[misc]
