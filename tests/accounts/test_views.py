"""Own account, people, and who read what."""

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from seho.accounts import audit
from seho.accounts.enums import AccessKind, CheckLaw, Role
from seho.accounts.models import Membership, User
from tests.accounts.factories import UserFactory, add_post, make_user
from tests.network.factories import HospitalFactory, SchoolFactory, SehoFactory, UgelFactory

pytestmark = pytest.mark.django_db

READERS = {Role.ADMIN, Role.MINEDU, Role.DRE_SPECIALIST, Role.UGEL_SPECIALIST, Role.COORDINATOR}
MANAGERS = {Role.ADMIN, Role.UGEL_SPECIALIST, Role.COORDINATOR}
MISSING = 987654321


class Cast:
    """A service of a UGEL with its people, and a stranger of another."""

    def __init__(self, today):
        self.today = today
        self.ugel = UgelFactory()
        self.seho = SehoFactory(ugel=self.ugel)
        self.admin = make_user(Role.ADMIN, surnames="Administra")
        self.specialist = make_user(Role.UGEL_SPECIALIST, self.ugel, surnames="Especialista")
        self.coordinator = make_user(Role.COORDINATOR, self.seho, surnames="Coordina")
        self.teacher = make_user(Role.TEACHER, self.seho, surnames="Enseña", document_number="71234567")
        self.volunteer = make_user(Role.VOLUNTEER, self.seho, surnames="Acompaña")
        self.stranger = make_user(Role.TEACHER, surnames="Lejana")


@pytest.fixture
def cast(today):
    cache.clear()
    return Cast(today)


def text(response):
    return response.content.decode()


# --- own account ----------------------------------------------------------------------------------


def test_profile_shows_who_one_is_here(client, cast):
    client.force_login(cast.teacher)
    add_post(cast.teacher, Role.MINEDU, day=cast.today, starts_in=1)
    page = text(client.get(reverse("accounts:profile")))
    for words in ("Enseña, Rosa Elvira", cast.teacher.email, "Docente", str(cast.seho), "Aún no empieza"):
        assert words in page
    assert "Cerrar todas mis sesiones" in page
    assert "A su cargo" not in page


def test_profile_leads_a_coordinator_to_the_team_and_the_log(client, cast):
    client.force_login(cast.coordinator)
    page = text(client.get(reverse("accounts:profile")))
    assert reverse("accounts:people") in page
    assert reverse("accounts:access_log") in page


def test_profile_of_whoever_has_no_role_says_whom_to_ask(client, today):
    client.force_login(UserFactory())
    assert "Todavía no tiene un rol" in text(client.get(reverse("accounts:profile")))


# --- list -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_who_reads_the_list_of_people(client, role):
    client.force_login(make_user(role))
    assert client.get(reverse("accounts:people")).status_code == (200 if role in READERS else 403)


def test_people_of_the_own_service(client, cast):
    client.force_login(cast.coordinator)
    page = text(client.get(reverse("accounts:people")))
    assert "3 personas" in page
    assert "Enseña" in page
    assert cast.stranger.email not in page
    assert cast.specialist.email not in page


def test_people_filtered(client, cast):
    cast.volunteer.memberships.get().checks.all().delete()
    client.force_login(cast.specialist)
    page = text(
        client.get(reverse("accounts:people"), {"rol": "VOLUNTEER", "estado": "sin-verificar", "q": "acompana"})
    )
    assert "1 persona<" in page
    assert cast.volunteer.email in page
    assert cast.teacher.email not in page


@pytest.mark.parametrize(
    "query",
    [{"rol": "NADA"}, {"estado": "x"}, {"q": "a\x00b"}, {"q": "x" * 500}, {"page": "999"}, {"page": "x"}],
)
def test_people_with_a_filter_that_means_nothing(client, cast, query):
    client.force_login(cast.specialist)
    assert client.get(reverse("accounts:people"), query).status_code == 200


def test_people_without_a_match(client, cast):
    client.force_login(cast.specialist)
    assert "No hay personas con estos filtros" in text(client.get(reverse("accounts:people"), {"q": "zzz"}))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_one_as_for_many(client, cast, count, django_assert_num_queries):
    for _ in range(count):
        make_user(Role.VOLUNTEER, cast.seho)
    client.force_login(cast.coordinator)
    # session, person, scope; count, people, posts with units, their checks
    with django_assert_num_queries(7):
        client.get(reverse("accounts:people"))


