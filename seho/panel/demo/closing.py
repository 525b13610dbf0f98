"""A service of the demonstration on its way to be closed: its UGEL asked, MINEDU has to answer."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from seho.network.enums import ClosingGround, ClosingStep
from seho.network.services.closing import open_closing, record_step
from seho.panel.demo.places import Place

_TOLD = (
    (ClosingStep.TOLD, 20, "Oficio 0112-2026-DEMO"),
    (ClosingStep.ASKED, 15, "Oficio 0118-2026-DEMO"),
    (ClosingStep.FORWARDED, 9, "Oficio 0240-2026-DEMO"),
)


def begin_closing(places: Sequence[Place], today: date) -> None:
    """The last of the services."""
    seho = places[-1].seho
    closing = open_closing(
        by=None, seho=seho, ground=ClosingGround.CONDITIONS, client_id=uuid.uuid4(), today=today - timedelta(days=22),
        motive="El establecimiento de salud destinó los ambientes del servicio a hospitalización (demostración).",
    )  # fmt: skip
    for step, days_ago, document in _TOLD:
        record_step(
            by=None, closing=closing, step=step, done_on=today - timedelta(days=days_ago), document=document, note="",
            client_id=uuid.uuid4(), today=today,
        )  # fmt: skip
