"""An issued portfolio with images of the pupil does not go out once the family took its authorisation back."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from attendance.models import Work
from convalidation.enums import Recipient
from convalidation.models import Delivery, Packet
from convalidation.queries.reserved import reserved_paper
from convalidation.rules import PaperKind
from convalidation.services import deliver
from patients.enums import AuthorizationPurpose
from patients.models import Authorization
from seho.accounts.enums import Role
from tests.accounts.factories import make_user
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import issued_packet, ready_episode
from tests.patients.factories import AuthorizationFactory

DAY = date(2026, 6, 10)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def packet(cast: Cast) -> Packet:
    """Its portfolio shows the pupil, and the family authorises images."""
    episode = ready_episode(cast.seho, by=cast.coordinator, school=cast.school, days=20, photos=1)
    guardian = episode.patient.guardians.get()
    AuthorizationFactory(guardian=guardian, seho=cast.seho, purpose=AuthorizationPurpose.IMAGES)
    Work.objects.update(shows_pupil=True)
    return fresh(issued_packet(episode=type(episode).objects.get(), by=cast.coordinator))


def fresh(packet: Packet) -> Packet:
    return Packet.objects.get(pk=packet.pk)


def revoke() -> None:
    Authorization.objects.filter(purpose=AuthorizationPurpose.IMAGES).update(revoked_on=DAY)


def portfolio_of(packet: Packet) -> Any:
    return packet.documents.get(kind=PaperKind.PORTFOLIO)


def test_ley_29733_a_portfolio_is_reserved_from_the_revocation_on(packet: Packet) -> None:
    assert reserved_paper(packet) is None
    revoke()
    assert reserved_paper(fresh(packet)) == portfolio_of(packet)


def test_a_portfolio_without_images_of_the_pupil_is_not(packet: Packet) -> None:
    revoke()
    Work.objects.update(shows_pupil=False)
    assert reserved_paper(fresh(packet)) is None


def test_a_work_that_was_left_out_reserves_nothing(cast: Cast, packet: Packet) -> None:
    row = Work.objects.get()
    Work.objects.create(
        episode=row.episode, title="Otro", made_on=row.made_on, created_by=cast.coordinator, shows_pupil=True
    )
    Work.objects.filter(pk=row.pk).update(shows_pupil=False)
    revoke()
    assert reserved_paper(fresh(packet)) is None


def test_the_link_holds_it_back_and_gives_the_rest(cast: Cast, packet: Packet) -> None:
    delivery: Delivery = deliver(
        by=cast.coordinator, packet=packet, recipient=Recipient.SCHOOL, name="Luz Tutora", post="", email="",
        expires_on=date(2026, 7, 10), client_id=uuid.uuid4(), today=DAY,
    )  # fmt: skip
    client = Client()
    page = reverse("convalidation:link", args=[delivery.secret])
    client.post(page, {"answer": packet.episode.patient.document_number})
    paper = portfolio_of(packet)
    file = reverse("convalidation:link_document", args=[delivery.secret, paper.pk])
    whole = reverse("convalidation:link_packet", args=[delivery.secret])
    assert file in client.get(page).content.decode()
    assert b"".join(client.get(file)).startswith(b"%PDF")  # type: ignore[arg-type]
    assert b"".join(client.get(whole)).startswith(b"%PDF")  # type: ignore[arg-type]
    revoke()
    shown = client.get(page).content.decode()
    assert file not in shown
    assert whole not in shown
    assert "El portafolio no se entrega por ahora" in shown
    assert client.get(file).status_code == 404
    assert client.get(whole).status_code == 404
    other = packet.documents.exclude(pk=paper.pk).first()
    assert other is not None
    rest = reverse("convalidation:link_document", args=[delivery.secret, other.pk])
    assert b"".join(client.get(rest)).startswith(b"%PDF")  # type: ignore[arg-type]


def test_director_and_specialist_open_it_no_more_and_the_team_does(cast: Cast, packet: Packet) -> None:
    paper = portfolio_of(packet)
    other = packet.documents.exclude(pk=paper.pk).first()
    assert other is not None
    file = reverse("convalidation:document_file", args=[paper.pk])
    whole = reverse("convalidation:packet_file", args=[packet.pk])
    rest = reverse("convalidation:document_file", args=[other.pk])
    director, specialist = make_user(Role.DIRECTOR, cast.school), make_user(Role.UGEL_SPECIALIST, cast.seho.ugel)

    def answers(user: Any) -> list[int]:
        client = Client()
        client.force_login(user)
        found = [client.get(address) for address in (file, whole, rest)]
        for answer in found:
            b"".join(answer)  # type: ignore[arg-type] - read to its end
        return [answer.status_code for answer in found]

    assert answers(director) == answers(specialist) == [200, 200, 200]
    revoke()
    assert answers(director) == answers(specialist) == [403, 403, 200]
    assert answers(cast.coordinator) == [200, 200, 200]
    client = Client()
    client.force_login(cast.coordinator)
    page = client.get(reverse("convalidation:packet", args=[packet.pk])).content.decode()
    assert "El portafolio ya no se entrega" in page
