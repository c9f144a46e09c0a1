"""Find out of the message of a shortcut who wrote it, where it is, and who may read it."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.adapters.slack import subjects
from bot.core.events import Event, Invocation
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.core.subjects import MessageSubject
from tests.adapters.slack.conftest import Serve
from tests.standins.slack import BOB, BOT_USER, CHANNEL, Fault, Shown, SlackStandIn

SHORTCUT = "Check quote"


class LookUp:
    """Looks up the message of each shortcut."""

    def __init__(self) -> None:
        self.told: list[MessageSubject] = []
        """The messages as the events told them."""
        self.found: list[MessageSubject] = []

    async def __call__(self, event: Event, responder: Responder) -> None:
        if isinstance(event, Invocation) and event.subject:
            self.told.append(event.subject)
            self.found.append(await responder.look_up(event.subject))
        await responder.send(Notice("done", private=False))


async def found(slack: SlackStandIn, serve: Serve, message: Shown | str) -> MessageSubject:
    """Use the shortcut on a message, and return what was found out."""
    look_up = LookUp()
    async with serve(look_up):
        await slack.point(SHORTCUT, message)
        await slack.until(lambda: look_up.found, "what was found out")
    return look_up.found[0]


async def test_slack_is_asked_who_wrote_a_message_and_who_may_read_it(slack: SlackStandIn, serve: Serve) -> None:
    root = await slack.say("Who knows?")
    reply = await slack.say("Fog.", person=BOB, thread=root.ts)
    subject = await found(slack, serve, reply)
    assert (subject.text, subject.author, subject.author_id) == ("Fog.", "bob", BOB)
    assert (subject.channel, subject.public) == ("#general", True)
    assert subject.sent == dt.datetime.fromtimestamp(float(reply.ts), dt.UTC)
    number = reply.ts.replace(".", "")
    address = f"https://stand-in.slack.com/archives/{CHANNEL}/p{number}"
    assert subject.link == f"{address}?thread_ts={root.ts}&cid={CHANNEL}"


async def test_a_private_channel_is_not_public(slack: SlackStandIn, serve: Serve) -> None:
    slack.channels[CHANNEL]["is_private"] = True
    subject = await found(slack, serve, "Fog.")
    assert (subject.channel, subject.public) == ("#general", False)


@pytest.mark.parametrize("fault", [Fault(error="user_not_found"), Fault(503), Fault(slow=5.0)])
async def test_what_slack_does_not_say_in_time_stays_empty(
    slack: SlackStandIn, serve: Serve, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subjects, "_WITHIN", 0.05)
    for method in ("users.info", "conversations.info"):
        slack.fault(method, *[fault] * 5)
    subject = await found(slack, serve, "Fog.")
    assert (subject.text, subject.author, subject.channel, subject.public) == ("Fog.", "", "", False)
    assert subject.author_id == BOB


async def test_the_bots_own_message_can_be_the_subject(slack: SlackStandIn, serve: Serve) -> None:
    look_up = LookUp()
    async with serve(look_up):
        card = await slack.reply_to(await slack.mention("x"))
        await slack.point(SHORTCUT, card)
        await slack.until(lambda: look_up.found, "what was found out")
    (told,) = look_up.told
    assert (told.text, told.author_id, told.public) == ("done", BOT_USER, False)
