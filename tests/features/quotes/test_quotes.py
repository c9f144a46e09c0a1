"""Finding quotes by command, with their buttons and pickers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot import app
from bot.core import texts
from bot.core.controls import CompletedOption
from bot.core.events import Completion, Deletion, Invocation, Person, Press
from bot.core.models import Fact, FactCollection, Quote, Source
from bot.core.replies import Card, Notice, Reply
from bot.core.words import plain
from bot.features.full_text.replies import TextPart
from bot.features.quotes import texts as quotes_texts
from bot.features.quotes.replies import Clarification, NoQuote, Speakers
from bot.knowledge import presentation
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.chat_driver import CHANNEL, ChatDriver
from tests.samples.facts import FERRY, REPORT

GULL = Source("Harbour notes", "The Gull", dt.date(2026, 3, 5))


def quote(quote_id: str, text: str, speaker: str, role: str, about: str, day: int, **more: object) -> Quote:
    """Make a quote of March 2026."""
    said = dt.date(2026, 3, day)
    return Quote(quote_id, text, speaker, REPORT, role=role, about=about, said=said, **more)  # type: ignore[arg-type]


FOG = quote("fog", "Fog does not read timetables.", "Ada Quill", "Harbour master", "delays", 1)
ICE = quote("ice", "We broke the ice with oars, twice.", "Ada Quill", "Harbour master", "the frozen basin", 2)
FEES = quote("fees", "Whoever moors here pays the fee.", "Ada Quill", "Harbour master", "mooring fees", 3)
TUG = quote("tug", "Nobody tows a tug.", "Bo Reed", "Mate", "tugs", 1)
TUG_AGAIN = replace(TUG, id="tug-again", source=GULL, said=None)
RISE = quote("rise", "The fee for mooring will not rise.", "Jon Marsh", "Mayor of Wick", "mooring fees", 4)
LAW = quote("law", "A pier is a road that got wet.", "Jon Marsh", "Professor of law", "piers", 5)
DRAFT = quote("draft", "Whales are only large fish.", "Zoe Finch", "Biologist", "whales", 6, status="draft")
OLD = quote("old", "The lighthouse stays white.", "Bo Reed", "Mate", "the lighthouse", 9, status="superseded")
LONG = quote("long", "The sea, the sea and " * 90 + "the sea.", "Lou Gale", "Poet", "waves", 1)
QUOTES = (FOG, ICE, FEES, TUG, TUG_AGAIN, RISE, LAW, DRAFT, OLD, LONG)
ALIASES = (("mooring", "berthing"),)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The harbour's quotes."""
    return Knowledge(FactCollection((FERRY, *QUOTES), (), ALIASES), Thresholds.default())


async def call(chat: ChatDriver, name: str, **options: str | bool) -> Reply:
    """Call a command and return the reply."""
    return await reply_to(chat, Invocation(uuid.uuid4().hex, Person("ann"), CHANNEL, name, options))


async def press(chat: ChatDriver, code: str) -> Reply:
    """Press a button or choose in a picker, and return the reply."""
    return await reply_to(chat, Press(uuid.uuid4().hex, Person("ann"), CHANNEL, code))


async def reply_to(chat: ChatDriver, event: Invocation | Press) -> Reply:
    public, private = len(chat.responder.shown), len(chat.responder.private)
    await chat.conversation.handle(event, chat.responder)
    assert (len(chat.responder.shown) - public) + (len(chat.responder.private) - private) == 1
    return chat.responder.private[-1] if len(chat.responder.private) > private else chat.responder.last


def shown_id(reply: Reply) -> str:
    """Return the id of the quote on a card."""
    assert isinstance(reply, Card), reply
    return reply.statement.id


def another_code(reply: Reply) -> str:
    """Return the code of the button for another quote."""
    assert isinstance(reply, Card)
    (code,) = (button.action.code for button in reply.buttons if button.label == quotes_texts.ANOTHER)
    assert len(code) <= 100
    return code


def notice_text(reply: Reply) -> str:
    """Return the sentence that says what is missing, to one person only."""
    assert isinstance(reply, Notice | NoQuote), reply
    assert reply.private
    return plain(reply.text)


