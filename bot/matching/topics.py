"""Which entries are about something: no question to be answered, only words to be met."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.matching.alignment import MET
from bot.matching.matcher import Matcher
from bot.matching.text import MAX_QUESTION, normalise, words
from bot.matching.types import Match
from bot.matching.vocabulary import NAME, NUMBER

LEAST = 0.8
"""The share of a topic's weight that an entry must meet to be about it."""
SOME = 0.4
"""The same where only few entries come into question, so that little can be mistaken."""
MOST_AMONG = 300
"""Entries that are all looked at where only these may be found; of more, those that the engine hands on."""


def about(matcher: Matcher, topic: str, among: Sequence[str] | None = None, least: float = LEAST) -> list[Match]:
    """The entries that are about a topic, best first, `among` those of the ids given or among all; the score is the
    share of the topic that they meet, weighty words more.

    A word is met by the same in another form or spelling, by a synonym and by a word of near meaning; a name and a
    number only by itself, and in the text or context, as a curated question also names who is asked about. `least` is
    the share that must be met.
    """
    places = None if among is None else {matcher.place(entry_id) for entry_id in among}
    trial = matcher.trial(topic[:MAX_QUESTION], tuple(places or ()) if len(places or ()) <= MOST_AMONG else ())
    if trial is None:
        return []
    weights, alignment = trial.question.weights, trial.measured.alignment
    share = weights @ np.minimum(alignment.whole / MET, 1) / weights.sum()
    strict = (trial.question.kinds & (NAME | NUMBER)) > 0
    fits = (share >= least) & (alignment.body[strict] >= MET).all(axis=0)
    closeness = weights @ (alignment.whole + alignment.body / 2)
    kept = (n for n, place in enumerate(trial.places) if fits[n] and (places is None or place in places))
    named = [_is_topic(topic, matcher.entry(place).context) for place in trial.places]
    ranked = sorted(kept, key=lambda n: (not named[n], -round(float(closeness[n]), 3), -trial.ranks[n]))
    return [Match(matcher.entry(trial.places[n]).id, float(share[n])) for n in ranked]


def _is_topic(topic: str, context: Sequence[str]) -> bool:
    """Whether what is asked for is what an entry says it is about, the number aside: strikes, a strike."""
    asked = {_stem(word) for word in words(normalise(topic))}
    return any(asked == {_stem(word) for word in words(normalise(part))} for part in context)


def _stem(word: str) -> str:
    return word.removesuffix("s")
