"""Every write of the papers: keyword-only, `by=` who does it, one transaction with its audit event."""

from convalidation.services.issuing import annul_packet, issue_packet, render_draft

__all__ = ["annul_packet", "issue_packet", "render_draft"]
