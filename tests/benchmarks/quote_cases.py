"""All kinds of cases to examine the checking of quotations with, and the cases made of them."""

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
    """By name; a question mark in front says that honest people may differ on the verdict or the flags."""
    known = frozenset(word for quote in world.quotes for word in re.findall(r"[^\W\d_]+", quote.text.lower()))
    return {**VERBATIM, **EXCERPTS, **ALTERED, **small(known), **STRANGE}


def cases(world: World, each: int, seed: int) -> Iterator[Case]:
    """Up to `each` different cases of every kind, made of quotations drawn by chance; the same seed makes the same."""
    for name, change in kinds(world).items():
        rng = random.Random(f"{seed} {name}")
        seen: set[tuple[str, str | None]] = set()
        for quote in rng.sample(world.quotes, len(world.quotes)) * 2:
            if quote.topic == "negated twins" and name not in VERBATIM:
                continue  # a change to one of them may be nearer to the other
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
    """Words that nobody said like that, or somebody else: to call these verbatim or an excerpt would be the worst."""
    return not set(case.verdicts) & {*HELD, "refused"}
