"""docs/norm.md is true: every article has a row, and what it names without † exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "norm.md").read_text(encoding="utf-8")
PROVISIONS = ("DCF 1.ª", "DCF 2.ª", "DCF 3.ª", "DCT única")
PLANNED = "†"


def names(pattern: str) -> list[str]:
    """What stands in backquotes, but for what is marked as planned."""
    found = re.findall(rf"`({pattern})`( {PLANNED})?", TEXT)
    return sorted({name for name, mark in found if not mark})


def first_cells() -> list[str]:
    return [line.split("|")[1].strip() for line in TEXT.splitlines() if line.startswith("| ")]


@pytest.mark.parametrize("article", [*map(str, range(1, 41)), *PROVISIONS])
def test_every_article_has_a_row(article):
    assert any(re.match(rf"{re.escape(article)}(?![0-9])", cell) for cell in first_cells())


def test_every_reading_has_a_row():
    assert [cell for cell in first_cells() if re.fullmatch(r"R\d+", cell)] == [f"R{n}" for n in range(1, 26)]


@pytest.mark.parametrize("name", names(r"(?:patients|attendance|convalidation|seho)(?:\.\w+){2,}"))
def test_what_is_named_exists(name):
    *path, last = name.split(".")
    assert last in defined_in(ROOT.joinpath(*path))


def defined_in(module: Path) -> set[str]:
    """Names that a module or package defines or imports, read from its source."""
    source = module / "__init__.py" if module.is_dir() else module.with_suffix(".py")
    found: set[str] = set()
    for node in ast.parse(source.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


@pytest.mark.parametrize("name", names(r"\w+:\w+"))
def test_pages_that_are_named_exist(name):
    app, page = name.split(":")
    folder = ROOT / app if (ROOT / app).is_dir() else ROOT / "seho" / app
    assert f'name="{page}"' in (folder / "urls.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", names(r"tests/\w+/\w+\.py"))
def test_tests_that_are_named_exist(name):
    assert (ROOT / name).is_file()
