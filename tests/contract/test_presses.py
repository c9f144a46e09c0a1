"""What follows a press: an answer to unknown buttons, and the same replies in the place of the pressed message."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.conversation.feature import Feature
from bot.core import texts
from bot.core.commands import Command
from bot.core.controls import Button
from bot.core.declarations import action, command
from bot.core.document import Actions, Document, Text
from bot.core.events import NO_EXCHANGE, Action, Invocation, Press
from bot.core.ports import Responder
from bot.knowledge.knowledge import Knowledge
from tests.contract.conftest import PLATFORMS, RunBot
from tests.waiting import until

CHATS = [name for name in PLATFORMS if name != "terminal"]
"""The platforms where a message can be replaced."""


@dataclass(frozen=True)
class Line:
    """A text with a button."""

    text: str
    private: bool = False

    def document(self) -> Document:
        """Return both."""
        return Document.of(
            Text(self.text), Actions((Button("Twice", Action("twice", NO_EXCHANGE, "x")),)), private=self.private
        )


class TwiceHandlers(Feature):
    """Answers a press with two replies."""

    @command(Command("twice", "Show a button", "twice"))
    async def show(self, invocation: Invocation, responder: Responder) -> None:
        """Show the button."""
        await responder.send(Line("Before"))

    @action("twice", in_place=True)
    async def answer(self, action: Action, press: Press, responder: Responder) -> None:
        """Send two replies."""
        await responder.send(Line("First"))
        await responder.send(Line("Second"))


@pytest.mark.parametrize("name", PLATFORMS)
@pytest.mark.parametrize("code", ["", "x", "unknown:-:v", "why"])
async def test_an_unknown_button_gets_the_same_answer_everywhere(
    name: str, code: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(name, quayside) as chat:
        seen = await chat.press_code(await chat.command("quotes"), code)
        assert seen.text.strip() == texts.NOT_MINE
        assert seen.private in (True, None)


@pytest.mark.parametrize("name", CHATS)
async def test_in_a_direct_message_a_choice_replaces_the_message_with_the_picker(
    name: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(name, quayside) as chat:
        listed = await chat.ask_directly("quotes")
        chosen = await chat.choose(listed, listed.choices[0])
        assert chosen.text != listed.text
        assert chat.messages(listed) == [chosen.text]
        assert not chosen.private


@pytest.mark.parametrize("name", CHATS)
async def test_only_the_first_reply_replaces_the_pressed_message(
    name: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(name, quayside, TwiceHandlers) as chat:
        shown = await chat.command("twice")
        await chat.press(shown, "Twice")
        await until(lambda: len(chat.messages(shown)) == 2)
        assert [text.splitlines()[0] for text in chat.messages(shown)] == ["First", "Second"]
