"""A hospital's daily list: read, compared, proposed. What is proposed is answered in `daily_answers`.

The file is not kept. What was read of somebody rests encrypted while it waits, is emptied when it is answered (of a
new notice, when the notice is closed), and erased after `PROPOSAL_DAYS` when nobody answers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.crypto import salted_hmac

from patients.daily_files import BadList, Resources, Table, read_file, table_from_json
from patients.enums import ListState, ProposalKind, ProposalState
from patients.models import HospitalList, ListColumns, ListProposal
from patients.models.daily import LONGEST_PENDING
from patients.queries.daily import known_of
from patients.querysets import PROPOSAL_DAYS
from patients.rules import daily, fhir
from patients.rules.daily_columns import Field, signature_of, what_lacks
from patients.rules.daily_day import list_day
from patients.rules.daily_rows import Listed, Wrong, listed_of
from patients.services.writing import locked, refuse_field, write
from seho.accounts import audit
from seho.network.models import Hospital, Seho

# An answer stands for the same admission of the same child; what says no day is asked again after a month.
ANSWER_DAYS, UNDATED_DAYS = 90, 30
MOST_PROBLEMS = 200
_TORN = "La fila no tiene tantas columnas como el encabezado."
Rows = Sequence[Listed | Wrong]


# --- Receiving -------------------------------------------------------------------------------


def receive_list(
    *,
    by: Any,
    hospital: Hospital,
    content: bytes,
    is_whole: bool,
    today: date,
    listed_on: date | None = None,
    name: str = "",
) -> HospitalList:
    """Read a file; the same file again answers what it was. A list of unknown columns waits to be told them.

    It is of the day that was typed (`listed_on`), else of that which the file or its `name` says, else of today.
    """
    digest = hashlib.sha256(content).hexdigest()
    known = HospitalList.objects.filter(hospital=hospital, sha256=digest).first()
    if known is not None:
        return known
    try:
        read = read_file(content)
    except BadList as error:
        raise ValidationError({"file": [str(error)]}) from error
    with transaction.atomic():
        locked(hospital)
        known = HospitalList.objects.filter(hospital=hospital, sha256=digest).first()
        if known is not None:
            return known
        day = _day_of(read, hospital, typed=listed_on, name=name, today=today)
        HospitalList.objects.filter(hospital=hospital, state=ListState.COLUMNS).delete()
        row = HospitalList(
            hospital=hospital, layout=read.layout, sha256=digest, is_whole=is_whole, received_on=today, created_by=by,
            state=ListState.COLUMNS, listed_on=day,
        )  # fmt: skip
        columns = _columns_of(hospital, read)
        if columns is None:
            row.pending = _pending(read)
            write(row)
        else:
            _propose(row, _rows(read, columns, day), read.is_cut, today)
        _record(by, "Recibió la lista diaria del establecimiento", row, {"layout": row.layout, "rows": row.rows})
    return row


def tell_columns(*, by: Any, found: HospitalList, columns: Mapping[Field, str], today: date) -> HospitalList:
    """Say once what the columns hold; the list is read with it, and those that come like it."""
    if problem := what_lacks(columns):
        raise ValidationError(problem)
    with transaction.atomic():
        locked(found.hospital)
        row = locked(found)
        if row.state != ListState.COLUMNS:
            return row
        table = table_from_json(row.pending or "")
        if unknown := set(columns.values()) - set(table.keys):
            raise ValidationError(f"La lista no trae estas columnas: {', '.join(sorted(unknown))}.")
        signature = signature_of(table.keys)
        told = ListColumns.objects.filter(hospital=row.hospital, signature=signature).first()
        told = told or ListColumns(hospital=row.hospital, signature=signature)
        write(told, {"columns": {field.value: key for field, key in columns.items()}, "updated_by": by})
        _propose(row, _rows(table, columns, row.listed_on), table.is_cut, today)
        _record(by, "Indicó las columnas de la lista diaria", row, {"rows": row.rows})
    return row


def _day_of(read: Table | Resources, hospital: Hospital, *, typed: date | None, name: str, today: date) -> date:
    """Inside the caller's transaction, the hospital held: none is read that is older than one that came."""
    latest = HospitalList.objects.filter(hospital=hospital).aggregate(day=Max("listed_on"))["day"]
    stamped = fhir.stamped_on(read.parsed) if isinstance(read, Resources) else None
    found = list_day(typed=typed, stamped=stamped, name=name, latest=latest, kept_days=PROPOSAL_DAYS, today=today)
    if found.problem:
        refuse_field("listed_on", found.problem)
    return found.day


