"""One seeded country for all cells of the table; each cell is undone after it was played."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import transaction

from seho.papers import engine, press
from tests.access.player import Player
from tests.access.table import Table
from tests.access.world import TODAY, World


@pytest.fixture(scope="package")
def noon() -> Iterator[None]:
    moment = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=ZoneInfo(django_settings.TIME_ZONE))
    with time_machine.travel(moment):
        yield


@pytest.fixture(scope="package")
def world_media(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("access") / "media"


@pytest.fixture(autouse=True)
def media(settings, world_media: Path) -> Path:
    """Files outlive a test here, as the rows do that name them."""
    settings.MEDIA_ROOT = world_media
    return world_media


@pytest.fixture(scope="package")
def player(django_db_setup, django_db_blocker, noon, world_media) -> Iterator[Player]:
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(django_settings, "MEDIA_ROOT", world_media)
        # Nobody asks here which templates made a page: to copy their contexts takes longer than to render them.
        patch.setattr("django.test.client.store_rendered_templates", lambda *args, **kwargs: None)
        _lay_out_once(patch)
        with transaction.atomic():
            player = Player(World(), Table())
            # What was made until here stays: it need not be looked through for waste after every thousand cells.
            gc.collect()
            gc.freeze()
            yield player
            gc.unfreeze()
            transaction.set_rollback(True)


def _lay_out_once(patch: pytest.MonkeyPatch) -> None:
    """The same HTML with the same pictures makes the same PDF: several roles read one draft."""
    lay_out, write = press.lay_out, engine.write
    documents: dict[Any, Any] = {}
    written: dict[Any, bytes] = {}

    def lay_out_once(html: str, served: Any) -> Any:
        key = html, tuple(sorted(served.items()))
        if key not in documents:
            documents[key] = lay_out(html, served)
        return documents[key]

    def write_once(layouts: Any, *, title: str = "") -> bytes:
        key = tuple(id(layout.document) for layout in layouts), title
        if key not in written:
            written[key] = write(layouts, title=title)
        return written[key]

    patch.setattr(press, "lay_out", lay_out_once)
    patch.setattr(engine, "write", write_once)
