"""Render elements of a document as lines of Discord's markdown. Pure.

All text from facts and people is escaped, and every limit applies to the escaped text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, assert_never
from urllib.parse import quote

from bot.adapters.discord.command_mentions import CommandMentions
from bot.adapters.discord.markup import escape, escape_words, fit
from bot.core import texts
from bot.core.comparison import Diff, DiffLegend, DiffSegment
from bot.core.directions import from_right, isolated
from bot.core.document import (
    Actions,
    Divider,
    Earlier,
    Element,
    Fields,
    Heading,
    Items,
    Panel,
    Passage,
    Preformatted,
    Row,
    SourceLine,
    Text,
)  # fmt: skip
from bot.core.shorten import label, shorten
from bot.core.words import Moment, MomentForm, Words, parts, plain

SENTENCE, ASIDE, WARNING, HEADING, ADDRESS = 1024, 512, 160, 120, 700
"""Most characters of a text of the bot, of a text that accompanies a statement, of a warning, heading, address."""
LOUD: Final = 200
"""Most characters of a fact in large letters. A longer one would look like a poster, so it is normal text."""
BULLET, SMALL, LARGE, LARGEST, QUOTED = "• ", "-# ", "### ", "## ", "> "
"""Prefixes of an item, and of a line of small print, of a heading, of a title and of a quotation."""
FORMS: dict[MomentForm, str] = {"date": "D", "time": "t", "date and time": "F", "relative": "R"}
"""Discord's letters for the ways in which a moment is written."""

NOTHING = "\u200b"
"""An invisible text, instead of one that Discord would refuse because it is blank."""

_IN_LINE: Final = re.compile(r"\S(?:[^\n]*\S)?")
"""The words of a line, without white space at its ends."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that belong together."""

    parts: tuple[str, ...]
    apart: bool = False
    """Whether a blank line separates them from the lines above."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes elements as lines. Names of commands in sentences of the bot become clickable."""

    commands: CommandMentions = field(default_factory=CommandMentions)

    def lines(self, element: Element, *, inside: bool = False) -> Iterator[Lines]:  # noqa: C901 - a case for each
        """Write an element; nothing if it is no running text. `inside` an item, nothing is larger than the rest."""
        match element:
            case Heading():
                yield Lines((bold(shorten(element.text, HEADING)) if inside else _heading(element),))
            case Text():
                yield Lines((self._text(element),))
            case Passage():
                yield Lines(tuple(_passage_inside(element) if inside else _passage(element)))
            case Diff():
                cut = f"\n{SMALL}{fit(texts.COMPARISON_CUT, ASIDE // 2)}" if element.is_cut else ""
                yield Lines((_diff(element.segments) + cut,), apart=not inside)
            case DiffLegend():
                marks = (f"{struck('struck out')} {_aside(element.old)}", f"{bold('bold')} {_aside(element.new)}")
                yield Lines((SMALL + " · ".join(marks),))
            case Preformatted():
                yield Lines((_preformatted(element.text),))
            case SourceLine():
                yield Lines((SMALL + source(element),))
            case Earlier():
                yield Lines((f"{SMALL}{_aside(element.label)}: {_aside(element.text)}",))
            case Items():
                yield from self._items(element)
            case Fields():
                for row in element.rows:
                    yield Lines((self.row(row, stacked=element.stacked),))
            case Divider() if inside:
                yield Lines((NOTHING,), apart=True)
            case Panel() | Actions() | Divider():
                pass
            case _:
                assert_never(element)

    def row(self, row: Row, *, stacked: bool = False) -> str:
        """Write a row: the label with its text next to it or below it, and the example in small print."""
        label = self.commands.clickable(bold(shorten(row.label, HEADING)))
        text = self._said(row.text, SENTENCE)
        example = f"\n{SMALL}{self.commands.clickable(_aside(row.example))}" if row.example.strip() else ""
        beside = f"{label}\n" if label and stacked else f"{label}: " if label else ""
        return (beside + text or NOTHING) + example

    def _items(self, items: Items) -> Iterator[Lines]:
        for group in items.groups:
            apart = bool(group.heading.strip())
            above = [bold(shorten(group.heading, HEADING))] if apart else []
            for item in group.items:
                written = [part for each in item for line in self.lines(each, inside=True) for part in line.parts]
                first, *rest = written or [""]
                yield Lines((*above, first if first.startswith(SMALL) else BULLET + first, *rest), apart)
                above, apart = [], False

    def _text(self, element: Text) -> str:
        match element.role:
            case "quiet":
                return SMALL + self._said(_in_line(element.text), ASIDE)
            case "warning":
                return f"**{self._said(_in_line(element.shown), WARNING, escape_words)}**"
            case "strong":
                return f"**{self._said(element.text, ASIDE, escape_words)}**"
        return self._said(element.text, SENTENCE)

    def _said(self, words: Words, limit: int, escaped: Callable[[str], str] = escape) -> str:
        """Write a sentence of the bot: moments in each reader's clock, and clickable names of commands."""
        written = "".join(
            _stamp(part) if isinstance(part, Moment) else self.commands.clickable(escaped(part))
            for part in parts(words)
        )
        if len(written) <= limit:
            return written
        return escaped(shorten(plain(words), limit, lambda part: len(escaped(part))))


