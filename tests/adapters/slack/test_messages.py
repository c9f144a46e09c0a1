"""Read payloads of many shapes as events."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.interactions import block_id, read_press
from bot.adapters.slack.messages import Identity, ReplyRoute, read_command, read_event
from bot.core.events import CommandLine, Deletion, Press
from tests.menu import MENU

ME = Identity("UBOT", "BBOT", "T1")
POST = {"type": "message", "channel": "C1", "user": "U1", "text": "<@UBOT> until when?", "ts": "1760000001.000100"}
EDITED = {"edited": {"user": "U1", "ts": "1760000009.000000"}}


def read(event: dict[str, Any], *, watched: frozenset[str] = frozenset(), team: str = "T1") -> Any:
    """Return the event that is read from a payload, or None."""
    result = read_event({"type": "event_callback", "team_id": team, "event": event}, ME, watched)
    return result and result[0]


def changed(new: str | None, old: str | None, **message: Any) -> dict[str, Any]:
    """Return an edit of POST."""
    inner = {k: POST[k] for k in ("type", "user", "ts")}
    return {
        "type": "message", "subtype": "message_changed", "channel": "C1", "ts": "1760000009.000100",
        "message": {**inner, "text": new, **message}, "previous_message": {**inner, "text": old},
    }  # fmt: skip


def test_a_message_event_carries_text_key_author_and_time() -> None:
    message = read({**POST, "user_profile": {"display_name": "ana"}})
    assert (message.text, message.id, message.key) == ("until when?", POST["ts"], f"slack:T1:C1:{POST['ts']}")
    assert (message.author.id, message.author.name, message.addressed, message.revision) == ("U1", "ana", True, None)
    assert message.sent == dt.datetime.fromtimestamp(1760000001.0001, dt.UTC)


def test_the_two_events_of_a_mention_become_equal_messages() -> None:
    mention = read({**POST, "type": "app_mention", "team": "T2"})
    assert mention == read({**POST, "channel_type": "channel"}, team="T3")
    assert mention == read({**POST, "subtype": "thread_broadcast"})


@pytest.mark.parametrize(
    "change",
    [
        {"bot_id": "B1"}, {"bot_profile": {"id": "B1"}}, {"user": "UBOT"}, {"user": "USLACKBOT"}, {"user": None},
        {"subtype": "bot_message"}, {"subtype": "channel_join"}, {"subtype": "new_kind"}, {"ts": None}, {"ts": "x"},
        {"channel": None}, {"text": None}, {"text": "nobody is meant"}, {"type": "reaction_added"},
    ],
    ids=str,
)  # fmt: skip
def test_messages_of_bots_and_messages_not_for_the_bot_are_dropped(change: dict[str, Any]) -> None:
    assert read({**POST, **change}) is None


@pytest.mark.parametrize(("channel", "kind"), [("D1", "im"), ("D1", None), ("C1", "im")])
def test_direct_messages_are_addressed_to_the_bot(channel: str, kind: str | None) -> None:
    message = read({**POST, "text": "until when?", "channel": channel, "channel_type": kind})
    assert message.addressed
    assert message.target.direct


def test_only_mentions_are_read_in_a_group_message() -> None:
    group = {**POST, "channel": "G1", "channel_type": "mpim"}
    assert read(group).target.direct is False
    assert read({**group, "text": "not for you"}) is None


def test_a_message_in_a_thread_carries_the_thread() -> None:
    assert read(POST).target.thread is None
    assert read({**POST, "thread_ts": "1.1"}).target.thread == "1.1"


def test_the_two_events_of_an_edited_mention_become_equal_messages() -> None:
    edit = read(changed("<@UBOT> since when?", POST["text"], **EDITED))
    mention = read({**POST, "type": "app_mention", "text": "<@UBOT> since when?", **EDITED})
    assert edit == mention
    assert (edit.key, edit.text, edit.revision) == (read(POST).key, "since when?", "1760000009.000000")


def test_an_edit_that_removes_the_mention_is_read_although_it_is_not_addressed_to_the_bot() -> None:
    assert read(changed("since when?", POST["text"], **EDITED)).addressed is False
    assert read(changed("a", "b", **EDITED)) is None
    assert read(changed("a", "b", **EDITED), watched=frozenset({"C1"})).addressed is False


@pytest.mark.parametrize(
    "event",
    [
        changed(POST["text"], POST["text"]),
        changed(POST["text"], POST["text"], **EDITED),
        changed(POST["text"] + "!", POST["text"], **EDITED, bot_id="B1"),
        changed(POST["text"] + "!", POST["text"], subtype="bot_message"),
        {**POST, "subtype": "message_changed"},
    ],
)
def test_edits_by_bots_and_edits_without_a_change_are_dropped(event: dict[str, Any]) -> None:
    assert read(event) is None


@pytest.mark.parametrize(
    "event",
    [
        {"deleted_ts": POST["ts"]},
        {"previous_message": {"user": "U1", "ts": POST["ts"]}},
        {"subtype": "message_changed", "message": {"subtype": "tombstone", "ts": POST["ts"]}, "previous_message": POST},
    ],
)
def test_a_deletion_has_the_key_of_its_message(event: dict[str, Any]) -> None:
    deletion = read({"type": "message", "subtype": "message_deleted", "channel": "C1", "ts": "2.2", **event})
    assert isinstance(deletion, Deletion)
    assert deletion.key == read(POST).key


def test_deletions_of_messages_of_the_bot_are_dropped() -> None:
    gone = {"deleted_ts": "1.1", "previous_message": {"ts": "1.1", "user": "UBOT", "bot_id": "BBOT"}}
    assert read({"type": "message", "subtype": "message_deleted", "channel": "C1", **gone}) is None


def test_a_command_is_read_without_channel_and_person() -> None:
    line, route = read_command({"command": "/ask", "text": " what *is* it? "}, ME)
    assert isinstance(line, CommandLine)
    assert line.line == "ask what *is* it?"
    assert route == ReplyRoute("", "")
    line, _ = read_command({"command": "/ask", "text": None}, ME)
    assert isinstance(line, CommandLine)
    assert line.line.strip() == "ask"


def test_a_press_carries_the_thread_of_its_question() -> None:
    value, thread = "show:0123456789abcdef:some-fact", "1760000001.000100"
    route = ReplyRoute("C1", "U1", thread=thread)
    body = {
        "user": {"id": "U1", "name": "ana"},
        "container": {"message_ts": "5.5", "channel_id": "C1", "is_ephemeral": True},
        "actions": [{"value": value, "block_id": block_id(route.thread, 3), "action_ts": "6.6"}],
    }
    result = read_press(body, ME, MENU)
    assert result is not None
    press, reply_to = result
    assert isinstance(press, Press)
    assert (press.code, press.author.name, press.target.thread) == (value, "ana", thread)
    assert (reply_to.thread, reply_to.open_thread, reply_to.pressed, reply_to.ephemeral, reply_to.replaces) == (
        thread, None, "5.5", True, True,
    )  # fmt: skip


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*POST, "message"]), inner, max_size=4),
    max_leaves=8,
)


@given(anything, st.sampled_from(["message", "app_mention", "app_home_opened"]), anything)
def test_any_event_payload_is_read_without_an_error(event: Any, kind: str, subtype: Any) -> None:
    body = {"event": {**event, "type": kind, "subtype": subtype} if isinstance(event, dict) else event}
    result = read_event(body, ME, frozenset())
    assert result is None or result[0].key.startswith("slack:")
