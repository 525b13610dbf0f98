"""Numbering: the one write of this floor."""

from django.db import transaction
from django.db.transaction import TransactionManagementError

from seho.papers.models import PaperCounter


def next_number(*, series: str, year: int) -> int:
    """The next number of the series in that year, from 1 and without gaps.

    Call it inside the transaction that writes the paper: the counter's row stays locked until that ends,
    and a transaction that fails gives its number back.
    """
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("next_number() belongs inside the transaction that issues the paper.")
    counter, _ = PaperCounter.objects.select_for_update().get_or_create(series=series, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def number_text(number: int, year: int, issuer: str) -> str:
    """012-2026-SEHO-AQP, as it follows "N.°"."""
    return f"{number:03d}-{year}-{issuer}"
