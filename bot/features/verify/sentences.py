"""Read sentences to the bot that ask for a check, such as "did Rama say “never in Albania”?"."""

from __future__ import annotations

import re
from typing import Final

from bot.core import private_word
from bot.core.commands import PRIVATE
from bot.features.verify.quotation_parser import parse_quotation

_TEXT = "…"
"""Stands for what is in quotation marks, from the first to the last."""
_NO_NAME = r"(?=\S)(?!(?:that|this|it|if|whether|is|was|are|were|did|has|have|had|right|correct|true)\b)"
_WHO = rf"(?P<who>{_NO_NAME}[^…?!:;()–—“”\"]{{1,80}}?)"
_WHO_AFTER = rf"(?P<by>{_NO_NAME}[^…?!:;()–—“”\"]{{1,80}}?)"
_REALLY = (
    r"(?:(?:really|actually|ever|indeed|literally|just|once|also|in fact|truly|exactly|publicly|recently|famously"
    r"|already)\s+)*"
)
_SAY = (
    r"(?:say|state|write|claim|declare|announce|tweet|post|argue|insist|remark|put it|tell\s+(?:us|me|reporters)"
    r"|use the (?:words|phrase))"
)
_SAID = (
    r"(?:said|says|stated|states|wrote|writes|claimed|claims|declared|announced|tweeted|posted|argued|insisted|remarked"
    r"|put it|told\s+(?:us|me|reporters)|used the (?:words|phrase))"
)
_THAT = r"(?:\s+(?:that|this|exactly|literally|verbatim|the words|these words|the following))*\s*[:,]?\s*[-–—]?\s*"
_RIGHT = (
    r"(?:(?:really|actually|exactly|quite|even|all|quoted|worded|reported|been)\s+)*"
    r"(?:right|correct(?:ly)?|true|accurate(?:ly)?|real|genuine|authentic|verbatim|exact|word for word|wrong(?:ly)?"
    r"|false|fake|made up|altered|ok(?:ay)?|said|an? (?:\w+ )?(?:quote|quotation))"
)
_WHAT = r"(?:what|something|anything|words?|how)"
_BE = r"(?:is|was|are|were|isn[’']?t|wasn[’']?t)"
_QUOTE = (
    r"(?:(?:the|this|that|these|those|my|our|a|an|following|his|her|their)\s+)*"
    r"(?:quotes?|quotations?|words?|wording|lines?|statements?|phrase|sentence|following|one)"
)
_HEAD = rf"(?:(?:{_QUOTE}|this|that|it)(?:\s+(?:by|from|of)\s+{_WHO})?)?\s*[:,]?\s*[-–—]?\s*"
"""What may stand between the first words and the quotation: "the quote by Rama:"."""
_BY = rf"(?:\s*(?:[,(–—-]\s*(?:(?:by|from|said|says)\s+)?|\b(?:by|from|said by|of)\s+|\b{_SAID}\s+){_WHO_AFTER}\s*\)?)?"
_PLACE = r"(?:\s+(?:in|at|on|to|about|during|last|yesterday|today|when|after|before|for|with|of)\b[^…?]{0,80})?"
_END = r"[\s?!.,)]*(?:(?:please|pls|plz|thanks|thank\s+you|thx|cheers)[\s?!.,]*)*\Z"
_CHECK = (
    r"(?:verify|(?:(?:fact|quote|double|quick)[\s-]?)?check|(?:tell\s+(?:me|us)|find\s+out|do\s+you\s+know"
    r"|i\s+want\s+to\s+know)(?=\s+(?:if|whether)\b))(?:\s+for\s+(?:me|us))?[:,]?\s*[-–—]?\s*"
    r"(?:(?:if|whether|that|please)\b\s*[:,]?\s*)*"
)
_CHECK_FIRST = re.compile(rf"{_CHECK}(?=\w)", re.IGNORECASE)
_INTRODUCTION = re.compile(r"(?:(?:so|and|but|well|hm+|um+|then|wait|really)[,\s]+)+", re.IGNORECASE)

