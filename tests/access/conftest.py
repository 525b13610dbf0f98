"""One seeded country for all cells of the table; each cell is undone after it was played."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import transaction

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
        with transaction.atomic():
            yield Player(World(), Table())
            transaction.set_rollback(True)
