"""All kinds of test cases for the checking of quotations, and the cases that are made of them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from tests.benchmarks.quote_expected import HELD, Case, Change
from tests.benchmarks.quote_kinds_altered import ALTERED, small
from tests.benchmarks.quote_kinds_parts import EXCERPTS
from tests.benchmarks.quote_kinds_strange import STRANGE
from tests.benchmarks.quote_kinds_whole import VERBATIM
from tests.benchmarks.quotes_store import World


def kinds(world: World) -> dict[str, Change]:
    """Return the kinds by name. A question mark before the name means that experts may disagree on verdict or flags."""
    known_words = frozenset(word for quote in world.quotes for word in re.findall(r"[^\W\d_]+", quote.text.lower()))
    return {**VERBATIM, **EXCERPTS, **ALTERED, **small(known_words), **STRANGE}


def cases(world: World, each: int, seed: int) -> Iterator[Case]:
    """Yield up to `each` different cases of every kind, made of random quotations. The same seed makes the same."""
    for name, change in kinds(world).items():
        rng = random.Random(f"{seed} {name}")
        seen: set[tuple[str, str | None]] = set()
        for quote in rng.sample(world.quotes, len(world.quotes)) * 2:
            if quote.topic == "negated twins" and name not in VERBATIM:
                continue  # a changed quotation may be more similar to its twin
            case = change(rng, quote, world)
            if case is None or (case.text, case.speaker) in seen:
                continue
            seen.add((case.text, case.speaker))
            if case.speaker is None and case.verdicts == ("altered",) and rng.random() < 0.3:
                case = replace(case, speaker=quote.speaker)
            yield replace(case, kind=name)
            if len(seen) == each:
                break


def must_not_pass(case: Case) -> bool:
    """Return whether nobody said these words, or another speaker did; then verbatim or excerpt is the worst error."""
    return not set(case.verdicts) & {*HELD, "refused"}
