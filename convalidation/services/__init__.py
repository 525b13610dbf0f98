"""Every write of the papers: keyword-only, `by=` who does it, one transaction with its audit event."""

from convalidation.services.annulling import annul_packet
from convalidation.services.answerers import BY_LINK
from convalidation.services.answering import Answer, acknowledge, confirm_siagie_through, recognise
from convalidation.services.batches import start_batch
from convalidation.services.class_reports import report_class
from convalidation.services.delivering import (
    confirm_receipt,
    deliver,
    note_copied,
    note_downloaded,
    open_link,
    record_event,
    remind_of_link,
    renew_link,
    revoke_link,
    send_link,
)
from convalidation.services.issuing import issue_at_egress, issue_packet, key_of_return, render_draft
from convalidation.services.pending import Pending, settle_pending
from convalidation.services.preparing import (
    accept,
    ask_proofreading,
    decline,
    finish_proofreading,
    mark_part,
    suggest,
    unmark_part,
)
from convalidation.services.returning import save_return_report
from convalidation.services.signing import add_signed_copy, keep_own_signatures, remove_signed_copy

__all__ = [
    "BY_LINK",
    "Answer",
    "Pending",
    "accept",
    "acknowledge",
    "add_signed_copy",
    "annul_packet",
    "ask_proofreading",
    "confirm_receipt",
    "confirm_siagie_through",
    "decline",
    "deliver",
    "finish_proofreading",
    "issue_at_egress",
    "issue_packet",
    "keep_own_signatures",
    "key_of_return",
    "mark_part",
    "note_copied",
    "note_downloaded",
    "open_link",
    "recognise",
    "record_event",
    "remind_of_link",
    "remove_signed_copy",
    "render_draft",
    "renew_link",
    "report_class",
    "revoke_link",
    "save_return_report",
    "send_link",
    "settle_pending",
    "start_batch",
    "suggest",
    "unmark_part",
]
