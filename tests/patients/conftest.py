"""The cast of the pupil's file: one service, its people, strangers."""

from datetime import date

import pytest
from django.test import Client

from seho.accounts.enums import Role
from tests.accounts.factories import make_user
from tests.curriculum.factories import MotherTongueFactory, SchoolGradeFactory
from tests.network.factories import SchoolFactory, SehoFactory
from tests.patients.factories import registered_pupil


@pytest.fixture
def seho(db):
    return SehoFactory()


@pytest.fixture
def coordinator(seho):
    return make_user(Role.COORDINATOR, seho)


@pytest.fixture
def teacher(seho):
    return make_user(Role.TEACHER, seho)


@pytest.fixture
def psychologist(seho):
    return make_user(Role.PSYCHOLOGIST, seho)


@pytest.fixture
def stranger(db):
    """The coordinator of another service."""
    return make_user(Role.COORDINATOR)


@pytest.fixture
def pupil(seho, coordinator, today):
    """In hospital and in the SEHO since 1 June 2026; the clock stands on 10 June."""
    return registered_pupil(seho, starts_on=date(2026, 6, 1), by=coordinator)


@pytest.fixture
def signed(client: Client):
    """signed(user) -> the client, signed in as that person."""

    def sign(user):
        client.force_login(user)
        return client

    return sign


@pytest.fixture
def grade(db):
    return SchoolGradeFactory()


@pytest.fixture
def school(db):
    return SchoolFactory(name="I. E. 40001 Los Andes")


@pytest.fixture
def castellano(db):
    return MotherTongueFactory()
