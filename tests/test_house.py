"""The code follows its rules: each public class has its own name, and no module is too long."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import bot

ROOT = Path(bot.__file__).parent
MOST_LINES = 330
"""Most lines of a module. Aim at 300; modules in `training` have no limit."""


def modules() -> dict[str, str]:
    """Return each module of the package with its source."""
    paths = (path for path in sorted(ROOT.rglob("*.py")) if "training" not in path.parts)
    return {path.relative_to(ROOT.parent).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def test_every_public_class_has_a_unique_name() -> None:
    modules_by_class: defaultdict[str, list[str]] = defaultdict(list)
    for module, source in modules().items():
        for node in ast.parse(source).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                modules_by_class[node.name].append(module)
    assert len(modules_by_class) > 150
    assert {name: files for name, files in modules_by_class.items() if len(files) > 1} == {}


def test_no_module_has_more_lines_than_allowed() -> None:
    lengths = {module: source.count("\n") for module, source in modules().items()}
    assert {module: lines for module, lines in lengths.items() if lines > MOST_LINES} == {}
