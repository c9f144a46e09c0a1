"""Measured thresholds: kept in the cache folder, so that every process has the same, and measured in the background.

One small file for each state of a store, named by what it depends on. A file that is damaged, or that cannot be read or
written, is as if it were not there.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import math
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from bot.features.curation.calibration import calibrated, store_key
from bot.features.curation.thresholds import collected, plan
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds

log = logging.getLogger(__name__)

MOST_FILES = 50
"""States of stores that are kept; the ones written first go first."""

REST = 0.02
"""Seconds of rest after each question measured: longer than the question takes, so that people who ask come first."""


def kept_thresholds(folder: Path, key: str) -> Thresholds | None:
    """Read what was measured for a store; None where nothing usable is there."""
    try:
        raw = json.loads(_file(folder, key).read_text(encoding="utf-8"))
        found = [float(raw[name]) for name in ("answer", "suggest", "unprompted")]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    answer, suggest, unprompted = found
    if not all(math.isfinite(value) and 0 <= value <= 1 for value in found) or suggest > answer or unprompted < answer:
        return None
    return Thresholds(answer=answer, suggest=suggest, unprompted=unprompted)


def keep_thresholds(folder: Path, key: str, measured: Thresholds) -> bool:
    """Write what was measured for a store, at once or not at all; tell whether that worked."""
    values = {name: getattr(measured, name) for name in ("answer", "suggest", "unprompted")}
    file = _file(folder, key)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump(values, out)
            Path(written).replace(file)
        except BaseException:
            Path(written).unlink(missing_ok=True)
            raise
        _tidy(file.parent)
    except OSError as error:
        log.info("Could not save the measured thresholds: %s", error)
        return False
    return True


def _file(folder: Path, key: str) -> Path:
    return folder / "thresholds" / f"{key}.json"


def _tidy(folder: Path) -> None:
    ages: list[tuple[float, Path]] = []
    for file in folder.glob("*.json"):
        with contextlib.suppress(OSError):  # another process tidies at the same time
            ages.append((file.stat().st_mtime, file))
    for _, file in sorted(ages)[:-MOST_FILES]:
        file.unlink(missing_ok=True)


class Calibrator:
    """Measures the facts that are answered from, and each state that follows, while the bot runs."""

    def __init__(
        self,
        answering: CurrentKnowledge,
        folder: Path,
        choose: Callable[[Thresholds], Thresholds],
        *,
        interval: float = 1.0,
        rest: float = REST,
    ) -> None:
        """`choose` lets the operator's settings come before what was measured; `interval` is the time between two
        looks at whether the facts have changed, and `rest` that after each question, both in seconds."""
        self._answering = answering
        self._folder = folder
        self._choose = choose
        self._interval = interval
        self._rest = rest
        self._done: tuple[Knowledge, str] | None = None

    async def run(self) -> None:
        """Serve until cancelled."""
        while True:
            knowledge = self._answering.knowledge
            state = (knowledge, knowledge.matcher.signature)
            if self._done is None or self._done[0] is not knowledge or self._done[1] != state[1]:
                try:
                    await self._calibrate(knowledge)
                except Exception:
                    log.exception("Could not measure the thresholds for these facts, so they stay as they are")
                self._done = state
            await asyncio.sleep(self._interval)

    async def _calibrate(self, knowledge: Knowledge) -> None:
        """Put the measured thresholds in force, unless the facts change meanwhile."""
        key = await asyncio.to_thread(store_key, knowledge)
        measured = await asyncio.to_thread(kept_thresholds, self._folder, key)
        if measured is None:
            measured = await self._measured(knowledge)
            if measured is None:
                return
            if await asyncio.to_thread(store_key, knowledge) == key:  # vectors may have come, and all scores with them
                await asyncio.to_thread(keep_thresholds, self._folder, key, measured)
        knowledge.thresholds = self._choose(measured)
        log.info("Thresholds: answers from %.3f, suggestions from %.3f.", *_pair(knowledge.thresholds))

    async def _measured(self, knowledge: Knowledge) -> Thresholds | None:
        """Ask one question after another off the event loop; None where the facts changed meanwhile."""
        signature = knowledge.matcher.signature
        samples = []
        for ask in await asyncio.to_thread(plan, knowledge):
            samples.append(await asyncio.to_thread(ask))
            await asyncio.sleep(self._rest)
            if self._answering.knowledge is not knowledge or knowledge.matcher.signature != signature:
                return None
        return await asyncio.to_thread(lambda: calibrated(collected(knowledge, samples), Thresholds.default()))


def _pair(thresholds: Thresholds) -> tuple[float, float]:
    return thresholds.answer, thresholds.suggest
