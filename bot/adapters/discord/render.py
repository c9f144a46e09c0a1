"""Render a reply as the body of a message. Pure.

Texts before the first panel become the message's content, and panels become embeds.
"""

from __future__ import annotations

from itertools import takewhile

from bot.adapters.discord import embeds
from bot.adapters.discord.components import ROW, ROWS, rows
from bot.adapters.discord.markdown import NOTHING
from bot.adapters.discord.markup import fit
from bot.adapters.discord.payloads import Json
from bot.core.document import Text, joined
from bot.core.fitting import fit as fit_document
from bot.core.replies import Reply

CONTENT = 2000


def render(reply: Reply) -> Json:
    """Render a reply. `content`, `embeds` and `components` are always set, so that it can replace another message."""
    elements = reply.document().elements
    own = [element for element in takewhile(lambda e: isinstance(e, Text), elements) if isinstance(element, Text)]
    shown = fit_document(elements[len(own) :], embeds.ROOM, embeds.measure)
    actions = joined(shown)
    each = 1 if actions.stacked and len(actions.buttons) + bool(actions.picker) <= ROWS else ROW
    content = "\n".join(fit(text.text, (CONTENT - len(own)) // len(own)) for text in own)
    made = embeds.embeds(shown)
    return {
        "content": content if content or made else NOTHING,
        "embeds": made,
        "components": rows(actions.buttons, actions.picker, each=each),
    }
