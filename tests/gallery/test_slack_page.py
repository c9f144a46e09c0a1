"""The imitation of Slack reads its markup as Slack does, and shows every part or refuses."""

from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.slack.mrkdwn import escape
from tests.gallery.markup import UnknownPartError
from tests.gallery.slack_mrkdwn import mrkdwn
from tests.gallery.slack_page import message, view
from tests.samples.strange import MARKUP


def plain(text: str) -> dict[str, Any]:
    """Return a plain text object."""
    return {"type": "plain_text", "text": text, "emoji": False}


def shown(*blocks: dict[str, Any]) -> str:
    """Return a message of blocks as HTML."""
    return message({"text": "For notifications", "blocks": list(blocks)})


def rich(*elements: dict[str, Any], kind: str = "rich_text_section") -> dict[str, Any]:
    """Return a block of rich text."""
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(elements)}]}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("*bold* _it_ ~gone~ `code`", '<b>bold</b> <i>it</i> <s>gone</s> <code class="code">code</code>'),
        ("2 * 3 * 4 snake_case_word a*b*c", "2 * 3 * 4 snake_case_word a*b*c"),
        ("<https://a.example?b=1&amp;c=2|the &lt;text&gt;>",
         '<a href="https://a.example?b=1&amp;c=2" rel="noopener">the &lt;text&gt;</a>'),
        ("&lt;!channel&gt; &amp;amp;", "&lt;!channel&gt; &amp;amp;"),
        ("<!here> <@U1|ann>", '<span class="mention">@here</span> <span class="mention">ann</span>'),
        ("<!date^1760000000^{date_short} at {time}|then>", '<span class="moment">Oct 9, 2025 at 10:53</span>'),
        (":white_check_mark: :unknown:", "✅ :unknown:"),
        ("<b>", None),
    ],
)  # fmt: skip
def test_markup_inside_of_a_line(written: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(UnknownPartError):
            mrkdwn(written)
    else:
        assert mrkdwn(written) == f'<div class="line" dir="auto">{expected}</div>'


def test_quoted_lines_are_a_quotation() -> None:
    assert mrkdwn("before\n&gt; one\n>two\nafter").count("<blockquote") == 1
    assert ">one\ntwo</blockquote>" in mrkdwn("&gt; one\n>two")


def test_what_the_bot_escapes_is_shown_as_it_was_typed() -> None:
    html = mrkdwn(escape(MARKUP))
    assert "mention" not in html
    assert "<b>" not in html
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_hostile_text_is_only_text() -> None:
    html = shown(
        {"type": "section", "text": plain(MARKUP)},
        {"type": "header", "text": plain(MARKUP)},
        rich({"type": "text", "text": MARKUP, "style": {"bold": True}}),
    )
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("&lt;script&gt;alert(1)") == 3


def test_every_part_of_a_message_is_shown() -> None:
    option = {"text": plain("Chosen"), "value": "1"}
    button = {"type": "button", "action_id": "b", "text": plain("Press"), "style": "danger", "value": "1"}
    feedback = {
        "type": "feedback_buttons",
        "positive_button": {"text": plain("Good"), "value": "1"},
        "negative_button": {"text": plain("Bad"), "value": "0"},
    }
    icon = {"type": "icon_button", "icon": "trash", "text": plain("Delete")}
    html = shown(
        {"type": "section", "text": {"type": "mrkdwn", "text": "*Text*"}, "accessory": button},
        {"type": "section", "fields": [plain("Left"), plain("Right")]},
        {"type": "divider"},
        {"type": "context", "elements": [plain("Small"), {"type": "mrkdwn", "text": "<https://a.example|print>"}]},
        {"type": "actions", "elements": [
            {"type": "static_select", "action_id": "s", "options": [option], "initial_option": option},
            {"type": "external_select", "action_id": "e", "placeholder": plain("Search"), "min_query_length": 0},
            {"type": "timepicker", "action_id": "t", "initial_time": "09:00"},
            {"type": "overflow", "action_id": "o", "options": [option]}]},
        {"type": "context_actions", "elements": [feedback, icon]},
        rich({"type": "date", "timestamp": 1760000000, "format": "{date_num}", "fallback": "then"},
             {"type": "link", "url": "https://b.example", "text": "Link"}, kind="rich_text_quote"),
    )  # fmt: skip
    for part in ("<b>Text</b>", "button danger", "Left", "Right", "block divider", "Small", ">print</a>", "Chosen",
                 "Search", "09:00", "⋯", 'title="Good"', 'title="Bad"', 'title="Delete"', "<blockquote", "2025-10-09",
                 ">Link</a>"):  # fmt: skip
        assert part in html, part
    assert "For notifications" not in html


def test_modals_and_the_home_tab_are_shown() -> None:
    box = {"type": "plain_text_input", "action_id": "value", "multiline": True, "placeholder": plain("Type")}
    fields = {"type": "input", "block_id": "b", "label": plain("Label"), "optional": True, "element": box}
    html = view({"type": "modal", "title": plain("Title"), "submit": plain("Go"), "blocks": [fields]})
    for part in ("Title", "Label", "(optional)", "Type", "Go", "Cancel"):
        assert part in html, part
    assert view({"type": "home", "blocks": [{"type": "header", "text": plain("Home")}]}).startswith('<div class="home"')


@pytest.mark.parametrize(
    ("block", "named"),
    [
        ({"type": "video"}, "video"),
        ({"type": "section", "text": plain("Text"), "colour": "red"}, "colour"),
        ({"type": "section", "text": {"type": "markdown", "text": "Text"}}, "markdown"),
        ({"type": "actions", "elements": [{"type": "workflow_button"}]}, "workflow_button"),
        ({"type": "actions", "elements": [{"type": "button", "text": plain("A"), "style": "loud"}]}, "loud"),
        (rich({"type": "text", "text": "A", "style": {"blink": True}}), "blink"),
        (rich({"type": "color", "value": "#fff"}), "color"),
        (rich(kind="rich_text_table"), "rich_text_table"),
        ({"type": "section", "text": {"type": "mrkdwn", "text": "<!date^1^{century}|then>"}}, "century"),
    ],
)
def test_a_part_that_is_not_known_is_refused(block: dict[str, Any], named: str) -> None:
    with pytest.raises(UnknownPartError, match=named):
        shown(block)
