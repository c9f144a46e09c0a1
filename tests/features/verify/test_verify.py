"""Checking quotes in a conversation: stored exchanges, choices in pickers, and the text of verdicts."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core import texts
from bot.core.controls import Button, CompletedOption, Picker
from bot.core.document import Text
from bot.core.errors import DeliveryError
from bot.core.events import Action, Completion, Invocation, Person, Press, Target
from bot.core.models import FactCollection
from bot.core.replies import Card, Notice, Reply
from bot.core.since import Since
from bot.core.subjects import MessageSubject
from bot.features.citation.replies import Citation
from bot.features.verify import texts as verify_texts
from bot.features.verify.checker import GIVE_WORDS, NO_QUOTATION, quote_checker
from bot.features.verify.replies import Verdict
from bot.features.verify.verdicts import verdict
from bot.knowledge import presentation
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.chat_driver import CHANNEL, ChatDriver
from tests.samples.facts import TODAY
from tests.samples.quotes import BRIDGE, FEES, FOG, GUARDS, LOCK, QUAYSIDE, QUOTES, RISE, SHIPS, WHITE, quote


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The quotes of the quay."""
    return Knowledge(QUAYSIDE, Thresholds.default())


async def call(chat: ChatDriver, message: str | None = None, **options: str | bool) -> list[Reply]:
    """Check a text, or a message on which the shortcut is used; return the replies."""
    subject = None if message is None else MessageSubject(message)
    return await _replies_to(chat, Invocation(uuid.uuid4().hex, Person("ann"), CHANNEL, "verify", options, subject))


async def choose(chat: ChatDriver, picker: Picker, value: str) -> Reply:
    """Choose in a picker and return the reply."""
    (reply,) = await _replies_to(chat, Press(uuid.uuid4().hex, Person("ann"), CHANNEL, picker.action.code + value))
    return reply


async def _replies_to(chat: ChatDriver, event: Invocation | Press) -> list[Reply]:
    public, private = len(chat.responder.shown), len(chat.responder.private)
    await chat.conversation.handle(event, chat.responder)
    return list(chat.responder.shown.values())[public:] + chat.responder.private[private:]


def headline_and_id(reply: Reply) -> tuple[str, str | None]:
    """Return the headline of a verdict, without its sign, and the id of its quote."""
    assert isinstance(reply, Verdict), reply
    return reply.headline.split(" ", 1)[1], reply.card.statement.id if reply.card else None


def picker_of(reply: Reply) -> Picker:
    assert isinstance(reply, Verdict)
    assert reply.picker
    return reply.picker


# ---------------------------------------------------------------------- a command


async def test_a_check_is_stored_with_its_outcome(chat: ChatDriver) -> None:
    message = await chat.ask("/verify Fog does read timetables. speaker:Quill")
    (exchange,) = await chat.store.exchanges_for(message.key)
    assert exchange
    assert (exchange.outcome, exchange.statement_id) == ("answer", FOG.id)
    assert 0.58 < exchange.score < 1
    assert exchange.options == {"text": "Fog does read timetables.", "speaker": "Quill"}
    message = await chat.ask("/verify the gulls will vote at noon")
    (exchange,) = await chat.store.exchanges_for(message.key)
    assert exchange
    assert (exchange.outcome, exchange.statement_id) == ("none", None)


async def test_a_command_is_answered_privately_and_without_a_picker(chat: ChatDriver) -> None:
    (reply,) = await call(chat, text=FOG.text)
    assert isinstance(reply, Verdict)
    assert (headline_and_id(reply), reply.good, reply.picker) == (("Verbatim", FOG.id), True, None)
    assert reply.private


async def test_only_a_verdict_without_a_warning_is_good(chat: ChatDriver) -> None:
    for text, good in (("Fog does not read", True), ("read timetables", False), ("Fog does read timetables.", False)):
        (reply,) = await call(chat, text=text)
        assert isinstance(reply, Verdict)
        assert reply.good == good


async def test_a_text_that_cannot_be_checked_gets_a_sentence(chat: ChatDriver) -> None:
    for options, words in (({"text": "lamps"}, GIVE_WORDS), ({"text": "x y " * 3_000}, "at most 5,000 characters")):
        (reply,) = await call(chat, **options)
        assert isinstance(reply, Notice)
        assert words in reply.text