def test_the_list_shows_states(client, cast):
    invited = UserFactory(surnames="Espera")
    invited.set_unusable_password()
    invited.save()
    add_post(invited, Role.INTERN, cast.seho, day=cast.today)
    make_user(Role.INTERN, cast.seho, inactive=True)
    client.force_login(cast.coordinator)
    page = text(client.get(reverse("accounts:people")))
    for words in ("Invitada", "Desactivada", "Antecedentes sin verificar"):
        assert words in page


# --- one person -----------------------------------------------------------------------------------


def test_a_person_is_read_by_whoever_sees_a_post_of_theirs(client, cast):
    client.force_login(cast.coordinator)
    page = text(client.get(reverse("accounts:person", args=[cast.teacher.pk])))
    assert "Enseña" in page
    # The coordinator reads the team; the UGEL manages it.
    assert "71234567" not in page
    assert "Terminar" not in page
    assert "Historial" not in page


def test_a_person_is_managed_by_the_ugel(client, cast):
    client.force_login(cast.specialist)
    page = text(client.get(reverse("accounts:person", args=[cast.teacher.pk])))
    for words in ("71234567", "Terminar", "Antecedentes<span", "Historial", "Desactivar cuenta"):
        assert words in page


URLS = {
    "person": "GET",
    "edit_person": "GET",
    "add_post": "GET",
    "deactivate": "GET",
    "send_invitation": "POST",
    "reactivate": "POST",
    "end_post": "GET",
    "check_post": "GET",
}


def ask(client, name, person):
    pk = person.memberships.get().pk if name.endswith("_post") and name != "add_post" else person.pk
    return client.generic(URLS[name], reverse(f"accounts:{name}", args=[pk]))


@pytest.mark.parametrize("name", URLS)
def test_a_stranger_is_not_there(client, cast, name):
    client.force_login(cast.specialist)
    assert ask(client, name, cast.stranger).status_code == 404


@pytest.mark.parametrize("name", URLS)
def test_whoever_does_not_exist_is_not_there_either(client, cast, name):
    client.force_login(cast.admin)
    assert client.generic(URLS[name], reverse(f"accounts:{name}", args=[MISSING])).status_code == 404


@pytest.mark.parametrize("name", sorted(set(URLS) - {"person", "add_post"}))
def test_a_coordinator_does_not_manage_the_team(client, cast, name):
    client.force_login(cast.coordinator)
    response = ask(client, name, cast.teacher)
    assert response.status_code == 403
    assert "administra" in text(response)


@pytest.mark.parametrize("name", URLS)
@pytest.mark.parametrize("role", sorted(set(Role) - READERS))
def test_roles_that_do_not_deal_with_people(client, cast, name, role):
    client.force_login(make_user(role))
    assert ask(client, name, cast.teacher).status_code == 403


@pytest.mark.parametrize("role", sorted(READERS - MANAGERS))
@pytest.mark.parametrize("name", sorted(set(URLS) - {"person"}))
def test_readers_manage_nothing(client, cast, name, role):
    client.force_login(make_user(role))
    assert ask(client, name, cast.teacher).status_code == 403


@pytest.mark.parametrize("name", ["people", "invite", "access_log", "profile", "session"])
def test_anonymous_signs_in_first(client, today, name):
    url = reverse(f"accounts:{name}")
    assert client.get(url).url == f"/cuentas/ingresar/?next={url}"


# --- invite ---------------------------------------------------------------------------------------

NEW = {
    "email": "Eva@ejemplo.pe",
    "given_names": "Eva",
    "surnames": "Nueva",
    "position": "Docente",
    "starts_on": "2026-06-10",
}


def invite(client, role, **values):
    return client.post(f"{reverse('accounts:invite')}?rol={role}", NEW | values)


def test_inviting_begins_with_the_roles_that_one_may_give(client, cast):
    client.force_login(cast.coordinator)
    page = text(client.get(reverse("accounts:invite")))
    assert re.findall(r"\?rol=(\w+)", page) == ["VOLUNTEER", "INTERN"]


def test_a_role_that_is_not_one_s_to_give(client, cast):
    client.force_login(cast.coordinator)
    response = invite(client, "TEACHER", unit=cast.seho.pk)
    assert response.status_code == 403
    assert "no le permite dar el rol «Docente»" in text(response)
    assert not User.objects.filter(email="eva@ejemplo.pe").exists()


