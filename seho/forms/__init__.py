"""Forms as this house makes them: `from seho import forms` or `from seho.forms import ModelForm`."""

from seho.forms.bases import Form, ModelForm
from seho.forms.documents import (
    DOCUMENT_KINDS,
    WITHOUT_DOCUMENT,
    Finding,
    Level,
    check_document,
    document_number,
    phone_number,
)
from seho.forms.fields import (
    PHOTOS,
    SCANS,
    CharField,
    DateField,
    DateInput,
    MultipleFileInput,
    MultipleUploadField,
    PersonNameField,
    PhoneField,
    TextField,
    TimeField,
    UploadField,
    WholeNameField,
)
from seho.forms.versions import CONFLICT, VersionConflict, VersionedFormMixin, check_version

__all__ = [
    "CONFLICT",
    "DOCUMENT_KINDS",
    "PHOTOS",
    "SCANS",
    "WITHOUT_DOCUMENT",
    "CharField",
    "DateField",
    "DateInput",
    "Finding",
    "Form",
    "Level",
    "ModelForm",
    "MultipleFileInput",
    "MultipleUploadField",
    "PersonNameField",
    "PhoneField",
    "TextField",
    "TimeField",
    "UploadField",
    "VersionConflict",
    "VersionedFormMixin",
    "WholeNameField",
    "check_document",
    "check_version",
    "document_number",
    "phone_number",
]
