"""Issued portfolios with image of the pupil, once the family took its authorisation back (Ley 29733, art. 13.7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attendance.models import WorkFile
from convalidation.models import IssuedDocument, Packet
from convalidation.rules import PaperKind
from patients.queries import purposes_in_force

_KEY = "work-file-"


def reserved_paper(packet: Packet) -> IssuedDocument | None:
    """The portfolio of this packet that may not go out any more: it shows the pupil without an authorisation in force.

    It stays as it was issued, and the team of the service may open it; whoever asks from outside gets the packet that
    replaces it.
    """
    paper = next((one for one in packet.documents.all() if one.kind == PaperKind.PORTFOLIO), None)
    if paper is None:
        return None
    episode = packet.episode
    if "IMAGES" in purposes_in_force(episode.patient, episode.seho_id, date.max):
        return None
    shown = WorkFile.every.filter(pk__in=list(_files_of(paper)), work__shows_pupil=True)
    return paper if shown.exists() else None


def _files_of(paper: IssuedDocument) -> Iterator[int]:
    """The photos that the paper shows, by the keys that stand in its frozen data."""
    for work in paper.content.get("works", ()):
        for key in work.get("images", ()):
            number = str(key).removeprefix(_KEY)
            if number.isdecimal():
                yield int(number)
