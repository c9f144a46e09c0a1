"""`factbot doctor` as an operator runs it."""

from __future__ import annotations

import asyncio
import datetime as dt
import stat
import sys
from pathlib import Path

import pytest

from bot.app import SystemClock
from bot.cli.doctor import examine
from bot.conversation.places import PlaceStorage
from bot.core.events import Target
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import ENDED, Subscription
from bot.scheduling import Schedule
from bot.settings import load, shipped_facts, variables
from bot.storage.database import open_store
from tests.cli.processes import environment
from tests.cli.test_run import discord, slack
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import BOT_ROLE, GENERAL, GUILD, HISTORY, OWNER, RANDOM, THREAD
from tests.standins.slack import SlackStandIn

__all__ = ["discord", "slack"]


async def test_doctor_online_checks_every_channel_of_the_store(
    tmp_path: Path, discord: DiscordStandIn, slack: SlackStandIn
) -> None:
    store = await open_store(f"sqlite:///{tmp_path}/factbot.db", SystemClock())
    now = dt.datetime.now(dt.UTC)
    daily = Schedule(dt.time(9), "UTC")
    await store.watch("discord", GUILD, GENERAL, on=True)
    ended, random, gone = (
        Target("discord", GUILD, THREAD),
        Target("discord", GUILD, RANDOM),
        Target("slack", "T1", "C0GONE"),
    )
    for target in (ended, random, gone):
        one = Subscription(target, daily, OWNER, now, now.date(), now + dt.timedelta(days=1))
        await store.tables(DigestStorage).subscribe(one)
        if target is not random:
            await store.tables(DigestStorage).pause(one, ENDED if target is ended else "I am not in the channel.")
    await store.close()
    await discord.overwrite(RANDOM, BOT_ROLE, deny=HISTORY)
    slack.scopes = "chat:write,commands"
    given = {"FACTBOT_FACTS_DIR": str(shipped_facts()), "FACTBOT_ENCODER": "off", "SLACK_COMMAND_PREFIX": "fact"}
    env = environment(tmp_path, discord, slack, **given)

    async def doctor(*options: str) -> str:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "doctor", *options, cwd=tmp_path, env=env, stdout=asyncio.subprocess.PIPE
        )
        output, _ = await process.communicate()
        assert process.returncode == 1
        return " ".join(output.decode().split())

    online = await doctor("--online")
    for words in (
        "✓ In #general (watched) the bot has every permission",
        "✗ In #random (digest) the bot does not have the permission Read Message History",
        "✗ Discord does not have these commands: /ask",
        "✗ The bot can't answer mentions: the Slack app does not have the scope app_mentions:read.",
        "✗ The bot can't know who manages a channel, and people's time zones",
        "✓ The bot has the scopes to offer slash commands",
        "✗ The bot can't use the channel C0GONE (digest). The channel is gone, or I am not in it.",
        "After that, a channel manager must type /fact-digest on there again.",
        "✓ Slack accepts how answers look.",
        "✓ The daily digest is on in 2 channels.",
    ):
        assert words in online
    assert ENDED not in online
    assert discord.token not in online

    plain = await doctor()
    assert "#random" not in plain
    assert "✗ The Slack app does not have the scopes app_mentions:read" in plain


async def test_doctor_names_files_of_the_store_that_others_may_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = await _settled(tmp_path, monkeypatch)
    file.chmod(0o644)
    monkeypatch.setattr(Path, "chmod", lambda path, mode: None)  # as on a disk without rights
    faults = [result for result in [result async for result in examine(load())] if not result.ok]
    assert str(file) in faults[0].text
    assert "chmod 600" in faults[0].remedy
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FACTBOT_ENCODER", "off")
    assert all(result.ok for result in [result async for result in examine(load())])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_doctor_counts_served_places_and_names_those_that_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _settled(tmp_path, monkeypatch)

    async def about_places() -> list[str]:
        lines = [f"{result.ok} {result.text} {result.remedy}" for result in [one async for one in examine(load())]]
        return [line.strip() for line in lines if " I serve " in line]

    assert await about_places() == []
    store = await open_store(f"sqlite:///{tmp_path / 'factbot.db'}", SystemClock())
    tables = store.tables(PlaceStorage)
    await tables.make_list("discord", {GUILD: "Harbour"})
    assert await about_places() == ["True I serve 1 place."]
    await tables.refuse("slack", "T9", "Lighthouse", aloud=False)
    await store.close()
    (line,) = await about_places()
    assert "I was also asked in places that are not on the list: slack:T9 Lighthouse." in line
    assert line.endswith("To serve one: `factbot allow slack:T9`.")


async def test_doctor_says_that_the_store_can_only_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = await _settled(tmp_path, monkeypatch)
    monkeypatch.setenv("FACTBOT_DATABASE_URL", f"sqlite:///file:{file}?mode=ro&uri=true")  # this also applies to root
    results = [result.text async for result in examine(load())]
    assert any("can't be written: give Factbot's user" in text for text in results)
    assert not any("The store works" in text for text in results)


async def _settled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a folder without settings of its own that has a store, and return the store's file."""
    for variable in variables():
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("FACTBOT_ENCODER", "off")
    file = folder / "factbot.db"
    await (await open_store(f"sqlite:///{file}", SystemClock())).close()
    return file
