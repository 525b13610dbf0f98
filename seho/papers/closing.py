"""The draft of the resolution with which a UGEL closes a service (art. 33.1.c), for its signature and number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from seho.network.enums import AgreementOutcome, ClosingGround, ClosingStep
from seho.network.models import Closing, ClosingAct, Seho
from seho.papers.content import Letterhead, Sheet
from seho.papers.heads import letterhead_of
from seho.text import date_long

_REASONS = {
    ClosingGround.PURPOSE: "el término del servicio por incumplimiento de su finalidad o metas de atención, previsto "
    "en el literal a) del artículo 34",
    ClosingGround.CONDITIONS: "la pérdida de las condiciones básicas para su funcionamiento, prevista en el literal b) "
    "del artículo 34",
    ClosingGround.NEEDS: "la modificación de las necesidades de la atención educativa, prevista en el literal c) del "
    "artículo 34",
    ClosingGround.EXPIRED: "el vencimiento del convenio del que forma parte, que conlleva a su cierre según el numeral "
    "33.3 del artículo 33",
    ClosingGround.TERMINATED: "la resolución del convenio por las partes firmantes, que conlleva a su cierre según el "
    "numeral 33.3 del artículo 33",
}


@dataclass(frozen=True, kw_only=True)
class ClosingResolution(Sheet):
    """What art. 33.1.c asks of the resolution. Always a draft: the UGEL signs and numbers its own resolutions."""

    template = "papers/_closing_resolution.html"
    kind = "resolucion-de-cierre"
    title = "Proyecto de resolución de cierre"

    ugel: str
    service_name: str
    registration_code: str
    founded_by: str
    address: str
    motive: str
    reason: str
    seen: tuple[str, ...]
    agreement: str
    day: date


def closing_resolution(closing: Closing, *, today: date) -> ClosingResolution:
    seho = closing.seho
    acts = {ClosingStep(act.step): act for act in closing.acts.all()}
    return ClosingResolution(
        letterhead=_of_the_ugel(letterhead_of(seho, today), seho),
        signatures=(),
        ugel=_title(seho),
        service_name=seho.name,
        registration_code=seho.registration_code or "",
        founded_by=_founded(seho),
        address=_address(seho),
        motive=closing.motive.rstrip(" ."),
        reason=_REASONS[ClosingGround(closing.ground)],
        seen=_seen(acts),
        agreement=_agreement(acts.get(ClosingStep.AGREEMENT), [one.number for one in seho.agreements.all()]),
        day=today,
    )


def _of_the_ugel(head: Letterhead, seho: Seho) -> Letterhead:
    """The UGEL speaks here, not the service."""
    place = head.place if seho.hospital else seho.ugel.name.removeprefix("UGEL ")
    return replace(head, seho_name=_title(seho), ugel="", seho_code="", place=place)


def _title(seho: Seho) -> str:
    if seho.ugel.is_regional_office:
        return str(seho.ugel.region.title)
    return f"Unidad de Gestión Educativa Local {seho.ugel.name.removeprefix('UGEL ')}"


def _founded(seho: Seho) -> str:
    if not seho.resolution_number:
        return ""
    on = f", del {date_long(seho.resolution_on)}" if seho.resolution_on else ""
    return f"{seho.resolution_number}{on}"


def _address(seho: Seho) -> str:
    """Of the service, which is that of the establishment or of the UGEL (art. 28.2)."""
    if seho.hospital:
        return ", ".join(part for part in (seho.address, seho.hospital.name, seho.hospital.place) if part)
    return seho.address


_SEEN = {
    ClosingStep.TOLD: "la comunicación de la intención de cierre a la {region}",
    ClosingStep.ASKED: "la solicitud de opinión favorable",
    ClosingStep.FORWARDED: "su traslado al Ministerio de Educación",
    ClosingStep.OPINION: "la opinión favorable del Ministerio de Educación sobre el cierre",
    ClosingStep.INVENTORY: "el acta de inventario de bienes y servicios",
}


def _seen(acts: dict[ClosingStep, ClosingAct]) -> tuple[str, ...]:
    """The documents on which the resolution rests, each with its number and day."""
    found: Sequence[tuple[str, ClosingAct | None]] = [(words, acts.get(step)) for step, words in _SEEN.items()]
    return tuple(
        f"{words.format(region=act.closing.seho.ugel.region.title)}, {act.document}, del {date_long(act.done_on)}"
        for words, act in found
        if act is not None
    )


def _agreement(act: ClosingAct | None, numbers: list[str]) -> str:
    """What becomes of the agreement (art. 33.2)."""
    if not numbers:
        return ""
    if act is not None and act.outcome == AgreementOutcome.ADDENDUM:
        return (
            f"Precisar que el convenio «{numbers[0]}» sigue vigente para los demás establecimientos de salud, con la "
            f"adenda que excluye al servicio que se cierra ({act.document})."
        )
    return (
        f"Precisar que el cierre conlleva a dejar sin efecto el convenio «{numbers[0]}» en lo que corresponde a este "
        "servicio."
    )
