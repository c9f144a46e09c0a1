"""The shortcut "Check quote" on any message, the same where there is one."""

from __future__ import annotations

import pytest

from bot.core.models import Quote
from bot.features.verify.checker import NO_QUOTATION
from bot.knowledge.knowledge import Knowledge
from bot.verification import Flag, VerdictKind
from tests.contract.chats import judged
from tests.contract.conftest import Meet
from tests.sample_quotes import BRIDGE, FOG, LAW, RISE

pytestmark = pytest.mark.parametrize("name", ["discord", "slack"])


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
async def test_the_shortcut_checks_the_quoted_part_and_who_is_named_beside_it(
    name: str,
    meet: Meet,
    quayside: Knowledge,
    message: str,
    kind: VerdictKind,
    quote: Quote | None,
    flags: tuple[Flag, ...],
) -> None:
    async with meet(name, quayside) as talk:
        (seen,) = await talk.point(message)
        judged(seen, kind, quote, *flags)
        assert seen.private
        assert not seen.choices


@pytest.mark.parametrize("message", ["Fog does not read timetables.", "“Fog”, she said", "It's Ada's ship", "👍 “…”"])
async def test_a_message_without_a_quotation_is_told_so(
    name: str, meet: Meet, quayside: Knowledge, message: str
) -> None:
    async with meet(name, quayside) as talk:
        (seen,) = await talk.point(message)
        assert seen.text.strip() == NO_QUOTATION
        assert seen.private


async def test_each_quotation_of_a_message_gets_its_verdict(name: str, meet: Meet, quayside: Knowledge) -> None:
    async with meet(name, quayside) as talk:
        first, second = await talk.point(f"First “{FOG.text}” and then\n> {LAW.text.replace('got', 'was')}", 2)
        judged(first, "verbatim", FOG)
        judged(second, "altered", LAW)


async def test_where_nobody_is_named_anybody_may_be_chosen(name: str, meet: Meet, quayside: Knowledge) -> None:
    async with meet(name, quayside) as talk:
        (seen,) = await talk.point(f"“{FOG.text}”")
        judged(seen, "verbatim", FOG)
        assert len(seen.choices) == 7
        await talk.restart()
        wrong = await talk.choose(seen, "Bo Reed, Mate")
        judged(wrong, "wrong_speaker", FOG)
        assert "not of Bo Reed, Mate" in wrong.text
        assert wrong.private
        judged(await talk.choose(wrong, "Ada Quill, Harbour master"), "verbatim", FOG)


async def test_where_several_are_named_one_is_chosen_of_these(name: str, meet: Meet, quayside: Knowledge) -> None:
    async with meet(name, quayside) as talk:
        (seen,) = await talk.point(f"Jon Marsh and Ada Quill nodded: “{RISE.text}”")
        judged(seen, "verbatim", RISE)
        assert seen.choices == (
            "Jon Marsh, Mayor of Wick", "Jon Marsh, Professor of law", "Ada Quill, Harbour master",
        )  # fmt: skip
        judged(await talk.choose(seen, "Jon Marsh, Professor of law"), "wrong_speaker", RISE)


async def test_the_bots_own_card_can_be_checked(name: str, meet: Meet, quayside: Knowledge) -> None:
    async with meet(name, quayside) as talk:
        card = await talk.command("quote", "Rima")
        (seen,) = await talk.point_at(card)
        judged(seen, "verbatim", BRIDGE)
