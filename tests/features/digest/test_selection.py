"""A post shows a few items of each kind on one screen, and everything else is behind its button, once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.discord import render as discord
from bot.adapters.slack import render as slack
from bot.core.models import Fact, Quote, Source, Statement
from bot.core.plain_text import plain_text
from bot.features.digest.changes import Changed
from bot.features.digest.contents import DigestContents
from bot.features.digest.replies import Digest
from bot.features.digest.sections import choose_items, digest
from bot.features.digest.selection import MOST, NORMAL
from bot.knowledge.knowledge import Knowledge
from tests.features.digest.scenario import knowledge_of
from tests.samples.digest import BUOYS, FOG, LOG

TEXT_DISPLAY = 10
"""Discord's number of a component with text."""
NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
TOPICS = ("A", "B", "C")
SOURCES = (
    LOG,
    Source("T" * 900, "P" * 900, dt.date(2026, 3, 9)),
    Source("Diary", "The Quay Post", dt.date(2026, 3, 9)),
    Source("Rules [2026 edition]", "Harbour office", dt.date(2026, 3, 9), f"https://example.org/{'rules-' * 40}"),
)


def facts(count: int, length: int = 60, sources: int = 1) -> list[Statement]:
    """Make facts of a length, from several sources in turn."""
    written = (f"Buoy {n} is lit. " + "It has a bell that rings in the wind. " * 30 for n in range(count))
    return [
        replace(BUOYS, id=f"f{n}", text=text[:length].strip(), source=SOURCES[n % sources], topic=f"T{n % 3}")
        for n, text in enumerate(written)
    ]


def contents_of(statements: list[Statement], kinds: list[str], quote: Quote) -> tuple[DigestContents, Knowledge]:
    """Make contents with each statement in one of the kinds, and a quote of the day."""
    ids = {kind: [s.id for s, own in zip(statements, kinds, strict=True) if own == kind] for kind in set(kinds)}
    new = [[i for i in ids.get("new", ()) if int(i[1:]) % 3 == n] for n, _ in enumerate(TOPICS)]
    was = '{"text": "Buoy 99 is lit.", "status": "active"}'
    contents = DigestContents(
        NOON.date(), "UTC", NOON, NOON,
        new=tuple((topic, tuple(of_topic)) for topic, of_topic in zip(TOPICS, new, strict=True)),
        changed=tuple(Changed(i, was) for i in ids.get("changed", ())),
        ending=tuple(ids.get("ending", ())),
        unanswered=tuple((f"What is {i}?", 2) for i in ids.get("asked", ())),
        quote=quote.id,
    )  # fmt: skip
    knowledge = knowledge_of(*statements, quote)
    return replace(contents, shown=choose_items(contents, knowledge)), knowledge


def visible(contents: DigestContents, knowledge: Knowledge) -> int:
    """Return how many characters of the post people see, on the platform on which they see most."""
    post = digest(contents, knowledge, "k")
    return max(len(read_on_discord(post)), len(read_on_slack(post)))


def read_on_discord(post: Digest) -> str:
    """Return what people read on Discord: all texts, without the marks of styles and the addresses of links."""
    texts = [part["content"] for part in parts_of(discord.render(post)) if part.get("type") == TEXT_DISPLAY]
    shown = re.sub(r"(?<!\\)\[((?:[^\[\]\\]|\\.)+)\]\(<[^>]+>\)", r"\1", "\n".join(texts))
    return re.sub(r"^(?:-#|#{1,3}|>) |\*\*|~~|\\(?=\W)|\u200b", "", shown, flags=re.MULTILINE)


def read_on_slack(post: Digest) -> str:
    """Return what people read on Slack: all texts but those of buttons, without the addresses of links."""
    parts = [part for part in parts_of(slack.blocks(post)) if isinstance(part.get("text"), str)]
    return "\n".join(re.sub(r"<[^|>]+\|([^>]+)>", r"\1", part["text"]) for part in parts)


def parts_of(body: Any) -> Iterator[dict[str, Any]]:
    """Yield all parts of a message but its buttons, from top to bottom."""
    if isinstance(body, list):
        for one in body:
            yield from parts_of(one)
    elif isinstance(body, dict) and body.get("type") not in ("button", "actions"):
        yield body
        for inner in body.values():
            yield from parts_of(inner)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(("new", "changed", "ending", "asked")), min_size=1, max_size=60),
    st.sampled_from((20, 60, 300, 1_100)),
    st.integers(1, 3),
)
def test_a_post_fits_on_one_screen_and_the_button_shows_all_the_rest_once(
    kinds: list[str], length: int, sources: int
) -> None:
    statements = facts(len(kinds), length, sources)
    contents, knowledge = contents_of(statements, kinds, replace(FOG, text=FOG.text * 40))
    assert visible(contents, knowledge) <= MOST
    post = digest(contents, knowledge, "k")
    seen, left = [item for section in post.sections for item in section.items], post.left
    while left:
        page = digest(contents, knowledge, "k", first=len(seen))
        items = [item for section in page.sections for item in section.items]
        assert items
        assert len(plain_text(page.document())) <= MOST + 600
        seen += items
        assert page.left == left - len(items)
        left = page.left
    assert len(seen) == len(kinds)
    assert len({item.text for item in seen}) == len(kinds)


