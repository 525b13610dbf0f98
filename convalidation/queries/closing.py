"""What a service that closes still owes in papers and returns."""

from __future__ import annotations

from datetime import date

from convalidation.models import Return
from convalidation.queries.owed import episodes_owing_papers
from seho.network.closing_guards import Held
from seho.network.models import Seho
from seho.text import plural


def papers_held(seho: Seho, today: date) -> Held:
    """Papers of art. 13.5 that only this service can issue."""
    count = episodes_owing_papers(today).filter(seho=seho).order_by().count()
    label = plural(count, "estudiante con documentos por emitir", "estudiantes con documentos por emitir")
    return Held(
        "papers", count, label, "La coordinación los emite antes de la resolución: después nadie puede (art. 13.5).",
        "convalidation:list", order=40, act="Ver documentos",
    )  # fmt: skip


def returns_held(seho: Seho, today: date) -> Held:
    """A return goes on without the service: its UGEL follows it (art. 15)."""
    count = Return.objects.filter(episode__seho=seho, closed_on=None).order_by().count()
    label = plural(count, "retorno en seguimiento", "retornos en seguimiento")
    return Held(
        "returns", count, label, "No impiden el cierre: la UGEL continúa el seguimiento con la IE (art. 15).",
        "convalidation:returns", blocks=False, order=50, act="Ver retornos",
    )  # fmt: skip