async def test_quotations_above_the_flood_limit_are_not_checked(make_chat: Callable[..., ChatDriver]) -> None:
    chat = make_chat(flood_limit=2)
    replies = await call(chat, f"“{FOG.text}” “{BRIDGE.text}” “{GUARDS.text}”")
    assert [isinstance(reply, Verdict) for reply in replies] == [True, True, False]
    assert isinstance(replies[2], Notice)
    assert replies[2].text == texts.TOO_MANY


# ---------------------------------------------------------------------- the shortcut and its picker


async def test_each_choice_in_the_picker_gives_a_new_verdict(chat: ChatDriver) -> None:
    (reply,) = await call(chat, f"“{RISE.text}”")
    assert headline_and_id(reply) == ("Verbatim", RISE.id)
    assert reply.private
    picker = picker_of(reply)
    assert picker.completes is None
    for label, headline in (("Bo Reed, Mate", "Wrong speaker"), ("Jon Marsh, Mayor of Wick", "Verbatim"),
                            ("Jon Marsh, Professor of law", "Wrong speaker")):  # fmt: skip
        (key,) = (choice.value for choice in picker.choices if choice.label == label)
        assert len(picker.action.code + key) <= 100
        reply = await choose(chat, picker, key)
        assert headline_and_id(reply) == (headline, RISE.id)
        assert picker_of(reply).choices == picker.choices


async def test_the_picker_completes_speakers_if_it_cannot_list_all(chat: ChatDriver) -> None:
    crew = [
        quote(f"c{n}", f"Wave {n} came by night.", f"Crew {chr(65 + n)}an", "Sailor", "waves", 1) for n in range(26)
    ]
    chat.answering.state = KnowledgeByPlace(Knowledge(FactCollection((*QUOTES, *crew)), Thresholds.default()))
    (reply,) = await call(chat, f"“{FOG.text}”")
    picker = picker_of(reply)
    assert len(picker.choices) == 25
    assert picker.completes == CompletedOption("verify", "speaker")
    typed = Completion("verify", "speaker", "crew zan", CHANNEL, Person("ann"), keys=True)
    (choice,) = await chat.conversation.complete(typed)
    assert headline_and_id(await choose(chat, picker, choice.value)) == ("Wrong speaker", FOG.id)


async def test_a_choice_of_an_unknown_speaker_or_exchange_gets_a_sentence(chat: ChatDriver) -> None:
    (reply,) = await call(chat, f"“{FOG.text}”")
    picker = picker_of(reply)
    for action, words in (
        (picker.action, verify_texts.NO_LONGER_QUOTED),
        (Action("check", "0123456789abcdef"), texts.TOO_OLD),
    ):
        gone = await choose(chat, replace(picker, action=action), "f" * 16)
        assert isinstance(gone, Notice)
        assert gone.text == words


async def test_a_quotation_that_is_not_found_has_no_picker(chat: ChatDriver) -> None:
    (reply,) = await call(chat, "“The gulls will vote on Tuesday at noon.”")
    assert isinstance(reply, Verdict)
    assert (headline_and_id(reply), reply.picker) == (("Not found", None), None)


async def test_a_message_without_a_quotation_is_refused_privately(chat: ChatDriver) -> None:
    (reply,) = await call(chat, "Fog does not read timetables.")
    assert reply == Notice(NO_QUOTATION)


async def test_marks_and_line_breaks_in_a_quotation_do_not_prevent_a_match(chat: ChatDriver) -> None:
    (reply,) = await call(chat, f"Elio Rima: “A 'bridge'\nis a \"promise\" speaker:Bo kept in stone.”\n> {FEES.text}")
    assert isinstance(reply, Verdict)
    assert headline_and_id(reply)[1] == BRIDGE.id


# ---------------------------------------------------------------------- the text of verdicts


def verdict_on(chat: ChatDriver, text: str, speaker: str | None = None) -> Verdict:
    """Return the verdict on a line."""
    knowledge = chat.answering.whole
    checked = quote_checker(knowledge).check(text, speaker)
    return verdict(checked, presentation.card(knowledge, checked.quote, TODAY.date()) if checked.quote else None)


