"""Show a reply with every kind of element on every platform, though no adapter knows its class."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pytest
from rich.console import Console

from bot.adapters.discord.render import render as discord
from bot.adapters.slack import render as slack
from bot.adapters.terminal.render import render as terminal
from bot.core.document import (
    Actions,
    Button,
    Diff,
    DiffSegment,
    Divider,
    Document,
    Earlier,
    Fields,
    Group,
    Heading,
    Items,
    Panel,
    Passage,
    Picker,
    Row,
    SourceLine,
    Text,
)
from bot.core.events import Action, Choice
from tests.standins.discord.checking import problems
from tests.standins.discord.reading import show
from tests.standins.slack import Shown, kit

WORDS = (
    "Before all", "Title", "A sentence", "Strong words", "Small print", "Beware", "The fog comes in", "Ada Quill",
    "On fog", "never", "always", "Label", "Its text", "Report", "Office, 2026", "As of 2026", "fog-1", "Elsewhere",
    "Once", "It was less", "Part", "An item", "The end",
)  # fmt: skip
DROPPED = ["Elsewhere", "Once", "It was less"]
"""Words that are left out if the texts are long."""
SOURCE = SourceLine("Report", "https://example.org/r", "Office, 2026", "As of 2026", "fog-1")


@dataclass(frozen=True)
class EveryElement:
    """A reply of an unknown feature."""

    long: int = 1
    private: bool = False

    def document(self) -> Document:
        """Build a document with every kind of element."""
        return Document.of(
            Text("Before all"),
            Panel("caution"),
            Heading("Title"),
            Text("A sentence"),
            Text("Strong words", "strong"),
            Text("Small print", "quiet"),
            Text("Beware", "warning"),
            Diff((DiffSegment("old", "never"), DiffSegment("new", "always"), DiffSegment("cut", ""))),
            Passage("The fog comes in " * self.long, True, "Ada Quill", "On fog", "Shortened.", WHOLE),
            Divider(),
            Fields((Row("Label", "Its text"), Row("Label", "Its text", "An example"))),
            Fields((Row("Label", "Its text", "An example"),), stacked=True),
            Items((Group("Part", ((Passage("An item " * self.long), SOURCE),) * self.long),), Action("more", "e" * 16)),
            Panel("closing"),
            Heading("Part", 2),
            Passage("The end"),
            SOURCE,
            SourceLine("Elsewhere", None, "Office, 2026", "As of 2026", "fog-2", other=True),
            Earlier("Once", "It was less"),
            Actions((Button("Press", Action("why", "e" * 16)),), PICKER),
            private=self.private,
        )


WHOLE = Button("Show the whole", Action("whole", "-", "fog-1"))
PICKER = Picker("Choose", Action("speaker", "e" * 16), (Choice("ada", "Ada"),))


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
