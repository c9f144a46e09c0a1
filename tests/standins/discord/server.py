"""The stand-in itself: what the people in its place do, and what they see."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any, TypeAlias

from aiohttp import web

from bot.core import texts
from tests.standins.discord import reading
from tests.standins.discord.gateway import Gateway
from tests.standins.discord.place import (
    ALLOWED,
    ASKER,
    BOT,
    BOT_ROLE,
    BY_DEFAULT,
    CONTENT_ALLOWED,
    DIRECT,
    GENERAL,
    GUILD,
    OWNER,
    SIGNATURE,
    application,
    command_data,
    guild,
    interaction_payload,
    mentions_in,
    message_of,
    now,
    options_data,
    user,
)
from tests.standins.discord.posts import Board, Interaction, Post, Refusal
from tests.standins.discord.reading import Shown, ShownForm
from tests.standins.discord.rest import BASE, Fault, Recorded, Rest, posted
from tests.waiting import Condition, until

Json: TypeAlias = dict[str, Any]


class DiscordStandIn:
    """Use it as an async context: it listens on a free port of loopback, and its `url` goes into DISCORD_API_URL.

    Whatever the bot sends that Discord would refuse is refused and noted in `problems`; a test looks there at its end.
    """

    token = f"{SIGNATURE}.harbour.not-a-secret"
    bot = BOT

    def __init__(self) -> None:
        self.board = Board()
        self._application = application()
        self._guild = guild()
        self.rest = Rest(self.board, self.token, user(BOT), self._application, self._guild, told=self._own_message)
        self._ready: Json = {
            "v": 10,
            "user": user(BOT),
            "guilds": [{"id": GUILD, "unavailable": True}],
            "application": {"id": BOT, "flags": 0},
        }
        self._allowed = ALLOWED
        self.gateway = Gateway(self.token, self._ready, self._guild)
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def __aenter__(self) -> DiscordStandIn:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    # ------------------------------------------------------------------ the server

    @property
    def url(self) -> str:
        """What goes into DISCORD_API_URL."""
        return f"http://127.0.0.1:{self._port}{BASE}"

    @property
    def problems(self) -> list[str]:
        """What Discord would have refused."""
        return self.rest.problems

    @property
    def requests(self) -> list[Recorded]:
        """Every request of the bot, in order."""
        return self.rest.requests

    async def start(self) -> None:
        """Listen; after `stop`, on the same port again."""
        app = web.Application(client_max_size=1 << 20)
        app.add_routes([*self.rest.routes(), web.get("/", self.gateway.serve)])
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self._ready["host"] = f"127.0.0.1:{self._port}"

    async def stop(self) -> None:
        """Be gone, as when the network is down."""
        if self._runner:
            await self.gateway.close(1001)
            await self._runner.cleanup()
            self._runner = None

    def allow_content(self, allowed: bool) -> None:
        """Set whether the bot may read message content, as its owner does in the portal."""
        self.gateway.content_approved = allowed
        self._application["flags"] = CONTENT_ALLOWED if allowed else 0

    async def permit(self, permissions: int) -> None:
        """Set what the bot may do in the server's channels, as a set of bits; what it may not, not all may."""
        self._allowed = permissions
        await self.allow(BOT_ROLE, permissions)
        await self.allow(GUILD, permissions & BY_DEFAULT)

    async def allow(self, role_id: str, permissions: int) -> None:
        """Set what a role allows in the whole server; the server's own id is that of the role of everybody."""
        role = next(role for role in self._guild["roles"] if role["id"] == role_id)
        role["permissions"] = str(permissions)
        await self.gateway.dispatch("GUILD_ROLE_UPDATE", {"guild_id": GUILD, "role": role})

    async def overwrite(self, channel: str, role_id: str, *, allow: int = 0, deny: int = 0) -> None:
        """Set what a channel allows and denies a role, whatever holds in the server."""
        place = next(place for place in self._guild["channels"] if place["id"] == channel)
        others = [o for o in place["permission_overwrites"] if o["id"] != role_id]
        rule = {"id": role_id, "type": 0, "allow": str(allow), "deny": str(deny)}
        place["permission_overwrites"] = [*others, rule]
        await self.gateway.dispatch("CHANNEL_UPDATE", place)

    def shut(self, channel: str, status: int, code: int, message: str = "") -> None:
        """Refuse whatever the bot asks of a channel, as where it is gone or the bot may do nothing."""
        self.board.closed[channel] = Refusal(status, code, message)

    def fail(
        self,
        method: str,
        path: str,
        status: int | None,
        *,
        times: int = 1,
        headers: dict[str, str] | None = None,
        body: Any = None,
        carried_out: bool = False,
    ) -> None:
        """Let the next requests fail: with a status or, if that is None, by dropping the connection."""
        self.rest.faults.append(Fault(method, path, status, headers or {}, body or {}, carried_out, times))

    # ------------------------------------------------------------------ what people do

    async def mention(self, text: str, **more: Any) -> str:
        """Somebody writes to the bot in a channel; returns the message's id."""
        return await self.say(f"<@{BOT}> {text}", **more)

    async def dm(self, text: str, **more: Any) -> str:
        """Somebody writes to the bot alone; returns the message's id."""
        return await self.say(text, channel=DIRECT, **more)

    async def say(self, text: str, *, channel: str = GENERAL, by: str = ASKER, **more: Any) -> str:
        """Somebody writes in a channel; `more` are further fields of the message. Returns its id."""
        message = message_of(self.board.new_id(), text, channel, by, more)
        self.board.said[message["id"]] = message
        for place in (*self._guild["channels"], *self._guild["threads"]):
            if place["id"] == channel:
                place["last_message_id"] = message["id"]
        await self._tell("MESSAGE_CREATE", message)
        return str(message["id"])

    async def reply(self, to: str, text: str, *, pings: bool = True, **more: Any) -> str:
        """Somebody replies to a message of a person or of the bot; returns the new message's id."""
        other = self.board.said.get(to) or posted(self.board.posts[to])
        mentioned = [*mentions_in(text), *([other["author"]] if pings else [])]
        reference = {"type": 0, "message_id": to, "channel_id": other["channel_id"]}
        shown = {key: value for key, value in other.items() if key not in ("guild_id", "member")}
        extra = {"type": 19, "message_reference": reference, "referenced_message": shown, "mentions": mentioned}
        return await self.say(text, **{"channel": other["channel_id"], **more, **extra})

    async def edit(self, message_id: str, text: str) -> None:
        """Somebody edits a message."""
        message = self.board.said[message_id]
        mentions = mentions_in(text)
        message = {**message, "content": text, "edited_timestamp": now(), "mentions": mentions}
        self.board.said[message_id] = message
        await self._tell("MESSAGE_UPDATE", message)

    async def unfold(self, message_id: str) -> None:
        """Discord unfolds a link in a message: an update without an edit."""
        await self._tell("MESSAGE_UPDATE", {**self.board.said[message_id], "embeds": [{"type": "link"}]})

    async def delete(self, *message_ids: str) -> None:
        """Somebody deletes messages of one channel; several at once go as one event."""
        first = self.board.said[message_ids[0]]
        place = {key: first[key] for key in ("channel_id", "guild_id") if key in first}
        if len(message_ids) == 1:
            await self.gateway.dispatch("MESSAGE_DELETE", {"id": message_ids[0], **place})
        else:
            await self.gateway.dispatch("MESSAGE_DELETE_BULK", {"ids": list(message_ids), **place})

    async def invoke(self, name: str, *, channel: str = GENERAL, by: str = ASKER, **options: Any) -> str:
        """Somebody uses a slash command, such as "ask" or "watch on"; returns the interaction's id."""
        return await self.interact(2, command_data(name, options_data(options)), channel=channel, by=by)

    async def complete(self, command: str, option: str, typed: str, **given: Any) -> list[tuple[str, str]]:
        """Somebody types into an option after giving others; returns name and value of what is offered."""
        await self.until(lambda: self.rest.commands)
        name, *sub = command.split()
        registered = [c for c in self.rest.commands if (c["name"], c["type"]) == (name, 1)]
        for word in sub:
            registered = [o for c in registered for o in c["options"] if o["name"] == word]
        options = [o for c in registered for o in c["options"] if o["name"] == option]
        assert options, f"/{command} has no option {option}"
        assert options[0].get("autocomplete"), f"Discord asks for nothing to complete the option {option}"
        focused = {"name": option, "type": 3, "value": typed, "focused": True}
        return await self.offered(command_data(command, [*options_data(given), focused]))

    async def offered(self, data: Json) -> list[tuple[str, str]]:
        """What is offered for an interaction of somebody who is typing."""
        interaction = self.interaction(await self.interact(4, data))
        await self.until(lambda: interaction.choices is not None)
        return [(choice["name"], choice["value"]) for choice in interaction.choices or ()]

    async def point(self, shortcut: str, message: str, *, channel: str = GENERAL, by: str = ASKER) -> str:
        """Somebody calls a shortcut on a message, given by its id, or by the words of one that is written first.

        Returns the interaction's id.
        """
        await self.until(lambda: self.rest.commands)
        known = [c for c in self.rest.commands if (c["name"], c["type"]) == (shortcut, 3)]
        assert known, f"There is no shortcut {shortcut}"
        if message not in self.board.said and message not in self.board.posts:
            message = await self.say(message, channel=channel, by=OWNER)
        found = self.board.said.get(message) or posted(self.board.posts[message])
        # Discord tells less of it here than in the event of its own.
        resolved = {key: value for key, value in found.items() if key not in ("guild_id", "member")}
        data = {"id": "6002", "type": 3, "name": shortcut, "target_id": message}
        return await self.interact(2, {**data, "resolved": {"messages": {message: resolved}}}, channel=channel, by=by)

    async def choose(self, shown: Shown, *labels: str, by: str = ASKER) -> str:
        """Somebody chooses in the first select of a message of the bot that offers all that.

        Returns the interaction's id.
        """
        post = self.board.find(shown.id)
        offered = [
            (s, {option["label"]: option["value"] for option in s["options"]}) for s in reading.selects(post.body)
        ]
        select, values = next((s, values) for s, values in offered if values.keys() >= set(labels))
        assert (select.get("min_values") or 0) <= len(labels) <= (select.get("max_values") or 1), f"not {len(labels)}"
        data = {"custom_id": select["custom_id"], "component_type": 3, "values": [values[label] for label in labels]}
        return await self.interact(3, data, channel=post.channel, by=by, pressed=post)

    async def press(self, shown: Shown, label: str, *, by: str = ASKER) -> str:
        """Somebody presses a button under a message of the bot; returns the interaction's id."""
        post = self.board.find(shown.id)
        return await self.press_code(post, reading.codes(post.body)[label], by=by)

    async def press_code(self, post: Post, code: str, *, by: str = ASKER) -> str:
        """Somebody presses a button with a code that the bot may not know."""
        return await self.interact(
            3, {"custom_id": code, "component_type": 2}, channel=post.channel, by=by, pressed=post
        )

    async def form(self, asked: str) -> ShownForm:
        """Wait for the form that is shown in answer to an interaction."""
        interaction = self.interaction(asked)
        await self.until(lambda: interaction.modal is not None)
        return reading.show_form(interaction.modal or {})

    async def submit(self, asked: str, *, by: str = ASKER, **values: str) -> str:
        """Somebody sends the form that was shown in answer to an interaction. Returns the id of the new interaction.

        Fields without a value stay as they are shown.
        """
        form = await self.form(asked)
        first = self.interaction(asked)
        assert values.keys() <= form.values.keys(), f"The form has the fields {list(form.values)}"
        data = reading.filled_form(first.modal or {}, {**form.values, **values})
        return await self.interact(5, data, channel=first.channel, by=by, pressed=first.pressed)

    async def interact(
        self, kind: int, data: Json, *, channel: str = GENERAL, by: str = ASKER, pressed: Post | None = None
    ) -> str:
        """Somebody makes an interaction of any kind; returns its id."""
        id_ = self.board.new_id()
        token = f"interaction-token-{id_}"
        begun = asyncio.get_running_loop().time()
        self.board.interactions[token] = Interaction(id_, token, channel, pressed, begun, kind)
        payload = interaction_payload(id_, token, kind, data, channel, by) | {"app_permissions": str(self._allowed)}
        if pressed is not None:
            payload["message"] = {k: v for k, v in posted(pressed).items() if k not in ("guild_id", "member")}
        await self.gateway.dispatch("INTERACTION_CREATE", payload)
        return id_

    # ------------------------------------------------------------------ what people see

    def seen(self, channel: str | None = None) -> list[Shown]:
        """All messages of the bot that are there, oldest first."""
        return [p.shown for p in self.board.posts.values() if channel in (None, p.channel)]

    def posts(self, channel: str) -> list[Post]:
        """What the bot posted in a channel of its own accord, oldest first; the nonce is in its body."""
        found = (p for p in self.board.posts.values() if p.channel == channel)
        return [p for p in found if p.reply_to is None and p.interaction is None]

    async def answer(self, to: str) -> Shown:
        """Wait for the bot's first message in answer to a message or an interaction."""
        return (await self.answers(to, 1))[0]

    async def answers(self, to: str, count: int) -> list[Shown]:
        """Wait for that many messages in answer to a message or an interaction."""

        def found() -> list[Shown]:
            posts = [p for p in self.board.posts.values() if to in (p.reply_to, p.interaction)]
            return [p.shown for p in posts if p.shown.text.strip() != texts.FOR_ALL]  # that one is removed soon

        await self.until(lambda: len(found()) >= count)
        return found()

    def interaction(self, id_: str) -> Interaction:
        """What became of an interaction."""
        return next(i for i in self.board.interactions.values() if i.id == id_)

    async def connected(self, *, content: bool | None = None) -> None:
        """Wait for a session of the bot; if `content` is given, for one alone that may read so much."""

        def met() -> bool:
            reading = [session.reads_content for session in self.gateway.live]
            return bool(reading) if content is None else reading == [content]

        await self.until(met)

    async def until(self, condition: Condition) -> None:
        """Wait until something is the case, here or in the bot."""
        await until(condition, lambda: f"a condition. Seen: {self.seen()}; problems: {self.problems}")

    # ------------------------------------------------------------------ inside

    async def _tell(self, name: str, message: Json) -> None:
        direct, withheld = "guild_id" not in message, dict(message)
        if not (direct or _is_to_bot(message)):
            withheld |= _NOTHING
        other = message.get("referenced_message")
        if other and not (direct or _is_to_bot(other)):
            withheld["referenced_message"] = {**other, **_NOTHING}
        await self.gateway.dispatch(name, message, withheld=withheld)

    async def _own_message(self, name: str, post: Post) -> None:
        """The bot hears of its own messages, too."""
        if name == "MESSAGE_DELETE":
            await self.gateway.dispatch(name, {"id": post.id, "channel_id": post.channel, "guild_id": GUILD})
        else:
            await self.gateway.dispatch(name, posted(post))


_NOTHING: Json = {"content": "", "embeds": [], "attachments": [], "components": []}
"""What is left of a message that Discord does not show to the bot."""


def _is_to_bot(message: Json) -> bool:
    """Return whether the bot may read a message without the intent: it is its own, or mentions it."""
    mentioned = any(one["id"] == BOT for one in message["mentions"])
    return message["author"]["id"] == BOT or mentioned or BOT_ROLE in message["mention_roles"]
