"""What is due, and missing, to issue papers for another purpose than the recognition (art. 10.4, 13.5, 14.1; R18)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from convalidation.enums import Purpose
from convalidation.models import IssuedDocument, Packet, Return
from convalidation.queries import checks
from convalidation.queries.changes import Difference
from convalidation.queries.checks import Found
from convalidation.queries.preview import Made, Preview, made, packet_preview
from convalidation.rules import (
    Band,
    Duty,
    PacketVerdict,
    PaperKind,
    PapersDue,
    communication_due,
    return_report_due,
)
from convalidation.rules.returning import return_due
from patients.models import Episode, SiagieStatus
from patients.queries import enrollment_on, facts_for_episodes
from patients.rules.words import long_date
from seho.curriculum.models import Period

_TEXTS = {
    "learning_situation": "Situación educativa",
    "socioemotional_situation": "Situación socioemocional",
    "recommendations": "Recomendaciones pedagógicas",
}


class PeriodPreview(Preview):
    """The papers of who goes on in attention when a period of their school ended: the days count to its end (R18).

    They stay in force beside the final ones (R8).
    """

    purpose = Purpose.PERIOD
    act = "Emitir documentos del periodo"
    already = "Los documentos de este periodo ya fueron emitidos y están vigentes."

    @property
    def until(self) -> date:
        return self.facts.today

    @property
    def address(self) -> str:
        return f"?para={self.purpose.value}&hasta={self.until.isoformat()}"

    @property
    def period(self) -> Period | None:
        """The period that ended on that day, by the school's own calendar."""
        return next((period for period in self.periods if period.ends_on == self.until), None)

    @property
    def reason(self) -> str:
        return f"Cuenta hasta el {long_date(self.until)}, cuando terminó un periodo de su IE. {self.verdict.reason}"

    @property
    def verdict_at_issue(self) -> PacketVerdict:
        return self.verdict

    def _of_the_same(self, packets: QuerySet[Packet]) -> QuerySet[Packet]:
        return packets.filter(ends_on=self.until)

    def stops(self) -> Iterator[Found]:
        if self.until > self.today:
            yield "Ese periodo todavía no termina", "", ""
        elif self.period is None:
            yield "Ningún periodo del calendario de su IE terminó ese día", "patients:enroll", "Ver matrícula"
        if self.episode.ends_on is not None:
            yield "Ya egresó: corresponde emitir los documentos de su egreso", "", ""
        yield from checks.content_stops(self)


class _BesidePreview(Preview):
    """Papers that stand beside the recognition: one in force for the time in the service, without band or levels."""

    @property
    def reason(self) -> str:
        return self.due.reason

    @property
    def band(self) -> Band | None:
        return None

    @property
    def grading(self) -> Duty:
        return Duty.NONE

    def _of_the_same(self, packets: QuerySet[Packet]) -> QuerySet[Packet]:
        return packets


class RegistrationPreview(_BesidePreview):
    """The official communication that attests the registration, for the state that stands in SIAGIE (art. 10.4)."""

    purpose = Purpose.REGISTRATION
    act = "Emitir comunicación"
    title = "Comunicación oficial del registro"
    already = "La comunicación de este registro ya fue emitida y está vigente."

    @cached_property
    def status(self) -> SiagieStatus | None:
        """The state that stands, if it is of this time in the service."""
        return SiagieStatus.objects.filter(episode=self.episode, ends_on=None).first()

    @property
    def due(self) -> PapersDue:
        return communication_due(self.status.letter if self.status else None)

    @cached_property
    def _said(self) -> dict[str, Any]:
        """What the communication in force says."""
        document = IssuedDocument.objects.filter(packet=self.issued, kind=PaperKind.OFFICIAL_COMMUNICATION).first()
        return document.content if document else {}

    @property
    def previous_letter(self) -> str:
        """The state that the school of this pupil was told before, when it is another one."""
        mine = self.status.pk if self.status else None
        told = SiagieStatus.objects.filter(patient=self.episode.patient_id, communicated_on__isnull=False)
        last = told.exclude(pk=mine).order_by("-starts_on", "-pk").first()
        return last.letter if last and self.status and last.letter != self.status.letter else ""

    @property
    def change_words(self) -> str:
        labels = [one.label for one in self.differences]
        return f"Cambió lo que se comunicó: {', '.join(labels)} (art. 10.4)." if labels else ""

    @property
    def differences(self) -> tuple[Difference, ...]:
        """A new state or a new school asks for a new communication."""
        if self.issued is None or self.status is None or self.enrollment is None:
            return ()
        found = [
            Difference("institución educativa", str(self.issued.school), str(self.enrollment.school)),
            Difference("estado en SIAGIE", self._said.get("state_letter", ""), self.status.letter),
        ]
        return tuple(one for one in found if one.before != one.after)

    @property
    def is_past(self) -> bool:
        return self.episode.ends_on is not None

    def stops(self) -> Iterator[Found]:
        yield from checks.school_stops(self)
        if self.is_past:
            yield "Ya egresó: no hay un registro que comunicar", "", ""
        if self.status is not None and self.status.starts_on > self.today:
            yield "El estado todavía no comienza", "", ""

    def gaps(self) -> Iterator[Found]:
        return checks.director_gaps(self)


