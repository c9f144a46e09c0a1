"""What the core asks of the platforms, and of the clock; what it asks of a store stands in `stores`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core.events import Choice, Completion, Event, Person, Target
from bot.core.forms import Form
from bot.core.replies import Reply


class Clock(Protocol):
    """Tells the time; tests bring their own."""

    def now(self) -> dt.datetime:
        """The present moment in UTC, with time zone."""
        ...


class Responder(Protocol):
    """The way back to one event; an adapter makes one for each event that it hands over.

    Raises DeliveryError where the platform does not take a reply after the adapter's own retries.
    A reply is posted at most once, however often a request had to be repeated.
    """

    @property
    def can_reply_privately(self) -> bool:
        """Whether what is private is seen by the person alone; where not, a private reply is seen by all."""
        ...

    async def send(self, reply: Reply) -> str | None:
        """Post a reply where the event came from: a reply or in the thread, private where asked and possible.

        A direct message is private as it is; a reply to one is an ordinary message there.

        For a Press, a reply as private as the pressed message takes that message's place.
        Returns the new message's id, or None where the message cannot be edited later (private ones).
        """
        ...

    async def edit(self, message_id: str, reply: Reply) -> None:
        """Replace one of our earlier messages in the event's channel; `reply.private` has no meaning here."""
        ...

    async def delete(self, message_id: str) -> None:
        """Delete one of our earlier messages in the event's channel; one that is gone already is no error."""
        ...

    async def open_form(self, form: Form) -> bool:
        """Show a form to the person. False if the platform can't here: to a plain message, or after another reply."""
        ...

    async def identify(self, person: Person) -> Person:
        """Fill in whether the author of the event manages the channel and the workspace, in doubt not, and the time
        zone, if the platform did not say so with the event."""
        ...

    async def missing_permission(self) -> str | None:
        """What keeps us from posting in the event's channel later, unasked: a sentence that names the permission or
        invitation that is missing and says who can give it. None where nothing does, as far as can be known."""
        ...


class EventHandler(Protocol):
    """The conversation, as an adapter sees it. Never raises: errors were told to the person and logged."""

    async def handle(self, event: Event, responder: Responder) -> None:
        """Take one event and answer it through its responder."""
        ...

    async def complete(self, asked: Completion) -> Sequence[Choice]:
        """What fits what somebody is typing, the likeliest first, at most 25; takes milliseconds."""
        ...


class Lease(Protocol):
    """The right to post something, which another process gets where we take too long."""

    async def renew(self) -> None:
        """Take it for another while; called before each try to post. Raises LeaseLost where another has it."""
        ...

    def check(self) -> None:
        """Raise LeaseLost where it may run out before what is about to be sent arrives; called as late as can be."""
        ...


class LeaseLost(Exception):  # noqa: N818 - not an error: another process does the work
    """Another process posts it, or is about to."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something to post in a channel of our own accord."""

    target: Target
    body: str
    """What `Platform.render` made, here or in another process."""
    key: str
    """16 characters, the same however often it is tried: what is posted twice under one key is posted once."""
    permit: Lease
    again: dt.datetime | None = None
    """When it was tried before, maybe by a process that is gone, so that it may have been posted since then."""


class Platform(Protocol):
    """A chat platform, connected through an adapter."""

    @property
    def pace(self) -> float:
        """Deliveries a second that the platform takes, all channels together."""
        ...

    @property
    def ready(self) -> bool:
        """Whether it knows us and takes deliveries; while it does not, they are better left to another process."""
        ...

    def render(self, reply: Reply) -> str:
        """Give a reply its look, as a text that `Delivery.body` takes."""
        ...

    async def post(self, delivery: Delivery) -> str:
        """Post something and return the message's id. Tries again for a while where that may help.

        Raises ClosedError where the channel can't be posted in, RefusedError where the platform refuses what is
        posted, LeaseLost, and DeliveryError where it may be tried again later with `again`.
        """
        ...

    def link(self, target: Target) -> str:
        """The address of a channel, for people who can open it."""
        ...

    async def is_public_channel(self, channel: str, workspace: str) -> bool:
        """Whether all members of a workspace may read one of its channels; in doubt not."""
        ...

    async def open_dm(self, person: str) -> Target:
        """Where one can write to a person alone. Raises DeliveryError where one can't."""
        ...

    @property
    def name(self) -> str:
        """Its name in targets and keys: "discord", "slack" or "terminal"."""
        ...

    async def run(self, handler: EventHandler) -> None:
        """Serve until cancelled, reconnecting for ever. Raises AccessError where the platform refuses us for good.

        When cancelled it stops taking events at once, lets handlers under way finish, then disconnects.
        """
        ...

    async def watch(self, channels: frozenset[str]) -> None:
        """Learn which of the platform's channels (ids) are watched now; called at start and after each change."""
        ...
