"""What the measures ran on, and their place in the documentation."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import django
from django.conf import settings

_BEGIN, _END = "<!-- bench-national -->", "<!-- /bench-national -->"


def machine() -> str:
    """Cores, memory and versions; no name of a machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} núcleos ({platform.machine()}), {memory:.0f} GB de memoria, carga {load:.1f} al comenzar; "
        f"Python {platform.python_version()}, Django {django.get_version()}"
    )


def write(head: str, table: str, path: Path = Path(settings.BASE_DIR) / "docs" / "performance.md") -> None:
    """Between the two marks of the page."""
    before, _, rest = path.read_text().partition(_BEGIN)
    _, _, after = rest.partition(_END)
    path.write_text(f"{before}{_BEGIN}\n{head}\n\n{table}\n{_END}{after}")
