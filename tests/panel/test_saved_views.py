"""Pages that somebody saved as they were filtered: of whom, with whom, and what never goes into them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from seho.accounts.enums import Role
from seho.accounts.models import AuditEvent
from seho.panel.models import SavedView
from seho.panel.models.views import MINISTRY
from seho.panel.queries.saved import unit_names, views_for
from seho.panel.rules.saved import KEPT_FILTERS, kept_filters
from seho.panel.services import saved_views as services
from tests.accounts.factories import make_user
from tests.panel.conftest import Land

BOARD = "panel:dashboard"
LIST, NEW = reverse("panel:views"), reverse("panel:view_new")


def saved(
    by: Any, *, page: str = BOARD, query: str = "", shared_with: Any = ("", None), name: str = "Mía"
) -> SavedView:
    asked = [tuple(pair.split("=")) for pair in query.split("&") if pair]
    return services.save_view(
        by=by,
        client_id=uuid.uuid4(),
        page=page,
        asked=asked,
        name=name,
        shared_with=shared_with,  # type: ignore[arg-type]
    )


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_what_was_searched_for_is_not_kept() -> None:
    asked = [
        ("q", "70707070"),
        ("page", "4"),
        ("tipo", "B"),
        ("estado", "en-atencion"),
        ("orden", " "),
        ("falta", "x" * 41),
    ]
    assert kept_filters("patients:list", asked) == [("estado", "en-atencion"), ("tipo", "B")]
    assert "q" not in {name for names in KEPT_FILTERS.values() for name in names}


def test_a_view_opens_its_page_as_it_was_filtered(land: Land) -> None:
    view = saved(land.specialist, page="patients:list", query="q=70707070&estado=todos")
    assert view.get_absolute_url() == f"{reverse('patients:list')}?estado=todos"
    assert "70707070" not in str(list(AuditEvent.objects.values()))


def test_sent_twice_it_is_kept_once(land: Land) -> None:
    key = uuid.uuid4()
    views = {
        services.save_view(by=land.specialist, client_id=key, page=BOARD, asked=[], name="Una").pk for _ in range(2)
    }
    assert len(views) == SavedView.objects.count() == 1


@pytest.mark.parametrize(
    ("shared", "seen_by"),
    [
        (("", None), {"specialist"}),
        (("ugel", "own"), {"specialist", "colleague"}),
    ],
)
def test_a_view_is_seen_by_its_unit(land: Land, shared: Any, seen_by: set[str]) -> None:
    kind, unit = shared
    view = saved(land.specialist, shared_with=(kind, land.ugel.pk if unit else None))
    people = {
        "specialist": land.specialist,
        "colleague": make_user(Role.UGEL_SPECIALIST, land.ugel),
        "elsewhere": make_user(Role.UGEL_SPECIALIST, land.other.ugel),
        "coordinator": land.coordinator,
        "dre": land.dre,
        "minedu": land.minedu,
        "former": make_user(Role.UGEL_SPECIALIST, land.ugel, membership__ends_on=land.today.replace(day=9)),
    }
    assert {name for name, user in people.items() if view in views_for(user)} == seen_by


def test_the_same_number_of_another_kind_of_unit_is_another_unit(land: Land) -> None:
    view = saved(land.coordinator, shared_with=("seho", land.well.pk))
    SavedView.objects.filter(pk=view.pk).update(shared_unit_id=land.ugel.pk)
    assert view not in SavedView.objects.visible_to(land.specialist)


def test_a_page_that_somebody_may_not_enter_is_not_offered(land: Land) -> None:
    board = saved(land.coordinator, shared_with=("seho", land.well.pk), name="Tablero de todos")
    pupils = saved(land.coordinator, page="patients:list", shared_with=("seho", land.well.pk))
    assert views_for(make_user(Role.TEACHER, land.well)) == [pupils]
    assert views_for(land.coordinator) == [pupils, board] or views_for(land.coordinator) == [board, pupils]


def test_the_units_are_those_of_the_posts_of_today(land: Land) -> None:
    assert list(unit_names(land.specialist)) == [("ugel", land.ugel.pk)]
    assert list(unit_names(land.minedu)) == [(MINISTRY, None)]
    assert unit_names(make_user(Role.DIRECTOR)) == {}


def test_nobody_shares_with_a_unit_of_others(land: Land) -> None:
    with pytest.raises(ValidationError) as refused:
        saved(land.specialist, shared_with=("ugel", land.other.ugel_id))
    assert "shared_with" in refused.value.message_dict
    assert not SavedView.objects.exists()


def test_the_database_knows_that_a_unit_has_its_kind(land: Land) -> None:
    view = saved(land.specialist)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.filter(pk=view.pk).update(shared_kind="ugel")


# --- pages ---------------------------------------------------------------------------------------------


def test_saving_naming_sharing_and_taking_away(land: Land) -> None:
    client = client_of(land.specialist)
    address = f"{NEW}?pagina={BOARD}&periodo=mes-2026-05&nombre=Mayo"
    assert 'value="Mayo"' in client.get(address).content.decode()
    kept = client.post(address, {"name": "Mayo", "shared_with": "", "client_id": str(uuid.uuid4())})
    assert kept["Location"] == f"{reverse(BOARD)}?periodo=mes-2026-05"
    view = SavedView.objects.get()
    edit = reverse("panel:view_edit", args=[view.pk])
    client.post(edit, {"name": "Mayo de la UGEL", "shared_with": f"ugel-{land.ugel.pk}"})
    view.refresh_from_db()
    assert (view.name, view.shared_kind, view.shared_unit_id) == ("Mayo de la UGEL", "ugel", land.ugel.pk)
    removed = client.post(reverse("panel:view_remove", args=[view.pk]), follow=True).content.decode()
    assert reverse("panel:view_restore", args=[view.pk]) in removed
    assert f'href="{edit}"' not in removed
    assert f'href="{edit}"' in client.post(reverse("panel:view_restore", args=[view.pk]), follow=True).content.decode()


def test_without_a_name_nothing_is_saved_and_what_was_typed_stays(land: Land) -> None:
    sent = {"name": "", "shared_with": f"ugel-{land.ugel.pk}", "client_id": str(uuid.uuid4())}
    html = client_of(land.specialist).post(f"{NEW}?pagina={BOARD}", sent).content.decode()
    assert "Escriba este dato." in html
    assert f'value="ugel-{land.ugel.pk}"' in html.partition("checked")[0].rpartition("<input")[2]
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("page", ["", "accounts:people", BOARD])
def test_only_a_page_that_one_may_enter_is_saved(land: Land, page: str) -> None:
    assert client_of(make_user(Role.TEACHER, land.well)).get(f"{NEW}?pagina={page}").status_code == 404


def test_a_shared_view_is_changed_by_its_owner_alone(land: Land) -> None:
    view = saved(land.specialist, shared_with=("ugel", land.ugel.pk))
    colleague = client_of(make_user(Role.UGEL_SPECIALIST, land.ugel))
    assert view.name in colleague.get(LIST).content.decode()
    for name in ("view_edit", "view_remove", "view_restore"):
        answer = colleague.post(reverse(f"panel:{name}", args=[view.pk]), {"name": "Otra", "shared_with": ""})
        assert answer.status_code == 403
        assert "Solo quien guardó esta vista" in answer.content.decode()
    view.refresh_from_db()
    assert (view.name, view.removed_at) == ("Mía", None)


def test_a_view_of_others_does_not_exist(land: Land) -> None:
    view = saved(land.minedu)
    stranger = client_of(land.specialist)
    for name in ("view_edit", "view_remove", "view_restore"):
        assert stranger.post(reverse(f"panel:{name}", args=[view.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_few_and_many_views_cost_the_same(land: Land, count: int, django_assert_num_queries: Any) -> None:
    for _ in range(count):
        saved(land.specialist, shared_with=("ugel", land.ugel.pk))
    client = client_of(make_user(Role.UGEL_SPECIALIST, land.ugel))
    client.get(LIST)
    with django_assert_num_queries(4):
        client.get(LIST)
