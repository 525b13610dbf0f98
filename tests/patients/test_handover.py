"""The pupils of a service that closes pass to another one: nobody is lost (art. 33)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from patients.enums import EpisodeEnd, ReferralState
from patients.models import Episode, Referral
from patients.services.handover import hand_over
from seho.accounts.enums import Role
from seho.accounts.models import AuditEvent
from seho.network.closing_guards import held
from tests.accounts.factories import make_user
from tests.network.factories import ClosingFactory, SehoFactory
from tests.patients.factories import EpisodeFactory, ReferralFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 10)


@pytest.fixture
def seho() -> Any:
    return ClosingFactory().seho


def passed(by: Any, seho: Any, to: Any, **values: Any) -> Any:
    given = {"episodes": [], "referrals": [], "note": "", "ends_on": TODAY, **values}
    return hand_over(by=by, seho=seho, to=to, today=TODAY, **given)


def test_pupils_end_here_and_wait_there_with_their_file(seho: Any) -> None:
    to, by = SehoFactory(), make_user(Role.COORDINATOR, seho)
    episodes = [EpisodeFactory(seho=seho), EpisodeFactory(seho=seho)]
    stays = EpisodeFactory(seho=seho)
    notice = ReferralFactory(seho=seho)
    keys = [one.pk for one in episodes]
    assert passed(by, seho, to, episodes=keys, referrals=[notice.pk]) == (2, 1)
    assert passed_again(by, seho, to, keys) == "Marque al menos a una o un estudiante, o un aviso."
    for episode in episodes:
        episode.refresh_from_db()
        assert (episode.ends_on, episode.end_reason) == (TODAY, EpisodeEnd.TRANSFER)
        waiting = Referral.objects.get(patient=episode.patient, seho=to)
        assert (waiting.state, "fue informada" in waiting.note) == (ReferralState.IDENTIFIED, True)
    notice.refresh_from_db()
    stays.refresh_from_db()
    assert (notice.seho, stays.ends_on) == (to, None)
    assert AuditEvent.objects.filter(seho=to, act="Recibió un aviso de un servicio que cierra").exists()


def passed_again(by: Any, seho: Any, to: Any, keys: list[int]) -> str:
    """Somebody did it in between: nothing is left to do."""
    with pytest.raises(ValidationError) as refusal:
        passed(by, seho, to, episodes=keys)
    return str(refusal.value.messages[0])


def test_all_of_them_or_none(seho: Any) -> None:
    good, late = EpisodeFactory(seho=seho), EpisodeFactory(seho=seho, starts_on=date(2026, 6, 9))
    with pytest.raises(ValidationError, match=str(late.patient).split(",", maxsplit=1)[0]):
        passed(
            make_user(Role.COORDINATOR, seho),
            seho,
            SehoFactory(),
            episodes=[good.pk, late.pk],
            ends_on=date(2026, 6, 8),
        )
    assert Episode.objects.filter(ends_on=None).count() == 2
    assert not Referral.objects.exists()


def test_only_to_a_service_that_works_and_only_out_of_one_that_closes(seho: Any) -> None:
    by, episode = make_user(Role.COORDINATOR, seho), EpisodeFactory(seho=seho)
    for to in (seho, SehoFactory(closed=True)):
        with pytest.raises(ValidationError, match="en funcionamiento"):
            passed(by, seho, to, episodes=[episode.pk])
    other = EpisodeFactory()
    with pytest.raises(ValidationError, match="no está en cierre"):
        passed(by, other.seho, seho, episodes=[other.pk])
    with pytest.raises(ValidationError, match="Marque"):
        passed(by, seho, SehoFactory(), episodes=[other.pk])  # of another service


def test_the_closing_counts_who_would_be_lost(seho: Any) -> None:
    assert [one for one in held(seho, TODAY) if one.blocks] == []
    EpisodeFactory(seho=seho)
    EpisodeFactory(seho=seho, starts_on=date(2026, 3, 2), ends_on=date(2026, 4, 10), end_reason=EpisodeEnd.DISCHARGE)
    ReferralFactory(seho=seho)
    EpisodeFactory()
    found = {one.key: (one.count, one.blocks) for one in held(seho, TODAY)}
    assert found == {"pupils": (1, True), "referrals": (1, True), "papers": (1, True)}


def test_the_page_takes_the_coordinator_and_the_ugel_and_nobody_of_another(client: Client, seho: Any) -> None:
    episode, to, notice = EpisodeFactory(seho=seho), SehoFactory(), ReferralFactory(seho=seho, person="Q. M.")
    address = reverse("patients:handover", args=[seho.pk])
    client.force_login(make_user(Role.COORDINATOR, to))
    assert client.get(address).status_code == 404
    client.force_login(make_user(Role.UGEL_SPECIALIST, seho.ugel))
    page = client.get(address)
    assert str(episode.patient) in page.content.decode()
    assert f'value="{notice.pk}"' in page.content.decode()
    assert "Q. M." not in page.content.decode()  # a UGEL has figures of the notices, not their names
    typed = {"to": to.pk, "ends_on": TODAY.isoformat(), "note": "Trabaja por las mañanas"}
    refused = client.post(address, typed)
    assert "Marque al menos" in refused.content.decode()
    assert "Trabaja por las mañanas" in refused.content.decode()
    assert client.post(address, {**typed, "episodes": [episode.pk]}).status_code == 302
    assert Referral.objects.get(patient=episode.patient).note.endswith("Trabaja por las mañanas")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_often_for_three_as_for_one(
    client: Client, seho: Any, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        EpisodeFactory(seho=seho)
        ReferralFactory(seho=seho)
    client.force_login(make_user(Role.COORDINATOR, seho))
    client.get(reverse("patients:handover", args=[seho.pk]))
    with django_assert_num_queries(8):
        client.get(reverse("patients:handover", args=[seho.pk]))
