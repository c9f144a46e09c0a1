"""One bot on each platform, with the shipped facts, and one way to talk to it wherever it is."""

from __future__ import annotations

import asyncio
import html
import io
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import pytest
from rich.console import Console

from bot import app
from bot.adapters.discord.adapter import DiscordPlatform
from bot.adapters.slack.adapter import SlackPlatform
from bot.adapters.terminal import TerminalPlatform
from bot.core import commands
from bot.core.answering import Answering, Knowledge
from bot.core.conversation import Conversation
from bot.core.models import Collection
from bot.core.ports import Platform, Store
from bot.matching import Thresholds
from bot.settings import shipped_facts
from bot.store.database import open_store
from bot.store.factfiles import load_folder
from tests.harbour import HARBOUR
from tests.standins.discord import DiscordStandIn
from tests.standins.discord import Shown as DiscordShown
from tests.standins.discord.place import MANAGER
from tests.standins.slack import BOB, OWNER, SlackStandIn, kit
from tests.standins.slack import Shown as SlackShown

SHORTCUT = "Check quote"


@dataclass(frozen=True)
class Seen:
    """What a person sees of one reply."""

    text: str
    buttons: tuple[str, ...]
    private: bool | None
    """None where a platform has one person only."""
    handle: Any = None
    """The stand-in's own object, to press on."""
    choices: tuple[str, ...] = ()
    """Labels in a picker; in the terminal they are numbered as buttons are."""


class Talk(Protocol):
    """A person at one platform."""

    async def ready(self) -> None:
        """Wait until the bot is there."""
        ...

    async def ask(self, question: str) -> Seen:
        """Ask the bot by mention, or by just typing."""
        ...

    async def silence(self, text: str, question: str) -> Seen:
        """Say something and then ask a question; what is seen if the question alone was answered."""
        ...

    async def command(self, name: str, question: str = "", *, private: bool = False, manager: bool = False) -> Seen:
        """Give a command, such as "watch on"."""
        ...

    async def give(self, name: str, **options: str | bool) -> Seen:
        """Give a command with any options."""
        ...

    async def press(self, seen: Seen, label: str) -> Seen:
        """Press a button; what is seen then."""
        ...

    async def choose(self, seen: Seen, label: str) -> Seen:
        """Choose in a picker; what is seen then."""
        ...

    async def point(self, text: str) -> Seen:
        """Call "Check quote" on a message that somebody wrote; in the terminal, check the message's text."""
        ...


def typed(name: str, options: Mapping[str, str | bool]) -> str:
    """A command as one types it, flags too."""
    flags = [f"--{option}" for option, value in options.items() if value is True]
    return " ".join([commands.typed(name, options), *flags])


class TerminalTalk:
    """Types lines and reads what is printed for each."""

    def __init__(self) -> None:
        self._lines: asyncio.Queue[str] = asyncio.Queue()
        self._idle = asyncio.Event()
        self._screen = io.StringIO()
        self.platform = TerminalPlatform(Console(file=self._screen, width=200), app.SystemClock(), self._typed)

    async def _typed(self) -> AsyncIterator[str]:
        while True:
            self._idle.set()
            yield await self._lines.get()

    async def _say(self, line: str) -> Seen:
        await self._idle.wait()
        self._idle.clear()
        before = len(self._screen.getvalue())
        self._lines.put_nowait(line)
        async with asyncio.timeout(5):
            await self._idle.wait()
        text = self._screen.getvalue()[before:]
        labels = (line.split("] ", 1)[1].strip() for line in text.splitlines() if line.startswith("["))
        return Seen(text, tuple(labels), None)

    async def ready(self) -> None:
        await self._idle.wait()

    async def ask(self, question: str) -> Seen:
        return await self._say(question)

    async def silence(self, text: str, question: str) -> Seen:
        assert (await self._say(text)).text == ""
        return await self._say(question)

    async def command(self, name: str, question: str = "", *, private: bool = False, manager: bool = False) -> Seen:
        return await self._say(f"/{name} {question}{' --private' if private else ''}")

    async def give(self, name: str, **options: str | bool) -> Seen:
        return await self._say(typed(name, options))

    async def press(self, seen: Seen, label: str) -> Seen:
        return await self._say(str(seen.buttons.index(label) + 1))

    async def choose(self, seen: Seen, label: str) -> Seen:
        return await self.press(seen, label)

    async def point(self, text: str) -> Seen:
        return await self.give("verify", text=text)


class DiscordTalk:
    """Mentions, slash commands and buttons on the Discord stand-in."""

    def __init__(self, server: DiscordStandIn) -> None:
        self._server = server

    async def ready(self) -> None:
        await self._server.connected()

    async def ask(self, question: str) -> Seen:
        return self._seen(await self._server.answer(await self._server.mention(question)))

    async def silence(self, text: str, question: str) -> Seen:
        before = len(self._server.seen())
        await self._server.mention(text)
        seen = await self.ask(question)
        await asyncio.sleep(0.1)
        assert len(self._server.seen()) == before + 1
        return seen

    async def command(self, name: str, question: str = "", *, private: bool = False, manager: bool = False) -> Seen:
        options: dict[str, Any] = ({"question": question} if question else {}) | ({"private": True} if private else {})
        by = {"by": MANAGER} if manager else {}
        return self._seen(await self._server.answer(await self._server.invoke(name, **by, **options)))

    async def give(self, name: str, **options: str | bool) -> Seen:
        given: dict[str, Any] = dict(options)
        return self._seen(await self._server.answer(await self._server.invoke(name, **given)))

    async def press(self, seen: Seen, label: str) -> Seen:
        return self._seen(await self._server.answer(await self._server.press(seen.handle, label)))

    async def choose(self, seen: Seen, label: str) -> Seen:
        return self._seen(await self._server.answer(await self._server.choose(seen.handle, label)))

    async def point(self, text: str) -> Seen:
        return self._seen(await self._server.answer(await self._server.point(SHORTCUT, text)))

    def _seen(self, shown: DiscordShown) -> Seen:
        return Seen(shown.text, shown.buttons, shown.private, shown, shown.choices)


