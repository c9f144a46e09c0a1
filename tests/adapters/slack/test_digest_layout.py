"""The digest and details as blocks: to the letter, within the limits, and nothing left out in silence."""

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
from bot.core.replies import Button
from bot.features.digest.replies import Details, Digest, Item, Section
from tests.adapters.slack.helpers import shown
from tests.samples.slack import FACT, HOSTILE, LONG, QUOTE, SOURCE
from tests.standins.slack import Shown, kit

MORE = Action("more", "0123456789abcdef")
WHOLE = Button(texts.WHOLE, Action("whole", "0123456789abcdef", QUOTE.id))
OTHER = replace(FACT, id="kfor-too", source=replace(SOURCE, title="Said elsewhere", url=None))
NEW = Item(
    FACT.text, FACT, also=(OTHER,), note="Until 3 December 2028", before=(("Until 22 October 2025", "It ends."),)
)
SAID = Item(QUOTE.text, QUOTE)
ASKED = Item("Who pays for the ferry?", note="Asked 3 times")
DIGEST = Digest(
    "The day’s facts", "2 new, 1 open question.", (Section("Security", (NEW,)), Section("Open", (ASKED, ASKED))),
    (Section("Quote of the day", (SAID,)),), more=MORE, whole=WHOLE,
)  # fmt: skip

odd = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="…") | st.sampled_from(
    "\n\t\u00a0\u200f\u202e*_~`<>&:@“”👩🏽‍🚀"
)
short_texts = st.text(odd, min_size=1, max_size=200).filter(str.strip) | st.just(HOSTILE)
any_texts = short_texts | st.builds(lambda text, times: text * times, short_texts, st.integers(2, 400))
statements = st.sampled_from([FACT, OTHER, QUOTE, replace(QUOTE, source=replace(SOURCE, title="&" * 900)), None])
items = st.builds(
    Item, any_texts, statements, st.lists(statements.filter(bool), max_size=5).map(tuple), short_texts | st.just(""),
    st.lists(st.tuples(short_texts, any_texts), max_size=4).map(tuple),
)  # fmt: skip
short_items = st.builds(Item, short_texts, statements)
sections = st.lists(st.builds(Section, short_texts, st.lists(items | short_items, max_size=12).map(tuple)), max_size=8)
closings = st.lists(st.builds(Section, short_texts, st.lists(items, max_size=2).map(tuple)), max_size=2)
digests = st.builds(
    Digest, short_texts, short_texts | st.just(""), sections.map(tuple), closings.map(tuple),
    more=st.just(MORE) | st.none(), first=st.integers(0, 200), whole=st.just(WHOLE) | st.none(),
)  # fmt: skip


def of(parts: Sequence[Section]) -> list[Item]:
    return [item for part in parts for item in part.items]


def words(text: str, statement: Statement | None) -> tuple[str, str]:
    """What must be seen of an item: its text, and whose words these are."""
    return (f"“{text}”", f"— {texts.attribution(QUOTE)}") if statement and statement.id == QUOTE.id else (text, "")


def large(message: Shown) -> str:
    """What stands in ordinary letters: summary, texts and speakers."""
    return "".join(block["text"]["text"] for block in message.blocks if block["type"] == "section")


def left(message: Shown, total: int) -> int:
    """How many items the message says that it has left out."""
    return next((n for n in range(1, total + 1) if texts.left_out(n) in message.paragraphs), 0)


@settings(max_examples=20)
@given(digests)
def test_any_digest_fits_and_every_item_is_shown_or_counted(digest: Digest) -> None:
    assert_shown_or_counted(digest)


@pytest.mark.slow
@settings(max_examples=200)
@given(digests)
def test_any_of_many_digests_fits_and_every_item_is_shown_or_counted(digest: Digest) -> None:
    assert_shown_or_counted(digest)


def assert_shown_or_counted(digest: Digest) -> None:
    """Assert that each item stands in the message, or is counted as left out."""
    message = shown(digest)
    listed, closing = of(digest.sections), of(digest.closing)
    count = len(listed) - left(message, len(listed))
    assert count or not listed
    rest = large(message).removeprefix(message.paragraphs[1] if digest.summary else "")
    for number, item in enumerate([*listed[:count], *closing]):
        text, speaker = words(item.text, item.statement)
        if rest.startswith(text + speaker):
            rest = rest.removeprefix(text + speaker)
            continue
        assert number >= count or number == 0, "only the first may be cut, and the closing"
        assert (texts.shortened(item.statement) if item.statement else texts.TEXT_CUT) in message.paragraphs
        begun, _, rest = rest.partition("…")
        assert begun.strip()
        assert text.startswith(begun)
        rest = rest.removeprefix(f"”{speaker}" if speaker else "")
    assert rest == ""
    assert (texts.more(len(listed) - count) in message.labels) is (count < len(listed) and digest.more is not None)
    for button in kit.buttons(message.blocks):
        action = Action.decode(button["value"])
        assert action in (WHOLE.action, replace(MORE, value=str(digest.first + count)))


