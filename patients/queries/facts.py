"""What is known of a pupil on a day: rows turned into the plain dates that the rules count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, cast

from django.db.models import Prefetch, prefetch_related_objects

from patients import journey
from patients.enums import NEEDED_PURPOSES, StayKind
from patients.models import (
    Accreditation,
    Authorization,
    Enrollment,
    Episode,
    Guardian,
    Patient,
    SiagieStatus,
    Stay,
)
from patients.queries.windows import Windows, windows_of
from patients.rules.attention import SehoDays, episode_span, seho_days
from patients.rules.clocks import Window, days_counted
from patients.rules.facts import HomeRest, HospitalStay, SehoEpisode, Setting
from patients.rules.transitions import CurrentType, TypeChange, current_type, episode_type, type_history
from patients.rules.typology import HomeType, HospitalType, home_type, hospital_type
from seho.curriculum.queries import CalendarBook

_ROWS = (
    Prefetch("episodes", Episode.objects.select_related("seho").order_by("starts_on", "pk")),
    Prefetch(
        "enrollments",
        Enrollment.objects.select_related("school", "school_grade__level").order_by("starts_on", "pk"),
    ),
    Prefetch("stays", Stay.objects.order_by("starts_on", "pk")),
    Prefetch("stays__accreditations", Accreditation.objects.order_by("issued_on", "pk")),
    Prefetch("authorizations", Authorization.objects.order_by("decided_on", "pk")),
)


@dataclass(frozen=True)
class PupilFacts:
    """A pupil as of one day. `episode` is the open one, else the last; `as_of` the day that its clocks reach.

    `verdict` is the type of that episode (`type` effective, `expected` announced by an estimate) with
    `reason` and
    `article`. `hospital`, `home` and `seho` are the three clocks of the academic `window`; `stay_days`
    counts the episode alone. Compute with `pupil_facts` or `facts_for_many`, never by hand. `guardian`,
    `siagie` and `journey` ask the database when they are read: they are of one pupil's page, not of lists.
    """

    patient: Patient
    today: date
    as_of: date
    window: Window
    episode: Episode | None
    enrollment: Enrollment | None
    stay: Stay | None
    hospital_stays: tuple[HospitalStay, ...]
    rests: tuple[HomeRest, ...]
    episodes: tuple[SehoEpisode, ...]
    verdict: CurrentType
    stay_days: int

    @cached_property
    def hospital(self) -> HospitalType:
        """The first clock, in hospital, up to `as_of`."""
        return hospital_type(self.hospital_stays, window=self.window, today=self.as_of)

    @cached_property
    def home(self) -> HomeType:
        """The second clock, certified rest at home."""
        return home_type(self.rests, window=self.window, today=self.as_of)

    @cached_property
    def seho(self) -> SehoDays:
        """The third clock, days in the SEHO."""
        stays, rests = self.hospital_stays, self.rests
        return seho_days(self.episodes, stays=stays, rests=rests, window=self.window, today=self.as_of)

    @property
    def is_in_attention(self) -> bool:
        return self.episode is not None and self.episode.ends_on is None

    @property
    def accumulated_days(self) -> int:
        """Days in the SEHO in the window, over all episodes and services (R8)."""
        return self.seho.days

    @cached_property
    def to_close(self) -> date | None:
        """The day on which the care ended of an episode that was left open (art. 14.1)."""
        return self.seho.to_close[-1] if self.is_in_attention and self.seho.to_close else None

    @cached_property
    def rest_ends_on(self) -> date | None:
        """The last day that the certificates of an open home rest prescribe."""
        ends = [rest.end for rest in self.rests if rest.ended_on is None]
        return max(ends) if ends and self.stay is not None and self.stay.kind == StayKind.HOME_REST else None

    @cached_property
    def guardian(self) -> Guardian | None:
        return self.patient.guardians.first()

    @cached_property
    def missing_purposes(self) -> tuple[str, ...]:
        """The needed authorisations that are not in force today in the SEHO of the episode (art. 10.1)."""
        if self.episode is None:
            return tuple(NEEDED_PURPOSES)
        in_force = purposes_in_force(self.patient, self.episode.seho_id, self.as_of)
        return tuple(purpose for purpose in NEEDED_PURPOSES if purpose not in in_force)

    @cached_property
    def siagie(self) -> SiagieStatus | None:
        """The state of art. 10.3 that stands, else the last one."""
        rows = list(self.patient.siagie_statuses.order_by("starts_on", "pk"))
        return next((row for row in reversed(rows) if row.ends_on is None), rows[-1] if rows else None)

    @cached_property
    def is_accredited(self) -> bool:
        """The stay of the episode stands on a paper of art. 8.2; attention without type needs none."""
        if self.episode is not None and self.episode.setting == Setting.UNTYPED:
            return True
        return self.stay is not None and bool(self.stay.accreditations.all())

    @cached_property
    def history(self) -> tuple[TypeChange, ...]:
        return type_history(
            stays=self.hospital_stays,
            rests=self.rests,
            window=self.window,
            today=self.as_of,
            enrolled_on=_enrolled_on(self.patient),
        )

    @cached_property
    def journey(self) -> tuple[journey.Step, ...]:
        return journey.line(_steps_done(self))


def pupil_facts(subject: Patient | Episode, today: date) -> PupilFacts:
    """The facts of a pupil as they stand, or as of one episode (open: today; ended: its last day)."""
    if isinstance(subject, Episode):
        patient = _load([subject.patient])[0]
        return _facts(patient, today, _windows([patient]), episode_id=subject.pk)
    return facts_for_many([subject], today)[0]


def facts_for_many(patients: Iterable[Patient], today: date) -> list[PupilFacts]:
    """The same for many, in the same order, with a number of queries that does not grow with them."""
    rows = _load(list(patients))
    windows = _windows(rows)
    return [_facts(patient, today, windows) for patient in rows]


def facts_for_episodes(episodes: Sequence[Episode], today: date) -> list[PupilFacts]:
    """The facts as of each of these episodes, in the same order."""
    return facts_on([(episode, today) for episode in episodes])


def facts_on(asked: Sequence[tuple[Episode, date]]) -> list[PupilFacts]:
    """The same, each as of its own day."""
    rows = _load([episode.patient for episode, _ in asked])
    windows = _windows(rows)
    pairs = zip(rows, asked, strict=True)
    return [_facts(patient, day, windows, episode_id=episode.pk) for patient, (episode, day) in pairs]


def facts_in_attention(seho_ids: Iterable[int], today: date) -> list[PupilFacts]:
    """The facts of whoever is in attention in these services, by name; nobody is in two at once."""
    return read_in_attention(seho_ids, today)[0]


def read_in_attention(seho_ids: Iterable[int], today: date) -> tuple[list[PupilFacts], CalendarBook]:
    """The same, with the calendars of all their schools."""
    episodes = Episode.objects.open().filter(seho_id__in=list(seho_ids)).order_by()
    patients = Patient.objects.filter(pk__in=episodes.values("patient_id"))
    rows = _load(list(patients.order_by("search_name", "pk")))
    windows = _windows(rows)
    return [_facts(patient, today, windows) for patient in rows], windows.book


def purposes_in_force(patient: Patient, seho_id: int, day: date) -> frozenset[str]:
    """What the guardian allows this SEHO on `day`: the last decision on each purpose counts."""
    decided: dict[str, bool] = {}
    for row in patient.authorizations.all():
        if row.seho_id == seho_id and row.decided_on <= day:
            decided[row.purpose] = row.granted and (row.revoked_on is None or row.revoked_on > day)
    return frozenset(purpose for purpose, granted in decided.items() if granted)


def hospital_stays_of(stays: Iterable[Stay]) -> tuple[HospitalStay, ...]:
    """The first clock, as the rules take it."""
    return tuple(
        HospitalStay(
            start=stay.starts_on,
            end=stay.ends_on,
            estimated_days=stay.estimated_days,
            is_accredited=bool(stay.accreditations.all()),
        )
        for stay in stays
        if stay.kind == StayKind.HOSPITAL
    )


def rests_of(stays: Iterable[Stay]) -> tuple[HomeRest, ...]:
    """The second clock: one rest for each certificate; the day on which the stay ended cuts it short
    (R20).
    """
    return tuple(
        HomeRest(
            start=paper.rest_starts_on,
            end=paper.rest_ends_on,
            accredited_on=paper.issued_on,
            ended_on=stay.ends_on,
        )
        for stay in stays
        if stay.kind == StayKind.HOME_REST
        for paper in stay.accreditations.all()
        if paper.rest_starts_on and paper.rest_ends_on
    )


def seho_episode(episode: Any) -> SehoEpisode:
    """The third clock, as the rules take it, of an `Episode` or of a row with its dates."""
    return SehoEpisode(Setting(episode.setting), episode.starts_on, episode.ends_on, episode.first_attended_on)


def _load(patients: list[Patient]) -> list[Patient]:
    prefetch_related_objects(patients, *_ROWS)
    return patients


def _windows(patients: list[Patient]) -> Windows:
    return windows_of(row for patient in patients for row in patient.enrollments.all())


def _facts(
    patient: Patient,
    today: date,
    windows: Windows,
    episode_id: int | None = None,
) -> PupilFacts:
    episode = _episode(patient, episode_id)
    as_of = min(today, episode.ends_on) if episode is not None and episode.ends_on else today
    enrollment = enrollment_on(patient, as_of)
    window = windows.window_on(as_of, enrollment)
    stays = hospital_stays_of(patient.stays.all())
    rests = rests_of(patient.stays.all())
    episodes = tuple(seho_episode(row) for row in patient.episodes.all())
    verdict = verdict_of(
        seho_episode(episode) if episode else None,
        stays=stays,
        rests=rests,
        window=window,
        today=today,
        enrolled_on=_enrolled_on(patient),
    )
    return PupilFacts(
        patient=patient,
        today=today,
        as_of=as_of,
        window=window,
        episode=episode,
        enrollment=enrollment,
        stay=_stay(patient, episode, as_of),
        hospital_stays=stays,
        rests=rests,
        episodes=episodes,
        verdict=verdict,
        stay_days=stay_days_of(seho_episode(episode) if episode else None, stays, rests, as_of),
    )


def _episode(patient: Patient, episode_id: int | None) -> Episode | None:
    rows = list(patient.episodes.all())
    if episode_id is not None:
        return next(row for row in rows if row.pk == episode_id)
    return chosen_episode(rows) if rows else None


def chosen_episode(rows: Sequence[Any]) -> Any:
    """Of rows in their order: the open one, else the last."""
    return next((row for row in rows if row.ends_on is None), rows[-1])


def enrollment_on(patient: Patient, day: date) -> Enrollment | None:
    """The enrolment of `day`; the current one when none covers it, for instance before the first."""
    return cast("Enrollment | None", covering(list(patient.enrollments.all()), day))


def covering(rows: Sequence[Any], day: date) -> Any:
    """Of enrolments in their order: the one of `day`, else the current one, else None."""
    on_day = [row for row in rows if row.starts_on <= day and (row.ends_on is None or day <= row.ends_on)]
    return on_day[-1] if on_day else next((row for row in reversed(rows) if row.ends_on is None), None)


def _enrolled_on(patient: Patient) -> date | None:
    return min((row.starts_on for row in patient.enrollments.all()), default=None)


def verdict_of(
    episode: SehoEpisode | None,
    *,
    stays: Sequence[HospitalStay],
    rests: Sequence[HomeRest],
    window: Window,
    today: date,
    enrolled_on: date | None,
) -> CurrentType:
    """The type of the episode, or of the pupil as long as there is no episode or no enrolment."""
    if episode is None or enrolled_on is None:
        return current_type(stays=stays, rests=rests, window=window, today=today, enrolled_on=enrolled_on)
    return episode_type(episode, stays=stays, rests=rests, window=window, today=today)


def _stay(patient: Patient, episode: Episode | None, as_of: date) -> Stay | None:
    """The stay that the episode accompanies: of its setting and known by its day, the last one."""
    rows = [row for row in patient.stays.all() if row.starts_on <= as_of]
    if episode is not None and episode.setting != Setting.UNTYPED:
        kind = StayKind.HOSPITAL if episode.setting == Setting.HOSPITAL else StayKind.HOME_REST
        rows = [row for row in rows if row.kind == kind]
    return rows[-1] if rows else None


def stay_days_of(
    episode: SehoEpisode | None, stays: Sequence[HospitalStay], rests: Sequence[HomeRest], as_of: date
) -> int:
    """The days of this time alone, up to `as_of`."""
    if episode is None:
        return 0
    span = episode_span(episode, stays=stays, rests=rests, today=as_of).span
    if span is None:
        return 0
    return days_counted([span], Window(span.start, max(span.start, as_of), "periodo"), as_of)


def _steps_done(facts: PupilFacts) -> dict[str, date | None]:
    episode, patient = facts.episode, facts.patient
    if episode is None:
        return {"identified": patient.created_at.date()}
    granted = [
        row.decided_on
        for row in patient.authorizations.all()
        if row.seho_id == episode.seho_id and row.purpose in NEEDED_PURPOSES and row.granted
    ]
    referral = patient.referrals.filter(seho_id=episode.seho_id).order_by("identified_on", "pk").first()
    return {
        "identified": referral.identified_on if referral else episode.starts_on,
        "authorized": None if facts.missing_purposes and facts.is_in_attention else max(granted, default=None),
        "registered": episode.starts_on,
        "attended": episode.first_attended_on,
        "discharged": episode.ends_on,
        **journey.later_steps(frozenset({episode.pk}), facts.today).get(episode.pk, {}),
    }
