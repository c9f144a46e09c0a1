"""Mentions as values of options: any name survives, also in a typed line, and none can break out of it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.mentions import Mention, in_words, read_mentions
from tests.menu import MENU
from tests.samples import strange

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=100) | st.sampled_from(
    ["private", "remove:x", "“a", '" --private', "(private)", strange.MARKUP, strange.HEBREW, strange.ARABIC, "a b,c"]
)
IDS = st.from_regex(r"[A-Z0-9]{1,20}", fullmatch=True)
SHARED = st.builds(Mention, st.sampled_from(["role", "group", "person"]), IDS, NAMES)
ISOLATES = "\u2068\u2069"


@given(SHARED)
def test_any_mention_survives_as_the_value_of_an_option_and_in_a_typed_line(mention: Mention) -> None:
    assert Mention.read(mention.text) == mention
    for line in (f"curators add: {mention.text}", f"curators add {mention.text} permission: x"):
        command, options = MENU.parse(line)
        assert command.name == "curators"
        (read,) = read_mentions(str(options["add"]))
        assert (read.kind, read.id) == (mention.kind, mention.id)
        assert "remove" not in options


@given(st.lists(SHARED, min_size=1, max_size=4), st.sampled_from([" ", ", ", " and ", ","]))
def test_several_mentions_are_read_each_once(mentions: list[Mention], between: str) -> None:
    assert read_mentions(between.join(mention.text for mention in mentions * 2)) == tuple(dict.fromkeys(mentions))


@pytest.mark.parametrize("typed", ["", "ann", "@Editors", "role:", "role::x", "rôle:5:x", "a role:5:x y:", "role: 5:x"])
def test_a_typed_name_is_no_mention(typed: str) -> None:
    assert Mention.read(typed) is None


def test_lone_surrogates_in_a_name_are_replaced() -> None:
    assert Mention.read(Mention("role", "5", "a\ud800b").text) == Mention("role", "5", "a?b")


@given(SHARED)
def test_a_name_is_shown_in_one_short_line_without_signs_that_turn_it_around(mention: Mention) -> None:
    shown = mention.shown
    assert 0 < len(shown) <= 64
    assert all(sign.isprintable() or sign in ISOLATES for sign in shown)
    assert not any(unicodedata.bidirectional(sign) in ("RLO", "LRO", "RLE", "RLI") for sign in shown)


@pytest.mark.parametrize(
    ("mention", "shown"),
    [
        (Mention("role", "5", "Editors"), "@Editors"),
        (Mention("role", "2", "@everyone"), "@everyone"),
        (Mention("group", "S1", "\u202eeditors\n\tof  it"), "@editors of it"),
        (Mention("person", "3", "Ann"), "Ann"),
        (Mention("person", "3", "\u200f\u202e "), "3"),
        (Mention("role", "5", "עורכים"), "\u2068@עורכים\u2069"),
        (Mention("permission", "manage_messages", "Manage Messages"), "Manage Messages"),
    ],
)
def test_names_are_shown_as_people_know_them(mention: Mention, shown: str) -> None:
    assert mention.shown == shown


def test_who_is_mentioned_is_put_into_words() -> None:
    mentions = (
        Mention("person", "1", "Ann"),
        Mention("role", "5", "Editors"),
        Mention("role", "6", "Pilots"),
        Mention("group", "S1", "desk"),
        Mention("permission", "kick_members", "Kick Members"),
        Mention("person", "2", "Bo"),
    )
    assert in_words(mentions) == [
        "people with the role @Editors or @Pilots",
        "people in the group @desk",
        "people with the permission Kick Members",
        "Ann",
        "Bo",
    ]


@pytest.mark.parametrize("typed", ["Editors", "@editors", "  EDITORS ", "5"])
def test_a_name_is_recognised_as_it_is_typed(typed: str) -> None:
    assert Mention("role", "5", "Editors").is_called(typed)
    assert not Mention("role", "6", "Sub-editors").is_called(typed)
    assert not Mention("role", "6", "").is_called("")