def test_a_digest_from_top_to_bottom() -> None:
    message = shown(DIGEST)
    by = f"— {texts.attribution(QUOTE)}"
    where = [SOURCE.title, texts.provenance(FACT), texts.as_of(FACT), FACT.id]
    elsewhere = ["Said elsewhere", texts.provenance(OTHER), texts.as_of(OTHER), OTHER.id]
    quoted = [SOURCE.title, texts.provenance(QUOTE), texts.as_of(QUOTE), QUOTE.id]
    assert message.paragraphs == [
        DIGEST.title, DIGEST.summary,
        "Security", FACT.text, NEW.note, *where, *elsewhere, "Until 22 October 2025: It ends.",
        "Open", ASKED.text, ASKED.note, ASKED.text, ASKED.note,
        "Quote of the day", f"“{QUOTE.text}”", by, *quoted,
    ]  # fmt: skip
    assert message.bold == ["Security", "Open", "Quote of the day"]
    assert message.blocks[0]["type"] == "header"
    assert [b["type"] for b in message.blocks].count("divider") == 3
    assert message.links[SOURCE.title] == SOURCE.url
    assert message.labels == []


def test_a_digest_is_told_in_one_text_too() -> None:
    text = shown(DIGEST).text
    assert text.startswith(f"{DIGEST.title}\n{DIGEST.summary}\nSecurity\n{FACT.text}")
    assert "Quote of the day" in text


def test_on_a_day_without_news_only_the_closing_stands() -> None:
    message = shown(replace(DIGEST, summary="", sections=(), closing=(Section("Quote of the day", (SAID,)),)))
    assert message.paragraphs[:3] == [DIGEST.title, "Quote of the day", f"“{QUOTE.text}”"]


@pytest.mark.parametrize("first", [0, 7])
def test_a_long_digest_tells_what_it_leaves_out_and_brings_it(first: int) -> None:
    many = tuple(Item(f"Fact {n}: {'again and ' * 20}", FACT) for n in range(40))
    message = shown(replace(DIGEST, sections=(Section("Security", many),), first=first))
    count = sum(text.startswith("Fact") for text in message.paragraphs)
    assert 15 <= count < 40
    assert [text for text in message.paragraphs if text.startswith("Fact")] == [item.text for item in many[:count]]
    assert texts.left_out(40 - count) in message.paragraphs
    assert message.labels == [texts.more(40 - count)]
    [button] = kit.buttons(message.blocks)
    assert Action.decode(button["value"]) == replace(MORE, value=str(first + count))
    assert message.paragraphs.index(texts.left_out(40 - count)) < message.paragraphs.index("Quote of the day")


def test_a_long_quotation_leaves_room_for_the_news_and_is_offered_whole() -> None:
    longest = Item(LONG * 2, replace(QUOTE, text=LONG * 2))
    message = shown(replace(DIGEST, closing=(Section("Quote of the day", (longest,)),)))
    assert FACT.text in message.paragraphs
    assert texts.shortened(QUOTE) in message.paragraphs
    assert message.labels == [texts.WHOLE]
    long = Item(LONG, replace(QUOTE, text=LONG))
    alone = shown(replace(DIGEST, sections=(), closing=(Section("Quote of the day", (long,)),)))
    assert large(alone).removeprefix(DIGEST.summary) == f"“{LONG}”— {texts.attribution(QUOTE)}"
    assert alone.labels == []


def test_a_first_item_that_is_too_long_by_itself_is_cut_and_says_so() -> None:
    long = Item(LONG * 3, replace(FACT, text=LONG * 3))
    message = shown(replace(DIGEST, sections=(Section("Security", (long, NEW)),)))
    assert texts.shortened(FACT) in message.paragraphs
    assert message.labels == [texts.more(1)]
    assert len(large(message)) > 9_000


@pytest.mark.parametrize("mark", list("&<😀"))
def test_the_worst_closing_is_there(mark: str) -> None:
    source = replace(SOURCE, title=mark * 500, publisher=mark * 500, url="https://x.example/" + "&" * 130)
    worst = replace(QUOTE, text=mark * 9_000, source=source, role=mark * 500, said=dt.date(2025, 1, 1), where=mark * 99)
    item = Item(worst.text, worst, (worst,) * 9, mark * 900, ((mark * 900, mark * 9_000),) * 9)
    for many in (1, 5, 12):
        closing = tuple(Section(mark * 300, (item,)) for _ in range(many))
        message = shown(replace(DIGEST, sections=(Section(mark, (item, NEW)),), closing=closing))
        assert large(message).count("“") == 1 + many or (many > 5 and texts.TEXT_CUT in message.paragraphs)
        assert message.labels == [texts.more(1), texts.WHOLE]


@pytest.mark.parametrize("closings", [1, 3, 5])
def test_items_of_many_parts_are_cut_where_there_are_too_many_blocks(closings: int) -> None:
    item = replace(SAID, also=(OTHER,) * 9, before=(("Before", "It ends."),) * 60)
    closing = tuple(Section("Quote of the day", (item,)) for _ in range(closings))
    message = shown(replace(DIGEST, sections=(Section("Said", (item, NEW)),), closing=closing))
    assert message.paragraphs.count(f"“{QUOTE.text}”") == 1 + closings
    assert texts.TEXT_CUT in message.paragraphs
    assert message.labels == [texts.more(1)]


def test_details_stand_row_by_row() -> None:
    rows = (("Time", "09:00, Europe/London"), ("Next", HOSTILE))
    message = shown(Details("The digest in this channel", rows))
    assert message.paragraphs == ["The digest in this channel", *rows[0], *rows[1]]
    assert message.text.startswith("The digest in this channel\nTime: 09:00")


@settings(max_examples=50)
@given(st.lists(st.tuples(short_texts, any_texts), max_size=60))
def test_any_details_fit_and_what_is_left_out_is_told(rows: list[tuple[str, str]]) -> None:
    message = shown(Details("Status", tuple(rows)))
    count = sum(block["type"] == "section" for block in message.blocks)
    assert (count == len(rows)) is (texts.TEXT_CUT not in message.paragraphs)
