import ast
from pathlib import Path

import pytest

import analysis

ROOMS = ("errors", "measuring", "evidence", "findings", "exhibits", "rendering", "runs", "explorer", "cli")
SOURCE = Path(analysis.__file__).parent
RENDERING = {"errors", "measuring", "rendering"}
ALLOWED = {room: set(ROOMS[: at + 1]) for at, room in enumerate(ROOMS)} | {"rendering": RENDERING}
"""Imports go down; rendering knows nothing of what it renders."""


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
    modules = [*(SOURCE / room).rglob("*.py"), *SOURCE.glob(f"{room}.py")]
    assert modules
    wrong = {str(m.relative_to(SOURCE)): rooms_imported(m) - ALLOWED[room] for m in modules}
    assert {module: rooms for module, rooms in wrong.items() if rooms} == {}


def test_every_module_belongs_to_a_room():
    assert {path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()} == {
        "__init__",
        *ROOMS,
    }
