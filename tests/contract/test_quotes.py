"""Finding quotations, the same on every platform."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import wording
from bot.core.answering import Knowledge
from bot.core.models import Collection, Quote, Statement
from tests.contract.conftest import PLATFORMS, Meet, Seen
from tests.contract.quay import BELLS, BELLS_TOO, CRANES, GONE, GULLS, MANY, NETS, PAPER, QUOTES, TIDE

pytestmark = pytest.mark.parametrize("name", PLATFORMS)


def holding(knowledge: Knowledge, *statements: Statement) -> Knowledge:
    return Knowledge(Collection(statements), knowledge.thresholds)


@pytest.fixture
def quay(knowledge: Knowledge) -> Knowledge:
    return holding(knowledge, *QUOTES)


def shows(seen: Seen, quote: Quote) -> None:
    """Check that a quotation stands there to the letter, with all that is known of it."""
    for part in (
        f"“{quote.text}”",
        f"— {wording.attribution(quote)}",
        wording.subject(quote),
        wording.as_of(quote),
        quote.source.title,
        wording.provenance(quote),
        quote.id,
    ):
        assert part in seen.text, part


@pytest.mark.parametrize(
    ("options", "quote"),
    [
        ({"speaker": "moen"}, GULLS),
        ({"speaker": "Jorn Moen"}, GULLS),
        ({"speaker": "jrn mon"}, GULLS),
        ({"speaker": "the mayor of Eastmark"}, GULLS),
        ({"speaker": "Ada Quill"}, TIDE),
        ({"speaker": "Ada Quill", "about": "cranes"}, CRANES),
        ({"speaker": "quill nets"}, NETS),
        ({"about": "nets"}, NETS),
        ({"about": "lock"}, TIDE),
        ({"speaker": "Cleo Ash, Poet"}, BELLS_TOO),
    ],
)
async def test_the_best_is_found(name: str, meet: Meet, quay: Knowledge, options: dict[str, str], quote: Quote) -> None:
    async with meet(name, quay) as talk:
        seen = await talk.give("quote", **options)
        shows(seen, quote)
        assert not seen.private
        assert GONE.text not in seen.text


async def test_it_can_be_for_one_alone(name: str, meet: Meet, quay: Knowledge) -> None:
    async with meet(name, quay) as talk:
        assert (await talk.give("quote", speaker="moen", private=True)).private in (True, None)


async def test_any_quote_never_the_same_twice_and_another_walks_through_all(
    name: str, meet: Meet, quay: Knowledge
) -> None:
    held = {quote.id for quote in QUOTES} - {GONE.id}

    def shown(seen: Seen) -> str:
        (found,) = [one for one in held if one in seen.text]
        return found

    async with meet(name, quay) as talk:
        before = ""
        for _ in range(8):
            seen = await talk.give("quote")
            assert shown(seen) != before
            before = shown(seen)
        walked = [before]
        while len(walked) <= len(held):
            seen = await talk.press(seen, wording.ANOTHER)
            walked.append(shown(seen))
        assert set(walked[:-1]) == held
        assert walked[-1] == walked[0]


async def test_who_is_meant_is_asked_where_it_is_unclear(name: str, meet: Meet, quay: Knowledge) -> None:
    async with meet(name, quay) as talk:
        asked = await talk.give("quote", speaker="Cleo Ash")
        assert wording.which("Cleo Ash") in asked.text
        assert asked.private in (True, None)
        offered = asked.choices or asked.buttons
        assert offered == ("Cleo Ash, Pilot (1)", "Cleo Ash, Poet (1)")
        shows(await talk.choose(asked, offered[0]), BELLS)


async def test_without_a_speaker_one_can_be_picked(name: str, meet: Meet, quay: Knowledge) -> None:
    async with meet(name, quay) as talk:
        seen = await talk.give("quote")
        shows(await talk.choose(seen, "Jørn Møen, Mayor of Eastmark (1)"), GULLS)


async def test_what_is_not_held_is_said_with_what_there_is(name: str, meet: Meet, quay: Knowledge) -> None:
    async with meet(name, quay) as talk:
        assert wording.no_speaker("Obadiah Zorn") in (await talk.give("quote", speaker="Obadiah Zorn")).text
        seen = await talk.give("quote", speaker="Moen", about="football")
        assert wording.no_quote("football", "Jørn Møen", ("gulls",)) in seen.text
        assert "I hold no quote on football. There are quotes on: " in (await talk.give("quote", about="football")).text


async def test_an_empty_store_says_so(name: str, meet: Meet, knowledge: Knowledge) -> None:
    async with meet(name, holding(knowledge, replace(GULLS, status="retired"))) as talk:
        for command in ("quote", "quotes"):
            assert wording.NO_QUOTES in (await talk.give(command)).text


async def test_the_list_has_pages(name: str, meet: Meet, knowledge: Knowledge) -> None:
    async with meet(name, holding(knowledge, *QUOTES, *MANY)) as talk:
        page = await talk.give("quotes")
        assert page.private in (True, None)
        first, seen = page.text, page.text
        assert "Ada Quill, Harbour master" in first.split("Sailor")[0]
        assert "2 quotes on the old lock; cranes" in first
        for _ in range(2):
            page = await talk.press(page, wording.NEXT)
            seen += page.text
        assert wording.NEXT not in page.buttons
        for number in range(20):
            assert f"Sailor{number:02} Crewe, Deckhand" in seen
        back = await talk.press(await talk.press(page, wording.PREVIOUS), wording.PREVIOUS)
        assert "Ada Quill, Harbour master" in back.text
        assert wording.PREVIOUS not in back.buttons


@pytest.mark.parametrize("length", [9_000, 20_000])
async def test_a_long_one_is_cut_and_brought_whole(name: str, meet: Meet, knowledge: Knowledge, length: int) -> None:
    words = " ".join(f"wave{n}*" for n in range(length // 8))
    long = Quote("long", words, "Ada Quill", PAPER, about="waves")
    async with meet(name, holding(knowledge, long, GULLS)) as talk:
        seen = await talk.give("quote", about="waves")
        if f"“{words}”" in "".join(seen.text.splitlines()):
            assert wording.WHOLE not in seen.buttons or name == "terminal"
            return
        assert wording.shortened(long) in seen.text
        first = await talk.press(seen, wording.WHOLE)
        assert first.private in (True, None)
        assert words[:1_000] in first.text


async def test_plain_questions_are_answered_with_quotes(name: str, meet: Meet, knowledge: Knowledge) -> None:
    asked = replace(TIDE, questions=("What did Ada Quill say about the old lock?", "Will the old lock be closed?"))
    async with meet(name, holding(knowledge, asked, GULLS, CRANES)) as talk:
        shows(await talk.ask("what did Ada Quill say about the old lock"), asked)


async def test_a_typed_command_does_the_same(name: str, meet: Meet, quay: Knowledge) -> None:
    async with meet(name, quay) as talk:
        shows(await talk.ask("/quote Moen on gulls"), GULLS)
        assert "Cleo Ash, Pilot" in (await talk.ask("quotes")).text


HOSTILE = "@everyone *bold* _it_ ~~no~~ `code` ||spoiler|| [a](https://x.example) &amp; <b> :wave: \\ # > <@1>"


async def test_markup_is_shown_as_text_everywhere(name: str, meet: Meet, knowledge: Knowledge) -> None:
    rude = Quote("rude", HOSTILE, "Ann *Bold* <b>", PAPER, role="Head_of <x>", about="`ticks` & *stars*")
    async with meet(name, holding(knowledge, rude, GULLS)) as talk:
        shows(await talk.give("quote", about="stars"), rude)
        assert f"“{HOSTILE}”" in (await talk.give("verify", text=HOSTILE)).text
        listed = await talk.give("quotes")
        assert wording.attribution(rude) in listed.text
        assert rude.about in listed.text
