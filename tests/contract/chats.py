"""One way to talk to the bot on each platform, and what a person sees of its replies."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core import texts
from bot.core.models import Quote, Statement
from bot.core.router import Menu
from bot.features.verify import texts as verify_texts
from bot.storage.database import Database
from bot.verification import Flag, VerdictKind


@dataclass(frozen=True)
class Rendered:
    """What a person sees of one reply."""

    text: str
    buttons: tuple[str, ...]
    private: bool | None
    """None where a platform has one person only."""
    choices: tuple[str, ...] = ()
    """What its picker offers."""
    old: tuple[str, ...] = ()
    """What is marked as held and not given: struck through or, in plain text, [-so-]."""
    new: tuple[str, ...] = ()
    """What is marked as given and not held: bold or, in plain text, {+so+}."""
    handle: Any = None
    """The stand-in's own object, to press on."""
    asked: Any = None
    """The stand-in's own object for the message that was answered, to edit or delete."""


def parts(first: str) -> int:
    """Of how many pieces this is the first."""
    told = re.search(r"Part 1 of (\d+) of ", first)
    assert told, first
    return int(told[1])


def assert_shows(seen: Rendered, statement: Statement) -> None:
    """Check that a statement stands there to the letter, with all that belongs to it."""
    parts = [statement.source.title, texts.provenance(statement), texts.as_of(statement), statement.id]
    if isinstance(statement, Quote):
        parts += [f"“{statement.text}”", texts.attribution(statement), texts.subject(statement)]
    else:
        parts.append(statement.text)
    for part in parts:
        assert part in seen.text, part


def assert_verdict(seen: Rendered, kind: VerdictKind, quote: Quote | None, *flags: Flag) -> None:
    """Check the verdict in a word, all its warnings and no others, and the stored quotation."""
    assert seen.text.strip().startswith(verify_texts.HEADLINES[kind]), seen.text
    for flag, warning in verify_texts.WARNINGS.items():
        assert (warning in seen.text) == (flag in flags and flag != "minor"), warning
    if quote:
        assert_shows(seen, quote)
        assert bool(seen.old or seen.new) == (kind == "altered" or "minor" in flags)
    else:
        assert verify_texts.NOT_FOUND in seen.text
        assert "false" not in seen.text.casefold()
        assert not seen.old + seen.new


class PlatformDriver(ABC):
    """A person at one platform."""

    restart: Callable[[], Awaitable[None]]
    """End the bot's process, as far as it is one, and start another on the same store."""
    store: Database
    """What the bot remembers."""
    menu: Menu
    """What can be called and pressed."""

    @abstractmethod
    async def ready(self) -> None:
        """Wait until the bot is there."""

    @abstractmethod
    async def ask(self, question: str) -> Rendered:
        """Ask the bot by mention, or by just typing."""

    @abstractmethod
    async def mention_as_manager(self, text: str) -> Rendered:
        """Write to the bot in a channel, as somebody who manages it."""

    @abstractmethod
    async def ask_several(self, message: str, count: int) -> list[Rendered]:
        """Ask by mention a message that gets so many replies; in the terminal they are seen as one."""

    @abstractmethod
    async def silence(self, text: str, question: str) -> Rendered:
        """Say something and then ask a question; what is seen if the question alone was answered."""

    @abstractmethod
    async def command(
        self, name: str, text: str = "", *, private: bool = False, manager: bool = False, **options: str
    ) -> Rendered:
        """Give a command, such as "watch on", with the words of its first option and others by their names."""

    @abstractmethod
    async def press(self, seen: Rendered, label: str) -> Rendered:
        """Press a button; what is seen then."""

    @abstractmethod
    async def choose(self, seen: Rendered, label: str) -> Rendered:
        """Choose in a picker; what is seen then."""

    @abstractmethod
    async def press_code(self, seen: Rendered, code: str) -> Rendered:
        """Press a button with a code that the bot may not know; what is seen then."""

    @abstractmethod
    async def fill(self, seen: Rendered, label: str, values: Mapping[str, str]) -> Rendered:
        """Press a button that opens a form, fill in its fields by their labels, and send it; what is answered."""

    @abstractmethod
    def unasked(self) -> list[Rendered]:
        """All that the bot has posted in the channel and not as an answer to anything, the oldest first."""

    @abstractmethod
    async def complete(self, typed: str) -> tuple[str, ...]:
        """Begin to type a speaker of /quote, or into its picker; what is offered."""

    async def ask_directly(self, question: str) -> Rendered:
        """Write to the bot alone; what is seen then."""
        return await self.ask(question)

    def messages(self, seen: Rendered) -> list[str]:
        """The texts of all messages of the bot that are there, in the channel of one of them."""
        raise NotImplementedError

    async def point(self, message: str, count: int = 1) -> list[Rendered]:
        """Call the shortcut on a message that somebody wrote; so many replies."""
        raise NotImplementedError

    async def point_at(self, seen: Rendered) -> list[Rendered]:
        """Call the shortcut on a reply of the bot."""
        raise NotImplementedError

    async def passages(self, seen: Rendered) -> list[str]:
        """Press the button that brings the whole of a text; its pieces, as many as the first says."""
        raise NotImplementedError

    async def edit(self, seen: Rendered, text: str) -> Rendered:
        """Edit the message that was answered; what comes in the place of its answer, which is gone then."""
        raise NotImplementedError

    async def change(self, seen: Rendered, text: str | None, leaves: int) -> None:
        """Edit the message that was answered, or delete it, and wait until it has so many answers."""
        raise NotImplementedError

    def answers(self, seen: Rendered) -> list[Rendered]:
        """All answers to the message that was answered, as they are now."""
        raise NotImplementedError

    async def delete(self, seen: Rendered) -> None:
        """Delete the message that was answered, and wait until the answer is gone."""
        raise NotImplementedError
