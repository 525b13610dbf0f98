"""The same list handed over twice at once, one proposal accepted in two tabs: each is done once, on both engines."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from patients.models import HospitalList, ListProposal, Referral
from patients.rules.daily_columns import Field
from patients.services.daily import receive_list, tell_columns
from patients.services.daily_answers import accept_proposal
from seho.accounts.enums import Role
from tests.accounts.factories import make_user
from tests.network.factories import SehoFactory

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 6, 10)


def both(act: Callable[[], Any]) -> list[Any]:
    barrier = threading.Barrier(2)

    def run() -> Any:
        try:
            barrier.wait(timeout=10)
            return act()
        except ValidationError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        return [one.result() for one in [pool.submit(run), pool.submit(run)]]


def test_a_list_is_read_once_and_a_proposal_accepted_once() -> None:
    seho = SehoFactory()
    by = make_user(Role.COORDINATOR, seho)
    content = b"Paciente;Edad\nHUAMAN SOTO, LUZ;9\n"
    both(lambda: receive_list(by=by, hospital=seho.hospital, content=content, is_whole=True, today=TODAY))
    row = HospitalList.objects.get()
    told = {Field.NAMES: "paciente", Field.AGE: "edad"}
    both(lambda: tell_columns(by=by, found=row, columns=told, today=TODAY))
    proposal = ListProposal.objects.get()
    found = both(lambda: accept_proposal(by=by, proposal=proposal, seho=seho, today=TODAY))
    assert sorted(type(one) is ValidationError for one in found) == [False, True]
    assert Referral.objects.count() == 1
