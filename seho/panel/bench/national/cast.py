"""Who signs in on the country, and the rows that they open. The keys are those of the SQL files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from convalidation.models import Packet, Return
from patients.models import Enrollment, Episode
from seho.accounts.enums import Role
from seho.accounts.models import Membership, User
from seho.network.models import School, Seho


@dataclass(frozen=True)
class Cast:
    """People of one service, of its UGEL with three services, of its region with six, and of the whole country."""

    coordinator: User
    teacher: User
    psychologist: User
    ugel: User
    dre: User
    minedu: User
    director: User
    admin: User
    seho: Seho
    open_patients: Sequence[int]
    patients: Sequence[int]
    episodes: Sequence[int]
    packets: Sequence[int]
    returns: Sequence[int]
    schools: Sequence[int]


def gather() -> Cast:
    seho = Seho.objects.get(pk=1)
    mine = Episode.objects.filter(seho=seho).order_by("-starts_on", "-pk")
    in_seho = {"seho": seho, "ends_on": None}
    return Cast(
        coordinator=_holder(Role.COORDINATOR, **in_seho),
        teacher=_holder(Role.TEACHER, **in_seho),
        psychologist=_holder(Role.PSYCHOLOGIST, **in_seho),
        ugel=_holder(Role.UGEL_SPECIALIST, ugel=seho.ugel),
        dre=_holder(Role.DRE_SPECIALIST, region=seho.ugel.region),
        minedu=_holder(Role.MINEDU),
        director=_holder(Role.DIRECTOR, school__in=_schools_of(seho)),
        admin=_holder(Role.ADMIN),
        seho=seho,
        open_patients=list(mine.filter(ends_on=None).values_list("patient_id", flat=True)),
        # From all ten years.
        patients=list(mine.values_list("patient_id", flat=True)[::9]),
        episodes=list(mine.exclude(ends_on=None).values_list("pk", flat=True)[::9]),
        packets=list(Packet.objects.filter(episode__seho=seho).order_by("-pk").values_list("pk", flat=True)[::17]),
        returns=list(Return.objects.filter(episode__seho=seho).order_by("-pk").values_list("pk", flat=True)[::9]),
        schools=list(School.objects.filter(ugel=seho.ugel).order_by("pk").values_list("pk", flat=True)[:60]),
    )


def _holder(role: Role, **unit: object) -> User:
    return Membership.objects.filter(role=role, **unit).select_related("user").order_by("pk")[0].user


def _schools_of(seho: Seho) -> list[int]:
    """Where pupils of this service are enrolled, those of the last ones first."""
    enrolled = Enrollment.objects.filter(patient__episodes__seho=seho, ends_on=None).order_by(
        "-patient__episodes__starts_on"
    )
    directed = Membership.objects.filter(role=Role.DIRECTOR).values("school")
    return list(enrolled.filter(school__in=directed).values_list("school_id", flat=True)[:1])
