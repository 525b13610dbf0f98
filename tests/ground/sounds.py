"""Short sounds made here: a tone in each of the formats that telephones and browsers record."""

from __future__ import annotations

import math
from array import array
from functools import cache
from io import BytesIO

import av

CANARY = "CanarioDeAudio"
FORMATS = {
    "wav": ("wav", "pcm_s16le"), "mp3": ("mp3", "libmp3lame"), "ogg": ("ogg", "libopus"), "opus": ("ogg", "libopus"),
    "webm": ("webm", "libopus"), "m4a": ("ipod", "aac"), "aac": ("adts", "aac"), "3gp": ("3gp", "aac"),
}  # fmt: skip
_RATE = 48_000
_FRAME = 1_200


@cache
def tone(ending: str, seconds: float = 2, *, with_video: bool = False) -> bytes:
    """A tone in the format of that ending, with a canary among what it tells of itself."""
    container, codec = FORMATS[ending]
    out = BytesIO()
    with av.open(out, "w", format="mp4" if with_video else container) as target:
        target.metadata["title"] = CANARY
        voice = target.add_stream(codec, rate=_RATE, layout="mono")
        picture = target.add_stream("mpeg4", rate=10, width=64, height=64, pix_fmt="yuv420p") if with_video else None
        resampler = av.AudioResampler(format=voice.codec_context.format.name, layout="mono", rate=_RATE)
        for number in range(round(seconds * _RATE / _FRAME)):
            for piece in resampler.resample(_piece(number)):
                target.mux(voice.encode(piece))
        target.mux(voice.encode(None))
        if picture is not None:
            for number in range(10):
                frame = av.VideoFrame(64, 64, "yuv420p")
                frame.pts = number
                target.mux(picture.encode(frame))
            target.mux(picture.encode(None))
    return out.getvalue()


def _piece(number: int) -> av.AudioFrame:
    frame = av.AudioFrame(format="s16", layout="mono", samples=_FRAME)
    frame.sample_rate = _RATE
    at = (number * _FRAME + place for place in range(_FRAME))
    frame.planes[0].update(array("h", (int(8000 * math.sin(440 * 2 * math.pi * one / _RATE)) for one in at)).tobytes())
    return frame


def length_of(content: bytes) -> float:
    with av.open(BytesIO(content)) as source:
        return sum(frame.samples / frame.sample_rate for frame in source.decode(source.streams.audio[0]))
