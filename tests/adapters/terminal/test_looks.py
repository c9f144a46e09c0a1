"""On a screen, replies are as close together as they are in a chat."""

from __future__ import annotations

import io

from bot.adapters.terminal.render import render
from bot.adapters.terminal.screen import Screen
from bot.core.controls import Button
from bot.core.document import Actions, Element, Fields, Group, Items, Passage, Row, Text
from bot.core.events import Action
from tests.adapters.discord.helpers import AnyReply


def on_screen(*elements: Element, width: int = 80) -> list[str]:
    """Return the lines that a screen shows of elements."""
    screen = io.StringIO()
    Screen(file=screen, width=width, force_terminal=True, color_system=None).print(render(AnyReply(elements)))
    return [line.rstrip() for line in screen.getvalue().splitlines()]


def test_on_a_screen_buttons_are_side_by_side_and_items_have_bullets() -> None:
    labels = ("Why this?", "👍 Helpful", "👎 Wrong or out of date", "🗑️ Delete")
    pressable = Actions(tuple(Button(text, Action("x", "-", str(n))) for n, text in enumerate(labels)))
    items = Items((Group("Ferries", ((Passage("One."),), (Passage("Two."), Text("A note", "quiet")))),))
    shown = on_screen(items, pressable, Text("More"), width=48)
    assert shown == [
        "", "Ferries", "• One.", "• Two.", "  A note", "",
        "[1] Why this?   [2] 👍 Helpful", "[3] 👎 Wrong or out of date   [4] 🗑️ Delete", "", "More",
    ]  # fmt: skip


def test_rows_of_several_kinds_are_one_table() -> None:
    kinds = (Fields((Row("/a", "x"), Row("/quotes", "y"))), Fields((Row("/b", "z"),)))
    assert on_screen(*kinds) == ["/a       x", "/quotes  y", "", "/b       z"]
