"""The whole way of one pupil of each band of art. 13.5: from the search to what the school recognises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from seho.clock import today
from tests.browser import walking
from tests.browser.conftest import OpenPage
from tests.browser.program import Program
from tests.browser.walking import CheckPage, Pupil, SignIn, Walk

LAST_DAY = walking.last_day(today())
FIRST_DAY = LAST_DAY - timedelta(days=99)
COMPANIONS = (
    Pupil(1, "Cantuta", "Zoila", 100, LAST_DAY),
    Pupil(2, "Retama", "Yesenia", 100, LAST_DAY),
)
SHORT, FULL = walking.PAPERS[:2], walking.PAPERS


@dataclass(frozen=True)
class Band:
    """What is due for a pupil: the papers, and whether levels go with them."""

    pupil: Pupil
    words: str
    papers: tuple[str, ...]
    has_levels: bool = False
    size: str = "desktop"


BANDS = [
    pytest.param(Band(Pupil(11, "Vizcacha", "Ximena", 10, LAST_DAY), "Menos de 15 días", SHORT), id="under 15 days"),
    pytest.param(Band(Pupil(12, "Zarzamora", "Wendy", 20, LAST_DAY), "De 15 a 30 días", FULL), id="15 to 30 days"),
    pytest.param(
        Band(Pupil(13, "Huarango", "Úrsula", 80, LAST_DAY), "De 31 a 90 días", FULL, has_levels=True, size="phone"),
        id="31 to 90 days with levels",
    ),
    pytest.param(
        Band(Pupil(14, "Capulí", "Odalis", 35, LAST_DAY), "De 31 a 90 días", FULL), id="31 to 90 days without levels"
    ),
    pytest.param(
        Band(Pupil(15, "Jilguero", "Thalía", 95, LAST_DAY), "De 91 a más días", FULL, has_levels=True),
        id="91 days and more",
    ),
]


@pytest.fixture(scope="session")
def known() -> set[str]:
    """The programs in which the companions are registered."""
    return set()


@pytest.fixture
def walk(
    open_page: OpenPage, sign_in: SignIn, check_page: CheckPage, program: Program, known: set[str]
) -> Iterator[Walk]:
    walk = Walk(open_page, sign_in, check_page)
    if program.url not in known:
        for companion in COMPANIONS:
            walking.register(walk.person("coordinadora"), companion)
        known.add(program.url)
        walk.pages.clear()
    return walk


@pytest.mark.parametrize("band", BANDS)
def test_the_whole_way(band: Band, walk: Walk, tmp_path: Path) -> None:
    walk.size = band.size
    look = walk.look if band.size == "phone" else walking.no_look
    pupil, photos = band.pupil, walking.make_photos(tmp_path, 3)

    coordinator = walk.person("coordinadora")
    look(coordinator)
    pupil_url = walking.register(coordinator, pupil, scan=photos[0], look=look)

    teacher = walk.person("docente")
    walking.write_plan(teacher, coordinator, pupil_url, look=look)
    for day in (pupil.started_on, pupil.started_on + timedelta(days=1)):
        walking.log_session(teacher, [pupil, *COMPANIONS], day, look=look)
    walking.assess(teacher, pupil_url, pupil.ended_on.year, look=look)
    walking.keep_work(teacher, pupil_url, photos, pupil.started_on, look=look)

    walking.discharge(coordinator, pupil_url, pupil, look=look)
    packet_url = walking.issue(coordinator, pupil_url, look=look)

    director = walk.person("directora")
    look(director)
    director.goto("/documentos/recibidos/")
    look(director)
    walking.follow(director, pupil.name)
    expect(director).to_have_url(packet_url)
    expect(director.get_by_text(band.words).first).to_be_visible()
    expect(director.locator("#contenido .level-A")).to_have_count(1 if band.has_levels else 0)
    has_the_right_papers(walking.pages_of(walking.download_packet(director)), band)
    walking.acknowledge(director)
    walking.recognise(director, look=look)


def has_the_right_papers(pages: list[str], band: Band) -> None:
    whole = " ".join(pages)
    assert tuple(head for head in walking.PAPERS if head in whole) == band.papers
    assert band.pupil.name in whole
    assert (walking.CONCLUSION in whole) == (walking.REPORT in band.papers)
    assert (f"A {walking.LEVEL}" in whole) == band.has_levels
    assert "BORRADOR" not in whole
    for secret in ("7731", walking.DIAGNOSIS, walking.WARD):
        assert secret not in whole