@transaction.atomic
def discard_list(*, by: Any, found: HospitalList) -> None:
    """A list that waits for its columns is not wanted: nothing of it stays, and the file may come again."""
    row = locked(found)
    if row.state != ListState.COLUMNS:
        raise ValidationError("Esta lista ya se leyó.")
    _record(by, "Descartó la lista diaria del establecimiento", row)
    row.delete()


def _pending(read: Table | Resources) -> str | None:
    text = read.as_json() if isinstance(read, Table) else ""
    if len(text) > LONGEST_PENDING:
        raise ValidationError({"file": ["La lista es demasiado larga: suba la de un solo día."]})
    return text


def _columns_of(hospital: Hospital, read: Table | Resources) -> dict[Field, str] | None:
    """What was said of columns like these; FHIR needs none."""
    if isinstance(read, Resources):
        return {}
    told = ListColumns.objects.filter(hospital=hospital, signature=signature_of(read.keys)).first()
    return {Field(name): key for name, key in told.columns.items()} if told else None


def _rows(read: Table | Resources, columns: Mapping[Field, str], today: date) -> Rows:
    if isinstance(read, Resources):
        return fhir.listed_from(read.parsed, today=today)
    places = {field.value: read.keys.index(key) for field, key in columns.items()}
    return [
        Wrong(line.number, _TORN)
        if line.is_torn
        else listed_of(line.number, {name: line.cells[place] for name, place in places.items()}, today=today)
        for line in read.lines
    ]


# --- Proposing -------------------------------------------------------------------------------


def _propose(row: HospitalList, rows: Rows, is_cut: bool, today: date) -> None:
    """Inside the caller's transaction, the hospital held: its proposals take the place of those that waited."""
    day = row.listed_on
    listed = [one for one in rows if isinstance(one, Listed)]
    known = known_of(row.hospital, listed, day)
    verdict = daily.proposals(rows, known, today=day, is_whole=row.is_whole, is_cut=is_cut)
    answered = _answered(row.hospital, today)
    found = [one if one.outcome not in daily.PROPOSED else _unless_answered(one, answered) for one in verdict.found]
    counts = daily.Verdict(tuple(found)).counts
    problems = sorted((one.line, one.reason) for one in found if one.outcome == daily.Outcome.WRONG)
    write(row, {
        "state": ListState.READ, "pending": None, "rows": len(rows), "doubt": verdict.doubt,
        "counts": {outcome.value: number for outcome, number in counts.items()},
        "problems": [list(one) for one in problems[:MOST_PROBLEMS]],
    })  # fmt: skip
    is_whole = row.is_whole and not verdict.doubt
    _ask(row, [one for one in found if one.outcome in daily.PROPOSED], None if is_whole else (found, listed))
    erase_old(today=today)


def _ask(
    row: HospitalList,
    found: Sequence[daily.Found],
    named: tuple[Sequence[daily.Found], Sequence[Listed]] | None,
) -> None:
    """Keep what is proposed and take away what waited and is asked no more: of those who are `named`, or of all."""
    waiting = ListProposal.objects.filter(source__hospital=row.hospital, state=ProposalState.WAITING)
    old = {_topic(one): one for one in waiting}
    asked = [_proposal(row, one, old) for one in found]
    stale = waiting.exclude(pk__in=[one.pk for one in asked if one.pk])
    if named is not None:
        patients = {one.patient_id for one in named[0] if one.patient_id}
        names = [_name_key(one) for one in named[1]]
        stale = stale.filter(patient__in=patients) | stale.filter(patient=None, name_key__in=names)
    stale.delete()
    for one in asked:
        # What they refer to was read a moment ago; the constraints of the database stand.
        one.full_clean(exclude=("source", "patient"), validate_constraints=False)
        if one.pk:
            one.save()
    ListProposal.objects.bulk_create([one for one in asked if not one.pk], batch_size=500)


