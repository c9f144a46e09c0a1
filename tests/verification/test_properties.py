"""Rules that apply to all claims."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.verification import IndexedQuote, Verifier, tokenize
from bot.verification.tokens import keys
from tests.samples.indexed_quotes import ADA, BEN, SAID

VERIFIER = Verifier(SAID)
WORDS = sorted(
    {word for one in SAID for word in one.text.split()}
    | {"sea", "never", "17", "≥", "🙂", "C++", "…", "[...]", "“gulls”"}
)
PHRASES = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)
SPEAKERS = st.sampled_from([None, frozenset(), frozenset((ADA,)), frozenset((BEN,))])
STORED = st.lists(st.text(max_size=60) | PHRASES, min_size=1, max_size=6)


def normalised_words(text: str) -> list[str]:
    return tokenize(text).keys


@settings(max_examples=120)
@given(st.text(max_size=300) | PHRASES, SPEAKERS)
def test_any_claim_gets_a_verdict(claim: str, speakers: frozenset[str] | None) -> None:
    verification = VERIFIER.verify(claim, speakers)
    assert 0 <= verification.similarity <= 1
    assert (verification.id is None) == (verification.verdict == "not_held") == (not verification.diff)
    if verification.verdict in ("verbatim", "excerpt"):
        assert verification.similarity == 1
        assert "minor" not in verification.flags


@settings(max_examples=120)
@given(PHRASES, SPEAKERS)
def test_a_verbatim_quote_or_excerpt_has_no_other_word(claim: str, speakers: frozenset[str] | None) -> None:
    verification = VERIFIER.verify(claim, speakers)
    quotes = {one.id: one for one in SAID}
    if verification.verdict == "verbatim":
        assert "".join(normalised_words(claim)) == "".join(normalised_words(quotes[verification.id or ""].text))
    if verification.verdict == "excerpt":
        rest = iter(normalised_words(quotes[verification.id or ""].text))
        assert all(word in rest for word in normalised_words(claim))  # in order
    if verification.verdict in ("verbatim", "excerpt", "altered") and speakers and "minor" not in verification.flags:
        assert verification.verdict == "altered" or quotes[verification.id or ""].speaker in speakers


@settings(max_examples=200)
@given(PHRASES)
def test_the_diff_contains_the_whole_claim_and_only_words_of_the_quote(claim: str) -> None:
    verification = VERIFIER.verify(claim)
    if verification.diff:
        new = [word for change in verification.diff if change.op != "cut" for word in normalised_words(change.new)]
        assert "".join(new) == "".join(normalised_words(claim))
        old = "".join(word for change in verification.diff for word in normalised_words(change.old))
        assert old in "".join(normalised_words(next(one.text for one in SAID if one.id == verification.id)))
        for change in verification.diff:
            assert (change.op == "equal") == (
                bool(change.old) and "".join(normalised_words(change.old)) == "".join(normalised_words(change.new))
            )


@settings(max_examples=150)
@given(STORED, st.integers(0, 5), st.randoms(use_true_random=False))
def test_every_stored_text_is_found_as_a_whole_and_in_part(texts: list[str], index: int, rng: random.Random) -> None:
    verifier = Verifier(IndexedQuote(str(n), text, "s") for n, text in enumerate(texts))
    text = texts[index % len(texts)]
    words = normalised_words(text)
    if not words:
        return
    assert verifier.verify(text).verdict == "verbatim"
    # “ß” has several capital forms, so the verdict may differ.
    assert verifier.verify(text.swapcase()).verdict in ("verbatim", "altered", "not_held")
    if any(sign in text for sign in "-−–"):  # a number after a dash would be read with a minus sign
        return
    start = rng.randrange(len(words))
    end = rng.randint(start + 1, len(words))
    verification = verifier.verify(tokenize(text).between(start, end))
    assert verification.verdict in ("verbatim", "excerpt")


@settings(max_examples=200)
@given(st.text(max_size=80) | PHRASES)
def test_each_word_can_be_read_again_from_its_span(text: str) -> None:
    words = tokenize(text)
    assert len(words.keys) == len(words.starts) == len(words.ends)
    assert all(a <= b for a, b in zip(words.ends, words.starts[1:], strict=False))
    for key, raw in zip(words.keys, words.raw(0, len(words)), strict=True):
        assert normalised_words(raw) == [key] or raw in ("&", "~", "<", ">", "<=", ">=")  # these need a neighbour
    if not any(sign in text for sign in "-−–&<>"):  # a dash is a minus sign only after a space
        joined = " ".join(words.between(n, n + 1) for n in range(len(words)))
        assert normalised_words(joined) == words.keys


@settings(max_examples=200)
@given(st.text(alphabet="aB'’ .,-–:1 0xs“”!", max_size=14) | PHRASES | st.text(max_size=40))
def test_the_fast_pattern_gives_the_same_words_as_the_reader(text: str) -> None:
    assert keys(text) == tokenize(text).keys
