"""Find the word by which somebody asks for a private reply: `private` at the beginning or the end of a text.

It may have dashes, brackets, punctuation or polite words around it. In doubt, the reply is private. Then the word may
still belong to the text, as in "is the harbour private", so both readings are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.matching.typography import DASHES

_DASH = rf"\-{DASHES}"
_POLITE = r"(?:please|pls|plz|kindly|thanks|thank\s+you|thx|cheers)"
_VERB = r"(?:reply|answer|respond|tell\s+me|show\s+(?:me|it)|keep\s+(?:it|this)|make\s+(?:it|this))"
_UNSEEN = "\u00ad\u200b-\u200d\u2060\ufeff"
"""Soft hyphens and characters without width, which copied text can have inside of a word."""
_PRIVATE = f"[{_UNSEEN}]*".join(f"[{letter}{chr(ord(letter) + 0xFEE0)}]" for letter in "private")
"""The word, also with the wide letters of Asian keyboards."""
_WORD = rf"(?:in\s+{_PRIVATE}|{_PRIVATE}ly|{_PRIVATE})(?P<value>\s*[:=]\s*(?:true|yes|on|1)(?![^\W_]))?"
_CLOSE = r")\]}>»›）］｝】」』〉》⟩\"”“'’*_~`"
_GLUED = re.compile(r"[^\W_][-‐‑'’/&+]\Z|[@#]\Z")
"""What stands before the end of a longer word such as "semi-private", or before the name of a channel."""
_FIRST = re.compile(
    rf"\A(?P<open>[\W_]*)(?P<polite>{_POLITE}[\s,]+)?(?P<verb>{_VERB}\s+)?{_WORD}(?P<close>[{_CLOSE}]*)"
    rf"(?P<thanks>[\s,]+{_POLITE}(?!\w))*(?![\w]|[-‐‑'’/&+._@]\w)(?P<gap>(?:[\s,;:.!?…|{_CLOSE}{_DASH}]|[/\\](?!\w))*)",
    re.IGNORECASE,
)
_LAST = re.compile(
    rf"(?<![^\W_]){_WORD}(?P<thanks>[\W_]+{_POLITE})*(?P<after>(?:[\W_]|:[a-z][\w+-]*:)*)\Z", re.IGNORECASE
)
_BETWEEN = f" \t\r\n\f\v\xa0,;:|/\\{DASHES}-"
_BRACKETS = "([{<«‹（［｛【「『〈《⟨"
_ADJACENT = f"{_BRACKETS}\"“„'‘‚*_~`>#{DASHES}-"
_WINDOW = 200
"""Characters at the end of a text in which the word is searched."""
_MOST_WORDS = 3
"""How often the word may be repeated at one end."""
_ASKED_BEFORE = re.compile(
    rf"(?:(?:\A|(?<=[.?!…,;:\n{_DASH}]))[^\S\n]*(?:{_POLITE}[\s,]+)?{_VERB}|(?<!\w){_POLITE})[\s,]*\Z", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.?!…;:。？！][\"”»’')\]]*\Z")
_SIGN = re.compile(r"[^\w\s/|\\\"“”„'‘’‚]|_|\n")
"""A sign that sets the word apart from the text."""


@dataclass(frozen=True, slots=True)
class PrivateWord:
    """A text without the word, if it has it."""

    text: str
    """The text without the word."""
    asked: bool = False
    """The word was there."""
    kept: str | None = None
    """The text with the word, if it is in doubt whether it belongs to it."""


def read(text: str, *, first: bool = True, last: bool = True) -> PrivateWord:
    """Find the word as the first and the last of a text. Spaces at the other places stay as they are."""
    reading = PrivateWord(text)
    for find in (*([_find_last] if last else []), *([_find_first] if first else [])):
        for _ in range(_MOST_WORDS):
            if (found := find(reading.text)) is None:
                break
            rest, is_sure = found
            kept = reading.text if reading.kept is None and not is_sure else reading.kept
            if is_sure and kept is not None and (again := find(kept)):
                kept = again[0]
            reading = PrivateWord(rest, asked=True, kept=kept)
    return reading


def read_parts(text: str, boundary: re.Pattern[str]) -> PrivateWord:
    """Find the word at the ends of a text, and at the ends of its parts between the matches of `boundary`.

    A match with a group is a label. If the word is all that follows it, it stays: it is the value.
    """
    texts: list[str] = []
    kept: list[str | None] = []
    asked, start, before = False, 0, None
    for match in (*boundary.finditer(text), None):
        part = text[start : match.start() if match else None]
        is_value = before is not None and any(before.groups())
        reading = read(part, first=not is_value)
        texts.append(part if is_value and not reading.text.strip() else reading.text)
        if reading.asked and before and not is_value:  # keep the dash or comma behind a quotation
            texts[-1] = _separators(part, reading.text) + texts[-1]
        if reading.asked and match:
            texts[-1] += " "
        kept.append(reading.kept)
        texts.append(match[0] if match else "")
        kept.append(None)
        asked = asked or reading.asked
        start, before = match.end() if match else start, match
    whole = "".join(one if other is None else other for one, other in zip(texts, kept, strict=True))
    return PrivateWord("".join(texts), asked=asked, kept=whole if any(kept) else None)


def _separators(part: str, rest: str) -> str:
    """Return the spaces, dashes and commas before the rest of a part."""
    start = part.find(rest) if rest else 0
    return re.sub(rf"[^\s,{_DASH}]", "", part[:start]) or " " * bool(start)


def _find_last(text: str) -> tuple[str, bool] | None:
    """Return the text before the word, and whether the word is certainly no part of it; None if it isn't there."""
    text = text.rstrip()
    match = _LAST.search(text, max(len(text) - _WINDOW, 0))
    if match is None or _GLUED.search(before := text[: match.start()]):
        return None
    rest = _without_gap(before)
    gap = before[len(rest) :]
    polite = _ASKED_BEFORE.search(rest[-_WINDOW:]) if not gap.strip() else None
    if polite:
        rest = rest[: len(rest) - len(polite[0])].rstrip(" ,")
    is_sure = bool(match["value"] or match["thanks"] or polite or _SENTENCE_END.search(rest[-_WINDOW:]))
    return rest, is_sure or bool(_SIGN.search(gap)) or before.endswith((" /", " \\")) or not rest.strip()


def _without_gap(before: str) -> str:
    """Remove the dashes, brackets and spaces at the end of what stands before the word."""
    rest = before.rstrip(_ADJACENT)
    while rest != (shorter := rest.rstrip(_BETWEEN).rstrip(_BRACKETS)):
        rest = shorter
    return rest


def _find_first(text: str) -> tuple[str, bool] | None:
    """Return the text after the word, as `_find_last` does for the text before it."""
    match = _FIRST.match(text)
    if match is None or _GLUED.search(match["open"]):
        return None
    rest = text[match.end() :]
    in_marks = re.search(r"[\"“„'‘‚«‹「『]", match["open"]) and not match["close"]
    signs = match["open"] + match["close"] + match["gap"]
    is_sure = any(match[name] for name in ("polite", "verb", "value", "thanks")) or bool(_SIGN.search(signs))
    return rest, (is_sure and not in_marks) or not rest.strip()
