"""A message that points at another one checks that one, whatever other shortcuts there are."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation.reading import Reading
from bot.core.commands import Command
from bot.core.declarations import command
from bot.core.errors import UserError
from bot.core.events import UNREADABLE, Invocation
from bot.core.router import Menu
from bot.features.verify.handlers import VERIFY
from tests.chat_driver import ChatDriver

SAVE = Command("save", "Save a message", "save", shortcut="Save this")
SHARE = Command("share", "Share a message", "share", shortcut="Share this")


def reading(*commands: Command) -> Reading:
    """Read by a menu of commands."""
    features: list[Any] = [type(c.name, (), {"call": command(c)(lambda: None)}) for c in commands]
    return Reading(Menu.of(features))


def test_the_command_that_checks_is_called_on_the_other_message(chat: ChatDriver) -> None:
    asked = reading(SAVE, VERIFY_ALONE, SHARE).message(chat.message("is this right?", replied_to="“Fog.”"))
    assert isinstance(asked, Invocation)
    assert asked.command == "verify"
    assert asked.subject is not None
    assert (asked.subject.text, asked.subject.author) == ("“Fog.”", "")


def test_without_such_a_command_the_other_message_is_the_question(chat: ChatDriver) -> None:
    asked = reading(SAVE, SHARE).message(chat.message("is this right?", replied_to="When does it open?"))
    assert not isinstance(asked, Invocation)
    assert asked.text == "When does it open?"


def test_the_shortcut_that_checks_is_named_if_a_message_can_t_be_read(chat: ChatDriver) -> None:
    with pytest.raises(UserError, match="choose Check quote"):
        reading(SAVE, VERIFY_ALONE).message(chat.message("is this right?", replied_to=UNREADABLE))


VERIFY_ALONE = Command(
    VERIFY.name, VERIFY.summary, "verify", private=True, shortcut=VERIFY.shortcut, checks=VERIFY.checks
)