# ---------------------------------------------------------------------- speaker and topic


@pytest.mark.parametrize(
    ("options", "quote_id"),
    [
        ({"speaker": "Ada Quill"}, "fees"),
        ({"speaker": "quil"}, "fees"),
        ({"speaker": "the harbor master"}, "fees"),
        ({"speaker": "Quill", "about": "fog"}, "fog"),
        ({"speaker": "Quill", "about": "frozen basins"}, "ice"),
        ({"speaker": "Quill", "about": "berthing"}, "fees"),
        ({"about": "delays"}, "fog"),
        ({"about": "on oars"}, "ice"),
        ({"speaker": "Quill on delays"}, "fog"),
        ({"speaker": "Quill about oars"}, "ice"),
        ({"speaker": "by the harbour master: fog"}, "fog"),
        ({"speaker": "delays by Quill"}, "fog"),
        ({"words": "frozen basin"}, "ice"),
        ({"words": "tugs"}, "tug-again"),
        ({"words": "quil"}, "fees"),
        ({"words": "Quill on delays"}, "fog"),
        ({"speaker": "Jon Marsh", "about": "piers"}, "law"),
        ({"speaker": "mayor"}, "rise"),
    ],
)
async def test_the_quote_that_fits_speaker_and_topic_best_is_shown(
    chat: ChatDriver, options: dict[str, str], quote_id: str
) -> None:
    assert shown_id(await call(chat, "quote", **options)) == quote_id


async def test_a_speaker_is_never_taken_as_a_topic(chat: ChatDriver) -> None:
    for speaker in ("frozen basin", "tugs", "timetables"):
        assert notice_text(await call(chat, "quote", speaker=speaker)) == f"I don't have a quote by “{speaker}”."
        assert shown_id(await call(chat, "quote", words=speaker))


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"speaker": "Winston Gale on fog"}, "Winston Gale"),
        ({"speaker": "winston gale about the fog"}, "winston gale"),
        ({"words": "Winston Gale on fog"}, "Winston Gale"),
        ({"words": "by Winston Gale regarding fog"}, "Winston Gale"),
        ({"words": "gossip on zeppelins"}, "gossip on zeppelins"),
        ({"speaker": "Winston Onslow"}, "Winston Onslow"),
    ],
)
async def test_an_unknown_speaker_is_named_without_the_topic(
    chat: ChatDriver, options: dict[str, str], named: str
) -> None:
    assert notice_text(await call(chat, "quote", **options)) == quotes_texts.no_speaker(named)


async def test_another_shows_each_quote_in_turn_even_after_restarts(make_chat: Callable[..., ChatDriver]) -> None:
    chat = make_chat()
    card = await call(chat, "quote", speaker="Quill")
    shown_ids = [shown_id(card)]
    for _ in range(3):
        chat = make_chat()
        card = await press(chat, another_code(card))
        shown_ids.append(shown_id(card))
    assert shown_ids == ["fees", "ice", "fog", "fees"]


async def test_a_single_quote_has_no_button_for_another(chat: ChatDriver) -> None:
    card = await call(chat, "quote", speaker="Lou Gale")
    assert isinstance(card, Card)
    assert [button.label for button in card.buttons] == [texts.CITE]
    assert card.position == ""


async def test_the_same_words_from_two_sources_are_one_card(chat: ChatDriver) -> None:
    card = await call(chat, "quote", about="tugs")
    assert isinstance(card, Card)
    assert [button.label for button in card.buttons] == [texts.CITE]
    assert {card.statement.id, *(other.id for other in card.also)} == {"tug", "tug-again"}


async def test_superseded_quotes_come_last_and_drafts_never(chat: ChatDriver) -> None:
    first = await call(chat, "quote", speaker="Bo Reed")
    assert shown_id(first) in ("tug", "tug-again")
    second = await press(chat, another_code(first))
    assert shown_id(second) == "old"
    assert isinstance(second, Card)
    assert second.validity == "superseded"
    assert "Zoe" in notice_text(await call(chat, "quote", speaker="Zoe Finch"))


