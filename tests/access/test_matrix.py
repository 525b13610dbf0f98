"""tests/permissions.toml, played: every address, method, role and place, and what comes of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.player import Player, plain
from tests.access.table import ANONYMOUS, METHODS, NOWHERE, Row, Table

pytestmark = pytest.mark.django_db

TABLE = Table()
# Django's own administration: its index stands for it, and what is registered there is looked at below.
OUTSIDE = "admin:"
KNOWN_CONVERTERS = {"IntConverter", "UUIDConverter", "SlugConverter", "StringConverter"}
# Answers that are given before any row is looked for: that of the own row and that of none are the same, and a role
# that got past this door would answer otherwise in one of the two.
BEFORE_ANY_ROW = {"forbidden", "login", "method"}
# How a refusal is told apart from a row that is not there: not at all.
SAME_AS_NONEXISTENT = {"hidden", "forbidden"}


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the program with its full name."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, inner)
        else:
            yield f"{namespace}{pattern.name or ''}", pattern


def test_every_address_has_a_name_and_known_converters():
    for name, pattern in patterns(get_resolver()):
        if name.startswith(OUTSIDE):
            continue
        assert name.rpartition(":")[2], f"{pattern.pattern} has no name"
        unknown = {type(one).__name__ for one in pattern.pattern.converters.values()} - KNOWN_CONVERTERS
        assert not unknown, f"{name}: {unknown}"


def test_every_address_has_a_row_and_every_row_an_address():
    addresses = {name for name, _ in patterns(get_resolver()) if not name.startswith(OUTSIDE)}
    rows = {row.name for row in TABLE.rows}
    assert addresses - rows == set(), "addresses without a row in tests/permissions.toml"
    assert rows - addresses == {"admin:index"}, "rows without an address"


def test_every_row_knows_its_places(player: Player):
    for row in TABLE.rows:
        known = set(player.places(row))
        said = {place for line in row.lines.values() for _, place in line.cells}
        assert said <= known, f"{row.key}: {said - known}"


def test_the_administration_of_django_registers_no_pupil():
    """The technical administrator keeps catalogues; what a pupil has is not among them."""
    rooms = {model._meta.app_label for model in admin.site._registry}
    assert rooms.isdisjoint({"patients", "attendance", "convalidation"})


@pytest.mark.parametrize("row", TABLE.rows, ids=lambda row: row.key)
def test_row(row: Row, player: Player, caplog: pytest.LogCaptureFixture):
    """Each cell answers as the table says, writes what it says, and shows nothing that it must not."""
    caplog.set_level(logging.INFO)
    wrong, worked = [], 0
    for method in METHODS:
        for role in (*TABLE.roles, ANONYMOUS):
            answers: dict[tuple[int, str], list[str]] = {}
            for place in player.places(row):
                expected = row.expected(method, role, place)
                if expected in BEFORE_ANY_ROW and place not in (NOWHERE, "own", "nonexistent"):
                    continue
                played, errors = player.play_cell(row, method, role, place)
                wrong += [f"{method} {role} {place}: {error}" for error in errors]
                worked += expected == "allowed"
                if expected in SAME_AS_NONEXISTENT:
                    answers.setdefault((played.response.status_code, plain(played)), []).append(place)
            if len(answers) > 1 and len({row.expected(method, role, p) for ps in answers.values() for p in ps}) == 1:
                wrong.append(f"{method} {role}: these can be told apart: {list(answers.values())}")
    said = [record.getMessage() + str(record.args or "") for record in caplog.records]
    wrong += [f"a log record says «{one.what}» of «{one.of}»" for one in player.world.secrets.found_in(*said)]
    assert worked, "nothing was seen to work"
    assert not wrong, "\n" + "\n".join(wrong)
