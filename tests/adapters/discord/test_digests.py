"""Render digests for Discord within its limits, and count every item that is left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.discord.markup import escape
from bot.adapters.discord.render import render
from bot.core import texts
from bot.core.controls import Button
from bot.core.events import Action
from bot.core.models import Fact, Quote, Source, Statement
from bot.features.digest.replies import Details, Digest, Item, Section
from tests.adapters.discord.helpers import show_reply
from tests.samples.discord import CLOSING, FACT, MORE, QUOTE, SOURCE
from tests.standins.discord.reading import buttons

WHOLE = Button("Show the full text", Action("whole", "d" * 16, "fog"))


def item_of(fact: Fact, **more: object) -> Item:
    return replace(Item(fact.text, fact), **more)  # type: ignore[arg-type]


def test_a_digest_shows_title_sections_and_closing_in_order() -> None:
    changed = item_of(
        replace(FACT, id="lock-width", text="The new lock is 24 m wide."),
        before=(("Superseded, as of 4 May 2025", "The new lock is *22* m wide."),),
        note="Valid until 31 March 2027",
        also=(replace(FACT, id="lock-again"),),
    )
    sections = (Section("Ferries", (item_of(FACT),)), Section("Changed", (changed,)))
    shown = show_reply(Digest("Daily digest, 24 March 2026", "2 things are new.", sections, CLOSING, MORE))
    assert shown.text == "\n".join(
        (
            "Daily digest, 24 March 2026",
            "2 things are new.",
            "",
            "Ferries",
            "• The ferries carried *1.2* million.",
            "Annual report · Harbour office, 2 March 2026 · As of 2 March 2026 · ferry-passengers",
            "",
            "Changed",
            "• The new lock is 24 m wide.",
            "Valid until 31 March 2027",
            "Annual report · Harbour office, 2 March 2026 · As of 2 March 2026 · lock-width",
            "Also: Annual report · Harbour office, 2 March 2026 · As of 2 March 2026 · lock-again",
            "Superseded, as of 4 May 2025: The new lock is *22* m wide.",
            "Quote of the day",
            "“Fog does not read timetables.”",
            "— Ada Quill, Harbour master",
            "On the winter",
            "Annual report · Harbour office, 2 March 2026 · Reported 2 March 2026 · fog",
        )
    )
    assert shown.bold == ("Ferries", "Changed", "Quote of the day")
    assert shown.struck == ("The new lock is *22* m wide.",)
    assert len(shown.links) == 4
    assert shown.buttons == ()


def test_left_out_items_are_counted_and_offered_by_a_button() -> None:
    items = tuple(item_of(replace(FACT, id=f"berth-{n}", text=f"Berth {n}: " + "x" * 500)) for n in range(30))
    digest = Digest("Digest", "30 things.", (Section("Berths", items),), CLOSING, MORE, first=7)
    shown = show_reply(digest)
    count = shown.text.count("• Berth")
    assert 5 <= count < 30
    assert texts.left_out(30 - count) in shown.text
    assert shown.buttons == (texts.more(30 - count),)
    assert buttons(render(digest))[0]["custom_id"] == Action("more", "d" * 16, str(7 + count)).code
    assert QUOTE.text in shown.text
    without = show_reply(replace(digest, more=None))
    assert texts.left_out(30 - count) in without.text
    assert without.buttons == ()


def test_a_first_item_that_is_too_long_is_cut_with_a_note() -> None:
    long = replace(FACT, text="passengers " * 900)
    shown = show_reply(Digest("Digest", "", (Section("Ferries", (item_of(long), item_of(FACT))),), CLOSING, MORE))
    assert "passengers…" in shown.text
    assert texts.TEXT_CUT in shown.text
    assert shown.text.count("Annual report · Harbour office, 2 March 2026") == 3
    assert FACT.text in shown.text
    assert shown.buttons == ()


def test_a_closing_that_is_too_long_is_cut_and_offered_in_full() -> None:
    long = replace(QUOTE, text="Fog comes in. " * 800)
    older = Section("From the archive", (item_of(FACT),))
    for sections in ((), (Section("Ferries", (item_of(FACT),)),)):
        closing = (Section("Quote of the day", (Item(long.text, long),)), older)
        shown = show_reply(Digest("Digest", "Nothing is new.", sections, closing, MORE, whole=WHOLE))
        assert "— Ada Quill, Harbour master" in shown.text
        assert texts.TEXT_CUT in shown.text
        assert shown.text.endswith(show_reply(Digest("", "", (), (older,))).text.removeprefix("\u200b").strip())
        assert shown.buttons == ("Show the full text",)
        assert len(shown.text) > 1500
    assert show_reply(Digest("Digest", "", (), CLOSING, MORE, whole=WHOLE)).buttons == ()


def test_a_title_that_cannot_be_a_link_is_followed_by_its_address() -> None:
    fact = replace(FACT, source=replace(SOURCE, title="Report [final]"))
    shown = show_reply(Digest("Digest", "", (Section("Ferries", (item_of(fact),)),)))
    address = "https://example.org/report_%282025%29"
    assert f"Report [final]\n{address} · Harbour office, 2 March 2026" in shown.text
    assert address in shown.links


def test_details_show_each_label_above_its_text() -> None:
    shown = show_reply(Details("The digest here", (("Next", "Monday at 09:00"), ("Last", "posted *late*"))))
    assert shown.text == "The digest here\nNext\nMonday at 09:00\nLast\nposted *late*"
    show_reply(Details("t" * 900, (("l" * 900, "*" * 9000),) * 40))


LETTERS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
TEXTS = LETTERS | st.builds(
    lambda piece, count: piece * count,
    st.sampled_from(["# ", "1. a\n", "* ", "word ", "[a](https://b.example) ", "~~", "<@1>", "x", "@everyone "]),
    st.integers(1, 700),
)
SOURCES = st.builds(
    Source,
    TEXTS,
    LETTERS,
    st.just(dt.date(2026, 1, 2)),
    st.sampled_from([None, "https://example.org/a b)<", "ftp://no", "https://x.example/" + "y" * 3000]),
)
STATEMENTS: st.SearchStrategy[Statement] = st.builds(
    Fact, st.just("i" * 64), st.just("t"), SOURCES, as_of=st.just(dt.date(2026, 1, 2))
) | st.builds(Quote, st.just("i" * 64), st.just("t"), TEXTS, SOURCES, TEXTS)


@st.composite
def items(draw: st.DrawFn) -> Item:
    """Draw an item with a unique beginning."""
    name = draw(st.uuids(version=4)).hex
    before = draw(st.lists(st.tuples(TEXTS, TEXTS), max_size=2))
    also = draw(st.lists(STATEMENTS, max_size=2))
    statement = draw(st.none() | STATEMENTS)
    return Item(name + draw(TEXTS), statement, tuple(also), draw(TEXTS), tuple(before))


def sections(most: int) -> st.SearchStrategy[tuple[Section, ...]]:
    section_items = st.lists(items(), max_size=most).map(tuple)
    return st.lists(st.builds(Section, TEXTS, section_items), max_size=3).map(tuple)


DIGESTS = st.builds(
    Digest, TEXTS, TEXTS, sections(6), sections(2), st.just(MORE), st.integers(0, 5), st.none() | st.just(WHOLE)
)


def rest_of(digest: Digest, shown: int) -> Digest:
    """Return the digest that the button shows, as the core makes it."""
    kept = []
    for section in digest.sections:
        kept.append(replace(section, items=section.items[shown:]))
        shown = max(0, shown - len(section.items))
    return replace(digest, sections=tuple(kept), closing=(), first=0)


def items_of(sections: tuple[Section, ...]) -> Iterator[Item]:
    for section in sections:
        yield from section.items


@settings(max_examples=12)
@given(DIGESTS)
def test_every_item_is_shown_word_for_word_or_counted(digest: Digest) -> None:
    items = list(items_of(digest.sections))
    body = render(digest)
    show_reply(digest)
    markup = "\n".join(embed.get("description", "") for embed in body["embeds"])
    shown = sum(item.text[:32] in markup for item in items)
    assert all(escape(item.text) in markup for item in items[1:shown])
    assert not any(item.text[:32] in markup for item in items[shown:])
    if items:
        assert shown
        assert escape(items[0].text) in markup or texts.TEXT_CUT in markup or "Shortened to fit here" in markup
    codes = {button["label"]: button["custom_id"] for button in buttons(body)}
    left = len(items) - shown
    if left:
        assert codes[texts.more(left)] == replace(MORE, value=str(digest.first + shown)).code
        assert texts.left_out(left) in [embed["footer"]["text"] for embed in body["embeds"] if "footer" in embed]
    for item in items_of(digest.closing):
        assert item.text[:32] in markup
        assert escape(item.text) in markup or "Shortened to fit here" in markup
    assert len(codes) == bool(left) + (WHOLE.label in codes)


@settings(max_examples=6)
@given(DIGESTS)
def test_pressing_the_more_button_repeatedly_shows_every_item(digest: Digest) -> None:
    left = [item.text[:32] for item in items_of(digest.sections)]
    while left:
        show_reply(digest)
        markup = str(render(digest)["embeds"])
        count = sum(name in markup for name in left)
        assert count
        assert all(name in markup for name in left[:count])
        left, digest = left[count:], rest_of(digest, count)
