"""Citations: the words to the letter, who said them and when, and where they were published."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.core.document import Preformatted, Text
from bot.core.models import FactCollection, Quote, Source
from bot.core.replies import Notice
from bot.core.texts import TEXT_GONE
from bot.features.citation.citations import LONGEST, citation, is_cut
from bot.features.citation.replies import BEGINNING_ONLY, COPY_THIS, Citation
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.chat_driver import ChatDriver
from tests.features.quotes.test_quotes import press
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
