"""The harness keeps its promises: engine, network, templates, clock, files."""

import socket
import threading
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.template import Context, Engine, engines
from django.utils import timezone

from seho import clock
from tests import undefined
from tests.conftest import ENGINE

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_the_suite_runs_on_the_engine_that_was_asked_for() -> None:
    assert {"sqlite": "sqlite", "postgres": "postgresql"}[ENGINE] == connection.vendor


@pytest.mark.django_db(transaction=True)
def test_threads_share_the_test_database() -> None:
    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE seen_by_all (number integer)")
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM seen_by_all")
        assert cursor.fetchone() == (0,)
        cursor.execute("DROP TABLE seen_by_all")


def test_another_host_cannot_be_reached() -> None:
    with pytest.raises(pytest.fail.Exception), socket.socket() as client:
        client.connect(("192.0.2.1", 80))
    with pytest.raises(pytest.fail.Exception):
        socket.getaddrinfo("example.org", 80)


def test_an_undefined_variable_fails_in_a_template_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undefined, "OURS", str(tmp_path))
    engine = Engine([tmp_path], string_if_invalid=settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"])
    (tmp_path / "page.html").write_text("{% include 'part.html' with person=person only %}")
    (tmp_path / "part.html").write_text("{{ person.name|default:'Sin nombre' }}, {{ person.age }}")

    assert engine.get_template("page.html").render(Context({"person": {"age": 7}})) == "Sin nombre, 7"
    with pytest.raises(pytest.fail.Exception, match=r"part\.html: the variable «person.age»"):
        engine.get_template("page.html").render(Context({"person": {}}))


def test_a_template_that_is_not_ours_may_leave_variables_out() -> None:
    template = engines["django"].from_string("[{{ nobody }}]")
    assert template.render() == "[]"


def test_today_moves_the_clock_of_the_program(today: date) -> None:
    assert clock.today() == today == timezone.localdate()


def test_files_go_to_a_folder_of_the_test(media: Path) -> None:
    assert Path(settings.MEDIA_ROOT) == media
    assert ROOT not in media.parents


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_lock_pins_with_hashes_and_names_no_host(name: str) -> None:
    lock = (ROOT / name).read_text()
    pins = [line for line in lock.splitlines() if line[:1].isalnum()]
    assert len(pins) > 30
    assert all("==" in pin and pin.endswith("\\") for pin in pins)
    assert "://" not in lock
