"""Checking quotes, the same on every platform."""

from __future__ import annotations

import pytest

from bot.core import texts
from bot.core.models import Quote
from bot.features.citation.citations import citation
from bot.features.verify import texts as verify_texts
from bot.features.verify.checker import GIVE_WORDS
from bot.knowledge import presentation
from bot.knowledge.knowledge import Knowledge
from bot.verification import Flag, VerdictKind
from tests.contract.chats import assert_shows, assert_verdict
from tests.contract.conftest import PLATFORMS, RunBot
from tests.contract.drivers import SlackDriver
from tests.samples.quotes import BRIDGE, FOG, GUARDS, LOCK, RISE, SHIPS, WHALES, WHITE

pytestmark = pytest.mark.parametrize("platform", PLATFORMS)
TOO_LONG = "That is too long for a quote. Please give at most 5,000 characters of it."


def explanation(key: str, quote: Quote, claimed: str = "") -> str:
    """Return the sentence that explains a verdict."""
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
        (FOG.text, "", "verbatim", FOG, (), explanation("verbatim", FOG)),
        (FOG.text.upper().rstrip("."), "the harbor master", "verbatim", FOG, (), explanation("verbatim", FOG)),
        (LOCK.text.replace("’", "'"), "", "verbatim", LOCK, (), explanation("verbatim", LOCK)),
        ("“Fog does not read timetables.” – Ada Quill", "", "verbatim", FOG, (), explanation("verbatim", FOG)),
        ("the coast needs fewer guards", "", "excerpt", GUARDS, ("cut_after_hedge",), explanation("excerpt", GUARDS)),
        ("Fog does not […] timetables", "", "excerpt", FOG, (), explanation("excerpt", FOG)),
        ("Fog does … read timetables", "", "excerpt", FOG, ("omitted_negation",), explanation("excerpt", FOG)),
        ("read timetables", "Quill", "excerpt", FOG, ("cut_after_negation",), explanation("excerpt", FOG)),
        ("Fog doesn’t read timetabels", "", "altered", FOG, ("minor",), explanation("small", FOG)),
        (FOG.text, "Bo Reed", "wrong_speaker", FOG, (), explanation("just", FOG, "Bo Reed")),
        (FOG.text, "Winston Gale", "wrong_speaker", FOG, (), explanation("just", FOG, "Winston Gale")),
        (
            "Fog does not read timetabels.",
            "Rima",
            "wrong_speaker",
            FOG,
            ("minor",),
            explanation("nearly", FOG, "Elio Rima"),
        ),
        (f"“{RISE.text}” – Jon Marsh, Professor of law", "", "wrong_speaker", RISE, (), "Jon Marsh, Professor of law."),
        (LOCK.text.replace("10", "20"), "Bo Reed", "altered", LOCK, ("number",), "by Ada Quill, not by Bo Reed."),
        (WHITE.text, "", "verbatim", WHITE, (), texts.caution(WHITE, "superseded")),
        (WHALES.text, "", "not_held", None, (), verify_texts.NOT_FOUND),
        ("The gulls will vote on Tuesday at noon.", "Ada Quill", "not_held", None, (), verify_texts.NOT_FOUND),
    ],
)
async def test_every_verdict_has_the_same_words_on_every_platform(
    platform: str,
    run_bot: RunBot,
    quayside: Knowledge,
    text: str,
    speaker: str,
    kind: VerdictKind,
    quote: Quote | None,
    flags: tuple[Flag, ...],
    sentence: str,
) -> None:
    async with run_bot(platform, quayside) as chat:
        reply = await chat.command("verify", text, **({"speaker": speaker} if speaker else {}))
        assert_verdict(reply, kind, quote, *flags)
        assert sentence in reply.text
        assert reply.private in (True, None)
        assert platform == "terminal" or not reply.choices  # there, without a picker, its buttons count as choices
        assert verify_texts.WHICH_SPEAKER not in reply.text


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
async def test_each_altered_word_is_marked(
    platform: str,
    run_bot: RunBot,
    quayside: Knowledge,
    text: str,
    quote: Quote,
    old: tuple[str, ...],
    new: tuple[str, ...],
    flags: tuple[Flag, ...],
) -> None:
    async with run_bot(platform, quayside) as chat:
        reply = await chat.command("verify", text, speaker=quote.speaker)
        assert_verdict(reply, "altered", quote, *flags)
        assert explanation("altered", quote) in reply.text
        # The legend and the quotation have marks, too.
        assert tuple(words for words in reply.old if words in quote.text) == old
        assert tuple(words for words in reply.new if words in text and words not in quote.text) == new


