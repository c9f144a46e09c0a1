"""Each claim gets the right verdict, quote and flags."""

from __future__ import annotations

import pytest

from bot.verification import IndexedQuote, Verification, Verifier
from tests.samples.indexed_quotes import ADA, BEN, SAID, TEXTS


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    return Verifier(SAID)


def verdict_id_flags(verification: Verification) -> tuple[str, str | None, set[str]]:
    return verification.verdict, verification.id, set(verification.flags)


@pytest.mark.parametrize(
    ("claim", "quote_id"),
    [
        ("WE DON’T WANT TO CLOSE THE OLD LOCK BUT WE MAY HAVE TO IF THE €10 MILLION ISN’T FOUND BY 2028", "tide"),
        ("“Nobody on this quay believes that 1200 ships can be piloted by nine people”!", "pilots"),
        ("It is not true that the wellknown US plan failed – perhaps 15 % of it did", "plan"),
        ("It is not true that the well known US plan failed, perhaps 15% of it did.", "plan"),
        ("fog\u00a0does  not\n read\u200b timetables", "fog"),
        ("I think the colour of the buoys matters at 3.30 pm - and only then...", "colour"),
        ("Well, the ferry (he called it 'a tired horse') is neither fast nor cheap", "ferry"),
        ("El muelle no esta\u0301 cerrado; mañana llegan tres barcos", "muelle"),
        ("We dont want to close the old lock, but we may have to if the €10 million isnt found by 2028", "tide"),
    ],
)
def test_a_whole_quote_in_other_typography_is_verbatim(verifier: Verifier, claim: str, quote_id: str) -> None:
    verification = verifier.verify(claim)
    assert verdict_id_flags(verification) == ("verbatim", quote_id, set())
    assert verification.similarity == 1.0


@pytest.mark.parametrize(
    ("claim", "quote_id", "flags"),
    [
        ("nine people", "pilots", set()),
        ("… piloted by nine people.", "pilots", set()),
        ("the €10 million isn't found by 2028", "tide", {"cut_after_hedge"}),
        ("the ferry … is neither fast nor cheap", "ferry", set()),
        ("the ferry [...] is neither (…) nor cheap", "ferry", set()),
        ("We will not raise the fees. . . . We will not raise the fees again", "vow", set()),
        ("a tired horse", "ferry", set()),
        # flags for a negation or hedge that the cut hides
        ("It is … true that the well-known U.S. plan failed", "plan", {"omitted_negation"}),
        ("true that the well-known U.S. plan failed", "plan", {"cut_after_negation"}),
        ("read timetables", "fog", {"cut_after_negation"}),
        ("1,200 ships can be piloted by nine people", "pilots", {"cut_after_negation", "cut_after_hedge"}),
        ("the colour of the buoys matters", "colour", {"cut_after_hedge"}),
        ("15% of it did", "plan", {"cut_after_hedge"}),
        ("We don't want to close the old lock", "tide", {"cut_after_negation", "cut_after_hedge"}),
    ],
)
def test_parts_of_a_quote_are_an_excerpt_with_flags_for_cuts(
    verifier: Verifier, claim: str, quote_id: str, flags: set[str]
) -> None:
    verification = verifier.verify(claim)
    assert verification.verdict == "excerpt"
    assert verification.id == quote_id or TEXTS[verification.id or ""] == TEXTS[quote_id]
    assert set(verification.flags) == flags


