"""The stand-in's Web API: every request checked as strictly as Slack checks it, or more so."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict, deque
from typing import Any

from aiohttp import web

from tests.standins.slack import blocks as kit
from tests.standins.slack import modals
from tests.standins.slack.agent import AgentApi
from tests.standins.slack.world import (
    APP_TOKEN,
    BOT,
    BOT_TOKEN,
    BOT_USER,
    TEAM,
    Fault,
    RefusedError,
    Request,
    Shown,
    channels,
    people,
    user_groups,
)

_POSTING = {
    "text", "blocks", "channel", "thread_ts", "parse", "link_names", "mrkdwn", "unfurl_links", "unfurl_media",
    "metadata", "reply_broadcast",
}  # fmt: skip
_ALLOWED = {
    "chat.postMessage": _POSTING,
    "chat.postEphemeral": {"text", "blocks", "channel", "thread_ts", "parse", "link_names", "user"},
    "chat.update": {"text", "blocks", "channel", "ts", "parse", "link_names", "metadata"},
    "chat.delete": {"channel", "ts"},
    "views.publish": {"user_id", "view", "hash"},
    "views.open": {"trigger_id", "view"},
    "views.update": {"view_id", "view", "hash", "external_id"},
    "assistant.threads.setSuggestedPrompts": {"channel_id", "thread_ts", "title", "prompts"},
    "assistant.threads.setStatus": {
        "channel_id", "thread_ts", "status", "loading_messages", "icon_emoji", "icon_url", "username",
    },
    "assistant.threads.setTitle": {"channel_id", "thread_ts", "title"},
    "blocks.validate": {"blocks", "message", "view"},
    "response_url": {
        "text", "blocks", "response_type", "replace_original", "delete_original", "thread_ts", "metadata",
        "unfurl_links", "unfurl_media",
    },
}  # fmt: skip


class WebApi(AgentApi):
    """Routes, state and faults."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Shown] = []
        self.homes: dict[str, dict[str, Any]] = {}
        self.modals: list[dict[str, Any]] = []
        """What is open over the chat, as it was sent, with an id and the person who sees it."""
        self.triggers: dict[str, tuple[str, float]] = {}
        """Trigger ids that open a form: for whom, and since when on the loop's clock."""
        self.requests: list[Request] = []
        self.problems: list[str] = []
        self.scopes = (
            "app_mentions:read,assistant:write,channels:history,channels:read,chat:write,commands,groups:history,groups:read,"
            "im:history,usergroups:read,users:read"
        )
        self.users = people()
        self.user_groups = user_groups()
        self.channels = channels()
        self.exchanged: set[str] = set()
        """Those that have opened one."""
        self.tickets: set[str] = set()
        self.expired_tickets = 0
        """So many of the next socket addresses have run out before they are dialled."""
        self.response_urls: dict[str, dict[str, Any]] = {}
        self.history_lag = 0.0
        """Seconds until a new message shows in the history."""
        self.without_id = 0
        """For so many of the next posts the answer lacks the message's id."""
        self.page = 1_000
        """Most messages in one answer, whatever was asked for."""
        self.url = ""
        self._late: set[asyncio.Task[None]] = set()
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._last = 0  # microseconds

    def routes(self) -> list[web.RouteDef]:
        return [web.route("*", "/api/{method}", self._serve), web.post("/respond/{token}", self._serve)]

    def fault(self, method: str, *faults: Fault) -> None:
        """Let the next requests of a method go wrong, one fault each."""
        self._faults[method].extend(faults)

    def calls(self, method: str) -> list[Request]:
        """All requests of one method so far."""
        return [r for r in self.requests if r.method == method]

    def next_ts(self) -> str:
        """Timestamps as Slack makes them: the time, unique in a channel and here everywhere.

        They are never so close that a microsecond more or less, as in a look back, changes their order.
        """
        self._last = max(self._last + 10, time.time_ns() // 1_000)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def shown(self, channel: str, ts: str) -> Shown:
        """Find a message. Raises RefusedError."""
        for message in self.messages:
            if (message.channel, message.ts) == (channel, ts) and not message.deleted:
                return message
        raise RefusedError("message_not_found")

    # ------------------------------------------------------------ serving

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        body: dict[str, Any] = dict(request.query)
        if request.content_type == "application/json":
            body |= await request.json()
        else:
            body |= {k: str(v) for k, v in (await request.post()).items()}
        token = request.match_info.get("token")
        method = "response_url" if token else request.match_info["method"]
        self.requests.append(Request(method, body, asyncio.get_running_loop().time()))
        fault = self._faults[method].popleft() if self._faults[method] else None
        answer: dict[str, Any] = {"ok": True}
        if fault and fault.slow:
            await asyncio.sleep(fault.slow)
        if fault and fault.late:
            self._late.add(asyncio.create_task(self._work_late(fault.late, method, body, request)))
        if fault is None or fault.after or fault.slow:
            answer = await self._work(method, body, request, token)
        if fault and fault.drop:
            assert request.transport is not None
            request.transport.abort()
        if fault and fault.page:
            return web.Response(status=fault.status, text="<html>Please log in.</html>", content_type="text/html")
        if fault and (fault.status != 200 or fault.error):
            text = json.dumps({"ok": False, "error": fault.error}) if fault.error else "upstream trouble"
            kind = "application/json" if fault.error else "text/html"
            return web.Response(status=fault.status, text=text, content_type=kind, headers=fault.headers)
        if token:
            status = 200 if answer["ok"] else 404
            return web.Response(status=status, text="ok" if answer["ok"] else answer["error"])
        headers = {"x-oauth-scopes": self.scopes} if method == "auth.test" else {}
        return web.json_response(answer, headers=headers)

    async def _work(self, method: str, body: dict[str, Any], request: web.Request, token: str | None) -> dict[str, Any]:
        expected = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not token and given != expected:
            return {"ok": False, "error": "invalid_auth" if given else "not_authed"}
        handler = getattr(self, "do_" + method.replace(".", "_"), None)
        if handler is None:
            return {"ok": False, "error": "unknown_method"}
        if method in _ALLOWED and (unknown := sorted(body.keys() - _ALLOWED[method])):
            self.problems.append(f"{method}: unknown arguments {unknown}")
        try:
            answer = await handler({**body, "_token": token} if token else body)
        except RefusedError as refusal:
            return {"ok": False, "error": str(refusal), **refusal.more}
        return {"ok": True, **answer}

    async def _work_late(self, seconds: float, method: str, body: dict[str, Any], request: web.Request) -> None:
        await asyncio.sleep(seconds)
        await self._work(method, body, request, None)

    def _check_message(self, method: str, body: dict[str, Any]) -> None:
        found = kit.problems(body.get("blocks"))
        text = body.get("text")
        if not isinstance(text, str) or not text.strip():
            found.append("no text for notifications")
        else:
            found += kit.mrkdwn_problems(text)
        if method == "chat.postMessage" and (body.get("unfurl_links"), body.get("unfurl_media")) != (False, False):
            found.append("links are unfolded")
        if not found and kit.characters(body.get("blocks") or [], str(text)) > kit.MOST_CHARACTERS:
            found.append("text and blocks together are too long")
        if "metadata" in body:
            found += kit.metadata_problems(body["metadata"])
        if found:
            self.problems += [f"{method}: {problem}" for problem in found]
            raise RefusedError("invalid_blocks")

    def _channel(self, body: dict[str, Any]) -> str:
        if body.get("channel") not in self.channels:
            raise RefusedError("channel_not_found")
        return str(body["channel"])

    def _posting_in(self, body: dict[str, Any]) -> str:
        """The channel for a message of ours; a person's id stands for the direct message with them."""
        if body.get("channel") in self.users:
            person = str(body["channel"])
            channel = f"D{person[1:]}"
            self.channels.setdefault(channel, {"id": channel, "is_im": True, "user": person})
            return channel
        channel = self._channel(body)
        self._entered(channel)
        if self.channels[channel].get("is_archived"):
            raise RefusedError("is_archived")
        return channel

    def _entered(self, channel: str) -> None:
        """Raise RefusedError where we are not in a channel; a private one isn't even there for us then."""
        if self.channels[channel].get("is_member") is False:
            raise RefusedError("channel_not_found" if self.channels[channel].get("is_private") else "not_in_channel")

    # ------------------------------------------------------------ methods

    async def do_auth_test(self, body: dict[str, Any]) -> dict[str, Any]:
        return {"user_id": BOT_USER, "bot_id": BOT, "team_id": TEAM, "team": "Stand-in", "user": "factbot"}

    async def do_apps_connections_open(self, body: dict[str, Any]) -> dict[str, Any]:
        ticket = self.next_ts()
        if self.expired_tickets:
            self.expired_tickets -= 1
        else:
            self.tickets.add(ticket)
        return {"url": f"{self.url.replace('http', 'ws', 1)}/link?ticket={ticket}"}

    async def do_chat_postMessage(self, body: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        channel = self._posting_in(body)
        self._check_message("chat.postMessage", body)
        message = Shown(
            self.next_ts(), channel, BOT_USER, body["text"], body.get("blocks", []), body.get("thread_ts"),
            metadata=body.get("metadata"),
        )  # fmt: skip
        self.messages.append(message)
        self.status.pop((channel, str(message.thread)), None)
        if self.without_id:
            self.without_id -= 1
            return {"channel": channel}
        return {"channel": channel, "ts": message.ts, "message": {"text": message.text}}

    async def do_chat_postEphemeral(self, body: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        channel = self._channel(body)
        self._check_message("chat.postEphemeral", body)
        if body.get("user") not in self.users:
            raise RefusedError("user_not_in_channel")
        thread = body.get("thread_ts")
        self._check_thread("chat.postEphemeral", thread)
        message = Shown(
            self.next_ts(), channel, BOT_USER, body["text"], body.get("blocks", []), thread, private_to=body["user"]
        )
        self.messages.append(message)
        return {"message_ts": message.ts}

    def _check_thread(self, method: str, thread: str | None) -> None:
        """Note a private message in a thread in which everybody sees no reply."""
        if thread and not any(m.thread == thread and not m.private_to and not m.deleted for m in self.messages):
            self.problems.append(f"{method}: nobody sees a private message in a thread without replies")

    async def do_chat_update(self, body: dict[str, Any]) -> dict[str, Any]:
        message = self.shown(self._channel(body), str(body.get("ts")))
        if message.author != BOT_USER or message.private_to:
            raise RefusedError("cant_update_message")
        self._check_message("chat.update", body)
        message.text, message.blocks, message.edits = body["text"], body["blocks"], message.edits + 1
        return {"ts": message.ts}

    async def do_chat_delete(self, body: dict[str, Any]) -> dict[str, Any]:
        message = self.shown(self._channel(body), str(body.get("ts")))
        if message.private_to:
            raise RefusedError("message_not_found")
        if message.author != BOT_USER:
            raise RefusedError("cant_delete_message")
        message.deleted = True
        return {"ts": message.ts}

    async def do_conversations_info(self, body: dict[str, Any]) -> dict[str, Any]:
        channel = self.channels[self._channel(body)]
        if channel.get("is_private") and channel.get("is_member") is False:
            raise RefusedError("channel_not_found")
        return {"channel": channel}

    async def do_conversations_replies(self, body: dict[str, Any]) -> dict[str, Any]:
        channel, root = self._channel(body), body["ts"]
        return self._history([m for m in self.messages if m.channel == channel and root in {m.ts, m.thread}], body)

    async def do_conversations_history(self, body: dict[str, Any]) -> dict[str, Any]:
        channel = self._channel(body)
        return self._history([m for m in reversed(self.messages) if m.channel == channel and not m.thread], body)

    def _history(self, messages: list[Shown], body: dict[str, Any]) -> dict[str, Any]:
        """A page of what stands in a channel: at most `limit` messages, a cursor says where the next page begins."""
        channel = self.channels[body["channel"]]
        kind = "im" if channel.get("is_im") else "groups" if channel.get("is_private") else "channels"
        if f"{kind}:history" not in self.scopes:
            raise RefusedError("missing_scope")
        self._entered(channel["id"])
        if not 0 < int(body.get("limit", 100)) < 1_000:
            raise RefusedError("invalid_limit")
        readable = (m for m in messages if not m.private_to and not m.deleted)
        shown = time.time() - self.history_lag
        found = [m for m in readable if m.ts > str(body.get("oldest", "")) and float(m.ts) <= shown]
        start = int(str(body.get("cursor", "at:0")).removeprefix("at:"))
        end = start + min(int(body.get("limit", 100)), self.page)
        metadata = str(body.get("include_all_metadata")).casefold() in {"1", "true"}
        more = {"response_metadata": {"next_cursor": f"at:{end}"}} if end < len(found) else {}
        return {
            "has_more": bool(more),
            "messages": [
                {"ts": m.ts, "text": m.text, "user": m.author}
                | ({"metadata": m.metadata} if metadata else {})
                | ({"thread_ts": m.thread} if m.thread else self._replies(m))
                for m in found[start:end]
            ],
        } | more

    def _replies(self, root: Shown) -> dict[str, Any]:
        """What Slack says of a message's thread, if it has one."""
        replies = [m.ts for m in self.messages if m.thread == root.ts and not m.private_to and not m.deleted]
        return {"thread_ts": root.ts, "latest_reply": max(replies)} if replies else {}

    async def do_users_info(self, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("user") not in self.users:
            raise RefusedError("user_not_found")
        return {"user": self.users[body["user"]]}

    async def do_usergroups_list(self, body: dict[str, Any]) -> dict[str, Any]:
        if "usergroups:read" not in self.scopes:
            raise RefusedError("missing_scope", needed="usergroups:read", provided=self.scopes)
        with_users = str(body.get("include_users")).casefold() in {"1", "true"}
        hidden = set() if with_users else {"users"}
        groups = [{k: v for k, v in group.items() if k not in hidden} for group in self.user_groups.values()]
        return {"usergroups": groups}

    async def do_views_publish(self, body: dict[str, Any]) -> dict[str, Any]:
        view = body["view"]
        self.problems += [f"views.publish: {p}" for p in kit.problems(view["blocks"], "home")]
        assert view["type"] == "home"
        self.homes[body["user_id"]] = view
        return {"view": view}

    async def do_views_open(self, body: dict[str, Any]) -> dict[str, Any]:
        """Open a modal, once for each trigger and within three seconds."""
        view, trigger = body["view"], str(body.get("trigger_id"))
        if found := modals.problems(view):
            self.problems += [f"views.open: {problem}" for problem in found]
            raise RefusedError("invalid_arguments")
        if trigger not in self.triggers:
            raise RefusedError("exchanged_trigger_id" if trigger in self.exchanged else "invalid_trigger_id")
        person, since = self.triggers.pop(trigger)
        if asyncio.get_running_loop().time() - since > 3:
            raise RefusedError("expired_trigger_id")
        self.exchanged.add(trigger)
        self.modals.append({**view, "id": f"V{self.next_ts()}", "person": person})
        return {"view": self.modals[-1]}

    async def do_views_update(self, body: dict[str, Any]) -> dict[str, Any]:
        """Show another modal in place of one that is open."""
        if found := modals.problems(body["view"]):
            self.problems += [f"views.update: {problem}" for problem in found]
            raise RefusedError("invalid_arguments")
        for modal in self.modals:
            if modal["id"] == body.get("view_id"):
                kept = {key: modal[key] for key in ("id", "person")}
                modal.clear()
                modal.update({**body["view"], **kept})
                return {"view": modal}
        raise RefusedError("not_found")

    async def do_response_url(self, body: dict[str, Any]) -> dict[str, Any]:
        """What comes to a `response_url`: at most five replies; it may replace or delete the pressed message."""
        entry = self.response_urls.get(body["_token"])
        if entry is None or entry["uses"] == 5:
            raise RefusedError("used_url")
        entry["uses"] += 1
        original: Shown | None = entry["message"]
        if body.get("delete_original"):
            assert original is not None
            original.deleted = True
            return {}
        self._check_message("response_url", body)
        if body.get("replace_original"):
            assert original is not None
            original.text, original.blocks, original.edits = body["text"], body["blocks"], original.edits + 1
            return {}
        private = body.get("response_type", "ephemeral") == "ephemeral"
        message = Shown(self.next_ts(), entry["channel"], BOT_USER, body["text"], body["blocks"], body.get("thread_ts"))
        message.private_to = entry["user"] if private else None
        if private:
            self._check_thread("response_url", message.thread)
        self.messages.append(message)
        return {}
