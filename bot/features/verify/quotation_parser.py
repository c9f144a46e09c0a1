"""Find the quotations in a message, and whom it names as the speaker."""

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
"""Verbs that are followed by the person spoken to, not by the speaker."""
_ADVERB = r"(?:(?:once|also|then|later|has|had|recently|again|famously|reportedly)\s+)?"
_NAMED_SPEAKER = (
    re.compile(rf"(?:^|\s)[—–-]+\s*{_NAME}"),
    re.compile(rf"(?:{_SAYS}|\baccording to|\bby)\s+{_NAME}"),
    # if two people are named like this, it is unclear which one spoke
    re.compile(rf"(?<![^,] and )(?<![^,] & ){_NAME}\s+{_ADVERB}(?:{_SAYS}|{_TELLS})"),
    re.compile(rf"{_NAME}\s*:"),
    re.compile(rf"\(\s*{_NAME}\s*\)"),
)
_NO_NAMES = frozenset((
    "He", "She", "It", "They", "We", "I", "You", "Who", "The", "This", "That", "Somebody", "Someone",
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Today", "Yesterday", "Day", "Week",
    "Quote", "Quotes", "Quotation", "News", "Breaking", "Update", "Headline", "Reminder", "Note", "Correction",
))  # fmt: skip
"""First words of what looks like a speaker's name but is none: pronouns, days, and headings of quotations."""
PART = "…"
"""Replaces a quotation in the rest of the message."""
_END = re.compile(rf"[.!?;:{PART}](?=\s|\Z)|{PART}")
_OBJECT = re.compile(r"\b(?:to|about|after|when|while|that|in)\b")
_REACH = 8
"""How many words before or after a speech verb are searched for the speaker."""


@dataclass(frozen=True, slots=True)
class ParsedQuotation:
    """A message, split into quotations and the rest."""

    parts: tuple[str, ...]
    """The texts between quotation marks, in order, without the marks."""
    beside: str
    """All the rest, with an ellipsis for each part."""
    whole: str
    """From the first mark to the last, with all marks between them, because quotations can be nested."""

    @property
    def unknown_name(self) -> str | None:
        """Return the only name that looks like the speaker's: after a dash, or next to a speech verb."""
        names = {
            match["name"].strip(" .,:;'’-") for pattern in _NAMED_SPEAKER for match in pattern.finditer(self.beside)
        }
        names = {name for name in names if name.split()[0] not in _NO_NAMES}
        return names.pop() if len(names) == 1 else None

    @property
    def has_speech_verb(self) -> bool:
        """Return whether the rest of the message has a speech verb."""
        return re.search(f"{_SAYS}|{_TELLS}", self.beside) is not None

    def attributions(self) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
        """Return the texts in which a speaker may be named: around speech verbs, and right next to the quotation.

        The second list counts only if the first names nobody. The texts of each tuple are ordered by likelihood.
        """
        around_verbs: list[tuple[str, ...]] = []
        for match in re.finditer(f"{_SAYS}|{_TELLS}", self.beside):
            before = _text_before(self.beside[: match.start()])
            after = "" if re.fullmatch(_TELLS, match[0]) else _text_after(self.beside[match.end() :])
            around_verbs.append((before, after))
        beside_quotation: list[tuple[str, ...]] = []
        for match in re.finditer(rf"\baccording to\b|(?:^|\s)[—–-]+\s|\(|:|{PART}", self.beside):
            before = _text_before(self.beside[: match.start()]) if match[0] in (":", PART) else ""
            after = "" if match[0] == ":" else _text_after(self.beside[match.end() :].lstrip(" ,–—-").replace(")", "."))
            beside_quotation.append((before, after))
        return around_verbs, beside_quotation


def parse_quotation(text: str) -> ParsedQuotation:
    """Split a message into what it quotes and what it says itself."""
    matches = list(_MARKS.finditer(text))
    parts = [next(part for part in match.groups() if part).strip() for match in matches]
    quoted = tuple(part for part in parts if any(character.isalnum() for character in part))
    whole = text[matches[0].start() : matches[-1].end()] if matches else ""
    return ParsedQuotation(quoted, " ".join(_MARKS.sub(f" {PART} ", text).split()), whole)


def _text_before(text: str) -> str:
    """Return the end of a text that may name the speaker of what follows.

    That is a name with its apposition, or the words after the last comma.
    """
    *_, clause = _END.split(text)
    segments = clause.rstrip(" ,").split(",")
    apposition = segments[-2:] if clause.rstrip().endswith(",") else segments[-1:]
    return " ".join(",".join(apposition).split()[-_REACH:])


def _text_after(text: str) -> str:
    """Return the start of a text that may name the speaker of what precedes it: a name with its apposition."""
    clause = _OBJECT.split(_END.split(text)[0])[0]
    return " ".join(",".join(clause.split(",")[:2]).split()[:_REACH])