@pytest.mark.parametrize(
    ("claim", "quote_id", "flags"),
    [
        ("Fog does read timetables.", "fog", {"negation"}),
        ("Fog doesn't read timetables.", "fog", {"minor"}),
        ("Fog does not read timetabels.", "fog", {"minor"}),
        ("Fog does not read tables.", "fog", set()),
        ("Fog hardly ever reads timetables.", "fog", None),
        (TEXTS["tide"].replace("don't ", ""), "tide", {"negation"}),
        (TEXTS["tide"].replace("may", "will"), "tide", {"hedge"}),
        (TEXTS["tide"].replace("million", "billion"), "tide", {"number"}),
        (TEXTS["tide"].replace("2028", "2038"), "tide", {"number"}),
        (TEXTS["tide"].replace("don't", "do not").replace("€10 million", "10 million euros"), "tide", {"minor"}),
        (TEXTS["pilots"].replace("Nobody", "Everybody"), "pilots", {"negation", "hedge"}),
        ("Nobody on this quay believes that 1,200 ships can be piloted by 9 people.", "pilots", {"minor"}),
        ("Nobody on this quay believes that 1,200 ships can be piloted by five people.", "pilots", {"number"}),
        ("It is not true that the well-known U.S. plan failed; perhaps 1.5% of it did.", "plan", {"number"}),
        ("It is not true that the well-known U.S. plan failed; 15% of it did.", "plan", {"hedge"}),
        ("I think the color of the buoys matters at 3.30 p.m. – and only then.", "colour", {"minor"}),
        ("the ferry is neither fast nor cheap", "ferry", set()),
        ("El muelle está cerrado: mañana llegan tres barcos.", "muelle", {"negation"}),
        ("Der Hafen ist fur alle da, nicht nur fur die Grossen.", "hafen", {"minor"}),
        ("Nobody on this quay believes that ships can sail.", "pilots", None),
        ("We will not raise the fees again. We will repair every crane.", "vow", None),
        ("Fog does not read timetables, and neither do I.", "fog", None),
    ],
)  # fmt: skip
def test_a_changed_quote_is_altered_with_flags_for_changed_meaning(
    verifier: Verifier, claim: str, quote_id: str, flags: set[str] | None
) -> None:
    verification = verifier.verify(claim)
    assert verification.verdict == "altered", verification
    assert verification.similarity < 1
    assert TEXTS[verification.id or ""] == TEXTS[quote_id]
    if flags is not None:
        assert set(verification.flags) - {"cut_after_negation", "cut_after_hedge"} == flags


@pytest.mark.parametrize(
    "claim",
    [
        "The fog lifted at noon and the boats went out.",
        "We will close the harbour for good.",
        "There are not enough people on the quay to hold a dance.",
        "Η θάλασσα είναι ήρεμη σήμερα",
        "", "…", "?!", "🦭", "x" * 4_000,
    ],
)  # fmt: skip
def test_a_claim_without_a_similar_quote_gets_the_verdict_not_held(verifier: Verifier, claim: str) -> None:
    verification = verifier.verify(claim)
    assert (verification.verdict, verification.id, verification.diff, verification.flags) == ("not_held", None, (), ())


def test_a_quote_of_another_speaker_gets_the_verdict_wrong_speaker(verifier: Verifier) -> None:
    words = "neither fast nor cheap"
    assert verdict_id_flags(verifier.verify(words, frozenset((BEN,)))) == ("excerpt", "ferry", set())
    assert verdict_id_flags(verifier.verify(words, frozenset((ADA,)))) == ("wrong_speaker", "ferry", set())
    assert verdict_id_flags(verifier.verify(words, frozenset())) == ("wrong_speaker", "ferry", set())
    assert verifier.verify("neither fast nor chaep", frozenset((ADA,))).verdict == "wrong_speaker"
    assert verifier.verify("both fast and cheap", frozenset((ADA,))).verdict in ("not_held", "altered")


def test_each_of_two_speakers_of_the_same_words_is_the_right_speaker(verifier: Verifier) -> None:
    for speaker, quote_id in ((ADA, "echo"), (BEN, "fog")):
        assert verdict_id_flags(verifier.verify(TEXTS["fog"], frozenset((speaker,)))) == ("verbatim", quote_id, set())


def test_a_quote_of_the_named_speaker_is_preferred_to_slightly_closer_ones(verifier: Verifier) -> None:
    close = Verifier(
        [*SAID, *(type(SAID[0])(f"b{n}", f"We will never repair every crane, number {n}.", BEN) for n in range(40))]
    )
    verification = close.verify("We will surely repair every crane", frozenset((ADA,)))
    assert verdict_id_flags(verification)[:2] == ("altered", "vow")


