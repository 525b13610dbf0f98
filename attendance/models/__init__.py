"""The teaching: what is planned, done, seen and kept (art. 11 to 13)."""

from attendance.models.activities import Activity, PlanTemplate
from attendance.models.assessments import Assessment
from attendance.models.evaluation import EvaluationRule, Phrase
from attendance.models.helpers import HelperCertificate, HelperEntry, HelperTask, HelperWeek
from attendance.models.load import EntryTime
from attendance.models.plans import (
    Plan,
    PlanActivity,
    PlanAdaptation,
    PlanComment,
    PlanCompetency,
    PlanContribution,
    PlanReview,
    PlanVersion,
)
from attendance.models.rounds import Precaution, RoundStop
from attendance.models.sessions import Participation, Session
from attendance.models.support import PrivateNote, SupportContact, SupportReport, WellBeing
from attendance.models.works import Work, WorkFile

__all__ = [
    "Activity",
    "Assessment",
    "EntryTime",
    "EvaluationRule",
    "HelperCertificate",
    "HelperEntry",
    "HelperTask",
    "HelperWeek",
    "Participation",
    "Phrase",
    "Plan",
    "PlanActivity",
    "PlanAdaptation",
    "PlanComment",
    "PlanCompetency",
    "PlanContribution",
    "PlanReview",
    "PlanTemplate",
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
