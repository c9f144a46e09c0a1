"""A question in plain written words, as a sentence encoder has read its training texts."""

from __future__ import annotations

import re
import unicodedata

from bot.matching import capitals, dates, numbers, signs, text
from bot.matching.variants import SHORT

_DIGIT = re.compile("[0-9]")
_MARKS = dict.fromkeys(map(ord, "?!.,;:\"'()[]-/"), " ")
_SAID_SO = re.compile(r"<(?:https?|mailto|tel):[^>|\s]*\|([^>]*)>")  # a link with the words that stand for it
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
"""What stands for more than one word, or for none; before the words of chats, which it completes."""
_FIRST = {word: signs.bare(full[0]) for word, full in SHORT.items() if word not in ("sat", "sun", "mar", "ref", "ext")}


def plain(question: str) -> str:
    """The question in small plain letters, with dates, amounts and units written out (22/10/2025 is 22 october 2025)
    and the abbreviations of chats in full, without links, addresses, mentions and emoji.

    An ambiguous date such as 03/04/2025 is 3.4.2025. Marks stay, and what is in plain words stays as it is.
    """
    said = _MARKUP.sub(" ", _SAID_SO.sub(r"\1", question[: text.MAX_QUESTION]))
    if not said.isascii():
        said = "".join(" " if unicodedata.category(c) in _PICTURES and c not in "€£$¥°" else c for c in said)
    normal = text.spelt(capitals.marked(said, None, asked=False).replace(signs.PLACEHOLDER, ""))
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
