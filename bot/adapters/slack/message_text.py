"""Read the words of a message: its text, or else its blocks and attachments. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterator
from itertools import dropwhile, groupby
from operator import itemgetter

from bot.adapters.slack import mrkdwn
from bot.adapters.slack.payloads import Payload, listing, mapping

_MAX_DEPTH = 8
"""Lists within lists are read down to this depth."""


def read(message: Payload, bot: str) -> str:
    """Read a message of a person or an app, with quoted lines in quotation marks. `bot` is the bot's user id.

    If an app posted blocks, the message's `text` is only for notifications.
    """
    text = mrkdwn.read(str(message.get("text") or ""), bot, quoting=True)
    from_app = bool(message.get("bot_id") or message.get("bot_profile"))
    if text and not from_app:
        return text
    # Small print above an answer of the bot says who asked.
    below = list(dropwhile(lambda block: mapping(block).get("type") == "context", listing(message.get("blocks"))))
    blocks = "\n".join(_blocks(below if from_app and below else message.get("blocks"), bot))
    return blocks or text or "\n".join(_attachments(message.get("attachments"), bot))


def _blocks(blocks: object, bot: str) -> Iterator[str]:
    """Return the words of blocks, part by part. A long quotation of the bot has several parts, which are joined."""
    for is_quoted, parts in groupby(_parts(blocks, bot), key=itemgetter(0)):
        texts = (text for _, text in parts)
        words = (mrkdwn.quotation("".join(texts)),) if is_quoted else map(str.strip, texts)
        yield from filter(None, words)


def _parts(blocks: object, bot: str) -> Iterator[tuple[bool, str]]:
    """Return each part of blocks, with whether it is a quotation in rich text."""
    for block in map(mapping, listing(blocks)):
        parts = (block.get("text"), *listing(block.get("fields")), *listing(block.get("elements")))
        if block.get("type") == "rich_text":
            for part in map(mapping, listing(block.get("elements"))):
                yield part.get("type") == "rich_text_quote", _rich(part, _MAX_DEPTH)
        elif block.get("type") == "markdown":
            yield False, mrkdwn.read(str(block.get("text") or ""), bot, quoting=True)
        else:
            yield from ((False, _text(part, bot)) for part in map(mapping, parts))


def _text(part: Payload, bot: str) -> str:
    words = str(part.get("text") or "")
    match part.get("type"):
        case "mrkdwn":
            return mrkdwn.read(words, bot, quoting=True)
        case "plain_text":
            return html.unescape(words).strip()
    return ""


def _rich(part: Payload, depth: int) -> str:
    """Return the words of rich text. People and channels are only ids there, so they are left out."""
    if depth == 0:
        return ""
    match part.get("type"):
        case "text":
            return html.unescape(str(part.get("text") or ""))
        case "link":
            return html.unescape(str(part.get("text") or part.get("url") or ""))
        case "date":
            return html.unescape(str(part.get("fallback") or ""))
        case "rich_text_list":
            return "\n".join(_rich(mapping(inner), depth - 1) for inner in listing(part.get("elements")))
    return "".join(_rich(mapping(inner), depth - 1) for inner in listing(part.get("elements")))


def _attachments(attachments: object, bot: str) -> Iterator[str]:
    for attachment in map(mapping, listing(attachments)):
        if blocks := list(_blocks(attachment.get("blocks"), bot)):
            yield from blocks
            continue
        texts = [str(attachment.get(key) or "") for key in ("pretext", "title", "text")]
        for text in texts if any(texts) else (str(attachment.get("fallback") or ""),):
            if words := mrkdwn.read(text, bot, quoting=True):
                yield words
