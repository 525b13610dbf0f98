"""What is written about people, with each way out."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from seho.accounts import services
from seho.accounts.enums import CheckLaw, Role
from seho.accounts.models import AuditEvent, Membership, User
from seho.accounts.rules import check_valid_until
from tests.accounts.factories import MembershipFactory, UserFactory, make_user
from tests.network.factories import SehoFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 10)


@pytest.fixture
def admin(db):
    return make_user(Role.ADMIN)


def invitation(by, **changes):
    return {
        "by": by,
        "email": "Eva.Nueva@ejemplo.pe",
        "given_names": "Eva",
        "surnames": "Nueva Prueba",
        "role": Role.TEACHER,
        "unit": SehoFactory(),
        "starts_on": DAY,
    } | changes


def acts(obj):
    events = AuditEvent.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))
    return [event.act for event in events.order_by("pk")]


# --- invite ---------------------------------------------------------------------------------------


def test_invite_makes_a_person_with_a_post_and_sends_the_link(admin, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        post = services.invite(**invitation(admin, position="Docente", checked_on=DAY))
    person = post.user
    assert (person.email, person.full_name, person.position) == (
        "eva.nueva@ejemplo.pe",
        "Nueva Prueba, Eva",
        "Docente",
    )
    assert not person.has_usable_password()
    assert (post.role, post.created_by) == (Role.TEACHER, admin)
    assert {check.law: check.checked_on for check in post.checks.all()} == dict.fromkeys(CheckLaw, DAY)
    told = ["Dio el rol", "Registró la verificación de antecedentes"]
    assert (acts(person), acts(post)) == (["Invitó a la persona"], told)
    assert AuditEvent.objects.get(object_id=str(post.pk), act="Dio el rol").seho == post.seho
    letter = mail.outbox[0]
    assert letter.to == ["eva.nueva@ejemplo.pe"]
    assert letter.subject == "Su cuenta en Aula Puente"
    assert "https://seho.test/cuentas/clave/nueva/" in letter.body
    assert "durante 3 días" in letter.body


def test_invite_gives_the_post_to_whoever_has_an_account(admin, django_capture_on_commit_callbacks):
    person = UserFactory(email="eva.nueva@ejemplo.pe", given_names="Evangelina")
    with django_capture_on_commit_callbacks(execute=True):
        post = services.invite(**invitation(admin))
    person.refresh_from_db()
    assert post.user == person
    assert person.given_names == "Evangelina"
    assert person.has_usable_password()
    assert mail.outbox == []
    assert User.objects.filter(email="eva.nueva@ejemplo.pe").count() == 1


def test_invite_refuses_a_deactivated_account(admin):
    UserFactory(email="eva.nueva@ejemplo.pe", inactive=True)
    with pytest.raises(ValidationError) as error:
        services.invite(**invitation(admin))
    assert error.value.message_dict == {"email": [services.INACTIVE]}
    assert not Membership.objects.filter(role=Role.TEACHER).exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"unit": None}, "Elija la unidad que corresponde al rol"),
        ({"ends_on": DAY - timedelta(days=1)}, "El último día no puede ser anterior al primero"),
        ({"surnames": ""}, "Este campo no puede"),
        ({"email": "sin-arroba"}, "correo"),
    ],
)
def test_invite_writes_nothing_of_a_bad_invitation(admin, changes, message, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ValidationError, match=message):
        services.invite(**invitation(admin, **changes))
    assert not User.objects.filter(email="eva.nueva@ejemplo.pe").exists()
    assert mail.outbox == []


def test_a_mail_server_that_is_down_undoes_nothing(admin, monkeypatch, django_capture_on_commit_callbacks):
    def fail(user):
        raise OSError("no server")

    monkeypatch.setattr("seho.accounts.letters.send_invitation", fail)
    with django_capture_on_commit_callbacks(execute=True):
        post = services.invite(**invitation(admin))
    assert Membership.objects.filter(pk=post.pk).exists()


def test_resend_invitation(admin, django_capture_on_commit_callbacks):
    post = services.invite(**invitation(admin))
    with django_capture_on_commit_callbacks(execute=True):
        link = services.resend_invitation(by=admin, user=post.user)
    assert link.startswith("https://seho.test/cuentas/clave/nueva/")
    assert link in mail.outbox[-1].body
    assert acts(post.user)[-1] == "Envió de nuevo la invitación"


def test_no_link_for_whoever_has_a_password(admin):
    with pytest.raises(ValidationError, match="ya definió su contraseña"):
        services.resend_invitation(by=admin, user=UserFactory())


# --- posts ----------------------------------------------------------------------------------------


def test_add_membership_refuses_the_same_post_twice(admin):
    post = MembershipFactory(teacher=True)
    with pytest.raises(ValidationError, match="ya tiene ese rol en esa unidad"):
        services.add_membership(by=admin, user=post.user, role=Role.TEACHER, unit=post.seho, starts_on=DAY)
    assert post.user.memberships.count() == 1


def test_a_new_administrator_may_enter_the_administration(admin):
    person = UserFactory()
    services.add_membership(by=admin, user=person, role=Role.ADMIN, unit=None, starts_on=DAY)
    person.refresh_from_db()
    assert person.is_staff
    assert not person.is_superuser


def test_other_roles_do_not_enter_the_administration(admin):
    person = services.add_membership(by=admin, user=UserFactory(), role=Role.MINEDU, unit=None, starts_on=DAY).user
    assert not person.is_staff


def test_end_membership_keeps_the_post_and_tells_the_history(admin):
    post = MembershipFactory(teacher=True)
    services.end_membership(by=admin, membership=post, ends_on=DAY, reason="Cambio de colegio")
    post.refresh_from_db()
    assert post.ends_on == DAY
    event = AuditEvent.objects.get(object_type="accounts.membership", object_id=str(post.pk))
    assert (event.before, event.after) == ({"ends_on": None}, {"ends_on": "2026-06-10"})
    assert (event.reason, event.seho, event.by) == ("Cambio de colegio", post.seho, admin)


def test_end_membership_refuses_a_day_before_the_first(admin):
    post = MembershipFactory(teacher=True, starts_on=DAY)
    with pytest.raises(ValidationError, match="no puede ser anterior"):
        services.end_membership(by=admin, membership=post, ends_on=DAY - timedelta(days=1))
    post.refresh_from_db()
    assert post.ends_on is None


def test_checks_hold_for_the_months_of_the_setting(admin, settings):
    settings.SEHO_CHECK_MONTHS = 6
    post = MembershipFactory(volunteer=True, checked_until=False)
    services.record_checks(by=admin, membership=post, laws=[CheckLaw.PUBLIC_SERVICE], checked_on=DAY, note="Hoja 7")
    row = post.checks.get()
    assert (row.law, row.checked_on, row.checked_by, row.note) == (CheckLaw.PUBLIC_SERVICE, DAY, admin, "Hoja 7")
    assert row.valid_until == check_valid_until(DAY, 6)
    assert acts(post) == ["Registró la verificación de antecedentes"]


def test_a_check_of_no_law_is_none(admin):
    post = MembershipFactory(volunteer=True, checked_until=False)
    with pytest.raises(ValidationError, match="al menos una ley"):
        services.record_checks(by=admin, membership=post, laws=[], checked_on=DAY)
    assert not post.checks.exists()


def test_a_withdrawn_check_stays_with_its_reason_and_counts_no_more(admin):
    post = MembershipFactory(volunteer=True)
    row = post.checks.get(law=CheckLaw.CARE_OF_MINORS)
    with pytest.raises(ValidationError, match="por qué"):
        services.withdraw_check(by=admin, check=row, reason=" ")
    assert post.background_on(DAY).holds
    services.withdraw_check(by=admin, check=row, reason="Era de otra persona")
    services.withdraw_check(by=admin, check=row, reason="Otra vez")
    row.refresh_from_db()
    assert (row.withdrawn_by, row.withdrawn_reason) == (admin, "Era de otra persona")
    assert Membership.objects.get(pk=post.pk).background_on(DAY).wrong == "Ley 30901: sin verificar"
    assert acts(post) == ["Retiró una verificación de antecedentes"]


# --- the last administrator -----------------------------------------------------------------------


def test_the_last_administrator_keeps_the_role(admin):
    with pytest.raises(ValidationError, match="única persona con administración técnica"):
        services.end_membership(by=admin, membership=admin.memberships.get(), ends_on=DAY)
    with pytest.raises(ValidationError, match="única persona con administración técnica"):
        services.deactivate(by=admin, user=admin, today=DAY, reason="Cese")
    admin.refresh_from_db()
    assert admin.is_active
    assert admin.memberships.get().ends_on is None


def test_one_of_two_administrators_may_go(admin):
    other = make_user(Role.ADMIN)
    services.end_membership(by=admin, membership=other.memberships.get(), ends_on=DAY)
    services.deactivate(by=admin, user=other, today=DAY, reason="Cese")
    other.refresh_from_db()
    assert not other.is_active


@pytest.mark.parametrize(("ends_on", "counts"), [(DAY, False), (DAY + timedelta(days=1), True)])
def test_an_administrator_who_also_leaves_does_not_count(admin, ends_on, counts):
    MembershipFactory(admin=True, ends_on=ends_on)
    post = admin.memberships.get()
    if counts:
        assert services.end_membership(by=admin, membership=post, ends_on=DAY)
    else:
        with pytest.raises(ValidationError, match="única persona"):
            services.end_membership(by=admin, membership=post, ends_on=DAY)


def test_a_deactivated_administrator_does_not_count(admin):
    make_user(Role.ADMIN, inactive=True)
    with pytest.raises(ValidationError, match="única persona"):
        services.deactivate(by=admin, user=admin, today=DAY, reason="Cese")


# --- person ---------------------------------------------------------------------------------------


def test_update_person(admin):
    person = UserFactory(position="Docente")
    services.update_person(by=admin, user=person, position="Docente de primaria")
    person.refresh_from_db()
    assert person.position == "Docente de primaria"
    event = AuditEvent.objects.get(object_id=str(person.pk))
    assert (event.before, event.after) == ({"position": "Docente"}, {"position": "Docente de primaria"})


def test_update_person_finds_them_by_the_new_name(admin):
    person = UserFactory(surnames="Prueba")
    services.update_person(by=admin, user=person, surnames="Ñahui")
    assert list(User.objects.named("nahui")) == [person]


def test_deactivate_and_reactivate(admin):
    person = UserFactory()
    epoch = person.session_epoch
    services.deactivate(by=admin, user=person, today=DAY, reason="Terminó su contrato")
    person.refresh_from_db()
    assert not person.is_active
    assert person.session_epoch == epoch + 1
    services.reactivate(by=admin, user=person)
    person.refresh_from_db()
    assert person.is_active
    assert acts(person) == ["Desactivó la cuenta", "Reactivó la cuenta"]


# --- the first person -----------------------------------------------------------------------------


def test_create_administrator(capsys):
    call_command("create_administrator", "ti@ejemplo.pe", "Elena", "Prueba Técnica")
    person = User.objects.get(email="ti@ejemplo.pe")
    assert person.scope.has(Role.ADMIN)
    assert person.is_staff
    said = capsys.readouterr().out
    assert "Prueba Técnica, Elena administra ahora el programa." in said
    assert "https://seho.test/cuentas/clave/nueva/" in said


def test_create_administrator_says_what_is_wrong():
    with pytest.raises(CommandError, match="correo"):
        call_command("create_administrator", "ti", "Elena", "Prueba")
    assert not User.objects.exists()
