"""Incoming events, without any platform's markup."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

from bot.core.shorten import width
from bot.core.subjects import MessageSubject


@dataclass(frozen=True, slots=True)
class Person:
    """The author of an event."""

    id: str
    name: str = ""
    bot: bool = False
    """True for other bots, webhooks and the bot itself. They are never answered."""
    manager: bool = False
    """May manage the channel. `Responder.identify` fills it in if the event did not have it."""
    admin: bool = False
    """Manages the workspace, so may see questions from all its channels; filled in like `manager`."""
    zone: str = ""
    """IANA name of the person's time zone; filled in like `manager`, if the platform knows it."""
    roles: frozenset[str] = frozenset()
    """Ids of the roles or user groups that the person has in the workspace; filled in like `manager`."""
    permissions: frozenset[str] = frozenset()
    """Ids of what the person may do in the whole workspace, as in `Platform.permissions`; filled in like `manager`."""
    curator: bool = False
    """May change the facts. The conversation fills it in for what only curators may do."""


@dataclass(frozen=True, slots=True)
class Target:
    """A channel, with the thread if there is one. Ids are the platform's own."""

    platform: str
    workspace: str
    """Discord server or Slack team; empty in a Discord direct message and in the terminal."""
    channel: str
    thread: str | None = None
    direct: bool = False
    """A direct message between one person and the bot."""
    parent: str | None = None
    """The channel that a thread belongs to, if the thread is a channel of its own. Then `channel` and `thread` are the
    same."""
    guest: bool = False
    """The bot is no member of the place. It only answers somebody who called it there, and sees nothing else."""

    @property
    def channel_key(self) -> str:
        """Return the channel's name in keys. It is unique over platforms, and the same for all its threads."""
        return f"{self.platform}:{self.workspace}:{self.channel}"


UNREADABLE = ""
"""Instead of the text of a message that the bot can't read."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message in a channel, or an edited version of it."""

    id: str
    author: Person
    text: str
    """The text without mentions of the bot. Other markup is replaced by the words that a reader sees."""
    target: Target
    sent: dt.datetime
    """When it was first written, with time zone."""
    addressed: bool
    """The bot is mentioned or replied to, or it is a direct message."""
    revision: str | None = None
    """None for a new message; for an edited one, a text that differs for each edit."""
    to_others: bool = False
    """It mentions other people, or replies to a message of somebody else."""
    replied_to: str | None = None
    """Text of the message to which it replies, written like `MessageSubject.text`. `UNREADABLE` if the platform does
    not show it. None if it replies to none, or to the bot."""
    unheard_thread: str | None = field(default=None, compare=False)
    """The thread in which the reply is shown, if only messages that address the bot are heard there.

    Not compared: it depends on what the bot knew when the message arrived.
    """

    @property
    def key(self) -> str:
        """Return the message's identity over redeliveries, duplicate events and edits."""
        return f"{self.target.channel_key}:{self.id}"


@dataclass(frozen=True, slots=True)
class Deletion:
    """A message was deleted."""

    id: str
    target: Target

    @property
    def key(self) -> str:
        """Return the key of the message that was deleted."""
        return f"{self.target.channel_key}:{self.id}"


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command was called: as a slash command, in the terminal or after a mention."""

    id: str
    author: Person
    target: Target
    command: str
    """Full name of the command, such as "ask" or "watch on"."""
    options: Mapping[str, str | bool] = field(default_factory=dict)
    """The declared options that the person gave; flags are bool, all others are text. For those of kind "who", see
    `mentions.read_mentions`."""
    subject: MessageSubject | None = None
    """The message on which the shortcut of the command was used, or at which a reply points. None if the command was
    called otherwise."""
    message_key: str | None = None
    """Key of the message in which the command was typed; None if the platform called it."""
    private: bool = False
    """Only the person sees the reply. The conversation fills it in from the command."""
    typed: bool = False
    """The options come from a typed line, so words after a labelled value may belong to another option."""
    kept: Mapping[str, str | bool] = field(default_factory=dict)
    """The options with the word `private`, if it may be one of their words; else empty. The reply is private then."""

    @property
    def key(self) -> str:
        """Return the invocation's identity over redeliveries."""
        return self.message_key or f"{self.target.platform}:{self.id}"


@dataclass(frozen=True, slots=True)
class CommandLine:
    """A command was typed as a line after a slash; the conversation parses it."""

    id: str
    author: Person
    target: Target
    line: str
    """Without the slash, such as "ask --private Who is it?"."""

    @property
    def key(self) -> str:
        """Return the line's identity over redeliveries."""
        return f"{self.target.platform}:{self.id}"


