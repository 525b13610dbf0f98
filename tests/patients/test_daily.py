"""What a hospital's daily list writes, what it keeps of whom, and how long (art. 10.1, 36.a; Ley 29733)."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from patients.enums import ProposalState
from patients.models import Episode, HospitalList, ListColumns, ListProposal, Referral, Stay
from patients.queries import due_for
from patients.queries.daily import listed_end, listed_person, listed_start, proposal_groups
from patients.rules.daily_columns import guess
from patients.services import close_referral
from patients.services.daily import (
    discard_list,
    erase_old,
    receive_list,
    table_from_json,
    tell_columns,
)
from patients.services.daily_answers import Answer, accept_proposal, dismiss_proposal
from seho.accounts.enums import Role
from seho.accounts.models import AuditEvent
from tests.accounts.factories import make_user
from tests.network.factories import SehoFactory
from tests.patients.factories import EpisodeFactory, ReferralFactory, registered_pupil

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 10)
HEAD = "Paciente;DNI;Fecha de nacimiento;Sala;Fecha de ingreso;Fecha de alta;Diagnóstico"
LUZ = "HUAMAN SOTO, LUZ;71000001;20/05/2016;3;08/06/2026;;X"


@pytest.fixture
def by(seho):
    return make_user(Role.COORDINATOR, seho)


@pytest.fixture
def hand(seho, by):
    """hand(row, row...) -> the list, read with its columns as their headings tell."""

    def hand(*rows, whole=True, day=TODAY, head=HEAD):
        content = "\n".join([head, *rows, ""]).encode()
        row = receive_list(by=by, hospital=seho.hospital, content=content, is_whole=whole, today=day)
        if row.pending:
            told = guess(table_from_json(row.pending).keys)
            row = tell_columns(by=by, found=row, columns=told, today=day)
        return row

    return hand


@pytest.fixture
def ana(seho, by):
    """In hospital and in attention since 1 June."""
    return registered_pupil(
        seho, starts_on=date(2026, 6, 1), by=by, given_names="Ana Lucía", document_number="71000002"
    )


def ana_row(start="01/06/2026", end="", place="Sala 3, cama 12"):
    return f"QUISPE MAMANI, ANA LUCIA;71000002;20/05/2016;{place};{start};{end};X"


def kinds():
    return sorted(ListProposal.objects.filter(state=ProposalState.WAITING).values_list("kind", flat=True))


# --- Reading ---------------------------------------------------------------------------------


def test_nothing_is_a_record_until_it_is_accepted(hand, ana):
    row = hand(LUZ, ana_row(end="09/06/2026"))
    assert kinds() == ["DISCHARGE", "REFERRAL"]
    assert (row.rows, row.pending) == (2, None)
    assert not Referral.objects.exists()
    assert Stay.objects.get().ends_on is None


def test_columns_are_told_once_and_others_are_asked_again(hand, seho, by):
    hand(LUZ)
    content = f"{HEAD}\n{LUZ.replace('LUZ', 'SOL').replace('71000001', '71000003')}\n".encode()
    again = receive_list(by=by, hospital=seho.hospital, content=content, is_whole=True, today=TODAY)
    assert (again.state, again.rows) == ("READ", 1)
    other = receive_list(by=by, hospital=seho.hospital, content=b"Paciente;Edad\nX Y Z;9\n", is_whole=True, today=TODAY)
    assert other.state == "COLUMNS"
    elsewhere = SehoFactory()
    theirs = receive_list(by=by, hospital=elsewhere.hospital, content=content, is_whole=True, today=TODAY)
    assert theirs.state == "COLUMNS"
    assert ListColumns.objects.count() == 1


def test_columns_that_the_list_does_not_have_are_refused(seho, by):
    content = f"{HEAD}\n{LUZ}\n".encode()
    row = receive_list(by=by, hospital=seho.hospital, content=content, is_whole=True, today=TODAY)
    told = guess(table_from_json(row.pending).keys)
    with pytest.raises(ValidationError, match="no trae estas columnas: diagnostico"):
        tell_columns(by=by, found=row, columns=told | {next(iter(told)): "diagnostico"}, today=TODAY)
    with pytest.raises(ValidationError, match="apellidos"):
        tell_columns(by=by, found=row, columns={}, today=TODAY)


def test_a_list_that_is_not_wanted_leaves_nothing_and_may_come_again(seho, by):
    content = f"{HEAD}\n{LUZ}\n".encode()
    row = receive_list(by=by, hospital=seho.hospital, content=content, is_whole=True, today=TODAY)
    discard_list(by=by, found=row)
    assert not HospitalList.objects.exists()
    receive_list(by=by, hospital=seho.hospital, content=content, is_whole=True, today=TODAY)


def test_the_same_file_twice_proposes_nothing_new(hand):
    first = hand(LUZ)
    before = list(ListProposal.objects.values())
    assert hand(LUZ, day=TODAY + timedelta(days=1)).pk == first.pk
    assert list(ListProposal.objects.values()) == before


def test_a_bad_file_is_refused_beside_its_field(seho, by):
    with pytest.raises(ValidationError) as refused:
        receive_list(by=by, hospital=seho.hospital, content=b"PK", is_whole=True, today=TODAY)
    assert list(refused.value.message_dict) == ["file"]
    assert not HospitalList.objects.exists()


def test_what_the_audit_says_of_a_list_names_nobody(hand, by):
    hand(LUZ)
    [proposal] = ListProposal.objects.all()
    accept_proposal(by=by, proposal=proposal, seho=by.memberships.get().seho, today=TODAY)
    said = str(list(AuditEvent.objects.exclude(act="Registró un aviso").values()))
    assert "71000001" not in said
    assert "Huaman" not in said


# --- Yesterday's and today's -----------------------------------------------------------------


def test_a_whole_list_takes_the_place_of_what_waited(hand, ana):
    hand(LUZ, ana_row(end="09/06/2026"))
    first = ListProposal.objects.get(kind="REFERRAL")
    hand(LUZ, ana_row(), day=TODAY + timedelta(days=1))
    [kept] = ListProposal.objects.all()
    assert (kept.pk, kept.proposed_on, kept.seen_on) == (first.pk, TODAY, TODAY + timedelta(days=1))


def test_a_partial_list_leaves_those_whom_it_does_not_name(hand, ana):
    hand(LUZ, ana_row(end="09/06/2026"))
    hand(ana_row(), whole=False, day=TODAY + timedelta(days=1))
    assert kinds() == ["REFERRAL"]


def test_a_list_that_cannot_be_the_whole_one_is_taken_as_a_partial_one(hand, seho, by, ana):
    for number in range(4):
        registered_pupil(seho, starts_on=date(2026, 6, 1), by=by, document_number=f"7200000{number}")
    row = hand(LUZ)
    assert "se leyó como una lista parcial" in row.doubt
    assert kinds() == ["REFERRAL"]
    hand("X Y, Z;;01/01/1990;;;;", day=TODAY + timedelta(days=1))
    assert kinds() == ["REFERRAL"]


def test_who_was_dismissed_comes_back_only_with_a_new_admission(hand, by, seho):
    hand(LUZ)
    [proposal] = ListProposal.objects.all()
    dismiss_proposal(by=by, proposal=proposal, seho=seho, reason="FINISHED")
    assert ListProposal.objects.get().read == ""
    row = hand(LUZ, "X Y, Z;;01/01/1990;;;;", day=TODAY + timedelta(days=1))
    assert (kinds(), row.counts["TOLD"]) == ([], 1)
    hand(LUZ.replace("08/06/2026", "11/06/2026"), day=TODAY + timedelta(days=1))
    assert kinds() == ["REFERRAL"]


def test_who_was_accepted_is_not_proposed_again_even_when_the_notice_is_closed(hand, by, seho):
    hand(LUZ)
    [proposal] = ListProposal.objects.all()
    row = accept_proposal(by=by, proposal=proposal, seho=seho, today=TODAY)
    assert row.referral.person == "Huaman Soto, Luz"
    close_referral(by=by, referral=row.referral, reason="GUARDIAN_REFUSED", today=TODAY)
    hand(LUZ, "X Y, Z;;01/01/1990;;;;")
    assert kinds() == []


def test_an_absence_that_was_denied_is_not_asked_every_day(hand, by, seho, ana):
    hand(LUZ)
    absence = ListProposal.objects.get(kind="ABSENCE")
    dismiss_proposal(by=by, proposal=absence, seho=seho, reason="WRONG")
    hand(LUZ, "X Y, Z;;01/01/1990;;;;", day=TODAY + timedelta(days=1))
    assert "ABSENCE" not in kinds()


# --- Accepting -------------------------------------------------------------------------------


def test_accepting_a_discharge_ends_the_stay_and_the_time_in_the_service(hand, by, seho, ana):
    hand(ana_row(end="09/06/2026"))
    [proposal] = ListProposal.objects.all()
    accept_proposal(by=by, proposal=proposal, seho=seho, today=TODAY)
    assert Stay.objects.get().ends_on == date(2026, 6, 9)
    assert Episode.objects.get().end_reason == "DISCHARGE"
    with pytest.raises(ValidationError, match="ya fue respondida"):
        accept_proposal(by=by, proposal=proposal, seho=seho, today=TODAY)


def test_accepting_a_move_changes_the_place_alone(hand, by, seho, ana):
    hand(ana_row(place="Cirugía, cama 2"))
    [proposal] = ListProposal.objects.all()
    accept_proposal(by=by, proposal=proposal, seho=seho, today=TODAY)
    stay = Stay.objects.get()
    assert (stay.ward, stay.starts_on, stay.ends_on) == ("Cirugía, cama 2", date(2026, 6, 1), None)


def test_what_the_service_refuses_stays_a_proposal(hand, by, seho, ana):
    hand(ana_row(end="09/06/2026"))
    Stay.objects.update(starts_on=date(2026, 6, 10))
    with pytest.raises(ValidationError, match="anterior al ingreso"):
        accept_proposal(by=by, proposal=ListProposal.objects.get(), seho=seho, today=TODAY)
    assert kinds() == ["DISCHARGE"]


def test_who_came_back_is_readmitted_with_the_paper_that_accredits_the_stay(hand, by, seho):
    pupil = registered_pupil(
        seho, starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 9), by=by, given_names="Ana Lucía",
        document_number="71000002",
    )  # fmt: skip
    hand(ana_row(start="08/06/2026", place="Sala 5"))
    [proposal] = ListProposal.objects.all()
    assert listed_start(by, pupil, TODAY) == {"starts_on": date(2026, 6, 8), "ward": "Sala 5"}
    assert listed_end(by, pupil, TODAY) == {}
    accept = {"by": by, "proposal": proposal, "seho": seho, "today": TODAY}
    with pytest.raises(ValidationError, match=r"constancia de hospitalización \(art. 8.2.a\)"):
        accept_proposal(**accept)
    assert Episode.objects.filter(ends_on=None).count() == 0
    accept_proposal(**accept, answer=Answer(paper_on=date(2026, 6, 9)))
    stay = Stay.objects.get(ends_on=None)
    assert (stay.starts_on, stay.ward, stay.hospital_id) == (date(2026, 6, 8), "Sala 5", seho.hospital_id)
    assert stay.accreditations.get().issued_on == date(2026, 6, 9)
    assert Episode.objects.get(ends_on=None).starts_on == TODAY


def test_who_is_attended_at_home_and_came_back_has_one_more_stay(hand, by, seho, ana):
    Stay.objects.update(ends_on=date(2026, 6, 3))
    hand(ana_row(start="", place="Sala 5"))
    [proposal] = ListProposal.objects.filter(kind="ADMISSION")
    accept = {"by": by, "proposal": proposal, "seho": seho, "today": TODAY}
    with pytest.raises(ValidationError, match="Escriba la fecha de ingreso"):
        accept_proposal(**accept, answer=Answer(paper_on=TODAY))
    accept_proposal(**accept, answer=Answer(date(2026, 6, 8), TODAY))
    assert Stay.objects.get(ends_on=None).starts_on == date(2026, 6, 8)
    assert Episode.objects.count() == 1


def test_who_is_on_the_list_no_more_leaves_on_the_day_that_the_coordinator_says(hand, by, seho, ana):
    hand(LUZ)
    [proposal] = ListProposal.objects.filter(kind="ABSENCE")
    accept = {"by": by, "proposal": proposal, "seho": seho, "today": TODAY}
    with pytest.raises(ValidationError, match="hasta qué día"):
        accept_proposal(**accept)
    accept_proposal(**accept, answer=Answer(date(2026, 6, 9)))
    assert Stay.objects.get().ends_on == Episode.objects.get().ends_on == date(2026, 6, 9)


# --- Of which day it is ----------------------------------------------------------------------


def test_an_older_list_that_comes_later_is_not_read(hand, seho, by, ana):
    hand(LUZ)
    assert kinds() == ["ABSENCE", "REFERRAL"]
    old = {"by": by, "hospital": seho.hospital, "content": f"{HEAD}\n{ana_row()}\n".encode(), "is_whole": True}
    for told in ({"listed_on": date(2026, 6, 9)}, {"name": "censo_2026-06-09.csv"}):
        with pytest.raises(ValidationError, match="ya se recibió la del 10/06/2026"):
            receive_list(**old, today=TODAY, **told)
    assert kinds() == ["ABSENCE", "REFERRAL"]
    receive_list(**old, today=TODAY, name="censo_2026-06-10.csv")
    assert kinds() == []


def test_yesterdays_list_is_compared_as_of_yesterday(hand, seho, by, ana):
    """Who was admitted on its day may be missing on it; what it proposes says its day."""
    Stay.objects.update(starts_on=date(2026, 6, 9))
    row = receive_list(
        by=by, hospital=seho.hospital, content=f"{HEAD}\n{LUZ}\n".encode(), is_whole=True, today=TODAY,
        name="Lista 09-06-2026.csv",
    )  # fmt: skip
    row = tell_columns(by=by, found=row, columns=guess(table_from_json(row.pending).keys), today=TODAY)
    assert (row.listed_on, row.received_on) == (date(2026, 6, 9), TODAY)
    assert ListProposal.objects.get().seen_on == date(2026, 6, 9)
    assert kinds() == ["REFERRAL"]


def test_what_was_done_without_the_list_waits_no_more(hand, by, ana):
    hand(ana_row(end="09/06/2026"))
    assert listed_end(by, ana, TODAY) == {"ends_on": date(2026, 6, 9)}
    Stay.objects.update(ends_on=TODAY)
    assert proposal_groups(by, TODAY) == []


# --- Who sees it, and how long ---------------------------------------------------------------


def test_it_waits_on_the_day_of_the_coordinator_of_that_hospital_alone(hand, by, seho):
    hand(LUZ)
    [item] = [item for item in due_for(by, TODAY) if item.kind == "daily_list"]
    assert item.text == "1 propuesta de la lista del hospital"
    for other in (
        make_user(Role.COORDINATOR), make_user(Role.TEACHER, seho), make_user(Role.FOCAL_POINT, seho.hospital),
        make_user(Role.UGEL_SPECIALIST, seho.ugel),
    ):  # fmt: skip
        assert proposal_groups(other, TODAY) == []
        assert not [item for item in due_for(other, TODAY) if item.kind == "daily_list"]


def test_a_pupil_of_another_service_in_the_same_hospital_is_matched_and_not_shown(hand, by, seho):
    sister = SehoFactory(hospital=seho.hospital, ugel=seho.ugel)
    registered_pupil(sister, starts_on=date(2026, 6, 1), given_names="Ana Lucía", document_number="71000002")
    hand(ana_row(end="09/06/2026"))
    assert kinds() == ["DISCHARGE"]
    assert proposal_groups(by, TODAY) == []


def test_what_nobody_accepts_is_hidden_after_seven_days_and_then_erased(hand, by):
    hand(LUZ)
    last, gone = TODAY + timedelta(days=6), TODAY + timedelta(days=7)
    assert len(proposal_groups(by, last)) == 1
    assert erase_old(today=last) == 0
    assert proposal_groups(by, gone) == []
    assert erase_old(today=gone) == 1
    assert not ListProposal.objects.exists()


def test_a_list_whose_columns_nobody_tells_is_erased_too(seho, by):
    receive_list(by=by, hospital=seho.hospital, content=f"{HEAD}\n{LUZ}\n".encode(), is_whole=True, today=TODAY)
    [item] = [item for item in due_for(by, TODAY) if item.kind == "daily_columns"]
    assert item.act_label == "Indicar columnas"
    assert erase_old(today=TODAY + timedelta(days=6)) == 0
    assert erase_old(today=TODAY + timedelta(days=7)) == 1


def test_of_an_accepted_child_the_registration_begins_with_it_until_the_notice_is_closed(hand, by, seho):
    hand(LUZ)
    row = accept_proposal(by=by, proposal=ListProposal.objects.get(), seho=seho, today=TODAY)
    assert listed_person(row.referral)["document_number"] == "71000001"
    close_referral(by=by, referral=row.referral, reason="NOT_FOUND", today=TODAY)
    erase_old(today=TODAY)
    assert listed_person(row.referral) == {}


# --- From a folder ---------------------------------------------------------------------------


def test_the_hospitals_own_system_may_leave_it_in_a_folder(seho, by, tmp_path, today):
    path = tmp_path / "censo.csv"
    path.write_text(f"{HEAD}\n{LUZ}\n")
    out = StringIO()
    call_command("read_daily_list", seho.hospital.code.lstrip("0"), path, "--delete", stdout=out)
    assert "debe indicar" in out.getvalue()
    assert not path.exists()
    row = HospitalList.objects.get()
    tell_columns(by=by, found=row, columns=guess(table_from_json(row.pending).keys), today=TODAY)
    path.write_text(f"{HEAD}\n{LUZ.replace('71000001', '71000004').replace('LUZ', 'SOL')}\n")
    call_command("read_daily_list", seho.hospital.code, path, stdout=out)
    assert "Filas leídas: 1. Propuestas: 1." in out.getvalue()
    assert path.exists()


@pytest.mark.parametrize(("code", "said"), [("1", "Ningún SEHO"), (None, "No se pudo leer")])
def test_a_folder_or_a_hospital_that_is_not_there(seho, tmp_path, code, said):
    with pytest.raises(CommandError, match=said):
        call_command("read_daily_list", code or seho.hospital.code, tmp_path / "no.csv")


# --- Many ------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_many_proposals_are_shown_with_as_many_queries_as_one(count, hand, by, seho, django_assert_num_queries):
    rows = [LUZ.replace("71000001", f"7100001{number}").replace("LUZ", "ABC"[number] * 5) for number in range(count)]
    for number in range(count):
        registered_pupil(seho, starts_on=date(2026, 6, 1), by=by, document_number=f"7200000{number}")
        rows.append(f"QUISPE MAMANI, ANA;7200000{number};20/05/2016;Otra {number};;;X")
    hand(*rows)
    with django_assert_num_queries(3):
        groups = proposal_groups(by, TODAY)
    assert [len(group.rows) for group in groups] == [count, count]


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_is_compared_with_all_pupils_at_once(count, hand, seho, django_assert_num_queries):
    for _ in range(count):
        EpisodeFactory(seho=seho)
        ReferralFactory(seho=seho, person="Rojas León, Juan")
    hand(LUZ)
    newcomers = [
        LUZ.replace("71000001", f"7100001{number}").replace("LUZ", "ABC"[number] * 5) for number in range(count)
    ]
    with django_assert_num_queries(36):
        hand(LUZ, "ROJAS LEON, JUAN;;20/05/2016;;;;", *newcomers)
