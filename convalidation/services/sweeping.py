"""What a crash left between storing the bytes and writing the rows: files with personal data that nobody names."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from convalidation.models import IssuedDocument, Packet
from convalidation.services.issuing import AREA
from seho.files import remove_stored, sweep_unfinished


def sweep_orphans(*, older_than: timedelta = timedelta(hours=1)) -> int:
    """Remove issued files that no row names, and unfinished ones; returns how many went.

    Younger ones stay: their packet may be about to be written.
    """
    removed = sweep_unfinished(older_than=older_than)
    root, before = Path(settings.MEDIA_ROOT), time.time() - older_than.total_seconds()
    old = [file for file in (root / AREA).glob("*/*") if file.stat().st_mtime < before]
    # Asked after listing: whatever was written by now is named.
    named = {*Packet.objects.values_list("path", flat=True), *IssuedDocument.objects.values_list("path", flat=True)}
    for file in old:
        path = file.relative_to(root).as_posix()
        if path not in named:
            remove_stored(path)
            removed += 1
    return removed
