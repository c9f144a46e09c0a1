"""Complete options while a person types, and choose in pickers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.core.controls import Button, Picker
from bot.core.document import Actions, Text
from bot.core.events import COMPLETE_WITHIN, Action, Choice, Completion, Press, Target
from bot.core.replies import Card, Notice
from bot.features.quotes.replies import Clarification
from tests.adapters.discord.conftest import Bot, Offer, deferring
from tests.adapters.discord.helpers import AnyReply, replying
from tests.menu import MENU
from tests.samples.discord import FACT
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import ASKER, GENERAL, GUILD

PEOPLE = (Choice("ada-quill", "Ada Quill, Harbour master"), Choice("ada-fenn", "Ada Fenn, Pilot"))
CLARIFICATION = Clarification("Who said it?", Picker("Choose a speaker", Action("check", "e" * 16), PEOPLE))


def offering(*choices: Choice) -> Offer:
    """Return a function that offers the same choices for every typed text."""

    async def offer(asked: Completion) -> Sequence[Choice]:
        return choices

    return offer


async def test_typed_text_is_completed_with_the_choices_of_the_handler(discord: DiscordStandIn, bot: Bot) -> None:
    bot.offer = offering(*PEOPLE)
    offered = await discord.complete("verify", "speaker", "ad", text="Fog does not read timetables.")
    assert offered == [(choice.label, choice.value) for choice in PEOPLE]
    await discord.complete("quote", "speaker", "")
    here = Target("discord", GUILD, GENERAL)
    assert [(typed.command, typed.option, typed.typed) for typed in bot.typed] == [
        ("verify", "speaker", "ad"),
        ("quote", "speaker", ""),
    ]
    assert [(typed.target, typed.author.id) for typed in bot.typed] == [(here, ASKER)] * 2
    assert bot.events == []


async def test_offered_choices_are_cut_to_the_limits_of_discord(discord: DiscordStandIn, bot: Bot) -> None:
    bot.offer = offering(
        Choice("v" * 101, "left out, since a shorter value is another one"),
        Choice("v" * 100, "label " * 40),
        Choice("no label", " "),
        Choice("", "no value"),
        Choice("no label", "the same again"),
        *(Choice(f"speaker {n}", f"Speaker {n}") for n in range(40)),
    )
    offered = await discord.complete("quote", "speaker", "s")
    assert len(offered) == 25
    assert [value for _, value in offered[:3]] == ["v" * 100, "no label", "speaker 0"]
    assert [name for name, _ in offered[1:3]] == ["no label", "Speaker 0"]
    assert offered[0][0].startswith("label label")
    assert offered[0][0].endswith("…")


@pytest.mark.parametrize(
    "data",
    [
        {"name": "dance", "options": [{"name": "speaker", "value": "a", "type": 3, "focused": True}]},
        {"name": "quote", "options": [{"name": "private", "value": "a", "type": 3, "focused": True}]},
        {"name": "quote", "options": [{"name": "speaker", "value": "a", "type": 3}]},
        {"name": "quote", "options": 7},
        {"name": "quote"},
    ],
)
async def test_no_choices_are_offered_for_an_unknown_command_or_option(
    discord: DiscordStandIn, bot: Bot, data: dict[str, object]
) -> None:
    bot.offer = offering(*PEOPLE)
    assert await discord.offered({"id": "1", "type": 1, **data}) == []
    assert bot.typed == []


@pytest.mark.parametrize("slow", [False, True])
async def test_no_choices_are_offered_if_the_handler_fails_or_takes_too_long(
    discord: DiscordStandIn, bot: Bot, slow: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(asked: Completion) -> Sequence[Choice]:
        if slow:
            await asyncio.Event().wait()
        raise ValueError("broken")

    bot.offer = fail
    assert await discord.complete("quote", "speaker", "ad") == []
    assert COMPLETE_WITHIN < 3  # then Discord gives up
    assert "Could not find completions" in caplog.text


async def test_choosing_in_a_picker_is_a_press_with_the_chosen_value(discord: DiscordStandIn, bot: Bot) -> None:
    bot.script = replying(CLARIFICATION)
    shown = await discord.answer(await discord.invoke("verify", text="Fog does not read timetables."))
    assert (shown.main, shown.choices, shown.buttons) == ("Who said it?", tuple(c.label for c in PEOPLE), ())
    assert shown.private
    bot.script = replying(Notice("chosen"))
    await discord.answer(await discord.choose(shown, "Ada Fenn, Pilot"))
    event = bot.events[-1]
    assert isinstance(event, Press)
    assert Action.decode(event.code) == Action("check", "e" * 16, "ada-fenn")


async def test_a_foreign_or_empty_picker_choice_is_a_press_with_an_unknown_code(
    discord: DiscordStandIn, bot: Bot
) -> None:
    """The conversation declines such a press."""
    bot.script = replying(CLARIFICATION)
    shown = await discord.answer(await discord.invoke("verify", text="x"))
    post = discord.board.find(shown.id)
    bot.script = replying(Notice("not mine"))
    for data in (
        {"custom_id": "theirs", "values": ["x"]},
        {"custom_id": CLARIFICATION.picker.action.code, "values": []},
    ):
        await discord.answer(await discord.interact(3, {"component_type": 3, **data}, pressed=post))
        event = bot.events[-1]
        assert isinstance(event, Press)
        assert MENU.decode(event.code) is None


async def test_a_press_of_a_picker_for_several_choices_has_all_of_them(discord: DiscordStandIn, bot: Bot) -> None:
    choices = tuple(Choice(key, key.title()) for key in ("ferries", "locks", "fog"))
    picker = Picker("Topics", Action("speaker", "e" * 16), choices, chosen=("fog",), most=3)
    bot.script = replying(AnyReply((Text("Which?"), Actions(pickers=(picker,)))))
    shown = await discord.answer(await discord.invoke("quote"))
    for labels, chosen in ((("Ferries", "Fog"), ("ferries", "fog")), ((), ())):
        await discord.answer(await discord.choose(shown, *labels))
        event = bot.events[-1]
        assert isinstance(event, Press)
        assert (event.code, event.chosen) == (picker.action.code, chosen)


@deferring
@pytest.mark.parametrize("name", ["another", "page", "speaker", "check"])
@pytest.mark.parametrize("slow", [0.0, 0.25])
async def test_a_reply_replaces_the_pressed_message_if_both_are_equally_private(
    discord: DiscordStandIn, bot: Bot, name: str, slow: float
) -> None:
    pressed = Button("Go on", Action(name, "e" * 16, "1"))
    for before, after in ((False, False), (True, True), (True, False), (False, True)):
        bot.script = replying(Card(FACT, "current", buttons=(pressed,), private=before))
        shown = await discord.answer(await discord.invoke("quote"))
        bot.script = replying(Card(FACT, "superseded", private=after), after=slow)
        reply = await discord.answer(await discord.press(shown, "Go on"))
        assert reply.text.startswith("⚠️ Replaced")
        assert (reply.private, reply.id == shown.id) == (after, before == after)
        if reply.id != shown.id:
            assert discord.board.find(shown.id).shown.buttons == ("Go on",)


@deferring
async def test_the_full_text_is_sent_privately_in_a_new_message(discord: DiscordStandIn, bot: Bot) -> None:
    bot.script = replying(Card(FACT, "current", buttons=(Button("Whole", Action("whole", "-", "ferry")),)))
    shown = await discord.answer(await discord.invoke("quote"))
    bot.script = replying(Notice("a piece"), after=0.25)
    reply = await discord.answer(await discord.press(shown, "Whole"))
    assert (reply.text, reply.private, reply.id == shown.id) == ("a piece", True, False)
