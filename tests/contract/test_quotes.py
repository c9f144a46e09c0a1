"""Finding quotations, the same on every platform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.core.models import Collection, Quote
from bot.features.quotes import texts as quotes_texts
from bot.features.verify import texts as verify_texts
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.contract.chats import Rendered, assert_shows
from tests.contract.conftest import PLATFORMS, RunBot
from tests.samples.quotes import (
    BRIDGE,
    FEES,
    FOG,
    GUARDS,
    GULL,
    LAW,
    LOCK,
    RISE,
    SHIPS,
    SHOWN,
    TUG,
    WHALES,
    WHITE,
    quote,
)

pytestmark = pytest.mark.parametrize("name", PLATFORMS)


def holding(*quotes: Quote) -> Knowledge:
    """A store of some quotations."""
    return Knowledge(Collection(quotes), Thresholds.default())


def found(seen: Rendered, among: Sequence[Quote] = SHOWN) -> Quote:
    """The quotation on a card."""
    (held,) = (one for one in among if f"“{one.text}”" in seen.text)
    return held


@pytest.mark.parametrize(
    ("speaker", "about", "held"),
    [
        ("rma", "", BRIDGE),
        ("Spanjic", "", GUARDS),
        ("Milić ŠPANJIĆ", "", GUARDS),
        ("the Velanian PM", "", BRIDGE),
        ("Elio Rima", "pilots", SHIPS),
        ("harbor master", "delays", FOG),
        ("Quill", "", FEES),
        ("Quill on the old lock", "", LOCK),
        ("", "piers", LAW),
        ("", "lighthouse", WHITE),
        ("Jon Marsh, Mayor of Wick", "", RISE),
    ],
)
async def test_a_quote_is_found_by_speaker_and_topic(
    name: str, run_bot: RunBot, quayside: Knowledge, speaker: str, about: str, held: Quote
) -> None:
    async with run_bot(name, quayside) as chat:
        options = {"about": about} if about else {}
        seen = await chat.command("quote", speaker, **options)
        assert_shows(seen, held)
        assert not seen.private
        assert ("Superseded: this quote was replaced or withdrawn." in seen.text) == (held is WHITE)


async def test_the_card_names_every_source_and_the_place(name: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(name, quayside) as chat:
        seen = await chat.command("quote", "Bo Reed")
        assert_shows(seen, TUG)
        assert seen.text.count(TUG.text) == 1
        assert GULL.title in seen.text
        assert "Said 2 March 2026, Wick" in (await chat.command("quote", "", about="the old lock")).text


async def test_a_quote_can_be_shown_to_one_alone(name: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(name, quayside) as chat:
        seen = await chat.command("quote", "Quill", private=True)
        assert seen.private in (True, None)
        other = await chat.press(seen, quotes_texts.ANOTHER)
        assert_shows(other, LOCK)
        assert other.private in (True, None)


async def test_any_quote_is_never_the_same_twice_running(name: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(name, quayside) as chat:
        before = None
        for n in range(8):
            seen = await chat.command("quote") if n % 2 else await chat.ask("quote")
            assert found(seen) is not before
            before = found(seen)


async def test_another_pages_through_all_and_comes_round(name: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(name, quayside) as chat:
        for speaker, count in (("", len(SHOWN) - 1), ("Quill", 3)):
            seen = await chat.command("quote", speaker)
            ids = []
            for _ in range(count):
                ids.append(found(seen).id)
                seen = await chat.press(seen, quotes_texts.ANOTHER)
                assert not seen.private
            assert len(set(ids)) == count
            assert WHITE.id not in ids
            assert found(seen).id == ids[0]


async def test_buttons_and_pickers_work_after_a_restart(name: str, run_bot: RunBot, quayside: Knowledge) -> None:
    if name == "terminal":  # which numbers what it printed itself
        return
    async with run_bot(name, quayside) as chat:
        card, page, asked = (
            await chat.command("quote", "Quill"),
            await chat.command("quotes"),
            await chat.command("quote", "Jon Marsh"),
        )
        await chat.restart()
        assert_shows(await chat.press(card, quotes_texts.ANOTHER), LOCK)
        assert_shows(await chat.choose(page, "Milić Španjić, Minister of Ports (1)"), GUARDS)
        assert_shows(await chat.choose(asked, "Jon Marsh, Professor of law (1)"), LAW)


# ---------------------------------------------------------------------- who is meant


async def test_an_unclear_speaker_is_chosen(name: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(name, quayside) as chat:
        for label, held in (("Mayor of Wick", RISE), ("Professor of law", LAW)):
            asked = await chat.command("quote", "Jon Marsh")
            assert quotes_texts.which_speaker("Jon Marsh") in asked.text
            assert asked.private in (True, None)
            assert asked.choices == ("Jon Marsh, Mayor of Wick (1)", "Jon Marsh, Professor of law (1)")
            seen = await chat.choose(asked, f"Jon Marsh, {label} (1)")
            assert_shows(seen, held)
            assert not seen.private


async def test_who_spoke_on_the_topic_is_clear(name: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(name, quayside) as chat:
        assert_shows(await chat.command("quote", "Jon Marsh", about="piers"), LAW)


async def test_what_is_not_held_gets_the_same_words(name: str, run_bot: RunBot, quayside: Knowledge) -> None:
    topics = "mooring fees; anchors; piers; the coast; the bridge; pilots; the old lock; delays"
    async with run_bot(name, quayside) as chat:
        for speaker, about, words in (
            ("Winston Gale", "", quotes_texts.no_speaker("Winston Gale")),
            ("Zoe Finch", "", quotes_texts.no_speaker("Zoe Finch")),
            ("", "football", quotes_texts.no_quote("football", "", topics.split("; "))),
            ("Rima", "football", quotes_texts.no_quote("football", "Elio Rima", ["the bridge", "pilots"])),
        ):
            seen = await chat.command("quote", speaker, **({"about": about} if about else {}))
            assert seen.text.strip() == words
            assert not seen.buttons


async def test_a_store_without_quotes_says_so(name: str, run_bot: RunBot) -> None:
    async with run_bot(name, holding(WHALES)) as chat:
        for command in ("quote", "quotes"):
            assert (await chat.command(command)).text.strip() == quotes_texts.NO_QUOTES


async def test_a_plain_question_is_answered_with_a_quote(name: str, run_bot: RunBot) -> None:
    asked = replace(LOCK, questions=("What did Ada Quill say about the old lock?", "Will the old lock be closed?"))
    async with run_bot(name, holding(asked, FOG, BRIDGE)) as chat:
        assert_shows(await chat.ask("what did Ada Quill say about the old lock"), asked)


async def test_any_quote_leads_to_every_speaker(name: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(name, quayside) as chat:
        seen = await chat.command("quote")
        assert len(seen.choices) == 7
        assert_shows(await chat.choose(seen, "Elio Rima, Prime Minister of Velania (2)"), BRIDGE)


CREW = tuple(
    quote(f"crew-{n}", f"Wave number {n} came by night.", f"Crew {chr(65 + n)}anning", "Sailor", f"wave {n}", 1)
    for n in range(23)
)


async def test_the_list_of_speakers_has_pages(name: str, run_bot: RunBot) -> None:
    async with run_bot(name, holding(*CREW)) as chat:
        seen = await chat.command("quotes")
        assert seen.private in (True, None)
        pages = [seen.text]
        assert seen.buttons == (quotes_texts.NEXT,)
        for buttons in ((quotes_texts.PREVIOUS, quotes_texts.NEXT), (quotes_texts.PREVIOUS,)):
            seen = await chat.press(seen, quotes_texts.NEXT)
            assert seen.buttons == buttons
            assert seen.private in (True, None)
            pages.append(seen.text)
        for n, page in enumerate(pages, 1):
            assert quotes_texts.speakers_title(23, 23, n, 3) in page
        lines = "\n".join(page if name != "terminal" else page.split(quotes_texts.CHOOSE_SPEAKER)[0] for page in pages)
        for n, held in enumerate(CREW):
            assert lines.count(f"{held.speaker}, Sailor") == 1
            assert f"1 quote on wave {n}" in lines
        seen = await chat.press(seen, quotes_texts.PREVIOUS)
        assert seen.text == pages[1]
        chosen = await chat.choose(seen, f"{CREW[7].speaker}, Sailor (1)")
        assert found(chosen, CREW) == CREW[7]
        assert chosen.private in (True, None)


async def test_a_speaker_completes_as_one_types(name: str, run_bot: RunBot, quayside: Knowledge) -> None:
    quotes = [one for one in quayside.collection.statements if isinstance(one, Quote)]
    more = [replace(one, id=f"{one.id}-s", speaker=f"{one.speaker}son") for one in CREW]
    async with run_bot(name, holding(*quotes, *more)) as chat:
        for typed, label in (
            ("rma", "Elio Rima, Prime Minister of Velania (2)"),
            ("spanj", "Milić Španjić, Minister of Ports (1)"),
            ("Milić Š", "Milić Španjić, Minister of Ports (1)"),
            ("velanian pm", "Elio Rima, Prime Minister of Velania (2)"),
            ("quil", "Ada Quill, Harbour master (3)"),
        ):
            assert (await chat.complete(typed))[0] == label
        assert set(await chat.complete("marsh")) >= {
            "Jon Marsh, Mayor of Wick (1)",
            "Jon Marsh, Professor of law (1)",
        }
        assert 0 < len(await chat.complete("c")) <= 25
        assert await chat.complete("xyzzy") == ()


# ---------------------------------------------------------------------- typed commands, edited and deleted


async def test_a_typed_command_follows_its_message(name: str, run_bot: RunBot, quayside: Knowledge) -> None:
    if name == "terminal":  # where what is typed stays
        return
    async with run_bot(name, quayside) as chat:
        seen = await chat.ask("/quote Quill fog")
        assert_shows(seen, FOG)
        seen = await chat.edit(seen, "/quote Rima")
        assert_shows(seen, BRIDGE)
        seen = await chat.edit(seen, "/verify Fog does read timetables.")
        assert verify_texts.HEADLINES["altered"] in seen.text
        await chat.delete(seen)
