"""Let curators approve, edit and reject drafts, and undo what they decided."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.core.audience import may_see, places_of
from bot.core.commands import Command
from bot.core.declarations import action, command, form, makes_form
from bot.core.document import Row
from bot.core.errors import UserError
from bot.core.events import Action, FormSubmission, Invocation, Press, Target
from bot.core.forms import Form, FormField
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.curation.composing import kind_of, values_of
from bot.curation.entries import DecidedError, Draft, EditConflictError
from bot.curation.working_copies import WorkingCopy
from bot.features.curation import copies, draft_cards
from bot.features.curation import texts as curation_texts
from bot.features.curation.authors import tell_author
from bot.features.curation.copies import CopyHandling
from bot.features.curation.replies import DraftCard, DraftList
from bot.features.curation.review_storage import ReviewChannel, ReviewStorage

REJECT_FORM: Final = "draft-reject"
"""Name of the form. Forms that people have open have it, so it never changes."""
_REASON = "reason"

HERE = Command(
    "review here", "Show drafts in this channel, for curators to approve them", "review here", curators_only=True,
    announced=True,
)  # fmt: skip
OFF = Command("review off", "Show no more drafts in this channel", "review off", curators_only=True, announced=True)
LIST = Command(
    "review list",
    "List the drafts and conflicts that wait for a curator",
    "review list",
    curators_only=True,
    private=True,
)


class ReviewHandlers(CopyHandling):
    """Shows drafts to curators, and does what they decide."""

    @command(HERE)
    async def here(self, invocation: Invocation, responder: Responder) -> None:
        """Make the channel one in which curators get the drafts."""
        target = _channel(invocation.target)
        if missing := await responder.missing_permission():
            raise UserError(missing)
        changed = await self._tables.set_review_channel(ReviewChannel(target, self._bot(target)), on=True)
        text = curation_texts.REVIEW_HERE if changed else curation_texts.REVIEW_ALREADY_HERE
        await responder.send(Notice(text, private=not changed))

    @command(OFF)
    async def off(self, invocation: Invocation, responder: Responder) -> None:
        """Show no more drafts in the channel."""
        target = _channel(invocation.target)
        changed = await self._tables.set_review_channel(ReviewChannel(target, self._bot(target)), on=False)
        text = curation_texts.REVIEW_OFF if changed else curation_texts.REVIEW_ALREADY_OFF
        await responder.send(Notice(text, private=not changed))

    @command(LIST)
    async def list_drafts(self, invocation: Invocation, responder: Responder) -> None:
        """List the drafts that wait and the entries in conflict, each with a button that shows it."""
        places, editing = places_of(invocation.target), self._services.editing
        drafts = [d for d in await editing.entries.open_drafts() if _may_see(d, places)]
        conflicts = tuple(
            draft_cards.conflict_row(conflict)
            for conflict in editing.live.conflicts
            if may_see(conflict.entry.statement.audience, places)
            and (conflict.in_file is None or may_see(conflict.in_file.audience, places))
        )
        await responder.send(DraftList(draft_cards.rows(drafts, self._clock.now()), conflicts))

    @action(draft_cards.SHOW, curators_only=True)
    async def show_draft(self, action: Action, press: Press, responder: Responder) -> None:
        """Show one draft with its buttons, only to the curator."""
        draft = await self._draft(action.value, press)
        await responder.send(replace(await self._card(draft, press.target), private=True))

    @action(draft_cards.APPROVE, in_place=True, curators_only=True)
    async def approve(self, action: Action, press: Press, responder: Responder) -> None:
        """Let a draft count. If it was changed or decided since it was posted, show how it is now."""
        draft = await self._seen(action, press, responder)
        if draft is None:
            return
        try:
            draft, _ = await self._services.editing.approve(draft, press.author, press.target)
        except (DecidedError, EditConflictError):
            await self._show_again(draft.id, press, responder)
            return
        await responder.send(await self._card(draft, press.target))
        await tell_author(draft, press.author, self._storage, self._services.platforms)

    @action(draft_cards.REJECT, curators_only=True, opens_form=True)
    async def reject(self, action: Action, press: Press, responder: Responder) -> None:
        """Ask why a draft is rejected."""
        await self._services.forms.open(_reject_form(f"{action.exchange}.{action.value}"), press, responder)

    @makes_form(REJECT_FORM)
    async def reject_again(self, sent: FormSubmission) -> Form:
        """Make the form again."""
        return _reject_form(sent.code.partition(":")[2])

    @form(REJECT_FORM, in_place=True, curators_only=True)
    async def rejected(self, sent: FormSubmission, responder: Responder) -> None:
        """Close a draft without using it, with the reason."""
        draft_id, _, edits = sent.code.partition(":")[2].partition(".")
        draft = await self._draft(draft_id, sent)
        if draft.state != "open" or str(draft.edits) != edits:
            await responder.send(await self._card(draft, sent.target))
            return
        reason = sent.values.get(_REASON, "").strip()
        draft = await self._services.editing.reject(draft, sent.author, sent.target, reason)
        await responder.send(await self._card(draft, sent.target))
        await tell_author(draft, sent.author, self._storage, self._services.platforms)

    @action(draft_cards.EDIT, curators_only=True, opens_form=True)
    async def edit(self, action: Action, press: Press, responder: Responder) -> None:
        """Show the form with what the draft says."""
        draft = await self._draft(action.exchange, press)
        if draft.state != "open":
            raise DecidedError(draft)
        statement = draft.change.statement
        copy = WorkingCopy(
            copies.new_copy_id(), draft.change.kind, kind_of(statement), values_of(statement),
            replace(press.target, thread=None), "all", statement, draft.change.expected,
            draft=draft.id, edits=draft.edits,
        )  # fmt: skip
        await self.begin(copy, press, responder)

    @action(draft_cards.REOPEN, in_place=True, takes_value=False, curators_only=True)
    async def reopen(self, action: Action, press: Press, responder: Responder) -> None:
        """Undo the decision on a draft."""
        await self._draft(action.exchange, press)
        draft = await self._services.editing.reopen(action.exchange, press.author, press.target)
        await responder.send(await self._card(draft, press.target))

    @property
    def _tables(self) -> ReviewStorage:
        return self._storage.tables(ReviewStorage)

    def _bot(self, target: Target) -> str:
        platform = self._services.platforms.get(target.platform)
        return platform.reach.bot if platform and platform.reach else ""

    async def _draft(self, draft_id: str, event: Press | FormSubmission) -> Draft:
        """Find a draft. Raises UserError if it is gone, or if it may not be seen in the place."""
        draft = await self._services.editing.entries.draft(draft_id)
        if draft is None or not _may_see(draft, places_of(event.target)):
            raise UserError(curation_texts.DRAFT_GONE)
        return draft

    async def _seen(self, action: Action, press: Press, responder: Responder) -> Draft | None:
        """Return the draft as the curator saw it. If it is another one by now, show that, and return None."""
        draft = await self._draft(action.exchange, press)
        if draft.state == "open" and str(draft.edits) == action.value:
            return draft
        await responder.send(await self._card(draft, press.target))
        return None

    async def _show_again(self, draft_id: str, press: Press, responder: Responder) -> None:
        draft = await self._draft(draft_id, press)
        card = await self._card(draft, press.target)
        note = curation_texts.ENTRY_CHANGED if draft.state == "open" else ""
        await responder.send(replace(card, rows=(*card.rows, *((Row("", note),) if note else ()))))

    async def _card(self, draft: Draft, place: Target) -> DraftCard:
        return await draft_cards.card(draft, self._services.editing, self._storage, self._facts.at(place))


def _channel(target: Target) -> Target:
    """Return the channel of a thread. Raises UserError in a direct message."""
    if target.direct:
        raise UserError(curation_texts.REVIEW_IN_DIRECT)
    is_own = target.parent is not None
    return replace(target, thread=target.channel if is_own else None)


def _may_see(draft: Draft, places: frozenset[str]) -> bool:
    return may_see(draft.change.statement.audience, places)


def _reject_form(value: str) -> Form:
    field = FormField(_REASON, curation_texts.REASON, "paragraph", required=False, limit=500)
    return Form(REJECT_FORM, curation_texts.REJECT_TITLE, (field,), value, curation_texts.REJECT)
