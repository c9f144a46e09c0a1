"""The JSON Schema for editors agrees with the loader."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import FactFilesError
from bot.core.models import FactCollection
from bot.factfiles import FactFolder
from bot.factfiles.contents import FactFile
from bot.factfiles.formats import FORMATS
from bot.factfiles.json_schema import DESCRIPTIONS, fact_file_schema, schema_text
from bot.factfiles.schema import FACT_KEYS, QUOTE_KEYS, REQUIRED, SECTIONS, SOURCE_KEYS, read_fact_file
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
    ("facts:\n  - {id: a, text: b, questions: c}\n", "questions"),
    ("facts:\n  - {id: a, text: ''}\n", "text"),
    ("facts:\n  - {id: a, text: [b]}\n", "text"),
    ("stay_silent:\n  - {a: b}\n", "stay_silent"),
    ("topic: null\n", "topic"),
    ("topic: ~\n", "topic"),
    ("facts:\n  - {id: null, text: b}\n", "id"),
    ("facts:\n  - {id: a, text: NULL}\n", "text"),
    ("facts:\n  - {id: a, text: b, status: Null}\n", "status"),
    ("facts:\n  - {id: a, text: b, questions: [null]}\n", "questions"),
    ("facts:\n  - {id: a, text: b, tags: [null]}\n", "tags"),
    ("facts:\n  - {id: a, text: b, supersedes: ~}\n", "supersedes"),
    ("stay_silent: [~]\n", "stay_silent"),
]

UNUSUAL_BUT_VALID = f"""\
{HEAD.replace(" 2025-10-22", ' " 2025-10-22 "')}\
  url: " https://x.example/y "
topic: 'null'
facts:
  - {{id: true, text: .inf, paragraph: " 12", status: ' draft '}}
  - {{id: 1e-5, text: "~", questions: [2025, 2025.0, 16, 0x10, 'null'], tags: [null-and-void]}}
  - id: " a "
    text: b
    status: >
      retired
    supersedes: [true, 1e-5]
"""
"""Values that an editor takes for numbers and booleans, and white space that is stripped."""


class _EditorLoader(yaml.CSafeLoader):
    """Read YAML as editors do: with the core schema of YAML 1.2, which has no dates and no `yes`."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as the base class has it

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        """Read a number with its prefix; PyYAML's own method knows the octal numbers of YAML 1.1 only."""
        return int(node.value, 0 if node.value.startswith(("0o", "0x")) else 10)


for _kind, _pattern, _first in (
    ("bool", "true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("float", r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", "-+."),
    ("null", "~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    _EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(f"^(?:{_pattern})$"), list(_first))
_EditorLoader.add_constructor("tag:yaml.org,2002:int", _EditorLoader.construct_yaml_int)


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
    [BRIDGE, OURS, SHIPPED, NUMBERS, UNUSUAL_BUT_VALID, HEAD],
    ids=["all keys", "harbour log", "shipped facts", "numbers", "unusual", "source only"],
)
def test_the_schema_accepts_files_that_the_loader_accepts(tmp_path: Path, content: str) -> None:
    FactFolder(folder_with(tmp_path, {"a.yaml": content})).load()
    assert schema_errors(content) == []


@settings(max_examples=20)
@given(statements=st.lists(FACTS | QUOTES, max_size=3))
def test_the_schema_accepts_any_fact_and_any_quote(statements: list[Any]) -> None:
    named = tuple(replace(each, id=f"s{index}") for index, each in enumerate(statements))
    for name, content in as_yaml(FactCollection(statements=named)).items():
        if name != "aliases.yaml":
            assert schema_errors(content) == []


# fmt: off
WORDS = st.sampled_from([
    "active", "draft", "2025-10-22", "12", "0", "007", "999999", "1000000", "https://x.example", "HTTP://x", "a", "b-1",
    "Ada", "true", "False", "no", "null", "Null", "~", "2025", "2025.0", "16", "0x10", "0o20", "1e3", "1e-5", "-1",
    "+1", ".5", ".inf", ".NaN", "1_000", "1:20", "2025-10-22T10:00Z",
]) | st.text("a1 -~\u00a0\u2003é", max_size=4)
# fmt: on


@st.composite
def scalars(draw: st.DrawFn) -> str:
    """Draw a value as it stands in a file: plain, quoted with white space, or as a block."""
    word = draw(WORDS)
    before, after = (draw(st.sampled_from(["", " ", "\t", "\u00a0"])) for _ in range(2))
    return draw(
        st.sampled_from(
            [word, f"{word} ", f"'{before}{word}{after}'", f'"{before}{word}{after}"', f'"{before}{word}\\n"']
            + [f"{style}\n{'':12}{word}" for style in ("|", ">", "|-", ">-")]
        )
    )


VALUES = scalars() | st.lists(scalars(), max_size=3).map(
    lambda entries: "".join(f"\n{'':10}- {entry}" for entry in entries) or "[]"
)
KEYS = [
    *(("file", key) for key in ("topic", "stay_silent")),
    *(("source", key) for key in SOURCE_KEYS),
    *(("fact", key) for key in FACT_KEYS),
    *(("quote", key) for key in QUOTE_KEYS),
]


@pytest.mark.parametrize(("what", "key"), KEYS)
@settings(max_examples=25)
@given(value=VALUES)
def test_the_schema_accepts_every_value_that_the_loader_accepts(what: str, key: str, value: str) -> None:
    content = _file_with(what, key, value)
    if not _read(content).problems:
        assert schema_errors(content) == []


def _file_with(what: str, key: str, value: str) -> str:
    """Write a file that has a value for a key, and otherwise what is required."""
    parts = {
        "source": {"title": "a", "publisher": "b", "published": "2025-10-22"},
        "fact": {"id": "a", "text": "b"},
        "quote": {"id": "b", "speaker": "c", "text": "d"},
        "file": {},
    }
    parts[what][key] = value
    blocks = {name: "".join(f"    {key}: {value}\n" for key, value in part.items()) for name, part in parts.items()}
    lists = "".join(f"{name}s:\n  -{blocks[name][3:]}" for name in ("fact", "quote"))
    return f"source:\n{blocks['source']}{lists}" + "".join(f"{key}: {value}\n" for key, value in parts["file"].items())


def _read(content: str) -> FactFile:
    """Read a file as the loader does, without the checks across files."""
    return read_fact_file(BytesIO(content.encode()), "a.yaml", FORMATS[".yaml"])


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
