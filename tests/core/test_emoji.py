"""Emoji by name are told from other colons."""

from __future__ import annotations

import pytest

from bot.core.emoji import after_mention, without_emoji, without_leading_emoji


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (":wave::skin-tone-2: until when :thinking_face:", "until when "),
        ("how :fish: many", "how many"),
        ("at 10:30:45 sharp", "at 10:30:45 sharp"),
        ("Who: and: why?", "Who: and: why?"),
        (":+1: yes", "yes"),
    ],
)
def test_only_emoji_by_name_are_removed(text: str, words: str) -> None:
    assert without_emoji(text) == words


def test_leading_emoji_are_removed_and_others_stay() -> None:
    assert without_leading_emoji(" :wave: :fish: /verify it :ship:") == "/verify it :ship:"


@pytest.mark.parametrize(
    ("text", "words"), [(": until when?", "until when?"), (", :wave: hi", ":wave: hi"), ("12:30", "12:30")]
)
def test_what_follows_a_mention_of_the_bot_is_removed_unless_it_begins_an_emoji(text: str, words: str) -> None:
    assert after_mention(text) == words
