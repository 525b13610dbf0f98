"""A telephone whose browser runs no script does all that has to be done."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from seho.clock import today
from tests.browser import walking
from tests.browser.conftest import OpenPage
from tests.browser.walking import CheckPage, Pupil, SignIn, Walk

PUPIL = Pupil(21, "Quishuar", "Brenda", 9, today())


def test_the_way_without_script(open_page: OpenPage, sign_in: SignIn, check_page: CheckPage, tmp_path: Path) -> None:
    walk = Walk(open_page, sign_in, check_page, size="phone", java_script=False)
    photos = walking.make_photos(tmp_path, 2)
    coordinator, teacher = walk.person("coordinadora"), walk.person("docente")
    pupil_url = walking.register(coordinator, PUPIL, scan=photos[0])
    walking.log_session(teacher, [PUPIL], PUPIL.started_on)
    walking.assess(teacher, pupil_url, PUPIL.ended_on.year)
    walking.keep_work(teacher, pupil_url, photos, PUPIL.started_on)
    walking.discharge(coordinator, pupil_url, PUPIL)
    packet_url = walking.issue(coordinator, pupil_url)

    director = walk.person("directora")
    director.goto(packet_url)
    assert len(walking.pages_of(walking.download_packet(director))) > 2
    walking.acknowledge(director)
    walking.recognise(director)
    expect(director.get_by_text("Sin respuesta")).to_have_count(0)
