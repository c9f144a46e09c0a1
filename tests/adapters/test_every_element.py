"""Show a reply with every kind of element on every platform, though no adapter knows its class."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from bot.adapters.discord.render import render as discord
from bot.adapters.slack import render as slack
from bot.adapters.terminal.render import render as terminal
from tests.samples.documents import WORDS, EveryElement
from tests.standins.discord.checking import problems
from tests.standins.discord.reading import show
from tests.standins.slack import Shown, kit

DROPPED = ["Elsewhere", "Once", "It was less"]
"""Words that are left out if the texts are long."""


@pytest.mark.parametrize("long", [1, 1_000])
def test_slack_shows_every_element_that_fits(long: int) -> None:
    reply = EveryElement(long)
    blocks, text = slack.blocks(reply), slack.fallback(reply)
    assert kit.problems(blocks) == []
    assert kit.characters(blocks, text) <= kit.MOST_CHARACTERS
    shown = Shown("1.1", "C1", "U1", text, blocks)
    assert [word for word in WORDS if word not in shown.reading] == ([] if long == 1 else DROPPED)
    assert (shown.labels[-1] == "Press", shown.choices) == (True, ["Ada"])
    assert ("Show the whole" in shown.labels) is (long > 1)


@pytest.mark.parametrize("long", [1, 1_000])
def test_discord_shows_every_element_that_fits(long: int) -> None:
    body = discord(EveryElement(long))
    message = {**body, "allowed_mentions": {"parse": [], "replied_user": False}}
    assert problems("POST", "/channels/{channel_id}/messages", message) == []
    shown = show("1", "2", body, private=False)
    assert [word for word in WORDS if word not in shown.text] == ([] if long == 1 else DROPPED)
    assert ("Press" in shown.buttons, shown.choices) == (True, ("Ada",))
    assert ("Show the whole" in shown.buttons) is (long > 1)


def test_the_terminal_shows_every_element() -> None:
    screen = io.StringIO()
    Console(file=screen, width=200).print(terminal(EveryElement()), soft_wrap=True)
    assert [word for word in WORDS if word not in screen.getvalue()] == []
    assert screen.getvalue().splitlines()[-3:] == ["[1] Press", "Choose:", "[2] Ada"]
