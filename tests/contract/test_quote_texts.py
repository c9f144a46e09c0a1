"""Quotations that are long or full of markup, shown to the letter on every platform."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import texts
from bot.core.models import Collection, Quote, Source
from bot.features.verify import texts as verify_texts
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.contract.chats import PlatformDriver, Rendered, assert_shows
from tests.contract.conftest import PLATFORMS, RunBot
from tests.contract.drivers import SlackDriver
from tests.samples.quotes import FOG, MINUTES, quote

pytestmark = pytest.mark.parametrize("name", PLATFORMS)


def holding(*quotes: Quote) -> Knowledge:
    """A store of some quotations."""
    return Knowledge(Collection(quotes), Thresholds.default())


WAVES = "  ".join(f"Wave {n} came *by* night & <went> by day." for n in range(600))
LONG = WAVES[:1_480] + " " * 40 + WAVES[1_480:]
"""With white space where a piece of 1,500 ends and the next begins."""


@pytest.mark.parametrize("length", [9_000, 20_000])
async def test_a_long_quote_is_brought_whole(name: str, run_bot: RunBot, length: int) -> None:
    long = quote("long", LONG[: length - 1] + ".", "Lou Gale", "Poet", "waves", 1)
    assert len(long.text) == length
    async with run_bot(name, holding(long, FOG)) as chat:
        card = await chat.command("quote", "Lou Gale")
        if name == "terminal":
            assert f"“{long.text}”" in card.text
            return
        checked = await chat.command("verify", long.text[: long.text.index("day.", 900)], speaker="Lou Gale")
        assert verify_texts.HEADLINES["excerpt"] in checked.text
        await _is_brought_whole(chat, checked, long)
        await _is_brought_whole(chat, card, long)


async def _is_brought_whole(chat: PlatformDriver, seen: Rendered, long: Quote) -> None:
    if f"“{long.text}”" in seen.text.replace("\n", ""):  # Slack has room for 9,000
        assert isinstance(chat, SlackDriver)
        return
    assert long.text not in seen.text
    assert texts.shortened(long) in seen.text
    assert texts.WHOLE in seen.buttons
    assert "".join(await chat.passages(seen)) == long.text


HOSTILE = (
    "@everyone <!channel> <@U0ALICE> <@&1> *bold* _it_ ~~no~~ `code` ||spoiler|| [a](https://x.example) "
    "<https://x.example|y> &amp; &lt;b&gt; :wave: <:a:1> # not a heading > not a quote \\ https://x.example/a_b_c"
)


async def test_stored_markup_is_shown_as_text(name: str, run_bot: RunBot) -> None:
    source = Source("A <b>title</b> & *more*", "The [Press] | Co", MINUTES.published, "https://x.example/a_b?c=1&d=2")
    rude = Quote("rude", HOSTILE, "Ann *Bold*", source, "Head_of <x>", about="~~all~~ <@U0BOB> & `this`")
    twin = replace(rude, id="rude-twin", text=HOSTILE[::-1], role="Tail_of <y>", about="||nothing||")
    async with run_bot(name, holding(rude, twin)) as chat:
        for held in (rude, twin):
            asked = await chat.command("quote", "Ann")
            label = f"{held.speaker}, {held.role} (1)"
            assert label in asked.choices
            seen = await chat.choose(asked, label)
            assert_shows(seen, held)
        page = await chat.command("quotes")
        for held in (rude, twin):
            assert f"{held.speaker}, {held.role}" in page.text
            assert f"1 quote on {held.about}" in page.text
            verdict = await chat.command("verify", held.text[:60] + " *new* <@U1> words " + held.text[60:])
            assert_shows(verdict, held)
