"""Checking lines, the same on every platform."""

from __future__ import annotations

import pytest

from bot.core import wording
from bot.core.answering import Knowledge
from bot.core.checking import GIVE_WORDS, NO_QUOTATION
from bot.core.models import Collection, Quote
from tests.contract.conftest import PLATFORMS, Meet, Seen
from tests.contract.quay import BELLS, CRANES, GULLS, NETS, QUOTES, TIDE

pytestmark = pytest.mark.parametrize("name", PLATFORMS)


@pytest.fixture
def quay(knowledge: Knowledge) -> Knowledge:
    return Knowledge(Collection(QUOTES), knowledge.thresholds)


def tells(seen: Seen, verdict: str, quote: Quote | None) -> None:
    """Check the verdict in a word and the quotation to the letter beneath it."""
    headline = wording.HEADLINES[verdict]  # type: ignore[index]
    assert seen.text.strip().startswith(headline)
    if quote is None:
        assert wording.NOT_HELD in seen.text
        assert "“" not in seen.text.replace(wording.NOT_HELD, "")
    else:
        for part in (f"“{quote.text}”", f"— {wording.attribution(quote)}", wording.as_of(quote), quote.id):
            assert part in seen.text, part


@pytest.mark.parametrize(
    ("text", "speaker", "verdict", "quote"),
    [
        ("the gulls were here FIRST", "", "verbatim", GULLS),
        ("the gulls were here first", "Moen", "verbatim", GULLS),
        ("the gulls were here first", "the mayor of Eastmark", "verbatim", GULLS),
        ("older than your laws", "Ben Quill", "excerpt", NETS),
        ("We will not close the old lock […] raise the fees", "", "excerpt", TIDE),
        ("the gulls were never here first", "", "altered", GULLS),
        ("the gulls were here first", "Ada Quill", "wrong_speaker", GULLS),
        ("older than your laws", "Zebulon Pike", "wrong_speaker", NETS),
        ("the ferry sank at dawn", "", "not_held", None),
        ("The lock was never mine to close.", "", "not_held", None),
    ],
)
async def test_every_verdict(
    name: str, meet: Meet, quay: Knowledge, text: str, speaker: str, verdict: str, quote: Quote | None
) -> None:
    async with meet(name, quay) as talk:
        seen = await talk.give("verify", text=text, **({"speaker": speaker} if speaker else {}))
        tells(seen, verdict, quote)
        assert not seen.private


async def test_what_differs_is_shown_and_warned_of(name: str, meet: Meet, quay: Knowledge) -> None:
    async with meet(name, quay) as talk:
        seen = await talk.give(
            "verify", text="We will close the old lock before 2041, but we may have to raise the fees."
        )
        tells(seen, "altered", TIDE)
        assert wording.WARNINGS["negation"] in seen.text
        assert wording.WARNINGS["number"] in seen.text
        assert wording.WARNINGS["hedge"] not in seen.text
        if name == "terminal":
            assert "We will [-not-] close the old lock before [-2031,-]{+2041,+} but we may" in seen.text
        else:
            assert list(seen.handle.struck) == ["not", "2031,"]
            assert "2041," in seen.handle.bold
        small = await talk.give("verify", text="The guls were here first.")
        tells(small, "altered", GULLS)
        assert "small things only" in small.text
        cut = await talk.give("verify", text="We will not close the old lock before 2031")
        tells(cut, "excerpt", TIDE)
        assert wording.WARNINGS["cut_after_hedge"] in cut.text


async def test_it_can_be_for_one_alone(name: str, meet: Meet, quay: Knowledge) -> None:
    async with meet(name, quay) as talk:
        assert (await talk.give("verify", text=GULLS.text, private=True)).private in (True, None)


@pytest.mark.parametrize("text", ["gulls", "?!…", "🦭 🦭"])
async def test_what_cannot_be_checked_is_refused_in_the_same_words(
    name: str, meet: Meet, quay: Knowledge, text: str
) -> None:
    async with meet(name, quay) as talk:
        seen = await talk.give("verify", text=text)
        assert GIVE_WORDS in seen.text
        assert seen.private in (True, None)


async def test_letters_of_two_alphabets_and_too_many_of_them(name: str, meet: Meet, quay: Knowledge) -> None:
    async with meet(name, quay) as talk:
        mixed = await talk.give("verify", text="The gulls wеre here first.")
        assert "mixes letters of different alphabets" in mixed.text
        assert "at most 5,000 characters" in (await talk.give("verify", text="gull " * 1_100)).text


@pytest.mark.parametrize(
    ("message", "verdict", "quote"),
    [
        ("“Every crane deserves a name”, said Ada Quill yesterday.", "verbatim", CRANES),
        ("As the mayor of Eastmark put it: \"the gulls were here last\"", "altered", GULLS),
        ("Ben Quill: «Bells carry farther than speeches»", "wrong_speaker", BELLS),
        ("“Bells carry farther than speeches” – Zebulon Pike", "wrong_speaker", BELLS),
        ("“My nets”, said Ben Quill, “are older than your laws.”", "verbatim", NETS),
        ("“The ferry sank at dawn”, said Ada Quill.", "not_held", None),
    ],
)  # fmt: skip
async def test_a_message_is_checked_with_the_speaker_beside_it(
    name: str, meet: Meet, quay: Knowledge, message: str, verdict: str, quote: Quote | None
) -> None:
    if name == "terminal" and verdict == "not_held":
        pytest.skip("typed as a line, what stands beside the marks belongs to it")
    async with meet(name, quay) as talk:
        seen = await talk.point(message)
        tells(seen, verdict, quote)
        assert seen.private in (True, None)


async def test_quoted_lines_and_messages_without_any(name: str, meet: Meet, quay: Knowledge) -> None:
    if name == "terminal":
        pytest.skip("there are no messages to point at")
    async with meet(name, quay) as talk:
        tells(await talk.point("> Every crane deserves a name.\n— Ada Quill"), "verbatim", CRANES)
        seen = await talk.point("Every crane deserves a name.")
        assert NO_QUOTATION in seen.text
        assert seen.private


async def test_whose_words_they_are_is_asked_where_it_is_unclear(name: str, meet: Meet, quay: Knowledge) -> None:
    if name == "terminal":
        pytest.skip("there are no messages to point at")
    async with meet(name, quay) as talk:
        seen = await talk.point("Ada Quill and Ben Quill said: “My nets are older than your laws.”")
        tells(seen, "verbatim", NETS)
        assert sorted(seen.choices) == ["Ada Quill, Harbour master", "Ben Quill, Fisher"]
        picked = await talk.choose(seen, "Ada Quill, Harbour master")
        tells(picked, "wrong_speaker", NETS)
        tells(await talk.choose(picked, "Ben Quill, Fisher"), "verbatim", NETS)
        nobody = await talk.point("“The gulls were here first.”")
        tells(await talk.choose(nobody, "Cleo Ash, Pilot"), "wrong_speaker", GULLS)


async def test_a_typed_command_does_the_same(name: str, meet: Meet, quay: Knowledge) -> None:
    async with meet(name, quay) as talk:
        for typed in (
            "/verify “the gulls were here first” Ada Quill",
            "verify “the gulls were here first” – Ada Quill",
        ):
            tells(await talk.ask(typed), "wrong_speaker", GULLS)