def test_a_verdict_names_both_speakers_and_shortens_a_long_name(chat: ChatDriver) -> None:
    assert verdict_on(chat, FOG.text, "Bo Reed").explanation == "These are the words of Ada Quill, not of Bo Reed."
    for typed, stored in (("reed", "Bo Reed"), ("quay ghost", "quay ghost"), ("jon marsh", "jon marsh")):
        assert verdict_on(chat, FOG.text, typed).explanation == f"These are the words of Ada Quill, not of {stored}."
    shortened = verdict_on(chat, FOG.text, "Somebody " * 40).explanation
    assert len(shortened) < 150
    assert shortened.endswith("….")
    other = verdict_on(chat, LOCK.text.replace("€10", "€20"), "Bo Reed").explanation
    assert other == (
        "This is not word for word what Ada Quill said. The closest quote I have is by Ada Quill, not by Bo Reed."
    )
    assert verdict_on(chat, FOG.text, "{speaker} {0} {claimed}").explanation.endswith("not of {speaker} {0} {claimed}.")


def test_a_verdict_has_the_words_of_both_texts_in_order(chat: ChatDriver) -> None:
    changed = verdict_on(chat, SHIPS.text.replace("Nobody", "Somebody").replace("nine", "about nine"))
    assert [(piece.kind, piece.text) for piece in changed.pieces] == [
        ("old", "Nobody"), ("new", "Somebody"), ("same", "on this quay believes that 1,200 ships can be piloted by"),
        ("new", "about"), ("same", "nine people."),
    ]  # fmt: skip
    cut = verdict_on(chat, "Fog does … raed timetables")
    assert [(piece.kind, piece.text) for piece in cut.pieces] == [
        ("same", "Fog does"), ("cut", "not"), ("old", "read"), ("new", "raed"), ("same", "timetables."),
    ]  # fmt: skip
    assert verdict_on(chat, "Fog does … read timetables").pieces == ()
    assert verdict_on(chat, FOG.text).pieces == ()


def test_the_card_of_a_superseded_quote_says_so(chat: ChatDriver) -> None:
    card = verdict_on(chat, WHITE.text).card
    assert isinstance(card, Card)
    assert card.validity == "superseded"


def test_a_small_difference_is_called_small_and_gets_no_warning(chat: ChatDriver) -> None:
    small = verdict_on(chat, FOG.text.replace("does not", "doesn’t"))
    assert (small.headline, small.warnings, small.good) == (verify_texts.HEADLINES["altered"], (), False)
    assert small.explanation == verify_texts.SMALL_DIFFERENCES.format(speaker="Ada Quill")


TEXTS = st.text(alphabet="ab .,:'\"“”„«»‘’`[]()-—…\n1", max_size=60) | st.text(max_size=80)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, TEXTS)
async def test_a_check_is_stored_with_exactly_the_given_options(chat: ChatDriver, text: str, speaker: str) -> None:
    options = {"text": f"ab cd {text}", "speaker": speaker}
    invocation = Invocation(f"I{next(chat.ids)}", Person("ann"), CHANNEL, "verify", options)
    await chat.conversation.handle(invocation, chat.responder)
    exchanges = await chat.store.exchanges_for(invocation.key)
    # If a word mixes letters of two alphabets, the check is refused and nothing is stored.
    assert [(one.command, one.options) for one in exchanges] in ([], [("verify", options)])


# ---------------------------------------------------------------------- sharing


def share_button(reply: Reply) -> Button:
    """Return the first button of a verdict."""
    assert isinstance(reply, Verdict)
    assert reply.buttons[0].label == verify_texts.SHARE
    return reply.buttons[0]


def share(code: str, target: Target = CHANNEL) -> Press:
    return Press(uuid.uuid4().hex, Person("ann", "Ann"), target, code)


async def test_a_shared_verdict_is_the_same_without_the_button_to_share_it(chat: ChatDriver) -> None:
    (reply,) = await call(chat, text="Fog does read timetables.", speaker="Quill")
    assert isinstance(reply, Verdict)
    (shared,) = await _replies_to(chat, share(share_button(reply).action.code))
    assert shared == replace(reply, buttons=reply.buttons[1:], private=False, shared_by="Shared by Ann")
    (refusal,) = await _replies_to(chat, share(share_button(reply).action.code))
    assert refusal == Notice(verify_texts.SHARED_ALREADY)


async def test_a_verdict_is_shared_only_in_its_own_channel(chat: ChatDriver) -> None:
    (reply,) = await call(chat, text=FOG.text)
    (refusal,) = await _replies_to(chat, share(share_button(reply).action.code, replace(CHANNEL, channel="C2")))
    assert refusal == Notice(texts.TOO_OLD)


