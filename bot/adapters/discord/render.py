"""Render a reply as the body of a message. Pure.

Texts before the first panel become the message's content, and panels become embeds.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from bot.adapters.discord import embeds
from bot.adapters.discord.components import ROW, ROWS, rows
from bot.adapters.discord.markdown import ASIDE, NOTHING, SMALL
from bot.adapters.discord.markup import fit
from bot.adapters.discord.payloads import Json
from bot.core.document import Text, joined
from bot.core.fitting import fit as fit_document
from bot.core.replies import Reply
from bot.core.shorten import shorten
from bot.core.words import plain

CONTENT = 2000


def render(reply: Reply) -> Json:
    """Render a reply. `content`, `embeds` and `components` are always set, so that it can replace another message."""
    elements = reply.document().elements
    own = [element for element in takewhile(lambda e: isinstance(e, Text), elements) if isinstance(element, Text)]
    shown = fit_document(elements[len(own) :], embeds.ROOM, embeds.measure)
    actions = joined(shown)
    each = 1 if actions.stacked and len(actions.buttons) + bool(actions.pickers) <= ROWS else ROW
    content = "\n".join(_text(text, (CONTENT - len(own)) // len(own)) for text in own)
    made = embeds.embeds(shown)
    return {
        "content": content if content or made else NOTHING,
        "embeds": made,
        "components": rows(actions.pressable, next(iter(actions.pickers), None), each=each),
    }


def _text(text: Text, limit: int) -> str:
    """Render one of the texts of a message itself, as small print if it is quiet."""
    if text.role == "quiet":
        return SMALL + fit(" ".join(plain(text.text).split()), min(ASIDE, limit - len(SMALL)))
    return fit(plain(text.text), limit)


def without_embeds(body: Json) -> Json:
    """Write the embeds of a message into its content, if the bot may not embed links; the longest texts are cut."""
    parts = [body["content"], *(part for embed in body["embeds"] for part in _parts(embed))]
    parts = [part for part in parts if part.strip()]
    longest = max(parts, key=len, default="")
    room = CONTENT - sum(len(part) + 1 for part in parts) + len(longest)
    text = "\n".join(shorten(part, max(room, 1)) if part is longest else part for part in parts)
    return {**body, "content": shorten(text, CONTENT), "embeds": []}


def _parts(embed: Json) -> Iterator[str]:
    """Yield the texts of an embed, each with its markup."""
    if title := embed.get("title"):
        yield f"**{title}**"
    yield embed.get("description") or ""
    for field in embed.get("fields") or ():
        yield f"**{field['name']}**\n{field['value']}"
    if footer := (embed.get("footer") or {}).get("text"):
        yield f"-# {footer}"
