"""How the figures look to curators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core import texts
from bot.core.controls import Button
from bot.core.document import Actions, Document, Fields, Heading, Panel, Row, Text
from bot.core.models import Statement
from bot.features.stats import texts as stats_texts
from bot.features.stats.figures import Stats
from bot.features.stats.storage import Figures

_FEW = 5


@dataclass(frozen=True, slots=True)
class StatsCard:
    """The figures of a place."""

    stats: Stats
    buttons: tuple[Button, ...] = ()
    private: bool = True

    def document(self) -> Document:
        """Return the totals, then the figures by week, channel and topic, and what was asked most and never."""
        stats = self.stats
        kept = stats.kept_since
        return Document.of(
            Panel("quiet"),
            Heading(stats_texts.TITLE),
            Text(stats_texts.since(stats.first, stats.last), "quiet"),
            Text(stats_texts.kept_since(kept) if kept and kept > stats.first else "", "quiet"),
            Text(figures(stats.total) if stats.total.asked else stats_texts.NOTHING, "strong"),
            *_part(stats_texts.BY_WEEK, {texts.day(week): found for week, found in stats.weeks.items()}),
            *_part(stats_texts.BY_CHANNEL, {n or stats_texts.NOT_PUBLIC: f for n, f in stats.channels.items()}),
            *_part(stats_texts.BY_TOPIC, {n or stats_texts.NO_TOPIC: f for n, f in stats.topics.items()}),
            Heading(stats_texts.MOST_ASKED if stats.most_asked else "", 2),
            Fields(tuple(Row(f"{times}×", statement.text) for statement, times in stats.most_asked[:_FEW])),
            Heading(stats_texts.NEVER_ASKED if stats.never_asked else "", 2),
            Text(stats_texts.never_asked(len(stats.never_asked), stats.known) if stats.never_asked else ""),
            Actions(self.buttons),
            private=self.private,
        )


@dataclass(frozen=True, slots=True)
class NeverAsked:
    """What nobody has asked for."""

    statements: tuple[Statement, ...]
    more: tuple[Button, ...] = ()
    private: bool = True

    def document(self) -> Document:
        """Return a row for each statement."""
        return Document.of(
            Panel("quiet"),
            Heading(stats_texts.NEVER_ASKED if self.statements else ""),
            Text("" if self.statements else stats_texts.ALL_ASKED),
            Fields(tuple(Row("", statement.text) for statement in self.statements)),
            Actions(self.more),
            private=self.private,
        )


def figures(found: Figures) -> str:
    """Write figures in a line, without those that are zero."""
    parts = (
        (found.asked, "asked"), (found.answered, "answered"), (found.chosen, "chosen from suggestions"),
        (found.not_chosen, "suggestions not chosen"), (found.unanswered, "without an answer"),
        (found.helpful, "helpful"), (found.wrong, "wrong"),
    )  # fmt: skip
    return " · ".join(f"{number:,} {what}" for number, what in parts if number) or "0 asked"


def _part(title: str, found: Mapping[str, Figures]) -> tuple[Heading, Fields]:
    rows = tuple(Row(name, figures(one)) for name, one in found.items())
    return Heading(title if rows else "", 2), Fields(rows)
