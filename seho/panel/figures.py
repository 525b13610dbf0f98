"""The figures of the board, each with the list behind it, and the first acts of each role."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.urls import NoReverseMatch, reverse

from convalidation.enums import Purpose
from convalidation.queries.class_reports import without_class_told
from convalidation.queries.due.issuing import to_communicate
from convalidation.queries.going_on import ReturnFigures
from convalidation.queries.returns import GOING_ON, LATE_ONES
from patients.queries import PupilFacts, facts_for_episodes, facts_in_attention, is_unconfirmed, states_waiting
from patients.rules import StudentType
from seho.accounts.enums import TEAM_ROLES, Role
from seho.network.models import Seho
from seho.panel import queries
from seho.panel.queries import ServiceRow

Rows = Callable[[Sequence[int], date], list[PupilFacts]]


@dataclass(frozen=True)
class Figure:
    """`key` stands in the address, `rows` finds the pupils behind the figure. `article` says who asks for it.

    A list of what the coordinator has to do has its `act` for each pupil, with the address that `act_url` gives.
    """

    key: str
    title: str
    how: str
    article: str
    rows: Rows
    act: str = ""
    act_url: Callable[[PupilFacts], str] | None = None

    def with_acts(self, rows: Iterable[PupilFacts], *, may_act: bool) -> list[tuple[PupilFacts, str]]:
        """Each with the address of its act, or with none."""
        return [(facts, self.act_url(facts) if self.act_url and may_act else "") for facts in rows]


def _in_attention(seho_ids: Sequence[int], today: date) -> list[PupilFacts]:
    return facts_in_attention(seho_ids, today)


def _of_type(wanted: StudentType | None, seho_ids: Sequence[int], today: date) -> list[PupilFacts]:
    return [facts for facts in facts_in_attention(seho_ids, today) if facts.verdict.type is wanted]


def _owing(seho_ids: Sequence[int], today: date, *, late: bool) -> list[PupilFacts]:
    episodes = queries.owing_papers(seho_ids, today, late=late).select_related("patient", "seho")
    return facts_for_episodes(list(episodes.order_by("ends_on", "pk")), today)


def _without_class(seho_ids: Sequence[int], today: date) -> list[PupilFacts]:
    return without_class_told(facts_in_attention(seho_ids, today), today)


def _to_communicate(seho_ids: Sequence[int], today: date) -> list[PupilFacts]:
    pupils = facts_in_attention(seho_ids, today)
    return to_communicate(pupils, states_waiting(pupils))


def _unconfirmed(seho_ids: Sequence[int], today: date) -> list[PupilFacts]:
    pupils = facts_in_attention(seho_ids, today)
    states = states_waiting(pupils)
    return [facts for facts in pupils if is_unconfirmed(states.get(facts.patient.pk), today)]


def _school_url(facts: PupilFacts) -> str:
    return reverse("convalidation:school_tab", args=[facts.patient.pk])


def _communicate_url(facts: PupilFacts) -> str:
    assert facts.episode is not None, "in attention"
    return f"{reverse('convalidation:issue', args=[facts.episode.pk])}?para={Purpose.REGISTRATION}"


_TYPE_WORDS = "Estudiantes con atención abierta hoy, por su tipo efectivo a la fecha."
DEFAULT = Figure("atencion", "En atención", "Estudiantes con atención abierta hoy.", "art. 5.10", _in_attention)
FIGURES = {
    figure.key: figure
    for figure in (
        DEFAULT,
        Figure("tipo-a", "Tipo A", _TYPE_WORDS, "art. 9.1", partial(_of_type, StudentType.A)),
        Figure("tipo-b", "Tipo B", _TYPE_WORDS, "art. 9.2", partial(_of_type, StudentType.B)),
        Figure("tipo-c", "Tipo C", _TYPE_WORDS, "art. 9.3", partial(_of_type, StudentType.C)),
        Figure("sin-tipo", "Sin tipo", _TYPE_WORDS, "art. 9", partial(_of_type, None)),
        Figure(
            "por-emitir",
            "Documentos por emitir",
            "Atenciones terminadas que tienen documentos por entregar a la institución educativa.",
            "art. 13.5",
            partial(_owing, late=False),
        ),
        Figure(
            "con-retraso",
            "Documentos con retraso",
            "De los anteriores, los que pasaron el plazo que el programa propone.",
            "art. 13.3.b",
            partial(_owing, late=True),
        ),
        Figure(
            "quince-dias",
            "Con 15 días o más de hospitalización",
            "Estudiantes hospitalizados hoy que acumulan 15 días o más en su año escolar o periodo promocional.",
            "art. 16.3",
            queries.long_stay_facts,
        ),
        Figure(
            "sin-aula",
            "Sin saber qué aprende su aula",
            "Estudiantes en atención cuya institución educativa no contó qué está aprendiendo el aula.",
            "art. 11.4",
            _without_class,
            "Ver IE",
            _school_url,
        ),
        Figure(
            "por-comunicar",
            "Registros por comunicar a la IE",
            "Estudiantes en atención cuyo registro en el SEHO no se comunicó a su institución educativa.",
            "art. 10.4",
            _to_communicate,
            "Emitir comunicación",
            _communicate_url,
        ),
        Figure(
            "sin-confirmar",
            "Estados en SIAGIE sin confirmar",
            "Estudiantes en atención cuya institución educativa no confirma el estado que se le comunicó.",
            "art. 10.3",
            _unconfirmed,
            "Ver IE",
            _school_url,
        ),
    )
}


@dataclass(frozen=True)
class Total:
    """One big number of the board. `url` opens the list behind it, where the person may see it."""

    label: str
    value: str
    note: str
    url: str
    state: str


def totals(rows: Sequence[ServiceRow], *, may_open: bool) -> list[Total]:
    late = sum(row.papers_late for row in rows)
    ending = sum(row.agreement_ends_soon for row in rows)
    return [
        _total("En atención", sum(row.in_attention for row in rows), _by_type(rows), "atencion", may_open),
        _total(
            "Sesiones esta semana",
            sum(row.sessions for row in rows),
            f"{sum(row.pupils_taught for row in rows)} estudiantes atendidos",
        ),
        _total("Documentos por emitir", sum(row.papers_owed for row in rows), "", "por-emitir", may_open),
        _total("Documentos con retraso", late, "", "con-retraso", may_open, "late" if late else ""),
        _returns(rows, may_open),
        _total(
            "Hospitalizados 15 días o más, en simultáneo",
            f"{sum(row.long_stays.average for row in rows):.1f}",
            f"Promedio diario de los últimos {queries.LONG_STAY_PERIOD_DAYS} días (art. 16.3)",
            "quince-dias",
            may_open,
        ),
        _total(
            "Convenios vencidos o por vencer",
            ending,
            "En 90 días o menos (art. 26, 33.3)",
            state="due" if ending else "",
        ),
    ]


def _total(label: str, value: object, note: str = "", key: str = "", may_open: bool = False, state: str = "") -> Total:
    url = f"{reverse('panel:list')}?cifra={key}" if key and may_open else ""
    return Total(label, str(value), note, url, state)


def _returns(rows: Sequence[ServiceRow], may_open: bool) -> Total:
    """Art. 15: the returns that are followed, and how many of them are behind."""
    added = sum((row.returns for row in rows), ReturnFigures())
    note = (
        f"{added.late} con atraso · {added.with_incidents} con incidencias · "
        f"{added.satisfactory} bien concluidos este año (art. 15)"
    )
    url = f"{reverse('convalidation:returns')}?estado={LATE_ONES if added.late else GOING_ON}" if may_open else ""
    return Total("Retornos en seguimiento", str(added.going_on), note, url, "late" if added.late else "")


def _by_type(rows: Iterable[ServiceRow]) -> str:
    found = list(rows)
    parts = [
        ("A", sum(row.type_a for row in found)),
        ("B", sum(row.type_b for row in found)),
        ("C", sum(row.type_c for row in found)),
    ]
    words = " · ".join(f"{count} tipo {letter}" for letter, count in parts)
    untyped = sum(row.untyped for row in found)
    return f"{words} · {untyped} sin tipo" if untyped else words


def sehos_asked(user: Any, pk: str) -> list[Seho]:
    """The services whose list is asked for: the one named, when this person sees it, else all that she sees."""
    sehos = Seho.objects.visible_to(user).active()
    return list(sehos.filter(pk=pk) if pk.isdecimal() else sehos)


@dataclass(frozen=True)
class Act:
    label: str
    url: str
    icon: str


_ACTS = (
    ("Registrar estudiante", "patients:register", "person-plus", {Role.COORDINATOR}),
    ("Registrar sesión", "attendance:session_new", "journal-check", TEAM_ROLES),
    ("Avisar de una o un estudiante", "patients:referral_new", "bell", {Role.FOCAL_POINT, Role.DIRECTOR}),
    ("Ver mis avisos", "patients:referrals", "list", {Role.FOCAL_POINT, Role.DIRECTOR}),
    ("Subir la lista del hospital", "patients:daily_upload", "upload", {Role.FOCAL_POINT}),
    ("Personas y roles", "accounts:people", "person-badge", {Role.ADMIN}),
)


def acts_for(user: Any) -> list[Act]:
    """The usual first acts of this person, where their page exists."""
    found = []
    for label, name, icon, wanted in _ACTS:
        if user.scope.has(*wanted):
            try:
                found.append(Act(label, reverse(name), icon))
            except NoReverseMatch:
                continue
    return found
