"""A new feature runs on every platform: a command, a card, a picker, buttons and a form of its own.

All of it is declared below; no adapter, conversation or router knows the feature.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.feature import Feature
from bot.core import texts
from bot.core.commands import Command, Option
from bot.core.controls import Button, Picker
from bot.core.declarations import action, command, form
from bot.core.document import Actions
from bot.core.errors import UserError
from bot.core.events import NO_EXCHANGE, Action, Choice, FormSubmission, Invocation, Press
from bot.core.forms import Form, FormField
from bot.core.ports import Responder
from bot.core.replies import Notice, Reply
from bot.knowledge.knowledge import Knowledge
from tests.contract.conftest import PLATFORMS, RunBot
from tests.samples.documents import WORDS, EveryElement

TOOLS = (Choice("hammer", "Hammer"), Choice("saw", "Saw"))
STRANGE = (Choice("saw", "Another saw"), Choice(" ", "No value"), Choice("x" * 101, "Too long"), Choice("chisel", " "))
"""Choices that some platform would refuse, and one without a label."""
REPORT = Form(
    "broken",
    "Report a broken tool",
    (
        FormField("part", "Which part?"),
        FormField("state", "How bad is it?", "choice", choices=(Choice("bad", "bad"), Choice("worse", "worse"))),
        FormField("note", "Anything else?", "paragraph", required=False),
    ),
    value="hammer",
)
NAME = Form("name", "Rename a tool", (FormField("name", "New name"),))
TOO_LONG = replace(REPORT, fields=(FormField("note", "Your note", value="x" * 300, limit=200),))


def tool_card(tool: str, *, private: bool = False) -> Reply:
    """Make a card with every kind of element."""
    labels = {"broken": "Report it", "notes": "Take notes", "rename": "Rename", "discard": "Discard"}
    buttons = tuple(Button(label, Action(name, NO_EXCHANGE, tool)) for name, label in labels.items())
    actions = Actions(buttons, (Picker("Choose a tool", Action("tool", NO_EXCHANGE), (*TOOLS, *STRANGE)),))
    return EveryElement(private=private, title=f"Title: {tool}", actions=actions)


class ToolHandlers(Feature):
    """A feature that only these tests have."""

    @command(Command("tool", "Show a tool", "tool hammer", (Option("which", "Which tool", required=True),)))
    async def tool(self, invocation: Invocation, responder: Responder) -> None:
        """Show the card of a tool."""
        await responder.send(tool_card(str(invocation.options["which"]), private=invocation.private))

    @command(Command("tools", "List the tools", "tools", private=True))
    async def list(self, invocation: Invocation, responder: Responder) -> None:
        """Show two cards, which say nothing of who may see them."""
        for tool in TOOLS:
            await responder.send(tool_card(tool.value))

    @action("tool", in_place=True)
    async def choose(self, action: Action, press: Press, responder: Responder) -> None:
        """Replace the card with the card of another tool."""
        await responder.send(tool_card(action.value))

    @action("broken")
    async def report(self, action: Action, press: Press, responder: Responder) -> None:
        """Open the form."""
        if not await responder.open_form(REPORT):
            raise UserError("I can't open a form here.")

    @action("notes")
    async def take_notes(self, action: Action, press: Press, responder: Responder) -> None:
        """Try to open a form whose text is too long for its field."""
        await responder.open_form(TOO_LONG)

    @form("broken")
    async def submit(self, submission: FormSubmission, responder: Responder) -> None:
        """Repeat the values of the form."""
        values = submission.values
        tool = submission.code.partition(":")[2]
        await responder.send(
            Notice(f"{tool}: {values['part']} is {values['state']}. Note: {values['note'] or 'none'}.")
        )

    @action("discard", managers_only=True)
    async def discard(self, action: Action, press: Press, responder: Responder) -> None:
        """Say that it was done."""
        await responder.send(Notice(f"Discarded: {action.value} (manager: {press.author.manager})"))

    @action("rename")
    async def ask_name(self, action: Action, press: Press, responder: Responder) -> None:
        """Open the form, which only a manager may send."""
        await responder.open_form(NAME)

    @form("name", managers_only=True)
    async def rename(self, submission: FormSubmission, responder: Responder) -> None:
        """Say that it was done."""
        await responder.send(Notice(f"Renamed: {submission.values['name']} (manager: {submission.author.manager})"))


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_new_feature_runs_on_every_platform(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(platform, knowledge, ToolHandlers) as chat:
        card = await chat.command("tool", "hammer")
        for text in (*WORDS, "Title: hammer"):
            assert text in card.text
        assert (card.buttons[0], card.choices[-3:]) == ("Report it", ("Hammer", "Saw", "chisel"))
        saw = await chat.choose(card, "Saw")
        assert "Title: saw" in saw.text
        answer = await chat.fill_form(
            saw, "Report it", {"Which part?": "The handle", "How bad is it?": "worse", "Anything else?": ""}
        )
        assert "hammer: The handle is worse. Note: none." in answer.text
        assert answer.private in (True, None)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_form_that_would_lose_text_is_not_opened(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(platform, knowledge, ToolHandlers) as chat:
        reply = await chat.press(await chat.command("tool", "hammer"), "Take notes")
        assert reply.text.strip() == texts.too_long_for_field("Your note", 200)
        assert reply.private in (True, None)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_buttons_and_forms_can_be_for_managers_only(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    values = {"New name": "Maul"}
    async with run_bot(platform, knowledge, ToolHandlers) as chat:
        card = await chat.command("tool", "hammer")
        assert "Discarded: hammer (manager: True)" in (await chat.press(card, "Discard", manager=True)).text
        card = await chat.command("tool", "hammer")
        assert "Renamed: Maul (manager: True)" in (await chat.fill_form(card, "Rename", values, manager=True)).text
        if platform != "terminal":  # whoever sits there manages it
            for refusal in (await chat.press(card, "Discard"), await chat.fill_form(card, "Rename", values)):
                who = {"discord": "somebody with the permission Manage Channels", "slack": "a workspace admin, or bob"}
                assert refusal.text.strip().startswith(f"{texts.MANAGERS_ONLY} Please ask {who[platform]}")
                assert refusal.private


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_all_replies_to_a_private_command_are_private(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge, ToolHandlers) as chat:
        assert [reply.private for reply in await chat.command_several("tools", 2)] == {
            "terminal": [None],
            "discord": [True, True],
            "slack": [True, True],
        }[platform]


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_new_command_is_in_the_help_of_every_platform(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge, ToolHandlers) as chat:
        reply = await chat.command("help", "all")
        assert "/tool which" in reply.text
        assert "Show a tool" in reply.text
