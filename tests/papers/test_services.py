"""Numbers without gaps, one for each paper."""

import threading
from collections.abc import Callable

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.transaction import TransactionManagementError

from seho.papers import services
from seho.papers.models import PaperCounter


@pytest.mark.django_db
def test_numbers_count_from_one_in_each_series_and_year() -> None:
    given = [
        services.next_number(series=series, year=year)
        for series, year in (("constancia:1", 2026), ("constancia:1", 2026), ("constancia:2", 2026),
                             ("constancia:1", 2027), ("portafolio:1", 2026), ("constancia:1", 2026))
    ]  # fmt: skip

    assert given == [1, 2, 1, 1, 1, 3]


@pytest.mark.django_db
def test_an_issue_that_fails_gives_its_number_back() -> None:
    services.next_number(series="constancia:1", year=2026)

    with transaction.atomic():
        assert services.next_number(series="constancia:1", year=2026) == 2
        transaction.set_rollback(True)

    assert services.next_number(series="constancia:1", year=2026) == 2


@pytest.mark.django_db(transaction=True)
def test_a_number_is_refused_outside_a_transaction() -> None:
    with pytest.raises(TransactionManagementError, match="inside the transaction"):
        services.next_number(series="constancia:1", year=2026)

    assert not PaperCounter.objects.exists()


def test_a_number_is_printed_with_its_year_and_issuer() -> None:
    assert services.number_text(12, 2026, "SEHO-AQP") == "012-2026-SEHO-AQP"
    assert services.number_text(1_234, 2026, "SEHO-AQP") == "1234-2026-SEHO-AQP"


WRITERS, EACH = 4, 10


def _race(take: Callable[[], int]) -> list[int]:
    """What `WRITERS` threads got that took `EACH` numbers, each in a transaction of its own."""
    taken: list[int] = []
    start = threading.Barrier(WRITERS)

    def work() -> None:
        try:
            start.wait(timeout=30)
            for _ in range(EACH):
                with transaction.atomic():
                    taken.append(take())
        finally:
            connections[DEFAULT_DB_ALIAS].close()

    threads = [threading.Thread(target=work) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return taken


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_and_no_twin_when_many_issue_at_once() -> None:
    taken = _race(lambda: services.next_number(series="constancia:1", year=2026))

    assert sorted(taken) == list(range(1, WRITERS * EACH + 1))


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_race_is_lost() -> None:
    """The control of the test above. On SQLite no two transactions write at once, whatever the code does."""
    PaperCounter.objects.create(series="constancia:1", year=2026)

    def take_without_lock() -> int:
        counter = PaperCounter.objects.get(series="constancia:1", year=2026)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.005)")
        counter.last += 1
        counter.save(update_fields=["last"])
        return counter.last

    taken = _race(take_without_lock)

    assert len(taken) == WRITERS * EACH
    assert len(set(taken)) < len(taken)
