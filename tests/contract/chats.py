"""A driver talks to the bot on one platform; `Rendered` is a reply as a person sees it."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversation import answer_controls
from bot.conversation.conversation import Conversation
from bot.core import texts
from bot.core.models import Quote, Statement
from bot.core.router import Menu
from bot.features.ask import texts as ask_texts
from bot.features.verify import texts as verify_texts
from bot.storage.database import Database
from bot.verification import Flag, VerdictKind


@dataclass(frozen=True)
class Rendered:
    """A reply as a person sees it."""

    text: str
    buttons: tuple[str, ...]
    private: bool | None
    """None if a platform has only one person."""
    choices: tuple[str, ...] = ()
    """The choices of its picker."""
    old: tuple[str, ...] = ()
    """Words that only the stored quote has: struck through or, in plain text, [-so-]."""
    new: tuple[str, ...] = ()
    """Words that only the checked text has: bold or, in plain text, {+so+}."""
    handle: Any = None
    """The stand-in's object for this reply, to press its buttons."""
    asked: Any = None
    """The stand-in's object for the message that was answered, to edit or delete it."""


def today() -> dt.date:
    """Return the day on which the bot counts its facts."""
    return dt.datetime.now(dt.UTC).date()


def without_asker(reply: Rendered) -> str:
    """Return the text of a reply without the line that says who asked."""
    first, _, rest = reply.text.strip().partition("\n")
    return (rest if " asked: " in first or " asked for " in first else reply.text).strip()


ANSWER_BUTTONS = {ask_texts.WHY, answer_controls.FORGET_LABEL}
"""Labels of the buttons under every answer."""


def assert_answers(reply: Rendered, statement: Statement) -> None:
    """Check that a reply shows a statement as an answer, with its buttons."""
    assert_shows(reply, statement)
    assert set(reply.buttons) >= ANSWER_BUTTONS, reply.buttons


def assert_nothing(reply: Rendered, sentence: str = ask_texts.NO_FACT) -> None:
    """Check that a reply says that nothing was found, and what one can do now."""
    assert reply.text.strip().startswith(sentence), reply.text
    assert texts.WHO_IS_QUOTED in reply.buttons


def assert_shows(reply: Rendered, statement: Statement) -> None:
    """Check that a reply shows a statement word for word, with its source and dates."""
    parts = [
        statement.text,
        statement.source.title,
        texts.provenance(statement),
        texts.as_of(statement),
    ]
    if isinstance(statement, Quote):
        parts += [texts.attribution(statement), texts.subject(statement)]
    for part in parts:
        assert part in reply.text, part


def assert_verdict(reply: Rendered, kind: VerdictKind, quote: Quote | None, *flags: Flag) -> None:
    """Check the headline of a verdict, all its warnings and no others, the comparison and the stored quote."""
    assert reply.text.strip().startswith(verify_texts.HEADLINES[kind]), reply.text
    for flag, warning in verify_texts.WARNINGS.items():
        assert (warning in reply.text) == (flag in flags and flag != "minor"), warning
    if quote:
        assert_shows(reply, quote)
        assert reply.text.count(quote.source.title) == 1  # one card
    else:
        assert verify_texts.NOT_FOUND in reply.text
        assert "false" not in reply.text.casefold()
        assert verify_texts.CHECK_ANOTHER in reply.buttons
    is_compared = bool(quote) and (kind == "altered" or "minor" in flags)
    assert (verify_texts.ONLY_TYPED in reply.text) == is_compared
    assert reply.old or reply.new or not is_compared


