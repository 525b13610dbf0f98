"""What a service has and who is in it: spaces, equipment, materials, posts, visits; and the pages that show it."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from seho.accounts.enums import Role
from seho.accounts.models import AccessEvent, AuditEvent, Membership
from seho.files import clean_scan, open_stored
from seho.network.enums import CheckState, Contract, EquipmentKind, Giver, SpaceKind
from seho.network.models import (
    ConditioningNeed,
    Equipment,
    Post,
    Receipt,
    SehoFile,
    SpaceCheck,
    SupervisionVisit,
)
from seho.network.queries import inventory_of, minimum_teams, posts_of
from seho.network.queries.posts import holders_for
from seho.network.queries.resources import spaces_of
from seho.network.rules.resources import conditions_of
from seho.network.services import posts, resources, supervision
from tests.accounts.factories import make_user
from tests.network.factories import (
    CONTENTS,
    AgreementFactory,
    EquipmentFactory,
    LearningSpaceFactory,
    NeedFactory,
    OpinionFactory,
    PostFactory,
    ReceiptFactory,
    SehoFactory,
    VisitFactory,
    whole_proposal,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def seho(today):
    return SehoFactory()


# --- Spaces ----------------------------------------------------------------------------------------


def check(space, day, state=CheckState.MET, **changes):
    values = {
        "by": None, "space": space, "client_id": uuid.uuid4(), "checked_on": day, "note": "", "today": day,
        "conditions": dict.fromkeys(conditions_of(SpaceKind(space.kind)), state),
    }  # fmt: skip
    return resources.check_space(**values | changes)


def test_the_last_check_of_a_space_counts(seho, today):
    space = LearningSpaceFactory(seho=seho)
    check(space, today - timedelta(days=30), CheckState.NOT_MET)
    assert not spaces_of(seho, today=today)[0].state.is_fit
    check(space, today)
    assert spaces_of(seho, today=today)[0].state.is_fit
    told = AuditEvent.objects.filter(act="Verificó las condiciones del espacio").first().after["conditions"]
    assert told["Señalética de alto contraste"] == "Cumple"


def test_a_check_answers_every_condition_once_and_not_tomorrow(seho, today):
    space, key = LearningSpaceFactory(seho=seho), uuid.uuid4()
    assert check(space, today, client_id=key) == check(space, today, client_id=key)
    for changes in ({"conditions": {"ramps": "MET"}}, {"checked_on": today + timedelta(days=1)}):
        with pytest.raises(ValidationError):
            check(space, today, **changes)
    assert SpaceCheck.objects.count() == 1


def need(seho, today, **changes):
    values = {"space": None, "found_on": today, "description": "Rampa", "due_on": None, "client_id": uuid.uuid4()}
    return resources.add_need(by=None, seho=seho, today=today, **values | changes)


def test_a_home_and_a_space_of_another_service_are_not_conditioned(seho, today):
    for space in (LearningSpaceFactory(seho=seho, home=True), LearningSpaceFactory()):
        with pytest.raises(ValidationError) as error:
            need(seho, today, space=space)
        assert list(error.value.message_dict) == ["space"]
    assert not ConditioningNeed.objects.exists()


def test_a_need_is_followed_until_it_is_attended(seho, today):
    row = need(seho, today - timedelta(days=20))
    follow = {"by": None, "need": row, "follow_up": "Se pidió", "due_on": None, "today": today}
    with pytest.raises(ValidationError):
        resources.follow_need(followed_on=today - timedelta(days=21), is_done=False, **follow)
    assert resources.follow_need(followed_on=today, is_done=False, **follow).done_on is None
    assert resources.follow_need(followed_on=today, is_done=True, **follow).done_on == today
    with pytest.raises(ValidationError, match="se atendió"):
        resources.follow_need(followed_on=today, is_done=True, **follow)


# --- Equipment and materials -----------------------------------------------------------------------


def test_what_is_written_off_leaves_the_inventory_and_stays_with_its_reason(seho, today):
    kept, gone = EquipmentFactory(seho=seho, quantity=3), EquipmentFactory(seho=seho)
    EquipmentFactory()
    with pytest.raises(ValidationError):
        resources.write_off(by=None, equipment=gone, day=gone.since - timedelta(days=1), reason="Rota", today=today)
    resources.write_off(by=None, equipment=gone, day=gone.since, reason="Rota", today=today)
    inventory = inventory_of(seho)
    assert (list(inventory.equipment), inventory.pieces) == ([kept], 3)
    gone.refresh_from_db()
    with pytest.raises(ValidationError, match="de baja"):
        resources.change_equipment(by=None, equipment=gone, today=today, name="Otra")
    assert gone.write_off_reason == "Rota"


def test_a_line_sent_twice_is_one_line(seho, today):
    values = {
        "by": None, "seho": seho, "client_id": uuid.uuid4(), "today": today, "kind": EquipmentKind.TABLET,
        "name": "Tableta", "quantity": 1, "since": today,
    }  # fmt: skip
    assert resources.add_equipment(**values) == resources.add_equipment(**values)
    with pytest.raises(ValidationError) as error:
        resources.add_equipment(**values | {"client_id": uuid.uuid4(), "quantity": 0})
    assert "quantity" in error.value.message_dict
    assert Equipment.objects.count() == 1


def deliver(seho, today, *items, **changes):
    lines = [{"kind": kind, "name": name, "level": "ALL", "quantity": quantity} for kind, name, quantity in items]
    values = {"received_on": today, "giver": Giver.UGEL, "client_id": uuid.uuid4()}
    return resources.save_receipt(by=None, seho=seho, items=lines, today=today, **values | changes)


def test_a_delivery_is_kept_with_its_lines_and_corrected_whole(seho, today):
    receipt = deliver(seho, today, ("BIOSAFETY", "Alcohol", 5), ("PRINTED", "Cuadernos", 40))
    deliver(seho, today, ("BIOSAFETY", "Alcohol", 2), client_id=None, receipt=receipt)
    assert [(item.name, item.quantity) for item in receipt.items.all()] == [("Alcohol", 2)]
    assert {one.kind: one.quantity for one in inventory_of(seho).materials if one.quantity} == {"BIOSAFETY": 2}
    with pytest.raises(ValidationError, match="al menos un material"):
        deliver(seho, today)
    assert Receipt.objects.count() == 1


# --- The team --------------------------------------------------------------------------------------


def post(seho, today, **changes):
    values = {"role": Role.TEACHER, "contract": Contract.SURPLUS, "hours": Decimal(30), "starts_on": date(2026, 3, 2)}
    return posts.add_post(by=None, seho=seho, client_id=uuid.uuid4(), today=today, **values | changes)


def test_a_post_is_vacant_from_its_first_day_until_somebody_holds_it(seho, today):
    row = post(seho, today)
    assert row.vacancy_on(today) == date(2026, 3, 2)
    holder = make_user(Role.TEACHER, seho).memberships.get()
    row = posts.change_post(by=None, post=row, today=today, membership=holder)
    assert row.vacancy_on(today) is None
    Membership.objects.filter(pk=holder.pk).update(ends_on=today - timedelta(days=1))
    assert Post.objects.get().vacancy_on(today) == today
    row = posts.change_post(by=None, post=row, today=today, membership=None)
    assert row.vacancy_on(today) == today


def test_a_post_is_held_by_one_person_of_its_role_and_service(seho, today):
    teacher = make_user(Role.TEACHER, seho).memberships.get()
    others = (make_user(Role.PSYCHOLOGIST, seho), make_user(Role.TEACHER, SehoFactory()))
    for other in others:
        with pytest.raises(ValidationError) as error:
            post(seho, today, membership=other.memberships.get())
        assert list(error.value.message_dict) == ["membership"]
    first = post(seho, today, membership=teacher)
    with pytest.raises(ValidationError, match="otro puesto"):
        post(seho, today, membership=teacher)
    assert teacher not in holders_for(seho, today=today)
    assert teacher in holders_for(seho, today=today, post=first)


def test_the_minimum_team_of_several_services_in_one_query(seho, today, django_assert_num_queries):
    make_user(Role.TEACHER, seho)
    make_user(Role.TEACHER, seho, is_active=False)
    other = SehoFactory()
    with django_assert_num_queries(1):
        teams = minimum_teams([seho, other], today=today)
    assert [seat.holders for seat in teams[seho.pk]] == [0, 1, 0]
    assert [seat.vacant_since for seat in teams[other.pk]] == [other.opened_on] * 3


def test_a_contract_that_does_not_fit_is_told_and_kept(seho, today):
    post(seho, today, role=Role.PSYCHOLOGIST, contract=Contract.NEXUS)
    assert posts_of(seho, today=today)[0].note.article == "art. 30.2"


# --- Visits ----------------------------------------------------------------------------------------


def visit(seho, today, **changes):
    values = {
        "by": make_user(Role.UGEL_SPECIALIST, seho.ugel), "client_id": uuid.uuid4(), "office": "UGEL",
        "visited_on": today, "points": {"spaces": "MET"}, "note": "", "agreements": "", "due_on": None,
    }  # fmt: skip
    return supervision.record_visit(seho=seho, today=today, **values | changes)


def test_a_visit_says_something_and_its_agreements_are_met_once(seho, today):
    for changes in ({"points": {}}, {"points": {"other": "MET"}}, {"due_on": today}):
        with pytest.raises(ValidationError):
            visit(seho, today, **changes)
    assert visit(seho, today, points={}, note="Se conversó con el equipo").points == {}
    row = visit(seho, today, agreements="Pintar", due_on=today)
    assert supervision.meet_agreements(by=None, visit=row, met_on=today, outcome="Pintada", today=today).met_on == today
    with pytest.raises(ValidationError, match="se cumplieron"):
        supervision.meet_agreements(by=None, visit=row, met_on=today, outcome="Otra vez", today=today)
    assert SupervisionVisit.objects.count() == 2


# --- Pages -----------------------------------------------------------------------------------------


def text(response):
    return response.content.decode()


PARTS = ("founding", "agreements", "spaces", "team", "materials", "visits")


def fill(seho, count):
    for _ in range(count):
        AgreementFactory(seho=seho, contents=CONTENTS)
        space = LearningSpaceFactory(seho=seho)
        check(space, date(2026, 6, 1))
        NeedFactory(seho=seho, space=space)
        EquipmentFactory(seho=seho, space=space)
        ReceiptFactory(seho=seho)
        membership = make_user(Role.TEACHER, seho).memberships.get()
        PostFactory(seho=seho, membership=membership, vacant_since=None)
        VisitFactory(seho=seho)
    proposal = whole_proposal(seho=seho)
    for _ in range(count):
        OpinionFactory(proposal=proposal, observed=True)


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_same_for_one_and_for_three(client, seho, count, django_assert_num_queries):
    """Session, person, scope and service; then what the part shows, with the agreements of the head."""
    fill(seho, count)
    client.force_login(make_user(Role.COORDINATOR, seho))
    costs = {"founding": 9, "agreements": 7, "spaces": 9, "team": 8, "materials": 9, "visits": 6}
    for name, queries in costs.items():
        with django_assert_num_queries(queries):
            page = client.get(reverse(f"network:{name}", args=[seho.pk]))
        assert page.status_code == 200


@pytest.mark.parametrize("name", PARTS)
def test_a_part_without_anything_says_what_will_stand_there(client, seho, name):
    client.force_login(make_user(Role.COORDINATOR, seho))
    page = text(client.get(reverse(f"network:{name}", args=[seho.pk])))
    assert any(words in page for words in ("Todavía no", "Se registró con su resolución"))
    assert '<div class="page-actions"></div>' in page


def test_the_specialist_walks_a_form_and_what_is_refused_stays_typed(client, seho, today):
    client.force_login(make_user(Role.UGEL_SPECIALIST, seho.ugel))
    address = reverse("network:receipt_add", args=[seho.pk])
    data = {"client_id": str(uuid.uuid4()), "received_on": "2026-06-01", "giver": "UGEL", "name_0": "Alcohol en gel"}
    page = text(client.post(address, data))
    assert "Complete esta línea" in page
    assert "Alcohol en gel" in page
    assert client.post(address, data | {"kind_0": "BIOSAFETY", "quantity_0": "3"}).status_code == 302
    assert client.post(address, data | {"kind_0": "BIOSAFETY", "quantity_0": "3"}).status_code == 302
    assert Receipt.objects.get().items.get().quantity == 3


def test_a_file_is_read_by_whoever_reads_the_service_and_each_reading_is_logged(client, seho):
    paper = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(paper)
    sent = clean_scan(SimpleUploadedFile("acta.pdf", paper.getvalue()))
    receipt = deliver(seho, date(2026, 6, 10), ("PRINTED", "Libros", 1), file=sent)
    address = reverse("network:file", args=[receipt.file_id])
    client.force_login(make_user(Role.COORDINATOR, SehoFactory()))
    assert client.get(address).status_code == 404
    assert not AccessEvent.objects.exists()
    client.force_login(make_user(Role.COORDINATOR, seho))
    response = client.get(address)
    with open_stored(SehoFile.objects.get().path) as stored:
        assert b"".join(response.streaming_content) == stored.read()
    assert AccessEvent.objects.get().seho_id == seho.pk
