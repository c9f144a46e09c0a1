"""The stand-in's HTTP interface: what a bot may ask of Discord, with faults on demand."""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from aiohttp import web

from tests.standins.discord.checking import error_tree, problems, query_problems
from tests.standins.discord.components import (
    LAYOUT,
    MOST_BYTES,
    has_container,
    is_layout,
    makes_discord_fail,
    numbered,
)
from tests.standins.discord.faults import Fault, Recorded, failed
from tests.standins.discord.place import (
    BOT,
    DIRECT,
    EMBED_LINKS,
    GUESTS,
    GUILD,
    MANAGE_MESSAGES,
    NAMES,
    ROLES,
    SEND_IN_THREADS,
    SEND_MESSAGES,
    STRANGER,
    TYPES,
    VIEW_CHANNEL,
    guild_of,
    member,
    message_of,
    permissions_in,
)
from tests.standins.discord.posts import EPHEMERAL, Board, Interaction, Post, Refusal

Json: TypeAlias = dict[str, Any]
Answer: TypeAlias = Awaitable[Any]

BASE = "/api/v10"


class Rest:
    """Answers requests. What doesn't stand up to the specification is refused and noted."""

    def __init__(
        self, board: Board, token: str, account: Json, application: Json, guilds: list[Json], *, told: Told
    ) -> None:
        """`told` hears of every message that the bot makes, changes or takes away."""
        self._guilds = guilds
        self._board, self.token, self._account, self._application = board, token, account, application
        self._told = told
        self.requests: list[Recorded] = []
        self.problems: list[str] = []
        """What was wrong with requests of the bot."""
        self.faults: list[Fault] = []
        self.commands: list[Json] = []
        """The commands that are registered."""
        self.roles: defaultdict[str, list[str]] = defaultdict(list, {who: list(roles) for who, roles in ROLES.items()})
        """The roles of each person in the server."""
        self.sessions_left = 1000
        """How many more sessions the bot may begin today."""
        self.missing: set[str] = set()
        """Paths that answer 404."""
        self.patience = 3.0
        """Seconds that an interaction waits for its answer."""
        self.message_limit: tuple[int, float] | None = None
        """How many messages a channel takes in so many seconds; None for any number."""
        self.tells_limits = True
        """Whether answers have headers that say how much of a limit is left."""
        self.invalid: list[tuple[float, str]] = []
        """When requests were refused with 401, 403 or 429, and which."""
        self.reactions: list[tuple[str, str]] = []
        """Message and sign of each reaction of the bot."""
        self._windows: dict[str, tuple[float, int]] = {}
        """Of each channel, when its window ends and how many messages it took."""

    def routes(self) -> list[web.RouteDef]:
        """All addresses."""
        route = self._route
        return [
            route("GET", "/gateway", self._gateway),
            route("GET", "/gateway/bot", self._gateway_for_bots),
            route("GET", "/users/@me", self._me),
            route("GET", "/applications/@me", self._my_application),
            route("GET", "/oauth2/applications/@me", self._my_application),
            route("PUT", "/applications/{application_id}/commands", self._register),
            route("GET", "/applications/{application_id}/commands", self._registered),
            route("GET", "/guilds/{guild_id}/roles", self._roles),
            route("GET", "/guilds/{guild_id}/members/{user_id}", self._member),
            route("GET", "/channels/{channel_id}", self._channel),
            route("POST", "/users/@me/channels", self._direct),
            route("GET", "/channels/{channel_id}/messages", self._history),
            route("POST", "/channels/{channel_id}/messages", self._create),
            route("PATCH", "/channels/{channel_id}/messages/{message_id}", self._edit),
            route("DELETE", "/channels/{channel_id}/messages/{message_id}", self._delete),
            route("PUT", "/channels/{channel_id}/messages/{message_id}/reactions/{sign}/@me", self._react),
            route("POST", "/interactions/{interaction_id}/{interaction_token}/callback", self._callback),
            route("POST", "/webhooks/{webhook_id}/{webhook_token}", self._follow_up),
            route("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", self._edit_original),
            route("DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", self._delete_original),
        ]

    def _route(self, method: str, path: str, action: Callable[[web.Request, Any], Answer]) -> web.RouteDef:
        async def handle(request: web.Request) -> web.Response:
            text = await request.text()
            body = json.loads(text) if text else None
            beneath = request.path.removeprefix(BASE)
            self.requests.append(Recorded(method, beneath, body, asyncio.get_running_loop().time()))
            response = await self._respond(request, path, beneath, body, action)
            if response.status in (401, 403, 429):
                self.invalid.append((asyncio.get_running_loop().time(), f"{method} {beneath}"))
            return response

        return web.route(method, BASE + path, handle)

    async def _respond(
        self, request: web.Request, route: str, beneath: str, body: Any, action: Callable[[web.Request, Any], Answer]
    ) -> web.Response:
        fault = self._fault(request.method, beneath)
        if fault and not fault.carried_out:
            return failed(fault, request)
        headers: dict[str, str] = {}
        if self.message_limit and request.method == "POST" and route == "/channels/{channel_id}/messages":
            left, reset = self._count(request.match_info["channel_id"], *self.message_limit)
            if self.tells_limits:
                headers = {"X-RateLimit-Remaining": str(max(0, left)), "X-RateLimit-Reset-After": f"{reset:.3f}"}
            if left < 0:
                refused = {"message": "You are being rate limited.", "retry_after": round(reset, 3), "global": False}
                return web.json_response(refused, status=429, headers={**headers, "Retry-After": f"{reset:.0f}"})
        try:
            self._admit(request, route, body)
            answer = await action(request, body)
        except Refusal as refusal:
            return web.json_response(refusal.told, status=refusal.status)
        if fault:
            return failed(fault, request)
        return (
            web.Response(status=204, headers=headers) if answer is None else web.json_response(answer, headers=headers)
        )

    def _count(self, channel: str, most: int, window: float) -> tuple[int, float]:
        """Count a message of a channel. Returns how many are left, -1 if it is one too many, and when it resets."""
        now = asyncio.get_running_loop().time()
        ends, taken = self._windows.get(channel, (0.0, 0))
        if ends <= now:
            ends, taken = now + window, 0
        self._windows[channel] = ends, min(taken + 1, most + 1)
        return most - taken - 1, ends - now

    def _fault(self, method: str, path: str) -> Fault | None:
        for fault in self.faults:
            if fault.times and fault.method == method and fault.path in path:
                fault.times -= 1
                return fault
        return None

    def _admit(self, request: web.Request, route: str, body: Any) -> None:
        if request.path.removeprefix(BASE) in self.missing:
            raise Refusal(404, 0, "404: Not Found")
        by_token = route.startswith(("/interactions", "/webhooks"))
        if not by_token and route != "/gateway" and request.headers.get("Authorization") != f"Bot {self.token}":
            raise Refusal(401, 0, "401: Unauthorized")
        if not re.match(r"DiscordBot \(\S.*, \S+\)", request.headers.get("User-Agent", "")):
            self.problems.append(f"the user agent {request.headers.get('User-Agent')}")
        edited = self._edited(request, route, body)
        found = problems(request.method, route, body, edited.body if edited else None)
        found += query_problems(request.method, route, request.query)
        if found:
            self.problems += [f"{request.method} {route} {problem}" for problem in found]
            raise Refusal(400, 50035, "Invalid Form Body", error_tree(found))
        message = body.get("data") if route.endswith("/callback") else body
        if isinstance(message, dict) and makes_discord_fail({**(edited.body if edited else {}), **message}):
            self.problems.append(f"{request.method} {route} the texts have too many bytes: {MOST_BYTES} fit")
            raise Refusal(500, 0, "500: Internal Server Error")

    def _edited(self, request: web.Request, route: str, body: Any) -> Post | None:
        """The message that a request edits, if it is there."""
        if request.method == "PATCH" and "message_id" in request.match_info:
            return self._board.posts.get(request.match_info["message_id"])
        token = request.match_info.get("interaction_token") or request.match_info.get("webhook_token") or ""
        interaction = self._board.interactions.get(token)
        if interaction and request.method == "PATCH":
            return interaction.original
        if interaction and route.endswith("/callback") and isinstance(body, dict) and body.get("type") == 7:
            return interaction.pressed
        return None

    async def _gateway(self, request: web.Request, body: Any) -> Json:
        return {"url": f"ws://{request.host}/"}

    async def _gateway_for_bots(self, request: web.Request, body: Any) -> Json:
        limit = {"total": 1000, "remaining": self.sessions_left, "reset_after": 14400000, "max_concurrency": 1}
        return {**await self._gateway(request, body), "shards": 1, "session_start_limit": limit}

    async def _registered(self, request: web.Request, body: Any) -> list[Json]:
        return self.commands

    async def _roles(self, request: web.Request, body: Any) -> list[Json]:
        return list(self._server(request.match_info["guild_id"])["roles"])

    async def _member(self, request: web.Request, body: Any) -> Json:
        server, person = self._server(request.match_info["guild_id"]), request.match_info["user_id"]
        for known in server["members"]:
            if known["user"]["id"] == person:
                return dict(known)
        if person not in NAMES or person == STRANGER:
            raise Refusal(404, 10007, "Unknown Member")
        return {**member(person), "roles": self.roles[person] if server["id"] == GUILD else []}

    def _server(self, id_: str) -> Json:
        """A server that the bot is in."""
        for server in self._guilds:
            if server["id"] == id_:
                return server
        raise Refusal(403, 50001, "Missing Access")

    def _allowed(self, channel: str) -> int:
        """What the bot may do in a channel; everything if the stand-in knows nothing of it."""
        server = guild_of(channel)
        allowed = permissions_in(self._server(server), channel) if server else None
        return ~0 if allowed is None else allowed

    def _enter(self, channel: str, needed: int = VIEW_CHANNEL) -> None:
        """Let the bot do something in a channel, or refuse it."""
        self._board.admit(channel)
        allowed = self._allowed(channel)
        if channel in GUESTS or not allowed & VIEW_CHANNEL:
            raise Refusal(403, 50001, "Missing Access")
        if needed & ~allowed:
            raise Refusal(403, 50013, "Missing Permissions")

    async def _channel(self, request: web.Request, body: Any) -> Json:
        """A channel or thread, if the bot may view it."""
        channel = request.match_info["channel_id"]
        self._enter(channel)
        places = [place for server in self._guilds for place in (*server["channels"], *server["threads"])]
        for place in places:
            if place["id"] == channel:
                return dict(place)
        raise Refusal(404, 10003, "Unknown Channel")

    async def _me(self, request: web.Request, body: Any) -> Json:
        return self._account

    async def _my_application(self, request: web.Request, body: Any) -> Json:
        return self._application

    async def _register(self, request: web.Request, body: Any) -> list[Json]:
        self.commands = [{**command, "id": self._board.new_id()} for command in body]
        return self.commands

    async def _direct(self, request: web.Request, body: Any) -> Json:
        if body.get("recipient_id") not in NAMES:
            raise Refusal(400, 50033, "Invalid Recipient(s)")
        return {"id": DIRECT, "type": 1, "last_message_id": None}

    async def _history(self, request: web.Request, body: Any) -> list[Json]:
        channel = request.match_info["channel_id"]
        self._enter(channel)
        found = self._board.history(channel, int(request.query.get("after", 0)), int(request.query.get("limit", 50)))
        if any(isinstance(message, Post) and has_container(message.body) for message in found):
            raise Refusal(500, 0, "500: Internal Server Error")  # as the real one does: discord-api-docs#8611
        return [posted(m) if isinstance(m, Post) else m for m in found]

    async def _create(self, request: web.Request, body: Any) -> Json:
        channel = request.match_info["channel_id"]
        # Layouts need no permission to embed links: only embeds do.
        needed = SEND_IN_THREADS if TYPES.get(channel) in (11, 12) else SEND_MESSAGES
        self._enter(channel, needed | (EMBED_LINKS if body.get("embeds") else 0))
        post, new = self._board.post(channel, body)
        if new:
            await self._told("MESSAGE_CREATE", post)
        return self._message(post)

    async def _edit(self, request: web.Request, body: Any) -> Json:
        self._enter(request.match_info["channel_id"])
        post = self._board.edit(request.match_info["message_id"], body)
        await self._told("MESSAGE_UPDATE", post)
        return self._message(post)

    async def _delete(self, request: web.Request, body: Any) -> None:
        """Take away a message of the bot or, with the permission for that, of somebody else."""
        channel, message = request.match_info["channel_id"], request.match_info["message_id"]
        self._enter(channel)
        if message in self._board.said:
            if guild_of(channel) is None:
                raise Refusal(403, 50003, "Cannot execute action on a DM channel")
            self._enter(channel, MANAGE_MESSAGES)
            del self._board.said[message]
            await self._told("MESSAGE_DELETE", Post(message, channel, {}))
        else:
            await self._told("MESSAGE_DELETE", self._board.delete(message))

    async def _react(self, request: web.Request, body: Any) -> None:
        self._enter(request.match_info["channel_id"])
        self.reactions.append((request.match_info["message_id"], request.match_info["sign"]))

    async def _callback(self, request: web.Request, body: Any) -> Json | None:
        interaction = self._interaction(request.match_info["interaction_token"])
        if asyncio.get_running_loop().time() - interaction.begun > self.patience:
            raise Refusal(404, 10062, "Unknown interaction")
        post = self._board.answer(interaction, body)
        if request.query.get("with_response") != "true":
            return None
        told: Json = {"interaction": {"id": interaction.id, "type": 2}}
        if post is not None:
            told["resource"] = {"type": body["type"], "message": self._message(post)}
        return told

    async def _follow_up(self, request: web.Request, body: Any) -> Json:
        return self._message(self._board.follow_up(self._interaction(request.match_info["webhook_token"]), body))

    async def _edit_original(self, request: web.Request, body: Any) -> Json:
        return self._message(self._board.edit_original(self._interaction(request.match_info["webhook_token"]), body))

    async def _delete_original(self, request: web.Request, body: Any) -> None:
        self._board.delete_original(self._interaction(request.match_info["webhook_token"]))

    def _interaction(self, token: str) -> Interaction:
        if token not in self._board.interactions:
            raise Refusal(404, 10062, "Unknown interaction")
        return self._board.interactions[token]

    def _message(self, post: Post) -> Json:
        return {"id": post.id, "channel_id": post.channel, "author": self._account, **post.body}


def posted(post: Post) -> Json:
    """A message of the bot as Discord tells of it later: without its nonce, and with no white space at the ends."""
    parts = {part: post.body.get(part) or [] for part in ("embeds", "components")}
    texts = ("title", "description")
    parts["embeds"] = [
        {"type": "rich", **embed, **{text: embed[text].strip() for text in texts if text in embed}}
        for embed in parts["embeds"]
    ]
    content = (post.body.get("content") or "").strip()
    parts["components"] = numbered(parts["components"])
    parts["flags"] = (LAYOUT if is_layout(post.body) else 0) | (EPHEMERAL if post.private else 0)
    return message_of(post.id, content, post.channel, BOT, parts)


Told: TypeAlias = Callable[[str, Post], Awaitable[None]]
