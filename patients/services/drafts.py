"""What the guided form keeps until the registration."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from patients.enums import ReferralChannel
from patients.models import Patient, Referral, RegistrationDraft
from patients.services.referrals import add_referral, mark_refused
from patients.services.writing import locked
from seho.accounts import audit
from seho.network.models import Seho
from seho.text import initials

DIAGNOSIS = "diagnosis"
_KEPT = "Escribió en un registro en borrador"


@transaction.atomic
def open_draft(
    *,
    by: Any,
    seho: Seho,
    data: Mapping[str, Mapping[str, Any]],
    referral: Referral | None = None,
    patient: Patient | None = None,
) -> RegistrationDraft:
    """A draft with what the search already asked; a referral has one draft, which is taken up again."""
    if referral is not None:
        known = RegistrationDraft.objects.filter(referral=referral).first()
        if known is not None:
            return known
    draft = RegistrationDraft(seho=seho, referral=referral, patient=patient, data=dict(data), created_by=by)
    draft.full_clean()
    draft.save()
    audit.record(by=by, act="Abrió un registro en borrador", obj=draft)
    return draft


@transaction.atomic
def save_section(*, by: Any, draft: RegistrationDraft, section: str, values: Mapping[str, Any]) -> RegistrationDraft:
    """Keep a section as it was typed, also what is not right yet; the diagnosis goes encrypted apart.

    Two people in one draft: sections do not overwrite each other, within one the last one counts.
    """
    draft = locked(draft)
    kept = {name: value for name, value in values.items() if name != DIAGNOSIS}
    diagnosis = str(values[DIAGNOSIS])[:1000] if DIAGNOSIS in values else draft.diagnosis
    if draft.data.get(section) == kept and draft.diagnosis == diagnosis:
        return draft
    draft.data, draft.diagnosis = {**draft.data, section: kept}, diagnosis
    draft.version += 1
    draft.save()
    _note_kept(by, draft, section)
    return draft


def _note_kept(by: Any, draft: RegistrationDraft, section: str) -> None:
    """Who wrote in which section, never what. The form saves while one types: a run of savings is one act."""
    last = audit.history_of(draft).first()
    if last is None or (last.act, last.by_id, last.after) != (_KEPT, by.pk, {"section": section}):
        audit.record(by=by, act=_KEPT, obj=draft, after={"section": section})


@transaction.atomic
def keep_file(*, by: Any, draft: RegistrationDraft, field: str, path: str) -> RegistrationDraft:
    """The path of a stored scan: `accreditation_file` or `authorization_file`."""
    draft = locked(draft)
    setattr(draft, field, path)
    draft.version += 1
    draft.save()
    audit.record(by=by, act="Adjuntó un archivo a un registro en borrador", obj=draft, after={"file": field})
    return draft


@transaction.atomic
def refuse_entry(*, by: Any, draft: RegistrationDraft, person: str, setting: str, today: date) -> Referral:
    """The family said no: the notice is closed with that reason, made if there was none; nothing else is
    kept.

    Example 32: a refusal is recorded among the potential pupils alone.
    """
    referral = draft.referral
    if referral is None:
        values = {
            "channel": ReferralChannel.WARD_SEARCH,
            "person": _initials(person),
            "setting": setting,
            "is_enrolled": True,
        }
        referral = add_referral(by=by, seho=draft.seho, values=values, today=today)
    referral = mark_refused(by=by, referral=referral, today=today)
    draft.delete()
    return referral


def _initials(person: str) -> str:
    surnames, _, given = person.partition(",")
    return initials(surnames, given.strip()) or "Sin nombre"


@transaction.atomic
def discard_draft(*, by: Any, draft: RegistrationDraft) -> None:
    audit.record(by=by, act="Descartó un registro en borrador", obj=draft)
    draft.delete()
