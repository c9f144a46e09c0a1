"""What comes in: events as the core sees them, with every platform's markup already gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever wrote, invoked or pressed."""

    id: str
    name: str = ""
    bot: bool = False
    """True for other bots, webhooks and ourselves: they are never answered."""
    manager: bool = False
    """May manage the channel. `Responder.identify` fills it in if the platform did not say so with the event."""
    admin: bool = False
    """Manages the whole workspace, and so may see what was asked anywhere in it; filled in as `manager` is."""
    zone: str = ""
    """IANA name of the time zone that they live by, filled in as `manager` is where the platform knows it."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where something was said. Ids are the platform's own."""

    platform: str
    workspace: str
    """Discord server or Slack team; empty in a Discord direct message and in the terminal."""
    channel: str
    thread: str | None = None
    direct: bool = False
    """A direct message between one person and the bot."""

    @property
    def place(self) -> str:
        """The channel's name in keys: unique over platforms, the same for all of its threads."""
        return f"{self.platform}:{self.workspace}:{self.channel}"


@dataclass(frozen=True, slots=True)
class Message:
    """Something written in a channel, or a later version of it."""

    id: str
    author: Person
    text: str
    """What was written; mentions of the bot removed, other markup turned into the words that a reader sees."""
    target: Target
    sent: dt.datetime
    """When it was first written, with time zone."""
    addressed: bool
    """The bot is mentioned or replied to, or it is a direct message."""
    revision: str | None = None
    """None when first written; after an edit, a text that differs for each edit."""

    @property
    def key(self) -> str:
        """The message's identity over redeliveries, twin events and edits."""
        return f"{self.target.place}:{self.id}"


@dataclass(frozen=True, slots=True)
class Deletion:
    """A message was deleted."""

    id: str
    target: Target

    @property
    def key(self) -> str:
        """The key of the message that was deleted."""
        return f"{self.target.place}:{self.id}"


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command of the table was called: a slash command, or its words in the terminal or after a mention."""

    id: str
    author: Person
    target: Target
    command: str
    """Full name in the table, such as "ask" or "watch on"."""
    options: Mapping[str, str | bool] = field(default_factory=dict)
    """Only options that the table declares and the person gave; flags are bool, all else is text."""
    target_text: str | None = None
    """What the message says on which the command was called by its shortcut, None where it was called otherwise.

    Markup is gone as from a `Message`, but a quoted line (`>`) stands in the marks of a quotation, as “such a line”.
    """
    message_key: str | None = None
    """Key of the message in which the command was typed; None if the platform called it."""
    private: bool = False
    """Only the person sees the reply; the conversation fills it in from the command."""

    @property
    def key(self) -> str:
        """The invocation's identity over redeliveries."""
        return self.message_key or f"{self.target.platform}:{self.id}"


@dataclass(frozen=True, slots=True)
class CommandLine:
    """A command was typed as a line, after a slash; the conversation reads it."""

    id: str
    author: Person
    target: Target
    line: str
    """Without the slash, such as "ask --private Who is it?"."""

    @property
    def key(self) -> str:
        """The line's identity over redeliveries."""
        return f"{self.target.platform}:{self.id}"


@dataclass(frozen=True, slots=True)
class FormSubmission:
    """A form was filled in and sent."""

    id: str
    author: Person
    target: Target
    code: str
    """That of the form, see `core.forms.Form`."""
    values: Mapping[str, str]
    """What was filled in, by the names of the fields; empty texts for what was left out."""

    @property
    def key(self) -> str:
        """The submission's identity over redeliveries."""
        return f"{self.target.platform}:{self.id}"


@dataclass(frozen=True, slots=True)
class Completion:
    """Somebody is typing an option of a command and wants to see what fits."""

    command: str
    """Full name in the table."""
    option: str
    typed: str
    """What was typed so far; empty where nothing was."""
    keys: bool = False
    """A picker asks, whose action takes keys; otherwise the values are words that the option takes."""


CHOICES, CHOICE_LENGTH = 25, 100
"""How many choices are offered at once, and how many characters the value and the label of one may have."""
COMPLETE_WITHIN = 2.0
"""Seconds within which choices must be there; the platforms show nothing that comes after three."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: what fits an option that is being typed, or an entry of a picker."""

    value: str
    """What is given when it is chosen, at most 100 characters: of a completion, words that the option takes; of a
    picker, a key for its action."""
    label: str
    """What the person reads; adapters shorten it to their limit."""


NO_EXCHANGE = "-"
"""Stands for the exchange of an action that needs none."""


@dataclass(frozen=True, slots=True)
class Action:
    """What a button or a picker does. Its code travels through the platform and back, so that it outlives a restart."""

    name: str
    """A feature declares it, see `core.declarations.action`."""
    exchange: str
    """Id of the stored exchange, or digest, that it belongs to; `NO_EXCHANGE` if it needs none."""
    value: str = ""
    """Which one, such as the id of a statement, a page or a speaker's key. Empty in the action of a picker and in that
    of a digest: the value is added to it."""

    @property
    def code(self) -> str:
        """At most 100 characters, Discord's limit for a custom id: exchange ids have 16, statement ids at most 64."""
        return f"{self.name}:{self.exchange}:{self.value}"

    @classmethod
    def decode(cls, code: str) -> Action | None:
        """Turn a code back into its action; None if it does not look like one. `Menu.decode` knows which there are."""
        name, colon, rest = code.partition(":")
        exchange, more, value = rest.partition(":")
        if not (name and colon and more and exchange) or ":" in value:
            return None
        return cls(name, exchange, value)


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed, or an entry of a picker chosen."""

    id: str
    author: Person
    target: Target
    code: str
    """The button's code, or the picker's with the value of the choice at its end; `Menu.decode` reads it."""

    @property
    def key(self) -> str:
        """The press's identity over redeliveries."""
        return f"{self.target.platform}:{self.id}"


Event: TypeAlias = Message | Deletion | CommandLine | Invocation | Press | FormSubmission
