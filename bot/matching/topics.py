"""Find the entries about a topic, which is not a question."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.matching.alignment import MET
from bot.matching.matcher import Matcher
from bot.matching.text import MAX_QUESTION, normalise, words
from bot.matching.types import Match
from bot.matching.vocabulary import NAME, NUMBER

LEAST = 0.8
"""Minimum share of a topic's weight that an entry about it must match."""
LENIENT = 0.4
"""The same for a search among few entries, where a mistake is unlikely."""
MOST_AMONG = 300
"""If a search is limited to at most so many entries, all of them are candidates; otherwise the engine chooses."""


def find_about(matcher: Matcher, topic: str, among: Sequence[str] | None = None, least: float = LEAST) -> list[Match]:
    """Find the entries about a topic, best first; `among` limits the search to these ids.

    The score is the share of the topic, by weight of words, that an entry matches; it is at least `least`. A word also
    matches in another form or spelling, as a synonym, and as a word of similar meaning. Names and numbers match only
    themselves, and only in the text or context, because curated questions also name other people.
    """
    indices = None if among is None else {matcher.index_of(entry_id) for entry_id in among}
    trial = matcher.trial(topic[:MAX_QUESTION], tuple(indices or ()) if len(indices or ()) <= MOST_AMONG else ())
    if trial is None:
        return []
    weights, alignment = trial.question.weights, trial.measured.alignment
    share = weights @ np.minimum(alignment.whole / MET, 1) / weights.sum()
    strict = (trial.question.kinds & (NAME | NUMBER)) > 0
    fits = (share >= least) & (alignment.body[strict] >= MET).all(axis=0)
    closeness = weights @ (alignment.whole + alignment.body / 2)
    rows = (n for n, index in enumerate(trial.indices) if fits[n] and (indices is None or index in indices))
    named = [_is_topic(topic, matcher.entry(index).context) for index in trial.indices]
    ranked = sorted(rows, key=lambda n: (not named[n], -round(float(closeness[n]), 3), -trial.ranks[n]))
    return [Match(matcher.entry(trial.indices[n]).id, float(share[n])) for n in ranked]


def _is_topic(topic: str, context: Sequence[str]) -> bool:
    """Return whether the topic is one of the entry's context texts, in singular or plural: strikes, a strike."""
    asked = {_stem(word) for word in words(normalise(topic))}
    return any(asked == {_stem(word) for word in words(normalise(part))} for part in context)


def _stem(word: str) -> str:
    return word.removesuffix("s")