class ReturnPreview(_BesidePreview):
    """The written report of the return, for the director and for the guardian (art. 14.1)."""

    purpose = Purpose.RETURN
    act = "Emitir informe de reincorporación"
    title = "Informe de reincorporación"
    already = "El informe de reincorporación ya fue emitido y está vigente."

    @property
    def due(self) -> PapersDue:
        returns = return_due(self.episode.end_reason, self.episode.setting)
        if not returns.is_due:
            return PapersDue((), returns.reason, returns.article)
        return return_report_due(self.verdict.band)

    @cached_property
    def school_return(self) -> Return | None:
        return Return.objects.filter(episode=self.episode).first()

    @property
    def change_words(self) -> str:
        labels = [one.label.lower() for one in self.differences]
        return f"El informe cambió después de emitirse: {', '.join(labels)}." if labels else ""

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """The texts that were changed after the issue."""
        report = self.return_report
        document = IssuedDocument.objects.filter(packet=self.issued, kind=PaperKind.RETURN_REPORT).first()
        if self.issued is None or report is None or document is None:
            return ()
        found = [
            Difference(label, _flat(document.content[name]), _flat(getattr(report, name)))
            for name, label in _TEXTS.items()
        ]
        return tuple(one for one in found if one.before != one.after)

    def stops(self) -> Iterator[Found]:
        if self.verdict.is_provisional:
            text = "Sigue en atención: el informe se emite con el alta (art. 14.1)"
            yield text, "patients:stays", "Registrar alta o egreso"
        yield from checks.school_stops(self)
        report = self.return_report
        missing = [label for name, label in _TEXTS.items() if report is None or not getattr(report, name).strip()]
        if missing:
            text = f"Falta escribir: {', '.join(missing).lower()} (art. 14.1)"
            yield text, "convalidation:return_report", "Escribir informe"

    def gaps(self) -> Iterator[Found]:
        if self.facts.guardian is None:
            yield "No hay un familiar registrado: se dirigirá a la familia", "", ""
        yield from checks.director_gaps(self)


def period_preview(episode: Episode, today: date, until: date) -> PeriodPreview:
    """As the data stood at the end of the period, for the school of today."""
    facts = facts_for_episodes([episode], until)[0]
    return made(PeriodPreview, facts, enrollment_on(facts.patient, today), facts.window, today)


def registration_preview(episode: Episode, today: date) -> RegistrationPreview:
    return _like(RegistrationPreview, packet_preview(episode, today))


def return_preview(episode: Episode, today: date) -> ReturnPreview:
    return _like(ReturnPreview, packet_preview(episode, today))


def beside(preview: Preview) -> list[Preview]:
    """What may be issued beside the packet of the last window, or was: registration, period that ended, return."""
    if not preview.is_last:
        return []
    episode, found = preview.episode, list[Preview]()
    found.append(_like(RegistrationPreview, preview))
    if episode.ends_on is not None:
        found.append(_like(ReturnPreview, preview))
    elif until := last_period_end(preview.periods, episode.starts_on, preview.today):
        found.append(period_preview(episode, preview.today, until))
    return [one for one in found if one.issued or (one.kinds and not one.is_past)]


def last_period_end(periods: Iterable[Period], starts_on: date, today: date) -> date | None:
    """The end of the last period that ended while the pupil was in attention."""
    ends = [period.ends_on for period in periods if starts_on <= period.ends_on <= today]
    return max(ends, default=None)


def preview_of(
    episode: Episode,
    today: date,
    *,
    purpose: Purpose = Purpose.RECOGNITION,
    window_start: date | None = None,
    until: date | None = None,
) -> Preview:
    """What would be issued for `purpose`; `until`, the end of a period, is asked for that purpose alone."""
    if purpose == Purpose.PERIOD:
        return period_preview(episode, today, until or today)
    if purpose == Purpose.REGISTRATION:
        return registration_preview(episode, today)
    if purpose == Purpose.RETURN:
        return return_preview(episode, today)
    return packet_preview(episode, today, window_start)


def _like(kind: type[Made], preview: Preview) -> Made:
    """Of the same data, for another purpose."""
    return kind(**{field.name: getattr(preview, field.name) for field in fields(Preview)})


def _flat(text: Any) -> str:
    """A text as it is compared: lists are printed line by line."""
    lines = text if isinstance(text, list) else str(text).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())
