"""How long one full packet takes: four papers with twelve photos, from the button to the stored bytes."""

from __future__ import annotations

import time
import uuid
from datetime import date, timedelta

from attendance.models import Work, WorkFile
from attendance.services import keep_file
from convalidation.services import issue_packet
from patients.models import Episode
from seho.panel.bench.pages import missed
from seho.panel.bench.seed import Filled
from seho.panel.demo.pictures import drawing

PHOTOS = 12
ROUNDS = 5
TARGET_SECONDS = 3


def measure_packet(filled: Filled, today: date) -> str:
    """Issues packets of pupils with 31 days or more; says the median and the slowest, the first one apart."""
    ended = Episode.objects.filter(seho=filled.seho, ends_on__lt=today, packets=None).order_by("pk")
    long = [one for one in ended if one.ends_on and (one.ends_on - one.starts_on) >= timedelta(days=35)]
    times = []
    for number, episode in enumerate(long[: ROUNDS + 1]):
        _give_photos(episode, number)
        start = time.perf_counter()
        issue_packet(by=filled.coordinator, episode=episode, client_id=uuid.uuid4(), today=today)
        times.append(time.perf_counter() - start)
    if len(times) < 2:
        return "Paquete: esta base es pequeña y no tiene a quién emitirlo."
    first, rest = times[0], sorted(times[1:])
    median = rest[len(rest) // 2]
    return (
        f"Paquete de cuatro documentos con {PHOTOS} fotos: mediana {median:.2f} s{missed(median > TARGET_SECONDS)}, "
        f"el más lento {rest[-1]:.2f} s, el primero del proceso {first:.2f} s ({len(times)} emitidos)"
    )


def _give_photos(episode: Episode, seed: int) -> None:
    WorkFile.objects.filter(work__episode=episode).delete()
    works = list(Work.objects.filter(episode=episode).order_by("pk"))
    for number in range(PHOTOS):
        kept = keep_file(drawing(seed * PHOTOS + number))
        WorkFile.objects.create(work=works[number % len(works)], order=number + 1, **vars(kept))
