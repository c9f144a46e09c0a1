"""Write to the terminal: nothing that others typed can control it, and nothing that it can't show is an error.

`Screen` prints with colours. `protect_streams` does the same for what other code writes, such as the log.
"""

from __future__ import annotations

import codecs
import io
import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, NoReturn, TextIO, cast

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.style import Style

from bot.matching.typography import PLAIN_APOSTROPHES, PLAIN_DASHES

CLOSED_PIPE = 141
"""Exit code if nobody reads the output any more. A shell reports the same for a program that SIGPIPE ended."""

_UNKNOWN: Final = "\N{REPLACEMENT CHARACTER}"
_SURROGATES: Final = range(0xD800, 0xE000)
_TURNING: Final = (0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Line separators, and characters that change the direction of the text after them."""
_VISIBLE: Final = {
    **{code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"},
    0x7F: "\N{SYMBOL FOR DELETE}",
    **dict.fromkeys((*range(0x80, 0xA0), *_TURNING, *_SURROGATES), _UNKNOWN),
}
"""What is shown for each character that could control the terminal. Always one character, so that columns fit."""

_ESCAPED_IN_JSON: Final = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_NOT_ASCII: Final = re.compile(r"[^ -~\n]")

_READABLE: Final = "readable"
"""Name of the handler of characters that an encoding lacks."""
_SIGNS: Final = {
    **PLAIN_APOSTROPHES,
    **PLAIN_DASHES,
    **dict.fromkeys(map(ord, "“”„‟«»″"), '"'),
    **dict.fromkeys(map(ord, "•·"), "-"),
    **dict(zip(map(ord, "✓✗⚠✅❌✂❔×│"), "+x!+x%?x|", strict=True)),
    ord("→"): "->",
    ord("€"): "EUR",
    ord("£"): "GBP",
    **{0x2400 + code: "^" + chr(0x40 + code) for code in range(0x20)},
    0x2421: "^?",
}
_SMALL: Final = ("<super>", "<sub>", "<fraction>", "<circle>")
"""Marks of digits that must not be taken for whole numbers: 10² is not 102."""
_BASE_LETTER: Final = re.compile(r"LATIN (SMALL|CAPITAL) LETTER ([A-Z]) WITH ")


def visible(text: str) -> str:
    """Show each control character except tab and line break by a sign, such as ␛ for ESC."""
    return text.translate(_VISIBLE)


def json_text(record: Any, *, indent: int | None = None) -> str:
    """Write JSON that any terminal can show and any parser can read; lone surrogates become U+FFFD."""
    text = json.dumps(record, ensure_ascii=False, indent=indent).translate(dict.fromkeys(_SURROGATES, _UNKNOWN))
    escaped = _ESCAPED_IN_JSON if _is_unicode(sys.stdout.encoding) else _NOT_ASCII
    return escaped.sub(lambda character: json.dumps(character[0])[1:-1], text)


class Screen(Console):
    """A console that prints all text as text. Only its own styles become escape sequences."""

    def __init__(self, **options: Any) -> None:
        super().__init__(highlight=False, **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Render something into segments. Overrides `rich.console.Console.render`, through which all output goes."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(visible(segment.text), _safe_style(segment.style))


def _safe_style(style: Style | None) -> Style | None:
    """Return a style whose link has no control character."""
    return style.update_link(visible(style.link)) if style and style.link else style


def protect_streams() -> None:
    """Make standard output and error safe for any text, once, before anything is written.

    A stream that is closed is replaced by an empty one.
    """
    codecs.register_error(_READABLE, _replace)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - until the end
    sys.stdout = _protected(sys.stdout, ends_program=True)
    sys.stderr = _protected(sys.stderr, ends_program=False)


def _protected(stream: TextIO, *, ends_program: bool) -> TextIO:
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    encoding, line_buffering = stream.encoding, stream.line_buffering
    output = _Output(stream.detach(), encoding=encoding, errors=_READABLE, line_buffering=line_buffering)
    output.ends_program = ends_program
    return cast("TextIO", _PlainText(output))


class _Output(io.TextIOWrapper):
    """Standard output or error. Failures to write, such as a closed pipe, never end in a traceback."""

    ends_program = True

    def write(self, text: str) -> int:
        """Write text. Raises SystemExit if this is standard output and can't be written."""
        try:
            return super().write(text)
        except OSError as error:
            self._give_up(error)
            return len(text)

    def flush(self) -> None:
        """Write what is buffered. Raises SystemExit as `write` does."""
        try:
            super().flush()
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        """Drop all further output. The program goes on without its log, but not without its output."""
        with Path(os.devnull).open("w", encoding="utf-8") as nothing:
            os.dup2(nothing.fileno(), self.fileno())
        if self.ends_program:
            _end_program(error)


def _end_program(error: OSError) -> NoReturn:
    """Raise SystemExit, without a word if the reader has left."""
    if isinstance(error, BrokenPipeError):
        raise SystemExit(CLOSED_PIPE)
    sys.stderr.write(f"The output can't be written: {error.strerror or error}.\n")
    raise SystemExit(1)


class _PlainText:
    """A stream for text without styles: logs, tracebacks and the like. Consoles write to the stream below it."""

    def __init__(self, output: _Output) -> None:
        self.rich_proxied_file = output
        """Where the consoles of rich write; they read this attribute."""

    def write(self, text: str) -> int:
        """Write text with all control characters made visible."""
        return self.rich_proxied_file.write(visible(text))

    def __getattr__(self, name: str) -> Any:
        """Return everything else of the stream below."""
        return getattr(self.rich_proxied_file, name)


def _is_unicode(encoding: str) -> bool:
    return encoding.lower().startswith("utf")


def _replace(error: UnicodeError) -> tuple[str, int]:
    """Replace the characters that an encoding lacks by similar ones in ASCII, and others by a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_similar(character) for character in error.object[error.start : error.end]), error.end


def _similar(character: str) -> str:
    if sign := _SIGNS.get(ord(character)):
        return str(sign)
    if unicodedata.category(character) == "Mn":
        return ""
    if not unicodedata.decomposition(character).startswith(_SMALL):
        plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
        if plain:
            return plain
    if base := _BASE_LETTER.match(unicodedata.name(character, "")):
        return base[2].lower() if base[1] == "SMALL" else base[2]
    return "?"
