"""Decode a file chunk by chunk for a YAML parser, and refuse characters that YAML does not allow."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from typing import BinaryIO

from bot.factfiles.characters import MAX_BYTES, character_name, too_large
from bot.factfiles.nodes import FormatError

_CHUNK_BYTES = 64 * 1024  # small, so that no single call keeps the interpreter's lock for long
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")  # forbidden by YAML 1.1
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # UTF-32 in little-endian order also begins with the first


class TextReader:
    """A text stream over a file, for YAML parsers: `read` returns checked text.

    It still returns the text before a fault, so that this text can be checked too. The next call raises FormatError.
    """

    def __init__(self, file: BinaryIO, on_bytes: Callable[[int], None] | None = None) -> None:
        """Read from `file`, and call `on_bytes` with the number of bytes of each chunk."""
        self._file = file
        self._on_bytes = on_bytes
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._bytes = 0
        self._line = 1
        self._column = 1
        self._fault: FormatError | None = None

    def read(self, size: int = -1) -> str:
        """Return the next chunk; empty at the end. It ignores `size`, which parsers allow.

        Raises FormatError at a fault, and OSError if the system can't read.
        """
        text = ""
        while not text:  # a chunk without one complete character decodes to an empty text
            if self._fault:
                raise self._fault
            data = self._file.read(_CHUNK_BYTES)
            text = self._checked(self._decoded(data))
            if not data:
                break
        if self._fault and not text:
            raise self._fault
        return text

    def _decoded(self, data: bytes) -> str:
        pending = self._decoder.getstate()[0]  # bytes of an incomplete character
        start = self._bytes - len(pending)
        if not self._bytes and data[:2] in _UTF16_MARKS:
            self._fault = FormatError(1, 1, "the file is in UTF-16 or UTF-32; save it as UTF-8")
            return ""
        self._bytes += len(data)
        if self._on_bytes and data:
            self._on_bytes(len(data))
        try:
            text = self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            text = error.object[: error.start].decode()
            line, column = self._after(text)
            offset, byte = start + error.start, error.object[error.start]
            message = (
                f"the file is not UTF-8: byte {offset} is 0x{byte:02X}, which is not valid there; save it as UTF-8"
            )
            self._fault = FormatError(line, column, message)
        if self._bytes > MAX_BYTES and not self._fault:  # the file grew after its size was checked
            self._fault = FormatError(*self._after(text), too_large(self._bytes))
        return text

    def _checked(self, text: str) -> str:
        if match := _UNREADABLE.search(text):
            text = text[: match.start()]
            name = character_name(match.group())
            self._fault = FormatError(
                *self._after(text), f"the character {name} is not allowed in a YAML file; delete it"
            )
        self._line, self._column = self._after(text)
        return text

    def _after(self, text: str) -> tuple[int, int]:
        """Return line and column of the character after `text`, if `text` comes next."""
        lines = text.count("\n")
        if lines:
            return self._line + lines, len(text) - text.rfind("\n")
        return self._line, self._column + len(text)
