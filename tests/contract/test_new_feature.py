"""A feature that nobody knows runs on every platform: a command, a card, a picker, buttons and a form of its own.

Nothing of this touches an adapter, the conversation or the router: all of it is declared below.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.feature import Feature
from bot.core import texts
from bot.core.commands import Command, Option
from bot.core.declarations import action, command, form
from bot.core.document import Actions, Button, Picker
from bot.core.errors import UserError
from bot.core.events import NO_EXCHANGE, Action, Choice, FormSubmission, Invocation, Press
from bot.core.forms import Form, FormField
from bot.core.ports import Responder
from bot.core.replies import Notice, Reply
from bot.knowledge.knowledge import Knowledge
from tests.contract.conftest import PLATFORMS, RunBot
from tests.samples.documents import WORDS, EveryElement

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


TOO_LONG = replace(REPORT, fields=(FormField("note", "Your note", value="x" * 300, limit=200),))


def tool_card(tool: str, *, private: bool = False) -> Reply:
    """Make a card of a new type, with every kind of element."""
    buttons = (
        Button("Report it", Action("broken", NO_EXCHANGE, tool)),
        Button("Take notes", Action("notes", NO_EXCHANGE, tool)),
    )
    actions = Actions(buttons, Picker("Choose a tool", Action("tool", NO_EXCHANGE), TOOLS))
    return EveryElement(private=private, title=f"Title: {tool}", actions=actions)


class ToolHandlers(Feature):
    """A feature of the tests."""

    @command(Command("tool", "Show a tool", "tool hammer", (Option("which", "Which tool", required=True),)))
    async def tool(self, invocation: Invocation, responder: Responder) -> None:
        """Show the card of a tool."""
        await responder.send(tool_card(str(invocation.options["which"]), private=invocation.private))

    @action("tool", in_place=True)
    async def choose(self, action: Action, press: Press, responder: Responder) -> None:
        """Show another tool in the place of the first."""
        await responder.send(tool_card(action.value))

    @action("broken")
    async def report(self, action: Action, press: Press, responder: Responder) -> None:
        """Open the form."""
        if not await responder.open_form(REPORT):
            raise UserError("I can't open a form here.")

    @action("notes")
    async def note(self, action: Action, press: Press, responder: Responder) -> None:
        """Try to open a form whose text is too long for its field."""
        await responder.open_form(TOO_LONG)

    @form("broken")
    async def take(self, submission: FormSubmission, responder: Responder) -> None:
        """Say what was filled in."""
        values = submission.values
        what = submission.code.partition(":")[2]
        await responder.send(
            Notice(f"{what}: {values['part']} is {values['state']}. Note: {values['note'] or 'none'}.")
        )


@pytest.mark.parametrize("name", PLATFORMS)
async def test_a_new_feature_runs_on_every_platform(name: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(name, knowledge, ToolHandlers) as chat:
        card = await chat.command("tool", "hammer")
        for text in (*WORDS, "Title: hammer"):
            assert text in card.text
        assert (card.buttons[:2], card.choices[-2:]) == (("Report it", "Take notes"), ("Hammer", "Saw"))
        saw = await chat.choose(card, "Saw")
        assert "Title: saw" in saw.text
        told = await chat.fill(
            saw, "Report it", {"Which part?": "The handle", "How bad is it?": "worse", "Anything else?": ""}
        )
        assert "hammer: The handle is worse. Note: none." in told.text
        assert told.private in (True, None)


@pytest.mark.parametrize("name", PLATFORMS)
async def test_a_form_that_would_lose_text_is_not_opened(name: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(name, knowledge, ToolHandlers) as chat:
        told = await chat.press(await chat.command("tool", "hammer"), "Take notes")
        assert told.text.strip() == texts.too_long_for_field("Your note", 200)
        assert told.private in (True, None)


@pytest.mark.parametrize("name", PLATFORMS)
async def test_a_new_command_is_in_the_help_of_every_platform(name: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(name, knowledge, ToolHandlers) as chat:
        seen = await chat.command("help")
        assert "/tool which" in seen.text
        assert "Show a tool" in seen.text
