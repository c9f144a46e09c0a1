"""The messages of the stand-in: what was posted, and what Discord does with a bot's interactions."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests.standins.discord.place import GUESTS
from tests.standins.discord.reading import Shown, show

Json: TypeAlias = dict[str, Any]

EPHEMERAL = 1 << 6
MOST_FOLLOW_UPS = 5
"""How many follow-ups a bot may send if the server hasn't installed it."""
EPOCH = 1_420_070_400_000
"""Where the time in Discord's ids begins, in milliseconds."""


@dataclass(slots=True)
class Post:
    """A message of the bot."""

    id: str
    channel: str
    body: Json
    private: bool = False
    reply_to: str | None = None
    interaction: str | None = None
    """Id of the interaction that it answers."""

    @property
    def shown(self) -> Shown:
        """The message as a person sees it."""
        return show(self.id, self.channel, self.body, private=self.private, reply_to=self.reply_to)


@dataclass(slots=True)
class Refusal(Exception):  # noqa: N818 - an answer of the API, not an error of ours
    """What Discord answers instead of doing it."""

    status: int
    code: int
    message: str
    errors: Json | None = None
    """What is wrong with the body, by the path of each part."""

    @property
    def told(self) -> Json:
        """The body of the answer."""
        return {"code": self.code, "message": self.message} | ({"errors": self.errors} if self.errors else {})


@dataclass(slots=True)
class Interaction:
    """An interaction that the bot has to answer."""

    id: str
    token: str
    channel: str
    pressed: Post | None
    begun: float
    """On the loop's clock."""
    kind: int = 2
    """Such as 3 for something pressed or chosen, 4 for an option that is being typed and 5 for a form that is sent."""
    answer: int | None = None
    """Kind of the direct answer, such as 4 for a message or 5 for "thinking…"."""
    private: bool = False
    """How the "thinking…" was asked for."""
    original: Post | None = None
    """The message that the direct answer made or took over."""
    choices: list[Any] | None = None
    """What was offered for completion."""
    modal: Json | None = None
    """The form that was shown."""
    follow_ups: int = 0
    """How many messages followed the direct answer."""


@dataclass(slots=True)
class Board:
    """All messages of the bot, and the interactions that wait for some."""

    posts: dict[str, Post] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    """By token."""
    nonces: dict[str, Post] = field(default_factory=dict)
    """Those of the last minutes; clear it, and Discord has forgotten them."""
    said: dict[str, Json] = field(default_factory=dict)
    """What people wrote, by id, as the gateway tells of it."""
    closed: dict[str, Refusal] = field(default_factory=dict)
    """What the bot is told in channels that are gone or where it may do nothing, by channel."""
    last_id: int = 0

    def shown(self, channel: str | None = None) -> list[Shown]:
        """All messages as people see them, oldest first."""
        return [post.shown for post in self.posts.values() if channel in (None, post.channel)]

    def new_id(self) -> str:
        """An id as Discord makes them: it tells the time, and each is greater than the one before."""
        self.last_id = max(self.last_id + 1, (int(time.time() * 1000) - EPOCH) << 22)
        return str(self.last_id)

    def post(self, channel: str, body: Json, **more: Any) -> tuple[Post, bool]:
        """Post a message; returns it and whether it is new: the same nonce makes no second one, also of a deleted."""
        nonce = body.get("nonce") if body.get("enforce_nonce") else None
        if nonce is not None and nonce in self.nonces:
            return self.find(self.nonces[nonce].id), False
        reference = (body.get("message_reference") or {}).get("message_id")
        post = Post(self.new_id(), channel, body, reply_to=reference, **more)
        self.posts[post.id] = post
        if nonce is not None:
            self.nonces[nonce] = post
        return post, True

    def edit(self, message_id: str, body: Json) -> Post:
        """Change what `body` holds and leave the rest."""
        post = self.find(message_id)
        post.body = {**post.body, **body}
        return post

    def delete(self, message_id: str) -> Post:
        """Take a message away."""
        post = self.posts.pop(self.find(message_id).id)
        self.deleted.append(post.id)
        return post

    def admit(self, channel: str) -> None:
        """Let the bot into a channel, or refuse it."""
        if channel in self.closed:
            raise self.closed[channel]

    def history(self, channel: str, after: int, limit: int) -> list[Post | Json]:
        """What was written in a channel after an id: the first messages after it, the newest of these first."""
        found: dict[int, Post | Json] = {int(p.id): p for p in self.posts.values() if p.channel == channel}
        found = {id_: post for id_, post in found.items() if not (isinstance(post, Post) and post.private)}
        found |= {int(id_): message for id_, message in self.said.items() if message["channel_id"] == channel}
        return [found[id_] for id_ in reversed(sorted(id_ for id_ in found if id_ > after)[:limit])]

    def find(self, message_id: str) -> Post:
        """Find a message that is there."""
        if message_id not in self.posts:
            raise Refusal(404, 10008, "Unknown Message")
        return self.posts[message_id]

    def answer(self, interaction: Interaction, body: Json) -> Post | None:
        """Take the one direct answer to an interaction."""
        if interaction.answer is not None:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        kind, data = body["type"], body.get("data") or {}
        if (kind == 8) != (interaction.kind == 4):
            raise Refusal(400, 50035, "Choices are for an option that is being typed, and nothing else is")
        if kind in (6, 7) and interaction.pressed is None:
            raise Refusal(400, 50035, "Only a button can update a message")
        if kind == 9 and interaction.kind not in (2, 3):
            raise Refusal(400, 50035, "A form can't be shown in answer to a form")
        interaction.answer = kind
        interaction.private = bool((data.get("flags") or 0) & EPHEMERAL)
        if kind == 4:
            interaction.original = self._made(interaction, data, private=interaction.private)
        elif kind in (6, 7):
            interaction.original = interaction.pressed
            if kind == 7 and interaction.pressed:
                interaction.pressed.interaction = interaction.id
                self.edit(interaction.pressed.id, data)
        elif kind == 8:
            interaction.choices = data["choices"]
        elif kind == 9:
            interaction.modal = data
        return interaction.original

    def edit_original(self, interaction: Interaction, body: Json) -> Post:
        """Change the direct answer; after "thinking…" this is what gives it."""
        if interaction.original is None:
            if interaction.answer != 5:
                raise Refusal(404, 10015, "Unknown Webhook")
            interaction.original = self._made(interaction, body, private=interaction.private)
        else:
            interaction.original.interaction = interaction.id
            self.edit(interaction.original.id, body)
        return interaction.original

    def delete_original(self, interaction: Interaction) -> None:
        """Take the direct answer away, or the "thinking…"."""
        if interaction.original is not None:
            self.delete(interaction.original.id)
        elif interaction.answer != 5:
            raise Refusal(404, 10008, "Unknown Message")
        interaction.answer, interaction.original = 4, None

    def follow_up(self, interaction: Interaction, body: Json) -> Post:
        """A further message; the first after "thinking…" takes its place and is as private as that was."""
        if interaction.answer is None:
            raise Refusal(404, 10015, "Unknown Webhook")
        interaction.follow_ups += 1
        if interaction.channel in GUESTS and interaction.follow_ups > MOST_FOLLOW_UPS:
            raise Refusal(400, 40094, "This interaction has hit the maximum number of follow up messages")
        if interaction.answer == 5 and interaction.original is None:
            return self.edit_original(interaction, body)
        return self._made(interaction, body, private=bool((body.get("flags") or 0) & EPHEMERAL))

    def _made(self, interaction: Interaction, body: Json, *, private: bool) -> Post:
        return self.post(interaction.channel, body, private=private, interaction=interaction.id)[0]
