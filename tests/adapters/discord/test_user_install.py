"""Serve people who installed the bot for themselves, in places where it is no member."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.adapters.discord.command_registration import registration
from bot.core.controls import Button
from bot.core.events import Action, Event, Invocation
from bot.core.ports import Responder
from bot.core.replies import Card, Notice
from tests.adapters.discord.conftest import QUICK, Bot, FakeNoteStorage, running
from tests.adapters.discord.helpers import replying
from tests.menu import MENU
from tests.samples.discord import FACT
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import DIRECT, FOREIGN, FOREIGN_GUILD, GENERAL, GROUP, GUESTS, TWO_PEOPLE
from tests.standins.discord.reading import shown

everywhere = pytest.mark.parametrize("place", GUESTS)


@pytest.fixture
async def guest(discord: DiscordStandIn) -> AsyncIterator[Bot]:
    """A bot that people may install for themselves."""
    async with running(discord, user_install=True) as bot:
        await discord.until(lambda: discord.rest.commands)
        yield bot


def test_only_commands_that_need_no_channel_are_offered_everywhere() -> None:
    places = {
        c["name"]: (c["integration_types"], c["contexts"]) for c in registration(MENU.commands, user_install=True)
    }
    for name in ("ask", "verify", "quote", "quotes", "help", "Check quote"):
        assert places[name] == ([0, 1], [0, 1, 2])
    assert (places["digest"], places["watch"]) == (([0], [0, 1]), ([0], [0]))
    assert all(c["integration_types"] == [0] and 2 not in c["contexts"] for c in registration(MENU.commands))


async def test_switching_it_on_registers_the_commands_again(discord: DiscordStandIn) -> None:
    notes = FakeNoteStorage()
    for user_install in (False, True, True):
        async with running(discord, notes=notes, user_install=user_install):
            await discord.until(lambda: discord.rest.commands)
            await discord.until(lambda: discord.offers("ask", 1, GROUP) == user_install)  # noqa: B023 - awaited here
    assert len([request for request in discord.requests if request.method == "PUT"]) == 2


@everywhere
async def test_a_command_is_private_where_the_bot_is_no_member_unless_somebody_says_otherwise(
    discord: DiscordStandIn, guest: Bot, place: str
) -> None:
    guest.script = replying(Card(FACT, "current"))
    asked = await discord.invoke("ask", channel=place, question="x")
    event: Invocation = await guest.event()
    assert event.options == {"question": "x", "private": True}
    assert event.target.workspace == (FOREIGN_GUILD if place == FOREIGN else "")
    assert (event.target.direct, event.target.guest) == (False, True)
    assert FACT.text in (await discord.answer(asked)).text
    await discord.answer(await discord.invoke("ask", channel=place, question="x", private=False))
    assert (await guest.event(2)).options["private"] is False


@pytest.mark.parametrize("place", [GENERAL, DIRECT])
async def test_elsewhere_a_command_is_as_before(discord: DiscordStandIn, guest: Bot, place: str) -> None:
    await discord.answer(await discord.invoke("ask", channel=place, question="x"))
    event = await guest.event()
    assert (event.options, event.target.direct) == ({"question": "x"}, place == DIRECT)
    assert not event.target.guest


@everywhere
@pytest.mark.parametrize("slow", [0.0, 0.25])
@pytest.mark.parametrize("private", [False, True])
async def test_all_replies_are_answers_to_the_interaction(
    discord: DiscordStandIn, place: str, slow: float, private: bool
) -> None:
    sent: list[str | None] = []

    async def send(event: Event, responder: Responder) -> None:
        await asyncio.sleep(slow)
        sent.append(await responder.send(Card(FACT, "current", private=private)))

    timeouts = replace(QUICK, defer_after=0.05) if slow else QUICK
    async with running(discord, user_install=True, timeouts=timeouts) as bot:
        bot.script = send
        reply = await discord.answer(await discord.invoke("ask", channel=place, question="x"))
        assert (reply.main.splitlines()[0], reply.private) == (FACT.text, private)
        await discord.until(lambda: sent == [None])  # nothing can be edited there later
    assert not [request for request in discord.requests if f"/channels/{place}" in request.path]


async def test_there_are_never_more_follow_ups_than_discord_takes(discord: DiscordStandIn, guest: Bot) -> None:
    async def send_many(event: Event, responder: Responder) -> None:
        for number in range(6):
            await responder.send(Notice(f"part {number}"))
        with pytest.raises(Exception, match="no more replies"):
            await responder.send(Notice("too much"))
        guest.sent.append("done")

    guest.script = send_many
    await discord.invoke("ask", channel=TWO_PEOPLE, question="x")
    await discord.until(lambda: guest.sent == ["done"])
    assert len(discord.board.posts) == 6


async def test_an_answer_that_is_too_late_comes_as_a_direct_message(discord: DiscordStandIn, guest: Bot) -> None:
    guest.script = replying(Card(FACT, "current"))
    discord.fail("POST", "/callback", 404, body={"code": 10062, "message": "Unknown interaction"})
    await discord.invoke("ask", channel=FOREIGN, question="x")
    await discord.until(lambda: discord.posts(DIRECT))
    assert FACT.text in discord.seen(DIRECT)[0].text
    assert discord.rest.invalid == []


async def test_a_shortcut_works_where_the_bot_is_no_member(discord: DiscordStandIn, guest: Bot) -> None:
    guest.script = replying(Notice("checked"))
    asked = await discord.point("Check quote", "> Fog.", channel=GROUP)
    event: Invocation = await guest.event()
    assert (event.command, event.subject and event.subject.text, event.target.guest) == ("verify", "“Fog.”", True)
    reply = await discord.answer(asked)
    assert reply.private
    assert shown(discord.board.find(reply.id).body) == "checked"


async def test_a_button_is_known_to_be_pressed_where_the_bot_is_no_member(discord: DiscordStandIn, guest: Bot) -> None:
    guest.script = replying(Notice("x", buttons=(Button("More", Action("why", "0123456789abcdef")),)))
    shown = await discord.answer(await discord.invoke("help", channel=GROUP))
    await discord.press(shown, "More")
    assert (await guest.event(2)).target.guest
