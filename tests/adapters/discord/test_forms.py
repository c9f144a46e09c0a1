"""Open forms, read their values, and do not open a form if Discord would refuse it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.adapters.discord.modals import modal, submitted_choices, submitted_code, submitted_values
from bot.core.controls import Button
from bot.core.events import Action, Choice, Event, FormSubmission, Message, Press
from bot.core.forms import DATE_HINT, LABEL_LENGTH, MOST_FIELDS, TEXT_LENGTH, TITLE_LENGTH, Form, FormField
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.features.ask.replies import Suggestions
from tests.adapters.discord.conftest import QUICK, Bot, deferring
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import ASKER, GENERAL, MANAGER

KINDS = (Choice("fact", "A fact"), Choice("quote", "A quote"))
FORM = Form(
    "correct",
    "Correct a fact",
    (
        FormField("text", "Text", "paragraph", value="Fog does\nnot read.", limit=300),
        FormField("kind", "What is it?", "choice", value="quote", choices=KINDS, hint="Choose one"),
        FormField("note", "Why", required=False, hint="Seen by curators only"),
    ),
    value="fog-delays",
)


class Opener:
    """Opens a form for every event, and keeps whether that worked. Answers a submitted form with thanks."""

    def __init__(self, bot: Bot, form: Form = FORM, *, after: float = 0.0) -> None:
        self.opened: list[bool] = []
        self._form, self._after = form, after
        bot.script = self._handle

    async def _handle(self, event: Event, responder: Responder) -> None:
        if isinstance(event, FormSubmission):
            await responder.send(Notice("thanks", private=True))
            return
        await asyncio.sleep(self._after)
        self.opened.append(await responder.open_form(self._form))
        if not self.opened[-1]:
            await responder.send(Notice("type it instead", private=True))


async def test_a_command_opens_a_form_and_its_values_reach_the_handler(discord: DiscordStandIn, bot: Bot) -> None:
    opener = Opener(bot)
    asked = await discord.invoke("help")
    form = await discord.form(asked)
    assert (form.title, form.labels) == ("Correct a fact", ("Text", "What is it?", "Why"))
    assert form.hints == ("", "Choose one", "Seen by curators only")
    assert form.choices == {"kind": ("A fact", "A quote")}
    assert form.values == {"text": "Fog does\nnot read.", "kind": "quote", "note": ""}
    assert (form.long, form.required) == (("text",), ("text", "kind"))
    sent = await discord.submit(asked, text="Fog can read.", kind="fact", by=MANAGER)
    shown = await discord.answer(sent)
    assert (shown.text, shown.private, opener.opened) == ("thanks", True, [True])
    event = bot.events[-1]
    assert isinstance(event, FormSubmission)
    assert (event.id, event.code) == (sent, FORM.code)
    assert event.values == {"text": "Fog can read.", "kind": "fact", "note": ""}
    assert (event.author.id, event.author.manager, event.target.channel) == (MANAGER, True, GENERAL)


EVERY_KIND = Form(
    "correct",
    "Correct a fact",
    (
        FormField("text", "Text", "paragraph", value="Fog.", least=3, limit=30, help="One statement"),
        FormField("date", "Date", "date", required=False, value="last may", problem="I can't read *this*."),
        FormField("asks", "Questions", "choices", choices=KINDS, chosen=("quote", "gone"), required=False),
        FormField("ticks", "Topics", "choices", choices=KINDS),
    ),
    note="Your last entry was *not* saved.",
)


async def test_dates_ticks_help_and_notes_are_shown(discord: DiscordStandIn, bot: Bot) -> None:
    Opener(bot, EVERY_KIND)
    asked = await discord.invoke("help")
    form = await discord.form(asked)
    assert form.texts == ("Your last entry was *not* saved.",)
    assert form.notes == ("One statement", "⚠️ I can't read *this*.", "", "")
    assert form.hints == ("", DATE_HINT, "", "")
    assert form.values == {"text": "Fog.", "date": "last may", "asks": "quote", "ticks": ""}
    assert form.choices == dict.fromkeys(("asks", "ticks"), ("A fact", "A quote"))
    for refused in ({"text": "Fo"}, {"ticks": ""}):
        with pytest.raises(AssertionError):
            await discord.submit(asked, **{"ticks": "fact", **refused})
    await discord.answer(await discord.submit(asked, date="2026-11-30", asks="", ticks="A fact\nA quote"))
    event = bot.events[-1]
    assert isinstance(event, FormSubmission)
    assert event.values == {"text": "Fog.", "date": "2026-11-30"}
    assert event.chosen == {"asks": (), "ticks": ("fact", "quote")}


def test_a_form_with_five_fields_has_no_room_for_its_problem() -> None:
    fields = tuple(FormField(str(n), "Text") for n in range(MOST_FIELDS))
    full, short = Form("correct", "t", fields, problem="Known."), Form("correct", "t", fields[1:], problem="Known.")
    assert [len(modal(form)["components"]) for form in (full, short)] == [5, 5]
    assert modal(short)["components"][0]["content"] == "⚠️ Known."


async def test_a_form_is_opened_although_messages_wait(discord: DiscordStandIn, bot: Bot) -> None:
    go, opened = asyncio.Event(), Opener(bot)
    open_form = bot.script

    async def hold_messages(event: Event, responder: Responder) -> None:
        await (go.wait() if isinstance(event, Message) else open_form(event, responder))

    bot.script = hold_messages
    for _ in range(5):  # more than one channel may have at once
        await discord.mention("x")
    await bot.event(3)
    await discord.form(await discord.invoke("ask"))
    await discord.until(lambda: opened.opened)
    go.set()
    assert opened.opened == [True]


@pytest.mark.parametrize("timeouts", [replace(QUICK, form_within=0.2)], indirect=True)
async def test_a_form_is_not_opened_after_the_time_that_is_left_for_it(discord: DiscordStandIn, bot: Bot) -> None:
    opener = Opener(bot, after=0.25)
    asked = await discord.invoke("ask")
    assert (await discord.answer(asked)).text == "type it instead"
    assert (opener.opened, discord.interaction(asked).answer) == ([False], 5)


async def test_a_button_opens_a_form_and_its_message_keeps_the_button(discord: DiscordStandIn, bot: Bot) -> None:
    async def suggest(event: Event, responder: Responder) -> None:
        await responder.send(Suggestions((Button("Correct", Action("why", "e" * 16)),), private=False))

    bot.script = suggest
    shown = await discord.answer(await discord.mention("x"))
    Opener(bot)
    asked = await discord.press(shown, "Correct")
    reply = await discord.answer(await discord.submit(asked, note="A slip", by=ASKER))
    assert (reply.text, reply.private, reply.id != shown.id) == ("thanks", True, True)
    assert discord.board.find(shown.id).shown.buttons == ("Correct",)


@deferring
@pytest.mark.parametrize("after", [0.0, 0.25])
@pytest.mark.parametrize("private", [True, False])
async def test_the_reply_to_a_form_in_place_replaces_the_message_that_opened_it(
    discord: DiscordStandIn, bot: Bot, after: float, private: bool
) -> None:
    async def open_and_save(event: Event, responder: Responder) -> None:
        if isinstance(event, Press):
            await responder.open_form(replace(FORM, name="digest", value=""))
            return
        if isinstance(event, FormSubmission):
            await asyncio.sleep(after)
        label = "Saved" if isinstance(event, FormSubmission) else "Set up"
        await responder.send(Suggestions((Button(label, Action("digest-form", "-")),), private=private))

    bot.script = open_and_save
    shown = await discord.answer(await discord.invoke("help"))
    pressed = await discord.press(shown, "Set up")
    saved = await discord.answer(await discord.submit(pressed))
    assert (saved.id, saved.buttons, saved.private) == (shown.id, ("Saved",), private)
    assert len(discord.seen()) == 1


@deferring
@pytest.mark.parametrize("after", [0.0, 0.25])
async def test_a_form_is_not_opened_after_another_reply(discord: DiscordStandIn, bot: Bot, after: float) -> None:
    opened: list[bool] = []

    async def answer_first(event: Event, responder: Responder) -> None:
        await asyncio.sleep(after)
        await responder.send(Notice("first"))
        opened.append(await responder.open_form(FORM))

    bot.script = answer_first
    await discord.answer(await discord.invoke("help"))
    await discord.until(lambda: opened)
    assert opened == [False]


@deferring
async def test_a_form_is_not_opened_after_the_command_was_deferred(discord: DiscordStandIn, bot: Bot) -> None:
    opener = Opener(bot, after=0.25)
    asked = await discord.invoke("help")
    assert (await discord.answer(asked)).text == "type it instead"
    assert (opener.opened, discord.interaction(asked).answer) == ([False], 5)


async def test_a_form_is_not_opened_for_a_message_or_a_submitted_form(discord: DiscordStandIn, bot: Bot) -> None:
    opener = Opener(bot)
    await discord.answer(await discord.mention("x"))
    asked = await discord.invoke("help")
    await discord.form(asked)
    opened: list[bool] = []

    async def open_another(event: Event, responder: Responder) -> None:
        opened.append(await responder.open_form(FORM))
        await responder.send(Notice("no second one"))

    bot.script = open_another
    assert (await discord.answer(await discord.submit(asked))).text == "no second one"
    assert (opener.opened, opened) == ([False, True], [False])


@deferring
async def test_a_reply_can_follow_after_a_form_was_opened(discord: DiscordStandIn, bot: Bot) -> None:
    async def open_and_reply(event: Event, responder: Responder) -> None:
        assert await responder.open_form(FORM)
        await asyncio.sleep(0.25)  # longer than it takes until an unanswered command is deferred
        await responder.send(Notice("Fill it in, please", private=True))

    bot.script = open_and_reply
    asked = await discord.invoke("help")
    shown = await discord.answer(asked)
    assert (shown.text, shown.private, discord.interaction(asked).answer) == ("Fill it in, please", True, 9)


async def test_opening_a_form_succeeds_if_discord_opened_it_but_reported_an_error(
    discord: DiscordStandIn, bot: Bot
) -> None:
    opener = Opener(bot)
    discord.fail("POST", "/callback", 503, carried_out=True)
    await discord.form(await discord.invoke("help"))
    await discord.until(lambda: opener.opened)
    assert opener.opened == [True]


@deferring
@pytest.mark.parametrize("private", [True, False])
async def test_a_slow_reply_to_a_submitted_form_is_public_or_private(
    discord: DiscordStandIn, bot: Bot, private: bool
) -> None:
    Opener(bot)
    asked = await discord.invoke("help")
    await discord.form(asked)

    async def slowly(event: Event, responder: Responder) -> None:
        await asyncio.sleep(0.25)
        await responder.send(Notice("done", private=private))

    bot.script = slowly
    sent = await discord.submit(asked)
    await discord.until(lambda: "done" in [shown.text for shown in discord.seen()])
    [shown] = [shown for shown in discord.seen() if shown.text == "done"]
    assert (shown.private, discord.interaction(sent).private) == (private, True)


def test_the_longest_form_fits() -> None:
    longest = FormField("text", "l" * LABEL_LENGTH, hint="hint " * 40, value="x" * TEXT_LENGTH, limit=TEXT_LENGTH)
    made = modal(Form("correct", "t" * TITLE_LENGTH, (longest,), value="v" * 60))
    (label,) = made["components"]
    assert len(made["custom_id"]) <= 100
    assert len(label["component"]["placeholder"]) <= 100
    assert label["component"]["value"] == longest.value


def test_values_are_read_from_action_rows_and_foreign_forms_have_no_code() -> None:
    box = {"type": 18, "component": {"type": 22, "custom_id": "asks", "values": ["a", "b"]}}
    row = {"type": 1, "components": [{"type": 4, "custom_id": "text", "value": "x"}, {"type": 3, "custom_id": "kind"}]}
    data = {"custom_id": "form:correct:", "components": [row, {"type": 10, "content": "no field"}, box]}
    assert (submitted_code(data), submitted_values(data)) == ("correct:", {"text": "x", "kind": ""})
    assert submitted_choices(data) == {"asks": ("a", "b")}
    assert (submitted_code({"custom_id": "theirs:1"}), submitted_code({})) == ("", "")
