"""What the views of this room share."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404

from convalidation.models import IssuedDocument, Packet
from convalidation.queries import lists, my_episodes
from patients.models import Episode
from patients.querysets import TEAM
from seho.accounts.enums import Role
from seho.accounts.http import SignedRequest

STAFF = (*TEAM, Role.UGEL_SPECIALIST)
READERS = (*STAFF, Role.DIRECTOR)


def episode_or_404(request: SignedRequest, pk: int) -> Episode:
    """A time in a service of this person (team or UGEL); a stranger's answer is that of one that is not."""
    seen = my_episodes(request.user).select_related("patient", "seho__ugel__region", "seho__hospital")
    episode: Episode = get_object_or_404(seen, pk=pk)
    return episode


def packet_or_404(request: SignedRequest, pk: int) -> Packet:
    seen = Packet.objects.visible_to(request.user).select_related(
        "episode__patient", "episode__seho__ugel", "school", "enrollment__school_grade__level", "acknowledgement",
        "issued_by", "annulled_by", "replaces", "replaced_by",
    )  # fmt: skip
    papers = Prefetch("documents", IssuedDocument.objects.visible_to(request.user))
    packet: Packet = get_object_or_404(seen.prefetch_related(papers, "recognitions__competency"), pk=pk)
    return packet


def clean_text(request: SignedRequest, name: str = "q") -> str:
    return lists.clean_text(request.GET, name)


def chips(request: SignedRequest, labels: Any, active: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    """One chip for each state in the address, with its number where it was counted; the search stays, the page goes."""
    found = []
    for key, label in labels:
        query = request.GET.copy()
        query.pop("page", None)
        query["estado"] = key
        found.append(
            {"label": label, "url": f"?{query.urlencode()}", "active": key == active, "count": counts.get(key)}
        )
    return found
