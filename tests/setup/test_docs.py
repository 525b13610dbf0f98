"""What the papers of the house say of the code is true."""

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOUSES = {
    "accounts": "seho.accounts", "network": "seho.network", "curriculum": "seho.curriculum", "papers": "seho.papers",
    "imports": "seho.imports", "patients": "patients", "attendance": "attendance", "convalidation": "convalidation",
    "panel": "seho.panel", "sheets": "seho.sheets",
}  # fmt: skip
ROOMS = ("models", "enums", "rules", "queries")
CODE = [line.split("|")[2] for line in (ROOT / "docs/glossary.md").read_text().splitlines() if line.startswith("| ")]
NAMES = sorted({name for column in CODE for name in re.findall(r"`([a-z]+\.[A-Za-z_.]+)`", column)})


def found(name: str) -> bool:
    """`patients.Patient.care_notes`: a house, what one of its rooms holds, and what that has."""
    house, *path = name.split(".")
    path = [part for part in path if part not in ROOMS]
    for room in ROOMS:
        try:
            thing = import_module(f"{HOUSES[house]}.{room}")
        except ModuleNotFoundError:
            continue
        for part in path:
            thing = getattr(thing, part, None)
        if thing is not None:
            return True
    return found_whole(f"{HOUSES[house]}.{'.'.join(name.split('.')[1:])}")


def found_whole(name: str) -> bool:
    """A module by its whole name, or what it holds: `panel.board.asked.Part`."""
    module, _, last = name.rpartition(".")
    for path in (name, module):
        try:
            thing = import_module(path)
        except ModuleNotFoundError:
            continue
        return path == name or hasattr(thing, last)
    return False


@pytest.mark.parametrize("name", NAMES)
def test_the_glossary_names_what_the_code_names(name: str) -> None:
    assert found(name), f"docs/glossary.md: nothing is called {name}"


def test_the_glossary_is_read_at_all() -> None:
    assert len(NAMES) > 30
    assert not found("patients.Nothing")


def test_each_decision_has_its_own_number() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs/adr").glob("*.md")]
    assert sorted(numbers) == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_the_commands_that_the_pages_name_exist() -> None:
    from django.core.management import get_commands

    pages = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]
    named = {name for page in pages for name in re.findall(r"manage\.py ([a-z_]+)", page.read_text())}
    assert "sweep_files" in named
    assert named <= set(get_commands())
