"""Add and remove entries while the matcher runs."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from threading import Event

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import Entry, Matcher, Thresholds, candidates, features, weighing
from bot.matching import matcher as matching
from bot.matching.alignment import Floats
from bot.matching.vetoes import OWN_QUESTION
from tests.benchmarks.crowds import Crowd

VERSIONS = [
    [("The ferry to Skarnholm takes 40 minutes.", "How long does the ferry take?"), ("The ferry sank.", "")],
    [("Skarnholm has one school.", "How many schools has Skarnholm?"), ("The school burned in 1931.", "")],
    [("Signe Aalto leads the school.", "Who leads the school?"), ("Per Aalto leads it.", "Who leads the school?")],
    [("The lighthouse burns whale oil.", "What does the lighthouse burn?"), ("It burns gas.", "what is it")],
    [("Herring is smoked with juniper.", "What is herring smoked with?"), ("Herring swim in shoals.", "")],
    [("The harbour freezes in January.", ""), ("The harbour froze in 1947.", "When did the harbour freeze?")],
    [("Goats outnumber people ten to one.", "How many goats are there?"), ("Goats climb.", "Do goats climb?")],
    [("", "???"), ("🎉", "who is it")],
]
POOL = [[Entry(f"{n}", text, (asked,) * bool(asked)) for text, asked in both] for n, both in enumerate(VERSIONS)]
QUESTIONS = [entry.questions[0] if entry.questions else entry.text for both in POOL for entry in both] + [
    "who leads the ferry to Skarnholm", "schol", "herrings in the harbuor", "when did the lighthouse freeze", "1931",
    "what did Napoleon burn", "Aalto", "is it",
]  # fmt: skip

# The engine weighs words by its own entries: pending entries do not count for the others, and removed ones still do.
# Everything else is exact, except for the order of float32 sums (at most 2e-8). So scores are compared with equal
# scores of the engine. With the real scores, they are compared only on fixed questions (differences of at most 0.12).
NEAR, DRIFT = 1e-6, 0.2


@contextmanager
def every_candidate(engine: bool) -> Iterator[None]:
    """Make every entry a candidate. Without `engine`, the engine gives all entries the same score."""

    def measure_without_engine(question: object, views: object, bm25: Floats, *more: object) -> object:
        return measure(question, views, np.zeros_like(bm25), *more)

    measure: Callable[..., object] = features.measure
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "SMALL", 10**6)
        if not engine:
            patch.setattr(weighing, "measure", measure_without_engine)
        yield


def score_differences(changed: Matcher, fresh: Matcher, questions: Iterable[str]) -> list[tuple[str, float]]:
    """Return the largest difference of the scores for each question.

    Fail if the matchers find other ids, or order them differently by more than NEAR.
    """
    assert len(changed) == len(fresh)
    differences = []
    for question in questions:
        left, right = changed.search(question, 10**6), fresh.search(question, 10**6)
        scores = {match.id: match.score for match in right}
        assert {match.id for match in left} == set(scores), question
        differences.append((question, max((abs(match.score - scores[match.id]) for match in left), default=0.0)))
        if differences[-1][1] < NEAR:
            fresh_scores = [scores[match.id] for match in left]
            assert all(after <= before + 2 * NEAR for before, after in pairwise(fresh_scores)), question
    return differences


def assert_same_results(
    changed: Matcher, entries: Iterable[Entry], questions: list[str] = QUESTIONS, *, engine: bool = False
) -> None:
    """Check that the matcher gives the same results as one built from the entries at once."""
    with every_candidate(engine):
        differences = score_differences(changed, Matcher.build(entries), questions)
    assert [item for item in differences if item[1] > (DRIFT if engine else NEAR)] == []


def change(matcher: Matcher, entry: Entry, present: bool) -> None:
    """Remove an entry that is present, or add one that is not."""
    if present:
        matcher.remove(entry.id)
    else:
        matcher.add(entry)


changes = st.lists(st.tuples(st.integers(0, len(POOL) - 1), st.integers(0, 1)), max_size=25)


@settings(max_examples=8)
@given(st.dictionaries(st.integers(0, len(POOL) - 1), st.integers(0, 1)), changes, st.booleans())
def test_a_changed_matcher_gives_the_same_results_as_a_new_one(
    first: dict[int, int], later: list[tuple[int, int]], clear: bool
) -> None:
    present = {n: POOL[n][version] for n, version in first.items()}
    matcher = Matcher.build(present.values())
    for n, version in later:
        change(matcher, POOL[n][version], n in present)
        if present.pop(n, None) is None:
            present[n] = POOL[n][version]
    while clear and present:
        matcher.remove(present.popitem()[1].id)
    assert_same_results(matcher, present.values())


def test_results_equal_a_new_matcher_after_more_changes_than_the_engine_collects(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(candidates, "SMALL", 90)
    monkeypatch.setattr(candidates, "MOST_PENDING", 64)
    crowd = Crowd(3)
    facts = crowd.facts(candidates.MOST_PENDING + 50)
    entries = [Entry(f"{n:03}", fact, (crowd.question(fact),) * (n % 2)) for n, fact in enumerate(facts)]
    questions = [crowd.question(fact) for fact in facts[::20]]
    matcher = Matcher.build(entries[:20])
    for turn in range(2):  # add and remove; each time more than the engine collects
        for entry in entries[20:]:
            change(matcher, entry, present=bool(turn % 2))
        present = entries[:20] if turn % 2 else entries
        assert_same_results(matcher, present, questions)
        assert_same_results(matcher, present, questions, engine=True)
        assert all(matcher.search(e.questions[0], 3)[0].score >= OWN_QUESTION for e in present if e.questions)


def test_all_entries_can_be_removed_and_added_again() -> None:
    matcher = Matcher.build([])
    for n in range(2 * len(POOL)):
        change(matcher, POOL[n % len(POOL)][0], n >= len(POOL))
    assert len(matcher) == sum(len(matcher.search(question)) for question in QUESTIONS) == 0
    for both in POOL:
        matcher.add(both[1])
    assert_same_results(matcher, [both[1] for both in POOL])


@pytest.mark.parametrize("most", [1, 2, 10**6])
def test_a_removed_entry_is_not_found(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST_PENDING", most)
    word, asked = "quorvixen", "Where do quorvixen nest at the lighthouse?"
    entry = Entry("new", "Quorvixen nest at the lighthouse.", (asked,))
    others = [both[0] for both in POOL]
    for matcher in (Matcher.build([*others, entry]), Matcher.build(others)):
        if "new" not in {match.id for match in matcher.search(asked, 99)}:
            matcher.add(entry)
        assert [match.id for match in matcher.search(asked, 1)] == list(matcher.carriers(asked)) == ["new"]
        assert ("quorvixn", word) in matcher.explain("do quorvixn burn", "3").repairs
        matcher.remove("new")
        assert matcher.carriers(asked) == frozenset()
        for question in (asked, word, "quorvixn", entry.text, "lighthouse", *QUESTIONS):
            assert "new" not in {match.id for match in matcher.search(question, 99)}
        assert matcher.explain("do quorvixn burn", "3").repairs == ()
        explanation = matcher.explain(f"What does the {word} lighthouse burn?", "3")
        assert explanation.veto or explanation.score < Thresholds.default().answer
        with pytest.raises(KeyError):
            matcher.explain(asked, "new")


def test_a_refused_change_does_not_change_the_results() -> None:
    matcher = Matcher.build(both[0] for both in POOL[:5])
    matcher.remove("1")
    before = {question: matcher.search(question, 99) for question in QUESTIONS}
    for taken in (POOL[0][1], POOL[4][1]):
        with pytest.raises(ValueError, match="two entries"):
            matcher.add(taken)
    for unknown in ("1", "no such entry", ""):
        with pytest.raises(KeyError):
            matcher.remove(unknown)
    assert before == {question: matcher.search(question, 99) for question in QUESTIONS}
    assert_same_results(matcher, [POOL[0][0], POOL[2][0], POOL[3][0], POOL[4][0]])


@pytest.mark.parametrize("small", [0, 300])
def test_searches_find_unchanged_entries_while_other_entries_change(
    small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "SMALL", small)
    monkeypatch.setattr(candidates, "MOST_PENDING", 12)
    crowd = Crowd(6)
    entries = [Entry(f"{n:03}", fact, (f"{crowd.question(fact)} {n}",)) for n, fact in enumerate(crowd.facts(120))]
    unchanged, changing, ids = entries[:40], entries[40:], {entry.id for entry in entries}
    matcher, done = Matcher.build(entries[:70]), Event()

    def write() -> None:
        rng, present = random.Random(1), set(range(30))
        for n in (rng.randrange(len(changing)) for _ in range(100 if small else 400)):
            change(matcher, changing[n], n in present)
            present ^= {n}

    def read(seed: int) -> None:
        rng, searches = random.Random(seed), 0
        while not done.is_set() or searches < 5:
            entry, searches = rng.choice(unchanged), searches + 1
            matches = matcher.search(entry.questions[0], 5)
            assert (matches[0].id, matches[0].score >= OWN_QUESTION) == (entry.id, True)
            more_matches = matcher.search(rng.choice(changing).text + f" word{seed}x{searches}", 99)
            assert {match.id for match in more_matches} <= ids

    pause = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as pool:
            readers = [pool.submit(read, seed) for seed in range(3)]
            writer = pool.submit(write)
            writer.add_done_callback(lambda _: done.set())
            for thread in (writer, *readers):
                thread.result()
    finally:
        sys.setswitchinterval(pause)


def test_a_word_of_an_alias_stays_known_when_its_entry_is_removed() -> None:
    names, mill = [("River Quorvixen", "RQ")], Entry("mill", "The mill is open.", ("Is the mill open?",))
    guard = Entry("guard", "The quorvixen patrols the Tarn.", ("Who patrols the Tarn?",))
    fresh, changed = Matcher.build([mill], names), Matcher.build([mill, guard], names)
    changed.remove("guard")
    assert (
        changed.explain("who is the quorvixn", "mill").repairs == fresh.explain("who is the quorvixn", "mill").repairs
    )


def test_a_changed_small_store_gives_the_same_scores_as_a_new_one() -> None:
    crowd = Crowd(3)
    facts = crowd.facts(40)
    entries = [Entry(f"{n:03}", fact) for n, fact in enumerate(facts)]
    changed, fresh = Matcher.build(entries[:30]), Matcher.build(entries[10:])
    for entry in reversed(entries[30:]):
        changed.add(entry)
    for entry in entries[:10]:
        changed.remove(entry.id)
    for fact in facts:
        question = crowd.question(fact)
        scores = {match.id: match.score for match in fresh.search(question, 40)}
        assert {match.id: match.score for match in changed.search(question, 40)} == pytest.approx(scores, abs=1e-4)


def test_entries_with_equal_scores_are_sorted_by_id() -> None:
    changed = Matcher.build([])
    for name in "ba":
        changed.add(Entry(name, "The mill.", ("When was the mill built?",)))
    assert [match.id for match in changed.search("the mill was built when")] == ["a", "b"]


@settings(max_examples=8)
@given(
    st.dictionaries(st.integers(0, len(POOL) - 1), st.integers(0, 1)),
    changes,
    st.dictionaries(st.integers(0, len(POOL) - 1), st.integers(0, 1)),
)
def test_a_matcher_built_from_the_one_before_is_the_same_as_a_new_one(
    first: dict[int, int], later: list[tuple[int, int]], second: dict[int, int]
) -> None:
    present = {n: POOL[n][version] for n, version in first.items()}
    before = Matcher.build(present.values())
    for n, version in later:
        change(before, POOL[n][version], n in present)
        if present.pop(n, None) is None:
            present[n] = POOL[n][version]
    unchanged = {question: before.search(question) for question in QUESTIONS}
    entries = [POOL[n][version] for n, version in second.items()]
    groups = [["Skarnholm", "the island"]]
    after, new = Matcher.build(entries, groups, before), Matcher.build(entries, groups)
    assert after.texts() == new.texts()
    for question in QUESTIONS:
        assert after.search(question) == new.search(question)
        assert before.search(question) == unchanged[question]
