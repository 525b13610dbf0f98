"""The pages of the hospital's daily list: from the file to the accepted notice."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from patients.models import HospitalList, ListProposal, Referral, Stay
from seho.accounts.enums import AccessKind, Role
from seho.accounts.models import AccessEvent, AuditEvent
from tests.accounts.factories import make_user

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
    assert [one.row.name for _, rows in page.context["groups"] for one in rows] == [
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


def test_no_page_and_no_row_ever_holds_the_illness(seho, coordinator, signed):
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


def test_two_columns_of_the_same_and_none_of_names_are_told_and_nothing_is_read(seho, coordinator, signed):
    client = signed(coordinator)
    page = hand_over(client, seho)
    url = page.request["PATH_INFO"]
    twice = client.post(url, {"column_0": "names", "column_1": "names"})
    assert "Otra columna ya trae «Apellidos y nombres, juntos»" in twice.content.decode()
    assert "Diga qué columna trae los apellidos" in client.post(url, {"column_1": "document"}).content.decode()
    assert client.post(url, {"column_0": "Diagnóstico"}).context["form"].errors
    assert HospitalList.objects.get().state == "COLUMNS"


def test_one_touch_does_one_and_leaves_the_marked_ones(seho, coordinator, signed):
    client = signed(coordinator)
    told(client, hand_over(client, seho))
    one, other = ListProposal.objects.order_by("pk")
    client.post(ACCEPT, {"only": one.pk, "proposal": [one.pk, other.pk]})
    assert [row.state for row in ListProposal.objects.order_by("pk")] == ["ACCEPTED", "WAITING"]
    page = client.post(ACCEPT, {"only": one.pk}, follow=True)
    assert "ya fueron respondidas" in page.content.decode()


def test_who_coordinates_elsewhere_answers_nothing_here(seho, coordinator, stranger, signed):
    client = signed(coordinator)
    told(client, hand_over(client, seho))
    proposal = ListProposal.objects.first()
    client = signed(stranger)
    client.post(ACCEPT, {"proposal": [proposal.pk]})
    assert client.get(reverse("patients:daily_dismiss", args=[proposal.pk])).status_code == 404
    assert not ListProposal.objects.exclude(state="WAITING").exists()
    assert not hand_over(client, seho).context["form"].is_valid()


def test_the_focal_point_learns_how_many_rows_and_nothing_of_the_service(seho, coordinator, signed):
    told(signed(coordinator), hand_over(signed(coordinator), seho))
    client = signed(make_user(Role.FOCAL_POINT, seho.hospital))
    page = hand_over(client, seho, CENSUS.replace("LUZ", "SOL")).content.decode()
    assert "Se recibió la lista: 3 filas. El SEHO la revisará." in page
    assert "Huaman" not in page
    assert client.get(HOME).status_code == 403
    mine = client.get(UPLOAD).context["lists"]
    assert [row.created_by.scope.has(Role.FOCAL_POINT) for row in mine] == [True]


def test_a_focal_point_of_a_hospital_without_service_is_told_so(signed):
    answer = signed(make_user(Role.FOCAL_POINT)).get(UPLOAD)
    assert answer.status_code == 403
    assert "No hay un SEHO en funcionamiento" in answer.content.decode()


def test_a_bad_file_stands_beside_its_field(seho, coordinator, signed):
    page = hand_over(signed(coordinator), seho, "SOTO LUZ;71000001\nDIAZ ROSA;71000002\n")
    assert "No se encontró la fila de encabezados" in page.content.decode()
    assert not HospitalList.objects.exists()


def test_the_forms_of_stays_begin_with_what_the_list_says(seho, coordinator, pupil, signed):
    client = signed(coordinator)
    row = f"{pupil.paternal_surname} {pupil.maternal_surname}, {pupil.given_names};{pupil.document_number};20/05/2016"
    text = f"{CENSUS.splitlines()[0]};Fecha de alta\n{row};X;1;01/06/2026;;;;09/06/2026\n"
    told(client, hand_over(client, seho, text))
    page = client.get(reverse("patients:discharge", args=[pupil.pk])).content.decode()
    assert 'value="2026-06-09"' in page


def test_what_the_list_does_not_say_is_asked_in_the_list_and_what_was_typed_stays(seho, coordinator, pupil, signed):
    client = signed(coordinator)
    row = "SOTO DIAZ, LUZ;71000001;20/05/2016;X;1;01/06/2026;;;"
    told(client, hand_over(client, seho, f"{CENSUS.splitlines()[0]}\n{row}\n"))
    proposal = ListProposal.objects.get(kind="ABSENCE")
    name = f"p{proposal.pk}-day"
    page = client.get(reverse("patients:daily")).content.decode()
    assert f'name="{name}"' in page
    refused = client.post(reverse("patients:daily_accept"), {"only": proposal.pk, name: "2030-01-01"})
    assert (refused.status_code, Stay.objects.get().ends_on) == (200, None)
    assert 'value="2030-01-01"' in refused.content.decode()
    assert "field-error" in refused.content.decode()
    done = client.post(reverse("patients:daily_accept"), {"only": proposal.pk, name: "2026-06-09"})
    assert done.status_code == 302
    assert Stay.objects.get().ends_on is not None
