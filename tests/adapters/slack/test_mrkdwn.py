"""Read Slack's markup as plain words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack import mrkdwn


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<@UBOT> until when?", "until when?"),
        ("<@UBOT|factbot>: until when?", "until when?"),
        ("hello <@UBOT>, until when?", "hello , until when?"),
        ("until when? <@UBOT>", "until when?"),
        ("what did <@U1|ana> say to <@U2>?", "what did @ana say to ?"),
        ("is <#C1|general> or <#C2> open?", "is #general or open?"),
        ("<!here> and <!subteam^S1|@editors> and <!date^1^{date}|22 October>", "@here and @editors and 22 October"),
        ("see <https://x.example/a?b=1&amp;c=2|the page>", "see the page"),
        ("see <https://x.example/a?b=1&amp;c=2>", "see https://x.example/a?b=1&c=2"),
        ("write to <mailto:a@x.example|a@x.example> or <tel:+123>", "write to a@x.example or +123"),
        ("5 &lt; 6 &amp;&amp; 7 &gt; 6 &amp;lt;", "5 < 6 && 7 > 6 &lt;"),
        ("*until* _when_ ~does~ `it` run?", "until when does it run?"),
        ("*_until when_*", "until when"),
        ("```until when?```", "until when?"),
        ("&gt; until when?\n&gt; and why?", "until when?\nand why?"),
        ("2*3*4 and snake_case_name and ~5 to ~6", "2*3*4 and snake_case_name and ~5 to ~6"),
        ("<@UBOT>: :wave::skin-tone-2: until when :fish:", ":wave::skin-tone-2: until when :fish:"),
        ("at 10:30:45 sharp", "at 10:30:45 sharp"),
        ("  many \t spaces \n  and lines ", "many \t spaces \n  and lines"),
        ("how :fish: many  <@UBOT> spaces", "how :fish: many  spaces"),
        ("<@UBOT>", ""),
        ("", ""),
        ("<>", "<>"),
    ],
)
def test_markup_is_read_as_plain_words(text: str, words: str) -> None:
    assert mrkdwn.read(text, "UBOT") == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("&gt; We build *piers*.", "“We build piers.”"),
        ("Ana Example:\n&gt; We build\n&gt; piers.\nTrue?", "Ana Example:\n“We build\npiers.”\nTrue?"),
        ("&gt; One.\nand\n&gt; Two.", "“One.”\nand\n“Two.”"),
        ("she said\n&gt;&gt;&gt; We build\n\npiers.", "she said\n“We build\n\npiers.”"),
        ("&gt;\n&gt; \nnothing", "nothing"),
        ("a &gt; b and “we &amp; they”", "a > b and “we & they”"),
    ],
)
def test_quoted_lines_are_read_in_quotation_marks_if_asked(text: str, words: str) -> None:
    assert mrkdwn.read(text, "UBOT", quoting=True) == words


@pytest.mark.parametrize("text", ["2*3*4 & *bold* <@U1> @here ~x~ `y` _z_", "snake_case_name", "“We” > they"])
def test_escaped_text_is_read_back_unchanged(text: str) -> None:
    assert mrkdwn.read(mrkdwn.escape(text), "UBOT") == text


@given(st.text())
def test_any_text_is_read_without_surrounding_spaces(text: str) -> None:
    words = mrkdwn.read(text, "UBOT")
    assert words == words.strip()


@pytest.mark.parametrize("piece", ["<", "*a", "`", "_ ", ":a", "<@", "&lt;", "~x~", "> ", "<a|"])
def test_long_repeated_markup_is_read(piece: str) -> None:
    """A pattern with too much backtracking would not end here."""
    text = (piece * 20_000)[:20_000]
    for quoting in (False, True):
        assert len(mrkdwn.read(text, "UBOT", quoting=quoting)) <= len(text) + 2


def test_only_markup_with_the_id_of_the_bot_is_a_mention() -> None:
    assert mrkdwn.mentions("hi <@UBOT|bot>", "UBOT")
    assert not mrkdwn.mentions("hi <@UBOTHER> @UBOT &lt;@UBOT&gt;", "UBOT")


@pytest.mark.parametrize("text", ["@everyone", "@here.", "_@channel_", "@everyone_x", "@HERE-x"])
def test_no_escaped_text_pings_everybody(text: str) -> None:
    assert not re.search(r"@(?:here|channel|everyone)", mrkdwn.escape(text), re.IGNORECASE)


def test_a_longer_word_after_the_sign_stays_as_it_is() -> None:
    assert mrkdwn.escape("@hereford") == "@hereford"
