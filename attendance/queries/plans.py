"""How the plans stand: which version held on a day, what changed between two, who wrote what, who waits for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Q

from attendance.enums import OPEN_PLAN_STATES, SETTLED_PLAN_STATES, PlanPart, PlanState
from attendance.models import PlanContribution, PlanTemplate, PlanVersion
from attendance.plan_content import PART_FIELDS, PLAN_FIELDS
from attendance.queries.evaluation import touched_periods
from attendance.rules import PLAN_DUE_DAYS, KindFound, plan_kind, plan_needs_review
from patients.models import Episode
from patients.queries import PupilFacts, facts_in_attention
from patients.querysets import TEAM
from seho.curriculum.models import Area, Period, SchoolGrade
from seho.curriculum.queries import AreaCompetencies
from seho.text import date_short

# All that a version says, for one that is shown, compared or copied.
CONTENT = (
    "competencies__competency",
    "adaptations",
    "planned_activities__activity__competencies",
    "contributions__written_by",
)


def versions_of(user: Any, episode: Episode) -> list[PlanVersion]:
    """Every version that this person may see, the last first, with all that it says."""
    rows = PlanVersion.objects.visible_to(user).filter(plan__episode=episode)
    rows = rows.select_related("created_by", "sent_by", "approved_by", "teaching_language", "plan__episode")
    return list(rows.prefetch_related(*CONTENT, "comments__made_by", "comments__resolved_by", "reviews__reviewed_by"))


def version_on(episode: Episode, day: date) -> PlanVersion | None:
    """The version that held on that day: what was in force at the close of a period stays known."""
    rows = PlanVersion.objects.filter(plan__episode=episode).select_related("teaching_language", "approved_by")
    return held_on(rows.prefetch_related(*CONTENT), day)


def plan_held(episode: Episode, day: date, *more: str) -> PlanVersion | None:
    """The version that papers of the days up to that one print: the one that held then, else the one in force, which
    began later than the days that it is for. Its goals are loaded, and what else is named."""
    rows = PlanVersion.objects.filter(plan__episode=episode, state__in=SETTLED_PLAN_STATES)
    rows = rows.select_related("teaching_language", "approved_by")
    return held_or_in_force(list(rows.prefetch_related("competencies__competency", *more)), day)


def held_or_in_force(versions: Sequence[PlanVersion], day: date) -> PlanVersion | None:
    """The same of versions that are loaded."""
    return held_on(versions, day) or next((one for one in versions if one.state == PlanState.IN_FORCE), None)


def held_on(versions: Iterable[PlanVersion], day: date) -> PlanVersion | None:
    """The same of versions that are loaded. On the day of a change the new one holds."""
    settled = [one for one in versions if one.state in SETTLED_PLAN_STATES and one.in_force_from]
    begun = [one for one in settled if one.in_force_from and one.in_force_from <= day]
    return max(begun, key=lambda one: (one.in_force_from, one.number), default=None)


@dataclass(frozen=True)
class PeriodVersion:
    """Which version held at the end of a period, or holds in the one that runs."""

    period: Period
    is_closed: bool
    version: PlanVersion | None


def versions_by_period(episode: Episode, versions: Sequence[PlanVersion], day: date) -> list[PeriodVersion]:
    """The school's periods that the episode touches, the last first."""
    found = []
    for period in reversed(touched_periods(episode, day)):
        end = min(period.ends_on, episode.ends_on or day, day)
        found.append(PeriodVersion(period, period.ends_on < day, held_on(versions, end)))
    return found


