"""The acts of the papers and of the return in a pupil's history."""

from __future__ import annotations

from convalidation.models import (
    Acknowledgement,
    ClassReport,
    Delivery,
    FollowUp,
    Incident,
    Packet,
    PendingArea,
    Preparation,
    Recognition,
    Return,
    ReturnReport,
    SignedCopy,
    Suggestion,
    Visit,
)
from patients import history


def add_sources() -> None:
    history.add(Packet, "episode__patient")
    history.add(SignedCopy, "document__packet__episode__patient")
    history.add(Delivery, "packet__episode__patient")
    history.add(Acknowledgement, "packet__episode__patient")
    history.add(Recognition, "packet__episode__patient")
    history.add(PendingArea, "packet__episode__patient")
    history.add(ClassReport, "episode__patient")
    history.add(ReturnReport, "episode__patient")
    history.add(Return, "episode__patient")
    for model in (FollowUp, Incident, Visit):
        history.add(model, "school_return__episode__patient")
    history.add(Preparation, "episode__patient")
    history.add(Suggestion, "preparation__episode__patient")
