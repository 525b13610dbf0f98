"""Fills a database in bulk with invented rows of a known number. Only for measuring: no service, no audit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db import connection, models, transaction

from attendance.models import (
    Assessment,
    Participation,
    Plan,
    PlanCompetency,
    PlanVersion,
    Session,
    Work,
    WorkFile,
)
from convalidation.models import Acknowledgement, Packet, Recognition, ReturnReport
from patients.models import Accreditation, Authorization, Enrollment, Episode, Guardian, Patient, Stay
from seho.accounts.enums import Role
from seho.accounts.models import Membership, User
from seho.clock import LIMA
from seho.curriculum.models import Competency, MotherTongue, Period, SchoolGrade
from seho.network.models import Agreement, Hospital, School, Seho, Ugel
from seho.network.rules import school_search_text
from seho.text import search_key

SERVICES = 40
UGELS = 20
PARTICIPATIONS_A_PUPIL = 50
PUPILS_A_SESSION = 5
OPEN_EVERY = 10
# One ended pupil in so many still waits for the papers.
OWED_EVERY = 12
# One packet in so many still waits for the school's answer, one file for its report of the return.
UNANSWERED_EVERY = 10
_BATCH = 5_000
_WORDS = (
    "Luna",
    "Sol",
    "Nube",
    "Cóndor",
    "Vicuña",
    "Quinua",
    "Totora",
    "Molle",
    "Puya",
    "Tarwi",
    "Oca",
    "Brisa",
)

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Size:
    """How many of what; sessions and participations follow from the pupils."""

    pupils: int
    schools: int

    @property
    def participations(self) -> int:
        return self.pupils * PARTICIPATIONS_A_PUPIL


@dataclass(frozen=True)
class Filled:
    """Who signs in and what they open."""

    coordinator: User
    teacher: User
    specialist: User
    director: User
    seho: Seho
    open_patient_ids: Sequence[int]
    patient_ids: Sequence[int]


def fill(size: Size, today: date) -> Filled:
    with transaction.atomic():
        schools = _schools(size.schools)
        sehos = _sehos(today)
        people = _people(sehos, schools[0], today)
        _pupils(size.pupils, sehos, schools[:400], people, today)
        _teaching(size, sehos, people, today)
    _analyze()
    seho = sehos[0]
    mine = Episode.objects.filter(seho=seho)
    return Filled(
        coordinator=people[Role.COORDINATOR],
        teacher=people[Role.TEACHER],
        specialist=people[Role.UGEL_SPECIALIST],
        director=people[Role.DIRECTOR],
        seho=seho,
        open_patient_ids=list(mine.filter(ends_on=None).values_list("patient_id", flat=True)),
        patient_ids=list(mine.values_list("patient_id", flat=True)[:200]),
    )


def _bulk(model: type[Row], rows: Iterator[Row]) -> None:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            model._default_manager.bulk_create(batch)
            batch = []
    model._default_manager.bulk_create(batch)


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _schools(count: int) -> list[School]:
    ugels = list(Ugel.objects.select_related("region"))

    def rows() -> Iterator[School]:
        for number in range(count):
            ugel = ugels[number % len(ugels)]
            school = School(
                modular_code=f"{number:07d}",
                annex="0",
                name=f"{number % 9_000} {_WORDS[number % 12]} {_WORDS[number // 12 % 12]}",
                level_code="B0",
                level_name="Primaria",
                ugel=ugel,
                department=ugel.region.name,
                province=ugel.name,
                district=_WORDS[number // 144 % 12],
            )
            school.search_text = school_search_text(school)
            yield school

    _bulk(School, rows())
    return list(School.objects.order_by("pk")[: min(count, 400)])


def _sehos(today: date) -> list[Seho]:
    hospitals = list(Hospital.objects.order_by("code"))
    ugels = list(Ugel.objects.order_by("code")[:UGELS])
    rows = [
        Seho(
            name=f"Servicio {number}",
            short_name=f"Servicio {number}",
            ugel=ugels[number % UGELS],
            state="ACTIVE",
            hospital=hospitals[number % len(hospitals)],
            opened_on=today - timedelta(days=900),
        )
        for number in range(SERVICES)
    ]
    Seho.objects.bulk_create(rows)
    Agreement.objects.bulk_create(
        Agreement(
            seho=seho,
            number="1",
            starts_on=today - timedelta(days=900),
            ends_on=today + timedelta(days=200),
            parties="Ambas",
        )
        for seho in rows
    )
    return rows


def _people(sehos: list[Seho], school: School, today: date) -> dict[Role, User]:
    since = today - timedelta(days=900)
    units: dict[Role, dict[str, Any]] = {
        Role.COORDINATOR: {"seho": sehos[0]},
        Role.TEACHER: {"seho": sehos[0]},
        Role.UGEL_SPECIALIST: {"ugel": sehos[0].ugel},
        Role.DIRECTOR: {"school": school},
    }
    found = {}
    for role, unit in units.items():
        user = User.objects.create_user(
            email=f"{role.lower()}@bench.test", password=None, given_names=role.label, surnames="Demo"
        )
        Membership.objects.create(user=user, role=role, starts_on=since, **unit)
        found[role] = user
    return found


def _pupils(count: int, sehos: list[Seho], schools: list[School], people: dict[Role, User], today: date) -> None:
    by = people[Role.COORDINATOR]
    tongue = MotherTongue.objects.order_by("order", "pk")[0]
    grades = list(SchoolGrade.objects.filter(level__code="PRIMARIA"))

    def names(number: int) -> tuple[str, str, str]:
        return "Demo", _WORDS[number % 12], f"{_WORDS[number // 12 % 12]} {number}"

    _bulk(
        Patient,
        (
            Patient(
                document_type="DNI",
                document_number=f"{number:08d}",
                paternal_surname=names(number)[0],
                maternal_surname=names(number)[1],
                given_names=names(number)[2],
                search_name=search_key(" ".join(names(number))),
                birth_date=date(2016, 1 + number % 12, 1 + number % 28),
                sex="FM"[number % 2],
                mother_tongue=tongue,
                created_by=by,
            )
            for number in range(count)
        ),
    )
    ids = list(Patient.objects.order_by("pk").values_list("pk", flat=True))
    _bulk(
        Guardian,
        (Guardian(patient_id=pk, relationship="MOTHER", full_name="Demo Madre", document_type="NONE") for pk in ids),
    )
    guardians = dict(Guardian.objects.values_list("patient_id", "pk"))
    _bulk(
        Enrollment,
        (
            Enrollment(
                patient_id=pk,
                school=schools[n % len(schools)],
                school_grade=grades[n % len(grades)],
                starts_on=date(today.year, 1, 1),
            )
            for n, pk in enumerate(ids)
        ),
    )
    _bulk(
        Authorization,
        (
            Authorization(
                patient_id=pk,
                seho=sehos[n % SERVICES],
                guardian_id=guardians[pk],
                purpose=purpose,
                granted=True,
                decided_on=_dates(n, today)[0],
                recorded_by=by,
            )
            for n, pk in enumerate(ids)
            for purpose in ("ENTRY", "HEALTH_DATA")
        ),
    )
    _bulk(
        Stay,
        (
            Stay(
                patient_id=pk,
                kind="HOSPITAL",
                hospital_id=sehos[n % SERVICES].hospital_id,
                ward=f"Sala {n % 5}",
                starts_on=_dates(n, today)[0],
                ends_on=_dates(n, today)[1],
                created_by=by,
            )
            for n, pk in enumerate(ids)
        ),
    )
    _bulk(
        Accreditation,
        (
            Accreditation(stay_id=pk, kind="HOSPITALIZATION", issued_on=start, recorded_by=by)
            for pk, start in Stay.objects.values_list("pk", "starts_on")
        ),
    )
    _bulk(
        Episode,
        (
            Episode(
                patient_id=pk,
                seho=sehos[n % SERVICES],
                setting="HOSPITAL",
                starts_on=_dates(n, today)[0],
                ends_on=_dates(n, today)[1],
                first_attended_on=_dates(n, today)[0],
                end_reason="DISCHARGE" if _dates(n, today)[1] else "",
                registered_by=by,
            )
            for n, pk in enumerate(ids)
        ),
    )


def _dates(number: int, today: date) -> tuple[date, date | None]:
    """One pupil in ten is in attention; the others ended within the last 300 days after 5 to 94 days."""
    is_open = number // SERVICES % OPEN_EVERY == 0
    days = 5 + number * 7 % 90
    end = today - timedelta(days=number * 13 % 300)
    start = (today if is_open else end) - timedelta(days=days)
    return start, None if is_open else end


def _teaching(size: Size, sehos: list[Seho], people: dict[Role, User], today: date) -> None:
    by = people[Role.TEACHER]
    competencies = list(Competency.objects.order_by("number").values_list("pk", flat=True))[6:26]
    by_seho: dict[int, list[tuple[int, date, date | None]]] = {seho.pk: [] for seho in sehos}
    for pk, seho_id, start, end in Episode.objects.order_by("pk").values_list("pk", "seho_id", "starts_on", "ends_on"):
        by_seho[seho_id].append((pk, start, end))

    groups: list[tuple[int, list[int]]] = []
    for seho_id, rows in by_seho.items():
        ids = [pk for pk, _, _ in rows]
        for _ in range(PARTICIPATIONS_A_PUPIL):
            groups += [(seho_id, ids[at : at + PUPILS_A_SESSION]) for at in range(0, len(ids), PUPILS_A_SESSION)]
    _bulk(
        Session,
        (
            Session(
                seho_id=seho_id,
                held_on=today - timedelta(days=n * 17 % 300),
                minutes=45,
                space="BEDSIDE",
                title="Sesión",
                created_by=by,
            )
            for n, (seho_id, _) in enumerate(groups)
        ),
    )
    sessions = Session.objects.order_by("pk").values_list("pk", flat=True)
    _bulk(
        Participation,
        (
            Participation(
                session_id=pk,
                episode_id=episode_id,
                attended=(n + at) % 9 != 0,
                absence_reason="" if (n + at) % 9 else "UNWELL",
                competency_id=competencies[(n + at) % 20],
            )
            for n, (pk, (_, ids)) in enumerate(zip(sessions, groups, strict=True))
            for at, episode_id in enumerate(ids)
        ),
    )
    _plans_levels_works(by, competencies, today)
    _packets(people[Role.COORDINATOR])


def _plans_levels_works(by: User, competencies: list[int], today: date) -> None:
    spans = {pk: (start, end or today) for pk, start, end in _spans()}
    ids = list(spans)
    periods = list(Period.objects.filter(calendar__school=None, calendar__modality="EBR").order_by("starts_on"))
    _bulk(Plan, (Plan(episode_id=pk, created_by=by) for pk in ids))
    plans = list(Plan.objects.order_by("pk").values_list("pk", "episode_id"))
    _bulk(
        PlanVersion,
        (
            PlanVersion(
                plan_id=pk,
                number=1,
                state="IN_FORCE",
                purpose="Avanzar",
                curricular_adaptations="Breve",
                assessment_adaptations="Oral",
                in_force_from=spans[episode_id][0],
                created_by=by,
            )
            for pk, episode_id in plans
        ),
    )
    versions = PlanVersion.objects.order_by("pk").values_list("pk", flat=True)
    _bulk(
        PlanCompetency,
        (
            PlanCompetency(plan_version_id=pk, competency_id=competencies[at * 3], order=at + 1)
            for pk in versions
            for at in range(4)
        ),
    )
    _bulk(
        Assessment,
        (
            Assessment(
                episode_id=pk,
                period=_period_of(periods, *spans[pk]),
                competency_id=competencies[at * 3],
                level="AB"[at % 2],
                assessed_on=spans[pk][1],
                assessed_by=by,
            )
            for pk in ids
            for at in range(4)
        ),
    )
    _bulk(
        Work,
        (
            Work(episode_id=pk, title="Trabajo", made_on=end, competency_id=competencies[at], created_by=by)
            for pk, (_, end) in spans.items()
            for at in range(3)
        ),
    )
    works = Work.objects.order_by("pk").values_list("pk", flat=True)
    _bulk(
        WorkFile,
        (
            WorkFile(
                work_id=pk,
                path="works/00/none.jpg",
                thumb_path="works/00/none.jpg",
                print_path="works/00/none.jpg",
                sha256=f"{pk:064d}",
                bytes=1,
            )
            for pk in works
        ),
    )


def _period_of(periods: Sequence[Period], start: date, end: date) -> Period | None:
    """The last period that touches those days; in the holidays there is none."""
    touched = [period for period in periods if period.starts_on <= end and start <= period.ends_on]
    return touched[-1] if touched else None


def _spans() -> Any:
    return Episode.objects.order_by("pk").values_list("pk", "starts_on", "ends_on")


def _packets(by: User) -> None:
    """Issued for most of the ended pupils; rows only, no files."""
    schools = dict(Enrollment.objects.values_list("patient_id", "school_id"))
    enrollments = dict(Enrollment.objects.values_list("patient_id", "pk"))
    ended = Episode.objects.filter(ends_on__isnull=False).order_by("pk")
    _bulk(
        Packet,
        (
            Packet(
                episode_id=pk,
                school_id=schools[patient_id],
                enrollment_id=enrollments[patient_id],
                starts_on=start,
                ends_on=end,
                days_stay=(end - start).days + 1,
                days_accumulated=(end - max(start, date(end.year, 1, 1))).days + 1,
                band="d15_30",
                window_starts_on=date(end.year, 1, 1),
                window_label="año escolar",
                reason="Medida",
                article="art. 13.5",
                code=f"{pk:028d}",
                path="issued/00/none.pdf",
                sha256=f"{pk:064d}",
                bytes=1,
                issued_at=datetime.combine(end, time(12), tzinfo=LIMA),
                issued_by=by,
            )
            for pk, patient_id, start, end in ended.values_list("pk", "patient_id", "starts_on", "ends_on")
            if pk // SERVICES % OWED_EVERY
        ),
    )
    _answers(by)


def _answers(by: User) -> None:
    answered = [pk for pk in Packet.objects.values_list("pk", flat=True) if pk % UNANSWERED_EVERY]
    moment = datetime(2026, 1, 1, tzinfo=LIMA)
    _bulk(
        Acknowledgement, (Acknowledgement(packet_id=pk, acknowledged_at=moment, acknowledged_by=by) for pk in answered)
    )
    _bulk(
        Recognition,
        (Recognition(packet_id=pk, decision="RECOGNISED", decided_at=moment, decided_by=by) for pk in answered),
    )
    ended = Episode.objects.filter(ends_on__isnull=False).values_list("pk", "ends_on")
    _bulk(
        ReturnReport,
        (
            ReturnReport(
                episode_id=pk,
                learning_situation="Bien",
                socioemotional_situation="Bien",
                recommendations="Ninguna",
                told_guardian_on=end,
                told_director_on=end,
                written_guardian_on=end,
                written_director_on=end,
                updated_by=by,
            )
            for pk, end in ended
            if pk // SERVICES % UNANSWERED_EVERY
        ),
    )
