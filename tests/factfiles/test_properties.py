"""Rules that apply to all fact files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import FactFilesError, Problem
from bot.core.models import Fact, FactCollection, NegativeExample, Quote
from bot.factfiles import FactFolder
from tests.factfiles.folders import HEAD, as_yaml, folder_with, parser  # noqa: F401 - a fixture
from tests.factfiles.strategies import FACTS, QUOTES, any_texts


@pytest.fixture(scope="module")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder whose only file is rewritten for each example."""
    return tmp_path_factory.mktemp("any")


# fmt: off
PIECES = st.sampled_from([
    *"[]{}:-?&*!|>'\"%@`#,\n\t ~<", ": ", "\n  - ", "- ", "---\n", "...\n", "%YAML 1.1\n", "%TAG ! x\n", "!!str ",
    "&a ", "*a", "<<: ", "id: a", "text: b", "facts:\n", "quotes:\n", "stay_silent:\n", "supersedes: a\n",
    "published: 2025-01-01\n", HEAD, '"\\x00"', '"\\ud800"', '"\\U00110000"', "\ufeff", "\u2028", "\x85", "\u202e",
    "é", "😀", "\r",
])
# fmt: on


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("name", ["a.yaml", "aliases.yaml"])
@settings(max_examples=150)
@given(content=st.binary(max_size=200) | st.lists(PIECES, max_size=40).map(lambda parts: "".join(parts).encode()))
def test_any_bytes_give_a_collection_or_problems_with_positions(shared_folder: Path, name: str, content: bytes) -> None:
    folder = folder_with(shared_folder / name, {name: content})
    for problem in _load_or_problems(folder):
        assert problem.origin.line >= 1
        assert problem.origin.column >= 1
        assert "\n" not in str(problem)
        str(problem).encode()


def _load_or_problems(folder: Path) -> tuple[Problem, ...]:
    """Load a folder, or return its problems."""
    try:
        FactFolder(folder).load()
    except FactFilesError as error:
        return error.problems
    return ()


@settings(max_examples=60)
@given(
    data=st.data(),
    statements=st.lists(FACTS | QUOTES, max_size=5),
    negative_examples=st.lists(any_texts(20), max_size=3),
)
def test_a_collection_written_as_yaml_is_read_unchanged(
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
    statements: list[Fact | Quote],
    negative_examples: list[str],
) -> None:
    unique = {(each.source, each.topic): each for each in statements}.values()
    ids = data.draw(st.lists(st.from_regex("[a-z0-9][a-z0-9-]{0,63}", fullmatch=True), min_size=5, unique=True))
    names = data.draw(st.lists(any_texts(10), min_size=4, max_size=4, unique=True))
    collection = FactCollection(
        statements=tuple(replace(each, id=id_) for each, id_ in zip(unique, ids, strict=False)),
        negative_examples=tuple(NegativeExample(question) for question in negative_examples),
        aliases=(tuple(names[:2]), tuple(names[2:])),
    )
    root = tmp_path_factory.mktemp("written")
    assert FactFolder(folder_with(root, as_yaml(collection))).load() == collection
