"""Photos are never kept as they came: their pixels are decoded and encoded again.

What hides around the pixels (place, camera, thumbnails, comments, code) goes with the old file.
"""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from django.core.files import File
from PIL import Image, UnidentifiedImageError

from seho.files.bad import BadFile
from seho.files.heic import HugePicture, decode_heic
from seho.files.kinds import Kind, receive
from seho.files.turns import quietly, turn

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 50_000_000
MOST_BYTES = 25 * 1024 * 1024
# Where a file of HEIC's family names its first box.
_BOX = slice(4, 8)
FULL_SIDE, PRINT_SIDE, THUMB_SIDE = 2000, 1200, 480
QUALITY = 84

_NOT_A_PHOTO = "No es una foto que podamos abrir, o está dañada. Envíe una foto JPG, PNG, WebP o HEIC."
_DAMAGED = "La foto está dañada o incompleta. Ábrala en su teléfono para comprobarla, o tome otra."


@dataclass(frozen=True)
class CleanPhoto:
    """A photo as JPEG in three sizes: to look at, for a list, for a paper; `width` and `height` of `full`."""

    full: bytes
    thumb: bytes
    print: bytes
    width: int
    height: int
    sha256: str

    suffix = ".jpg"
    content_type = "image/jpeg"

    @property
    def content(self) -> bytes:
        return self.full


def clean_photo(uploaded: "File[bytes]", *, max_pixels: int = MOST_PIXELS, max_bytes: int = MOST_BYTES) -> CleanPhoto:
    """The photo in its three sizes, upright and without metadata; raises BadFile."""
    with turn():
        received = receive(uploaded, Kind.PHOTO, max_bytes=max_bytes)
        return quietly(lambda: _made_again(received.content, max_pixels))


def _made_again(content: bytes, max_pixels: int) -> CleanPhoto:
    return in_sizes(_upright_pixels(content, max_pixels))


def in_sizes(full: Image.Image) -> CleanPhoto:
    printed = fitted(full, PRINT_SIDE)
    encoded = jpeg(full)
    return CleanPhoto(
        full=encoded,
        thumb=jpeg(fitted(printed, THUMB_SIDE)),
        print=jpeg(printed),
        width=full.width,
        height=full.height,
        sha256=hashlib.sha256(encoded).hexdigest(),
    )


def _upright_pixels(content: bytes, max_pixels: int) -> Image.Image:
    try:
        if content[_BOX] == b"ftyp":
            return decode_heic(content, max_pixels=max_pixels, side=FULL_SIDE)
        with Image.open(BytesIO(content), formats=FORMATS) as photo:
            _refuse_huge(photo, max_pixels)
            return _decoded(photo)
    except HugePicture as huge:
        raise BadFile(_too_large(huge.pixels, max_pixels)) from None
    except UnidentifiedImageError:
        raise BadFile(_NOT_A_PHOTO) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadFile(_too_large(None, max_pixels)) from None
    except Exception:  # noqa: BLE001 - Hostile bytes break decoders in many ways; each means the same.
        raise BadFile(_DAMAGED) from None


def _refuse_huge(photo: Image.Image, max_pixels: int) -> None:
    """From the header alone: nothing has been decoded yet."""
    pixels = photo.width * photo.height
    if pixels > max_pixels:
        raise HugePicture(pixels)


def _too_large(pixels: int | None, max_pixels: int) -> str:
    has = f"tiene {pixels / 1_000_000:.0f} megapíxeles y " if pixels else ""
    return (
        f"La foto es demasiado grande: {has}aceptamos hasta {max_pixels / 1_000_000:.0f} megapíxeles. "
        "Tómela con menor resolución o recórtela."
    )


def _decoded(photo: Image.Image) -> Image.Image:
    # A big JPEG is decoded straight at a half, a quarter or an eighth of its size.
    photo.draft(photo.mode, (FULL_SIDE, FULL_SIDE))
    photo.load()
    upright = _orientation(photo)
    mode = "RGBA" if photo.has_transparency_data else "RGB"
    small = fitted(photo if photo.mode == mode else photo.convert(mode), FULL_SIDE)
    # A fresh picture on white paper: it knows none of the old one's metadata, so it can write none.
    paper = Image.new("RGB", small.size, "white")
    paper.paste(small, mask=small.getchannel("A") if small.mode == "RGBA" else None)
    return paper.transpose(upright) if upright is not None else paper


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION_TAG = 0x0112


def _orientation(photo: Image.Image) -> Image.Transpose | None:
    try:
        return _TURNS.get(photo.getexif().get(_ORIENTATION_TAG, 1))
    except Exception:  # noqa: BLE001 - A good photo with broken EXIF is still a good photo.
        return None


def fitted(photo: Image.Image, side: int) -> Image.Image:
    longest = max(photo.size)
    if longest <= side:
        return photo
    width, height = (max(1, round(length * side / longest)) for length in photo.size)
    return photo.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def jpeg(photo: Image.Image) -> bytes:
    out = BytesIO()
    photo.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()
