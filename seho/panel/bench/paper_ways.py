"""Ways to make the same papers: the usual call of WeasyPrint, this program's own path, a warm Chromium."""

from __future__ import annotations

import base64
import gc
import io
import os
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from PIL import Image, ImageDraw

from seho.papers import documents, engine
from seho.papers.codes import qr_png
from seho.papers.content import Paper

CAMERA = (4000, 3000)  # 12 megapixels
_ORIENTATION, _TURNED = 0x0112, 6  # the EXIF tag of a telephone held upright
_KEY = re.compile(r"seho-image:([A-Za-z0-9_-]+)")
_PAPERS = Path("templates") / "papers"
_FONTS = Path("static") / "fonts" / "pdf"
_BROWSER = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

Way = Callable[[Sequence[Paper]], bytes]


def camera_photo(seed: int) -> bytes:
    """A photo as a telephone makes it: 12 megapixels, grain and all; every second one upright, turned by its EXIF."""
    dice = random.Random(seed)  # noqa: S311 - a picture, not a secret
    grain = Image.effect_noise((CAMERA[0] // 2, CAMERA[1] // 2), 12).convert("RGB").resize(CAMERA)
    pen = ImageDraw.Draw(grain)
    for _ in range(40):
        left, top = dice.randrange(CAMERA[0]), dice.randrange(CAMERA[1])
        pen.line((left, top, left + dice.randrange(900), top + dice.randrange(400)), fill=(30, 40, 90), width=14)
    exif = Image.Exif()
    exif[_ORIENTATION] = _TURNED if seed % 2 else 1
    made = io.BytesIO()
    grain.save(made, "JPEG", quality=92, exif=exif)
    return made.getvalue()


@dataclass(frozen=True)
class Pictures:
    """The same photos twice, by the keys of the papers: as the camera made them, and as the program keeps them."""

    camera: Mapping[str, bytes]
    kept: Mapping[str, bytes]


def own_way(pictures: Pictures) -> Way:
    def make(papers: Sequence[Paper]) -> bytes:
        return engine.write(documents.lay_out(papers, images=pictures.kept))

    return make


def naive_way(pictures: Pictures, folder: Path, *, standard: str = "") -> Way:
    """One call of WeasyPrint with the style linked, the fonts in their files and the photos of the camera.

    With `standard` ("pdf/a-3b") what comes out is tagged and archivable as the program's papers are.
    """
    weasyprint: Any = import_module("weasyprint")
    for key, photo in pictures.camera.items():
        (folder / f"{key}.jpg").write_bytes(photo)
    (folder / "paper.css").write_text(_style(lambda path: path.resolve().as_uri()))
    options = {"pdf_variant": standard} if standard else {}

    def make(papers: Sequence[Paper]) -> bytes:
        marks = {documents.qr_key(paper.mark): paper.mark for paper in papers if paper.mark}
        html = '<link rel="stylesheet" href="paper.css">' + documents.paper_html(*papers)
        for key in set(_KEY.findall(html)):
            address = _data(qr_png(marks[key].verify_url), "image/png") if key in marks else f"{key}.jpg"
            html = re.sub(rf"seho-image:{key}\b", address, html)
        pdf: bytes = weasyprint.HTML(string=html, base_url=f"{folder}/").write_pdf(**options)
        return pdf

    return make


@contextmanager
def chromium_way(pictures: Pictures, executable: str) -> Iterator[Way]:
    """A Chromium that stays open prints the same HTML, with the photos that the program keeps."""
    sync_api: Any = import_module("playwright.sync_api")
    style = _style(lambda path: _data(path.read_bytes(), "image/svg+xml" if path.suffix == ".svg" else "font/ttf"))
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_BROWSER)
        page = browser.new_page()

        def make(papers: Sequence[Paper]) -> bytes:
            shown = {**pictures.kept}
            for paper in papers:
                if paper.mark:
                    shown[documents.qr_key(paper.mark)] = qr_png(paper.mark.verify_url)
            html = f"<style>{style}</style>" + documents.paper_html(*papers)
            page.set_content(_KEY.sub(lambda found: _data(shown[found[1]], "image/jpeg"), html))
            pdf: bytes = page.pdf(prefer_css_page_size=True, tagged=True)
            return pdf

        yield make
        browser.close()


def _style(address: Callable[[Path], str]) -> str:
    """The style of the papers with its fonts and marks at addresses that others can open."""
    press: Any = import_module("seho.papers.press")
    text = (Path(settings.BASE_DIR) / _PAPERS / "paper.css").read_text(encoding="utf-8")
    places = {name: Path(settings.BASE_DIR) / _FONTS / file for name, file in press.FONTS.items()}
    places |= {name: Path(settings.BASE_DIR) / _PAPERS / file for name, file in press.PICTURES.items()}
    for name, place in places.items():
        text = text.replace(name, address(place))
    return f"{text}\narticle ~ article {{ break-before: page; }}"


def _data(content: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


# --- Work of processes ------------------------------------------------------------------------------


def cpu_seconds(work: Callable[[], object], *, of_children: bool = False) -> float:
    """The processor's time of this process, or of all that it started, for one piece of work.

    What the work before it left behind is cleared first: it is not this one's.
    """
    gc.collect()
    clock = _children_seconds if of_children else time.process_time
    start = clock()
    work()
    return clock() - start


def memory_mb(processes: Sequence[int]) -> float:
    """What these processes hold, in megabytes."""
    found = [(Path("/proc") / str(pid) / "statm") for pid in processes]
    pages = [int(file.read_text().split()[1]) for file in found if file.exists()]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def started_by(root: int) -> list[int]:
    """The processes below `root`, without it."""
    parents = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(file.parent.name)] = int(file.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it ended meanwhile
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found[1:]


def _children_seconds() -> float:
    total = 0
    for pid in started_by(os.getpid()):
        try:
            fields = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")