class SlackTalk:
    """Mentions, slash commands and buttons on the Slack stand-in."""

    def __init__(self, server: SlackStandIn) -> None:
        self._server = server
        self._last = Seen("", (), None)

    async def ready(self) -> None:
        await self._server.link.connected()

    async def ask(self, question: str) -> Seen:
        return self._seen(await self._server.reply_to(await self._server.mention(question)))

    async def silence(self, text: str, question: str) -> Seen:
        before = len(self._server.posted())
        await self._server.mention(text)
        seen = await self.ask(question)
        await asyncio.sleep(0.1)
        assert len(self._server.posted()) == before + 1
        return seen

    async def command(self, name: str, question: str = "", *, private: bool = False, manager: bool = False) -> Seen:
        first, *rest = name.split()
        text = " ".join([*rest, *(["--private"] if private else []), question]).strip()
        count = len(self._server.posted())
        person = {"person": OWNER} if manager else {}
        await self._server.slash("/" + first, text, **person)
        return self._seen(await self._server.said(count=count + 1))

    async def give(self, name: str, **options: str | bool) -> Seen:
        line = typed(name, options).removeprefix(f"/{name}").strip()
        async with self._following():
            await self._server.slash(f"/{name}", html.escape(line, quote=False))
        return self._last

    async def press(self, seen: Seen, label: str) -> Seen:
        async with self._following():
            await self._server.press(seen.handle, label)
        return self._last

    async def choose(self, seen: Seen, label: str) -> Seen:
        async with self._following():
            await self._server.choose(seen.handle, label)
        return self._last

    async def point(self, text: str) -> Seen:
        message = await self._server.say(html.escape(text, quote=False), person=BOB)
        async with self._following():
            await self._server.point(SHORTCUT, message)
        return self._last

    @asynccontextmanager
    async def _following(self) -> AsyncIterator[None]:
        """Note what the bot posts, or makes of a message that is there, in answer to what is done meanwhile."""
        known = {id(message): message.reading for message in self._server.posted()}
        yield

        def new() -> list[SlackShown]:
            return [m for m in self._server.posted() if known.get(id(m)) != m.reading]

        await self._server.until(new, "an answer")
        self._last = self._seen(new()[0])

    def _seen(self, shown: SlackShown) -> Seen:
        labels = tuple(b["text"]["text"] for b in kit.buttons(shown.blocks))
        return Seen(shown.reading, labels, shown.private_to is not None, shown, tuple(shown.choices))


@asynccontextmanager
async def _terminal(_store: Store) -> AsyncIterator[tuple[Platform, Talk]]:
    talk = TerminalTalk()
    yield talk.platform, talk


@asynccontextmanager
async def _discord(store: Store) -> AsyncIterator[tuple[Platform, Talk]]:
    async with DiscordStandIn() as server:
        yield DiscordPlatform(server.token, server.url, store=store), DiscordTalk(server)
        assert server.problems == []


@asynccontextmanager
async def _slack(_store: Store) -> AsyncIterator[tuple[Platform, Talk]]:
    async with SlackStandIn() as server:
        yield SlackPlatform(server.bot_token, server.app_token, server.api_url), SlackTalk(server)
        assert server.problems == []


PLATFORMS = {"terminal": _terminal, "discord": _discord, "slack": _slack}
Meet: TypeAlias = Callable[..., Any]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The shipped facts together with the harbour's."""
    shipped = load_folder(shipped_facts())
    return _knowledge((shipped, HARBOUR), Thresholds.default())


def _knowledge(collections: Sequence[Collection], thresholds: Thresholds) -> Knowledge:
    statements = tuple(s for c in collections for s in c.statements)
    return Knowledge(Collection(statements, (), collections[0].aliases), thresholds)


@pytest.fixture
def unsure(knowledge: Knowledge) -> Knowledge:
    """The same facts, of which none is ever sure enough and any is worth suggesting."""
    return Knowledge(knowledge.collection, replace(knowledge.thresholds, answer=1.01, suggest=0.0))


@pytest.fixture
def meet(tmp_path: Path) -> Meet:
    """Start a bot on a platform, by name, with some facts; gives a way to talk to it."""

    @asynccontextmanager
    async def meeting(name: str, knowledge: Knowledge) -> AsyncIterator[Talk]:
        clock = app.SystemClock()
        store = await open_store(f"sqlite:///{tmp_path / name}.db", clock)
        conversation = Conversation(Answering(knowledge), store, clock, flood_limit=0)
        async with PLATFORMS[name](store) as (platform, talk):
            await conversation.join(platform)
            running = asyncio.create_task(platform.run(conversation))
            await talk.ready()
            try:
                yield talk
            finally:
                running.cancel()
                await asyncio.wait([running])
        await store.close()

    return meeting
