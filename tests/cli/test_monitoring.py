"""Health, metrics and logs of `factbot run`, as a supervisor sees them."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.features.ask import texts as ask_texts
from tests.cli.processes import both_connected, environment, running
from tests.cli.test_run import ANSWER, QUESTION, discord, slack
from tests.monitoring.test_server import Pages, free_port
from tests.standins.discord import DiscordStandIn
from tests.standins.slack import BOT_TOKEN, Fault, SlackStandIn
from tests.waiting import until

__all__ = ["discord", "slack"]


async def test_a_running_bot_counts_what_it_does(tmp_path: Path, discord: DiscordStandIn, slack: SlackStandIn) -> None:
    port = free_port()
    env = environment(tmp_path, discord, slack, FACTBOT_HTTP_PORT=str(port))
    async with aiohttp.ClientSession() as session, running(tmp_path, env):
        server = Pages(session, port)
        await both_connected(discord, slack)
        discord.fail("POST", "/messages", 429, body={"retry_after": 0.01, "global": False})
        shown = await discord.answer(await discord.mention(QUESTION))
        assert ANSWER in shown.text
        await discord.answer(await discord.press(shown, ask_texts.WHY))
        await discord.answer(await discord.mention("Who owns the moon and its many harbours?"))
        slack.fault("chat.postMessage", Fault(429, "ratelimited", {"Retry-After": "0"}))
        await slack.reply_to(await slack.mention(QUESTION))
        await slack.slash("/ask", QUESTION)

        async def all_counted() -> bool:
            return (await server.metrics())["factbot_reply_seconds_count", "slack"] == 2

        await until(all_counted)
        code, ready = await server.json("/readyz")
        assert (code, ready["platforms"], ready["store"]) == (200, {"discord": True, "slack": True}, True)
        samples = await server.metrics()
        assert (await server.json("/healthz"))[0] == 200
        with pytest.raises(ConnectionRefusedError):  # only programs on this machine reach it
            await asyncio.open_connection("127.0.0.2", port)
    assert samples["factbot_questions_total", "discord", "answer"] == 1
    assert samples["factbot_questions_total", "discord", "none"] == 1
    assert samples["factbot_questions_total", "discord", "suggestions"] == 0
    assert samples["factbot_questions_total", "slack", "answer"] == 2
    assert samples["factbot_reply_seconds_count", "discord"] == 3
    assert samples["factbot_acknowledgement_seconds_count", "discord"] == 1
    assert samples["factbot_acknowledgement_seconds_count", "slack"] == 2
    assert samples["factbot_requests_limited_total", "discord"] == 1
    assert samples["factbot_requests_limited_total", "slack"] == 1
    assert samples["factbot_requests_refused_total", "slack"] == 0
    assert samples["factbot_events_waiting", "discord"] == samples["factbot_events_waiting", "slack"] == 0
    assert samples["factbot_facts",] == ready["facts"] > 0
    for task in ("discord", "slack", "digests", "fact files", "old data"):
        assert (samples["factbot_tasks_running", task], samples["factbot_task_failures_total", task]) == (1, 0)
    assert "uvicorn" not in (tmp_path / "log").read_text()


async def test_a_platform_that_refuses_the_bot_is_not_ready(
    tmp_path: Path, discord: DiscordStandIn, slack: SlackStandIn
) -> None:
    port = free_port()
    env = environment(tmp_path, discord, slack, FACTBOT_HTTP_PORT=str(port))
    async with aiohttp.ClientSession() as session, running(tmp_path, env | {"SLACK_BOT_TOKEN": BOT_TOKEN + "-wrong"}):
        server = Pages(session, port)
        await discord.connected()

        async def slack_is_off() -> bool:
            return (await server.metrics()).get(("factbot_tasks_running", "slack")) == 0

        await until(slack_is_off)
        assert (await server.json("/readyz"))[1]["platforms"] == {"discord": True, "slack": False}
        assert (await server.metrics())["factbot_requests_refused_total", "slack"] == 1


async def test_a_bot_that_starts_without_its_store_is_ready_and_says_so(
    tmp_path: Path, discord: DiscordStandIn, slack: SlackStandIn
) -> None:
    port, nowhere = free_port(), "postgresql://127.0.0.1:1/facts"
    env = environment(tmp_path, discord, slack, FACTBOT_HTTP_PORT=str(port), FACTBOT_DATABASE_URL=nowhere)
    async with aiohttp.ClientSession() as session, running(tmp_path, env):
        await both_connected(discord, slack)
        assert ANSWER in (await discord.answer(await discord.mention(QUESTION))).text
        code, found = await Pages(session, port).json("/readyz")
        assert (code, found["ready"], found["store"]) == (200, True, False)


async def test_a_port_in_use_ends_the_bot_with_a_sentence(
    tmp_path: Path, discord: DiscordStandIn, slack: SlackStandIn
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for form in ("text", "json"):
            env = environment(tmp_path, discord, slack, FACTBOT_HTTP_PORT=str(port), FACTBOT_LOG_FORMAT=form)
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=tmp_path, env=env, stderr=asyncio.subprocess.PIPE
            )
            _, error = await process.communicate()
            last = error.decode().splitlines()[-1]
            sentence = last if form == "text" else json.loads(last)["message"]
            assert process.returncode == 2
            assert sentence.startswith(f"FACTBOT_HTTP_PORT is {port}, but another program uses that port already.")


async def test_the_log_as_json_is_one_object_in_each_line(
    tmp_path: Path, discord: DiscordStandIn, slack: SlackStandIn
) -> None:
    env = environment(tmp_path, discord, slack, FACTBOT_LOG_FORMAT="JSON", FACTBOT_LOG_LEVEL="DEBUG")
    async with running(tmp_path, env):
        await both_connected(discord, slack)
        await discord.answer(await discord.mention(f"{QUESTION}\nsecond line \x1b]0;pwn\x07 \u2028 ü"))
    written = (tmp_path / "log").read_bytes()
    assert written.isascii()
    records = [json.loads(line) for line in written.decode().splitlines()]
    assert all({"time", "level", "logger", "message"} <= record.keys() for record in records)
    assert any("second line" in record["message"] for record in records)
    assert any(record["message"].startswith("Serving discord and slack") for record in records)
