"""The list of pupils."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from patients.enums import Setting
from patients.models import Patient
from patients.permissions import can_register
from patients.queries import PupilFilters, every_pupil, pupils_page, state_counts
from patients.queries.head import SEES_TYPE
from patients.queries.lists import ALL, ENDED, IN_ATTENTION, MISSING_KINDS, SORTS
from patients.querysets import TEAM
from patients.views.asking import READERS, TELLERS
from seho.accounts import audit
from seho.accounts.enums import AccessKind, Role
from seho.accounts.http import SignedRequest
from seho.accounts.policy import roles
from seho.clock import today
from seho.network.models import Seho
from seho.sheets import Column, serve_sheet, write_sheet

UGEL = (Role.UGEL_SPECIALIST,)
STATES = ((IN_ATTENTION, "En atención"), (ENDED, "Con egreso"), (ALL, "Todos"))
TYPES = (("A", "Tipo A"), ("B", "Tipo B"), ("C", "Tipo C"))
MISSING = (
    ("autorizacion", "Autorización"),
    ("acreditacion", "Acreditación"),
    ("matricula", "Matrícula"),
    ("egreso", "Egreso"),
    ("documento", "Documento"),
)
SORT_LABELS = {"nombre": "Apellidos", "reciente": "Registro más reciente", "antiguo": "Registro más antiguo"}


@roles(*READERS)
@require_GET
def pupil_list(request: SignedRequest) -> HttpResponse:
    """Estudiantes: the same page whole or, for htmx, the part that it picks from it."""
    user = request.user
    day, filters = today(), read_filters(request)
    is_team = user.scope.has(*TEAM)
    counts = state_counts(user, filters)
    context = {
        "page": pupils_page(user, filters, counts, day),
        "filters": filters,
        "state_chips": _state_chips(request, filters, counts),
        "more_chips": _more_chips(request, filters, user),
        "sorts": [(key, SORT_LABELS[key], key == filters.sort) for key in SORTS],
        "sees_type": user.scope.has(*SEES_TYPE),
        "is_team": is_team,
        "may_register": bool(can_register(user)),
        "may_take": user.scope.has(*TEAM, *UGEL),
        "may_refer": user.scope.has(*TELLERS),
    }
    return render(request, "patients/list.html", context)


@roles(*TEAM, *UGEL)
@require_GET
def pupil_sheet(request: SignedRequest) -> HttpResponseBase:
    """The same list as an Excel sheet: what the address filters, all pages of it. Each service can see who took it."""
    user, day, filters = request.user, today(), read_filters(request)
    rows = list(every_pupil(user, filters, day))
    told = _told(filters)
    detail = "; ".join([f"{len(rows)} filas", *(f"{label}: {text}" for label, text in told if label != "Búsqueda")])
    for seho in Seho.objects.filter(Q(pk__in=user.scope.seho_ids(*TEAM)) | Q(ugel__in=user.scope.ugel_ids(*UGEL))):
        audit.log_access(by=user, kind=AccessKind.EXPORT, obj=Patient, request=request, detail=detail, seho=seho)
    columns = [*COLUMNS, *([MISSING_COLUMN] if user.scope.has(*TEAM) else [])]
    file = write_sheet(title="Estudiantes", columns=columns, rows=rows, told=told, made_on=day)
    return serve_sheet(file, name="estudiantes", made_on=day)


COLUMNS = (
    Column("Estudiante", lambda row: row.name, 36),
    Column("Edad", lambda row: row.age, 12),
    Column("Tipo", lambda row: row.type_label, 14),
    Column("Ámbito", lambda row: row.setting, 16),
    Column("Grado", lambda row: row.grade, 20),
    Column("Institución educativa", lambda row: row.school, 40),
    Column("SEHO", lambda row: row.seho, 30),
    Column("En atención", lambda row: "sí" if row.is_in_attention else "no", 12),
    Column("Días en el SEHO", lambda row: row.days, 12),
)
MISSING_COLUMN = Column("Falta", lambda row: "; ".join(row.missing), 50)


def _told(filters: PupilFilters) -> list[tuple[str, str]]:
    """The filters in the words of the page."""
    said = (
        ("Búsqueda", filters.q),
        ("Estado", dict(STATES)[filters.state]),
        ("Tipo", dict(TYPES).get(filters.type, "")),
        ("Ámbito", dict(Setting.choices).get(filters.setting, "")),
        ("Falta", dict(MISSING).get(filters.missing, "")),
        ("Orden", SORT_LABELS[filters.sort]),
    )
    return [(label, str(text)) for label, text in said if text]


def read_filters(request: SignedRequest) -> PupilFilters:
    """The filters of the address; what is not one of ours counts as not said."""
    asked = request.GET
    state = asked.get("estado", IN_ATTENTION)
    sort = asked.get("orden", "nombre")
    return PupilFilters(
        q=asked.get("q", "").replace("\x00", "")[:100],
        state=state if state in dict(STATES) else IN_ATTENTION,
        type=asked.get("tipo", "") if asked.get("tipo") in dict(TYPES) else "",
        setting=asked.get("ambito", "") if asked.get("ambito") in Setting.values else "",
        missing=asked.get("falta", "") if asked.get("falta") in MISSING_KINDS else "",
        sort=sort if sort in SORTS else "nombre",
        page=asked.get("page", "1"),
    )


def _state_chips(request: SignedRequest, filters: PupilFilters, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": _address(request, estado=key),
            "active": filters.state == key,
            "count": counts[key],
        }
        for key, label in STATES
    ]


def _more_chips(request: SignedRequest, filters: PupilFilters, user: Any) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = []
    if user.scope.has(*SEES_TYPE):
        groups.append(_group(request, "Tipo", "tipo", TYPES, filters.type))
        groups.append(_group(request, "Ámbito", "ambito", Setting.choices, filters.setting))
    if user.scope.has(*TEAM):
        groups.append(_group(request, "Falta", "falta", MISSING, filters.missing))
    return groups


def _group(request: SignedRequest, label: str, name: str, choices: Any, chosen: str) -> dict[str, Any]:
    chips = [
        {
            "label": text,
            "url": _address(request, **{name: "" if key == chosen else key}),
            "active": key == chosen,
        }
        for key, text in choices
    ]
    return {"label": label, "chips": [{**chip, "count": None} for chip in chips], "is_open": bool(chosen)}


def _address(request: SignedRequest, **changes: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        if value:
            query[name] = value
        else:
            query.pop(name, None)
    return f"?{query.urlencode()}" if query else request.path
