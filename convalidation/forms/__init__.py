"""The forms of the papers: they check the shape, services write."""

from convalidation.forms.answers import AcknowledgeForm, AnswerForm, AnswerForms
from convalidation.forms.class_reports import ClassReportForm
from convalidation.forms.papers import AnnulForm, IssueForm, ReplaceForm
from convalidation.forms.pending import PendingForms
from convalidation.forms.preparing import AskForm, SuggestForm
from convalidation.forms.returning import ReturnReportForm

__all__ = [
    "AcknowledgeForm",
    "AnnulForm",
    "AnswerForm",
    "AnswerForms",
    "AskForm",
    "ClassReportForm",
    "IssueForm",
    "PendingForms",
    "ReplaceForm",
    "ReturnReportForm",
    "SuggestForm",
]
