"""What comes in: events as the core sees them, with every platform's markup already gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever wrote, invoked or pressed."""

    id: str
    name: str = ""
    bot: bool = False
    """True for other bots, webhooks and ourselves: they are never answered."""
    manager: bool = False
    """May manage the channel. An adapter fills it in at least for commands that are for managers only."""
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

    @property
    def key(self) -> str:
        """The invocation's identity over redeliveries."""
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


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: what fits an option that is being typed, or an entry of a picker."""

    value: str
    """What is given when it is chosen, at most 100 characters: of a completion, words that the option takes; of a
    picker, a key for its action."""
    label: str
    """What the person reads; adapters shorten it to their limit."""


ActionName: TypeAlias = Literal["why", "show", "whole", "another", "page", "speaker", "check", "more"]
NO_EXCHANGE = "-"
"""Stands for the exchange of an action that needs none."""
IN_PLACE: frozenset[ActionName] = frozenset(("show", "another", "page", "speaker", "check"))
"""Actions whose reply takes the place of the message that was pressed, where it is as private as that one."""


@dataclass(frozen=True, slots=True)
class Action:
    """What a button or a picker does. Its code travels through the platform and back, so that it outlives a restart."""

    name: ActionName
    exchange: str
    """Id of the stored exchange, or digest, that it belongs to; `NO_EXCHANGE` where it needs none."""
    value: str = ""
    """Which one: the id of a statement to show (`show`, `whole`) or to leave behind (`another`), the number of a page
    (`page`), the key of a speaker (`speaker`, `check`), how many items of a digest were shown (`more`). Empty in the
    action of a picker and in that of a digest, where the value is put in."""

    @property
    def code(self) -> str:
        """At most 100 characters, Discord's limit for a custom id: exchange ids have 16, statement ids at most 64."""
        return f"{self.name}:{self.exchange}:{self.value}"

    @classmethod
    def decode(cls, code: str) -> Action | None:
        """Turn a code back into its action; None where it is none of ours."""
        name, colon, rest = code.partition(":")
        exchange, more, value = rest.partition(":")
        known = next((n for n in get_args(ActionName) if n == name), None)
        if known is None or not (colon and more and exchange) or ":" in value or bool(value) == (known == "why"):
            return None
        return cls(known, exchange, value)


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed, or an entry of a picker chosen."""

    id: str
    author: Person
    target: Target
    code: str
    """The button's code, or the picker's with the value of the choice at its end; `Action.decode` reads it."""

    @property
    def key(self) -> str:
        """The press's identity over redeliveries."""
        return f"{self.target.platform}:{self.id}"


Event: TypeAlias = Message | Deletion | Invocation | Press