async def test_a_verdict_that_could_not_be_posted_can_be_shared_again(chat: ChatDriver) -> None:
    (reply,) = await call(chat, text=FOG.text)
    code, send = share_button(reply).action.code, chat.responder.send

    async def fail(reply: Reply) -> str | None:
        raise DeliveryError("down")

    chat.responder.send = fail  # type: ignore[method-assign]
    await chat.conversation.handle(share(code), chat.responder)
    chat.responder.send = send  # type: ignore[method-assign]
    chat.clock.advance(seconds=1)
    (shared,) = await _replies_to(chat, share(code))
    assert headline_and_id(shared) == ("Verbatim", FOG.id)


def change(chat: ChatDriver, **changes: str) -> None:
    """Let the store have another version of a quote."""
    changed = replace(FOG, **changes)  # type: ignore[arg-type]
    chat.answering.state = KnowledgeByPlace(Knowledge(FactCollection((changed, GUARDS)), Thresholds.default()))


@pytest.mark.parametrize(
    ("changes", "headline"),
    [
        ({"text": "Fog does now read timetables."}, "Altered"),
        ({"text": f"{FOG.text} Nor do gulls."}, "Excerpt"),
        ({"speaker": "Bo Reed"}, "Wrong speaker"),
        ({"text": "Nobody tows a tug."}, "Not found"),
        ({"status": "superseded"}, "Verbatim"),
    ],
)
async def test_a_verdict_that_would_be_another_one_now_is_shown_to_the_person_and_posted_only_then(
    chat: ChatDriver, changes: dict[str, str], headline: str
) -> None:
    (reply,) = await call(chat, text=FOG.text, speaker="Quill")
    change(chat, **changes)
    (now,) = await _replies_to(chat, share(share_button(reply).action.code))
    assert isinstance(now, Verdict)
    assert now.private
    assert (headline_and_id(now)[0], now.news) == (headline, verify_texts.NOT_THE_SAME)
    assert Text(verify_texts.NOT_THE_SAME, "warning") in now.document().elements
    (shared,) = await _replies_to(chat, share(share_button(now).action.code))
    assert shared == replace(now, buttons=now.buttons[1:], private=False, news="", shared_by="Shared by Ann")


async def test_a_verdict_that_was_shared_can_be_shared_again_after_it_has_become_another_one(chat: ChatDriver) -> None:
    (reply,) = await call(chat, text=FOG.text)
    code = share_button(reply).action.code
    await _replies_to(chat, share(code))
    change(chat, text="Fog does now read timetables.")
    await _replies_to(chat, share(code))
    (shared,) = await _replies_to(chat, share(code))
    assert (headline_and_id(shared)[0], shared.private) == ("Altered", False)


async def test_a_verdict_of_an_older_version_of_the_program_is_shared_as_before(chat: ChatDriver) -> None:
    (reply,) = await call(chat, text=FOG.text)
    action = share_button(reply).action
    exchange = await chat.store.exchange(action.exchange)
    assert exchange
    await chat.store.add_exchange(replace(exchange, shown_text="", shown_validity="", shown_verdict=""))
    (shared,) = await _replies_to(chat, share(action.code))
    assert not shared.private


@pytest.mark.parametrize("shared", [False, True])
async def test_the_citation_under_an_old_verdict_says_if_the_quote_has_changed(chat: ChatDriver, shared: bool) -> None:
    (reply,) = await call(chat, text=FOG.text)
    if shared:
        (reply,) = await _replies_to(chat, share(share_button(reply).action.code))
    assert isinstance(reply, Verdict)
    (cite,) = (button for button in reply.buttons if button.label == texts.CITE)
    assert isinstance((await _replies_to(chat, share(cite.action.code)))[0], Citation)
    change(chat, text="Fog does now read timetables.")
    (since,) = await _replies_to(chat, share(cite.action.code))
    assert isinstance(since, Since)
    assert since.private
    assert since.before == FOG.text


async def test_the_word_private_in_doubt_belongs_to_a_quote_that_has_it(chat: ChatDriver) -> None:
    kept = replace(FOG, id="kept", text="The key to the lighthouse stays private", questions=())
    chat.answering.state = KnowledgeByPlace(Knowledge(FactCollection((kept, GUARDS)), Thresholds.default()))
    for text, headline in (("stays private", "Excerpt"), ("key to the lighthouse private", "Excerpt")):
        message = await chat.ask(f"/verify {text}")
        assert headline_and_id(chat.responder.private[-1]) == (headline, "kept")
        (exchange,) = await chat.store.exchanges_for(message.key)
        assert exchange.private
        assert exchange.options["text"] == (text if text == "stays private" else text.removesuffix(" private"))
