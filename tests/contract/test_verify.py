"""Checking quotations, the same on every platform."""

from __future__ import annotations

import pytest

from bot.core.models import Quote
from bot.features.verify import texts as verify_texts
from bot.features.verify.checker import GIVE_WORDS
from bot.knowledge.knowledge import Knowledge
from bot.verification import Flag, VerdictKind
from tests.contract.chats import assert_verdict
from tests.contract.conftest import PLATFORMS, RunBot
from tests.contract.drivers import SlackDriver
from tests.samples.quotes import FOG, GUARDS, LOCK, RISE, SHIPS, WHALES, WHITE

pytestmark = pytest.mark.parametrize("name", PLATFORMS)
TOO_LONG = "That is too long for a quote. Please give at most 5,000 characters of it."


def told(key: str, quote: Quote, claimed: str = "") -> str:
    """What a verdict means, in a sentence."""
    sentences = {
        **verify_texts.EXPLANATIONS,
        "small": verify_texts.SMALL_DIFFERENCES,
        "just": verify_texts.WRONG_SPEAKER,
        "nearly": verify_texts.WRONG_SPEAKER_SMALL,
    }
    return sentences[key].format(speaker=quote.speaker, claimed=claimed)


# ---------------------------------------------------------------------- verdicts


@pytest.mark.parametrize(
    ("text", "speaker", "kind", "quote", "flags", "sentence"),
    [
        (FOG.text, "", "verbatim", FOG, (), told("verbatim", FOG)),
        (FOG.text.upper().rstrip("."), "the harbor master", "verbatim", FOG, (), told("verbatim", FOG)),
        (LOCK.text.replace("’", "'"), "", "verbatim", LOCK, (), told("verbatim", LOCK)),
        ("“Fog does not read timetables.” – Ada Quill", "", "verbatim", FOG, (), told("verbatim", FOG)),
        ("the coast needs fewer guards", "", "excerpt", GUARDS, ("cut_after_hedge",), told("excerpt", GUARDS)),
        ("Fog does not […] timetables", "", "excerpt", FOG, (), told("excerpt", FOG)),
        ("Fog does … read timetables", "", "excerpt", FOG, ("omitted_negation",), told("excerpt", FOG)),
        ("read timetables", "Quill", "excerpt", FOG, ("cut_after_negation",), told("excerpt", FOG)),
        ("Fog doesn’t read timetabels", "", "altered", FOG, ("minor",), told("small", FOG)),
        (FOG.text, "Bo Reed", "wrong_speaker", FOG, (), told("just", FOG, "Bo Reed")),
        (FOG.text, "Winston Gale", "wrong_speaker", FOG, (), told("just", FOG, "Winston Gale")),
        ("Fog does not read timetabels.", "Rima", "wrong_speaker", FOG, ("minor",), told("nearly", FOG, "Rima")),
        (f"“{RISE.text}” – Jon Marsh, Professor of law", "", "wrong_speaker", RISE, (), "Jon Marsh, Professor of law."),
        (LOCK.text.replace("10", "20"), "Bo Reed", "altered", LOCK, ("number",), "by Ada Quill, not by Bo Reed."),
        (WHITE.text, "", "verbatim", WHITE, (), "Superseded: this quote was replaced or withdrawn."),
        (WHALES.text, "", "not_held", None, (), verify_texts.NOT_FOUND),
        ("The gulls will vote on Tuesday at noon.", "Ada Quill", "not_held", None, (), verify_texts.NOT_FOUND),
    ],
)
async def test_every_verdict_stands_in_the_same_words(
    name: str,
    run_bot: RunBot,
    quayside: Knowledge,
    text: str,
    speaker: str,
    kind: VerdictKind,
    quote: Quote | None,
    flags: tuple[Flag, ...],
    sentence: str,
) -> None:
    async with run_bot(name, quayside) as chat:
        seen = await chat.command("verify", text, **({"speaker": speaker} if speaker else {}))
        assert_verdict(seen, kind, quote, *flags)
        assert sentence in seen.text
        assert not seen.private
        assert not seen.choices


@pytest.mark.parametrize(
    ("text", "quote", "old", "new", "flags"),
    [
        ("Fog does read timetables.", FOG, ("not",), (), ("negation",)),
        ("Fog never does not read timetables.", FOG, (), ("never",), ("negation",)),
        (SHIPS.text.replace("1,200", "1,300"), SHIPS, ("1,200",), ("1,300",), ("number",)),
        (LOCK.text.replace("may", "will"), LOCK, ("may",), ("will",), ("hedge",)),
        (
            SHIPS.text.replace("quay", "pier").replace("people", "crews"),
            SHIPS,
            ("quay", "people."),
            ("pier", "crews."),
            (),
        ),
        (
            SHIPS.text.replace("Nobody", "Everybody").replace("nine", "five"),
            SHIPS,
            ("Nobody", "nine"),
            ("Everybody", "five"),
            ("negation", "hedge", "number"),
        ),
    ],
)
async def test_what_was_altered_is_marked_word_by_word(
    name: str,
    run_bot: RunBot,
    quayside: Knowledge,
    text: str,
    quote: Quote,
    old: tuple[str, ...],
    new: tuple[str, ...],
    flags: tuple[Flag, ...],
) -> None:
    async with run_bot(name, quayside) as chat:
        seen = await chat.command("verify", text, speaker=quote.speaker)
        assert_verdict(seen, "altered", quote, *flags)
        assert told("altered", quote) in seen.text
        assert (seen.old, seen.new) == (old, new)


