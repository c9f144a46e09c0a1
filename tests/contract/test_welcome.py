"""The bot introduces itself once in each place to which it was added."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.core.models import FactCollection
from bot.features.help import texts as help_texts
from bot.knowledge import presentation
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.contract.chats import PlatformDriver, assert_shows, today
from tests.contract.conftest import PLATFORMS, RunBot
from tests.samples.facts import FERRY, HARBOUR
from tests.waiting import assert_stays, until

CHATS = [name for name in PLATFORMS if name != "terminal"]
"""The platforms with channels for several people."""

each_chat = pytest.mark.parametrize("platform", CHATS)


@pytest.fixture(scope="module")
def harbour() -> Knowledge:
    """Facts of a harbour."""
    return Knowledge(replace(HARBOUR, statements=HARBOUR.statements), Thresholds.default())


async def welcomed(chat: PlatformDriver, times: int = 1) -> None:
    """Wait until the bot has introduced itself so often, and not more."""
    await until(lambda: len(chat.public_texts()) == times, lambda: str(chat.public_texts()))
    await assert_stays(lambda: len(chat.public_texts()) == times)


@each_chat
async def test_the_bot_introduces_itself_where_it_is_added_and_its_buttons_work(
    platform: str, run_bot: RunBot, harbour: Knowledge
) -> None:
    async with run_bot(platform, harbour) as chat:
        welcome = await chat.add_bot()
        assert (
            " ".join(welcome.text.split()) == f"{presentation.greeting(harbour, today())} {help_texts.ASK_IN_CHANNEL}"
        )
        assert len(re.findall(r"\.(?:\s|$)", welcome.text)) == 2  # sentences
        assert welcome.buttons == (FERRY.questions[0], help_texts.WHAT_ELSE, help_texts.DIGEST)
        assert not welcome.private
        answer = await chat.press(welcome, FERRY.questions[0])
        assert_shows(answer, FERRY)
        assert answer.private
        assert "Harbour (" in (await chat.press(welcome, help_texts.WHAT_ELSE)).text


@each_chat
async def test_it_does_so_once_over_repeated_events_and_restarts(
    platform: str, run_bot: RunBot, harbour: Knowledge
) -> None:
    async with run_bot(platform, harbour) as chat:
        await chat.add_bot()
        await chat.add_bot_again()
        await welcomed(chat)
        await chat.restart()
        await chat.add_bot_again()
        await welcomed(chat)


@each_chat
async def test_it_says_nothing_at_starts_and_about_others(platform: str, run_bot: RunBot, harbour: Knowledge) -> None:
    async with run_bot(platform, harbour) as chat:
        await chat.restart()
        await chat.add_other()
        await assert_stays(lambda: chat.public_texts() == [])


@each_chat
async def test_without_facts_it_says_how_to_add_them(platform: str, run_bot: RunBot, harbour: Knowledge) -> None:
    async with run_bot(platform, Knowledge(FactCollection(()), harbour.thresholds)) as chat:
        welcome = await chat.add_bot()
        assert presentation.ADD_FACTS in " ".join(welcome.text.split())
        assert welcome.buttons == (help_texts.WHAT_ELSE,)


async def test_the_bot_introduces_itself_to_a_person_who_opens_the_chat_once(
    run_bot: RunBot, harbour: Knowledge
) -> None:
    async with run_bot("slack", harbour) as chat:
        for _ in range(3):
            await chat._server.open_home(tab="messages")
        await until(lambda: len(chat._server.posted("D0ALICE")) == 1, lambda: "no welcome")
        await assert_stays(lambda: len(chat._server.posted("D0ALICE")) == 1)
        (welcome,) = chat._server.posted("D0ALICE")
        assert welcome.reading == f"{presentation.greeting(harbour, today())} {help_texts.ASK_HERE}"
        assert welcome.labels[-1] == "What can you do?"
        assert len(welcome.labels) == 4
