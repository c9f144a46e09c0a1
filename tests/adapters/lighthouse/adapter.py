"""The adapter of the made-up platform: one question comes in, then the platform refuses the bot for good."""

from __future__ import annotations

from bot.core.errors import AccessError, DeliveryError
from bot.core.events import Message, Person, Target
from bot.core.ports import Clock, Delivery, EventHandler
from bot.core.replies import Reply
from tests.chat_driver import FakeResponder

KEEPER = Person("keeper")
HERE = Target("lighthouse", "coast", "rock")

SHOWN: list[Reply] = []
"""What the keeper saw."""


class LighthousePlatform:
    """Implements `core.ports.Platform`."""

    name = "lighthouse"
    rate_limit = 1.0
    ready = True

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def run(self, handler: EventHandler) -> None:
        """Ask one question, keep the answer, and go out of service."""
        keeper = FakeResponder()
        question = "How many buoys mark the channel?"
        await handler.handle(Message("1", KEEPER, question, HERE, self._clock.now(), addressed=True), keeper)
        SHOWN.append(keeper.last)
        raise AccessError("the lighthouse is closed")

    async def watch(self, channels: frozenset[str]) -> None:
        """Nothing is watched here."""

    def render(self, reply: Reply) -> str:
        """Give a reply its look."""
        return str(reply)

    async def post(self, delivery: Delivery) -> str:
        """Nothing can be posted here."""
        raise DeliveryError("a lighthouse takes no post")

    def link(self, target: Target) -> str:
        """There is one place only."""
        return "the lighthouse"

    async def is_public_channel(self, channel: str, workspace: str) -> bool:
        """Everybody sees a lighthouse."""
        return True

    async def open_dm(self, person: str) -> Target:
        """There is one place only."""
        return HERE
