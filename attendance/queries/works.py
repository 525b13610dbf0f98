"""Portafolio: what a pupil made, what was taken out of it, and what its files take in the store (art. 12)."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from attendance.enums import FileKind
from attendance.models import Session, Work, WorkFile
from attendance.rules import DAYS_TO_RESTORE
from patients.models import Episode
from seho.network.models import Seho


def portfolio_works(user: Any, episode: Episode) -> QuerySet[Work]:
    """The works of this time in the service that this person may see, the last first, with their files."""
    works: QuerySet[Work] = Work.objects.visible_to(user).filter(episode=episode, removed_at=None)
    return (
        works.select_related("episode", "competency", "session", "created_by")
        .prefetch_related("files")
        .order_by("-made_on", "-pk")
    )


def removed_works(user: Any, episode: Episode, now: datetime | None = None) -> list[Work]:
    """What can still be brought back, the last taken out first."""
    since = (now or timezone.now()) - timedelta(days=DAYS_TO_RESTORE)
    gone = Work.objects.visible_to(user).filter(episode=episode, removed_at__gte=since, files__isnull=False)
    return list(gone.distinct().select_related("episode").order_by("-removed_at"))


def sessions_attended(user: Any, episode: Episode) -> QuerySet[Session]:
    """The sessions in which the pupil took part, as far as this person sees them."""
    seen: QuerySet[Session] = Session.objects.visible_to(user)
    taken = Q(participations__episode=episode, participations__attended=True)
    return seen.filter(taken, cancelled_at=None).distinct()


@dataclass(frozen=True)
class KindUse:
    """The files of one kind: how many, and how much they take."""

    label: str
    files: int
    bytes: int


@dataclass(frozen=True)
class Storage:
    """What the portfolios of a service take; `waiting` was taken out and goes when its days are over."""

    works: int
    files: int
    bytes: int
    waiting_files: int
    waiting_bytes: int
    kinds: tuple[KindUse, ...]
    free_bytes: int

    @property
    def there_is(self) -> int:
        """What they take and what is still free."""
        return self.bytes + self.free_bytes


def storage_of(seho: Seho) -> Storage:
    files = WorkFile.every.filter(work__episode__seho=seho)
    live = Q(removed_at=None, work__removed_at=None)
    counted = files.aggregate(
        files=Count("pk", filter=live), kept_bytes=Sum("bytes", filter=live),
        works=Count("work", distinct=True, filter=live),
        all_files=Count("pk"), all_bytes=Sum("bytes"),
    )  # fmt: skip
    rows = {
        row["kind"]: row
        for row in files.filter(live).values("kind").annotate(files=Count("pk"), kept_bytes=Sum("bytes")).order_by()
    }
    total = counted["all_bytes"] or 0
    kept = counted["kept_bytes"] or 0
    return Storage(
        works=counted["works"],
        files=counted["files"],
        bytes=kept,
        waiting_files=counted["all_files"] - counted["files"],
        waiting_bytes=total - kept,
        kinds=tuple(
            KindUse(label, rows[kind]["files"], rows[kind]["kept_bytes"])
            for kind, label in FileKind.choices
            if kind in rows
        ),
        free_bytes=_free(),
    )


def _free() -> int:
    """Of the disk that holds the files; 0 while there is no file yet."""
    try:
        return shutil.disk_usage(settings.MEDIA_ROOT).free
    except FileNotFoundError:
        return 0