async def test_an_ambiguous_speaker_is_chosen_from_a_picker(chat: ChatDriver) -> None:
    clarification = await call(chat, "quote", speaker="Jon Marsh")
    assert isinstance(clarification, Clarification)
    labels = [choice.label for choice in clarification.picker.choices]
    assert labels == ["Jon Marsh, Mayor of Wick (1)", "Jon Marsh, Professor of law (1)"]
    card = await press(chat, clarification.picker.action.code + clarification.picker.choices[1].value)
    assert shown_id(card) == "law"
    assert not card.private


async def test_choosing_an_ambiguous_speaker_keeps_the_topic_and_privacy(
    knowledge: Knowledge, chat: ChatDriver
) -> None:
    wet = quote("wet", "Moorings are not a matter of law.", "Jon Marsh", "Professor of law", "mooring", 1)
    chat.answering.state = KnowledgeByPlace(
        Knowledge(FactCollection((*QUOTES, wet), (), ALIASES), knowledge.thresholds)
    )
    clarification = await call(chat, "quote", speaker="Marsh on mooring", private=True)
    assert isinstance(clarification, Clarification)
    (key,) = (choice.value for choice in clarification.picker.choices if "Professor" in choice.label)
    card = await press(chat, clarification.picker.action.code + key)
    assert (shown_id(card), card.private) == ("wet", True)


async def test_the_reply_names_existing_topics_if_no_quote_fits(chat: ChatDriver) -> None:
    assert notice_text(await call(chat, "quote", speaker="Churchill")) == quotes_texts.no_speaker("Churchill")
    sentence = notice_text(await call(chat, "quote", speaker="Quill", about="whales"))
    assert sentence.startswith(
        "I don't have a quote by Ada Quill on “whales”. I have quotes by Ada Quill on: mooring fees;"
    )
    assert notice_text(await call(chat, "quote", about="football")).startswith(
        "I don't have a quote on “football”. I have"
    )


async def test_quote_commands_say_so_if_there_are_no_quotes(knowledge: Knowledge, chat: ChatDriver) -> None:
    chat.answering.state = KnowledgeByPlace(Knowledge(FactCollection((FERRY,)), knowledge.thresholds))
    for name, options in (("quote", {}), ("quote", {"speaker": "Quill"}), ("quotes", {})):
        assert notice_text(await call(chat, name, **options)) == quotes_texts.NO_QUOTES


# ---------------------------------------------------------------------- a random quote


async def test_a_channel_never_gets_the_same_random_quote_twice_in_a_row(make_chat: Callable[..., ChatDriver]) -> None:
    before = ""
    for _ in range(25):
        quote_id = shown_id(await call(make_chat(), "quote"))
        assert quote_id != before
        before = quote_id


async def test_another_shows_every_current_quote_once_before_the_first_again(chat: ChatDriver) -> None:
    card = await call(chat, "quote")
    shown_ids = [shown_id(card)]
    for _ in range(6):
        card = await press(chat, another_code(card))
        shown_ids.append(shown_id(card))
    assert len(set(shown_ids)) == 7
    assert "old" not in shown_ids
    assert shown_id(await press(chat, another_code(card))) == shown_ids[0]


async def test_a_random_quote_has_a_picker_of_speakers(chat: ChatDriver) -> None:
    card = await call(chat, "quote")
    assert isinstance(card, Card)
    assert card.picker
    labels = [choice.label for choice in card.picker.choices]
    assert labels[0] == "Ada Quill, Harbour master (3)"
    assert card.picker.completes is None
    chosen = await press(chat, card.picker.action.code + card.picker.choices[0].value)
    assert shown_id(chosen) == "fees"
    gone = await press(chat, card.picker.action.code + "0123456789abcdef")
    assert "no longer have" in notice_text(gone)


# ---------------------------------------------------------------------- lists, long texts, completion


