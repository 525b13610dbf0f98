"""The pages of the hospital's daily list: from the file to the accepted notice."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from patients.models import HospitalList, ListProposal, Referral
from seho.accounts.enums import AccessKind
from seho.accounts.models import AccessEvent, AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

HOME, UPLOAD, ACCEPT = (reverse(f"patients:{name}") for name in ("daily", "daily_upload", "daily_accept"))
ILLNESS = "CANARIO-ENFERMEDAD"
CENSUS = (
    "Paciente;DNI;Fecha de nacimiento;Servicio;Cama;Fecha de ingreso;Diagnóstico;Motivo de ingreso;Otro dato\n"
    f"HUAMAN SOTO LUZ;71000001;20/05/2016;PEDIATRIA;4;08/06/2026;{ILLNESS};{ILLNESS};C91.0\n"
    f"ROJAS LEON JUAN;71000002;02/02/2014;PEDIATRIA;5;09/06/2026;{ILLNESS};{ILLNESS};J18\n"
    f"TORRES DIAZ ROSA;71000003;02/02/1980;MEDICINA;9;09/06/2026;{ILLNESS};{ILLNESS};I10\n"
)


def hand_over(client, seho, text=CENSUS, **more):
    file = SimpleUploadedFile("censo.csv", text.encode())
    return client.post(UPLOAD, {"hospital": seho.hospital_id, "file": file, **more}, follow=True)


def told(client, page):
    """The columns said as the page guessed them."""
    form = page.context["form"]
    answers = {asked.field.html_name: asked.field.initial for asked in form.columns_asked()}
    return client.post(page.request["PATH_INFO"], answers, follow=True)


def test_from_the_file_to_the_notices(seho, coordinator, signed):
    client = signed(coordinator)
    page = told(client, hand_over(client, seho))
    assert [row.name for group in page.context["groups"] for row in group.rows] == [
        "Huaman Soto, Luz",
        "Rojas Leon, Juan",
    ]
    assert not Referral.objects.exists()
    marked = list(ListProposal.objects.values_list("pk", flat=True))
    page = client.post(ACCEPT, {"proposal": marked}, follow=True)
    assert "Se aceptó: 2 avisos registrados." in page.content.decode()
    told_of = Referral.objects.get(person="Huaman Soto, Luz")
    assert (told_of.channel, told_of.age, told_of.place) == ("DAILY_LIST", 10, "Pediatria, cama 4")
    registering = client.get(reverse("patients:register"), {"aviso": told_of.pk}).content.decode()
    assert "71000001" in registering
    assert 'value="Huaman"' in registering
    assert AccessEvent.objects.filter(by=coordinator, kind=AccessKind.FILE, seho=seho).exists()


def test_no_page_and_no_row_ever_holds_the_illness(seho, coordinator, signed, django_assert_max_num_queries):
    client = signed(coordinator)
    asked = hand_over(client, seho)
    pages = [asked, told(client, asked), client.get(HOME), client.get(UPLOAD)]
    for page in pages:
        text = page.content.decode()
        assert ILLNESS not in text
        assert "C91.0" not in text
    kept = [str(list(model.objects.values())) for model in (HospitalList, ListProposal, AuditEvent, AccessEvent)]
    assert "Huaman" in "".join(kept)
    assert ILLNESS not in "".join(kept)
    assert "C91.0" not in "".join(kept)
