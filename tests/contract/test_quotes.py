"""Finding quotes, the same on every platform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.core import texts
from bot.core.commands import SHORT
from bot.core.models import FactCollection, Quote
from bot.features.quotes import texts as quotes_texts
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.contract.chats import Rendered, assert_shows, without_asker
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

pytestmark = pytest.mark.parametrize("platform", PLATFORMS)


def knowledge_of(*quotes: Quote) -> Knowledge:
    """Return knowledge of some quotes."""
    return Knowledge(FactCollection(quotes), Thresholds.default())


def quote_on(reply: Rendered, among: Sequence[Quote] = SHOWN) -> Quote:
    """Return the quote that a card shows."""
    (shown,) = (one for one in among if one.text in reply.text)
    return shown


@pytest.mark.parametrize(
    ("speaker", "about", "expected"),
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
    platform: str, run_bot: RunBot, quayside: Knowledge, speaker: str, about: str, expected: Quote
) -> None:
    async with run_bot(platform, quayside) as chat:
        options = {"about": about} if about else {}
        reply = await chat.command("quote", speaker, **options)
        assert_shows(reply, expected)
        assert not reply.private
        assert (str(texts.caution(WHITE, "superseded")) in reply.text) == (expected is WHITE)


async def test_a_card_names_every_source_and_where_the_quote_was_said(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(platform, quayside) as chat:
        reply = await chat.command("quote", "Bo Reed")
        assert_shows(reply, TUG)
        assert reply.text.count(TUG.text) == 1
        assert GULL.title in reply.text
        assert (
            "On the old lock · said on 2 March 2026 · Wick"
            in (await chat.command("quote", "", about="the old lock")).text
        )


async def test_a_quote_and_the_next_one_can_be_shown_privately(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(platform, quayside) as chat:
        reply = await chat.command("quote", "Quill", private=True)
        assert reply.private in (True, None)
        other = await chat.press(reply, quotes_texts.ANOTHER)
        assert_shows(other, LOCK)
        assert other.private in (True, None)


async def test_quote_without_options_never_shows_the_same_quote_twice_in_a_row(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(platform, quayside) as chat:
        before = None
        for n in range(8):
            reply = await chat.command("quote") if n % 2 else await chat.ask("quote")
            assert quote_on(reply) is not before
            before = quote_on(reply)


async def test_another_shows_every_quote_once_and_then_the_first_again(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(platform, quayside) as chat:
        for speaker, count in (("", len(SHOWN) - 1), ("Quill", 3)):
            reply = await chat.command("quote", speaker)
            ids = []
            for _ in range(count):
                ids.append(quote_on(reply).id)
                reply = await chat.press(reply, quotes_texts.ANOTHER)
                assert not reply.private
            assert len(set(ids)) == count
            assert WHITE.id not in ids
            assert quote_on(reply).id == ids[0]


async def test_buttons_and_pickers_work_after_a_restart(platform: str, run_bot: RunBot, quayside: Knowledge) -> None:
    if platform == "terminal":  # its numbers refer to buttons that the same process printed
        return
    async with run_bot(platform, quayside) as chat:
        card, page, clarification = (
            await chat.command("quote", "Quill"),
            await chat.command("quotes"),
            await chat.command("quote", "Jon Marsh"),
        )
        await chat.restart()
        assert_shows(await chat.press(card, quotes_texts.ANOTHER), LOCK)
        assert_shows(await chat.choose(page, "Milić Španjić, Minister of Ports (1)"), GUARDS)
        assert_shows(await chat.choose(clarification, "Jon Marsh, Professor of law (1)"), LAW)


# ---------------------------------------------------------------------- unclear or unknown speakers


async def test_an_ambiguous_speaker_is_chosen_from_a_picker(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(platform, quayside) as chat:
        for label, expected in (("Mayor of Wick", RISE), ("Professor of law", LAW)):
            clarification = await chat.command("quote", "Jon Marsh")
            assert quotes_texts.which_speaker("Jon Marsh") in clarification.text
            assert clarification.private in (True, None)
            assert clarification.choices == ("Jon Marsh, Mayor of Wick (1)", "Jon Marsh, Professor of law (1)")
            reply = await chat.choose(clarification, f"Jon Marsh, {label} (1)")
            assert_shows(reply, expected)
            assert not reply.private


async def test_a_topic_decides_which_of_two_namesakes_is_meant(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(platform, quayside) as chat:
        assert_shows(await chat.command("quote", "Jon Marsh", about="piers"), LAW)


async def test_an_unknown_speaker_or_topic_gets_the_same_sentence(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    topics = "mooring fees; anchors; piers; the coast; the bridge; pilots; the old lock; delays"
    async with run_bot(platform, quayside) as chat:
        for speaker, about, sentence in (
            ("Winston Gale", "", quotes_texts.no_speaker("Winston Gale")),
            ("Zoe Finch", "", quotes_texts.no_speaker("Zoe Finch")),
            ("", "football", quotes_texts.no_quote("football", "", topics.split("; "))),
            ("Rima", "football", quotes_texts.no_quote("football", "Elio Rima", ["the bridge", "pilots"])),
        ):
            reply = await chat.command("quote", speaker, **({"about": about} if about else {}))
            assert reply.text.strip().startswith(sentence)
            assert reply.private is not False
            by = [texts.quotes_by("Elio Rima")] if speaker == "Rima" else []
            assert list(reply.buttons) == [*by, texts.WHO_IS_QUOTED]


async def test_a_text_that_is_too_long_for_its_option_is_refused_in_a_sentence(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(platform, quayside) as chat:
        for typed, name in ((f"/quote {'fog' * 100}", "speaker"), (f"/quote quill about:{'fog' * 100}", "about")):
            assert (await chat.ask(typed)).text.strip() == texts.too_long(name, SHORT)
        assert_shows(await chat.ask(f"/quote quill about:fog{' ' * SHORT}"), FOG)


async def test_quote_commands_say_so_if_there_are_no_quotes(platform: str, run_bot: RunBot) -> None:
    async with run_bot(platform, knowledge_of(WHALES)) as chat:
        for command in ("quote", "quotes"):
            assert without_asker(await chat.command(command)) == quotes_texts.NO_QUOTES


async def test_a_plain_question_is_answered_with_a_quote(platform: str, run_bot: RunBot) -> None:
    expected = replace(LOCK, questions=("What did Ada Quill say about the old lock?", "Will the old lock be closed?"))
    async with run_bot(platform, knowledge_of(expected, FOG, BRIDGE)) as chat:
        assert_shows(await chat.ask("what did Ada Quill say about the old lock"), expected)


async def test_quote_without_options_offers_every_speaker(platform: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(platform, quayside) as chat:
        reply = await chat.command("quote")
        assert len(reply.choices) == 7
        assert_shows(await chat.choose(reply, "Elio Rima, Prime Minister of Velania (2)"), BRIDGE)


CREW = tuple(
    quote(f"crew-{n}", f"Wave number {n} came by night.", f"Crew {chr(65 + n)}anning", "Sailor", f"wave {n}", 1)
    for n in range(23)
)


async def test_the_list_of_speakers_has_pages(platform: str, run_bot: RunBot) -> None:
    async with run_bot(platform, knowledge_of(*CREW)) as chat:
        reply = await chat.command("quotes")
        assert reply.private in (True, None)
        pages = [reply.text]
        assert reply.buttons == (texts.NEXT,)
        for buttons in ((texts.PREVIOUS, texts.NEXT), (texts.PREVIOUS,)):
            reply = await chat.press(reply, texts.NEXT)
            assert reply.buttons == buttons
            assert reply.private in (True, None)
            pages.append(reply.text)
        for n, page in enumerate(pages, 1):
            assert quotes_texts.speakers_title(23, 23, n, 3) in page
        lines = "\n".join(
            page if platform != "terminal" else page.split(quotes_texts.CHOOSE_SPEAKER)[0] for page in pages
        )
        for n, stored in enumerate(CREW):
            assert lines.count(f"{stored.speaker}, Sailor") == 1
            assert f"1 quote on wave {n}" in lines
        reply = await chat.press(reply, texts.PREVIOUS)
        assert reply.text == pages[1]
        chosen = await chat.choose(reply, f"{CREW[7].speaker}, Sailor (1)")
        assert quote_on(chosen, CREW) == CREW[7]
        assert chosen.private in (True, None)


MANY = tuple(
    quote(f"hand-{n}", f"Rope {n} came by day.", f"Hand {chr(65 + n // 26)}{chr(97 + n % 26)}ring", "Rigger", "x", 1)
    for n in range(60)
)


async def test_a_picker_leads_to_all_speakers_however_many(platform: str, run_bot: RunBot) -> None:
    if platform == "slack":  # there people type into the picker, which finds everybody
        return
    async with run_bot(platform, knowledge_of(*MANY)) as chat:
        reply = await chat.command("quote")
        found: set[str] = set()
        while reply.choices[-1].startswith("More speakers"):
            assert len(reply.choices) <= 25
            found |= set(reply.choices[:-1])
            reply = await chat.choose(reply, reply.choices[-1])
            assert reply.private in (True, None)
        assert found | set(reply.choices) == {f"{one.speaker}, Rigger (1)" for one in MANY}
        last = await chat.choose(reply, f"{MANY[59].speaker}, Rigger (1)")
        assert quote_on(last, MANY) == MANY[59]
        assert not last.private


async def test_the_picker_of_a_verdict_leads_to_all_speakers(platform: str, run_bot: RunBot) -> None:
    if platform != "discord":  # the terminal has no shortcut, and on Slack people type into the picker
        return
    async with run_bot(platform, knowledge_of(*MANY)) as chat:
        (reply,) = await chat.use_shortcut(f"“{MANY[7].text}”")
        found: set[str] = set()
        while reply.choices[-1].startswith("More speakers"):
            found |= set(reply.choices[:-1])
            reply = await chat.choose(reply, reply.choices[-1])
        assert found | set(reply.choices) == {f"{one.speaker}, Rigger" for one in MANY}
        assert MANY[7].text in (await chat.choose(reply, reply.choices[0])).text


async def test_speakers_are_completed_while_a_person_types(platform: str, run_bot: RunBot, quayside: Knowledge) -> None:
    quotes = [one for one in quayside.collection.statements if isinstance(one, Quote)]
    more = [replace(one, id=f"{one.id}-s", speaker=f"{one.speaker}son") for one in CREW]
    async with run_bot(platform, knowledge_of(*quotes, *more)) as chat:
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
        if platform == "slack":  # a choice that was found by typing
            chosen = await chat.choose(await chat.command("quotes"), "Elio Rima, Prime Minister of Velania (2)")
            assert_shows(chosen, BRIDGE)


# ---------------------------------------------------------------------- typed commands, edited and deleted


async def test_editing_or_deleting_a_typed_command_updates_its_reply(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    if platform == "terminal":  # a typed line can't be edited
        return
    async with run_bot(platform, quayside) as chat:
        reply = await chat.ask("/quote Quill fog")
        assert_shows(reply, FOG)
        reply = await chat.edit_question(reply, "/quote Rima")
        assert_shows(reply, BRIDGE)
        reply = await chat.edit_question(reply, "/quote Bo Reed")
        assert_shows(reply, TUG)
        await chat.delete_question(reply)