async def test_the_list_of_speakers_has_pages_and_leads_to_quotes(knowledge: Knowledge, chat: ChatDriver) -> None:
    many = [quote(f"m{n}", f"Wave number {n} came.", f"Crew {chr(65 + n)}x", "Sailor", "waves", 1) for n in range(26)]
    chat.answering.state = KnowledgeByPlace(Knowledge(FactCollection((*QUOTES, *many)), knowledge.thresholds))
    page = await call(chat, "quotes")
    assert isinstance(page, Speakers)
    assert page.private
    assert page.lines[0].name == "Ada Quill, Harbour master"
    assert page.lines[0].summary == "3 quotes on mooring fees; the frozen basin; delays"
    assert page.picker
    assert page.picker.completes == CompletedOption("quote", "speaker")
    names = [line.name for line in page.lines]
    for label, count in ((texts.NEXT, 10), (texts.NEXT, 10), (texts.NEXT, 1)):
        (button,) = (b for b in page.buttons if b.label == label)
        turned = await press(chat, button.action.code)
        assert isinstance(turned, Speakers)
        page = turned
        assert len(page.lines) == count
        names += [line.name for line in page.lines]
    assert len(set(names)) == len(names) == 31
    assert [b.label for b in page.buttons] == [texts.PREVIOUS]
    assert page.picker
    card = await press(chat, page.picker.action.code + page.picker.choices[0].value)
    assert card.private


async def test_a_long_quote_is_read_whole_in_parts_one_at_a_time(chat: ChatDriver) -> None:
    card = await call(chat, "quote", speaker="Lou Gale")
    assert isinstance(card, Card)
    assert card.whole
    part = await press(chat, card.whole.action.code)
    assert isinstance(part, TextPart)
    assert part.private
    assert part.note == f"Part 1 of 2 · {REPORT.title}"
    assert [button.label for button in part.buttons] == [texts.NEXT]
    last = await press(chat, part.buttons[0].action.code)
    assert isinstance(last, TextPart)
    assert part.text + last.text == LONG.text
    assert last.note == f"Part 2 of 2 · {REPORT.title}"
    assert [button.label for button in last.buttons] == [texts.PREVIOUS]
    assert await press(chat, last.buttons[0].action.code) == part
    assert await press(chat, "part:-:9-long") == last
    for gone in ("part:-:1-whale", "part:-:x-long", "whole:-:whale"):
        assert notice_text(await press(chat, gone)) in (texts.TEXT_GONE, texts.NOT_MINE)
    short = await call(chat, "quote", about="tugs")
    assert isinstance(short, Card)
    assert short.whole is None
    only = await press(chat, "whole:-:tug")
    assert only == TextPart(TUG.text, REPORT.title)


async def test_a_card_says_which_of_the_quotes_it_shows_and_leads_back(chat: ChatDriver) -> None:
    card = await call(chat, "quote", speaker="Quill")
    seen = []
    for label in (quotes_texts.ANOTHER, quotes_texts.ANOTHER, texts.PREVIOUS, texts.PREVIOUS):
        assert isinstance(card, Card)
        seen.append((shown_id(card), card.position, [button.label for button in card.buttons]))
        (code,) = (button.action.code for button in card.buttons if button.label == label)
        card = await press(chat, code)
    first = ("fees", "quote 1 of 3", [quotes_texts.ANOTHER, texts.CITE])
    middle = ("ice", "quote 2 of 3", [texts.PREVIOUS, quotes_texts.ANOTHER, texts.CITE])
    assert seen == [first, middle, ("fog", "quote 3 of 3", middle[2]), middle]
    assert shown_id(card) == "fees"


async def test_speakers_and_topics_are_completed_while_a_person_types(chat: ChatDriver) -> None:
    async def complete(command: str, option: str, typed: str, keys: bool = False) -> list[tuple[str, str]]:
        asked = Completion(command, option, typed, CHANNEL, Person("ann"), keys)
        return [(choice.value, choice.label) for choice in await chat.conversation.complete(asked)]

    assert await complete("quote", "speaker", "qu") == [("Ada Quill, Harbour master", "Ada Quill, Harbour master (3)")]
    assert await complete("verify", "speaker", "mayor") == [
        ("Jon Marsh, Mayor of Wick", "Jon Marsh, Mayor of Wick (1)")
    ]
    ((key, _),) = await complete("quote", "speaker", "reed", keys=True)
    assert shown_id(await call(chat, "quote", speaker=key)) in ("tug", "tug-again")
    assert [value for value, _ in await complete("quote", "about", "fee")] == ["mooring fees"]
    assert len(await complete("quote", "speaker", "")) == 5
    for command, option in (("quote", "private"), ("dance", "x"), ("ask", "question")):
        assert await complete(command, option, "a") == []


