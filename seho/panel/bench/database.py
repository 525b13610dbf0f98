"""A database of its own to measure on, and what it runs on."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection


def engine() -> str:
    connection.ensure_connection()
    names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    version = ".".join(str(part) for part in connection.get_database_version())
    return f"{names.get(connection.vendor, connection.vendor)} {version}"


# What answers to the test client, whatever the settings of the machine.
LIVE = {"ALLOWED_HOSTS": ["testserver"], "SECURE_SSL_REDIRECT": False}


class Silent:
    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        pass


@contextmanager
def own_database() -> Iterator[None]:
    """A database beside the program's own, made anew and dropped at the end."""
    with tempfile.TemporaryDirectory() as folder:
        real = settings.DATABASES["default"]["NAME"]
        if connection.vendor == "sqlite":
            connection.settings_dict.setdefault("TEST", {})["NAME"] = str(Path(folder) / "bench.sqlite3")
        else:
            connection.settings_dict.setdefault("TEST", {})["NAME"] = f"bench_{real}"
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(real, verbosity=0)
