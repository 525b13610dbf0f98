"""The forms of the papers: they check the shape, services write."""

from convalidation.forms.answers import AcknowledgeForm, AnswerForm, AnswerForms
from convalidation.forms.batches import BatchForm
from convalidation.forms.class_reports import ClassReportForm
from convalidation.forms.papers import AnnulForm, EgressForm, IssueForm, ReplaceForm
from convalidation.forms.pending import PendingForms
from convalidation.forms.preparing import AskForm, SuggestForm
from convalidation.forms.returning import ReturnReportForm
from convalidation.forms.signing import RemoveCopyForm, SignedCopyForm

__all__ = [
    "AcknowledgeForm",
    "AnnulForm",
    "AnswerForm",
    "AnswerForms",
    "AskForm",
    "BatchForm",
    "ClassReportForm",
    "EgressForm",
    "IssueForm",
    "PendingForms",
    "RemoveCopyForm",
    "ReplaceForm",
    "ReturnReportForm",
    "SignedCopyForm",
    "SuggestForm",
]
