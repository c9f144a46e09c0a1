"""Escape text so that it is displayed word for word, and read plain words from what people type."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.adapters.discord.markup import escape, escape_words, plain
from tests.standins.discord import StyledError, read

SIGNS = r"*_~`|\<>[]()#-+@:!&/.,;0123 " + "\n\t"
WORDS = [
    "ab",
    "ä",
    "https://",
    "http://x_y",
    "steam://a",
    "@everyone",
    "@here",
    "](",
    "1. ",
    "> ",
    "# ",
    "<@1>",
    ":joy:",
    "»",
]
AWKWARD = st.lists(st.sampled_from([*SIGNS, *WORDS]) | st.text(max_size=3), max_size=12).map("".join)


@given(AWKWARD)
@example("https://example.org/a_b_c.html, and *this*")
@example("http://_")
@example("https://example.org/x<@77>")
@example("C:\\berths\\_old_")
@example("[harbour office](https://example.org)")
@example("12:30:45, :joy: and <:crane:123>")
@example("1. first\n2. second\n> third\n- fourth\n-# fifth\n### sixth")
def test_escaped_text_is_displayed_word_for_word(text: str) -> None:
    assert read(escape(text), strict=True) == text


@given(st.lists(AWKWARD, max_size=4))
@example(["1.", "a"])
@example(["[a", "](https://b.example)"])
@example(["https://example.org/_a_", "~~b~~"])
def test_escaped_words_are_displayed_word_for_word_if_joined(texts: list[str]) -> None:
    assert read(" ".join(map(escape_words, texts)), strict=True) == " ".join(texts)


@pytest.mark.parametrize(
    "text",
    ["*a*", "_a_", "~~a~~", "`a`", "||a||", "<@1>", "@everyone", ":joy:", "> a", "1. a", "[a](https://b.example)"],
)
def test_the_strict_reader_rejects_text_that_discord_would_style(text: str) -> None:
    with pytest.raises(StyledError):
        read(text, strict=True)


class Names:
    """Names of people, roles and channels. The bot has an empty name."""

    def user(self, user: str) -> str | None:
        return {"1": "", "2": "Ada"}.get(user)

    def role(self, role: str) -> str | None:
        return {"3": "", "4": "pilots"}.get(role)

    def channel(self, channel: str) -> str | None:
        return {"5": "berths"}.get(channel)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("<@1> who is it?", "who is it?"),
        ("<@!1>, who is it?", "who is it?"),
        ("<@1>: who is it?", "who is it?"),
        ("<@&3> who is it?", "who is it?"),
        ("who is it <@1>", "who is it"),
        ("<@2> who is it?", "who is it?"),
        ("<@2>, <@&4>: <@1> who is it?", "who is it?"),
        ("<@1> <@9> who is <@2>?", "who is @Ada?"),
        ("do <@&4> use <#5>?", "do @pilots use #berths?"),
        ("do <@9> use <#9>?", "do @unknown use #unknown?"),
        ("a ferry <:ferry:77> or <a:crane:78>", "a ferry :ferry: or :crane:"),
        ("use </ask:123> at <t:1761130800:R>", "use /ask at 22 October 2025, 11:00 UTC"),
        ("at <t:99999999999999999>", "at 99999999999999999"),
        (
            "see <https://example.org/a_b> or https://example.org/_c_",
            "see https://example.org/a_b or https://example.org/_c_",
        ),
        ("see [the report](https://example.org/r)", "see the report"),
        ("**how** *long* is the __old__ ~~new~~ ||secret|| `lock`?", "how long is the old new secret lock?"),
        ("***very*** _long_", "very long"),
        ("is 2 * 3 * 4 a snake_case_name or _ nothing", "is 2 * 3 * 4 a snake_case_name or _ nothing"),
        ("```py\nhow long?\n```", "how long?"),
        ("`*kept*` and ``_this_``", "*kept* and _this_"),
        (r"\*not\* styled \_", "*not* styled _"),
        ("> how long?\n# is it", "how long?\nis it"),
        ("  \u200bwho  is\tit ", "\u200bwho  is\tit"),
        ("who  <@1> is\n  it", "who  is\n  it"),
        ("**open and *unfinished", "**open and *unfinished"),
        ("", ""),
        ("\ue000 <@2>", "\ue000 @Ada"),
        ("<@2>", ""),
    ],
)
def test_markup_is_read_as_plain_words(typed: str, words: str) -> None:
    assert plain(typed, Names()) == words


@given(st.text(max_size=200) | AWKWARD)
def test_any_text_is_read_without_surrounding_spaces(typed: str) -> None:
    words = plain(typed, Names())
    assert words == words.strip()


@pytest.mark.parametrize(
    "piece", ["*a ", "_", "||", "`", "```", "[", "<", "\\", "<@1>", "> ", "~~a", "https://", "* a"]
)
def test_long_repeated_markup_is_read_and_escaped(piece: str) -> None:
    """A pattern with too much backtracking would not end here."""
    text = (piece * 20_000)[:20_000]
    for result in (plain(text, Names(), marking=True), escape(text), escape_words(text)):
        assert len(result) <= 3 * len(text)
