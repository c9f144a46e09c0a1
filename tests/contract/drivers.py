"""The ways to talk to the bot: in the terminal, and at the stand-ins of Discord and Slack."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import AsyncIterator, Awaitable, Mapping
from typing import Any

from rich.console import Console

from bot import app
from bot.adapters.terminal.adapter import TerminalPlatform
from bot.core import texts
from bot.core.events import Completion
from bot.features.quotes import texts as quotes_texts
from bot.features.verify import texts as verify_texts
from tests.contract.chats import PlatformDriver, Rendered, parts
from tests.standins.discord import DiscordStandIn
from tests.standins.discord import Shown as DiscordShown
from tests.standins.discord.place import BOT, MANAGER
from tests.standins.slack import BOB, OWNER, SlackStandIn
from tests.standins.slack import Shown as SlackShown
from tests.waiting import PATIENCE, assert_stays

SHORTCUT = "Check quote"


def _line(text: str, options: dict[str, str], *, private: bool) -> str:
    labelled = [f"{name}:{value}" for name, value in options.items()]
    return " ".join([*(["--private"] if private else []), text, *labelled]).strip()


class TerminalDriver(PlatformDriver):
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

    async def _say(self, line: str) -> Rendered:
        await self._idle.wait()
        self._idle.clear()
        before = len(self._screen.getvalue())
        self._lines.put_nowait(line)
        async with asyncio.timeout(PATIENCE):
            await self._idle.wait()
        text = self._screen.getvalue()[before:]
        lines = text.splitlines()
        picker = next((n for n, one in enumerate(lines) if one in _PICKERS), len(lines))
        buttons, below = _numbered(lines[:picker]), _numbered(lines[picker:])
        old, new = (tuple(re.findall(mark, text)) for mark in (r"\[-(.*?)-\]", r"\{\+(.*?)\+\}"))
        return Rendered(text, buttons, None, below or buttons, old, new)

    async def ready(self) -> None:
        await self._idle.wait()

    async def ask(self, question: str) -> Rendered:
        return await self._say(question)

    async def mention_as_manager(self, text: str) -> Rendered:
        return await self._say(" ".join(text.splitlines()))

    async def ask_several(self, message: str, count: int) -> list[Rendered]:
        return [await self._say(message)]

    async def silence(self, text: str, question: str) -> Rendered:
        assert (await self._say(text)).text == ""
        return await self._say(question)

    async def command(
        self, name: str, text: str = "", *, private: bool = False, manager: bool = False, **options: str
    ) -> Rendered:
        return await self._say(f"/{name} {_line(text, options, private=private)}")

    async def press(self, seen: Rendered, label: str) -> Rendered:
        return await self._say(str(seen.buttons.index(label) + 1))

    async def choose(self, seen: Rendered, label: str) -> Rendered:
        above = 0 if seen.choices is seen.buttons else len(seen.buttons)
        return await self._say(str(above + seen.choices.index(label) + 1))

    async def fill(self, seen: Rendered, label: str, values: Mapping[str, str]) -> Rendered:
        shown = await self.press(seen, label)
        for name, value in values.items():
            assert name in shown.text
            choices = shown.choices
            shown = await self._say(str(choices.index(value) + 1) if value in choices else value)
        return shown

    def unasked(self) -> list[Rendered]:
        return [Rendered(_TITLE + text, (), None) for text in self._screen.getvalue().split(_TITLE)[1:]]

    async def complete(self, typed: str) -> tuple[str, ...]:
        return tuple(c.label for c in await self.platform.complete(Completion("quote", "speaker", typed)))


_TITLE = "Daily digest · "
_PICKERS = (f"{quotes_texts.CHOOSE_SPEAKER}:", f"{verify_texts.WHICH_SPEAKER}:")
"""Lines above what there is to choose; where there is none, all that has a number is a button or all is a choice."""


def _numbered(lines: list[str]) -> tuple[str, ...]:
    return tuple(line.split("] ", 1)[1].strip() for line in lines if re.match(r"\[\d+\] ", line))


class DiscordDriver(PlatformDriver):
    """Mentions, slash commands, buttons and menus on the Discord stand-in."""

    def __init__(self, server: DiscordStandIn) -> None:
        self._server = server

    async def ready(self) -> None:
        await self._server.connected()

    async def ask(self, question: str) -> Rendered:
        asked = await self._server.mention(question)
        return self._seen(await self._server.answer(asked), asked)

    async def mention_as_manager(self, text: str) -> Rendered:
        asked = await self._server.mention(text, by=MANAGER)
        return self._seen(await self._server.answer(asked), asked)

    async def ask_several(self, message: str, count: int) -> list[Rendered]:
        asked = await self._server.mention(message)
        return [self._seen(shown, asked) for shown in await self._server.answers(asked, count)]

    async def silence(self, text: str, question: str) -> Rendered:
        before = len(self._server.seen())
        await self._server.mention(text)
        seen = await self.ask(question)
        await assert_stays(lambda: len(self._server.seen()) == before + 1)
        return seen

    async def command(
        self, name: str, text: str = "", *, private: bool = False, manager: bool = False, **options: str
    ) -> Rendered:
        command = self.menu.find(name)
        assert command
        given: dict[str, Any] = {command.options[0].name: text} if text else {}
        given |= options | ({"private": True} if private else {}) | ({"by": MANAGER} if manager else {})
        return self._seen(await self._server.answer(await self._server.invoke(name, **given)))

    async def press(self, seen: Rendered, label: str) -> Rendered:
        return self._seen(await self._server.answer(await self._server.press(seen.handle, label)))

    async def choose(self, seen: Rendered, label: str) -> Rendered:
        return self._seen(await self._server.answer(await self._server.choose(seen.handle, label)))

    async def fill(self, seen: Rendered, label: str, values: Mapping[str, str]) -> Rendered:
        pressed = await self._server.press(seen.handle, label)
        form = await self._server.form(pressed)
        names = dict(zip(form.labels, form.values, strict=True))
        typed = {names[name]: value for name, value in values.items()}
        return self._seen(await self._server.answer(await self._server.submit(pressed, **typed)))

    def unasked(self) -> list[Rendered]:
        posts = [post for post in self._server.board.posts.values() if not (post.reply_to or post.interaction)]
        return [self._seen(post.shown) for post in posts]

    async def complete(self, typed: str) -> tuple[str, ...]:
        return tuple(label for label, _ in await self._server.complete("quote", "speaker", typed))

    async def point(self, message: str, count: int = 1) -> list[Rendered]:
        found = await self._server.answers(await self._server.point(SHORTCUT, message), count)
        return [self._seen(shown) for shown in found]

    async def point_at(self, seen: Rendered) -> list[Rendered]:
        return await self.point(seen.handle.id)

    async def passages(self, seen: Rendered) -> list[str]:
        pressed = await self._server.press(seen.handle, texts.WHOLE)
        count = parts((await self._server.answer(pressed)).text)
        return [shown.main for shown in await self._server.answers(pressed, count)]

    async def edit(self, seen: Rendered, text: str) -> Rendered:
        known = {shown.id for shown in self._server.seen()}
        await self._server.edit(seen.asked, f"<@{BOT}> {text}")
        await self._server.until(lambda: any(shown.id not in known for shown in self._server.seen()))
        assert all(shown.id != seen.handle.id for shown in self._server.seen())
        return self._seen(next(shown for shown in self._server.seen() if shown.id not in known), seen.asked)

    async def change(self, seen: Rendered, text: str | None, leaves: int) -> None:
        if text is None:
            await self._server.delete(seen.asked)
        else:
            await self._server.edit(seen.asked, f"<@{BOT}> {text}")
        await self._server.until(lambda: len(self.answers(seen)) == leaves)

    def answers(self, seen: Rendered) -> list[Rendered]:
        posts = [post for post in self._server.board.posts.values() if post.reply_to == seen.asked]
        return [self._seen(post.shown, seen.asked) for post in posts]

    async def delete(self, seen: Rendered) -> None:
        await self._server.delete(seen.asked)
        await self._server.until(lambda: all(shown.id != seen.handle.id for shown in self._server.seen()))

    def _seen(self, shown: DiscordShown, asked: object = None) -> Rendered:
        return Rendered(shown.text, shown.buttons, shown.private, shown.choices, shown.struck, shown.bold, shown, asked)


class SlackDriver(PlatformDriver):
    """Mentions, slash commands, buttons and menus on the Slack stand-in."""

    def __init__(self, server: SlackStandIn) -> None:
        self._server = server

    async def ready(self) -> None:
        await self._server.link.connected()

    async def ask(self, question: str) -> Rendered:
        asked = await self._server.mention(question)
        return self._seen(await self._server.reply_to(asked), asked)

    async def mention_as_manager(self, text: str) -> Rendered:
        return (await self._after(self._server.mention(text, person=OWNER)))[0]

    async def ask_several(self, message: str, count: int) -> list[Rendered]:
        asked = await self._server.mention(message)
        return [self._seen(await self._server.reply_to(asked, n + 1), asked) for n in range(count)]

    async def ask_in_thread(self, question: str) -> Rendered:
        """Ask by mention in the thread of somebody's message; the reply stands there, too."""
        root = await self._server.say("Who knows?", person=BOB)
        seen = self._seen(await self._server.reply_to(await self._server.mention(question, thread=root.ts)))
        assert seen.handle.thread == root.ts
        return seen

    async def silence(self, text: str, question: str) -> Rendered:
        before = len(self._server.posted())
        await self._server.mention(text)
        seen = await self.ask(question)
        await assert_stays(lambda: len(self._server.posted()) == before + 1)
        return seen

    async def command(
        self, name: str, text: str = "", *, private: bool = False, manager: bool = False, **options: str
    ) -> Rendered:
        first, *rest = name.split()
        line = " ".join([*rest, _line(text, options, private=private)]).strip()
        person = {"person": OWNER} if manager else {}
        return (await self._after(self._server.slash("/" + first, line, **person)))[0]

    async def press(self, seen: Rendered, label: str) -> Rendered:
        return (await self._after(self._server.press(seen.handle, label)))[0]

    async def choose(self, seen: Rendered, label: str) -> Rendered:
        return (await self._after(self._server.choose(seen.handle, label)))[0]

    async def fill(self, seen: Rendered, label: str, values: Mapping[str, str]) -> Rendered:
        opened = len(self._server.modals)
        await self._server.press(seen.handle, label)
        await self._server.until(lambda: len(self._server.modals) > opened, "a form")
        return (await self._after(self._server.submit(dict(values))))[0]

    def unasked(self) -> list[Rendered]:
        posts = [m for m in self._server.posted() if not m.thread and not m.private_to]
        return [self._seen(m) for m in posts if "Daily digest · " in m.reading]

    async def complete(self, typed: str) -> tuple[str, ...]:
        page = await self.command("quotes")
        return tuple(option["text"]["text"] for option in await self._server.suggest(page.handle, typed))

    async def point(self, message: str, count: int = 1) -> list[Rendered]:
        return await self._after(self._server.point(SHORTCUT, message), count)

    async def point_at(self, seen: Rendered) -> list[Rendered]:
        return await self._after(self._server.point(SHORTCUT, seen.handle))

    async def passages(self, seen: Rendered) -> list[str]:
        before = len(self._server.posted())
        await self._server.press(seen.handle, texts.WHOLE)
        count = parts((await self._server.said(count=before + 1)).reading)
        await self._server.said(count=before + count)
        return ["".join(shown.paragraphs[:-1]) for shown in self._server.posted()[before:]]

    async def edit(self, seen: Rendered, text: str) -> Rendered:
        mention = seen.asked.text.split()[0]
        (found,) = await self._after(self._server.edit(seen.asked, f"{mention} {text}"))
        assert seen.handle.deleted
        return self._seen(found.handle, seen.asked)

    async def change(self, seen: Rendered, text: str | None, leaves: int) -> None:
        mention = seen.asked.text.split()[0]
        deed = self._server.edit(seen.asked, f"{mention} {text}") if text else self._server.delete(seen.asked)
        await deed
        await self._server.until(lambda: len(self.answers(seen)) == leaves, f"{leaves} answers")

    def answers(self, seen: Rendered) -> list[Rendered]:
        return [self._seen(shown, seen.asked) for shown in self._server.replies_to(seen.asked)]

    async def delete(self, seen: Rendered) -> None:
        await self._server.delete(seen.asked)
        await self._server.until(lambda: seen.handle.deleted, "the answer's deletion")

    async def _after(self, deed: Awaitable[object], count: int = 1) -> list[Rendered]:
        """Do something; so many messages that are new or changed then."""
        known = {id(m): m.edits for m in self._server.posted()}

        def changed() -> list[SlackShown]:
            return [m for m in self._server.posted() if known.get(id(m)) != m.edits]

        await deed
        await self._server.until(lambda: len(changed()) >= count, f"{count} new or changed messages")
        return [self._seen(shown) for shown in changed()]

    def _seen(self, shown: SlackShown, asked: object = None) -> Rendered:
        return Rendered(
            shown.reading,
            tuple(shown.labels),
            shown.private_to is not None,
            tuple(shown.choices),
            tuple(shown.struck),
            tuple(shown.bold),
            shown,
            asked,
        )
