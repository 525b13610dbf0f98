"""Every write of the papers: keyword-only, `by=` who does it, one transaction with its audit event."""

from convalidation.services.answering import Answer, acknowledge, recognise
from convalidation.services.issuing import annul_packet, issue_packet, render_draft
from convalidation.services.returning import save_return_report

__all__ = [
    "Answer",
    "acknowledge",
    "annul_packet",
    "issue_packet",
    "recognise",
    "render_draft",
    "save_return_report",
]