def test_invite_shows_the_link_once(client, cast, mailoutbox, django_capture_on_commit_callbacks):
    client.force_login(cast.specialist)
    with django_capture_on_commit_callbacks(execute=True):
        response = invite(client, "TEACHER", unit=cast.seho.pk, checked_on="2026-06-01")
    person = User.objects.get(email="eva@ejemplo.pe")
    assert response.url == reverse("accounts:person", args=[person.pk])
    post = person.memberships.get()
    assert (post.role, post.seho) == (Role.TEACHER, cast.seho)
    assert {check.checked_on for check in post.checks.all()} == {date(2026, 6, 1)}
    # The link of one person is not shown on the page of another.
    assert "clave/nueva" not in text(client.get(reverse("accounts:person", args=[cast.teacher.pk])))
    page = text(client.get(response.url))
    link = re.search(r'value="https://seho.test(/cuentas/clave/nueva/[^"]+)"', page)[1]
    assert "clave/nueva" not in text(client.get(response.url))
    assert [mail.to for mail in mailoutbox] == [["eva@ejemplo.pe"]]
    client.logout()
    assert "Elija su contraseña" in text(client.get(link, follow=True))


def test_invite_whoever_has_an_account_gives_no_link(client, cast):
    client.force_login(cast.specialist)
    response = invite(client, "TEACHER", unit=cast.seho.pk, email=cast.stranger.email)
    assert cast.stranger.memberships.filter(seho=cast.seho).exists()
    page = text(client.get(response.url))
    assert "ya tenía una cuenta con ese correo" in page
    assert "clave/nueva" not in page


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"unit": ""}, "unit", "Elija una opción."),
        ({"email": "sin-arroba"}, "email", "Escriba un correo completo"),
        ({"email": "x@demo.test"}, "email", "son de la demostración"),
        ({"given_names": "=SUMA(A1)"}, "given_names", "parece una fórmula"),
        ({"surnames": "Nue\x00va"}, "surnames", "carácter que no se puede guardar"),
        ({"surnames": "N" * 101}, "surnames", "como máximo 100"),
        ({"starts_on": "2026-02-30"}, "starts_on", "Escriba una fecha que exista"),
        ({"ends_on": "2026-06-09"}, "ends_on", "no puede ser anterior"),
        ({"checked_on": "2026-06-11"}, "checked_on", "no puede ser posterior a hoy"),
    ],
)
def test_a_bad_invitation_keeps_what_was_typed_and_writes_nothing(client, cast, values, field, message):
    client.force_login(cast.specialist)
    people, posts = User.objects.count(), Membership.objects.count()
    response = invite(client, "TEACHER", **({"unit": cast.seho.pk} | values))
    assert response.status_code == 200
    assert message in " ".join(response.context["form"].errors[field])
    assert message in text(response)
    assert 'value="Docente"' in text(response)
    assert (User.objects.count(), Membership.objects.count()) == (people, posts)


def test_a_service_of_another_ugel_is_no_option(client, cast):
    other = SehoFactory()
    client.force_login(cast.specialist)
    page = text(client.get(f"{reverse('accounts:invite')}?rol=TEACHER"))
    assert cast.seho.short_name in page
    assert other.short_name not in page
    response = invite(client, "TEACHER", unit=other.pk)
    assert "Esa opción" in response.context["form"].errors["unit"][0]


def test_a_deactivated_account_is_told_beside_its_email(client, cast):
    closed = make_user(Role.TEACHER, cast.seho, inactive=True)
    client.force_login(cast.specialist)
    response = invite(client, "TEACHER", unit=cast.seho.pk, email=closed.email)
    assert "está desactivada" in response.context["form"].errors["email"][0]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("0523456", "0"),
        (" 0523456-0 ", "0"),
        ("0523456-1", "1"),
        ("0523456-7", None),
        ("9999999", None),
        ("x", None),
    ],
)
def test_a_director_is_invited_by_the_code_of_the_school(client, cast, typed, found):
    for annex in "01":
        SchoolFactory(modular_code="0523456", annex=annex, ugel=cast.ugel)
    client.force_login(cast.specialist)
    response = invite(client, "DIRECTOR", unit=typed)
    if found:
        assert User.objects.get(email="eva@ejemplo.pe").memberships.get().school.annex == found
    else:
        assert "No hay una institución educativa a su cargo" in text(response)
        assert f'value="{typed}"' in text(response)


def test_a_school_of_another_ugel_is_not_at_one_s_charge(client, cast):
    school = SchoolFactory()
    client.force_login(cast.specialist)
    assert "No hay una institución educativa a su cargo" in text(invite(client, "DIRECTOR", unit=school.code))


