"""Render digests for Discord within its limits, and count every item that is left out."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.discord.markup import escape
from bot.adapters.discord.render import render
from bot.core import texts
from bot.core.controls import Button
from bot.core.document import Earlier, Element, Group, Heading, Items, Panel, Passage, SourceLine, Text
from bot.core.events import Action
from bot.core.models import Fact, Statement
from bot.core.statements import passage, source
from tests.adapters.discord.helpers import AnyReply, show_reply
from tests.samples.discord import FACT, MORE, QUOTE
from tests.standins.discord import reading
from tests.standins.discord.reading import buttons

WHOLE = Button("Show the full text", Action("whole", "d" * 16, "fog"))
TITLE = (Panel(), Heading("Digest"), Text("30 things."))


def item_of(fact: Fact, *more: Element) -> tuple[Element, ...]:
    """Return an item with a fact and its source."""
    return Passage(fact.text), source(fact), *more


def closing_of(statement: Statement) -> tuple[Element, ...]:
    """Return the end of a digest."""
    return Panel("closing"), Heading("Quote of the day", 2), passage(statement, WHOLE), source(statement)


def test_a_digest_shows_title_groups_and_closing_in_order() -> None:
    changed = replace(FACT, text="The new lock is 24 m wide.")
    earlier = Earlier("Until 4 May 2025", "The new lock is *22* m wide.")
    groups = (Group("Ferries", (item_of(FACT),)), Group("Changed", (item_of(changed, earlier),)))
    body = render(AnyReply((*TITLE, Items(groups), *closing_of(QUOTE))))
    linked = "-# [Annual report](<https://example.org/report_%282025%29>) · Harbour office · 2 March 2026"
    assert [part.get("content") for part in body["components"]] == [
        "\n".join(
            (
                "## Digest",
                "30 things.",
                "",
                "**Ferries**",
                "• The ferries carried \\*1.2\\* million.",
                linked,
                "",
                "**Changed**",
                "• The new lock is 24 m wide.",
                linked,
                "-# Until 4 May 2025: The new lock is \\*22\\* m wide.",
            )
        ),
        None,
        "\n".join(
            (
                "### Quote of the day",
                "### Ada Quill, Harbour master",
                "> “Fog does not read timetables.”",
                "-# On the winter",
                linked,
            )
        ),
    ]


def test_left_out_items_are_counted_and_offered_by_a_button() -> None:
    facts = tuple(replace(FACT, text=f"Berth {n}: " + "x" * 500) for n in range(30))
    items = Items((Group("Berths", tuple(map(item_of, facts))),), MORE, first=7)
    reply = AnyReply((*TITLE, items, *closing_of(QUOTE)))
    shown = show_reply(reply)
    count = shown.text.count("• Berth")
    assert 4 <= count < 30
    assert texts.left_out(30 - count) in shown.text
    assert shown.buttons == (texts.more(30 - count),)
    assert buttons(render(reply))[0]["custom_id"] == Action("more", "d" * 16, str(7 + count)).code
    assert QUOTE.text in shown.text
    without = show_reply(AnyReply((*TITLE, replace(items, more=None), *closing_of(QUOTE))))
    assert texts.left_out(30 - without.text.count("• Berth")) in without.text
    assert without.buttons == ()


def test_a_first_item_that_is_too_long_is_cut_with_a_note() -> None:
    long = replace(FACT, text="passengers " * 900)
    items = Items((Group("Ferries", (item_of(long), item_of(FACT))),))
    shown = show_reply(AnyReply((*TITLE, items, *closing_of(QUOTE))))
    assert "passengers…" in shown.text
    assert texts.TEXT_CUT in shown.text
    assert shown.text.count("Annual report · Harbour office · 2 March 2026") == 2
    assert texts.left_out(1) in shown.text
    assert shown.buttons == ()


def test_a_closing_that_is_too_long_is_a_preview_and_offered_in_full() -> None:
    long = replace(QUOTE, text="Fog comes in. " * 800)
    shown = show_reply(AnyReply((*TITLE, Items((Group("Ferries", (item_of(FACT),)),)), *closing_of(long))))
    assert "Ada Quill, Harbour master" in shown.text
    assert texts.TEXT_CUT not in shown.text  # the button says it
    assert shown.buttons == ("Show the full text",)
    assert show_reply(AnyReply((*TITLE, *closing_of(QUOTE)))).buttons == ()


LETTERS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
TEXTS = LETTERS | st.builds(
    lambda piece, count: piece * count,
    st.sampled_from(["# ", "1. a\n", "* ", "word ", "[a](https://b.example) ", "~~", "<@1>", "x", "@everyone "]),
    st.integers(1, 700),
)
SOURCES = st.builds(
    SourceLine,
    TEXTS,
    st.sampled_from([None, "https://example.org/a b)<", "ftp://no", "https://x.example/" + "y" * 3000]),
    LETTERS,
)


@st.composite
def items(draw: st.DrawFn) -> tuple[Element, ...]:
    """Draw an item with a unique beginning."""
    name = draw(st.uuids(version=4)).hex
    more = draw(st.lists(SOURCES | st.builds(Earlier, TEXTS, TEXTS) | st.builds(Text, TEXTS, st.just("quiet"))))
    return Passage(name + draw(TEXTS)), *more


GROUPS = st.lists(st.builds(Group, TEXTS, st.lists(items(), min_size=1, max_size=6).map(tuple)), max_size=3).map(tuple)


def markup_of(groups: tuple[Group, ...], title: str, first: int = 0) -> tuple[str, dict[str, str]]:
    """Return the markup of a digest that Discord accepts, and the codes of its buttons by their labels."""
    reply = AnyReply((Panel(), Heading(title), Items(groups, MORE, first), *closing_of(QUOTE)))
    show_reply(reply)
    body = render(reply)
    return reading.shown(body), {button["label"]: button["custom_id"] for button in buttons(body)}


def passages_of(groups: tuple[Group, ...]) -> list[str]:
    """Return the text of each item."""
    return [part.text for group in groups for item in group.items for part in item if isinstance(part, Passage)]


@settings(max_examples=12)
@given(GROUPS, TEXTS, st.integers(0, 5))
def test_every_item_is_shown_word_for_word_or_counted(groups: tuple[Group, ...], title: str, first: int) -> None:
    items = passages_of(groups)
    markup, codes = markup_of(groups, title, first)
    shown = sum(text[:32] in markup for text in items)
    assert all(escape(text) in markup for text in items[1:shown])
    assert not any(text[:32] in markup for text in items[shown:])
    if items:
        assert shown
        assert escape(items[0]) in markup or texts.TEXT_CUT in markup
    if left := len(items) - shown:
        assert codes == {texts.more(left): replace(MORE, value=str(first + shown)).code}
        assert f"-# {texts.left_out(left)}" in markup
    assert QUOTE.text in markup


@settings(max_examples=6)
@given(GROUPS, TEXTS)
def test_pressing_the_more_button_repeatedly_shows_every_item(groups: tuple[Group, ...], title: str) -> None:
    left = [text[:32] for text in passages_of(groups)]
    while left:
        markup, _ = markup_of(groups, title)
        count = sum(name in markup for name in left)
        assert count
        assert all(name in markup for name in left[:count])
        left, groups = left[count:], rest_of(groups, count)


def rest_of(groups: tuple[Group, ...], shown: int) -> tuple[Group, ...]:
    """Return what the button shows, as the core makes it."""
    kept = []
    for group in groups:
        kept.append(replace(group, items=group.items[shown:]))
        shown = max(0, shown - len(group.items))
    return tuple(group for group in kept if group.items)
