"""The teaching: what is planned, done, seen and kept (art. 11 to 13)."""

from attendance.models.assessments import Assessment
from attendance.models.plans import Plan, PlanCompetency, PlanVersion
from attendance.models.rounds import Precaution, RoundStop
from attendance.models.sessions import Participation, Session
from attendance.models.support import PrivateNote, SupportContact, SupportReport, WellBeing
from attendance.models.works import Work, WorkFile

__all__ = [
    "Assessment",
    "Participation",
    "Plan",
    "PlanCompetency",
    "PlanVersion",
    "Precaution",
    "PrivateNote",
    "RoundStop",
    "Session",
    "SupportContact",
    "SupportReport",
    "WellBeing",
    "Work",
    "WorkFile",
]
