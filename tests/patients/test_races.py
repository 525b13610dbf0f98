"""The same child registered by two people at the same moment: one wins, the other is told, on both
engines.
"""

import contextlib
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from patients import services
from patients.models import Episode, Patient, Stay
from seho.accounts.enums import Role
from tests.accounts.factories import make_user
from tests.curriculum.factories import MotherTongueFactory, SchoolGradeFactory
from tests.network.factories import SchoolFactory, SehoFactory
from tests.patients.factories import registered_pupil

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 6, 10)
CHILD = {
    "document_type": "DNI",
    "document_number": "71234567",
    "paternal_surname": "Huamán",
    "maternal_surname": "Ñahui",
    "given_names": "Luz",
    "birth_date": date(2016, 3, 4),
    "sex": "F",
}


def registration(seho, school, grade, tongue, **changes):
    values = {
        "seho": seho,
        "client_id": uuid.uuid4(),
        "pupil": {**CHILD, "mother_tongue": tongue, **changes.pop("pupil", {})},
        "guardian": {
            "relationship": "MOTHER",
            "full_name": "Ñahui Rosa",
            "document_type": "NONE",
            "document_number": "",
        },
        "decisions": {"ENTRY": True, "HEALTH_DATA": True},
        "decided_on": TODAY,
        "setting": "HOSPITAL",
        "modality": "IN_PERSON",
        "starts_on": TODAY,
        "stay": {"starts_on": TODAY, "hospital": seho.hospital, "ward": "", "estimated_days": None},
        "paper": services.Paper(kind="HOSPITALIZATION", issued_on=TODAY),
        "enrollment": {"school": school, "school_grade": grade, "section": "", "starts_on": date(2026, 1, 1)},
    }
    return services.Registration(**{**values, **changes})


@pytest.fixture
def both():
    """Two services, each with its coordinator, and what a registration refers to."""
    sehos = [SehoFactory(), SehoFactory()]
    people = [make_user(Role.COORDINATOR, seho) for seho in sehos]
    return sehos, people, (SchoolFactory(), SchoolGradeFactory(), MotherTongueFactory())


@pytest.fixture
def together(monkeypatch):
    """Both reach the moment between the check and the write; SQLite lets only one get there at a time."""
    barrier = threading.Barrier(2)
    wait = 5 if connection.vendor == "postgresql" else 0.2

    def meet(model):
        save = model.save

        def meet_and_save(self, *args, **kwargs):
            if self.pk is None:
                with contextlib.suppress(threading.BrokenBarrierError):
                    barrier.wait(wait)
            return save(self, *args, **kwargs)

        monkeypatch.setattr(model, "save", meet_and_save)
        return barrier

    return meet


def at_once(*acts):
    def run(act):
        try:
            return act()
        except ValidationError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(30) for future in [pool.submit(run, act) for act in acts]]


def one_won(answers):
    won = [answer for answer in answers if isinstance(answer, Episode)]
    lost = [answer for answer in answers if isinstance(answer, ValidationError)]
    return len(won) == 1 and len(lost) == 1


@pytest.mark.parametrize(
    "pupil", [{}, {"document_type": "NONE", "document_number": ""}], ids=["by-document", "by-name-and-birth"]
)
def test_two_registrations_of_one_child_leave_one_pupil(both, together, pupil):
    sehos, people, rest = both
    together(Patient)
    answers = at_once(
        *[
            lambda seho=seho, by=by: services.register(
                by=by, registration=registration(seho, *rest, pupil=pupil), today=TODAY
            )
            for seho, by in zip(sehos, people, strict=True)
        ]
    )
    assert one_won(answers), answers
    assert (Patient.objects.count(), Episode.objects.count(), Stay.objects.count()) == (1, 1, 1)
    lost = next(answer for answer in answers if isinstance(answer, ValidationError))
    assert any("ya hay una o un estudiante" in text.lower() or "Otra persona" in text for text in lost.messages)


def test_the_control_without_a_constraint_both_would_win(both, together):
    """Two children of other names and documents pass the same meeting: it is the constraint that decides."""
    sehos, people, rest = both
    together(Patient)
    children = [{"document_number": "71234567"}, {"document_number": "71234568", "given_names": "Sol"}]
    answers = at_once(
        *[
            lambda seho=seho, by=by, pupil=pupil: services.register(
                by=by, registration=registration(seho, *rest, pupil=pupil), today=TODAY
            )
            for seho, by, pupil in zip(sehos, people, children, strict=True)
        ]
    )
    assert all(isinstance(answer, Episode) for answer in answers), answers


def test_one_draft_sent_twice_at_once_is_one_registration(both, together):
    sehos, people, rest = both
    asked = registration(sehos[0], *rest)
    together(Patient)
    answers = at_once(*[lambda: services.register(by=people[0], registration=asked, today=TODAY) for _ in range(2)])
    assert Episode.objects.count() == 1
    assert [answer.pk for answer in answers] == [Episode.objects.get().pk] * 2


def test_two_readmissions_at_once_open_one_episode(both, together):
    sehos, people, _ = both
    pupil = registered_pupil(sehos[0], starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 10), by=people[0])
    together(Episode)
    answers = at_once(
        *[
            lambda: services.readmit(
                by=people[0],
                patient=pupil,
                seho=sehos[0],
                setting="HOSPITAL",
                modality="IN_PERSON",
                starts_on=TODAY,
                stay={"starts_on": TODAY, "hospital": sehos[0].hospital},
                client_id=uuid.uuid4(),
                today=TODAY,
                paper=services.Paper(kind="HOSPITALIZATION", issued_on=TODAY),
            )
            for _ in range(2)
        ]
    )
    assert one_won(answers), answers
    assert Episode.objects.filter(ends_on=None).count() == 1
    assert Stay.objects.filter(ends_on=None).count() == 1
