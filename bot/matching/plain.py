"""Rewrite a question in plain words, in the style of the sentence encoder's training texts."""

from __future__ import annotations

import re
import unicodedata

from bot.matching import capitals, dates, numbers, signs, text
from bot.matching.variants import SHORT

_DIGIT = re.compile("[0-9]")
_MARKS = dict.fromkeys(map(ord, "?!.,;:\"'()[]-/"), " ")
_LABELLED_LINK = re.compile(r"<(?:https?|mailto|tel):[^>|\s]*\|([^>]*)>")  # a link with its label
_MARKUP = re.compile(
    r"<(?:@[!&]?|#|!|a?:\w+:|/|t:|https?:|mailto:)[^>\s]*>"  # mentions, channels, custom emoji, links of chats
    r"|(?:https?://|www\.)\S*[^\s.,;:!?)]"
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.])@[\w.-]*\w"
    r"|:[+-]1:|(?<![\w:]):(?=[\w+-]*[a-z])[\w+-]+:(?![\w:])"
    r"|:[-']?[)(DPp|/\\](?!\w)",
    re.ASCII,
)
_LEFT = re.compile(r" +(?=[?!.,;:])")
_WORD = re.compile(r"[a-z0-9]+")
_PICTURES = frozenset(("So", "Sk", "Cn", "Co"))
_MEANT = {
    "asap": "as soon as possible", "gp": "general practitioner", "pc": "computer", "fyi": "", "btw": "",
    "whats": "what is", "wats": "what is", "wots": "what is", "wheres": "where is", "whens": "when is",
    "whos": "who is", "hows": "how is", "whys": "why is",
}  # fmt: skip
"""Abbreviations of several words or of none; they take precedence over `text.CHAT`."""
_FIRST = {word: signs.bare(full[0]) for word, full in SHORT.items() if word not in ("sat", "sun", "mar", "ref", "ext")}


def plain(question: str) -> str:
    """Return the question in lower case, with dates, amounts, units and chat abbreviations in full.

    For example, 22/10/2025 becomes 22 october 2025. Links, addresses, mentions and emoji are removed. An ambiguous date
    such as 03/04/2025 becomes 3.4.2025. Punctuation and plain words stay.
    """
    typed = _MARKUP.sub(" ", _LABELLED_LINK.sub(r"\1", question[: text.MAX_QUESTION]))
    if not typed.isascii():
        typed = "".join(" " if unicodedata.category(c) in _PICTURES and c not in "€£$¥°" else c for c in typed)
    normal = text.spelt(capitals.marked(typed, None, asked=False).replace(signs.PLACEHOLDER, ""))
    words = set(normal.translate(_MARKS).split())
    digits = bool(_DIGIT.search(normal))
    if digits or not dates.WORDS.isdisjoint(words):
        normal = signs.without(dates.written(normal, words))
    if digits:
        normal = numbers.amounts(normal, words)
    if not numbers.CODES.isdisjoint(words):
        normal = numbers.codes(normal)
    normal = _WORD.sub(_in_full, normal)
    return " ".join(_LEFT.sub("", normal).split())


def _in_full(match: re.Match[str]) -> str:
    word = match[0]
    full = _MEANT.get(word, text.CHAT.get(word, word))
    if word in _FIRST and not match.string[match.end() : match.end() + 1].isalnum():
        full = _FIRST[word]
    return full
