"""A photo turned and cropped: how it is shown, always made from the picture that was kept, so nothing is ever lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO

from PIL import Image

from seho.files.photos import CleanPhoto, in_sizes
from seho.files.turns import quietly, turn

# Places in the picture are told in ten-thousandths of its side, as the turned picture shows it.
WHOLE = 10_000
# Less than that of a side is a slip of the finger, and nothing that could be printed.
SMALLEST = 500


@dataclass(frozen=True)
class PhotoEdit:
    """First `quarters` turns clockwise, then what is inside the frame, in ten-thousandths of the turned picture."""

    quarters: int = 0
    left: int = 0
    top: int = 0
    width: int = WHOLE
    height: int = WHOLE

    def __post_init__(self) -> None:
        fits = (
            0 <= self.quarters <= 3
            and min(self.left, self.top) >= 0
            and min(self.width, self.height) >= SMALLEST
            and max(self.left + self.width, self.top + self.height) <= WHOLE
        )
        if not fits:
            raise ValueError("The frame must lie inside the picture.")

    @property
    def is_nothing(self) -> bool:
        return self == PhotoEdit()

    def turned(self, quarters: int) -> PhotoEdit:
        """Turned on by so many quarters clockwise: the frame stays around the same part of the picture."""
        edit = self
        for _ in range(quarters % 4):
            edit = PhotoEdit(
                (edit.quarters + 1) % 4, WHOLE - edit.top - edit.height, edit.left, edit.height, edit.width
            )
        return edit

    def whole(self) -> PhotoEdit:
        """Without the frame."""
        return replace(PhotoEdit(), quarters=self.quarters)


# Pillow turns against the clock.
_TURNS = (None, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)


def edited_photo(kept: bytes, edit: PhotoEdit) -> CleanPhoto:
    """The photo in its three sizes as `edit` shows it; `kept` is the JPEG that `clean_photo` made."""
    with turn():
        return quietly(lambda: _shown(kept, edit))


def _shown(kept: bytes, edit: PhotoEdit) -> CleanPhoto:
    with Image.open(BytesIO(kept), formats=["JPEG"]) as picture:
        how = _TURNS[edit.quarters]
        turned = picture.transpose(how) if how is not None else picture
        return in_sizes(turned.crop(_pixels(turned.size, edit)))


def _pixels(size: tuple[int, int], edit: PhotoEdit) -> tuple[int, int, int, int]:
    """The frame in pixels; of a very small picture at least one is left."""
    width, height = size
    left, top = edit.left * width // WHOLE, edit.top * height // WHOLE
    right = max(left + 1, round((edit.left + edit.width) * width / WHOLE))
    bottom = max(top + 1, round((edit.top + edit.height) * height / WHOLE))
    return left, top, right, bottom