class PlatformDriver(ABC):
    """A person at one platform."""

    asker: str = ""
    """The person's name, as it stands above a public reply to a command; empty if the bot never says it."""
    restart: Callable[[], Awaitable[None]]
    """Stop the bot and start another on the same store."""
    store: Database
    """The store of the bot."""
    me: str = ""
    """Id of the person who calls commands and presses, if it is not a manager. The terminal has only one."""
    conversation: Conversation
    """The conversation of the bot that runs now."""
    menu: Menu
    """The commands and actions of the bot."""

    @abstractmethod
    async def ready(self) -> None:
        """Wait until the bot is connected."""

    @abstractmethod
    async def ask(self, question: str) -> Rendered:
        """Ask the bot by mention or, in the terminal, by typing."""

    @abstractmethod
    async def mention_as_manager(self, text: str) -> Rendered:
        """Mention the bot in a channel, as a manager of the channel who is also an admin."""

    @abstractmethod
    async def ask_several(self, message: str, count: int) -> list[Rendered]:
        """Mention the bot and wait for `count` replies; in the terminal they are one."""

    @abstractmethod
    async def ask_after_ignored_text(self, text: str, question: str) -> Rendered:
        """Mention the bot with a text and then with a question; check that only the question is answered."""

    @abstractmethod
    async def command(
        self, name: str, text: str = "", *, private: bool = False, manager: bool = False, **options: str
    ) -> Rendered:
        """Call a command, such as "watch on". `text` is its first option; the others have their names."""

    @abstractmethod
    async def command_several(self, name: str, count: int, text: str = "") -> list[Rendered]:
        """Give a command that gets so many replies; in the terminal they are one. `text` is its first option."""

    @abstractmethod
    async def form_of(self, name: str) -> tuple[str, ...]:
        """Call a command that shows a form, and return the labels of its fields; in the terminal, the first."""

    @abstractmethod
    async def press(self, reply: Rendered, label: str, *, manager: bool = False) -> Rendered:
        """Press a button and return the reply."""

    @abstractmethod
    async def choose(self, reply: Rendered, label: str, *, manager: bool = False) -> Rendered:
        """Choose in a picker and return the reply."""

    @abstractmethod
    async def press_code(self, reply: Rendered, code: str) -> Rendered:
        """Press a button with a code that the bot may not know, and return the reply."""

    async def send_code(self, reply: Rendered, code: str) -> Rendered:
        """Send an empty form with a code, as if a button of a message had opened it, and return the reply."""
        raise NotImplementedError

    async def press_elsewhere(self, reply: Rendered, code: str) -> Rendered:
        """Press a button with a code in another channel, and return the reply there."""
        raise NotImplementedError

    @abstractmethod
    async def begin_form(self, reply: Rendered, label: str, *, manager: bool = False) -> None:
        """Press a button that opens a form."""

    @abstractmethod
    async def send_form(self, values: Mapping[str, str]) -> Rendered:
        """Fill in the fields of the open form by their labels, send it, and return the reply.

        Of several choices that are ticked, each is a line. In the terminal all fields that it asks must be given, in
        their order. On Slack the form may stay open: then the reply has its errors.
        """

    async def close_form(self) -> None:
        """Leave a form that was refused, if it is still open."""
        raise NotImplementedError

    async def fill_form(
        self, reply: Rendered, label: str, values: Mapping[str, str], *, manager: bool = False
    ) -> Rendered:
        """Press a button that opens a form, and do as `send_form` does."""
        await self.begin_form(reply, label, manager=manager)
        return await self.send_form(values)

    async def begin_form_by(self, command: str) -> None:
        """Call a command that opens a form, without any options."""
        raise NotImplementedError

    async def begin_form_on(self, shortcut: str, message: str) -> None:
        """Use a shortcut that opens a form on a message of another person."""
        raise NotImplementedError

    @abstractmethod
    def unprompted_posts(self) -> list[Rendered]:
        """Return the posts of the bot in the channel that answer nothing, the oldest first."""

    @abstractmethod
    async def complete(self, typed: str) -> tuple[str, ...]:
        """Type the beginning of a speaker, as option of /quote or in a picker; return what is offered."""

    async def watch(self) -> Rendered:
        """Let the platform send all messages to the bot, and watch the channel. Return the announcement."""
        raise NotImplementedError

    async def add_bot(self) -> Rendered:
        """Add the bot to the server or channel, and return how it introduces itself."""
        raise NotImplementedError

    async def add_bot_again(self) -> None:
        """Send the event of `add_bot` once more."""
        raise NotImplementedError

    async def add_other(self) -> None:
        """Send the same kind of event when nothing was added, or somebody else."""
        raise NotImplementedError

    async def mention(self, text: str) -> None:
        """Mention the bot, and wait for nothing."""
        raise NotImplementedError

    async def command_without_reply(self, name: str) -> None:
        """Call a command, and check that it is acknowledged and that nothing is shown, not even a waiting sign."""
        raise NotImplementedError

    async def press_without_reply(self, reply: Rendered, label: str) -> None:
        """Do the same with a button."""
        raise NotImplementedError

    async def press_as_owner(self, reply: Rendered, label: str) -> Rendered:
        """Press a button as the person who owns the bot, and return the reply."""
        raise NotImplementedError

    async def hide_channel(self) -> None:
        """Let only some people read the channel."""
        raise NotImplementedError

    async def make_readable(self) -> None:
        """Let the bot read the messages of other people to which somebody replies."""
        raise NotImplementedError

    async def say(self, text: str, *, root: Any = None) -> Any:
        """Write without a mention, in the channel or in the thread of a message. Return the stand-in's object."""
        raise NotImplementedError

    async def mention_in_thread(self, text: str, root: Any) -> None:
        """Mention the bot in the thread of a message."""
        raise NotImplementedError

    async def take_away(self, what: str) -> str:
        """Take away the bot's "place" in the channel, or its "access" to all messages. Return how it must say so."""
        raise NotImplementedError

    def mention_of_other(self) -> str:
        """Return how another person is mentioned."""
        raise NotImplementedError

    def public_texts(self) -> list[str]:
        """Return the texts of all messages of the bot that everybody can read, the oldest first."""
        raise NotImplementedError

    async def press_as_other(self, reply: Rendered, label: str) -> Rendered:
        """Press a button as another person, and return what they see."""
        raise NotImplementedError

    async def choose_as_other(self, reply: Rendered, label: str) -> Rendered:
        """Choose in a picker as another person, and return what they see."""
        raise NotImplementedError

    async def point_at(self, other: str, text: str) -> Rendered:
        """Let another person write a message; mention the bot in reply to it, and return the reply of the bot."""
        raise NotImplementedError

    async def edit_to(self, asked: Any, text: str) -> None:
        """Edit a message to a text without a mention."""
        raise NotImplementedError

    async def moderate(self, reply: Rendered) -> None:
        """Delete a message of the bot, as a moderator."""
        raise NotImplementedError

    def direct_posts(self) -> list[Rendered]:
        """Return the bot's messages in the direct message with the person, the oldest first."""
        raise NotImplementedError

    def now(self, reply: Rendered) -> Rendered:
        """Return a message of the bot as it is now."""
        raise NotImplementedError

    def edits(self, reply: Rendered) -> int:
        """Return how often a message of the bot was edited."""
        raise NotImplementedError

    def address(self, reply: Rendered) -> tuple[str, str]:
        """Return the channel of a message of the bot, as in keys, and its id."""
        raise NotImplementedError

    async def ask_directly(self, question: str) -> Rendered:
        """Ask in a direct message and return the reply."""
        return await self.ask(question)

    def messages(self, reply: Rendered) -> list[str]:
        """Return the texts of the bot's messages in the channel of a reply."""
        raise NotImplementedError

    async def complete_question(self, typed: str) -> tuple[str, ...]:
        """Type the beginning of a question as option of /ask; return what is offered. Slack offers nothing there."""
        raise NotImplementedError

    async def use_shortcut(self, message: str, count: int = 1, *, shortcut: str = "") -> list[Rendered]:
        """Use a shortcut on a message of a person and wait for `count` replies."""
        raise NotImplementedError

    async def use_shortcut_on_reply(self, reply: Rendered) -> list[Rendered]:
        """Use the shortcut on a reply of the bot."""
        raise NotImplementedError

    async def show_whole(self, reply: Rendered) -> list[str]:
        """Press the button that shows a text whole, turn all its parts, and return their texts."""
        part = await self.press(reply, texts.WHOLE)
        read = [self.text_of_part(part)]
        while texts.NEXT in part.buttons:
            part = await self.press(part, texts.NEXT)
            assert part.private in (True, None)
            read.append(self.text_of_part(part))
        return read

    def text_of_part(self, part: Rendered) -> str:
        """Return the words of one part of a text, without the line below them."""
        raise NotImplementedError

    async def edit_question(self, reply: Rendered, text: str) -> Rendered:
        """Edit the message that was answered, check that its answer is removed, and return the new answer."""
        raise NotImplementedError

    async def change_question(self, reply: Rendered, text: str | None, expected: int) -> None:
        """Edit the message that was answered, or delete it, and wait until it has `expected` answers."""
        raise NotImplementedError

    def answers(self, reply: Rendered) -> list[Rendered]:
        """Return all answers to the message that was answered, as they are now."""
        raise NotImplementedError

    async def delete_question(self, reply: Rendered) -> None:
        """Delete the message that was answered, and wait until its answer is removed."""
        raise NotImplementedError
