"""Properties of all claims."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.verification import IndexedQuote, Verifier, tokenize
from bot.verification.tokens import keys
from tests.samples.indexed_quotes import ADA, BEN, SAID

VERIFIER = Verifier(SAID)
WORDS = sorted({word for one in SAID for word in one.text.split()} | {"sea", "never", "17", "…", "[...]", "“gulls”"})
PHRASES = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)
SPEAKERS = st.sampled_from([None, frozenset(), frozenset((ADA,)), frozenset((BEN,))])
STORED = st.lists(st.text(max_size=60) | PHRASES, min_size=1, max_size=6)


def bare(text: str) -> list[str]:
    return tokenize(text).keys


@settings(max_examples=300)
@given(st.text(max_size=300) | PHRASES, SPEAKERS)
def test_any_claim_gets_a_verdict(claim: str, speakers: frozenset[str] | None) -> None:
    found = VERIFIER.verify(claim, speakers)
    assert 0 <= found.similarity <= 1
    assert (found.id is None) == (found.verdict == "not_held") == (not found.diff)
    if found.verdict in ("verbatim", "excerpt"):
        assert found.similarity == 1
        assert "minor" not in found.flags


@settings(max_examples=300)
@given(PHRASES, SPEAKERS)
def test_a_verbatim_quote_or_excerpt_has_no_other_word(claim: str, speakers: frozenset[str] | None) -> None:
    found = VERIFIER.verify(claim, speakers)
    said = {one.id: one for one in SAID}
    if found.verdict == "verbatim":
        assert "".join(bare(claim)) == "".join(bare(said[found.id or ""].text))
    if found.verdict == "excerpt":
        rest = iter(bare(said[found.id or ""].text))
        assert all(word in rest for word in bare(claim))  # in order
    if found.verdict in ("verbatim", "excerpt", "altered") and speakers and "minor" not in found.flags:
        assert found.verdict == "altered" or said[found.id or ""].speaker in speakers


@settings(max_examples=200)
@given(PHRASES)
def test_the_diff_contains_both_texts(claim: str) -> None:
    found = VERIFIER.verify(claim)
    if found.diff:
        new = [word for change in found.diff if change.op != "cut" for word in bare(change.new)]
        assert "".join(new) == "".join(bare(claim))
        old = "".join(word for change in found.diff for word in bare(change.old))
        assert old in "".join(bare(next(one.text for one in SAID if one.id == found.id)))
        for change in found.diff:
            assert (change.op == "equal") == (
                bool(change.old) and "".join(bare(change.old)) == "".join(bare(change.new))
            )


@settings(max_examples=150)
@given(STORED, st.integers(0, 5), st.randoms(use_true_random=False))
def test_every_stored_text_is_found_as_a_whole_and_in_part(texts: list[str], which: int, rng: random.Random) -> None:
    verifier = Verifier(IndexedQuote(str(n), text, "s") for n, text in enumerate(texts))
    text = texts[which % len(texts)]
    words = bare(text)
    if not words:
        return
    assert verifier.verify(text).verdict == "verbatim"
    assert verifier.verify(text.swapcase()).verdict in ("verbatim", "altered", "not_held")  # ß has no one capital
    if any(sign in text for sign in "-−–"):  # a number behind a dash would begin with a minus
        return
    start = rng.randrange(len(words))
    end = rng.randint(start + 1, len(words))
    found = verifier.verify(tokenize(text).between(start, end))
    assert found.verdict in ("verbatim", "excerpt")


@settings(max_examples=200)
@given(st.text(max_size=80) | PHRASES)
def test_the_spans_of_words_are_correct(text: str) -> None:
    words = tokenize(text)
    assert len(words.keys) == len(words.starts) == len(words.ends)
    assert all(a <= b for a, b in zip(words.ends, words.starts[1:], strict=False))
    for key, raw in zip(words.keys, words.raw(0, len(words)), strict=True):
        assert bare(raw) == [key] or raw == "&"  # which counts only between spaces
    if not any(sign in text for sign in "-−–&"):  # a dash is the sign of a number only behind a space
        joined = " ".join(words.between(n, n + 1) for n in range(len(words)))
        assert bare(joined) == words.keys


@settings(max_examples=500)
@given(st.text(alphabet="aB'’ .,-–:1 0xs“”!", max_size=14) | PHRASES | st.text(max_size=40))
def test_the_fast_pattern_gives_the_same_keys(text: str) -> None:
    assert keys(text) == tokenize(text).keys