@dataclass(frozen=True, slots=True)
class FormSubmission:
    """A form was filled in and sent."""

    id: str
    author: Person
    target: Target
    code: str
    """The code of the form, see `core.forms.Form`."""
    values: Mapping[str, str]
    """The texts, days and single choices by the names of the fields, exactly as they were given; empty if left out.

    A day is YYYY-MM-DD if the platform has a calendar. Where people type it, it is any text: `scheduling.clear_date`
    reads it.
    """
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The ticked values, by the names of the fields of kind "choices"."""

    @property
    def key(self) -> str:
        """Return the submission's identity over redeliveries."""
        return f"{self.target.platform}:{self.id}"


@dataclass(frozen=True, slots=True)
class Completion:
    """Somebody is typing an option of a command, and the platform asks for completions."""

    command: str
    """Full name of the command."""
    option: str
    typed: str
    """The text typed so far."""
    target: Target
    """The place in which it is typed. What may not be seen there is no completion."""
    author: Person
    keys: bool = False
    """A picker asks, so the values are keys for its action. Otherwise the values are words for the option."""


CHOICES, CHOICE_LENGTH = 25, 100
"""The most choices that are offered at once, and the most characters of a choice's value."""
COMPLETE_WITHIN = 2.0
"""Seconds in which completions must be ready. The platforms ignore those that come after three."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A completion of an option that is being typed, or an entry of a picker."""

    value: str
    """At most 100 characters: for a completion, the words for the option; for a picker, a key for its action."""
    label: str
    """What the person reads; adapters shorten it to their limit."""


def usable_choices(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Return the choices that every platform can show: the first `CHOICES`, each value once, each label in one line.

    A value that is blank or too long is left out, because a shorter one would be another value. A blank label becomes
    the value.
    """
    usable: dict[str, Choice] = {}
    for choice in choices:
        if choice.value.strip() and width(choice.value) <= CHOICE_LENGTH and choice.value not in usable:
            usable[choice.value] = Choice(choice.value, " ".join(choice.label.split()) or choice.value)
    return tuple(islice(usable.values(), CHOICES))


NO_EXCHANGE = "-"
"""The `exchange` of an action that needs none."""
CALL = "call"
"""Name of the action that calls a command; its value is the command line without the slash. It never changes."""
FORM_AGAIN = "form-again"
"""Name of the action that shows a form again as it was filled in; its exchange is the key of the kept text. It never
changes."""


@dataclass(frozen=True, slots=True)
class Action:
    """What a button or a picker does. The platform stores its code and sends it back, so it survives a restart."""

    name: str
    """A feature declares it, see `core.declarations.action`."""
    exchange: str
    """Id of the stored exchange, or digest, that it belongs to; `NO_EXCHANGE` if it needs none."""
    value: str = ""
    """The target, such as the id of a statement, a page or a speaker's key.

    Empty in the action of a picker or a digest, because the value is added later.
    """

    def __post_init__(self) -> None:
        """Raise ValueError if a part is missing or has a colon: the code could not be parsed."""
        if not (self.name and self.exchange) or ":" in self.name + self.exchange + self.value:
            raise ValueError(f"a button can't have the code {self.code!r}")

    @property
    def code(self) -> str:
        """Return the code. Exchange ids have 16 characters, statement ids at most 64."""
        return f"{self.name}:{self.exchange}:{self.value}"

    @classmethod
    def decode(cls, code: str) -> Action | None:
        """Parse a code. Return None if it is malformed. `Menu.decode` also checks whether the action exists."""
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
    """The button's code, or the picker's code with the value of the choice at its end; `Menu.decode` parses it."""
    chosen: tuple[str, ...] = ()
    """All values that were chosen, if it was a picker for several. Then the code has no value."""

    @property
    def key(self) -> str:
        """Return the press's identity over redeliveries."""
        return f"{self.target.platform}:{self.id}"


@dataclass(frozen=True, slots=True)
class Joined:
    """The bot was added to a server or a channel, or somebody opened the chat with it. It may introduce itself."""

    id: str
    """Of the server, the channel or the chat. The event may come more than once, such as at every opening of a chat."""
    author: Person
    """The person who added it or opened the chat; with an empty id if that is not known."""
    target: Target
    """Where to post."""
    every_time: bool = False
    """It introduces itself each time, not only once."""

    @property
    def key(self) -> str:
        """Return the key of the place, which is the same every time."""
        return f"joined:{self.target.platform}:{self.target.workspace}:{self.id}"


Event: TypeAlias = Message | Deletion | CommandLine | Invocation | Press | FormSubmission | Joined