def test_the_diff_lists_the_changes_word_by_word(verifier: Verifier) -> None:
    verification = verifier.verify("Nobody on this quay thinks that 1,200 ships can ever be piloted by people.")
    assert [(c.op, c.old, c.new) for c in verification.diff] == [
        ("equal", "Nobody on this quay", "Nobody on this quay"),
        ("replace", "believes", "thinks"),
        ("equal", "that 1,200 ships can", "that 1,200 ships can"),
        ("insert", "", "ever"),
        ("equal", "be piloted by", "be piloted by"),
        ("delete", "nine", ""),
        ("equal", "people.", "people."),
    ]
    cut = verifier.verify("the ferry … is neither fast")
    assert [(c.op, c.old) for c in cut.diff] == [
        ("equal", "the ferry,"), ("cut", "he called it “a tired horse”,"), ("equal", "is neither fast"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("stored", "claim", "verdict", "flags"),
    [
        ("We pay ≥ 5 % more – and we smile 🙂", "We pay >= 5 % more, and we smile 🙂", "verbatim", set()),
        ("We pay ≥ 5 % more", "We pay ≤ 5 % more", "altered", {"number"}),
        ("We pay ≥ 5 % more", "We pay ≥5% more", "verbatim", set()),
        ("We pay ≥ 5 % more", "We pay 5 % more", "altered", {"number"}),
        ("We pay ≥ 5 % more", "5 % more", "excerpt", {"cut_after_hedge"}),
        ("We pay 5 % more", "We pay > 5 % more", "altered", {"number"}),
        ("Only for people of 18+ years", "Only for people of 18 years", "altered", {"number"}),
        ("We use C++ here", "We use C here", "altered", set()),
        ("We use C# here", "We use C++ here", "altered", set()),
        ("We use c++ here!", "“We use C++ here”", "verbatim", set()),
        ("Line 2 of the trams is 🟢 today", "Line 2 of the trams is 🔴 today", "altered", set()),
        ("It costs ₹500 to ride", "It costs ₽500 to ride", "altered", None),
        ("We smile a lot here 🙂", "We smile a lot here", "excerpt", set()),
        ("We smile a lot here", "We smile a lot here 🙂🎉", "altered", {"minor"}),
        ("We smile a lot. 🙂 We sing.", "We smile a lot. We sing.", "altered", {"minor"}),
        ("• We smile – a lot ▪ here", "We smile, a lot… here", "verbatim", set()),
    ],
)
def test_signs_with_a_meaning_count(stored: str, claim: str, verdict: str, flags: set[str] | None) -> None:
    verification = Verifier([IndexedQuote("one", stored, ADA)]).verify(claim)
    assert verification.verdict == verdict
    if flags is not None:
        assert set(verification.flags) == flags


def test_the_diff_loses_no_dash_and_no_emoji() -> None:
    said = IndexedQuote("one", "We pay ≥ 5 % more – and we smile 🙂", ADA)
    verification = Verifier([said]).verify("We pay ≤ 5 % more – and we smile 🙂")
    assert [(c.op, c.old, c.new) for c in verification.diff] == [
        ("equal", "We pay", "We pay"),
        ("replace", "≥", "≤"),
        ("equal", "5 % more – and we smile 🙂", "5 % more – and we smile 🙂"),
    ]


def test_an_empty_store_gives_the_verdict_not_held() -> None:
    assert Verifier([]).verify("Fog does not read timetables.") == Verification("not_held", 0.0)


def test_a_quote_is_found_among_many_with_common_words() -> None:
    common = ["it", "is", "what", "we", "do", "that", "they", "and", "the", "not"]
    many = [
        type(SAID[0])(f"m{n}", " ".join(common[(n * k + k * k) % 10] for k in range(1, 13)) + f" {n}", f"s{n % 7}")
        for n in range(3_000)
    ]
    verifier = Verifier(many)
    for n in range(0, 3_000, 97):
        assert verifier.verify(many[n].text).id == many[n].id
        assert verifier.verify(many[n].text, frozenset((many[n].speaker,))).verdict == "verbatim"
