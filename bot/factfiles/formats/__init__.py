"""The formats of fact files, by the ending of a file's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import BinaryIO, Final, TypeAlias

from bot.factfiles.formats.yaml_nodes import YamlNodeReader
from bot.factfiles.nodes import NodeReader, Report

OpenFormat: TypeAlias = Callable[[BinaryIO, Report, Callable[[int], None] | None], NodeReader]
"""Makes the reader of an open file; the last argument is told the number of bytes after each piece that was read."""

FORMATS: Final[Mapping[str, OpenFormat]] = {
    ".yaml": YamlNodeReader,
    ".yml": YamlNodeReader,
}
