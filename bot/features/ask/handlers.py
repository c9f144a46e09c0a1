"""Answer questions, and update the replies if the message is edited."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.conversation.feature import Feature, Services
from bot.conversation.session import Request
from bot.core.commands import PRIVATE, Command, Option
from bot.core.declarations import command, completes, form, makes_form
from bot.core.emoji import without_emoji
from bot.core.errors import UserError
from bot.core.events import Choice, Completion, FormSubmission, Invocation, Message
from bot.core.exchanges import Exchange
from bot.core.forms import Form, FormField
from bot.core.ports import Responder
from bot.core.replies import Card
from bot.features.ask import texts as ask_texts
from bot.features.ask.composer import Composer, Turn
from bot.features.ask.replies import Nothing, Suggestions
from bot.knowledge import smalltalk, topics
from bot.knowledge.catalogue import MAX_QUESTION
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.question_index import complete_question, question_index

NOT_AGAIN_IN_THREAD = dt.timedelta(days=30)
"""How long a thread is not told again that only mentions are heard there."""

_BROADCAST = re.compile(r"(?<![\w@])@(?:here|channel|everyone)\b[ \t]*", re.IGNORECASE)
_ASKING = re.compile(r"(?:(?<=[.!?…\n])|\A)\s*([^.!?…\n]{3,}\?)")
"""A sentence that ends with a question mark."""
_OPENING = r"ask(?:\s*:)?\s+(?=(?:who|what|when|where|which|why|how|is|are|was|were|do|does|did|can|will|has|have)\b)"
"""A message such as "ask who runs the ferry". Other words after "ask" may be part of the question."""
QUESTION: Final = "question"
"""The name of the option, and of the field of the form."""
ASK = Command(
    "ask",
    "Ask a question and get the best fact with its source and date",
    "ask {question}",
    (
        Option(QUESTION, "What you want to know", required=True, completes=True, longest=MAX_QUESTION),
        Option(PRIVATE, "Show the answer only to you", kind="flag"),
    ),
    shortcut="Ask about this",
    opens_form="bare",
    opening=_OPENING,
    asks=QUESTION,
    anywhere=True,
)
ASK_FORM: Final = "ask"
"""Name of the form. Open forms have it, so it never changes."""


class AskHandlers(Feature):
    """Answers questions and remembers each with its outcome. Implements `conversation.questions.Questions`."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._composer = Composer(services)

    @classmethod
    def prepare(cls, knowledge: Knowledge) -> None:
        """Guess the languages of the facts, and index their topics and questions."""
        _ = knowledge.languages
        topics.by_topic(knowledge)
        question_index(knowledge)

    @command(ASK)
    async def answer(self, asked: Message | Invocation, responder: Responder) -> None:
        """Answer a question that is asked for the first time; without a question, show a form for it.

        Raises UserError if the form can't be shown, or the message of a shortcut is too long.
        """
        if isinstance(asked, Invocation) and QUESTION not in asked.options and asked.subject is None:
            if not await responder.open_form(_form()):
                raise UserError(ask_texts.TYPE_ASK)
            return
        seen_by_all = not (responder.can_reply_privately or asked.target.direct)
        request = replace(self._request(asked), seen_by_all=seen_by_all)
        if exchange := await self._session.begin(request, responder):
            turns = await self._with_mention_line(request, await self._composer.compose(request, exchange, ()))
            for reply, part in turns:
                if reply is not None or part.part:
                    self._services.metrics.questions.add(part.platform, part.outcome)
                if reply is not None:
                    last = part is turns[-1][1]
                    await self._session.deliver(reply, part, responder, by=asked.author, last=last)
                elif part.part:  # the first unanswered question's reply names this one, too
                    await self._storage.add_exchange(part)

    async def answer_again(
        self, earlier: Sequence[Exchange], asked: Message | Invocation, responder: Responder
    ) -> None:
        """Bring the answers to a message up to date after it was edited; `earlier` has one exchange at least."""
        request = self._request(asked)
        if request.question == earlier[0].question and not request.overheard:
            return  # platforms also report an edit when they unfold a link
        hides = responder.can_reply_privately and not request.target.direct
        request = replace(request, seen_by_all=not (hides or request.target.direct))
        turns = await self._composer.compose(request, replace(earlier[0], question=request.question), earlier)
        reply_ids = [exchange.reply_id for exchange in earlier if exchange.reply_id]
        for exchange in earlier[len(turns) :]:
            await self._storage.drop_exchange(exchange.id)
        for reply, part in turns:
            is_hidden = hides and isinstance(reply, Suggestions | Nothing)
            if reply is not None and reply_ids and not is_hidden:
                await self._session.redeliver(reply, replace(part, reply_id=reply_ids.pop(0)), responder)
            elif reply is not None:
                await self._session.deliver(reply, part, responder)
            else:
                await self._storage.add_exchange(part)
        for reply_id in reply_ids:
            await responder.delete(reply_id)

    @form(ASK_FORM)
    async def submitted(self, sent: FormSubmission, responder: Responder) -> None:
        """Answer the question of the form, only to the person. Raises UserError as `answer` does."""
        options: dict[str, str | bool] = {QUESTION: sent.values.get(QUESTION, ""), PRIVATE: True}
        await self.answer(Invocation(sent.id, sent.author, sent.target, ASK.name, options, private=True), responder)

    @makes_form(ASK_FORM)
    async def form_again(self, sent: FormSubmission) -> Form:
        """Make the form again."""
        return _form()

    @completes(ASK.name, QUESTION)
    async def complete(self, asked: Completion) -> Sequence[Choice]:
        """Give the questions of the store that fit what is being typed."""
        return await complete_question(self._facts, asked)

    def _request(self, asked: Message | Invocation) -> Request:
        """Make the request of a message, or of a command that asks a question.

        Raises UserError if the message of a shortcut is too long for a question and asks none.
        """
        if isinstance(asked, Message):
            return Request.of_message(asked, _question_in(asked.text))
        if asked.subject is not None:
            return Request.of_question(asked, _question_of_message(asked.subject.text))
        command = self._services.menu.find(asked.command)
        question, kept = (str(o.get(command.asks, "")) if command else "" for o in (asked.options, asked.kept))
        return Request.of_question(asked, _question_in(question), _question_in(kept))

    async def _with_mention_line(self, request: Request, turns: list[Turn]) -> list[Turn]:
        """Say under the first answer in a thread that only mentions are heard there, if that is so."""
        last = turns[-1][0]
        if request.unheard_thread is None or not isinstance(last, Card):
            return turns
        key = f"unheard:{request.target.channel_key}:{request.unheard_thread}"
        if not await self._storage.claim(key, NOT_AGAIN_IN_THREAD):
            return turns
        return [*turns[:-1], (replace(last, closing=ask_texts.MENTION_ME), turns[-1][1])]


def _form() -> Form:
    question = FormField(QUESTION, ask_texts.YOUR_QUESTION, "paragraph", limit=MAX_QUESTION)
    return Form(ASK_FORM, ask_texts.FORM_TITLE, (question,), submit=ask_texts.FORM_SUBMIT)


def _question_in(text: str) -> str:
    """Return the words of a question, cut just above the limit, so that it is still too long.

    Mentions of everybody are left out. Emoji alone can be small talk, so they stay.
    """
    text = _BROADCAST.sub("", text)
    words = text if smalltalk.kind(text) else without_emoji(text)
    return words.strip()[: MAX_QUESTION + 1]


def _question_of_message(text: str) -> str:
    """Return the question of somebody's message: all of it or, of a long one, its first question.

    Raises UserError if there is none.
    """
    question = _question_in(text)
    if len(question) <= MAX_QUESTION:
        return question
    sentences = (match[1].strip() for match in _ASKING.finditer(text))
    asked = next((sentence for sentence in sentences if len(sentence) <= MAX_QUESTION), None)
    if asked is None:
        raise UserError(ask_texts.PASSAGE_TOO_LONG)
    return _question_in(asked)
