"""Photos of 12 megapixels on the real server: how soon each is ready, and what another page waits meanwhile."""

from __future__ import annotations

import re
import socket
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from io import BytesIO
from pathlib import Path
from random import Random
from threading import Event
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from django.urls import reverse
from PIL import Image, ImageDraw

TARGET_SECONDS = 3.0
WORKERS, THREADS = 3, 4
AT_ONCE = 20
_TRIES = 60


def camera_photo(seed: int) -> bytes:
    """12 megapixels with the grain of a sensor, some 4 MB, as a telephone makes them."""
    chance = Random(seed)  # noqa: S311 - a drawing
    photo = Image.effect_noise((1000, 750), 40).convert("RGB").resize((4000, 3000))
    pencil = ImageDraw.Draw(photo)
    for _ in range(40):
        x, y = chance.randrange(3600), chance.randrange(2600)
        pencil.ellipse((x, y, x + 400, y + 400), fill=tuple(chance.randrange(256) for _ in range(3)))
    out = BytesIO()
    photo.save(out, "JPEG", quality=93)
    return out.getvalue()


@contextmanager
def server() -> Iterator[tuple[str, int]]:
    """The program under gunicorn as docs/operations.md runs it; its address and the key of its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "gunicorn", "seho.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS),
         "--worker-class", "gthread", "--threads", str(THREADS), "--timeout", "60", "--log-level", "error",
         "--no-control-socket"],
    )  # fmt: skip
    try:
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(30)


class Visitor:
    """Somebody signed in, with the cookies of one browser."""

    def __init__(self, address: str, email: str, password: str) -> None:
        self.address = address
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        form = self._first_page()
        self.token = _token(form)
        sent = urlencode({"login": email, "password": password, "csrfmiddlewaretoken": self.token}).encode()
        request = Request(f"{address}{reverse('account_login')}", sent, {"Referer": address})  # noqa: S310 - our own server
        page = self._opener.open(request, timeout=60)
        self.token = _token(page.read().decode()) or self.token

    def _first_page(self) -> str:
        for _ in range(_TRIES):
            try:
                with self._opener.open(f"{self.address}{reverse('account_login')}", timeout=30) as page:
                    return str(page.read().decode())
            except URLError:
                time.sleep(0.5)
        raise RuntimeError("The server did not start.")

    def get(self, path: str) -> float:
        """Seconds until the whole page is there."""
        began = time.perf_counter()
        with self._opener.open(self.address + path, timeout=60) as page:
            page.read()
        return time.perf_counter() - began

    def send(self, path: str, photo: bytes) -> tuple[int, float]:
        """What the server answered to the photo, and after how many seconds."""
        mark = uuid.uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="foto.jpg"\r\n\r\n'
        body = head.encode() + photo + f"\r\n--{mark}--\r\n".encode()
        headers = {
            "Content-Type": f"multipart/form-data; boundary={mark}", "X-CSRFToken": self.token,
            "Referer": self.address, "Accept": "application/json",
        }  # fmt: skip
        request = Request(self.address + path, body, headers)  # noqa: S310 - our own server
        began = time.perf_counter()
        try:
            with self._opener.open(request, timeout=120) as answer:
                answer.read()
                code = int(answer.status)
        except HTTPError as refused:
            code = refused.code
        return code, time.perf_counter() - began


def _token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    return found[1] if found else ""


@dataclass(frozen=True)
class Result:
    ready: list[float]  # seconds of each photo, one after the other
    alone: list[float]  # seconds of the page while nothing else happens
    beside: list[float]  # and while photos come without a pause
    together: list[float]  # photos sent all at once, until each was taken
    refusals: int  # how often one of those was told to come again
    memory: int  # the most that the processes held then, in bytes


def measure(sender: Visitor, reader: Visitor, upload: str, page: str, *, pid: int) -> Result:
    photos = [camera_photo(seed) for seed in range(8)]
    sender.send(upload, photos[0])
    ready = [sender.send(upload, photo)[1] for photo in photos]
    alone = [reader.get(page) for _ in range(30)]
    beside = _beside(sender, reader, upload, page, photos)
    most, over = [0], Event()
    with ThreadPoolExecutor(AT_ONCE + 1) as pool:
        watch = pool.submit(_watch, pid, most, over)
        sent = [pool.submit(_until_taken, sender, upload, photos[one % len(photos)]) for one in range(AT_ONCE)]
        results = [one.result() for one in sent]
        over.set()
        watch.result()
    return Result(
        ready, alone, beside, [seconds for seconds, _ in results], sum(turns for _, turns in results), most[0]
    )


def _beside(sender: Visitor, reader: Visitor, upload: str, page: str, photos: list[bytes]) -> list[float]:
    over = Event()

    def go_on() -> None:
        turn = 0
        while not over.is_set():
            sender.send(upload, photos[turn % len(photos)])
            turn += 1

    with ThreadPoolExecutor(2) as pool:
        sending = [pool.submit(go_on) for _ in range(2)]
        times = [reader.get(page) for _ in range(30)]
        over.set()
        for one in sending:
            one.result()
    return times


def _until_taken(sender: Visitor, upload: str, photo: bytes) -> tuple[float, int]:
    """As the page does: told that the server is busy, it comes again a little later."""
    began = time.perf_counter()
    for turn in range(100):
        code, _ = sender.send(upload, photo)
        if code == 200:
            return time.perf_counter() - began, turn
        if code != 429:
            raise RuntimeError(f"The server answered {code}.")
        time.sleep(min(4.0, 1.0 * 2**turn))
    raise RuntimeError("The photo was never taken.")


def _watch(pid: int, most: list[int], over: Event) -> None:
    while not over.wait(0.1):
        most[0] = max(most[0], sum(map(_memory, _family(pid))))


def _family(pid: int) -> list[int]:
    children = [int(one) for path in Path(f"/proc/{pid}/task").glob("*/children") for one in path.read_text().split()]
    return [pid, *(one for child in children for one in _family(child))]


def _memory(pid: int) -> int:
    try:
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except FileNotFoundError:
        return 0
    return int(found[1]) * 1024 if found else 0


def told(result: Result) -> str:
    def line(label: str, times: list[float]) -> str:
        middle, worst = statistics.median(times), max(times)
        return f"| {label} | {len(times)} | {middle * 1000:,.0f} | {worst * 1000:,.0f} |"

    late = max(result.ready) > TARGET_SECONDS
    return "\n".join((
        "| | veces | mediana (ms) | la mayor (ms) |", "|---|--:|--:|--:|",
        line(f"foto de 12 megapíxeles, hasta que está lista{' **!**' if late else ''}", result.ready),
        line("otra página, sin fotos", result.alone),
        line("otra página, con dos personas que envían fotos sin pausa", result.beside),
        line(f"{AT_ONCE} fotos a la vez, hasta que cada una está", result.together),
        f"\n{result.refusals} veces se pidió volver; memoria de los procesos, hasta {result.memory / 1e6:,.0f} MB.",
    ))  # fmt: skip
