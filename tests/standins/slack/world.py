"""What there is in the stand-in's workspace, and what a person sees of it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

from tests.standins.slack import blocks as kit

BOT_TOKEN = "xoxb-standin-bot"
APP_TOKEN = "xapp-standin-app"
TEAM, BOT_USER, BOT, APP = "T0STANDIN", "U0FACTBOT", "B0FACTBOT", "A0FACTBOT"
CHANNEL, ALICE, BOB, OWNER = "C0GENERAL", "U0ALICE", "U0BOB", "U0OWNER"
EDITH, IDA, STRANGER = "U0EDITH", "U0IDA", "U0STELLA"
"""Members of the workspace, and an admin of another one who is in a shared channel."""
EDITORS = "S0EDITORS"
"""A user group."""

_REFERENCE = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
_BOLD = re.compile(r"(?<![\w\u2060])\*(\S|\S[^\n]*?\S)\*(?!\w)")


@dataclass
class Shown:
    """A message as it stands in a channel."""

    ts: str
    channel: str
    author: str
    text: str
    blocks: list[Any] = field(default_factory=list)
    thread: str | None = None
    private_to: str | None = None
    """The one person who sees it; None where everybody does."""
    metadata: dict[str, Any] | None = None
    edits: int = 0
    deleted: bool = False

    @property
    def paragraphs(self) -> list[str]:
        """What a person reads, text by text, markup gone."""
        return [_read(t) for t in kit.texts(self.blocks)] or [_read({"type": "mrkdwn", "text": self.text})]

    @property
    def reading(self) -> str:
        """All that a person reads, a text a line; the labels of buttons are not in it."""
        return "\n".join(self.paragraphs)

    @property
    def labels(self) -> list[str]:
        """The labels of its buttons, feedback among them; not of those that open an address."""
        return [button["text"]["text"] for button in kit.buttons(self.blocks)]

    @property
    def choices(self) -> list[str]:
        """What its select offers without any typing."""
        return [option["text"]["text"] for select in kit.selects(self.blocks) for option in select.get("options", ())]

    @property
    def bold(self) -> list[str]:
        """What stands out in its rich text."""
        return kit.runs(self.blocks, "bold")

    @property
    def struck(self) -> list[str]:
        """What is struck through in its rich text."""
        return kit.runs(self.blocks, "strike")

    @property
    def links(self) -> dict[str, str]:
        """Label to address of every link, those behind buttons too."""
        marked = (t["text"] for t in kit.texts(self.blocks) if t["type"] == "mrkdwn")
        found = {
            html.unescape(label): html.unescape(address)
            for text in marked
            for address, label in _REFERENCE.findall(text)
            if not address.startswith("!")
        }
        return found | dict(kit.links(self.blocks))


class RefusedError(Exception):
    """An answer with `ok: false`, with what Slack tells `more`."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.more = more


@dataclass
class Request:
    """A request that came in."""

    method: str
    """Such as `chat.postMessage`, or `response_url`."""
    body: dict[str, Any]
    at: float
    """On the loop's clock."""


@dataclass
class Fault:
    """What goes wrong with one request."""

    status: int = 200
    error: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False
    """The request has done its work before it goes wrong."""
    page: bool = False
    """The answer is a page of a proxy, with the same status."""
    drop: bool = False
    """The connection breaks instead of an answer."""
    late: float = 0.0
    """The request does its work so many seconds after it has gone wrong."""
    slow: float = 0.0
    """The request takes so many seconds, and then succeeds."""


@dataclass
class Envelope:
    """Something sent over a socket."""

    id: str
    kind: str
    payload: dict[str, Any]
    sent: float
    acknowledged: float | None = None
    answer: dict[str, Any] | None = None

    @property
    def delay(self) -> float:
        """Seconds until it was acknowledged."""
        assert self.acknowledged is not None, f"{self.kind} was not acknowledged"
        return self.acknowledged - self.sent


def people() -> dict[str, dict[str, Any]]:
    """Who is in the workspace, by id, as `users.info` tells."""
    return {
        ALICE: {"id": ALICE, "name": "alice", "team_id": TEAM, "tz": "Europe/London"},
        BOB: {"id": BOB, "name": "bob", "team_id": TEAM, "tz": "America/New_York"},
        EDITH: {"id": EDITH, "name": "edith", "team_id": TEAM},
        IDA: {"id": IDA, "name": "ida", "team_id": TEAM},
        STRANGER: {"id": STRANGER, "name": "stella", "team_id": "T0OTHER", "is_admin": True, "is_stranger": True},
        OWNER: {"id": OWNER, "name": "olga", "team_id": TEAM, "is_admin": True, "is_owner": True, "tz": "Asia/Tokyo"},
    }


def user_groups() -> dict[str, dict[str, Any]]:
    """The user groups there are, by id, as `usergroups.list` tells."""
    group = {"id": EDITORS, "team_id": TEAM, "name": "The editors", "handle": "editors", "date_delete": 0}
    return {EDITORS: {**group, "users": [EDITH, STRANGER]}}


def channels() -> dict[str, dict[str, Any]]:
    """The channels there are, by id, as `conversations.info` tells."""
    return {
        CHANNEL: {"id": CHANNEL, "name": "general", "creator": BOB, "is_member": True, "is_archived": False},
        "D0ALICE": {"id": "D0ALICE", "is_im": True, "user": ALICE},
    }


def echoed(blocks: Any) -> Any:
    """Blocks as Slack gives them back: in every literal text the three signs of markup are entities."""
    match blocks:
        case {"type": "plain_text" | "text", "text": str(text)}:
            return {**blocks, "text": html.escape(text, quote=False)}
        case dict():
            return {key: echoed(value) for key, value in blocks.items()}
        case list():
            return [echoed(block) for block in blocks]
    return blocks


def _read(text: dict[str, Any]) -> str:
    if text["type"] != "mrkdwn":
        return str(text["text"])
    words = kit.DATE.sub(lambda found: kit.moment(int(found[1]), found[2], found[4]), str(text["text"]))
    words = _REFERENCE.sub(lambda found: found[2] or found[1], words)
    return html.unescape(_BOLD.sub(r"\1", words)).replace("\u2060", "")
