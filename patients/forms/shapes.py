"""What the forms of this room share: identity documents, scans of papers, forms that check the shape
alone.
"""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.db.models import QuerySet

from patients.enums import DocumentType
from seho import forms
from seho.files import CleanFile, clean_scan
from seho.forms import Level, check_document, document_number
from seho.network.models import Seho

SCAN_HELP = "Una foto legible o un PDF. Se guarda sin los datos ocultos del archivo."


class ShapeForm(forms.ModelForm):
    """Fields of one model, checked one by one; the service checks the whole and writes."""

    def _post_clean(self) -> None:
        """The row stays as it is: `full_clean` of the whole belongs to the service."""


class DocumentMixin(django_forms.Form):
    """`document_type` and `document_number` belong together; doubts are kept in `warnings`, never a bar."""

    warnings: list[str]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.warnings = []
        kind = cleaned.get("document_type")
        if not kind or "document_number" not in cleaned:
            return cleaned
        for finding in check_document(kind, cleaned["document_number"]):
            if finding.level == Level.ERROR:
                self.add_error("document_number", finding.sentence)
            else:
                self.warnings.append(finding.sentence)
        if "document_number" in cleaned:
            cleaned["document_number"] = document_number(kind, cleaned["document_number"])
        return cleaned


class DocumentNumberField(forms.CharField):
    """Needed unless the type says that there is no document: `DocumentMixin` asks for it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": "Número de documento", "max_length": 20, **kwargs})

    def validate(self, value: Any) -> None:
        """Whether it may be empty depends on the type of document."""


class NeededByForm:
    """For a field that most cases need: no "(opcional)" beside it, and the form says when it is missing."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:  # type: ignore[attr-defined]
            super().validate(value)  # type: ignore[misc]


class NeededDateField(NeededByForm, forms.DateField):
    pass


class NeededModelChoiceField(NeededByForm, django_forms.ModelChoiceField):  # type: ignore[type-arg]
    pass


def offer_sehos(form: django_forms.BaseForm, sehos: QuerySet[Seho]) -> None:
    """The services among which this person chooses; whoever has but one is not asked."""
    seho = form.fields["seho"]
    assert isinstance(seho, django_forms.ModelChoiceField)
    seho.queryset = sehos
    if len(sehos) == 1:
        seho.widget, seho.initial = django_forms.HiddenInput(), sehos[0]


def prepare_document(form: django_forms.BaseForm) -> None:
    """What both fields of a document need before they are shown."""
    form.fields["document_number"].widget.attrs.update({"autocomplete": "off", "spellcheck": "false"})
    form.fields["document_type"].initial = form.initial.get("document_type", DocumentType.DNI)


class ScanField(django_forms.FileField):
    """A scan that is decoded and made again; its clean value is a `CleanFile`, or None."""

    widget = django_forms.FileInput(attrs={"accept": "image/*,application/pdf"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "help_text": SCAN_HELP, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> CleanFile | None:
        uploaded = super().clean(data, initial)
        return clean_scan(uploaded) if uploaded else None
