"""Make the elements of a statement, for cards and digests."""

from __future__ import annotations

from bot.core import texts
from bot.core.controls import Button
from bot.core.directions import isolated
from bot.core.document import Passage, SourceLine
from bot.core.models import Quote, Statement


def passage(statement: Statement, whole: Button | None = None, position: str = "") -> Passage:
    """Make the verbatim text of a statement; for a quotation, add the speaker, the subject, the date and the place.

    `position` says which of several quotations it is.
    """
    if isinstance(statement, Quote):
        by, circumstances = texts.attribution(statement), texts.circumstances(statement)
        subject = " · ".join(filter(None, (circumstances, position)))
        return Passage(statement.text, True, by, subject[:1].upper() + subject[1:], whole=whole)
    return Passage(statement.text, whole=whole)


def source(statement: Statement, *, other: bool = False) -> SourceLine:
    """Make the source line of a statement. With `other`, it is another source of the same words."""
    return SourceLine(
        isolated(statement.source.title),
        statement.source.url,
        texts.provenance(statement),
        texts.as_of(statement),
        other=other,
    )
