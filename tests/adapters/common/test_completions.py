"""Find completions in time: none are better than an error, or than those that come too late."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import pytest

from bot.adapters.common import completions
from bot.adapters.common.completions import complete_in_time
from bot.core.events import Choice, Completion, Event, Person
from bot.core.ports import Responder
from tests.chat_driver import CHANNEL

TYPED = Completion("quote", "speaker", "Ad", CHANNEL, Person("ann"))


@dataclass
class Completer:
    """An event handler that only completes."""

    find: Callable[[Completion], Awaitable[Sequence[Choice]]]

    async def handle(self, event: Event, responder: Responder) -> None:
        """Refuse every event."""
        raise NotImplementedError

    async def look_back(self, platform: str, lost: object) -> None:
        return None

    async def complete(self, asked: Completion) -> Sequence[Choice]:
        """Find completions."""
        return await self.find(asked)


async def test_completions_are_passed_on() -> None:
    async def find(completion: Completion) -> list[Choice]:
        return [Choice("Ada", completion.typed)]

    assert await complete_in_time(Completer(find), TYPED) == (Choice("Ada", "Ad"),)


@pytest.mark.parametrize("slow", [False, True])
async def test_a_failure_or_a_late_result_gives_no_completions_and_is_logged(
    slow: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def find(completion: Completion) -> list[Choice]:
        if slow:
            await asyncio.Event().wait()
        raise ValueError("broken")

    monkeypatch.setattr(completions, "COMPLETE_WITHIN", 0.01)
    assert await complete_in_time(Completer(find), TYPED) == ()
    assert "option speaker of /quote" in caplog.text
