"""Every kind of reply in Discord's look: a Reply in, the body of a message out. Pure.

Its parts are made in `embeds`, `digests` and `components`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias, assert_never

from bot.adapters.discord import digest_layout, embeds
from bot.adapters.discord.components import ROW, ROWS, rows
from bot.adapters.discord.markup import fit
from bot.core import texts
from bot.core.replies import (
    Button,
    Card,
    Clarification,
    Details,
    Digest,
    Explanation,
    Help,
    Notice,
    Reply,
    Speakers,
    Suggestions,
    TextPart,
    Verdict,
)

Json: TypeAlias = dict[str, Any]

CONTENT = 2000


def render(reply: Reply) -> Json:
    """Give a reply its look. `content`, `embeds` and `components` are always there, so that it can replace another."""
    match reply:
        case Card():
            embed, cut = embeds.card(reply)
            components = rows([*_whole(reply, cut), *reply.buttons], reply.picker)
            return _body(_read_as(reply), embeds=[embed], components=components)
        case Verdict():
            return _verdict(reply)
        case Speakers():
            return _body(embeds=[embeds.speakers(reply)], components=rows(reply.buttons, reply.picker))
        case Clarification():
            return _body(fit(reply.prompt, CONTENT), components=rows((), reply.picker))
        case Suggestions():
            # Questions are long: each gets a line of its own.
            each = 1 if len(reply.buttons) <= ROWS else ROW
            sentence = "\n".join(filter(None, (_read_as(reply), texts.DID_YOU_MEAN)))
            return _body(sentence, components=rows(reply.buttons, each=each))
        case Digest():
            return _digest(reply)
        case Notice():
            return _body(fit(reply.text, CONTENT))
        case TextPart() | Explanation() | Help() | Details():
            return _body(embeds=[_embed(reply)])
        case _:
            assert_never(reply)


def _embed(reply: TextPart | Explanation | Help | Details) -> Json:
    """What is nothing but an embed."""
    match reply:
        case TextPart():
            return embeds.passage(reply)
        case Explanation():
            return embeds.explanation(reply)
        case Help():
            return embeds.help_table(reply)
        case Details():
            return embeds.details(reply)
        case _:
            assert_never(reply)


def _body(content: str = "", *, embeds: Sequence[Json] = (), components: Sequence[Json] = ()) -> Json:
    return {"content": content, "embeds": list(embeds), "components": list(components)}


def _read_as(reply: Card | Suggestions) -> str:
    return fit(texts.read_as(reply.read_as), CONTENT // 2) if reply.read_as else ""


def _verdict(reply: Verdict) -> Json:
    """A verdict with the buttons of its card; of two pickers, its own."""
    made, cut = embeds.verdict(reply)
    if reply.card is None:
        return _body(embeds=made, components=rows(reply.buttons, reply.picker))
    buttons = [*_whole(reply.card, cut), *reply.buttons, *reply.card.buttons]
    return _body(embeds=made, components=rows(buttons, reply.picker or reply.card.picker))


def _digest(reply: Digest) -> Json:
    """A digest with a button that brings what it left out, and one for the whole of what it cut at its end."""
    made = digest_layout.digest(reply)
    buttons = [reply.whole] if made.cut and reply.whole else []
    if made.left and reply.more:
        action = replace(reply.more, value=str(reply.first + made.shown))
        buttons.insert(0, Button(texts.more(made.left), action))
    return _body(embeds=made.embeds, components=rows(buttons))


def _whole(card: Card, cut: bool) -> tuple[Button, ...]:
    """The button that brings the whole of a text, where it was cut."""
    return (card.whole,) if cut and card.whole else ()
