"""The services as rows: who is attended today, what is late, which agreement ends."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from attendance.queries import week_counts
from convalidation.queries import LATE_AFTER_DAYS, episodes_owing_papers
from convalidation.queries.going_on import ReturnFigures, return_figures
from patients.enums import StayKind
from patients.models import Enrollment, Episode, Patient, Stay
from patients.queries import PupilFacts, facts_in_attention, types_of, windows_of_schools
from patients.rules import Days, Span, StudentType, Window
from seho.accounts.enums import Role
from seho.network.models import Agreement, Seho
from seho.panel.queries.own import SUPERVISORS, OwnWork
from seho.panel.rules import WARN_AGREEMENT_DAYS, HospitalDays, LongStays, agreement_days_left, long_stays

LONG_STAY_PERIOD_DAYS = 90
TYPES = (StudentType.A, StudentType.B, StudentType.C)


@dataclass(frozen=True)
class ServiceRow:
    """One service on one day. `agreement_days` counts down to the end of the last agreement (None: there is none)."""

    seho: Seho
    by_type: Counter[StudentType | None]
    sessions: int
    pupils_taught: int
    papers_owed: int
    papers_late: int
    returns: ReturnFigures
    long_stays: LongStays
    agreement_days: int | None

    @property
    def in_attention(self) -> int:
        return self.by_type.total()

    @property
    def type_a(self) -> int:
        return self.by_type[StudentType.A]

    @property
    def type_b(self) -> int:
        return self.by_type[StudentType.B]

    @property
    def type_c(self) -> int:
        return self.by_type[StudentType.C]

    @property
    def untyped(self) -> int:
        return self.by_type[None]

    @property
    def agreement_ends_soon(self) -> bool:
        return self.agreement_days is None or self.agreement_days <= WARN_AGREEMENT_DAYS

    @property
    def needs_help(self) -> bool:
        is_idle = bool(self.in_attention and not self.sessions)
        return bool(self.papers_late or self.returns.late or self.agreement_ends_soon or is_idle)


def service_rows(user: Any, today: date, own: OwnWork | None = None) -> list[ServiceRow]:
    """The services that this person supervises or coordinates, those that need help first; `own` where it is read."""
    if not user.scope.has(Role.COORDINATOR, *SUPERVISORS):
        return []
    sehos = list(_with_agreement_end(Seho.objects.visible_to(user).active().select_related("ugel")))
    ids = [seho.pk for seho in sehos]
    if own is not None and own.coordinated.issuperset(ids):
        types = _types_of_facts(own.in_attention)
        owing = [(episode.seho_id, episode.ends_on) for episode in own.owing]
    else:
        types = _types_by_seho(ids, today)
        owing = list(owing_papers(ids, today).order_by().values_list("seho_id", "ends_on"))
    owed, late = _papers(owing, today)
    weeks = week_counts(ids, today)
    stays = long_stays_by_seho(ids, today)
    returns = return_figures(ids, today, own.returns if own is not None and own.follows(user, sehos) else None)
    rows = [
        ServiceRow(
            seho=seho,
            by_type=types.get(seho.pk, Counter()),
            sessions=weeks.get(seho.pk, (0, 0))[0],
            pupils_taught=weeks.get(seho.pk, (0, 0))[1],
            papers_owed=owed[seho.pk],
            papers_late=late[seho.pk],
            returns=returns.get(seho.pk, ReturnFigures()),
            long_stays=stays[seho.pk],
            agreement_days=agreement_days_left(seho.agreement_ends_on, today=today),
        )
        for seho in sehos
    ]
    return sorted(rows, key=lambda row: (not row.needs_help, row.seho.short_name))


def owing_papers(seho_ids: Iterable[int], today: date, *, late: bool = False) -> QuerySet[Episode]:
    """Ended episodes whose papers were not issued; `late`: for more than the days that the service allows itself."""
    episodes = episodes_owing_papers(today).filter(seho_id__in=list(seho_ids))
    if late:
        episodes = episodes.filter(ends_on__lt=today - timedelta(days=LATE_AFTER_DAYS))
    return episodes


def long_stays_by_seho(seho_ids: Sequence[int], today: date) -> dict[int, LongStays]:
    """Art. 16.3, for each service over the last 90 days, of the pupils that it attended in that time."""
    period = Days(today - timedelta(days=LONG_STAY_PERIOD_DAYS - 1), today)
    pupils = _hospital_days(seho_ids, period)
    return {seho_id: long_stays(pupils.get(seho_id, []), period=period, today=today) for seho_id in seho_ids}


def long_stay_facts(seho_ids: Iterable[int], today: date) -> list[PupilFacts]:
    """Who is in hospital today with 15 accumulated days or more: the list behind the figure of art. 16.3."""
    return [
        facts
        for facts in facts_in_attention(seho_ids, today)
        if facts.hospital.days >= 15 and any(stay.span.covers(today) for stay in facts.hospital_stays)
    ]


def _types_of_facts(pupils: Iterable[PupilFacts]) -> dict[int, Counter[StudentType | None]]:
    found: dict[int, Counter[StudentType | None]] = defaultdict(Counter)
    for facts in pupils:
        if facts.episode is not None:
            found[facts.episode.seho_id][facts.verdict.type] += 1
    return found


def _types_by_seho(seho_ids: Sequence[int], today: date) -> dict[int, Counter[StudentType | None]]:
    found: dict[int, Counter[StudentType | None]] = defaultdict(Counter)
    open_ones = Episode.objects.open().filter(seho_id__in=seho_ids).order_by()
    patients = Patient.objects.filter(pk__in=open_ones.values("patient_id"))
    for pupil in types_of(patients, today).values():
        found[pupil.seho_id][pupil.verdict.type] += 1
    return found


def _papers(owing: Sequence[tuple[int, date | None]], today: date) -> tuple[Counter[int], Counter[int]]:
    """Owed and late, by service, of (service, end) pairs."""
    limit = today - timedelta(days=LATE_AFTER_DAYS)
    return (
        Counter(seho_id for seho_id, _ in owing),
        Counter(seho_id for seho_id, ends_on in owing if ends_on and ends_on < limit),
    )


def _with_agreement_end(sehos: Any) -> Any:
    """With the day on which the last agreement of each ends; None where there is none."""
    last = Agreement.objects.filter(seho=OuterRef("pk")).order_by("-ends_on")
    return sehos.annotate(agreement_ends_on=Subquery(last.values("ends_on")[:1]))


def _hospital_days(seho_ids: Sequence[int], period: Days) -> dict[int, list[HospitalDays]]:
    """By service: the hospital stays of the pupils whose time in it touches the period."""
    touches = Q(patient__episodes__ends_on=None) | Q(patient__episodes__ends_on__gte=period.start)
    stays = Stay.objects.filter(
        touches,
        patient__episodes__seho_id__in=list(seho_ids),
        patient__episodes__starts_on__lte=period.end,
        kind=StayKind.HOSPITAL,
        starts_on__lte=period.end,
        starts_on__gte=date(period.start.year - 1, 1, 1),
    )
    rows = stays.order_by().values_list("patient__episodes__seho_id", "patient_id", "starts_on", "ends_on").distinct()
    spans: dict[tuple[int, int], list[Span]] = defaultdict(list)
    for seho_id, patient_id, starts_on, ends_on in rows:
        spans[seho_id, patient_id].append(Span(starts_on, ends_on))
    windows = _windows_of_patients({patient_id for _, patient_id in spans}, period)
    found: dict[int, list[HospitalDays]] = defaultdict(list)
    for (seho_id, patient_id), own in spans.items():
        found[seho_id].append(HospitalDays(tuple(own), windows[patient_id]))
    return found


def _windows_of_patients(patient_ids: set[int], period: Days) -> dict[int, tuple[Window, ...]]:
    """The academic windows that the period touches, by pupil: those of the school, else the calendar year (R4)."""
    enrollments = Enrollment.objects.filter(patient_id__in=patient_ids, ends_on=None).order_by()
    rows = enrollments.values_list("patient_id", "school_id", "school_grade__level__modality")
    schools = {patient_id: (school_id, modality) for patient_id, school_id, modality in rows}
    windows = windows_of_schools(school_id for school_id, _ in schools.values())
    return {
        patient_id: tuple(
            dict.fromkeys(
                windows.window_of(day, *schools.get(patient_id, (None, ""))) for day in (period.start, period.end)
            )
        )
        for patient_id in patient_ids
    }
