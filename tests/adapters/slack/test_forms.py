"""Open forms as modals, and pass submitted forms to the handler."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.slack import forms
from bot.adapters.slack.messages import Identity, ReplyRoute
from bot.core.controls import Button
from bot.core.declarations import FormCheck, FormRule
from bot.core.errors import UserError
from bot.core.events import Action, Choice, Completion, Event, FormSubmission, Person, Press, Target
from bot.core.forms import TEXT_LENGTH, Form, FormField, check_texts
from bot.core.ports import Responder
from bot.core.replies import Card, Notice
from bot.core.router import Menu
from tests.adapters.slack.conftest import Serve
from tests.menu import MENU
from tests.samples.slack import FACT
from tests.standins.slack import ALICE, BOB, CHANNEL, TEAM, Fault, SlackStandIn, modals

CHOICES = (Choice("wrong", "It is wrong"), Choice("old", "It is out of date"))
FORM = Form(
    "report",
    "Report a fact",
    (
        FormField("reason", "What is wrong with it?", "choice", choices=CHOICES, value="old"),
        FormField("text", "What should it say?", "paragraph", hint="One sentence", limit=200),
        FormField("source", "Where does it say so?", required=False),
    ),
    value=FACT.id,
    submit="Report it",
)
BUTTON = Button("Report", Action("why", "0123456789abcdef"))
CARD = Card(FACT, "current", buttons=(BUTTON,))
THANKS = Notice("Thank you.")


class FormHandler:
    """Answers messages with a card, opens a form for other events, and answers submitted forms with one reply."""

    def __init__(self, form: Form = FORM, reply: Notice = THANKS) -> None:
        self.opened: list[bool] = []
        self.submissions: list[FormSubmission] = []
        self._form, self._reply = form, reply

    async def look_back(self, platform: str, lost: object) -> None:
        return None

    async def complete(self, asked: Completion) -> Sequence[Choice]:
        return ()

    async def handle(self, event: Event, responder: Responder) -> None:
        if isinstance(event, FormSubmission):
            self.submissions.append(event)
            await responder.send(self._reply)
            return
        self.opened.append(await responder.open_form(self._form))
        if not self.opened[-1]:
            await responder.send(CARD)


# ---------------------------------------------------------------- opened, filled in, sent


async def test_a_command_opens_a_form_and_its_values_reach_the_handler(slack: SlackStandIn, serve: Serve) -> None:
    handler = FormHandler()
    async with serve(handler):
        await slack.slash("/ask", "report", person=BOB)
        await slack.until(lambda: slack.modals)
        envelope = await slack.submit({"What should it say?": "Until <2029> & beyond."})
        answer = await slack.said()
    [submission] = handler.submissions
    assert (submission.author.id, submission.author.name) == (BOB, "bob")
    assert submission.target == Target("slack", TEAM, CHANNEL)
    assert submission.code == FORM.code
    assert submission.values == {"reason": "old", "text": "Until <2029> & beyond.", "source": ""}
    assert (answer.private_to, answer.reading) == (BOB, "Thank you.")
    assert envelope.answer is None


async def test_the_modal_has_the_title_fields_and_values_of_the_form(slack: SlackStandIn, serve: Serve) -> None:
    async with serve(FormHandler()):
        await slack.slash("/ask", "report")
        await slack.until(lambda: slack.modals)
    [modal] = slack.modals
    assert (modal["title"]["text"], modal["submit"]["text"]) == ("Report a fact", "Report it")
    assert modal["callback_id"] == f"form:report:{FACT.id}"
    chooser, text, source = modal["blocks"]
    assert chooser["element"]["initial_option"]["text"]["text"] == "It is out of date"
    assert [option["value"] for option in chooser["element"]["options"]] == ["wrong", "old"]
    assert text["element"] == {
        "type": "plain_text_input",
        "action_id": "value",
        "multiline": True,
        "max_length": 200,
        "placeholder": {"type": "plain_text", "text": "One sentence", "emoji": False},
    }
    assert [block["optional"] for block in (chooser, text, source)] == [False, False, True]


def test_dates_ticks_help_and_problems_are_shown() -> None:
    fields = (
        FormField("day", "Day", "date", value="2026-11-30", required=False, help="When it was said"),
        FormField("other", "Day", "date", value="last may", problem="I can't read it.", help="not shown"),
        FormField("ticks", "Ticks", "choices", choices=CHOICES, chosen=("old", "gone")),
        FormField("text", "Text", least=3),
    )
    view = forms.modal(
        Form("report", "Report", fields, note="Look again.", problem="I know this."), ReplyRoute("C", "U")
    )
    assert modals.problems(view) == []
    note, day, other, ticks, text = view["blocks"]
    assert note["text"]["text"] == "⚠️ I know this.\nLook again."
    assert day["element"] == {"type": "datepicker", "action_id": "value", "initial_date": "2026-11-30"}
    assert other["element"] == {"type": "datepicker", "action_id": "value"}
    assert [block.get("hint", {}).get("text") for block in (day, other, ticks)] == [
        "When it was said", "⚠️ I can't read it.", None,
    ]  # fmt: skip
    assert (ticks["element"]["type"], [o["value"] for o in ticks["element"]["initial_options"]]) == (
        "checkboxes", ["old"],
    )  # fmt: skip
    assert text["element"]["min_length"] == 3


def test_errors_are_shown_at_fields_that_are_there() -> None:
    sent = FormSubmission(
        "form:V1", Person(ALICE), Target("slack", TEAM, CHANNEL), "report:", {"text": ""}, {"ticks": ()}
    )

    def menu(check: FormCheck) -> Menu:
        return Menu((), {}, {"report": FormRule("report", check=check)})

    def wrong(sent: FormSubmission) -> dict[str, str]:
        return {"ticks": "Tick one.", "gone": "Not this.", "": "Nor that."}

    assert forms.errors(sent, menu(wrong)) == {"ticks": "Tick one.", "text": "Not this. Nor that."}
    assert forms.errors(sent, menu(lambda sent: {})) == {}
    assert forms.errors(sent, menu(lambda sent: {"text": sent.values["gone"]})) == {}  # the conversation reports it


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("a &amp; b", "a & b"), ("&lt;b&gt;", "<b>"), ("a & b &amp; c", "a & b &amp; c"), ("<b> &amp;", "<b> &amp;"),
        ("&quot; &amp;", "&quot; &amp;"), ("&amp;lt;", "&lt;"),
    ],
)  # fmt: skip
def test_a_text_is_unescaped_only_if_slack_has_escaped_it(sent: str, read: str) -> None:
    view = {"id": "V1", "state": {"values": {"text": {"value": {"type": "plain_text_input", "value": sent}}}}}
    result = forms.read_submission({"view": view, "user": {"id": ALICE}}, Identity("UBOT", "BBOT", TEAM), MENU)
    assert result is not None
    assert isinstance(result[0], FormSubmission)
    assert result[0].values == {"text": read}


async def test_a_changed_choice_reaches_the_handler(slack: SlackStandIn, serve: Serve) -> None:
    handler = FormHandler()
    async with serve(handler):
        await slack.slash("/ask", "report")
        await slack.until(lambda: slack.modals)
        await slack.submit({"What is wrong with it?": "It is wrong", "What should it say?": "Less."})
        await slack.said()
    assert handler.submissions[0].values["reason"] == "wrong"


async def test_a_button_opens_a_form_and_the_answer_is_posted_in_the_thread(slack: SlackStandIn, serve: Serve) -> None:
    handler = FormHandler(reply=Notice("Reported.", private=False))
    async with serve(handler):
        card = await slack.reply_to(await slack.mention("until when?"))
        await slack.press(card, "Report", person=BOB)
        await slack.until(lambda: slack.modals)
        await slack.submit({"What should it say?": "Less."})
        answer = await slack.said(count=2)
    assert handler.opened == [False, True]  # a message cannot open a form
    assert handler.submissions[0].target.thread == card.thread
    assert (answer.thread, answer.private_to, answer.reading) == (card.thread, None, "Reported.")
    assert FACT.text in card.reading


async def test_a_shortcut_opens_a_form(slack: SlackStandIn, serve: Serve) -> None:
    handler = FormHandler()
    async with serve(handler):
        await slack.point("Check quote", "“We build.”", person=BOB)
        await slack.until(lambda: slack.modals)
        await slack.submit({"What should it say?": "Less."})
        assert (await slack.said()).private_to == BOB


@pytest.mark.parametrize("expired", [False, True])
async def test_the_reply_to_a_form_in_place_replaces_the_private_message_that_opened_it(
    slack: SlackStandIn, serve: Serve, expired: bool
) -> None:
    """It is a message of its own if Slack no longer lets the bot change that one."""

    async def handle(event: Event, responder: Responder) -> None:
        if isinstance(event, Press):
            await responder.open_form(replace(FORM, name="digest", value=""))
            return
        label = "Saved" if isinstance(event, FormSubmission) else "Set up"
        await responder.send(replace(CARD, private=True, buttons=(Button(label, Action("digest-form", "-")),)))

    async with serve(handle):
        await slack.slash("/help", "")
        shown = await slack.said()
        await slack.press(shown, "Set up")
        await slack.until(lambda: slack.modals)
        slack.fault("response_url", *([Fault(404)] if expired else []))
        await slack.submit({"What should it say?": "Less."})
        await slack.until(lambda: any("Saved" in message.labels for message in slack.posted()))
    assert [message.labels for message in slack.posted()] == ([["Set up"]] if expired else []) + [["Saved"]]
    assert all(message.private_to == ALICE for message in slack.posted())


async def test_a_form_opened_in_a_direct_message_is_answered_there(slack: SlackStandIn, serve: Serve) -> None:
    handler = FormHandler()
    async with serve(handler):
        card = await slack.reply_to(await slack.dm("until when?"))
        await slack.press(card, "Report")
        await slack.until(lambda: slack.modals)
        await slack.submit({"What should it say?": "Less."})
        await slack.said("D0ALICE", count=2)
    assert handler.submissions[0].target.direct


async def test_a_redelivered_submission_keeps_its_key(slack: SlackStandIn, serve: Serve) -> None:
    handler = FormHandler()
    async with serve(handler):
        await slack.slash("/ask", "report")
        await slack.until(lambda: slack.modals)
        await slack.again(await slack.submit({"What should it say?": "Less."}))
        await slack.until(lambda: len(handler.submissions) == 2)
    first, second = handler.submissions
    assert first == second
    assert first.key.startswith("slack:form:V")


# ---------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("channel_faults", "private_to"),
    [([], ALICE), ([Fault(error="not_in_channel")], None)],
    ids=["in the channel", "in a direct message"],
)
async def test_a_form_is_answered_after_its_response_url_expired(
    slack: SlackStandIn, serve: Serve, channel_faults: list[Fault], private_to: str | None
) -> None:
    async with serve(FormHandler()):
        await slack.slash("/ask", "report")
        await slack.until(lambda: slack.modals)
        slack.response_urls.clear()  # they expire after half an hour
        slack.fault("chat.postEphemeral", *channel_faults)
        await slack.submit({"What should it say?": "Less."})
        answer = await slack.said(CHANNEL if private_to else "D0ALICE")
    assert (answer.private_to, answer.paragraphs[-1]) == (private_to, "Thank you.")


@pytest.mark.parametrize("error", ["expired_trigger_id", "exchanged_trigger_id"])
async def test_a_form_is_not_opened_after_its_trigger_expired(slack: SlackStandIn, serve: Serve, error: str) -> None:
    handler = FormHandler()
    slack.fault("views.open", Fault(error=error))
    async with serve(handler):
        await slack.slash("/ask", "report")
        await slack.said()
    assert handler.opened == [False]
    assert slack.modals == []


@pytest.mark.parametrize("fault", [Fault(drop=True, after=True), Fault(503, after=True), Fault(503)], ids=str)
async def test_a_form_is_opened_once_after_an_error(slack: SlackStandIn, serve: Serve, fault: Fault) -> None:
    handler = FormHandler()
    slack.fault("views.open", fault)
    async with serve(handler):
        await slack.slash("/ask", "report")
        await slack.until(lambda: handler.opened)
    assert handler.opened == [True]
    assert len(slack.modals) == 1


async def test_a_submission_is_acknowledged_before_it_is_handled(slack: SlackStandIn, serve: Serve) -> None:
    go = asyncio.Event()

    class Slow(FormHandler):
        async def handle(self, event: Event, responder: Responder) -> None:
            if isinstance(event, FormSubmission):
                await go.wait()
            await super().handle(event, responder)

    handler = Slow()
    async with serve(handler):
        await slack.slash("/ask", "report")
        await slack.until(lambda: slack.modals)
        await slack.submit({"What should it say?": "Less."})  # returns once it is acknowledged
        assert handler.submissions == []
        go.set()
        await slack.said()


@pytest.mark.parametrize(
    "view",
    [
        {"callback_id": "somebody-elses", "private_metadata": ""},
        {"callback_id": "form:report:x", "private_metadata": "no JSON"},
        {"callback_id": "form:report:x", "private_metadata": "[]"},
    ],
)
async def test_a_modal_that_is_no_form_of_the_bot_has_no_code_and_is_answered_directly(
    slack: SlackStandIn, serve: Serve, view: dict[str, Any]
) -> None:
    handler = FormHandler()
    async with serve(handler):
        payload = {"type": "view_submission", "view": {"id": "V1", "type": "modal", **view}, "user": {"id": ALICE}}
        await slack.link.send("interactive", payload)
        await slack.said(f"D{ALICE[1:]}")
    assert [submission.code for submission in handler.submissions] == [""]


async def test_modals_without_an_id_and_closed_ones_are_ignored(slack: SlackStandIn, serve: Serve) -> None:
    handler = FormHandler()
    views = [{"id": "", "callback_id": "form:report:x", "private_metadata": '{"channel": "C1"}'}, {"callback_id": None}]
    async with serve(handler):
        for view in views:
            await slack.link.send("interactive", {"type": "view_submission", "view": view, "user": {"id": ALICE}})
        closed = {"id": "V1", "callback_id": "form:report:x", "private_metadata": "[]"}
        await slack.link.send("interactive", {"type": "view_closed", "view": closed, "user": {"id": ALICE}})
        await slack.slash("/ask", "still there?")
        await slack.until(lambda: slack.modals)
    assert handler.submissions == []


# ---------------------------------------------------------------- limits

lines = st.text(max_size=60)
titles = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), min_size=1, max_size=24).filter(
    str.strip
)
choices = st.lists(st.builds(Choice, titles, lines), min_size=1, max_size=25, unique_by=lambda c: c.value)
form_fields = st.builds(
    FormField,
    name=st.text("abc", min_size=1, max_size=20),
    label=titles,
    kind=st.sampled_from(["line", "paragraph", "choice", "date"]),
    required=st.booleans(),
    value=st.text(max_size=100) | st.just("x" * TEXT_LENGTH),
    hint=st.text(max_size=300),
    limit=st.integers(1, TEXT_LENGTH),
    choices=choices,
    help=st.text(max_size=40),
    problem=lines,
)
ticks = st.builds(
    FormField,
    name=st.just("ticks"),
    label=titles,
    kind=st.just("choices"),
    choices=st.lists(st.builds(Choice, titles, lines), min_size=1, max_size=10, unique_by=lambda c: c.value),
    chosen=st.lists(titles).map(tuple),
)


def can_be_shown(form: Form) -> bool:
    """Return whether no text is too long for its field."""
    try:
        check_texts(form)
    except UserError:
        return False
    return True


@settings(max_examples=50)
@given(
    st.builds(
        Form,
        name=st.just("report"),
        title=titles,
        fields=st.lists(form_fields | ticks, min_size=1, max_size=4, unique_by=lambda f: f.name).map(tuple),
        note=lines,
        problem=lines,
        value=st.text("abc", max_size=60),
        submit=titles,
    ).filter(can_be_shown)
)
def test_slack_accepts_the_modal_of_any_form(form: Form) -> None:
    route = ReplyRoute(
        "C" * 20, "U" * 20, thread="1760000000.000001", response_url="https://hooks.example/" + "x" * 200
    )
    assert modals.problems(forms.modal(form, route)) == []


def test_the_modal_keeps_the_reply_route() -> None:
    route = ReplyRoute("C1", "U1", thread="1.2", open_thread="1.2", response_url="https://x.example", pressed="1.3")
    view = {**forms.modal(FORM, replace(route, trigger="t", ephemeral=True)), "id": "V1"}
    result = forms.read_submission({"view": view, "user": {"id": "U2"}}, Identity("UBOT", "BBOT", TEAM), MENU)
    assert result
    assert result[1] == replace(route, person="U2", ephemeral=True)
    assert "U1" not in json.dumps(view)


KEYS = [
    "view", "id", "callback_id", "private_metadata", "state", "values", "value", "selected_option", "selected_options",
    "selected_date", "user", "x",
]  # fmt: skip
anything = st.recursive(
    st.none() | st.integers() | st.sampled_from(["form:report:x", "V1", '{"channel": "C1"}', '{"channel": 7}', "{}"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=12,
)


@given(st.fixed_dictionaries({"view": anything}, optional=dict.fromkeys(KEYS[1:], anything)))
def test_any_submission_is_read_without_an_error(body: dict[str, Any]) -> None:
    result = forms.read_submission(body, Identity("UBOT", "BBOT", "T1"), MENU)
    assert result is None or result[0].key.startswith("slack:form:")