# ---------------------------------------------------------------------- typed, edited, deleted, too many


async def test_editing_or_deleting_a_typed_command_updates_its_reply(chat: ChatDriver) -> None:
    message = await chat.ask("/quote Quill fog")
    assert shown_id(chat.responder.last) == "fog"
    await chat.conversation.handle(replace(message, revision="r1"), chat.responder)
    assert list(map(shown_id, chat.responder.shown.values())) == ["fog"]
    chat.clock.advance(seconds=1)
    await chat.conversation.handle(replace(message, text="/quote Quill oars", revision="r2"), chat.responder)
    assert list(map(shown_id, chat.responder.shown.values())) == ["ice"]
    chat.clock.advance(seconds=1)
    await chat.conversation.handle(replace(message, text=FERRY.questions[0], revision="r3"), chat.responder)
    assert list(map(shown_id, chat.responder.shown.values())) == [FERRY.id]
    chat.clock.advance(seconds=1)
    await chat.conversation.handle(replace(message, text="quote", revision="r4"), chat.responder)
    assert [
        isinstance(reply, Card) and isinstance(reply.statement, Quote) for reply in chat.responder.shown.values()
    ] == [True]
    await chat.conversation.handle(Deletion(message.id, CHANNEL), chat.responder)
    assert not chat.responder.shown


async def test_editing_or_deleting_a_typed_ask_updates_its_answer(chat: ChatDriver) -> None:
    message = await chat.ask(f"/ask {FERRY.questions[0]}")
    before = list(chat.responder.shown)
    await chat.conversation.handle(replace(message, text=FERRY.questions[1], revision="r1"), chat.responder)
    assert list(chat.responder.shown) == before
    assert [exchange.question for exchange in await chat.store.exchanges_for(message.key)] == [FERRY.questions[1]]
    await chat.conversation.handle(Deletion(message.id, CHANNEL), chat.responder)
    assert not chat.responder.shown


async def test_commands_count_towards_the_flood_limit(make_chat: Callable[..., ChatDriver]) -> None:
    chat = make_chat(flood_limit=2)
    await call(chat, "quote")
    await call(chat, "quotes")
    assert notice_text(await call(chat, "quote")) == texts.TOO_MANY


async def test_each_example_of_the_help_works(chat: ChatDriver, knowledge: Knowledge) -> None:
    chat.answering.state = KnowledgeByPlace(knowledge)
    for line in app.menu().help(presentation.examples(knowledge), "").lines:
        command, options = app.menu().parse(line.example.removeprefix("/"))
        if command.name in ("ask", "quote", "quotes"):
            reply = await call(chat, command.name, **{k: v for k, v in options.items() if isinstance(v, str)})
            assert isinstance(reply, Card | Speakers), line.example


async def test_a_button_of_an_unknown_exchange_or_quote_gets_a_sentence(chat: ChatDriver) -> None:
    for code in ("another:0123456789abcdef:fog", "page:-:2", "speaker:-:0123456789abcdef"):
        assert notice_text(await press(chat, code)) == texts.TOO_OLD
    assert "no longer have" in notice_text(await press(chat, "whole:-:nothing"))


async def test_a_long_fact_has_a_button_that_shows_it_whole(chat: ChatDriver) -> None:
    fact = Fact("tale", "word " * 400, REPORT, REPORT.published, questions=("How does the tale go?",))
    chat.answering.state = KnowledgeByPlace(Knowledge(FactCollection((fact,)), Thresholds.default()))
    await chat.ask("How does the tale go?")
    assert isinstance(chat.responder.last, Card)
    assert chat.responder.last.whole
