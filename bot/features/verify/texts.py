"""The texts of verdicts on quotations, in addition to `core.texts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.models import Quote
from bot.core.texts import attribution, named
from bot.verification import Flag, VerdictKind

HEADLINES: Mapping[VerdictKind, str] = {
    "verbatim": "Verbatim",
    "excerpt": "Excerpt",
    "altered": "Altered",
    "wrong_speaker": "Wrong speaker",
    "not_held": "Not found",
}
"""Each verdict in a word or two."""
SHARE = "Show to everybody"
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
    "negation": "A “not” or another negation was added or dropped.",
    "number": "A number is different from the one that was said.",
    "hedge": "A word for certainty, amount or frequency was changed (such as “may”, “most” or “often”).",
    "omitted_negation": "The part left out contains a “not” or another negation.",
    "cut_after_negation": "The quote is cut right next to a “not” that changes its meaning.",
    "cut_after_hedge": "The quote is cut right next to a qualification such as “but”, “if” or “perhaps”.",
    "minor": "Only small differences.",
}


def shared_by(name: str) -> str:
    """Say who shows a verdict to everybody."""
    return f"Shared by {named(name)}" if name.strip() else ""


def checked_some(checked: int, found: int) -> str:
    """Say that not all quotes of a message were checked."""
    return f"This message has {found} quotes. I checked the {checked} longest. You can check the others with /verify."


def also_said(quotes: Sequence[Quote]) -> str:
    """Say who else said the same words."""
    return f"The same words are also recorded from {'; '.join(map(attribution, quotes))}."
