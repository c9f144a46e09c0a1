"""The formats of fact files, by suffix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import BinaryIO, Final, TypeAlias

from bot.factfiles.formats.yaml_nodes import YamlNodeReader
from bot.factfiles.nodes import NodeReader, Report

OpenFormat: TypeAlias = Callable[[BinaryIO, Report, Callable[[int], None] | None], NodeReader]
"""A function that makes the reader of an open file. Its last argument is called with the bytes of each chunk read."""

FORMATS: Final[Mapping[str, OpenFormat]] = {
    ".yaml": YamlNodeReader,
    ".yml": YamlNodeReader,
}
