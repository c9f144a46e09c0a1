"""Protocols that the core needs of platforms and of the clock. Those of the store are in `core.storage`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bot.core.events import Choice, Completion, Event, Message, Person, Target
from bot.core.forms import Form
from bot.core.mentions import Mention
from bot.core.pending import LookBack
from bot.core.replies import Reply
from bot.core.subjects import MessageSubject


class Clock(Protocol):
    """The source of the current time; tests use their own."""

    def now(self) -> dt.datetime:
        """Return the present moment in UTC, with time zone."""
        ...


class Responder(Protocol):
    """Replies to one event. An adapter makes one for each event.

    Raises DeliveryError if the platform does not accept a reply even after the adapter's own retries.
    A reply is posted at most once, even if a request had to be repeated.
    """

    @property
    def can_reply_privately(self) -> bool:
        """Return whether only the person sees a private reply. If False, all see it."""
        ...

    async def send(self, reply: Reply) -> str | None:
        """Post a reply in the channel and thread of the event, privately if asked for and possible.

        In a direct message, every reply is an ordinary message. For a Press whose action is in place, the first reply
        replaces the pressed message if it is as private, and if it is no notice. After `keep_pressed` none does. The
        first reply to a form in place does the same with the message whose button opened the form.
        Returns the new message's id, or None if the message cannot be edited later (private ones).
        """
        ...

    def keep_pressed(self) -> None:
        """Keep the pressed message as it is, because it belongs to somebody else. Replies are messages of their own."""
        ...

    async def edit(self, message_id: str, reply: Reply) -> str | None:
        """Replace one of the bot's earlier messages in the event's channel. Ignores `reply.private`.

        If that message is gone, post a new one. Returns the id of the message that has the reply now, as `send` does.
        """
        ...

    async def delete(self, message_id: str) -> None:
        """Delete one of the bot's earlier messages in the event's channel. One that is already gone is no error."""
        ...

    async def delete_pressed(self) -> bool:
        """Delete the message that was pressed, even if only the person sees it. Return whether that was possible.

        The action must be in place.
        """
        ...

    async def dismiss(self) -> None:
        """End the event without any reply: the platform shows neither an error nor a waiting sign. Never raises."""
        ...

    async def open_form(self, form: Form) -> bool:
        """Show a form to the person. Return False if the platform can't: after a plain message, or after a reply.

        Raises UserError if a text of the form is longer than its field takes.
        """
        ...

    async def identify(self, person: Person) -> Person:
        """Fill in the rights and the time zone of the event's author, if the event did not have them.

        The rights are those to manage the channel and the workspace. Roles and permissions are filled in, too. Unknown
        rights are False. Somebody of another workspace has none.
        """
        ...

    async def look_up(self, subject: MessageSubject) -> MessageSubject:
        """Fill in what the event did not say of the message that it is about: names, and who may read the message.

        Takes a second at most, so a form can still be opened. What could not be found out stays empty.
        """
        ...

    async def missing_permission(self) -> str | None:
        """Return why the bot could not post in the event's channel later, or None if nothing is known to prevent it.

        The sentence names the missing permission or invitation, and says who can give it.
        """
        ...

    async def managers(self) -> str:
        """Return who manages the event's channel, as in "a workspace admin". Empty if that is not known."""
        ...


class EventHandler(Protocol):
    """The conversation, as an adapter sees it. Never raises: it reports errors to the person and logs them."""

    async def handle(self, event: Event, responder: Responder) -> None:
        """Handle one event and answer through its responder."""
        ...

    async def look_back(self, platform: str, lost: dt.datetime | None) -> LookBack | None:
        """Say where a platform should look for messages that it missed; None if nowhere.

        `lost` is when it lost its connection; None for the first connection since the start.
        """
        ...

    async def complete(self, asked: Completion) -> Sequence[Choice]:
        """Return at most 25 completions of what somebody is typing, the most likely first. Takes milliseconds."""
        ...


class Lease(Protocol):
    """The right to post something. Another process gets it if this one takes too long."""

    async def renew(self) -> None:
        """Renew the lease; called before each try to post. Raises LeaseLost if another process has it."""
        ...

    def check(self) -> None:
        """Check the time left, just before sending. Raises LeaseLost if it may end before the request arrives."""
        ...


class NoLease:
    """A lease for what nobody else posts."""

    async def renew(self) -> None:
        """Do nothing, as nobody else posts this."""

    def check(self) -> None:
        """Do nothing, as this lease never ends."""