@pytest.mark.parametrize("typed", ["00007734", "7734"])
def test_a_focal_point_is_invited_by_the_code_of_the_hospital(client, cast, typed):
    hospital = HospitalFactory(code="00007734", ugel=cast.ugel)
    client.force_login(cast.specialist)
    invite(client, "FOCAL_POINT", unit=typed)
    assert User.objects.get(email="eva@ejemplo.pe").memberships.get().hospital == hospital


@pytest.mark.parametrize("role", Role)
def test_the_administrator_may_invite_to_every_role(client, cast, role):
    unit = {
        "UGEL_SPECIALIST": cast.ugel.pk,
        "DRE_SPECIALIST": cast.ugel.region_id,
        "DIRECTOR": SchoolFactory().code,
        "FOCAL_POINT": HospitalFactory().code,
    }.get(role, cast.seho.pk)
    client.force_login(cast.admin)
    assert client.get(f"{reverse('accounts:invite')}?rol={role}").status_code == 200
    assert invite(client, role, unit=unit).status_code == 302
    assert User.objects.get(email="eva@ejemplo.pe").scope.roles == {role}


# --- acts -----------------------------------------------------------------------------------------


def test_give_one_more_role(client, cast):
    client.force_login(cast.coordinator)
    url = reverse("accounts:add_post", args=[cast.teacher.pk])
    assert re.findall(r"\?rol=(\w+)", text(client.get(url))) == ["VOLUNTEER", "INTERN"]
    response = client.post(f"{url}?rol=VOLUNTEER", {"unit": cast.seho.pk, "starts_on": "2026-06-10"})
    assert response.url == reverse("accounts:person", args=[cast.teacher.pk])
    assert cast.teacher.memberships.filter(role=Role.VOLUNTEER, seho=cast.seho).exists()


def test_give_a_role_that_is_held_already(client, cast):
    client.force_login(cast.specialist)
    url = f"{reverse('accounts:add_post', args=[cast.teacher.pk])}?rol=TEACHER"
    page = text(client.post(url, {"unit": cast.seho.pk, "starts_on": "2026-06-10"}))
    assert "ya tiene ese rol en esa unidad" in page
    assert cast.teacher.memberships.count() == 1


def test_end_a_role(client, cast):
    post = cast.volunteer.memberships.get()
    client.force_login(cast.coordinator)
    url = reverse("accounts:end_post", args=[post.pk])
    assert 'value="2026-06-10"' in text(client.get(url))
    client.post(url, {"ends_on": "2026-06-09", "reason": "Terminó su semestre"})
    post.refresh_from_db()
    assert post.ends_on == date(2026, 6, 9)
    page = text(client.get(reverse("accounts:person", args=[cast.volunteer.pk])))
    assert "Terminó" in page


def test_a_role_does_not_end_before_it_starts(client, cast):
    post = add_post(cast.volunteer, Role.INTERN, cast.seho, day=cast.today, starts_in=0)
    client.force_login(cast.coordinator)
    page = text(client.post(reverse("accounts:end_post", args=[post.pk]), {"ends_on": "2026-06-09"}))
    assert "El rol empezó el 10/06/2026: no puede terminar antes." in page
    post.refresh_from_db()
    assert post.ends_on is None


def test_the_last_administrator_is_told_why_not(client, cast):
    client.force_login(cast.admin)
    url = reverse("accounts:end_post", args=[cast.admin.memberships.get().pk])
    page = text(client.post(url, {"ends_on": "2026-06-10"}))
    assert "única persona con administración técnica" in page


def test_record_the_background_check(client, cast):
    post = cast.volunteer.memberships.get()
    client.force_login(cast.coordinator)
    url = reverse("accounts:check_post", args=[post.pk])
    tomorrow = (cast.today + timedelta(days=1)).isoformat()
    post.checks.all().delete()
    law = CheckLaw.CARE_OF_MINORS
    assert "no puede ser posterior a hoy" in text(client.post(url, {"laws": [law], "checked_on": tomorrow}))
    assert "Marque al menos una ley." in text(client.post(url, {"checked_on": "2026-06-01"}))
    assert not post.checks.exists()
    page = text(client.post(url, {"laws": [law], "checked_on": "2026-06-01"}, follow=True))
    check = post.checks.get()
    assert (check.law, check.checked_on, check.valid_until) == (law, date(2026, 6, 1), date(2027, 6, 1))
    assert "vale hasta el 01/06/2027" in page


