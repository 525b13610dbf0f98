"""What may go into the portfolio (art. 12, Ley 29733)."""

from __future__ import annotations

from collections.abc import Collection

# What was taken out of the portfolio can be brought back for so long; then its files are removed (Ley 29733: no longer
# than they are needed).
DAYS_TO_RESTORE = 30


def portfolio_needs_consent(purposes: Collection[str], *, shows_pupil: bool) -> bool:
    """True when a file shows the pupil or holds the voice, and the family has not authorised it.

    Ley 29733; image and voice are protected alike (Código Civil, art. 15).
    """
    return shows_pupil and "IMAGES" not in purposes


def opens_files(purposes: Collection[str], *, shows_pupil: bool, is_team: bool) -> bool:
    """Who may see the work opens its files, but image and voice of the pupil only while the family authorises them.

    Without it they are blocked (Ley 29733, art. 13.7 and 20): only the team of the service still opens them, each by
    itself, to crop the pupil out or take the work out.
    """
    return is_team or not portfolio_needs_consent(purposes, shows_pupil=shows_pupil)


def length_words(seconds: int) -> str:
    """80 -> "1 min 20 s"."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return f"{rest} s"
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def file_words(label: str, *, seconds: int | None, pages: int | None) -> str:
    """What a file is, for whoever cannot see or hear it: "Grabación de audio, 1 min 20 s", "PDF, 2 páginas"."""
    if seconds is not None:
        return f"{label}, {length_words(seconds)}"
    if pages is not None:
        return f"{label}, {pages} {'página' if pages == 1 else 'páginas'}"
    return label
