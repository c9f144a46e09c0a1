"""Read what a message, a typed line or a button asks for: a question, or a command with its options."""

from __future__ import annotations

from dataclasses import replace

from bot.core import pointing, private_word, texts
from bot.core.commands import PRIVATE
from bot.core.errors import UserError
from bot.core.events import CommandLine, Invocation, Message, Press
from bot.core.router import Menu
from bot.core.subjects import MessageSubject


class Reading:
    """Reads events by the commands of a menu."""

    def __init__(self, menu: Menu) -> None:
        self._menu = menu

    def message(self, message: Message) -> Message | Invocation:
        """Read the command that a message calls, or the question that it asks.

        A message that only points at the one to which it replies asks or checks that one. Raises UserError if the bot
        can't read it.
        """
        if not message.addressed:
            return message
        if message.replied_to is not None and pointing.points_at_another(message.text):
            return self._other(message, message.replied_to)
        line = self._menu.called_by(message.text)
        return message if line is None else replace(self.line(line, message), message_key=message.key)

    def line(self, line: str, event: Message | CommandLine | Press) -> Invocation:
        """Read a command that was typed, without its slash. Raises UserError."""
        typed = self._menu.read(line)
        name, options, kept = typed.command.name, typed.options, typed.kept
        return self._with_privacy(
            Invocation(event.id, event.author, event.target, name, options, typed=True, kept=kept)
        )

    def called(self, invocation: Invocation) -> Invocation:
        """Read the word `private` in the options of a command that the platform called."""
        return self._with_privacy(self._menu.with_word(invocation))

    def button(self, press: Press) -> Invocation | None:
        """Return the command that a button calls; None if it does something else.

        Its reply is private, unless the command is announced to everybody. Without options, the command shows a form
        for those that it needs.
        """
        line = self._menu.called_by_button(press.code)
        if line is None:
            return None
        bare = Invocation(press.id, press.author, press.target, line)
        invocation = bare if self._menu.find(line) else self.line(line, press)
        command = self._menu.find(invocation.command)
        return replace(invocation, private=not (command and command.announced))

    def _other(self, message: Message, other: str) -> Message | Invocation:
        """Read a message that points at another one, whose text is `other`."""
        checker = next((command for command in self._menu.commands if command.checks), None)
        if not other.strip():
            raise UserError(texts.unreadable(checker.shortcut if checker else ""))
        is_private = private_word.read(message.text).asked
        if checker and (pointing.asks_to_check(message.text) or pointing.quotes(other)):
            check = Invocation(message.id, message.author, message.target, checker.name, {PRIVATE: is_private})
            return self._with_privacy(replace(check, subject=MessageSubject(other), message_key=message.key))
        return replace(message, text=f"({PRIVATE}) {other}" if is_private else other)

    def _with_privacy(self, invocation: Invocation) -> Invocation:
        return replace(invocation, private=self._menu.is_private(invocation))
