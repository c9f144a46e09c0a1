"""The replies to questions, apart from cards and explanations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.core import texts
from bot.core.controls import Button, Link
from bot.core.document import Actions, Document, Earlier, Fields, Panel, Row, Text
from bot.core.explanation import Explanation
from bot.core.models import Quote
from bot.core.since import Since
from bot.core.statements import passage, source
from bot.features.ask import texts as ask_texts


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Up to three statements that may be meant, each behind a button labelled with a question it answers."""

    buttons: tuple[Button, ...]
    none: tuple[Button, ...] = ()
    """Says that none of them is meant."""
    private: bool = True
    read_as: str = ""
    """How the question was read if it goes on from another or is one of several; shown above the sentence."""

    def document(self) -> Document:
        """Return how the question was read, and a button for each statement that may be meant."""
        return Document.of(
            Text(texts.read_as(self.read_as) if self.read_as else "", "quiet"),
            Text(ask_texts.DID_YOU_MEAN if len(self.buttons) > 1 else ask_texts.DID_YOU_MEAN_THIS),
            Actions((*self.buttons, *self.none), stacked=True),
            private=self.private,
        )


@dataclass(frozen=True, slots=True)
class CorrectedAnswer:
    """Takes the place of an answer after what it showed was replaced, changed or withdrawn."""

    since: Since
    on: dt.date
    is_replaced: bool = False
    """Another fact counts instead."""
    buttons: tuple[Button, ...] = ()
    links: tuple[Link, ...] = ()
    asked: str = ""
    """As in `Card`."""
    private: bool = False

    def document(self) -> Document:
        """Return since when it is corrected, what counts instead with its source, and what the answer was."""
        now = self.since.now
        return Document.of(
            Text(self.asked, "quiet"),
            Panel("caution"),
            Text(ask_texts.corrected(self.on, self._what), "warning"),
            Text(texts.caution(now, self.since.validity) or "" if now else "", "warning"),
            *((passage(now, self.since.whole), source(now)) if now else ()),
            Earlier(ask_texts.SAID_THEN, self.since.before),
            Actions(self.buttons, links=self.links),
            private=self.private,
        )

    @property
    def _what(self) -> str:
        """Say what happened to the statement."""
        if self.since.now is None:
            return ask_texts.WITHDRAWN
        if self.is_replaced:
            return ask_texts.REPLACED
        return ask_texts.EDITED_QUOTE if isinstance(self.since.now, Quote) else ask_texts.EDITED_FACT


@dataclass(frozen=True, slots=True)
class Nothing:
    """Says that nothing was found, and what a person can do now."""

    text: str
    topics: tuple[str, ...] = ()
    """The names of the nearest topics, if they have no buttons."""
    topic_buttons: tuple[Button, ...] = ()
    buttons: tuple[Button, ...] = ()
    private: bool = True

    def document(self) -> Document:
        """Return the sentence, the topics and the buttons."""
        return Document.of(
            Text(self.text),
            Text(ask_texts.topics_line(self.topics) if self.topics else "", "quiet"),
            Text(ask_texts.NEAR_TOPICS if self.topic_buttons else "", "quiet"),
            Actions(self.topic_buttons),
            Actions(self.buttons),
            private=self.private,
        )


@dataclass(frozen=True, slots=True)
class TopicQuestions:
    """Some questions that the facts of a topic answer, each as a button."""

    topic: str
    buttons: tuple[Button, ...]
    others: tuple[Button, ...] = ()
    """What else a person can do if none of these questions is meant."""
    private: bool = True

    def document(self) -> Document:
        """Return the topic and the buttons."""
        return Document.of(
            Text(ask_texts.questions_on(self.topic)),
            Actions(self.buttons, stacked=True),
            Actions(self.others),
            private=self.private,
        )


@dataclass(frozen=True, slots=True)
class ExplanationDetails:
    """The figures behind an explanation, and what they were made from."""

    explanation: Explanation
    private: bool = True

    def document(self) -> Document:
        """Return a row for each figure."""
        rows = tuple(Row(label, text) for label, text in self.explanation.details())
        return Document.of(Panel("quiet"), Fields(rows), private=self.private)
