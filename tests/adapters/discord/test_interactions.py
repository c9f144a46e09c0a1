"""Answer commands and presses of buttons."""

from __future__ import annotations

import asyncio

from bot.core.controls import Button
from bot.core.events import Action, Event, Invocation, Press
from bot.core.ports import Responder
from bot.core.replies import Card, Notice
from bot.features.ask.replies import Suggestions
from tests.adapters.discord.conftest import Bot, Script, deferring, running
from tests.samples.discord import FACT
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import DIRECT, MANAGER

SUGGESTED = (Button("How many?", Action("show", "e" * 16, "ferry")), Button("Why this?", Action("why", "e" * 16)))


def saying(*any_texts: str, private: bool = False, after: float = 0.0) -> Script:
    """Return a script that sends these texts one after the other."""

    async def say(event: Event, responder: Responder) -> None:
        await asyncio.sleep(after)
        for text in any_texts:
            await responder.send(Notice(text, private=private))

    return say


async def test_a_command_is_parsed_and_answered_without_deferring(discord: DiscordStandIn, bot: Bot) -> None:
    bot.script = saying("here")
    asked = await discord.invoke("ask", question="How long?", private=True, unknown="x")
    shown = await discord.answer(asked)
    assert (shown.text, shown.private, discord.interaction(asked).answer) == ("here", False, 4)
    event = await bot.event()
    assert isinstance(event, Invocation)
    assert (event.command, event.options) == ("ask", {"question": "How long?", "private": True})
    assert not event.author.manager


async def test_a_command_event_marks_managers_and_direct_messages(discord: DiscordStandIn, bot: Bot) -> None:
    await discord.answer(await discord.invoke("watch on", by=MANAGER))
    await discord.answer(await discord.invoke("help", channel=DIRECT))
    watch, help_ = bot.events
    assert isinstance(watch, Invocation)
    assert isinstance(help_, Invocation)
    assert (watch.command, watch.author.manager, watch.target.direct) == ("watch on", True, False)
    assert (help_.command, help_.target.direct) == ("help", True)


async def test_a_private_reply_and_its_follow_up_are_private(discord: DiscordStandIn, bot: Bot) -> None:
    bot.script = saying("one", "two", private=True)
    shown = await discord.answers(await discord.invoke("help"), 2)
    assert [(s.text, s.private) for s in shown] == [("one", True), ("two", True)]


@deferring
async def test_a_slow_answer_is_deferred_and_arrives_public_or_private(discord: DiscordStandIn, bot: Bot) -> None:
    bot.script = saying("late", after=0.25)
    public = await discord.invoke("ask", question="x")
    await discord.until(lambda: discord.board.deleted)
    [shown] = discord.seen()
    assert (shown.text, shown.private, discord.interaction(public).private) == ("late", False, True)
    bot.script = saying("late", private=True, after=0.25)
    shown = await discord.answer(await discord.invoke("ask", question="x", private=True))
    assert (shown.text, shown.private) == ("late", True)
    shown = await discord.answer(await discord.invoke("ask", question="x"))
    assert (shown.text, shown.private) == ("late", True)


async def dismiss(event: Event, responder: Responder) -> None:
    """End an event without a reply."""
    await responder.dismiss()


async def test_an_event_without_a_reply_shows_neither_an_error_nor_a_waiting_sign(
    discord: DiscordStandIn, bot: Bot
) -> None:
    post = discord.board.find((await discord.answer(await discord.mention("x"))).id)
    before = discord.seen()
    bot.script = dismiss
    typed = discord.interaction(await discord.invoke("help"))
    await discord.until(lambda: (typed.answer, typed.original, typed.private) == (4, None, True))  # made and removed
    pressed = discord.interaction(await discord.press_code(post, "why:0123456789abcdef:"))
    await discord.until(lambda: pressed.answer == 6)
    await discord.mention("y")
    await bot.event(4)
    assert discord.seen() == before


