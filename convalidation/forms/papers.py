"""Issue, replace, annul."""

from __future__ import annotations

from django import forms

from seho.forms import Form, TextField


class IssueForm(Form):
    """The key of the act: the same sent twice issues once."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)


class EgressForm(IssueForm):
    """The papers of the recognition, with the report of the return."""

    with_return = forms.BooleanField(
        label="Emitir también el informe de reincorporación, para la dirección y para la familia (art. 14.1)",
        required=False,
        initial=True,
    )


class ReplaceForm(IssueForm):
    """To issue again what is in force (R25)."""

    reason = TextField(
        label="Motivo del reemplazo", max_length=400, help_text="Quedará en el registro de los documentos anteriores."
    )


class AnnulForm(Form):
    reason = TextField(
        label="Motivo de la anulación", max_length=400, help_text="No escriba datos de salud: lo leerá la IE."
    )
