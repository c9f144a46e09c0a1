"""A small Slack on loopback: the Web API and Socket Mode, and people who write, press and read.

    async with SlackStandIn() as slack:      # SLACK_API_URL=slack.api_url, tokens slack.bot_token, slack.app_token
        post = await slack.mention("Until when does the UK support KFOR?")
        answer = await slack.reply_to(post)
        assert "December 2028" in answer.reading

Whatever the product does that Slack would refuse stands in `slack.problems`.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.standins.slack import blocks as kit
from tests.standins.slack.people import People
from tests.standins.slack.world import (
    ALICE,
    APP_TOKEN,
    BOB,
    BOT,
    BOT_TOKEN,
    BOT_USER,
    CHANNEL,
    EDITH,
    EDITORS,
    IDA,
    OWNER,
    STRANGER,
    TEAM,
    Envelope,
    Fault,
    Request,
    Shown,
)

__all__ = [
    "ALICE", "APP_TOKEN", "BOB", "BOT", "BOT_TOKEN", "BOT_USER", "CHANNEL", "EDITH", "EDITORS", "IDA", "OWNER",
    "STRANGER", "TEAM", "Envelope", "Fault", "Request", "Shown", "SlackStandIn", "kit",
]  # fmt: skip


class SlackStandIn(People):
    """The server, with what people do in the workspace and what they see as methods."""

    bot_token = BOT_TOKEN
    app_token = APP_TOKEN

    def __init__(self, *, reads_channels: bool = False) -> None:
        """With `reads_channels` the app is subscribed to all messages of channels, as where some are watched."""
        super().__init__(reads_channels=reads_channels)
        self._runner: web.AppRunner | None = None
        self._port = 0

    @property
    def api_url(self) -> str:
        """The address for `SLACK_API_URL`."""
        return f"{self.url}/api/"

    async def __aenter__(self) -> Self:
        await self.up()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.down()

    async def up(self) -> None:
        """Start listening, after `down` on the same port as before."""
        self.link.is_down = False
        app = web.Application()
        app.add_routes([*self.routes(), *self.link.routes()])
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"

    async def down(self) -> None:
        """Stop listening and break every connection."""
        if self._runner is not None:
            self.link.is_down = True
            await self.link.cut()
            await self._runner.cleanup()
            self._runner = None

    # ------------------------------------------------------------ what people see

    def replies_to(self, post: Shown) -> list[Shown]:
        """What the bot has posted since a post, in its channel, oldest first; deleted messages not."""
        return [m for m in self.posted(post.channel) if m.ts > post.ts]

    def posted(self, channel: str = CHANNEL) -> list[Shown]:
        """All that the bot has posted in a channel and not deleted."""
        return [m for m in self.messages if m.author == BOT_USER and m.channel == channel and not m.deleted]

    async def reply_to(self, post: Shown, count: int = 1) -> Shown:
        """Wait for the bot's reply to a post, or for its `count`th."""
        await self.link.until(lambda: len(self.replies_to(post)) >= count, f"reply {count} to {post.text!r}")
        return self.replies_to(post)[count - 1]

    async def said(self, channel: str = CHANNEL, count: int = 1) -> Shown:
        """Wait for the bot's `count`th message in a channel."""
        await self.link.until(lambda: len(self.posted(channel)) >= count, f"message {count} in {channel}")
        return self.posted(channel)[count - 1]

    async def until(self, condition: Any, what: str = "a condition") -> None:
        """Wait until a condition on what is here holds."""
        await self.link.until(condition, what)
