"""Who opens which page, what each role finds on it, and what the pages do."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from patients.models import Assignment, Authorization, Episode, Patient, Referral, SiagieStatus, Stay
from patients.permissions import can_edit_patient
from patients.queries import due_for, referral_tasks
from seho.accounts.enums import AccessKind, Role
from seho.accounts.models import AccessEvent
from tests.accounts.factories import make_user
from tests.network.factories import SehoFactory
from tests.patients.factories import (
    AccreditationFactory,
    AssignmentFactory,
    DiagnosisFactory,
    ReferralFactory,
    registered_pupil,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

CANARY = "CANARIO-DIAGNOSTICO-41"
WARD = "CANARIO-SALA-42"


@pytest.fixture
def full(pupil, coordinator):
    """The pupil with everything that not everybody may read."""
    pupil.care_notes = "CANARIO-CONSIDERACION"
    pupil.address = "CANARIO-DOMICILIO"
    pupil.save()
    pupil.stays.update(ward=WARD)
    DiagnosisFactory(stay=pupil.stays.get(), text=CANARY)
    return pupil


@pytest.fixture
def cast(full, seho, coordinator, teacher, psychologist, stranger):
    volunteer = make_user(Role.VOLUNTEER, seho)
    AssignmentFactory(episode=full.episodes.get(), user=volunteer)
    return {
        "coordinator": coordinator,
        "teacher": teacher,
        "psychologist": psychologist,
        "volunteer": volunteer,
        "unassigned": make_user(Role.VOLUNTEER, seho),
        "ugel": make_user(Role.UGEL_SPECIALIST, seho.ugel),
        "dre": make_user(Role.DRE_SPECIALIST, seho.ugel.region),
        "minedu": make_user(Role.MINEDU),
        "director": make_user(Role.DIRECTOR, full.enrollments.get().school),
        "other_director": make_user(Role.DIRECTOR),
        "focal_point": make_user(Role.FOCAL_POINT, seho.hospital),
        "stranger": stranger,
        "other_ugel": make_user(Role.UGEL_SPECIALIST),
        "admin": make_user(Role.ADMIN),
    }


TEAM = {"coordinator": 200, "teacher": 200, "psychologist": 200}
SEES = {**TEAM, "volunteer": 200, "ugel": 200, "director": 200}
NOT = {
    "unassigned": 404,
    "stranger": 404,
    "other_ugel": 404,
    "other_director": 404,
    "dre": 403,
    "minedu": 403,
    "focal_point": 403,
    "admin": 403,
}
NO_READER = {
    **NOT,
    "volunteer": 403,
    "unassigned": 403,
    "ugel": 403,
    "director": 403,
    "other_ugel": 403,
    "other_director": 403,
}
ONLY_COORDINATOR = {**NO_READER, "coordinator": 200, "teacher": 403, "psychologist": 403}
PAGES = {
    "detail": {**SEES, **NOT},
    "stays": {**TEAM, **NO_READER},
    "history": {**TEAM, **NO_READER},
    "edit": ONLY_COORDINATOR,
    "guardian_new": ONLY_COORDINATOR,
    "authorize": ONLY_COORDINATOR,
    "enroll": ONLY_COORDINATOR,
    "assign": ONLY_COORDINATOR,
    "discharge": ONLY_COORDINATOR,
    "end": ONLY_COORDINATOR,
    "transfer": ONLY_COORDINATOR,
    "stay_new": ONLY_COORDINATOR,
}


@pytest.mark.parametrize("name", PAGES)
def test_who_opens_the_page_of_a_pupil(name, cast, full, signed):
    url = reverse(f"patients:{name}", args=[full.pk])
    answers = {role: signed(user).get(url).status_code for role, user in cast.items()}
    assert answers == PAGES[name]


@pytest.mark.parametrize("name", PAGES)
def test_nobody_signed_in_is_asked_to(name, full, client):
    answer = client.get(reverse(f"patients:{name}", args=[full.pk]))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        ("coordinator", {"CANARIO-CONSIDERACION", "CANARIO-DOMICILIO", "Mamani Flores, Rosa", "Tipo A"}),
        ("teacher", {"CANARIO-CONSIDERACION", "CANARIO-DOMICILIO", "Mamani Flores, Rosa", "Tipo A"}),
        ("volunteer", {"CANARIO-CONSIDERACION"}),
        ("ugel", {"Tipo A"}),
        ("director", set()),
    ],
)
def test_each_role_reads_its_part_of_the_summary(role, reads, cast, full, signed):
    page = signed(cast[role]).get(full.get_absolute_url()).content.decode()
    told = {"CANARIO-CONSIDERACION", "CANARIO-DOMICILIO", "Mamani Flores, Rosa", "Tipo A", CANARY, WARD}
    assert {word for word in told if word in page} == reads


def test_the_diagnosis_is_read_by_an_act_that_is_written_down(cast, full, signed):
    stay = full.stays.get()
    url = reverse("patients:diagnosis", args=[full.pk, stay.pk])
    assert CANARY not in signed(cast["coordinator"]).get(reverse("patients:stays", args=[full.pk])).content.decode()
    assert not AccessEvent.objects.exists()
    assert CANARY in signed(cast["psychologist"]).post(url).content.decode()
    event = AccessEvent.objects.get()
    assert (event.kind, event.by, event.seho) == (
        AccessKind.HEALTH,
        cast["psychologist"],
        full.episodes.get().seho,
    )
    assert CANARY not in f"{event.detail}{event.path}"
    for role in ("teacher", "ugel", "director", "volunteer"):
        assert signed(cast[role]).post(url).status_code == 403
    assert signed(cast["stranger"]).post(url).status_code == 404
    assert AccessEvent.objects.count() == 1


def test_a_medical_paper_is_for_health_readers_and_its_opening_is_written_down(cast, full, signed, tmp_path):
    accredit(signed(cast["coordinator"]), full.stays.get(), tmp_path)
    paper = full.stays.get().accreditations.exclude(file="").get()
    url = reverse("patients:accreditation_file", args=[full.pk, paper.pk])
    answer = signed(cast["psychologist"]).get(url)
    assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff")
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    assert AccessEvent.objects.get().kind == AccessKind.HEALTH
    assert signed(cast["teacher"]).get(url).status_code == 403
    assert signed(cast["stranger"]).get(url).status_code == 404


def accredit(client, stay, folder, **changes):
    Image.new("RGB", (60, 40), "white").save(folder / "papel.jpg")
    with (folder / "papel.jpg").open("rb") as scan:
        values = {
            "kind": "HOSPITALIZATION",
            "issued_on": "2026-06-05",
            "estimated_days": "40",
            "scan": scan,
            **changes,
        }
        return client.post(reverse("patients:accredit", args=[stay.patient_id, stay.pk]), values)


def test_a_new_estimate_announces_type_b(cast, full, signed, tmp_path):
    accredit(signed(cast["coordinator"]), full.stays.get(), tmp_path)
    page = signed(cast["coordinator"]).get(full.get_absolute_url()).content.decode()
    assert "Tipo B (previsto)" in page


def test_a_paper_that_is_no_picture_is_told_beside_the_field(cast, full, signed):
    file = SimpleUploadedFile("x.jpg", b"not a picture", content_type="image/jpeg")
    url = reverse("patients:accredit", args=[full.pk, full.stays.get().pk])
    page = signed(cast["coordinator"]).post(url, {"kind": "HOSPITALIZATION", "issued_on": "2026-06-05", "scan": file})
    assert "id_scan_error" in page.content.decode()
    assert full.stays.get().accreditations.count() == 1


def test_discharge_in_the_browser(cast, full, signed):
    client = signed(cast["coordinator"])
    url = reverse("patients:discharge", args=[full.pk])
    page = client.post(url, {"version": 1, "ends_on": "2026-05-01", "follows": "school"})
    assert "El alta no puede ser anterior al ingreso" in page.content.decode()
    assert 'value="2026-05-01"' in page.content.decode()
    page = client.post(url, {"version": 1, "ends_on": "2026-06-10", "follows": "home"})
    assert "Escriba el último día del descanso" in page.content.decode()
    page = client.post(url, {"version": 1, "ends_on": "2026-06-10", "follows": "school"}, follow=True)
    assert "Se registró el alta: 10 días en el SEHO, Tipo A." in page.content.decode()


def test_discharge_that_goes_on_at_home_in_the_browser(cast, full, signed):
    values = {
        "version": 1,
        "ends_on": "2026-06-10",
        "follows": "home",
        "rest_starts_on": "2026-06-10",
        "rest_ends_on": "2026-07-15",
        "modality": "VIRTUAL",
        "kind": "MEDICAL_ORDER",
        "issued_on": "2026-06-10",
    }
    url = reverse("patients:discharge", args=[full.pk])
    page = signed(cast["coordinator"]).post(url, values, follow=True).content.decode()
    assert "La atención continúa en su domicilio: Tipo C." in page
    assert Episode.objects.get(ends_on=None).modality == "VIRTUAL"


def test_a_correction_in_the_browser_tells_its_consequences(cast, full, signed):
    stay = full.stays.get()
    values = {"version": 1, "starts_on": "2026-05-05", "ends_on": "", "ward": "", "reason": "La constancia"}
    page = signed(cast["coordinator"]).post(
        reverse("patients:stay_correct", args=[full.pk, stay.pk]), values, follow=True
    )
    assert "Tipo: Tipo A → Tipo B; Días de hospitalización: 10 → 37" in page.content.decode()
    history = signed(cast["teacher"]).get(reverse("patients:history", args=[full.pk])).content.decode()
    assert "Corrigió las fechas de una estancia" in history
    assert "La constancia" in history


def test_a_correction_of_what_somebody_else_corrected_keeps_both_informed(cast, full, signed):
    Stay.objects.update(version=2)
    url = reverse("patients:stay_correct", args=[full.pk, full.stays.get().pk])
    values = {"version": 1, "starts_on": "2026-05-05", "reason": "La constancia"}
    page = signed(cast["coordinator"]).post(url, values).content.decode()
    assert "Otra persona corrigió esta estancia" in page
    assert "La constancia" in page
    assert Stay.objects.get().starts_on == date(2026, 6, 1)


def test_two_people_editing_the_same_data_see_each_other_s(cast, full, signed):
    Patient.objects.update(version=2, address="Jr. Dos 222")
    values = {
        "version": 1,
        "document_type": "DNI",
        "document_number": full.document_number,
        "paternal_surname": "Quispe",
        "maternal_surname": "Mamani",
        "given_names": "Ana",
        "birth_date": "2016-05-20",
        "sex": "F",
        "mother_tongue": full.mother_tongue_id,
        "address": "Jr. Tres 333",
    }
    page = signed(cast["coordinator"]).post(reverse("patients:edit", args=[full.pk]), values).content.decode()
    assert "Otra persona guardó cambios" in page
    assert "La otra persona guardó: «Jr. Dos 222»." in page
    assert "Jr. Tres 333" in page
    assert Patient.objects.get().address == "Jr. Dos 222"


def test_withdrawing_an_authorization_in_the_browser(cast, full, signed):
    row = full.authorizations.get(purpose="ENTRY")
    client = signed(cast["coordinator"])
    url = reverse("patients:revoke", args=[full.pk, row.pk])
    assert "la atención en el SEHO termina ese día" in client.get(url).content.decode()
    client.post(url, {"revoked_on": "2026-06-10"})
    assert Authorization.objects.get(pk=row.pk).revoked_on == date(2026, 6, 10)
    assert not Episode.objects.filter(ends_on=None).exists()


def test_a_transfer_and_a_readmission_in_the_browser(cast, full, signed, seho):
    client = signed(cast["coordinator"])
    other = SehoFactory()
    client.post(reverse("patients:transfer", args=[full.pk]), {"version": 1, "to": other.pk, "ends_on": "2026-06-09"})
    assert Referral.objects.get(seho=other).patient == full
    url = reverse("patients:readmit", args=[full.pk])
    key = client.get(url).context["form"].initial["client_id"]
    values = {
        "client_id": key,
        "setting": "HOSPITAL",
        "hospital": seho.hospital_id,
        "starts_on": "2026-06-10",
        "registered_on": "2026-06-10",
        "modality": "IN_PERSON",
        "kind": "HOSPITALIZATION",
        "issued_on": "2026-06-10",
    }
    for _ in range(2):
        client.post(url, values)
    assert Episode.objects.count() == 2
    assert Episode.objects.get(ends_on=None).seho == seho


def test_assigning_and_ending_support(cast, full, signed):
    client = signed(cast["coordinator"])
    client.post(reverse("patients:assign", args=[full.pk]), {"user": cast["unassigned"].pk, "starts_on": "2026-06-10"})
    assert signed(cast["unassigned"]).get(full.get_absolute_url()).status_code == 200
    row = Assignment.objects.get(user=cast["unassigned"])
    signed(cast["coordinator"]).post(reverse("patients:unassign", args=[full.pk, row.pk]))
    row.refresh_from_db()
    assert row.ends_on == date(2026, 6, 10)


# --- SIAGIE ----------------------------------------------------------------------------------


def test_communicated_by_the_coordinator_confirmed_by_the_director_of_the_school(cast, full, signed):
    status = SiagieStatus.objects.get()
    tell = reverse("patients:siagie_communicate", args=[full.pk, status.pk])
    confirm = reverse("patients:siagie_confirm", args=[full.pk, status.pk])
    signed(cast["coordinator"]).post(tell, {"communicated_on": "2026-06-10"})
    assert signed(cast["other_director"]).post(confirm, {"confirmed_on": "2026-06-10"}).status_code == 404
    assert signed(cast["coordinator"]).get(confirm).status_code == 403
    assert [item.kind for item in due_for(cast["director"], date(2026, 6, 10))] == ["siagie_confirm"]
    signed(cast["director"]).post(confirm, {"confirmed_on": "2026-06-10"})
    status.refresh_from_db()
    assert (status.communicated_on, status.confirmed_by) == (date(2026, 6, 10), cast["director"])
    assert due_for(make_user(Role.DIRECTOR, status.patient.enrollments.get().school), date(2026, 6, 10)) == []


# --- Notices ---------------------------------------------------------------------------------


def test_a_focal_point_tells_and_sees_only_her_own(cast, seho, signed):
    client = signed(cast["focal_point"])
    values = {
        "seho": seho.pk,
        "person": "B. T.",
        "age": "9",
        "setting": "HOSPITAL",
        "place": "Sala 1",
        "enrolled": "no",
    }
    page = client.post(reverse("patients:referral_new"), values, follow=True)
    assert page.status_code == 200
    mine = Referral.objects.get()
    assert (mine.channel, mine.state, mine.created_by) == ("FOCAL_POINT", "ORIENTATION", cast["focal_point"])
    others = ReferralFactory(seho=seho, person="CANARIO-OTRO")
    assert "CANARIO-OTRO" not in client.get(reverse("patients:referrals")).content.decode()
    assert client.get(reverse("patients:referral", args=[others.pk])).status_code == 404
    assert client.post(reverse("patients:referral_contact", args=[mine.pk])).status_code == 403


def test_a_focal_point_cannot_tell_another_hospital_s_service(cast, signed):
    values = {"seho": SehoFactory().pk, "person": "B. T.", "setting": "HOSPITAL"}
    page = signed(cast["focal_point"]).post(reverse("patients:referral_new"), values)
    assert page.status_code == 200
    assert not Referral.objects.exists()


def test_the_psychologist_follows_a_notice_to_its_end(cast, seho, signed):
    referral = ReferralFactory(seho=seho, not_enrolled=True)
    client = signed(cast["psychologist"])
    assert [item.kind for item in referral_tasks(cast["psychologist"], date(2026, 6, 10))] == ["orientation"]
    client.post(reverse("patients:referral_contact", args=[referral.pk]), {"enrolled": "no"})
    client.post(reverse("patients:referral_orient", args=[referral.pk]))
    client.post(reverse("patients:referral_close", args=[referral.pk]), {"not_attended_reason": "NOT_ENROLLED"})
    referral.refresh_from_db()
    assert (referral.oriented_on, referral.not_attended_reason) == (date(2026, 6, 10), "NOT_ENROLLED")
    assert referral_tasks(cast["psychologist"], date(2026, 6, 10)) == []
    assert signed(cast["teacher"]).post(reverse("patients:referral_reopen", args=[referral.pk])).status_code == 403
    assert signed(cast["teacher"]).get(reverse("patients:referral", args=[referral.pk])).status_code == 200
    assert signed(cast["stranger"]).get(reverse("patients:referral", args=[referral.pk])).status_code == 404


# --- Hoy -------------------------------------------------------------------------------------


def test_what_is_due_names_initials_and_no_health(cast, full):
    Authorization.objects.filter(purpose="HEALTH_DATA").delete()
    Stay.objects.update(estimated_days=3)
    items = due_for(cast["coordinator"], date(2026, 6, 10))
    assert [item.kind for item in items] == ["authorization", "estimate"]
    assert all(str(full) not in item.text and CANARY not in item.text and item.url for item in items)


@pytest.mark.parametrize(("day", "is_due"), [(date(2026, 6, 27), False), (date(2026, 6, 28), True)])
def test_day_28_warns_of_type_b(cast, full, day, is_due):
    kinds = [item.kind for item in due_for(cast["coordinator"], day)]
    assert ("reclassifies" in kinds) is is_due


def test_a_rest_that_ended_with_the_attention_open_asks_for_the_egress(seho, coordinator):
    registered_pupil(seho, starts_on=date(2026, 4, 1), setting="HOME")
    kinds = [item.kind for item in due_for(coordinator, date(2026, 6, 10))]
    assert "egress" in kinds


def test_the_past_service_reads_and_does_not_write(full, seho, coordinator):
    newer = SehoFactory()
    Episode.objects.update(ends_on=date(2026, 6, 9), end_reason="TRANSFER")
    assert can_edit_patient(coordinator, Patient.objects.get())
    from tests.patients.factories import EpisodeFactory

    EpisodeFactory(patient=full, seho=newer, starts_on=date(2026, 6, 9))
    assert not can_edit_patient(coordinator, Patient.objects.get())


def test_accreditations_are_health_rows(cast, full):
    from patients.models import Accreditation

    AccreditationFactory(stay=full.stays.get())
    assert Accreditation.objects.visible_to(cast["psychologist"]).count() == 2
    assert not Accreditation.objects.visible_to(cast["teacher"]).exists()
    assert not Stay.objects.visible_to(cast["director"]).exists()
