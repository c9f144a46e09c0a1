"""The stand-in itself: what the people in its place do, and what they see."""

from __future__ import annotations

from types import TracebackType
from typing import Any, TypeAlias

from aiohttp import web

from bot.core import texts
from tests.standins.discord.faults import Fault, Recorded
from tests.standins.discord.gateway import Gateway
from tests.standins.discord.people import People
from tests.standins.discord.place import (
    ALLOWED,
    BOT,
    BOT_ROLE,
    BY_DEFAULT,
    CONTENT_ALLOWED,
    GUILD,
    SIGNATURE,
    application,
    guild,
    guild_of,
    now,
    second_guild,
    user,
)
from tests.standins.discord.posts import Board, Post, Refusal
from tests.standins.discord.reading import Shown
from tests.standins.discord.rest import BASE, Rest, posted

Json: TypeAlias = dict[str, Any]


class DiscordStandIn(People):
    """Use it as an async context: it listens on a free port of loopback, and its `url` goes into DISCORD_API_URL.

    Whatever the bot sends that Discord would refuse is refused and noted in `problems`; a test looks there at its end.
    """

    token = f"{SIGNATURE}.harbour.not-a-secret"
    bot = BOT

    def __init__(self) -> None:
        self.board = Board()
        self._application = application()
        self.guilds = [guild()]
        self.rest = Rest(self.board, self.token, user(BOT), self._application, self.guilds, told=self._own_message)
        self._ready: Json = {"v": 10, "user": user(BOT), "application": {"id": BOT, "flags": 0}}
        self.allowed = ALLOWED
        self.gateway = Gateway(self.token, self._ready, self.guilds, self.rest.problems)
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
        self.allowed = permissions
        await self.allow(BOT_ROLE, permissions)
        await self.allow(GUILD, permissions & BY_DEFAULT)

    async def allow(self, role_id: str, permissions: int) -> None:
        """Set what a role allows in the whole server; the server's own id is that of the role of everybody."""
        role = next(role for role in self.guilds[0]["roles"] if role["id"] == role_id)
        role["permissions"] = str(permissions)
        await self.gateway.dispatch("GUILD_ROLE_UPDATE", {"guild_id": GUILD, "role": role})

    async def overwrite(self, channel: str, role_id: str, *, allow: int = 0, deny: int = 0) -> None:
        """Set what a channel allows and denies a role, whatever holds in the server."""
        places = (place for server in self.guilds for place in server["channels"])
        place = next(place for place in places if place["id"] == channel)
        others = [o for o in place["permission_overwrites"] if o["id"] != role_id]
        rule = {"id": role_id, "type": 0, "allow": str(allow), "deny": str(deny)}
        place["permission_overwrites"] = [*others, rule]
        await self.gateway.dispatch("CHANNEL_UPDATE", place)

    async def add_server(self, server: Json | None = None) -> Json:
        """Somebody adds the bot to another server while it is connected, by default to `second_guild`."""
        added = {**(server or second_guild()), "joined_at": now()}
        self.guilds.append(added)
        await self.gateway.dispatch("GUILD_CREATE", added)
        return added

    async def remove_server(self, id_: str, *, broken: bool = False) -> None:
        """Somebody takes the bot out of a server; a `broken` server is only out of order, and comes back."""
        self.guilds[:] = [server for server in self.guilds if broken or server["id"] != id_]
        await self.gateway.dispatch("GUILD_DELETE", {"id": id_, **({"unavailable": True} if broken else {})})

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

    # ------------------------------------------------------------------ what people see

    def seen(self, channel: str | None = None) -> list[Shown]:
        """All messages of the bot that are there, oldest first."""
        return self.board.shown(channel)

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

    async def connected(self, *, content: bool | None = None) -> None:
        """Wait for a session of the bot; if `content` is given, for one alone that may read so much."""

        def met() -> bool:
            reading = [session.reads_content for session in self.gateway.live]
            return bool(reading) if content is None else reading == [content]

        await self.until(met)

    # ------------------------------------------------------------------ inside

    async def _own_message(self, name: str, post: Post) -> None:
        """The bot hears of its own messages, too, and of what it took away."""
        if name == "MESSAGE_DELETE":
            server = {"guild_id": id_} if (id_ := guild_of(post.channel)) else {}
            await self.gateway.dispatch(name, {"id": post.id, "channel_id": post.channel, **server})
        else:
            await self.gateway.dispatch(name, posted(post))
