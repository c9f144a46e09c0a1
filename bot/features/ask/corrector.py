"""Correct answers that people can still read, after what they showed was replaced, changed or withdrawn."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import math
from collections.abc import AsyncIterator, Sequence
from typing import Final

from bot.core.errors import ClosedError, DeliveryError, RefusedError
from bot.core.exchanges import Exchange
from bot.core.outage import StoreOutage
from bot.core.ports import Clock, Platform, Reach
from bot.core.storage import Storage
from bot.curation.editing import Editing
from bot.features.ask.correcting import Correction, correction
from bot.features.ask.correction_storage import CorrectionStorage, PostedAnswer
from bot.knowledge.current import CurrentKnowledge

log = logging.getLogger(__name__)

SETTLE: Final = 10.0
"""Seconds for which a change must last before answers are corrected, so that it can be undone before."""
LOOK_EVERY: Final = 2.0
"""Seconds between two looks whether the facts have changed."""
FOR: Final = dt.timedelta(days=7)
"""How long an answer is corrected."""
_LOOK_AGAIN = 30.0
_CLAIM = dt.timedelta(minutes=5)
"""How long a process has to correct an answer before another one tries, or the same one again after a failure."""
_PAGE, _PAGES = 500, 10
"""How many answers are read at once, and how many times: only the newest are corrected."""
_LONGEST_TURN = 60.0


class AnswerCorrector:
    """Edits the answers of the last days, in the places that this process reaches, the newest first.

    Each message is edited once for each change. The store knows what it was corrected to, so another process goes on
    if this one dies. If a change is undone later, its answers are set back in the same way.
    """

    def __init__(
        self,
        platforms: Sequence[Platform],
        storage: Storage,
        editing: Editing,
        facts: CurrentKnowledge,
        clock: Clock,
        *,
        settle: float = SETTLE,
        interval: float = LOOK_EVERY,
    ) -> None:
        """Take the platforms that are served here. `settle` and `interval` are in seconds."""
        self._platforms = platforms
        self._storage = storage
        self._editing = editing
        self._facts = facts
        self._clock = clock
        self._settle = settle
        self._interval = interval
        self._seen: tuple[object, dt.date] | None = None
        """The facts and the day of the last look."""
        self._again_at = math.inf
        """When to look again though nothing has changed, on the clock of the event loop."""
        self._since: dict[tuple[str | None, str], float] = {}
        """When each change was first seen, by the statement and what counts now."""

    async def run(self) -> None:
        """Correct answers until cancelled."""
        outage = StoreOutage(log, "Could not look for answers to correct")
        while True:
            with outage:
                state = self._facts.state, self._today
                if state != self._seen or _now() >= self._again_at:
                    await self._look(state)
            await asyncio.sleep(self._interval)

    async def _look(self, state: tuple[object, dt.date]) -> None:
        """Correct what is due. End early, to begin again with the newest answer, if the facts change meanwhile."""
        live, self._again_at = self._editing.live, math.inf
        if await self._editing.entries.last_change() != live.number_in_use:
            self._look_again(_LOOK_AGAIN)  # what was saved is not in use yet, so nothing is certain
        else:
            pending: set[tuple[str | None, str]] = set()
            for platform in self._platforms:
                async for answer, wanted in self._due(platform):
                    if (self._facts.state, self._today) != state:
                        return
                    change = answer.exchange.statement_id, wanted.state
                    pending.add(change)
                    left = self._since.setdefault(change, _now()) + self._settle - _now()
                    if left > 0:
                        self._look_again(left)
                    else:
                        await self._correct(answer.exchange, wanted, platform)
            self._since = {change: since for change, since in self._since.items() if change in pending}
        self._seen = state

    async def _due(self, platform: Platform) -> AsyncIterator[tuple[PostedAnswer, Correction]]:
        """Yield the answers to correct on a platform, the newest first."""
        reach = platform.reach
        if reach is None:
            self._look_again(_LOOK_AGAIN)
            return
        last, since = None, self._clock.now() - FOR
        for _ in range(_PAGES):
            page = await self._tables.posted_answers(platform.name, since, _PAGE, last)
            for found in await asyncio.to_thread(self._wanted, page, reach):
                yield found
            if len(page) < _PAGE:
                return
            last = page[-1].exchange

    def _wanted(self, page: Sequence[PostedAnswer], reach: Reach) -> list[tuple[PostedAnswer, Correction]]:
        live, today = self._editing.live, self._today
        here = [(answer, answer.exchange.target) for answer in page]
        found = [
            (answer, correction(self._facts.at(target), live, answer, today))
            for answer, target in here
            if target.workspace in reach.workspaces
        ]
        return [(answer, wanted) for answer, wanted in found if wanted]

    async def _correct(self, exchange: Exchange, wanted: Correction, platform: Platform) -> None:
        """Edit the message of an answer, in turn and unless another process does."""
        reach, reply = platform.reach, wanted.reply()
        if reach is None or reply is None:
            return
        if not await self._storage.claim(f"correction:{exchange.id}:{wanted.state}", _CLAIM):
            self._look_again(_LOOK_AGAIN)
            return
        turn = await self._tables.next_turn(f"edits:{platform.name}:{reach.bot}", platform.edit_rate)
        await asyncio.sleep(min((turn - self._clock.now()).total_seconds(), _LONGEST_TURN))
        if await self._storage.exchange(exchange.id) != exchange or exchange.reply_id is None:
            return  # the question was edited or forgotten meanwhile
        try:
            await platform.edit_post(exchange.target, exchange.reply_id, reply)
        except (ClosedError, RefusedError) as error:
            log.info("An answer can't be corrected: %s", error)
        except DeliveryError as error:
            log.warning("An answer could not be corrected. I try again later: %s", error)
            self._look_again(_CLAIM.total_seconds())
            return
        await self._tables.note_correction(exchange.id, wanted.state)

    def _look_again(self, seconds: float) -> None:
        self._again_at = min(self._again_at, _now() + seconds)

    @property
    def _today(self) -> dt.date:
        return self._clock.now().date()

    @property
    def _tables(self) -> CorrectionStorage:
        return self._storage.tables(CorrectionStorage)


def _now() -> float:
    return asyncio.get_running_loop().time()