def _proposal(row: HospitalList, found: daily.Found, old: dict[Any, ListProposal]) -> ListProposal:
    """The proposal of yesterday if it asks the same, with what today's list says; else a new one, not yet saved."""
    kind = ProposalKind(found.outcome.value)
    document_key, name_key = _keys(found)
    topic = (kind.value, found.patient_id) if found.patient_id else (kind.value, name_key)
    proposal = old.pop(topic, None) or ListProposal(kind=kind, patient_id=found.patient_id, proposed_on=row.listed_on)
    values = {
        "source": row, "read": _kept(found), "note": found.note, "happened_on": found.happened_on,
        "document_key": document_key, "name_key": name_key, "seen_on": row.listed_on,
    }  # fmt: skip
    for name, value in values.items():
        setattr(proposal, name, value)
    return proposal


def _topic(proposal: ListProposal) -> tuple[str, Any]:
    return proposal.kind, proposal.patient_id or proposal.name_key


def _kept(found: daily.Found) -> str:
    """Of a pupil whose file is here nothing but what is new; of a newcomer what a registration begins with."""
    listed = found.listed
    if listed is None:
        return ""
    if found.patient_id:
        listed = Listed(listed.line, place=listed.place, admitted_on=listed.admitted_on)
    return json.dumps(listed.as_json(), ensure_ascii=False)


def _keys(found: daily.Found) -> tuple[str, str]:
    """By which the same proposal is known again when nothing of the child is kept any more."""
    if found.patient_id:
        place = found.listed.place if found.listed and found.outcome == daily.Outcome.MOVE else ""
        return "", _key("place", place) if place else ""
    assert found.listed is not None
    document = found.listed.document_number
    return _key("document", f"{found.listed.document_type} {document}") if document else "", _name_key(found.listed)


def _name_key(listed: Listed) -> str:
    return _key("names", f"{' '.join(sorted(listed.words))} {listed.birth_date or ''}")


def _key(what: str, text: str) -> str:
    return salted_hmac(f"patients.daily.{what}", text, algorithm="sha256").hexdigest()[:40]


def _answered(hospital: Hospital, today: date) -> list[ListProposal]:
    rows = ListProposal.objects.filter(source__hospital=hospital, answered_at__isnull=False).defer("read")
    return list(rows)


def _unless_answered(found: daily.Found, answered: Iterable[ListProposal]) -> daily.Found:
    """An answer stands for the same child, the same act and the same day."""
    document_key, name_key = _keys(found)
    for one in answered:
        if one.kind != found.outcome.value or one.happened_on != found.happened_on:
            continue
        if found.patient_id:
            is_same = one.patient_id == found.patient_id and one.name_key == name_key
        else:
            is_same = one.name_key == name_key or (document_key != "" and one.document_key == document_key)
        if is_same:
            return daily.Found(daily.Outcome.TOLD, found.line, patient_id=found.patient_id)
    return found


# --- Erasing ---------------------------------------------------------------------------------


@transaction.atomic
def erase_old(*, today: date) -> int:
    """What nobody answered, lists whose columns nobody told, and answers that no list can ask again. How many.

    Of an accepted child only what the registration will begin with is kept, as long as the notice is open.
    """
    closed = ListProposal.objects.filter(referral__closed_on__isnull=False).exclude(referral=None)
    closed.update(read="")
    unanswered = ListProposal.objects.filter(
        state=ProposalState.WAITING, seen_on__lte=today - timedelta(days=PROPOSAL_DAYS)
    )
    answers = ListProposal.objects.exclude(state=ProposalState.WAITING)
    dated = answers.filter(answered_at__date__lte=today - timedelta(days=ANSWER_DAYS))
    undated = answers.filter(happened_on=None, answered_at__date__lte=today - timedelta(days=UNDATED_DAYS))
    untold = HospitalList.objects.filter(
        state=ListState.COLUMNS, received_on__lte=today - timedelta(days=PROPOSAL_DAYS)
    )
    return sum(rows.delete()[0] for rows in (unanswered, dated, undated, untold))


def _record(by: Any, act: str, row: HospitalList, after: Mapping[str, Any] | None = None) -> None:
    """One event, under a service of the hospital."""
    seho = Seho.objects.active().filter(hospital=row.hospital).first()
    audit.record(by=by, act=act, obj=row, after=after, seho=seho)
