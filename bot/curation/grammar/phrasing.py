"""Put a question together: from a question word, the words of a clause in the order of a question, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.curation.grammar import spans
from bot.curation.grammar.clauses import Clause
from bot.curation.grammar.groups import Part

MOST_WORDS = 17
"""Words of a question. If there are more, its last groups of words are left out."""


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A question, and the words with which somebody would search for its answer."""

    text: str
    about: tuple[str, ...]
    """What the question is about, as in the statement."""
    focus: tuple[str, ...] = ()
    """What it asks of that."""
    dated: tuple[str, ...] = ()
    """The time that it names."""


def ask(asking: str, clause: Clause, without: Sequence[Part] = (), focus: Sequence[str] = ()) -> Phrasing:
    """Ask with a question word, the helper, the subject, and what follows them except the parts `without`."""
    begun = (*asking.split(), clause.helper, *clause.subject, *clause.verb)
    return joined(begun, [part for part in clause.parts if part not in without], clause.subject, focus or clause.verb)


def joined(
    begun: Sequence[str], parts: Sequence[Part] = (), about: Sequence[str] = (), focus: Sequence[str] = ()
) -> Phrasing:
    """Join the words with which a question begins and the groups after them."""
    kept = list(parts)
    while kept and len(begun) + sum(len(part.words) for part in kept) > MOST_WORDS and kept[-1].kind != "object":
        kept.pop()
    text = " ".join([*begun, *map(str, kept)])
    dated = [word for part in kept if spans.is_time(part.kind) for word in part.words]
    return Phrasing(f"{text[:1].upper()}{text[1:]}?", tuple(about), tuple(focus), tuple(dated))


def words_of(parts: Sequence[Part]) -> list[str]:
    """Return the words of all parts."""
    return [word for part in parts for word in part.words]
