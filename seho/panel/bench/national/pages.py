"""The pages that are measured on the country: the ten main ones of the program, and those of supervision."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.urls import NoReverseMatch, reverse

from seho.accounts.models import User
from seho.panel.bench.national.cast import Cast
from seho.panel.board.asked import Part
from seho.panel.indicators.catalogue import INDICATORS
from seho.panel.indicators.scope import Extent, scopes_of
from seho.panel.indicators.values import Rows

LIST_MS, PANEL_MS, RATIO = 100, 300, 1.5
SEARCHED = ("quispe", "flores", "mamani", "huaman", "rojas")
PLACES = ("luna andina", "condor", "quinua", "molle costena", "210045")


@dataclass(frozen=True)
class Page:
    """`address(n)` is what the n-th asking opens, so that no two in a row are the same row; `target` its p95 in ms."""

    group: str
    name: str
    user: User
    address: Callable[[int], str]
    target: int = LIST_MS


def pages(cast: Cast, day: date) -> list[Page]:
    """Those whose address the program knows."""
    found = chain(_main(cast), _panels(cast, day), _behind(cast), _lists(cast), _network(cast), _out(cast))
    return [page for page in found if _exists(page)]


def _exists(page: Page) -> bool:
    try:
        page.address(0)
    except NoReverseMatch:
        return False
    return True


def _to(name: str, query: str = "") -> Callable[[int], str]:
    return lambda n: reverse(name) + (f"?{query}" if query else "")


def _of(name: str, keys: Sequence[int]) -> Callable[[int], str]:
    return lambda n: reverse(name, args=[keys[n % len(keys)]])


def _search(name: str, words: Sequence[str], query: str = "") -> Callable[[int], str]:
    return lambda n: f"{reverse(name)}?q={words[n % len(words)]}{query}"


def _main(cast: Cast) -> Iterator[Page]:
    group, coordinator, teacher = "Las diez principales", cast.coordinator, cast.teacher
    yield Page(group, "Hoy (coordinación)", coordinator, _to("panel:today"))
    yield Page(group, "Estudiantes", coordinator, _to("patients:list", "estado=todos"))
    yield Page(group, "Estudiantes: buscar", coordinator, _search("patients:list", SEARCHED, "&estado=todos"))
    yield Page(group, "Expediente: resumen", coordinator, _of("patients:detail", cast.patients))
    yield Page(group, "Atención: ronda", teacher, _to("attendance:today"))
    yield Page(group, "Registrar sesión", teacher, _to("attendance:session_new"))
    yield Page(group, "Expediente: evaluación", teacher, _of("attendance:assessment", cast.open_patients))
    yield Page(group, "Expediente: portafolio", teacher, _of("attendance:portfolio", cast.patients))
    yield Page(group, "Documentos", coordinator, _to("convalidation:list"))
    yield Page(group, "Retornos", coordinator, _to("convalidation:returns"))
    yield Page(group, "Buscar IE", coordinator, _search("network:school_search", PLACES))


def _lists(cast: Cast) -> Iterator[Page]:
    group, ugel = "Las listas", cast.ugel
    yield Page(
        group,
        "Estudiantes por registro reciente",
        cast.coordinator,
        _to("patients:list", "estado=todos&orden=reciente"),
    )
    yield Page(group, "Estudiantes de la UGEL", ugel, _to("patients:list", "estado=todos"))
    yield Page(group, "Estudiantes de la UGEL, tipo B", ugel, _to("patients:list", "estado=todos&tipo=B"))
    yield Page(group, "Estudiantes de la UGEL: buscar", ugel, _search("patients:list", SEARCHED, "&estado=todos"))
    yield Page(group, "Avisos", cast.coordinator, _to("patients:referrals"))
    yield Page(group, "Sesiones", cast.teacher, _to("attendance:sessions"))
    yield Page(group, "Sesiones de la UGEL", ugel, _to("attendance:sessions"))
    yield Page(group, "Sesiones de una o un estudiante", cast.teacher, _of("attendance:pupil_sessions", cast.patients))
    yield Page(group, "Cuadro de evaluación", cast.teacher, _to("attendance:assessments"))
    yield Page(group, "Avance de la evaluación", cast.teacher, _to("attendance:assessment_board"))
    yield Page(group, "Planes", cast.teacher, _to("attendance:plans"))
    yield Page(group, "Carga de trabajo", cast.coordinator, _to("attendance:load"))
    yield Page(group, "Soporte", cast.psychologist, _to("attendance:support"))
    yield Page(group, "Voluntariado", cast.coordinator, _to("attendance:helpers"))
    yield Page(group, "Documentos emitidos", cast.coordinator, _to("convalidation:list", "estado=emitidos"))
    yield Page(group, "Documentos de la UGEL", ugel, _to("convalidation:list"))
    yield Page(group, "Documentos emitidos de la UGEL", ugel, _to("convalidation:list", "estado=emitidos"))
    yield Page(group, "Un paquete de documentos", cast.coordinator, _of("convalidation:packet", cast.packets))
    yield Page(group, "Retornos de la UGEL", ugel, _to("convalidation:returns"))
    yield Page(group, "Retornos en curso de la UGEL", ugel, _to("convalidation:returns", "estado=en-curso"))
    yield Page(group, "Un retorno", cast.coordinator, _of("convalidation:return", cast.returns))
    yield Page(group, "Recibidos (dirección de IE)", cast.director, _to("convalidation:school_home"))
    yield Page(group, "Historial de una o un estudiante", cast.coordinator, _of("patients:history", cast.patients))
    yield Page(group, "Hoy (dirección de IE)", cast.director, _to("panel:today"))
    yield Page(group, "Hoy (UGEL)", ugel, _to("panel:today"))
    yield Page(group, "Accesos", cast.coordinator, _to("accounts:access_log"))


def _network(cast: Cast) -> Iterator[Page]:
    group, minedu = "La red y los catálogos", cast.minedu
    yield Page(group, "Red", minedu, _to("network:home"))
    yield Page(group, "Red de la UGEL", cast.ugel, _to("network:home"))
    yield Page(group, "Un servicio", cast.ugel, _of("network:seho_detail", [cast.seho.pk]))
    yield Page(group, "IE", minedu, _to("network:school_list"))
    yield Page(group, "IE: buscar", minedu, _search("network:school_list", PLACES))
    yield Page(group, "Una IE", minedu, _of("network:school_detail", cast.schools))
    yield Page(group, "Establecimientos de salud", minedu, _to("network:hospital_list"))
    yield Page(group, "Establecimientos: buscar", minedu, _search("network:hospital_list", PLACES))
    yield Page(group, "Calendarios", cast.admin, _to("network:calendar_list"))
    yield Page(group, "Competencias", cast.admin, _to("network:competency_list"))
    yield Page(group, "Importaciones", cast.admin, _to("imports:list"))
    yield Page(group, "Importar", cast.admin, _to("imports:begin"))
    yield Page(group, "Personas", cast.admin, _to("accounts:people"))
    yield Page(group, "Personas: buscar", cast.admin, _search("accounts:people", SEARCHED))
    yield Page(group, "Personas de la UGEL", cast.ugel, _to("accounts:people"))
    yield Page(group, "Trabajos en segundo plano", minedu, _to("jobs:list"))


def asked_periods(day: date) -> dict[str, str]:
    """The periods of the panels, by key."""
    return {
        f"anio-{day.year}": "este año", f"mes-{day:%Y-%m}": "este mes", f"anio-{day.year - 1}": "el año pasado",
    }  # fmt: skip


def _supervisors(cast: Cast) -> list[tuple[str, User]]:
    return [("coordinación", cast.coordinator), ("UGEL", cast.ugel), ("DRE", cast.dre), ("Minedu", cast.minedu)]


def asked_extents(cast: Cast) -> list[Extent]:
    """Of whose services the panels are."""
    return [scopes_of(user)[0].extent for _, user in _supervisors(cast)]


def _panels(cast: Cast, day: date) -> Iterator[Page]:
    group, people = "El tablero", _supervisors(cast)
    for role, user in people:
        for part in Part:
            yield Page(group, f"{part.label} ({role})", user, _to("panel:dashboard", f"parte={part}"), PANEL_MS)
    for role, user in people[1:]:
        for period, name in list(asked_periods(day).items())[1:]:
            yield Page(group, f"Resumen, {name} ({role})", user, _to("panel:dashboard", f"periodo={period}"), PANEL_MS)
    # Days that somebody chose are kept of nobody: as many as the year has had.
    chosen = f"periodo=libre&desde={day.year}-01-01&hasta={day}"
    for role, user in people[:2]:
        yield Page(group, f"Resumen, al calcular ({role})", user, _to("panel:dashboard", chosen), PANEL_MS)


_ROLES = {True: "UGEL", False: "coordinación"}


def _behind(cast: Cast) -> Iterator[Page]:
    """What stands behind the first figure of each group that has a list."""
    group, seen = "Las listas detrás de las cifras", set[str]()
    for key, indicator in INDICATORS.items():
        if indicator.behind is not None and indicator.group not in seen:
            seen.add(indicator.group)
            # A specialist reads no notice.
            user = cast.coordinator if indicator.rows == Rows.REFERRALS else cast.ugel
            yield Page(
                group, f"{indicator.title} ({_ROLES[user == cast.ugel]})", user, _to("panel:list", f"cifra={key}")
            )
    for figure in ("atencion", "por-emitir", "quince-dias"):
        yield Page(
            group, f"Lista «{figure}» de Hoy (coordinación)", cast.coordinator, _to("panel:list", f"cifra={figure}")
        )


def _out(cast: Cast) -> Iterator[Page]:
    group = "Fuera del programa y la vida de un servicio"
    yield Page(group, "Vistas guardadas", cast.ugel, _to("panel:views"))
    yield Page(group, "Datos abiertos", cast.minedu, _to("panel:open_data"))
    yield Page(group, "Informe mensual", cast.dre, _to("panel:monthly"))
    yield Page(group, "Lista del hospital", cast.coordinator, _to("patients:daily"))
    one = [cast.seho.pk]
    for name, words in (("founding", "Implementación"), ("agreements", "Convenios"), ("team", "Equipo"),
                        ("materials", "Materiales"), ("visits", "Supervisión"), ("closing", "Cierre")):  # fmt: skip
        yield Page(group, f"{words} de un servicio", cast.ugel, _of(f"network:{name}", one))
