"""The file as a whole. No database here."""

from __future__ import annotations

from decimal import Decimal

MOST_GONE = Decimal("0.05")


def gone_doubt(*, gone: int, active: int) -> str:
    """Why a file that lacks so many rows should be looked at before it is believed; "" when it lacks few."""
    if not gone or gone <= active * MOST_GONE:
        return ""
    share = round(100 * gone / active)
    return (
        f"Al archivo le falta el {share} % de lo que hoy está activo. ¿Llegó completo? "
        "Si es una lista parcial, descarte e impórtela como parcial."
    )
