"""The shortcut "Check quote" works on any message, the same on every platform that has shortcuts."""

from __future__ import annotations

import pytest

from bot.core.models import Quote
from bot.features.verify import texts as verify_texts
from bot.features.verify.checker import NO_QUOTATION
from bot.features.verify.handlers import MOST_CLAIMS
from bot.knowledge.knowledge import Knowledge
from bot.verification import Flag, VerdictKind
from tests.contract.chats import assert_verdict
from tests.contract.conftest import RunBot
from tests.samples.quotes import BRIDGE, FOG, LAW, RISE

pytestmark = pytest.mark.parametrize("platform", ["discord", "slack"])


@pytest.mark.parametrize(
    ("message", "kind", "quote", "flags"),
    [
        (f"Did you hear? “{FOG.text}” – Ada Quill", "verbatim", FOG, ()),
        (f'"{FOG.text[:-1]}," said the harbour master yesterday.', "verbatim", FOG, ()),
        (f"I heard Elio Rima say this:\n> {BRIDGE.text}\nLovely!", "verbatim", BRIDGE, ()),
        ("Ada Quill: “Fog does read timetables.”", "altered", FOG, ("negation",)),
        (f"Bo Reed said: “{FOG.text}”", "wrong_speaker", FOG, ()),
        (f"The Prime Minister of Velania said: “{BRIDGE.text}”", "verbatim", BRIDGE, ()),
        (f"The professor of law told us “{RISE.text}”", "wrong_speaker", RISE, ()),
        ('As the mayor of Wick put it: "The fee for mooring will rise."', "altered", RISE, ("negation",)),
        (f"“{FOG.text}” – Winston Gale", "wrong_speaker", FOG, ()),
        ("“Fog”, said Ada Quill, “does not read timetables.”", "verbatim", FOG, ()),
        ("Ada Quill: “The gulls will vote on Tuesday at noon.”", "not_held", None, ()),
    ],
)
async def test_the_shortcut_checks_the_quoted_words_and_the_speaker_named_beside_them(
    platform: str,
    run_bot: RunBot,
    quayside: Knowledge,
    message: str,
    kind: VerdictKind,
    quote: Quote | None,
    flags: tuple[Flag, ...],
) -> None:
    async with run_bot(platform, quayside) as chat:
        (reply,) = await chat.use_shortcut(message)
        assert_verdict(reply, kind, quote, *flags)
        assert reply.private
        assert not reply.choices


@pytest.mark.parametrize("message", ["Fog does not read timetables.", "“Fog”, she said", "It's Ada's ship", "👍 “…”"])
async def test_the_shortcut_says_so_if_a_message_has_no_quotation(
    platform: str, run_bot: RunBot, quayside: Knowledge, message: str
) -> None:
    async with run_bot(platform, quayside) as chat:
        (reply,) = await chat.use_shortcut(message)
        assert reply.text.strip() == NO_QUOTATION
        assert reply.private


async def test_each_quotation_of_a_message_gets_its_own_verdict(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(platform, quayside) as chat:
        first, second = await chat.use_shortcut(f"First “{FOG.text}” and then\n> {LAW.text.replace('got', 'was')}", 2)
        assert_verdict(first, "verbatim", FOG)
        assert_verdict(second, "altered", LAW)


async def test_the_last_verdict_says_that_some_quotations_were_not_checked(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    message = f"“{FOG.text}”, “one more of them”, “{LAW.text}”, “{FOG.text}”, “two more of them all” and “not this”"
    async with run_bot(platform, quayside) as chat:
        replies = await chat.use_shortcut(message, MOST_CLAIMS)
        assert [verify_texts.checked_some(3, 5) in reply.text for reply in replies] == [False, False, True]


async def test_any_speaker_can_be_chosen_if_the_message_names_none(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(platform, quayside) as chat:
        (reply,) = await chat.use_shortcut(f"“{FOG.text}”")
        assert_verdict(reply, "verbatim", FOG)
        assert len(reply.choices) == 7
        await chat.restart()
        wrong = await chat.choose(reply, "Bo Reed, Mate")
        assert_verdict(wrong, "wrong_speaker", FOG)
        assert "not of Bo Reed, Mate" in wrong.text
        assert wrong.private
        assert_verdict(await chat.choose(wrong, "Ada Quill, Harbour master"), "verbatim", FOG)


async def test_only_the_named_speakers_can_be_chosen_if_there_are_several(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(platform, quayside) as chat:
        (reply,) = await chat.use_shortcut(f"Jon Marsh and Ada Quill nodded: “{RISE.text}”")
        assert_verdict(reply, "verbatim", RISE)
        assert reply.choices == (
            "Jon Marsh, Mayor of Wick", "Jon Marsh, Professor of law", "Ada Quill, Harbour master",
        )  # fmt: skip
        assert_verdict(await chat.choose(reply, "Jon Marsh, Professor of law"), "wrong_speaker", RISE)


async def test_the_bots_own_card_can_be_checked(platform: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(platform, quayside) as chat:
        card = await chat.command("quote", "Rima")
        (reply,) = await chat.use_shortcut_on_reply(card)
        assert_verdict(reply, "verbatim", BRIDGE)