class LeaseLost(Exception):  # noqa: N818 - not an error: another process does the work
    """Another process posts the message, or is about to."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why messages that don't address the bot don't reach it."""

    sentence: str
    """What is missing, and who can change it. If it is not certain: what is missing if the bot stays silent."""
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something to post in a channel without a request."""

    target: Target
    body: str
    """The result of `Platform.render`, from this process or another one."""
    key: str
    """16 characters, the same for every try. The platform posts only once under one key."""
    lease: Lease
    again: dt.datetime | None = None
    """When it was first tried, maybe by a process that has ended. It may have been posted since then."""
    abandoned: float | None = None
    """Seconds since another process lost its lease, maybe while it was posting; None if none did."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Which subscriptions a bot serves. Other bots, even on the same store, serve the others."""

    bot: str
    """The bot's id, unique on its platform and the same in all its processes. Empty if there can be only one."""
    workspaces: frozenset[str]
    """Ids of the workspaces that the bot is in, as in `Target.workspace`."""


class Platform(Protocol):
    """A chat platform, connected through an adapter."""

    @property
    def rate_limit(self) -> float:
        """Return how many deliveries a second the platform accepts, for all channels together."""
        ...

    @property
    def edit_rate(self) -> float:
        """Return how many earlier posts a second may be edited without an event: half of what the platform allows."""
        ...

    @property
    def reach(self) -> Reach | None:
        """Return what the bot serves. None if it can't deliver now, as it never was connected or has stopped."""
        ...

    @property
    def connected(self) -> bool:
        """Return whether events reach the bot now. Unlike `reach`, this ends when the connection is lost."""
        ...

    async def owns_direct(self, target: Target, person: str) -> bool:
        """Return whether a direct message with a person is known to be this bot's, and not another bot's.

        Raises DeliveryError if that can't be found out now.
        """
        ...

    def responder(self, message: Message) -> Responder:
        """Make a responder for a message that was read earlier. Raises DeliveryError if the bot isn't connected."""
        ...

    def render(self, reply: Reply) -> str:
        """Render a reply for the platform, as the text for `Delivery.body`."""
        ...

    async def edit_post(self, target: Target, message_id: str, reply: Reply) -> None:
        """Replace one of the bot's earlier messages, though no event asks for it. Twice does no harm.

        Raises ClosedError if the message can't be changed any more, RefusedError if the platform refuses the content,
        and DeliveryError if it may be tried again later.
        """
        ...

    async def post(self, delivery: Delivery) -> str:
        """Post something and return the message's id. Tries again for a while if that may help.

        Raises ClosedError if the bot can't post in the channel, and RefusedError if the platform refuses the content.
        Raises LeaseLost, and DeliveryError if it may be tried again later with `again`.
        """
        ...

    def link(self, target: Target) -> str:
        """Return the name or the address of a channel, or both, for people who can open it."""
        ...

    async def is_public_channel(self, channel: str, workspace: str) -> bool:
        """Return whether all members of a workspace may read one of its channels; False if unknown."""
        ...

    @property
    def permissions(self) -> Sequence[Mention]:
        """Return the permissions by which people of any workspace can be told apart; empty if there are none."""
        ...

    async def roles(self, workspace: str) -> Sequence[Mention]:
        """Return the roles or the user groups of a workspace.

        Raises UserError if somebody must first allow the bot to see them, and DeliveryError if they can't be found out
        now.
        """
        ...

    async def member(self, workspace: str, person: str) -> Person | None:
        """Return a person, given by their id, with what they may do in a workspace. None if they are no member.

        Whether they manage a channel is not filled in. Raises DeliveryError if it can't be found out now.
        """
        ...

    async def channel_name(self, target: Target) -> str:
        """Return the name of a channel as people write it, such as "#general", or else its address."""
        ...

    async def cannot_hear(self, target: Target) -> Obstacle | None:
        """Return what keeps the bot from hearing and answering all messages of a channel; None if nothing is known."""
        ...

    async def open_dm(self, person: str) -> Target:
        """Open a direct message with a person. Raises DeliveryError if that is not possible."""
        ...

    def workspace_name(self, workspace: str) -> str:
        """Return the name of a workspace in which the bot is; empty if it is not known."""
        ...

    async def is_owner(self, person: str) -> bool:
        """Return whether a person owns the bot, as far as the platform tells. Raises DeliveryError if it can't now."""
        ...

    @property
    def name(self) -> str:
        """Return the platform's name in targets and keys: "discord", "slack" or "terminal"."""
        ...

    async def run(self, handler: EventHandler) -> None:
        """Serve until cancelled, and reconnect as often as needed. Raises AccessError if the platform refuses the bot.

        After cancelling, it takes no more events, lets running handlers finish, then disconnects.
        """
        ...

    async def watch(self, channels: frozenset[str]) -> None:
        """Set the watched channels (ids) of the platform. Called at start and after each change."""
        ...


@runtime_checkable
class Announcer(Protocol):
    """A platform that can show a line beside the bot's name."""

    async def announce(self, line: str) -> None:
        """Show a line from now on, also after each new connection. Empty for none. Never raises."""
        ...
