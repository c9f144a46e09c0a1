"""When an answer must be corrected, and at which pace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import SystemClock
from bot.core.errors import ClosedError, DeliveryError
from bot.core.events import Target
from bot.core.exchanges import Exchange
from bot.core.models import FactCollection, Statement
from bot.core.ports import Reach
from bot.core.replies import Card, Reply
from bot.curation.editing import Editing
from bot.curation.live import LiveEntries
from bot.features.ask.correcting import AS_ANSWERED, WITHDRAWN, Correction, correction
from bot.features.ask.correction_storage import CorrectionStorage, PostedAnswer
from bot.features.ask.corrector import AnswerCorrector
from bot.features.ask.replies import CorrectedAnswer
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.storage.database import open_store
from tests.samples.facts import FERRY, FERRY_QUESTION
from tests.waiting import skip_sleep

TODAY = dt.date(2026, 12, 1)
NOON = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
NEWER = replace(FERRY, id="newer", text="The ferries carried 1.5 million passengers.", supersedes=(FERRY.id,))
OLD = replace(FERRY, status="superseded")


def answered(number: int = 1, asked: dt.datetime = NOON, channel: str = "lighthouse:W1:C1") -> Exchange:
    """Return the exchange of an answer with the ferry's fact."""
    return Exchange(
        f"{number:016}", f"{channel}:{number}", "lighthouse", channel, "ann", FERRY_QUESTION, "answer", FERRY.id, 1.0,
        private=False, asked=asked, reply_id=f"m{number}", shown_text=FERRY.text, shown_validity="current",
    )  # fmt: skip


def facts(*statements: Statement) -> KnowledgeByPlace:
    return KnowledgeByPlace(Knowledge(FactCollection(statements), Thresholds.default()))


def wanted(
    *statements: Statement, files: Sequence[Statement] = (), state: str = AS_ANSWERED, exchange: Exchange | None = None
) -> Correction | None:
    """Return how an answer with the ferry's fact is corrected if these are the facts."""
    exchange = exchange or answered()
    live = LiveEntries(FactCollection(tuple(files or statements)))
    knowledge = facts(*statements).at(exchange.target)
    return correction(knowledge, live, PostedAnswer(exchange, state), TODAY)


def test_what_says_the_same_is_no_correction() -> None:
    for text in (FERRY.text, FERRY.text.removesuffix("."), FERRY.text.replace("ferries", "ferries,")):
        assert wanted(replace(FERRY, text=text, topic="Ferries", questions=("How many?",))) is None
    assert wanted(replace(FERRY, valid_until=dt.date(2026, 11, 30))) is None  # it was right when it was given


def test_a_newer_fact_another_text_and_none_are_corrections() -> None:
    replaced, changed = wanted(OLD, NEWER), wanted(replace(FERRY, text=FERRY.text.replace("1.2", "12")))
    withdrawn = wanted(files=[replace(FERRY, status="retired")])
    assert replaced
    assert changed
    assert withdrawn
    assert withdrawn.state == WITHDRAWN
    assert len({replaced.state, changed.state, withdrawn.state}) == 3
    reply = replaced.reply()
    assert isinstance(reply, CorrectedAnswer)
    assert reply.since.now == NEWER


def test_what_is_corrected_stays_until_the_next_change_and_is_set_back_when_that_is_undone() -> None:
    replaced = wanted(OLD, NEWER)
    assert replaced
    assert wanted(OLD, NEWER, state=replaced.state) is None
    assert wanted(OLD, replace(NEWER, text=NEWER.text.removesuffix(".")), state=replaced.state) is None
    restored = wanted(FERRY, state=replaced.state)
    assert restored
    assert restored.state == AS_ANSWERED
    assert isinstance(restored.reply(), Card)


def test_a_place_sees_nothing_of_a_newer_fact_that_it_may_not_see() -> None:
    secret = replace(NEWER, audience=("lighthouse:W1:C2",))
    elsewhere = answered(channel="lighthouse:W1:C2")
    found = wanted(OLD, secret, exchange=elsewhere)
    assert found
    reply = found.reply()
    assert isinstance(reply, CorrectedAnswer)
    assert reply.since.now == secret
    here = wanted(OLD, secret)
    assert here
    assert here.state == WITHDRAWN
    assert "1.5" not in repr(here.reply())
    assert wanted(replace(FERRY, audience=("lighthouse:W1:C2",))) is None  # not gone, only not seen here


class Editor:
    """A platform that only edits."""

    name = "lighthouse"
    edit_rate = 0.25
    reach = Reach("bot", frozenset(("W1",)))

    def __init__(self) -> None:
        self.edits: list[tuple[str, str, Reply]] = []
        self.failing: dict[str, DeliveryError] = {}

    async def edit_post(self, target: Target, message_id: str, reply: Reply) -> None:
        if error := self.failing.get(message_id):
            raise error
        self.edits.append((target.channel, message_id, reply))


async def test_the_newest_are_corrected_first_each_once_and_no_faster_than_the_platform_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, editor = SystemClock(), Editor()
    store = await open_store(f"sqlite:///{tmp_path}/store.db", clock)
    now = clock.now()
    for number in range(1, 8):
        await store.add_exchange(answered(number, now - dt.timedelta(minutes=number)))
    await store.add_exchange(answered(8, now, "lighthouse:W2:C1"))  # another bot is there
    await store.add_exchange(replace(answered(9, now), private=True))
    await store.add_exchange(replace(answered(10, now), direct=True))
    await store.add_exchange(answered(11, now - dt.timedelta(days=8)))
    editor.failing = {"m2": ClosedError("It is gone."), "m3": DeliveryError("later")}
    live = LiveEntries(FactCollection((OLD, NEWER)))
    current, platforms = CurrentKnowledge(facts(OLD, NEWER)), [editor]

    def corrector() -> AnswerCorrector:
        return AnswerCorrector(platforms, store, Editing(store, live, clock), current, clock, settle=0.0)  # type: ignore[arg-type]

    pauses = skip_sleep(monkeypatch)
    both = corrector(), corrector()
    for _ in range(3):
        for one in both:
            await one._look((current.state, clock.now().date()))
    assert [message for _, message, _ in editor.edits] == ["m1", "m4", "m5", "m6", "m7"]
    waits = [pause for pause in pauses if pause > 0]
    assert len(waits) == 6  # the first of seven goes at once
    assert [round(wait / 4) for wait in waits] == [1, 2, 3, 4, 5, 6]  # no time passes, so each waits for all before
    tables = store.tables(CorrectionStorage)
    states = {
        one.exchange.reply_id: one.state for one in await tables.posted_answers("lighthouse", now - dt.timedelta(7), 9)
    }
    assert states["m3"] == ""  # tried again later, by whoever claims it then
    assert states["m2"] == states["m1"] != ""
    await store.close()
