"""Take forms that were sent. If one is refused, or something goes wrong, the person goes on with what they typed.

Discord shows no errors in a form, and no form in answer to a form. Slack says that it opens one there, but the desktop
app does not show it (bolt-js#1072). So a message has a button for it. Only the terminal asks again at once.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Final

from bot.conversation.curators import Curators
from bot.conversation.form_drafts import FormDraft
from bot.conversation.kept_forms import EDIT_AGAIN, KeptForms, again
from bot.conversation.rights import permitted
from bot.core import texts
from bot.core.errors import FactbotError, FormRefusedError, UserError
from bot.core.events import FORM_AGAIN, Action, FormSubmission, Press
from bot.core.forms import Form
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.core.router import Router

log = logging.getLogger(__name__)

NOT_LOST: Final = "Nothing is lost: the button shows the form again as you filled it in."
TOO_SLOW: Final = "I was too slow to show the form. Please press the button again."


class FormSubmissions:
    """Passes submissions to the handlers of their forms, and shows forms again."""

    def __init__(self, router: Router, kept: KeptForms, curators: Curators) -> None:
        self._router = router
        self._kept = kept
        self._curators = curators

    async def submit(self, sent: FormSubmission, responder: Responder) -> None:
        """Check a submission and pass it to its handler.

        Raises FormRefusedError if the check of the form finds a problem, and UserError if rights are missing.
        """
        submitted = self._router.form(sent.code)
        if submitted is None:
            raise UserError(texts.NOT_MINE)
        rule, take = submitted
        sent = await permitted(rule, sent, responder, self._curators)
        if problems := self._router.menu.problems(sent):
            raise FormRefusedError(problems)
        await take(sent, responder)

    async def refuse(self, sent: FormSubmission, problems: Mapping[str, str], responder: Responder) -> bool:
        """Say why a form was refused, by the names of the fields, and show it again or a button that does.

        Problems under other names are those of the whole form. Never raises. Return False if nothing makes this form
        again, or that failed: then nothing was said.
        """
        try:
            form = await self._made(FormDraft(sent.code, sent.values, sent.chosen, problems), sent)
            if form is None:
                return False
            if not await responder.open_form(form):
                key = await self._kept.keep(FormDraft(sent.code, sent.values, sent.chosen, problems), sent)
                reason = f"{_in_words(problems, form)} {NOT_LOST}"
                await responder.send(Notice(reason, buttons=(again(EDIT_AGAIN, key),)))
        except FactbotError as error:
            log.error("Could not show the form %s again: %s", sent.code, error)
            return False
        except Exception:
            log.exception("Could not show the form %s again", sent.code)
            return False
        return True

    async def reopen(self, press: Press, responder: Responder) -> bool:
        """Show a form again if its button was pressed. Return False if it was another button.

        Raises UserError if the draft is gone or of another person, or if it is too late to show the form.
        """
        action = Action.decode(press.code)
        if action is None or action.name != FORM_AGAIN:
            return False
        draft = await self._kept.find(action.exchange, press)
        sent = FormSubmission(press.id, press.author, press.target, draft.code, draft.values, draft.chosen)
        form = await self._made(draft, sent)
        if form is None:
            raise UserError(texts.NOT_MINE)
        if not await responder.open_form(form):
            raise UserError(TOO_SLOW)
        return True

    async def _made(self, draft: FormDraft, sent: FormSubmission) -> Form | None:
        """Make a form again with what was filled in; None if nothing makes this form."""
        make = self._router.form_maker(draft.code)
        return (await make(sent)).filled_in(draft.values, draft.chosen, draft.problems) if make else None


def _in_words(problems: Mapping[str, str], form: Form) -> str:
    """Write the problems in a line, each after the label of its field."""
    labels = {field.name: f"“{field.label}”: " for field in form.fields}
    return " ".join(f"{labels.get(name, '')}{problem}" for name, problem in problems.items())