def test_withdraw_a_background_check(client, cast):
    post = cast.volunteer.memberships.get()
    check = post.checks.first()
    client.force_login(cast.coordinator)
    url = reverse("accounts:withdraw_check", args=[check.pk])
    client.post(url, {"reason": ""})
    assert post.background_on(cast.today).holds
    client.post(url, {"reason": "Era de otra persona"})
    check.refresh_from_db()
    assert check.withdrawn_reason == "Era de otra persona"
    assert client.get(url).status_code == 404


def test_roles_without_pupils_have_no_background_check(client, cast):
    director = make_user(Role.DIRECTOR)
    client.force_login(cast.admin)
    assert ask(client, "check_post", director).status_code == 404


def test_correct_a_person(client, cast):
    client.force_login(cast.specialist)
    url = reverse("accounts:edit_person", args=[cast.teacher.pk])
    client.post(url, {"given_names": "Ana", "surnames": "Enseña", "position": "Docente de primaria"})
    cast.teacher.refresh_from_db()
    assert (cast.teacher.given_names, cast.teacher.position) == ("Ana", "Docente de primaria")
    page = client.post(url, {"given_names": "", "surnames": "Enseña"})
    assert page.context["form"].errors["given_names"] == ["Escriba este dato."]
    cast.teacher.refresh_from_db()
    assert cast.teacher.given_names == "Ana"


def test_send_another_invitation(client, cast):
    cast.volunteer.set_unusable_password()
    cast.volunteer.save()
    client.force_login(cast.coordinator)
    url = reverse("accounts:send_invitation", args=[cast.volunteer.pk])
    assert "clave/nueva" in text(client.post(url, follow=True))
    assert client.get(url).status_code == 405


def test_no_link_to_the_account_of_whoever_has_a_password(client, cast):
    client.force_login(cast.coordinator)
    page = text(client.post(reverse("accounts:send_invitation", args=[cast.volunteer.pk]), follow=True))
    assert "ya definió su contraseña" in page
    assert "clave/nueva" not in page


def test_deactivate_and_reactivate(client, cast):
    client.force_login(cast.specialist)
    url = reverse("accounts:deactivate", args=[cast.teacher.pk])
    assert "sus sesiones abiertas se cierran ahora" in text(client.get(url))
    page = client.post(url, {"reason": ""})
    assert page.context["form"].errors["reason"]
    client.post(url, {"reason": "Terminó su contrato"})
    cast.teacher.refresh_from_db()
    assert not cast.teacher.is_active
    page = text(client.get(reverse("accounts:person", args=[cast.teacher.pk])))
    assert "Terminó su contrato" in page
    assert "Reactivar cuenta" in page
    client.post(reverse("accounts:reactivate", args=[cast.teacher.pk]))
    cast.teacher.refresh_from_db()
    assert cast.teacher.is_active


def test_one_does_not_deactivate_oneself(client, cast):
    client.force_login(cast.admin)
    response = client.post(reverse("accounts:deactivate", args=[cast.admin.pk]), {"reason": "x"})
    assert response.status_code == 403
    assert "No puede desactivar su propia cuenta." in text(response)


# --- who read what --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_who_reads_the_access_log(client, role):
    client.force_login(make_user(role))
    assert client.get(reverse("accounts:access_log")).status_code == (200 if role is Role.COORDINATOR else 403)


def test_the_access_log_of_the_own_service(client, cast):
    audit.log_access(by=cast.teacher, kind=AccessKind.EXPORT, obj=User, seho=cast.seho, detail="12 filas")
    audit.log_access(by=cast.stranger, kind=AccessKind.HEALTH, obj=cast.stranger.memberships.get())
    client.force_login(cast.coordinator)
    page = text(client.get(reverse("accounts:access_log")))
    assert "1 acceso<" in page
    assert "Enseña" in page
    assert "Exportación: Personas" in page
    assert "12 filas" in page
    assert "Lejana" not in page


@pytest.mark.parametrize("query", [{"desde": "2026-13-01"}, {"tipo": "x"}, {"q": "\x00"}, {"hasta": "2026-06-10"}])
def test_the_access_log_with_a_filter_that_means_nothing(client, cast, query):
    client.force_login(cast.coordinator)
    assert client.get(reverse("accounts:access_log"), query).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_asks_as_much_for_one_as_for_many(client, cast, count, django_assert_num_queries):
    for _ in range(count):
        audit.log_access(by=cast.teacher, kind=AccessKind.FILE, obj=UserFactory(), seho=cast.seho)
    client.force_login(cast.coordinator)
    # session, person, scope; count, events with persons, what was read
    with django_assert_num_queries(6):
        client.get(reverse("accounts:access_log"))
