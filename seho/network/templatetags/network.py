"""The parts of the network as tabs, each person's own."""

from dataclasses import dataclass

from django import template

from seho.accounts.models import User
from seho.accounts.templatetags.ui import url_or_empty
from seho.network.models import Seho
from seho.network.querysets import CATALOGUE_KEEPERS, CATALOGUE_READERS, SERVICE_READERS

register = template.Library()


# Those of higher floors by their names only; a part without an address stays hidden.
PARTS = (
    ("network:home", "Servicios", SERVICE_READERS),
    ("network:school_list", "Instituciones educativas", CATALOGUE_READERS),
    ("network:hospital_list", "Establecimientos de salud", SERVICE_READERS),
    ("curriculum:calendar_list", "Calendarios", CATALOGUE_READERS),
    ("curriculum:competency_list", "Competencias", CATALOGUE_READERS),
    ("papers:year_names", "Nombres de los años", CATALOGUE_READERS),
    ("imports:list", "Importaciones", CATALOGUE_KEEPERS),
    ("accounts:people", "Personas", SERVICE_READERS),
)


# The parts of one service, in the order of its life.
SERVICE_PARTS = (
    ("network:seho_detail", "Datos"),
    ("network:founding", "Implementación"),
    ("network:agreements", "Convenio"),
    ("network:spaces", "Espacios y equipos"),
    ("network:team", "Equipo"),
    ("network:materials", "Materiales"),
    ("network:visits", "Supervisión"),
    ("network:closing", "Cierre"),
)


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    active: bool
    count: None = None


@register.simple_tag
def network_tabs(user: User, here: str) -> list[Tab]:
    """The parts that ``user`` may enter; ``here`` is the url name of the present one."""
    return [
        Tab(label, url, name == here)
        for name, label, readers in PARTS
        if user.scope.has(*readers) and (url := url_or_empty(name))
    ]


@register.simple_tag
def seho_tabs(seho: Seho, here: str) -> list[Tab]:
    """The parts of a service; ``here`` is the url name of the present one."""
    return [Tab(label, url, name == here) for name, label in SERVICE_PARTS if (url := url_or_empty(name, seho.pk))]
