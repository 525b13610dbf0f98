"""Hoy in few lines: more than three things of one kind become one, which leads to where they are done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.urls import reverse

from convalidation.queries.lists import ANSWERED, ISSUED, SILENT, UNDECIDED
from convalidation.queries.returns import TO_OPEN
from patients.due import APART, DueItem
from seho.text import plural


@dataclass(frozen=True)
class Together:
    """Several of a kind, said with the number of pupils, and the list where each is done."""

    words: str
    act: str
    url_name: str
    query: str

    def item(self, first: DueItem, pupils: int) -> DueItem:
        text = self.words.format(plural(pupils, "estudiante", "estudiantes"))
        url = reverse(self.url_name) + (f"?{self.query}" if self.query else "")
        return replace(first, text=text, url=url, act_label=self.act, patient_id=None, others=frozenset())


_TOGETHER = {
    "plan_approve": Together(
        "Los planes de {} esperan su aprobación", "Leer y aprobar", "attendance:plans", "estado=por-aprobar"
    ),
    "plan_returned": Together(
        "Los planes de {} volvieron con comentarios", "Ver planes", "attendance:plans", "estado=devuelto"
    ),
    "plan_review": Together(
        "Cambió el tipo de {}: revise sus planes", "Ver planes", "attendance:plans", "estado=por-revisar"
    ),
    "plan": Together(
        "Falta poner en vigencia el plan de {} (art. 11.4)", "Ver planes", "attendance:plans", "estado=sin-plan"
    ),
    "ask_class": Together(
        "Pida a las IE de {} qué está aprendiendo el aula (art. 11.4)", "Ver lista", "panel:list", "cifra=sin-aula"
    ),
    "siagie_communicate": Together(
        "Comunique a las IE de {} su registro en el SEHO (art. 10.4)", "Ver lista", "panel:list", "cifra=por-comunicar"
    ),
    "siagie_unconfirmed": Together(
        "Las IE de {} aún no confirman el estado en SIAGIE", "Ver lista", "panel:list", "cifra=sin-confirmar"
    ),
    "assessment": Together(
        "Falta terminar la evaluación de {}", "Ver a quién falta", "attendance:assessment_board", ""
    ),
    "undelivered": Together(
        "Falta entregar los documentos de {} a sus IE, que no tienen cuenta",
        "Ver documentos", "convalidation:list", f"estado={SILENT}",
    ),
    "link_unsent": Together(
        "Falta enviar el enlace de los documentos de {}", "Ver documentos", "convalidation:list", f"estado={ISSUED}"
    ),
    "link_not_sent": Together(
        "El correo con los documentos de {} no se pudo enviar", "Ver documentos", "convalidation:list",
        f"estado={ISSUED}",
    ),
    "link_unopened": Together(
        "Nadie abrió los documentos de {}", "Ver documentos", "convalidation:list", f"estado={ISSUED}"
    ),
    "not_acknowledged": Together(
        "Las IE de {} no acusan recibo de los documentos", "Ver documentos", "convalidation:list", f"estado={SILENT}"
    ),
    "not_recognised": Together(
        "Las IE de {} recibieron los documentos y aún no los reconocen",
        "Ver documentos", "convalidation:list", f"estado={UNDECIDED}",
    ),
    "support_family": Together(
        "Aún no se registra una conversación con las familias de {}", "Ver soporte", "attendance:support", "por=semana"
    ),
    "support_session": Together(
        "Les toca una sesión de soporte a {}", "Ver soporte", "attendance:support", "por=semana"
    ),
    "support_report": Together(
        "Falta el aspecto socioemocional del informe de {}", "Ver soporte", "attendance:support", "por=semana"
    ),
    "return_open": Together(
        "Abrir el seguimiento del retorno de {} (art. 15)", "Ver retornos", "convalidation:returns", f"estado={TO_OPEN}"
    ),
    "to_acknowledge": Together(
        "Llegaron del SEHO los documentos de {}", "Recibir", "convalidation:school_home", f"estado={SILENT}"
    ),
    "to_recognise": Together(
        "Falta decir qué se reconoce a {} (art. 13.5)", "Reconocer", "convalidation:school_home", f"estado={UNDECIDED}"
    ),
    "to_register": Together(
        "Falta registrar lo que se reconoció a {} (art. 13.5)",
        "Registrar", "convalidation:school_home", f"estado={ANSWERED}",
    ),
}  # fmt: skip
# Without a list of their own: the first is the act, the next one comes after it.
_ONE_AFTER_THE_OTHER = ("tell_class",)


def calm(items: Iterable[DueItem]) -> list[DueItem]:
    """The same things, most urgent first, in fewer lines. Several are as urgent as the most urgent of them."""
    kinds: dict[str, list[DueItem]] = defaultdict(list)
    for item in sorted(items, key=lambda item: item.sort_key):
        kinds[item.kind].append(item)
    found = [item for kind, same in kinds.items() for item in _fewer(kind, same)]
    return sorted(found, key=lambda item: item.sort_key)


def _fewer(kind: str, same: list[DueItem]) -> list[DueItem]:
    first, behind = same[0], frozenset[int]().union(*(item.others for item in same))
    if len(same) <= APART and not behind:
        return same
    pupils = len({item.patient_id for item in same} | behind)
    if kind in _TOGETHER:
        return [_TOGETHER[kind].item(first, pupils)]
    if kind in _ONE_AFTER_THE_OTHER:
        others = plural(pupils - 1, "estudiante", "estudiantes")
        return [replace(first, text=f"{first.text}, y de {others} más")]
    return same
