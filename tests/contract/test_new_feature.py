"""A new feature runs on every platform: a command, a card, a picker, buttons and a form of its own.

All of it is declared below; no adapter, conversation or router knows the feature.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.conversation.feature import Feature
from bot.core import texts
from bot.core.commands import Command, Option
from bot.core.declarations import action, command, form
from bot.core.document import Actions, Button, Document, Fields, Heading, Panel, Picker, Row, Text
from bot.core.errors import UserError
from bot.core.events import NO_EXCHANGE, Action, Choice, FormSubmission, Invocation, Press
from bot.core.forms import Form, FormField
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.knowledge.knowledge import Knowledge
from tests.contract.conftest import PLATFORMS, RunBot

TOOLS = (Choice("hammer", "Hammer"), Choice("saw", "Saw"))
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


@dataclass(frozen=True)
class ToolCard:
    """A card of a new type."""

    tool: str
    private: bool = False

    def document(self) -> Document:
        """Show the tool, a button and a picker."""
        return Document.of(
            Panel("good"),
            Heading(f"Tool: {self.tool}"),
            Text("Handle with care", "warning"),
            Fields((Row("Shelf", "Third from the door"),)),
            Actions(
                (
                    Button("Report", Action("broken", NO_EXCHANGE, self.tool)),
                    Button("Rename", Action("rename", NO_EXCHANGE, self.tool)),
                    Button("Discard", Action("discard", NO_EXCHANGE, self.tool)),
                ),
                Picker("Choose a tool", Action("tool", NO_EXCHANGE), TOOLS),
            ),
            private=self.private,
        )


class ToolHandlers(Feature):
    """A feature that only these tests have."""

    @command(Command("tool", "Show a tool", "tool hammer", (Option("which", "Which tool", required=True),)))
    async def tool(self, invocation: Invocation, responder: Responder) -> None:
        """Show the card of a tool."""
        await responder.send(ToolCard(str(invocation.options["which"]), private=invocation.private))

    @command(Command("tools", "List the tools", "tools", private=True))
    async def list(self, invocation: Invocation, responder: Responder) -> None:
        """Show two cards, which say nothing of who may see them."""
        for tool in TOOLS:
            await responder.send(ToolCard(tool.value))

    @action("tool", in_place=True)
    async def choose(self, action: Action, press: Press, responder: Responder) -> None:
        """Replace the card with the card of another tool."""
        await responder.send(ToolCard(action.value))

    @action("broken")
    async def report(self, action: Action, press: Press, responder: Responder) -> None:
        """Open the form."""
        if not await responder.open_form(REPORT):
            raise UserError("I can't open a form here.")

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
        for text in ("Tool: hammer", "Handle with care", "Shelf", "Third from the door"):
            assert text in card.text
        assert (card.buttons[0], card.choices[-2:]) == ("Report", ("Hammer", "Saw"))
        saw = await chat.choose(card, "Saw")
        assert "Tool: saw" in saw.text
        answer = await chat.fill_form(
            saw, "Report", {"Which part?": "The handle", "How bad is it?": "worse", "Anything else?": ""}
        )
        assert "hammer: The handle is worse. Note: none." in answer.text
        assert answer.private in (True, None)


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
                assert refusal.text.strip() == texts.MANAGERS_ONLY
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
        reply = await chat.command("help")
        assert "/tool which" in reply.text
        assert "Show a tool" in reply.text
