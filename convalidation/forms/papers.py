"""Issue, replace, annul."""

from __future__ import annotations

from django import forms

from seho.forms import Form, TextField


class IssueForm(Form):
    """The key of the act: the same sent twice issues once."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)


class ReplaceForm(IssueForm):
    """To issue again what is in force (R25)."""

    reason = TextField(
        label="Motivo del reemplazo", max_length=400, help_text="Quedará en el registro de los documentos anteriores."
    )


class AnnulForm(Form):
    reason = TextField(
        label="Motivo de la anulación", max_length=400, help_text="No escriba datos de salud: lo leerá la IE."
    )
