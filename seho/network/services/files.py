"""Files of a service's own life, kept as they were made again."""

from __future__ import annotations

from seho.files import store_bytes
from seho.files.scans import CleanFile
from seho.network.models import Seho, SehoFile

AREA = "seho"


def keep_file(*, seho: Seho, title: str, file: CleanFile | None) -> SehoFile | None:
    """Inside the act that it belongs to, which is what the audit tells of; None where none came."""
    if file is None:
        return None
    path = store_bytes(AREA, file.content, file.suffix)
    return SehoFile.objects.create(seho=seho, title=title[:120], path=path, content_type=file.content_type)
