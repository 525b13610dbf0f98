"""The papers, how they reach the school, what it answers, and the return. An issued paper never changes."""

from convalidation.models.answers import Acknowledgement, ClassReport, PendingArea, Recognition
from convalidation.models.batches import Batch, BatchItem
from convalidation.models.delivery import Delivery, DeliveryEvent
from convalidation.models.packets import IssuedDocument, Packet
from convalidation.models.preparing import PartDone, Preparation, Suggestion, TextRead
from convalidation.models.returning import FollowUp, Incident, Return, ReturnReport, Visit
from convalidation.models.signing import SignedCopy

__all__ = [
    "Acknowledgement",
    "Batch",
    "BatchItem",
    "ClassReport",
    "Delivery",
    "DeliveryEvent",
    "FollowUp",
    "Incident",
    "IssuedDocument",
    "Packet",
    "PartDone",
    "PendingArea",
    "Preparation",
    "Recognition",
    "Return",
    "ReturnReport",
    "SignedCopy",
    "Suggestion",
    "TextRead",
    "Visit",
]