@pytest.mark.parametrize("kinds", [["new"] * 8, ["new"] * 100, ["new"] * 30 + ["changed"] * 30 + ["ending"] * 30])
def test_on_a_normal_day_a_post_has_1500_characters_at_most(kinds: list[str]) -> None:
    contents, knowledge = contents_of(facts(len(kinds)), kinds, FOG)
    assert visible(contents, knowledge) <= NORMAL


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(("new", "changed", "ending", "asked")), min_size=1, max_size=60),
    st.sampled_from((10, 20, 60, 150, 300, 1_100)),
    st.integers(1, 4),
    st.booleans(),
)
def test_only_what_is_always_shown_can_make_a_post_longer(
    kinds: list[str], length: int, sources: int, is_last: bool
) -> None:
    quote = replace(FOG, source=SOURCES[-1], about="fog " * 20)
    contents, knowledge = contents_of(facts(len(kinds), length, sources), kinds, quote)
    if is_last:
        contents = replace(contents, last=NOON.date())
        contents = replace(contents, shown=choose_items(contents, knowledge))
    assert visible(contents, knowledge) <= NORMAL or len(contents.shown) == 1


@pytest.mark.parametrize("kinds", [["changed"] * 5 + ["new"] * 6, ["changed"] * 5 + ["new"] * 41])
def test_a_title_with_brackets_does_not_show_a_long_address(kinds: list[str]) -> None:
    statements = [
        replace(s, source=replace(SOURCES[-1], title=f"Rules [{n}]")) for n, s in enumerate(facts(len(kinds)))
    ]
    contents, knowledge = contents_of(statements, kinds, replace(FOG, source=SOURCES[-1]))
    post = digest(contents, knowledge, "k")
    assert "Rules [0] · Link · Harbour office" in read_on_discord(post)
    assert "https://" not in read_on_discord(post)
    assert len(contents.shown) >= 4
    assert 1_000 < visible(contents, knowledge) <= NORMAL


@pytest.mark.parametrize("length", [60, 150, 300, 1_100])
@pytest.mark.parametrize("sources", [1, 2, 3])
def test_dates_notes_and_what_stands_around_a_quote_count_too(length: int, sources: int) -> None:
    dated = [replace(s, as_of=dt.date(2025, 10, 22)) for s in facts(8, length, sources) if isinstance(s, Fact)]
    quote = replace(FOG, said=dt.date(2026, 3, 1), where="On the quay of the old harbour", about="fog " * 20)
    contents, knowledge = contents_of(list(dated), ["new"] * 8, quote)
    post = digest(contents, knowledge, "k")
    assert "said on 1 March 2026 · On the quay" in read_on_discord(post)
    assert visible(contents, knowledge) <= NORMAL


def test_each_section_has_five_items_at_most_and_corrections_are_never_crowded_out() -> None:
    kinds = ["changed"] * 9 + ["ending"] + ["new"] * 90
    contents, knowledge = contents_of(facts(100, 20), kinds, FOG)
    sections = digest(contents, knowledge, "k").sections
    assert [section.heading for section in sections] == [
        "Changed", "Out of date within 30 days", "New · A", "New · B", "New · C",
    ]  # fmt: skip
    assert all(1 <= len(section.items) <= 5 for section in sections)
    assert sum(len(section.items) for section in sections) == 12


def test_a_long_text_is_shortened_after_a_sentence_and_says_so() -> None:
    contents, knowledge = contents_of(facts(1, 1_100), ["new"], FOG)
    (section,) = digest(contents, knowledge, "k").sections
    (item,) = section.items
    assert item.is_cut
    assert len(item.text) <= 400
    assert item.text.endswith(". …")


def test_items_that_were_posted_stay_the_same_after_the_facts_have_changed() -> None:
    statements = facts(30, 60)
    contents, knowledge = contents_of(statements, ["new"] * 30, FOG)
    before = digest(contents, knowledge, "k", first=len(contents.shown))
    longer = [replace(s, text=s.text * 5) for s in statements if isinstance(s, Fact)]
    after = digest(contents, knowledge_of(*longer, FOG), "k", first=len(contents.shown))
    assert after.sections[0].items[0].statement
    assert before.sections[0].items[0].statement
    assert after.sections[0].items[0].statement.id == before.sections[0].items[0].statement.id


def test_contents_of_an_earlier_version_begin_after_the_items_that_it_showed() -> None:
    contents, knowledge = contents_of(facts(9), ["new"] * 9, FOG)
    page = digest(replace(contents, shown=()), knowledge, "k", first=7)
    assert sum(len(section.items) for section in page.sections) == 2
    assert page.left == 0


def test_the_source_is_said_once_for_neighbours_and_the_legend_once_for_all() -> None:
    contents, knowledge = contents_of(facts(7, 15), ["changed"] * 2 + ["new"] * 5, FOG)
    text = plain_text(digest(contents, knowledge, "k").document())
    assert text.count("Log · Harbour office") == 1 + 3 + 1  # changed, three topics, quote
    assert text.count("no longer said") == 1
