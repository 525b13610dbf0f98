"""What the schools told of their classes, and which did not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from django.db.models import Q, QuerySet

from attendance.class_told import ClassTold
from convalidation.enums import PaperState
from convalidation.models import ClassReport, Delivery, Packet
from convalidation.queries.answers import AnswerRow, answer_rows_of
from convalidation.queries.lists import my_episodes
from patients.enums import Setting
from patients.models import Enrollment, Episode, Patient, SiagieStatus
from patients.queries import PupilFacts
from seho.accounts.enums import Role
from seho.clock import lima_date

ASK_AFTER_DAYS = 5
NEW_FOR_DAYS = 7


@dataclass(frozen=True)
class Told:
    """How far the answers to one packet are: `decided` of `asked`, what of them is not dated yet, pending areas."""

    packet: Packet
    asked: int
    decided: int
    missing: tuple[str, ...]
    pending: int
    evaluated: int


@dataclass(frozen=True)
class SchoolSide:
    """The school's side of one time in the service, for the tab of the pupil."""

    episode: Episode | None
    enrollment: Enrollment | None
    reports: tuple[ClassReport, ...]
    status: SiagieStatus | None
    told: tuple[Told, ...]
    contact: dict[str, str]

    @property
    def latest(self) -> ClassReport | None:
        return self.reports[0] if self.reports else None

    @property
    def is_open(self) -> bool:
        return self.episode is not None and self.episode.ends_on is None

    @property
    def earlier(self) -> tuple[ClassReport, ...]:
        return self.reports[1:]


def school_side(patient: Patient, user: Any) -> SchoolSide:
    """The last time in the service that this person sees, with what the school told and answered in it."""
    episode = max(
        seen_episodes(user).filter(patient=patient),
        key=lambda one: (one.ends_on is None, one.starts_on, one.pk),
        default=None,
    )
    reports = ClassReport.objects.visible_to(user).filter(episode=episode) if episode else ClassReport.objects.none()
    reports = reports.select_related("answered_by", "through").prefetch_related("competencies")
    packets = Packet.objects.visible_to(user).filter(episode__patient=patient, state=PaperState.VALID)
    packets = packets.select_related("acknowledgement", "episode__seho").prefetch_related(
        "recognitions", "pending_areas"
    )
    rows = answer_rows_of(list(packets))
    return SchoolSide(
        episode=episode,
        enrollment=Enrollment.objects.filter(patient=patient, ends_on=None).select_related("school").first(),
        reports=tuple(reports),
        status=SiagieStatus.objects.filter(patient=patient, ends_on=None).first(),
        told=tuple(_told(packet, rows[packet.pk]) for packet in packets),
        contact=contact_of(episode) if episode else {},
    )


def contact_of(episode: Episode, delivery: Delivery | None = None) -> dict[str, str]:
    """The named person of the school as far as known: of the last report, of the delivery, else of the enrolment."""
    names = ("contact_name", "contact_post", "contact_phone", "contact_email")
    latest = ClassReport.objects.filter(episode=episode).exclude(contact_name="").first()
    if latest is not None:
        return {name: getattr(latest, name) for name in names}
    if delivery is not None:
        return dict(zip(names, (delivery.name, delivery.post, "", delivery.email), strict=True))
    enrollment = Enrollment.objects.filter(patient=episode.patient_id, ends_on=None).first()
    if enrollment is None or not enrollment.tutor_name:
        return {}
    told = (enrollment.tutor_name, "Docente o tutor(a)", enrollment.tutor_phone, enrollment.tutor_email)
    return dict(zip(names, told, strict=True))


def _told(packet: Packet, rows: list[AnswerRow]) -> Told:
    missing = dict.fromkeys(step for row in rows for step in row.missing)
    areas = packet.pending_areas.all()
    return Told(
        packet=packet,
        asked=len(rows),
        decided=sum(row.recognition is not None for row in rows),
        missing=tuple(missing),
        pending=len(areas),
        evaluated=sum(area.done_on is not None for area in areas),
    )


def without_class_told(in_attention: Iterable[PupilFacts], today: date) -> list[PupilFacts]:
    """In attention for five days and more, and no school told what the class is studying (art. 11.4), the first first.

    A pupil without a school has nobody to ask; the enrolment is due by itself.
    """
    since = today - timedelta(days=ASK_AFTER_DAYS)
    waiting = {
        facts.episode.pk: (facts.episode.starts_on, facts.episode.pk, facts)
        for facts in in_attention
        if facts.episode and facts.episode.setting != Setting.UNTYPED and facts.episode.starts_on <= since
        if any(row.ends_on is None for row in facts.patient.enrollments.all())
    }
    told = ClassReport.objects.filter(episode__in=list(waiting)).order_by().values_list("episode_id", flat=True)
    for key in set(told):
        del waiting[key]
    return [facts for *_, facts in sorted(waiting.values(), key=itemgetter(0, 1))]


def new_class_reports(sehos: Iterable[int], today: date) -> QuerySet[ClassReport]:
    """Told within the last week, of pupils who are in attention."""
    since = today - timedelta(days=NEW_FOR_DAYS)
    rows = ClassReport.objects.filter(episode__seho_id__in=sehos, episode__ends_on=None)
    return rows.filter(answered_at__date__gte=since).order_by("-answered_at", "-pk")


def seen_episodes(user: Any) -> QuerySet[Episode]:
    """The times in a service that this person follows: as its team or UGEL, or as director of the pupil's school."""
    mine = Q(pk__in=my_episodes(user).order_by().values("pk"))
    if schools := user.scope.school_ids(Role.DIRECTOR):
        enrolled = Enrollment.objects.filter(ends_on=None, school_id__in=schools)
        mine |= Q(patient__in=enrolled.order_by().values("patient_id"))
    return Episode.objects.filter(mine).select_related("patient__mother_tongue", "seho__ugel")


def told_of_class(episode: Episode) -> ClassTold | None:
    """The last that the school told of the class, for whoever plans (art. 11.4)."""
    rows = ClassReport.objects.filter(episode=episode).select_related("answered_by").prefetch_related("competencies")
    told = rows.first()
    if told is None:
        return None
    who = told.contact_name or (told.answered_by.full_name if told.answered_by else "")
    return ClassTold(
        told_on=lima_date(told.answered_at),
        told_by=f"{who}, {told.contact_post}" if who and told.contact_post else who,
        period=told.period,
        topics=told.topics,
        assessments=told.assessments,
        competency_ids=tuple(one.pk for one in told.competencies.all()),
    )
