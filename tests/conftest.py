"""What every test stands on: its own database and folder, no network, nothing skipped in silence."""

import os
import socket
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import connection
from pytest_django import DjangoDbBlocker, Settings

CI = os.environ.get("CI") == "true"
ENGINE = os.environ.get("SEHO_TEST_ENGINE", "sqlite")
LOCAL_HOSTS = {"127.0.0.1", "::1", "localhost"}

# Timing is the machine's business. In CI the same examples come every time.
hypothesis.settings.register_profile("seho", deadline=None)
hypothesis.settings.register_profile("seho-ci", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("seho-ci" if CI else "seho")


# --- nothing is skipped in silence ----------------------------------------------------------------


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the run on the other engine has: its own tests, and on PostgreSQL all that ask no database."""
    left_out = [item for item in items if _belongs_to_the_other_run(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]


def _belongs_to_the_other_run(item: pytest.Item) -> bool:
    if item.get_closest_marker("postgres_only" if ENGINE == "sqlite" else "sqlite_only"):
        return True
    return ENGINE == "postgres" and not _asks_the_database(item)


def _asks_the_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if CI and reporter and reporter.stats.get("skipped"):
        reporter.write_line("\nCI: a test that was skipped counts as a failure.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


# --- no network -----------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Connections of this process end at this machine."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def connect_locally(self: socket.socket, address: object) -> None:
        _refuse_elsewhere(address[0] if isinstance(address, tuple) else None)
        connect(self, address)

    def look_up_locally(host: object, *args: object, **kwargs: object) -> object:
        _refuse_elsewhere(host)
        return look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_locally)
        patch.setattr(socket, "getaddrinfo", look_up_locally)
        yield


def _refuse_elsewhere(host: object) -> None:
    if host is not None and host not in LOCAL_HOSTS:
        pytest.fail(f"A test reached out to {host}: no network in tests.")


# --- database and files ---------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """SQLite's test database is a file (see tests/settings.py)."""
    if connection.vendor == "sqlite":
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(file)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let the tables that nobody may empty be emptied after a test with real transactions.

    The tests of the triggers put them back inside their own transaction (`seho.accounts.immutability`).
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        for name, table in cursor.fetchall():
            if name.endswith(("_no_delete", "_no_truncate")):
                on_table = "" if connection.vendor == "sqlite" else f" ON {table}"
                cursor.execute(f'DROP TRIGGER "{name}"{on_table}')


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    """The folder of uploaded and issued files, empty for each test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


# --- days and hours -------------------------------------------------------------------------------


@pytest.fixture
def today() -> Iterator[date]:
    """Wednesday 10 June 2026, in the second bimester; the clock of the program starts at its noon."""
    day = date(2026, 6, 10)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(django_settings.TIME_ZONE))
    with time_machine.travel(noon):
        yield day
