"""Call a command on a message with a shortcut."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest

from bot.core.events import Event, Invocation
from bot.core.models import Quote
from bot.core.ports import Responder
from bot.core.replies import Card, Notice
from bot.core.subjects import MessageSubject
from tests.adapters.discord.conftest import Bot, deferring
from tests.adapters.discord.helpers import replying
from tests.samples.discord import SOURCE
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import BOT_ROLE, DIRECT, GENERAL, GUILD, MANAGER, PLAIN_ROLE

CHECK = "Check quote"


async def _target_text(discord: DiscordStandIn, bot: Bot, message: str) -> str | None:
    await discord.answer(await discord.point(CHECK, message))
    event = bot.events[-1]
    assert isinstance(event, Invocation)
    return event.subject.text if event.subject else None


async def test_a_shortcut_calls_its_command_with_the_text_of_the_message(discord: DiscordStandIn, bot: Bot) -> None:
    await discord.answer(await discord.point(CHECK, "“Fog does not read timetables.” — Ada Quill", by=MANAGER))
    event = bot.events[-1]
    assert isinstance(event, Invocation)
    assert (event.command, dict(event.options)) == ("verify", {})
    assert event.subject is not None
    assert event.subject.text == "“Fog does not read timetables.” — Ada Quill"
    assert (event.author.manager, event.target.workspace, event.target.direct) == (True, GUILD, False)
    await discord.answer(await discord.invoke("verify", text="x"))
    typed = bot.events[-1]
    assert isinstance(typed, Invocation)
    assert typed.subject is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("She said: **fog** does _not_ read", "She said: fog does not read"),
        ("> fog does **not** read\n> timetables\nsaid Ada", "“fog does not read\ntimetables”\nsaid Ada"),
        ("as Ada said:\n> fog", "as Ada said:\n“fog”"),
        (">>> fog\ndoes not\n\nread", "“fog\ndoes not\n\nread”"),
        ("> one\nand\n> two", "“one”\nand\n“two”"),
        ("> one\n>\n> two\nand", "“one\n\ntwo”\nand"),
        ("> “Fog does not read.” — Ada", "“Fog does not read.” — Ada"),
        ('> **"Fog does not read."**\n> Ada', '"Fog does not read."\nAda'),
        ("> 'Fog does not read.' Ada", "'Fog does not read.' Ada"),
        ("> 'Tis foggy", "“'Tis foggy”"),
        ("> \nand", "and"),
        (">no quotation, 2 > 1", ">no quotation, 2 > 1"),
        ("```\n> code\n```", "> code"),
        (f"<@&{PLAIN_ROLE}>, <@{MANAGER}> said <@&{BOT_ROLE}>", "@pilots, @manon said"),
        ("https://example.org/_a_", "https://example.org/_a_"),
    ],
)
async def test_the_text_is_read_with_quoted_lines_in_quotation_marks(
    discord: DiscordStandIn, bot: Bot, written: str, read: str
) -> None:
    assert await _target_text(discord, bot, written) == read


@pytest.mark.parametrize(
    ("more", "read"),
    [
        ({"embeds": [{"description": "“Fog” *again*"}, {"title": "x"}, {"description": "Ada"}]}, "“Fog” again\n\nAda"),
        ({"components": [{"type": 17, "components": [{"type": 10, "content": "-# small\n> Fog."}]}]}, "“Fog.”"),
        ({"message_snapshots": [{"message": {"content": "> passed on"}}]}, "“passed on”"),
        ({"content": "own words", "embeds": [{"description": "of the page"}]}, "own words"),
        ({}, ""),
    ],
)
async def test_the_text_is_read_from_other_parts_if_the_message_has_no_content(
    discord: DiscordStandIn, bot: Bot, more: dict[str, Any], read: str
) -> None:
    assert await _target_text(discord, bot, await discord.say("", **more)) == read


async def test_a_quote_card_of_the_bot_is_read_word_for_word(discord: DiscordStandIn, bot: Bot) -> None:
    quote = Quote("fog", "Fog does *not* read [timetables](https://example.org).", "Ada Quill", SOURCE, about="delays")
    bot.script = replying(Card(quote, "current"))
    shown = await discord.answer(await discord.mention("fog?"))
    target_text = await _target_text(discord, bot, shown.id)
    assert target_text == f"Ada Quill\n“{quote.text}”"


async def test_a_shortcut_works_in_a_direct_message(discord: DiscordStandIn, bot: Bot) -> None:
    await discord.answer(await discord.point(CHECK, await discord.dm("> fog"), channel=DIRECT))
    event = next(event for event in bot.events if isinstance(event, Invocation))
    assert event.subject is not None
    assert (event.target.direct, event.subject.text) == (True, "“fog”")


async def _subject(discord: DiscordStandIn, bot: Bot, message: str, **place: str) -> MessageSubject:
    await discord.answer(await discord.point(CHECK, message, **place))
    event = bot.events[-1]
    assert isinstance(event, Invocation)
    assert event.subject is not None
    return event.subject


async def test_a_shortcut_tells_who_wrote_the_message_where_and_when(discord: DiscordStandIn, bot: Bot) -> None:
    written = await discord.say("Fog.", by=MANAGER)
    subject = await _subject(discord, bot, written)
    assert (subject.author, subject.author_id, subject.channel, subject.public) == ("manon", MANAGER, "#general", True)
    assert subject.link == f"https://discord.com/channels/{GUILD}/{GENERAL}/{written}"
    assert subject.sent == dt.datetime.fromisoformat(discord.board.said[written]["timestamp"])


async def test_a_direct_message_is_not_public(discord: DiscordStandIn, bot: Bot) -> None:
    written = await discord.dm("Fog.")
    subject = await _subject(discord, bot, written, channel=DIRECT)
    assert (subject.author, subject.channel, subject.public) == ("asker", "", False)
    assert subject.link == f"https://discord.com/channels/@me/{DIRECT}/{written}"


async def test_who_wrote_a_message_that_was_passed_on_is_not_known(discord: DiscordStandIn, bot: Bot) -> None:
    passed_on = await discord.say("", message_snapshots=[{"message": {"content": "Fog."}}])
    subject = await _subject(discord, bot, passed_on)
    assert (subject.text, subject.author, subject.author_id) == ("Fog.", "", "")


@deferring
async def test_a_slow_reply_to_a_shortcut_is_private(discord: DiscordStandIn, bot: Bot) -> None:
    async def late(event: Event, responder: Responder) -> None:
        await asyncio.sleep(0.25)
        await responder.send(Notice("checked"))

    bot.script = late
    asked = await discord.point(CHECK, "Fog.")
    shown = await discord.answer(asked)
    assert (shown.text, shown.private, discord.interaction(asked).answer) == ("checked", True, 5)
    assert [r.method for r in discord.requests if "@original" in r.path] == ["PATCH"]
