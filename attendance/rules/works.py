"""What may go into the portfolio (art. 12, Ley 29733)."""

from __future__ import annotations

from collections.abc import Collection


def portfolio_needs_consent(purposes: Collection[str], *, shows_pupil: bool) -> bool:
    """True when the picture shows the pupil and the family has not authorised images (Ley 29733)."""
    return shows_pupil and "IMAGES" not in purposes
