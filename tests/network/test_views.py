"""The pages of the network: whom they let in, what they show, what they write."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from seho.accounts.enums import Role
from seho.network.enums import SehoScope, SehoState, SpaceKind
from seho.network.models import Agreement, LearningSpace, School, Seho
from tests.accounts.factories import make_user
from tests.network.factories import (
    AgreementFactory,
    HospitalFactory,
    LearningSpaceFactory,
    SchoolFactory,
    SehoFactory,
    UgelFactory,
)

pytestmark = pytest.mark.django_db

READERS = {Role.COORDINATOR, Role.UGEL_SPECIALIST, Role.DRE_SPECIALIST, Role.MINEDU, Role.ADMIN}
SCHOOL_READERS = READERS | {Role.TEACHER, Role.PSYCHOLOGIST}
MISSING = 987654321


class Cast:
    """A service with its people, and those of another one."""

    def __init__(self):
        self.seho = SehoFactory(short_name="SEHO Goyeneche")
        self.ugel = self.seho.ugel
        self.specialist = make_user(Role.UGEL_SPECIALIST, self.ugel)
        self.coordinator = make_user(Role.COORDINATOR, self.seho)
        self.teacher = make_user(Role.TEACHER, self.seho)
        self.minedu = make_user(Role.MINEDU)
        self.dre = make_user(Role.DRE_SPECIALIST, self.ugel.region)
        self.stranger = make_user(Role.UGEL_SPECIALIST)


@pytest.fixture
def cast(today):
    return Cast()


def text(response):
    return response.content.decode()


def url(name, *args):
    return reverse(f"network:{name}", args=args)


# --- whom the pages let in -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["home", "hospital_list", "seho_add"])
@pytest.mark.parametrize("role", Role)
def test_network_pages_let_in(client, name, role, today):
    client.force_login(make_user(role))
    expected = READERS if name != "seho_add" else {Role.UGEL_SPECIALIST}
    assert client.get(url(name)).status_code == (200 if role in expected else 403)


@pytest.mark.parametrize("name", ["school_list", "school_search"])
@pytest.mark.parametrize("role", Role)
def test_schools_let_in_teams_and_supervisors(client, name, role, today):
    client.force_login(make_user(role))
    assert client.get(url(name)).status_code == (200 if role in SCHOOL_READERS else 403)


@pytest.mark.parametrize("name", ["home", "hospital_list", "school_list", "seho_add", "school_add"])
def test_anonymous_is_sent_to_sign_in(client, name, db):
    response = client.get(url(name))
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]


def test_anonymous_search_for_a_select_is_answered_with_401(client):
    response = client.get(url("school_search"), headers={"Accept": "application/json"})
    assert response.status_code == 401


PARTS = [
    "seho_detail",
    "seho_edit",
    "seho_code",
    "agreement_add",
    "agreement_edit",
    "space_add",
    "space_edit",
]


def address_of(name, seho):
    if name == "agreement_edit":
        return url(name, AgreementFactory(seho=seho).pk)
    if name == "space_edit":
        return url(name, LearningSpaceFactory(seho=seho).pk)
    return url(name, seho.pk)


@pytest.mark.parametrize("name", PARTS)
def test_service_of_another_ugel_does_not_exist_for_a_stranger(client, cast, name):
    client.force_login(cast.stranger)
    address = address_of(name, cast.seho)
    assert client.get(address).status_code == 404
    assert client.post(address, {}).status_code == (405 if name == "seho_detail" else 404)
    assert client.get(address_of_missing(name)).status_code == 404


def address_of_missing(name):
    return url(name, MISSING)


@pytest.mark.parametrize("name", sorted(set(PARTS) - {"seho_detail"}))
@pytest.mark.parametrize("who", ["coordinator", "dre"])
def test_service_is_read_but_not_changed_by(client, cast, name, who):
    client.force_login(getattr(cast, who))
    assert client.get(url("seho_detail", cast.seho.pk)).status_code == 200
    for response in (client.get(address_of(name, cast.seho)), client.post(address_of(name, cast.seho), {})):
        assert response.status_code == 403
        assert "art. 2" in text(response)


@pytest.mark.parametrize("name", PARTS)
def test_teacher_reads_no_service(client, cast, name):
    client.force_login(cast.teacher)
    assert client.get(address_of(name, cast.seho)).status_code == 403


def test_only_minedu_assigns_the_code(client, cast):
    client.force_login(cast.specialist)
    assert client.get(url("seho_code", cast.seho.pk)).status_code == 403
    client.force_login(cast.minedu)
    assert client.get(url("seho_code", cast.seho.pk)).status_code == 200
    assert client.get(url("seho_edit", cast.seho.pk)).status_code == 403


# --- services --------------------------------------------------------------------------------------


def test_home_shows_the_services_that_one_sees(client, cast, today):
    AgreementFactory(seho=cast.seho, expired=True, day=today)
    SehoFactory(short_name="SEHO Ajeno")
    client.force_login(cast.specialist)
    page = text(client.get(url("home")))
    assert "SEHO Goyeneche" in page
    assert "Convenio vencido" in page
    assert "2 personas" in page
    assert "SEHO Ajeno" not in page


def test_home_filters_by_state_and_words_and_counts(client, cast):
    SehoFactory(short_name="SEHO Futuro", planned=True, ugel=cast.ugel)
    SehoFactory(short_name="SEHO Pasado", closed=True, ugel=cast.ugel)
    client.force_login(cast.specialist)

    def shown(query):
        response = client.get(url("home"), query)
        return [row.seho.short_name for row in response.context["page"]], response

    assert shown({})[0] == ["SEHO Goyeneche"]
    assert shown({"estado": "PLANNED"})[0] == ["SEHO Futuro"]
    assert shown({"estado": "CLOSED"})[0] == ["SEHO Pasado"]
    assert shown({"estado": "convenio"})[0] == ["SEHO Futuro", "SEHO Goyeneche"]
    assert shown({"estado": "todos", "q": "PASÁDO"})[0] == ["SEHO Pasado"]
    names, response = shown({"estado": "todos", "q": "nadie"})
    assert names == []
    assert "Ningún servicio coincide" in text(response)
    assert [chip.count for chip in response.context["chips"]] == [1, 2, 1, 1, 3]


def test_home_without_services_teaches_the_first_step(client, today):
    client.force_login(make_user(Role.UGEL_SPECIALIST))
    assert "Registrar servicio" in text(client.get(url("home")))
    client.force_login(make_user(Role.DRE_SPECIALIST))
    page = text(client.get(url("home")))
    assert "Todavía no hay servicios" in page
    assert "Registrar servicio" not in page


def test_home_has_pages_and_its_chips_go_back_to_the_first(client, today, monkeypatch):
    monkeypatch.setattr("seho.network.views.sehos.PER_PAGE", 2)
    client.force_login(make_user(Role.MINEDU))
    AgreementFactory.create_batch(3)
    answer = client.get(url("home"), {"page": "2", "estado": "todos"})
    assert len(answer.context["page"].object_list) == 1
    assert "3 a 3 de 3 servicios" in answer.content.decode()
    assert not any("page=" in chip.url for chip in answer.context["chips"])


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_the_same_for_one_service_and_for_three(client, today, django_assert_num_queries, count):
    minedu = make_user(Role.MINEDU)
    AgreementFactory.create_batch(count)
    client.force_login(minedu)
    # Session, person, scope, services.
    with django_assert_num_queries(4):
        assert len(client.get(url("home")).context["page"].object_list) == count


def test_detail_shows_agreements_spaces_team_and_history(client, cast):
    AgreementFactory(seho=cast.seho, number="Convenio 77")
    LearningSpaceFactory(seho=cast.seho, name="Aula Sol", kind=SpaceKind.WAITING_ROOM)
    client.force_login(cast.coordinator)
    page = text(client.get(url("seho_detail", cast.seho.pk)))
    for words in (
        cast.seho.registration_code,
        cast.seho.hospital.name,
        cast.ugel.region.title,
        "Convenio 77",
        "Aula Sol",
        "Aula en sala de espera",
        cast.teacher.full_name,
        "Docente",
        "art. 26.c y 33.3",
    ):
        assert words in page
    assert "Corregir" not in page
    assert "Asignar código" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_detail_asks_the_same_for_one_agreement_and_for_three(client, cast, django_assert_num_queries, count):
    AgreementFactory.create_batch(count, seho=cast.seho)
    LearningSpaceFactory.create_batch(count, seho=cast.seho)
    for _ in range(count):
        make_user(Role.VOLUNTEER, cast.seho)
    client.force_login(cast.coordinator)
    # Session, person, scope, service, agreements, spaces, team, history.
    with django_assert_num_queries(8):
        assert client.get(url("seho_detail", cast.seho.pk)).status_code == 200


def service_data(**changes):
    return {
        "name": "Servicio Educativo Hospitalario Lorena",
        "short_name": "SEHO Lorena",
        "scope": SehoScope.HOSPITAL_AND_HOME,
        "management": "PUBLIC",
        "address": "Av. 1",
        "phone": "084 223344",
        "email": "",
        "resolution_number": "RD 5",
        "resolution_on": "2026-01-05",
        "state": SehoState.ACTIVE,
        "opened_on": "2026-03-09",
    } | changes


def test_specialist_registers_a_service_in_the_own_ugel(client, cast):
    client.force_login(cast.specialist)
    hospital = HospitalFactory()
    data = service_data(ugel=cast.ugel.pk, hospital=hospital.pk)
    seho_page = client.post(url("seho_add"), data, follow=True)
    seho = Seho.objects.get(short_name="SEHO Lorena")
    assert (seho.ugel, seho.hospital, seho.opened_on) == (cast.ugel, hospital, date(2026, 3, 9))
    assert "Se registró el servicio" in text(seho_page)


def test_service_in_another_ugel_is_no_choice(client, cast):
    client.force_login(cast.specialist)
    response = client.post(url("seho_add"), service_data(ugel=UgelFactory().pk, hospital=cast.seho.hospital.pk))
    assert "ugel" in response.context["form"].errors
    assert Seho.objects.count() == 1


def test_what_misses_in_a_service_stands_beside_its_field_and_what_was_typed_stays(client, cast):
    client.force_login(cast.specialist)
    data = service_data(ugel=cast.ugel.pk, hospital="", resolution_number="", short_name="SEHO Escrito")
    response = client.post(url("seho_add"), data)
    errors = response.context["form"].errors
    assert set(errors) == {"hospital", "resolution_number"}
    page = text(response)
    assert "art. 28.2" in page
    assert "SEHO Escrito" in page
    assert Seho.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Escriba este dato"),
        ("name", "Servicio\x00", "carácter"),
        ("name", "x" * 151, "150"),
        ("phone", "12", "celular"),
        ("opened_on", "31/02/2026", "fecha que exista"),
        ("email", "nadie", "correo"),
    ],
)
def test_bad_input_of_a_service_is_told(client, cast, field, value, words):
    client.force_login(cast.specialist)
    response = client.post(
        url("seho_add"), service_data(ugel=cast.ugel.pk, hospital=cast.seho.hospital.pk, **{field: value})
    )
    assert response.status_code == 200
    assert words in str(response.context["form"].errors[field])
    assert Seho.objects.count() == 1


def test_a_form_closes_no_service_and_corrects_what_was_closed(client, cast):
    client.force_login(cast.specialist)
    data = service_data(ugel=cast.ugel.pk, hospital=cast.seho.hospital.pk, state=SehoState.CLOSED)
    assert "state" in client.post(url("seho_add"), data).context["form"].errors
    address = url("seho_edit", cast.seho.pk)
    closing = {"closed_on": "2026-06-09", "closing_resolution": "RD 9", "closing_reason": "Vencimiento"}
    assert "state" in client.post(address, data | closing).context["form"].errors  # its steps close it (art. 33.1)
    Seho.objects.filter(pk=cast.seho.pk).update(state=SehoState.CLOSED, closed_on=date(2026, 6, 8))
    assert "closing_reason" in client.post(address, data | closing | {"closing_reason": ""}).context["form"].errors
    assert client.post(address, data | closing).status_code == 302
    cast.seho.refresh_from_db()
    assert cast.seho.closed_on == date(2026, 6, 9)
    assert "Vencimiento" in text(client.get(url("seho_detail", cast.seho.pk)))


def test_form_keeps_a_hospital_that_is_no_longer_offered(client, cast):
    hospital = cast.seho.hospital
    hospital.category, hospital.is_active = "I-4", False
    hospital.save()
    HospitalFactory(name="Puesto de salud", category="I-2")
    client.force_login(cast.specialist)
    page = text(client.get(url("seho_edit", cast.seho.pk)))
    assert hospital.name in page
    assert "Puesto de salud" not in page


def test_code_is_assigned_and_a_taken_one_refused(client, cast):
    SehoFactory(registration_code="TOMADO")
    client.force_login(cast.minedu)
    address = url("seho_code", cast.seho.pk)
    page = text(client.post(address, {"registration_code": "TOMADO"}))
    assert "Otro servicio ya tiene ese código de registro." in page
    assert "registration_code" in client.post(address, {"registration_code": ""}).context["form"].errors
    assert client.post(address, {"registration_code": "NUEVO-1"}).status_code == 302
    cast.seho.refresh_from_db()
    assert cast.seho.registration_code == "NUEVO-1"


# --- agreements and spaces -------------------------------------------------------------------------

AGREEMENT = {
    "number": "Convenio 8",
    "starts_on": "2026-01-01",
    "ends_on": "2027-12-31",
    "signed_on": "",
    "parties": "GRE y hospital",
}


def test_agreement_is_registered_and_corrected(client, cast):
    client.force_login(cast.specialist)
    assert client.post(url("agreement_add", cast.seho.pk), AGREEMENT).status_code == 302
    agreement = cast.seho.agreements.get()
    assert agreement.ends_on == date(2027, 12, 31)
    changed = AGREEMENT | {"ends_on": "2026-12-31"}
    assert client.post(url("agreement_edit", agreement.pk), changed).status_code == 302
    agreement.refresh_from_db()
    assert agreement.ends_on == date(2026, 12, 31)


def test_agreement_that_ends_before_it_starts_is_told_beside_the_field(client, cast):
    client.force_login(cast.specialist)
    response = client.post(url("agreement_add", cast.seho.pk), AGREEMENT | {"ends_on": "2025-12-31"})
    assert list(response.context["form"].errors) == ["ends_on"]
    assert not Agreement.objects.exists()
    agreement = AgreementFactory(seho=cast.seho)
    response = client.post(url("agreement_edit", agreement.pk), AGREEMENT | {"ends_on": "2025-12-31"})
    assert list(response.context["form"].errors) == ["ends_on"]


def test_space_is_registered_and_corrected(client, cast):
    client.force_login(cast.specialist)
    data = {"kind": "BEDSIDE", "name": "Sala cama", "capacity": "", "is_active": "on"}
    assert client.post(url("space_add", cast.seho.pk), data).status_code == 302
    space = cast.seho.spaces.get()
    assert (space.is_active, space.capacity) == (True, None)
    assert client.post(url("space_edit", space.pk), data | {"is_active": "", "capacity": "4"}).status_code == 302
    space.refresh_from_db()
    assert (space.is_active, space.capacity) == (False, 4)


def test_space_with_a_taken_name_is_told_beside_the_field(client, cast):
    LearningSpaceFactory(seho=cast.seho, name="Aula Sol")
    client.force_login(cast.specialist)
    data = {"kind": "HOME", "name": "Aula Sol", "capacity": "-1", "is_active": "on"}
    assert list(client.post(url("space_add", cast.seho.pk), data).context["form"].errors) == ["capacity"]
    response = client.post(url("space_add", cast.seho.pk), data | {"capacity": "1"})
    assert list(response.context["form"].errors) == ["name"]
    assert LearningSpace.objects.count() == 1


# --- schools and hospitals -------------------------------------------------------------------------


def test_school_list_shows_what_was_found(client, cast):
    SchoolFactory(name="40123 José Olaya", closed=True)
    SchoolFactory(name="Micaela Bastidas")
    client.force_login(cast.coordinator)
    page = text(client.get(url("school_list"), {"q": "olaya"}))
    assert "40123 José Olaya" in page
    assert "Cerrada" in page
    assert "Micaela" not in page
    nothing = text(client.get(url("school_list"), {"q": "nadie & nada"}))
    assert "Ninguna institución coincide" in nothing
    assert f"{url('school_add')}?q=nadie+%26+nada" in nothing


def test_school_list_without_words_shows_what_waits_to_be_confirmed(client, cast):
    client.force_login(cast.coordinator)
    assert "Escriba qué institución busca" in text(client.get(url("school_list")))
    SchoolFactory(name="Nueva Esperanza", provisional=True)
    assert "Nueva Esperanza" in text(client.get(url("school_list")))


@pytest.mark.parametrize("count", [1, 3])
def test_school_list_asks_the_same_for_one_and_for_three(client, cast, django_assert_num_queries, count):
    SchoolFactory.create_batch(count, name="José Olaya")
    client.force_login(cast.coordinator)
    # Session, person, scope, search, schools.
    with django_assert_num_queries(5):
        assert len(client.get(url("school_list"), {"q": "olaya"}).context["schools"]) == count


def test_teacher_looks_for_schools_but_adds_none(client, cast):
    client.force_login(cast.teacher)
    assert "Registrar una que falta" not in text(client.get(url("school_list")))
    response = client.get(url("school_add"))
    assert response.status_code == 403
    assert "coordinación" in text(response)


def test_select_gets_value_text_and_detail(client, cast):
    school = SchoolFactory(name="José <Olaya>", modular_code="0309369", level_name="Primaria", closed=True)
    client.force_login(cast.teacher)
    assert client.get(url("school_search"), {"q": "olaya"}).json() == {
        "results": [
            {
                "value": str(school.pk),
                "text": "José <Olaya> (Primaria)",
                "detail": "0309369-0 · Arequipa · cerrada",
            }
        ]
    }
    assert client.get(url("school_search")).json() == {"results": []}


def test_school_page_and_its_contact(client, cast):
    school = SchoolFactory(provisional=True)
    client.force_login(cast.coordinator)
    page = text(client.get(url("school_detail", school.pk)))
    assert "falta confirmarlos" in page
    data = {
        "director_name": "Ana Flores",
        "phone": "987 654 321",
        "email": "ie@ejemplo.pe",
        "address": "Jr. 2",
    }
    assert client.post(url("school_contact", school.pk), data).status_code == 302
    school.refresh_from_db()
    assert (school.director_name, school.phone) == ("Ana Flores", "987654321")
    page = text(client.get(url("school_detail", school.pk)))
    assert "Corrigió los datos de contacto" in page


def test_contact_of_a_school_is_not_for_teachers_nor_other_ugels(client, cast):
    school = SchoolFactory()
    for user, status in (
        (cast.teacher, 403),
        (cast.specialist, 403),
        (make_user(Role.UGEL_SPECIALIST, school.ugel), 200),
        (make_user(Role.ADMIN), 200),
    ):
        client.force_login(user)
        assert client.get(url("school_detail", school.pk)).status_code == 200
        assert client.get(url("school_contact", school.pk)).status_code == status
        assert client.get(url("school_contact", MISSING)).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"), [("phone", "1"), ("director_name", "=SUMA(A1)"), ("email", "x"), ("address", "\x00")]
)
def test_bad_contact_writes_nothing(client, cast, field, value):
    school = SchoolFactory()
    client.force_login(cast.coordinator)
    data = {"director_name": "Ana", "phone": "", "email": "", "address": ""} | {field: value}
    assert list(client.post(url("school_contact", school.pk), data).context["form"].errors) == [field]
    fresh = School.objects.get(pk=school.pk)
    assert (fresh.director_name, fresh.email) == (school.director_name, school.email)


SCHOOL = {
    "modular_code": "0309369",
    "annex": "0",
    "name": "Nueva Esperanza",
    "level_code": "B0",
    "management": "1",
    "department": "Arequipa",
    "province": "Arequipa",
    "district": "Yura",
}


def test_school_is_registered_by_hand(client, cast):
    client.force_login(cast.coordinator)
    assert 'value="0309369"' in text(client.get(url("school_add"), {"q": "0309369"}))
    response = client.post(url("school_add"), SCHOOL)
    school = School.objects.get(modular_code="0309369")
    assert response["Location"] == url("school_detail", school.pk)
    assert school.is_provisional


def test_page_that_asked_for_a_school_gets_it_back(client, cast):
    client.force_login(cast.coordinator)
    back = "/estudiantes/registro/?paso=6"
    assert f'name="next" value="{back}"' in text(client.get(url("school_add"), {"next": back}))
    response = client.post(url("school_add"), SCHOOL | {"next": back})
    assert response["Location"] == f"{back}&ie={School.objects.get(modular_code='0309369').pk}"


@pytest.mark.parametrize("elsewhere", ["https://malo.test/", "//malo.test/", "/\\malo.test", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client, cast, elsewhere):
    client.force_login(cast.coordinator)
    assert "malo.test" not in text(client.get(url("school_add"), {"next": elsewhere}))
    response = client.post(url("school_add"), SCHOOL | {"next": elsewhere})
    assert response["Location"].startswith("/red/ie/")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"modular_code": "030936"}, "modular_code"),
        ({"modular_code": "03A9369"}, "modular_code"),
        ({"annex": ""}, "annex"),
        ({"level_code": "Z9"}, "level_code"),
        ({"district": ""}, "district"),
        ({"local_code": "12"}, "local_code"),
        ({"name": "x" * 151}, "name"),
    ],
)
def test_bad_school_is_told_beside_its_field(client, cast, changes, field):
    client.force_login(cast.coordinator)
    before = School.objects.count()
    assert list(client.post(url("school_add"), SCHOOL | changes).context["form"].errors) == [field]
    assert School.objects.count() == before


def test_school_that_is_there_is_told_with_its_name(client, cast):
    SchoolFactory(modular_code="0309369", annex="0", name="40123 José Olaya")
    client.force_login(cast.coordinator)
    page = text(client.post(url("school_add"), SCHOOL))
    assert "40123 José Olaya" in page


def test_hospital_list_shows_services_that_one_sees(client, cast):
    HospitalFactory(name="Hospital Lejano")
    client.force_login(cast.coordinator)
    page = text(client.get(url("hospital_list"), {"q": cast.seho.hospital.code}))
    assert cast.seho.hospital.name in page
    assert "SEHO Goyeneche" in page
    assert "Hospital Lejano" not in page
    assert "Ningún establecimiento coincide" in text(client.get(url("hospital_list"), {"q": "nadie"}))


@pytest.mark.parametrize("count", [1, 3])
def test_hospital_list_asks_the_same_for_one_and_for_three(client, today, django_assert_num_queries, count):
    user = make_user(Role.MINEDU)
    SehoFactory.create_batch(count)
    client.force_login(user)
    # Session, person, scope, count, hospitals, services.
    with django_assert_num_queries(6):
        assert len(client.get(url("hospital_list")).context["page"].object_list) == count


def test_list_has_pages(client, today):
    HospitalFactory.create_batch(51)
    client.force_login(make_user(Role.ADMIN))
    assert "Siguientes" in text(client.get(url("hospital_list")))
    assert len(client.get(url("hospital_list"), {"page": 2}).context["page"].object_list) == 1


def test_agreement_of_tomorrow_is_due_and_not_late(client, cast, today):
    AgreementFactory(seho=cast.seho, ends_on=today + timedelta(days=1))
    client.force_login(cast.coordinator)
    page = text(client.get(url("seho_detail", cast.seho.pk)))
    assert "Convenio por vencer" in page
    assert "en 1 día" in page


def test_tabs_lead_only_where_one_may_go(client, cast):
    def tabs(user):
        client.force_login(user)
        page = client.get(url("school_list"))
        found = [
            line for line in text(page).split('class="tabs"')[1].split("</ul>")[0].split("href=") if "</a>" in line
        ]
        return [line.split(">")[1].split("<")[0] for line in found]

    everything = [
        "Servicios",
        "Instituciones educativas",
        "Establecimientos de salud",
        "Calendarios",
        "Competencias",
        "Nombres de los años",
        "Personas",
    ]
    assert tabs(cast.coordinator) == everything
    assert tabs(cast.teacher) == ["Instituciones educativas", "Calendarios", "Competencias", "Nombres de los años"]
