"""Replies in Discord's look: a reply in, the body of a message out. Pure.

What stands before the first panel is the message's own text; panels are embeds.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Any, TypeAlias

from bot.adapters.discord import embeds
from bot.adapters.discord.components import ROW, ROWS, rows
from bot.adapters.discord.markdown import NOTHING
from bot.adapters.discord.markup import fit
from bot.core.document import Text, joined
from bot.core.fitting import fit as fit_document
from bot.core.replies import Reply

Json: TypeAlias = dict[str, Any]

CONTENT = 2000


def render(reply: Reply) -> Json:
    """Give a reply its look. `content`, `embeds` and `components` are always there, so that it can replace another."""
    elements = reply.document().elements
    own = [element for element in takewhile(lambda e: isinstance(e, Text), elements) if isinstance(element, Text)]
    shown = fit_document(elements[len(own) :], embeds.ROOM, embeds.measure)
    actions = joined(shown)
    each = 1 if actions.stacked and len(actions.buttons) <= ROWS else ROW
    content = "\n".join(fit(text.text, (CONTENT - len(own)) // len(own)) for text in own)
    made = embeds.embeds(shown)
    return {
        "content": content if content or made else NOTHING,
        "embeds": made,
        "components": rows(actions.buttons, actions.picker, each=each),
    }
