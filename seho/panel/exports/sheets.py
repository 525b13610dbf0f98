"""The lists that go to Excel, each under the word that stands in its address."""

from __future__ import annotations

from attendance import sheets as attendance
from attendance.models import Session
from convalidation import sheets as convalidation
from convalidation.models import Packet, Return
from patients import sheets as patients
from patients.models import Patient, Referral
from patients.querysets import TEAM
from seho.accounts.enums import Role
from seho.network.models import Seho
from seho.panel.exports import behind, services_table
from seho.panel.exports.kinds import SheetKind

STAFF_AND_FIGURES = (Role.COORDINATOR, Role.UGEL_SPECIALIST, Role.DRE_SPECIALIST, Role.MINEDU)
SHEETS = {
    "estudiantes": SheetKind(patients.STAFF, Patient, patients.pupils, "patients:list"),
    "avisos": SheetKind(TEAM, Referral, patients.referrals, "patients:referrals"),
    "sesiones": SheetKind(patients.STAFF, Session, attendance.sessions, "attendance:sessions"),
    "documentos": SheetKind(patients.STAFF, Packet, convalidation.papers, "convalidation:list"),
    "cifra": SheetKind(STAFF_AND_FIGURES, Seho, behind.figure, "panel:list"),
    "servicios": SheetKind(STAFF_AND_FIGURES, Seho, services_table.services, "panel:dashboard"),
    "retornos": SheetKind(patients.STAFF, Return, convalidation.returns, "convalidation:returns"),
}