def _stamp(moment: Moment) -> str:
    return f"<t:{int(moment.at.timestamp())}:{FORMS[moment.form]}>"


def _in_line(words: Words) -> Words:
    """Write a sentence in one line."""
    if isinstance(words, str):
        return " ".join(words.split())
    return tuple(part if isinstance(part, Moment) else re.sub(r"\s+", " ", part) for part in words)


def _heading(heading: Heading) -> str:
    text = escape(label(heading.text, HEADING)) or NOTHING
    # Discord may take signs at the end of a heading for its end.
    return (LARGEST if heading.level == 1 else LARGE) + text + (NOTHING if text.endswith("#") else "")


def _aside(text: str) -> str:
    return fit(" ".join(text.split()), ASIDE)


def _passage(passage: Passage) -> Iterator[str]:
    """Write a verbatim text: a quotation below its speaker, or a fact in large letters if it is short."""
    if passage.attribution:
        yield LARGE + fit(label(passage.attribution, LOUD), LOUD)
    text = _verbatim(passage)
    if passage.quoted:
        yield "\n".join(QUOTED + line for line in from_right(f"“{text}”").split("\n"))
    elif _may_be_loud(passage):
        yield LARGE + from_right(text)
    else:
        yield from_right(text)
    yield from _below(passage)


def _passage_inside(passage: Passage) -> Iterator[str]:
    """Write a verbatim text between others, such as in a list."""
    speaker = f"{isolated(bold(shorten(passage.attribution, HEADING)))}: " if passage.attribution else ""
    text = _verbatim(passage)
    yield speaker + from_right(f"“{text}”" if passage.quoted else text)
    yield from _below(passage)


def _below(passage: Passage) -> Iterator[str]:
    if passage.subject:
        yield SMALL + _aside(passage.subject)
    if passage.cut_note:
        yield SMALL + _aside(passage.cut_note)


def _may_be_loud(passage: Passage) -> bool:
    """Return whether a fact can be a heading. White space at its ends, or a last `#`, would be lost there."""
    text = passage.text
    one_line = "\n" not in text and text == text.strip() and not text.endswith("#")
    return one_line and 0 < len(text) <= LOUD and not passage.is_cut


def _verbatim(passage: Passage) -> str:
    """Escape the text. Its runs that stand out are bold."""
    if not passage.marked:
        return escape(passage.text)
    written = ""
    for run, stands_out in passage.runs:
        if stands_out and written.endswith("**"):
            written += NOTHING  # two styles side by side would be read as one
        written += _IN_LINE.sub(lambda found: bold(found[0]), run) if stands_out else escape_words(run)
    return written


def source(line: SourceLine) -> str:
    """Write where a statement comes from: the title as a link if its address fits, then publisher and dates."""
    title = fit(" ".join(line.title.split()), SENTENCE // 3) or NOTHING
    details = _aside(line.details)
    if line.url and re.match(r"https?://[^/\s]", line.url):
        address = quote(line.url, safe="%/:?#@!$&'*+,;=~[]-._")  # no sign that would end the link
        if len(title) + len(address) <= ADDRESS:
            # Discord allows no brackets and no address in the text of a link.
            broken = re.search(r"[\[\]]|://", line.title)
            title = f"{title} · {_link(texts.LINK, address)}" if broken else _link(title, address)
    return line.lead + (f"{title} · {details}" if details else title)


def _link(words: str, address: str) -> str:
    return f"[{words}](<{address}>)"


def _preformatted(text: str) -> str:
    """Write a text as a block of code, which shows it verbatim and is easy to copy.

    A block can't have the sign of its own end in it. A text with that sign is escaped instead.
    """
    return escape(text) if "```" in text else f"```\n{text}\n```"


def _diff(segments: Sequence[DiffSegment]) -> str:
    """Write a comparison: words of the recorded text only are struck out, words of the given text only are bold."""
    return from_right(" ".join(filter(None, map(_diff_segment, segments))))


def _diff_segment(segment: DiffSegment) -> str:
    match segment.kind:
        case "cut":
            return segment.shown
        case "old":
            return struck(segment.text)
        case "new":
            return bold(segment.text)
    return escape_words(segment.text.strip())


def struck(text: str) -> str:
    """Strike words out, and escape markup in them."""
    words = escape_words(text.strip())
    # A tilde before the two that end the style would be taken for one of them.
    return f"~~{words}{NOTHING if words.endswith('~') else ''}~~" if words else ""


def bold(text: str) -> str:
    """Make words bold, and escape markup in them."""
    words = escape_words(text.strip())
    return f"**{words}**" if words else ""
