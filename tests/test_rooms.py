"""The rooms of the house: imports go down, and below the study nothing knows what it is about."""

import ast
import csv
import re
from pathlib import Path

import pytest

import analysis

ROOMS = (
    *("errors", "dataset", "rendering", "findings", "writing", "charts", "report", "study"),
    *("editions", "sources", "publish", "explorer", "cli"),
)
SOURCE = Path(analysis.__file__).parent
ALLOWED = {room: set(ROOMS[: at + 1]) for at, room in enumerate(ROOMS)} | {"rendering": {"errors", "rendering"}}
"""Imports go down; rendering knows nothing of what it renders."""

ENGINE = tuple(room for room in ROOMS if room not in ("study", "cli"))
"""The rooms that serve any article; the command's help may tell of the project's own."""

USERS_OF_THE_STUDY = {"editions/studies.py"}
"""The one place of the engine that names the study which is taken when none is named."""


def modules(room):
    return [*(SOURCE / room).rglob("*.py"), *SOURCE.glob(f"{room}.py")]


def rooms_imported(module: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: a relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name.split(".")[1] for name in names if name.startswith("analysis.")} & set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_from_itself_and_below(room):
    assert modules(room)
    wrong = {str(m.relative_to(SOURCE)): rooms_imported(m) - ALLOWED[room] for m in modules(room)}
    assert {module: rooms for module, rooms in wrong.items() if rooms} == {}


def test_the_engine_names_the_projects_study_in_one_place_and_imports_it_in_none():
    by_room = [module for room in ENGINE for module in modules(room)]
    named = {str(it.relative_to(SOURCE)) for it in by_room if "analysis.study" in it.read_text(encoding="utf-8")}
    assert named == USERS_OF_THE_STUDY
    assert [module for module in by_room if "study" in rooms_imported(module)] == []


def codes(data: Path) -> set[str]:
    """The codes of the dataset: countries and firms, claims, and sources; "article" is a table's name as well."""
    found = set()
    for table in ("entities", "claims", "sources"):
        with (data / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            found |= {row[0] for row in list(csv.reader(file))[1:]}
    return found - {"article"}


def named(text: str, known: set[str], *, is_prose: bool) -> set[str]:
    """The codes that a text names, also inside a longer name; in prose a lower-case word is no code."""
    words = set(re.findall(r"\w+", text))
    is_name = not re.search(r"\s", text) and not is_prose
    return {code for code in words & known if is_name or code != code.lower() or re.search(r"[_\d]", code)}


def texts(module: Path):
    """Every text in a module with its line, and whether it is prose: a docstring, or a piece of a longer message."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    pieces = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    alone = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value, node in alone or (node in pieces and " " in node.value)


@pytest.mark.parametrize("room", ENGINE)
def test_below_the_study_no_country_claim_or_source_is_named(room, data):
    known = codes(data)
    found = [
        f"{module.relative_to(SOURCE)}:{line}: {code}"
        for module in modules(room)
        for line, text, is_prose in texts(module)
        for code in named(text, known, is_prose=is_prose)
    ]
    assert found == []
