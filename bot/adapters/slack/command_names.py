"""The names of the slash commands in Slack, which may have a prefix. Pure.

Slack gives a name such as /ask to the app that was installed last. With the prefix "fact", the command is /fact-ask.
The rest of the bot knows only /ask. So names are translated in what people type, and in the bot's own sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from bot.adapters.common.command_names_in_text import CommandNamesInText
from bot.core.commands import Command
from bot.core.document import Document, Element, Fields, Group, Items, Row, Text
from bot.core.events import CommandLine, Event, Message
from bot.core.replies import Reply
from bot.core.words import Words

_PREFIX: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,19}")


def read_prefix(typed: str) -> str:
    """Read a prefix, with or without the dash after it; empty if the commands have none. Raises ValueError."""
    prefix = typed.strip().removeprefix("/").rstrip("-")
    if prefix and not _PREFIX.fullmatch(prefix):
        raise ValueError("expected at most 20 small letters, digits, - and _")
    return prefix


class CommandNames:
    """Translates the names of commands."""

    def __init__(self, commands: Iterable[Command], prefix: str = "") -> None:
        """Set the prefix of every name; it is without the dash that follows it."""
        self._prefix = f"{prefix}-" if prefix else ""
        commands = tuple(commands)
        families = {command.family for command in commands}
        self._mentioning = {c.family for c in commands if takes_mentions(c)}
        words = "|".join(sorted(map(re.escape, families), key=len, reverse=True))
        self._typed = re.compile(rf"(/?)([\w-]+-)?({words})(?![\w-])", re.IGNORECASE)
        self._mentioned = CommandNamesInText(families)

    def of(self, word: str) -> str:
        """Return the name of the command whose own name begins with `word`, with its slash."""
        return f"/{self._prefix}{word}"

    def takes_mentions(self, command: str) -> bool:
        """Return whether somebody can be mentioned in a command, given as Slack sends it."""
        match = self._typed.fullmatch(command)
        return match is not None and match[3].casefold() in self._mentioning

    def other_prefix(self, command: str) -> str | None:
        """Return the prefix with which Slack sent a command, without its dash. None if it is the one that is set."""
        match = self._typed.fullmatch(command)
        sent = (match[2] or "") if match else self._prefix
        return None if sent.casefold() == self._prefix else sent.removesuffix("-")

    def read(self, event: Event) -> Event:
        """Return what somebody typed with the command's own name. The prefix may be any: the app has its manifest."""
        match event:
            case CommandLine():
                return replace(event, line=self._plain(event.line))
            case Message() if event.text.startswith("/"):
                return replace(event, text=self._plain(event.text))
        return event

    def _plain(self, line: str) -> str:
        match = self._typed.match(line)
        return f"{match[1]}{match[3]}{line[match.end() :]}" if match else line

    def shown(self, reply: Reply) -> Reply:
        """Return the reply with the names in its sentences as people type them in Slack."""
        return _Named(reply, reply.private, self) if self._prefix else reply

    def elements(self, elements: Iterable[Element]) -> tuple[Element, ...]:
        """Translate the bot's own sentences in a document. Facts, quotes and all that is pressed stay as they are."""
        return tuple(map(self._element, elements))

    def _element(self, element: Element) -> Element:
        match element:
            case Text():
                return replace(element, text=self._words(element.text))
            case Fields():
                return replace(element, rows=tuple(map(self._row, element.rows)))
            case Items():
                return replace(element, groups=tuple(map(self._group, element.groups)))
        return element

    def _row(self, row: Row) -> Row:
        label, example = map(self.sentence, (row.label, row.example))
        return replace(row, label=label, text=self._words(row.text), example=example)

    def _group(self, group: Group) -> Group:
        return replace(group, items=tuple(map(self.elements, group.items)))

    def _words(self, words: Words) -> Words:
        if isinstance(words, str):
            return self.sentence(words)
        return tuple(self.sentence(part) if isinstance(part, str) else part for part in words)

    def sentence(self, text: str) -> str:
        """Translate the names in a sentence. Words in quotation marks stay, as they are somebody's."""
        return self._mentioned.replace(text, self.of)


def takes_mentions(command: Command) -> bool:
    """Return whether somebody can be mentioned in an option of a command."""
    return any(option.kind == "who" for option in command.options)


@dataclass(frozen=True, slots=True)
class _Named:
    """A reply that names the commands as people type them in Slack."""

    reply: Reply
    private: bool
    names: CommandNames

    def document(self) -> Document:
        """Return what the reply shows."""
        document = self.reply.document()
        return replace(document, elements=self.names.elements(document.elements))
