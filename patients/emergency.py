"""What a record shows to whoever opened it in an emergency: the minimum, gathered here and nowhere else.

Never the diagnosis, medical papers, the ward, private notes, addresses or files. What whoever attends must know is for
the services alone, not for the Ministry. A higher floor adds its part in its `ready()`:

from patients import emergency
emergency.register(lambda facts: [Part("Plan", (Line("Lengua", "Quechua"),))])
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from patients.enums import StayKind
from patients.models import EmergencyAccess
from patients.queries.facts import PupilFacts, pupil_facts
from patients.queries.head import age_text
from seho.accounts.enums import Role
from seho.accounts.models import Membership, User
from seho.text import date_short


@dataclass(frozen=True)
class Line:
    """`phone` makes the text one to call."""

    label: str
    text: str
    phone: str = ""


@dataclass(frozen=True)
class Part:
    title: str
    lines: tuple[Line, ...]
    empty: str = ""


Provider = Callable[[PupilFacts], Iterable[Part]]
_PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    """What whoever attends the pupil must know of a higher floor."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)


def parts_of(access: EmergencyAccess, today: date) -> list[Part]:
    facts = pupil_facts(access.patient, today)
    parts = [_who(facts), _where(facts), _whom_to_call(facts, access)]
    if access.opened_from_id is None:
        return parts
    return [*parts, _care(facts), *(part for provider in _PROVIDERS for part in provider(facts))]


def _who(facts: PupilFacts) -> Part:
    patient = facts.patient
    lines = [
        Line("Nombre", str(patient)),
        Line("Documento", patient.document_label),
        Line("Edad", f"{age_text(patient.birth_date, facts.today)} (nació el {date_short(patient.birth_date)})"),
        Line("Lengua materna", str(patient.mother_tongue)),
    ]
    if facts.enrollment is not None:
        lines.append(Line("Institución educativa", f"{facts.enrollment.school.name}, {facts.enrollment.school_grade}"))
    return Part("Quién es", tuple(lines))


def _where(facts: PupilFacts) -> Part:
    episode, stay = facts.episode, facts.stay
    assert episode is not None, "only whoever is or was in a service can be opened"
    left = f", con egreso el {date_short(episode.ends_on)}" if episode.ends_on else ""
    lines = [
        Line("SEHO", f"{episode.seho}, desde el {date_short(episode.starts_on)}{left}"),
        Line("Ámbito y modalidad", f"{episode.get_setting_display()}, {episode.get_modality_display().lower()}"),
        Line("Tipo", facts.verdict.label),
    ]
    if stay is not None:
        until = f" hasta el {date_short(stay.ends_on)}" if stay.ends_on else ""
        place = f" en {stay.hospital}" if stay.kind == StayKind.HOSPITAL and stay.hospital else ""
        lines.append(
            Line("Estancia", f"{stay.get_kind_display()}{place}, desde el {date_short(stay.starts_on)}{until}")
        )
    return Part("Dónde está", tuple(lines))


def _whom_to_call(facts: PupilFacts, access: EmergencyAccess) -> Part:
    family = [
        Line(f"{one.get_relationship_display()}{' (principal)' if one.is_main else ''}", one.full_name, one.phone)
        for one in facts.patient.guardians.all()
    ]
    posts = Membership.objects.active_on(facts.today).filter(seho=access.seho_id, role=Role.COORDINATOR)
    led = User.objects.filter(pk__in=posts.values("user_id"), is_active=True)
    coordinators = [Line(f"Coordinación de {access.seho}", f"{one.full_name}, {one.email}") for one in led]
    return Part("A quién llamar", (*family, *coordinators), "No hay un familiar registrado.")


def _care(facts: PupilFacts) -> Part:
    patient = facts.patient
    supports = patient.special_needs_note or ("Sí" if patient.has_special_needs else "")
    lines = [Line("Consideraciones", patient.care_notes), Line("Apoyos que necesita", supports)]
    return Part("Antes de atenderle", tuple(line for line in lines if line.text), "No hay consideraciones anotadas.")
