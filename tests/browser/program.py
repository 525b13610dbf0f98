"""The real program as a process of its own: gunicorn, SQLite, demo data, a port of this machine alone."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
PREPARATION = ("migrate", "createcachetable", "load_catalogues", "load_demo", "collectstatic")


@dataclass(frozen=True)
class Program:
    """A program that runs; `log` is what it printed."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]
    worker: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def stop(self) -> None:
        for process in (self.process, self.worker):
            process.terminate()
        for process in (self.process, self.worker):
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def start(folder: Path, prepared: Path) -> Program:
    """Start it on a copy of the data in `prepared`, which the first of several processes prepares for all."""
    with (prepared.parent / f"{prepared.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not prepared.exists():
            _prepare(prepared)
    shutil.copytree(prepared, folder)
    # The socket is handed over open: no other program can take its port in between.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        command = [sys.executable, "-m", "gunicorn", "seho.wsgi", f"--bind=fd://{listener.fileno()}"]
        command += ["--worker-class=gthread", "--threads=4", "--no-control-socket", "--log-level=warning"]
        with (folder / "log").open("wb") as log:
            values = {
                "cwd": ROOT,
                "env": _environment(folder) | {"SITE_URL": url},
                "stdin": subprocess.DEVNULL,
                "stdout": log,
                "stderr": log,
            }
            process = subprocess.Popen([*_dies_with_parent(), *command], pass_fds=[listener.fileno()], **values)
            worker = subprocess.Popen([*_dies_with_parent(), sys.executable, "manage.py", "run_jobs"], **values)
    program = Program(url, folder, process, worker)
    _wait_until_it_answers(program)
    return program


def _prepare(folder: Path) -> None:
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    for command in PREPARATION:
        done = subprocess.run(
            [sys.executable, "manage.py", command, *(["--noinput"] if command == "collectstatic" else [])],
            cwd=ROOT,
            env=_environment(unfinished),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {command} failed:\n{done.stdout[-4000:]}")
    unfinished.rename(folder)


def _environment(folder: Path) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "SEHO_TEST_STATIC_ROOT": str(folder / "static"),
        "DATABASE_URL": f"sqlite:///{folder / 'seho.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "SEHO_DEMO": "yes",
        "DEBUG": "no",
        "HTTPS_ONLY": "no",
        "ALLOWED_HOSTS": "127.0.0.1",
        "EMAIL_URL": "consolemail://",
    }


def _dies_with_parent() -> list[str]:
    return [setpriv, "--pdeathsig", "TERM"] if (setpriv := shutil.which("setpriv")) else []


def _wait_until_it_answers(program: Program) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urlopen(program.url, timeout=30).close()  # noqa: S310 -- the address is our own
            return
        except HTTPError:
            return  # an answer, if not a good one: the tests will say
        except OSError as error:
            if program.process.poll() is not None or time.monotonic() > deadline:
                program.stop()
                raise RuntimeError(f"The program did not start:\n{program.log[-4000:]}") from error
        time.sleep(0.1)
