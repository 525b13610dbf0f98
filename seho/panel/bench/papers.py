"""What papers cost: the usual ways against the program's own, what grows with the pages, and many packets at once."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from attendance.models import Work, WorkFile
from attendance.services import keep_file
from convalidation.documents import COVER, compose, images_of
from convalidation.queries.preview import packet_preview
from patients.models import Episode
from seho.files import store_bytes
from seho.files.zipping import zip_stored
from seho.panel.bench.paper_ways import Pictures, Way, camera_photo, cpu_seconds, memory_mb, started_by
from seho.panel.bench.seed import Filled
from seho.papers import documents, engine
from seho.papers.content import Paper, Portfolio, WorkItem
from seho.papers.heads import new_mark
from seho.papers.pool import Pool

PHOTOS = 12
# What the issue of a packet is held to: its CPU against the usual call, and two processes against one.
MOST_OF_NAIVE, LEAST_OF_PUBLIC, LEAST_OF_TWO = 0.5, 1.8, 1.8
LEAST_ZIPPED = 300  # packets a second
_AREA = "issued"


@dataclass(frozen=True)
class Sample:
    """A packet of a pupil with 31 days or more, as it would be issued, with twelve photos of a telephone."""

    papers: Sequence[Paper]
    pictures: Pictures


@dataclass
class Cost:
    """CPU seconds of each way to make one thing, round after round."""

    name: str
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def add(self, way: str, seconds: float) -> None:
        self.seconds.setdefault(way, []).append(seconds)

    def median(self, way: str) -> float:
        return statistics.median(self.seconds[way])


def sample(filled: Filled, today: date) -> Sample:
    """From the benchmark's database: real papers of an invented pupil."""
    ended = Episode.objects.filter(seho=filled.seho, ends_on__lt=today).order_by("pk")
    episode = next(one for one in ended if one.ends_on and (one.ends_on - one.starts_on) >= timedelta(days=35))
    camera = _give_photos(episode)
    related = Episode.objects.select_related("patient", "seho__ugel__region", "seho__hospital")
    preview = packet_preview(related.get(pk=episode.pk), today)
    numbers = enumerate([COVER, *preview.kinds])
    marks = {name: new_mark(f"{place:03d}-{today.year}-SEHO-MEDIDA", today) for place, name in numbers}
    return Sample(compose(preview, marks), Pictures(camera=camera, kept=images_of(preview)))


def _give_photos(episode: Episode) -> Mapping[str, bytes]:
    """Twelve works' photos; answers what the camera made, by the key that the papers name."""
    WorkFile.objects.filter(work__episode=episode).delete()
    works = list(Work.objects.filter(episode=episode).order_by("pk"))
    camera = {}
    for number in range(PHOTOS):
        photo = camera_photo(number)
        kept = keep_file(SimpleUploadedFile(f"foto-{number}.jpg", photo, content_type="image/jpeg"))
        row = WorkFile.objects.create(work=works[number % len(works)], order=number + 1, **vars(kept))
        camera[f"work-file-{row.pk}"] = photo
    return camera


def compare(sample: Sample, ways: Mapping[str, Way], rounds: int, *, outside: str) -> list[Cost]:
    """Every paper and the whole packet, made in each way, turn by turn; the way named `outside` works in others."""
    things: list[tuple[str, Sequence[Paper]]] = [(paper.title, [paper]) for paper in sample.papers]
    costs = []
    for name, papers in [*things, ("El paquete entero", sample.papers)]:
        cost = Cost(name)
        for turn in range(rounds + 1):
            for way, make in ways.items():
                seconds = cpu_seconds(partial(make, papers), of_children=way == outside)
                if turn:  # the first one warms up
                    cost.add(way, seconds)
        costs.append(cost)
    return costs


def growth(sample: Sample, sizes: Sequence[int] = (1, 10, 100)) -> Iterator[tuple[int, float]]:
    """Pages and CPU seconds of a portfolio that grows: a page for each written work."""
    book = next(paper for paper in sample.papers if isinstance(paper, Portfolio))
    text = "Había una vez un cóndor que no quería volar y caminaba por la pampa. " * 28
    for size in sizes:
        works = tuple(WorkItem(title=f"Producción {n + 1}", made_on=date(2026, 5, 4), text=text) for n in range(size))
        layouts: list[engine.Layout] = []

        def make(works: tuple[WorkItem, ...] = works, layouts: list[engine.Layout] = layouts) -> None:
            layouts[:] = documents.lay_out([replace(book, works=works)])
            engine.write(layouts)

        seconds = min(cpu_seconds(make) for _ in range(2))
        yield layouts[0].page_count, seconds


def packets_a_minute(sample: Sample, processes: int, packets: int) -> float:
    """Laid out and written, whole and part by part, by so many processes side by side."""
    with Pool(processes, recycle_after=10**6) as pool, ThreadPoolExecutor(processes) as threads:
        list(threads.map(lambda _: _press(pool, sample), range(processes)))  # each process warms up
        start = time.perf_counter()
        list(threads.map(lambda _: _press(pool, sample), range(packets)))
        return packets * 60 / (time.perf_counter() - start)


def memory(sample: Sample, packets: int) -> Iterator[tuple[int, float]]:
    """What one process holds after a tenth, a half and all of so many packets, in megabytes."""
    before = set(started_by(os.getpid()))
    with Pool(1, recycle_after=10**6) as pool:
        for done in range(1, packets + 1):
            _press(pool, sample)
            if done in (packets // 10, packets // 2, packets):
                yield done, memory_mb([pid for pid in started_by(os.getpid()) if pid not in before])


def zipped_a_second(sample: Sample, packets: int) -> tuple[float, float]:
    """Stored packets, each paper a file, that leave as one ZIP in a second; and their megabytes."""
    rendered = documents.render_packet(sample.papers, title="Medida", images=sample.pictures.kept)
    parts = [store_bytes(_AREA, part, ".pdf") for part in rendered.parts]
    names = [(f"{number:04d}-{place}.pdf", path) for number in range(packets) for place, path in enumerate(parts)]
    start = time.perf_counter()
    sent = sum(len(piece) for piece in zip_stored(names))
    seconds = time.perf_counter() - start
    return packets / seconds, sent / seconds / 1_000_000


def _press(pool: Pool, sample: Sample) -> None:
    pool.render_packet(sample.papers, title="Medida", images=sample.pictures.kept)