async def test_a_verdict_can_be_shown_privately(platform: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(platform, quayside) as chat:
        reply = await chat.command("verify", FOG.text, private=True)
        assert_verdict(reply, "verbatim", FOG)
        assert reply.private in (True, None)


async def test_a_check_can_be_typed_after_a_mention(platform: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(platform, quayside) as chat:
        for typed in (f"verify “{FOG.text}”", f'check: "{FOG.text}"', f"/verify {FOG.text}"):
            assert_verdict(await chat.ask(typed), "verbatim", FOG)
        reply = await chat.ask(f"verify “{FOG.text}” – Bo Reed")
        assert_verdict(reply, "wrong_speaker", FOG)
        if isinstance(chat, SlackDriver):
            assert_verdict(await chat.ask_in_thread(f"verify “{FOG.text}”"), "verbatim", FOG)


# ---------------------------------------------------------------------- bad input


@pytest.mark.parametrize("text", ["lamps", "?!… –", "“timetables”", "🦭 🦭"])
async def test_a_text_with_less_than_two_words_is_refused_with_the_same_sentence(
    platform: str, run_bot: RunBot, quayside: Knowledge, text: str
) -> None:
    async with run_bot(platform, quayside) as chat:
        for reply in (await chat.ask(f"/verify {text}"), await chat.command("verify", text)):
            assert reply.text.strip() == GIVE_WORDS
        assert reply.private in (True, None)


async def test_verify_without_a_text_says_what_to_type_if_there_can_be_no_form(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    if platform == "terminal":  # a form is a few lines there, so it can always be shown
        return
    async with run_bot(platform, quayside) as chat:
        reply = await chat.ask("/verify")
        example = f"/verify “{presentation.examples(quayside).words}”"
        assert reply.text.strip() == verify_texts.add_words(example)


# ---------------------------------------------------------------------- the form


async def test_verify_without_a_text_opens_a_form(platform: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(platform, quayside) as chat:
        labels = await chat.form_of("verify")
        assert verify_texts.THE_WORDS in labels
        assert platform == "terminal" or labels == (verify_texts.THE_WORDS, verify_texts.WHO_SAID_IT)


async def test_words_that_are_pasted_into_the_form_get_a_private_verdict(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(platform, quayside) as chat:
        missed = await chat.command("verify", "The gulls will vote on Tuesday at noon.")
        label = verify_texts.CHECK_ANOTHER
        filled = {verify_texts.THE_WORDS: "“Fog does read timetables.”"}
        if platform == "terminal":
            filled[verify_texts.WHO_SAID_IT] = ""  # there, an empty line leaves a field out
        reply = await chat.fill_form(missed, label, filled)
        assert_verdict(reply, "altered", FOG, "negation")
        assert reply.private in (True, None)
        assert (verify_texts.SHARE in reply.buttons) == (platform != "terminal")
        missed = await chat.command("verify", "The gulls will vote on Tuesday at noon.")
        (mate,) = quayside.quotes.directory.fits("Bo Reed")
        filled = {
            verify_texts.THE_WORDS: FOG.text,
            verify_texts.WHO_SAID_IT: mate if platform == "discord" else "Bo Reed, Mate",
        }
        assert_verdict(await chat.fill_form(missed, label, filled), "wrong_speaker", FOG)


# ---------------------------------------------------------------------- ways on


async def test_words_that_are_not_found_lead_to_the_quotes_of_their_speaker(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(platform, quayside) as chat:
        reply = await chat.command("verify", "The gulls will vote on Tuesday at noon.", speaker="Rima")
        assert_verdict(reply, "not_held", None)
        card = await chat.press(reply, texts.quotes_by("Elio Rima"))
        assert_shows(card, BRIDGE)
        assert card.private in (True, None)
        reply = await chat.command("verify", "The gulls will vote on Tuesday at noon.", speaker="Nobody")
        assert texts.quotes_by("Nobody") not in reply.buttons
        people = await chat.press(reply, texts.WHO_IS_QUOTED)
        assert "Ada Quill, Harbour master" in people.text


async def test_a_verdict_leads_to_the_citation_of_its_quote(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(platform, quayside) as chat:
        reply = await chat.command("verify", "read timetables")
        cited = await chat.press(reply, texts.CITE)
        assert citation(FOG) in cited.text
        assert cited.private in (True, None)


async def test_each_of_several_quotations_gets_its_own_verdict(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    if platform == "terminal":  # there, the replies to one line are one text
        return
    async with run_bot(platform, quayside) as chat:
        text = f"“{FOG.text}” and “{GUARDS.text.replace('fewer', 'more')}”"
        first, second = await chat.command_several("verify", 2, text=text)
        assert_verdict(first, "verbatim", FOG)
        assert second.text.strip().startswith(verify_texts.HEADLINES["altered"])


async def test_a_text_that_is_too_long_is_refused(platform: str, run_bot: RunBot, quayside: Knowledge) -> None:
    length = 5_001 if platform == "discord" else 10_000  # Discord takes at most 6,000
    async with run_bot(platform, quayside) as chat:
        reply = await chat.command("verify", ("fog " * 2_500)[: length - 1] + "x")
        assert reply.text.strip() == TOO_LONG


async def test_a_word_that_mixes_alphabets_is_refused(platform: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(platform, quayside) as chat:
        reply = await chat.command("verify", "Fоg does not read timetables")  # with a Cyrillic о
        assert "“Fоg” mixes letters of different alphabets" in reply.text


async def test_any_script_gets_a_verdict(platform: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(platform, quayside) as chat:
        for text in (
            "Туман не читает расписаний",
            "霧 は 時刻表 を 読まない",
            "الضباب لا يقرأ الجداول",
            "fog 霧 туман",
        ):
            assert_verdict(await chat.command("verify", text), "not_held", None)


async def test_style_and_emoji_stay_in_a_slash_command(platform: str, run_bot: RunBot, quayside: Knowledge) -> None:
    typed = "> Nobody *ever* said_ `this` :fish: today"
    async with run_bot(platform, quayside) as chat:
        assert typed in (await chat.command("verify", typed)).text


async def test_emoji_stay_in_a_check_after_a_mention(platform: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(platform, quayside) as chat:
        assert "Nobody ever :fish: said this" in (await chat.ask("/verify Nobody ever :fish: said this")).text
        assert "I am Factbot" in (await chat.ask(":wave: /help")).text


@pytest.mark.parametrize("marks", ["“{}”", '"{}"', "«{}»", "‘{}’"])
async def test_marks_around_the_words_are_no_change(
    platform: str, marks: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(platform, quayside) as chat:
        reply = await chat.command("verify", marks.format(FOG.text.replace("Fog", "Smog")), speaker=FOG.speaker)
        assert_verdict(reply, "altered", FOG)
        assert "Fog" in reply.old
        assert "Smog" in reply.new
        assert_verdict(await chat.command("verify", marks.format(FOG.text)), "verbatim", FOG)


TYPED = (
    'He said "no  way" to   the “mayor”, twice.',
    "“Nobody ever  said this.”",
    '"Nobody ever said this." – and "nobody" will',
    "“Nobody ever said\nthis  on\n  two lines.”",
)


@pytest.mark.parametrize("typed", TYPED)
async def test_a_checked_text_is_shown_as_it_was_typed(
    platform: str, typed: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(platform, quayside) as chat:
        for reply in (await chat.command("verify", typed), await chat.ask(f"/verify {typed}")):
            assert verify_texts.HEADLINES["not_held"] in reply.text
            assert typed in reply.text


async def test_line_breaks_of_a_checked_text_are_shown_as_they_were_typed(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    if platform == "terminal":
        pytest.skip("a line break ends the input there")
    typed = "Nobody ever said\nthis on two lines."
    async with run_bot(platform, quayside) as chat:
        assert typed in (await chat.command("verify", typed)).text
