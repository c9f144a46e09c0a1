"""Read what people do with messages: choose, type into a picker, turn pages, and call a shortcut."""

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
from bot.core.controls import Button, CompletedOption, Picker
from bot.core.events import COMPLETE_WITHIN, Action, Choice, CommandLine, Completion, Event, Invocation, Press, Target
from bot.core.ports import Responder
from bot.core.replies import Card, Notice
from bot.features.full_text.replies import TextPart
from bot.features.quotes.replies import Clarification, Speakers
from tests.adapters.slack.conftest import Script, Serve
from tests.menu import MENU
from tests.samples.slack import QUOTE
from tests.standins.slack import ALICE, BOB, CHANNEL, TEAM, Fault, SlackStandIn

SHORTCUT = "Check quote"
EXCHANGE = "0123456789abcdef"
PICK = Action("speaker", EXCHANGE)
CHOICES = (Choice("ana-example", "Ana Example, Minister"), Choice("ana-other", "Ana Other <b> & co"))
STATIC = Picker("Who said it?", PICK, CHOICES)
EXTERNAL = replace(STATIC, completes=CompletedOption("quote", "speaker"))
OTHER = Button("Another", Action("another", EXCHANGE, QUOTE.id))
CARD = Card(QUOTE, "current", buttons=(OTHER,))
NEXT = Card(replace(QUOTE, id="more", text="Ports before piers."), "current", buttons=(OTHER,))


# ---------------------------------------------------------------- shortcuts


