"""The forms of the papers: they check the shape, services write."""

from convalidation.forms.answers import AcknowledgeForm, AnswerForm, AnswerForms
from convalidation.forms.papers import AnnulForm, IssueForm, ReplaceForm
from convalidation.forms.returning import ReturnReportForm

__all__ = [
    "AcknowledgeForm",
    "AnnulForm",
    "AnswerForm",
    "AnswerForms",
    "IssueForm",
    "ReplaceForm",
    "ReturnReportForm",
]
