"""The verification code of an issued paper, and the QR that carries its address."""

import io
import re
import secrets

import segno

# Crockford's base 32: no I, L, O or U, so that a code read from a photocopy is typed right.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 28  # signs of 5 bits: 140 random bits, in seven groups of four
GROUP = 4

_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})
_BETWEEN_GROUPS = re.compile(r"[\s\-‐‑‒–—−·.\u200b]+")


def new_code() -> str:
    """An unguessable code of 28 signs, as it is stored and stands in addresses."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """The code as it is printed: 7Q3M-K0ZP-…"""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def normalize(typed: str) -> str | None:
    """The code that a person meant (small letters, spaces, O for 0, I or L for 1), or None."""
    code = _BETWEEN_GROUPS.sub("", typed).upper().translate(_READ_AS)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def qr_png(url: str) -> bytes:
    """The address as a black and white picture, to be printed 22 mm wide with white around it.

    Large modules (no border, 15 % correction) read better from bad photocopies than more correction.
    """
    if not url.startswith(("https://", "http://")):
        raise ValueError("A QR needs an absolute address, so that a telephone can open it.")
    picture = io.BytesIO()
    segno.make(url, error="m", mask=3, micro=False).save(picture, kind="png", scale=4, border=0)
    return picture.getvalue()
