"""The teaching: what is planned, done, seen and kept (art. 11 to 13)."""

from attendance.models.assessments import Assessment
from attendance.models.plans import Plan, PlanCompetency, PlanVersion
from attendance.models.sessions import Participation, Session
from attendance.models.works import Work, WorkFile

__all__ = [
    "Assessment",
    "Participation",
    "Plan",
    "PlanCompetency",
    "PlanVersion",
    "Session",
    "Work",
    "WorkFile",
]
