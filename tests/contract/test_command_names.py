"""Use every command on Slack by a name with a prefix, and find no other name in any reply."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.knowledge.knowledge import Knowledge
from tests.contract.conftest import RunBot
from tests.contract.drivers import SlackDriver
from tests.contract.test_shown_commands import SHOWS
from tests.menu import MENU
from tests.samples.facts import FERRY, FOG

NAMES = "|".join({command.family for command in MENU.commands})
PLAIN = re.compile(rf"(?<![\w/])/(?:{NAMES})\b")
"""A command without a prefix."""


@pytest.fixture(autouse=True)
def prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the prefix, as an operator does."""
    monkeypatch.setenv("SLACK_COMMAND_PREFIX", "desk")
    monkeypatch.setattr(SlackDriver, "prefix", "desk-")


async def test_every_shown_command_works_with_the_prefix_and_its_reply_names_no_other(
    run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot("slack", quayside) as chat:
        for line in SHOWS:
            name, _, rest = line.removeprefix("/").partition(" ")
            command = await chat.command(name, rest, manager=True)
            mentioned = await chat.mention_as_manager(f"/desk-{name} {rest}")
            for reply in (command, mentioned):
                assert "no command" not in reply.text
                assert not PLAIN.search(reply.text)


async def test_the_help_names_every_command_with_the_prefix(run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot("slack", knowledge) as chat:
        for shown in ((await chat.command("help", "all")).text, (await chat.ask("help all")).text):
            for command in MENU.commands:
                assert f"/desk-{command.name}" in shown
            assert not PLAIN.search(shown)
        assert "/desk-help all" in (await chat.ask("hello")).text
        for shown in ((await chat.ask("hello")).text, (await chat.command("help")).text, await chat.open_home()):
            assert not PLAIN.search(shown)


async def test_hints_name_the_commands_with_the_prefix(run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot("slack", quayside) as chat:
        for name, text, hint in (
            ("ask", "", "/desk-ask question"),
            ("digest", "nonsense", "/desk-digest on"),
            ("digest", "off", "/desk-digest on"),
            ("watch", "on", "/desk-watch off"),
            ("verify", "help", "/desk-verify"),
        ):
            assert hint in (await chat.command(name, text, manager=True)).text


async def test_the_words_of_a_fact_stay(run_bot: RunBot, knowledge: Knowledge) -> None:
    fact = replace(FERRY, text="Type /ask or /help at the desk of the ferry.")
    facts = Knowledge(replace(knowledge.collection, statements=(fact, FOG)), knowledge.thresholds)
    async with run_bot("slack", facts) as chat:
        assert fact.text in (await chat.command("ask", FERRY.questions[0])).text
        quote = (await chat.command("quote", FOG.speaker)).text
        assert FOG.text in quote
        assert f"alice asked for a quote by {FOG.speaker}" in quote
