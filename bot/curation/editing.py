"""Save what people wrote: at once, or as a draft that a curator approves."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from bot.core.audience import MOST_SIGHTS, count_sights, places_of
from bot.core.errors import UserError
from bot.core.events import Person, Target
from bot.core.models import Audience, Fact, Review, Statement
from bot.core.ports import Clock
from bot.core.storage import Storage
from bot.curation import texts as curation_texts
from bot.curation.composing import composed, new_id
from bot.curation.entries import ChangeKind, Draft, EntryChange, SavedEntry
from bot.curation.live import LiveEntries, Standing
from bot.curation.people import PeopleStorage, key_of, owned_by
from bot.curation.storage import EntryStorage
from bot.curation.working_copies import Reach, WorkingCopy


@dataclass(frozen=True, slots=True)
class CurationRules:
    """What the operator decided."""

    two_eyes: bool = False
    """What a curator saves needs the approval of another one."""
    review_days: int = 90
    """After how many days what was saved must be checked again."""


DEFAULT_RULES: Final = CurationRules()

Result: TypeAlias = SavedEntry | Draft
"""It counts, or it waits for a curator."""


class Editing:
    """Saves entries and drafts, for all features. It asks nobody whether they may: that is known before."""

    def __init__(self, storage: Storage, live: LiveEntries, clock: Clock, rules: CurationRules = DEFAULT_RULES) -> None:
        self._storage = storage
        self._clock = clock
        self.live = live
        self.rules = rules

    @property
    def entries(self) -> EntryStorage:
        """Return the tables of entries and drafts."""
        return self._storage.tables(EntryStorage)

    async def key(self, person: Person, place: Target) -> str:
        """Return the key of the author of an event."""
        return await key_of(self._storage.tables(PeopleStorage), person, place)

    def compose(self, copy: WorkingCopy) -> Statement:
        """Make the statement of a working copy, as far as it is chosen who may see it. Raises ComposeError."""
        before = copy.before
        is_new = before is None or (copy.kind == "supersede" and not copy.draft)
        adds = copy.draft and copy.kind in ("add", "supersede") and not copy.expected
        is_taken = adds and before and before.id in self.live
        entry_id = new_id(copy.values.get("text", ""), self.live) if is_new or is_taken or not before else before.id
        made = composed(copy.of, copy.values, entry_id, None if is_new else before)
        questions = dict.fromkeys((*made.questions, *copy.ticked))
        made = replace(made, id=entry_id, questions=tuple(questions))
        if before is None:
            return replace(made, audience=audience_of(copy.reach, copy.place) if copy.reach else ())
        if is_new and isinstance(made, Fact):
            return replace(made, audience=before.audience, supersedes=(before.id,))
        return made

    async def save(self, copy: WorkingCopy, person: Person, place: Target) -> Result:
        """Save a working copy: at once for a curator, else as a draft.

        Raises UserError, also if nobody said who may see it, ComposeError or StoreError.
        """
        if copy.before is None and not copy.reach:
            raise UserError(curation_texts.CHOOSE_REACH)
        statement = self.compose(copy)
        self._check_audience(statement)
        if copy.draft:
            if not person.curator:
                raise UserError(curation_texts.NO_CURATOR)
            by = await self.key(person, place)
            return await self.entries.change_draft(copy.draft, copy.edits, statement, by)
        return await self.change(copy.kind, statement, person, place, copy.expected, copy.original, copy.why)

    def _check_audience(self, statement: Statement) -> None:
        """Raise UserError if there would be too many groups of places that see different facts."""
        if not statement.audience:
            return
        known = (other.audience for other in self.live.statements)
        if count_sights(frozenset(filter(None, (*known, statement.audience)))) > MOST_SIGHTS:
            raise UserError(curation_texts.TOO_MANY_AUDIENCES)

    async def change(
        self,
        kind: ChangeKind,
        statement: Statement,
        person: Person,
        place: Target,
        expected: int = 0,
        original: Statement | None = None,
        why: str = "",
    ) -> Result:
        """Change an entry, or propose the change. Raises EditConflictError if somebody else was quicker."""
        by = await self.key(person, place)
        owner = owned_by(by) if person.curator else ""
        checked = statement if kind == "question" else self._checked(statement, owner)
        change = EntryChange(kind, checked, by, expected, original, why)
        if person.curator and (kind == "check" or not self.rules.two_eyes):
            (entry,) = await self.entries.save([change])
            await self.live.catch_up(self.entries)
            return entry
        draft = Draft(secrets.token_hex(8), change, self._clock.now(), replace(place, thread=None, parent=None))
        await self.entries.add_draft(draft)
        return draft

    async def add_question(self, standing: Standing, question: str, person: Person, place: Target) -> Result:
        """Let an entry answer a question too, in these words, or propose that.

        Raises UserError if it is one of its questions already, and EditConflictError as `change` does.
        """
        statement, asked = standing.statement, " ".join(question.split())
        if any(asked.casefold() == known.casefold() for known in statement.questions):
            raise UserError(curation_texts.QUESTION_KNOWN)
        more = replace(statement, questions=(*statement.questions, asked))
        return await self.change("question", more, person, place, standing.version, standing.original)

    async def approve(self, draft: Draft, person: Person, place: Target) -> tuple[Draft, SavedEntry]:
        """Let a draft count. Raises UserError if the person wrote it and another one must approve it."""
        by = await self.key(person, place)
        if self.rules.two_eyes and by == draft.change.by:
            raise UserError(curation_texts.OWN_DRAFT)
        statement = draft.change.statement
        if draft.change.kind != "question":
            statement = self._checked(statement, owned_by(by), keep_owner=True)
        decided, entry = await self.entries.approve(draft.id, draft.edits, by, statement)
        await self.live.catch_up(self.entries)
        return decided, entry

    async def reject(self, draft: Draft, person: Person, place: Target, reason: str) -> Draft:
        """Close a draft without using it."""
        return await self.entries.reject(draft.id, draft.edits, await self.key(person, place), reason)

    async def reopen(self, draft_id: str, person: Person, place: Target) -> Draft:
        """Undo the decision on a draft. Raises EditConflictError if its entry was changed since."""
        draft = await self.entries.reopen(draft_id, await self.key(person, place))
        await self.live.catch_up(self.entries)
        return draft

    async def undo(self, entry_id: str, version: int, person: Person, place: Target) -> SavedEntry:
        """Undo the newest change of an entry. Raises EditConflictError if there was another one since."""
        entry = await self.entries.undo(entry_id, version, await self.key(person, place))
        await self.live.catch_up(self.entries)
        return entry

    def _checked(self, statement: Statement, owner: str, *, keep_owner: bool = False) -> Statement:
        """Note that a statement was checked today, and when it must be checked again. A retired one never ages."""
        today = self._clock.now().date()
        before = statement.review or Review()
        who = (before.owner or owner) if keep_owner or not owner else owner
        due = today + dt.timedelta(days=self.rules.review_days)
        return replace(statement, review=Review(who, today, due))


def audience_of(reach: Reach, place: Target) -> Audience:
    """Return the audience of what is saved in a place. Raises UserError if the person has not chosen it."""
    workspace = f"{place.platform}:{place.workspace}"
    match reach:
        case "all":
            return ()
        case "workspace" if workspace in places_of(place):
            return (workspace,)
        case "channel" if place.workspace:
            return (f"{workspace}:{place.parent or place.channel}",)
    raise UserError(curation_texts.CHOOSE_REACH)
