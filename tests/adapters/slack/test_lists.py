"""Lists, lines of small print and warnings are close together, and begin at the left."""

from __future__ import annotations

from bot.core.comparison import Diff, DiffSegment
from bot.core.document import Earlier, Fields, Group, Items, Passage, Row, SourceLine, Text
from bot.core.statements import source
from tests.adapters.slack.helpers import AnyReply, shown
from tests.samples.strange import ARABIC, ARABIC_FACT


def test_items_are_a_list_below_their_heading_with_small_print_after_the_item_that_has_it() -> None:
    source = SourceLine("Report", None, "Office · 2026")
    said = Passage("It rains.", True, "Ana Example, Minister", "On rain")
    groups = (
        Group("Weather", ((Passage("It rains."),), (Passage("It snows."), source))),
        Group("", ((said, source), (Text("A note", "quiet"), Diff((DiffSegment("new", "Sun"),))))),
    )
    message = shown(AnyReply((Items(groups),)))
    assert message.paragraphs == [
        "Weather", "It rains.", "It snows.", "Report · Office · 2026",
        "Ana Example, Minister: “It rains.”", "On rain", "Report · Office · 2026", "A note", "Sun",
    ]  # fmt: skip
    kinds = [[part["type"].removeprefix("rich_text_") for part in b["elements"]] for b in message.blocks]
    assert kinds == [["section", "list"], ["mrkdwn"], ["list"], ["mrkdwn"], ["section"]]
    assert message.bold == ["Weather", "Ana Example", "Sun"]


def test_warnings_that_follow_one_another_share_a_block() -> None:
    message = shown(AnyReply((Text("One", "warning"), Text("Two", "warning"), Text("Three"))))
    assert message.paragraphs == ["⚠️ One", "⚠️ Two", "Three"]
    assert [block["type"] for block in message.blocks] == ["rich_text", "section"]


def test_small_print_that_could_be_markup_has_a_block_of_its_own() -> None:
    lines = [Text(text, "quiet") for text in ("One", "Two", "*Three* :tada:")]
    message = shown(AnyReply((*lines, SourceLine("Report", None, "Office"), Earlier("Before", "It was less"))))
    texts_of_blocks = [block["elements"][0]["text"] for block in message.blocks]
    assert texts_of_blocks == ["One\nTwo\n*Three* :tada:", "Report · Office\nBefore: It was less"]


def test_the_name_of_an_emoji_in_a_title_stays_a_name() -> None:
    [block] = shown(AnyReply((SourceLine("A :tada: b", "https://a.example", "12:30:45"),))).blocks
    assert ":tada:" not in block["elements"][0]["text"]
    assert block["elements"][0]["text"].endswith(" · 12:\u206030:45")


def test_a_line_of_the_bot_begins_at_the_left_even_with_an_arabic_title() -> None:
    line = source(ARABIC_FACT)
    message = shown(AnyReply((line, Fields((Row(ARABIC, "1 quote"),), stacked=True))))
    assert message.paragraphs[0] == f"\u200e{line.title} · {line.details}"
    assert message.paragraphs[1].startswith(f"\u200e{ARABIC}")
