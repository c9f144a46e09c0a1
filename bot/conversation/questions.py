"""What the conversation needs of the feature that answers questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.core.events import Invocation, Message
from bot.core.exchanges import Exchange
from bot.core.ports import Responder


class Questions(Protocol):
    """Answers questions: plain messages, and commands that ask a question."""

    async def answer(self, asked: Message | Invocation, responder: Responder) -> None:
        """Answer a question that is asked for the first time."""
        ...

    async def answer_again(
        self, earlier: Sequence[Exchange], asked: Message | Invocation, responder: Responder
    ) -> None:
        """Update the answers to a message after it was edited; `earlier` has one exchange at least."""
        ...
