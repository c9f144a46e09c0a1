"""What people do in the stand-in's places: they write, press, choose, fill in forms and call commands."""

from __future__ import annotations

import asyncio
from typing import Any, TypeAlias

from tests.standins.discord import reading
from tests.standins.discord.gateway import Gateway
from tests.standins.discord.place import (
    ASKER,
    BOT,
    BOT_ROLE,
    DIRECT,
    GENERAL,
    GUEST_ALLOWED,
    GUESTS,
    OWNER,
    command_data,
    context_of,
    interaction_payload,
    mentions_in,
    message_of,
    now,
    options_data,
    resolved_data,
)
from tests.standins.discord.posts import Board, Interaction, Post
from tests.standins.discord.reading import Shown, ShownForm
from tests.standins.discord.rest import Rest, posted
from tests.waiting import Condition, until

Json: TypeAlias = dict[str, Any]


class People:
    """The people, and what the bot hears of what they do."""

    board: Board
    rest: Rest
    gateway: Gateway
    guilds: list[Json]
    """The servers that the bot is in."""
    allowed: int
    """What the bot may do in the whole server."""

    async def mention(self, text: str, **more: Any) -> str:
        """Somebody writes to the bot in a channel; returns the message's id."""
        return await self.say(f"<@{BOT}> {text}", **more)

    async def dm(self, text: str, **more: Any) -> str:
        """Somebody writes to the bot alone; returns the message's id."""
        return await self.say(text, channel=DIRECT, **more)

    async def say(self, text: str, *, channel: str = GENERAL, by: str = ASKER, **more: Any) -> str:
        """Somebody writes in a channel; `more` are further fields of the message. Returns its id."""
        message = self.with_roles(message_of(self.board.new_id(), text, channel, by, more), by)
        self.board.said[message["id"]] = message
        for place in (place for server in self.guilds for place in (*server["channels"], *server["threads"])):
            if place["id"] == channel:
                place["last_message_id"] = message["id"]
        if channel not in GUESTS:
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
        first, *_ = [self.board.said.pop(id_) for id_ in message_ids]
        place = {key: first[key] for key in ("channel_id", "guild_id") if key in first}
        if len(message_ids) == 1:
            await self.gateway.dispatch("MESSAGE_DELETE", {"id": message_ids[0], **place})
        else:
            await self.gateway.dispatch("MESSAGE_DELETE_BULK", {"ids": list(message_ids), **place})

    async def invoke(self, name: str, *, channel: str = GENERAL, by: str = ASKER, **options: Any) -> str:
        """Somebody uses a slash command, such as "ask" or "watch on"; returns the interaction's id."""
        if channel in GUESTS:
            await self.until(lambda: self.rest.commands)
            assert self.offers(name.split()[0], 1, channel), f"/{name} is not offered there"
        data = command_data(name, options_data(options)) | resolved_data(options, self.guilds[0]["roles"])
        return await self.interact(2, data, channel=channel, by=by)

    def offers(self, name: str, kind: int, channel: str = GENERAL) -> bool:
        """Whether people are offered a command of a type in a channel: 1 if it is typed, 2 and 3 in menus.

        The bot must be installed for them there, and the command must be meant for such a place.
        """
        owner = 1 if channel in GUESTS else 0
        return any(
            (command["name"], command.get("type") or 1) == (name, kind)
            and owner in (command.get("integration_types") or [0])
            and context_of(channel) in (command.get("contexts") or [0, 1, 2])
            for command in self.rest.commands
        )

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
        assert self.offers(shortcut, 3, channel), f"There is no shortcut {shortcut}"
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

    async def submit_code(self, post: Post, code: str, *, by: str = ASKER) -> str:
        """Somebody sends a form with a code that the bot may not know, and with no fields."""
        return await self.interact(5, {"custom_id": code, "components": []}, channel=post.channel, by=by, pressed=post)

    async def interact(
        self, kind: int, data: Json, *, channel: str = GENERAL, by: str = ASKER, pressed: Post | None = None
    ) -> str:
        """Somebody makes an interaction of any kind; returns its id."""
        id_ = self.board.new_id()
        token = f"interaction-token-{id_}"
        begun = asyncio.get_running_loop().time()
        self.board.interactions[token] = Interaction(id_, token, channel, pressed, begun, kind)
        payload = self.with_roles(interaction_payload(id_, token, kind, data, channel, by), by)
        payload["app_permissions"] = str(GUEST_ALLOWED if channel in GUESTS else self.allowed)
        if pressed is not None:
            payload["message"] = {k: v for k, v in posted(pressed).items() if k not in ("guild_id", "member")}
        await self.gateway.dispatch("INTERACTION_CREATE", payload)
        return id_

    def with_roles(self, payload: Json, by: str) -> Json:
        """What is told of somebody, with the roles that they have now."""
        member = payload.get("member")
        return {**payload, "member": {**member, "roles": self.rest.roles[by]}} if member else payload

    def interaction(self, id_: str) -> Interaction:
        """What became of an interaction."""
        return next(i for i in self.board.interactions.values() if i.id == id_)

    async def until(self, condition: Condition) -> None:
        """Wait until something is the case, here or in the bot."""
        await until(condition, lambda: f"a condition. Seen: {self.board.shown()}; problems: {self.rest.problems}")

    async def _tell(self, name: str, message: Json) -> None:
        direct, withheld = "guild_id" not in message, dict(message)
        if not (direct or _is_to_bot(message)):
            withheld |= _NOTHING
        other = message.get("referenced_message")
        if other and not (direct or _is_to_bot(other)):
            withheld["referenced_message"] = {**other, **_NOTHING}
        await self.gateway.dispatch(name, message, withheld=withheld)


_NOTHING: Json = {"content": "", "embeds": [], "attachments": [], "components": []}
"""What is left of a message that Discord does not show to the bot."""


def _is_to_bot(message: Json) -> bool:
    """Return whether the bot may read a message without the intent: it is its own, or mentions it."""
    mentioned = any(one["id"] == BOT for one in message["mentions"])
    return message["author"]["id"] == BOT or mentioned or BOT_ROLE in message["mention_roles"]