async def test_a_shortcut_calls_its_command_with_the_text_of_the_message(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(Notice("checked"))
    async with serve(script):
        await slack.point(SHORTCUT, "She said:\n> We *never* build & wait\n> for others.\nReally?", person=BOB)
        answer = await slack.said()
    [event] = script.events
    assert isinstance(event, Invocation)
    assert (event.command, event.author.id, dict(event.options)) == ("verify", BOB, {})
    assert event.subject is not None
    assert event.subject.text == "She said:\n“We never build & wait\nfor others.”\nReally?"
    assert (answer.private_to, answer.thread, answer.reading) == (BOB, None, "checked")


async def test_the_reply_to_a_shortcut_on_a_thread_reply_stays_in_the_thread(slack: SlackStandIn, serve: Serve) -> None:
    async with serve(Script(Notice("checked"))):
        root = await slack.say("look at this")
        await slack.point(SHORTCUT, await slack.say("“We build.”", thread=root.ts))
        assert (await slack.said()).thread == root.ts
        await slack.point(SHORTCUT, root)  # this message is visible in the channel, too
        assert (await slack.said(count=2)).thread is None


async def test_a_quote_card_of_the_bot_is_read_by_the_shortcut(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(CARD)
    async with serve(script):
        card = await slack.reply_to(await slack.mention("what did Ana say?"))
        await slack.point(SHORTCUT, card)
        await slack.said(count=2)
    invocation = script.events[1]
    assert isinstance(invocation, Invocation)
    assert invocation.subject is not None
    assert f"“{QUOTE.text}”" in invocation.subject.text
    assert texts.attribution(QUOTE) in invocation.subject.text


async def test_a_shortcut_works_if_the_bot_is_not_in_the_channel(slack: SlackStandIn, serve: Serve) -> None:
    slack.fault("chat.postEphemeral", *[Fault(error="not_in_channel")] * 3)
    async with serve(Script(Notice("checked"))):
        await slack.point(SHORTCUT, "“We build.”")
        assert (await slack.said()).reading == "checked"
    assert slack.calls("chat.postEphemeral") == []


async def test_a_shortcut_is_answered_privately_if_its_response_url_fails(slack: SlackStandIn, serve: Serve) -> None:
    slack.fault("response_url", Fault(404))
    async with serve(Script(Notice("checked"))):
        await slack.point(SHORTCUT, "“We build.”", person=BOB)
        assert (await slack.said()).private_to == BOB


async def test_an_unknown_shortcut_reaches_the_handler(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(Notice("not mine"))
    slack.shortcuts |= {"Of old": "older"}
    async with serve(script):
        await slack.point("Of old", "“We build.”")
        await slack.said()
    [event] = script.events
    assert isinstance(event, Invocation)
    assert event.command == "older"


# ---------------------------------------------------------------- pickers


async def test_choosing_in_a_picker_is_a_press_with_the_chosen_value(slack: SlackStandIn, serve: Serve) -> None:
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


async def test_typing_into_a_picker_offers_the_choices_of_the_handler(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(Clarification("Which one?", EXTERNAL), NEXT, CHOICES)
    async with serve(script):
        await slack.slash("/quote", "Ana")
        asked = await slack.said()
        assert asked.choices == []
        offered = await slack.suggest(asked, " an", person=BOB)
        assert [(o["text"]["text"], o["value"]) for o in offered] == [(c.label, c.value) for c in CHOICES]
        await slack.choose(asked, CHOICES[0].label, typed="")
        await slack.until(lambda: asked.deleted)
    here = Target("slack", TEAM, CHANNEL)
    assert [(typed.typed, typed.author.id) for typed in script.typed] == [("an", BOB), ("", ALICE)]
    assert {(typed.command, typed.option, typed.target, typed.keys) for typed in script.typed} == {
        ("quote", "speaker", here, True)
    }
    press = script.events[1]
    assert isinstance(press, Press)
    assert Action.decode(press.code) == replace(PICK, value="ana-example")


class Stuck(Script):
    """Fails or never ends when a person types into a picker."""

    async def look_back(self, platform: str, lost: object) -> None:
        return None

    async def complete(self, asked: Completion) -> Sequence[Choice]:
        if asked.typed == "fail":
            raise RuntimeError("as if by accident")
        await asyncio.Event().wait()
        return ()


async def test_no_choices_are_offered_if_the_handler_fails_or_takes_too_long(
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


async def test_typing_into_an_unknown_picker_offers_no_choices(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(CARD)
    async with serve(script):
        for action_id in ("", "older", "older:picker"):
            envelope = await slack.link.send("interactive", {"type": "block_suggestion", "action_id": action_id})
            assert envelope.answer == {"options": []}
    assert script.typed == []


# ---------------------------------------------------------------- replies in place


async def test_the_next_quote_replaces_the_card(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(CARD, NEXT)
    async with serve(script):
        card = await slack.reply_to(await slack.mention("what did Ana say?"))
        await slack.press(card, "Another", person=BOB)
        await slack.until(lambda: card.edits)
    assert slack.posted() == [card]
    assert f"“{NEXT.statement.text}”" in card.paragraphs
    assert script.sent == [card.ts, card.ts]


async def test_the_next_quote_replaces_the_card_if_the_bot_is_not_a_member(slack: SlackStandIn, serve: Serve) -> None:
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
async def test_the_next_page_replaces_the_page(slack: SlackStandIn, serve: Serve, direct: bool) -> None:
    turn = Button("Next", Action("page", "-", "2"))
    async with serve(Script(Speakers("Page 1", (), (turn,)), Speakers("Page 2", ()))):
        post = await (slack.dm("/quotes") if direct else slack.mention("/quotes"))
        page = await slack.reply_to(post)
        await slack.press(page, "Next")
        await slack.until(lambda: page.edits)
    assert page.reading == "Page 2"
    assert slack.posted(page.channel) == [page]


async def test_a_private_reply_to_a_press_does_not_change_the_card(slack: SlackStandIn, serve: Serve) -> None:
    async with serve(Script(CARD, Notice("That was all."))):
        card = await slack.reply_to(await slack.mention("what did Ana say?"))
        await slack.press(card, "Another", person=BOB)
        reply = await slack.said(count=2)
    assert (reply.private_to, reply.reading) == (BOB, "That was all.")
    assert card.edits == 0


async def test_the_full_text_is_sent_privately_in_parts(slack: SlackStandIn, serve: Serve) -> None:
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
        ("“We build &lt;piers&gt; &amp; ports.”", "“We build <piers> & ports.”"),
        ("„Wir bauen.“", "„Wir bauen.“"),
        ("&gt; *We*  _build_ `it`\n&gt; :fish:", "> *We*  _build_ `it`\n> :fish:"),
        ("«On construit…» […] 'yes'", "«On construit…» […] 'yes'"),
    ],
)
async def test_a_typed_quotation_is_unescaped_and_otherwise_stays_as_typed(
    slack: SlackStandIn, serve: Serve, typed: str, given: str
) -> None:
    script = Script(Notice("checked"))
    async with serve(script):
        await slack.slash("/verify", typed)
        await slack.said()
    [event] = script.events
    assert isinstance(event, CommandLine)
    assert MENU.parse(event.line)[1]["text"] == given


async def test_the_quote_command_works_without_options_and_with_help(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(Notice("yes"))
    async with serve(script):
        await slack.slash("/quote")
        await slack.slash("/quote", "help")
        await slack.said(count=2)
    read = [MENU.parse(event.line) for event in script.events if isinstance(event, CommandLine)]
    assert [(command.name, options) for command, options in read] == [("quote", {}), ("help", {"command": "quote"})]


# ---------------------------------------------------------------- what the bot did not make

UNKNOWN = [
    {"type": "button", "action_id": "x"},
    {"type": "button", "action_id": "x", "value": ""},
    {"type": "datepicker", "action_id": "x", "selected_date": "2026-01-01"},
    {"type": "users_select", "action_id": "x", "selected_user": "U1"},
    {"type": "multi_static_select", "action_id": "x", "selected_options": [{"value": "a"}]},
]


@pytest.mark.parametrize("element", UNKNOWN)
async def test_an_unknown_element_is_a_press_without_a_code(
    slack: SlackStandIn, serve: Serve, element: dict[str, Any]
) -> None:
    script = Script(CARD, Notice("not mine"))
    async with serve(script):
        card = await slack.reply_to(await slack.mention("what did Ana say?"))
        await slack.press_value(card, {**element, "block_id": "q"})
        answer = await slack.said(count=2)
    press = script.events[1]
    assert isinstance(press, Press)
    assert (press.code, press.author.id, answer.private_to, answer.reading) == ("", ALICE, ALICE, "not mine")


async def test_a_button_of_an_old_attachment_is_a_press_without_a_code(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(CARD, Notice("not mine"))
    async with serve(script):
        card = await slack.reply_to(await slack.mention("what did Ana say?"))
        payload = {
            "type": "interactive_message", "callback_id": "vote", "attachment_id": "1", "message_ts": card.ts,
            "actions": [{"name": "vote", "type": "button", "value": "why:-:"}], "action_ts": "1760000000.1",
            "user": {"id": ALICE, "name": "alice"}, "team": {"id": "T1"}, "channel": {"id": card.channel},
            "trigger_id": slack.trigger(ALICE), "response_url": slack.response_url(card.channel, ALICE, card),
        }  # fmt: skip
        await slack.link.send("interactive", payload)
        answer = await slack.said(count=2)
    press = script.events[1]
    assert isinstance(press, Press)
    assert (press.code, answer.private_to, answer.reading) == ("", ALICE, "not mine")


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
def test_any_interaction_payload_is_read_without_an_error(body: dict[str, Any]) -> None:
    me = Identity("UBOT", "BBOT", "T1")
    for result in (read_press(body, me, MENU), read_shortcut(body, me)):
        assert result is None or result[0].key.startswith("slack:")
    read_typing(body, me)
