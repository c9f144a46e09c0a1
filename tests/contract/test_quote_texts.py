"""Quotes that are long or full of markup are shown word for word on every platform."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import texts
from bot.core.models import FactCollection, Quote, Source
from bot.features.verify import texts as verify_texts
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.contract.chats import PlatformDriver, Rendered, assert_shows
from tests.contract.conftest import PLATFORMS, RunBot
from tests.samples.quotes import FOG, MINUTES, quote

pytestmark = pytest.mark.parametrize("platform", PLATFORMS)


def knowledge_of(*quotes: Quote) -> Knowledge:
    """Return knowledge of some quotes."""
    return Knowledge(FactCollection(quotes), Thresholds.default())


WAVES = "  ".join(f"Wave {n} came *by* night & <went> by day." for n in range(600))
LONG = WAVES[:1_480] + " " * 40 + WAVES[1_480:]
"""Has spaces at the point where a part of 1,500 characters ends and the next begins."""


@pytest.mark.parametrize("length", [9_000, 20_000])
async def test_a_long_quote_can_be_read_whole(platform: str, run_bot: RunBot, length: int) -> None:
    long = quote("long", LONG[: length - 1] + ".", "Lou Gale", "Poet", "waves", 1)
    assert len(long.text) == length
    async with run_bot(platform, knowledge_of(long, FOG)) as chat:
        card = await chat.command("quote", "Lou Gale")
        if platform == "terminal":
            assert f"“{long.text}”" in card.text
            return
        checked = await chat.command("verify", long.text[: long.text.index("day.", 900)], speaker="Lou Gale")
        assert verify_texts.HEADLINES["excerpt"] in checked.text
        await _assert_shown_whole(chat, checked, long)
        await _assert_shown_whole(chat, card, long)


async def _assert_shown_whole(chat: PlatformDriver, reply: Rendered, long: Quote) -> None:
    assert long.text not in reply.text
    assert "…" in reply.text
    assert texts.WHOLE in reply.buttons
    assert "".join(await chat.show_whole(reply)) == long.text


HOSTILE = (
    "@everyone <!channel> <@U0ALICE> <@&1> *bold* _it_ ~~no~~ `code` ||spoiler|| [a](https://x.example) "
    "<https://x.example|y> &amp; &lt;b&gt; :wave: <:a:1> # not a heading > not a quote \\ https://x.example/a_b_c"
)


async def test_markup_in_stored_quotes_is_shown_as_text(platform: str, run_bot: RunBot) -> None:
    source = Source("A <b>title</b> & *more*", "The [Press] | Co", MINUTES.published, "https://x.example/a_b?c=1&d=2")
    rude = Quote("rude", HOSTILE, "Ann *Bold*", source, "Head_of <x>", about="~~all~~ <@U0BOB> & `this`")
    twin = replace(rude, id="rude-twin", text=HOSTILE[::-1], role="Tail_of <y>", about="||nothing||")
    async with run_bot(platform, knowledge_of(rude, twin)) as chat:
        for stored in (rude, twin):
            clarification = await chat.command("quote", "Ann")
            label = f"{stored.speaker}, {stored.role} (1)"
            assert label in clarification.choices
            reply = await chat.choose(clarification, label)
            assert_shows(reply, stored)
        page = await chat.command("quotes")
        for stored in (rude, twin):
            assert f"{stored.speaker}, {stored.role}" in page.text
            assert f"1 quote on {stored.about}" in page.text
            verdict = await chat.command("verify", stored.text[:60] + " *new* <@U1> words " + stored.text[60:])
            assert_shows(verdict, stored)
