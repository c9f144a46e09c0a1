"""Facts that end soon, and quotes and older facts that take turns."""

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
    """Make a fact of the log."""
    given: dict[str, object] = {"source": LOG, "as_of": LOG.published, "valid_until": until}
    return Fact(name, f"About {name}.", **(given | more))  # type: ignore[arg-type]


def quote(name: str, **more: object) -> Quote:
    """Make a quote from the log."""
    given: dict[str, object] = {"speaker": "Bo Reed", "source": LOG}
    return Quote(name, f"“{name}”, he said.", **(given | more))  # type: ignore[arg-type]


def ids(facts: Sequence[Fact]) -> list[str]:
    """Return the ids of facts."""
    return [one.id for one in facts]


def test_facts_that_end_in_a_period_are_sorted_by_their_end() -> None:
    ends = {"late": 31, "last": 30, "soon": 3, "today": 0, "over": -1}
    index = DigestIndex([fact("open"), *(fact(name, START + n * DAY) for name, n in ends.items())], [])
    assert ids(index.ending(START, START + 30 * DAY, ())) == ["today", "soon", "last"]
    assert ids(index.ending(START + DAY, START + 31 * DAY, ())) == ["soon", "last", "late"]


def test_facts_that_are_not_yet_valid_or_published_are_not_ending() -> None:
    until = START + 5 * DAY
    later = Source("Log", "Harbour office", START + DAY)
    facts = [
        fact("current", until),
        fact("upcoming", until, valid_from=START + DAY),
        fact("unpublished", until, source=later),
        fact("superseded", until, status="superseded"),
    ]
    index = DigestIndex(facts, [])
    assert ids(index.ending(START, until, ())) == ["current"]
    assert set(ids(index.ending(START + DAY, until, ()))) == {"current", "upcoming", "unpublished"}


def test_topics_come_from_facts_and_quotes_and_select_what_is_shown() -> None:
    until = START + DAY
    index = DigestIndex(
        [fact("a", until, topic="tides"), fact("b", until, topic="Ropes"), fact("c", until)], [quote("q", topic="Ale")]
    )
    assert index.topics == ("Ale", "Ropes", "tides")
    assert ids(index.ending(START, until, ("tides", "Ropes"))) in (["a", "b"], ["b", "a"])
    assert ids(index.ending(START, until, ("Ale",))) == []
    chosen = index.quote(START, {}, ("Ale",), "x")
    assert chosen is not None
    assert chosen.id == "q"
    assert index.quote(START, {}, ("tides",), "x") is None
    assert index.older(START, {}, ("Ale",), "x", ()) is None


def test_a_superseded_or_unpublished_quote_is_never_the_quote_of_the_day() -> None:
    assert DigestIndex([], [quote("q", status="superseded")]).quote(START, {}, (), "x") is None
    assert DigestIndex([], [quote("q", source=Source("Log", "Office", START + DAY))]).quote(START, {}, (), "x") is None


def test_channels_get_different_quotes_of_the_day() -> None:
    index = DigestIndex([], [quote(f"q{n}") for n in range(40)])
    counts = Counter(chosen.id for n in range(40) if (chosen := index.quote(START, {}, (), f"slack:T1:C{n}")))
    assert len(counts) > 10


names = st.sampled_from([f"n{n}" for n in range(7)])
names_by_day = st.lists(st.frozensets(names, min_size=1), min_size=1, max_size=40)
"""The names of the statements that exist, day after day."""


def assert_in_turn(turns: list[tuple[frozenset[str], str]]) -> None:
    """Check that between two days with one statement, every other statement that existed all the time was shown."""
    for n, (_, name) in enumerate(turns):
        before = next((m for m in range(n - 1, -1, -1) if turns[m][1] == name), None)
        if before is not None:
            existing = frozenset.intersection(*(names_of_day for names_of_day, _ in turns[before + 1 : n + 1])) - {name}
            assert existing <= {other for _, other in turns[before + 1 : n]}


@settings(max_examples=300)
@given(names_by_day=names_by_day, seed=st.text(max_size=5))
def test_no_quote_is_repeated_until_all_were_shown(names_by_day: list[frozenset[str]], seed: str) -> None:
    shown: dict[str, dt.date] = {}
    turns: list[tuple[frozenset[str], str]] = []
    for n, names_of_day in enumerate(names_by_day):
        day = START + n * DAY
        chosen = DigestIndex([], map(quote, sorted(names_of_day))).quote(day, shown, (), seed)
        assert chosen is not None
        shown[chosen.id] = day
        turns.append((names_of_day, chosen.id))
    assert_in_turn(turns)


@settings(max_examples=300)
@given(
    names_by_day=names_by_day,
    days_with_news=st.frozensets(st.integers(0, 39)),
    excluded=st.frozensets(names, max_size=2),
)
def test_no_older_fact_is_repeated_until_all_were_shown(
    names_by_day: list[frozenset[str]], days_with_news: frozenset[int], excluded: frozenset[str]
) -> None:
    """This is so even if news on some days leaves no place for an older fact."""
    shown: dict[str, dt.date] = {}
    turns: list[tuple[frozenset[str], str]] = []
    for n, names_of_day in enumerate(names_by_day):
        day = START + n * DAY
        chosen = DigestIndex(map(fact, sorted(names_of_day)), []).older(day, shown, (), "slack:T1:C1", excluded)
        assert (chosen is None) == (names_of_day <= excluded)
        if chosen and n not in days_with_news:
            assert chosen.id not in excluded
            shown[chosen.id] = day
            turns.append((names_of_day - excluded, chosen.id))
    assert_in_turn(turns)
