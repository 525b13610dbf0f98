"""Both logs are only ever added to, say what changed, and keep secrets out."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, models, transaction
from django.test import RequestFactory
from django.test.utils import isolate_apps

from seho.accounts import audit, services
from seho.accounts.enums import AccessKind, Role
from seho.accounts.immutability import LOG_TABLES, install_triggers, remove_triggers
from seho.accounts.models import AccessEvent, AuditEvent, User
from seho.accounts.querysets import AppendOnlyError
from seho.crypto import EncryptedTextField
from seho.network.models import Seho
from tests.accounts.factories import UserFactory, make_user
from tests.network.factories import SehoFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(db):
    return UserFactory()


@pytest.fixture
def events(author):
    seho = SehoFactory()
    return [
        audit.record(by=author, act="Registró el servicio", obj=seho, after=audit.snapshot(seho)),
        audit.log_access(by=author, kind=AccessKind.HEALTH, obj=seho),
    ]


# --- record ---------------------------------------------------------------------------------------


def test_record_says_who_what_and_where(author):
    seho = SehoFactory()
    event = audit.record(by=author, act="Cambió el teléfono", obj=seho, reason="Número nuevo")
    event.refresh_from_db()
    assert (event.by, event.act, event.reason) == (author, "Cambió el teléfono", "Número nuevo")
    assert (event.object_type, event.object_id, event.seho) == ("network.seho", str(seho.pk), seho)
    assert list(audit.history_of(seho)) == [event]


def test_record_takes_the_service_of_the_object_or_the_one_given(author):
    post = make_user(Role.TEACHER).memberships.get()
    other = SehoFactory()
    assert audit.record(by=author, act="Dio el rol", obj=post).seho == post.seho
    assert audit.record(by=author, act="Dio el rol", obj=post, seho=other).seho == other
    assert audit.record(by=author, act="Cambió su contraseña", obj=author).seho is None


def test_record_keeps_only_what_differs(author):
    before = audit.snapshot(author, ["given_names", "surnames"])
    author.given_names = "Otra"
    event = audit.record(
        by=author,
        act="Corrigió",
        obj=author,
        before=before,
        after=audit.snapshot(author, ["given_names", "surnames"]),
    )
    assert (event.before, event.after) == ({"given_names": "Rosa Elvira"}, {"given_names": "Otra"})


def test_whoever_has_no_account_is_nobody():
    seho = SehoFactory()
    assert audit.record(by=AnonymousUser(), act="Pidió el servicio", obj=seho).by is None
    assert audit.record(by=None, act="Pidió el servicio", obj=seho).by is None


def test_snapshot_holds_what_json_can_and_no_password(author):
    post = make_user(Role.TEACHER, membership__checked_on=date(2026, 3, 1)).memberships.get()
    values = audit.snapshot(post)
    assert values["seho"] == post.seho_id
    assert values["checked_on"] == date(2026, 3, 1)
    event = audit.record(by=author, act="Dio el rol", obj=post, after=values)
    event.refresh_from_db()
    assert event.after["checked_on"] == "2026-03-01"
    assert audit.snapshot(author)["password"] == audit.HIDDEN


@isolate_apps("seho.accounts")
def test_encrypted_values_never_enter_the_log(author):
    class Secret(models.Model):
        text = EncryptedTextField()
        note = models.TextField()

        class Meta:
            app_label = "accounts"
            managed = False

        def __str__(self):
            return self.note

    secret = Secret(pk=1, text="CANARIO-DIAGNÓSTICO", note="visible")
    assert audit.snapshot(secret) == {"id": 1, "text": "•", "note": "visible"}
    event = audit.record(by=author, act="Registró", obj=secret, after={"text": "CANARIO-DIAGNÓSTICO"})
    assert event.after == {"text": "•"}


def test_a_failing_audit_undoes_the_act(monkeypatch, author):
    def fail(*args, **kwargs):
        raise RuntimeError("no log")

    admin = make_user(Role.ADMIN)
    monkeypatch.setattr(AuditEvent, "save", fail)
    acts = [
        lambda: services.update_person(by=admin, user=author, given_names="Otra"),
        lambda: services.deactivate(by=admin, user=author, today=date(2026, 6, 10), reason="Cese"),
        lambda: services.end_all_sessions(user=author),
        lambda: services.set_password(user=author, password="otra-clave-larga"),
        lambda: services.add_membership(by=admin, user=author, role=Role.MINEDU, unit=None, starts_on=date(2026, 6, 1)),
        lambda: services.invite(
            by=admin,
            email="nueva@ejemplo.pe",
            given_names="Eva",
            surnames="Nueva",
            role=Role.MINEDU,
            unit=None,
            starts_on=date(2026, 6, 1),
        ),
    ]
    unchanged = User.objects.filter(pk=author.pk).values().get()
    for act in acts:
        with pytest.raises(RuntimeError), transaction.atomic():
            act()
        assert User.objects.filter(pk=author.pk).values().get() == unchanged
        assert not author.memberships.exists()
        assert not User.objects.filter(email="nueva@ejemplo.pe").exists()


# --- log_access -----------------------------------------------------------------------------------


def test_access_says_who_read_what_where(author):
    seho = SehoFactory()
    request = RequestFactory().get("/documentos/5/?q=Ana")
    event = audit.log_access(by=author, kind=AccessKind.FILE, obj=seho, request=request, detail="Constancia")
    event.refresh_from_db()
    assert (event.by, event.kind, event.detail, event.seho) == (author, AccessKind.FILE, "Constancia", seho)
    # Without the query: what was searched for may be a name.
    assert event.path == "/documentos/5/"


def test_access_of_an_export_names_the_model_only(author):
    event = audit.log_access(by=author, kind=AccessKind.EXPORT, obj=Seho, detail="12 filas")
    assert (event.object_type, event.object_id, event.seho) == ("network.seho", "", None)


# --- append-only ----------------------------------------------------------------------------------


def test_models_refuse_change_and_deletion(events):
    for event in events:
        with pytest.raises(AppendOnlyError):
            event.save()
        with pytest.raises(AppendOnlyError):
            event.delete()
        rows = type(event).objects.filter(pk=event.pk)
        with pytest.raises(AppendOnlyError):
            rows.update(object_id="0")
        with pytest.raises(AppendOnlyError):
            rows.delete()
        with pytest.raises(AppendOnlyError):
            type(event).objects.bulk_update([event], ["object_id"])
        assert rows.get().object_id == event.object_id


@pytest.fixture
def triggers(events):
    install_triggers(connection)
    yield
    remove_triggers(connection)


@pytest.mark.usefixtures("triggers")
@pytest.mark.parametrize("table", LOG_TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET object_id = 'x'", "UPDATE {} SET at = NULL", "DELETE FROM {}"])
def test_database_refuses_change_and_deletion(table, statement):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))
    assert AuditEvent.objects.count() == AccessEvent.objects.count() == 1


@pytest.mark.postgres_only
@pytest.mark.usefixtures("triggers")
def test_postgresql_refuses_to_empty_a_log():
    statement = "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE accounts_auditevent CASCADE"
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEvent.objects.count() == 1


@pytest.mark.usefixtures("triggers")
def test_rows_can_still_be_added(author):
    audit.record(by=author, act="Registró", obj=author)
    assert AuditEvent.objects.count() == 2


def test_without_triggers_the_database_would_let_it_pass(events):
    """The control of the two above: it is the triggers that refuse."""
    remove_triggers(connection)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_auditevent")
    assert not AuditEvent.objects.exists()


def test_some_columns_may_stay_changeable():
    user = UserFactory()
    install_triggers(connection, ["accounts_user"], mutable=["position"])
    try:
        User.objects.filter(pk=user.pk).update(position="Directora")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            User.objects.filter(pk=user.pk).update(surnames="Otra")
        # A save that writes every column, with nothing else changed, is no change.
        user.refresh_from_db()
        user.save()
    finally:
        remove_triggers(connection, ["accounts_user"])
    user.refresh_from_db()
    assert user.position == "Directora"


def test_a_person_with_traces_is_not_deleted(events, author):
    with pytest.raises(models.ProtectedError):
        author.delete()
