"""What each adapter sends for a reply or a form. If an adapter's functions change, only this module changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import StringIO
from typing import Any, Literal, TypeAlias

from rich.padding import Padding
from rich.terminal_theme import MONOKAI

from bot.adapters.discord import modals as discord_modals
from bot.adapters.discord.render import render as render_discord
from bot.adapters.slack import forms as slack_forms
from bot.adapters.slack import render as render_slack
from bot.adapters.slack.message_body import message_body
from bot.adapters.slack.messages import ReplyRoute
from bot.adapters.terminal.form_dialogue import FormDialogue
from bot.adapters.terminal.render import render as render_terminal
from bot.adapters.terminal.screen import Screen
from bot.core.forms import Form
from bot.core.replies import Reply
from tests.gallery.discord_page import EPHEMERAL
from tests.gallery.markup import Html

Json: TypeAlias = dict[str, Any]
Place: TypeAlias = Literal["channel", "direct", "home"]
"""Where something is shown; "home" is Slack's Home tab, for which other platforms have no place."""
COLUMNS = 80


@dataclass(frozen=True, slots=True)
class Sample:
    """One card of the gallery."""

    group: str
    name: str
    shown: Reply | Form
    prompt: str = ""
    """What a person wrote or called before, such as "/ask Who runs the ferry?"; empty if the bot speaks first."""
    place: Place = "channel"

    @property
    def answers_message(self) -> bool:
        """Return whether it answers a message, not a command or a button."""
        return bool(self.prompt) and not self.prompt.startswith("/")

    @property
    def is_private(self) -> bool:
        """Return whether only one person in a channel should see it."""
        return not isinstance(self.shown, Form) and self.shown.private and self.place == "channel"

    @property
    def key(self) -> str:
        """Return a name for files and addresses."""
        words = "".join(c if c.isalnum() else " " for c in f"{self.group} {self.name}".lower())
        return "-".join(words.split())


def for_discord(sample: Sample) -> Json:
    """Return the body of a message, or the data of a modal."""
    if isinstance(sample.shown, Form):
        return discord_modals.modal(sample.shown)
    # Discord has no private replies to messages, only to commands, buttons and forms.
    hidden = sample.is_private and not sample.answers_message
    body = render_discord(sample.shown, ephemeral=hidden)
    return {**body, "flags": int(body.get("flags") or 0) | (EPHEMERAL if hidden else 0)}


def for_slack(sample: Sample) -> Json:
    """Return the body of a message, or a view."""
    if isinstance(sample.shown, Form):
        return slack_forms.modal(sample.shown, ReplyRoute("C1", "U1"))
    if sample.place == "home":
        return {"type": "home", "blocks": render_slack.blocks(sample.shown)}
    return message_body(sample.shown)


def for_terminal(sample: Sample) -> Html:
    """Return what the terminal prints, with its colours."""
    screen = Screen(record=True, width=COLUMNS, force_terminal=True, file=StringIO(), color_system="truecolor")
    if isinstance(sample.shown, Form):
        screen.print(FormDialogue(sample.shown).opening())
        for field in sample.shown.fields:
            screen.print(FormDialogue(replace(sample.shown, fields=(field,))).question())
    else:
        screen.print(Padding(render_terminal(sample.shown), (0, 0, 0, 2)))
    return Html(screen.export_html(theme=MONOKAI, inline_styles=True, code_format="<pre>{code}</pre>"))
