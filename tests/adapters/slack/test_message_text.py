"""Read the text of a message when a shortcut is called on it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack import message_text, render
from bot.core.replies import Card
from tests.samples.slack import QUOTE

MRKDWN = "“We &amp; they build piers.” — Ana Example"
PLAIN = "“We & they build piers.” — Ana Example"


def rich(*elements: dict[str, Any], kind: str = "rich_text_section") -> dict[str, Any]:
    """Return a block of rich text with one part."""
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(elements)}]}


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"text": MRKDWN, "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "other"}}]}, PLAIN),
        ({"text": "&gt; We build piers."}, "“We build piers.”"),
        ({"text": "", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": MRKDWN}}]}, PLAIN),
        ({"blocks": [{"type": "header", "text": {"type": "plain_text", "text": MRKDWN}}]}, PLAIN),
        ({"blocks": [{"type": "section", "fields": [{"type": "mrkdwn", "text": "*Ana*"}]}]}, "Ana"),
        ({"blocks": [{"type": "context", "elements": [{"type": "plain_text", "text": "Ana"}]}]}, "Ana"),
        ({"bot_id": "B1", "blocks": [{"type": "context", "elements": [{"type": "plain_text", "text": "Bo asked: A?"}]},
                                     {"type": "section", "text": {"type": "plain_text", "text": "Ana"}}]}, "Ana"),
        ({"blocks": [{"type": "markdown", "text": "> We build."}]}, "“We build.”"),
        ({"blocks": [rich({"type": "text", "text": "We &lt;3 "}, {"type": "link", "url": "https://x.example"})]},
         "We <3 https://x.example"),
        ({"blocks": [rich({"type": "text", "text": "We build."}, kind="rich_text_quote")]}, "“We build.”"),
        ({"blocks": [rich({"type": "text", "text": "“We build "}, kind="rich_text_quote"),
                     rich({"type": "text", "text": "piers.”"}, kind="rich_text_quote")]}, "“We build piers.”"),
        ({"blocks": [rich({"type": "text", "text": "At "}, {"type": "date", "timestamp": 1, "fallback": "nine"})]},
         "At nine"),
        ({"blocks": [rich({"type": "rich_text_section", "elements": [{"type": "text", "text": "a"}]},
                          {"type": "rich_text_section", "elements": [{"type": "text", "text": "b"}]},
                          kind="rich_text_list")]}, "a\nb"),
        ({"attachments": [{"pretext": "Ana:", "text": MRKDWN, "fallback": "never"}]}, f"Ana:\n{PLAIN}"),
        ({"attachments": [{"fallback": MRKDWN}]}, PLAIN),
        ({"attachments": [{"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": MRKDWN}}]}]}, PLAIN),
        ({"bot_id": "B1", "text": "Breaking: “We…", "blocks": [rich({"type": "text", "text": "“We build.”"})]},
         "“We build.”"),
        ({"bot_id": "B1", "text": MRKDWN, "blocks": [{"type": "image", "alt_text": "a pier"}]}, PLAIN),
        ({"files": [{"id": "F1"}]}, ""),
        ({}, ""),
    ],
)  # fmt: skip
def test_the_text_of_a_message_is_read_from_text_blocks_or_attachments(message: dict[str, Any], words: str) -> None:
    assert message_text.read(message, "UBOT") == words


def test_a_card_of_the_bot_is_read_in_full_despite_a_shortened_fallback() -> None:
    long = "Piers and ports, piers and ports. " * 150 + "End."
    card = Card(QUOTE.__class__("long", long, QUOTE.speaker, QUOTE.source), "current")
    message = {"bot_id": "B1", "text": render.fallback(card), "blocks": render.blocks(card)}
    words = message_text.read(message, "UBOT")
    assert " ".join(words.split()).startswith(f"{QUOTE.speaker} “{' '.join(long.split())}” {QUOTE.source.title}")


KEYS = ["text", "blocks", "attachments", "elements", "fields", "type", "bot_id"]
anything = st.recursive(
    st.none() | st.integers() | st.sampled_from(["rich_text", "rich_text_list", "section", "text", "mrkdwn", "words"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, anything)))
def test_any_message_is_read_without_an_error(message: dict[str, Any]) -> None:
    assert isinstance(message_text.read(message, "UBOT"), str)
