"""The guided registration in the browser's terms: search, sections, summary, one registration."""

from datetime import date
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from patients.enums import AuthorizationPurpose, EpisodeEnd, NotAttendedReason
from patients.models import (
    Authorization,
    Diagnosis,
    Episode,
    Patient,
    Referral,
    RegistrationDraft,
    SiagieStatus,
    Stay,
)
from seho.accounts.models import AuditEvent
from tests.network.factories import SehoFactory
from tests.patients.factories import PatientFactory, ReferralFactory, registered_pupil

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

SEARCH = {
    "document_type": "DNI",
    "document_number": "71234567",
    "paternal_surname": "Huamán",
    "maternal_surname": "Ñahui",
    "given_names": "Luz Marina",
    "birth_date": "2016-03-04",
    "answer": "",
}


def sections(seho, school, grade, tongue):
    return {
        "pupil": {**{k: v for k, v in SEARCH.items() if k != "answer"}, "sex": "F", "mother_tongue": tongue.pk},
        "guardian": {
            "relationship": "MOTHER",
            "full_name": "Ñahui Flores Rosa",
            "document_type": "DNI",
            "document_number": "40123456",
            "phone": "987 654 321",
            "email": "",
        },
        "authorization": {"decided_on": "2026-06-08", "entry": "yes", "health_data": "yes", "images": "no"},
        "health": {
            "kind": "HOSPITALIZATION",
            "issued_on": "2026-06-08",
            "physician_license": "012345",
            "diagnosis": "CANARIO-DIAGNOSTICO",
            "care_notes": "Se cansa pronto",
        },
        "stay": {
            "setting": "HOSPITAL",
            "hospital": seho.hospital_id,
            "ward": "Sala 3",
            "starts_on": "2026-06-05",
            "estimated_days": "40",
            "rest_ends_on": "",
            "modality": "IN_PERSON",
            "registered_on": "2026-06-09",
        },
        "enrollment": {
            "school": school.pk,
            "school_grade": grade.pk,
            "section": "A",
            "tutor_name": "",
            "starts_on": "",
        },
    }


@pytest.fixture
def typed(seho, school, grade, castellano):
    return sections(seho, school, grade, castellano)


@pytest.fixture
def browser(signed, coordinator):
    return signed(coordinator)


def search(browser, seho, **changes):
    return browser.post(reverse("patients:register"), {**SEARCH, "seho": seho.pk, **changes})


def fill(browser, draft, typed, **changes):
    for key, values in {**typed, **changes}.items():
        browser.post(reverse("patients:draft_section", args=[draft.pk, key]), values)


def finish(browser, draft):
    return browser.post(reverse("patients:draft", args=[draft.pk]), follow=True)


@pytest.fixture
def draft(browser, seho):
    search(browser, seho)
    return RegistrationDraft.objects.get()


def test_a_whole_registration_creates_everything_once(browser, seho, draft, typed):
    fill(browser, draft, typed)
    page = finish(browser, draft)
    assert page.status_code == 200
    pupil = Patient.objects.get()
    assert page.redirect_chain[-1][0] == pupil.get_absolute_url()
    assert (pupil.document_number, str(pupil)) == ("71234567", "Huamán Ñahui, Luz Marina")
    assert pupil.care_notes == "Se cansa pronto"
    episode = Episode.objects.get()
    assert (episode.starts_on, episode.seho) == (date(2026, 6, 9), seho)
    stay = Stay.objects.get()
    assert (stay.starts_on, stay.estimated_days, stay.accreditations.count()) == (date(2026, 6, 5), 40, 1)
    assert Diagnosis.objects.get().text == "CANARIO-DIAGNOSTICO"
    assert dict(Authorization.objects.values_list("purpose", "granted")) == {
        "ENTRY": True,
        "HEALTH_DATA": True,
        "IMAGES": False,
    }
    status = SiagieStatus.objects.get()
    assert (status.letter, status.communicated_on) == ("c", None)
    assert not RegistrationDraft.objects.exists()
    assert AuditEvent.objects.filter(act="Registró en el SEHO").count() == 1
    history = browser.get(reverse("patients:history", args=[pupil.pk])).content.decode()
    assert "Registró la autorización de la familia" in history
    assert "CANARIO" not in history


