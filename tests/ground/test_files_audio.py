"""Recordings: each format becomes the same small one; what is no sound, hidden, cut off or endless is told."""

import struct

import pytest

from seho.files import BadFile, CleanAudio, clean_attachment, clean_audio, clean_scan
from tests.ground.pictures import pdf, photo, saved, upload
from tests.ground.sounds import CANARY, FORMATS, length_of, tone


@pytest.mark.parametrize("ending", FORMATS)
def test_each_format_becomes_an_mp3_without_what_it_told(ending: str) -> None:
    content = tone(ending)
    clean = clean_audio(upload(content, f"nota.{ending}"))
    assert (clean.seconds, clean.suffix, clean.content_type) == (2, ".mp3", "audio/mpeg")
    assert length_of(clean.content) == pytest.approx(2, abs=0.15)
    assert CANARY.encode() not in clean.content
    assert len(clean.content) < 20_000


def test_a_canary_is_there_to_be_lost() -> None:
    assert CANARY.encode() in tone("mp3")
    assert CANARY.encode() in tone("m4a")


def test_an_attachment_may_be_a_recording_and_a_scan_may_not() -> None:
    assert isinstance(clean_attachment(upload(tone("m4a"), "voz.m4a")), CleanAudio)
    with pytest.raises(BadFile, match="Aquí se adjunta una foto o un PDF, y usted envió una grabación de audio"):
        clean_scan(upload(tone("m4a"), "voz.m4a"))


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (tone("m4a", with_video=True), "voz.m4a", "es un video y aquí se adjunta solo audio"),
        (tone("m4a")[:-4000], "voz.m4a", "dañada o incompleta"),
        (tone("webm")[:600], "voz.webm", "dañada o incompleta|no tiene sonido"),
        (b"", "voz.mp3", "El archivo está vacío"),
        (b"MZ\x90\x00" + b"\x00" * 400, "voz.mp3", "por dentro no es una grabación de audio"),
        (b"ID3" + b"\x00" * 4000, "voz.mp3", "dañada o incompleta"),
        (photo(), "voz.mp3", "por dentro no es una grabación de audio"),
        (saved(pdf()), "voz.ogg", "por dentro no es una grabación de audio"),
        (tone("wav"), "foto.jpg", "por dentro no es una foto"),
        (tone("wav", 0.05), "voz.wav", "dura menos de un segundo"),
        (b"\x00\x00\x00\x18ftypisom" + b"\xff" * 500, "voz.m4a", "dañada o incompleta"),
        (b"#EXTM3U\nfile:///etc/passwd\n", "voz.mp3", "por dentro no es una grabación de audio"),
    ],
    ids=["video", "truncated", "truncated-webm", "empty", "program", "id3-alone", "photo", "pdf", "as-photo", "silence",
         "noise", "playlist"],
)  # fmt: skip
def test_what_is_no_good_recording_is_told(content: bytes, name: str, sentence: str) -> None:
    with pytest.raises(BadFile, match=sentence):
        clean_attachment(upload(content, name))


def test_a_recording_is_as_long_as_the_limit_and_no_longer() -> None:
    assert clean_audio(upload(tone("ogg", 2), "a.ogg"), max_seconds=2).seconds == 2
    for ending in ("ogg", "mp3", "wav"):
        with pytest.raises(BadFile, match="Envíe una más corta"):
            clean_audio(upload(tone(ending, 4), f"a.{ending}"), max_seconds=2)


def test_a_heavy_recording_is_refused_before_it_is_read() -> None:
    with pytest.raises(BadFile, match=r"pesa .* y aceptamos hasta 0\.1 MB"):
        clean_audio(upload(tone("wav"), "a.wav"), max_bytes=100_000)


def test_a_wav_that_announces_hours_and_holds_nothing_unfolds_to_nothing() -> None:
    head = b"RIFF" + struct.pack("<I", 2**32 - 10) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
    with pytest.raises(BadFile):
        clean_audio(upload(head + b"data" + struct.pack("<I", 2**32 - 50) + b"\x80" * 100, "a.wav"))
