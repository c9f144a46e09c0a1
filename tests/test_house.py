"""The house keeps its order: one name for one class, and modules of a size that one can read."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import bot

ROOT = Path(bot.__file__).parent
MOST_LINES = 330
"""Of a module. Aim at 300; tables of data have no limit."""


def modules() -> dict[str, str]:
    """Every module of the package with its source."""
    paths = (path for path in sorted(ROOT.rglob("*.py")) if "training" not in path.parts)
    return {path.relative_to(ROOT.parent).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def test_every_public_class_has_a_name_of_its_own() -> None:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for module, source in modules().items():
        for node in ast.parse(source).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(module)
    assert len(places) > 150
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_no_module_is_too_long_to_read() -> None:
    lengths = {module: source.count("\n") for module, source in modules().items()}
    assert {module: lines for module, lines in lengths.items() if lines > MOST_LINES} == {}
