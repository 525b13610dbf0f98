"""Every write of the pupil's file: keyword-only, `by=` who does it, one transaction with its audit event."""

from patients.services.accreditations import Paper, add_accreditation, set_diagnosis
from patients.services.drafts import discard_draft, keep_file, open_draft, refuse_entry, save_section
from patients.services.episodes import (
    HomeCare,
    discharge,
    end_episode,
    note_first_attention,
    readmit,
    transfer_out,
)
from patients.services.people import (
    assign,
    authorize,
    change_enrollment,
    edit_patient,
    revoke_authorization,
    save_guardian,
    unassign,
)
from patients.services.referrals import (
    add_referral,
    close_referral,
    contact_referral,
    mark_refused,
    orient_referral,
    reopen_referral,
)
from patients.services.registering import TAKEN, Registration, register
from patients.services.siagie import (
    align_siagie,
    communicate_siagie,
    confirm_siagie,
    confirm_siagie_states,
    proposal_for,
    withdraw_siagie,
)
from patients.services.stays import Consequences, add_stay, correct_stay

__all__ = [
    "TAKEN",
    "Consequences",
    "HomeCare",
    "Paper",
    "Registration",
    "add_accreditation",
    "add_referral",
    "add_stay",
    "align_siagie",
    "assign",
    "authorize",
    "change_enrollment",
    "close_referral",
    "communicate_siagie",
    "confirm_siagie",
    "confirm_siagie_states",
    "contact_referral",
    "correct_stay",
    "discard_draft",
    "discharge",
    "edit_patient",
    "end_episode",
    "keep_file",
    "mark_refused",
    "note_first_attention",
    "open_draft",
    "orient_referral",
    "proposal_for",
    "readmit",
    "refuse_entry",
    "register",
    "reopen_referral",
    "revoke_authorization",
    "save_guardian",
    "save_section",
    "set_diagnosis",
    "transfer_out",
    "unassign",
    "withdraw_siagie",
]
