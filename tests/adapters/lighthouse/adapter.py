"""The adapter of the made-up platform: one question comes in, then the platform refuses the bot for good."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.errors import AccessError, DeliveryError
from bot.core.events import Message, Person, Target
from bot.core.mentions import Mention
from bot.core.ports import Clock, Delivery, EventHandler, Obstacle, Reach, Responder
from bot.core.replies import Reply
from tests.chat_driver import FakeResponder

KEEPER = Person("keeper")
HERE = Target("lighthouse", "coast", "rock")

SHOWN: list[Reply] = []
"""Replies that the keeper got."""


class LighthousePlatform:
    """Implements `core.ports.Platform`."""

    name = "lighthouse"
    rate_limit = 1.0
    edit_rate = 1.0
    reach = Reach("", frozenset(("coast",)))
    connected = True
    permissions: Sequence[Mention] = ()

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def run(self, handler: EventHandler) -> None:
        """Ask one question, keep the answer, and fail for good."""
        keeper = FakeResponder()
        question = "How many buoys mark the channel?"
        await handler.handle(Message("1", KEEPER, question, HERE, self._clock.now(), addressed=True), keeper)
        SHOWN.append(keeper.last)
        raise AccessError("the lighthouse is closed")

    async def watch(self, channels: frozenset[str]) -> None:
        """Ignore the watched channels, because there are none."""

    def render(self, reply: Reply) -> str:
        """Render a reply as text."""
        return str(reply)

    async def edit_post(self, target: Target, message_id: str, reply: Reply) -> None:
        """Refuse every edit."""
        raise DeliveryError("nothing is edited here")

    async def post(self, delivery: Delivery) -> str:
        """Refuse every post."""
        raise DeliveryError("a lighthouse takes no post")

    def link(self, target: Target) -> str:
        """Return the same link for every target."""
        return "the lighthouse"

    def responder(self, message: Message) -> Responder:
        """Return a responder that shows nothing."""
        return FakeResponder()

    async def is_public_channel(self, channel: str, workspace: str) -> bool:
        """Treat every channel as public."""
        return True

    async def owns_direct(self, target: Target, person: str) -> bool:
        """Treat every direct message as the keeper's."""
        return True

    async def roles(self, workspace: str) -> Sequence[Mention]:
        """Know no roles."""
        return ()

    async def member(self, workspace: str, person: str) -> Person | None:
        """Know nobody."""
        return None

    async def channel_name(self, target: Target) -> str:
        """Return the same name for every channel."""
        return "the lighthouse"

    def workspace_name(self, workspace: str) -> str:
        """Return no name."""
        return ""

    async def is_owner(self, person: str) -> bool:
        """Treat nobody as the owner."""
        return False

    async def cannot_hear(self, target: Target) -> Obstacle | None:
        """Hear everything."""
        return None

    async def open_dm(self, person: str) -> Target:
        """Return the only target."""
        return HERE
