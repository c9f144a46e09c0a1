"""What ends when, and what is shown in its turn."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.models import Fact, Quote, Source
from bot.features.digest.rotation import DigestIndex

DAY = dt.timedelta(days=1)
START = dt.date(2026, 1, 10)
LOG = Source("Log", "Harbour office", dt.date(2026, 1, 1))


def fact(name: str, until: dt.date | None = None, **more: object) -> Fact:
    """A fact of the log."""
    given: dict[str, object] = {"source": LOG, "as_of": LOG.published, "valid_until": until}
    return Fact(name, f"About {name}.", **(given | more))  # type: ignore[arg-type]


def quote(name: str, **more: object) -> Quote:
    """A quotation from the log."""
    given: dict[str, object] = {"speaker": "Bo Reed", "source": LOG}
    return Quote(name, f"“{name}”, he said.", **(given | more))  # type: ignore[arg-type]


def ids(found: Sequence[Fact]) -> list[str]:
    """The ids of facts."""
    return [one.id for one in found]


def test_what_ends_from_one_day_to_another_the_first_to_end_first() -> None:
    ends = {"late": 31, "last": 30, "soon": 3, "today": 0, "over": -1}
    almanac = DigestIndex([fact("open"), *(fact(name, START + n * DAY) for name, n in ends.items())], [])
    assert ids(almanac.ending(START, START + 30 * DAY, ())) == ["today", "soon", "last"]
    assert ids(almanac.ending(START + DAY, START + 31 * DAY, ())) == ["soon", "last", "late"]


def test_what_does_not_hold_yet_or_was_not_told_yet_does_not_end() -> None:
    until = START + 5 * DAY
    later = Source("Log", "Harbour office", START + DAY)
    facts = [
        fact("current", until),
        fact("upcoming", until, valid_from=START + DAY),
        fact("unpublished", until, source=later),
        fact("superseded", until, status="superseded"),
    ]
    almanac = DigestIndex(facts, [])
    assert ids(almanac.ending(START, until, ())) == ["current"]
    assert set(ids(almanac.ending(START + DAY, until, ()))) == {"current", "upcoming", "unpublished"}


def test_topics_are_those_of_facts_and_quotes() -> None:
    until = START + DAY
    almanac = DigestIndex(
        [fact("a", until, topic="tides"), fact("b", until, topic="Ropes"), fact("c", until)], [quote("q", topic="Ale")]
    )
    assert almanac.topics == ("Ale", "Ropes", "tides")
    assert ids(almanac.ending(START, until, ("tides", "Ropes"))) in (["a", "b"], ["b", "a"])
    assert ids(almanac.ending(START, until, ("Ale",))) == []
    found = almanac.quote(START, {}, ("Ale",), "x")
    assert found is not None
    assert found.id == "q"
    assert almanac.quote(START, {}, ("tides",), "x") is None
    assert almanac.older(START, {}, ("Ale",), "x", ()) is None


def test_a_superseded_quotation_is_never_the_quote_of_the_day() -> None:
    assert DigestIndex([], [quote("q", status="superseded")]).quote(START, {}, (), "x") is None
    assert DigestIndex([], [quote("q", source=Source("Log", "Office", START + DAY))]).quote(START, {}, (), "x") is None


def test_not_all_channels_see_the_same() -> None:
    almanac = DigestIndex([], [quote(f"q{n}") for n in range(40)])
    seen = Counter(found.id for n in range(40) if (found := almanac.quote(START, {}, (), f"slack:T1:C{n}")))
    assert len(seen) > 10


names = st.sampled_from([f"n{n}" for n in range(7)])
worlds = st.lists(st.frozensets(names, min_size=1), min_size=1, max_size=40)
"""Which statements there are, on one day after another."""


def assert_in_turn(shown: list[tuple[frozenset[str], str]]) -> None:
    """Between two showings of a statement, each other that was there all the while was shown."""
    for n, (_, name) in enumerate(shown):
        before = next((m for m in range(n - 1, -1, -1) if shown[m][1] == name), None)
        if before is not None:
            there = frozenset.intersection(*(world for world, _ in shown[before + 1 : n + 1])) - {name}
            assert there <= {other for _, other in shown[before + 1 : n]}


@settings(max_examples=300)
@given(worlds=worlds, seed=st.text(max_size=5))
def test_no_quote_comes_again_until_all_were_shown(worlds: list[frozenset[str]], seed: str) -> None:
    shown: dict[str, dt.date] = {}
    told: list[tuple[frozenset[str], str]] = []
    for n, world in enumerate(worlds):
        day = START + n * DAY
        found = DigestIndex([], map(quote, sorted(world))).quote(day, shown, (), seed)
        assert found is not None
        shown[found.id] = day
        told.append((world, found.id))
    assert_in_turn(told)


@settings(max_examples=300)
@given(worlds=worlds, news=st.frozensets(st.integers(0, 39)), but=st.frozensets(names, max_size=2))
def test_no_older_fact_comes_again_until_all_were_shown(
    worlds: list[frozenset[str]], news: frozenset[int], but: frozenset[str]
) -> None:
    """Not even where there is news on some days, so that none is shown."""
    shown: dict[str, dt.date] = {}
    told: list[tuple[frozenset[str], str]] = []
    for n, world in enumerate(worlds):
        day = START + n * DAY
        found = DigestIndex(map(fact, sorted(world)), []).older(day, shown, (), "slack:T1:C1", but)
        assert (found is None) == (world <= but)
        if found and n not in news:
            assert found.id not in but
            shown[found.id] = day
            told.append((world - but, found.id))
    assert_in_turn(told)
