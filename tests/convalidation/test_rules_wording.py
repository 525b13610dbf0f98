"""What a suggested wording changes is told word by word."""

from __future__ import annotations

import pytest

from convalidation.rules.wording import ADDED, KEPT, REMOVED, word_changes


def told(old: str, new: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text.strip()) for piece in word_changes(old, new)]


def test_only_the_words_that_differ_are_told() -> None:
    assert told("Lee cuentos cortos con apoyo.", "Lee cuentos largos sin apoyo.") == [
        (KEPT, "Lee cuentos"), (REMOVED, "cortos con"), (ADDED, "largos sin"), (KEPT, "apoyo."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("", "Avanza.", [(ADDED, "Avanza.")]),
        ("Avanza.", "", [(REMOVED, "Avanza.")]),
        ("Avanza bien", "Avanza bien hoy", [(KEPT, "Avanza bien"), (ADDED, "hoy")]),
        ("Avanza  bien", "Avanza bien", [(KEPT, "Avanza bien")]),
        ("", "", []),
    ],
)
def test_what_comes_and_goes_at_the_ends(old: str, new: str, changes: list[tuple[str, str]]) -> None:
    assert told(old, new) == changes


def test_a_new_line_is_a_change_though_no_word_is() -> None:
    assert [(piece.kind, piece.text) for piece in word_changes("Uno. Dos.", "Uno.\nDos.")] == [
        (KEPT, "Uno."), (ADDED, "\n"), (KEPT, "Dos."),
    ]  # fmt: skip


@pytest.mark.parametrize("new", ["Dos tres cuatro uno", "uno dos tres", "x " * 2000, "Ñandú\n\nñandú  dos"])
def test_what_is_not_removed_is_the_new_text(new: str) -> None:
    pieces = word_changes("Uno dos tres cuatro", new)
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED) == new
