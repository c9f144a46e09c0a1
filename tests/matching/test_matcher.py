"""The guarantees of the matcher, on a small store."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import Entry, Matcher, Thresholds, text_similarity
from bot.matching.explanation import PHRASES
from bot.matching.features import ALL_NAMES
from tests.call_count import calls
from tests.samples.entries import ALIASES, ANSWER, STORE, SUGGEST


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.build(STORE, ALIASES)


MOST_CALLS = 60_000
"""Function calls for one question, about 50 ms on an idle machine. They grow only with the candidates."""


def best(matcher: Matcher, question: str) -> tuple[str, float]:
    found = matcher.search(question)
    return (found[0].id, found[0].score) if found else ("", 0.0)


@pytest.mark.parametrize(("entry", "question"), [(e, q) for e in STORE for q in e.questions])
def test_own_question_comes_first_and_is_answered(matcher: Matcher, entry: Entry, question: str) -> None:
    assert best(matcher, question)[0] == entry.id
    assert best(matcher, question)[1] >= ANSWER


OTHERWISE = [
    ("WHO IS THE MAYOR OF TARNSTADT", "mayor"),
    ("who's the mayor of tarn town", "mayor"),
    ("mayor of Tarnstadt", "mayor"),
    ("when does the bakrey open", "bakery-hours"),
    ("how many visitors did the castle have in 2021", "visitors-2021"),
    ("What was the price of the foot bridge?", "bridge-cost"),
    ("since when does the River Guard patrol the Tarn", "guard"),
    ("what did dvorak say about the river", "quote-river"),
    ("hi everyone, does anybody know who the mayor of Tarnstadt is?", "mayor"),
    ("quick question: what was the price of the footbridge, thanks", "bridge-cost"),
    ("how many ppl visited the castle in 2021", "visitors-2021"),
    ("wat was the price of the footbridge", "bridge-cost"),
    ("what did Dvoraks quote say about the river", "quote-river"),
]


@pytest.mark.parametrize(("question", "entry"), OTHERWISE)
def test_other_phrasings_find_the_same_entry(matcher: Matcher, question: str, entry: str) -> None:
    first = matcher.search(question)[0]
    assert (first.id, first.veto) == (entry, "")
    assert first.score >= SUGGEST


def test_most_other_phrasings_are_answered(matcher: Matcher) -> None:
    assert sum(best(matcher, question)[1] >= ANSWER for question, _ in OTHERWISE) >= len(OTHERWISE) * 3 / 4


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor of Oldenburg?",
        "How many visitors did the castle have in 2019?",
        "How many visitors did the museum in Lyon have?",
        "what did Napoleon say about the river",
        "Since when does the US patrol the Tarn?",
        "how do I reset my password",
        "what is for lunch",
        "thanks a lot, see you tomorrow",
        "Is the build green again?",
    ],
)
def test_unrelated_questions_are_not_answered(matcher: Matcher, question: str) -> None:
    assert all(match.veto or match.score < ANSWER for match in matcher.search(question))


@pytest.mark.parametrize(
    "text", ["How many visitors did the castle have last year?", "I was at the castle with my visitors"]
)
def test_statements_and_other_questions_are_not_answered_unprompted(matcher: Matcher, text: str) -> None:
    assert best(matcher, text)[1] < Thresholds.default().unprompted


def test_a_synonym_matches(matcher: Matcher) -> None:
    assert ("purchase", "bought") in Matcher.build([Entry("a", "The town bought the mill.")]).explain(
        "who did purchase the mill", "a"
    ).met


@pytest.mark.parametrize("left", ["22,000 visitors castle", "22000 visitors castle", "22k visitors castle"])
def test_all_forms_of_a_number_match(matcher: Matcher, left: str) -> None:
    assert matcher.search(left) == matcher.search("22 000 visitors castle")
    assert best(matcher, left)[0] == "visitors-2021"


@pytest.mark.parametrize("question", [q for e in STORE for q in e.questions])
def test_capitals_punctuation_and_invisible_characters_change_nothing(matcher: Matcher, question: str) -> None:
    plain = matcher.search(question)
    for other in (
        question.upper(), question.lower(), f"  {question}\u200b ", question.replace(" ", " \u00a0 "),
        question.replace("ř", "r").replace("á", "a"), f"“{question}”", question[:3] + "\u200d" + question[3:],
    ):  # fmt: skip
        assert matcher.search(other) == plain


@settings(max_examples=150)
@given(st.text(max_size=300))
def test_scores_are_ordered_for_any_text(text: str) -> None:
    matcher = _shared()
    found = matcher.search(text, 10)
    scores = [match.score for match in found]
    assert all(0 <= score <= 1 for score in scores)
    assert scores == sorted(scores, reverse=True)
    assert found == matcher.search(text, 10)
    assert matcher.explain(text, "mayor").id == "mayor"


_KEPT: list[Matcher] = []


def _shared() -> Matcher:
    if not _KEPT:
        _KEPT.append(Matcher.build(STORE, ALIASES))
    return _KEPT[0]


def test_the_order_of_loading_does_not_matter(matcher: Matcher) -> None:
    shuffled = list(STORE)
    random.Random(4).shuffle(shuffled)
    other = Matcher.build(shuffled, reversed(ALIASES))
    for entry in STORE:
        for question in (*entry.questions, entry.text, "the river and the castle"):
            assert other.search(question) == matcher.search(question)


def test_empty_stores_and_questions_give_no_matches(matcher: Matcher) -> None:
    assert Matcher.build([]).search("who is the mayor") == []
    for empty in ("", "   ", "?!", "\u200b", "🎉"):
        assert matcher.search(empty) == []
    assert matcher.search("mayor", 0) == []


def test_two_entries_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="same"):
        Matcher.build([Entry("same", "a"), Entry("same", "b")])


def test_an_explanation_has_words_corrections_and_the_closest_phrasing(matcher: Matcher) -> None:
    told = matcher.explain("who is the mayr of Tarnstadt in Peru", "mayor")
    assert ("mayr", "mayor") in told.repairs
    assert "peru" in told.missing
    assert told.closest_question == "Who is the mayor of Tarnstadt?"
    with pytest.raises(KeyError):
        matcher.explain("who", "nobody")


def test_every_feature_has_a_phrase() -> None:
    assert set(PHRASES) == {*ALL_NAMES}


TURNS = [
    Entry(
        "ferry", "The ferry from Norrby to Sunne leaves at ten.", ("When does the ferry from Norrby to Sunne leave?",)
    ),
    Entry("lock", "The lock opens at six.", ("When does the lock open?",)),
    Entry("dogs", "Dogs may swim in the mill pond.", ("Why are dogs allowed in the mill pond?",)),
    Entry("mayor", "Lucy Dale is the mayor of Tarnstadt.", ("Who is the mayor of Tarnstadt?",)),
]


@pytest.mark.parametrize(
    ("question", "entry", "veto"),
    [
        ("When does the ferry from Sunne to Norrby leave?", "ferry", "the question asks for the other direction"),
        ("When does the lock close?", "lock", "the question asks for the opposite"),
        (
            "Why are dogs not allowed in the mill pond?",
            "dogs",
            "only one of them, the question or the answer, says “not”",
        ),
        ("Who is the mayor of Oldenburg?", "mayor", "the question has another name or number"),
        ("Who was the mayor of Tarnstadt before Lucy Dale?", "mayor", "the question asks who came before or after"),
        ("What else may swim in the mill pond?", "dogs", "the question asks what else there is"),
        ("from Norrby to Sunne, when does the ferry leave", "ferry", ""),
        ("When is the lock opened?", "lock", ""),
        ("Who is the mayor of Tarnstadt?", "mayor", ""),
    ],
)
def test_a_contradiction_gives_a_veto_with_its_reason(question: str, entry: str, veto: str) -> None:
    matcher = Matcher.build(TURNS)
    found = {match.id: match for match in matcher.search(question)}
    assert found[entry].veto == matcher.explain(question, entry).veto == veto


def test_an_explanation_has_the_similarity_of_the_closest_question(matcher: Matcher) -> None:
    own, near, far = (
        matcher.explain(question, "mayor").likeness
        for question in ("WHO is the mayor of Tarnstadt", "so who is the mayor of Tarnstadt now", "castle in 2021")
    )
    assert 1 == own > near > far >= 0


EVERYWHERE = (
    ("length", "{} is paid for up to 28 weeks.", "How long is {} paid?", "how many weeks of {}"),
    ("day", "{} begins on the fourth day of illness.", "From which day is {} paid?", "first day of {}"),
    ("rate", "{} is 116 pounds.", "What is the rate of {}?", "new rate of {}"),
    ("tax", "{} is taxed like wages.", "Is {} taxed?", "is {} subject to tax"),
    ("employer", "Employers pay {}, not the state.", "Who pays {}?", "what employer pays {}"),
    ("end", "{} ends when the contract ends.", "When does {} end?", "end of {}"),
)
"""Facts that share one name, each with its question, and a question with a word that no fact has."""


@pytest.mark.parametrize(
    ("name", "other"), [("Statutory sick pay", "SSP"), ("SSP", "statutory sick pay"), ("North Tarn Council", "council")]
)
def test_an_alias_of_a_name_in_every_entry_does_not_lower_the_scores(name: str, other: str) -> None:
    """Earlier, such a name had almost no weight, and the one unknown word of a question decided."""
    entries = [Entry(id_, text.format(name), (asked.format(name),)) for id_, text, asked, _ in EVERYWHERE]
    without, with_alias = Matcher.build(entries), Matcher.build(entries, [(name, other)])

    def asked(matcher: Matcher, by: str) -> float:
        """Return the mean score of the right entries that come first."""
        found = [(id_, best(matcher, asked.format(by))) for id_, *_, asked in EVERYWHERE]
        return sum(score for right, (id_, score) in found if id_ == right) / len(found)

    for id_, *_, question in EVERYWHERE:
        assert {best(with_alias, question.format(by))[0] for by in (name, other)} == {id_}, question
    assert asked(with_alias, name) > asked(without, name) - 0.15
    assert asked(with_alias, other) > asked(without, other)


def test_features_equal_for_all_candidates_are_no_explanation(matcher: Matcher) -> None:
    told = dict(matcher.explain("who is the mayor in that town", "mayor").counted)
    assert told["matched words"] > 0
    assert not {"form of the question", "number of all facts"} & set(told)
    assert list(told.values()) == sorted(told.values(), key=lambda value: -abs(value))
    assert Matcher.build(STORE[:1]).explain("when does the bakery open", "bakery-hours").counted == ()  # alone


def test_odd_and_long_texts_take_few_steps_in_a_large_store() -> None:
    words = [
        f"{a}{b}{c}" for a in ("bar", "tel", "mon", "sik") for b in ("o", "a", "e", "u") for c in ("ran", "dor", "lim")
    ]
    rng = random.Random(1)
    texts = [" ".join(rng.choice(words) for _ in range(14)) for _ in range(10_000)]
    large = Matcher.build([Entry(f"{n}", text, (f"where is {text[:20]}",)) for n, text in enumerate(texts)])
    for odd in ("x" * 20_000, "mon " * 5_000, "telador " * 3_000, "\u202e\u0000é" * 6_000, " ".join(texts[:60])):
        large.search(odd)
        assert calls(lambda odd=odd: large.search(odd)) < MOST_CALLS  # type: ignore[misc]


def test_likeness() -> None:
    assert text_similarity("The bridge cost 10bn.", "the BRIDGE cost 10 billion") == 1
    assert text_similarity("The bridge cost 10 billion.", "A castle had visitors") < 0.6


def test_a_negation_gives_a_veto_at_any_score() -> None:
    made = Matcher.build([Entry("gate", "The north gate closes at six.", ("When does the north gate close?",))])
    (found,) = made.search("when does the north gate not close", 1)
    assert found.veto
