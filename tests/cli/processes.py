"""Runs `factbot run` as a process, on both platforms at once."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.standins.discord import DiscordStandIn
from tests.standins.slack import SlackStandIn
from tests.waiting import PATIENCE


def environment(folder: Path, discord: DiscordStandIn, slack: SlackStandIn, **more: str) -> dict[str, str]:
    """Return the environment variables of the process."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "DISCORD_TOKEN": discord.token,
        "DISCORD_API_URL": discord.url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        **more,
    }


@asynccontextmanager
async def running(folder: Path, env: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `factbot run` until the end of the block, then send SIGTERM.

    The process must end with 0, and its log must have no traceback and no token.
    """
    with (folder / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=folder, env=env, stdout=log, stderr=log
        )
        try:
            yield process
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(PATIENCE):
                assert await process.wait() == 0, (folder / "log").read_text()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    logged = (folder / "log").read_text()
    assert "Traceback" not in logged
    for token in (env["DISCORD_TOKEN"], env["SLACK_BOT_TOKEN"], env["SLACK_APP_TOKEN"]):
        assert token not in logged


async def both_connected(discord: DiscordStandIn, slack: SlackStandIn) -> None:
    """Wait until the process is connected to both platforms."""
    await discord.connected()
    await slack.link.connected()
