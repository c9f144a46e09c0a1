"""The list of curators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.controls import Picker
from bot.core.directions import without_isolation
from bot.core.document import Actions, Document, Fields, Heading, Panel, Row, Text
from bot.core.events import NO_EXCHANGE, Action, Choice
from bot.core.mentions import Mention, MentionKind
from bot.features.curators import texts as curator_texts

REMOVE: Final = "curator-remove"
"""Code of the menu. Messages have it, so it never changes."""


@dataclass(frozen=True, slots=True)
class CuratorPanel:
    """Who may curate in a workspace, with a menu that removes entries for those who may."""

    rules: tuple[tuple[Mention, bool], ...] = ()
    """Each with whether the role or group is still there."""
    news: str = ""
    """A sentence above the list: what was just changed."""
    note: str = ""
    """Sentences below it, such as who may change it."""
    can_change: bool = False
    private: bool = True

    def document(self) -> Document:
        """Return the list by kinds, the menu and the note."""
        names: dict[MentionKind, list[str]] = {}
        for rule, is_there in self.rules:
            names.setdefault(rule.kind, []).append(rule.shown if is_there else curator_texts.gone(rule.shown))
        rows = (Row(label, ", ".join(names[kind])) for kind, label in curator_texts.LABELS.items() if kind in names)
        return Document.of(
            Panel("quiet"),
            Heading(curator_texts.TITLE),
            Text(self.news),
            Fields((*rows, Row(curator_texts.ADMINS, curator_texts.ALWAYS))),
            Text(self.note, "quiet"),
            Actions(pickers=(_picker(self.rules),) if self.rules and self.can_change else ()),
            private=self.private,
        )


def value_of(rule: Mention) -> str:
    """Return the value of an entry in the menu. It never changes."""
    return f"{rule.kind}/{rule.id}"


def _picker(rules: Sequence[tuple[Mention, bool]]) -> Picker:
    choices = tuple(Choice(value_of(rule), without_isolation(rule.shown)) for rule, _ in rules)
    return Picker(curator_texts.REMOVE, Action(REMOVE, NO_EXCHANGE), choices)
