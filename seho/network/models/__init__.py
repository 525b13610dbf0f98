"""Where the service happens: offices, hospitals, schools, services, agreements, their spaces, team and papers."""

from seho.network.models.closing import Closing, ClosingAct
from seho.network.models.files import SehoFile
from seho.network.models.founding import Addendum, DossierPaper, Opinion, Proposal
from seho.network.models.offices import Region, Ugel
from seho.network.models.places import District, Hospital, School
from seho.network.models.posts import Post
from seho.network.models.resources import (
    ConditioningNeed,
    Equipment,
    Receipt,
    ReceiptItem,
    SpaceCheck,
    SupervisionVisit,
)
from seho.network.models.sehos import Agreement, LearningSpace, Seho

__all__ = [
    "Addendum",
    "Agreement",
    "Closing",
    "ClosingAct",
    "ConditioningNeed",
    "District",
    "DossierPaper",
    "Equipment",
    "Hospital",
    "LearningSpace",
    "Opinion",
    "Post",
    "Proposal",
    "Receipt",
    "ReceiptItem",
    "Region",
    "School",
    "Seho",
    "SehoFile",
    "SpaceCheck",
    "SupervisionVisit",
    "Ugel",
]
