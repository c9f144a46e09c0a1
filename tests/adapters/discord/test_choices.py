"""Options that complete as one types, and pickers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.core.events import COMPLETE_WITHIN, Action, Choice, Completion, Press
from bot.core.replies import Button, Card, Notice, Picker
from bot.features.quotes.replies import Clarification
from tests.adapters.discord.conftest import Bot, Offer, deferring
from tests.adapters.discord.helpers import replying
from tests.menu import MENU
from tests.samples.discord import FACT
from tests.standins.discord import DiscordStandIn

PEOPLE = (Choice("ada-quill", "Ada Quill, Harbour master"), Choice("ada-fenn", "Ada Fenn, Pilot"))
WHO = Clarification("Who said it?", Picker("Choose a speaker", Action("check", "e" * 16), PEOPLE))


def offering(*choices: Choice) -> Offer:
    """Offer these, whatever is typed."""

    async def offer(asked: Completion) -> Sequence[Choice]:
        return choices

    return offer


async def test_what_is_typed_reaches_the_brain_and_its_choices_come_back(discord: DiscordStandIn, bot: Bot) -> None:
    bot.offer = offering(*PEOPLE)
    offered = await discord.complete("verify", "speaker", "ad", text="Fog does not read timetables.")
    assert offered == [(choice.label, choice.value) for choice in PEOPLE]
    await discord.complete("quote", "speaker", "")
    assert bot.typed == [Completion("verify", "speaker", "ad"), Completion("quote", "speaker", "")]
    assert bot.events == []


async def test_discord_is_offered_no_more_than_it_takes(discord: DiscordStandIn, bot: Bot) -> None:
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
async def test_nothing_is_offered_for_what_is_unknown(
    discord: DiscordStandIn, bot: Bot, data: dict[str, object]
) -> None:
    bot.offer = offering(*PEOPLE)
    assert await discord.offered({"id": "1", "type": 1, **data}) == []
    assert bot.typed == []


@pytest.mark.parametrize("slow", [False, True])
async def test_nothing_is_offered_when_the_brain_fails_or_takes_too_long(
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


async def test_a_choice_in_a_picker_is_a_press_with_its_value(discord: DiscordStandIn, bot: Bot) -> None:
    bot.script = replying(WHO)
    shown = await discord.answer(await discord.invoke("verify", text="Fog does not read timetables."))
    assert (shown.main, shown.choices, shown.buttons) == ("Who said it?", tuple(c.label for c in PEOPLE), ())
    assert shown.private
    bot.script = replying(Notice("chosen"))
    await discord.answer(await discord.choose(shown, "Ada Fenn, Pilot"))
    event = bot.events[-1]
    assert isinstance(event, Press)
    assert Action.decode(event.code) == Action("check", "e" * 16, "ada-fenn")


async def test_a_picker_of_another_bot_or_without_a_choice_is_a_press_without_a_known_code(
    discord: DiscordStandIn, bot: Bot
) -> None:
    """The conversation declines it."""
    bot.script = replying(WHO)
    shown = await discord.answer(await discord.invoke("verify", text="x"))
    post = discord.board.find(shown.id)
    bot.script = replying(Notice("not mine"))
    for data in ({"custom_id": "theirs", "values": ["x"]}, {"custom_id": WHO.picker.action.code, "values": []}):
        await discord.answer(await discord.interact(3, {"component_type": 3, **data}, pressed=post))
        event = bot.events[-1]
        assert isinstance(event, Press)
        assert MENU.decode(event.code) is None


@deferring
@pytest.mark.parametrize("name", ["another", "page", "speaker", "check"])
@pytest.mark.parametrize("slow", [0.0, 0.25])
async def test_replies_take_the_place_of_what_was_pressed_where_both_are_as_private(
    discord: DiscordStandIn, bot: Bot, name: str, slow: float
) -> None:
    pressed = Button("Go on", Action(name, "e" * 16, "1"))
    for before, after in ((False, False), (True, True), (True, False), (False, True)):
        bot.script = replying(Card(FACT, "current", buttons=(pressed,), private=before))
        shown = await discord.answer(await discord.invoke("quote"))
        bot.script = replying(Card(FACT, "superseded", private=after), after=slow)
        told = await discord.answer(await discord.press(shown, "Go on"))
        assert told.text.startswith("Superseded")
        assert (told.private, told.id == shown.id) == (after, before == after)
        if told.id != shown.id:
            assert discord.board.find(shown.id).shown.buttons == ("Go on",)


@deferring
async def test_the_whole_of_a_text_comes_beside_its_card(discord: DiscordStandIn, bot: Bot) -> None:
    bot.script = replying(Card(FACT, "current", buttons=(Button("Whole", Action("whole", "-", "ferry")),)))
    shown = await discord.answer(await discord.invoke("quote"))
    bot.script = replying(Notice("a piece"), after=0.25)
    told = await discord.answer(await discord.press(shown, "Whole"))
    assert (told.text, told.private, told.id == shown.id) == ("a piece", True, False)
