"""What is known of a pupil, as the rules take it: plain dates, no rows of the database."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date

from patients.rules.clocks import Days, Span, last_day
from patients.rules.words import Labelled


class Setting(Labelled):
    """Where the service is given (art. 9, 23). UNTYPED: frequent ambulatory attention, no long rest (R21)."""

    HOSPITAL = "HOSPITAL", "Hospitalario"
    HOME = "HOME", "Domiciliario"
    UNTYPED = "UNTYPED", "Atención no tipificada"


@dataclass(frozen=True)
class HospitalStay:
    """A hospital stay, the first clock. `end` is the discharge, None while it is open.

    `estimated_days` is what the physician expects in all, counted from the admission (art. 8.2.a, 8.3). A
    stay counts once a constancia de hospitalización accredits it; a day in a day hospital is a stay of one
    day (R22).
    """

    start: date
    end: date | None = None
    estimated_days: int | None = None
    is_accredited: bool = True

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    def is_open_on(self, day: date) -> bool:
        """In hospital on `day` and not discharged on it."""
        return self.start <= day and (self.end is None or self.end > day)

    def expected_span(self, today: date) -> Span:
        """A stay begun by `today`, as it will be if the estimate holds; open, it lasts to `today` (R10)."""
        if self.end is not None:
            return self.span
        return Span(self.start, max(today, last_day(self.start, self.estimated_days or 1)))


@dataclass(frozen=True)
class HomeRest:
    """One certificate of rest at home, the second clock: the days that it prescribes, both included (art.
    8.2.b).

    `accredited_on` is the day on which the paper was known (None: from its start). `ended_on` is the last day
    really spent at home when the pupil returned earlier than prescribed (R20).
    """

    start: date
    end: date
    accredited_on: date | None = None
    ended_on: date | None = None

    @property
    def prescribed(self) -> Days:
        return Days(self.start, self.end)

    @property
    def known_on(self) -> date:
        return self.accredited_on or self.start

    @property
    def last_day_at_home(self) -> date:
        return self.end if self.ended_on is None else min(self.end, self.ended_on)


@dataclass(frozen=True)
class SehoEpisode:
    """The time in one SEHO, in one setting, the third clock. `ended_on` is the egress, None while open."""

    setting: Setting
    registered_on: date
    ended_on: date | None = None
    first_attended_on: date | None = None

    @property
    def starts_on(self) -> date:
        """Registration (art. 10.1), or the first attention when that is later (R9)."""
        return max(self.registered_on, self.first_attended_on or self.registered_on)


@dataclass(frozen=True)
class SchoolSpan:
    """Enrolment in one school, to `end` (None: still enrolled). `school` is any key of the caller."""

    school: Hashable
    start: date
    end: date | None = None


def school_on(enrolments: Iterable[SchoolSpan], day: date) -> Hashable | None:
    """The school of the current enrolment on `day`, to which papers and communications go; None if there is
    none.

    When two cover the day, that which began last: the pupil changed school (art. 14.1: "en que se encuentra
    matriculado").
    """
    current = [one for one in enrolments if Span(one.start, one.end).covers(day)]
    return max(current, key=lambda one: one.start).school if current else None
