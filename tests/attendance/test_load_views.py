"""Carga de trabajo: of a service, for who works there and its UGEL; never of a person."""

import pytest
from django.urls import reverse

from attendance.services.load import note_entry
from seho.accounts.models import User
from seho.entries import Entry, EntryKind
from tests.network.factories import SehoFactory

pytestmark = pytest.mark.django_db


def url():
    return reverse("attendance:load")


@pytest.fixture
def read(client):
    def read(user, **query):
        client.force_login(User.objects.get(pk=user.pk))
        return client.get(url(), query)

    return read


def note(seho, day, seconds, times=5):
    for _ in range(times):
        note_entry(Entry(EntryKind.SESSION, seho.pk, saved_on=day, happened_on=day, seconds=seconds))


@pytest.mark.parametrize("who", ["coordinator", "teacher", "psychologist", "specialist"])
def test_who_is_counted_reads_it_and_who_directs_them(world, read, who):
    note(world.seho, world.today, 77)
    answer = read(getattr(world, who))
    assert answer.status_code == 200
    assert "1 min 17 s" in answer.content.decode()
    assert "100 %" in answer.content.decode()


@pytest.mark.parametrize("who", ["volunteer", "director", "minedu"])
def test_nobody_else_reads_it(world, read, who):
    assert read(getattr(world, who)).status_code == 403


def test_of_fewer_than_five_nothing_is_said(world, read):
    note(world.seho, world.today, 77, times=4)
    text = read(world.coordinator).content.decode()
    assert "1 min 17 s" not in text
    assert "100 %" not in text


def test_another_service_is_not_there(world, read):
    other = SehoFactory()
    note(other, world.today, 77)
    assert read(world.coordinator, seho=other.pk).status_code == 404
    assert read(world.specialist, seho=other.pk).status_code == 404
    assert read(world.coordinator, seho="x").status_code == 404
    assert "1 min 17 s" not in read(world.coordinator).content.decode()


def test_the_ugel_chooses_among_its_services(world, read):
    other = SehoFactory(ugel=world.ugel)
    note(world.seho, world.today, 77)
    note(other, world.today, 78)
    text = read(world.specialist, seho=other.pk).content.decode()
    assert "1 min 18 s" in text
    assert "1 min 17 s" not in text
    assert f"seho={world.seho.pk}" in text


def test_by_month_and_by_week(world, read):
    note(world.seho, world.today, 77)
    note(world.seho, world.ago(150), 11)
    assert "11 s" not in read(world.coordinator).content.decode().replace("1 min 11 s", "")
    assert read(world.coordinator, por="mes").context["kinds"][0].count == 10


def test_no_queries_for_each_entry(world, client, django_assert_num_queries):
    client.force_login(world.coordinator)
    for times in (1, 2):
        note(world.seho, world.today, 77, times=times)
        with django_assert_num_queries(5):
            client.get(url())
