"""What the pupil's file has due for a person, for "Hoy"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from patients.due import LATE, LATER, NOW, SOON, DueItem
from patients.enums import ReferralState, StayKind
from patients.models import Enrollment, Referral, RegistrationDraft, SiagieStatus
from patients.queries.daily import daily_items
from patients.queries.emergency import emergency_items
from patients.queries.facts import PupilFacts, facts_in_attention
from patients.queries.head import missing_of
from patients.querysets import HEALTH_READERS, TEAM
from patients.rules import PENDING_LIMIT_DAYS, last_day, warn_estimate
from seho.accounts.enums import Role
from seho.text import date_long, full_name, initials, plural

REST_WARNING_DAYS = 5
MOST_STATES = 200


def due_for(
    user: Any,
    today: date,
    in_attention: Sequence[PupilFacts] | None = None,
    states: Mapping[int, SiagieStatus] | None = None,
) -> list[DueItem]:
    """Files, stays, notices, drafts and SIAGIE states that wait for this person, most urgent first.

    `in_attention` are the facts of the person's services and `states` as `states_waiting` gives them, where the
    caller has them already.
    """
    items = [
        *_file_items(user, today, in_attention, states),
        *referral_tasks(user, today),
        *daily_items(user, today),
        *emergency_items(user, today),
        *_draft_items(user),
        *_siagie_items_of_director(user),
    ]
    return sorted(items, key=lambda item: item.sort_key)


def referral_tasks(user: Any, today: date) -> list[DueItem]:
    """Notices to attend: first contact, and orientation for enrolment with its day (art. 10.1, 35.b; R23)."""
    sehos = user.scope.seho_ids(*HEALTH_READERS)
    waiting = Referral.objects.filter(
        seho_id__in=sehos, state__in=(ReferralState.IDENTIFIED, ReferralState.ORIENTATION)
    )
    return [_referral_item(row, today) for row in waiting.order_by("identified_on")[:200] if sehos]


def _referral_item(row: Referral, today: date) -> DueItem:
    who = row.patient.initials if row.patient_id and row.patient else _short(row.person)
    url = reverse("patients:referral", args=[row.pk])
    if row.state == ReferralState.ORIENTATION and not row.oriented_on:
        due = row.orientation_due_on
        urgency = LATE if due and due < today else NOW
        return DueItem("orientation", f"Orientar la matrícula de {who}", url, "Ver aviso", due, urgency, None)
    if not row.contacted_on:
        due = row.identified_on + timedelta(days=PENDING_LIMIT_DAYS)
        urgency = LATE if due < today else NOW
        return DueItem("referral", f"Contactar a la familia de {who}", url, "Ver aviso", due, urgency, None)
    return DueItem("referral", f"Registrar a {who}, o cerrar su aviso", url, "Ver aviso", None, SOON, None)


def _short(person: str) -> str:
    """Initials also of a whole name: a screen in a ward shows no more."""
    surnames, _, given = person.partition(",")
    if given:
        return initials(surnames, given.strip())
    words = [word for word in person.replace(".", " ").split() if word]
    return " ".join(f"{word[0].upper()}." for word in words[:2]) or "una o un estudiante"


def states_waiting(in_attention: Iterable[PupilFacts]) -> dict[int, SiagieStatus]:
    """By pupil: the state that stands and that no school confirmed."""
    patients = [facts.patient.pk for facts in in_attention]
    waiting = SiagieStatus.objects.filter(patient__in=patients, confirmed_on=None)
    return {row.patient_id: row for row in waiting.current().order_by()}


def _file_items(
    user: Any, today: date, in_attention: Sequence[PupilFacts] | None, states: Mapping[int, SiagieStatus] | None
) -> list[DueItem]:
    sehos = user.scope.seho_ids(Role.COORDINATOR)
    if not sehos:
        return []
    items: list[DueItem] = []
    known = facts_in_attention(sehos, today) if in_attention is None else in_attention
    own = [facts for facts in known if facts.episode is not None and facts.episode.seho_id in sehos]
    siagie = states_waiting(own) if states is None else states
    for facts in own:
        items += _gap_items(facts, user)
        items += _day_items(facts, today)
        items += _siagie_items(facts, siagie.get(facts.patient.pk), today)
    return items


def _gap_items(facts: PupilFacts, user: Any) -> list[DueItem]:
    who, pk = facts.patient.initials, facts.patient.pk
    items = []
    for gap in missing_of(facts, user):
        urgency = {"authorization": LATE, "egress": LATE, "accreditation": NOW, "stay": NOW}.get(gap.kind, LATER)
        items.append(DueItem(gap.kind, f"{who}: falta {gap.text}", gap.url, gap.act_label, None, urgency, pk))
    return items


def _day_items(facts: PupilFacts, today: date) -> list[DueItem]:
    who, pk = facts.patient.initials, facts.patient.pk
    url = reverse("patients:stays", args=[pk])
    items = []
    if facts.hospital.is_alert and facts.stay is not None and facts.stay.ends_on is None:
        day = facts.hospital.reclassifies_on
        text = f"{who} pasa del tipo A al tipo B el {date_long(day)}: revise su plan" if day else ""
        items.append(DueItem("reclassifies", text, url, "Ver estancias", day, SOON, pk))
    stay = facts.stay
    if stay is not None and stay.kind == StayKind.HOSPITAL and stay.ends_on is None and stay.estimated_days:
        if warn_estimate(starts_on=stay.starts_on, estimated_days=stay.estimated_days, today=today):
            due = last_day(stay.starts_on, stay.estimated_days)
            text = f"{who}: pasó el tiempo estimado de su estancia"
            items.append(DueItem("estimate", text, url, "Actualizar estancia", due, NOW, pk))
    rest_end = facts.rest_ends_on
    if rest_end and today <= rest_end <= today + timedelta(days=REST_WARNING_DAYS):
        text = f"{who}: su descanso en domicilio termina el {date_long(rest_end)}"
        items.append(DueItem("rest_ends", text, url, "Ver estancias", rest_end, SOON, pk))
    return items


def _siagie_items(facts: PupilFacts, state: SiagieStatus | None, today: date) -> list[DueItem]:
    """`state` stands and the school has not confirmed it; to communicate it is a paper (art. 10.4)."""
    if not is_unconfirmed(state, today):
        return []
    who, pk = facts.patient.initials, facts.patient.pk
    url = reverse("patients:detail", args=[pk])
    text = f"{who}: su IE aún no confirma el estado en SIAGIE"
    return [DueItem("siagie_unconfirmed", text, url, "Ver ficha", None, LATER, pk)]


def is_unconfirmed(state: SiagieStatus | None, today: date) -> bool:
    """Whether a state of `states_waiting` was communicated so long ago that the confirmation is missed."""
    if state is None or state.communicated_on is None:
        return False
    return state.communicated_on + timedelta(days=PENDING_LIMIT_DAYS) < today


def _siagie_items_of_director(user: Any) -> list[DueItem]:
    schools = user.scope.school_ids(Role.DIRECTOR)
    if not schools:
        return []
    rows = list(states_to_confirm(schools)[:MOST_STATES])
    if not rows:
        return []
    text = f"Registre en SIAGIE el estado de {plural(len(rows), 'estudiante', 'estudiantes')} (art. 10.3)"
    url, patient_id = reverse("patients:siagie_pending"), None
    if len(rows) == 1:
        text, patient_id = f"Registre en SIAGIE el estado de {rows[0].patient} (art. 10.3)", rows[0].patient_id
        url = reverse("patients:siagie_confirm", args=[patient_id, rows[0].pk])
    return [DueItem("siagie_confirm", text, url, "Confirmar registro", None, NOW, patient_id)]


def states_to_confirm(schools: Iterable[int]) -> QuerySet[SiagieStatus]:
    """States that stand and that the school where the pupil is enrolled did not say to have registered."""
    rows = SiagieStatus.objects.filter(ends_on=None, confirmed_on=None)
    enrolled = Enrollment.objects.filter(ends_on=None, school_id__in=schools)
    rows = rows.filter(patient__in=enrolled.order_by().values("patient_id"))
    return rows.select_related("patient").order_by("patient__search_name", "pk")


def _draft_items(user: Any) -> list[DueItem]:
    if not user.scope.has(*TEAM):
        return []
    return [
        DueItem(
            "draft",
            f"Registro sin terminar de {draft_name(draft)}",
            reverse("patients:draft", args=[draft.pk]),
            "Continuar",
            None,
            SOON,
            draft.patient_id,
        )
        for draft in RegistrationDraft.objects.visible_to(user)[:50]
    ]


def draft_name(draft: RegistrationDraft) -> str:
    """The initials of the child in a draft, as far as they are typed."""
    typed = draft.data.get("pupil", {})
    surname, given = str(typed.get("paternal_surname", "")), str(typed.get("given_names", ""))
    return initials(surname, given) if full_name(surname, "", given) else "una o un estudiante"
