"""What happened to a statement since it was shown, for people who press a button under an old answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core import texts
from bot.core.comparison import Diff, DiffLegend
from bot.core.controls import Button
from bot.core.document import Actions, Document, Element, Panel, Text
from bot.core.models import Quote, Statement, Validity
from bot.core.statements import passage, source
from bot.core.word_diff import close_diff

OLD, NEW = "no longer said", "said now"


@dataclass(frozen=True, slots=True)
class Since:
    """Says that a statement has changed since an answer, and what it says now; or that it is gone."""

    before: str
    """What it said in the answer."""
    now: Statement | None
    """The statement that is valid instead; None if there is none."""
    validity: Validity = "current"
    whole: Button | None = None
    """Shows the whole text that is valid instead, if it is long."""
    buttons: tuple[Button, ...] = ()
    """What can be done with the statement that is valid instead."""
    closing: str = ""
    """A sentence at the end, such as thanks."""
    private: bool = True

    def document(self) -> Document:
        """Return that the statement has changed, and what it says now with its source."""
        return Document.of(*self.elements(), Text(self.closing), private=self.private)

    def elements(self) -> Iterator[Element]:
        """Yield all elements but the closing sentence."""
        yield Panel("caution")
        if self.now is None:
            yield Text(texts.REMOVED, "warning")
            return
        yield Text(texts.CHANGED_QUOTE if isinstance(self.now, Quote) else texts.CHANGED_FACT, "warning")
        yield Text(texts.caution(self.now, self.validity) or "", "warning")
        if segments := close_diff(self.before, self.now.text):
            yield Diff(segments)
            yield DiffLegend(OLD, NEW)
        else:
            yield passage(self.now, self.whole)
        yield source(self.now)
        yield Actions((*((self.whole,) if segments and self.whole else ()), *self.buttons))
