"""The pupils of the tests: each state of a row is a trait, `registered_pupil` makes a whole consistent
file.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from patients.enums import (
    NEEDED_PURPOSES,
    AccreditationKind,
    AuthorizationPurpose,
    DocumentType,
    EpisodeEnd,
    NotAttendedReason,
    ReferralChannel,
    ReferralState,
    Relationship,
    Setting,
    Sex,
    SiagieLetter,
    StayKind,
)
from patients.models import (
    Accreditation,
    Assignment,
    Authorization,
    Diagnosis,
    Enrollment,
    Episode,
    Guardian,
    Patient,
    Referral,
    SiagieStatus,
    Stay,
)

USER = "tests.accounts.factories.UserFactory"
SEHO = "tests.network.factories.SehoFactory"
FIRST_DAY = date(2026, 4, 1)


class PatientFactory(DjangoModelFactory):
    class Meta:
        model = Patient

    document_type = DocumentType.DNI
    document_number = factory.Sequence(lambda n: f"{n + 90000001:08d}")
    paternal_surname = "Quispe"
    maternal_surname = "Mamani"
    given_names = factory.Sequence(lambda n: f"Ana {_letters(n)}")
    birth_date = date(2016, 5, 20)
    sex = Sex.FEMALE
    mother_tongue = factory.SubFactory("tests.curriculum.factories.MotherTongueFactory")
    created_by = factory.SubFactory(USER)

    class Params:
        without_document = factory.Trait(document_type=DocumentType.NONE, document_number="")
        with_care_notes = factory.Trait(care_notes="Se cansa pronto; trabaje en sesiones cortas.")


class GuardianFactory(DjangoModelFactory):
    class Meta:
        model = Guardian

    patient = factory.SubFactory(PatientFactory)
    relationship = Relationship.MOTHER
    full_name = "Mamani Flores, Rosa"
    document_type = DocumentType.DNI
    document_number = factory.Sequence(lambda n: f"{n + 80000001:08d}")
    phone = "987654321"
    is_main = True


class AuthorizationFactory(DjangoModelFactory):
    class Meta:
        model = Authorization

    guardian = factory.SubFactory(GuardianFactory)
    patient = factory.SelfAttribute("guardian.patient")
    seho = factory.SubFactory(SEHO)
    purpose = AuthorizationPurpose.ENTRY
    granted = True
    decided_on = FIRST_DAY
    recorded_by = factory.SubFactory(USER)

    class Params:
        refused = factory.Trait(granted=False)
        revoked = factory.Trait(revoked_on=factory.LazyAttribute(lambda row: row.decided_on + timedelta(days=5)))


class EnrollmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrollment

    patient = factory.SubFactory(PatientFactory)
    school = factory.SubFactory("tests.network.factories.SchoolFactory")
    school_grade = factory.SubFactory("tests.curriculum.factories.SchoolGradeFactory")
    section = "A"
    tutor_name = "Docente de Aula, Prueba"
    tutor_phone = "912345678"
    starts_on = date(2026, 3, 16)


class StayFactory(DjangoModelFactory):
    """A closed hospital stay of ten days; `open` has no end, `home_rest` is a rest of 31 days that has
    ended.
    """

    class Meta:
        model = Stay

    patient = factory.SubFactory(PatientFactory)
    kind = StayKind.HOSPITAL
    hospital = factory.SubFactory("tests.network.factories.HospitalFactory")
    ward = "Sala 3, cama 12"
    starts_on = FIRST_DAY
    ends_on = factory.LazyAttribute(lambda stay: stay.starts_on + timedelta(days=9))
    created_by = factory.SubFactory(USER)

    class Params:
        open = factory.Trait(ends_on=None)
        home_rest = factory.Trait(
            kind=StayKind.HOME_REST,
            hospital=None,
            ward="",
            ends_on=factory.LazyAttribute(lambda stay: stay.starts_on + timedelta(days=30)),
            estimated_days=31,
        )


class AccreditationFactory(DjangoModelFactory):
    """The paper of a hospital stay; `rest` is that of a home rest, for the days of its stay."""

    class Meta:
        model = Accreditation

    stay = factory.SubFactory(StayFactory)
    kind = AccreditationKind.HOSPITALIZATION
    issued_on = factory.SelfAttribute("stay.starts_on")
    physician_license = "012345"
    recorded_by = factory.SubFactory(USER)

    class Params:
        rest = factory.Trait(
            kind=AccreditationKind.HEALTH_CERTIFICATE,
            rest_starts_on=factory.SelfAttribute("stay.starts_on"),
            rest_ends_on=factory.LazyAttribute(
                lambda paper: paper.stay.ends_on or paper.stay.starts_on + timedelta(days=59)
            ),
        )


class DiagnosisFactory(DjangoModelFactory):
    class Meta:
        model = Diagnosis

    stay = factory.SubFactory(StayFactory)
    text = "Diagnóstico de prueba"
    updated_by = factory.SubFactory(USER)


class EpisodeFactory(DjangoModelFactory):
    class Meta:
        model = Episode

    patient = factory.SubFactory(PatientFactory)
    seho = factory.SubFactory(SEHO)
    setting = Setting.HOSPITAL
    starts_on = FIRST_DAY
    registered_by = factory.SubFactory(USER)

    class Params:
        open = factory.Trait(ends_on=None, end_reason="")
        closed = factory.Trait(
            ends_on=factory.LazyAttribute(lambda episode: episode.starts_on + timedelta(days=9)),
            end_reason=EpisodeEnd.DISCHARGE,
        )
        home = factory.Trait(setting=Setting.HOME)


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    episode = factory.SubFactory(EpisodeFactory)
    user = factory.SubFactory(USER)
    starts_on = factory.SelfAttribute("episode.starts_on")
    assigned_by = factory.SubFactory(USER)


class SiagieStatusFactory(DjangoModelFactory):
    class Meta:
        model = SiagieStatus

    episode = factory.SubFactory(EpisodeFactory)
    patient = factory.SelfAttribute("episode.patient")
    letter = SiagieLetter.C
    starts_on = factory.SelfAttribute("episode.starts_on")


class ReferralFactory(DjangoModelFactory):
    class Meta:
        model = Referral

    seho = factory.SubFactory(SEHO)
    channel = ReferralChannel.WARD_SEARCH
    person = "A. Q."
    age = 10
    place = "Sala 3, cama 12"
    is_enrolled = True
    identified_on = FIRST_DAY
    created_by = factory.SubFactory(USER)

    class Params:
        not_enrolled = factory.Trait(
            is_enrolled=False,
            state=ReferralState.ORIENTATION,
            orientation_due_on=factory.LazyAttribute(lambda row: row.identified_on + timedelta(days=7)),
        )
        refused = factory.Trait(
            state=ReferralState.NOT_ATTENDED,
            not_attended_reason=NotAttendedReason.GUARDIAN_REFUSED,
            closed_on=factory.SelfAttribute("identified_on"),
        )


def registered_pupil(
    seho: Any,
    *,
    starts_on: date,
    ends_on: date | None = None,
    hospital_from: date | None = None,
    setting: Setting = Setting.HOSPITAL,
    school: Any = None,
    by: Any = None,
    **patient: Any,
) -> Patient:
    """A pupil with guardian, the two needed authorisations, enrolment, accredited stay, SIAGIE state and
    one episode.

    The stay runs from `hospital_from` (default: `starts_on`) to `ends_on`; a home rest that is open in the
    SEHO is prescribed for 60 days. `patient` takes fields of the pupil.
    """
    by = by or _user()
    pupil = PatientFactory(created_by=by, **patient)
    guardian = GuardianFactory(patient=pupil)
    for purpose in NEEDED_PURPOSES:
        AuthorizationFactory(guardian=guardian, seho=seho, purpose=purpose, decided_on=starts_on, recorded_by=by)
    school_fields = {"school": school} if school else {}
    EnrollmentFactory(patient=pupil, starts_on=date(starts_on.year, 1, 1), **school_fields)
    _stay(pupil, seho, setting, hospital_from or starts_on, ends_on, by)
    end_reason = _end_reason(setting) if ends_on else ""
    episode = EpisodeFactory(
        patient=pupil,
        seho=seho,
        setting=setting,
        starts_on=starts_on,
        ends_on=ends_on,
        end_reason=end_reason,
        registered_by=by,
    )
    if setting != Setting.UNTYPED:
        letter = SiagieLetter.C if setting == Setting.HOSPITAL else SiagieLetter.D
        SiagieStatusFactory(episode=episode, letter=letter, starts_on=starts_on, ends_on=ends_on)
    return pupil


def _stay(pupil: Patient, seho: Any, setting: Setting, start: date, end: date | None, by: Any) -> None:
    if setting == Setting.HOSPITAL:
        stay = StayFactory(patient=pupil, hospital=seho.hospital, starts_on=start, ends_on=end, created_by=by)
        AccreditationFactory(stay=stay, recorded_by=by)
    elif setting == Setting.HOME:
        days = (end - start).days + 1 if end else 60
        stay = StayFactory(
            patient=pupil, home_rest=True, starts_on=start, ends_on=end, estimated_days=days, created_by=by
        )
        AccreditationFactory(stay=stay, rest=True, recorded_by=by)


def _end_reason(setting: Setting) -> str:
    return EpisodeEnd.DISCHARGE if setting == Setting.HOSPITAL else EpisodeEnd.REST_ENDED


def _user() -> Any:
    from tests.accounts.factories import UserFactory

    return UserFactory()


def _letters(number: int) -> str:
    """0 -> Aaaa, 1 -> Aaab: invented given names without figures."""
    letters = [chr(97 + number // 26**place % 26) for place in range(4)]
    return "".join(reversed(letters)).title()
