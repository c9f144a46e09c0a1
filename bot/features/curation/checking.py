"""Let curators say that entries are still right, under a list of those that are due or under one of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from bot.conversation.feature import Feature
from bot.core import texts
from bot.core.controls import Button
from bot.core.declarations import action
from bot.core.events import NO_EXCHANGE, Action, Press
from bot.core.freshness import unchecked_since
from bot.core.models import Statement
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.curation.finding import find_entry
from bot.features.curation import texts as curation_texts
from bot.features.curation.changing import RETIRE_NOW, SHOW_EDIT
from bot.features.curation.due import CHECK, DueLists, check_button, hash_of, visible
from bot.features.curation.replies import DueEntry, DueList

SHOW_DUE: Final = "due-more"
"""Code of the button. Posted messages have it, so it never changes."""
MOST_DUE: Final = 5
"""Most entries of a list. Each has three buttons, and a document has room for 20."""


class CheckHandlers(Feature):
    """Notes that entries were checked. Nobody else must approve that, as the entry stays as it is."""

    @action(CHECK, in_place=True, curators_only=True)
    async def check(self, action: Action, press: Press, responder: Responder) -> None:
        """Note that an entry of a list is still right, and show the list without it.

        If the entry is no longer what the list showed, only show the list as it is now.
        """
        first, _, seen = action.value.partition(".")
        seen, _, entry_id = seen.partition(".")
        editing, today = self._services.editing, self._clock.now().date()
        standing = await find_entry(editing.live, entry_id, press.target, is_curator=True)
        statement = standing.statement
        if hash_of(statement) != seen:
            done = curation_texts.CHANGED_SINCE if unchecked_since(statement, today) else curation_texts.CHECKED_ALREADY
        else:
            await editing.change("check", statement, press.author, press.target, standing.version, standing.original)
            done = curation_texts.checked(statement, today)
        if first:
            await responder.send(due_list(await self._due(press, today), today, done=done))
        else:
            await responder.send(Notice(done))

    @action(SHOW_DUE, in_place=True, curators_only=True)
    async def more(self, action: Action, press: Press, responder: Responder) -> None:
        """Show the next entries of a list."""
        today = self._clock.now().date()
        first = int(action.value) if action.value.isdecimal() else 0
        await responder.send(due_list(await self._due(press, today), today, first=first))

    async def _due(self, press: Press, today: dt.date) -> Sequence[Statement]:
        """Return the entries that the list in the place of a press has by now."""
        services, target = self._services, press.target
        lists = DueLists(services.editing.live, services.storage, services.curators)
        if target.direct:
            return await lists.of_person(target.platform, press.author.id, target, today)
        platform = services.platforms.get(target.platform)
        return visible(await lists.left_over(platform, today), target) if platform else []


def due_list(entries: Sequence[Statement], today: dt.date, *, first: int = 0, done: str = "") -> DueList:
    """Make a list of entries that are due, from one of them on. `done` says what was just done."""
    first = first if first < len(entries) else 0
    shown = entries[first : first + MOST_DUE]
    end = first + len(shown)
    left = len(entries) - len(shown)
    more = Button(texts.more(left), Action(SHOW_DUE, NO_EXCHANGE, str(end if end < len(entries) else 0)))
    items = tuple(DueEntry(entry, _since(entry, today), _buttons(entry)) for entry in shown)
    return DueList(items, len(entries), done, (more,) if left else (), private=False)


def _buttons(entry: Statement) -> tuple[Button, ...]:
    return (
        check_button(entry, in_list=True),
        Button(curation_texts.EDIT_TITLE, Action(SHOW_EDIT, NO_EXCHANGE, entry.id)),
        Button(curation_texts.RETIRE, Action(RETIRE_NOW, NO_EXCHANGE, entry.id)),
    )


def _since(entry: Statement, today: dt.date) -> str:
    since = unchecked_since(entry, today)
    return texts.unchecked(since) if since else ""
