"""A statement as elements of a document, in a card as in a digest."""

from __future__ import annotations

from bot.core import texts
from bot.core.document import Button, Passage, Source
from bot.core.models import Quote, Statement


def passage(statement: Statement, whole: Button | None = None) -> Passage:
    """Make the text of a statement, to the letter; of a quotation with who said it and about what."""
    if_cut = texts.shortened(statement)
    if isinstance(statement, Quote):
        by, subject = texts.attribution(statement), texts.subject(statement)
        return Passage(statement.text, True, by, subject, if_cut=if_cut, whole=whole)
    return Passage(statement.text, if_cut=if_cut, whole=whole)


def source(statement: Statement, *, other: bool = False) -> Source:
    """Make the line that says where a statement comes from; `other` if it only says the same as the one shown."""
    return Source(
        statement.source.title,
        statement.source.url,
        texts.provenance(statement),
        texts.as_of(statement),
        statement.id,
        other=other,
    )
