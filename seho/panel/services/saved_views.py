"""Saving a page as it is filtered, changing its name and who sees it, taking it away and bringing it back."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from seho.accounts import audit
from seho.panel.models import SavedView
from seho.panel.models.views import units_of
from seho.panel.rules.saved import kept_filters

MOST_VIEWS = 50
Unit = tuple[str, int | None]
ALONE: Unit = ("", None)
_NOT_YOUR_UNIT = "Elija una unidad en la que tenga un rol vigente."
_TOO_MANY = f"Puede guardar hasta {MOST_VIEWS} vistas: quite alguna que ya no use."


def save_view(
    *, by: Any, client_id: uuid.UUID, page: str, asked: list[tuple[str, str]], name: str, shared_with: Unit = ALONE
) -> SavedView:
    """Keep the filters of a page under a name; the same `client_id` answers the same view."""
    with transaction.atomic():
        known = SavedView.objects.filter(client_id=client_id, owner=by).first()
        if known is not None:
            return known
        if SavedView.objects.filter(owner=by).kept().count() >= MOST_VIEWS:
            raise ValidationError(_TOO_MANY)
        view = SavedView(owner=by, client_id=client_id, page=page, query=urlencode(kept_filters(page, asked)))
        return _write(view, by=by, act="Guardó una vista", before=None, name=name, shared_with=shared_with)


def change_view(*, by: Any, view: SavedView, name: str, shared_with: Unit) -> SavedView:
    with transaction.atomic():
        view = SavedView.objects.select_for_update().get(pk=view.pk)
        return _write(view, by=by, act="Cambió una vista", before=_told(view), name=name, shared_with=shared_with)


def remove_view(*, by: Any, view: SavedView) -> SavedView:
    """Out of every list, until its owner brings it back."""
    return _mark(view, by=by, act="Quitó una vista", removed_at=timezone.now())


def restore_view(*, by: Any, view: SavedView) -> SavedView:
    return _mark(view, by=by, act="Devolvió una vista", removed_at=None)


def _write(view: SavedView, *, by: Any, act: str, before: Any, name: str, shared_with: Unit) -> SavedView:
    """A unit that the owner left keeps the view until they say otherwise; another one is asked for anew."""
    if shared_with not in {ALONE, (view.shared_kind, view.shared_unit_id), *units_of(by)}:
        raise ValidationError({"shared_with": _NOT_YOUR_UNIT})
    view.name = name
    view.shared_kind, view.shared_unit_id = shared_with
    view.full_clean()
    view.save()
    audit.record(by=by, act=act, obj=view, before=before, after=_told(view))
    return view


def _mark(view: SavedView, *, by: Any, act: str, removed_at: Any) -> SavedView:
    with transaction.atomic():
        view = SavedView.objects.select_for_update().get(pk=view.pk)
        if (view.removed_at is None) == (removed_at is None):
            return view
        before = _told(view)
        view.removed_at = removed_at
        view.save(update_fields=["removed_at"])
        audit.record(by=by, act=act, obj=view, before=before, after=_told(view))
        return view


def _told(view: SavedView) -> dict[str, Any]:
    return audit.snapshot(view, {"name", "page", "query", "shared_kind", "shared_unit_id", "removed_at"})
