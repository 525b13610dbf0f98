"""Papers that were issued and are not true any more: the dates of the file were corrected (R25)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from django.urls import reverse

from convalidation.enums import Purpose
from convalidation.queries.due.in_force import InForce
from convalidation.queries.due.unanswered import initials_of
from convalidation.queries.preview import touched_windows, verdict_in
from convalidation.rules import Band, Duty, PacketVerdict, band_changes
from patients.due import NOW, DueItem
from patients.models import Episode
from patients.queries import PupilFacts, enrollment_on
from patients.queries.facts import facts_on, seho_episode
from patients.queries.windows import Windows
from patients.rules import Window, seho_days
from seho.curriculum.queries import CalendarBook

MOST_LOOKED_AT = 20


def corrected_due(packets: Iterable[InForce], today: date) -> Iterator[DueItem]:
    """For the coordinator: the papers to replace, the last issued first."""
    found = corrected_packets(packets, today)
    who = initials_of(one.patient_id for one in found)
    for one in found:
        text = f"{who[one.patient_id]}: las fechas corregidas cambian los documentos que emitió (art. 13.5)"
        url = reverse("convalidation:pupil", args=[one.patient_id])
        yield DueItem("corrected", text, url, "Revisar y reemplazar", None, NOW, one.patient_id)


def corrected_packets(packets: Iterable[InForce], today: date) -> list[InForce]:
    """Those with another band or duty to grade than the corrected dates have (R25), the last issued first.

    `packets` as `in_force` gives them. Suspects are those whose days changed; the first of them are read again whole.
    """
    looked_at = [one for one in packets if one.may_be_corrected][::-1]
    days = zip(looked_at, _days_now(looked_at), strict=True)
    suspects = list(islice((one for one, now in days if now != one.days_accumulated), MOST_LOOKED_AT))
    return _changed(suspects, today)


def _days_now(packets: Sequence[InForce]) -> list[int]:
    """The days in the SEHO that the dates as they are now give, up to the end that the papers would have."""
    spans = defaultdict(list)
    shown = ("patient_id", "setting", "starts_on", "ends_on", "first_attended_on")
    rows = Episode.objects.filter(patient__in={one.patient_id for one in packets}).order_by()
    for row in rows.values_list(*shown, named=True):
        spans[row.patient_id].append(seho_episode(row))
    found = []
    for one in packets:
        until = _end_now(one)
        window = Window(one.window_starts_on, max(until, one.window_starts_on), "")
        found.append(seho_days(spans[one.patient_id], window=window, today=until).days)
    return found


def _end_now(packet: InForce) -> date:
    """That of the episode, but of the papers where they end before it: a period, or a window that went by (R5)."""
    ended = packet.episode_ends_on
    if packet.purpose == Purpose.PERIOD or ended is None or ended.year > packet.ends_on.year:
        return packet.ends_on
    return ended


# --- the whole reading, with stays, certificates and the school's calendar ---------------------------


def _changed(suspects: Sequence[InForce], today: date) -> list[InForce]:
    """As `preview_of(...).change_words` says of each, in as many queries as for one."""
    if not suspects:
        return []
    episodes = Episode.objects.select_related("patient", "seho").in_bulk([one.episode_id for one in suspects])
    asked = [(one.episode_id, day) for one in suspects for day in _days_asked(one, today)]
    facts = dict(zip(asked, facts_on([(episodes[pk], day) for pk, day in asked]), strict=True))
    read = _Calendars(facts.values())
    return [one for one in suspects if _is_changed(one, read, facts, today)]


def _days_asked(packet: InForce, today: date) -> tuple[date, ...]:
    """What came after the issue is a new stay (R8); a period is read as of its end."""
    return (packet.ends_on,) if packet.purpose == Purpose.PERIOD else (today, packet.issued_on)


class _Calendars:
    """Of the schools of all these pupils."""

    def __init__(self, pupils: Iterable[PupilFacts]) -> None:
        self._calendars = CalendarBook(row.school for facts in pupils for row in facts.patient.enrollments.all())
        self._windows = Windows(self._calendars)

    def windows(self, facts: PupilFacts, day: date) -> list[Window]:
        return touched_windows(facts, enrollment_on(facts.patient, day), self._windows)

    def verdict(self, facts: PupilFacts, window: Window, day: date) -> PacketVerdict:
        return verdict_in(facts, enrollment_on(facts.patient, day), window, calendars=self._calendars)[0]


def _is_changed(packet: InForce, read: _Calendars, facts: dict[tuple[int, date], PupilFacts], today: date) -> bool:
    if packet.purpose == Purpose.PERIOD:
        then = facts[packet.episode_id, packet.ends_on]
        return _replaces(packet, read.verdict(then, then.window, today))
    now, issued_on = facts[packet.episode_id, today], packet.issued_on
    if packet.window_starts_on not in {window.start for window in read.windows(now, today)}:
        return False
    then = facts[packet.episode_id, issued_on]
    windows = read.windows(then, issued_on)
    window = next((one for one in windows if one.start == packet.window_starts_on), windows[-1])
    return _replaces(packet, read.verdict(then, window, issued_on))


def _replaces(packet: InForce, then: PacketVerdict) -> bool:
    change = band_changes(
        Band(packet.band),
        then.band,
        graded_before=packet.grading != Duty.NONE,
        graded_now=then.grading.is_graded,
    )
    return change.replace
