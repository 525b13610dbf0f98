"""Every write of the papers: keyword-only, `by=` who does it, one transaction with its audit event."""

from convalidation.services.answering import Answer, acknowledge, recognise
from convalidation.services.class_reports import report_class
from convalidation.services.issuing import annul_packet, issue_packet, render_draft
from convalidation.services.pending import Pending, settle_pending
from convalidation.services.returning import save_return_report

__all__ = [
    "Answer",
    "Pending",
    "acknowledge",
    "annul_packet",
    "issue_packet",
    "recognise",
    "render_draft",
    "report_class",
    "save_return_report",
    "settle_pending",
]
