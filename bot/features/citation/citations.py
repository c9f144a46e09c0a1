"""Write the citation of a statement: its words, who said them, and where they were published."""

from __future__ import annotations

from typing import Final

from bot.core.models import Quote, Statement
from bot.core.shorten import ELLIPSIS, shorten
from bot.core.texts import attribution, day

LONGEST: Final = 1_200
"""Most characters of the words. Of longer ones, the beginning is cited, because no message has room for all."""
_LEFT_OUT = "[…]"


def is_cut(statement: Statement) -> bool:
    """Return whether a citation has only the beginning of the words."""
    return len(statement.text) > LONGEST


def citation(statement: Statement) -> str:
    """Write a citation in one paragraph. The words stay as they are."""
    words = statement.text
    if is_cut(statement):
        words = f"{shorten(words, LONGEST).removesuffix(ELLIPSIS).rstrip()} {_LEFT_OUT}"
    return f"{_said(statement, words) if isinstance(statement, Quote) else words} {_source(statement)}"


def _said(quote: Quote, words: str) -> str:
    said = day(quote.said) if quote.said else ""
    return f"“{words}” ({', '.join(filter(None, (attribution(quote), said, quote.where)))})."


def _source(statement: Statement) -> str:
    source = statement.source
    parts = (source.title, source.publisher, day(source.published), source.url)
    return f"{', '.join(filter(None, parts))}."
