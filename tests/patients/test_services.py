"""What is written about a pupil: one test for each way out of a service, the history beside it."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from patients import services
from patients.enums import AccreditationKind, EpisodeEnd, Setting, StayKind
from patients.models import Authorization, Enrollment, Episode, Patient, Referral, SiagieStatus, Stay
from patients.queries import pupil_facts
from patients.rules import StudentType
from seho.accounts.enums import Role
from seho.accounts.models import AuditEvent
from seho.forms import VersionConflict
from tests.accounts.factories import make_user
from tests.network.factories import SchoolFactory, SehoFactory
from tests.patients.factories import (
    AuthorizationFactory,
    EpisodeFactory,
    GuardianFactory,
    ReferralFactory,
    StayFactory,
    registered_pupil,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 10)


def fields_of(refusal) -> dict:
    return refusal.value.message_dict


def rest_paper(start, end, issued=TODAY):
    return services.Paper(
        kind=AccreditationKind.HEALTH_CERTIFICATE, issued_on=issued, rest_starts_on=start, rest_ends_on=end
    )


def hospital_paper(issued=TODAY):
    return services.Paper(kind=AccreditationKind.HOSPITALIZATION, issued_on=issued)


# --- Discharge -------------------------------------------------------------------------------


def discharge(pupil, by, **changes):
    values = {"version": 1, "ends_on": TODAY, "today": TODAY, **changes}
    return services.discharge(by=by, patient=pupil, **values)


def test_discharge_closes_stay_and_episode_and_keeps_the_state_until_the_return(pupil, coordinator):
    discharge(pupil, coordinator)
    episode = pupil.episodes.get()
    assert (episode.ends_on, episode.end_reason) == (TODAY, EpisodeEnd.DISCHARGE)
    assert pupil.stays.get().ends_on == TODAY
    assert SiagieStatus.objects.get().ends_on is None  # art. 13.6
    assert AuditEvent.objects.filter(act="Registró el alta", by=coordinator).exists()


def test_discharge_to_a_certified_rest_goes_on_at_home_as_c_and_d(pupil, coordinator):
    home = services.HomeCare(rest_paper(TODAY, date(2026, 7, 20)), "MIXED")
    following = discharge(pupil, coordinator, home=home)
    assert (following.setting, following.starts_on, following.previous.end_reason) == (
        Setting.HOME,
        TODAY,
        EpisodeEnd.SETTING_CHANGE,
    )
    assert pupil_facts(Patient.objects.get(), TODAY).verdict.type == StudentType.C
    assert list(SiagieStatus.objects.order_by("starts_on", "pk").values_list("letter", flat=True)) == [
        "c",
        "d",
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"ends_on": date(2026, 5, 31)}, "ends_on"), ({"ends_on": date(2026, 6, 11)}, "ends_on")],
    ids=["before-the-admission", "in-the-future"],
)
def test_a_discharge_on_an_impossible_day_is_refused_and_writes_nothing(pupil, coordinator, changes, field):
    with pytest.raises(ValidationError) as refusal:
        discharge(pupil, coordinator, **changes)
    assert field in fields_of(refusal)
    assert pupil.stays.get().ends_on is None
    assert not AuditEvent.objects.filter(act="Registró el alta").exists()


def test_a_rest_under_31_days_does_not_go_on_at_home(pupil, coordinator):
    home = services.HomeCare(rest_paper(TODAY, date(2026, 6, 30)), "IN_PERSON")
    with pytest.raises(ValidationError) as refusal:
        discharge(pupil, coordinator, home=home)
    assert "31" in fields_of(refusal)["rest_ends_on"][0]
    assert pupil.episodes.get().ends_on is None


def test_discharging_what_somebody_else_changed_is_a_conflict(pupil, coordinator):
    pupil.episodes.update(version=2)
    with pytest.raises(VersionConflict):
        discharge(pupil, coordinator)


def test_discharging_twice_is_told(pupil, coordinator):
    discharge(pupil, coordinator)
    with pytest.raises(ValidationError, match="ya no está en atención"):
        discharge(pupil, coordinator, version=2)


def test_when_the_audit_fails_nothing_is_discharged(pupil, coordinator, monkeypatch):
    def fail(**kwargs):
        raise RuntimeError

    monkeypatch.setattr("patients.services.episodes.audit.record", fail)
    with pytest.raises(RuntimeError):
        discharge(pupil, coordinator)
    assert pupil.stays.get().ends_on is None


# --- Egress, transfer, readmission -----------------------------------------------------------


def test_the_end_of_a_rest_closes_the_rest_too(seho, coordinator):
    pupil = registered_pupil(seho, starts_on=date(2026, 5, 1), setting=Setting.HOME)
    services.end_episode(
        by=coordinator, patient=pupil, version=1, ends_on=TODAY, reason=EpisodeEnd.REST_ENDED, today=TODAY
    )
    assert pupil.stays.get().ends_on == TODAY
    assert pupil_facts(Patient.objects.get(), TODAY).verdict.type == StudentType.C  # R20: it stays C


def test_example_10_a_transfer_closes_here_and_waits_there_and_its_day_counts_once(seho, coordinator):
    pupil = registered_pupil(seho, starts_on=date(2025, 5, 1))
    other = SehoFactory()
    day = date(2025, 5, 20)
    referral = services.transfer_out(by=coordinator, patient=pupil, version=1, to=other, ends_on=day, today=TODAY)
    assert (referral.seho, referral.patient) == (other, pupil)
    assert pupil.episodes.get().end_reason == EpisodeEnd.TRANSFER
    StayFactory(patient=pupil, starts_on=day, ends_on=date(2025, 6, 15), hospital=other.hospital)
    for stay in pupil.stays.all():
        stay.accreditations.get_or_create(
            kind="HOSPITALIZATION", issued_on=stay.starts_on, defaults={"recorded_by": coordinator}
        )
    EpisodeFactory(patient=pupil, seho=other, starts_on=day, ends_on=date(2025, 6, 15), end_reason="DISCHARGE")
    facts = pupil_facts(Patient.objects.get(), TODAY)
    assert (facts.hospital.days, facts.accumulated_days) == (46, 46)


def test_a_transfer_to_the_same_seho_is_refused(pupil, seho, coordinator):
    with pytest.raises(ValidationError, match="otro SEHO"):
        services.transfer_out(by=coordinator, patient=pupil, version=1, to=seho, ends_on=TODAY, today=TODAY)


def readmit(pupil, seho, by, **changes):
    values = {
        "setting": Setting.HOSPITAL,
        "modality": "IN_PERSON",
        "starts_on": TODAY,
        "stay": {"starts_on": date(2026, 6, 9), "hospital": seho.hospital, "ward": "", "estimated_days": None},
        "paper": hospital_paper(),
        "client_id": uuid.uuid4(),
        "today": TODAY,
        **changes,
    }
    return services.readmit(by=by, patient=pupil, seho=seho, **values)


@pytest.fixture
def ended(seho, coordinator):
    return registered_pupil(seho, starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 20), by=coordinator)


def test_a_readmission_opens_a_new_stay_and_adds_to_the_days(ended, seho, coordinator):
    readmit(ended, seho, coordinator)
    facts = pupil_facts(Patient.objects.get(), TODAY)
    assert (facts.hospital.days, facts.stay_days, facts.accumulated_days) == (22, 1, 21)


def test_the_same_readmission_twice_is_one(ended, seho, coordinator):
    key = uuid.uuid4()
    assert readmit(ended, seho, coordinator, client_id=key) == readmit(ended, seho, coordinator, client_id=key)
    assert Stay.objects.count() == 2


def test_a_readmission_needs_the_authorization_in_force(ended, seho, coordinator):
    Authorization.objects.update(revoked_on=date(2026, 5, 1))
    with pytest.raises(ValidationError, match="Falta la autorización"):
        readmit(ended, seho, coordinator)
    assert Stay.objects.count() == 1


def test_a_readmission_while_in_attention_is_refused(pupil, seho, coordinator):
    pupil.stays.update(ends_on=date(2026, 6, 8))
    with pytest.raises(ValidationError, match="Registre el traslado"):
        readmit(pupil, seho, coordinator)


def test_a_stay_over_another_is_refused(ended, seho, coordinator):
    stay = {"starts_on": date(2026, 4, 10), "hospital": seho.hospital, "ward": "", "estimated_days": None}
    with pytest.raises(ValidationError, match="Se superpone"):
        readmit(ended, seho, coordinator, stay=stay)


# --- Corrections, papers ---------------------------------------------------------------------


def correct(stay, by, **changes):
    values = {"starts_on": stay.starts_on, "ends_on": stay.ends_on, "estimated_days": None, **changes}
    return services.correct_stay(
        by=by, stay=stay, version=stay.version, values=values, reason="Otra fecha", today=TODAY
    )


def test_a_correction_tells_what_changed_and_moves_the_egress(seho, coordinator):
    pupil = registered_pupil(seho, starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 30))
    told = correct(pupil.stays.get(), coordinator, ends_on=date(2026, 5, 2))
    assert told.lines == [
        ("Tipo", "Tipo A", "Tipo B"),
        ("Días de hospitalización", "30", "32"),
        ("Días en el SEHO", "30", "32"),
    ]
    assert pupil.episodes.get().ends_on == date(2026, 5, 2)
    event = AuditEvent.objects.get(act="Corrigió las fechas de una estancia")
    assert (event.before, event.after, event.reason) == (
        {"ends_on": "2026-04-30"},
        {"ends_on": "2026-05-02"},
        "Otra fecha",
    )


def test_a_correction_over_another_stay_is_refused(seho, coordinator):
    pupil = registered_pupil(seho, starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 10))
    StayFactory(patient=pupil, starts_on=date(2026, 4, 15), ends_on=date(2026, 4, 20))
    with pytest.raises(ValidationError, match="Se superpone"):
        correct(pupil.stays.get(starts_on=date(2026, 4, 1)), coordinator, ends_on=date(2026, 4, 16))
    assert pupil.episodes.get().ends_on == date(2026, 4, 10)


def test_a_second_certificate_that_follows_prolongs_the_rest(seho, coordinator):
    pupil = registered_pupil(seho, starts_on=date(2026, 5, 1), setting=Setting.HOME)
    stay = pupil.stays.get()
    services.add_accreditation(
        by=coordinator, stay=stay, paper=rest_paper(date(2026, 6, 30), date(2026, 7, 30)), today=TODAY
    )
    facts = pupil_facts(Patient.objects.get(), TODAY)
    assert facts.rest_ends_on == date(2026, 7, 30)
    assert facts.home.days == 91


@pytest.mark.parametrize(
    ("kind", "stay_kind"),
    [("HEALTH_CERTIFICATE", StayKind.HOSPITAL), ("HOSPITALIZATION", StayKind.HOME_REST)],
)
def test_a_paper_of_the_other_kind_is_refused(seho, coordinator, kind, stay_kind):
    setting = Setting.HOSPITAL if stay_kind == StayKind.HOSPITAL else Setting.HOME
    pupil = registered_pupil(seho, starts_on=date(2026, 5, 1), setting=setting)
    paper = services.Paper(kind=kind, issued_on=TODAY, rest_starts_on=TODAY, rest_ends_on=TODAY)
    with pytest.raises(ValidationError) as refusal:
        services.add_accreditation(by=coordinator, stay=pupil.stays.get(), paper=paper, today=TODAY)
    assert "kind" in fields_of(refusal)


# --- Family, school, support -----------------------------------------------------------------


def test_revoking_the_entry_ends_the_attention_and_proposes_state_b(pupil, coordinator):
    row = pupil.authorizations.get(purpose="ENTRY")
    services.revoke_authorization(by=coordinator, authorization=row, revoked_on=TODAY, today=TODAY)
    assert pupil.episodes.get().end_reason == EpisodeEnd.WITHDRAWAL
    status = SiagieStatus.objects.get(ends_on=None)
    assert (status.letter, status.cause) == ("b", "NOT_AUTHORIZED")


def test_revoking_images_leaves_the_attention_open(pupil, seho, coordinator):
    row = AuthorizationFactory(guardian=pupil.guardians.get(), seho=seho, purpose="IMAGES", decided_on=date(2026, 6, 1))
    services.revoke_authorization(by=coordinator, authorization=row, revoked_on=TODAY, today=TODAY)
    assert pupil.episodes.get().ends_on is None


def test_an_authorization_of_the_future_is_refused(pupil, seho, coordinator):
    with pytest.raises(ValidationError) as refusal:
        services.authorize(
            by=coordinator,
            guardian=pupil.guardians.get(),
            seho=seho,
            decisions={"IMAGES": True},
            decided_on=date(2026, 6, 11),
            today=TODAY,
        )
    assert "decided_on" in fields_of(refusal)


def test_example_46_another_school_keeps_both_and_asks_its_director(pupil, coordinator):
    old = pupil.enrollments.get()
    new = SchoolFactory()
    values = {"school": new, "school_grade": old.school_grade, "section": "", "starts_on": date(2026, 6, 8)}
    services.change_enrollment(by=coordinator, patient=pupil, values=values, today=TODAY)
    assert list(Enrollment.objects.order_by("starts_on").values_list("ends_on", flat=True)) == [
        date(2026, 6, 7),
        None,
    ]
    assert pupil_facts(Patient.objects.get(), TODAY).enrollment.school == new
    first, second = SiagieStatus.objects.order_by("pk")
    assert (first.ends_on, second.letter, second.confirmed_on) == (date(2026, 6, 8), "c", None)


def test_the_same_school_is_a_correction(pupil, coordinator):
    row = pupil.enrollments.get()
    values = {
        "school": row.school,
        "school_grade": row.school_grade,
        "section": "B",
        "starts_on": row.starts_on,
    }
    services.change_enrollment(by=coordinator, patient=pupil, values=values, today=TODAY)
    assert Enrollment.objects.get().section == "B"


def test_two_people_editing_one_pupil_are_told(pupil, coordinator):
    services.edit_patient(by=coordinator, patient=pupil, version=1, values={"address": "Av. Uno"}, today=TODAY)
    with pytest.raises(VersionConflict):
        services.edit_patient(by=coordinator, patient=pupil, version=1, values={"address": "Av. Dos"}, today=TODAY)
    assert Patient.objects.get().address == "Av. Uno"


def test_one_main_guardian_at_a_time(pupil, coordinator):
    values = {
        "relationship": "FATHER",
        "full_name": "Quispe Rojas Juan",
        "document_type": "NONE",
        "document_number": "",
        "is_main": True,
    }
    services.save_guardian(by=coordinator, patient=pupil, values=values)
    assert list(pupil.guardians.filter(is_main=True).values_list("relationship", flat=True)) == ["FATHER"]


def test_only_helpers_of_the_seho_are_assigned(pupil, seho, coordinator, teacher):
    episode = pupil.episodes.get()
    with pytest.raises(ValidationError, match="voluntaria"):
        services.assign(by=coordinator, episode=episode, user=teacher, starts_on=TODAY, today=TODAY)
    volunteer = make_user(Role.VOLUNTEER, seho)
    assert not Patient.objects.visible_to(volunteer).exists()
    services.assign(by=coordinator, episode=episode, user=volunteer, starts_on=TODAY, today=TODAY)
    assert episode.assignments.get().user == volunteer


# --- SIAGIE, referrals, first attention ------------------------------------------------------


def test_the_state_is_communicated_then_confirmed_once(pupil, coordinator):
    status = SiagieStatus.objects.get()
    services.communicate_siagie(by=coordinator, status=status, on=TODAY, today=TODAY)
    director = make_user(Role.DIRECTOR, pupil.enrollments.get().school)
    services.confirm_siagie(by=director, status=status, on=TODAY, today=TODAY)
    services.confirm_siagie(by=coordinator, status=status, on=TODAY, today=TODAY)
    status.refresh_from_db()
    assert (status.communicated_on, status.confirmed_on, status.confirmed_by) == (TODAY, TODAY, director)


def test_the_state_is_withdrawn_on_the_return(pupil, coordinator):
    services.withdraw_siagie(by=coordinator, patient=pupil, on=TODAY)
    assert SiagieStatus.objects.get().ends_on == TODAY


def test_example_r23_who_is_not_enrolled_gets_an_orientation_task(seho, coordinator):
    values = {"person": "A. Q.", "channel": "WARD_SEARCH", "setting": "HOSPITAL", "is_enrolled": False}
    referral = services.add_referral(by=coordinator, seho=seho, values=values, today=TODAY)
    assert (referral.state, referral.orientation_due_on) == ("ORIENTATION", date(2026, 6, 17))
    services.orient_referral(by=coordinator, referral=referral, today=TODAY)
    services.contact_referral(by=coordinator, referral=referral, is_enrolled=True, today=TODAY)
    referral.refresh_from_db()
    assert (referral.state, referral.oriented_on) == ("IDENTIFIED", TODAY)


def test_a_closed_notice_can_be_reopened_and_not_closed_twice(seho, coordinator):
    referral = ReferralFactory(seho=seho)
    services.close_referral(by=coordinator, referral=referral, reason="NO_CAPACITY", today=TODAY)
    with pytest.raises(ValidationError, match="ya está cerrado"):
        services.close_referral(by=coordinator, referral=referral, reason="NO_CAPACITY", today=TODAY)
    services.reopen_referral(by=coordinator, referral=referral)
    assert Referral.objects.get().state == "IDENTIFIED"


def test_the_first_attention_begins_the_clock(pupil):
    services.note_first_attention(episode=pupil.episodes.get(), on=date(2026, 6, 3))
    assert Episode.objects.get().first_attended_on == date(2026, 6, 3)


def test_a_guardian_of_the_same_document_is_not_written_twice(pupil):
    assert pupil.guardians.count() == 1
    GuardianFactory(patient=pupil, is_main=False)
    assert pupil.guardians.count() == 2
