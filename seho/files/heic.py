"""HEIC, the photos of iPhones, decoded in a process of their own.

The decoder is young C code: one wrong byte in a file makes it crash, and what crashes here must not take
the program with it. This file is both sides: imported, it starts the process; run, it is that process.
It imports nothing of ours, so that it starts in a fifth of a second.
"""

import os
import subprocess
import sys
from io import BytesIO
from resource import RLIMIT_AS, RLIMIT_CPU, setrlimit

from PIL import Image

_SECONDS = 30
_MEMORY = 2 * 1024**3
_NICE = 5  # a page that somebody waits for goes first
_TOO_LARGE = 3


class HugePicture(Exception):
    """The header promises more pixels than are accepted: `pixels`."""

    def __init__(self, pixels: int) -> None:
        super().__init__(pixels)
        self.pixels = pixels


def decode_heic(content: bytes, *, max_pixels: int, side: int) -> Image.Image:
    """The main picture, upright and at most `side` long; raises HugePicture or, for damage, ValueError."""
    try:
        done = subprocess.run(  # noqa: S603 - our own file, with numbers as its arguments
            [sys.executable, "-I", __file__, str(max_pixels), str(side)],
            input=content,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ValueError("The decoder did not end.") from None
    if done.returncode == _TOO_LARGE:
        raise HugePicture(int(done.stdout))
    if done.returncode != 0:
        raise ValueError(f"The decoder ended with {done.returncode}.")
    return Image.open(BytesIO(done.stdout), formats=["PPM"])


def _main(max_pixels: int, side: int) -> int:
    from pi_heif import register_heif_opener  # noqa: PLC0415 - in its own process only

    os.nice(_NICE)
    setrlimit(RLIMIT_AS, (_MEMORY, _MEMORY))
    setrlimit(RLIMIT_CPU, (_SECONDS, _SECONDS))
    # Nothing but the main picture: no thumbnails, no depth, no other layers.
    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    with Image.open(sys.stdin.buffer, formats=["HEIF"]) as photo:
        pixels = photo.width * photo.height
        if pixels > max_pixels:
            sys.stdout.write(str(pixels))
            return _TOO_LARGE
        # The decoder has turned it upright already.
        photo.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        small = photo.convert("RGBA" if photo.has_transparency_data else "RGB")
        paper = Image.new("RGB", small.size, "white")
        paper.paste(small, mask=small.getchannel("A") if small.mode == "RGBA" else None)
        paper.save(sys.stdout.buffer, "PPM")
    return 0


if __name__ == "__main__":
    sys.exit(_main(int(sys.argv[1]), int(sys.argv[2])))