@deferring
async def test_a_waiting_sign_that_came_first_is_removed(discord: DiscordStandIn, bot: Bot) -> None:
    async def dismiss_late(event: Event, responder: Responder) -> None:
        await asyncio.sleep(0.25)
        await responder.dismiss()

    bot.script = dismiss_late
    typed = discord.interaction(await discord.invoke("help"))
    await discord.until(lambda: typed.answer == 5)
    await discord.until(lambda: (typed.answer, typed.original) == (4, None))
    assert discord.seen() == []


async def test_unknown_interactions_reach_the_handler_and_can_be_answered_privately(
    discord: DiscordStandIn, bot: Bot
) -> None:
    """The conversation declines them, with the same words on every platform."""
    bot.script = saying("not mine", private=True)
    post = discord.board.find((await discord.answer(await discord.mention("x"))).id)
    for asked in (
        await discord.invoke("dance"),
        await discord.press_code(post, "of another bot"),
        await discord.interact(2, {"id": "1", "type": 3, "name": "ask"}),
        await discord.interact(3, {"custom_id": "x", "component_type": 3}, pressed=post),
        await discord.interact(5, {"custom_id": "modal", "components": []}),
        await discord.interact(99, {}),
    ):
        shown = await discord.answer(asked)
        assert (shown.text, shown.private) == ("not mine", True)
    assert [getattr(e, "command", None) or getattr(e, "code", None) for e in bot.events[1:]] == [
        "dance",
        "of another bot",
        "ask",
        "x",
        "",
        "",
    ]


def _suggest(bot: Bot, *, private: bool) -> None:
    """Answer every event with suggestions from now on."""

    async def suggest(event: Event, responder: Responder) -> None:
        await responder.send(Suggestions(SUGGESTED, private=private))

    bot.script = suggest


async def test_the_explanation_is_sent_privately_in_a_new_message(discord: DiscordStandIn, bot: Bot) -> None:
    for private in (False, True):
        _suggest(bot, private=private)
        shown = await discord.answer(await discord.invoke("ask", question="x"))
        bot.script = saying("because", private=True)
        reply = await discord.answer(await discord.press(shown, "Why this?"))
        assert (reply.text, reply.private, reply.id != shown.id) == ("because", True, True)
        event = bot.events[-1]
        assert isinstance(event, Press)
        assert event.code == SUGGESTED[1].action.code


@deferring
async def test_the_chosen_answer_replaces_the_suggestions_if_both_are_equally_private(
    discord: DiscordStandIn, bot: Bot
) -> None:
    for slow in (0.0, 0.25):
        for suggested, answered in ((False, False), (True, True), (True, False), (False, True)):
            _suggest(bot, private=suggested)
            shown = await discord.answer(await discord.invoke("ask", question="x"))

            async def card(event: Event, responder: Responder, private: bool = answered, slow: float = slow) -> None:
                await asyncio.sleep(slow)
                await responder.send(Card(FACT, "current", private=private))

            bot.script = card
            reply = await discord.answer(await discord.press(shown, "How many?"))
            assert reply.main.startswith(FACT.text)
            assert reply.private == answered
            assert (reply.id == shown.id) == (suggested == answered)


async def test_a_button_works_after_a_restart(discord: DiscordStandIn, bot: Bot) -> None:
    _suggest(bot, private=False)
    shown = await discord.answer(await discord.mention("x"))
    assert bot.task
    bot.task.cancel()
    await asyncio.gather(bot.task, return_exceptions=True)
    async with running(discord) as again:
        again.script = saying("still here", private=True)
        assert (await discord.answer(await discord.press(shown, "Why this?"))).text == "still here"


async def test_a_reply_to_a_command_is_retried_after_errors_and_appears_once(discord: DiscordStandIn, bot: Bot) -> None:
    bot.script = saying("once")
    for carried_out in (False, True):
        discord.fail("POST", "/callback", 503, carried_out=carried_out)
        asked = await discord.invoke("help")
        assert [s.text for s in await discord.answers(asked, 1)] == ["once"]
    discord.fail("POST", "/callback", None, carried_out=True)
    asked = await discord.invoke("help")
    await discord.answers(asked, 1)
