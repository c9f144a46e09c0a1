"""Ask unanswered questions again after the facts have changed, and tell who asked them."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.conversation import answer_controls
from bot.core.errors import ClosedError, DeliveryError, RefusedError
from bot.core.events import NO_EXCHANGE, Target
from bot.core.exchanges import Exchange
from bot.core.models import Statement
from bot.core.outage import StoreOutage
from bot.core.ports import Clock, Delivery, NoLease, Platform
from bot.core.replies import Card, Notice, Reply
from bot.core.storage import Storage
from bot.features.telling import texts as telling_texts
from bot.features.telling.handlers import STOP_BUTTON
from bot.features.telling.storage import TellingStorage, Waiting
from bot.knowledge import presentation
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge

log = logging.getLogger(__name__)

LOOK_EVERY: Final = 5.0
"""Seconds between two looks whether the facts have changed."""
WAIT_FOR: Final = dt.timedelta(days=30)
"""How long people wait for an answer."""
SINCE: Final = "telling since"
"""Key of the note that says from when on questions count. So a new version sends no messages about old ones."""
_MOST, _SLICE = 2_000, 25
"""Most questions that are asked again, and how many one after the other; then people who ask now come first."""
_REST = 0.05
_CLAIM = dt.timedelta(minutes=5)
"""How long a process has to tell a person before another one tries."""
_LOOK_AGAIN = 60.0


@dataclass(frozen=True, slots=True)
class Found:
    """An answer to questions of one person."""

    exchanges: tuple[Exchange, ...]
    """The newest first."""
    target: Target
    """The place in which the newest was asked."""
    knowledge: Knowledge
    statement: Statement


class AnswerNotifier:
    """Tells people once that there is an answer to what they asked in vain.

    The questions are asked again once after each start and after each change of the facts.
    """

    def __init__(
        self,
        platforms: Sequence[Platform],
        storage: Storage,
        facts: CurrentKnowledge,
        clock: Clock,
        *,
        interval: float = LOOK_EVERY,
    ) -> None:
        """Take the platforms that are served here. `interval` is the time between two looks in seconds."""
        self._platforms = platforms
        self._storage = storage
        self._facts = facts
        self._clock = clock
        self._interval = interval
        self._asked: KnowledgeByPlace | None = None
        """The facts for which all questions were asked again."""
        self._pause = interval

    async def run(self) -> None:
        """Tell people until cancelled."""
        outage = StoreOutage(log, "Could not look for questions that have an answer by now")
        while True:
            self._pause = self._interval
            with outage:
                state = self._facts.state
                if state is not self._asked and await self._look(state):
                    self._asked = state
            await asyncio.sleep(self._pause)

    async def _look(self, state: KnowledgeByPlace) -> bool:
        """Ask everything again. Return whether all people were told who can be."""
        since = max(await self._since(), self._clock.now() - WAIT_FOR)
        is_done = True
        for platform in self._platforms:
            if platform.reach is None:
                is_done = False
                continue
            waiting = await self._tables.waiting(platform.name, since, _MOST)
            here = [one for one in waiting if await _is_here(platform, one.exchange)]
            for found in await self._answered(here, state):
                is_done &= await self._tell(found, platform)
        if not is_done:
            self._pause = max(self._interval, min(_LOOK_AGAIN, 20 * self._interval))
        return is_done

    async def _since(self) -> dt.datetime:
        """Return from when on questions count: when this first ran on the store."""
        noted = await self._storage.note(SINCE)
        if noted is None:
            noted = self._clock.now().isoformat()
            await self._storage.put_note(SINCE, noted)
        return dt.datetime.fromisoformat(noted)

    async def _answered(self, waiting: Sequence[Waiting], state: KnowledgeByPlace) -> list[Found]:
        """Ask questions again in the places in which they were asked, and put together what belongs together."""
        found: dict[tuple[str, str], Found] = {}
        for first in range(0, len(waiting), _SLICE):
            part = waiting[first : first + _SLICE]
            for one in await asyncio.to_thread(lambda part=part: list(self._ask(part, state))):  # type: ignore[misc]
                key = one.exchanges[0].person, one.statement.id
                before = found.get(key)
                found[key] = replace(before, exchanges=before.exchanges + one.exchanges) if before else one
            await asyncio.sleep(_REST)
        return list(found.values())

    def _ask(self, waiting: Sequence[Waiting], state: KnowledgeByPlace) -> Iterator[Found]:
        today = self._clock.now().date()
        for one in waiting:
            exchange = one.exchange
            knowledge = state.at(target := exchange.target)
            answer = knowledge.ask(exchange.looked_up, today=today).answer
            same = one.is_wrong and answer and (answer.id, answer.text) == (exchange.statement_id, exchange.shown_text)
            if answer and not same:
                yield Found((exchange,), target, knowledge, answer)

    async def _tell(self, found: Found, platform: Platform) -> bool:
        """Tell a person. Return False if that must be tried again."""
        exchange, ids = found.exchanges[0], [one.id for one in found.exchanges]
        if await self._tables.has_answer(exchange, found.statement.id):
            await self._tables.note_told(ids)
            return True
        key = f"tell:{exchange.id}"
        if not await self._storage.claim(key, _CLAIM):
            return False
        once = hashlib.sha256(key.encode()).hexdigest()[:16]
        try:
            await self._deliver(found, platform, once)
        except (ClosedError, RefusedError) as error:
            log.info("Somebody can't be told that there is an answer: %s", error)
        except DeliveryError as error:
            log.warning("Somebody could not be told that there is an answer. I try again later: %s", error)
            return False
        await self._tables.note_told(ids)
        return True

    async def _deliver(self, found: Found, platform: Platform, once: str) -> None:
        """Write to a person or, if that is not possible, in the place in which they asked, if all could read it."""
        exchange, target = found.exchanges[0], found.target
        try:
            to = target if exchange.direct else await platform.open_dm(exchange.person)
            await self._post(await self._message(found, platform), to, platform, once)
        except (ClosedError, RefusedError):
            if exchange.private or exchange.direct:
                raise
            text = telling_texts.told_in_channel(exchange.line)
            await self._post(replace(self._card(found), asked=text), target, platform, once)

    async def _message(self, found: Found, platform: Platform) -> Reply:
        exchange = found.exchanges[0]
        if found.statement.audience and not exchange.direct:
            channel = await platform.channel_name(found.target)
            text = telling_texts.answer_elsewhere(exchange.line, exchange.asked, channel)
            return Notice(text, private=False, buttons=(STOP_BUTTON,))
        text = telling_texts.told(exchange.line, exchange.asked)
        return replace(self._card(found), asked=text, buttons=(STOP_BUTTON,))

    def _card(self, found: Found) -> Card:
        card = presentation.card(found.knowledge, found.statement, self._clock.now().date(), NO_EXCHANGE)
        return replace(card, links=answer_controls.source_links(found.statement), private=False)

    async def _post(self, reply: Reply, target: Target, platform: Platform, once: str) -> None:
        body = await asyncio.to_thread(platform.render, reply)
        await platform.post(Delivery(target, body, once, NoLease()))

    @property
    def _tables(self) -> TellingStorage:
        return self._storage.tables(TellingStorage)


async def _is_here(platform: Platform, exchange: Exchange) -> bool:
    """Return whether this process serves the place in which a question was asked."""
    target, reach = exchange.target, platform.reach
    if reach is not None and target.workspace in reach.workspaces:
        return True
    try:
        return target.direct and await platform.owns_direct(target, exchange.person)
    except DeliveryError:
        return False
