"""The texts of verdicts on quotations, in addition to `core.texts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.models import Quote
from bot.core.texts import attribution, named
from bot.verification import Flag, VerdictKind

HEADLINES: Mapping[VerdictKind, str] = {
    "verbatim": "✅ Verbatim",
    "excerpt": "✂️ Excerpt",
    "altered": "⚠️ Altered",
    "wrong_speaker": "❌ Wrong speaker",
    "not_held": "❔ Not found",
}
"""Each verdict in a word or two, with its sign."""
SHARE = "Share"
CHECK_ANOTHER = "Check another"
"""Buttons under a verdict on words that are not found."""
CHECK_A_QUOTE, CHECK = "Check a quote", "Check"
THE_WORDS, WHO_SAID_IT = "The words", "Who said it?"
PASTE = "Paste them exactly as you want to publish them."
"""Title and button of the form, the labels of its fields, and what is shown in an empty one."""
MARKED = "The part with your words is marked."
ONLY_SAID, ONLY_TYPED = "was said, and is missing or different in your text", "is only in your text"
"""What the marks of a comparison mean."""
_MARKS = frozenset("“„«\"‘'")
NOT_THE_SAME = "My quotes have changed since this check, so I have posted nothing. This is the result now:"
SHARED_ALREADY = "Everybody here can see this already."
NOT_FOUND = "I don't have this quote. It may still have been said elsewhere."
EXPLANATIONS = {
    "verbatim": "This is what {speaker} said, word for word.",
    "excerpt": "{speaker} said exactly these words, as part of a longer quote.",
    "altered": "This is not word for word what {speaker} said.",
}
SMALL_DIFFERENCES = "Only small differences (spelling, contraction or typo) from what {speaker} said."
CLOSEST_BY_ANOTHER = "The closest quote I have is by {speaker}, not by {claimed}."
NO_LONGER_QUOTED = "I no longer have a quote by that speaker. Please check the words again."
WHICH_SPEAKER = "Who is supposed to have said this?"
WRONG_SPEAKER = "These are the words of {speaker}, not of {claimed}."
WRONG_SPEAKER_SMALL = "Apart from small differences, these are the words of {speaker}, not of {claimed}."
WARNINGS: Mapping[Flag, str] = {
    "negation": "A “not” or a similar word was added or left out.",
    "number": "A number is different.",
    "hedge": "A word such as “may”, “most” or “often” was changed.",
    "omitted_negation": "A “not” or a similar word is in the part that was left out.",
    "cut_after_negation": "A “not” right next to these words is left out. That changes the meaning.",
    "cut_after_hedge": "A word such as “but”, “if” or “perhaps” right next to these words is left out.",
    "minor": "Only small differences.",
}


def add_words(example: str) -> str:
    """Say what to type if no form can be shown."""
    return f"Please add the words to check, such as {example}."


def quoted(words: str) -> str:
    """Put the words that were checked into quotation marks, unless they have them."""
    words = words.strip()
    return words if words[:1] in _MARKS else f"“{words}”"


def shared_by(name: str) -> str:
    """Say who shows a verdict to everybody."""
    return f"Shared by {named(name)}" if name.strip() else ""


def checked_some(checked: int, found: int) -> str:
    """Say that not all quotes of a text were checked."""
    return f"There are {found} quotes. I checked the {checked} longest. You can check the others with /verify."


def also_said(quotes: Sequence[Quote]) -> str:
    """Say who else said the same words."""
    return f"The same words are also recorded from {'; '.join(map(attribution, quotes))}."
