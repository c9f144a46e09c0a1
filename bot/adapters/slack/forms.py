"""Forms as Slack's modals: laid out from a form of the core, and read back once they are filled in. Pure.

Payloads are taken as they come: what is missing or of an unknown kind gives None or an empty text, never an error.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Final

from bot.adapters.slack import blocks
from bot.adapters.slack.blocks import Block, width
from bot.adapters.slack.interactions import read_person
from bot.adapters.slack.messages import PLATFORM, Identity, Payload, ReplyRoute, Taken, mapping
from bot.core.events import FormSubmission, Target
from bot.core.forms import Form, FormField
from bot.core.shorten import label, pieces

CALLBACK: Final = "form:"
"""How the callback_id of our modals begins; the form's code follows."""
_TITLE: Final = 24
"""Most characters of a modal's title and of its button."""
_LABEL: Final = 2_000
_HINT: Final = 150
_INPUT: Final = 3_000
"""Most characters that Slack lets people type into one field."""
_ACTION: Final = "value"
"""The action_id of every field: a block has only one, and its block_id is the field's name."""
_KEPT: Final = ("channel", "direct", "thread", "open_thread", "response_url", "pressed")
"""What of the way back to the event is needed once the form is sent."""


def modal(form: Form, way: ReplyRoute) -> Block:
    """Lay a form out; it carries with it where replies to it go."""
    kept = {key: value for key, value in asdict(way).items() if key in _KEPT and value}
    return {
        "type": "modal",
        "callback_id": CALLBACK + form.code,
        "private_metadata": json.dumps(kept),
        "title": blocks.plain(label(form.title, _TITLE, width)),
        "submit": blocks.plain(label(form.submit, _TITLE, width)),
        "blocks": [_input(field) for field in form.fields],
    }


def read_submission(body: Payload, me: Identity) -> Taken | None:
    """Read a `view_submission`; None if it is of no form of ours."""
    view = mapping(body.get("view"))
    code, view_id, way = str(view.get("callback_id") or ""), str(view.get("id") or ""), _way(view)
    if not code.startswith(CALLBACK) or not view_id or way is None:
        return None
    author = read_person(body)
    values = mapping(mapping(view.get("state")).get("values"))
    submission = FormSubmission(
        id=f"form:{view_id}",  # a modal is sent once, however often Slack tells it
        author=author,
        target=Target(PLATFORM, me.team, way.channel, way.thread, direct=way.direct),
        code=code.removeprefix(CALLBACK),
        values={str(name): _value(mapping(mapping(block).get(_ACTION))) for name, block in values.items()},
    )
    return submission, replace(way, person=author.id)


def _input(field: FormField) -> Block:
    choosing = field.kind == "choice" and field.choices  # Slack takes no chooser without a choice
    return {
        "type": "input",
        "block_id": field.name,
        "label": blocks.plain(field.label, _LABEL),
        "optional": not field.required,
        "element": _chooser(field) if choosing else _text_box(field),
    }


def _text_box(field: FormField) -> Block:
    most = min(field.limit, _INPUT)
    multiline = field.kind == "paragraph"
    box: Block = {"type": "plain_text_input", "action_id": _ACTION, "multiline": multiline, "max_length": most}
    if field.value:
        box["initial_value"] = next(pieces(field.value, most, blocks.width))
    return box | _placeholder(field)


def _chooser(field: FormField) -> Block:
    chooser: Block = {"type": "static_select", "action_id": _ACTION, "options": blocks.options(field.choices)}
    if chosen := next((option for option in chooser["options"] if option["value"] == field.value), None):
        chooser["initial_option"] = chosen
    return chooser | _placeholder(field)


def _placeholder(field: FormField) -> Block:
    return {"placeholder": blocks.plain(field.hint, _HINT)} if field.hint else {}


def _value(state: Payload) -> str:
    """What was filled in: typed, or chosen; empty for a field that was left out."""
    if "selected_option" in state:
        return str(mapping(state["selected_option"]).get("value") or "")
    typed = str(state.get("value") or "")
    # In messages and commands Slack gives the three signs of its markup as entities; for fields it does not say.
    return typed.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _way(view: Payload) -> ReplyRoute | None:
    """Read where replies go; None if that is not known."""
    try:
        kept = mapping(json.loads(str(view.get("private_metadata") or "")))
    except ValueError:
        return None
    text = {key: str(kept.get(key) or "") for key in _KEPT}
    if not text["channel"]:
        return None
    return ReplyRoute(
        text["channel"],
        person="",
        direct=bool(kept.get("direct")),
        thread=text["thread"] or None,
        open_thread=text["open_thread"] or None,
        response_url=text["response_url"] or None,
        pressed=text["pressed"] or None,
        form=True,
    )
