"""Drawings that stand for the pupils' works: made here, of nobody."""

from __future__ import annotations

import random
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

SIZE = (1200, 900)
_PAPER = "#fdfbf4"
_COLOURS = ("#d1495b", "#edae49", "#00798c", "#30638e", "#6a994e", "#8d6a9f")


def drawing(seed: int) -> SimpleUploadedFile:
    """A photo-like JPEG of a drawing on paper; the same seed gives the same one."""
    dice = random.Random(seed)  # noqa: S311 - a picture, not a secret
    picture = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(picture)
    (_landscape, _fractions, _letters)[seed % 3](pen, dice)
    data = BytesIO()
    picture.save(data, "JPEG", quality=82)
    return SimpleUploadedFile(f"trabajo-{seed}.jpg", data.getvalue(), content_type="image/jpeg")


def _landscape(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    pen.ellipse((880, 90, 1060, 270), fill="#edae49")
    for left in (0, 330, 640):
        top = dice.randint(260, 420)
        pen.polygon([(left - 120, 700), (left + 220, top), (left + 560, 700)], fill=dice.choice(_COLOURS[2:5]))
    pen.rectangle((0, 700, 1200, 900), fill="#6a994e")
    pen.rectangle((480, 560, 720, 760), fill="#d1495b")
    pen.polygon([(450, 560), (600, 440), (750, 560)], fill="#8d6a9f")
    for left in range(60, 1140, 90):
        pen.line((left, 820, left + 20, 780), fill="#30638e", width=6)


def _fractions(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    for row in range(4):
        parts = dice.randint(2, 6)
        width = 960 // parts
        for part in range(parts):
            box = (120 + part * width, 110 + row * 180, 110 + (part + 1) * width, 230 + row * 180)
            pen.rectangle(box, outline="#30638e", width=6, fill=dice.choice((_COLOURS[row], _PAPER)))


def _letters(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    for row in range(9):
        y = 120 + row * 80
        pen.line((90, y + 44, 1110, y + 44), fill="#c9d6df", width=3)
        x = 110
        while x < 1040:
            length = dice.randint(40, 130)
            points = [(x + step, y + 20 + dice.randint(-14, 14)) for step in range(0, length, 10)]
            pen.line(points, fill="#33415c", width=5, joint="curve")
            x += length + 34
