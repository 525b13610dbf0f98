"""Photos turned and cropped: always from what was kept, at the sizes of paper and list; and what waits its turn."""

from io import BytesIO
from threading import Barrier, Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from seho.files import Busy, PhotoEdit, clean_photo, edited_photo, turn
from seho.files.edits import SMALLEST, WHOLE
from seho.files.turns import MOST_AT_ONCE
from tests.ground.pictures import is_red, opened, upload


def corner(width: int = 3000, height: int = 2000) -> bytes:
    """White, with a red square in the upper left quarter."""
    picture = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(picture).rectangle((0, 0, width // 4, height // 4), fill=(220, 20, 20))
    out = BytesIO()
    picture.save(out, "JPEG", quality=90)
    return clean_photo(upload(out.getvalue())).full


@pytest.mark.parametrize(
    ("quarters", "size", "red_at"),
    [(0, (2000, 1333), (40, 40)), (1, (1333, 2000), (1300, 40)), (2, (2000, 1333), (1960, 1300)),
     (3, (1333, 2000), (40, 1960))],
)  # fmt: skip
def test_a_photo_is_turned_clockwise(quarters: int, size: tuple[int, int], red_at: tuple[int, int]) -> None:
    shown = opened(edited_photo(corner(), PhotoEdit(quarters)).full)
    assert shown.size == size
    assert is_red(shown.getpixel(red_at))


def test_the_frame_is_of_the_turned_photo_and_each_size_has_it() -> None:
    clean = edited_photo(corner(), PhotoEdit(1, 5000, 0, 5000, 2500))
    assert (clean.width, clean.height) == (667, 500)
    for content in (clean.full, clean.print, clean.thumb):
        shown = opened(content)
        assert is_red(shown.getpixel((shown.width - 8, 8)))
        assert shown.width / shown.height == pytest.approx(667 / 500, abs=0.01)
    assert opened(clean.thumb).width == 480


def test_a_very_small_photo_keeps_a_pixel() -> None:
    assert edited_photo(corner(4, 3), PhotoEdit(0, 0, 0, SMALLEST, SMALLEST)).width == 1


edits = st.builds(
    lambda quarters, left, top, width, height: PhotoEdit(
        quarters, left, top, min(width, WHOLE - left), min(height, WHOLE - top)
    ),
    st.integers(0, 3), st.integers(0, 5000), st.integers(0, 5000), st.integers(SMALLEST, WHOLE),
    st.integers(SMALLEST, WHOLE),
)  # fmt: skip


@given(edits)
def test_four_turns_are_none_and_the_frame_stays_around_the_same_part(edit: PhotoEdit) -> None:
    assert edit.turned(4) == edit.turned(0) == edit
    assert edit.turned(1).turned(3) == edit
    assert (edit.turned(1).width, edit.turned(1).height) == (edit.height, edit.width)


@pytest.mark.parametrize(
    "values",
    [(4, 0, 0, WHOLE, WHOLE), (0, -1, 0, 5000, 5000), (0, 0, 0, SMALLEST - 1, 5000), (0, 5001, 0, 5000, 5000)],
)
def test_a_frame_lies_inside_the_photo(values: tuple[int, int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="inside"):
        PhotoEdit(*values)


def test_only_so_many_are_decoded_at_once_and_the_next_is_told() -> None:
    inside, done = Barrier(MOST_AT_ONCE + 1), Event()

    def hold() -> None:
        with turn():
            inside.wait(10)
            done.wait(10)

    threads = [Thread(target=hold) for _ in range(MOST_AT_ONCE)]
    for thread in threads:
        thread.start()
    try:
        inside.wait(10)
        with pytest.raises(Busy), turn(0.01):
            pytest.fail("One too many.")
    finally:
        done.set()
        for thread in threads:
            thread.join()
    with turn(0.01), turn(0.01):
        """Free again, and inside of one another costs nothing."""