async def test_a_verdict_can_be_shown_to_one_alone(name: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(name, quayside) as chat:
        seen = await chat.command("verify", FOG.text, private=True)
        assert_verdict(seen, "verbatim", FOG)
        assert seen.private in (True, None)


async def test_a_check_can_be_typed_after_a_mention(name: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(name, quayside) as chat:
        for typed in (f"verify “{FOG.text}”", f'check: "{FOG.text}"', f"/verify {FOG.text}"):
            assert_verdict(await chat.ask(typed), "verbatim", FOG)
        seen = await chat.ask(f"verify “{FOG.text}” – Bo Reed")
        assert_verdict(seen, "wrong_speaker", FOG)
        if isinstance(chat, SlackDriver):
            assert_verdict(await chat.ask_in_thread(f"verify “{FOG.text}”"), "verbatim", FOG)


# ---------------------------------------------------------------------- bad input


@pytest.mark.parametrize("text", ["lamps", "?!… –", "“timetables”", "🦭 🦭"])
async def test_what_cannot_be_checked_is_told_in_the_same_sentence(
    name: str, run_bot: RunBot, quayside: Knowledge, text: str
) -> None:
    async with run_bot(name, quayside) as chat:
        for seen in (await chat.ask(f"/verify {text}"), await chat.command("verify", text)):
            assert seen.text.strip() == GIVE_WORDS
        assert seen.private in (True, None)


async def test_a_check_without_a_text_says_what_to_give(name: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(name, quayside) as chat:
        seen = await chat.ask("/verify")
        assert seen.text.strip() == "The text is missing. Type /verify text [speaker] [private]."


async def test_a_text_that_is_too_long_is_refused(name: str, run_bot: RunBot, quayside: Knowledge) -> None:
    length = 5_001 if name == "discord" else 10_000  # Discord takes at most 6,000
    async with run_bot(name, quayside) as chat:
        seen = await chat.command("verify", ("fog " * 2_500)[: length - 1] + "x")
        assert seen.text.strip() == TOO_LONG


async def test_letters_that_only_look_right_are_refused(name: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(name, quayside) as chat:
        seen = await chat.command("verify", "Fоg does not read timetables")  # with a Cyrillic о
        assert "“Fоg” mixes letters of different alphabets" in seen.text


async def test_any_script_gets_a_verdict(name: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(name, quayside) as chat:
        for text in (
            "Туман не читает расписаний",
            "霧 は 時刻表 を 読まない",
            "الضباب لا يقرأ الجداول",
            "fog 霧 туман",
        ):
            assert_verdict(await chat.command("verify", text), "not_held", None)


TYPED = (
    'He said "no  way" to   the “mayor”, twice.',
    "“Nobody ever  said this.”",
    '"Nobody ever said this." – and "nobody" will',
    "“Nobody ever said\nthis  on\n  two lines.”",
)


@pytest.mark.parametrize("typed", TYPED)
async def test_the_words_are_shown_as_they_were_typed(
    name: str, typed: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(name, quayside) as chat:
        for seen in (await chat.command("verify", typed), await chat.ask(f"/verify {typed}")):
            assert verify_texts.HEADLINES["not_held"] in seen.text
            assert typed in seen.text


async def test_style_and_emoji_stay_in_a_slash_command(name: str, run_bot: RunBot, quayside: Knowledge) -> None:
    typed = "> Nobody *ever* said_ `this` :fish: today"
    async with run_bot(name, quayside) as chat:
        assert typed in (await chat.command("verify", typed)).text


@pytest.mark.parametrize("marks", ["“{}”", '"{}"', "«{}»", "‘{}’"])
async def test_marks_around_the_words_are_no_change(
    name: str, marks: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(name, quayside) as chat:
        seen = await chat.command("verify", marks.format(FOG.text.replace("Fog", "Smog")), speaker=FOG.speaker)
        assert_verdict(seen, "altered", FOG)
        assert (seen.old, seen.new) == (("Fog",), ("Smog",))
        assert_verdict(await chat.command("verify", marks.format(FOG.text)), "verbatim", FOG)
