"""Runs `factbot run` as a process, on both platforms at once."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import re
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.app import SystemClock
from bot.core import texts
from bot.core.events import Target
from bot.features.ask import texts as ask_texts
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import Subscription
from bot.knowledge.presentation import EXAMPLES_ONLY
from bot.matching.encoder import FILE
from bot.matching.vector_cache import FILE as CACHE
from bot.scheduling import Schedule
from bot.settings import EXAMPLES_SERVED, shipped_facts
from bot.storage.database import open_store
from bot.storage.engine import sqlite_driver
from bot.supervision import read_processes
from tests.cli.processes import both_connected, environment, running
from tests.program import factbot
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import GENERAL, GUILD, OWNER, RANDOM
from tests.standins.slack import ALICE, BOT_TOKEN, CHANNEL, TEAM, Fault, SlackStandIn
from tests.storage.engines import new_postgresql, postgresql_server, slow_with_postgresql, store_url
from tests.waiting import assert_stays, until

__all__ = ["new_postgresql", "postgresql_server", "store_url"]

QUESTION = "Who set up the Berlin Process?"
ANSWER = "Angela Merkel, the German chancellor at the time, set up the Berlin Process in 2014."


@pytest.fixture
async def discord() -> AsyncIterator[DiscordStandIn]:
    """A Discord that refuses what the real one would refuse."""
    async with DiscordStandIn() as server:
        yield server
        assert server.problems == []


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    """A Slack that refuses what the real one would refuse."""
    async with SlackStandIn() as server:
        yield server
        assert server.problems == []


@slow_with_postgresql
async def test_one_process_answers_on_both_platforms_with_either_database(
    tmp_path: Path, discord: DiscordStandIn, slack: SlackStandIn, store_url: str
) -> None:
    env = environment(tmp_path, discord, slack, FACTBOT_DATABASE_URL=store_url, FACTBOT_LOG_LEVEL="DEBUG")
    async with running(tmp_path, env):
        await both_connected(discord, slack)
        shown = await discord.answer(await discord.mention(QUESTION))
        post = await slack.mention(QUESTION)
        answer = await slack.reply_to(post)
        assert ANSWER in shown.text
        assert ANSWER in answer.reading
        assert answer.thread == post.ts
        assert shown.reply_to


async def test_example_facts_that_nobody_chose_are_named_in_the_log_and_to_users(
    tmp_path: Path, discord: DiscordStandIn, slack: SlackStandIn
) -> None:
    for chosen in (False, True):
        folder = tmp_path / f"chosen {chosen}"
        folder.mkdir()
        env = environment(folder, discord, slack, **({"FACTBOT_FACTS_DIR": str(shipped_facts())} if chosen else {}))
        async with running(folder, env):
            await both_connected(discord, slack)
            help_ = await slack.reply_to(await slack.mention("who are you"))
            assert "I am Factbot." in help_.reading
            assert (EXAMPLES_ONLY in help_.reading) is not chosen
        assert (EXAMPLES_SERVED in (folder / "log").read_text()) is not chosen


async def test_a_folder_without_facts_is_named_in_the_log(
    tmp_path: Path, discord: DiscordStandIn, slack: SlackStandIn
) -> None:
    (tmp_path / "facts").mkdir()
    async with running(tmp_path, environment(tmp_path, discord, slack)):
        await both_connected(discord, slack)
    assert "There are no facts in facts" in (tmp_path / "log").read_text()


async def test_a_question_cannot_control_the_terminal_that_shows_the_log(
    tmp_path: Path, discord: DiscordStandIn, slack: SlackStandIn
) -> None:
    env = environment(tmp_path, discord, slack, FACTBOT_LOG_LEVEL="DEBUG")
    async with running(tmp_path, env):
        await both_connected(discord, slack)
        for odd in ("\x1b]0;pwn\x07", "\x9b8m", "\u202epwn", "\x7f\r"):
            await discord.answer(await discord.mention(f"{QUESTION} {odd}"))
            await slack.reply_to(await slack.mention(f"{QUESTION} {odd}"))
    logged = (tmp_path / "log").read_bytes().decode()
    assert "pwn" in logged
    assert not set(logged) & {"\x1b", "\x07", "\x9b", "\u202e", "\x7f", "\r"}


@pytest.mark.slow
async def test_after_a_restart_buttons_work_and_old_events_are_not_answered_again(
    tmp_path: Path, discord: DiscordStandIn, slack: SlackStandIn
) -> None:
    env = environment(tmp_path, discord, slack)
    async with running(tmp_path, env):
        await both_connected(discord, slack)
        post = await slack.mention(QUESTION)
        card = await slack.reply_to(post)
        shown = await discord.answer(await discord.mention(QUESTION))
        mention = slack.link.envelopes[0]
        registered = [r for r in discord.requests if r.method == "PUT"]
    async with running(tmp_path, env):
        await both_connected(discord, slack)
        await slack.again(mention)
        await slack.press(card, ask_texts.WHY)
        why = await slack.reply_to(post, 2)
        assert "This is one of the questions that this fact answers." in why.reading
        assert "This is one of the questions" in (await discord.answer(await discord.press(shown, ask_texts.WHY))).text
        assert len([m for m in slack.posted() if ANSWER in m.reading and not m.private_to]) == 1
        assert [r for r in discord.requests if r.method == "PUT"] == registered


async def test_one_platform_still_answers_if_the_other_refuses_its_token(
    tmp_path: Path, discord: DiscordStandIn, slack: SlackStandIn
) -> None:
    env = environment(tmp_path, discord, slack) | {"SLACK_BOT_TOKEN": BOT_TOKEN + "-wrong"}
    async with running(tmp_path, env):
        await discord.connected()
        assert ANSWER in (await discord.answer(await discord.mention(QUESTION))).text
    assert "Slack is off" in (tmp_path / "log").read_text()


async def test_a_store_that_another_program_has_locked_does_not_spoil_the_end(
    place: Path, discord: DiscordStandIn, slack: SlackStandIn
) -> None:
    url = f"sqlite:///{place}/factbot.db?timeout=2"
    async with running(place, environment(place, discord, slack, FACTBOT_DATABASE_URL=url)):
        await both_connected(discord, slack)
        other = sqlite_driver().connect(place / "factbot.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        question = "How many buoys mark the channel?"
        assert "nine buoys" in (await discord.answer(await discord.mention(question))).text
    other.close()


@pytest.mark.slow
async def test_changed_facts_are_reloaded_but_broken_ones_are_not(
    tmp_path: Path, discord: DiscordStandIn, slack: SlackStandIn
) -> None:
    facts = tmp_path / "facts"
    facts.mkdir()
    fact_file = (
        "source: {title: Log, publisher: Harbour office, published: 2026-03-02}\n"
        "facts:\n  - {id: buoys, text: NINE buoys mark the channel., questions: [How many buoys mark the channel?]}\n"
    )
    (facts / "log.yaml").write_text(fact_file)
    async with running(tmp_path, environment(tmp_path, discord, slack)):
        await discord.connected()

        async def answer() -> str:
            return (await discord.answer(await discord.mention("How many buoys mark the channel?"))).text

        def logged(words: str) -> Callable[[], bool]:
            return lambda: words in (tmp_path / "log").read_text()

        assert "NINE buoys" in await answer()
        (facts / "log.yaml").write_text(fact_file.replace("NINE", "Eleven"))
        await until(logged("Reloaded the changed fact files"))
        assert "Eleven buoys" in await answer()
        (facts / "log.yaml").write_text(fact_file.replace("text:", "txt:"))
        await until(logged("facts/log.yaml:3"))
        assert "Eleven buoys" in await answer()
        doctor = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "doctor", cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)}, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        output, _ = await doctor.communicate()
        assert doctor.returncode == 1
        assert "The running bot uses the facts from before" in output.decode()


@slow_with_postgresql
async def test_doctor_shows_a_running_bot_until_it_is_stopped(
    tmp_path: Path, discord: DiscordStandIn, slack: SlackStandIn, store_url: str
) -> None:
    async def doctor() -> str:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "doctor", cwd=tmp_path, stdout=asyncio.subprocess.PIPE,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "FACTBOT_DATABASE_URL": store_url},
        )  # fmt: skip
        return (await process.communicate())[0].decode()

    runs = "All its background tasks ran then."
    async with running(tmp_path, environment(tmp_path, discord, slack, FACTBOT_DATABASE_URL=store_url)):
        await discord.connected()
        store = await open_store(store_url, SystemClock())
        await until(lambda: read_processes(store))
        (process,) = await read_processes(store)
        await store.close()
        names = [task.name for task in process.tasks]
        assert names == [
            "digests", "fact files", "saved entries", "record of changes", "thresholds", "old data", "store file",
            "settings of channels", "pending questions", "announcement", "drafts", "checks", "corrections",
            "new answers",
        ]  # fmt: skip
        await discord.until(lambda: re.fullmatch(r"\d+ facts?(, \d+ quotes?)? · /ask", discord.gateway.activity))
        assert runs in await doctor()
    assert runs not in await doctor()


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ({"FACTBOT_DATABASE_URL": "sqlite:///facts"}, 2),
        ({"FACTBOT_DATABASE_URL": "mysql://127.0.0.1/facts"}, 2),
        ({"FACTBOT_FACTS_DIR": "missing"}, 2),
    ],
)
async def test_the_exit_code_says_whether_to_start_the_bot_again(
    place: Path, discord: DiscordStandIn, slack: SlackStandIn, setting: dict[str, str], code: int
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=place,
        env=environment(place, discord, slack, **setting), stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, error = await process.communicate()
    assert (process.returncode, next(iter(setting)) in error.decode()) == (code, True), error


@pytest.mark.parametrize(
    "wrong",
    [
        {"DISCORD_TOKEN": "Bot MTIzNDU2Nzg5.Gabcde.secret"},
        {"SLACK_BOT_TOKEN": "xoxb-1-secret\nfoo"},
        {"SLACK_APP_TOKEN": '"xapp-1-secret"'},
    ],
)
def test_a_token_that_cannot_be_one_ends_the_bot_at_once(place: Path, wrong: dict[str, str]) -> None:
    tokens = {"DISCORD_TOKEN": "MTIzNDU2Nzg5.Gabcde.secret", "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    addresses = {"DISCORD_API_URL": "http://127.0.0.1:1", "SLACK_API_URL": "http://127.0.0.1:1"}
    ((variable, token),) = wrong.items()
    done = factbot(place, "run", **(tokens | addresses | wrong))
    assert (done.returncode, done.stderr.startswith(variable)) == (2, True), done.stderr
    doctor = factbot(place, "doctor", **(tokens | addresses | wrong))
    assert (doctor.returncode, f"✗ {variable}" in doctor.stdout) == (1, True), doctor.stdout
    for text in (done.stderr, doctor.stdout):
        assert token.splitlines()[0] not in text


@pytest.mark.slow
@pytest.mark.skipif(not FILE.exists(), reason="there is no encoder yet")
async def test_the_bot_answers_while_it_computes_sentence_vectors_in_the_background(
    tmp_path: Path, discord: DiscordStandIn, slack: SlackStandIn
) -> None:
    ship = "  - {{id: ship-{0}, text: Ship {0} is {0} metres long., questions: [How long is ship {0}?]}}\n"
    source = "source: {title: Log, publisher: Harbour office, published: 2026-03-02}\nfacts:\n"
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "ships.yaml").write_text(source + "".join(ship.format(n) for n in range(2_000)))
    async with running(tmp_path, environment(tmp_path, discord, slack)):
        await discord.connected()
        assert "Ship 7 is 7 metres long." in (await discord.answer(await discord.mention("How long is ship 7?"))).text
    assert "Computing sentence vectors for 4,000 of 4,000 texts" in (tmp_path / "log").read_text()
    assert (tmp_path / ".cache" / "factbot" / CACHE).exists()


@pytest.mark.slow
async def test_doctor_checks_the_tokens_of_both_platforms(
    tmp_path: Path, discord: DiscordStandIn, slack: SlackStandIn
) -> None:
    for wrong in (False, True):
        env = environment(tmp_path, discord, slack, FACTBOT_FACTS_DIR=str(shipped_facts()))
        if wrong:
            env |= {"DISCORD_TOKEN": discord.token[:-1] + "x", "SLACK_BOT_TOKEN": BOT_TOKEN + "-wrong"}
        doctor = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "doctor", cwd=tmp_path, env=env, stdout=asyncio.subprocess.PIPE
        )
        output, _ = await doctor.communicate()
        assert doctor.returncode == int(wrong), output.decode()
        assert "Discord" in output.decode()
        assert "Slack" in output.decode()
        assert env["SLACK_BOT_TOKEN"] not in output.decode()


@pytest.mark.slow
async def test_two_processes_on_one_store_post_a_digest_once(
    tmp_path: Path, discord: DiscordStandIn, slack: SlackStandIn, store_url: str
) -> None:
    env = environment(tmp_path, discord, slack, FACTBOT_DATABASE_URL=store_url)
    store = await open_store(store_url, SystemClock())
    try:
        async with running(tmp_path, env), running(tmp_path, env):
            await discord.until(lambda: len(discord.gateway.live) == 2)
            await slack.link.connected(4)
            due = dt.datetime.now(dt.UTC)
            schedule = Schedule(due.time().replace(second=0, microsecond=0), "UTC")
            channels = [Target("discord", GUILD, GENERAL), Target("slack", TEAM, CHANNEL)]
            for target in channels:
                await store.tables(DigestStorage).subscribe(Subscription(target, schedule, OWNER, due, due.date(), due))
            await discord.until(lambda: discord.seen(GENERAL))
            await slack.said(CHANNEL)
            await assert_stays(lambda: len(discord.seen(GENERAL)) == len(slack.posted(CHANNEL)) == 1, seconds=2.5)
        for target in channels:
            results = await store.tables(DigestStorage).results(target.channel_key, 5)
            assert [slot.state for slot in results] == ["posted"]
    finally:
        await store.close()


@pytest.mark.slow
async def test_a_question_is_answered_once_after_a_kill_in_the_middle_of_the_answer(
    place: Path, discord: DiscordStandIn, slack: SlackStandIn
) -> None:
    env = environment(place, discord, slack)
    slack.fault("chat.postMessage", Fault(429, "ratelimited", {"Retry-After": "60"}))
    process = await _start(place, env)
    await both_connected(discord, slack)
    question = "How many buoys mark the channel?"
    await discord.answer(await discord.dm(question))
    discord.fail("POST", "/messages", 429, body={"retry_after": 60.0, "global": False})
    on_discord, on_slack = await discord.mention(question), await slack.mention(question)
    await until(lambda: discord.rest.invalid and slack.calls("chat.postMessage"))
    process.kill()
    await process.wait()
    in_private = await discord.dm(question)
    in_public = await discord.mention(question, channel=RANDOM)
    async with running(place, env):
        await discord.answer(on_discord)
        await slack.reply_to(on_slack)
        await discord.answer(in_private)
        await discord.answer(in_public)
        await asyncio.sleep(2)
    for asked in (on_discord, in_private, in_public):
        assert len([shown for shown in discord.seen() if shown.reply_to == asked]) == 1
    assert len(slack.replies_to(on_slack)) == 1


@pytest.mark.slow
async def test_somebody_is_told_once_that_their_command_was_interrupted_by_a_kill(
    place: Path, discord: DiscordStandIn, slack: SlackStandIn
) -> None:
    env = environment(place, discord, slack)
    question = "How many buoys mark the channel?"
    discord.fail("POST", "/callback", 429, times=99, body={"retry_after": 2.0, "global": False})
    slack.fault("response_url", Fault(429, "ratelimited", {"Retry-After": "5"}))
    process = await _start(place, env)
    await both_connected(discord, slack)
    await discord.invoke("ask", question=question, private=True)
    await slack.slash("/ask", f"{question} private")
    # On a slow machine, "thinking…" can be refused before the command is claimed.
    await until(lambda: discord.rest.invalid and slack.calls("response_url") and _pending(place) == 2)
    process.kill()
    await process.wait()
    async with running(place, env):
        told = await slack.said(f"D{ALICE[1:]}")
        await discord.until(lambda: [shown for shown in discord.seen() if "/ask" in shown.text])
        await asyncio.sleep(2)
    (shown,) = [shown for shown in discord.seen() if "/ask" in shown.text]
    assert shown.channel not in (GENERAL, RANDOM)
    assert told.text == texts.interrupted("ask", "#general")
    assert len(slack.posted(f"D{ALICE[1:]}")) == 1
    assert not discord.seen(GENERAL)
    assert not slack.posted()


def _pending(folder: Path) -> int:
    """Count the questions in the store that have no outcome yet."""
    with contextlib.closing(sqlite3.connect(next(folder.glob("*.db")))) as store:
        (count,) = store.execute("SELECT count(*) FROM pending_questions").fetchone()
    return int(count)


async def _start(folder: Path, env: dict[str, str]) -> asyncio.subprocess.Process:
    with (folder / "log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=folder, env=env, stdout=log, stderr=log
        )
