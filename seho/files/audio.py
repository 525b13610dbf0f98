"""Recordings are never kept as they came: their sound is decoded and encoded again, as one small kind of file.

The decoders of all those formats are old C code: they run in a process of their own, with limits of time and memory.
This file is both sides, as `heic` is: imported, it starts the process; run, it is that process.
"""

from __future__ import annotations

import builtins
import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from resource import RLIMIT_AS, RLIMIT_CPU, setrlimit
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.core.files import File

MOST_SECONDS = 10 * 60
MOST_BYTES = 25 * 1024 * 1024

_BITS_A_SECOND, _RATE = 64_000, 44_100
_PROCESS_SECONDS = 60
_MEMORY = 1024**3
_NICE = 5  # a page that somebody waits for goes first
# A recording that announces more than this beyond what it holds was cut off.
_SLACK_SECONDS = 1.5
_SHORTEST_SECONDS = 0.2
# How the child process says what is wrong.
_TOO_LONG, _VIDEO, _SILENT, _DAMAGED = 3, 4, 5, 6


@dataclass(frozen=True)
class CleanAudio:
    """A recording as MP3, which every browser plays; `seconds` is its length, at least one."""

    bytes: builtins.bytes
    seconds: int
    sha256: str

    suffix = ".mp3"
    content_type = "audio/mpeg"

    @property
    def content(self) -> builtins.bytes:
        return self.bytes


def clean_audio(uploaded: File[bytes], *, max_seconds: int = MOST_SECONDS, max_bytes: int = MOST_BYTES) -> CleanAudio:
    """The sound alone, in one channel and without metadata; raises BadFile."""
    # Imported here: the child process, which is this same file, knows nothing of the program.
    from seho.files.bad import BadFile  # noqa: PLC0415
    from seho.files.kinds import Kind, receive  # noqa: PLC0415

    received = receive(uploaded, Kind.AUDIO, max_bytes=max_bytes)
    try:
        done = subprocess.run(  # noqa: S603 - our own file, with a number as its argument
            [sys.executable, "-I", __file__, str(max_seconds)],
            input=received.content,
            capture_output=True,
            timeout=_PROCESS_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BadFile(_sentences(max_seconds)[_DAMAGED]) from None
    if done.returncode != 0:
        sentences = _sentences(max_seconds)
        raise BadFile(sentences.get(done.returncode, sentences[_DAMAGED]))
    head, _, content = done.stdout.partition(b"\n")
    return CleanAudio(
        bytes=content, seconds=int(json.loads(head)["seconds"]), sha256=hashlib.sha256(content).hexdigest()
    )


def _sentences(max_seconds: int) -> dict[int, str]:
    return {
        _TOO_LONG: f"La grabación dura más de {max_seconds // 60} minutos. Envíe una más corta, o en partes.",
        _VIDEO: "El archivo es un video y aquí se adjunta solo audio. Grabe la voz, o envíe una foto.",
        _SILENT: "El archivo no tiene sonido, o dura menos de un segundo. Grabe otra vez.",
        _DAMAGED: "La grabación está dañada o incompleta. Escúchela en su teléfono para comprobarla, o grabe otra vez.",
    }


# --- What follows runs in the child process --------------------------------------------------------------------------

# The reader is chosen by the first bytes: those readers that open other files or addresses are never asked.
_READERS = ((b"RIFF", "wav"), (b"OggS", "ogg"), (b"\x1a\x45\xdf\xa3", "matroska"), (b"#!AMR", "amr"), (b"ID3", "mp3"))
_BOX = slice(4, 8)


class _Refused(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def _reader_of(content: bytes) -> str:
    if content[_BOX] == b"ftyp":
        return "mp4"
    known = next((name for mark, name in _READERS if content.startswith(mark)), None)
    # Frames of MPEG audio: layer 0 is that of AAC.
    return known or ("aac" if content[1] & 0x06 == 0 else "mp3")


def _main(max_seconds: int) -> int:
    import av  # noqa: PLC0415 - in its own process only

    os.nice(_NICE)
    setrlimit(RLIMIT_AS, (_MEMORY, _MEMORY))
    setrlimit(RLIMIT_CPU, (_PROCESS_SECONDS, _PROCESS_SECONDS))
    content = sys.stdin.buffer.read()
    try:
        made, seconds = _made_again(av, content, max_seconds)
    except _Refused as refused:
        return refused.code
    except Exception:  # noqa: BLE001 - Hostile bytes break decoders in many ways; each means the same.
        return _DAMAGED
    sys.stdout.buffer.write(json.dumps({"seconds": seconds}).encode() + b"\n" + made)
    return 0


def _made_again(av: Any, content: bytes, max_seconds: int) -> tuple[bytes, int]:
    out = BytesIO()
    with av.open(BytesIO(content), format=_reader_of(content)) as source:
        _refuse_by_its_head(av, source, max_seconds)
        stream = source.streams.audio[0]
        announced = _announced(av, source, stream)
        options = {"fflags": "+bitexact", "id3v2_version": "0"}
        with av.open(out, "w", format="mp3", options=options) as target:
            voice = target.add_stream("libmp3lame", rate=_RATE, layout="mono")
            voice.bit_rate = _BITS_A_SECOND
            resampler = av.AudioResampler(format="fltp", layout="mono", rate=_RATE)
            samples = 0
            for frame in source.decode(stream):
                # The sound alone counts: a recorder that starts late or stumbles leaves holes in the times.
                frame.pts = None
                for piece in resampler.resample(frame):
                    samples += piece.samples
                    if samples > max_seconds * _RATE:
                        raise _Refused(_TOO_LONG)
                    target.mux(voice.encode(piece))
            target.mux(voice.encode(None))
    seconds = samples / _RATE
    if seconds < _SHORTEST_SECONDS:
        raise _Refused(_SILENT)
    if announced is not None and seconds < announced - _SLACK_SECONDS:
        raise _Refused(_DAMAGED)
    return out.getvalue(), max(1, round(seconds))


def _refuse_by_its_head(av: Any, source: Any, max_seconds: int) -> None:
    """What its first bytes tell, before anything is decoded; the picture of a cover is no video."""
    if any(not stream.disposition & av.stream.Disposition.attached_pic for stream in source.streams.video):
        raise _Refused(_VIDEO)
    if not source.streams.audio:
        raise _Refused(_SILENT)
    announced = _announced(av, source, source.streams.audio[0])
    if announced is not None and announced > max_seconds + _SLACK_SECONDS:
        raise _Refused(_TOO_LONG)


def _announced(av: Any, source: Any, stream: Any) -> float | None:
    """How long the file says that it is; of streams without an index it is a guess, so not asked."""
    if source.format.name in ("aac", "amr", "mp3"):
        return None
    if stream.duration is not None:
        return float(stream.duration * stream.time_base)
    return source.duration / av.time_base if source.duration else None


if __name__ == "__main__":
    sys.exit(_main(int(sys.argv[1])))
