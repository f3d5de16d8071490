"""What tests/README.md promises: every test that it names exists, and no cell of its tables is empty."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
README = (TESTS / "README.md").read_text()
NAMED = re.compile(r"`((?:\w+/)*test_\w+\.py)(?:::(test_\w+))?`")
ROWS = [line for line in README.splitlines() if re.match(r"\| ", line)]
CONTROLS = [line for line in ROWS if re.match(r"\| (\d+\.\d+|threat)", line)]


def names_in(file: str) -> set[str]:
    tree = ast.parse((TESTS / file).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def problems(text: str) -> list[str]:
    """What the text names that is not there."""
    found = []
    for file, name in NAMED.findall(text):
        if not (TESTS / file).is_file():
            found.append(file)
        elif name and name not in names_in(file):
            found.append(f"{file}::{name}")
    return found


def test_every_test_that_it_names_exists():
    assert len(NAMED.findall(README)) > 150
    assert not problems(README)


def test_a_test_that_does_not_exist_would_be_found():
    assert problems("`test_readme.py::test_nothing` and `test_nowhere.py`") == [
        "test_readme.py::test_nothing", "test_nowhere.py",
    ]  # fmt: skip


def test_no_cell_is_empty():
    assert len(ROWS) > 100
    assert not [row for row in ROWS if not all(cell.strip() for cell in row.strip().strip("|").split("|"))]


@pytest.mark.parametrize("row", CONTROLS)
def test_every_requirement_has_a_test_or_a_reason(row):
    assert NAMED.search(row) or "does not apply:" in row or "not held:" in row, row


def test_every_requirement_stands_there_once():
    """ASVS 5.0 counts chapters 1 to 17; 84 rows of it apply here."""
    numbers = [row.split("|")[1].strip() for row in CONTROLS if row.startswith("| ") and row[2].isdigit()]
    assert len(numbers) == len(set(numbers)) == 84


def test_readme_says_how_soon_a_hole_is_closed():
    readme = (TESTS.parent / "README.md").read_text()
    assert re.search(r"\*\*Updates\.\*\* When Wagtail or Django publish a security release: .* within a week\.", readme)
