"""Print digests in the terminal while the chat is open."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from collections.abc import AsyncIterator
from pathlib import Path

from rich.console import Console

from bot import app, settings
from bot.adapters.terminal.adapter import TerminalPlatform
from bot.core.events import Target
from bot.features.digest import texts as digest_texts
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import Subscription
from bot.scheduling import Schedule
from bot.storage.database import open_store
from tests.program import OURS
from tests.waiting import until

HERE = Target("terminal", "", "terminal", direct=True)


async def test_a_digest_that_is_due_during_the_chat_is_printed_once(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "log.yaml").write_text(OURS, encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'store.db'}"
    now = dt.datetime.now(dt.UTC)
    schedule = Schedule(now.time().replace(second=0, microsecond=0), "UTC")
    store = await open_store(url, app.SystemClock())
    await store.tables(DigestStorage).subscribe(Subscription(HERE, schedule, "you", now, now.date(), now))

    screen = io.StringIO()
    bell = asyncio.Event()

    async def lines() -> AsyncIterator[str]:
        await bell.wait()
        yield "/digest status"

    async def posted() -> bool:
        return any(past.state == "posted" for past in await store.tables(DigestStorage).results(HERE.channel_key, 1))

    def make(*_: object) -> TerminalPlatform:
        return TerminalPlatform(Console(file=screen, width=200), app.SystemClock(), lines)

    options = settings.load(facts_dir=tmp_path / "facts", database_url=url)
    chat = asyncio.create_task(app.chat(options, make))
    try:
        await until(posted)
        bell.set()
        await chat
    finally:
        chat.cancel()
        await store.close()
    printed = screen.getvalue()
    assert printed.count("Daily digest · ") == 1
    assert "“Nobody tows a tug.”\n— Bo Reed, Mate\n" in printed
    assert "The tug [bold]Anna" in printed or "nine buoys" in printed
    assert f"{now:%A} {now.day} {now:%B %Y}" in printed.partition(digest_texts.STATUS)[2]
    assert "Posted at " in printed
