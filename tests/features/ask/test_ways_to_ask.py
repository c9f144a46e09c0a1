"""Ask by a form, on a message of somebody, and with completions; and messages that ask for anything at all."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bot import app
from bot.conversation.reading import Reading
from bot.core.errors import UserError
from bot.core.events import Completion, FormSubmission, Invocation, Message, Person, Press
from bot.core.forms import Form
from bot.core.replies import Card, Notice
from bot.core.subjects import MessageSubject
from bot.factfiles import FactFolder
from bot.features.ask import texts as ask_texts
from bot.features.ask.replies import Nothing
from bot.settings import shipped_facts
from tests.chat_driver import CHANNEL, ChatDriver, FakeResponder, shown_text
from tests.samples.facts import CRANE, FERRY

ANN = Person("ann", "Ann")


@dataclass
class WithForms(FakeResponder):
    """A responder that shows forms."""

    forms: list[Form] = field(default_factory=list)

    async def open_form(self, form: Form) -> bool:
        """Keep it."""
        self.forms.append(form)
        return True


async def shortcut(chat: ChatDriver, text: str) -> None:
    """Use "Ask about this" on a message."""
    asked = Invocation(f"I{next(chat.ids)}", ANN, CHANNEL, "ask", subject=MessageSubject(text))
    await chat.conversation.handle(asked, chat.responder)


# ---------------------------------------------------------------------- a form


async def test_a_button_that_calls_ask_opens_a_form_and_the_answer_is_private(chat: ChatDriver) -> None:
    chat.responder = responder = WithForms()
    await chat.conversation.handle(Press("P1", ANN, CHANNEL, "call:-:ask"), responder)
    (form,) = responder.forms
    (one,) = form.fields
    assert (one.label, one.kind) == (ask_texts.YOUR_QUESTION, "paragraph")
    values = {one.name: FERRY.questions[0]}
    await chat.conversation.handle(FormSubmission("F1", ANN, CHANNEL, form.code, values), responder)
    assert shown_text(responder.private[-1]) == FERRY.text
    assert not responder.shown


async def test_without_forms_a_button_says_what_to_type(chat: ChatDriver) -> None:
    await chat.conversation.handle(Press("P1", ANN, CHANNEL, "call:-:ask"), chat.responder)
    assert chat.responder.private == [Notice(ask_texts.TYPE_ASK)]


async def test_an_empty_form_is_refused(chat: ChatDriver) -> None:
    await chat.conversation.handle(FormSubmission("F1", ANN, CHANNEL, "ask:", {"question": " "}), chat.responder)
    assert chat.responder.private == [Notice(ask_texts.NO_WORDS)]


# ---------------------------------------------------------------------- a shortcut


async def test_a_message_is_asked_about_privately(chat: ChatDriver) -> None:
    await shortcut(chat, f"@here {FERRY.questions[0]}")
    assert shown_text(chat.responder.private[-1]) == FERRY.text
    assert not chat.responder.shown
    await shortcut(chat, "The opera was painted by nobody.")
    assert isinstance(chat.responder.private[-1], Nothing)


async def test_of_a_long_message_its_first_question_is_asked(chat: ChatDriver) -> None:
    passage = "The harbour was full. " * 60
    await shortcut(chat, f"{passage}Well … {CRANE.questions[0]} {FERRY.questions[0]} {passage}")
    card = chat.responder.private[-1]
    assert isinstance(card, Card)
    assert card.statement == CRANE


async def test_a_long_message_without_a_question_says_what_to_do(chat: ChatDriver) -> None:
    await shortcut(chat, "The harbour was full. " * 60)
    assert chat.responder.private == [Notice(ask_texts.PASSAGE_TOO_LONG)]


async def test_a_message_without_words_is_refused(chat: ChatDriver) -> None:
    await shortcut(chat, "🦭🦭")
    assert chat.responder.private == [Notice(ask_texts.NO_WORDS)]


# ---------------------------------------------------------------------- completions


async def test_the_questions_of_the_store_are_offered_while_somebody_types(chat: ChatDriver) -> None:
    choices = await chat.conversation.complete(Completion("ask", "question", "crane lift", CHANNEL, Person("ann")))
    assert {choice.value for choice in choices} == set(CRANE.questions)
    assert all(choice.value == choice.label for choice in choices)


# ---------------------------------------------------------------------- whatever there is

PHRASES = {
    "quote": ("give me a quote", "Random quote", "another quote please", "random fact", "tell me something",
              "Tell me a fact!", "surprise me", "show me a random quote?"),
    "digest preview": ("what's new", "What’s new?", "what is new", "anything new?", "any news?",
                       "is there anything new"),
    "quotes": ("who is quoted?", "Who do you quote?", "list all quotes", "show me the speakers", "quotes"),
    "help": ("sources", "list all facts", "list your sources", "what topics are there?", "all topics, please", "help"),
}  # fmt: skip


@pytest.mark.parametrize(("command", "phrase"), [(c, phrase) for c, phrases in PHRASES.items() for phrase in phrases])
def test_a_wish_for_anything_at_all_calls_a_command(chat: ChatDriver, command: str, phrase: str) -> None:
    read = Reading(app.menu()).message(chat.message(phrase))
    assert isinstance(read, Invocation)
    assert (read.command, {name: value for name, value in read.options.items() if value}) == (command, {})


@pytest.mark.parametrize(
    "question",
    ["what's new in the harbour?", "tell me something about fog", "who is quoted on fog?", "sources of the river",
     "which facts are wrong?", "random facts about crane 4", "what is a quote"],
)  # fmt: skip
def test_a_question_with_a_subject_stays_a_question(chat: ChatDriver, question: str) -> None:
    assert isinstance(Reading(app.menu()).message(chat.message(question)), Message)


def test_no_listed_question_of_the_shipped_facts_calls_a_command(chat: ChatDriver) -> None:
    reading = Reading(app.menu())
    questions = [q for s in FactFolder(shipped_facts()).load().statements for q in s.questions]
    assert len(questions) > 500

    def is_question(text: str) -> bool:
        try:
            return isinstance(reading.message(chat.message(text)), Message)
        except UserError:
            return False

    assert [q for q in questions if not is_question(q)] == []
