"""The pupil: who, whose care, which school, which stays, which time in the service.

Three clocks are read from these rows and never stored: hospital days (`Stay` of kind HOSPITAL), prescribed
home rest (`Stay` of kind HOME_REST) and days in the SEHO (`Episode`). `patients.rules` counts them.
"""

from patients.models.daily import HospitalList, ListColumns, ListProposal
from patients.models.emergency import EmergencyAccess
from patients.models.episodes import Assignment, Episode, SiagieStatus
from patients.models.pupils import Authorization, Enrollment, Guardian, Patient
from patients.models.referrals import Referral, RegistrationDraft
from patients.models.stays import Accreditation, Diagnosis, Stay

__all__ = [
    "Accreditation",
    "Assignment",
    "Authorization",
    "Diagnosis",
    "EmergencyAccess",
    "Enrollment",
    "Episode",
    "Guardian",
    "HospitalList",
    "ListColumns",
    "ListProposal",
    "Patient",
    "Referral",
    "RegistrationDraft",
    "SiagieStatus",
    "Stay",
]
