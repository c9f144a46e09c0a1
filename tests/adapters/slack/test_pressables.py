"""Buttons, links, feedback, menus for several choices and buttons of rows: shown, pressed and read."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.slack import render
from bot.core.controls import Button, CompletedOption, Feedback, Link, Picker
from bot.core.document import Actions, Divider, Element, Fields, Panel, Passage, Row, SourceLine, Text
from bot.core.events import Action, Choice, Press
from bot.core.replies import Card, Notice
from bot.core.words import Moment
from tests.adapters.slack.conftest import Script, Serve
from tests.adapters.slack.helpers import AnyReply, shown
from tests.samples.slack import FACT
from tests.standins.slack import ALICE, BOB, TEAM, SlackStandIn, kit

EXCHANGE = "0123456789abcdef"


def button(label: str, name: str = "why", value: str = "", **how: Any) -> Button:
    """Make a button."""
    return Button(label, Action(name, EXCHANGE, value), **how)


FEEDBACK = Feedback(button("Helpful", "feedback", "yes"), button("Wrong or out of date", "feedback", "no"))
DELETE = button("🗑️ Delete my question and its answer", "forget", style="danger", only_for=ALICE)
LINK = Link("Open the source", "https://x.example/a?b=1")
CARD = Card(FACT, "current", buttons=(button("Why this?"), DELETE), links=(LINK,), feedback=FEEDBACK)
CHOICES = (Choice("mon", "Monday"), Choice("tue", "Tuesday"), Choice("wed", "Wednesday"))
DAYS = Picker("Days", Action("days", EXCHANGE), CHOICES, chosen=("wed", "mon"), most=3)


def kinds(reply: Card | AnyReply) -> list[tuple[str, list[str]]]:
    """List the blocks that can be pressed, each with the types of its elements."""
    blocks = [block for block in shown(reply).blocks if block["type"] in {"actions", "context_actions"}]
    return [(block["type"], [element["type"] for element in block["elements"]]) for block in blocks]


def test_feedback_and_the_sign_for_one_person_are_quiet_and_last() -> None:
    assert kinds(CARD) == [
        ("actions", ["button", "button"]),
        ("context_actions", ["feedback_buttons", "icon_button"]),
    ]
    assert kinds(replace(CARD, feedback=None))[1:] == [("context_actions", ["icon_button"])]
    icon = next(b for b in kit.buttons(shown(CARD).blocks) if b["type"] == "icon_button")
    assert icon["visible_to_user_ids"] == [ALICE]
    assert icon["accessibility_label"] == "Delete my question and its answer"
    assert shown(CARD).links[LINK.label] == LINK.url


def test_a_view_has_only_ordinary_buttons() -> None:
    blocks = render.blocks(CARD, view=True)
    assert kit.problems(blocks, "home") == []
    assert [element["type"] for block in blocks if block["type"] == "actions" for element in block["elements"]] == [
        "button"
    ] * 5


def test_the_style_of_a_button_is_shown() -> None:
    buttons = (button("Save", "a", style="main"), button("Forget", "b", style="danger"), button("Back", "c"))
    assert [b.get("style") for b in kit.buttons(shown(AnyReply((Text("Which?"), Actions(buttons)))).blocks)] == [
        "primary", "danger", None
    ]  # fmt: skip


@pytest.mark.parametrize("label", ["Helpful", "Wrong or out of date", DELETE.label, "Why this?"])
async def test_each_button_is_read_as_a_press(slack: SlackStandIn, serve: Serve, label: str) -> None:
    script = Script(CARD, Notice("noted"))
    async with serve(script):
        card = await slack.reply_to(await slack.mention("until when?"))
        await slack.press(card, label)
        await slack.said(count=2)
    press = script.events[1]
    assert isinstance(press, Press)
    pressed = next(b for b in CARD.document().actions.pressable if b.label == label)
    assert (press.code, press.chosen, press.target.thread) == (pressed.action.code, (), card.thread)


@pytest.mark.parametrize("tells_address", [True, False])
async def test_a_press_on_a_link_is_acknowledged_and_ignored(
    slack: SlackStandIn, serve: Serve, tells_address: bool
) -> None:
    script = Script(CARD, Notice("noted"))
    async with serve(script):
        card = await slack.reply_to(await slack.mention("until when?"))
        pressed = next(
            element for block in card.blocks for element in block.get("elements", ()) if element.get("url") == LINK.url
        )
        told = {key: value for key, value in pressed.items() if tells_address or key != "url"}
        assert (await slack.press_value(card, told)).delay < 3
        await slack.press(card, "Why this?")
        await slack.said(count=2)
    assert [type(event) for event in script.events[1:]] == [Press]


# ---------------------------------------------------------------- pickers


def test_a_menu_that_shows_what_is_chosen_has_its_label_beside_it() -> None:
    time = Picker("Time", Action("time", EXCHANGE), CHOICES, chosen=("tue",))
    other = Picker("Zone", Action("zone", EXCHANGE), CHOICES, CompletedOption("digest on", "zone"), ("wed",))
    message = shown(AnyReply((Text("Digest"), Actions(pickers=(time, DAYS, other)))))
    assert message.paragraphs == ["Digest", "Time", "Days", "Zone"]
    one, several, typed = kit.selects(message.blocks)
    assert one["initial_option"]["value"] == "tue"
    assert (several["type"], [o["value"] for o in several["initial_options"]]) == (
        "multi_static_select", ["mon", "wed"]
    )  # fmt: skip
    assert (typed["type"], typed["initial_option"]["text"]["text"]) == ("external_select", "Wednesday")


@pytest.mark.parametrize("labels", [(), ("Tuesday",), ("Monday", "Wednesday")])
async def test_several_choices_arrive_together(slack: SlackStandIn, serve: Serve, labels: tuple[str, ...]) -> None:
    script = Script(AnyReply((Text("When?"), Actions(pickers=(DAYS,)))), Notice("noted"))
    async with serve(script):
        asked = await slack.reply_to(await slack.mention("when?"))
        await slack.choose(asked, *labels)
        await slack.said(count=2)
    press = script.events[1]
    assert isinstance(press, Press)
    assert press.code == DAYS.action.code
    assert press.chosen == tuple(choice.value for choice in CHOICES if choice.label in labels)


# ---------------------------------------------------------------- rows and moments


def test_a_row_with_a_button_has_it_at_its_side() -> None:
    rows = (Row("Time", "09:00"), Row("*Days*", "<Monday> _to_ Friday", button=button("Change")), Row("Zone", "UTC"))
    message = shown(AnyReply((Fields(rows),)))
    assert message.paragraphs == ["Time: 09:00", "*Days:* <Monday> _to_ Friday", "Zone: UTC"]
    assert [block.get("accessory", {}).get("value") for block in message.blocks] == [None, f"why:{EXCHANGE}:", None]


def test_rows_of_one_line_share_a_block_and_taller_ones_do_not() -> None:
    rows = (Row("Time", "09:00"), Row("Zone", "UTC"))
    assert len(shown(AnyReply((Fields(rows),))).blocks) == 1
    tall = shown(AnyReply((Fields(rows, stacked=True),)))
    assert tall.paragraphs == ["Time\n09:00", "Zone\nUTC"]
    assert len(tall.blocks) == 2


async def test_the_button_of_a_row_belongs_to_the_thread_of_the_question(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(AnyReply((Fields((Row("Days", "Monday", button=button("Change")),)),), True), Notice("noted"))
    async with serve(script):
        post = await slack.mention("which days?")
        await slack.press(await slack.reply_to(post), "Change")
        await slack.said(count=2)
    press = script.events[1]
    assert isinstance(press, Press)
    assert press.target.thread == post.ts


NINE = Moment(dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC))


def test_each_reader_sees_moments_in_their_own_time() -> None:
    sentence = ("It comes on ", NINE, " & <again>.")
    rows = (Row("Next", sentence), Row("Then", sentence, button=button("Change")))
    message = shown(AnyReply((Text(sentence), Text(sentence, "quiet"), Text(sentence, "strong"), Fields(rows))))
    told = "It comes on Tuesday, December 01, 2026 at 09:00 & <again>."
    assert message.paragraphs == [told, told, told, f"Next: {told}", f"Then: {told}"]
    assert "It comes on Tuesday 1 December 2026 at 09:00" in message.text


# ---------------------------------------------------------------- the Home


async def test_a_press_in_the_home_is_answered_by_a_direct_message(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(Notice("Welcome"), Notice("noted"))
    async with serve(script):
        await slack.link.send(
            "interactive",
            {
                "type": "block_actions", "user": {"id": BOB, "username": "bob", "team_id": TEAM}, "team": {"id": TEAM},
                "container": {"type": "view", "view_id": "V1"}, "trigger_id": slack.trigger(BOB),
                "view": {"id": "V1", "type": "home"},
                "actions": [{"type": "button", "action_id": "call-0", "block_id": "b", "value": "call:-:digest"}],
            },
        )  # fmt: skip
        answer = await slack.said(f"D{BOB[1:]}")
    [press] = script.events
    assert isinstance(press, Press)
    assert (press.code, press.author.id, press.target.direct, answer.reading) == ("call:-:digest", BOB, True, "noted")


# ---------------------------------------------------------------- anything

some_texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("&<>*_~`@:\n"), max_size=60)
long_texts = st.builds(lambda text, n: text * n, some_texts, st.sampled_from([1, 30, 100]))
moments = st.builds(Moment, st.just(NINE.at), st.just("UTC"), st.sampled_from(["date", "time", "relative"]))
sentences = long_texts | st.lists(long_texts | moments, min_size=1, max_size=5).map(tuple)
labels = some_texts.filter(str.strip) | st.just("label " * 50)
roles = st.sampled_from(["normal", "strong", "quiet", "warning"])


def actions(count: int, label: str, stacked: bool, only_for: str, most: int) -> Actions:
    """Make buttons, a link, feedback and pickers."""
    buttons = tuple(button(label, "act", str(n), only_for=only_for if n % 2 else "") for n in range(count))
    days = Picker(label, Action("days", EXCHANGE), CHOICES, chosen=("mon", "other"), most=most)
    return Actions(buttons, (days, replace(days, action=PICK, chosen=(), most=1)), (LINK,), FEEDBACK, stacked=stacked)


PICK = Action("pick", EXCHANGE)
any_actions = st.builds(
    actions, st.integers(0, 9), labels, st.booleans(), st.sampled_from(["", ALICE]), st.sampled_from([1, 3])
)
rows = st.lists(st.tuples(long_texts, sentences, long_texts, st.booleans()), min_size=1, max_size=6)
made_rows = rows.map(
    lambda several: Fields(
        tuple(
            Row(label, text, example, button("Go", "row", str(n)) if pressed else None)
            for n, (label, text, example, pressed) in enumerate(several)
        )
    )
)
runs = st.sampled_from([(), ((0, 1),), ((1, 3), (4, 6))])
passages = st.builds(
    lambda text, by, marked: Passage(text, bool(by), by, by, marked),
    long_texts.filter(lambda text: len(text) > 6),
    long_texts,
    runs,
)
elements = st.one_of(
    st.builds(Text, sentences, roles), passages, st.builds(SourceLine, long_texts, st.none(), long_texts, long_texts),
    st.just(Divider()), st.sampled_from([Panel("closing"), Panel()]),
)  # fmt: skip


@settings(max_examples=30)
@given(st.lists(elements, max_size=8), made_rows, any_actions, st.booleans())
def test_slack_accepts_anything_that_can_be_pressed(
    others: list[Element], fields: Fields, pressed: Actions, view: bool
) -> None:
    reply = AnyReply((Text("Which?"), *others, fields, pressed))
    blocks = render.blocks(reply, view=view)
    assert kit.problems(blocks, "home" if view else "message") == []
    if not view:
        assert shown(reply)
    shown_codes = {b["value"] for b in kit.buttons(blocks)}
    assert {b.action.code for b in pressed.pressable} <= shown_codes
