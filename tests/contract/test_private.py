"""Private replies, verdicts that are private unless shared, and public replies that say who asked what."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.core import texts
from bot.core.models import FactCollection
from bot.features.quotes import texts as quotes_texts
from bot.features.verify import texts as verify_texts
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.contract.chats import PlatformDriver, Rendered, assert_shows, assert_verdict
from tests.contract.conftest import PLATFORMS, RunBot
from tests.contract.drivers import SlackDriver
from tests.samples.facts import FERRY
from tests.samples.quotes import BRIDGE, FOG
from tests.waiting import assert_stays

pytestmark = pytest.mark.parametrize("platform", PLATFORMS)
QUESTION = FERRY.questions[0]
TYPED = (
    "{} private", "{}, private", "{} Private.", "{} —private", "{} – private", "{} (private)", "{} privately, please",
    "private: {}", "[private] {}", "{}\nprivate", "/ask {} −private", "/ask private {}", "{} private:true",
)  # fmt: skip


def shown_to_others(chat: PlatformDriver, reply: Rendered) -> list[str]:
    """Return what everybody sees in the channel of a reply."""
    return [] if reply.private is None else [one for one in chat.messages(reply) if one != reply.text]


def headed(chat: PlatformDriver, reply: Rendered, asked: str) -> bool:
    """Return whether the first line of a reply says that the person `asked`."""
    return reply.text.strip().splitlines()[0] == f"{chat.asker} {asked}"


# ---------------------------------------------------------------------- the word


@pytest.mark.parametrize("typed", TYPED)
async def test_the_word_in_a_message_hides_the_answer_or_the_answer_is_refused(
    platform: str, run_bot: RunBot, knowledge: Knowledge, typed: str
) -> None:
    async with run_bot(platform, knowledge) as chat:
        line = typed.format(QUESTION)
        reply = await chat.ask(" ".join(line.splitlines()) if platform == "terminal" else line)
        if platform == "discord":
            assert texts.not_private_here("ask") in reply.text
            assert FERRY.text not in reply.text
        else:
            assert_shows(reply, FERRY)
            assert reply.private in (True, None)
            assert shown_to_others(chat, reply) == []


@pytest.mark.parametrize("typed", [*TYPED[:9], "{} --private"])
async def test_the_word_in_a_typed_command_hides_the_reply(
    platform: str, run_bot: RunBot, knowledge: Knowledge, typed: str
) -> None:
    async with run_bot(platform, knowledge) as chat:
        for name, text, shown in (("ask", QUESTION, FERRY.text), ("quote", "rama", "Edi Rama")):
            reply = await chat.command(name, typed.format(text))
            assert shown in reply.text
            assert reply.private in (True, None)
            assert "private" not in reply.text.casefold()


@pytest.mark.parametrize("word", ["private", "(private)"])
async def test_the_word_alone_is_no_speaker(platform: str, run_bot: RunBot, quayside: Knowledge, word: str) -> None:
    async with run_bot(platform, quayside) as chat:
        reply = await chat.command("quote", word)
        assert reply.private in (True, None)
        assert "private" not in reply.text.casefold()
        assert texts.CITE in reply.buttons  # so it is a quote


async def test_a_word_that_a_question_needs_is_searched_too(platform: str, run_bot: RunBot) -> None:
    fact = replace(FERRY, id="owner", text="The harbour belongs to a family.", questions=("Is the harbour private?",))
    sold = replace(FERRY, id="sold", text="The harbour was sold.", questions=("Who sold the harbour to whom?",))
    async with run_bot(platform, Knowledge(FactCollection((fact, sold)), Thresholds.default())) as chat:
        for typed in ("is the harbour private", "Is the harbour private?"):
            reply = await chat.ask(typed)
            if platform == "discord":
                assert texts.PRIVATE_WORD in reply.text
            else:
                assert fact.text in reply.text
                assert reply.private in (True, None)
        if platform == "slack":
            assert fact.text in (await chat.command("ask", "is the harbour private")).text


async def test_an_edit_that_adds_the_word_hides_the_answer(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    if platform == "terminal":  # a typed line can't be edited
        return
    async with run_bot(platform, knowledge) as chat:
        reply = await chat.ask(QUESTION)
        assert_shows(reply, FERRY)
        changed = await chat.edit_question(reply, f"{QUESTION} private")
        if platform == "discord":
            assert FERRY.text not in changed.text
        else:
            assert_shows(changed, FERRY)
            assert changed.private
        assert not any(FERRY.text in text for text in shown_to_others(chat, changed))


# ---------------------------------------------------------------------- sharing


async def test_a_verdict_is_private_until_it_is_shared_once(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(platform, quayside) as chat:
        reply = await chat.command("verify", "Fog does read timetables.")
        assert_verdict(reply, "altered", FOG, "negation")
        assert reply.private in (True, None)
        if platform == "terminal":
            assert reply.buttons == (texts.CITE,)
            return
        assert reply.buttons == (verify_texts.SHARE, texts.CITE)
        await chat.restart()
        shared = await chat.press(reply, verify_texts.SHARE)
        assert not shared.private
        assert shared.buttons == (texts.CITE,)
        first, _, rest = shared.text.strip().partition("\n")
        assert first == verify_texts.shared_by(chat.asker)
        assert_verdict(replace(shared, text=rest), "altered", FOG, "negation")
        again = await chat.press(reply, verify_texts.SHARE)
        assert again.text.strip() == verify_texts.SHARED_ALREADY
        assert again.private


async def test_two_presses_at_once_share_a_verdict_once(platform: str, run_bot: RunBot, quayside: Knowledge) -> None:
    if platform == "terminal":
        return
    async with run_bot(platform, quayside) as chat:
        reply = await chat.command("verify", FOG.text)
        presses = (chat.press(reply, verify_texts.SHARE), chat.press(reply, verify_texts.SHARE))
        await asyncio.gather(*presses)
        await assert_stays(lambda: sum("Shared by" in text for text in chat.messages(reply)) == 1)


async def test_the_chosen_speaker_is_shared(platform: str, run_bot: RunBot, quayside: Knowledge) -> None:
    if platform == "terminal":
        return
    async with run_bot(platform, quayside) as chat:
        (reply,) = await chat.use_shortcut(f"“{FOG.text}”")
        assert reply.private
        assert reply.buttons == (verify_texts.SHARE, texts.CITE)
        wrong = await chat.choose(reply, "Bo Reed, Mate")
        shared = await chat.press(wrong, verify_texts.SHARE)
        assert verify_texts.HEADLINES["wrong_speaker"] in shared.text
        assert not shared.private
        assert not shared.choices


async def test_a_direct_message_has_nothing_to_share(platform: str, run_bot: RunBot, quayside: Knowledge) -> None:
    async with run_bot(platform, quayside) as chat:
        reply = await chat.ask_directly(f"verify {FOG.text}")
        assert_verdict(reply, "verbatim", FOG)
        assert reply.buttons == (texts.CITE,)


async def test_a_verdict_after_a_mention_is_public_only_on_discord(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(platform, quayside) as chat:
        reply = await chat.ask("verify Fog does read timetables.")
        assert_verdict(reply, "altered", FOG, "negation")
        assert reply.private == {"slack": True, "discord": False, "terminal": None}[platform]
        assert reply.buttons == ((verify_texts.SHARE, texts.CITE) if platform == "slack" else (texts.CITE,))
        if platform == "slack":
            assert not (await chat.press(reply, verify_texts.SHARE)).private
        refused = await chat.ask("verify Fog does read timetables. private")
        assert (texts.not_private_here("verify") in refused.text) == (platform == "discord")


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("verify Fog does not read timetables", "verbatim"),
        ("verify: Fog does not read timetables.", "verbatim"),
        ("Is “Fog does not read timetables” right?", "verbatim"),
        ('did Ada Quill say "Fog does not read timetables"?', "verbatim"),
        ("did the harbour master really say “does not read timetables”?", "excerpt"),
        ("did Ada Quill really say fog does not read timetables?", "verbatim"),
        ("did Bo Reed say “Fog does not read timetables.”?", "wrong_speaker"),
        ("check “Fog does not read timetables.”", "verbatim"),
        ("check this quote: Fog does not read timetables", "verbatim"),
        ("Could you check this quote by Bo Reed: “Fog does not read timetables”?", "wrong_speaker"),
        ("verify that Bo Reed said fog does not read timetables", "wrong_speaker"),
        ("“Fog does not read timetables” — Bo Reed, is that correct?", "wrong_speaker"),
    ],
)
async def test_a_sentence_asks_for_a_check(
    platform: str, run_bot: RunBot, quayside: Knowledge, typed: str, kind: str
) -> None:
    async with run_bot(platform, quayside) as chat:
        reply = await chat.ask(typed)
        assert reply.text.strip().startswith(verify_texts.HEADLINES[kind])  # type: ignore[index]
        assert_shows(reply, FOG)


# ---------------------------------------------------------------------- who asked


async def test_a_public_reply_to_a_command_says_who_asked_what(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        replies = [
            (await chat.command("ask", QUESTION), f"asked: {QUESTION}"),
            (await chat.command("quote", "Edi Rama"), "asked for a quote by Edi Rama"),
            (await chat.command("quote", "", about="on the hubs"), "asked for a quote on the hubs"),
            (await chat.command("quote"), "asked for a quote"),
        ]
        for reply, line in replies:
            assert headed(chat, reply, line) == bool(chat.asker), reply.text
        assert " asked: " not in (await chat.command("ask", QUESTION, private=True)).text
        assert " asked: " not in (await chat.ask(QUESTION)).text
        assert " asked: " not in (await chat.ask(f"/ask {QUESTION}")).text
        assert " asked: " not in (await chat.ask_directly(f"/ask {QUESTION}")).text


async def test_a_chosen_suggestion_and_another_quote_say_who_asked(
    platform: str, run_bot: RunBot, unsure: Knowledge, quayside: Knowledge
) -> None:
    if platform == "terminal":
        return
    async with run_bot(platform, unsure) as chat:
        offer = await chat.command("ask", "How long is the lock?")
        assert offer.private
        assert " asked: " not in offer.text
        card = await chat.press(offer, offer.buttons[0])
        assert headed(chat, card, "asked: How long is the lock?")
        assert not card.private


async def test_the_line_follows_the_card(platform: str, run_bot: RunBot, quayside: Knowledge) -> None:
    if platform == "terminal":
        return
    async with run_bot(platform, quayside) as chat:
        card = await chat.command("quote", "Elio Rima")
        assert headed(chat, card, "asked for a quote by Elio Rima")
        other = await chat.press(card, quotes_texts.ANOTHER)
        assert headed(chat, other, "asked for a quote by Elio Rima")
        random = await chat.command("quote")
        chosen = await chat.choose(random, "Elio Rima, Prime Minister of Velania (2)")
        assert headed(chat, chosen, "asked for a quote by Elio Rima, Prime Minister of Velania")
        (checked,) = await chat.use_shortcut_on_reply(chosen)
        assert_verdict(checked, "verbatim", BRIDGE)


async def test_markup_and_pings_in_a_question_are_shown_as_text(
    platform: str, run_bot: RunBot, unsure: Knowledge
) -> None:
    if platform == "terminal":
        return
    typed = "How long is the lock *now* _or_ ~then~ `here` [a](https://x.example) &lt; > # " + "and why " * 60
    async with run_bot(platform, unsure) as chat:
        offer = await chat.command("ask", typed)
        first = (await chat.press(offer, offer.buttons[0])).text.strip().splitlines()[0]
        line = "How long is the lock *now* _or_ ~then~ `here` [a](https://x.example)"
        assert first.startswith(f"{chat.asker} asked: {line}")
        assert len(first) < 400
        assert first.endswith("…")


async def test_a_verdict_is_shared_in_the_thread_of_the_mention(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(platform, quayside) as chat:
        if isinstance(chat, SlackDriver):
            reply = await chat.ask_in_thread(f"verify “{FOG.text}”")
            shared = await chat.press(reply, verify_texts.SHARE)
            assert shared.handle.thread == reply.handle.thread
