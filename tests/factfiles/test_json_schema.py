"""The JSON Schema for editors agrees with the loader."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import FactFilesError
from bot.core.models import Collection
from bot.factfiles import FactFolder
from bot.factfiles.json_schema import DESCRIPTIONS, fact_file_schema, schema_text
from bot.factfiles.schema import FACT_KEYS, QUOTE_KEYS, REQUIRED, SECTIONS, SOURCE_KEYS
from tests.factfiles.folders import BRIDGE, HEAD, as_yaml, folder_with
from tests.factfiles.strategies import FACTS, QUOTES
from tests.program import OURS

ROOT = Path(__file__).parent.parent.parent
SHIPPED = (ROOT / "facts" / "western-balkans-summit.yaml").read_text(encoding="utf-8")
NUMBERS = HEAD + "topic: 2025\nfacts:\n  - {id: 12, text: 0x10, paragraph: 7, tags: [no, 1.5], supersedes: b}\n"
NUMBERS += "  - {id: b, text: true, supersedes: []}\n"
VALIDATOR = jsonschema.Draft7Validator(fact_file_schema())

REFUSED_BY_BOTH = [
    ("facts:\n  - {id: a, text: b, txt: c}\n", "txt"),
    ("facts:\n  - {id: a}\n", "text"),
    ("facts:\n  - {text: b}\n", "id"),
    ("quotes:\n  - {id: a, text: b}\n", "speaker"),
    ("colour: red\n", "colour"),
    ("facts: none\n", "facts"),
    ("facts:\n  - {id: A, text: b}\n", "id"),
    ("facts:\n  - {id: a, text: b, status: odd}\n", "status"),
    ("facts:\n  - {id: a, text: b, as_of: 22.10.2025}\n", "as_of"),
    ("facts:\n  - {id: a, text: b, paragraph: 0}\n", "paragraph"),
    ("facts:\n  - {id: a, text: b, questions: [c, c]}\n", "questions"),
    ("facts:\n  - {id: a, text: b, questions: c}\n", "questions"),
    ("facts:\n  - {id: a, text: ''}\n", "text"),
    ("facts:\n  - {id: a, text: [b]}\n", "text"),
    ("stay_silent:\n  - {a: b}\n", "stay_silent"),
]


class _EditorLoader(yaml.CSafeLoader):
    """Read YAML as editors do: with the core schema of YAML 1.2, which has no dates and no `yes`."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as the base class has it


_EditorLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))
_EditorLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^[-+]?[0-9]+$"), list("-+0123456789"))
_EditorLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]*\.[0-9]+$"), list("-+.0123456789")
)
_EditorLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^(?:~|null|)$"), ["~", "n", ""])


def schema_errors(content: str) -> list[str]:
    """Return the errors that an editor marks in a file."""
    read = yaml.load(content, _EditorLoader)
    return [f"{list(error.path)}: {error.message}" for error in VALIDATOR.iter_errors(read)]


def test_the_schema_is_valid() -> None:
    jsonschema.Draft7Validator.check_schema(fact_file_schema())
    assert schema_text().startswith("{\n")


def test_exactly_the_known_keys_have_descriptions() -> None:
    tables = {"file": SECTIONS, "source": SOURCE_KEYS, "fact": FACT_KEYS, "quote": QUOTE_KEYS}
    assert {kind: set(keys) for kind, keys in tables.items()} == {kind: set(d) for kind, d in DESCRIPTIONS.items()}
    assert all(set(keys) <= set(tables[kind]) for kind, keys in REQUIRED.items())


@pytest.mark.parametrize(
    "content",
    [BRIDGE, OURS, SHIPPED, NUMBERS, HEAD],
    ids=["all keys", "harbour log", "shipped facts", "numbers", "source only"],
)
def test_the_schema_accepts_files_that_the_loader_accepts(tmp_path: Path, content: str) -> None:
    FactFolder(folder_with(tmp_path, {"a.yaml": content})).load()
    assert schema_errors(content) == []


@settings(max_examples=50)
@given(statements=st.lists(FACTS | QUOTES, max_size=3))
def test_the_schema_accepts_any_fact_and_any_quote(statements: list[Any]) -> None:
    named = tuple(replace(each, id=f"s{index}") for index, each in enumerate(statements))
    for name, content in as_yaml(Collection(statements=named)).items():
        if name != "aliases.yaml":
            assert schema_errors(content) == []


@pytest.mark.parametrize(("content", "key"), REFUSED_BY_BOTH)
def test_a_wrong_key_or_value_is_refused_by_loader_and_schema(tmp_path: Path, content: str, key: str) -> None:
    with pytest.raises(FactFilesError):
        FactFolder(folder_with(tmp_path, {"a.yaml": HEAD + content})).load()
    assert any(key in complaint for complaint in schema_errors(HEAD + content))


@pytest.mark.parametrize("key", ["title", "publisher", "published"])
def test_a_source_without_a_required_key_is_refused_by_loader_and_schema(tmp_path: Path, key: str) -> None:
    content = "\n".join(line for line in HEAD.splitlines() if f" {key}:" not in line) + "\n"
    with pytest.raises(FactFilesError, match=key):
        FactFolder(folder_with(tmp_path, {"a.yaml": content})).load()
    assert any(key in complaint for complaint in schema_errors(content))


def test_a_file_without_a_source_is_refused_by_loader_and_schema(tmp_path: Path) -> None:
    with pytest.raises(FactFilesError, match="source"):
        FactFolder(folder_with(tmp_path, {"a.yaml": "topic: x\n"})).load()
    assert schema_errors("topic: x\n") == ["[]: 'source' is a required property"]
