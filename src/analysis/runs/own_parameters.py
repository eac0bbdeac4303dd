"""Parameters of a notebook of one's own: what its cell `parameters` declares beside those of the study."""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from analysis.errors import nearest
from analysis.findings.parameters import ParameterError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

KINDS: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    list: "a list",
}
"""What a parameter may be, which is told from the value that the notebook gives it, and what that is called."""


def declared(notebook: Path, known: Collection[str]) -> dict[str, Any]:
    """Return the values that the cell `parameters` of a notebook gives to other names than those known."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    codes = ("".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", []))
    return {name: value for code in codes for name, value in _assigned(code) if name not in known}


def _assigned(code: str) -> Iterator[tuple[str, Any]]:
    try:
        lines = ast.parse(code).body
    except SyntaxError:
        return
    for line in lines:
        target = line.targets[0] if isinstance(line, ast.Assign) else getattr(line, "target", None)
        if isinstance(line, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name) and line.value:
            try:
                value = ast.literal_eval(line.value)
            except ValueError:
                continue  # computed: nothing is known of its kind
            if type(value) in KINDS:
                yield target.id, value


def check(given: Mapping[str, Any], own: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """Return all parameters of one's own, as given or by default. Raises `ParameterError`, also for unknown names."""
    for name in given:
        if own and name not in own and name not in known:
            both = [*known, *own]
            hint = nearest(name, both, f"expected one of {', '.join(both)}")
            raise ParameterError(f"parameter {name}: unknown{hint}")
    return {name: _typed(name, given[name], value) if name in given else value for name, value in own.items()}


def _typed(name: str, value: Any, default: Any) -> Any:
    """Give a value the kind of the default; on the command line all are texts."""
    kind = type(default)
    try:
        if isinstance(value, str) and kind is not str:
            words = {"true": True, "false": False}
            value = words[value.lower()] if kind is bool else value.split(",") if kind is list else kind(value)
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is kind:
            return value
    except (KeyError, ValueError):
        pass
    raise ParameterError(f"parameter {name}: {str(value)[:40]!r} is not {KINDS[kind]}, as in the notebook")


def named(extra: Mapping[str, Any], own: Mapping[str, Any]) -> list[str]:
    """Say which parameters of one's own are not as by default, as parts of the name of a folder.

    What joins the parts, and the values of a list, is escaped within a value, so that no two sets have one name.
    """
    parts = {name: value for name, value in extra.items() if value != own[name]}
    return [part for name, value in parts.items() for part in (name, _written(value))]


def _written(value: Any) -> str:
    if isinstance(value, list):
        return "+".join(_written(str(it)).replace("+", "%2B") or "%" for it in value)
    return quote(value, safe=" +,").replace("-", "%2D") if isinstance(value, str) else str(value)