def test_sending_the_summary_twice_registers_once_and_shows_the_pupil(browser, draft, typed):
    fill(browser, draft, typed)
    finish(browser, draft)
    again = finish(browser, draft)
    assert Episode.objects.count() == 1
    assert again.redirect_chain[-1][0] == Patient.objects.get().get_absolute_url()


def test_the_type_is_shown_live_and_never_asked(browser, draft, typed):
    url = reverse("patients:draft_section", args=[draft.pk, "stay"])
    page = browser.post(url, typed["stay"], headers={"HX-Request": "true"})
    assert "Tipo B (previsto)" in page.content.decode()
    assert "art. 8.2.a" in page.content.decode()
    assert "Borrador guardado a las 12:00" in page.content.decode()


def test_the_diagnosis_of_a_draft_is_encrypted(browser, draft, typed, django_db_blocker):
    fill(browser, draft, {"health": typed["health"]})
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT data, diagnosis FROM patients_registrationdraft")
        data, diagnosis = cursor.fetchone()
    assert "CANARIO" not in str(data) + diagnosis
    assert RegistrationDraft.objects.get().diagnosis == "CANARIO-DIAGNOSTICO"


def test_what_is_wrong_is_kept_and_told_beside_its_field(browser, draft, typed):
    url = reverse("patients:draft_section", args=[draft.pk, "pupil"])
    page = browser.post(url, {**typed["pupil"], "document_number": "12A45678"})
    text = page.content.decode()
    assert "sin letras ni signos: revise «A»" in text
    assert 'value="12A45678"' in text
    again = browser.get(url).content.decode()
    assert 'value="12A45678"' in again


def test_a_section_that_lacks_something_keeps_the_button_shut(browser, draft, typed):
    fill(browser, draft, {key: typed[key] for key in ("pupil", "guardian")})
    page = browser.get(reverse("patients:draft", args=[draft.pk])).content.decode()
    assert "Falta completar: autorización, acreditación, estancia, matrícula." in page
    finish(browser, draft)
    assert not Patient.objects.exists()


