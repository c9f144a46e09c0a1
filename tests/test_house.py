"""The code follows its rules: unique class names, modules of a readable size, docstrings that begin with a verb."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import bot

ROOT = Path(bot.__file__).parent
MOST_LINES = 330
"""Most lines of a module. Aim at 300; modules in `training` have no limit."""
NO_VERB = re.compile(
    r"(?:A|All|An|Any|At|Both|By|Each|Every|For|From|How|If|In|It|Its|No|None|Not|Of|On|Once|One|Only|Same|Some|That|The"
    r"|This|To|True|What|When|Where|Whether|Which|Who|With)\b|\w+[^s]s\b|[^A-Z]"
)
"""Matches how no docstring of a function begins: an article or the like, a word such as "Gives", a small letter."""


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


def public_functions(node: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every public function of a module and every public method of its classes."""
    for child in node.body:
        if isinstance(child, ast.ClassDef):
            yield from public_functions(child)
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and not child.name.startswith("_"):
            yield child


def test_docstrings_of_functions_begin_with_a_verb() -> None:
    docstrings = [
        (f"{module}:{function.lineno} {function.name}", docstring)
        for module, source in modules().items()
        for function in public_functions(ast.parse(source))
        if (docstring := ast.get_docstring(function))
    ]
    assert len(docstrings) > 900
    assert [(where, docstring) for where, docstring in docstrings if NO_VERB.match(docstring)] == []


SEE_MORE = {
    "bot/app.py",
    "bot/loading.py", "bot/reloading.py", "bot/serving.py", "bot/monitoring/status.py",
    "bot/conversation/announcing.py", "bot/features/ask/corrector.py",
    "bot/features/telling/notifier.py",
    "bot/features/calibration/calibrator.py", "bot/features/digest/composer.py", "bot/features/digest/recorder.py",
}  # fmt: skip
"""The modules that use the facts without a place. They show nothing of it, or only what everybody may see."""


def test_what_people_see_comes_from_the_facts_of_a_place() -> None:
    found = {module for module, source in modules().items() if re.search(r"facts\.(?:whole|public|state)\b", source)}
    assert found == SEE_MORE
