"""The draft on its way to the issue: parts marked done, texts read by a second person, wordings suggested and decided.

Every act holds the row of the episode, as the issue does: what was issued meanwhile refuses it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from attendance.models import Assessment, SupportReport
from attendance.services import Mark, assess, save_support_report
from convalidation.enums import Part, SuggestionDecision
from convalidation.models import PartDone, Preparation, ReturnReport, Suggestion, TextRead
from convalidation.permissions import can_suggest
from convalidation.queries.preparing import (
    REPORT_TEXTS,
    SUPPORT,
    PaperText,
    desk_of,
    digest_of,
    is_issued,
    text_now,
    texts_of,
)
from convalidation.queries.preview import Preview
from convalidation.services.returning import DAYS, TEXTS, save_return_report
from patients.models import Episode
from patients.services.writing import locked, races_told, refuse_field, write
from seho.accounts import audit
from seho.forms import VersionConflict

ISSUED = "Estos documentos ya se emitieron: para cambiar un texto, corríjalo y anule o reemplace los documentos."
CHANGED = "El texto cambió mientras tanto: vuelva a leerlo antes de decidir."
_DECIDED = "Otra persona del equipo ya decidió esta sugerencia."
_OPEN = "Ya hay una sugerencia por decidir para este texto."
_SAME = "La propuesta es igual al texto: cambie lo que quiera sugerir."
_NOTHING_TO_READ = "Los textos los escribió usted: debe leerlos otra persona del equipo."


def mark_part(*, by: Any, preview: Preview, part: Part) -> PartDone:
    """Who writes a part says that it is done: refused while what the papers cannot do without is missing in it."""
    state = next((state for state in desk_of(preview).parts if state.part == part), None)
    if state is None:
        raise ValidationError("Estos documentos no tienen esa parte.")
    if state.blocking:
        raise ValidationError([f"{check.text}." for check in state.blocking])
    with _open(by, preview) as preparation:
        row = PartDone.objects.filter(preparation=preparation, part=part).first()
        if row is None:
            row = write(PartDone(preparation=preparation, part=part, done_at=timezone.now(), done_by=by))
            _record(by, "Dio por lista su parte de los documentos", preparation, {"part": part})
    return row


def unmark_part(*, by: Any, preview: Preview, part: Part) -> None:
    window_start = preview.verdict.window.start
    done = PartDone.objects.filter(
        preparation__episode=preview.episode, preparation__window_starts_on=window_start, part=part
    )
    if not done.exists():
        return
    with _open(by, preview) as preparation:
        if done.delete()[0]:
            _record(by, "Retomó su parte de los documentos", preparation, {"part": part})


def ask_proofreading(*, by: Any, preview: Preview, to: Any) -> Preparation:
    """Ask a colleague to read the texts; a new asking takes the place of the one before."""
    if to == by:
        refuse_field("to", "Elija a otra persona del equipo: los textos los lee alguien distinto.")
    with _open(by, preview) as preparation:
        if preparation.awaits_reader and preparation.asked_to == to and preparation.asked_by == by:
            return preparation
        write(preparation, {"asked_at": timezone.now(), "asked_by": by, "asked_to": to})
        _record(by, "Pidió leer los textos de los documentos", preparation, {"asked_to": to.pk})
    return preparation


def suggest(*, by: Any, preview: Preview, target: str, seen: str, proposed: str, comment: str = "") -> Suggestion:
    """Another wording for a text. `seen` is the digest of what was on the page: a text that changed is read again.

    Who has an open suggestion for the text changes it; that of somebody else is decided first.
    """
    with _open(by, preview) as preparation:
        text = _suggestable(by, preview, target)
        if text.digest != seen:
            raise ValidationError(CHANGED)
        if proposed == text.text:
            refuse_field("proposed", _SAME)
        if len(proposed) > text.longest:
            refuse_field("proposed", f"Este texto admite hasta {text.longest} caracteres.")
        row = preparation.suggestions.filter(target=target, decision="").first()
        if row is not None and row.suggested_by != by:
            raise ValidationError(_OPEN)
        row = row or Suggestion(preparation=preparation, target=target, suggested_by=by)
        values = {"original": text.text, "proposed": proposed, "comment": comment, "suggested_at": timezone.now()}
        write(row, values)
        _record(by, "Sugirió otra redacción", row, {"target": target})
    return row


def accept(*, by: Any, suggestion: Suggestion, today: date) -> Suggestion:
    """Write the proposed wording where the text stands, through the service that writes there."""
    with _deciding(suggestion) as (row, episode):
        text = text_now(episode, row.target)
        if text is None or text.text != row.original:
            raise ValidationError(CHANGED, code="changed")
        _replace(by, episode, text, row.proposed, today)
        read = TextRead.objects.filter(preparation=row.preparation, target=row.target).first()
        if read is not None:
            now = timezone.now()
            write(read, {"digest": digest_of(row.proposed), "read_at": now, "read_by": row.suggested_by})
        return _decided(by, row, SuggestionDecision.ACCEPTED, "Aceptó una sugerencia")


def decline(*, by: Any, suggestion: Suggestion) -> Suggestion:
    """Leave the text as it is; who suggested withdraws the suggestion so."""
    with _deciding(suggestion) as (row, _):
        act = "Retiró su sugerencia" if row.suggested_by == by else "No aceptó una sugerencia"
        return _decided(by, row, SuggestionDecision.DECLINED, act)


def finish_proofreading(*, by: Any, preview: Preview, seen: Mapping[str, str]) -> list[str]:
    """The second person has read. `seen` holds the digest of each text that was on the page.

    Only what others wrote and is still the same counts as read. Returns the labels of what changed meanwhile.
    """
    texts = [text for text in texts_of(preview) if can_suggest(by, preview.episode, text)]
    if not texts:
        raise ValidationError(_NOTHING_TO_READ)
    current = [text for text in texts if seen.get(text.target) == text.digest]
    with _open(by, preview) as preparation:
        for text in current:
            row = preparation.reads.filter(target=text.target).first()
            row = row or TextRead(preparation=preparation, target=text.target)
            if row.digest != text.digest:
                write(row, {"digest": text.digest, "read_at": timezone.now(), "read_by": by})
        if current:
            write(preparation, {"proofread_at": timezone.now(), "proofread_by": by})
            _record(by, "Leyó los textos de los documentos", preparation, {"texts": len(current)})
    return [text.label for text in texts if text not in current]


# --- what they share -------------------------------------------------------------------------------


@contextmanager
def _open(by: Any, preview: Preview) -> Iterator[Preparation]:
    """The preparation of this window, made when there is none, inside the transaction of the act."""
    window_start = preview.verdict.window.start
    with races_told(), transaction.atomic():
        episode = locked(preview.episode)
        if is_issued(episode, window_start):
            raise ValidationError(ISSUED, code="issued")
        row, _ = Preparation.objects.get_or_create(episode=episode, window_starts_on=window_start)
        yield row


@contextmanager
def _deciding(suggestion: Suggestion) -> Iterator[tuple[Suggestion, Episode]]:
    """The suggestion as it is now, with its episode held: two people who decide it at once come one after the other."""
    with races_told(), transaction.atomic():
        episode = locked(suggestion.preparation.episode)
        row = Suggestion.objects.select_related("preparation").get(pk=suggestion.pk)
        if row.decision:
            raise ValidationError(_DECIDED, code="decided")
        if is_issued(episode, row.preparation.window_starts_on):
            raise ValidationError(ISSUED, code="issued")
        yield row, episode


def _suggestable(by: Any, preview: Preview, target: str) -> PaperText:
    text = text_now(preview.episode, target)
    if text is None:
        raise ValidationError("Ese texto ya no está en los documentos.")
    allowed = can_suggest(by, preview.episode, text)
    if not allowed:
        raise ValidationError(allowed.reason)
    return text


def _replace(by: Any, episode: Episode, text: PaperText, proposed: str, today: date) -> None:
    try:
        if text.target in REPORT_TEXTS:
            report = ReturnReport.objects.get(episode=episode)
            values = {name: getattr(report, name) for name in (*TEXTS, *DAYS)} | {text.target: proposed}
            save_return_report(by=by, episode=episode, values=values, version=text.version, today=today)
            return
        key = text.target.rpartition("-")[2]
        if text.target.startswith(SUPPORT):
            part = SupportReport.objects.select_related("period").get(pk=key)
            save_support_report(by=by, episode=episode, period=part.period, text=proposed, version=text.version)
            return
        row = Assessment.objects.select_related("period").get(pk=key)
        mark = Mark(row.competency_id, row.level, row.not_evaluated_reason, proposed, text.version)
        assess(by=by, episode=episode, period=row.period, mark=mark, today=today)
    except VersionConflict as error:
        raise ValidationError(CHANGED, code="changed") from error


def _decided(by: Any, row: Suggestion, decision: SuggestionDecision, act: str) -> Suggestion:
    write(row, {"decision": decision, "decided_at": timezone.now(), "decided_by": by})
    _record(by, act, row, {"target": row.target})
    return row


def _record(by: Any, act: str, obj: Preparation | Suggestion, after: dict[str, Any]) -> None:
    """The texts themselves stand in no log: the history tells who did what to which one."""
    preparation = obj if isinstance(obj, Preparation) else obj.preparation
    audit.record(by=by, act=act, obj=obj, seho=preparation.episode.seho, after=after)
