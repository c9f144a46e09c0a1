"""Keep what people typed into forms, and show it to them again behind a button."""

from __future__ import annotations

import logging
import secrets
from collections import OrderedDict
from typing import Final

from bot.conversation.form_drafts import FormDraft, FormDrafts
from bot.core.controls import Button
from bot.core.errors import StoreError, UserError
from bot.core.events import FORM_AGAIN, Action, FormSubmission, Invocation, Press
from bot.core.forms import Form
from bot.core.ports import Responder
from bot.core.replies import Notice

log = logging.getLogger(__name__)

EDIT_AGAIN: Final = "Edit again"
OPEN: Final = "Open the form"
PRESS_TO_OPEN: Final = "Press the button to open the form. Only you can use it."
GONE: Final = "I no longer have what you typed there, or it is not yours. I keep it for a day. Please begin again."
_MOST_IN_MEMORY: Final = 200


class KeptForms:
    """Keeps drafts in the store, or in the memory of this process while the store is away."""

    def __init__(self, drafts: FormDrafts) -> None:
        self._drafts = drafts
        self._in_memory: OrderedDict[tuple[str, str, str], FormDraft] = OrderedDict()
        """Drafts by key, platform and person."""

    async def keep(self, draft: FormDraft, event: FormSubmission | Invocation | Press) -> str:
        """Keep a draft for the author of an event. Return its key: 16 characters, safe in the code of a button."""
        key, platform, person = secrets.token_hex(8), event.target.platform, event.author.id
        try:
            await self._drafts.put(key, platform, person, draft.to_text())
        except StoreError as error:
            log.warning("A form is kept only until this process ends: %s", error)
            self._in_memory[key, platform, person] = draft
            if len(self._in_memory) > _MOST_IN_MEMORY:
                self._in_memory.popitem(last=False)
        return key

    async def find(self, key: str, event: FormSubmission | Invocation | Press) -> FormDraft:
        """Return a draft of the author of an event. Raises UserError if there is none, and StoreError."""
        here = key, event.target.platform, event.author.id
        if draft := self._in_memory.get(here):
            return draft
        text = await self._drafts.find(*here)
        if text is None:
            raise UserError(GONE)
        return FormDraft.from_text(text)

    async def open(self, form: Form, event: Invocation | Press, responder: Responder) -> None:
        """Show a form or, if the platform can't show one now, a button that does. The form needs `makes_form`.

        Raises UserError if a text of the form is longer than its field takes.
        """
        if not await responder.open_form(form):
            values = {field.name: field.value for field in form.fields}
            chosen = {field.name: field.chosen for field in form.fields if field.kind == "choices"}
            key = await self.keep(FormDraft(form.code, values, chosen), event)
            await responder.send(Notice(PRESS_TO_OPEN, buttons=(again(OPEN, key),)))


def again(label: str, key: str) -> Button:
    """Make the button that shows a form again with a draft."""
    return Button(label, Action(FORM_AGAIN, key), "main")
