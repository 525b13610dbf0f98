"""Three services in real hospitals of three regions, schools that do not exist, and the people who sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from seho.accounts.enums import TEAM_ROLES, Role
from seho.accounts.models import User
from seho.accounts.services import add_membership
from seho.network.enums import SehoScope, SehoState, SpaceKind
from seho.network.models import Hospital, Region, School, Seho, Ugel
from seho.network.services import add_agreement, add_school, add_space, assign_code, save_seho

# Everybody began before the term of a background check: these are of the second time.
RECHECKED_AFTER = timedelta(days=300)
PASSWORD = "Demo-SEHO-2026"  # noqa: S105 - the demonstration's public password, refused outside of it


@dataclass(frozen=True)
class Place:
    """One service with its team and the schools from which its pupils come, by level."""

    seho: Seho
    coordinator: User
    teacher: User
    psychologist: User
    schools: dict[str, School]


@dataclass(frozen=True)
class _Plan:
    key: str
    name: str
    hospital: str
    ugel: str
    agreement_days: int


# Hospital codes of RENIPRESS and codes of UGEL; an agreement that ends soon, one that goes on, one that ended.
_PLANS = (
    _Plan("arequipa", "Arequipa", "00001231", "040001", 420),
    _Plan("ica", "Ica", "00003359", "110001", 55),
    _Plan("lambayeque", "Lambayeque", "00011470", "140001", -12),
)
_SCHOOLS = (
    ("INICIAL", "A2", "Los Molles"),
    ("PRIMARIA", "B0", "La Quinua"),
    ("SECUNDARIA", "F0", "El Cóndor"),
    ("EBA-AVANZADO", "D2", "La Totora"),
)
_SPACES = (
    (SpaceKind.MULTIFUNCTIONAL, "Aula multifuncional", 8),
    (SpaceKind.BEDSIDE, "Salas de hospitalización", None),
    (SpaceKind.WAITING_ROOM, "Sala de espera", 6),
    (SpaceKind.HOME, "Aula hogar", None),
    (SpaceKind.VIRTUAL, "Aula virtual", None),
)


def make_places(today: date) -> list[Place]:
    return [_make_place(index, plan, today) for index, plan in enumerate(_PLANS)]


def make_supervisors(places: list[Place], today: date) -> None:
    """The rest of the accounts; those of the first service carry the plain names."""
    first, since = places[0], today - timedelta(days=400)
    seho, school = first.seho, first.schools["PRIMARIA"]
    region = Region.objects.get(pk=seho.ugel.region_id)
    for email, given, role, unit, position in (
        ("voluntaria", "Voluntaria", Role.VOLUNTEER, seho, "Voluntaria"),
        ("ugel", "Especialista UGEL", Role.UGEL_SPECIALIST, seho.ugel, "Especialista de UGEL"),
        ("dre", "Especialista DRE", Role.DRE_SPECIALIST, region, "Especialista de la GRE"),
        ("minedu", "Equipo central", Role.MINEDU, None, "Equipo central"),
        ("directora", "Directora", Role.DIRECTOR, school, "Directora de la institución educativa"),
        ("puntofocal", "Punto focal", Role.FOCAL_POINT, seho.hospital, "Punto focal del hospital"),
        ("admin", "Administración", Role.ADMIN, None, "Administración técnica"),
    ):
        _person(f"{email}@demo.test", given, role, unit, position, since)


def _make_place(index: int, plan: _Plan, today: date) -> Place:
    ugel, hospital = Ugel.objects.get(code=plan.ugel), Hospital.objects.get(code=plan.hospital)
    opened = today - timedelta(days=900)
    seho = save_seho(
        by=None,
        today=today,
        name=f"Servicio Educativo Hospitalario Demo {plan.name}",
        short_name=f"SEHO Demo {plan.name}",
        scope=SehoScope.HOSPITAL_AND_HOME,
        ugel=ugel,
        hospital=hospital,
        address="Dirección de demostración",
        state=SehoState.ACTIVE,
        opened_on=opened,
        resolution_number="Resolución de demostración",
        resolution_on=opened,
    )
    seho = assign_code(by=None, seho=seho, registration_code=f"DEMO-{index + 1:02d}")
    add_agreement(
        by=None,
        seho=seho,
        number=f"Convenio Demo {index + 1}",
        starts_on=opened,
        ends_on=today + timedelta(days=plan.agreement_days),
        signed_on=opened,
        parties="DRE y establecimiento de salud (demostración)",
    )
    for kind, name, capacity in _SPACES:
        add_space(by=None, seho=seho, kind=kind, name=name, capacity=capacity)
    suffix = "" if index == 0 else f".{plan.key}"
    since = today - timedelta(days=400)
    team = [
        _person(f"{email}{suffix}@demo.test", f"{given} {plan.name}", role, seho, position, since)
        for email, given, role, position in (
            ("coordinadora", "Coordinadora", Role.COORDINATOR, "Coordinadora educativa"),
            ("docente", "Docente", Role.TEACHER, "Docente"),
            ("psicologa", "Psicóloga", Role.PSYCHOLOGIST, "Psicóloga"),
        )
    ]
    return Place(seho, team[0], team[1], team[2], _schools(index, plan, ugel, hospital))


def _schools(index: int, plan: _Plan, ugel: Ugel, hospital: Hospital) -> dict[str, School]:
    found = {}
    for order, (level, code, name) in enumerate(_SCHOOLS):
        found[level] = add_school(
            by=None,
            modular_code=f"99{index}00{order}0",
            annex="0",
            name=f"IE Demo «{name}» de {plan.name}",
            level_code=code,
            management="1",
            department=hospital.department,
            province=hospital.province,
            district=hospital.district,
            ugel=ugel,
            director_name=f"Demo Directora {name.split()[-1]}",
        )
    return found


def _person(email: str, given: str, role: Role, unit: Any, position: str, since: date) -> User:
    user = User.objects.create_user(
        email=email, password=PASSWORD, given_names=given, surnames="Demo", position=position
    )
    checked_on = since + RECHECKED_AFTER if role in TEAM_ROLES else None
    add_membership(by=None, user=user, role=role, unit=unit, starts_on=since, checked_on=checked_on)
    return user
