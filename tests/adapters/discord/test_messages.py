"""Read messages as events, and send, edit and delete replies."""

from __future__ import annotations

from typing import Any

from bot.core.events import Deletion, Event, Message
from bot.core.ports import Responder
from bot.core.replies import Notice
from tests.adapters.discord.conftest import Bot
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import (
    BOT_ROLE,
    DIRECT,
    GENERAL,
    GUILD,
    MANAGER,
    OTHER_BOT,
    OWNER,
    RANDOM,
    THREAD,
    user,
)


async def test_a_mention_becomes_a_message_event_and_is_answered_publicly(discord: DiscordStandIn, bot: Bot) -> None:
    question = await discord.mention("Who closed **the lock**, <@3001>?")
    shown = await discord.answer(question)
    assert shown.text == "heard Who closed the lock, @olga?"
    assert not shown.private
    event = await bot.event()
    assert isinstance(event, Message)
    assert event.addressed
    assert event.target.workspace == GUILD
    assert event.key == f"discord:{GUILD}:{GENERAL}:{question}"
    assert not event.author.manager


async def test_mentions_replies_and_direct_messages_address_the_bot(discord: DiscordStandIn, bot: Bot) -> None:
    for text, more in (
        (f"<@!{discord.bot}> one", {}),
        (f"<@&{BOT_ROLE}> two", {}),
        ("three", {"type": 19, "mentions": [user(discord.bot)]}),
        ("four", {"channel": DIRECT}),
        (f"<@{discord.bot}> five", {"channel": THREAD}),
    ):
        message = await discord.say(text, **more)
        await discord.answer(message)
    assert [e.text for e in bot.events if isinstance(e, Message)] == ["one", "two", "three", "four", "five"]
    assert [e.target.direct for e in bot.events if isinstance(e, Message)] == [False, False, False, True, False]


async def test_messages_of_bots_webhooks_and_discord_itself_are_ignored(discord: DiscordStandIn, bot: Bot) -> None:
    await discord.mention("a bot's words", by=OTHER_BOT)
    await discord.mention("a webhook's words", webhook_id="77")
    await discord.mention("a note", type=6)
    await discord.say("not for the bot")
    last = await discord.mention("last")
    await discord.answer(last)
    assert [getattr(event, "id", "") for event in bot.events] == [last]


async def test_managers_are_recognized_by_role_or_by_owning_the_server(discord: DiscordStandIn, bot: Bot) -> None:
    await discord.mention("a", by=MANAGER)
    await discord.mention("b", by=OWNER)
    await bot.event(2)
    assert all(isinstance(e, Message) and e.author.manager for e in bot.events)


async def test_messages_in_watched_channels_are_read_without_a_mention(discord: DiscordStandIn, bot: Bot) -> None:
    assert discord.gateway.identified == [1 | 1 << 9 | 1 << 12]
    await bot.platform.watch(frozenset({RANDOM}))
    await discord.connected(content=True)
    await discord.say("elsewhere", channel=GENERAL)
    message = await discord.say("over here", channel=RANDOM)
    event = await bot.event()
    assert (event.id, event.text, event.addressed) == (message, "over here", False)
    await bot.platform.watch(frozenset())
    await discord.say("no more", channel=RANDOM)
    last = await discord.mention("last")
    await discord.answer(last)
    assert [e.id for e in bot.events] == [message, last]


async def test_watching_costs_one_session_however_often_it_is_switched(discord: DiscordStandIn, bot: Bot) -> None:
    for _ in range(10):
        await bot.platform.watch(frozenset({RANDOM}))
        await discord.connected(content=True)
        await bot.platform.watch(frozenset())
        await discord.answer(await discord.mention("x"))
    assert len(discord.gateway.identified) == 2


async def test_editing_a_question_edits_the_answer_and_deleting_it_deletes_the_answer(
    discord: DiscordStandIn, bot: Bot
) -> None:
    replies: dict[str, str] = {}

    async def handle(event: Event, responder: Responder) -> None:
        if isinstance(event, Deletion):
            if event.key in replies:
                await responder.delete(replies.pop(event.key))
        elif event.key in replies:
            assert isinstance(event, Message)
            await responder.edit(replies[event.key], Notice(f"now {event.text}"))
        else:
            assert isinstance(event, Message)
            replies[event.key] = await responder.send(Notice(f"first {event.text}")) or ""

    bot.script = handle
    question = await discord.mention("one")
    await discord.answer(question)
    await discord.unfold(question)
    await discord.edit(question, f"<@{discord.bot}> two")
    await discord.until(lambda: [s.text for s in discord.seen()] == ["now two"])
    assert [e.revision is None for e in bot.events if isinstance(e, Message)] == [True, False]
    other = await discord.mention("other")
    await discord.answer(other)
    await discord.delete(question, other)
    await discord.until(lambda: discord.seen() == [])


async def test_deleting_a_missing_message_is_no_error(discord: DiscordStandIn, bot: Bot) -> None:
    async def delete(event: Event, responder: Responder) -> None:
        if isinstance(event, Message):
            await responder.delete("123")
            await responder.send(Notice("done"))

    bot.script = delete
    assert (await discord.answer(await discord.mention("x"))).text == "done"


async def test_unreadable_events_are_skipped(discord: DiscordStandIn, bot: Bot) -> None:
    broken: list[Any] = [{}, {"author": 5}, {"author": {"id": "1"}, "content": f"<@{discord.bot}>"}, None, []]
    for name in (
        "MESSAGE_CREATE",
        "MESSAGE_UPDATE",
        "MESSAGE_DELETE",
        "INTERACTION_CREATE",
        "GUILD_CREATE",
        "UNHEARD_OF",
    ):
        for data in broken:
            await discord.gateway.dispatch(name, data)
    bare = {
        "id": discord.board.new_id(),
        "channel_id": GENERAL,
        "author": {"id": "8"},
        "content": f"<@{discord.bot}> bare",
    }
    await discord.gateway.dispatch("MESSAGE_CREATE", bare)
    assert (await discord.answer(str(bare["id"]))).text == "heard bare"
    assert len(discord.gateway.identified) == 1
