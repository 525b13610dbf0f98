"""The verification code and its QR."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seho.papers import codes


def test_a_code_has_at_least_128_random_bits() -> None:
    assert codes.LENGTH * math.log2(len(codes.ALPHABET)) >= 128


def test_codes_use_every_sign_in_every_place_and_do_not_repeat() -> None:
    many = [codes.new_code() for _ in range(1_000)]

    assert len(set(many)) == 1_000
    for place in range(codes.LENGTH):
        assert {code[place] for code in many} == set(codes.ALPHABET)


def test_the_alphabet_has_no_sign_that_a_photocopy_confuses() -> None:
    assert len(set(codes.ALPHABET)) == 32
    assert not set("ILOU") & set(codes.ALPHABET)


def test_a_code_is_printed_in_groups_of_four() -> None:
    assert codes.grouped("7Q3MK0ZP4XW9T1HB6VNC2RDA8EYF") == "7Q3M-K0ZP-4XW9-T1HB-6VNC-2RDA-8EYF"


@given(st.text(codes.ALPHABET, min_size=codes.LENGTH, max_size=codes.LENGTH))
def test_a_printed_code_is_read_back_however_it_is_typed(code: str) -> None:
    printed = codes.grouped(code)

    assert codes.normalize(printed) == code
    assert codes.normalize(printed.lower()) == code
    assert codes.normalize(f"  {printed.replace('-', ' – ')}\n") == code
    assert codes.normalize(printed.replace("0", "o").replace("1", "l")) == code
    assert codes.normalize(printed.replace("0", "O").replace("1", "I")) == code


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "7Q3M",
        "U" * 28,
        "7Q3MK0ZP4XW9T1HB6VNC2RDA8EYFF",
        "7Q3MK0ZP4XW9T1HB6VNC2RDA8EY\0",
        "ñ" * 28,
        "٣" * 28,
    ],
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert codes.normalize(typed) is None


def test_the_qr_is_a_picture_and_the_same_each_time() -> None:
    picture = codes.qr_png("https://seho.demo.example/verificar/7Q3M/")

    assert picture.startswith(b"\x89PNG")
    assert picture == codes.qr_png("https://seho.demo.example/verificar/7Q3M/")
    assert picture != codes.qr_png("https://seho.demo.example/verificar/7Q3N/")


def test_a_qr_of_a_relative_address_is_refused() -> None:
    with pytest.raises(ValueError, match="absolute"):
        codes.qr_png("/verificar/7Q3M/")
