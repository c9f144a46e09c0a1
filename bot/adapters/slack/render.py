"""Replies into Block Kit. Pure; whatever is stored or typed by people goes into `plain_text`, where nothing happens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias, assert_never

from bot.adapters.slack.mrkdwn import escape, link
from bot.core import wording
from bot.core.models import Quote, Statement
from bot.core.replies import Button, Card, Explanation, Help, HelpLine, Notice, Reply, Suggestions

Block: TypeAlias = dict[str, Any]

SECTION = 3_000
"""Most characters in one section."""
MESSAGE = 13_000
"""Most characters in one message, all blocks and the fallback text together."""
ASIDE = 400
"""Most characters of anything that stands beside a statement."""
FALLBACK = 1_200
LABEL = 75
_MOST_BESIDE = 3
"""Most earlier statements, and most other sources, on one card."""
_MOST_BUTTONS = 5
"""Most buttons on one card. With these limits even the oddest card leaves room for some of its statement."""


def blocks(reply: Reply) -> list[Block]:
    """Lay a reply out as blocks, within all of Slack's limits."""
    match reply:
        case Card():
            return list(_card(reply))
        case Suggestions():
            return list(_suggestions(reply))
        case Explanation():
            return list(_explanation(reply))
        case Help():
            return list(_help(reply))
        case Notice():
            return [_section(_plain(reply.text))]
        case _:
            assert_never(reply)


def fallback(reply: Reply) -> str:
    """Say a reply in one text, for notifications and screen readers; safe as mrkdwn."""
    match reply:
        case Card():
            statement = reply.statement
            parts = (wording.caution(reply), spoken(statement), _attributed(statement), wording.provenance(statement))
            text = "\n".join(part for part in parts if part)
        case Suggestions():
            text = "\n".join((wording.DID_YOU_MEAN, *(button.label for button in reply.buttons)))
        case Explanation():
            text = "\n".join(f"{label}: {value}" for label, value in wording.explanation_lines(reply))
        case Help():
            text = "\n".join((*(f"{line.usage}: {line.summary}" for line in reply.lines), reply.holds))
        case Notice():
            text = reply.text
        case _:
            assert_never(reply)
    escaped = escape(fit(text, FALLBACK))
    return escaped if width(escaped) <= 2 * FALLBACK else escape(fit(text, FALLBACK // 6))


def spoken(statement: Statement) -> str:
    """A statement's text as it is shown: a quotation in quotation marks, both to the letter."""
    return f"“{statement.text}”" if isinstance(statement, Quote) else statement.text


def width(text: str) -> int:
    """A text's length as Slack may count it: in UTF-16 units, where an emoji is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def fit(text: str, limit: int) -> str:
    """Shorten a text to `limit` at a word, with an ellipsis; one that fits stays as it is."""
    return text if width(text) <= limit else next(_pieces(text, limit - 1)).rstrip() + "…"


# ---------------------------------------------------------------- kinds of replies


def _card(card: Card) -> Iterator[Block]:
    statement = card.statement
    if caution := wording.caution(card):
        yield _section({"type": "mrkdwn", "text": f"*{escape(caution)}*"})
    whole, note, below = spoken(statement), _context(_plain(wording.shortened(statement))), list(_below(card))
    room = MESSAGE - width(fallback(card)) - width(caution or "") - sum(map(_weight, (note, *below)))
    shown = fit(whole, room)
    for piece in _pieces(shown, SECTION):
        yield _section(_plain(piece))
    if shown != whole:
        yield note
    yield from below


def _below(card: Card) -> Iterator[Block]:
    """What stands under a statement."""
    statement = card.statement
    if attributed := _attributed(statement):
        yield _section(_plain(attributed))
    for source in (statement, *card.also[:_MOST_BESIDE]):
        yield _context(*_source(source), _plain(wording.as_of(source)), _plain(source.id))
    for earlier in card.replaces[:_MOST_BESIDE]:
        yield _context(_plain(f"{wording.replaced(earlier)}: {earlier.text}", ASIDE))
    if card.buttons:
        yield _actions(*(_button(button, number) for number, button in enumerate(card.buttons[:_MOST_BUTTONS])))


def _suggestions(suggestions: Suggestions) -> Iterator[Block]:
    yield _section(_plain(wording.DID_YOU_MEAN))
    for number, button in enumerate(suggestions.buttons):  # one under another, so that long labels can be read
        if width(button.label) > LABEL:
            yield _section(_plain(button.label))
        yield _actions(_button(button, number))


def _explanation(why: Explanation) -> Iterator[Block]:
    for label, text in wording.explanation_lines(why):
        yield _section({"type": "mrkdwn", "text": f"*{escape(label)}*"}, _plain(text, 2 * ASIDE))


def _help(reply: Help) -> Iterator[Block]:
    for line in reply.lines[:20]:
        yield from _help_line(line)
    if reply.holds:
        yield _context(_plain(reply.holds))


def _help_line(line: HelpLine) -> Iterator[Block]:
    yield _section({"type": "mrkdwn", "text": f"*{escape(fit(line.usage, 100))}*\n{escape(fit(line.summary, 150))}"})
    yield _context(_plain(line.example, 200))


# ---------------------------------------------------------------- parts


def _source(statement: Statement) -> Iterator[Block]:
    title = fit(statement.source.title, ASIDE // 2)
    linked = link(statement.source.url, title)
    yield {"type": "mrkdwn", "text": linked} if linked else _plain(title)
    yield _plain(wording.provenance(statement), ASIDE // 2)


def _attributed(statement: Statement) -> str:
    return f"— {fit(wording.attribution(statement), ASIDE)}" if isinstance(statement, Quote) else ""


def _button(button: Button, number: int) -> Block:
    return {
        "type": "button",
        "action_id": f"{button.action.name}-{number}",
        "text": {"type": "plain_text", "text": fit(button.label, LABEL), "emoji": False},
        "value": button.action.code,
    }


def _weight(block: Block) -> int:
    """Characters of all texts in a block."""
    elements = (block.get("text"), *block.get("elements", ()), *block.get("fields", ()))
    texts = (e["text"] for e in elements if e)
    return sum(width(t if isinstance(t, str) else t["text"]) for t in texts)


def _actions(*buttons: Block) -> Block:
    return {"type": "actions", "elements": list(buttons)}


def _section(text: Block, beside: Block | None = None) -> Block:
    return {"type": "section", "fields": [text, beside]} if beside else {"type": "section", "text": text}


def _context(*elements: Block) -> Block:
    return {"type": "context", "elements": list(elements)}


def _plain(text: str, limit: int = SECTION) -> Block:
    """Text that shows to the letter. Slack refuses an empty one."""
    return {"type": "plain_text", "text": fit(text, limit) or "–", "emoji": False}


def _pieces(text: str, limit: int) -> Iterator[str]:
    """Cut a text into pieces of at most `limit`, after a space where there is one; joined they are the text."""
    while width(text) > limit:
        end = min(limit, len(text))
        while width(text[:end]) > limit:
            end -= (width(text[:end]) - limit + 1) // 2
        cut = max(text.rfind(" ", 0, end), text.rfind("\n", 0, end)) + 1
        cut = cut if cut > end // 2 else max(end, 1)
        yield text[:cut]
        text = text[cut:]
    yield text