# --- what changed -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One thing that differs between two versions: a text before and after, or items that came and went."""

    label: str
    before: str = ""
    after: str = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def plan_changes(older: PlanVersion, newer: PlanVersion) -> list[Change]:
    lists = (
        ("Competencias que prioriza", _goals(older), _goals(newer)),
        ("Adaptaciones marcadas", _ticks(older), _ticks(newer)),
        ("Actividades", _activities(older), _activities(newer)),
    )
    found = [
        Change(label, added=tuple(x for x in new if x not in old), removed=tuple(x for x in old if x not in new))
        for label, old, new in lists
        if set(old) != set(new)
    ]
    for name in ("kind", *PLAN_FIELDS):
        before, after = _shown(older, name), _shown(newer, name)
        if before != after:
            label = str(PlanVersion._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            found.append(Change(label[:1].upper() + label[1:], before, after))
    return found


def _goals(version: PlanVersion) -> list[str]:
    return [str(row) for row in version.competencies.all()]


def _ticks(version: PlanVersion) -> list[str]:
    return [str(row) for row in version.adaptations.all()]


def _activities(version: PlanVersion) -> list[str]:
    return [str(row.activity) for row in version.planned_activities.all()]


def _shown(version: PlanVersion, name: str) -> str:
    if name == "kind":
        return version.get_kind_display()
    value = getattr(version, name)
    return date_short(value) if isinstance(value, date) else str(value or "")


# --- who wrote what ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Contribution:
    """One part of a version: what it says, who wrote it last; `is_written` while it says anything."""

    part: PlanPart
    is_written: bool
    row: PlanContribution | None


def contributions_of(version: PlanVersion) -> list[Contribution]:
    rows = {row.part: row for row in version.contributions.all()}
    lists = bool(version.competencies.all() or version.adaptations.all())
    return [
        Contribution(
            part,
            any(getattr(version, name) for name in names) or (part == PlanPart.TEACHER and lists),
            rows.get(part),
        )
        for part, names in PART_FIELDS.items()
    ]


def missing_parts(version: PlanVersion) -> list[PlanPart]:
    return [one.part for one in contributions_of(version) if not one.is_written]


# --- how long, and what to start from ---------------------------------------------------------------------


def kind_for(facts: PupilFacts) -> KindFound:
    """Short or full, from the days in the SEHO and those that are expected (art. 11.4)."""
    return plan_kind(facts.stay_days, expected_days(facts))


def expected_days(facts: PupilFacts) -> int | None:
    """From the registration to the end that the papers of the stay announce; None where they announce none."""
    stay, episode = facts.stay, facts.episode
    if stay is None or episode is None or not stay.estimated_days:
        return None
    end = stay.starts_on + timedelta(days=stay.estimated_days - 1)
    return max((end - episode.starts_on).days + 1, facts.stay_days)


def templates_for(user: Any, grade: SchoolGrade | None, kind: str) -> list[PlanTemplate]:
    """Those that fit the pupil's grade, the nearest first: same cycle, same extension, most used."""
    rows = PlanTemplate.objects.visible_to(user).kept().select_related("seho", "level")
    if grade is not None:
        rows = rows.filter(Q(level=None) | Q(level=grade.level_id), Q(cycle="") | Q(cycle=grade.cycle))
    return sorted(rows, key=lambda one: (one.kind != kind, not one.cycle, one.level_id is None, -one.uses, one.title))


def main_goals(groups: Sequence[AreaCompetencies]) -> list[int]:
    """The first competency of each main area that is graded: the least that a short plan works on."""
    main = [group for group in groups if _is_main(group.area)] or list(groups[:2])
    return list(dict.fromkeys(group.competencies[0].pk for group in main))


def _is_main(area: Area) -> bool:
    return area.is_main and area.is_graded


# --- who waits for whom -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlanStanding:
    """How the plan of an episode stands; `open_state` is that of the version on its way, empty where there is none."""

    in_force_from: date | None = None
    reviewed_on: date | None = None
    open_state: str = ""

    def needs_review(self, facts: PupilFacts) -> bool:
        return plan_needs_review(self.in_force_from, last_type_change(facts), self.reviewed_on)


def plan_standings(episode_ids: Iterable[int]) -> dict[int, PlanStanding]:
    """By episode, with one query; who has no plan is not there."""
    rows = PlanVersion.objects.filter(plan__episode__in=list(episode_ids)).exclude(state=PlanState.SUPERSEDED)
    told = rows.order_by().annotate(read_on=Max("reviews__reviewed_on"))
    found: dict[int, dict[str, Any]] = {}
    for episode_id, state, day, read_on in told.values_list("plan__episode_id", "state", "in_force_from", "read_on"):
        values = (
            {"in_force_from": day, "reviewed_on": read_on} if state == PlanState.IN_FORCE else {"open_state": state}
        )
        found.setdefault(episode_id, {}).update(values)
    return {key: PlanStanding(**values) for key, values in found.items()}


def last_type_change(facts: PupilFacts) -> date | None:
    """The last day on which the type became another one (R11)."""
    changed = [change.on for change in facts.history if change.previous is not None and change.on <= facts.as_of]
    return max(changed, default=None)


# What a plan asks of the team, in the order in which it is asked; the first that is true is its place on the board.
TO_APPROVE, RETURNED, TO_REVIEW, MISSING, IN_WORK, HOLDS = (
    "por-aprobar", "devuelto", "por-revisar", "sin-plan", "en-elaboracion", "vigente",
)  # fmt: skip


@dataclass(frozen=True)
class PlanLine:
    """One pupil in attention: where the plan stands, how many days, since when it is missing."""

    facts: PupilFacts
    standing: PlanStanding
    place: str

    @property
    def episode(self) -> Episode:
        assert self.facts.episode is not None, "only pupils in attention"
        return self.facts.episode

    @property
    def is_late(self) -> bool:
        return self.place == MISSING and self.facts.stay_days >= PLAN_DUE_DAYS


def plans_board(user: Any, today: date) -> list[PlanLine]:
    """The plans of everybody in attention in this person's services, what asks for an act first."""
    facts = [one for one in facts_in_attention(user.scope.seho_ids(*TEAM), today) if one.episode is not None]
    standings = plan_standings(one.episode.pk for one in facts if one.episode is not None)
    order = (TO_APPROVE, RETURNED, TO_REVIEW, MISSING, IN_WORK, HOLDS)
    lines = [_line(one, standings.get(one.episode.pk, PlanStanding())) for one in facts if one.episode is not None]
    return sorted(lines, key=lambda line: (order.index(line.place), -line.facts.stay_days))


def _line(facts: PupilFacts, standing: PlanStanding) -> PlanLine:
    if standing.open_state == PlanState.SENT:
        place = TO_APPROVE
    elif standing.open_state == PlanState.RETURNED:
        place = RETURNED
    elif standing.needs_review(facts):
        place = TO_REVIEW
    elif standing.in_force_from:
        place = HOLDS
    else:
        place = IN_WORK if standing.open_state in OPEN_PLAN_STATES else MISSING
    return PlanLine(facts, standing, place)
