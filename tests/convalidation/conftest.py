"""The cast of the papers: a service with its team, its UGEL, a school with its director, and strangers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from seho.accounts.enums import Role
from tests.accounts.factories import make_user
from tests.network.factories import SchoolFactory, SehoFactory


@dataclass(frozen=True)
class Cast:
    seho: Any
    school: Any
    coordinator: Any
    teacher: Any
    psychologist: Any
    volunteer: Any
    specialist: Any
    director: Any
    stranger: Any
    other_director: Any


@pytest.fixture
def cast(db: None) -> Cast:
    seho, school = SehoFactory(), SchoolFactory(director_name="Directora Conocida")
    return Cast(
        seho=seho,
        school=school,
        coordinator=make_user(Role.COORDINATOR, seho, surnames="Coordina"),
        teacher=make_user(Role.TEACHER, seho),
        psychologist=make_user(Role.PSYCHOLOGIST, seho),
        volunteer=make_user(Role.VOLUNTEER, seho),
        specialist=make_user(Role.UGEL_SPECIALIST, seho.ugel),
        director=make_user(Role.DIRECTOR, school),
        stranger=make_user(Role.COORDINATOR, SehoFactory()),
        other_director=make_user(Role.DIRECTOR, SchoolFactory()),
    )
