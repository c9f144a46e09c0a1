"""What people do in the stand-in's workspace: they write, press, choose, fill in forms and open the app."""

from __future__ import annotations

import asyncio
import html
import json
import re
from typing import Any
from uuid import uuid4

from tests.standins.slack import blocks as kit
from tests.standins.slack import manifest, modals
from tests.standins.slack.api import WebApi
from tests.standins.slack.link import Link
from tests.standins.slack.world import (
    ALICE,
    APP,
    BOB,
    BOT,
    BOT_USER,
    CHANNEL,
    TEAM,
    Envelope,
    Shown,
    echoed,
)


class People(WebApi):
    """The people, and what the app hears of what they do."""

    def __init__(self, *, reads_channels: bool) -> None:
        """With `reads_channels` the app is subscribed to all messages of channels, as where some are watched."""
        super().__init__()
        self.link = Link(self)
        self.reads_channels = reads_channels
        self.events = {"app_home_opened", "app_mention", "message.im"}
        """What the app is subscribed to; messages of channels stand in `reads_channels` instead."""
        self.is_agent = False
        """The app is an agent: its manifest has an `agent_view`."""
        self.shortcuts = {"Ask about this": "ask", "Check quote": "verify"}
        """Name to callback id of the entries in the menu of every message, as the app's manifest has them."""

    def install(self, made: dict[str, Any]) -> None:
        """Make the app anew from a manifest: its events, scopes and shortcuts. Fails if Slack would refuse it."""
        assert manifest.problems(made) == []
        self.events = manifest.events(made)
        self.reads_channels = "message.channels" in self.events
        self.scopes = ",".join(manifest.scopes(made))
        self.is_agent = "agent_view" in made["features"]
        self.shortcuts = {s["name"]: s["callback_id"] for s in made["features"].get("shortcuts", ())}

    async def mention(self, text: str, **how: Any) -> Shown:
        """Write to the bot in a channel or thread; see `say`."""
        return await self.say(f"<@{BOT_USER}> {text}", **how)

    async def dm(self, text: str, *, person: str = ALICE, thread: str | None = None) -> Shown:
        """Write to the bot in a direct message."""
        return await self.say(text, person=person, channel=f"D{person[1:]}", thread=thread)

    async def say(
        self,
        text: str,
        *,
        person: str = ALICE,
        channel: str = CHANNEL,
        thread: str | None = None,
        acknowledged: bool = True,
        **extra: Any,
    ) -> Shown:
        """Write something; the app hears of it in all the ways that it is subscribed to. `extra` joins the event."""
        direct = channel.startswith("D")
        self.channels.setdefault(channel, {"id": channel, "is_im": direct, "creator": BOB})
        post = Shown(self.next_ts(), channel, person, text, thread=thread)
        self.messages.append(post)
        event = {
            "user": person, "text": text, "ts": post.ts, "channel": channel, "team": TEAM, "event_ts": post.ts,
            **({"thread_ts": thread} if thread else {}), **extra,
        }  # fmt: skip
        if f"<@{BOT_USER}>" in text and not direct:
            await self.event({"type": "app_mention", **event}, acknowledged=acknowledged)
        if direct or self.reads_channels:
            kind = "im" if direct else "channel"
            await self.event({"type": "message", "channel_type": kind, **event}, acknowledged=acknowledged)
        return post

    async def edit(self, post: Shown, text: str) -> None:
        """Edit a post; the app hears of it as of a message, and as of a mention too where there is one."""
        previous, post.text = post.text, text
        edited = {"user": post.author, "ts": self.next_ts()}
        message = {"type": "message", "user": post.author, "ts": post.ts, "edited": edited}
        if post.thread:
            message["thread_ts"] = post.thread
        around = {"channel": post.channel, "event_ts": edited["ts"], "ts": edited["ts"]}
        if f"<@{BOT_USER}>" in text and not post.channel.startswith("D"):
            await self.event({**around, **message, "type": "app_mention", "text": text})
        await self.event(
            {
                **around,
                "type": "message",
                "subtype": "message_changed",
                "message": {**message, "text": text},
                "previous_message": {"user": post.author, "ts": post.ts, "text": previous},
            }
        )

    async def delete(self, post: Shown) -> None:
        """Delete a post."""
        post.deleted = True
        previous = {"user": post.author, "ts": post.ts, "text": post.text}
        ts = self.next_ts()
        await self.event(
            {
                "type": "message", "subtype": "message_deleted", "channel": post.channel, "ts": ts, "event_ts": ts,
                "deleted_ts": post.ts, "previous_message": previous,
            }
        )  # fmt: skip

    async def slash(
        self, command: str, text: str = "", *, person: str = ALICE, channel: str = CHANNEL, acknowledged: bool = True
    ) -> Envelope:
        """Type a slash command."""
        payload = {
            "command": command, "text": text, "user_id": person, "user_name": self.users[person]["name"],
            "channel_id": channel, "channel_name": "general", "team_id": TEAM, "api_app_id": APP,
            "trigger_id": self.trigger(person), "response_url": self.response_url(channel, person, None),
        }  # fmt: skip
        return await self.link.send("slash_commands", payload, acknowledged=acknowledged)

    async def press(self, message: Shown, label: str, *, person: str = ALICE) -> Envelope:
        """Press a button of a message by its label, or one of two that ask for feedback."""
        button = next(b for b in kit.buttons(message.blocks) if b["text"]["text"] == label)
        assert person in button.get("visible_to_user_ids", [person]), f"{person} does not see {label}"
        return await self.press_value(message, button, person=person)

    async def press_value(self, message: Shown, button: dict[str, Any], *, person: str = ALICE) -> Envelope:
        """Press a button that a message may not have, such as one of an older version."""
        payload = {
            **self._on(message, person), "type": "block_actions",
            "response_url": self.response_url(message.channel, person, message),
            "actions": [{**button, "action_ts": self.next_ts()}],
        }  # fmt: skip
        return await self.link.send("interactive", payload)

    async def suggest(self, message: Shown, typed: str, *, person: str = ALICE) -> list[dict[str, Any]]:
        """Type into the external select of a message; gives the options that the app offers."""
        select = next(s for s in kit.selects(message.blocks) if s["type"] == "external_select")
        assert len(typed) >= select.get("min_query_length", 3)
        asked = {"action_id": select["action_id"], "block_id": select["block_id"], "value": typed}
        payload = {**self._on(message, person), "type": "block_suggestion", **asked}
        answer = (await self.link.send("interactive", payload)).answer or {}
        self.problems += [f"block_suggestion: {problem}" for problem in kit.option_problems(answer.get("options"))]
        return list(answer.get("options") or ())

    async def choose(self, message: Shown, *labels: str, person: str = ALICE, typed: str = "") -> Envelope:
        """Choose from the first select of a message that has all labels; from an external one after `typed`.

        A date or a time is chosen as it is written, such as "2026-11-28" or "09:00".
        """
        select, chosen = await self._chosen(message, labels, typed, person)
        used = {key: select[key] for key in ("type", "action_id", "block_id", "placeholder") if key in select}
        return await self.press_value(message, used | chosen, person=person)

    async def _chosen(
        self, message: Shown, labels: tuple[str, ...], typed: str, person: str
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Find the select, and what Slack says of what is chosen in it."""
        for select in kit.selects(message.blocks):
            kind = select["type"]
            for part, form in (("date", "dddd-dd-dd"), ("time", "dd:dd")):
                if kind == f"{part}picker" and re.sub(r"[0-9]", "d", labels[0]) == form:
                    return select, {f"selected_{part}": labels[0]}
            external = kind == "external_select"
            offered = await self.suggest(message, typed, person=person) if external else select.get("options", ())
            known = {option["text"]["text"]: option for option in offered}
            if known.keys() >= set(labels):
                chosen = [echoed(known[label]) for label in labels]
                if kind in kit.SEVERAL:
                    return select, {"selected_options": chosen}
                assert len(chosen) == 1, f"{kind} takes one choice"
                return select, {"selected_option": chosen[0]}
        raise AssertionError(f"no select offers {labels}")

    async def point(self, shortcut: str, message: Shown | str, *, person: str = ALICE) -> Envelope:
        """Call a shortcut on a message; a text is first written by somebody, who types it just so."""
        if isinstance(message, str):
            message = await self.say(html.escape(message, quote=False), person=BOB)
        assert not message.private_to, "what one person alone sees has no shortcuts"
        shown = {"type": "message", "ts": message.ts, "text": message.text, "blocks": echoed(message.blocks)}
        shown |= {"user": message.author, **({"bot_id": BOT} if message.author == BOT_USER else {})}
        if message.thread or any(m.thread == message.ts for m in self.messages):
            shown["thread_ts"] = message.thread or message.ts
        payload = {
            "type": "message_action", "callback_id": self.shortcuts[shortcut], "trigger_id": self.trigger(person),
            "user": {"id": person, "username": self.users[person]["name"], "team_id": TEAM},
            "team": {"id": TEAM, "domain": "stand-in"},
            "channel": {"id": message.channel, "name": "general"}, "message": shown, "message_ts": message.ts,
            "action_ts": self.next_ts(), "response_url": self.response_url(message.channel, person, None),
        }  # fmt: skip
        return await self.link.send("interactive", payload)

    async def submit_code(self, message: Shown, code: str, *, person: str = ALICE) -> Envelope:
        """Send a modal with a callback_id that the bot may not know, and with no fields, from under a message."""
        route = {"channel": message.channel, "response_url": self.response_url(message.channel, person, message)}
        payload = {
            "type": "view_submission", "team": {"id": TEAM}, "api_app_id": APP, "trigger_id": self.trigger(person),
            "user": {"id": person, "username": self.users[person]["name"], "team_id": TEAM},
            "view": {
                "id": f"V{self.next_ts()}", "type": "modal", "team_id": TEAM, "app_id": APP, "bot_id": BOT,
                "callback_id": code, "private_metadata": json.dumps(route), "blocks": [], "state": {"values": {}},
            },
            "response_urls": [],
        }  # fmt: skip
        return await self.link.send("interactive", payload)

    async def submit(self, typed: dict[str, str] | None = None) -> Envelope:
        """Fill in the modal that is open, by the labels of its fields, and send it; all else stays as it was shown.

        What was `typed` into a chooser is the label of a choice, or a line for each of several. The modal closes once
        it is acknowledged. It stays open with what was filled in if the acknowledgement has errors, by field.
        """
        modal = self.modals[-1]
        values = modals.fill_in(modal, typed or {})
        payload = {
            "type": "view_submission", "team": {"id": TEAM}, "api_app_id": APP,
            "trigger_id": self.trigger(modal["person"]),
            "user": {"id": modal["person"], "username": self.users[modal["person"]]["name"], "team_id": TEAM},
            "view": {
                "id": modal["id"], "type": "modal", "team_id": TEAM, "app_id": APP, "bot_id": BOT,
                "callback_id": modal["callback_id"], "private_metadata": modal["private_metadata"],
                "title": echoed(modal["title"]), "blocks": echoed(modal["blocks"]),
                "state": {"values": values},
            },
            "response_urls": [],
        }  # fmt: skip
        envelope = await self.link.send("interactive", payload)
        found = modals.answer_problems(modal, envelope.answer)
        self.problems += [f"view_submission: {problem}" for problem in found]
        self.modals.remove(modal)
        if envelope.answer and not found:
            self.modals.append(modals.still_open(modal, values, envelope.answer["errors"]))
        return envelope

    def trigger(self, person: str) -> str:
        """Issue what opens a form for a person."""
        trigger = uuid4().hex
        self.triggers[trigger] = person, asyncio.get_running_loop().time()
        return trigger

    def _on(self, message: Shown, person: str) -> dict[str, Any]:
        """What Slack says of any use of a button or select in a message."""
        container = {
            "type": "message", "message_ts": message.ts, "channel_id": message.channel,
            "is_ephemeral": bool(message.private_to), **({"thread_ts": message.thread} if message.thread else {}),
        }  # fmt: skip
        payload: dict[str, Any] = {
            "user": {"id": person, "username": self.users[person]["name"], "team_id": TEAM},
            "api_app_id": APP, "container": container, "trigger_id": self.trigger(person), "team": {"id": TEAM},
            "channel": {"id": message.channel, "name": "general"},
        }  # fmt: skip
        if not message.private_to:
            payload["message"] = {"type": "message", "user": message.author, "ts": message.ts, "text": message.text}
            if message.thread:
                payload["message"]["thread_ts"] = message.thread
        return payload

    async def open_home(self, person: str = ALICE, tab: str = "home") -> Envelope | None:
        """Open the app's Home, or its conversation if `tab` is "messages"."""
        event: dict[str, Any] = {"user": person, "channel": self.direct(person), "tab": tab}
        if tab == "home" and person in self.homes:
            event["view"] = {"id": f"V{person}", "team_id": TEAM, **echoed(self.homes[person])}
        if tab == "messages" and self.is_agent:
            event["context"] = {}
        return await self.tell("app_home_opened", **event)

    async def look_at(self, channel: str | None, *, person: str = ALICE) -> Envelope | None:
        """Look at another channel, or none, while the app is open beside it."""
        entities = [{"type": "slack#/types/channel_id", "value": channel, "team_id": TEAM}] if channel else []
        context = {"entities": entities} if entities else {}
        return await self.tell("app_context_changed", user=person, channel=self.direct(person), context=context)

    async def join(self, channel: str, *, person: str = BOT_USER, inviter: str = BOB) -> Envelope | None:
        """Somebody is added to a channel, by default the bot."""
        self.channels.setdefault(channel, {"id": channel, "name": "new", "creator": inviter, "is_archived": False})
        if person == BOT_USER:
            self.channels[channel]["is_member"] = True
        kind = "G" if self.channels[channel].get("is_private") else "C"
        if self.reads_channels:
            joined = {"user": person, "inviter": inviter, "text": f"<@{person}> has joined the channel"}
            await self.tell("message", subtype="channel_join", channel=channel, ts=self.next_ts(), **joined)
        more = {"channel_type": kind, "team": TEAM, "inviter": inviter}
        return await self.tell("member_joined_channel", user=person, channel=channel, **more)

    async def start_assistant_thread(self, person: str = ALICE) -> Envelope | None:
        """Begin a conversation in the way that apps had before there were agents."""
        thread = {"user_id": person, "channel_id": self.direct(person), "thread_ts": self.next_ts(), "context": {}}
        return await self.tell("assistant_thread_started", assistant_thread=thread)

    async def tell(self, kind: str, **event: Any) -> Envelope | None:
        """Send an event if the app is subscribed to it; of an agent's events only to an agent."""
        if kind != "message" and kind not in self.events:
            return None
        if kind == ("assistant_thread_started" if self.is_agent else "app_context_changed"):
            return None
        return await self.event({"type": kind, "event_ts": self.next_ts(), **event})

    async def press_home(self, label: str, *, person: str = ALICE) -> Envelope:
        """Press a button in the app's Home, by its label."""
        home = self.homes[person]
        button = next(b for b in kit.buttons(home["blocks"]) if b["text"]["text"] == label)
        payload = {
            "type": "block_actions", "api_app_id": APP, "team": {"id": TEAM}, "trigger_id": self.trigger(person),
            "user": {"id": person, "username": self.users[person]["name"], "team_id": TEAM},
            "container": {"type": "view", "view_id": f"V{person}"},
            "view": {"id": f"V{person}", "team_id": TEAM, "app_id": APP, **echoed(home)},
            "actions": [{**echoed(button), "action_ts": self.next_ts()}],
        }  # fmt: skip
        return await self.link.send("interactive", payload)

    def direct(self, person: str) -> str:
        """Return the channel between a person and the bot."""
        channel = f"D{person[1:]}"
        self.channels.setdefault(channel, {"id": channel, "is_im": True, "user": person})
        return channel

    async def event(self, event: dict[str, Any], **options: Any) -> Envelope:
        """Send any event."""
        payload = {
            "type": "event_callback", "team_id": TEAM, "api_app_id": APP, "event": event,
            "event_id": f"Ev{uuid4().hex}", "event_time": 1_760_000_000,
        }  # fmt: skip
        return await self.link.send("events_api", payload, **options)

    async def again(self, envelope: Envelope, attempt: int = 1) -> Envelope:
        """Deliver an envelope once more, as Slack does when it saw no acknowledgement."""
        return await self.link.send(envelope.kind, envelope.payload, attempt=attempt)

    def response_url(self, channel: str, person: str, message: Shown | None) -> str:
        """Issue an address for replies to a command or to a press on `message`."""
        token = uuid4().hex
        self.response_urls[token] = {"channel": channel, "user": person, "message": message, "uses": 0}
        return f"{self.url}/respond/{token}"
