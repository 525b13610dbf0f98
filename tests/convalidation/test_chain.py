"""`verify_papers` names what was altered, removed or moved; the sealed records are told apart from the rest."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from convalidation.models import IssuedDocument, Packet
from convalidation.services import annul_packet
from seho.accounts.immutability import remove_triggers
from seho.papers.models import PaperCounter
from tests.convalidation.conftest import Cast
from tests.convalidation.factories import issued_packet

TABLES = ("convalidation_issueddocument", "convalidation_packet")


def verify() -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("verify_papers", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def faults() -> str:
    err = StringIO()
    with pytest.raises(CommandError, match="problemas"):
        call_command("verify_papers", stdout=StringIO(), stderr=err)
    return err.getvalue()


@pytest.fixture
def packet(cast: Cast) -> Packet:
    return issued_packet(cast.seho, by=cast.coordinator, days=10, school=cast.school)


@pytest.mark.django_db
def test_nothing_to_check_is_said_in_words() -> None:
    assert "no se comprobó nada" in verify()[0]


def test_what_was_issued_and_even_annulled_is_intact(cast: Cast, packet: Packet) -> None:
    issued_packet(cast.seho, by=cast.coordinator, days=20, school=cast.school)
    issued_packet(by=None, days=10, today=date(2026, 6, 9))
    annul_packet(by=cast.coordinator, packet=packet, reason="Motivo")
    assert verify() == ("Íntegros: 3 paquetes y 8 documentos.\n", "")


def test_a_file_that_was_altered_or_lost_is_named(packet: Packet) -> None:
    first, second = packet.documents.all()
    for document, act in ((first, lambda file: file.write_bytes(b"%PDF forged")), (second, Path.unlink)):
        act(Path(settings.MEDIA_ROOT) / document.path)
    told = faults()
    assert f"{first.label}: su archivo fue alterado" in told
    assert f"{second.label}: falta su archivo" in told


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"number": 7}, "su número no es el que sigue"),
        ({"label": "CONSTANCIA N.° 999"}, "su registro fue alterado"),
        ({"content": {"pupil": "otro"}}, "su registro fue alterado"),
        ({"path": "../../etc/passwd"}, "su registro no nombra un archivo"),
        ({"previous_seal": "0" * 64}, "no sigue al documento anterior"),
    ],
)
def test_a_record_that_was_altered_is_named(packet: Packet, change: dict[str, Any], sentence: str) -> None:
    remove_triggers(connection, TABLES)
    IssuedDocument.objects.filter(kind="CONSTANCY").update(**change)
    assert sentence in faults()


def test_a_packet_that_was_altered_is_named(packet: Packet) -> None:
    remove_triggers(connection, TABLES)
    Packet.objects.update(days_accumulated=99)
    assert "su registro fue alterado" in faults()


def test_papers_that_were_removed_are_missed(cast: Cast, packet: Packet) -> None:
    issued_packet(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    remove_triggers(connection, TABLES)
    IssuedDocument.objects.filter(packet=packet).delete()
    told = faults()
    assert "no sigue al documento anterior" in told
    assert "su número no es el que sigue" in told
    assert f"Paquete {packet.code}: no tiene documentos" in told


def test_the_last_paper_removed_is_missed_by_the_counter(packet: Packet) -> None:
    remove_triggers(connection, TABLES)
    IssuedDocument.objects.all().delete()
    assert PaperCounter.objects.count() == 2
    assert "el contador llegó a 1" in faults()


def test_a_whole_packet_removed_with_its_numbers_is_missed_by_the_log_of_acts(cast: Cast, packet: Packet) -> None:
    remove_triggers(connection, TABLES)
    last = issued_packet(cast.seho, by=cast.coordinator, days=10, school=cast.school)
    last.documents.all().delete()
    last.delete()
    PaperCounter.objects.update(last=1)
    told = faults()
    assert "está en el registro de actos y ya no existe" in told
    assert told.count("\n") == 1


def test_papers_that_changed_places_are_named(cast: Cast, packet: Packet) -> None:
    remove_triggers(connection, TABLES)
    first, second = packet.documents.all()
    IssuedDocument.objects.filter(pk=first.pk).update(id=first.pk + 100)
    told = faults()
    assert f"{first.label}: no sigue al documento anterior" in told
    assert f"{second.label}: no sigue al documento anterior" in told
