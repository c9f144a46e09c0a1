"""What people do with messages: choose, type into a picker, turn pages, and call a shortcut on what somebody wrote."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.interactions import read_press, read_shortcut, read_typing
from bot.adapters.slack.messages import Identity
from bot.core import texts
from bot.core.events import COMPLETE_WITHIN, Action, Choice, CommandLine, Completion, Event, Invocation, Press
from bot.core.ports import Responder
from bot.core.replies import Button, Card, Notice, Picker
from bot.features.quotes.replies import Clarification, Speakers, TextPart
from tests.adapters.slack.conftest import Script, Serve
from tests.menu import MENU
from tests.samples.slack import QUOTE
from tests.standins.slack import ALICE, BOB, Fault, SlackStandIn

SHORTCUT = "Check quote"
EXCHANGE = "0123456789abcdef"
PICK = Action("speaker", EXCHANGE)
CHOICES = (Choice("ana-example", "Ana Example, Minister"), Choice("ana-other", "Ana Other <b> & co"))
STATIC = Picker("Who said it?", PICK, CHOICES)
EXTERNAL = replace(STATIC, completes=Completion("quote", "speaker", ""))
OTHER = Button("Another", Action("another", EXCHANGE, QUOTE.id))
CARD = Card(QUOTE, "current", buttons=(OTHER,))
NEXT = Card(replace(QUOTE, id="more", text="Ports before piers."), "current", buttons=(OTHER,))


# ---------------------------------------------------------------- shortcuts


async def test_a_shortcut_is_a_command_on_what_was_written(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(Notice("checked"))
    async with serve(script):
        await slack.point(SHORTCUT, "She said:\n> We *never* build & wait\n> for others.\nReally?", person=BOB)
        answer = await slack.said()
    [event] = script.events
    assert isinstance(event, Invocation)
    assert (event.command, event.author.id, dict(event.options)) == ("verify", BOB, {})
    assert event.target_text == "She said:\n“We never build & wait\nfor others.”\nReally?"
    assert (answer.private_to, answer.thread, answer.reading) == (BOB, None, "checked")


async def test_in_a_thread_the_private_reply_stays_there(slack: SlackStandIn, serve: Serve) -> None:
    async with serve(Script(Notice("checked"))):
        root = await slack.say("look at this")
        await slack.point(SHORTCUT, await slack.say("“We build.”", thread=root.ts))
        assert (await slack.said()).thread == root.ts
        await slack.point(SHORTCUT, root)  # which is read in the channel as well
        assert (await slack.said(count=2)).thread is None


async def test_our_own_card_can_be_checked(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(CARD)
    async with serve(script):
        card = await slack.reply_to(await slack.mention("what did Ana say?"))
        await slack.point(SHORTCUT, card)
        await slack.said(count=2)
    target_text = script.events[1]
    assert isinstance(target_text, Invocation)
    assert f"“{QUOTE.text}”" in str(target_text.target_text)
    assert texts.attribution(QUOTE) in str(target_text.target_text)


async def test_a_shortcut_works_where_the_bot_is_no_member(slack: SlackStandIn, serve: Serve) -> None:
    slack.fault("chat.postEphemeral", *[Fault(error="not_in_channel")] * 3)
    async with serve(Script(Notice("checked"))):
        await slack.point(SHORTCUT, "“We build.”")
        assert (await slack.said()).reading == "checked"
    assert slack.calls("chat.postEphemeral") == []


async def test_a_shortcut_falls_back_to_a_message_of_our_own(slack: SlackStandIn, serve: Serve) -> None:
    slack.fault("response_url", Fault(404))
    async with serve(Script(Notice("checked"))):
        await slack.point(SHORTCUT, "“We build.”", person=BOB)
        assert (await slack.said()).private_to == BOB


async def test_a_shortcut_that_nobody_knows_is_handed_over(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(Notice("not mine"))
    slack.shortcuts |= {"Of old": "older"}
    async with serve(script):
        await slack.point("Of old", "“We build.”")
        await slack.said()
    [event] = script.events
    assert isinstance(event, Invocation)
    assert event.command == "older"


# ---------------------------------------------------------------- pickers


async def test_a_choice_comes_back_with_its_value(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(Clarification("Which one?", STATIC), CARD)
    async with serve(script):
        post = await slack.mention("what did Ana say?")
        asked = await slack.reply_to(post)
        assert (asked.private_to, asked.choices) == (ALICE, [choice.label for choice in CHOICES])
        await slack.choose(asked, CHOICES[1].label)
        await slack.until(lambda: asked.deleted)
    press = script.events[1]
    assert isinstance(press, Press)
    assert Action.decode(press.code) == replace(PICK, value="ana-other")
    [card] = slack.posted()
    assert (card.thread, card.private_to) == (post.ts, None)


async def test_typing_into_a_picker_offers_what_fits(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(Clarification("Which one?", EXTERNAL), NEXT, CHOICES)
    async with serve(script):
        await slack.slash("/quote", "Ana")
        asked = await slack.said()
        assert asked.choices == []
        offered = await slack.suggest(asked, " an", person=BOB)
        assert [(o["text"]["text"], o["value"]) for o in offered] == [(c.label, c.value) for c in CHOICES]
        await slack.choose(asked, CHOICES[0].label, typed="")
        await slack.until(lambda: asked.deleted)
    assert script.typed == [Completion("quote", "speaker", "an"), Completion("quote", "speaker", "")]
    press = script.events[1]
    assert isinstance(press, Press)
    assert Action.decode(press.code) == replace(PICK, value="ana-example")


class Stuck(Script):
    """Fails, or takes too long, whenever somebody types."""

    async def complete(self, asked: Completion) -> Sequence[Choice]:
        if asked.typed == "fail":
            raise RuntimeError("as if by accident")
        await asyncio.Event().wait()
        return ()


async def test_where_nothing_can_be_offered_slack_is_told_in_time(
    slack: SlackStandIn, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    async with serve(Stuck(Clarification("Which one?", EXTERNAL))):
        await slack.slash("/quote", "Ana")
        asked = await slack.said()
        assert await slack.suggest(asked, "fail") == []
        assert await slack.suggest(asked, "wait") == []
        await slack.slash("/quote", "Ana")
        await slack.said(count=2)
    assert COMPLETE_WITHIN < 3  # then Slack gives up
    assert [r.levelno for r in caplog.records if "speaker of /quote" in r.getMessage()] == [logging.ERROR] * 2


async def test_what_is_typed_into_something_else_is_acknowledged(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(CARD)
    async with serve(script):
        for action_id in ("", "older", "older:picker"):
            envelope = await slack.link.send("interactive", {"type": "block_suggestion", "action_id": action_id})
            assert envelope.answer == {"options": []}
    assert script.typed == []


# ---------------------------------------------------------------- replies in place


async def test_another_takes_the_place_of_the_card(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(CARD, NEXT)
    async with serve(script):
        card = await slack.reply_to(await slack.mention("what did Ana say?"))
        await slack.press(card, "Another", person=BOB)
        await slack.until(lambda: card.edits)
    assert slack.posted() == [card]
    assert f"“{NEXT.statement.text}”" in card.paragraphs
    assert script.sent == [card.ts, card.ts]


async def test_where_the_bot_is_no_member_it_takes_the_place_through_the_press(
    slack: SlackStandIn, serve: Serve
) -> None:
    script = Script(CARD, NEXT)
    slack.fault("chat.update", Fault(error="channel_not_found"))
    async with serve(script):
        await slack.slash("/quote", "Ana")
        card = await slack.said()
        await slack.press(card, "Another")
        await slack.until(lambda: card.edits)
    assert slack.posted() == [card]
    assert f"“{NEXT.statement.text}”" in card.paragraphs
    assert script.sent == [None, None]


@pytest.mark.parametrize("direct", [True, False])
async def test_pages_turn_in_place(slack: SlackStandIn, serve: Serve, direct: bool) -> None:
    turn = Button("Next", Action("page", "-", "2"))
    async with serve(Script(Speakers("Page 1", (), (turn,)), Speakers("Page 2", ()))):
        post = await (slack.dm("/quotes") if direct else slack.mention("/quotes"))
        page = await slack.reply_to(post)
        await slack.press(page, "Next")
        await slack.until(lambda: page.edits)
    assert page.reading == "Page 2"
    assert slack.posted(page.channel) == [page]


async def test_a_private_word_leaves_the_card(slack: SlackStandIn, serve: Serve) -> None:
    async with serve(Script(CARD, Notice("That was all."))):
        card = await slack.reply_to(await slack.mention("what did Ana say?"))
        await slack.press(card, "Another", person=BOB)
        word = await slack.said(count=2)
    assert (word.private_to, word.reading) == (BOB, "That was all.")
    assert card.edits == 0


async def test_the_whole_of_a_cut_text_comes_in_pieces(slack: SlackStandIn, serve: Serve) -> None:
    text = "Piers and ports. " * 2_000
    whole = Button("Full text", Action("whole", EXCHANGE, "rails"))
    passages = [TextPart(text[at : at + 1_500], f"From {at}") for at in range(0, len(text), 1_500)]

    async def handle(event: Event, responder: Responder) -> None:
        for reply in (
            passages if isinstance(event, Press) else (Card(replace(QUOTE, text=text), "current", whole=whole),)
        ):
            await responder.send(reply)

    async with serve(handle):
        card = await slack.reply_to(await slack.mention("what did Ana say?"))
        await slack.press(card, "Full text", person=BOB)
        await slack.said(count=1 + len(passages))  # more than a response_url takes
    pieces = slack.posted()[1:]
    assert "".join(piece.paragraphs[0] for piece in pieces) == text
    assert {(piece.private_to, piece.thread) for piece in pieces} == {(BOB, card.thread)}


# ---------------------------------------------------------------- as typed


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("“We build &lt;piers&gt; &amp; ports.”", "We build <piers> & ports."),
        ("„Wir bauen.“", "Wir bauen."),
        ("«On construit…» […] 'yes'", "«On construit…» […] 'yes'"),
    ],
)
async def test_marks_reach_the_core_as_typed(slack: SlackStandIn, serve: Serve, typed: str, given: str) -> None:
    script = Script(Notice("checked"))
    async with serve(script):
        await slack.slash("/verify", typed)
        await slack.said()
    [event] = script.events
    assert isinstance(event, CommandLine)
    assert MENU.parse(event.line)[1]["text"] == given


async def test_quote_needs_nothing_and_explains_itself(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(Notice("yes"))
    async with serve(script):
        await slack.slash("/quote")
        await slack.slash("/quote", "help")
        await slack.said(count=2)
    read = [MENU.parse(event.line) for event in script.events if isinstance(event, CommandLine)]
    assert [(command.name, options) for command, options in read] == [("quote", {}), ("help", {})]


KEYS = [
    "type", "actions", "action_id", "value", "selected_option", "container", "channel", "channel_id", "id", "user",
    "message", "thread_ts", "callback_id", "text", "blocks",
]  # fmt: skip
anything = st.recursive(
    st.none() | st.integers() | st.sampled_from(["speaker:-:x", "speaker:-:|quote|speaker", "verify", "C1", "1.2"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=12,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, anything)))
def test_no_payload_is_too_odd(body: dict[str, Any]) -> None:
    me = Identity("UBOT", "BBOT", "T1")
    for taken in (read_press(body, me, MENU), read_shortcut(body, me)):
        assert taken is None or taken[0].key.startswith("slack:")
    read_typing(body)
