"""Render replies as blocks: word for word, within the limits, and without active markup."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack import blocks
from bot.core import texts
from bot.core.controls import Button
from bot.core.document import MOST_BUTTONS, Fields, Row
from bot.core.events import Action
from bot.core.models import Fact, Statement
from bot.core.replies import Card, Help, HelpLine, Notice
from bot.core.shorten import width
from bot.features.ask import texts as ask_texts
from bot.features.ask.replies import ExplanationDetails, Suggestions
from tests.adapters.slack.helpers import AnyReply, large, shown
from tests.samples.explanations import DECISIVE, longest_explanation
from tests.samples.slack import FACT, HOSTILE, LONG, QUOTE, SOURCE
from tests.standins.slack import kit

WHY = Button(ask_texts.WHY, Action("why", "0123456789abcdef"))


any_texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200).filter(str.strip)


@given(any_texts)
def test_a_fact_is_shown_word_for_word(text: str) -> None:
    assert shown(Card(replace(FACT, text=text), "current")).paragraphs[0] == text


def test_only_a_short_fact_is_bold() -> None:
    assert shown(Card(FACT, "current")).bold == [FACT.text]
    assert shown(Card(replace(FACT, text="word " * 50), "current")).bold == []


@pytest.mark.parametrize("text", [LONG, "word " * 1_500, "x" * 10_000, "🧭" * 4_000])
def test_a_long_fact_is_shown_in_full_in_several_blocks(text: str) -> None:
    card = shown(Card(replace(FACT, text=text), "current", buttons=(WHY,)))
    assert large(card) == text
    assert card.labels == [ask_texts.WHY]


@pytest.mark.parametrize("statement", [FACT, QUOTE])
def test_a_longer_statement_is_cut_between_words_with_a_note(statement: Statement) -> None:
    long = replace(statement, text=LONG * 3)
    card = shown(Card(long, "current"))
    body = large(card).split("…")[0].removeprefix(texts.attribution(QUOTE)).lstrip("“")
    assert len(body) > 10_000
    assert long.text.startswith(body)
    assert long.text[len(body)] == " "
    assert texts.TEXT_CUT in card.paragraphs


def test_a_card_names_its_source_in_one_quiet_line() -> None:
    fact = replace(FACT, as_of=dt.date(2025, 9, 30))
    card = shown(Card(fact, "current", buttons=(WHY,)))
    assert card.links == {SOURCE.title: SOURCE.url}
    assert card.paragraphs == [
        FACT.text, "Six neighbours, one table · The Lamp · 22 October 2025 · as of 30 September 2025"
    ]  # fmt: skip
    assert [block["type"] for block in card.blocks] == ["rich_text", "context", "actions"]


def test_who_asked_is_a_quiet_line_above_the_answer() -> None:
    card = shown(Card(FACT, "current", asked="alice asked: /ask Until when?"))
    assert card.paragraphs[:2] == ["alice asked: /ask Until when?", FACT.text]
    assert card.blocks[0]["type"] == "context"


@pytest.mark.parametrize("url", [None, "ftp://x.example", "https://x.example/" + "a" * 3_000, "https://x example"])
def test_an_address_that_cannot_be_linked_is_left_out(url: str | None) -> None:
    card = shown(Card(replace(FACT, source=replace(SOURCE, url=url)), "current"))
    assert card.links == {}
    assert SOURCE.title in card.reading


def test_a_source_title_with_markup_cannot_add_a_link() -> None:
    source = replace(
        SOURCE, title="A > B | C <https://evil.example|x> <!here> @channel *d*", url="https://x.example/<>|"
    )
    card = shown(Card(replace(FACT, source=source), "current"))
    assert list(card.links.values()) == ["https://x.example/%3C%3E%7C"]
    assert source.title.replace("|", "¦") in card.reading


def test_an_expired_card_begins_with_a_caution() -> None:
    old = replace(FACT, valid_until=dt.date(2025, 11, 1))
    caution = Card(old, "expired").caution
    card = shown(Card(old, "expired"))
    assert card.paragraphs[0] == f"⚠️ {caution}"
    assert card.bold == [f"⚠️ {caution}", FACT.text]


def test_earlier_statements_and_other_sources_are_shown() -> None:
    earlier = replace(FACT, id="kfor-before", text="It ran until December 2025.", valid_until=dt.date(2025, 10, 21))
    other = replace(FACT, id="kfor-too", source=replace(SOURCE, title="Said elsewhere", url=None))
    reading = shown(Card(FACT, "current", replaces=(earlier,), also=(other,))).reading
    assert f"{texts.replaced(earlier)}: {earlier.text}" in reading
    assert "Said elsewhere" in reading


def test_the_longest_card_fits() -> None:
    source = replace(SOURCE, title="&" * 500, publisher="<" * 500, url="https://x.example/" + "&" * 130)
    worst = Fact("f" * 64, "&" * 20_000, source, SOURCE.published, valid_until=SOURCE.published)
    buttons = tuple(Button("?" * 200, Action("show", "0" * 16, f"s{n}")) for n in range(MOST_BUTTONS))
    assert shown(Card(worst, "expired", replaces=(worst,) * 9, also=(worst,) * 9, buttons=buttons))


def test_each_suggestion_is_a_shortened_button_on_its_own_row() -> None:
    labels = ["Short?", "Long " * 30 + "end?"]
    buttons = tuple(Button(label, Action("show", "0" * 16, f"s{n}")) for n, label in enumerate(labels))
    message = shown(Suggestions(buttons))
    assert message.paragraphs == [ask_texts.DID_YOU_MEAN, labels[1]]
    assert message.labels[0] == "Short?"
    assert len(message.labels[1]) <= 75
    assert message.labels[1].endswith("…")
    assert [len(b["elements"]) for b in message.blocks if b["type"] == "actions"] == [1, 1]
    assert [b["value"] for b in kit.buttons(message.blocks)] == [button.action.code for button in buttons]


@pytest.mark.parametrize("mark", list("&<😀"))
def test_the_longest_explanation_fits_and_keeps_the_decisive_lines(mark: str) -> None:
    why = longest_explanation(mark)
    paragraphs = {*shown(why).paragraphs, *shown(ExplanationDetails(why)).paragraphs}
    for label, text in why.details():
        if label in DECISIVE:
            assert f"{label}: {text}" in paragraphs
    assert set(why.reasons()) <= paragraphs


def test_help_shows_the_commands_and_a_notice_shows_markup_as_text() -> None:
    message = shown(Help((HelpLine("/ask question [private]", "Ask", "/ask Who?"),), "I have 3 facts."))
    assert message.paragraphs == ["I have 3 facts.", "/ask question [private]: Ask\n/ask Who?"]
    assert shown(Notice(HOSTILE)).paragraphs == [HOSTILE]


@given(any_texts)
def test_the_fallback_text_contains_no_markup(text: str) -> None:
    for hostile in (text, HOSTILE + text, text + HOSTILE):
        fallback = shown(Card(replace(FACT, text=hostile), "current")).text
        assert "<" not in fallback
        assert ">" not in fallback


def test_the_fallback_text_is_cut_after_a_sentence_or_a_line() -> None:
    sentences = [f"This is sentence number {n}." for n in range(100)]
    text = shown(Card(replace(FACT, text=" ".join(sentences)), "current")).text
    assert text.endswith(". …")
    assert len(text) > 1_100
    lines = tuple(Row(f"Number {n}", "one two three four") for n in range(100))
    assert shown(AnyReply((Fields(lines),))).text.endswith("four …")


def test_the_fallback_text_has_no_invisible_signs_around_markup() -> None:
    text = shown(Card(replace(FACT, text="It is *5_000* ~or~ so."), "current")).text
    assert text.startswith("It is *5_000* ~or~ so.\nSix neighbours")


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(3, 50))
def test_shortening_keeps_the_beginning_within_the_limit(text: str, limit: int) -> None:
    short = blocks.fit(text, limit)
    assert width(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))
