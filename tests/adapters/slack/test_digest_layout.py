"""Render digests and details as blocks: word for word, within the limits, with left-out items counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import texts
from bot.core.events import Action
from bot.core.models import Statement
from bot.core.shorten import label, width
from bot.features.digest.replies import Details, Digest, Item, Section
from tests.adapters.slack.helpers import large, quoted, shown
from tests.samples.slack import FACT, HOSTILE, LONG, QUOTE, SOURCE
from tests.standins.slack import Shown, kit

MORE = Action("more", "0123456789abcdef")
OTHER = replace(FACT, id="kfor-too", source=replace(SOURCE, title="Said elsewhere", url=None))
FACT_ITEM = Item(
    FACT.text, FACT, also=(OTHER,), note="Until 3 December 2028", before=(("Until 22 October 2025", "It ends."),)
)
QUOTE_ITEM = Item(QUOTE.text, QUOTE)
QUESTION_ITEM = Item("Who pays for the ferry?", note="Asked 3 times")
DIGEST = Digest(
    "The day’s facts", "2 new, 1 open question.",
    (Section("Security", (FACT_ITEM,)), Section("Open", (QUESTION_ITEM, QUESTION_ITEM))),
    (Section("Quote of the day", (QUOTE_ITEM,)),), more=MORE,
)  # fmt: skip

odd = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="…") | st.sampled_from(
    "\n\t\u00a0\u200f\u202e*_~`<>&:@“”👩🏽‍🚀"
)
short_texts = st.text(odd, min_size=1, max_size=200).filter(str.strip) | st.just(HOSTILE)
any_texts = short_texts | st.builds(lambda text, times: text * times, short_texts, st.integers(2, 400))
statements = st.sampled_from([FACT, OTHER, QUOTE, replace(QUOTE, source=replace(SOURCE, title="&" * 900)), None])
items = st.builds(
    Item, any_texts, statements, st.lists(statements.filter(bool), max_size=5).map(tuple), short_texts | st.just(""),
    before=st.lists(st.tuples(short_texts, any_texts), max_size=4).map(tuple),
)  # fmt: skip
short_items = st.builds(Item, short_texts, statements)
sections = st.lists(
    st.builds(Section, short_texts, st.lists(items | short_items, min_size=1, max_size=12).map(tuple)), max_size=8
)
closings = st.lists(st.builds(Section, short_texts, st.lists(items, min_size=1, max_size=2).map(tuple)), max_size=2)
digests = st.builds(
    Digest, short_texts, short_texts | st.just(""), sections.map(tuple), closings.map(tuple),
    more=st.just(MORE) | st.none(), first=st.integers(0, 200),
)  # fmt: skip


def items_of(parts: Sequence[Section]) -> list[tuple[str, Item]]:
    """Return all items, each with the heading above it, which only the first of a section has."""
    return [("" if n else label(part.heading, 150, width), item) for part in parts for n, item in enumerate(part.items)]


def words(text: str, statement: Statement | None) -> tuple[str, str]:
    """Return what must be visible of an item: its text, and the speaker if it is a quote."""
    return (f"“{text}”", texts.attribution(QUOTE)) if statement and statement.id == QUOTE.id else (text, "")


def left(message: Shown, total: int) -> int:
    """Return how many items the message reports as left out."""
    return next((n for n in range(1, total + 1) if texts.left_out(n) in message.paragraphs), 0)


@settings(max_examples=10)
@given(digests)
def test_any_digest_fits_and_every_item_is_shown_or_counted(digest: Digest) -> None:
    assert_shown_or_counted(digest)


@pytest.mark.slow
@settings(max_examples=200)
@given(digests)
def test_many_digests_fit_and_every_item_is_shown_or_counted(digest: Digest) -> None:
    assert_shown_or_counted(digest)


def assert_shown_or_counted(digest: Digest) -> None:
    """Assert that each item is in the message or counted as left out."""
    message = shown(digest)
    listed, closing = items_of(digest.sections), items_of(digest.closing)
    count = len(listed) - left(message, len(listed))
    assert count or not listed
    rest = large(message).removeprefix(message.paragraphs[1] if digest.summary else "")
    for number, (heading, item) in enumerate([*listed[:count], *closing]):
        text, speaker = words(item.text, item.statement)
        heading = heading if number < count else ""  # that of the closing is small print
        assert rest.startswith(heading + speaker)
        rest = rest.removeprefix(heading + speaker)
        if speaker and number < count:
            rest = rest.removeprefix(": ")  # unless it is too long for a list, a quote is beside its speaker
        if rest.startswith(text):
            rest = rest.removeprefix(text)
            continue
        assert number >= count or number == 0, "only the first may be cut, and the closing"
        assert texts.TEXT_CUT in message.paragraphs
        begun, _, rest = rest.partition("…")
        assert begun.strip()
        assert text.startswith(begun)
        rest = rest.removeprefix("”" if speaker else "")
    assert rest == ""
    assert (texts.more(len(listed) - count) in message.labels) is (count < len(listed) and digest.more is not None)
    for button in kit.buttons(message.blocks):
        action = Action.decode(button["value"])
        assert action == replace(MORE, value=str(digest.first + count))


def test_a_digest_shows_title_sections_and_closing_in_order() -> None:
    message = shown(DIGEST)
    source, also = (f"{title} · {texts.provenance(FACT)}" for title in (SOURCE.title, f"{texts.ALSO}Said elsewhere"))
    assert message.paragraphs == [
        DIGEST.title, DIGEST.summary,
        "Security", FACT.text, FACT_ITEM.note, "Until 22 October 2025: It ends.", source, also,
        "Open", QUESTION_ITEM.text, QUESTION_ITEM.note, QUESTION_ITEM.text, QUESTION_ITEM.note,
        "Quote of the day", texts.attribution(QUOTE), f"“{QUOTE.text}”", source,
    ]  # fmt: skip
    assert message.bold == ["Security", "Open", QUOTE.speaker]
    assert message.blocks[0]["type"] == "header"
    assert [b["type"] for b in message.blocks].count("divider") == 1
    assert message.links[SOURCE.title] == SOURCE.url
    assert message.labels == []


def test_the_fallback_text_of_a_digest_has_title_facts_and_closing() -> None:
    text = shown(DIGEST).text
    assert text.startswith(f"{DIGEST.title}\n{DIGEST.summary}\nSecurity\n{FACT.text}")
    assert "Quote of the day" in text


def test_a_digest_without_news_shows_only_the_closing() -> None:
    message = shown(replace(DIGEST, summary="", sections=(), closing=(Section("Quote of the day", (QUOTE_ITEM,)),)))
    assert message.paragraphs[:2] == [DIGEST.title, "Quote of the day"]
    assert message.paragraphs[3] == f"“{QUOTE.text}”"


@pytest.mark.parametrize("first", [0, 7])
def test_left_out_items_are_counted_and_offered_by_a_button(first: int) -> None:
    many = tuple(Item(f"Fact {n}: {'again and ' * 20}", FACT) for n in range(60))
    message = shown(replace(DIGEST, sections=(Section("Security", many),), first=first))
    count = sum(text.startswith("Fact") for text in message.paragraphs)
    assert 40 <= count < 60
    assert [text for text in message.paragraphs if text.startswith("Fact")] == [item.text for item in many[:count]]
    assert texts.left_out(60 - count) in message.paragraphs
    assert message.labels == [texts.more(60 - count)]
    [button] = kit.buttons(message.blocks)
    assert Action.decode(button["value"]) == replace(MORE, value=str(first + count))
    assert message.paragraphs.index(texts.left_out(60 - count)) < message.paragraphs.index("Quote of the day")


def test_a_long_quote_leaves_room_for_news() -> None:
    longest = Item(LONG * 2, replace(QUOTE, text=LONG * 2))
    message = shown(replace(DIGEST, closing=(Section("Quote of the day", (longest,)),)))
    assert FACT.text in message.paragraphs
    assert texts.TEXT_CUT in message.paragraphs
    long = Item(LONG, replace(QUOTE, text=LONG))
    alone = shown(replace(DIGEST, sections=(), closing=(Section("Quote of the day", (long,)),)))
    assert quoted(alone) == f"“{LONG}”"


def test_a_first_item_that_is_too_long_is_cut_with_a_note() -> None:
    long = Item(LONG * 3, replace(FACT, text=LONG * 3))
    message = shown(replace(DIGEST, sections=(Section("Security", (long, FACT_ITEM)),)))
    assert texts.TEXT_CUT in message.paragraphs
    assert message.labels == [texts.more(1)]
    assert len(large(message)) > 9_000


@pytest.mark.parametrize("mark", list("&<😀"))
def test_the_longest_closing_is_shown_or_cut_with_a_note(mark: str) -> None:
    source = replace(SOURCE, title=mark * 500, publisher=mark * 500, url="https://x.example/" + "&" * 130)
    worst = replace(QUOTE, text=mark * 9_000, source=source, role=mark * 500, said=dt.date(2025, 1, 1), where=mark * 99)
    item = Item(worst.text, worst, (worst,) * 9, mark * 900, before=((mark * 900, mark * 9_000),) * 9)
    for many in (1, 5, 12):
        closing = tuple(Section(mark * 300, (item,)) for _ in range(many))
        message = shown(replace(DIGEST, sections=(Section(mark, (item, FACT_ITEM)),), closing=closing))
        assert large(message).count("“") == 1 + many or (many > 5 and texts.TEXT_CUT in message.paragraphs)
        assert message.labels == [texts.more(1)]


@pytest.mark.parametrize("closings", [1, 3, 5])
def test_items_are_cut_if_they_need_too_many_blocks(closings: int) -> None:
    item = replace(QUOTE_ITEM, also=(OTHER,) * 9, before=(("Before", "It ends."),) * 60)
    closing = tuple(Section("Quote of the day", (item,)) for _ in range(closings))
    message = shown(replace(DIGEST, sections=(Section("Said", (item, FACT_ITEM)),), closing=closing))
    assert f"{texts.attribution(QUOTE)}: “{QUOTE.text}”" in message.paragraphs
    assert message.paragraphs.count(f"“{QUOTE.text}”") == closings
    assert texts.TEXT_CUT in message.paragraphs
    assert message.labels == [texts.more(1)]


def test_details_show_each_label_above_its_text() -> None:
    rows = (("Time", "09:00, Europe/London"), ("Next", HOSTILE))
    message = shown(Details("The digest in this channel", rows))
    assert message.paragraphs == ["The digest in this channel", "Time: 09:00, Europe/London", f"Next: {HOSTILE}"]
    assert message.text.startswith("The digest in this channel\nTime: 09:00")


@settings(max_examples=20)
@given(st.lists(st.tuples(short_texts, any_texts), max_size=60))
def test_any_details_fit_with_a_note_if_rows_are_left_out(rows: list[tuple[str, str]]) -> None:
    message = shown(Details("Status", tuple(rows)))
    count = sum(len(block["elements"]) for block in message.blocks if block["type"] == "rich_text")
    assert (count == len(rows)) is (texts.TEXT_CUT not in message.paragraphs)
