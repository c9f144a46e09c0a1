"""The stand-in's gateway: sessions that begin, break off, resume and end."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from aiohttp import WSMsgType, web

Json: TypeAlias = dict[str, Any]

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 3, 6, 7, 9, 10, 11
MOST_PRESENCES, PRESENCE_WINDOW = 5, 20.0
"""How many changes of its presence Discord takes from a bot in so many seconds."""
DIRECT, CONTENT = 1 << 12, 1 << 15
"""Intents: direct messages, and the content of messages that aren't addressed to the bot."""


@dataclass(slots=True)
class Session:
    """What began with an IDENTIFY; it outlives its socket."""

    id: str
    intents: int
    socket: web.WebSocketResponse | None = None
    sent: list[Json] = field(default_factory=list)
    """Every event of the session, for those who resume."""

    @property
    def reads_content(self) -> bool:
        """Whether this session may read what isn't addressed to the bot."""
        return bool(self.intents & CONTENT)


class Gateway:
    """Speaks the gateway's protocol, version 10, in plain JSON."""

    def __init__(self, token: str, ready: Json, guilds: list[Json], problems: list[str]) -> None:
        """`ready` and `guilds` are the data of the first events of a session; `problems` gets what is refused."""
        self._token, self._ready, self._guilds, self._problems = token, ready, guilds, problems
        self.presences: list[Json] = []
        """What the bot said of itself, newest last: when a session began, or later."""
        self._changes: deque[float] = deque(maxlen=MOST_PRESENCES + 1)
        self.sessions: dict[str, Session] = {}
        self.identified: list[int] = []
        """The intents of every IDENTIFY, in order."""
        self.resumed = 0
        self.content_approved = True
        """Whether the portal allows the bot to read message content."""
        self.down = False
        """Refuse every new socket."""
        self.refuse_with: int | None = None
        """Close every new socket with this code once it has identified."""
        self.forgetful = False
        """Know no session any more when somebody resumes."""

    @property
    def live(self) -> list[Session]:
        """The sessions that are connected."""
        return [s for s in self.sessions.values() if s.socket is not None and not s.socket.closed]

    @property
    def activity(self) -> str:
        """What people read beneath the bot's name: its own words, or the name of what it does. Empty if nothing."""
        newest = self.presences[-1] if self.presences else {}
        activities = newest.get("activities") or [newest.get("game") or {}]
        return str(activities[0].get("state") or activities[0].get("name") or "")

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one socket."""
        if self.down:
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": 41250}})
        session: Session | None = None
        async for message in socket:
            if message.type != WSMsgType.TEXT:
                continue
            packet = json.loads(message.data)
            if packet["op"] == HEARTBEAT:
                await socket.send_json({"op": ACK})
            elif packet["op"] == IDENTIFY:
                session = await self._identify(socket, packet["d"])
            elif packet["op"] == PRESENCE:
                self._change_presence(packet["d"])
            elif packet["op"] == RESUME:
                session = await self._resume(socket, packet["d"])
        if session is not None and session.socket is socket:
            session.socket = None
        return socket

    async def dispatch(self, name: str, data: Any, *, withheld: Any = None) -> None:
        """Send an event to every session, also to those that are to resume.

        Sessions without the intent to read content get what is left if that is `withheld`.
        """
        for session in list(self.sessions.values()):
            await self._send(session, name, data if withheld is None or session.reads_content else withheld)

    async def send_text(self, text: str) -> None:
        """Send something that may be no event at all."""
        for session in self.live:
            assert session.socket
            await session.socket.send_str(text)

    async def close(self, code: int) -> None:
        """Close every socket with a code."""
        for session in self.live:
            assert session.socket
            await session.socket.close(code=code)

    async def reconnect(self) -> None:
        """Ask every session to come back on a new socket."""
        for session in self.live:
            assert session.socket
            await session.socket.send_json({"op": RECONNECT, "d": None})

    async def invalidate(self) -> None:
        """End every session for good; the client is to begin another one."""
        for session in self.live:
            assert session.socket
            self.sessions.pop(session.id)
            await session.socket.send_json({"op": INVALID, "d": False})

    def _change_presence(self, presence: Json) -> None:
        now = asyncio.get_running_loop().time()
        self._changes.append(now)
        if len(self._changes) > MOST_PRESENCES and now - self._changes[0] < PRESENCE_WINDOW:
            self._problems.append(f"the presence changed more than {MOST_PRESENCES} times in {PRESENCE_WINDOW:.0f} s")
        if presence.keys() != {"since", "activities", "status", "afk"}:
            self._problems.append(f"not a presence: {presence}")
        self.presences.append(presence)

    async def _identify(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        self.identified.append(data["intents"])
        if self.refuse_with is not None:
            await socket.close(code=self.refuse_with)
        elif data["token"] != self._token:
            await socket.close(code=4004)
        elif data["intents"] & CONTENT and not self.content_approved:
            await socket.close(code=4014)
        else:
            session = Session(f"session-{len(self.identified)}", data["intents"], socket)
            address = f"ws://{self._ready['host']}/"
            if data.get("presence"):
                self.presences.append(data["presence"])
            servers = [{"id": guild["id"], "unavailable": True} for guild in self._guilds]
            ready = {**self._ready, "guilds": servers, "session_id": session.id, "resume_gateway_url": address}
            await self._send(session, "READY", ready)
            for guild in self._guilds:
                await self._send(session, "GUILD_CREATE", guild)
            self.sessions[session.id] = session
            return session
        return None

    async def _resume(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        session = self.sessions.get(data["session_id"] or "")
        if session is None or self.forgetful:
            await socket.send_json({"op": INVALID, "d": False})
            return None
        session.socket = socket
        for packet in [p for p in session.sent if p["s"] > data["seq"]]:
            await socket.send_json(packet)
        await self._send(session, "RESUMED", {})
        self.resumed += 1
        return session

    async def _send(self, session: Session, name: str, data: Any) -> None:
        packet = {"op": DISPATCH, "t": name, "s": len(session.sent) + 1, "d": data}
        session.sent.append(packet)
        if session.socket is not None and not session.socket.closed:
            with suppress(ConnectionResetError):  # of a process that was killed
                await session.socket.send_json(packet)
