"""Fact folders for tests: written, loaded, and their problems as lines."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.core.errors import FactFilesError
from bot.core.models import Fact, FactCollection, Quote, Source
from bot.factfiles import FactFolder
from bot.factfiles.formats import yaml_nodes

HEAD = """\
source:
  title: Bridge opens
  publisher: The Herald
  published: 2025-10-22
"""
"""A source of four lines, so that the text after it begins in line 5."""

BRIDGE = """\
# A comment
source:
  title: Bridge opens
  publisher: The Herald
  published: 2025-10-22
  url: https://herald.example/bridge?id=1
topic: Bridges
facts:
  - id: bridge-cost
    text: The bridge cost 40 million euros.
    questions:
      - What did the bridge cost?
      - bridge price
    paragraph: 3
    as_of: 2025-10-20
    valid_from: 2025-01-01
    valid_until: 2025-12-31
    tags: [money, "no"]
  - {id: bridge-length, text: 'It''s 1:20:30 long', status: draft}
quotes:
  - id: mayor-proud
    speaker: Ana Novak
    role: Mayor
    text: |
      We are proud.
      Very proud – “yes”.
    about: the opening
    said: 2025-10-21
    where: at the bridge
    questions:
      - What did the mayor say?
    paragraph: 4
    status: retired
    tags: [mayor]
stay_silent:
  - Who built the tunnel?
"""
"""A file with every key, and with three statements."""


@pytest.fixture(params=["libyaml", "python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test with libyaml, and with the parser that is used if PyYAML lacks it."""
    assert yaml.__with_libyaml__
    if request.param == "python":
        monkeypatch.setattr(yaml_nodes, "Parser", yaml.BaseLoader)


def folder_with(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Make a folder `facts` with these files."""
    folder = root / "facts"
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def load(root: Path, content: str | bytes, name: str = "a.yaml") -> FactCollection:
    """Load a folder with one file."""
    return FactFolder(folder_with(root, {name: content})).load()


def problems_of(folder: Path) -> list[str]:
    """Return the problems of a folder, one line each."""
    with pytest.raises(FactFilesError) as caught:
        FactFolder(folder).load()
    assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]
    return [str(problem) for problem in caught.value.problems]


def problems(root: Path, content: str | bytes, name: str = "a.yaml") -> list[str]:
    """Return the problems of a folder with one file."""
    return problems_of(folder_with(root, {name: content}))


def as_yaml(collection: FactCollection) -> dict[str, str]:
    """Write a collection as files: one for each source and topic, and the aliases. JSON's strings are YAML's as well.

    Statements of one source must follow each other in the collection.
    """
    files: dict[tuple[Source, str], dict[str, Any]] = {}
    for each in collection.statements:
        section = "facts" if isinstance(each, Fact) else "quotes"
        content = files.setdefault((each.source, each.topic), _head(each.source, each.topic))
        content.setdefault(section, []).append(_fields(each))
    written = {f"{number:03}.yaml": _dump(content) for number, content in enumerate(files.values())}
    negative_examples = [negative.question for negative in collection.negative_examples]
    if negative_examples:
        head = _head(Source("Silent", "Nobody", dt.date(2025, 1, 1)), "")
        written["silent.yaml"] = _dump({**head, "stay_silent": negative_examples})
    written["aliases.yaml"] = _dump([list(group) for group in collection.aliases])
    return written


def _head(source: Source, topic: str) -> dict[str, Any]:
    head = {"title": source.title, "publisher": source.publisher, "published": source.published.isoformat()}
    content: dict[str, Any] = {"source": head | ({"url": source.url} if source.url else {})}
    return content | ({"topic": topic} if topic else {})


def _fields(statement: Fact | Quote) -> dict[str, Any]:
    names = [name for name in statement.__dataclass_fields__ if name not in ("source", "topic", "origin")]
    fields = {name: getattr(statement, name) for name in names}
    if review := fields.pop("review"):
        fields |= {"owner": review.owner, "checked": review.checked, "review": review.due}
    return {name: value for name, value in fields.items() if value not in (None, "", ())}


def _dump(content: Any) -> str:
    return json.dumps(content, default=str, ensure_ascii=False, indent=1).replace("\x7f", "\\u007f")
