"""What the certificates of volunteers and interns say (art. 21, 22). They name no pupil."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from seho.papers.content import Sheet


@dataclass(frozen=True, kw_only=True)
class HelperCertificate(Sheet):
    """Certificate of confirmed hours of somebody who helps in a service."""

    template = "papers/_helper_certificate.html"
    is_practice: ClassVar[bool] = False

    holder_name: str  # Quispe Mamani, Ana Lucía
    document_number: str = ""
    starts_on: date
    ends_on: date
    minutes: int
    weeks: int
    sessions: int = 0
    tasks: int = 0


@dataclass(frozen=True, kw_only=True)
class VolunteeringCertificate(HelperCertificate):
    """Voluntariado: Ley 28238, art. 21."""

    kind = "certificado-de-voluntariado"
    title = "Certificado de voluntariado"

    registry_number: str = ""  # in the registry of volunteers of the ministry in charge


@dataclass(frozen=True, kw_only=True)
class PracticeCertificate(HelperCertificate):
    """Prácticas: DL 1401, art. 22."""

    kind = "certificado-de-practicas"
    title = "Certificado de prácticas"
    is_practice = True

    practice: str = "preprofesionales"  # or profesionales
    training_center: str = ""  # Universidad Nacional de San Agustín
    career: str = ""  # Educación Primaria
