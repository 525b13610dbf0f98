"""What the school's answers owe today: of the class, of what was recognised, of the areas left pending."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Min, Q, QuerySet
from django.urls import reverse

from convalidation.enums import PaperState, RecognitionDecision
from convalidation.models import Packet, PendingArea, Recognition
from convalidation.queries.class_reports import ASK_AFTER_DAYS, new_class_reports, without_class_told
from convalidation.rules import Band
from patients.due import LATE, LATER, NOW, SOON, DueItem
from patients.models import Enrollment, Episode
from patients.queries import PupilFacts
from seho.accounts.enums import Role
from seho.clock import lima_date
from seho.text import plural

# The norm asks for celerity without a number (art. 13.3.b): what this program proposes as its own term.
REGISTER_WITHIN_DAYS = 30
MOST = 200
_NAMES = ("paternal_surname", "maternal_surname", "given_names")


def answers_due(user: Any, today: date, coordinated: Iterable[PupilFacts]) -> list[DueItem]:
    """Coordinator: schools to ask. Teacher: what a school told this week. Director: what she has still to tell.

    `coordinated` are the facts of the pupils in attention whom this person coordinates.
    """
    items: list[DueItem] = [*_ask_items(coordinated, today)]
    if sehos := user.scope.seho_ids(Role.TEACHER):
        items += _news_items(sehos, today)
    if schools := user.scope.school_ids(Role.DIRECTOR):
        items += _class_items(schools, today)
        items += _register_items(schools, today)
        items += _pending_items(schools, today)
    return items


def _ask_items(coordinated: Iterable[PupilFacts], today: date) -> Iterator[DueItem]:
    for facts in without_class_told(coordinated, today):
        assert facts.episode is not None, "in attention"
        patient = facts.patient
        text = f"{patient.initials}: pida a su IE qué está aprendiendo el aula (art. 11.4)"
        due_on = facts.episode.starts_on + timedelta(days=ASK_AFTER_DAYS)
        yield DueItem("ask_class", text, _tab(patient.pk), "Ver IE", due_on, LATER, patient.pk)


def _news_items(sehos: Iterable[int], today: date) -> Iterator[DueItem]:
    shown = ("answered_at", "episode__patient_id", *(f"episode__patient__{name}" for name in _NAMES))
    seen: set[int] = set()
    for report in new_class_reports(sehos, today).select_related("episode__patient").only(*shown)[:MOST]:
        patient = report.episode.patient
        if patient.pk not in seen:
            seen.add(patient.pk)
            text = f"{patient.initials}: su IE contó qué está aprendiendo el aula"
            yield DueItem("class_told", text, _tab(patient.pk), "Leer", None, LATER, patient.pk)


def _class_items(schools: Iterable[int], today: date) -> Iterator[DueItem]:
    enrolled = Enrollment.objects.filter(ends_on=None, school_id__in=schools).values("patient_id")
    for episode in _slim(Episode.objects.open().filter(patient__in=enrolled, class_reports=None)):
        text = f"Cuente al SEHO qué está aprendiendo el aula de {episode.patient} (art. 11.4)"
        due_on = episode.starts_on + timedelta(days=ASK_AFTER_DAYS)
        url = reverse("convalidation:class_report", args=[episode.pk])
        urgency = NOW if today > due_on else SOON
        yield DueItem("tell_class", text, url, "Contar", due_on, urgency, episode.patient_id)


def _register_items(schools: Iterable[int], today: date) -> Iterator[DueItem]:
    """Recognised, and not registered where the norm asks for it (`steps_asked`)."""
    levels = Q(packet__band__in=(Band.D31_90, Band.D91), competency__isnull=False)
    whole = Q(packet__band=Band.D15_30, competency=None)
    waiting = Recognition.objects.filter(
        levels | whole, decision=RecognitionDecision.RECOGNISED, registered_on=None,
        packet__school_id__in=schools, packet__state=PaperState.VALID,
    )  # fmt: skip
    since = dict(waiting.order_by().values_list("packet_id").annotate(Min("decided_at")))
    for packet in _packets(since):
        due_on = lima_date(since[packet.pk]) + timedelta(days=REGISTER_WITHIN_DAYS)
        patient = packet.episode.patient
        text = f"Falta registrar lo que se reconoció a {patient} (art. 13.5)"
        url = reverse("convalidation:recognise", args=[packet.pk])
        yield DueItem("to_register", text, url, "Registrar", due_on, LATE if today > due_on else LATER, patient.pk)


def _pending_items(schools: Iterable[int], today: date) -> Iterator[DueItem]:
    late = PendingArea.objects.filter(
        until__lt=today, done_on=None, packet__school_id__in=schools, packet__state=PaperState.VALID
    )
    areas: dict[int, list[date]] = {}
    for area in late.order_by().only("packet_id", "until"):
        assert area.until is not None, "its term passed"
        areas.setdefault(area.packet_id, []).append(area.until)
    for packet in _packets(areas):
        days, patient = areas[packet.pk], packet.episode.patient
        text = f"{patient}: pasó el plazo para evaluar {plural(len(days), 'área pendiente', 'áreas pendientes')}"
        url = reverse("convalidation:pending", args=[packet.pk])
        yield DueItem("pending_areas", text, url, "Ver áreas", min(days), LATE, patient.pk)


def _packets(keys: Iterable[int]) -> QuerySet[Packet]:
    shown = ("episode__patient_id", *(f"episode__patient__{name}" for name in _NAMES))
    rows = Packet.objects.filter(pk__in=list(keys)).select_related("episode__patient").only(*shown)
    return rows.order_by("issued_at", "pk")[:MOST]


def _slim(episodes: QuerySet[Episode]) -> QuerySet[Episode]:
    shown = ("starts_on", "patient_id", *(f"patient__{name}" for name in _NAMES))
    return episodes.select_related("patient").only(*shown).order_by("starts_on", "pk")[:MOST]


def _tab(patient_id: int) -> str:
    return reverse("convalidation:school_tab", args=[patient_id])
