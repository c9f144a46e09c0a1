"""Read events and send replies through Bolt, the SDK and a socket."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from typing import Any

from bot.core.controls import Button
from bot.core.events import Action, CommandLine, Event, Invocation, Message, Press
from bot.core.ports import Responder
from bot.core.replies import Card, Help, HelpLine, Notice
from bot.features.ask import texts as ask_texts
from bot.features.ask.replies import Suggestions
from tests.adapters.slack.conftest import Known, Recorder, Script, Serve
from tests.samples.slack import FACT
from tests.standins.slack import ALICE, BOB, CHANNEL, OWNER, TEAM, Fault, Shown, SlackStandIn

WHY = Action("why", "0123456789abcdef")
SHOW = Action("show", "0123456789abcdef", FACT.id)
CARD = Card(FACT, "current", buttons=(Button(ask_texts.WHY, WHY),))
SUGGESTIONS = Suggestions((Button("Until when does the mission run?", SHOW),))


# ---------------------------------------------------------------- messages


async def test_a_mention_is_answered_in_a_thread_under_it(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(CARD)
    async with serve(script):
        post = await slack.mention("until when?")
        answer = await slack.reply_to(post)
    assert (answer.thread, answer.private_to) == (post.ts, None)
    assert FACT.text in answer.reading
    assert answer.labels == [ask_texts.WHY]
    assert script.sent == [answer.ts]


async def test_a_mention_in_a_thread_is_answered_in_that_thread(slack: SlackStandIn, serve: Serve) -> None:
    async with serve(Script(CARD)):
        root = await slack.say("look at this")
        answer = await slack.reply_to(await slack.mention("until when?", thread=root.ts))
    assert answer.thread == root.ts


async def test_a_direct_message_is_answered_by_an_editable_message_in_its_thread(
    slack: SlackStandIn, serve: Serve
) -> None:
    script = Script(SUGGESTIONS)  # private, which a direct message is anyway
    async with serve(script):
        post = await slack.dm("until when?")
        answer = await slack.reply_to(post)
    assert (answer.thread, answer.private_to) == (post.ts, None)
    assert script.sent == [answer.ts]


async def test_a_private_reply_is_visible_only_to_the_person_who_asked(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(SUGGESTIONS)
    async with serve(script):
        suggestions = await slack.reply_to(await slack.mention("until when?", person=BOB))
    assert suggestions.private_to == BOB
    assert suggestions.thread is None  # in a thread without replies nobody would see it
    assert suggestions.labels == ["Until when does the mission run?"]
    assert script.sent == [None]


async def test_a_private_reply_to_a_question_in_a_thread_stays_there(slack: SlackStandIn, serve: Serve) -> None:
    async with serve(Script(SUGGESTIONS)):
        root = await slack.say("look at this")
        await slack.say("I do", person=BOB, thread=root.ts)
        suggestions = await slack.reply_to(await slack.mention("until when?", thread=root.ts))
    assert (suggestions.thread, suggestions.private_to) == (root.ts, ALICE)


async def test_the_two_events_of_a_mention_become_equal_messages(
    slack: SlackStandIn, serve: Serve, recorder: Recorder
) -> None:
    slack.reads_channels = True
    async with serve(recorder):
        await slack.mention("until when?")
        await slack.until(lambda: len(recorder.events) == 2)
    assert recorder.events[0] == recorder.events[1]


async def test_messages_without_a_mention_are_read_only_in_watched_channels(
    slack: SlackStandIn, serve: Serve, recorder: Recorder
) -> None:
    slack.reads_channels = True
    async with serve(recorder) as platform:
        await slack.say("not for anybody")
        await platform.watch(frozenset({CHANNEL}))
        await slack.say("until when does it run?")
        await slack.until(lambda: recorder.events)
    [message] = recorder.events
    assert isinstance(message, Message)
    assert (message.text, message.addressed) == ("until when does it run?", False)


async def test_editing_a_question_edits_the_answer_and_deleting_it_deletes_the_answer(
    slack: SlackStandIn, serve: Serve
) -> None:
    answers: dict[str, str | None] = {}

    async def handler(event: Event, responder: Responder) -> None:
        if event.key not in answers:
            answers[event.key] = await responder.send(CARD)
        elif isinstance(event, Message):
            await responder.edit(str(answers[event.key]), Notice("edited", private=False))
        else:
            await responder.delete(str(answers[event.key]))
            await responder.delete(str(answers[event.key]))  # gone already, which is no error

    async with serve(handler):
        post = await slack.mention("until wen?")
        answer = await slack.reply_to(post)
        await slack.edit(post, post.text.replace("wen", "when"))
        await slack.until(lambda: answer.edits)
        assert answer.reading == "edited"
        await slack.delete(post)
        await slack.until(lambda: answer.deleted)
        await slack.until(lambda: len(slack.calls("chat.delete")) >= 2)


async def test_messages_of_bots_are_ignored(slack: SlackStandIn, serve: Serve, recorder: Recorder) -> None:
    slack.reads_channels = True
    async with serve(recorder):
        await slack.mention("I am a bot", bot_id="B0OTHER")
        await slack.mention("I am you", person="U0FACTBOT")
        await slack.dm("I am a person")
        await slack.until(lambda: recorder.events)
    assert [e.text for e in recorder.events if isinstance(e, Message)] == ["I am a person"]


# ---------------------------------------------------------------- commands


async def test_a_command_is_answered_publicly(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(CARD)
    async with serve(script):
        await slack.slash("/ask", "until when &amp; why?")
        answer = await slack.said()
    [event] = script.events
    assert isinstance(event, CommandLine)
    assert (event.line, event.author.id) == ("ask until when & why?", ALICE)
    assert (answer.private_to, answer.thread) == (None, None)
    assert FACT.text in answer.reading


async def test_a_private_command_is_answered_only_to_the_person_who_asked(slack: SlackStandIn, serve: Serve) -> None:
    async with serve(Script(Notice("for you alone"))):
        await slack.slash("/ask", "--private until when?", person=BOB)
        answer = await slack.said()
    assert (answer.private_to, answer.reading) == (BOB, "for you alone")


async def test_a_command_is_answered_over_the_web_api_if_its_response_url_expired(
    slack: SlackStandIn, serve: Serve
) -> None:
    async def handler(event: Event, responder: Responder) -> None:
        assert isinstance(event, CommandLine)
        await responder.send(Notice("for you alone") if "private" in event.line else CARD)

    slack.fault("response_url", Fault(404), Fault(404))
    async with serve(handler):
        await slack.slash("/ask", "until when?")
        assert (await slack.said()).private_to is None
        await slack.slash("/ask", "--private until when?")
        assert (await slack.said(count=2)).private_to == ALICE
    assert [len(slack.calls(m)) for m in ("chat.postMessage", "chat.postEphemeral")] == [1, 1]


async def test_workspace_owners_and_the_creator_of_the_channel_are_managers(slack: SlackStandIn, serve: Serve) -> None:
    slack.users["U0ADMIN"] = {"id": "U0ADMIN", "name": "adam", "is_admin": True, "team_id": "T0ELSEWHERE"}
    known = Known()
    async with serve(known):
        for person in (ALICE, BOB, OWNER, "U0ADMIN"):
            await slack.slash("/watch", "on", person=person)
        await slack.until(lambda: len(known.people) == 4)
        assert {person.id: person.manager for person in known.people.values()} == {
            ALICE: False,
            BOB: True,  # created the channel
            OWNER: True,
            "U0ADMIN": False,  # of another workspace
        }
        known.people.clear()
        await slack.mention("watch off", person=OWNER)
        await slack.until(lambda: known.people)
    assert known.people[OWNER].manager


async def test_nobody_is_a_manager_if_slack_returns_errors(slack: SlackStandIn, serve: Serve) -> None:
    slack.fault("users.info", Fault(500))
    slack.fault("conversations.info", Fault(error="missing_scope"))
    known = Known()
    async with serve(known):
        await slack.slash("/watch", "on", person=OWNER)
        await slack.until(lambda: known.people)
    assert not known.people[OWNER].manager


async def test_the_home_tab_shows_the_help(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(Help((HelpLine("/ask question", "Ask it", "/ask How many?"),), "I have three facts."))
    async with serve(script):
        await slack.open_home()
        await slack.until(lambda: ALICE in slack.homes)
    shown = Shown("", "", "", "", slack.homes[ALICE]["blocks"]).reading
    assert all(words in shown for words in ("/ask question", "Ask it", "How many?", "I have three facts."))
    [event] = script.events
    assert isinstance(event, Invocation)
    assert event.command == "help"


# ---------------------------------------------------------------- presses


async def test_the_explanation_is_sent_privately_and_the_card_stays(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(CARD, Notice("because"))
    async with serve(script):
        card = await slack.reply_to(await slack.mention("until when?"))
        await slack.press(card, ask_texts.WHY, person=BOB)
        explanation = await slack.said(count=2)
    assert (explanation.private_to, explanation.thread, explanation.reading) == (BOB, card.thread, "because")
    assert FACT.text in card.reading
    press = script.events[1]
    assert isinstance(press, Press)
    assert Action.decode(press.code) == WHY


async def test_the_chosen_answer_is_posted_in_the_thread_of_the_question(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(SUGGESTIONS, CARD)
    async with serve(script):
        post = await slack.mention("until when?")
        suggestions = await slack.reply_to(post)
        await slack.press(suggestions, "Until when does the mission run?")
        await slack.until(lambda: suggestions.deleted)
    [card] = slack.posted()
    assert (card.thread, card.private_to) == (post.ts, None)
    assert FACT.text in card.reading
    assert script.sent == [None, card.ts]


async def test_the_chosen_answer_to_a_private_question_stays_private(slack: SlackStandIn, serve: Serve) -> None:
    private = Card(FACT, "current", buttons=CARD.buttons, private=True)
    async with serve(Script(SUGGESTIONS, private)):
        await slack.slash("/ask", "--private until when?")
        suggestions = await slack.said()
        await slack.press(suggestions, "Until when does the mission run?")
        await slack.until(lambda: suggestions.edits)
    assert slack.posted() == [suggestions]
    assert FACT.text in suggestions.reading
    assert suggestions.private_to == ALICE


async def test_the_chosen_answer_replaces_the_suggestions_in_a_direct_message(
    slack: SlackStandIn, serve: Serve
) -> None:
    script = Script(SUGGESTIONS, CARD)
    async with serve(script):
        suggestions = await slack.reply_to(await slack.dm("until when?"))
        await slack.press(suggestions, "Until when does the mission run?")
        await slack.until(lambda: suggestions.edits)
    assert FACT.text in suggestions.reading
    assert script.sent == [suggestions.ts, suggestions.ts]


async def test_the_chosen_answer_is_posted_if_the_bot_is_not_a_member(slack: SlackStandIn, serve: Serve) -> None:
    async with serve(Script(SUGGESTIONS, CARD)):
        await slack.slash("/ask", "until when?")
        suggestions = await slack.said()
        slack.fault("chat.postMessage", Fault(error="not_in_channel"))
        await slack.press(suggestions, "Until when does the mission run?")
        await slack.until(lambda: suggestions.deleted)
    [card] = slack.posted()
    assert card.private_to is None
    assert FACT.text in card.reading


async def test_a_press_with_an_unknown_code_reaches_the_handler(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(CARD, Notice("not mine"))
    async with serve(script):
        card = await slack.reply_to(await slack.mention("until when?"))
        for value in ("older:format", "x" * 2_000):
            await slack.press_value(card, {"type": "button", "action_id": "x", "value": value})
        await slack.said(count=3)
    assert [event.code for event in script.events if isinstance(event, Press)] == ["older:format", "x" * 2_000]


async def test_a_button_that_is_a_link_is_acknowledged_and_ignored(slack: SlackStandIn, serve: Serve) -> None:
    link = {"type": "button", "action_id": "open-source", "url": "https://lamp.example"}
    script = Script(CARD, Notice("because"))
    async with serve(script):
        card = await slack.reply_to(await slack.mention("until when?"))
        for element in (link, {**link, "value": ""}):
            await slack.press_value(card, element)  # returns once it is acknowledged
        await slack.press(card, ask_texts.WHY)
        await slack.said(count=2)
    assert len(script.events) == 2


# ---------------------------------------------------------------- acknowledgements

UNKNOWN: list[tuple[str, dict[str, Any]]] = [
    ("events_api", {"type": "event_callback", "event": {"type": "tokens_revoked"}}),
    ("events_api", {"type": "event_callback", "event": {"type": "message", "subtype": "channel_join"}}),
    ("events_api", {"type": "event_callback", "event": {"type": "message", "channel": "C1", "user": "U1"}}),
    ("events_api", {"type": "event_callback", "event": {"type": "message", "channel": "C1", "ts": "soon", "user": 1}}),
    ("events_api", {"type": "event_callback", "event": {"type": "app_home_opened"}}),
    ("events_api", {"type": "event_callback", "event": None}),
    ("events_api", {"type": "event_callback"}),
    ("events_api", {}),
    ("interactive", {"type": "view_submission", "view": {"id": "V1"}}),
    ("interactive", {"type": "block_suggestion", "action_id": None}),
    ("interactive", {"type": "block_actions", "actions": [None, {"value": None}]}),
    ("interactive", {"type": "message_action", "callback_id": "x"}),
    ("interactive", {"type": "block_actions", "team": None, "user": None, "channel": "C1", "container": []}),
    ("slash_commands", {"command": "/", "text": None}),
    ("something_new", {"a": [1, 2, 3]}),
    ("something_new", {"event": {"channel": "C1", "user": {"id": 3}}, "team": 7, "authorizations": [{}]}),
    ("something_new", {"event": "text", "authorizations": [], "enterprise": 3}),
]


async def test_unknown_payloads_are_acknowledged(slack: SlackStandIn, serve: Serve, recorder: Recorder) -> None:
    async with serve(recorder):
        for kind, payload in UNKNOWN:
            await slack.link.send(kind, payload)
        await slack.mention("still there?")
        await slack.until(lambda: recorder.events)
    assert all(envelope.acknowledged for envelope in slack.link.envelopes)


async def test_events_are_acknowledged_while_handlers_and_a_thread_are_busy(slack: SlackStandIn, serve: Serve) -> None:
    done, stop = asyncio.Event(), threading.Event()

    def keep_busy() -> None:
        while not stop.is_set():
            hashlib.sha256(b"x" * 1000).hexdigest()

    async def handler(event: Event, responder: Responder) -> None:
        await done.wait()

    busy = asyncio.create_task(asyncio.to_thread(keep_busy))
    async with serve(handler):
        try:
            for number in range(5):  # each of them waits until it is acknowledged
                await slack.mention(f"question {number}")
                await slack.slash("/ask", f"question {number}")
            assert not done.is_set()
            assert not busy.done()
        finally:
            stop.set()
            done.set()
            await busy


async def test_the_next_message_is_answered_after_a_handler_failed(slack: SlackStandIn, serve: Serve) -> None:
    async def handler(event: Event, responder: Responder) -> None:
        if isinstance(event, Message) and event.text == "fail":
            raise RuntimeError("as if by accident")
        await responder.send(CARD)

    async with serve(handler):
        await slack.mention("fail")
        assert (await slack.reply_to(await slack.mention("until when?"))).labels == [ask_texts.WHY]


async def test_a_redelivered_event_keeps_its_key(slack: SlackStandIn, serve: Serve, recorder: Recorder) -> None:
    async with serve(recorder):
        await slack.mention("until when?")
        await slack.slash("/help")
        await slack.again(slack.link.envelopes[0])
        await slack.again(slack.link.envelopes[1], attempt=2)
        await slack.until(lambda: len(recorder.events) == 4)
    assert recorder.events[:2] == recorder.events[2:]
    assert recorder.events[0].key.startswith(f"slack:{TEAM}:{CHANNEL}:")
