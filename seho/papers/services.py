"""Numbering, and the names of the years."""

from django.db import transaction
from django.db.transaction import TransactionManagementError

from seho.accounts import audit
from seho.accounts.models import User
from seho.papers.models import PaperCounter, YearName


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


@transaction.atomic
def name_year(*, by: User, year: int, year_name: str, decade_name: str) -> YearName:
    """What heads the papers issued in that year from now on; those already issued keep theirs."""
    row = YearName.objects.select_for_update().filter(year=year).first()
    before = {"year_name": row.year_name, "decade_name": row.decade_name} if row else None
    row = row or YearName(year=year)
    row.year_name, row.decade_name = year_name, decade_name
    row.full_clean()
    row.save()
    after = {"year_name": year_name, "decade_name": decade_name}
    audit.record(by=by, act="Nombró el año", obj=row, before=before, after=after)
    return row
