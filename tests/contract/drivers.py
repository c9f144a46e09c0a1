"""Drivers that talk to the bot in the terminal and on the stand-ins of Discord and Slack."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import replace
from typing import Any

from bot import app
from bot.adapters.discord.modals import PREFIX
from bot.adapters.slack.forms import CALLBACK
from bot.adapters.slack.manifest import manifest
from bot.adapters.terminal.adapter import TerminalPlatform
from bot.adapters.terminal.form_dialogue import CANCEL
from bot.adapters.terminal.numbering import Numbered
from bot.adapters.terminal.place import CHAT, PERSON
from bot.adapters.terminal.screen import Screen
from bot.conversation.answer_controls import FORGET_LABEL
from bot.core import texts
from bot.core.events import Completion
from bot.features.quotes import texts as quotes_texts
from bot.features.verify import texts as verify_texts
from tests.contract.chats import PlatformDriver, Rendered
from tests.standins.discord import DiscordStandIn
from tests.standins.discord import Shown as DiscordShown
from tests.standins.discord.place import (
    ALLOWED,
    ASKER,
    BOT,
    BOT_ROLE,
    DIRECT,
    GENERAL,
    GUILD,
    MANAGER,
    NAMES,
    RANDOM,
    SEND_MESSAGES,
    THREAD,
    VIEW_CHANNEL,
)
from tests.standins.discord.place import OWNER as OWNER_OF_SERVER
from tests.standins.slack import ALICE, BOB, CHANNEL, OWNER, TEAM, SlackStandIn, kit
from tests.standins.slack import Shown as SlackShown
from tests.waiting import PATIENCE, assert_stays

SHORTCUT = "Check quote"


def _line(text: str, options: dict[str, str], *, private: bool) -> str:
    labelled = [f"{name}:{value}" for name, value in options.items()]
    return " ".join([*(["--private"] if private else []), text, *labelled]).strip()


class TerminalDriver(PlatformDriver):
    """Types lines and reads the output of each."""

    def __init__(self) -> None:
        self._lines: asyncio.Queue[str] = asyncio.Queue()
        self._idle = asyncio.Event()
        self._screen = io.StringIO()
        self._form = Rendered("", (), None)
        """The last field that was asked."""
        self.platform = TerminalPlatform(Screen(file=self._screen, width=200), app.SystemClock(), self._typed)

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

    async def ask_after_ignored_text(self, text: str, question: str) -> Rendered:
        assert (await self._say(text)).text == ""
        return await self._say(question)

    async def command(
        self, name: str, text: str = "", *, private: bool = False, manager: bool = False, **options: str
    ) -> Rendered:
        return await self._say(f"/{name} {_line(text, options, private=private)}")

    async def command_several(self, name: str, count: int, text: str = "") -> list[Rendered]:
        return [await self.command(name, text)]

    async def form_of(self, name: str) -> tuple[str, ...]:
        return tuple((await self.command(name)).text.splitlines())

    async def press(self, reply: Rendered, label: str, *, manager: bool = False) -> Rendered:
        return await self._say(str(reply.buttons.index(label) + 1))

    async def choose(self, reply: Rendered, label: str, *, manager: bool = False) -> Rendered:
        above = 0 if reply.choices is reply.buttons else len(reply.buttons)
        return await self._say(str(above + reply.choices.index(label) + 1))

    async def press_code(self, reply: Rendered, code: str) -> Rendered:
        self.platform._entries = (Numbered("", code),)
        return await self._say("1")

    async def begin_form(self, reply: Rendered, label: str, *, manager: bool = False) -> None:
        self._form = await self.press(reply, label)

    async def begin_form_by(self, command: str) -> None:
        self._form = await self.command(command)

    async def send_form(self, values: Mapping[str, str]) -> Rendered:
        for name, value in values.items():
            assert name in self._form.text
            choices, lines = self._form.choices, value.split("\n")
            numbers = [str(choices.index(line) + 1) for line in lines if line in choices]
            self._form = await self._say(", ".join(numbers) or value)
        return self._form

    async def close_form(self) -> None:
        await self._say(CANCEL)

    def unprompted_posts(self) -> list[Rendered]:
        posts = self._screen.getvalue().split(_TITLE)[1:]
        return [Rendered(_TITLE + text, _numbered(text.splitlines()), None) for text in posts]

    def direct_posts(self) -> list[Rendered]:
        _, *lists = re.split(r"(?=Are these )", self._screen.getvalue())
        return [Rendered(text, _numbered(text.splitlines()), None) for text in lists]

    async def complete(self, typed: str) -> tuple[str, ...]:
        return tuple(c.label for c in await self.platform.complete(Completion("quote", "speaker", typed, CHAT, PERSON)))

    async def complete_question(self, typed: str) -> tuple[str, ...]:
        return tuple(c.label for c in await self.platform.complete(Completion("ask", "question", typed, CHAT, PERSON)))


_TITLE = "Daily digest · "
_PICKERS = (f"{quotes_texts.CHOOSE_SPEAKER}:", verify_texts.WHICH_SPEAKER)
"""Lines above the choices of a picker. Without such a line, all numbered lines are buttons or all are choices."""


def _numbered(lines: list[str]) -> tuple[str, ...]:
    return tuple(line.split("] ", 1)[1].strip() for line in lines if re.match(r" *\[\d+\] ", line))


class DiscordDriver(PlatformDriver):
    """Mentions, slash commands, buttons and menus on the Discord stand-in."""

    asker = NAMES[ASKER]

    def __init__(self, server: DiscordStandIn) -> None:
        self._server = server
        self.me = ASKER
        """The person who does things."""
        self._form, self._by = "", ASKER
        """The interaction that showed the form, and who fills it in."""

    def _person(self, manager: bool) -> str:
        return MANAGER if manager else self.me

    async def ready(self) -> None:
        await self._server.connected()

    async def ask(self, question: str) -> Rendered:
        asked = await self._server.mention(question)
        return self._rendered(await self._server.answer(asked), asked)

    async def mention_as_manager(self, text: str) -> Rendered:
        asked = await self._server.mention(text, by=OWNER_OF_SERVER)
        return self._rendered(await self._server.answer(asked), asked)

    async def ask_several(self, message: str, count: int) -> list[Rendered]:
        asked = await self._server.mention(message)
        return [self._rendered(shown, asked) for shown in await self._server.answers(asked, count)]

    async def ask_after_ignored_text(self, text: str, question: str) -> Rendered:
        before = len(self._server.seen())
        await self._server.mention(text)
        reply = await self.ask(question)
        await assert_stays(lambda: len(self._server.seen()) == before + 1)
        return reply

    async def command(
        self, name: str, text: str = "", *, private: bool = False, manager: bool = False, **options: str
    ) -> Rendered:
        command = self.menu.find(name)
        assert command
        given: dict[str, Any] = {command.options[0].name: text} if text else {}
        given |= options | ({"private": True} if private else {})
        invoked = await self._server.invoke(name, by=self._person(manager), **given)
        shown = await self._server.answer(invoked)
        if shown.text.strip() == texts.FOR_ALL:  # on a busy machine; it makes room for the answer
            await self._server.until(lambda: self._server.seen()[-1].text.strip() != texts.FOR_ALL)
            shown = self._server.seen()[-1]
        return self._rendered(shown)

    async def command_several(self, name: str, count: int, text: str = "") -> list[Rendered]:
        command = self.menu.find(name)
        given = {command.options[0].name: text} if command and text else {}
        found = await self._server.answers(await self._server.invoke(name, **given), count)
        return [self._rendered(shown) for shown in found]

    async def form_of(self, name: str) -> tuple[str, ...]:
        return (await self._server.form(await self._server.invoke(name))).labels

    async def press(self, reply: Rendered, label: str, *, manager: bool = False) -> Rendered:
        by = self._person(manager)
        return self._rendered(await self._server.answer(await self._server.press(reply.handle, _seen(label), by=by)))

    async def choose(self, reply: Rendered, label: str, *, manager: bool = False) -> Rendered:
        by = self._person(manager)
        return self._rendered(await self._server.answer(await self._server.choose(reply.handle, label, by=by)))

    async def press_code(self, reply: Rendered, code: str) -> Rendered:
        pressed = await self._server.press_code(self._server.board.find(reply.handle.id), code, by=self.me)
        return self._rendered(await self._server.answer(pressed))

    async def send_code(self, reply: Rendered, code: str) -> Rendered:
        sent = await self._server.submit_code(self._server.board.find(reply.handle.id), f"{PREFIX}:{code}", by=self.me)
        return self._rendered(await self._server.answer(sent))

    async def press_elsewhere(self, reply: Rendered, code: str) -> Rendered:
        there = replace(self._server.board.find(reply.handle.id), channel=RANDOM)
        return self._rendered(await self._server.answer(await self._server.press_code(there, code)))

    async def ask_directly(self, question: str) -> Rendered:
        return self._rendered(await self._server.answer(await self._server.dm(question)))

    def messages(self, reply: Rendered) -> list[str]:
        return [shown.text for shown in self._server.seen(reply.handle.channel)]

    async def begin_form(self, reply: Rendered, label: str, *, manager: bool = False) -> None:
        self._by = self._person(manager)
        self._form = await self._server.press(reply.handle, label, by=self._by)

    async def begin_form_on(self, shortcut: str, message: str) -> None:
        self._by = self.me
        self._form = await self._server.point(shortcut, message)

    async def send_form(self, values: Mapping[str, str]) -> Rendered:
        form = await self._server.form(self._form)
        names = dict(zip(form.labels, form.values, strict=True))
        typed = {names[name]: value for name, value in values.items()}
        sent = await self._server.submit(self._form, by=self._by, **typed)
        return self._rendered(await self._server.answer(sent))

    async def close_form(self) -> None:
        """Do nothing: it was closed when it was sent."""

    def unprompted_posts(self) -> list[Rendered]:
        posts = [post for post in self._server.board.posts.values() if not (post.reply_to or post.interaction)]
        return [self._rendered(post.shown) for post in posts]

    async def complete(self, typed: str) -> tuple[str, ...]:
        return tuple(label for label, _ in await self._server.complete("quote", "speaker", typed))

    async def complete_question(self, typed: str) -> tuple[str, ...]:
        return tuple(label for label, _ in await self._server.complete("ask", "question", typed))

    async def use_shortcut(self, message: str, count: int = 1, *, shortcut: str = SHORTCUT) -> list[Rendered]:
        replies = await self._server.answers(await self._server.point(shortcut, message), count)
        return [self._rendered(shown) for shown in replies]

    async def use_shortcut_on_reply(self, reply: Rendered) -> list[Rendered]:
        return await self.use_shortcut(reply.handle.id)

    def text_of_part(self, part: Rendered) -> str:
        return part.text.rpartition("\n")[0]

    async def edit_question(self, reply: Rendered, text: str) -> Rendered:
        known = {shown.id for shown in self._server.seen()}
        await self._server.edit(reply.asked, f"<@{BOT}> {text}")
        await self._server.until(lambda: any(shown.id not in known for shown in self._server.seen()))
        assert all(shown.id != reply.handle.id for shown in self._server.seen())
        return self._rendered(next(shown for shown in self._server.seen() if shown.id not in known), reply.asked)

    async def change_question(self, reply: Rendered, text: str | None, expected: int) -> None:
        if text is None:
            await self._server.delete(reply.asked)
        else:
            await self._server.edit(reply.asked, f"<@{BOT}> {text}")
        await self._server.until(lambda: len(self.answers(reply)) == expected)

    def answers(self, reply: Rendered) -> list[Rendered]:
        posts = [post for post in self._server.board.posts.values() if post.reply_to == reply.asked]
        return [self._rendered(post.shown, reply.asked) for post in posts]

    async def delete_question(self, reply: Rendered) -> None:
        await self._server.delete(reply.asked)
        await self._server.until(lambda: all(shown.id != reply.handle.id for shown in self._server.seen()))

    async def watch(self) -> Rendered:
        announced = await self.command("watch on", manager=True)
        await self._server.connected(content=True)
        return announced

    async def add_bot(self) -> Rendered:
        await self._server.add_server()
        await self._server.until(lambda: self._server.seen())
        return self._rendered(self._server.seen()[0])

    async def add_bot_again(self) -> None:
        await self._server.gateway.dispatch("GUILD_CREATE", self._server.guilds[-1])

    async def add_other(self) -> None:
        await self._server.remove_server(GUILD, broken=True)
        await self._server.gateway.dispatch("GUILD_CREATE", self._server.guilds[0])  # it is back after an outage

    async def mention(self, text: str) -> None:
        await self._server.mention(text)

    async def command_without_reply(self, name: str) -> None:
        await self._silent(await self._server.invoke(name))

    async def press_without_reply(self, reply: Rendered, label: str) -> None:
        await self._silent(await self._server.press(reply.handle, _seen(label)))

    async def _silent(self, asked: str) -> None:
        """Wait until an interaction is acknowledged and shows nothing, no "thinking…" either."""
        interaction = self._server.interaction(asked)
        await self._server.until(
            lambda: (interaction.answer, interaction.original) in ((4, None), (6, interaction.pressed))
        )
        assert asked not in [post.interaction for post in self._server.board.posts.values()]

    async def press_as_owner(self, reply: Rendered, label: str) -> Rendered:
        pressed = await self._server.press(reply.handle, label, by=OWNER_OF_SERVER)
        return self._rendered(await self._server.answer(pressed))

    async def hide_channel(self) -> None:
        await self._server.overwrite(GENERAL, BOT_ROLE, allow=VIEW_CHANNEL)
        await self._server.overwrite(GENERAL, GUILD, deny=VIEW_CHANNEL)

    async def make_readable(self) -> None:
        await self.watch()

    async def say(self, text: str, *, root: Any = None) -> str:
        return await self._server.say(text, **({"channel": THREAD} if root else {}))

    async def mention_in_thread(self, text: str, root: Any) -> None:
        await self._server.mention(text, channel=THREAD)

    async def take_away(self, what: str) -> str:
        if what == "place":
            await self._server.permit(ALLOWED & ~SEND_MESSAGES)
            return "without the permission Send Messages"
        self._server.allow_content(False)
        return f"Message Content Intent at https://discord.com/developers/applications/{BOT}/bot"

    def mention_of_other(self) -> str:
        return f"<@{OWNER_OF_SERVER}>"

    def public_texts(self) -> list[str]:
        return [shown.text for shown in self._server.seen() if not shown.private]

    async def press_as_other(self, reply: Rendered, label: str) -> Rendered:
        pressed = await self._server.press(reply.handle, _seen(label), by=MANAGER)
        return self._rendered(await self._server.answer(pressed))

    async def choose_as_other(self, reply: Rendered, label: str) -> Rendered:
        return self._rendered(await self._server.answer(await self._server.choose(reply.handle, label, by=MANAGER)))

    async def point_at(self, other: str, text: str) -> Rendered:
        written = await self._server.say(other, by=OWNER_OF_SERVER)
        asked = await self._server.reply(written, f"<@{BOT}> {text}")
        return self._rendered(await self._server.answer(asked), asked)

    async def edit_to(self, asked: Any, text: str) -> None:
        await self._server.edit(asked, text)

    async def moderate(self, reply: Rendered) -> None:
        self._server.board.delete(reply.handle.id)

    def direct_posts(self) -> list[Rendered]:
        return [self._rendered(shown) for shown in self._server.board.shown(DIRECT)]

    def now(self, reply: Rendered) -> Rendered:
        post = self._server.board.posts.get(reply.handle.id)
        return self._rendered(post.shown) if post else reply

    def edits(self, reply: Rendered) -> int:
        path = f"/channels/{reply.handle.channel}/messages/{reply.handle.id}"
        return len([one for one in self._server.requests if (one.method, one.path) == ("PATCH", path)])

    def address(self, reply: Rendered) -> tuple[str, str]:
        return f"discord:{GUILD}:{reply.handle.channel}", reply.handle.id

    def _rendered(self, shown: DiscordShown, asked: object = None) -> Rendered:
        meant = tuple(FORGET_LABEL if button == _seen(FORGET_LABEL) else button for button in shown.buttons)
        return Rendered(shown.text, meant, shown.private, shown.choices, shown.struck, shown.bold, shown, asked)


def _seen(label: str) -> str:
    """Return what is on a button of Discord: only the emoji of the button that deletes an answer."""
    return label.split()[0] if label == FORGET_LABEL else label


class SlackDriver(PlatformDriver):
    """Mentions, slash commands, buttons and menus on the Slack stand-in."""

    asker = "alice"
    prefix = ""
    """What comes before the name of each slash command."""

    def __init__(self, server: SlackStandIn) -> None:
        self._server = server
        self.me = ALICE
        """The person who does things."""

    def _person(self, manager: bool) -> str:
        return OWNER if manager else self.me

    async def ready(self) -> None:
        await self._server.link.connected()

    async def ask(self, question: str) -> Rendered:
        asked = await self._server.mention(question)
        return self._rendered(await self._server.reply_to(asked), asked)

    async def mention_as_manager(self, text: str) -> Rendered:
        return (await self._after(self._server.mention(text, person=OWNER)))[0]

    async def ask_several(self, message: str, count: int) -> list[Rendered]:
        asked = await self._server.mention(message)
        return [self._rendered(await self._server.reply_to(asked, n + 1), asked) for n in range(count)]

    async def open_home(self) -> str:
        """Open the bot's Home, and return what is shown there."""
        await self._server.open_home()
        await self._server.until(lambda: self._server.homes, "a Home")
        return "\n".join(text["text"] for text in kit.texts(self._server.homes[ALICE]["blocks"]))

    async def ask_in_thread(self, question: str) -> Rendered:
        """Mention the bot in the thread of another person's message; check that the reply is in that thread."""
        root = await self._server.say("Who knows?", person=BOB)
        reply = self._rendered(await self._server.reply_to(await self._server.mention(question, thread=root.ts)))
        assert reply.handle.thread == root.ts
        return reply

    async def ask_after_ignored_text(self, text: str, question: str) -> Rendered:
        before = len(self._server.posted())
        await self._server.mention(text)
        reply = await self.ask(question)
        await assert_stays(lambda: len(self._server.posted()) == before + 1)
        return reply

    async def command(
        self, name: str, text: str = "", *, private: bool = False, manager: bool = False, **options: str
    ) -> Rendered:
        first, *rest = name.split()
        line = " ".join([*rest, _line(text, options, private=private)]).strip()
        person = self._person(manager)
        return (await self._after(self._server.slash(f"/{self.prefix}{first}", line, person=person)))[0]

    async def command_several(self, name: str, count: int, text: str = "") -> list[Rendered]:
        first, *rest = name.split()
        return await self._after(self._server.slash(f"/{self.prefix}{first}", " ".join([*rest, text])), count)

    async def form_of(self, name: str) -> tuple[str, ...]:
        opened = len(self._server.modals)
        await self._server.slash(f"/{self.prefix}{name}", "")
        await self._server.until(lambda: len(self._server.modals) > opened, "a form")
        return tuple(block["label"]["text"] for block in self._server.modals[-1]["blocks"])

    async def press(self, reply: Rendered, label: str, *, manager: bool = False) -> Rendered:
        pressing = self._server.press(reply.handle, label, person=self._person(manager))
        return (await self._after(pressing, channel=reply.handle.channel))[0]

    async def choose(self, reply: Rendered, label: str, *, manager: bool = False) -> Rendered:
        choosing = self._server.choose(reply.handle, label, person=self._person(manager))
        return (await self._after(choosing, channel=reply.handle.channel))[0]

    async def press_code(self, reply: Rendered, code: str) -> Rendered:
        return (await self._after(self._server.press_value(reply.handle, _button(code), person=self.me)))[0]

    async def send_code(self, reply: Rendered, code: str) -> Rendered:
        return (await self._after(self._server.submit_code(reply.handle, CALLBACK + code, person=self.me)))[0]

    async def press_elsewhere(self, reply: Rendered, code: str) -> Rendered:
        there = replace(reply.handle, channel="C0RANDOM")
        return (await self._after(self._server.press_value(there, _button(code)), channel=there.channel))[0]

    async def ask_directly(self, question: str) -> Rendered:
        return self._rendered(await self._server.reply_to(await self._server.dm(question)))

    def messages(self, reply: Rendered) -> list[str]:
        return [shown.reading for shown in self._server.posted(reply.handle.channel)]

    async def begin_form(self, reply: Rendered, label: str, *, manager: bool = False) -> None:
        await self._opens_form(self._server.press(reply.handle, label, person=self._person(manager)))

    async def begin_form_on(self, shortcut: str, message: str) -> None:
        await self._opens_form(self._server.point(shortcut, message))

    async def _opens_form(self, action: Awaitable[object]) -> None:
        opened = len(self._server.modals)
        await action
        await self._server.until(lambda: len(self._server.modals) > opened, "a form")

    async def send_form(self, values: Mapping[str, str]) -> Rendered:
        known = {id(m): m.edits for m in self._server.posted()}
        await self._server.submit(dict(values))
        if self._server.modals:  # it is still open
            return Rendered("\n".join(self._server.modals[-1]["errors"].values()), (), True)
        return (await self._changed_since(known))[0]

    async def close_form(self) -> None:
        self._server.modals.clear()

    def unprompted_posts(self) -> list[Rendered]:
        posts = [m for m in self._server.posted() if not m.thread and not m.private_to]
        return [self._rendered(m) for m in posts if re.search(r"Daily digest · |Draft: | still right\?", m.reading)]

    async def complete(self, typed: str) -> tuple[str, ...]:
        page = await self.command("quotes")
        return tuple(option["text"]["text"] for option in await self._server.suggest(page.handle, typed))

    async def use_shortcut(self, message: str, count: int = 1, *, shortcut: str = SHORTCUT) -> list[Rendered]:
        return await self._after(self._server.point(shortcut, message), count)

    async def use_shortcut_on_reply(self, reply: Rendered) -> list[Rendered]:
        return await self._after(self._server.point(SHORTCUT, reply.handle))

    def text_of_part(self, part: Rendered) -> str:
        return "".join(part.handle.paragraphs[:-1])

    async def edit_question(self, reply: Rendered, text: str) -> Rendered:
        mention = reply.asked.text.split()[0]
        (new,) = await self._after(self._server.edit(reply.asked, f"{mention} {text}"))
        assert reply.handle.deleted
        return self._rendered(new.handle, reply.asked)

    async def change_question(self, reply: Rendered, text: str | None, expected: int) -> None:
        mention = reply.asked.text.split()[0]
        await (self._server.edit(reply.asked, f"{mention} {text}") if text else self._server.delete(reply.asked))
        await self._server.until(lambda: len(self.answers(reply)) == expected, f"{expected} answers")

    def answers(self, reply: Rendered) -> list[Rendered]:
        return [self._rendered(shown, reply.asked) for shown in self._server.replies_to(reply.asked)]

    async def delete_question(self, reply: Rendered) -> None:
        await self._server.delete(reply.asked)
        await self._server.until(lambda: reply.handle.deleted, "the answer's deletion")

    async def watch(self) -> Rendered:
        self._server.reads_channels = True
        return await self.command("watch on", manager=True)

    async def add_bot(self) -> Rendered:
        self._server.install(manifest(self.menu.commands))  # an app that gets the events that its manifest names
        return (await self._after(self.add_bot_again()))[0]

    async def add_bot_again(self) -> None:
        await self._server.join(CHANNEL)

    async def add_other(self) -> None:
        await self._server.join(CHANNEL, person=BOB)

    async def mention(self, text: str) -> None:
        await self._server.mention(text)

    async def command_without_reply(self, name: str) -> None:
        before = len(self._server.posted())
        envelope = await self._server.slash(f"/{name}")
        assert envelope.answer is None
        await assert_stays(lambda: len(self._server.posted()) == before)

    async def press_without_reply(self, reply: Rendered, label: str) -> None:
        before = len(self._server.posted())
        await self._server.press(reply.handle, label)
        await assert_stays(lambda: len(self._server.posted()) == before)

    async def press_as_owner(self, reply: Rendered, label: str) -> Rendered:
        return await self.press(reply, label, manager=True)

    async def hide_channel(self) -> None:
        self._server.channels[CHANNEL]["is_private"] = True

    async def make_readable(self) -> None:
        """Do nothing: the scopes of the manifest are enough."""

    async def say(self, text: str, *, root: Any = None) -> SlackShown:
        return await self._server.say(text, thread=root.ts if root else None)

    async def mention_in_thread(self, text: str, root: Any) -> None:
        await self._server.mention(text, thread=root.ts)

    async def take_away(self, what: str) -> str:
        if what == "place":
            self._server.channels[CHANNEL]["is_member"] = False
            return "/invite @Factbot"
        self._server.channels[CHANNEL]["is_private"] = True
        self._server.scopes = self._server.scopes.replace("groups:history,", "")
        await self.restart()  # the scopes are read at the start
        return "does not have the scope groups:history"

    def mention_of_other(self) -> str:
        return f"<@{BOB}>"

    def public_texts(self) -> list[str]:
        return [shown.reading for shown in self._server.posted() if not shown.private_to]

    async def press_as_other(self, reply: Rendered, label: str) -> Rendered:
        return (await self._after(self._server.press(reply.handle, label, person=BOB)))[0]

    async def choose_as_other(self, reply: Rendered, label: str) -> Rendered:
        return (await self._after(self._server.choose(reply.handle, label, person=BOB)))[0]

    async def point_at(self, other: str, text: str) -> Rendered:
        root = await self._server.say(other, person=BOB)
        asked = await self._server.mention(text, thread=root.ts)
        return self._rendered(await self._server.reply_to(asked), asked)

    async def edit_to(self, asked: Any, text: str) -> None:
        await self._server.edit(asked, text)

    async def moderate(self, reply: Rendered) -> None:
        reply.handle.deleted = True

    def direct_posts(self) -> list[Rendered]:
        return [self._rendered(shown) for shown in self._server.posted(self._server.direct(self.me))]

    def now(self, reply: Rendered) -> Rendered:
        return self._rendered(reply.handle)

    def edits(self, reply: Rendered) -> int:
        return int(reply.handle.edits)

    def address(self, reply: Rendered) -> tuple[str, str]:
        return f"slack:{TEAM}:{reply.handle.channel}", reply.handle.ts

    async def _after(self, action: Awaitable[object], count: int = 1, channel: str = CHANNEL) -> list[Rendered]:
        """Run an action of the stand-in and wait for `count` messages that are new or changed."""
        known = {id(m): m.edits for m in self._server.posted(channel)}
        await action
        return await self._changed_since(known, count, channel)

    async def _changed_since(self, known: Mapping[int, int], count: int = 1, channel: str = CHANNEL) -> list[Rendered]:
        def changed() -> list[SlackShown]:
            return [m for m in self._server.posted(channel) if known.get(id(m)) != m.edits]

        await self._server.until(lambda: len(changed()) >= count, f"{count} new or changed messages")
        return [self._rendered(shown) for shown in changed()]

    def _rendered(self, shown: SlackShown, asked: object = None) -> Rendered:
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


def _button(code: str) -> dict[str, str]:
    """Return a button of Slack with a code that the message may not have."""
    return {"type": "button", "action_id": "unknown", "block_id": "0.0/0", "value": code}
