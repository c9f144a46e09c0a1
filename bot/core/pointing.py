"""Recognise a message that only points at another one, such as "is this right?" in reply to it. Pure."""

from __future__ import annotations

import re
import unicodedata

from bot.core import private_word

_WORD = re.compile(r"[^\W_]+")
_SIGNS = re.compile(r"[\^↑⬆⤴👆☝👈🏻-🏿\uFE0F]+|:(?:point_up(?:_2)?|point_left|arrow_up)(?:::skin-tone-\d)?:")
"""Signs that point at the message above, also as Slack writes them."""
_THING = (
    r"(?:this|that|it|these|those|(?:(?:the|his|her|their|this|that) )?"
    r"(?:quote|quotation|claim|message|post|statement|line|text)|above|here)"
)
_WHO = r"(?:he|she|they)"
_NAMED = r"(?:[^\W\d_]+ ){0,2}[^\W\d_]+"
_TRUTH = (
    r"(?:(?:right|true|correct|accurate|false|wrong|(?:a )?(?:real|genuine|fake|legit)(?: quote)?)"
    r"(?: or (?:right|true|false|wrong|fake))?)"
)
_CHECKING = (
    rf"(?:(?:can|could|would|will) you )?(?:please )?(?:fact ?check|check|verify)"
    rf"(?: (?:if|whether|that))?(?: {_THING})*(?: is| are)?(?: {_TRUTH})?"
)
_ASKING_TRUTH = (
    rf"(?:is|are|was|were|isn t|aren t|isnt)(?: (?:{_THING}|{_WHO}))*"
    rf"(?: (?:really|actually|all|even))*(?: (?:{_TRUTH}|so))"
)
_ASKING_WORDS = rf"(?:did|has|have) {_NAMED}(?: (?:really|actually|ever))? (?:say|said) {_THING}"
_POINTING = re.compile(
    rf"(?:(?:please|pls|hey|hi|so|and|ok|okay)(?: |$))*"
    rf"(?:{_CHECKING}|{_ASKING_TRUTH}|{_ASKING_WORDS}"
    rf"|(?:(?:what|how) about |(?:(?:can|could|would|will) you )?(?:please )?answer )?{_THING}"
    rf"|{_THING}(?: is)? {_TRUTH}|{_TRUTH})?"
    rf"(?:(?:^| )(?:please|pls|or not|for me|for us|then))*"
)
_MARKS = re.compile(r"[\"＂“”„«»‹›「」『』]|(?<!\w)['‘]\S[^\n]*['’](?!\w)")
_CHECK = re.compile(rf"(?:fact ?)?check|verify|{_TRUTH}|(?:say|said) |(?:this|that|it) so$")


def points_at_another(text: str) -> bool:
    """Return whether a text, without mentions of the bot, says nothing but that another message is meant.

    That is so for no words at all, for a sign such as "^", and for words such as "is this right?" and "check". The word
    `private` may be there.
    """
    text = _SIGNS.sub("", private_word.read(text).text)
    phrase = _phrase(text)
    if not phrase:
        return all(unicodedata.category(character)[0] in "PZC" for character in text)
    return _POINTING.fullmatch(phrase) is not None


def asks_to_check(text: str) -> bool:
    """Return whether a text that points at another message asks if that one is right."""
    return _CHECK.search(_phrase(text)) is not None


def quotes(text: str) -> bool:
    """Return whether a text has words in quotation marks."""
    return _MARKS.search(text) is not None


def _phrase(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
