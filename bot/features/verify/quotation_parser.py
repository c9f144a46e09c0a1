"""What of a message is a quotation, and whom it names as the speaker."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARKS = re.compile(
    r"“(?P<english>[^“”]+)(?:”|\Z)"
    r"|„(?P<german>[^„“”]+)[“”]"
    r"|«(?P<french>[^«»]+)»|»(?P<danish>[^«»]+)«|‹(?P<single>[^‹›]+)›"
    r"|[\"＂](?P<straight>[^\"＂]+)[\"＂]"
    r"|「(?P<corner>[^「」]+)」|『(?P<double>[^『』]+)』"
    r"|(?<![\w‘’])‘(?P<british>[^‘\n]+?)’(?!\w)"
    r"|(?<![\w'])'(?P<typed>[^\n]+?)'(?!\w)"
)
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w.’'-]*"
_NAME = rf"(?P<name>{_CAPITAL}(?:\s+(?:(?:de|da|di|van|von|der|den|al|el|bin)\s+){{0,2}}{_CAPITAL}){{0,3}})"
_SAYS = r"\b(?:said|says|added|adds|stated|states|wrote|writes|declared|announced|argued|insisted|put it|puts it)\b"
_TELLS = r"\b(?:told|tells|asked|warned)\b"
"""Words behind which no speaker stands but who was spoken to."""
_ADVERB = r"(?:(?:once|also|then|later|has|had|recently|again|famously|reportedly)\s+)?"
_STRANGER = (
    re.compile(rf"(?:^|\s)[—–-]+\s*{_NAME}"),
    re.compile(rf"(?:{_SAYS}|\baccording to|\bby)\s+{_NAME}"),
    # of two that are named so, neither is the one
    re.compile(rf"(?<![^,] and )(?<![^,] & ){_NAME}\s+{_ADVERB}(?:{_SAYS}|{_TELLS})"),
    re.compile(rf"{_NAME}\s*:"),
    re.compile(rf"\(\s*{_NAME}\s*\)"),
)
_NO_NAMES = frozenset((
    "He", "She", "It", "They", "We", "I", "You", "Who", "The", "This", "That", "Somebody", "Someone",
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Today", "Yesterday", "Day", "Week",
    "Quote", "Quotes", "Quotation", "News", "Breaking", "Update", "Headline", "Reminder", "Note", "Correction",
))  # fmt: skip
"""First words of what looks like a speaker's name and is none: pronouns, days, and what stands above a quotation."""
_PART = "…"
"""What stands in the place of a quotation."""
_END = re.compile(rf"[.!?;:{_PART}](?=\s|\Z)|{_PART}")
_OBJECT = re.compile(r"\b(?:to|about|after|when|while|that|in)\b")
_REACH = 8
"""Words before or behind a word of saying among which the speaker is looked for."""


@dataclass(frozen=True, slots=True)
class ParsedQuotation:
    """A message taken apart."""

    parts: tuple[str, ...]
    """What stands between quotation marks, in order, without them."""
    beside: str
    """All the rest, an ellipsis in the place of each part."""
    whole: str
    """From the first mark to the last, whatever marks stand between: a quotation may hold others."""

    @property
    def stranger(self) -> str | None:
        """The one name that is given as a speaker's, by its look: after a dash, or beside a word of saying."""
        names = {found["name"].strip(" .,:;'’-") for pattern in _STRANGER for found in pattern.finditer(self.beside)}
        names = {name for name in names if name.split()[0] not in _NO_NAMES}
        return names.pop() if len(names) == 1 else None

    @property
    def says(self) -> bool:
        """A word of saying stands beside the quotation."""
        return re.search(f"{_SAYS}|{_TELLS}", self.beside) is not None

    def attributions(self) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
        """Where a speaker may be named: around words of saying, and, which counts where nobody is named there, right
        beside the quotation. Each time several places, the likelier first."""
        saying: list[tuple[str, ...]] = []
        for found in re.finditer(f"{_SAYS}|{_TELLS}", self.beside):
            before = _before(self.beside[: found.start()])
            behind = "" if re.fullmatch(_TELLS, found[0]) else _behind(self.beside[found.end() :])
            saying.append((before, behind))
        near: list[tuple[str, ...]] = []
        for found in re.finditer(rf"\baccording to\b|(?:^|\s)[—–-]+\s|\(|:|{_PART}", self.beside):
            before = _before(self.beside[: found.start()]) if found[0] in (":", _PART) else ""
            behind = "" if found[0] == ":" else _behind(self.beside[found.end() :].lstrip(" ,–—-").replace(")", "."))
            near.append((before, behind))
        return saying, near


def parse_quotation(text: str) -> ParsedQuotation:
    """Take a message apart into what it quotes and what it says itself."""
    marked = list(_MARKS.finditer(text))
    parts = [next(part for part in found.groups() if part).strip() for found in marked]
    said = tuple(part for part in parts if any(character.isalnum() for character in part))
    whole = text[marked[0].start() : marked[-1].end()] if marked else ""
    return ParsedQuotation(said, " ".join(_MARKS.sub(f" {_PART} ", text).split()), whole)


def _before(text: str) -> str:
    """The end of a text as far as it may name who says what follows: an apposition and whom it is about, or what stands
    behind the last comma."""
    *_, clause = _END.split(text)
    segments = clause.rstrip(" ,").split(",")
    named = segments[-2:] if clause.rstrip().endswith(",") else segments[-1:]
    return " ".join(",".join(named).split()[-_REACH:])


def _behind(text: str) -> str:
    """The beginning of a text as far as it may name who said what stands before: a name with its apposition."""
    clause = _OBJECT.split(_END.split(text)[0])[0]
    return " ".join(",".join(clause.split(",")[:2]).split()[:_REACH])
