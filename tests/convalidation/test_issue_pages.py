"""The pages of the issue for each purpose, and the line that tells a packet's life."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from convalidation.enums import Purpose
from convalidation.models import Packet
from convalidation.queries.life import life_of
from convalidation.services import acknowledge, annul_packet, issue_packet, key_of_return
from patients.models import Episode
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import ISSUED_ON
from tests.convalidation.test_purposes import ended, in_attention, issue, period_end
from tests.convalidation.test_views import entered, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def page_of(cast: Cast, episode: Episode, query: str = "") -> tuple[Client, str]:
    return entered(cast.coordinator), reverse("convalidation:issue", args=[episode.pk]) + query


# --- recognition and return in one act -------------------------------------------------------------


@pytest.mark.parametrize(
    ("ticked", "purposes"), [(True, [Purpose.RECOGNITION, Purpose.RETURN]), (False, [Purpose.RECOGNITION])]
)
def test_the_return_goes_out_with_the_recognition_unless_unticked(
    cast: Cast, ticked: bool, purposes: list[Purpose]
) -> None:
    client, address = page_of(cast, ended(cast))
    assert 'name="with_return"' in text_of(client.get(address))
    sent = {"client_id": uuid.uuid4()} | ({"with_return": "on"} if ticked else {})
    client.post(address, sent)
    client.post(address, sent)
    assert list(Packet.objects.order_by("pk").values_list("purpose", flat=True)) == purposes


def test_an_act_that_was_interrupted_is_completed_by_the_same_form(cast: Cast) -> None:
    episode, key = ended(cast), uuid.uuid4()
    first = issue_packet(by=cast.coordinator, episode=episode, client_id=key, today=ISSUED_ON)
    client, address = page_of(cast, episode)
    response = client.post(address, {"client_id": key, "with_return": "on"})
    assert response["Location"] == first.get_absolute_url()
    assert Packet.objects.get(client_id=key_of_return(key)).purpose == Purpose.RETURN
    assert Packet.objects.count() == 2


def test_without_its_texts_the_return_says_what_is_missing(cast: Cast) -> None:
    client, address = page_of(cast, ended(cast, reported=False))
    page = text_of(client.get(address))
    assert 'name="with_return"' not in page
    assert "El informe de reincorporación todavía no puede salir con ellos. Falta escribir" in page


# --- other purposes --------------------------------------------------------------------------------


def test_the_page_of_a_communication_says_what_it_will_do(cast: Cast) -> None:
    client, address = page_of(cast, in_attention(cast), "?para=REGISTRATION")
    page = text_of(client.get(address))
    assert "El estado c queda como comunicado hoy a la IE (art. 10.4)." in page
    response = client.post(address, {"client_id": uuid.uuid4()})
    packet = Packet.objects.get()
    assert (packet.purpose, response["Location"]) == (Purpose.REGISTRATION, packet.get_absolute_url())
    shown = text_of(client.get(packet.get_absolute_url()))
    assert "Comunicación del registro" in shown
    assert "Qué pide la norma a la IE" not in shown


def test_a_period_is_named_by_its_end(cast: Cast) -> None:
    episode = in_attention(cast, days=60)
    until = period_end(cast, episode)
    client, address = page_of(cast, episode, f"?para=PERIOD&hasta={until}")
    assert "Dirán que continúa en atención" in text_of(client.get(address))
    client.post(address, {"client_id": uuid.uuid4()})
    assert Packet.objects.get().ends_on == until


@pytest.mark.parametrize("query", ["?para=NADA", "?para=PERIOD&hasta=31/02/2026", "?desde=x"])
def test_nonsense_in_the_address_issues_nothing_else(cast: Cast, query: str) -> None:
    client, address = page_of(cast, in_attention(cast), query)
    assert client.get(address).status_code == 200
    client.post(address, {"client_id": uuid.uuid4()})
    assert not Packet.objects.exists()


def test_the_director_does_not_read_the_report_for_the_family(cast: Cast) -> None:
    packet = issue(cast, ended(cast), Purpose.RETURN)
    own, family = packet.documents.all()
    page = text_of(entered(cast.director).get(packet.get_absolute_url()))
    assert own.label in page
    assert family.label not in page
    director, team = entered(cast.director), entered(cast.teacher)
    address = reverse("convalidation:document_file", args=[family.pk])
    assert director.get(address).status_code == 404
    assert b"".join(team.get(address)).startswith(b"%PDF")


# --- the life of a paper ---------------------------------------------------------------------------


def told(packet: Packet, *, sees_drafts: bool = True) -> list[tuple[str, str]]:
    found = Packet.objects.get(pk=packet.pk)
    return [(step.label, step.state) for step in life_of(found, sees_drafts=sees_drafts)]


def test_a_life_goes_from_the_draft_to_what_the_school_answers(cast: Cast) -> None:
    packet = issue(cast, ended(cast), Purpose.RECOGNITION)
    assert told(packet) == [
        ("Borrador", "done"), ("Revisado", "skipped"), ("Leído por otra persona", "skipped"), ("Emitido", "done"),
        ("Entregado", "now"), ("Recibido por la IE", "next"), ("Reconocido", "next"),
    ]  # fmt: skip
    acknowledge(by=cast.director, packet=packet)
    assert told(packet, sees_drafts=False) == [
        ("Emitido", "done"), ("Entregado", "skipped"), ("Recibido por la IE", "done"), ("Reconocido", "now"),
    ]  # fmt: skip
    annul_packet(by=cast.coordinator, packet=packet, reason="Motivo")
    assert told(packet, sees_drafts=False) == [
        ("Emitido", "done"), ("Recibido por la IE", "done"), ("Anulado", "stopped"),
    ]  # fmt: skip


def test_the_school_does_not_read_of_drafts(cast: Cast) -> None:
    packet = issue(cast, ended(cast), Purpose.RECOGNITION)
    assert "Leído por otra persona" in text_of(entered(cast.teacher).get(packet.get_absolute_url()))
    page = text_of(entered(cast.director).get(packet.get_absolute_url()))
    assert "Recibido por la IE" in page
    assert "Leído por otra persona" not in page
