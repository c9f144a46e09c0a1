"""Citations: the words to the letter, who said them and when, and where they were published."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.core.comparison import Diff
from bot.core.document import Actions, Preformatted, Text
from bot.core.models import FactCollection, Quote, Source
from bot.core.replies import Card, Notice
from bot.core.since import Since
from bot.core.texts import CHANGED_QUOTE, CITE, REMOVED, TEXT_GONE
from bot.core.word_diff import word_diff
from bot.features.citation.citations import LONGEST, citation, is_cut
from bot.features.citation.replies import BEGINNING_ONLY, COPY_THIS, Citation
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.chat_driver import ChatDriver
from tests.features.quotes.test_quotes import call, press
from tests.samples.facts import FERRY

NOTES = Source("Harbour notes", "The Gull", dt.date(2026, 3, 5), "https://example.org/notes")
FOG = Quote(
    "fog", "Fog does not ```read``` “timetables”.", "Ada Quill", NOTES,
    role="Harbour master", said=dt.date(2026, 3, 1), where="Wick",
)  # fmt: skip


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """A quote and a fact."""
    return Knowledge(FactCollection((FOG, FERRY)), Thresholds.default())


def test_a_quote_is_cited_with_speaker_date_place_and_source() -> None:
    assert citation(FOG) == (
        "“Fog does not ```read``` “timetables”.” (Ada Quill, Harbour master, 1 March 2026, Wick). "
        "Harbour notes, The Gull, 5 March 2026, https://example.org/notes."
    )


def test_what_is_not_known_is_left_out() -> None:
    bare = replace(FOG, role="", said=None, where="", source=replace(NOTES, url=None))
    assert citation(bare).endswith(".” (Ada Quill). Harbour notes, The Gull, 5 March 2026.")


def test_a_fact_is_cited_without_quotation_marks() -> None:
    assert citation(FERRY).startswith(f"{FERRY.text} {FERRY.source.title}, ")


def test_of_a_long_quote_the_beginning_is_cited_and_the_omission_is_marked() -> None:
    long = replace(FOG, text="Fog does not read. " * 200)
    cited = citation(long).split("” (")[0]
    assert cited.endswith(" […]")
    assert len(cited) <= LONGEST + 6
    assert long.text.startswith(cited[1:].removesuffix(" […]"))
    assert (is_cut(long), is_cut(FOG)) == (True, False)


async def test_the_button_shows_the_citation_only_to_the_person(chat: ChatDriver) -> None:
    reply = await press(chat, f"cite:-:{FOG.id}")
    assert reply == Citation(citation(FOG))
    assert reply.private
    assert reply.document().elements == (Text(COPY_THIS), Preformatted(citation(FOG)))
    assert Citation("x", is_cut=True).document().elements[-1] == Text(BEGINNING_ONLY, "quiet")
    assert await press(chat, "cite:-:whale") == Notice(TEXT_GONE)


NEW = replace(FOG, text="Fog does not ```read``` “calendars”.")


async def _shown(chat: ChatDriver) -> tuple[Card, str]:
    """Show the quote, and return its card with the code of the button for the citation."""
    card = await call(chat, "quote", speaker="Ada Quill")
    assert isinstance(card, Card)
    (code,) = (button.action.code for button in card.buttons if button.label == CITE)
    return card, code


async def test_an_old_card_says_that_the_quote_has_changed_before_it_cites_the_new_words(chat: ChatDriver) -> None:
    _, code = await _shown(chat)
    assert await press(chat, code) == Citation(citation(FOG))
    chat.answering.state = KnowledgeByPlace(Knowledge(FactCollection((NEW, FERRY)), Thresholds.default()))
    since = await press(chat, code)
    assert isinstance(since, Since)
    assert (since.private, since.before, since.now) == (True, FOG.text, NEW)
    elements = since.document().elements
    assert Text(CHANGED_QUOTE, "warning") in elements
    assert Diff(word_diff(FOG.text, NEW.text)) in elements
    assert Actions(since.buttons) in elements
    assert await press(chat, since.buttons[0].action.code) == Citation(citation(NEW))


async def test_an_old_card_says_that_the_quote_is_gone(chat: ChatDriver) -> None:
    _, code = await _shown(chat)
    chat.answering.state = KnowledgeByPlace(Knowledge(FactCollection((FERRY,)), Thresholds.default()))
    since = await press(chat, code)
    assert isinstance(since, Since)
    assert Text(REMOVED, "warning") in since.document().elements


async def test_the_whole_text_of_an_old_quote_says_that_it_has_changed(chat: ChatDriver) -> None:
    long = replace(FOG, text=f"{FOG.text} {'So it goes. ' * 100}".strip())
    chat.answering.state = KnowledgeByPlace(Knowledge(FactCollection((long, FERRY)), Thresholds.default()))
    card, _ = await _shown(chat)
    assert card.whole
    changed = replace(long, text=long.text.replace("does not", "will not"))
    chat.answering.state = KnowledgeByPlace(Knowledge(FactCollection((changed, FERRY)), Thresholds.default()))
    assert isinstance(await press(chat, card.whole.action.code), Since)


async def test_another_quote_in_the_same_place_is_cited_as_it_is(chat: ChatDriver) -> None:
    ice = replace(FOG, id="ice", text="We broke the ice with oars.", said=dt.date(2026, 2, 1))
    chat.answering.state = KnowledgeByPlace(Knowledge(FactCollection((FOG, ice)), Thresholds.default()))
    card, code = await _shown(chat)
    (another,) = (button.action.code for button in card.buttons if button.label == "Another")
    await press(chat, another)
    assert await press(chat, code) == Citation(citation(FOG))
