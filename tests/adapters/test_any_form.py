"""Any text that stands in a form comes back unchanged on every platform, whatever kind of field it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.adapters.discord import modals as discord_modals
from bot.adapters.slack import forms as slack_forms
from bot.adapters.slack.messages import Identity, ReplyRoute
from bot.adapters.terminal.form_dialogue import FormDialogue
from bot.core.events import Choice, FormSubmission
from bot.core.forms import Form, FormField
from bot.core.router import Menu
from bot.core.shorten import width
from tests.standins.discord import checking, reading
from tests.standins.slack import modals

CHOICES = tuple(Choice(str(n), f"Choice {n}") for n in range(10))
TICKS = st.sets(st.sampled_from([choice.value for choice in CHOICES]), min_size=1)
TEXTS = (
    st.text(st.characters(exclude_categories=[]), min_size=1, max_size=60)
    | st.text("<>&;ltgamp*_`@!#:/\\\x00\ud800\udfff\u202e\u2066\u200b \n\t", min_size=1, max_size=40)
).filter(lambda text: width(text) <= 60)

Sent = tuple[Mapping[str, str], Mapping[str, tuple[str, ...]]]


def made(text: str, ticks: set[str]) -> Form:
    """Make a form that opens with a text and some ticks."""
    fields = (
        FormField("line", "Line", value=text, limit=60),
        FormField("text", "Text", "paragraph", value=text, limit=60, problem="Wrong."),
        FormField("kind", "Kind", "choice", value="3", choices=CHOICES, help="Choose one"),
        FormField("asks", "Questions", "choices", choices=CHOICES, chosen=tuple(ticks)),
    )
    return Form("any", "Any form", fields, note=f"A note: {text}")


def on_discord(form: Form) -> Sent:
    """Send a form as it is shown on Discord."""
    shown = discord_modals.modal(form)
    assert list(checking.problems("POST", CALLBACK, {"type": 9, "data": shown})) == []
    sent = reading.filled_form(shown, reading.show_form(shown).values)
    return discord_modals.submitted_values(sent), discord_modals.submitted_choices(sent)


def on_slack(form: Form) -> Sent:
    """Send a form as it is shown on Slack."""
    view: dict[str, Any] = {**slack_forms.modal(form, ReplyRoute("C1", "U1")), "id": "V1"}
    assert modals.problems({key: value for key, value in view.items() if key != "id"}) == []
    state = {"values": modals.fill_in(view, {})}
    body = {"view": {**view, "state": state}, "user": {"id": "U1"}}
    routed = slack_forms.read_submission(body, Identity("UBOT", "BBOT", "T1"), Menu((), {}, {}))
    assert routed is not None
    assert isinstance(routed[0], FormSubmission)
    return routed[0].values, routed[0].chosen


def in_terminal(form: Form) -> Sent:
    """Send a form with an empty line for each field that is asked."""
    dialogue = FormDialogue(form)
    while dialogue.values is None:
        assert dialogue.take("") is None
    return dialogue.values, dialogue.chosen


CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"


@pytest.mark.parametrize("send", [on_discord, on_slack, in_terminal])
@given(text=TEXTS, ticks=TICKS)
@example(text="&amp; < > &lt;", ticks={"0"})
@example(text="@everyone <!channel> <@U1>", ticks={"9", "1"})
@example(text="\x00\ud800", ticks={"5"})
def test_any_text_and_any_ticks_come_back_unchanged(send: Any, text: str, ticks: set[str]) -> None:
    # A text of nothing but Slack's escapes can't be told from an escaped one.
    if send is on_slack and slack_forms.is_escaped(text):
        return
    values, chosen = send(made(text, ticks))
    assert values == {"line": text, "text": text, "kind": "3"}
    assert chosen == {"asks": tuple(choice.value for choice in CHOICES if choice.value in ticks)}
