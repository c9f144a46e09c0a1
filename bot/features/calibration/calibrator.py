"""Measure thresholds in the background and save them in the cache folder, so that every process has the same.

They are measured on what everybody may see, and used in all places. So they can't tell of anything else.

Each state of a store has one small file, named by a key of what it depends on. A file that is damaged or unreadable
counts as missing.
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

from bot.features.calibration.calibration import calibrated, store_key
from bot.features.calibration.thresholds import collected, plan
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.current import CurrentKnowledge
from bot.matching import Thresholds

log = logging.getLogger(__name__)

MOST_FILES = 50
"""Files that are kept; the oldest are deleted first."""

REST = 0.02
"""Seconds to wait after each measured question. This is longer than a question takes, so that users come first."""


SETTLE = 10.0
"""Seconds for which changed facts must stay the same, because people often save several entries, one after the other.
Meanwhile the thresholds of the facts before are used.
"""


def kept_thresholds(folder: Path, key: str) -> Thresholds | None:
    """Read the thresholds that were measured for a store. Return None if there is no usable file."""
    try:
        raw = json.loads(_file(folder, key).read_text(encoding="utf-8"))
        values = [float(raw[name]) for name in ("answer", "suggest", "unprompted")]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    answer, suggest, unprompted = values
    if not all(math.isfinite(value) and 0 <= value <= 1 for value in values) or suggest > answer or unprompted < answer:
        return None
    return Thresholds(answer=answer, suggest=suggest, unprompted=unprompted)


def keep_thresholds(folder: Path, key: str, measured: Thresholds) -> bool:
    """Write the measured thresholds of a store atomically. Return whether that worked."""
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
        with contextlib.suppress(OSError):  # another process may delete files at the same time
            ages.append((file.stat().st_mtime, file))
    for _, file in sorted(ages)[:-MOST_FILES]:
        file.unlink(missing_ok=True)


class Calibrator:
    """Measures the current facts, and each later state, while the bot runs."""

    def __init__(
        self,
        facts: CurrentKnowledge,
        folder: Path,
        choose: Callable[[Thresholds], Thresholds],
        *,
        interval: float = 1.0,
        rest: float = REST,
        settle: float = SETTLE,
    ) -> None:
        """Set the times in seconds: `interval` between two checks for changed facts, `rest` after each question.

        Changed facts are measured if they stay the same for `settle` seconds. `choose` overrides measured thresholds
        with the operator's settings.
        """
        self._facts = facts
        self._folder = folder
        self._choose = choose
        self._interval = interval
        self._rest = rest
        self._settle = settle
        self._last_state: tuple[KnowledgeByPlace, str] | None = None

    async def run(self) -> None:
        """Serve until cancelled."""
        while True:
            state = self._facts.state
            signature = state.public.matcher.signature
            before = self._last_state
            is_settled = before is None or before[0] is state or self._facts.age >= self._settle
            if is_settled and before != (state, signature):
                try:
                    await self._calibrate(state)
                except Exception:
                    log.exception("Could not measure the thresholds for these facts, so they stay as they are")
                self._last_state = (state, signature)
            await asyncio.sleep(self._interval)

    async def _calibrate(self, state: KnowledgeByPlace) -> None:
        """Measure and apply the thresholds, unless the facts change meanwhile."""
        knowledge = state.public
        key = await asyncio.to_thread(store_key, knowledge)
        measured = await asyncio.to_thread(kept_thresholds, self._folder, key)
        if measured is None:
            measured = await self._measure(state)
            if measured is None:
                return
            # Vectors may have been loaded by now, which changes all scores and the key.
            if await asyncio.to_thread(store_key, knowledge) == key:
                await asyncio.to_thread(keep_thresholds, self._folder, key, measured)
        state.use_thresholds(self._choose(measured))
        log.info("Thresholds: answers from %.3f, suggestions from %.3f.", *_pair(knowledge.thresholds))

    async def _pause(self) -> None:
        """Let users come first, and changed facts."""
        while True:
            await asyncio.sleep(self._rest)
            if not self._facts.rebuilding:
                return

    async def _measure(self, state: KnowledgeByPlace) -> Thresholds | None:
        """Ask one question after another off the event loop. Return None if the facts changed meanwhile."""
        knowledge, signature = state.public, state.public.matcher.signature
        samples = []
        for ask in await asyncio.to_thread(plan, knowledge):
            samples.append(await asyncio.to_thread(ask))
            await self._pause()
            if self._facts.state is not state or knowledge.matcher.signature != signature:
                return None
        return await asyncio.to_thread(lambda: calibrated(collected(knowledge, samples), Thresholds.default()))


def _pair(thresholds: Thresholds) -> tuple[float, float]:
    return thresholds.answer, thresholds.suggest