_SENTENCES: Final = tuple(
    re.compile(pattern + _END, re.IGNORECASE)
    for pattern in (
        rf"(?:did|has|have|had)(?:n[’']?t)?\s+{_WHO}\s+{_REALLY}(?:{_SAY}|{_SAID}){_THAT}…{_PLACE}",
        rf"{_BE}\s+it\s+{_RIGHT}\s+that\s+{_WHO}\s+{_REALLY}{_SAID}{_THAT}…{_PLACE}",
        rf"{_BE}\s+it\s+{_WHO}\s+(?:who|that)\s+{_REALLY}{_SAID}{_THAT}…{_PLACE}",
        rf"{_BE}\s+{_HEAD}…{_BY}\s*{_RIGHT}(?:\s+(?:by|from|of)\s+(?P<whose>[^…?!:;]{{1,80}}?))?",
        rf"{_BE}\s+{_HEAD}…\s*{_REALLY}{_WHAT}\s+(?:that\s+)?{_WHO_AFTER}\s+{_REALLY}(?:{_SAID}|{_SAY}){_PLACE}",
        rf"{_BE}\s+{_HEAD}…\s*{_REALLY}(?:(?:{_SAID}\s+)?by|said\s+by)\s+{_WHO_AFTER}",
        rf"{_BE}\s+(?:{_QUOTE}|this|that|it)(?:\s+(?:by|from|of)\s+{_WHO})?\s+{_RIGHT}\s*[?:,.]*\s*[-–—]?\s*…{_BY}",
        rf"{_BE}\s+(?:{_QUOTE}|this|that|it)\s+{_REALLY}what\s+{_WHO}\s+{_REALLY}{_SAID}\s*[?:,.]*\s*[-–—]?\s*…",
        rf"(?:{_WHO}\s*(?:{_SAID}{_THAT}|:\s*))?…{_BY}\s*[.,;:–—-]*\s*(?:{_BE}\s+(?:this|that|it)\s+)?{_RIGHT}\s*\?",
        rf"{_CHECK}{_HEAD}…{_BY}(?:\s+{_BE}\s+{_RIGHT})?",
        rf"{_CHECK}(?:what\s+)?{_WHO}\s+{_REALLY}(?:{_SAID}|{_SAY}){_THAT}…{_PLACE}",
        rf"{_CHECK}{_WHO}\s*:\s*…{_PLACE}",
    )
)
"""Each with its groups for whom it names as the speaker. They are tried in this order."""
_UNMARKED = re.compile(
    rf"did\s+{_WHO}\s+(?:(?:ever|just|also)\s+)*(?:really|actually|literally)\s+(?:ever\s+)?say[:,]?\s+"
    r"(?!(?:anything|something|nothing|so|it|this|these|that|what|how|why|when|where|who|which|yes|no|more|much|about"
    r"|to|if|whether|there|he|she|they)\b)"
    r"(?P<text>[^?]*\w\s+\w[^?]*?)\s*\?*\s*\Z",
    re.IGNORECASE,
)
"""Without marks, this wording alone asks for words: "did Rama really say never in Albania?"."""
_LONGEST = 400
"""Most characters of a sentence, without what is in quotation marks."""
_NOBODY: Final = frozenset((
    "he", "she", "they", "it", "we", "i", "you", "who", "anybody", "anyone", "somebody", "someone", "people",
))  # fmt: skip
_PLACE_AFTER_NAME = re.compile(r"\s+(?:in|at|on|during|last|yesterday|today)\s.*", re.IGNORECASE | re.DOTALL)

OPENING: Final = (
    r"(?:verify|fact[\s-]?check:|quote[\s-]check)\b"
    rf"(?:\s+(?:{_QUOTE}\b(?!\s+(?:of|by|from)\b)|(?:this|that)(?=\s*:)))?\s*[:,]?"
    r"|check(?:\s+(?:the|this|that|these|those|my|our|a|following))*\s+(?:quotes?|quotations?)\b(?!\s+of\b)\s*[:,]?"
    r"|check:?(?=\s+[\"“”„«»‘'])"
)
"""First words after which the rest is the text to check, with or without quotation marks."""


def read(sentence: str) -> str | None:
    """Return the text and the speaker as options of `/verify`. Return None if the sentence asks for no check.

    The words in quotation marks are the text, so one word is not enough.
    """
    plain = sentence.strip()
    if introduction := _INTRODUCTION.match(plain):
        plain = plain[introduction.end() :]
    parsed = parse_quotation(plain)
    if not parsed.parts:
        match = _UNMARKED.match(" ".join(plain.split()))
        return _options(match["text"], match) if match else None
    if len(re.findall(r"\w+", " ".join(parsed.parts))) < 2:
        return None
    before, _, after = plain.partition(parsed.whole)
    outside = " ".join(f"{before} {_TEXT} {after}".split())
    if len(outside) > _LONGEST:
        return None
    for words in (outside, _CHECK_FIRST.sub("", outside, count=1)):
        if match := next(filter(None, (pattern.match(words) for pattern in _SENTENCES)), None):
            return _options(parsed.whole, match)
    return None


def _options(text: str, match: re.Match[str]) -> str:
    groups = match.groupdict()
    names = (_PLACE_AFTER_NAME.sub("", groups[key].strip(" ,-–—")) for key in ("who", "by", "whose") if groups.get(key))
    reading = private_word.read(next((name for name in names if name and name.casefold() not in _NOBODY), ""))
    speaker = f" speaker:{reading.text}" if reading.text else ""
    return f"{text}{speaker} --{PRIVATE}" if reading.asked else text + speaker
