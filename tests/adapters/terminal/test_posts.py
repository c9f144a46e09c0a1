"""Print digests in the terminal while the chat is open."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from bot import app, serving, settings
from bot.adapters.terminal.adapter import TerminalPlatform
from bot.adapters.terminal.screen import Screen
from bot.core.events import Choice, Completion, Event, Target
from bot.core.ports import Delivery, Responder
from bot.core.replies import Card
from bot.features.digest import texts as digest_texts
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import Subscription
from bot.scheduling import Schedule
from bot.storage.database import open_store
from tests.program import OURS
from tests.samples.facts import FOG
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
        return TerminalPlatform(Screen(file=screen, width=200), app.SystemClock(), lines)

    options = settings.load(facts_dir=tmp_path / "facts", database_url=url)
    chat = asyncio.create_task(serving.chat(options, make))
    try:
        await until(posted)
        bell.set()
        await chat
    finally:
        chat.cancel()
        await store.close()
    printed = screen.getvalue()
    assert printed.count("Daily digest · ") == 1
    assert "Bo Reed, Mate\n“Nobody tows a tug.”\n" in printed
    assert "The tug [bold]Anna" in printed or "nine buoys" in printed
    assert f"{now:%A} {now.day} {now:%B %Y}" in printed.partition(digest_texts.STATUS)[2]
    assert "Posted at " in printed


class Lease:
    """A lease that nobody else wants."""

    async def renew(self) -> None:
        """Do nothing."""

    def check(self) -> None:
        """Do nothing."""


class Idle:
    """A handler that does nothing."""

    async def handle(self, event: Event, responder: Responder) -> None:
        """Do nothing."""

    async def look_back(self, platform: str, lost: object) -> None:
        return None

    async def complete(self, asked: Completion) -> Sequence[Choice]:
        """Offer nothing."""
        return ()


async def test_a_post_looks_as_it_was_rendered_and_cannot_control_the_terminal() -> None:
    screen = io.StringIO()
    console = Screen(file=screen, width=60, force_terminal=True, color_system="standard")

    async def lines() -> AsyncIterator[str]:
        rendered = platform.render(Card(FOG, "current", read_as="a\x1b[8mb"))
        for body in (rendered, rendered + "\x1b]0;pwn\x07\x9b8m\n"):
            await platform.post(Delivery(HERE, body, "0123456789abcdef", Lease()))
        yield "/quit"

    platform = TerminalPlatform(console, app.SystemClock(), lines)
    await platform.run(Idle())
    shown = screen.getvalue()
    assert shown.count("\x1b[1mFog does not read timetables.\x1b[0m") == 2
    assert "a␛[8mb" in shown
    assert not re.search(r"\x1b\]0|\x07|\x9b|\x1b\[8m", shown)