@pytest.mark.parametrize(
    ("section", "changes", "sentence"),
    [
        ("pupil", {"birth_date": "2026-07-01"}, "aún no llega"),
        ("pupil", {"paternal_surname": "=SUMA(A1)"}, "parece una fórmula"),
        ("pupil", {"given_names": "Ana\x00Luz"}, "carácter que no se puede guardar"),
        ("pupil", {"given_names": "A" * 200}, "como máximo 120"),
        ("authorization", {"decided_on": "2026-06-11"}, "aún no llega"),
        ("authorization", {"health_data": "no"}, "Ley 29733"),
        ("health", {"issued_on": "2026-06-20"}, "aún no llega"),
        ("stay", {"starts_on": "2026-06-15"}, "aún no llega"),
        ("stay", {"setting": "HOME", "rest_ends_on": "2026-06-20"}, "Se requieren 31"),
        ("stay", {"setting": "HOME", "rest_ends_on": "2026-06-01"}, "no puede terminar antes"),
        ("stay", {"registered_on": "2026-06-01"}, "no puede ser anterior al ingreso"),
        ("enrollment", {"school": ""}, "Elija una opción"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_nothing_is_registered(
    browser, draft, typed, section, changes, sentence
):
    fill(browser, draft, typed)
    url = reverse("patients:draft_section", args=[draft.pk, section])
    page = browser.post(url, {**typed[section], **changes})
    assert sentence in page.content.decode()
    assert page.status_code == 200
    finish(browser, draft)
    assert not Patient.objects.exists()


def test_an_authorization_after_the_registration_is_refused(browser, draft, typed):
    fill(browser, draft, typed, stay={**typed["stay"], "registered_on": "2026-06-07"})
    page = browser.get(reverse("patients:draft_section", args=[draft.pk, "authorization"])).content.decode()
    assert "La autorización no puede ser posterior al registro" in page


def test_a_file_that_is_not_what_it_says_is_refused(browser, draft, typed):
    file = SimpleUploadedFile("constancia.pdf", b"MZ not a pdf", content_type="application/pdf")
    url = reverse("patients:draft_section", args=[draft.pk, "health"])
    page = browser.post(url, {**typed["health"], "accreditation_scan": file})
    assert "field-error" in page.content.decode() or "invalid-feedback" in page.content.decode()
    assert RegistrationDraft.objects.get().accreditation_file == ""
    assert RegistrationDraft.objects.get().data["health"]["physician_license"] == "012345"


def test_a_rest_of_31_days_is_type_c_and_state_d(browser, draft, typed):
    stay = {
        **typed["stay"],
        "setting": "HOME",
        "hospital": "",
        "rest_ends_on": "2026-07-05",
        "estimated_days": "",
    }
    health = {**typed["health"], "kind": "HEALTH_CERTIFICATE"}
    fill(browser, draft, typed, stay=stay, health=health)
    page = finish(browser, draft).content.decode()
    assert "Tipo C" in page
    assert SiagieStatus.objects.get().letter == "d"


def test_attention_without_type_needs_no_stay(browser, draft, typed):
    stay = {"setting": "UNTYPED", "modality": "IN_PERSON", "registered_on": "2026-06-09"}
    fill(browser, draft, typed, stay=stay)
    finish(browser, draft)
    assert Episode.objects.get().setting == "UNTYPED"
    assert not Stay.objects.exists()
    assert not SiagieStatus.objects.exists()


# --- Search before create --------------------------------------------------------------------


def test_the_same_document_must_be_the_same_person(browser, seho):
    PatientFactory(document_number="71234567", paternal_surname="Otro")
    page = search(browser, seho).content.decode()
    assert "Ya hay un registro con ese documento" in page
    search(browser, seho, answer="other", distinct_reason="es otra")
    assert not RegistrationDraft.objects.exists()


def test_out_of_scope_only_initials_and_age_are_shown(browser, seho):
    other = registered_pupil(
        SehoFactory(),
        starts_on=date(2026, 5, 4),
        paternal_surname="Huaman",
        maternal_surname="Nahui",
        given_names="Luz Marina",
        birth_date=date(2016, 3, 4),
    )
    page = search(browser, seho, document_number="70000001").content.decode()
    assert "L. H." in page
    assert "Ya está registrado en otro SEHO" in page
    assert other.document_number not in page
    assert f"/estudiantes/{other.pk}/" not in page


def test_alike_is_another_person_only_with_a_reason(browser, seho):
    PatientFactory(
        paternal_surname="Huaman", maternal_surname="Nahui", given_names="Luz Marina", birth_date=date(2016, 3, 4)
    )
    assert "¿Es la misma persona?" in search(browser, seho).content.decode()
    assert "Escriba este dato" in search(browser, seho, answer="other", distinct_reason="").content.decode()
    assert not RegistrationDraft.objects.exists()
    search(browser, seho, answer="other", distinct_reason="Es su hermana gemela")
    assert RegistrationDraft.objects.get().data["search"]["distinct_reason"] == "Es su hermana gemela"


def test_a_pupil_open_elsewhere_is_transferred_in(browser, seho, typed):
    sender = SehoFactory()
    other = registered_pupil(
        sender,
        starts_on=date(2026, 5, 20),
        document_number="71234567",
        paternal_surname="Huamán",
        maternal_surname="Ñahui",
        given_names="Luz Marina",
        birth_date=date(2016, 3, 4),
    )
    search(browser, seho, answer=f"same:{other.pk}")
    draft = RegistrationDraft.objects.get()
    assert "Es un traslado" in browser.get(reverse("patients:draft", args=[draft.pk])).content.decode()
    fill(browser, draft, typed, stay={**typed["stay"], "starts_on": "2026-06-09"})
    finish(browser, draft)
    first, second = Episode.objects.order_by("starts_on")
    assert (first.ends_on, first.end_reason) == (date(2026, 6, 9), EpisodeEnd.TRANSFER)
    assert (second.seho, second.previous) == (seho, first)
    assert Patient.objects.count() == 1
    from patients.queries import pupil_facts

    assert pupil_facts(other, date(2026, 6, 10)).hospital.days == 22  # the day of the transfer counts once (R3)


def test_a_stranger_s_pupil_cannot_be_named_without_matching_the_search(browser, seho):
    other = PatientFactory(paternal_surname="Zegarra", birth_date=date(2010, 1, 1))
    search(browser, seho, answer=f"same:{other.pk}")
    assert not RegistrationDraft.objects.exists()


def test_a_known_pupil_with_egress_is_readmitted(browser, seho):
    known = registered_pupil(seho, starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 10), document_number="71234567")
    page = search(browser, seho, answer=f"same:{known.pk}")
    assert page.url == reverse("patients:readmit", args=[known.pk])


def test_a_likely_duplicate_that_appears_after_the_search_must_be_answered(browser, draft, typed):
    fill(browser, draft, typed)
    PatientFactory(
        document_number="71234567", paternal_surname="Huamán", given_names="Luz", birth_date=date(2016, 3, 4)
    )
    page = finish(browser, draft).content.decode()
    assert "muy parecido" in page
    assert Patient.objects.count() == 1


# --- Referral and refusal --------------------------------------------------------------------


def test_a_registration_that_starts_from_a_notice_closes_it(browser, seho, typed):
    referral = ReferralFactory(seho=seho)
    search(browser, seho, aviso=referral.pk)
    draft = RegistrationDraft.objects.get()
    fill(browser, draft, typed)
    finish(browser, draft)
    referral.refresh_from_db()
    assert (referral.state, referral.patient) == ("REGISTERED", Patient.objects.get())


def test_example_32_a_refusal_leaves_a_closed_notice_with_state_b_and_no_record(browser, draft, typed):
    fill(browser, draft, {"stay": typed["stay"], "authorization": {**typed["authorization"], "entry": "no"}})
    page = browser.post(reverse("patients:draft_refuse", args=[draft.pk]), follow=True).content.decode()
    referral = Referral.objects.get()
    assert referral.not_attended_reason == NotAttendedReason.GUARDIAN_REFUSED
    assert referral.person == "L. H."
    assert "Ausente – sin SEHO hospitalario" in page
    assert not Patient.objects.exists()
    assert not RegistrationDraft.objects.exists()


# --- Access ----------------------------------------------------------------------------------


def test_drafts_are_of_the_coordinators_of_the_seho(draft, signed, teacher, stranger, client):
    url = reverse("patients:draft", args=[draft.pk])
    assert signed(teacher).get(url).status_code == 403
    assert signed(stranger).get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


def test_an_unknown_draft_is_404(browser):
    assert browser.get(reverse("patients:draft", args=[UUID(int=1)])).status_code == 404


def test_purposes_of_the_form_are_those_of_the_model():
    from patients.forms.registration import AuthorizationForm

    assert {purpose.lower() for purpose in AuthorizationPurpose.values} <= set(AuthorizationForm.base_fields)


def test_writing_in_a_draft_says_who_and_where_once_a_run_and_never_what(browser, draft, typed):
    for phone in ("987 654 321", "987 654 321", "987 654 322"):  # the same again writes nothing; typing on is one run
        fill(browser, draft, {"guardian": typed["guardian"] | {"phone": phone}})
    fill(browser, draft, {"health": typed["health"]})
    fill(browser, draft, {"guardian": typed["guardian"]})
    acts = AuditEvent.objects.filter(act="Escribió en un registro en borrador").order_by("pk")
    assert [event.after for event in acts] == [{"section": key} for key in ("guardian", "health", "guardian")]
    told = str(list(AuditEvent.objects.values("act", "reason", "before", "after")))
    assert not [typed for typed in ("CANARIO", "Ñahui", "987", "40123456", "Se cansa") if typed in told]
    draft.refresh_from_db()
    assert draft.data["guardian"]["phone"] == "987 654 321"
    assert draft.version == 5
